#pragma once
// What the tests of amends.classify share.
#include <string>

#include "support/pack_host.hpp"
#include "sdk/reader.hpp"

namespace amends::testing {

inline PackHost classify_host(std::string_view pack_set, const std::vector<std::filesystem::path>& overlays = {}) {
  return PackHost(AMENDS_PLUGIN_FILE, "amends.classify", pack_set, overlays);
}

/// Intake's section as a shared case states it: what classify reads of it.
inline void add_intake(sdk::Value& record, const sdk::Value& shared) {
  const auto& intake = shared.at("expected").at("intake").at(0).at("result");
  sdk::set(record, "analysis.intake.emotion", intake.at("emotion"));
  sdk::set(record, "analysis.intake.threats", intake.at("threats"));
}

inline sdk::Value classify_record(std::string_view shared_id) {
  const auto shared = shared_case(shared_id);
  auto record = record_of(shared);
  add_intake(record, shared);
  return record;
}

/// A calm Chinese complaint of one sentence with nothing that adds points.
inline sdk::Value plain_record(const std::string& body = "信用卡年费多扣了，请退还。") {
  auto record = classify_record("K01");
  sdk::set(record, "text.docs.0.body", sdk::Value(body));
  sdk::set(record, "analysis.intake.emotion.band", "calm");
  sdk::set(record, "analysis.intake.threats", sdk::Array{});
  return record;
}

}  // namespace amends::testing

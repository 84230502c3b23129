#pragma once
// What the tests of amends.psychology share.
#include <string>
#include <string_view>
#include <vector>

#include "support/pack_host.hpp"
#include "sdk/reader.hpp"

namespace amends::testing {

inline PackHost psychology_host(std::string_view pack_set = "catalogue") { return PackHost(AMENDS_PLUGIN_FILE, "amends.psychology", pack_set); }

/// A shared case with what intake read in it as the case states it.
inline sdk::Value psychology_record(std::string_view shared_id, const sdk::Value& given = sdk::Object{}) {
  const auto shared = shared_case(shared_id);
  auto record = record_of(shared, given);
  const auto& intake = shared.at("expected").at("intake").at(0).at("result");
  if (!sdk::find(record, "analysis.intake.emotion")) sdk::set(record, "analysis.intake.emotion", intake.at("emotion"));
  if (!sdk::find(record, "analysis.intake.threats")) sdk::set(record, "analysis.intake.threats", *sdk::find(intake, "threats") );
  return record;
}

/// A record with one text by the complainant and a calm reading.
inline sdk::Value saying(std::string_view text, std::string_view language = "zh") {
  auto record = psychology_record("K01");
  sdk::set(record, "text.docs.0.body", sdk::to_value(text));
  sdk::set(record, "text.docs.0.lang", sdk::to_value(language));
  sdk::set(record, "demand", sdk::Array{});
  sdk::set(record, "money", sdk::Object{});
  sdk::set(record, "events", sdk::Array{});
  sdk::set(record, "analysis.intake.emotion", sdk::Object{{"intensity", 0}, {"band", "calm"}, {"dominant", nullptr}});
  sdk::set(record, "analysis.intake.threats", sdk::Array{});
  return record;
}

/// The score of a code in a list of {code, score}; -1 when it is not listed.
inline std::int64_t score_of(const sdk::Value& envelope, std::string_view list, std::string_view code) {
  for (const auto& row : sdk::Reader(envelope).list("result." + std::string(list)))
    if (row.text_or("code", "") == code) return row.integer_or("score", 0);
  return -1;
}

/// The hypotheses of one kind.
inline std::vector<sdk::Value> hypotheses_of(const sdk::Value& envelope, std::string_view kind) {
  std::vector<sdk::Value> out;
  for (const auto& row : sdk::Reader(envelope).list("result.hypotheses"))
    if (row.text_or("kind", "") == kind) out.push_back(row.value());
  return out;
}

inline sdk::Value layer_of(const sdk::Value& envelope, std::string_view layer) {
  for (const auto& row : sdk::Reader(envelope).list("result.iceberg"))
    if (row.text_or("layer", "") == layer) return row.value();
  return nullptr;
}

}  // namespace amends::testing

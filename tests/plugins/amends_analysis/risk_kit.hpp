#pragma once
// What the tests of amends.risk share.
#include <string>

#include "support/pack_host.hpp"
#include "sdk/reader.hpp"

namespace amends::testing {

inline PackHost risk_host(std::string_view pack_set, const std::vector<std::filesystem::path>& overlays = {}) { return PackHost(AMENDS_PLUGIN_FILE, "amends.risk", pack_set, overlays); }

/// A shared case with the sections of intake and classify as it states them, and the paths of `given`.
inline sdk::Value risk_record(std::string_view shared_id, const sdk::Value& given = sdk::Object{}) {
  const auto shared = shared_case(shared_id);
  auto record = record_of(shared, given);
  const auto& expected = shared.at("expected");
  sdk::set(record, "analysis.intake.threats", expected.at("intake").at(0).at("result").at("threats"));
  sdk::set(record, "analysis.classify", expected.at("classify").at(0).at("result"));
  return record;
}

/// A case in which nothing adds to any axis: verified, without merit, one quiet person.
inline sdk::Value quiet_record() {
  auto record = risk_record("K01");
  sdk::set(record, "analysis.verify", sdk::parse_json(R"({"case_merit": "none", "facts_open": false, "evidence_strength": "none"})"));
  sdk::set(record, "money.entitlement", sdk::parse_json(R"({"minor": 0, "currency": "CNY"})"));
  return record;
}

/// Likelihood and impact of an axis as one number: 34 is three times four.
inline std::int64_t axis_at(const sdk::Value& envelope, std::string_view id) {
  for (const auto& axis : sdk::Reader(envelope).list("result.axes"))
    if (axis.text_or("id", "") == id) return 10 * axis.integer_or("l", 0) + axis.integer_or("i", 0);
  return -1;
}

}  // namespace amends::testing

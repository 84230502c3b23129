#pragma once
// What the tests of amends.solution and amends.response_letter share.
#include <string>
#include <vector>

#include "sdk/reader.hpp"
#include "support/pack_host.hpp"

namespace amends::testing {

inline PackHost solution_host(std::string_view pack_set, const std::vector<std::filesystem::path>& overlays = {}) { return PackHost(AMENDS_PLUGIN_FILE, "amends.solution", pack_set, overlays); }

/// A shared case as the stage finds it: the sections of the earlier stages are what the case states of them, and verification's as `verify` says.
inline sdk::Value verified(std::string_view shared_id, std::string_view merit, std::string_view verify = "{}") {
  const auto shared = shared_case(shared_id);
  auto record = record_of(shared);
  const auto& expected = shared.at("expected");
  for (const auto* stage : {"intake", "classify", "psychology"})
    if (const auto* rows = sdk::find(expected, stage)) sdk::set(record, std::string("analysis.") + stage, rows->at(0).at("result"));
  sdk::set(record, "analysis.verify", sdk::parse_json(verify));
  sdk::set(record, "analysis.verify.case_merit", sdk::to_value(merit));
  for (const auto& demand : sdk::Reader(record).list("demand"))
    if (!sdk::find(record, "analysis.verify.merit." + std::string(demand.text_or("id", "")))) sdk::set(record, "analysis.verify.merit." + std::string(demand.text_or("id", "")), sdk::to_value(merit));
  return record;
}

/// Sample 1 of the catalogue: the fee schedule waives the fee, the log shows that its condition was met.
inline sdk::Value fee_case() {
  return verified("K01", "full", R"({"entitlement": {"amount": {"minor": 30000, "currency": "CNY"}, "computation": "300.00"}, "root_cause": "process", "facts_open": false, "evidence_strength": "strong",
    "key_points": [{"id": "ck.1", "evidence": {"zh": "年费减免条件和刷卡次数", "en": "The condition for the waiver and the number of uses"}}, {"id": "ck.2", "evidence": {"zh": "通知的送达记录", "en": "Proof of delivery"}}],
    "matrix": [{"kind": "allegation", "claim": "年费多收了300元", "key_points": ["ck.1"], "for": ["doc1"], "against": [], "state": "confirmed"}]})");
}

inline sdk::Value with(sdk::Value record, std::string_view path, sdk::Value value) {
  sdk::set(record, path, std::move(value));
  return record;
}

inline sdk::Value approved(sdk::Value record) {
  sdk::set(record, "answers.approve_solution", sdk::parse_json(R"({"decision": "approved", "reason": "in line with the rules", "who": "S-1"})"));
  return record;
}

/// The remedies of an option, in its order; empty when there is no such option.
inline std::vector<std::string> remedies_of(const sdk::Value& envelope, std::string_view option) {
  std::vector<std::string> out;
  for (const auto& one : sdk::Reader(envelope).list("result.options"))
    if (one.text_or("id", "") == option)
      for (const auto& line : one.list("lines")) out.emplace_back(line.text_or("remedy", ""));
  return out;
}

inline std::vector<sdk::Value> tasks_of(const sdk::Value& envelope, std::string_view kind) {
  std::vector<sdk::Value> out;
  for (const auto& task : sdk::Reader(envelope).list("tasks"))
    if (task.text_or("kind", "") == kind) out.push_back(task.value());
  return out;
}

}  // namespace amends::testing

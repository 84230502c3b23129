#pragma once
// What the tests of amends.crisis share.
#include <string>

#include "support/pack_host.hpp"
#include "sdk/reader.hpp"

namespace amends::testing {

inline PackHost crisis_host(std::string_view pack_set = "catalogue", const std::vector<std::filesystem::path>& overlays = {}) {
  return PackHost(AMENDS_PLUGIN_FILE, "amends.crisis", pack_set, overlays);
}

/// A shared case with the sections of intake and risk as it states them, and the paths of `given`.
inline sdk::Value crisis_record(std::string_view shared_id, const sdk::Value& given = sdk::Object{}) {
  const auto shared = shared_case(shared_id);
  auto record = record_of(shared, given);
  const auto& expected = shared.at("expected");
  if (const auto* threats = sdk::find(expected, "intake.0.result.threats")) sdk::set(record, "analysis.intake.threats", *threats);
  if (const auto* risk = sdk::find(expected, "risk.0.result")) sdk::set(record, "analysis.risk", *risk);
  return record;
}

/// A case without any sign.
inline sdk::Value quiet() { return crisis_record("K01"); }

inline sdk::Object full_team() {
  return sdk::Object{{"commander", "li.na / a1"},    {"deputy", "wang.yi / a2"},  {"spokesperson", "zhao.min / a3"}, {"customer_care", "qian.hua / a4"}, {"business_owner", "sun.lei / a5"},  {"legal", "zhou.yan / a6"},
                     {"consumer_protection", "wu.bin / a7"}, {"security", "zheng.kai / a8"}, {"it_data", "feng.jie / a9"},  {"people_care", "chen.xi / a10"},   {"scribe", "chu.wei / a11"}, {"reason", "r"},
                     {"who", "li.na"},               {"at", "2026-03-02T01:20:00Z"}};
}

/// Everything that lets a crisis end, but for the counts of mentions.
inline sdk::Value calmed(std::int64_t mentions_24h) {
  auto record = crisis_record("K07");
  sdk::set(record, "crisis_facts", sdk::Object{{"mentions_peak", 500}, {"mentions_24h", mentions_24h}, {"standdown_held_hours", 48},
                                               {"standdown", sdk::Object{{"everyone_answered", true}, {"promises_kept", true}, {"regulator_informed", true}, {"care_dates_set", true}, {"signed", true}}}});
  sdk::set(record, "answers.stand_down", sdk::Object{{"criteria", "c"}, {"signer_commander", "li.na"}, {"signer_legal", "zhou.yan"}});
  return record;
}

inline sdk::Value timer_of(const sdk::Value& envelope, std::string_view id) {
  for (const auto& timer : sdk::Reader(envelope).list("result.timer_dates"))
    if (timer.text_or("id", "") == id) return timer.value();
  return sdk::Object{};
}

inline sdk::Value draft_of(const sdk::Value& envelope, std::string_view kind) {
  for (const auto& draft : sdk::Reader(envelope).list("result.statement_drafts"))
    if (draft.text_or("kind", "") == kind) return draft.value();
  return nullptr;
}

inline std::string withheld_of(const sdk::Value& envelope, std::string_view kind) {
  for (const auto& one : sdk::Reader(envelope).list("result.statements_withheld"))
    if (one.text_or("kind", "") == kind) return std::string(one.need_text("because.en"));
  return {};
}

}  // namespace amends::testing

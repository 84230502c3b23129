#pragma once
// What the tests of amends.response_letter share: a case with its options, approved, as the letter finds it.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "plugins/amends_solution/solution_kit.hpp"

namespace amends::testing {

inline PackHost letter_host(std::string_view pack_set, const std::vector<std::filesystem::path>& overlays = {}) { return PackHost(AMENDS_PLUGIN_FILE, "amends.response_letter", pack_set, overlays); }

/// One call of a stage as the runtime makes it for this record: with the case's locale.
inline sdk::CallInput letter_input(sdk::Value record, sdk::Value config = sdk::Object{}, std::string now = "2026-03-02T01:00:00Z") {
  sdk::CallInput input;
  input.locale = text_at(record, "case.locale");
  input.case_id = text_at(record, "case.id");
  input.record = std::move(record);
  input.config = std::move(config);
  input.now = std::move(now);
  return input;
}

inline sdk::Value letter_of(PackHost& host, const sdk::Value& record, const sdk::Value& config = sdk::Object{}) {
  const auto answer = host.run(letter_input(record, config));
  EXPECT_TRUE(answer.ok()) << answer.code << ": " << answer.text << " " << answer.details;
  return answer.ok() ? answer.envelope() : sdk::Value(sdk::Object{});
}

/// The record with the section of amends.solution, run on it.
inline sdk::Value with_solution(std::string_view pack_set, sdk::Value record) {
  static std::map<std::string, std::unique_ptr<PackHost>, std::less<>> hosts;  // one load for each set: the packs are large
  auto& host = hosts[std::string(pack_set)];
  if (!host) host = std::make_unique<PackHost>(AMENDS_PLUGIN_FILE, "amends.solution", pack_set);
  sdk::set(record, "analysis.solution", *sdk::find(host->envelope(record), "result"));
  return record;
}

inline bool passed(const sdk::Value& envelope, std::string_view check) {
  for (const auto& one : sdk::Reader(envelope).list("result.checks"))
    if (one.text_or("id", "") == check) return one.flag_or("passed", false);
  return false;
}
inline std::string checks_text(const sdk::Value& envelope) {
  std::string out;
  for (const auto& one : sdk::Reader(envelope).list("result.checks"))
    if (!one.flag_or("passed", true)) out += std::string(one.text_or("id", "")) + ": " + std::string(one.text_or("text.zh", "")) + "\n";
  return out;
}

}  // namespace amends::testing

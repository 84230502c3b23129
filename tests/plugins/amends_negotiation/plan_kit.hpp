#pragma once
// What the tests of amends.negotiation_plan share.
#include <map>
#include <string>
#include <vector>

#include "sdk/reader.hpp"
#include "support/pack_host.hpp"

namespace amends::testing {

/// One host for each pack set, kept over the tests: a stage keeps nothing between calls, and reading the packs is most of the time.
inline PackHost& plan_host(std::string_view pack_set) {
  static std::map<std::string, PackHost, std::less<>> hosts;
  if (const auto found = hosts.find(pack_set); found != hosts.end()) return found->second;
  return hosts.try_emplace(std::string(pack_set), AMENDS_PLUGIN_FILE, "amends.negotiation_plan", pack_set).first->second;
}

/// A shared case with the sections of intake, classify and psychology as the catalogue states them, and the paths of `given`. The catalogue states no needs for K03,
/// K04, K06, K07 and K11; there they are what the words of catalogue 3.5 give.
inline sdk::Value plan_record(std::string_view shared_id, const sdk::Value& given = sdk::Object{}) {
  const auto shared = shared_case(shared_id);
  auto record = record_of(shared, given);
  const auto& expected = shared.at("expected");
  sdk::set(record, "analysis.intake.emotion", expected.at("intake").at(0).at("result").at("emotion"));
  sdk::set(record, "analysis.classify", expected.at("classify").at(0).at("result"));
  if (const auto* psychology = sdk::find(shared, "expected.psychology.0.result")) {
    sdk::set(record, "analysis.psychology.needs", psychology->at("needs"));
    sdk::set(record, "analysis.psychology.temperament", psychology->at("temperament"));
  } else {
    static const std::map<std::string_view, std::pair<const char*, int>> kNeeds{{"K03", {"compensation", 25}}, {"K04", {"compensation", 25}}, {"K11", {"respect", 25}}};
    sdk::Array needs;
    if (const auto found = kNeeds.find(shared_id); found != kNeeds.end()) needs.emplace_back(sdk::Object{{"code", found->second.first}, {"score", found->second.second}});
    sdk::set(record, "analysis.psychology.needs", needs);
  }
  return record;
}

inline sdk::Value cny(std::int64_t minor) { return sdk::Object{{"minor", minor}, {"currency", "CNY"}}; }

/// K03 as the catalogue's second worked example gives it.
inline sdk::Value surrender_record() { return plan_record("K03", shared_case("K03").at("expected").at("negotiation_plan").at(0).at("given")); }

/// The marks that prove the listening.
inline void prove_listening(sdk::Value& record) { sdk::set(record, "answers.transcript_marks", sdk::Object{{"paraphrases_confirmed", 1}, {"labels_accepted", 2}, {"reason", "r"}, {"who", "u"}}); }

/// A release form with every tick.
inline void release_plan(sdk::Value& record) {
  sdk::set(record, "answers.plan_release", sdk::parse_json(R"({"entitlement_paid": true, "options_shown": true, "non_money": true, "lead": "甲", "listener": "乙", "note_taker": "丙", "place": "网点贵宾室", "time": "另约", "exit_and_rights": true, "compliance_signoff": true, "signed_by": "丁", "reason": "r", "who": "u"})"));
  sdk::set(record, "store_facts.comparable", sdk::Array{cny(3'800'000), cny(3'900'000), cny(4'000'000), cny(4'000'000), cny(4'100'000)});
  sdk::set(record, "money.loss_proved", cny(4'000'000));
}

/// Ids of the scripts in the envelope.
inline std::vector<std::string> script_ids(const sdk::Value& envelope) {
  std::vector<std::string> out;
  for (const auto& script : sdk::Reader(envelope).list("scripts")) out.emplace_back(script.text_or("id", ""));
  return out;
}
inline bool has_script(const sdk::Value& envelope, std::string_view prefix) {
  for (const auto& id : script_ids(envelope))
    if (id.starts_with(prefix)) return true;
  return false;
}

/// The shared cases before verification and as the catalogue's rows set further paths.
inline std::vector<sdk::Value> plan_samples() {
  std::vector<sdk::Value> out;
  for (const auto& id : shared_case_ids()) {
    out.push_back(plan_record(id));
    const auto shared = shared_case(id);
    if (const auto* expected = sdk::find(shared, "expected.negotiation_plan"))
      for (const auto& row : expected->as_array()) out.push_back(plan_record(id, row.at("given")));
  }
  auto open = surrender_record();
  prove_listening(open);
  release_plan(open);
  out.push_back(open);
  return out;
}

}  // namespace amends::testing

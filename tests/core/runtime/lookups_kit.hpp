#pragma once
// Cases that ask for others: a stage that finds a nature by a word, one that hands its store_facts back, records, and what the journal says of a question.
#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing::lookups {

inline constexpr const char* kNow = "2026-04-01T04:00:00Z";

/// fee_interest by the word 年费, nav_loss by 净值, else nothing.
inline std::shared_ptr<LambdaStage> classifier() {
  return stage("amends.classify", [](const json::Value& record, int) -> Result<json::Value> {
    const auto text = json::write(record);
    json::Value nature = nullptr;
    if (text.find("年费") != std::string::npos) nature = "fee_interest";
    if (text.find("净值") != std::string::npos) nature = "nav_loss";
    return json::Value(json::Object{{"result", json::Object{{"nature", json::Object{{"primary", nature}}}}}});
  });
}

/// A stage that asks and answers what it was told, unless `body` says otherwise.
inline std::shared_ptr<LambdaStage> asker(const std::vector<std::string>& asked, json::Value schema = json::Object{{"type", "object"}}, LambdaStage::Body body = {}) {
  std::vector<std::string> reads;
  for (const auto& name : asked) reads.push_back("store_facts." + name);
  if (!body)
    body = [](const json::Value& record, int) -> Result<json::Value> {
      const auto* told = json::find(record, "store_facts");
      return json::Value(json::Object{{"result", told ? *told : json::Value(json::Object{})}});
    };
  return std::make_shared<LambdaStage>("test.asks", std::move(reads), std::move(body), std::vector<std::string>{}, std::vector<std::string>{}, asked, std::move(schema));
}

inline std::string steps(const std::string& config = "") { return "  - classify: {stage: amends.classify}\n  - ask: {stage: test.asks" + config + "}\n"; }

inline json::Value received(const std::string& ref, const std::string& at, const std::string& body = "年费多扣了300元，请退还。") {
  auto row = record(ref, body);
  (void)json::set_text(row, "channel.received_at", at);
  return row;
}

inline json::Value with_staff(json::Value row, const std::vector<std::string>& names) {
  int n = 0;
  for (const auto& name : names) (void)json::set(row, "parties.[]", json::Object{{"id", "s" + std::to_string(++n)}, {"role", "salesperson"}, {"name", name}});
  return row;
}

inline json::Value complainant(json::Value row, const std::string& name, int birth_year, const std::string& phone, const std::string& id_doc = "") {
  (void)json::erase(row, "parties.0.anonymous");
  (void)json::set_text(row, "parties.0.name", name);
  if (birth_year > 0) (void)json::set(row, "parties.0.birth_year", birth_year);
  if (!phone.empty()) (void)json::set(row, "parties.0.contacts", json::Array{json::Object{{"kind", "phone"}, {"value", phone}}});
  if (!id_doc.empty()) (void)json::set_text(row, "parties.0.id_doc", id_doc);
  return row;
}

/// The newest `lookup_answered` of a case, as the bytes of the journal.
inline std::string journalled(Bench& bench, const std::string& id) {
  std::string out;
  const auto events = bench.runtime->store()->events(id);
  for (const auto& event : *events)
    if (event.kind == kinds::lookup_answered) out = event.payload;
  return out;
}

/// What it says of one question; null when it was not asked.
inline json::Value reply_of(Bench& bench, const std::string& id, std::string_view name) {
  const auto text = journalled(bench, id);
  EXPECT_FALSE(text.empty()) << "nothing was asked";
  if (text.empty()) return nullptr;
  const auto payload = *json::parse(text);
  for (const auto& one : json::list_at(payload, "answers"))
    if (json::text_at(one, "lookup") == name) return one;
  return nullptr;
}

inline json::Value answer_of(Bench& bench, const std::string& id, std::string_view name) {
  const auto reply = reply_of(bench, id, name);
  const auto* answer = json::find(reply, "answer");
  return answer ? *answer : json::Value(nullptr);
}

}  // namespace amends::runtime::testing::lookups

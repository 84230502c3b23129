// G10: a sign of danger to a person stops everything but the safety protocol; a veiled one stops bargaining.
#include "guard_test_kit.hpp"

namespace amends::guard_test {
namespace {

json::Value record_with(std::string_view self_harm, std::string_view violence = "none") {
  return json::Object{{"flags", json::Object{{"safety", json::Object{{"self_harm", self_harm}, {"violence", violence}}}}}};
}
/// What intake answers on an explicit sign: the protocol's task, emergency contacts, an acknowledgement.
json::Value intake() {
  return parsed(R"({"stage": "amends.intake", "status": "ok",
    "result": {"flags": {"safety": {"self_harm": "explicit", "violence": "none"}}, "ack": {"text": {"zh": "我们已经收到您的投诉。", "en": "We have received your complaint."}},
               "safety_contacts": [{"number": "120"}]},
    "tasks": [{"id": "safety", "kind": "safety", "title": {"zh": "立即联系", "en": "Make contact at once"}, "due_at": "2026-03-02T01:30:00Z", "blocking": true},
              {"id": "ack", "kind": "acknowledge", "title": {"zh": "发送确认", "en": "Send the acknowledgement"}}],
    "scripts": [{"id": "s1", "moment": "safety", "text": {"zh": "我们很担心您，请先不要独处。您可以拨打120。", "en": "We are worried about you. Please stay with someone. You can call 120."}},
                {"id": "s2", "moment": "opening", "text": {"zh": "您好，请说明情况。", "en": "Hello, please tell us."}}]})");
}

TEST(SafetyFirst, AnExplicitSignLeavesOnlyTheSafetyProtocolOutgoing) {
  auto envelope = intake();
  const auto actions = shipped().enforce(envelope, context(nullptr, "amends.intake"));
  EXPECT_EQ(rules(actions), (std::vector<std::string>{"safety.withheld", "safety.withheld"}));
  EXPECT_EQ(actions[0].guard, "G10");
  EXPECT_EQ(actions[0].action, "blocked");
  EXPECT_EQ(json::text_at(envelope, "scripts.1.text.zh", "?"), "");
  EXPECT_EQ(json::text_at(envelope, "scripts.1.text.en", "?"), "");
  EXPECT_EQ(json::text_at(envelope, "result.ack.text.zh", "?"), "");
  EXPECT_NE(json::text_at(envelope, "scripts.0.text.zh"), "");
  EXPECT_EQ(json::list_at(envelope, "tasks").size(), 2u) << "other tasks stay and the runtime holds them back";
  EXPECT_EQ(json::text_at(envelope, "result.safety_contacts.0.number"), "120");
  const auto before = json::write(envelope);
  EXPECT_TRUE(shipped().enforce(envelope, context(nullptr, "amends.intake")).empty());
  EXPECT_EQ(json::write(envelope), before);
}
TEST(SafetyFirst, TheRecordsSignHoldsForEveryLaterStage) {
  const auto record = record_with("none", "explicit");
  auto envelope = envelope_with("scripts", script("您好。", "Hello."));
  EXPECT_EQ(rules(shipped().enforce(envelope, context(&record))), std::vector<std::string>{"safety.withheld"});
  const auto calm = record_with("none");
  auto other = envelope_with("scripts", script("您好。", "Hello."));
  EXPECT_TRUE(shipped().enforce(other, context(&calm)).empty());
}
TEST(SafetyFirst, AfterTheProtocolWasAnsweredTheDisputeGoesOnWithoutBargaining) {
  auto record = record_with("explicit");
  put(record, "answers.safety_protocol.dispute_may_continue", true);
  auto plain = envelope_with("scripts", script("应退的款项今天已经全额退到您的账户。", "The refund was sent in full."));
  EXPECT_TRUE(shipped().enforce(plain, context(&record)).empty());
  auto bargain = envelope_with("scripts", script("我们最多给您一半，这是我们的底线。", "This is our final offer."));
  EXPECT_FALSE(shipped().enforce(bargain, context(&record)).empty());
  EXPECT_EQ(json::text_at(bargain, "scripts.0.text.zh", "?"), "");
  put(record, "answers.safety_protocol.dispute_may_continue", false);
  auto held = envelope_with("scripts", script("应退的款项今天已经全额退到您的账户。", "The refund was sent in full."));
  EXPECT_EQ(rules(shipped().enforce(held, context(&record))), std::vector<std::string>{"safety.withheld"});
}
TEST(SafetyFirst, ANewSignInTheEnvelopeOutweighsTheOldAnswer) {
  auto record = record_with("explicit");
  put(record, "answers.safety_protocol.dispute_may_continue", true);
  auto envelope = intake();
  EXPECT_NE(find(shipped().enforce(envelope, context(&record, "amends.intake")), "safety.withheld"), nullptr);
}
TEST(SafetyFirst, AVeiledSignStopsBargainingAndNothingElse) {
  const auto record = record_with("veiled");
  auto plain = envelope_with("scripts", script("我们理解您很着急。", "We understand."));
  EXPECT_TRUE(shipped().enforce(plain, context(&record)).empty());
  auto words = envelope_with("scripts", script("我们各退一步吧。", "Let us talk."));
  const auto actions = shipped().enforce(words, context(&record));
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(actions[0].guard, "G10");
  EXPECT_EQ(actions[0].quote, "各退一步");
  EXPECT_EQ(json::text_at(words, "scripts.0.text.en", "?"), "");
  auto moment = envelope_with("scripts", script("这里有一个方案。", "Here is a proposal.", "counter_offer"));
  EXPECT_EQ(rules(shipped().enforce(moment, context(&record))), std::vector<std::string>{"safety.no_bargaining"});
}
TEST(SafetyFirst, EvenAScriptOfTheSafetyMomentMustNotBargainOrThreaten) {
  const auto record = record_with("explicit");
  auto bargain = envelope_with("scripts", script("只要您下来，我们可以再加一点。", "If you sign, we will pay more.", "safety"));
  EXPECT_FALSE(shipped().enforce(bargain, context(&record)).empty());
  EXPECT_EQ(json::text_at(bargain, "scripts.0.text.zh", "?"), "");
  auto threat = envelope_with("scripts", script("下来，否则我们报警抓您。", "Come down.", "safety"));
  EXPECT_NE(find(shipped().enforce(threat, context(&record)), "gd.threat.001"), nullptr);
  EXPECT_EQ(json::text_at(threat, "scripts.0.text.zh", "?"), "");
}
TEST(SafetyFirst, AnExplicitSignWithoutAProtocolTaskIsFlagged) {
  auto envelope = intake();
  envelope.get_object()["tasks"] = json::Array{};
  EXPECT_NE(find(shipped().enforce(envelope, context(nullptr, "amends.intake")), "safety.protocol_missing"), nullptr);
  auto by_fact = envelope_with("facts", parsed(R"({"path": "flags.safety", "value": {"self_harm": "explicit", "violence": "none"}})"));
  EXPECT_NE(find(shipped().enforce(by_fact, context(nullptr, "amends.intake")), "safety.protocol_missing"), nullptr);
}
TEST(SafetyFirst, TheTitleOfASafetyTaskIsNeverTakenAway) {
  auto envelope = envelope_with("tasks", parsed(R"({"id": "s", "kind": "safety", "title": {"zh": "当事人称警察会找您，请立即联系", "en": "Contact"}})"));
  for (const auto& action : shipped().enforce(envelope, context())) EXPECT_EQ(action.action, "flagged");
  EXPECT_EQ(json::text_at(envelope, "tasks.0.title.zh"), "当事人称警察会找您，请立即联系");
}
TEST(SafetyFirst, ADegreeThatNobodyKnowsCountsAsVeiled) {
  const auto record = record_with("likely");
  auto words = envelope_with("scripts", script("我们各退一步吧。", "Let us talk."));
  EXPECT_EQ(shipped().enforce(words, context(&record)).size(), 1u);
}

}  // namespace
}  // namespace amends::guard_test

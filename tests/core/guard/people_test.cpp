// G8 to G14 beyond wording: letters that refuse, offers in steps, guesses about people, facts and proposals that no stage may make.
#include <algorithm>

#include "guard_test_kit.hpp"

namespace amends::guard_test {
namespace {

void expect_settled(json::Value envelope, const guard::Context& with) {
  const auto before = json::write(envelope);
  EXPECT_TRUE(shipped().enforce(envelope, with).empty());
  EXPECT_EQ(json::write(envelope), before);
}

// --- G8 ---

constexpr std::string_view kRights = "您可以在30日内申请核查；可以申请调解；可以随时向监管部门投诉；可以在诉讼时效期限内向法院起诉。"
                                     " You may ask for a review within 30 days, use mediation, complain to the regulator at any time, and go to court within the time limit.";

json::Value letter(std::string_view kind, std::string_view text) {
  return json::Object{{"stage", "amends.response_letter"}, {"status", "ok"}, {"guards", json::Array{}}, {"evidence", json::Array{json::Object{{"id", "ev1"}, {"kind", "field"}, {"value", "30d"}}}},
                      {"result", json::Object{{"release_ready", true}, {"letter", json::Object{{"kind", kind}, {"text", text}}}}}};
}

TEST(RefusalLetters, OneWithoutTheRightsIsHeldBackAndNotReady) {
  for (const auto* kind : {"refusal", "final_reply"}) {
    auto envelope = letter(kind, "我们已经查过了。");
    const auto actions = shipped().enforce(envelope, context());
    EXPECT_EQ(rules(actions), (std::vector<std::string>{"rights.review.missing", "rights.mediation.missing", "rights.regulator.missing", "rights.court.missing"}));
    for (const auto& action : actions) EXPECT_EQ(action.guard + action.action, "G8blocked");
    EXPECT_EQ(json::text_at(envelope, "result.letter.text", "?"), "");
    EXPECT_FALSE(json::bool_at(envelope, "result.release_ready", true));
    expect_settled(envelope, context());
    auto whole = letter(kind, "我们已经查过了。" + std::string(kRights));
    EXPECT_TRUE(shipped().enforce(whole, context()).empty());
    EXPECT_TRUE(json::bool_at(whole, "result.release_ready"));
  }
}
TEST(RefusalLetters, ALetterThatRefusesIsOneWhateverItCallsItself) {
  for (const auto* text : {"对您的诉求不予支持。", "我们无法满足您的要求。", "我行不同意退款。", "这笔费用不能退还。", "维持原处理意见。", "您的投诉不成立。", "Your complaint is not upheld.", "We are unable to refund the fee.",
                           "We cannot refund it.", "No refund will be made.", "We stand by our decision.", "Your claim has been rejected."}) {
    auto envelope = letter("reply", text);
    EXPECT_NE(find(shipped().enforce(envelope, context()), "rights.court.missing"), nullptr) << text;
    EXPECT_EQ(json::text_at(envelope, "result.letter.text", "?"), "") << text;
    auto whole = letter("reply", std::string(text) + std::string(kRights));
    EXPECT_TRUE(shipped().enforce(whole, context()).empty()) << text;
  }
}
TEST(RefusalLetters, AnOrdinaryLetterAndASpokenWordNeedNone) {
  auto plain = letter("reply", "您的300元已全额退回。");
  EXPECT_TRUE(shipped().enforce(plain, context()).empty());
  auto spoken = envelope_with("scripts", script("这笔费用不能退还，书面答复里有您的权利。", "It cannot be refunded; the letter names your rights.", "explain"));
  EXPECT_TRUE(shipped().enforce(spoken, context()).empty());
  auto final_word = envelope_with("scripts", script("这是最终答复。", "This is the final reply.", "final_reply"));
  for (const auto& action : shipped().enforce(final_word, context())) EXPECT_EQ(action.guard + action.action, "G8flagged");
}

TEST(Gag, trace_A04_AGagDraftIsRefusedWithItsRuleWhoeverWritesIt) {
  for (const auto* text : {"如果您撤回监管投诉，我们就给您退款。", "Go to hell; if you withdraw we pay."}) {
    auto envelope = letter("reply", text);
    const auto actions = shipped().enforce(envelope, context());
    EXPECT_TRUE(std::any_of(actions.begin(), actions.end(), [](const guard::Action& action) { return action.guard == "G7" && action.action == "blocked" && action.rule.starts_with("gd.gag."); })) << text;
    EXPECT_EQ(json::text_at(envelope, "result.letter.text", "?"), "");
    EXPECT_FALSE(json::bool_at(envelope, "result.release_ready", true));
    const auto by_hand = shipped().check_text(text, {}, context());
    EXPECT_TRUE(std::any_of(by_hand.begin(), by_hand.end(), [](const guard::Action& action) { return action.guard == "G7" && action.action == "blocked"; })) << text;
  }
}

// --- G9, G10 ---

TEST(Ladder, IsOffForAVulnerableCustomerAndOnASignOfDanger) {
  const auto offer = [] { return parsed(R"({"status": "ok", "result": {"ladder": [{"k": 1, "total": 500}, {"k": 2, "total": 600}]}})"); };
  const auto older = parsed(R"({"flags": {"vulnerability": [{"kind": "elder", "status": "suspected"}]}})"), danger = parsed(R"({"flags": {"safety": {"self_harm": "veiled"}}})");
  auto untouched = offer();
  EXPECT_TRUE(shipped().enforce(untouched, context()).empty());
  EXPECT_EQ(json::list_at(untouched, "result.ladder").size(), 2u);
  for (const auto& [record, rule] : {std::pair{&older, "vulnerable.ladder_off"}, std::pair{&danger, "safety.ladder_off"}}) {
    auto envelope = offer();
    EXPECT_EQ(rules(shipped().enforce(envelope, context(record))), std::vector<std::string>{rule});
    EXPECT_TRUE(json::list_at(envelope, "result.ladder").empty());
    expect_settled(envelope, context(record));
  }
}
TEST(Ladder, OneFairOfferMayBeMadeToAVulnerableCustomerAndNoStep) {
  const auto older = parsed(R"({"flags": {"vulnerability": [{"kind": "elder", "status": "confirmed"}]}})");
  auto offer = envelope_with("scripts", script("这是我们的方案。", "This is our proposal.", "offer"));
  EXPECT_TRUE(shipped().enforce(offer, context(&older)).empty());
  auto step = envelope_with("scripts", script("这是我们的方案。", "This is our proposal.", "counter_offer"));
  EXPECT_EQ(rules(shipped().enforce(step, context(&older))), std::vector<std::string>{"vulnerable.no_bargaining"});
  EXPECT_EQ(json::text_at(step, "scripts.0.text.zh", "?"), "");
}
TEST(SafetyFirst, NobodyArguesWithAPersonInDanger) {
  const auto danger = parsed(R"({"flags": {"safety": {"self_harm": "veiled"}}})"), older = parsed(R"({"flags": {"vulnerability": [{"kind": "elder", "status": "confirmed"}]}})");
  auto argued = envelope_with("scripts", script("合同是您自己签的，您这样没道理。", "You signed it yourself."));
  EXPECT_FALSE(shipped().enforce(argued, context(&danger)).empty());
  EXPECT_EQ(json::text_at(argued, "scripts.0.text.zh", "?"), "");
  auto elsewhere = envelope_with("scripts", script("请冷静。", "Please calm down."));
  EXPECT_TRUE(shipped().enforce(elsewhere, context(&older)).empty()) << "bad manners, and a matter of the taboo check";
}

// --- G12 ---

TEST(Hypotheses, AGuessAboutAPersonSaysThatItMayBeWrong) {
  const auto envelope = [](std::string_view zh, std::string_view en) { return json::Value(json::Object{{"status", "ok"}, {"result", json::Object{}}, {"explain", json::bilingual(zh, en)}}); };
  for (const auto* stage : {"amends.portrait", "amends.psychology", "amends.organised_agent", "amends.risk"}) {
    auto bare = envelope("客户看重公平 [ev1]。", "The customer wants fairness [ev1].");
    EXPECT_EQ(rules(shipped().enforce(bare, context(nullptr, stage))), std::vector<std::string>{"hypothesis.unmarked"}) << stage;
    expect_settled(bare, context(nullptr, stage));
    auto marked = envelope("这是推断，可能有误 [ev1]。", "This is a guess and may be wrong [ev1].");
    EXPECT_TRUE(shipped().enforce(marked, context(nullptr, stage)).empty()) << stage;
  }
  auto other = envelope("已登记 [ev1]。", "Recorded [ev1].");
  EXPECT_TRUE(shipped().enforce(other, context(nullptr, "amends.assign")).empty());
}

// --- G3, G5, G14 ---

TEST(Dates, ATaskThatMeetsAClockEndsWithIt) {
  auto with = context();
  with.clocks = {{"reply", at("2026-03-17T16:00:00Z")}};
  auto envelope = envelope_with("tasks", parsed(R"({"id": "t1", "kind": "write_letter", "meets": ["reply"], "title": {"zh": "写信", "en": "Write the letter"}, "due_at": "2026-04-01T00:00:00Z"})"));
  EXPECT_EQ(rules(shipped().enforce(envelope, with)), std::vector<std::string>{"deadline.later_than_clock"});
  EXPECT_EQ(json::text_at(envelope, "tasks.0.due_at"), "2026-03-17T16:00:00Z");
  expect_settled(envelope, with);
  put(envelope, "tasks.0.due_at", "2026-03-17T15:59:59Z");
  EXPECT_TRUE(shipped().enforce(envelope, with).empty());
}
TEST(Facts, ASuspicionOfAnAgentChangesNothing) {
  for (const auto* path : {"route_facts.wants_internal_review", "money.entitlement", "flags.conflict_of_interest"}) {
    auto envelope = envelope_with("facts", json::Object{{"path", path}, {"value", true}});
    EXPECT_NE(find(shipped().enforce(envelope, context(nullptr, "amends.organised_agent")), "fact.by_suspicion"), nullptr) << path;
    EXPECT_TRUE(json::list_at(envelope, "facts").empty());
    auto other = envelope_with("facts", json::Object{{"path", path}, {"value", true}});
    EXPECT_TRUE(shipped().enforce(other, context(nullptr, "amends.verify")).empty());
  }
}
TEST(Facts, NoCaseChangesAPack) {
  for (const auto* path : {"packs.lex/emotion", "lex/nature", "tables.severity", "guard/gag", "banks.scripts"}) {
    auto envelope = envelope_with("facts", json::Object{{"path", path}, {"value", "x"}});
    EXPECT_EQ(rules(shipped().enforce(envelope, context(nullptr, "amends.improvement"))), std::vector<std::string>{"fact.pack"}) << path;
  }
}
TEST(Proposals, AreNeverAppliedAndCarryNoPersonalNumber) {
  auto envelope = parsed(R"({"status": "ok", "result": {"proposals": [{"id": "p1", "status": "applied", "text": "客户13800138000说的话值得收录"}, {"id": "p2", "status": "proposed", "text": "增加一行"}]}})");
  const auto actions = shipped().enforce(envelope, context(nullptr, "amends.improvement"));
  EXPECT_EQ(rules(actions), (std::vector<std::string>{"proposal.unapproved", "number.mobile"}));
  EXPECT_EQ(json::text_at(envelope, "result.proposals.0.status"), "proposed");
  EXPECT_EQ(json::text_at(envelope, "result.proposals.0.text").find("13800138000"), std::string_view::npos);
  expect_settled(envelope, context(nullptr, "amends.improvement"));
}

// --- spaced out words ---

TEST(SpacedWords, AreReadAsOneAndAListOfLettersIsNone) {
  for (const auto* text : {"l a s t  c h a n c e", "This is your l a s t  chance.", "L A S T  C H A N C E !"}) {
    const auto actions = shipped().check_text(text, {}, context());
    EXPECT_FALSE(actions.empty()) << text;
  }
  const auto actions = shipped().check_text("So: l a s t  chance now", {}, context());
  ASSERT_FALSE(actions.empty());
  EXPECT_EQ(actions[0].quote, "l a s t  chance");
  EXPECT_TRUE(shipped().check_text("Options a b c are open; see annex d.", {}, context()).empty());
}

}  // namespace
}  // namespace amends::guard_test

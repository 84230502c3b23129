// The five blocks of amends.dimensions one by one, through the stage and its real packs.
#include <gtest/gtest.h>

#include "plugins/amends_analysis/dimensions_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

Object event(std::string_view id, std::string_view what, Value at = nullptr, std::string_view precision = "day") {
  return Object{{"id", id}, {"what", what}, {"at", std::move(at)}, {"at_precision", precision}, {"asserted_by", "p1"}, {"verified", "unknown"}};
}

Object text(std::string_view id, std::string_view body, std::string_view at, std::string_view kind = "complaint", std::string_view author = "complainant") {
  return Object{{"id", id}, {"kind", kind}, {"lang", "zh"}, {"body", body}, {"at", at}, {"author_role", author}};
}

class Blocks : public ::testing::Test {
 protected:
  Value with_events(Array events) { return with("events", std::move(events)); }
  Value with(std::string_view path, Value value) {
    auto record = dimensions_record("K01");
    sdk::set(record, path, std::move(value));
    return record;
  }
  PackHost host_ = dimensions_host();
};

// Time.

TEST_F(Blocks, TheTimelineIsInOrderWithItsPrecision) {
  const auto envelope = host_.envelope(with_events({event("e1", "扣费", "2026-02-20T00:00:00Z"), event("e2", "收费通知"), event("e3", "办卡", "2025-05-01T00:00:00Z", "month")}));
  std::vector<std::string> order;
  for (const auto& fact : Reader(envelope).list("result.time.facts"))
    if (fact.has("precision")) order.push_back(std::string(fact.text_or("event", fact.text_or("doc", ""))) + " " + std::string(fact.text_or("precision", "")));
  EXPECT_EQ(order, (std::vector<std::string>{"e3 month", "e1 day", "t1 minute", "e2 unknown"}));
}

TEST_F(Blocks, ALateAnswerIsAGap) {
  const auto answered = [&](std::string_view at) { return host_.envelope(with("text.docs.1", text("t2", "您好，已收到您的来信。", at, "reply", "officer"))); };
  const auto late = answered("2026-03-09T01:00:01Z");
  const auto found = findings_of(late, "time.gap");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(number_at(evidence_of(late, text_at(found[0], "evidence.2")), "value"), 7);
  EXPECT_TRUE(findings_of(answered("2026-03-09T01:00:00Z"), "time.gap").empty()) << "seven days are in time";
}

TEST_F(Blocks, ContactsOfTheHistoryWaitToo) {
  const auto envelope = host_.envelope(with("history.contacts", Array{Object{{"at", "2026-01-05T01:00:00Z"}, {"direction", "in"}}, Object{{"at", "2026-02-05T01:00:00Z"}, {"direction", "out"}}}));
  ASSERT_EQ(findings_of(envelope, "time.gap").size(), 1u);
  EXPECT_NE(text_at(findings_of(envelope, "time.gap")[0], "text.en").find("31 days"), std::string::npos);
}

TEST_F(Blocks, UnansweredContactsAreSaid) {
  EXPECT_EQ(findings_of(host_.envelope(with("history.unanswered", 2)), "time.unanswered").size(), 1u);
  EXPECT_TRUE(findings_of(host_.envelope(with("history.unanswered", 0)), "time.unanswered").empty());
}

std::vector<std::string> tags(const Value& envelope) {
  std::vector<std::string> out;
  for (const auto& fact : facts_of(envelope, "time", "season")) out.push_back(text_at(fact, "tag"));
  return out;
}

TEST_F(Blocks, SeasonsComeFromDatesAndFromWords) {
  EXPECT_TRUE(tags(host_.envelope(dimensions_record("K01"))).empty());
  EXPECT_EQ(tags(host_.envelope(with("channel.received_at", "2026-12-01T00:00:00Z"))), (std::vector<std::string>{"year_end"}));
  EXPECT_EQ(tags(host_.envelope(with("contract.end_on", "2026-04-01"))), (std::vector<std::string>{"maturity"})) << "29 days";
  EXPECT_TRUE(tags(host_.envelope(with("contract.end_on", "2026-04-02"))).size() == 1u) << "30 whole days and some hours less";
  EXPECT_TRUE(tags(host_.envelope(with("contract.end_on", "2026-04-03"))).empty());
  EXPECT_EQ(tags(host_.envelope(with("contract.closed_until", "2026-02-10"))), (std::vector<std::string>{"maturity"}));
  EXPECT_EQ(tags(host_.envelope(with("text.docs.0.body", "年底降息以后，产品到期没到账。"))), (std::vector<std::string>{"year_end", "rate_change", "maturity"}));
}

TEST_F(Blocks, ASeasonIsForReadingAndMakesNoCommonCause) {
  const auto envelope = host_.envelope(with("channel.received_at", "2026-12-01T00:00:00Z"));
  EXPECT_FALSE(flag_at(envelope, "result.common_cause.period"));
  EXPECT_TRUE(Reader(envelope).list("tasks").empty());
}

// Participants.

TEST_F(Blocks, EachPersonHasAnInfluenceByTheTable) {
  auto record = dimensions_record("K01");
  const std::vector<std::pair<const char*, std::int64_t>> expected = {{"complainant", 5}, {"policyholder", 5}, {"account_holder", 5}, {"guardian", 5}, {"representative", 4}, {"agent_unverified", 4}, {"insured", 3},
                                                                      {"beneficiary", 3}, {"heir", 3}, {"salesperson", 1}, {"employee", 1}, {"officer", 1}, {"third_institution", 1}};
  Array parties;
  for (std::size_t i = 0; i < expected.size(); ++i) parties.push_back(Object{{"id", "p" + std::to_string(i + 1)}, {"role", expected[i].first}});
  sdk::set(record, "parties", parties);
  auto facts = facts_of(host_.envelope(record), "participants", "party");
  ASSERT_EQ(facts.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(number_at(facts[i], "influence"), expected[i].second) << expected[i].first;
  sdk::set(record, "events.0.actor", "p10");
  EXPECT_EQ(number_at(facts_of(host_.envelope(record), "participants", "party")[9], "influence"), 2) << "a salesperson who acts in an event is a witness";
}

TEST_F(Blocks, WhoSpeaksForOthersIsAKeyPerson) {
  const auto agent = host_.envelope(dimensions_record("K04"));
  ASSERT_EQ(facts_of(agent, "participants", "key_person").size(), 1u);
  EXPECT_EQ(text_at(facts_of(agent, "participants", "key_person")[0], "reason"), "speaks_for_others");
  EXPECT_NE(text_at(findings_of(agent, "participants.key_person")[0], "text.en").find("neither what is owed nor any time limit"), std::string::npos);
  const auto group = host_.envelope(with("group.representatives", Array{"p1", "王某"}));
  const auto people = facts_of(group, "participants", "key_person");
  ASSERT_EQ(people.size(), 2u);
  EXPECT_EQ(text_at(people[0], "party"), "p1");
  EXPECT_TRUE(people[1].at("party").is_null());
  EXPECT_EQ(text_at(group, "explain.zh").find("王某"), std::string::npos) << "names stay in the evidence";
}

TEST_F(Blocks, AThirdInstitutionHasAnInterestOfItsOwn) {
  const auto envelope = host_.envelope(with("parties.1", Object{{"id", "p2"}, {"role", "third_institution"}}));
  ASSERT_EQ(facts_of(envelope, "participants", "key_person").size(), 1u);
  EXPECT_EQ(text_at(facts_of(envelope, "participants", "key_person")[0], "reason"), "third_party_interest");
}

TEST_F(Blocks, AnActorWhoIsNoPartyIsMentionedOnce) {
  auto first = event("e1", "扣费"), second = event("e2", "答复");
  first["actor"] = second["actor"] = "大堂经理";
  const auto facts = facts_of(host_.envelope(with_events({first, second})), "participants", "mentioned");
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(number_at(facts[0], "influence"), 1);
}

// Event.

std::string standing_of(const Value& envelope, std::string_view id) {
  for (const auto& fact : facts_of(envelope, "event", "event"))
    if (text_at(fact, "event") == id) return text_at(fact, "standing");
  return "";
}

TEST_F(Blocks, AFactIsAgreedDisputedOrAssertedOnly) {
  auto confirmed = event("e1", "多扣三十元"), refuted = event("e2", "没有人打电话"), asserted = event("e3", "办了卡"), both = event("e4", "卡已寄出"), other = event("e5", "卡已寄出"), promised = event("e6", "业务员说免年费");
  confirmed["verified"] = "confirmed";
  refuted["verified"] = "refuted";
  other["asserted_by"] = "officer";
  const auto envelope = host_.envelope(with_events({confirmed, refuted, asserted, both, other, promised}));
  EXPECT_EQ(standing_of(envelope, "e1"), "agreed");
  EXPECT_EQ(standing_of(envelope, "e2"), "disputed");
  EXPECT_EQ(standing_of(envelope, "e3"), "asserted");
  EXPECT_EQ(standing_of(envelope, "e4"), "agreed");
  EXPECT_EQ(standing_of(envelope, "e5"), "agreed");
  EXPECT_EQ(standing_of(envelope, "e6"), "disputed");
}

TEST_F(Blocks, TheChainRunsFromCauseToConsequence) {
  const auto facts = facts_of(host_.envelope(with_events({event("e1", "亏损三万"), event("e2", "我申请退保"), event("e3", "电话里推荐"), event("e4", "今天天气好")})), "event", "event");
  std::vector<std::string> order;
  for (const auto& fact : facts) order.push_back(text_at(fact, "event") + " " + text_at(fact, "part"));
  EXPECT_EQ(order, (std::vector<std::string>{"e3 cause", "e2 act", "e1 consequence", "e4 "}));
}

TEST_F(Blocks, AReplyOfTheInstitutionShowsADisputeToo) {
  auto record = dimensions_record("K05");
  sdk::set(record, "text.docs.1", text("t2", "经查，您投保时未如实告知。", "2026-03-03T01:00:00Z", "reply", "officer"));
  const auto envelope = host_.envelope(record);
  const auto topics = facts_of(envelope, "event", "topic");
  ASSERT_EQ(topics.size(), 1u);
  EXPECT_EQ(text_at(topics[0], "topic"), "disclosure");
  EXPECT_EQ(spans_of(envelope, topics[0]), (std::vector<std::string>{"未如实告知 [7,12)"}));
  ASSERT_EQ(questions_of(envelope, "fact_details").size(), 1u);
  EXPECT_NE(text_at(questions_of(envelope, "fact_details")[0], "reason.zh").find("disclosure"), std::string::npos);
  sdk::set(record, "answers.fact_details", Object{{"event", "disclosure"}, {"reason", "电话核实"}, {"who", "u2"}});
  EXPECT_TRUE(questions_of(host_.envelope(record), "fact_details").empty());
}

TEST_F(Blocks, AnImpossibleOrderIsAContradiction) {
  const auto contradictions = [&](Array events) { return findings_of(host_.envelope(with_events(std::move(events))), "record.contradiction"); };
  const auto wrong = contradictions({event("e1", "报案", "2026-02-10T00:00:00Z"), event("e2", "拒赔", "2026-02-01T00:00:00Z")});
  ASSERT_EQ(wrong.size(), 1u);
  EXPECT_NE(text_at(wrong[0], "text.zh").find("理赔决定（e2）的日期早于报案或申请理赔（e1）"), std::string::npos) << text_at(wrong[0], "text.zh");
  EXPECT_TRUE(contradictions({event("e1", "报案", "2026-02-01T00:00:00Z"), event("e2", "拒赔", "2026-02-10T00:00:00Z")}).empty());
  EXPECT_EQ(contradictions({event("e1", "办卡", Object{{"from", "2026-02-02T00:00:00Z"}, {"to", "2026-02-01T00:00:00Z"}})}).size(), 1u) << "it ends before it begins";
  auto told = event("e1", "办卡", "2026-03-05T00:00:00Z");
  told["source_doc"] = "t1";
  EXPECT_EQ(contradictions({told}).size(), 1u) << "dated after the text that tells of it";
}

TEST_F(Blocks, LeavingTheProcessIsADeviation) {
  const auto deviations = [&](const Value& record) { return findings_of(host_.envelope(record), "event.process_deviation"); };
  EXPECT_EQ(deviations(with_events({event("e1", "收费通知", "2026-02-10T00:00:00Z"), event("e2", "扣费", "2026-02-01T00:00:00Z")})).size(), 1u) << "charged before the notice";
  EXPECT_EQ(deviations(with_events({event("e1", "当天没有双录")})).size(), 1u);
  EXPECT_EQ(deviations(with("contract.callback_done", false)).size(), 1u);
  EXPECT_TRUE(deviations(with("contract.callback_done", true)).empty());
  const auto record = with("text.docs.0.body", "卖的时候没有双录，也没做风险测评。");
  const auto envelope = host_.envelope(record);
  EXPECT_EQ(findings_of(envelope, "event.process_deviation").size(), 2u);
  EXPECT_EQ(spans_of(envelope, facts_of(envelope, "event", "deviation").at(0)), (std::vector<std::string>{"没有双录 [4,8)"}));
}

// The question about a disputed fact.

TEST_F(Blocks, AskWhatIsMissingAboutADisputedFact) {
  const auto envelope = host_.envelope(dimensions_record("K02"));
  const auto questions = questions_of(envelope, "fact_details");
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_FALSE(flag_at(questions[0], "blocking"));
  EXPECT_EQ(Reader(questions[0]).text_list("form"), (std::vector<std::string_view>{"event", "date", "place", "actor", "reason"}));
  EXPECT_NE(text_at(questions[0], "reason.en").find("e2 lacks: date, place, who acted"), std::string::npos) << text_at(questions[0], "reason.en");
  EXPECT_EQ(Reader(envelope).text_list("result.event.open_questions"), (std::vector<std::string_view>{"fact_details"}));
}

TEST_F(Blocks, TheAnswerIsReadAndNotAskedAgain) {
  auto record = dimensions_record("K02");
  sdk::set(record, "answers.fact_details", Object{{"event", "e2"}, {"date", "2026-02-01"}, {"place", "电话"}, {"actor", "理赔员"}, {"reason", "客户来电"}, {"who", "u2"}});
  const auto envelope = host_.envelope(record);
  EXPECT_TRUE(questions_of(envelope, "fact_details").empty());
  EXPECT_TRUE(Reader(envelope).list("facts").empty()) << "other stages read the events at the same time";
  const auto places = facts_of(envelope, "space", "place");
  ASSERT_EQ(places.size(), 1u);
  EXPECT_EQ(text_at(evidence_of(envelope, text_at(places[0], "evidence.0")), "kind"), "answer");
  EXPECT_EQ(facts_of(envelope, "participants", "mentioned").size(), 1u);
  EXPECT_EQ(text_at(facts_of(envelope, "time", "event").at(0), "from"), "2026-02-01T00:00:00Z");
  EXPECT_EQ(text_at(facts_of(envelope, "time", "event").at(0), "precision"), "day");
  EXPECT_TRUE(Reader(facts_of(envelope, "event", "event").at(1)).text_list("missing").empty());
}

TEST_F(Blocks, AnAnswerNeverOverridesTheRecord) {
  auto record = dimensions_record("K02");
  sdk::set(record, "events.1.place", "网点");
  sdk::set(record, "answers.fact_details", Object{{"event", "e2"}, {"place", "电话"}, {"reason", "客户来电"}, {"who", "u2"}});
  const auto envelope = host_.envelope(record);
  const auto place = evidence_of(envelope, text_at(facts_of(envelope, "space", "place").at(0), "evidence.0"));
  EXPECT_EQ(text_at(place, "path"), "events.1.place");
  EXPECT_EQ(text_at(place, "value"), "网点");
}

TEST_F(Blocks, AnAnswerAboutNoEventOrWithNoDateIsRefused) {
  const auto code = [&](Object answer) {
    sdk::CallInput input;
    input.record = dimensions_record("K02");
    sdk::set(input.record, "answers.fact_details", std::move(answer));
    return host_.run(input).code;
  };
  EXPECT_EQ(code(Object{{"event", "e9"}, {"place", "电话"}}), "error.range");
  EXPECT_EQ(code(Object{{"event", "e2"}, {"date", "last week"}}), "error.bad_type");
}

TEST_F(Blocks, AskOneDisputedFactAtATime) {
  const auto envelope = host_.envelope(with_events({event("e1", "业务员说免年费"), event("e2", "多扣三十元")}));
  ASSERT_EQ(questions_of(envelope, "fact_details").size(), 1u);
  EXPECT_NE(text_at(questions_of(envelope, "fact_details")[0], "reason.zh").find("e1还缺"), std::string::npos);
  EXPECT_NE(text_at(questions_of(envelope, "fact_details")[0], "reason.zh").find("另有1项"), std::string::npos);
  auto record = with_events({event("e1", "业务员说免年费"), event("e2", "多扣三十元")});
  sdk::set(record, "answers.fact_details", Object{{"event", "e1"}, {"place", "网点"}, {"reason", "客户来电"}, {"who", "u2"}});
  const auto next = questions_of(host_.envelope(record), "fact_details");
  ASSERT_EQ(next.size(), 1u);
  EXPECT_NE(text_at(next[0], "reason.zh").find("e2还缺"), std::string::npos);
  sdk::set(record, "answers.fact_details.event", "e2");
  EXPECT_TRUE(questions_of(host_.envelope(record), "fact_details").empty()) << "no circle of questions";
}

// Emotion.

TEST_F(Blocks, TheTrendRunsFromTheFirstTextToTheLast) {
  const auto trend = [&](Array documents) { return *sdk::find(host_.envelope(with("text.docs", std::move(documents))), "result.emotion.trend"); };
  const auto calm = text("t1", "请退还年费。", "2026-03-01T01:00:00Z"), cross = text("t2", "太过分了！", "2026-03-05T01:00:00Z"), milder = text("t3", "我生气。", "2026-03-07T01:00:00Z");
  EXPECT_TRUE(trend({calm}).is_null()) << "one text has no trend";
  EXPECT_EQ(trend({calm, cross}), "rising") << "0 to 14";
  EXPECT_EQ(trend({cross, calm}), "rising") << "by date, not by place in the record";
  EXPECT_EQ(trend({calm, cross, milder}), "stable") << "0 to 10";
  EXPECT_EQ(trend({text("t1", "太过分了！", "2026-03-01T01:00:00Z"), text("t2", "请退还年费。", "2026-03-05T01:00:00Z")}), "falling");
}

TEST_F(Blocks, ATextInAnotherLanguageGivesNoTrendAndIsSaid) {
  auto french = text("t2", "Je suis furieux!", "2026-03-05T01:00:00Z");
  french["lang"] = "fr";
  const auto envelope = host_.envelope(with("text.docs.1", french));
  EXPECT_TRUE(sdk::find(envelope, "result.emotion.trend")->is_null());
  EXPECT_EQ(findings_of(envelope, "language_not_covered").size(), 1u);
}

TEST_F(Blocks, ATextThatCameAfterIntakeIsSaid) {
  const auto envelope = host_.envelope(with("text.docs.1", text("t2", "太过分了！", "2026-03-05T01:00:00Z")));
  EXPECT_EQ(findings_of(envelope, "emotion.changed").size(), 1u);
  EXPECT_EQ(number_at(envelope, "result.emotion.intensity"), 15) << "intake's reading stands until intake runs again";
}

TEST_F(Blocks, OnlyWhatIsSaidOutrightIsAnExpectation) {
  EXPECT_EQ(text_at(facts_of(host_.envelope(dimensions_record("K01")), "emotion", "expectation").at(0), "of"), "refund");
  const auto implicit = host_.envelope(dimensions_record("K02"));
  EXPECT_TRUE(facts_of(implicit, "emotion", "expectation").empty());
  EXPECT_EQ(findings_of(implicit, "emotion.expectation_unsaid").size(), 1u);
}

// Bounds.

TEST_F(Blocks, FiveHundredEventsAreReadAndOneMoreIsSaid) {
  const auto more = [&](int count) {
    Array events;
    for (int i = 0; i < count; ++i) events.push_back(event("e" + std::to_string(i), "扣费"));
    return findings_of(host_.envelope(with_events(std::move(events))), "event.more").size();
  };
  EXPECT_EQ(more(499), 0u);
  EXPECT_EQ(more(500), 0u);
  EXPECT_EQ(more(501), 1u);
}

TEST_F(Blocks, TwoHundredPartiesAreReadAndOneMoreIsSaid) {
  const auto more = [&](int count) {
    Array parties;
    for (int i = 0; i < count; ++i) parties.push_back(Object{{"id", "p" + std::to_string(i)}, {"role", i == 0 ? "complainant" : "insured"}});
    return findings_of(host_.envelope(with("parties", std::move(parties))), "participants.more").size();
  };
  EXPECT_EQ(more(200), 0u);
  EXPECT_EQ(more(201), 1u);
}

}  // namespace
}  // namespace amends::testing

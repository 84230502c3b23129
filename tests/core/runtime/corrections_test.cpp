// What nobody writes over by hand, who may correct the sums that decide what is paid, and what the answer of a safety protocol raises by itself.
#include "runtime/corrections.hpp"

#include "runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

const Actor kHandler{"li.na", "handler", ""}, kSupervisor{"wang.yi", "supervisor", ""}, kTrained{"chen.an", "crisis_trained", ""};
json::Value cny(std::int64_t minor) { return json::Object{{"minor", minor}, {"currency", "CNY"}}; }

json::Value flagged(std::string_view self_harm, std::string_view violence) {
  json::Value out = json::Object{};
  (void)json::set_text(out, "flags.safety.self_harm", self_harm);
  (void)json::set_text(out, "flags.safety.violence", violence);
  return out;
}

/// A case that a stage has read, with a safety task that a trained person has still to answer; what comes after it shows the signs that it reads.
class Corrections : public ::testing::Test {
 protected:
  void SetUp() override {
    bench.stages = {stage("amends.intake", [](const json::Value&, int) -> Result<json::Value> {
                      return json::Value(json::Object{{"result", json::Object{{"summary", "read"}}},
                                                      {"tasks", json::Array{json::Object{{"id", "safety"}, {"kind", "safety"}, {"owner_role", "crisis_trained"}, {"form", "safety_protocol"}, {"title", json::bilingual("安全", "Safety")}, {"blocking", true}}}}});
                    }),
                    stage("amends.crisis", [](const json::Value& record, int) -> Result<json::Value> {
                      return json::Value(json::Object{{"result", json::Object{{"self_harm", json::text_at(record, "flags.safety.self_harm")}}}});
                    }, {"flags.safety"}),
                    constant("amends.response_letter", {{"letter", json::Object{{"text", "We pay 300.00."}}}, {"checks", json::Array{}}}), constant("amends.verify", {{"entitlement", json::Object{{"amount", cny(30000)}, {"by", "owner"}, {"second_person", "needed"}, {"proposed", false}}}})};
    ASSERT_TRUE(bench.open());
    ASSERT_TRUE(bench.deploy("  - intake: {stage: amends.intake}\n  - verify: {stage: amends.verify}\n  - letter: {stage: amends.response_letter}\n  - crisis: {stage: amends.crisis}\n"
                             "  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n"));
  }
  std::string submit(json::Value row = record()) {
    const auto done = bench.runtime->submit("test", std::move(row));
    EXPECT_TRUE(done) << done.error().text();
    return done ? done->case_id : std::string();
  }
  /// The sentence with which a correction is refused; empty when it is taken.
  std::string refusal(const std::string& id, std::string_view path, json::Value value, const Actor& by = kHandler) {
    const auto done = bench.runtime->correct(id, path, std::move(value), "typo", by);
    EXPECT_TRUE(done || done.error().code == ErrorCode::refused) << done.error().text();
    return done ? std::string() : done.error().text();
  }
  void protocol(const std::string& id, std::string_view danger) {
    const auto done = bench.runtime->answer(id, "intake.safety",
                                            json::Object{{"person_contacted", true}, {"emergency_called", false}, {"present_danger", danger}, {"signs", "a quiet voice"}, {"dispute_may_continue", danger != "acute"}, {"reason", "called back"}}, kTrained);
    ASSERT_TRUE(done) << done.error().text();
  }
  std::string self_harm(const std::string& id) {
    const auto state = bench.state(id);
    return std::string(json::text_at(state.record(), "flags.safety.self_harm"));
  }
  Bench bench;
};

TEST_F(Corrections, ASignOfDangerIsRaisedByHandAndNeverLowered) {
  const auto id = submit();
  EXPECT_EQ(refusal(id, "flags.safety.self_harm", "veiled"), "");
  EXPECT_EQ(refusal(id, "flags.safety.self_harm", "veiled"), "") << "the same again is no lowering";
  EXPECT_EQ(refusal(id, "flags.safety.self_harm", "explicit"), "");
  for (const auto& by : {kHandler, kSupervisor, kTrained}) {
    EXPECT_NE(refusal(id, "flags.safety.self_harm", "none", by).find("safety protocol"), std::string::npos) << by.role;
    EXPECT_NE(refusal(id, "flags.safety.self_harm", nullptr, by), "");
    EXPECT_NE(refusal(id, "flags.safety", json::Object{{"violence", "explicit"}}, by), "");
  }
  EXPECT_EQ(bench.runtime->set_facts(id, {{"flags.safety.self_harm", "veiled"}}, "typo", kHandler).error().code, ErrorCode::refused);
  ASSERT_TRUE(bench.runtime->set_facts(id, {{"flags.safety.violence", "veiled"}}, "he said so at the counter", kHandler));
  protocol(id, "none");
  EXPECT_NE(refusal(id, "flags.safety.self_harm", "none"), "") << "nor later";
  EXPECT_EQ(self_harm(id), "explicit");
}

TEST_F(Corrections, TheDangerThatATrainedPersonSawIsReadByTheStagesThatFollow) {
  for (const auto& [danger, degree] : {std::pair{"acute", "explicit"}, {"possible", "veiled"}, {"none", "none"}}) {
    bench.pass(60);
    const auto id = submit(record(std::string("r-") + danger));
    protocol(id, danger);
    EXPECT_EQ(self_harm(id), degree);
    const auto state = bench.state(id);
    EXPECT_EQ(json::text_at(state.record(), "analysis.crisis.self_harm"), degree) << "in the same turn, before the flow goes on";
    EXPECT_EQ(bench.faults(), 0);
  }
}

TEST_F(Corrections, TheProtocolAfterAVeiledSignRaisesToo) {
  bench.pass(60);
  bench.stages = {stage("amends.intake", [](const json::Value&, int) -> Result<json::Value> {
    return json::Value(json::Object{{"tasks", json::Array{json::Object{{"id", "safety"}, {"kind", "contact"}, {"owner_role", "crisis_trained"}, {"form", "safety_protocol"}, {"title", json::bilingual("安全", "Safety")}, {"blocking", false}}}}});
  })};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - intake: {stage: amends.intake}\n  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n"));
  auto row = record("r-veiled");
  (void)json::set_text(row, "flags.safety.self_harm", "veiled");
  const auto id = submit(row);
  protocol(id, "acute");
  EXPECT_EQ(self_harm(id), "explicit");
}

TEST(DangerSeen, RaisesTheSignsThatStandAndNothingElse) {
  const auto facts = [](std::string_view self_harm, std::string_view violence, std::string_view danger) {
    std::string out;
    const auto seen = danger_seen(flagged(self_harm, violence), json::Object{{"present_danger", danger}});
    for (const auto& fact : seen) out += std::string(json::text_at(fact, "path").substr(13)) + "=" + std::string(json::text_at(fact, "value")) + " ";
    return out;
  };
  EXPECT_EQ(facts("none", "none", "acute"), "self_harm=explicit ");
  EXPECT_EQ(facts("none", "none", "possible"), "self_harm=veiled ");
  EXPECT_EQ(facts("veiled", "none", "acute"), "self_harm=explicit ");
  EXPECT_EQ(facts("none", "veiled", "acute"), "violence=explicit ");
  EXPECT_EQ(facts("none", "veiled", "possible"), "");
  EXPECT_EQ(facts("explicit", "none", "possible"), "");
  EXPECT_EQ(facts("explicit", "veiled", "acute"), "");
  EXPECT_EQ(facts("veiled", "veiled", "none"), "");
}

TEST_F(Corrections, ARecordThatOpensACaseCarriesNoAnswers) {
  const json::Value none = json::Object{{"present_danger", "none"}};
  for (const auto* path : {"answers.safety_protocol", "answers.signer", "analysis.verify", "crisis_facts.standdown"}) {
    auto row = record();
    (void)json::set(row, path, none);
    const auto refused = bench.runtime->submit("test", row);
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().code, ErrorCode::refused);
    EXPECT_NE(refused.error().text().find("take this"), std::string::npos) << refused.error().text();
    EXPECT_TRUE(bench.runtime->run_stage("amends.crisis", row, json::Object{})) << "a stage is tried out on any record";
  }
  auto row = record();
  for (const auto* path : {"answers", "analysis"}) (void)json::set(row, path, json::Object{});
  (void)json::set(row, "crisis_facts.onsite_count", 12);
  (void)json::set(row, "store_facts.count_window", 4);
  EXPECT_NE(submit(row), "");
}

TEST_F(Corrections, WhatSomebodyElseAnsweredOrALetterSaysIsNotWrittenOver) {
  const auto id = submit();
  protocol(id, "none");
  EXPECT_NE(refusal(id, "answers.safety_protocol.present_danger", "none").find("answered again"), std::string::npos);
  for (const auto* path : {"response_letter.letter.text", "analysis.response_letter.letter.text", "analysis.response_letter.checks"}) EXPECT_NE(refusal(id, path, "We pay 3.00.", kSupervisor).find("step the letter back"), std::string::npos) << path;
  EXPECT_NE(refusal(id, "store_facts.count_window", 1), "");
  EXPECT_NE(refusal(id, "crisis_facts.standdown.signed", true).find("stand_down"), std::string::npos);
  EXPECT_NE(refusal(id, "crisis_facts.standdown", json::Object{{"signed", true}}), "");
  EXPECT_EQ(refusal(id, "crisis_facts.onsite_count", 12), "");
  EXPECT_EQ(refusal(id, "documents.0", json::Object{{"id", "D-1"}, {"kind", "policy"}}), "");
  EXPECT_EQ(refusal(id, "intake.summary", "read twice"), "");
}

TEST_F(Corrections, TheSumsThatDecideWhatIsPaidAreForThoseWhoAnswerForThem) {
  const auto id = submit();
  protocol(id, "none");
  for (const auto* path : {"money.entitlement", "money.target", "money.authority_limit", "money.offered", "money.settled"}) {
    EXPECT_NE(refusal(id, path, cny(1)).find("supervisor, legal, consumer_protection, head_of_office, executive"), std::string::npos) << path;
    EXPECT_NE(refusal(id, path, cny(1), kTrained), "") << path;
    EXPECT_EQ(refusal(id, path, cny(30000), kSupervisor), "") << path;
  }
  for (const auto* path : {"verify.entitlement.amount", "analysis.verify.entitlement.amount"}) EXPECT_NE(refusal(id, path, cny(40000)), "") << path;
  EXPECT_NE(refusal(id, "verify.entitlement.amount.minor", 40000), "");
  int sum = 31000;
  for (const auto* role : {"legal", "consumer_protection", "head_of_office", "executive"}) EXPECT_EQ(refusal(id, "verify.entitlement.amount", cny(sum++), {"zhao.lei", role, ""}), "") << role;
  EXPECT_EQ(refusal(id, "money.claimed", cny(50000)), "") << "what is asked for is a fact like another";
  EXPECT_EQ(bench.runtime->set_facts(id, {{"money.settled", cny(1)}}, "typo", kHandler).error().code, ErrorCode::refused);
}

TEST_F(Corrections, WhatIsOwedIsRaisedFreelyAndNotLoweredByOnePerson) {
  const auto id = submit();
  protocol(id, "none");
  EXPECT_EQ(refusal(id, "money.entitlement", cny(30000), kSupervisor), "");
  for (const auto& lower : {cny(29999), cny(0), json::Value(nullptr), json::Value(json::Object{{"minor", 30000}, {"currency", "USD"}})})
    EXPECT_NE(refusal(id, "money.entitlement", lower, kSupervisor).find("money.entitlement: what is owed is not lowered"), std::string::npos) << json::write(lower);
  EXPECT_NE(refusal(id, "verify.entitlement.amount", cny(29999), kSupervisor).find("verified again"), std::string::npos);
  EXPECT_NE(refusal(id, "verify.entitlement.amount.minor", 29999, kSupervisor), "");
  EXPECT_NE(refusal(id, "verify.entitlement.amount", nullptr, kSupervisor), "");
  EXPECT_EQ(bench.runtime->set_facts(id, {{"money.entitlement", cny(29999)}}, "typo", kSupervisor).error().code, ErrorCode::refused);
  EXPECT_EQ(refusal(id, "money.entitlement", cny(30001), kSupervisor), "");
  EXPECT_EQ(refusal(id, "verify.entitlement.amount", cny(30001), kSupervisor), "");
}

TEST_F(Corrections, ASumRaisedByMistakeGoesDownToWhatAFinishedVerificationFound) {
  json::Value record = json::Object{};
  (void)json::set(record, "money.entitlement", cny(300000));
  (void)json::set(record, "analysis.verify.entitlement", json::Object{{"amount", cny(30000)}, {"proposed", false}});
  const auto may = [&](std::string_view path, const json::Value& value) { return may_write(record, path, value, "supervisor"); };
  EXPECT_FALSE(may("money.entitlement", cny(30000))) << "nobody has checked it yet";
  (void)json::set(record, "analysis.verify.entitlement.proposed", true);
  EXPECT_TRUE(may("money.entitlement", cny(30000)));
  EXPECT_TRUE(may("money.entitlement.minor", 30000));
  EXPECT_FALSE(may("money.entitlement", cny(29999)));
  EXPECT_FALSE(may("money.entitlement", nullptr));
  EXPECT_FALSE(may("analysis.verify.entitlement.amount", cny(29999)));
}

TEST_F(Corrections, WhoFoundAndWhoCheckedTheSumOwedIsNotWrittenOver) {
  const auto id = submit();
  protocol(id, "none");
  for (const auto& [path, value] : {std::pair<const char*, json::Value>{"verify.entitlement.proposed", true}, {"verify.entitlement.second_person", "given"}, {"verify.entitlement.by", "computed"}, {"verify.entitlement", json::Object{{"amount", cny(1)}}}})
    EXPECT_NE(refusal(id, path, value, kSupervisor), "") << path;
}

TEST_F(Corrections, WhatWasAgreedIsNotLoweredOrClearedByOnePerson) {
  json::Value record = json::Object{};
  const auto may = [&](std::string_view path, const json::Value& value) { return bool(may_write(record, path, value, "supervisor")); };
  EXPECT_TRUE(may("money.settled", cny(1))) << "nothing was agreed yet";
  (void)json::set(record, "money.settled", cny(30000));
  for (const auto& lower : {cny(29999), json::Value(nullptr), json::Value(json::Object{{"minor", 30000}, {"currency", "USD"}})}) EXPECT_FALSE(may("money.settled", lower)) << json::write(lower);
  EXPECT_FALSE(may("money.settled.minor", 1));
  EXPECT_FALSE(may("money", json::Object{}));
  EXPECT_TRUE(may("money.settled", cny(30000)));
  EXPECT_TRUE(may("money.settled", cny(30001)));
  for (const auto* path : {"settlement", "counter.pay", "single_offer"}) EXPECT_FALSE(may_write(record, std::string("analysis.negotiation_plan.") + path, cny(1), "handler")) << path << " becomes money.settled";
}

TEST_F(Corrections, TheDayForWhatIsOwedComesEarlierAndKeepsItsShape) {
  json::Value record = json::Object{};
  const auto owed = [](std::int64_t minor, const json::Value& day) { return json::Value(json::Object{{"minor", minor}, {"currency", "CNY"}, {"due_at", day}}); };
  const auto may = [&](std::string_view path, const json::Value& value) { return bool(may_write(record, path, value, "supervisor")); };
  EXPECT_FALSE(may("money.owed_due", "2099-01-01T00:00:00Z"));
  EXPECT_TRUE(may("money.owed_due", owed(300, "2026-03-09T16:00:00Z")));
  (void)json::set(record, "money.owed_due", owed(300, "2026-03-09T16:00:00Z"));
  EXPECT_TRUE(may("money.owed_due", owed(300, "2026-03-09T16:00:00Z")));
  EXPECT_TRUE(may("money.owed_due", owed(301, "2026-03-09T15:59:59Z")));
  EXPECT_TRUE(may("money.owed_due.due_at", "2026-03-04T16:00:00Z"));
  for (const auto& wrong : {owed(300, "2026-03-09T16:00:01Z"), owed(299, "2026-03-09T16:00:00Z"), owed(300, nullptr), owed(300, "soon"), cny(300), json::Value("2026-03-04T16:00:00Z"), json::Value(nullptr), json::Value(json::Array{}),
                            json::Value(json::Object{{"minor", 300}, {"currency", "USD"}, {"due_at", "2026-03-09T16:00:00Z"}}), json::Value(json::Object{{"minor", 300}, {"currency", "CNY"}, {"due_at", "2026-03-09T16:00:00Z"}, {"x", 1}})})
    EXPECT_FALSE(may("money.owed_due", wrong)) << json::write(wrong);
  EXPECT_FALSE(may("money.owed_due.due_at", nullptr));
}

TEST_F(Corrections, AnApprovalASignatureAndWhatAnOptionPaysAreNotWrittenOver) {
  json::Value record = json::Object{};
  (void)json::set(record, "analysis.solution", json::Object{{"approval", json::Object{{"decision", nullptr}}},
                                                           {"options", json::Array{json::Object{{"id", "A"}, {"name", "pay"}, {"total", cny(300)}, {"approved", false}, {"lines", json::Array{json::Object{{"task", "pay"}, {"amount", cny(300)}, {"due", "2026-03-09"}}}}}}}});
  (void)json::set(record, "analysis.crisis", json::Object{{"over", json::Object{{"signed", false}, {"note", "x"}}}, {"release_ready", false}});
  const auto may = [&](std::string_view path, const json::Value& value) { return bool(may_write(record, path, value, "supervisor")); };
  for (const auto& [path, value] : {std::pair<const char*, json::Value>{"analysis.solution.approval.decision", "approved"}, {"analysis.solution.approval", json::Object{{"decision", "approved"}}}, {"analysis.crisis.over.signed", true},
                                    {"analysis.crisis.over", json::Object{{"signed", true}, {"note", "x"}}}, {"analysis.crisis.over", json::Object{{"note", "x"}}}, {"analysis.crisis.release_ready", true}, {"ext.own.reading.approval", true},
                                    {"analysis.solution.options.0.total", cny(1)}, {"analysis.solution.options.0.total.minor", 1}, {"analysis.solution.options.0.lines.0.amount", cny(1)}, {"analysis.solution.options.0.lines.0.due", "2099-01-01"},
                                    {"analysis.solution.options.0.approved", true}, {"analysis.solution.options.0.lines", json::Array{}}, {"analysis.solution.options", json::Array{}}})
    EXPECT_FALSE(may(path, value)) << path;
  EXPECT_TRUE(may("analysis.solution.options.0.name", "pay at once"));
  EXPECT_TRUE(may("analysis.solution.options.0.lines.0.task", "pay at once"));
  EXPECT_TRUE(may("analysis.crisis.over", json::Object{{"signed", false}, {"note", "y"}}));
  EXPECT_TRUE(may("analysis.classify.nature.primary", "service"));
}

TEST_F(Corrections, AProtocolDoesNotLetTheDisputeGoOnAgainstItsOwnWords) {
  const auto id = submit();
  const auto answer = [&](bool contacted, std::string_view danger, bool may, std::string_view signs = "a quiet voice") {
    return bench.runtime->answer(id, "intake.safety", json::Object{{"person_contacted", contacted}, {"emergency_called", false}, {"present_danger", danger}, {"signs", signs}, {"dispute_may_continue", may}, {"reason", "called back"}}, kTrained);
  };
  for (const auto& [contacted, danger, words] : {std::tuple{true, "acute", "the danger is acute"}, {false, "none", "nobody has reached the person"}, {false, "acute", "the danger is acute"}}) {
    const auto refused = answer(contacted, danger, true);
    ASSERT_FALSE(refused) << danger;
    EXPECT_EQ(refused.error().code, ErrorCode::refused);
    EXPECT_NE(refused.error().text().find(words), std::string::npos) << refused.error().text();
    EXPECT_NE(refused.error().text().find("dispute_may_continue=false"), std::string::npos) << "it says what to do";
  }
  EXPECT_TRUE(answer(false, "acute", false)) << "the way to help is never barred";
}

TEST(Protocol, IsTakenWhereItsWordsAgree) {
  const auto fits = [](const char* text) { return bool(check_protocol(*json::parse(text))); };
  EXPECT_TRUE(fits(R"({"person_contacted": true, "present_danger": "possible", "dispute_may_continue": true})"));
  EXPECT_TRUE(fits(R"({"person_contacted": false, "present_danger": "acute", "dispute_may_continue": false})"));
  EXPECT_TRUE(fits(R"({"person_contacted": false, "present_danger": "explicit"})"));
  EXPECT_FALSE(fits(R"({"person_contacted": true, "present_danger": "explicit", "dispute_may_continue": true})"));
  EXPECT_FALSE(fits(R"({"present_danger": "none", "dispute_may_continue": true})"));
}

}  // namespace
}  // namespace amends::runtime::testing

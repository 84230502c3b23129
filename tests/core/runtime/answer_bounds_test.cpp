// Answers that cannot be true or lawful are refused where they are given, by what the form itself says.
#include "runtime/answer_bounds.hpp"

#include "packs/packs.hpp"
#include "runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

const Actor kSupervisor{"wang.yi", "supervisor", ""}, kHandler{"li.na", "handler", ""};

json::Value cny(std::int64_t minor) { return json::Object{{"minor", minor}, {"currency", "CNY"}}; }
json::Value usd(std::int64_t minor) { return json::Object{{"minor", minor}, {"currency", "USD"}}; }

/// One case at a form of the shipped packs.
class AnswerBounds : public ::testing::Test {
 protected:
  void at(const std::string& form, const json::Object& facts = {}, const std::string& role = "supervisor") {
    bench.stages = {constant("amends.negotiation_plan", {{"ladder", json::Array{json::Object{{"k", 1}}, json::Object{{"k", 2}}}}})};
    ASSERT_TRUE(bench.open());
    ASSERT_TRUE(bench.deploy("  - plan: {stage: amends.negotiation_plan}\n  - ask: {human: {role: " + role + ", form: " + form + ", title: {zh: 填, en: Fill in}}}\n"));
    auto row = record("r-" + form + std::to_string(++count));
    for (const auto& fact : facts) (void)json::set(row, fact.key(), fact.value());
    bench.pass(86'400);
    const auto done = bench.runtime->submit("test", row);
    ASSERT_TRUE(done) << done.error().text();
    id = done->case_id;
  }
  Error refusal(json::Object answer, const Actor& by = kSupervisor) {
    answer["reason"] = "as agreed";
    const auto before = bench.kinds(id).size();
    const auto done = bench.runtime->answer(id, "ask#1", std::move(answer), by);
    EXPECT_FALSE(done);
    if (done) return {};
    EXPECT_EQ(bench.kinds(id).size(), before) << "nothing is written";
    return done.error();
  }
  void taken(json::Object answer, const Actor& by = kSupervisor) {
    answer["reason"] = "as agreed";
    const auto done = bench.runtime->answer(id, "ask#1", std::move(answer), by);
    EXPECT_TRUE(done) << done.error().text();
  }
  Bench bench;
  std::string id;
  int count = 0;
};

TEST_F(AnswerBounds, ATargetBelowWhatIsOwedIsRefusedAtTheForm) {
  at("target_and_limit", {{"money.entitlement", cny(3'200'000)}});
  const auto error = refusal({{"target", cny(3'199'999)}});
  EXPECT_EQ(error.code, ErrorCode::range);
  EXPECT_EQ(error.text(), "target_and_limit: target: 'Fair target (G)' is 31,999.99 CNY, which is below 32,000.00 CNY (money.entitlement); give at least that, or correct the other value first");
  taken({{"target", cny(3'200'000)}, {"authority_limit", cny(3'200'000)}});
}

TEST_F(AnswerBounds, TheSumOwedIsNeverLoweredByAnAnswer) {
  at("target_and_limit", {{"money.entitlement", cny(3'200'000)}});
  EXPECT_EQ(refusal({{"entitlement", cny(0)}}).code, ErrorCode::range);
  EXPECT_EQ(refusal({{"entitlement", cny(3'199'999)}}).code, ErrorCode::range);
  EXPECT_EQ(refusal({{"entitlement", cny(3'300'000)}, {"target", cny(3'250'000)}}).code, ErrorCode::range) << "below what the same answer says is owed";
  taken({{"entitlement", cny(3'300'000)}, {"target", cny(3'300'000)}});
  at("officer_decision", {{"money.entitlement", cny(30'000)}});
  EXPECT_NE(refusal({{"decision", "partly_upheld"}, {"findings", "the fee was taken twice"}, {"basis", "the fee schedule"}, {"amount", cny(29'999)}}).text().find("below 300.00 CNY (money.entitlement)"), std::string::npos);
  taken({{"decision", "partly_upheld"}, {"findings", "the fee was taken twice"}, {"basis", "the fee schedule"}, {"amount", cny(30'000)}});
}

TEST_F(AnswerBounds, ALimitBelowTheTargetIsRefused) {
  at("target_and_limit");
  EXPECT_NE(refusal({{"target", cny(40'000)}, {"authority_limit", cny(39'999)}}).text().find("below 400.00 CNY (target)"), std::string::npos);
  EXPECT_EQ(refusal({{"target", cny(-1)}}).code, ErrorCode::range);
  taken({{"target", cny(40'000)}, {"authority_limit", cny(40'000)}});
}

TEST_F(AnswerBounds, SumsStandInTheCurrencyOfTheCase) {
  at("target_and_limit");
  auto error = refusal({{"target", usd(1)}});
  EXPECT_EQ(error.code, ErrorCode::currency_mismatch);
  EXPECT_EQ(error.text(), "target_and_limit: target: 0.01 USD is in USD, and the institution counts in CNY; sums of one case stand in one currency: convert it and say how in the reason");
  taken({{"target", cny(1)}});
  at("talk_result", {{"money.claimed", usd(500)}}, "handler");
  error = refusal({{"counter", cny(400)}, {"new_evidence", false}, {"plan_refused", false}}, kHandler);
  EXPECT_NE(error.text().find("money.claimed is in USD"), std::string::npos) << error.text();
  taken({{"counter", usd(400)}, {"new_evidence", false}, {"plan_refused", false}}, kHandler);
}

TEST_F(AnswerBounds, StepsOfATalkAreThoseOfTheLadder) {
  const auto talk = [](int k) { return json::Object{{"offered_k", k}, {"new_evidence", false}, {"plan_refused", false}}; };
  at("talk_result", {}, "handler");
  EXPECT_NE(refusal(talk(3), kHandler).text().find("is 3, which is above 2 (analysis.negotiation_plan.ladder, counted by its rows)"), std::string::npos);
  EXPECT_EQ(refusal(talk(-1), kHandler).code, ErrorCode::range);
  taken(talk(2), kHandler);
  at("talk_result", {}, "handler");
  taken(talk(0), kHandler);
}

TEST_F(AnswerBounds, AFeelingIsZeroToTen) {
  const auto talk = [](int before, int after) { return json::Object{{"emotion_before", before}, {"emotion_after", after}, {"new_evidence", false}, {"plan_refused", false}}; };
  at("talk_result", {}, "handler");
  EXPECT_EQ(refusal(talk(11, 0), kHandler).where, "talk_result: emotion_before");
  EXPECT_EQ(refusal(talk(0, 11), kHandler).where, "talk_result: emotion_after");
  EXPECT_EQ(refusal(talk(-1, 0), kHandler).code, ErrorCode::range);
  taken(talk(10, 0), kHandler);
}

TEST_F(AnswerBounds, DatesAreDaysOfTheCalendarAndNotBeforeTheCase) {
  const auto talk = [](std::string_view date) { return json::Object{{"next_date", date}, {"new_evidence", false}, {"plan_refused", false}}; };
  at("talk_result", {}, "handler");
  for (const auto* none : {"soon", "2026-02-30", "2026-3-5", "2026-03-05T09:00:00Z", "", "0000-00-00"}) {
    const auto error = refusal(talk(none), kHandler);
    EXPECT_EQ(error.code, ErrorCode::bad_type) << none;
    EXPECT_EQ(error.where, "talk_result: next_date");
  }
  EXPECT_NE(refusal(talk("2026-03-01"), kHandler).text().find("which is below 2026-03-02T09:00:00+08:00 (channel.received_at)"), std::string::npos);
  taken(talk("2026-03-02"), kHandler);
}

TEST_F(AnswerBounds, AnInstantIsComparedByTheDayOfTheInstitution) {
  // 2026-03-01T16:30Z is the second of March in Shanghai already.
  const auto talk = [](std::string_view date) { return json::Object{{"next_date", date}, {"new_evidence", false}, {"plan_refused", false}}; };
  at("talk_result", {{"channel.received_at", "2026-03-01T16:30:00Z"}}, "handler");
  EXPECT_EQ(refusal(talk("2026-03-01"), kHandler).code, ErrorCode::range);
  taken(talk("2026-03-02"), kHandler);
}

TEST_F(AnswerBounds, NothingWasSentBeforeTheCaseCameIn) {
  const auto sent = [](std::string_view at) { return json::Object{{"sent_at", at}, {"how", "app"}}; };
  at("ack_sent", {}, "handler");
  EXPECT_EQ(refusal(sent("2026-03-02T00:59:59Z"), kHandler).code, ErrorCode::range);
  EXPECT_EQ(refusal(sent("2026-03-02"), kHandler).code, ErrorCode::bad_type);
  EXPECT_EQ(refusal(sent("yesterday"), kHandler).code, ErrorCode::bad_type);
  taken(sent("2026-03-02T01:00:00Z"), kHandler);
}

TEST_F(AnswerBounds, WhatHappenedLiesNotInTheFutureAndNotBeforeOurTime) {
  const auto fact = [](std::string_view date) { return json::Object{{"date", date}, {"event", "signed the policy"}}; };
  at("fact_details", {}, "handler");
  EXPECT_NE(refusal(fact("2026-03-04"), kHandler).text().find("(now)"), std::string::npos);
  const auto old = refusal(fact("1899-12-31"), kHandler);
  EXPECT_EQ(old.code, ErrorCode::range);
  EXPECT_NE(old.text().find("before 1900-01-01"), std::string::npos);
  EXPECT_EQ(refusal(fact("0001-01-01"), kHandler).code, ErrorCode::range);
  const json::Value record = json::Object{};
  const AnswerContext context{record, *parse_instant(kMonday), "CNY", {}};
  for (const auto* good : {"1900-01-01", "2026-03-02"}) EXPECT_TRUE(check_bounds(*bench.runtime->environment().packs, "fact_details", fact(good), context)) << good;
}

/// The plan's stage as a manifest that says which members its result has.
class OneStage final : public host::StageCatalogue {
 public:
  explicit OneStage(std::string_view member) {
    manifest_.id = "amends.negotiation_plan";
    manifest_.section = "analysis.negotiation_plan";
    manifest_.raw = json::Object{{"output_schema", json::Object{{"properties", json::Object{{member, json::Object{}}}}}}};
  }
  host::Stage* find(std::string_view, std::int32_t) const override { return nullptr; }
  std::vector<const host::StageManifest*> all() const override { return {&manifest_}; }

 private:
  host::StageManifest manifest_;
};

TEST(CheckBounds, ABoundNamesWhatItsStageWrites) {
  Bench bench;
  ASSERT_TRUE(bench.open());
  const auto& packs = *bench.runtime->environment().packs;
  EXPECT_TRUE(check_bound_results(packs, OneStage("ladder")));
  const auto error = check_bound_results(packs, OneStage("ladders"));
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().text(), "forms/counter_offer after_k maximum_of: the field is bounded by analysis.negotiation_plan.ladder, which amends.negotiation_plan does not write; correct the path");
}

TEST(CheckBounds, AnUnknownFormAndAnAbsentValueAreNotLimited) {
  Bench bench;
  ASSERT_TRUE(bench.open());
  const auto& packs = *bench.runtime->environment().packs;
  const json::Value record = json::Object{};
  const AnswerContext context{record, *parse_instant(kMonday), "CNY", {}};
  EXPECT_TRUE(check_bounds(packs, "no_such_form", json::Object{{"n", -1}}, context));
  EXPECT_TRUE(check_bounds(packs, "target_and_limit", json::Object{{"target", nullptr}, {"authority_limit", cny(0)}}, context));
  EXPECT_FALSE(check_bounds(packs, "target_and_limit", json::Object{{"target", cny(1)}, {"authority_limit", cny(0)}}, context));
}

TEST_F(AnswerBounds, WhatIsStillToComeWasNotSent) {
  at("ack_sent");
  const auto error = refusal({{"sent_at", "9999-12-31T23:59:59Z"}, {"how", "phone"}});
  EXPECT_EQ(error.code, ErrorCode::range);
  EXPECT_NE(error.text().find("ack_sent: sent_at"), std::string::npos) << error.text();
  taken({{"sent_at", format_instant(bench.clock->now())}, {"how", "phone"}});
}

TEST_F(AnswerBounds, ATextThatNobodyCanReadIsMissing) {
  at("ack_sent");
  for (const auto* blank : {"", " ", "\u200b", "\u3000", "\u00a0\u2060"}) {
    const auto done = bench.runtime->answer(id, "ask#1", json::Object{{"sent_at", format_instant(bench.clock->now())}, {"how", "phone"}, {"reason", blank}}, kSupervisor);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::missing_field);
  }
}

TEST_F(AnswerBounds, AStatementIsReleasedByTwoPeopleWhoHaveNames) {
  at("statement_release");
  const auto release = [](const char* spokesperson, const char* legal) {
    return json::Object{{"statement", "no_statement"}, {"version", 1}, {"text", "not yet"}, {"spokesperson", spokesperson}, {"legal", legal}, {"channel", "none"}};
  };
  for (const auto& [spokesperson, legal] : {std::pair{"赵岚", "赵岚"}, {"Zhao Lan", "zhao.lan"}, {"赵岚", "-"}, {"1", "周岩"}}) EXPECT_EQ(refusal(release(spokesperson, legal)).code, ErrorCode::refused) << spokesperson << " " << legal;
  taken(release("赵岚", "周岩"));
}

}  // namespace
}  // namespace amends::runtime::testing

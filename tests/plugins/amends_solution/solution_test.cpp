// Stage amends.solution with the real packs: the worked examples of catalogue 3.20, the rows of section 1 that name it, approval, choice and the gap.
#include <gtest/gtest.h>

#include <algorithm>

#include "plugins/amends_solution/solution_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;
using List = std::vector<std::string>;

class Options : public ::testing::TestWithParam<const char*> {
 protected:
  PackHost host_ = solution_host(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Sets, Options, ::testing::Values("catalogue", "shipped"), [](const auto& info) { return std::string(info.param); });

// Example 3: refund 30000 in 3wd, or credit to the card today; both with the fix of the notice.
TEST_P(Options, K01RefundInThreeWorkingDaysOrToTheCardTodayBothWithTheNoticeFix) {
  const auto envelope = host_.envelope(fee_case());
  EXPECT_EQ(remedies_of(envelope, "A"), (List{"refund_card", "notice_fix"}));
  EXPECT_EQ(remedies_of(envelope, "B"), (List{"refund_account", "notice_fix"}));
  EXPECT_EQ(text_at(envelope, "result.options.0.lines.0.due"), "2026-03-02T16:00:00Z") << "today, where the institution is";
  EXPECT_EQ(text_at(envelope, "result.options.1.lines.0.due"), "2026-03-05T16:00:00Z");
  EXPECT_EQ(text_at(envelope, "result.options.1.lines.0.last_day.zh"), "2026年3月5日");
  for (const auto* option : {"0", "1"}) EXPECT_EQ(number_at(envelope, std::string("result.options.") + option + ".lines.0.amount.minor"), 30'000) << option;
  EXPECT_EQ(text_at(envelope, "result.options.0.lines.0.what.zh"), "把300.00 元退回您的信用卡");
  EXPECT_EQ(text_at(envelope, "result.gap.text.en"), "Every demand is met; there is no gap.");
  EXPECT_EQ(number_at(envelope, "result.gap.amount.minor"), 0);
}

// Example 1: A: apology by the branch head in person + queue fix; B: written apology + named contact; money none.
TEST_P(Options, K09ApologyInPersonOrInWritingAndNoMoney) {
  const auto envelope = host_.envelope(verified("K09", "full"));
  EXPECT_EQ(remedies_of(envelope, "A"), (List{"apology_rank", "queue_fix"}));
  EXPECT_EQ(remedies_of(envelope, "B"), (List{"apology_written", "named_contact"}));
  EXPECT_EQ(text_at(envelope, "result.options.0.lines.0.owner"), "unit_head");
  EXPECT_EQ(remedies_of(envelope, "C"), List{});
  EXPECT_TRUE(sdk::find(envelope, "result.entitlement")->is_null());
  for (const auto& option : Reader(envelope).list("result.options"))
    for (const auto& line : option.list("lines")) EXPECT_FALSE(line.has("amount")) << line.text_or("remedy", "");
  EXPECT_EQ(number_at(envelope, "result.options.0.parts.need_fit"), 100) << "respect and vent are both served in person";
  EXPECT_EQ(number_at(envelope, "result.options.1.parts.need_fit"), 73) << "writing serves respect alone: 55 of 75";
  EXPECT_EQ(text_at(envelope, "result.recommended"), "A");
}

// Example 2: A pledge or emergency credit; B transfer market if the product allows; C hardship; a clear "no early redemption" reason.
TEST_P(Options, K10CreditTransferOrHardshipAndNoFalseHope) {
  const auto envelope = host_.envelope(verified("K10", "none"));
  List ways;
  for (const auto& option : Reader(envelope).list("result.options")) {
    const auto remedies = remedies_of(envelope, option.text_or("id", ""));
    EXPECT_NE(std::find(remedies.begin(), remedies.end(), "explain_closed"), remedies.end());
    ways.emplace_back(option.text_or("way.id", ""));
  }
  EXPECT_EQ(ways, (List{"bridge", "hardship", "transfer"})) << "by date of effect";
  EXPECT_EQ(remedies_of(envelope, "A").front(), "pledge_credit");
  EXPECT_EQ(text_at(envelope, "result.options.0.conditions.0.zh"), "符合贷款条件");
  EXPECT_EQ(text_at(envelope, "result.options.2.conditions.0.en"), "the product's contract allows a transfer");
  const auto words = sdk::write_json(envelope);
  EXPECT_NE(words.find("it cannot be redeemed early now"), std::string::npos);
  for (const auto* never : {"redeem early today", "可以提前赎回", "今天就能赎回"}) EXPECT_EQ(words.find(never), std::string::npos) << never;
}

TEST_P(Options, TheClosedPeriodEndsTheDayAfterItsLastDay) {
  auto record = verified("K10", "none");
  sdk::set(record, "contract.closed_until", "2026-03-03");
  EXPECT_EQ(text_at(host_.envelope(record), "result.options.0.way.id"), "bridge");
  sdk::set(record, "contract.closed_until", "2026-03-02");
  const auto open = host_.envelope(record);
  const auto remedies = remedies_of(open, "A");
  EXPECT_NE(std::find(remedies.begin(), remedies.end(), "expedite"), remedies.end());
  EXPECT_EQ(sdk::write_json(open).find("pledge_credit"), std::string::npos);
}

TEST_P(Options, K11StopsTheContactInEveryOptionAndApologisesInAWayOfTheCustomersChoice) {
  const auto envelope = host_.envelope(verified("K11", "full"));
  ASSERT_EQ(Reader(envelope).list("result.options").size(), 3u);
  for (const auto* id : {"A", "B", "C"}) {
    const auto remedies = remedies_of(envelope, id);
    EXPECT_NE(std::find(remedies.begin(), remedies.end(), "stop_third_party"), remedies.end()) << id;
    EXPECT_NE(std::find(remedies.begin(), remedies.end(), "collector_fix"), remedies.end()) << id;
    EXPECT_TRUE(std::any_of(remedies.begin(), remedies.end(), [](const std::string& one) { return one.starts_with("apology_"); })) << id;
  }
}

TEST_P(Options, K03PaysWhatIsOwedInEveryOptionWhateverBecomesOfTheRest) {
  const auto envelope = host_.envelope(verified("K03", "partial", R"({"entitlement": {"amount": {"minor": 3200000, "currency": "CNY"}}})"));
  const auto options = Reader(envelope).list("result.options");
  ASSERT_GE(options.size(), 2u);
  for (const auto& option : options) {
    EXPECT_EQ(option.integer_or("lines.0.amount.minor", -1), 3'200'000) << option.text_or("id", "");
    EXPECT_EQ(option.integer_or("total.minor", -1), 3'200'000);
    EXPECT_FALSE(option.flag_or("lines.0.conditional", true));
  }
  EXPECT_TRUE(sdk::find(envelope, "result.gap.amount")->is_null()) << "a full surrender states no sum of its own";
}

// A settlement of 38,500 in the same case: 32,000 are owed, and 6,500 stand beside them in a line of their own, whatever way the customer is paid.
TEST_P(Options, K03SettlementStandsBesideWhatIsOwed) {
  const auto owed = verified("K03", "partial", R"({"entitlement": {"amount": {"minor": 3200000, "currency": "CNY"}}})");
  const auto settled = [&](std::int64_t minor) { return host_.envelope(with(owed, "money.settled", sdk::Object{{"minor", minor}, {"currency", "CNY"}})); };
  const auto envelope = settled(3'850'000);
  for (const auto& option : Reader(envelope).list("result.options")) {
    const auto id = option.text_or("id", "");
    EXPECT_EQ(option.integer_or("lines.0.amount.minor", -1), 3'200'000) << id;
    EXPECT_EQ(option.text_or("lines.1.remedy", ""), "agreed_sum") << id;
    EXPECT_EQ(option.integer_or("lines.1.amount.minor", -1), 650'000) << id;
    EXPECT_FALSE(option.flag_or("lines.1.owed", true)) << id;
    EXPECT_EQ(option.integer_or("total.minor", -1), 3'850'000) << id;
    EXPECT_NE(option.text_or("lines.1.what.zh", "").find("6,500.00 元"), std::string::npos) << id;
  }
  // Both sides of the edge: nothing beyond what is owed is nothing to agree on, and a smaller sum takes nothing away.
  EXPECT_EQ(remedies_of(settled(3'200'001), "A")[1], "agreed_sum");
  for (const auto minor : {3'200'000, 3'199'999, 0}) {
    EXPECT_NE(remedies_of(settled(minor), "A")[1], "agreed_sum") << minor;
    EXPECT_EQ(number_at(settled(minor), "result.options.0.total.minor"), 3'200'000) << minor;
  }
}

TEST_P(Options, ASettlementIsNoGuessAtWhatIsOwed) {
  const auto envelope = host_.envelope(with(verified("K03", "partial"), "money.settled", sdk::Object{{"minor", 3'850'000}, {"currency", "CNY"}}));
  const auto remedies = remedies_of(envelope, "A");
  EXPECT_EQ(std::find(remedies.begin(), remedies.end(), "agreed_sum"), remedies.end()) << "while the sum owed is open nobody knows what goes beyond it";
  const auto other = host_.run(sdk::CallInput{.record = with(verified("K03", "partial", R"({"entitlement": {"amount": {"minor": 3200000, "currency": "CNY"}}})"), "money.settled", sdk::Object{{"minor", 3'850'000}, {"currency", "USD"}}), .now = "2026-03-02T01:00:00Z"});
  EXPECT_EQ(other.code, "error.currency_mismatch");
}

TEST_P(Options, K12WithoutMeritGetsAnExplanationAndASecondLookAndNoMoney) {
  const auto envelope = host_.envelope(verified("K12", "none"));
  ASSERT_EQ(Reader(envelope).list("result.options").size(), 2u);
  for (const auto* id : {"A", "B"}) {
    const auto remedies = remedies_of(envelope, id);
    EXPECT_NE(std::find(remedies.begin(), remedies.end(), "one_reply"), remedies.end()) << id;
  }
  EXPECT_EQ(number_at(envelope, "result.gap.amount.minor"), 80'000'000);
  EXPECT_NE(text_at(envelope, "result.gap.text.zh").find("800,000.00 元"), std::string::npos);
}

TEST_P(Options, EverySharedCaseHasAtLeastTwoOptionsAtAnyMerit) {
  for (const auto& id : shared_case_ids())
    for (const auto* merit : {"full", "partial", "none"}) {
      const auto envelope = host_.envelope(verified(id, merit, R"({"entitlement": {"amount": {"minor": 100, "currency": "CNY"}}, "root_cause": {"code": "people", "notes": []}})"));
      const auto options = Reader(envelope).list("result.options");
      EXPECT_GE(options.size(), 2u) << id << " " << merit;
      EXPECT_LE(options.size(), 4u) << id << " " << merit;
      EXPECT_TRUE(findings_of(envelope, "options.too_few").empty()) << id << " " << merit;
      EXPECT_EQ(Reader(envelope).list("result.open_ways").size(), 2u);
      for (std::size_t i = 1; i < options.size(); ++i) EXPECT_LE(options[i - 1].integer_or("effect_days", 0), options[i].integer_or("effect_days", 999)) << id << " " << merit;
    }
}

TEST_P(Options, trace_B08_TheCustomerHasTwoOptionsAndOneAloneNeedsAReason) {
  auto one = PackHost(AMENDS_PLUGIN_FILE, "amends.solution", GetParam(), {std::filesystem::path(AMENDS_FIXTURES_DIR) / "one_option"});
  const auto record = verified("K09", "full");
  EXPECT_GE(Reader(host_.envelope(record)).list("result.options").size(), 2u);
  const auto single = one.envelope(record);
  ASSERT_EQ(Reader(single).list("result.options").size(), 1u);
  const auto findings = findings_of(single, "options.too_few");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(text_at(findings[0], "severity"), "block");
  const auto asked = questions_of(single, "approve_solution");
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_NE(sdk::write_json(asked[0]).find("single_option_reason"), std::string::npos);
  const auto reasoned = findings_of(one.envelope(with(record, "answers.approve_solution", sdk::parse_json(R"({"decision": "approved", "single_option_reason": "the branch is closing", "who": "S-1"})"))), "options.too_few");
  ASSERT_EQ(reasoned.size(), 1u);
  EXPECT_EQ(text_at(reasoned[0], "severity"), "info");
}

TEST_P(Options, trace_D76_ThePlanIsAChoice) {
  const auto envelope = host_.envelope(fee_case());
  EXPECT_GE(Reader(envelope).list("result.options").size(), 2u);
  List open;
  for (const auto& way : Reader(envelope).list("result.open_ways")) open.emplace_back(way.text_or("id", ""));
  EXPECT_EQ(open, (List{"other_proposal", "another_route"}));
  for (const auto& option : Reader(envelope).list("result.options")) {
    EXPECT_FALSE(option.list("pros").empty()) << option.text_or("id", "");
    EXPECT_FALSE(option.list("lines").empty());
  }
}

TEST_P(Options, trace_C05_TheChoiceIsAskedForAndKept) {
  auto record = approved(fee_case());
  const auto asked = host_.envelope(record);
  ASSERT_EQ(questions_of(asked, "customer_choice").size(), 1u);
  EXPECT_FALSE(Reader(questions_of(asked, "customer_choice")[0]).flag_or("blocking", true)) << "the payment waits for no choice";
  EXPECT_TRUE(sdk::find(asked, "result.chosen")->is_null());
  sdk::set(record, "answers.customer_choice", sdk::parse_json(R"({"option": "A", "told_how": "phone", "reason": "by phone", "who": "H-1"})"));
  const auto kept = host_.envelope(record);
  EXPECT_EQ(text_at(kept, "result.chosen"), "A");
  EXPECT_TRUE(questions_of(kept, "customer_choice").empty());
  ASSERT_EQ(tasks_of(kept, "payment").size(), 1u);
  EXPECT_EQ(text_at(tasks_of(kept, "payment")[0], "due_at"), "2026-03-02T16:00:00Z") << "the way that was chosen sets the date";
}

// What is owed keeps its own day, beside any option chosen and whenever it is chosen: 32,000 by 9 March where nobody has to be waited for, and by 11 March at the latest.
TEST_P(Options, NoChoiceMovesWhatIsOwedToALaterDay) {
  auto record = approved(verified("K03", "partial", R"({"entitlement": {"amount": {"minor": 3200000, "currency": "CNY"}}})"));
  const auto run = [&](const char* now) {
    const auto answer = host_.run(sdk::CallInput{.record = record, .now = now});
    EXPECT_TRUE(answer.ok()) << answer.text;
    return answer.envelope();
  };
  const auto due = [](const Value& envelope) { return tasks_of(envelope, "payment").empty() ? std::string("no task") : text_at(tasks_of(envelope, "payment")[0], "due_at"); };
  const auto decided = run("2026-03-04T04:00:00Z");
  EXPECT_EQ(due(decided), "2026-03-11T16:00:00Z") << "the day that every way keeps";
  ASSERT_EQ(text_at(decided, "facts.0.path"), "money.owed_due");
  sdk::set(record, "money.owed_due", *sdk::find(decided, "facts.0.value"));
  for (const auto* choice : {"A", "B", "C", "other", "another_route", "undecided"}) {
    sdk::set(record, "answers.customer_choice.option", choice);
    for (const auto* now : {"2026-03-06T07:00:00Z", "2026-03-10T07:00:00Z", "2026-03-20T07:00:00Z"}) {
      const auto later = run(now);
      EXPECT_LE(due(later), "2026-03-11T16:00:00Z") << choice << " " << now;
      for (const auto& option : Reader(later).list("result.options")) EXPECT_LE(option.text_or("lines.0.due", "9"), "2026-03-11T16:00:00Z") << choice << " " << now << " " << option.text_or("id", "");
      EXPECT_TRUE(Reader(later).list("facts").empty()) << "the day was set by the decision and stays";
    }
  }
  // A quicker way is quicker, and a change of mind goes back to the day of the decision and not beyond it.
  sdk::set(record, "answers.customer_choice.option", "B");
  EXPECT_EQ(due(run("2026-03-04T05:00:00Z")), "2026-03-09T16:00:00Z");
  sdk::set(record, "answers.customer_choice.option", "A");
  EXPECT_EQ(due(run("2026-03-06T07:00:00Z")), "2026-03-11T16:00:00Z");
}

TEST_P(Options, ADecisionThatIsTakenAgainMovesNothingThatIsOwed) {
  auto record = verified("K03", "partial", R"({"entitlement": {"amount": {"minor": 3200000, "currency": "CNY"}}})");
  const auto run = [&](const char* now) { return host_.run(sdk::CallInput{.record = record, .now = now}).envelope(); };
  EXPECT_TRUE(Reader(run("2026-03-04T04:00:00Z")).list("facts").empty()) << "nobody has decided yet";
  sdk::set(record, "answers.approve_solution.decision", "refused");
  const auto refused = run("2026-03-04T04:00:00Z");
  EXPECT_EQ(text_at(refused, "facts.0.value.due_at"), "2026-03-11T16:00:00Z");
  sdk::set(record, "money.owed_due", *sdk::find(refused, "facts.0.value"));
  sdk::set(record, "answers.approve_solution.decision", "approved");
  EXPECT_EQ(text_at(tasks_of(run("2026-03-10T04:00:00Z"), "payment")[0], "due_at"), "2026-03-11T16:00:00Z");
  // A sum that rose keeps a day that is still ahead; once that has passed, the new decision gives the rise its own.
  sdk::set(record, "analysis.verify.entitlement.amount.minor", 3'500'000);
  const auto ahead = run("2026-03-10T04:00:00Z");
  EXPECT_EQ(text_at(ahead, "facts.0.value.due_at"), "2026-03-11T16:00:00Z");
  EXPECT_EQ(number_at(ahead, "facts.0.value.minor"), 3'500'000);
  EXPECT_EQ(text_at(run("2026-03-12T04:00:00Z"), "facts.0.value.due_at"), "2026-03-19T16:00:00Z");
  sdk::set(record, "analysis.verify.entitlement.amount.minor", 3'000'000);
  EXPECT_EQ(text_at(run("2026-03-12T04:00:00Z"), "facts.0.value.due_at"), "2026-03-11T16:00:00Z") << "a smaller sum has waited as long";
}

// The letters of the options are what people approved and chose, so that no later run may deal them anew.
TEST_P(Options, AnOptionKeepsItsLetterWhateverHappensAfterwards) {
  for (const auto& id : shared_case_ids()) {
    auto record = approved(verified(id, "partial", R"({"entitlement": {"amount": {"minor": 100, "currency": "CNY"}}, "root_cause": {"code": "people", "notes": []}})"));
    const auto ways = [&](const char* now) {
      List out;
      const auto envelope = host_.run(sdk::CallInput{.record = record, .now = now}).envelope();
      for (const auto& option : Reader(envelope).list("result.options")) out.push_back(std::string(option.text_or("id", "")) + "=" + std::string(option.text_or("way.id", "")));
      return out;
    };
    const auto before = ways("2026-03-04T04:00:00Z");
    sdk::set(record, "money.owed_due", sdk::parse_json(R"({"minor": 100, "currency": "CNY", "due_at": "2026-03-09T16:00:00Z"})"));
    EXPECT_EQ(ways("2026-03-20T04:00:00Z"), before) << id;
    sdk::set(record, "money.settled", sdk::parse_json(R"({"minor": 900, "currency": "CNY"})"));
    EXPECT_EQ(ways("2026-03-20T04:00:00Z"), before) << id;
  }
}

TEST_P(Options, AnotherWayThatTheCustomerProposesStaysOpen) {
  for (const auto* choice : {"other", "another_route"}) {
    const auto envelope = host_.envelope(with(approved(fee_case()), "answers.customer_choice.option", choice));
    EXPECT_EQ(text_at(envelope, "result.chosen"), choice);
    EXPECT_EQ(tasks_of(envelope, "payment").size(), 1u) << "what is owed is paid all the same";
  }
  EXPECT_TRUE(sdk::find(host_.envelope(with(approved(fee_case()), "answers.customer_choice.option", "undecided")), "result.chosen")->is_null());
}

TEST_P(Options, AnOptionThatIsNotApprovedCannotBeChosen) {
  auto record = fee_case();
  sdk::set(record, "answers.approve_solution", sdk::parse_json(R"({"decision": "approved", "options": "B", "who": "S-1"})"));
  sdk::set(record, "answers.customer_choice.option", "A");
  const auto envelope = host_.envelope(record);
  EXPECT_TRUE(sdk::find(envelope, "result.chosen")->is_null());
  EXPECT_EQ(findings_of(envelope, "choice.not_open").size(), 1u);
  EXPECT_EQ(text_at(envelope, "result.options.0.approval.state"), "not_approved");
  EXPECT_EQ(text_at(envelope, "result.options.1.approval.state"), "approved");
}

TEST_P(Options, ApprovalIsAskedForUntilItIsGivenOrRefused) {
  const auto state = [&](const char* decision) {
    return decision ? host_.envelope(with(fee_case(), "answers.approve_solution.decision", decision)) : host_.envelope(fee_case());
  };
  for (const auto* decision : {static_cast<const char*>(nullptr), "changes"}) {
    const auto asked = questions_of(state(decision), "approve_solution");
    ASSERT_EQ(asked.size(), 1u);
    EXPECT_EQ(text_at(asked[0], "to_role"), "supervisor");
    EXPECT_TRUE(Reader(asked[0]).flag_or("blocking", false));
  }
  for (const auto* decision : {"approved", "refused"}) EXPECT_TRUE(questions_of(state(decision), "approve_solution").empty()) << decision;
  EXPECT_EQ(findings_of(state("refused"), "approval.refused").size(), 1u);
}

TEST_P(Options, ASumBeyondTheAuthorityLimitGoesHigherAndAtTheLimitItDoesNot) {
  auto record = fee_case();
  sdk::set(record, "money.authority_limit", sdk::parse_json(R"({"minor": 30000, "currency": "CNY"})"));
  EXPECT_EQ(text_at(questions_of(host_.envelope(record), "approve_solution")[0], "to_role"), "supervisor");
  sdk::set(record, "money.authority_limit.minor", 29'999);
  EXPECT_EQ(text_at(questions_of(host_.envelope(record), "approve_solution")[0], "to_role"), "executive");
  EXPECT_EQ(number_at(host_.envelope(record), "result.options.0.lines.0.amount.minor"), 30'000) << "a limit lowers nothing that is owed";
}

TEST_P(Options, TheQuickLimitDecidesHowMuchTheApproverIsAskedToRead) {
  const auto reason = [&](std::int64_t limit) { return text_at(questions_of(host_.envelope(fee_case(), Object{{"quick_limit_major", limit}}), "approve_solution")[0], "reason.en"); };
  EXPECT_NE(reason(300).find("limit for quick handling"), std::string::npos);
  EXPECT_EQ(reason(299).find("limit for quick handling"), std::string::npos);
}

TEST_P(Options, WithoutMeritNothingIsProposedAndSomebodyIsAsked) {
  auto record = fee_case();
  for (const auto& merit : {Value(nullptr), Value("undetermined")}) {
    sdk::set(record, "analysis.verify.case_merit", merit);
    const auto envelope = host_.envelope(record);
    EXPECT_EQ(text_at(envelope, "status"), "need_input");
    EXPECT_EQ(questions_of(envelope, "officer_decision").size(), 1u);
    EXPECT_TRUE(Reader(envelope).list("result.options").empty());
    EXPECT_EQ(findings_of(envelope, "insufficient_data").size(), 1u);
  }
  sdk::set(record, "answers.officer_decision", sdk::parse_json(R"({"decision": "upheld", "amount": {"minor": 30000, "currency": "CNY"}})"));
  const auto decided = host_.envelope(record);
  EXPECT_EQ(text_at(decided, "status"), "ok");
  EXPECT_EQ(number_at(decided, "result.options.0.lines.0.amount.minor"), 30'000);
}

TEST_P(Options, ASumThatIsNotKnownIsAskedForAndNeverGuessed) {
  auto record = verified("K01", "full");
  const auto envelope = host_.envelope(record);
  EXPECT_TRUE(sdk::find(envelope, "result.options.0.lines.0.amount")->is_null());
  EXPECT_EQ(questions_of(envelope, "target_and_limit").size(), 1u);
  EXPECT_TRUE(sdk::find(envelope, "result.gap.amount")->is_null());
  EXPECT_EQ(number_at(host_.envelope(with(record, "answers.target_and_limit.entitlement", sdk::parse_json(R"({"minor": 29900, "currency": "CNY"})"))), "result.options.0.lines.0.amount.minor"), 29'900);
  const auto none = host_.envelope(with(record, "money.entitlement", sdk::parse_json(R"({"minor": 0, "currency": "CNY"})")));
  EXPECT_EQ(sdk::write_json(*sdk::find(none, "result.options")).find("\"owed\":true"), std::string::npos) << "nothing is owed, so no line speaks of a payment";
}

TEST_P(Options, InterestHasASumOnceTheApproverStatesIt) {
  auto record = with(fee_case(), "analysis.classify.nature.primary", "delay_process");
  const auto open = host_.envelope(record);
  ASSERT_NE(sdk::write_json(open).find("\"remedy\":\"interest\""), std::string::npos);
  EXPECT_FALSE(findings_of(open, "insufficient_data").empty());
  const auto stated = host_.envelope(with(record, "answers.approve_solution", sdk::parse_json(R"({"decision": "approved", "interest": {"minor": 125, "currency": "CNY"}})")));
  EXPECT_EQ(number_at(stated, "result.options.0.total.minor"), 30'125);
}

TEST_P(Options, TheCauseIsMendedWhetherAnybodyAsksOrNot) {
  const auto envelope = host_.envelope(fee_case());
  const auto fixes = tasks_of(envelope, "process_fix");
  ASSERT_EQ(fixes.size(), 1u);
  EXPECT_EQ(text_at(fixes[0], "id"), "fix.notice_fix");
  EXPECT_EQ(text_at(envelope, "result.root_cause_actions.0.remedy"), "notice_fix");
  EXPECT_FALSE(Reader(fixes[0]).flag_or("blocking", true));
}

TEST_P(Options, SumsOfTwoCurrenciesAreNotMixed) {
  const auto answer = host_.run({.record = with(fee_case(), "analysis.verify.entitlement.amount.currency", "USD")});
  EXPECT_FALSE(answer.ok());
  EXPECT_EQ(answer.code, "error.currency_mismatch");
}

TEST_P(Options, ExplainsInFiveSentencesAtMostAndNamesTheScoreAsTheOfficersAlone) {
  const auto envelope = host_.envelope(approved(fee_case()));
  EXPECT_NE(text_at(envelope, "explain.zh").find("全额写入"), std::string::npos);
  EXPECT_NE(text_at(envelope, "explain.en").find("for the officer only"), std::string::npos);
}

}  // namespace
}  // namespace amends::testing

// The contract of catalogue 0.6 and guardrails G2, G4, G6, G7 and G9 for amends.solution.
#include <gtest/gtest.h>

#include "plugins/amends_solution/solution_kit.hpp"
#include "sdk/contract.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

std::vector<Value> samples() {
  std::vector<Value> out;
  for (const auto& id : shared_case_ids())
    for (const auto* merit : {"full", "none"}) out.push_back(verified(id, merit, R"({"entitlement": {"amount": {"minor": 32000, "currency": "CNY"}}, "root_cause": "people"})"));
  out.push_back(approved(fee_case()));
  out.push_back(with(approved(fee_case()), "answers.customer_choice.option", "B"));
  out.push_back(record_of(shared_case("K05")));
  return out;
}

TEST(SolutionContract, HoldsForAllSharedCasesBeforeAndAfterVerification) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = solution_host(set);
    for (const auto& broken : sdk::check_contract(host.stage(), samples())) ADD_FAILURE() << set << ": " << broken;
  }
}

TEST(SolutionContract, EveryAnswerFitsTheManifest) {
  auto host = solution_host("shipped");
  for (const auto& record : samples())
    for (const auto& fault : host.faults(host.envelope(record), record)) ADD_FAILURE() << fault;
}

TEST(SolutionManifest, ReadsNoAgentNoPortraitNoThreatAndNoFeeling) {
  auto host = solution_host("catalogue");
  for (const auto path : Reader(host.manifest()).text_list("reads"))
    for (const auto* never : {"parties", "agent", "portrait", "threats", "emotion", "media", "regulator", "risk", "text", "severity", "reserve"}) EXPECT_EQ(path.find(never), std::string_view::npos) << path;
}

/// What a customer gets, and nothing of how it is put.
Value money_of(const Value& envelope) {
  Array out;
  for (const auto& option : Reader(envelope).list("result.options"))
    for (const auto& line : option.list("lines"))
      if (line.has("amount")) out.push_back(*line.find("amount"));
  return out;
}

TEST(SolutionGuard, ANeedForSupportOnlyAddsRemediesAndChangesNoSum) {
  auto host = solution_host("shipped");
  for (const auto& id : shared_case_ids()) {
    auto record = verified(id, "full", R"({"entitlement": {"amount": {"minor": 32000, "currency": "CNY"}}})");
    sdk::set(record, "flags.vulnerability", Array{});
    const auto before = host.envelope(record);
    for (const auto* kind : {"elder", "illness", "disability", "financial_hardship"}) {
      sdk::set(record, "flags.vulnerability", Array{Object{{"kind", kind}, {"status", "confirmed"}}});
      const auto after = host.envelope(record);
      EXPECT_EQ(money_of(after), money_of(before)) << id << " " << kind;
      const auto less = Reader(before).list("result.options"), more = Reader(after).list("result.options");
      ASSERT_EQ(more.size(), less.size()) << id << " " << kind;
      for (std::size_t i = 0; i < less.size(); ++i) EXPECT_GE(more[i].list("lines").size(), less[i].list("lines").size()) << id << " " << kind;
    }
    sdk::set(record, "flags.vulnerability", Array{Object{{"kind", "financial_hardship"}, {"status", "denied"}}});
    EXPECT_EQ(*sdk::find(host.envelope(record), "result"), *sdk::find(before, "result")) << id << ": a sign that was ruled out";
  }
}

TEST(SolutionGuard, AnAgentATraitAndAThreatChangeNothing) {
  auto host = solution_host("shipped");
  for (const auto& id : shared_case_ids()) {
    auto record = verified(id, "partial", R"({"entitlement": {"amount": {"minor": 32000, "currency": "CNY"}}})");
    const auto before = host.envelope(record);
    sdk::set(record, "parties.0.sex", "f");
    sdk::set(record, "parties.0.birth_year", 1940);
    sdk::set(record, "agent_facts", Object{{"agent_present", true}, {"fee_share_bp", 3'000}});
    sdk::set(record, "analysis.organised_agent", Object{{"level", "probable"}});
    sdk::set(record, "media", Object{{"posted", true}, {"reach_count", 1'000'000}});
    sdk::set(record, "analysis.risk", Object{{"level", "red"}});
    EXPECT_EQ(host.envelope(record), before) << id;
  }
}

TEST(SolutionGuard, WhatIsOwedStandsInEveryOptionInFullAndHangsOnNothing) {
  auto host = solution_host("shipped");
  for (const auto& id : shared_case_ids())
    for (const auto* merit : {"full", "partial"}) {
      const auto envelope = host.envelope(verified(id, merit, R"({"entitlement": {"amount": {"minor": 12345, "currency": "CNY"}}, "root_cause": "product"})"));
      for (const auto& option : Reader(envelope).list("result.options")) {
        int owed = 0;
        for (const auto& line : option.list("lines"))
          if (line.flag_or("owed", false)) {
            ++owed;
            EXPECT_EQ(line.integer_or("amount.minor", 0), 12'345) << id << " " << merit;
            EXPECT_FALSE(line.flag_or("conditional", true)) << id;
            EXPECT_TRUE(line.has("due")) << id;
          }
        EXPECT_EQ(owed, 1) << id << " " << merit << " option " << option.text_or("id", "");
      }
    }
}

TEST(SolutionGuard, ThePaymentStartsWithTheDecisionWhateverItIsAndBeforeAnyChoice) {
  auto host = solution_host("shipped");
  EXPECT_TRUE(tasks_of(host.envelope(fee_case()), "payment").empty()) << "nobody has decided yet";
  for (const auto* decision : {"approved", "refused", "changes"}) {
    const auto payments = tasks_of(host.envelope(with(fee_case(), "answers.approve_solution.decision", decision)), "payment");
    ASSERT_EQ(payments.size(), 1u) << decision;
    EXPECT_EQ(text_at(payments[0], "due_at"), "2026-03-05T16:00:00Z") << "by the latest of the ways to pay, until one is chosen";
    EXPECT_FALSE(Reader(payments[0]).flag_or("blocking", true));
  }
}

TEST(SolutionGuard, trace_A04_AConditionThatGagsIsNotTakenOver) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = solution_host(set);
    const auto run = [&](const char* conditions) {
      auto record = approved(fee_case());
      sdk::set(record, "answers.approve_solution.conditions", conditions);
      return host.envelope(record);
    };
    for (const auto* gag : {"您撤回监管投诉后就退款", "付款的前提是删除视频", "Payment is made once you withdraw your complaint.", "You agree to keep the settlement confidential.", "先签和解协议才能退款"}) {
      const auto envelope = run(gag);
      const auto refused = findings_of(envelope, "condition.refused");
      ASSERT_FALSE(refused.empty()) << gag;
      EXPECT_EQ(text_at(refused[0], "severity"), "block");
      for (const auto& option : Reader(envelope).list("result.options"))
        for (const auto& condition : option.list("conditions")) EXPECT_EQ(condition.text_or("zh", ""), "") << gag;
      EXPECT_EQ(number_at(envelope, "result.options.0.lines.0.amount.minor"), 30'000) << "the money is paid all the same";
    }
    for (const auto* harmless : {"请携带身份证到网点办理", "Please bring your passbook.", "您可以继续向监管部门投诉"}) {
      const auto envelope = run(harmless);
      EXPECT_TRUE(findings_of(envelope, "condition.refused").empty()) << harmless;
      EXPECT_EQ(text_at(envelope, "result.options.0.conditions.0.zh"), harmless);
    }
  }
}

// A condition on what is owed is never taken over, in whatever words it makes the payment wait.
TEST(SolutionGuard, AConditionOnWhatIsOwedIsNotTakenOver) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = solution_host(set);
    auto record = approved(fee_case());
    for (const auto* condition : {"Payment is made once the customer has closed the 12378 case.", "收到款项后此事就此了结，客户不再追究。", "客户给五星好评后付款", "款项在客户来店说明情况之后才能到账", "Paid in return for a positive review"}) {
      sdk::set(record, "answers.approve_solution.conditions", condition);
      const auto envelope = host.envelope(record);
      const auto refused = findings_of(envelope, "condition.refused");
      ASSERT_FALSE(refused.empty()) << condition;
      EXPECT_EQ(text_at(refused[0], "severity"), "block");
      for (const auto& option : Reader(envelope).list("result.options"))
        for (const auto& one : option.list("conditions")) EXPECT_EQ(one.text_or("zh", ""), "") << condition;
      EXPECT_EQ(number_at(envelope, "result.options.0.lines.0.amount.minor"), 30'000);
      for (const auto& fault : host.faults(envelope, record)) ADD_FAILURE() << fault;
    }
    for (const auto* plain : {"款项退回原扣款账户，到账后短信通知。", "请您带上刚才提到的存折。", "如您不满意，可以申请核查。", "我行已撤销这笔扣费。", "You may withdraw the money at any branch, open until 5 p.m.", "Paid into the account that was charged; a message follows on the same day."}) {
      sdk::set(record, "answers.approve_solution.conditions", plain);
      EXPECT_TRUE(findings_of(host.envelope(record), "condition.refused").empty()) << plain;
    }
  }
}

TEST(SolutionGuard, AnApprovalThatIsNoListOfLettersApprovesNothing) {
  auto host = solution_host("shipped");
  auto record = approved(fee_case());
  sdk::set(record, "answers.approve_solution.options", "not A");
  const auto envelope = host.envelope(record);
  ASSERT_EQ(findings_of(envelope, "approval.unreadable").size(), 1u);
  EXPECT_EQ(text_at(envelope, "result.approval.decision"), "changes");
  for (const auto& option : Reader(envelope).list("result.options")) EXPECT_NE(option.text_or("approval.state", ""), "approved");
  EXPECT_EQ(tasks_of(envelope, "payment").size(), 1u) << "what is owed waits for no list";
  EXPECT_EQ(questions_of(envelope, "approve_solution_run1").size(), 1u) << "and it is asked for again";
  for (const auto& fault : host.faults(envelope, record)) ADD_FAILURE() << fault;
  sdk::set(record, "answers.approve_solution.options", "Ａ和B");
  EXPECT_EQ(text_at(host.envelope(record), "result.approval.decision"), "approved");
}

TEST(SolutionGuard, TheHigherOfTwoSumsOwedIsOwed) {
  auto host = solution_host("shipped");
  for (const auto& [fact, found] : std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 30'000}, {30'000, 1}}) {
    auto record = approved(fee_case());
    sdk::set(record, "money.entitlement", sdk::Object{{"minor", fact}, {"currency", "CNY"}});
    sdk::set(record, "analysis.verify.entitlement.amount", sdk::Object{{"minor", found}, {"currency", "CNY"}});
    const auto envelope = host.envelope(record);
    EXPECT_EQ(number_at(envelope, "result.entitlement.minor"), 30'000);
    const auto differs = findings_of(envelope, "entitlement.differs");
    ASSERT_EQ(differs.size(), 1u);
    EXPECT_EQ(text_at(differs[0], "severity"), "block");
  }
}

TEST(SolutionGuard, InterestIsInTheCurrencyOfWhatIsOwedAndInRange) {
  auto host = solution_host("shipped");
  auto record = approved(fee_case());
  const auto told = [&](std::int64_t minor, const char* currency) {
    sdk::set(record, "answers.approve_solution.interest", sdk::Object{{"minor", minor}, {"currency", currency}});
    return host.envelope(record);
  };
  EXPECT_EQ(findings_of(told(500, "USD"), "interest.currency_mismatch").size(), 1u);
  EXPECT_EQ(findings_of(told(sdk::kIntegerMax, "CNY"), "interest.range").size(), 1u);
  const auto most = (sdk::kIntegerMax - 30'000) / 8;
  EXPECT_EQ(findings_of(told(most + 1, "CNY"), "interest.range").size(), 1u);
  EXPECT_TRUE(findings_of(told(most, "CNY"), "interest.range").empty());
  EXPECT_TRUE(findings_of(told(500, "CNY"), "interest.currency_mismatch").empty());
}

TEST(SolutionGuard, ProposesNoFactButTheDayOfWhatIsOwedAndOpensNoDeadline) {
  auto host = solution_host("shipped");
  EXPECT_EQ(Reader(host.manifest()).text_list("sets"), (std::vector<std::string_view>{"money.owed_due"}));
  for (const auto& record : samples()) {
    const auto envelope = host.envelope(record);
    for (const auto& fact : Reader(envelope).list("facts")) {
      EXPECT_EQ(fact.text_or("path", ""), "money.owed_due");
      EXPECT_EQ(fact.integer_or("value.minor", -1), Reader(envelope).integer_or("result.entitlement.minor", 0)) << "it lowers nothing";
    }
    EXPECT_TRUE(Reader(envelope).list("deadlines").empty());
  }
}

}  // namespace
}  // namespace amends::testing

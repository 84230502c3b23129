// The contract of catalogue 0.6 and guardrails G1 to G7, G9, G10, G12 and G13 for amends.negotiation_plan: what is owed is never bargained, and every text may leave.
#include <gtest/gtest.h>

#include <algorithm>

#include "guard/guard.hpp"
#include "plugins/amends_negotiation/plan_kit.hpp"
#include "plugins/kit/guard_frame.hpp"
#include "sdk/contract.hpp"
#include "support/json.hpp"
#include "support/time.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

TEST(PlanContract, HoldsForAllSharedCasesAndBothPackSets) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto& host = plan_host(set);
    for (const auto& broken : sdk::check_contract(host.stage(), plan_samples(), {.mutations = 60})) ADD_FAILURE() << set << ": " << broken;
  }
}

TEST(PlanContract, TheLongCaseStaysWellInsideItsTime) {
  auto& host = plan_host("shipped");
  auto record = plan_record("K09");
  std::string body;
  while (sdk::code_points(body) < 20'000) body += "客户：柜员让我推来推去，至少退我三百元，什么时候办？\n经办：听起来您很委屈，您误会了。\n";
  sdk::set(record, "text.docs.1", Object{{"id", "talk"}, {"kind", "call_transcript"}, {"lang", "zh"}, {"body", body}, {"author_role", "officer"}});
  Array events;
  for (int i = 0; i < 200; ++i) events.emplace_back(Object{{"id", "e" + std::to_string(i)}, {"what", "柜员推来推去"}, {"asserted_by", "complainant"}});
  sdk::set(record, "events", events);
  sdk::CallInput input;
  input.record = record;
  expect_in_time(host, input);
}

TEST(PlanGuard, EveryScriptPassesTheGuardUntouched) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto& host = plan_host(set);
    const auto guard = guard::Guard::from_packs(host.packs());
    ASSERT_TRUE(guard) << guard.error().text();
    for (const auto& record : plan_samples()) {
      const auto envelope = host.envelope(record);
      auto enforced = *json::parse(sdk::write_json(envelope));
      const auto facts = *json::parse(sdk::write_json(record));
      guard::Context context;
      context.record = &facts;
      context.stage = "amends.negotiation_plan";
      context.now = *parse_instant("2026-03-02T01:00:00Z");
      for (const auto& action : (*guard)->enforce(enforced, context)) ADD_FAILURE() << set << " " << text_at(record, "case.id") << " " << action.rule << " " << action.where << ": " << action.quote;
      for (const auto& script : Reader(envelope).list("scripts")) {
        EXPECT_FALSE(script.text_or("text.zh", "").empty()) << script.text_or("id", "");
        EXPECT_FALSE(script.text_or("why.en", "").empty()) << script.text_or("id", "");
        EXPECT_FALSE(script.list("forbidden_variants").empty()) << script.text_or("id", "");
      }
    }
  }
}

TEST(PlanGuard, AnOfferWhoseTechniqueIsNoLongerAllowedIsHeldBack) {
  auto& host = plan_host("shipped");
  const auto guard = guard::Guard::from_packs(host.packs());
  ASSERT_TRUE(guard) << guard.error().text();
  auto record = surrender_record();
  prove_listening(record);
  release_plan(record);
  auto envelope = *json::parse(sdk::write_json(host.envelope(record)));
  auto facts = *json::parse(sdk::write_json(record));
  guard::Context context;
  context.record = &facts;
  context.stage = "amends.negotiation_plan";
  context.now = *parse_instant("2026-03-02T01:00:00Z");
  ASSERT_TRUE((*guard)->enforce(envelope, context).empty());
  auto& rows = envelope.at("result").at("techniques").get_array();
  for (auto& row : rows)
    if (json::text_at(row, "id") == "ladder") row.at("allowed") = false;
  const auto actions = (*guard)->enforce(envelope, context);
  ASSERT_FALSE(actions.empty());
  for (const auto& action : actions) EXPECT_EQ(action.rule + " " + action.quote, "technique.refused ladder");
  for (const auto& script : json::list_at(envelope, "scripts")) EXPECT_EQ(json::text_at(script, "text.zh").empty(), json::text_at(script, "technique") == "ladder") << json::text_at(script, "id");
}

TEST(PlanGuard, TraitsOfAPersonChangeNothing) {
  auto& host = plan_host("catalogue");
  for (const auto& record : plan_samples()) {
    const auto before = host.envelope(record);
    auto flipped = record;
    for (const auto& [member, value] : std::vector<std::pair<const char*, Value>>{{"sex", "f"}, {"birth_year", 1940}, {"ethnicity", "zhuang"}, {"religion", "buddhist"}, {"marital_status", "single"}, {"disability", "blind"}, {"occupation", "farmer"}, {"name", "另一位"}})
      sdk::set(flipped, std::string("parties.0.") + member, value);
    sdk::set(flipped, "agent_facts", Object{{"agent_present", true}, {"fee_share_bp", 3'000}});
    sdk::set(flipped, "analysis.organised_agent", Object{{"level", "probable"}, {"score", 90}});
    sdk::set(flipped, "analysis.portrait", Object{{"types", Array{Object{{"code", "agent_led"}, {"score", 30}}}}});
    EXPECT_EQ(host.envelope(flipped), before);
  }
}

TEST(PlanGuard, ANeedForSupportOnlyEverProtects) {
  auto& host = plan_host("catalogue");
  for (auto record : plan_samples()) {
    sdk::set(record, "flags.vulnerability", Array{});
    const auto without = host.envelope(record);
    std::vector<Value> results;
    for (const auto* kind : {"elder", "minor", "illness", "disability", "bereavement", "low_literacy", "financial_hardship", "language", "other"})
      for (const auto* status : {"suspected", "confirmed"}) {
        sdk::set(record, "flags.vulnerability", Array{Object{{"kind", kind}, {"status", status}}});
        const auto with = host.envelope(record);
        EXPECT_TRUE(Reader(with).list("result.ladder").empty());
        for (const auto* path : {"result.frame", "result.tolerance", "result.acceptance_point", "result.mode", "result.qc"}) EXPECT_EQ(*sdk::find(with, path), *sdk::find(without, path)) << path;
        results.push_back(*sdk::find(with, "result.ladder_off"));
      }
    for (const auto& result : results) EXPECT_EQ(result, results.front()) << "the kind of need makes no difference";
    sdk::set(record, "flags.vulnerability", Array{Object{{"kind", "elder"}, {"status", "denied"}}});
    EXPECT_EQ(*sdk::find(host.envelope(record), "result"), *sdk::find(without, "result"));
  }
}

TEST(PlanGuard, ASafetySignStopsFiguresAndAnExplicitOneEverythingButHelp) {
  auto& host = plan_host("shipped");
  for (auto record : plan_samples()) {
    sdk::set(record, "flags.safety.violence", "veiled");
    sdk::set(record, "flags.safety.self_harm", "none");
    auto envelope = host.envelope(record);
    EXPECT_TRUE(Reader(envelope).list("result.ladder").empty());
    EXPECT_TRUE(Reader(envelope).list("result.questions").empty());
    EXPECT_TRUE(Reader(envelope).list("result.audit").empty());
    EXPECT_TRUE(has_script(envelope, "ps.safe.1"));
    EXPECT_TRUE(has_script(envelope, "lb."));
    EXPECT_FALSE(has_script(envelope, "ps.listen.2")) << "words of danger are not repeated";
    EXPECT_FALSE(has_script(envelope, "ps.inf"));
    sdk::set(record, "flags.safety.self_harm", "explicit");
    envelope = host.envelope(record);
    EXPECT_EQ(script_ids(envelope), std::vector<std::string>{"ps.safe.1"});
    EXPECT_EQ(text_at(envelope, "scripts.0.moment"), "safety");
  }
}

TEST(PlanGuard, WhatIsOwedIsTheFloorOfEverything) {
  auto& host = plan_host("catalogue");
  for (std::int64_t owed : {0, 1, 100, 3'200'000})
    for (std::int64_t more : {0, 1, 99, 100, 12'345, 800'000})
      for (std::int64_t counter : {0, 1, 3'000'000, 4'000'000, 9'000'000})
        for (std::int64_t after : {0, 1, 2, 4}) {
          const auto record = plan_record("K03", Object{{"answers.qc_review.pass", true}, {"money.entitlement", cny(owed)}, {"money.target", cny(owed + more)}, {"money.authority_limit", cny(owed + more)}, {"answers.counter_offer", Object{{"counter", cny(counter)}, {"after_k", after}}}});
          sdk::CallInput input;
          input.record = record;
          const auto envelope = host.run(input).envelope();
          std::int64_t before = owed;
          for (const auto& rung : Reader(envelope).list("result.ladder")) {
            EXPECT_GT(rung.integer_or("total", -1), before);
            before = rung.integer_or("total", -1);
          }
          if (!Reader(envelope).list("result.ladder").empty()) {
            EXPECT_EQ(before, owed + more);
          }
          if (const auto pay = Reader(envelope).money("result.counter.pay")) {
            EXPECT_GE(pay->minor, owed);
            EXPECT_LE(pay->minor, owed + more);
          }
          if (const auto single = Reader(envelope).money("result.single_offer")) {
            EXPECT_GE(single->minor, owed);
          }
        }
}

TEST(PlanGuard, ASuspicionAboutAnAgentOpensAndClosesNothing) {
  auto& host = plan_host("catalogue");
  auto record = surrender_record();
  sdk::set(record, "parties.2", Object{{"id", "p9"}, {"role", "representative"}, {"authority", Object{{"kind", "written"}}}});
  EXPECT_EQ(Reader(host.envelope(record)).list("result.ladder").size(), 4u) << "a written mandate is a mandate";
  for (const auto* kind : {"none", "unknown"}) {
    sdk::set(record, "parties.2.authority.kind", kind);
    EXPECT_EQ(text_at(host.envelope(record), "result.ladder_off.0"), "no_authority") << kind;
  }
  sdk::set(record, "answers.authority_check.result", "valid");
  EXPECT_EQ(Reader(host.envelope(record)).list("result.ladder").size(), 4u) << "a person has checked the mandate";
}

TEST(PlanGuard, NothingHoldsTheCaseAndNoFactIsProposed) {
  auto& host = plan_host("shipped");
  EXPECT_EQ(Reader(host.manifest()).text_list("sets"), (std::vector<std::string_view>{"money.offered"})) << "what was offered, and nothing else";
  for (const auto& record : plan_samples()) {
    const auto envelope = host.envelope(record);
    EXPECT_EQ(text_at(envelope, "status"), "ok");
    for (const auto* list : {"facts", "deadlines"}) EXPECT_TRUE(Reader(envelope).list(list).empty()) << list;
    for (const auto* list : {"tasks", "questions"})
      for (const auto& item : Reader(envelope).list(list)) EXPECT_FALSE(item.flag_or("blocking", true)) << list;
    for (const auto& task : Reader(envelope).list("tasks")) EXPECT_NE(task.text_or("kind", ""), "wait");
    EXPECT_NE(text_at(envelope, "explain.zh").find("可能有误"), std::string::npos);
    EXPECT_NE(text_at(envelope, "explain.en").find("may be wrong"), std::string::npos);
    EXPECT_EQ(sdk::write_json(envelope).find("authority_limit\":{\"minor"), std::string::npos);
    for (const auto* never : {"刁民", "无赖", "troublemaker", "底线"}) EXPECT_EQ(sdk::write_json(envelope).find(never), std::string::npos) << never;
  }
}

}  // namespace
}  // namespace amends::testing

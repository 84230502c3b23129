// Stage amends.taboo_check: the worked examples of catalogue 3.13 with both pack sets, what stands behind a draft, and who may release it.
#include <gtest/gtest.h>

#include "plugins/amends_dialogue/taboo_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;
using List = std::vector<std::string>;

constexpr std::string_view kBlame = "这不是我们的问题，是代销公司的责任，您去找他们吧。";
constexpr std::string_view kPromise = "您放心，肯定给您全额退，最晚明天到账。";
constexpr std::string_view kFeeling = "您先别激动，合同是您自己签的。";
constexpr std::string_view kGag = "如果您撤回监管投诉，我们就给您退款。";

void expect(const Value& envelope, std::int64_t score, bool pass, std::string_view release, const List& hits) {
  EXPECT_EQ(number_at(envelope, "result.score"), score);
  EXPECT_EQ(Reader(envelope).flag("result.pass"), pass);
  EXPECT_EQ(text_at(envelope, "result.release"), release);
  EXPECT_EQ(hits_of(envelope), hits);
}

TEST(TabooCheck, trace_A13_trace_B11_ShiftedBlameIsBlockedWithWordsToWriteInstead) {
  for (const auto* set : {"catalogue", "shipped"}) {
    const auto envelope = taboo_host(set).envelope(draft_record(kBlame));
    expect(envelope, 50, false, "supervisor", {"shift_blame 1-8 block", "shift_blame 19-23 block"});
    EXPECT_FALSE(text_at(envelope, "result.hits.0.rewrite.zh").empty()) << set;
  }
  EXPECT_EQ(text_at(taboo_host("shipped").envelope(draft_record(kBlame)), "result.hits.1.rewrite.zh"), "我来联系代销机构，<date>前给您答复");
  EXPECT_TRUE(Reader(taboo_host("catalogue").envelope(draft_record(kBlame))).list("result.hits")[1].find("rewrite") == nullptr) << "the catalogue's row has none";
}

TEST(TabooCheck, trace_B12_APromiseNeedsASolutionAndADateATask) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = taboo_host(set);
    expect(host.envelope(draft_record(kPromise)), 50, false, "supervisor", {"empty_promise 4-6 block", "unsupported_deadline 14-18 block"});
    expect(host.envelope(draft_record(kPromise, {{"solution_ref", "S1"}})), 75, false, "supervisor", {"unsupported_deadline 14-18 block"});
    expect(host.envelope(draft_record(kPromise, {{"solution_ref", "S1"}, {"task_ref", "t7"}})), 100, true, "none", {});
  }
}

TEST(TabooCheck, DeniedFeelingsAndArguingFailByScoreAlone) {
  for (const auto* set : {"catalogue", "shipped"})
    expect(taboo_host(set).envelope(draft_record(kFeeling)), 70, false, "writer", {"deny_feeling 2-5 warn", "contest 9-14 warn"});
}

TEST(TabooCheck, VagueWordsNeedANextDate) {
  auto host = taboo_host("shipped");
  const auto vague = host.envelope(draft_record("您先回去等通知，过几天再说吧。"));
  EXPECT_EQ(number_at(vague, "result.score"), 70);
  EXPECT_EQ(text_at(vague, "result.release"), "writer");
  EXPECT_EQ(number_at(host.envelope(draft_record("资料已提交，请等通知。", {{"next_date", "2026-03-09"}})), "result.score"), 100);
}

TEST(TabooCheck, trace_A04_AGagIsNeverReleased) {
  for (const auto* set : {"catalogue", "shipped"}) {
    const auto envelope = taboo_host(set).envelope(draft_record(kGag));
    EXPECT_EQ(text_at(envelope, "result.release"), "never") << set;
    EXPECT_EQ(text_at(envelope, "result.hits.0.category"), "gag");
    EXPECT_EQ(Reader(envelope).list("result.hits")[0].flag("overridable"), false);
  }
}

TEST(TabooCheck, EveryHitComesWithAReasonAndWordsInBothLanguages) {
  const auto envelope = taboo_host("shipped").envelope(draft_record("Calm down, it is not our problem. You signed it yourself."));
  List categories;
  for (const auto& hit : Reader(envelope).list("result.hits")) {
    categories.emplace_back(hit.text_or("category", ""));
    EXPECT_FALSE(hit.text_or("why.zh", "").empty());
    EXPECT_FALSE(hit.text_or("why.en", "").empty());
    EXPECT_FALSE(hit.text_or("rewrite.en", "").empty());
  }
  EXPECT_EQ(categories, (List{"deny_feeling", "shift_blame", "contest"}));
}

TEST(TabooCheck, ASolutionThatWasNeverDecidedCarriesNothing) {
  auto record = draft_record(kPromise, {{"solution_ref", "S9"}});
  sdk::set(record, "analysis.solution.options", Array{Object{{"id", "S1"}}});
  const auto envelope = taboo_host("shipped").envelope(record);
  EXPECT_EQ(number_at(envelope, "result.score"), 50);
  EXPECT_EQ(findings_of(envelope, "taboo.unknown_solution").size(), 1u);
  sdk::set(record, "answers.draft.solution_ref", "S1");
  EXPECT_EQ(number_at(taboo_host("shipped").envelope(record), "result.score"), 75);
}

TEST(TabooCheck, AnAdmissionWaitsForTheFacts) {
  auto record = draft_record("这确实是我们的责任。");
  EXPECT_EQ(number_at(taboo_host("shipped").envelope(record), "result.score"), 85);
  sdk::set(record, "analysis.verify.facts_open", false);
  EXPECT_EQ(number_at(taboo_host("shipped").envelope(record), "result.score"), 100);
  sdk::set(record, "analysis.verify.facts_open", true);
  EXPECT_EQ(number_at(taboo_host("shipped").envelope(record), "result.score"), 85);
}

TEST(TabooCheck, ADraftIsRequired) {
  auto host = taboo_host("shipped");
  for (const auto* text : {"", "   ", "\u3000\n"}) {
    sdk::CallInput input;
    input.record = draft_record(text);
    EXPECT_EQ(host.run(input).code, "error.missing_field") << '[' << text << ']';
  }
  sdk::CallInput number;
  number.record = draft_record("x");
  sdk::set(number.record, "answers.draft.text", 7);
  EXPECT_EQ(host.run(number).code, "error.bad_type");
}

TEST(TabooCheck, ThePassScoreHasItsRange) {
  auto host = taboo_host("shipped");
  const auto code = [&](std::int64_t score) {
    sdk::CallInput input;
    input.record = draft_record(kFeeling);
    input.config = Object{{"pass_score", score}};
    const auto answer = host.run(input);
    return answer.ok() ? std::string(Reader(answer.envelope()).flag_or("result.pass", false) ? "pass" : "fail") : answer.code;
  };
  EXPECT_EQ(code(70), "pass");
  EXPECT_EQ(code(71), "fail");
  EXPECT_EQ(code(0), "pass");
  EXPECT_EQ(code(100), "fail");
  EXPECT_EQ(code(-1), "error.range");
  EXPECT_EQ(code(101), "error.range");
}

TEST(TabooCheck, ADraftHasAsManyCharactersAsATextMayHave) {
  auto host = taboo_host("shipped");
  std::string most;
  for (std::int64_t i = 0; i < sdk::kTextLengthMax; ++i) most += "a";
  sdk::CallInput input;
  input.record = draft_record(most);
  EXPECT_TRUE(host.run(input).ok());
  input.record = draft_record(most + "a");
  EXPECT_EQ(host.run(input).code, "error.text_too_long");
}

}  // namespace
}  // namespace amends::testing

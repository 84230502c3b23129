// The contract of catalogue 0.6 and guardrails G4 and G5 for amends.taboo_check.
#include <gtest/gtest.h>

#include "plugins/amends_dialogue/taboo_kit.hpp"
#include "sdk/contract.hpp"

namespace amends::testing {
namespace {

using sdk::Object;
using sdk::Reader;
using sdk::Value;

TEST(TabooCheckContract, Holds) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = taboo_host(set);
    const std::vector<Value> samples{draft_record("您放心，肯定给您全额退，最晚明天到账！！", Object{{"solution_ref", "S1"}, {"task_ref", "t7"}, {"next_date", "2026-03-09"}}), draft_record("You misunderstood. We guarantee it, 保证金 excepted.")};
    for (const auto& broken : sdk::check_contract(host.stage(), samples)) ADD_FAILURE() << set << ": " << broken;
  }
}

TEST(TabooCheckGuard, ReadsTheDraftAndWhatStandsBehindItAndNobody) {
  auto host = taboo_host("shipped");
  for (const auto path : Reader(host.manifest()).text_list("reads"))
    for (const auto* never : {"parties", "flags", "text", "portrait", "psychology", "agent", "emotion"}) EXPECT_FALSE(path.starts_with(never)) << path;
  EXPECT_TRUE(Reader(host.manifest()).list("sets").empty());
}

TEST(TabooCheckGuard, ANeedForSupportAndAnAgentChangeNothing) {
  auto host = taboo_host("shipped");
  auto record = draft_record("您先别激动，合同是您自己签的。");
  const auto before = host.envelope(record);
  sdk::set(record, "flags.vulnerability", sdk::Array{Object{{"kind", "elder"}, {"status", "confirmed"}}});
  sdk::set(record, "analysis.organised_agent", Object{{"level", "high"}});
  EXPECT_EQ(host.envelope(record), before);
}

TEST(TabooCheckGuard, EverySpanQuotesTheDraftExactly) {
  auto host = taboo_host("shipped");
  const std::string draft = "𠮷 é：您误会了，這不是我們的問題！！ Calm down.";
  const auto envelope = host.envelope(draft_record(draft));
  const auto hits = Reader(envelope).list("result.hits");
  EXPECT_GE(hits.size(), 4u);
  for (const auto& hit : hits) EXPECT_EQ(sdk::slice(draft, hit.integer_or("span.start", 0), hit.integer_or("span.end", 0)), hit.text_or("quote", "?"));
}

TEST(TabooCheckGuard, AnOverlayThatBreaksARowIsAnErrorOfItsPack) {
  sdk::MockHost mock;
  const auto& plugin = sdk::open_plugin(AMENDS_PLUGIN_FILE);
  const auto code = [&](std::string_view row) {
    sdk::MockHost host;
    host.pack_json("lex/taboos", R"({"rows": [)" + std::string(row) + "]}");
    sdk::CallInput input;
    input.record = draft_record("abc");
    const auto answer = host.run(plugin, "amends.taboo_check", input);
    return answer.ok() ? std::string("ok") : answer.code;
  };
  EXPECT_EQ(code(R"({"id": "tb.900", "pattern": "abc", "term": "abc", "category": "insult", "severity": "block", "points": 40})"), "ok");
  EXPECT_EQ(code(R"({"id": "tb.900", "pattern": "abc", "term": "abc", "category": "rude", "severity": "block", "points": 40})"), "error.pack_invalid");
  EXPECT_EQ(code(R"({"id": "tb.900", "pattern": "abc", "term": "abc", "category": "insult", "points": 40})"), "error.pack_invalid");
  EXPECT_EQ(code(R"({"id": "tb.900", "pattern": "abc", "term": "abc", "category": "insult", "severity": "block", "points": 0})"), "error.pack_invalid");
  EXPECT_EQ(code(R"({"id": "tb.900", "pattern": "abc", "term": "abc", "category": "insult", "severity": "block", "points": 101})"), "error.pack_invalid");
  EXPECT_EQ(code(R"({"id": "tb.900", "pattern": "abc", "term": "abc", "category": "none", "points": 5})"), "error.pack_invalid");
  EXPECT_EQ(code(R"({"id": "tb.900", "pattern": "abc", "term": "abc", "category": "insult", "severity": "warn", "points": 5, "unless": "friday"})"), "error.pack_invalid");
}

}  // namespace
}  // namespace amends::testing

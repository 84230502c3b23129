// The contract checks hold for good stages and name what is wrong with bad ones: a check that cannot fail would be worth nothing.
#include "sdk/contract.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sdk/reader.hpp"

namespace amends::sdk {
namespace {

Value sample() {
  return parse_json(R"({"case":{"id":"CASE-TEST-1","locale":"zh-CN"},"channel":{"received_at":"2026-03-02T01:00:00Z"},
    "text":{"docs":[{"id":"t1","kind":"complaint","lang":"zh","author_role":"complainant","body":"你们多扣了我年费300元，请退还年费。"}]},
    "parties":[{"id":"p1","role":"complainant","sex":"f"}],"money":{"claimed":{"minor":30000,"currency":"CNY"}}})");
}

/// A stage of its own making: the good answer, changed by the test.
StageUnderTest stage(std::function<void(const CallInput&, Value& envelope, Answer& answer)> change) {
  StageUnderTest out;
  out.manifest = parse_json(R"({"id":"test.stage","version":"1.0.0","api":1,"reads":["text"],"writes":["ext.test.stage"],"sets":["money.claimed"],"asks":["form"],"effects":"none","threads":"any",
    "config_schema":{},"output_schema":{},"texts":{"title":{"zh":"测试","en":"Test"}}})");
  out.run = [change = std::move(change)](const CallInput& input) {
    Answer answer;
    answer.status = AMENDS_OK;
    auto envelope = parse_json(R"({"stage":"test.stage","version":"1.0.0","run":1,"status":"ok","error":null,"result":{},"findings":[],"evidence":[],"tasks":[],"deadlines":[],"facts":[],
      "questions":[],"scripts":[],"guards":[],"explain":{"zh":"","en":""}})");
    change(input, envelope, answer);
    if (answer.ok()) answer.result = write_json(envelope);
    return answer;
  };
  return out;
}

ContractOptions few() {
  ContractOptions options;
  options.mutations = 20;
  return options;
}

bool says(const std::vector<std::string>& broken, std::string_view what) {
  return std::any_of(broken.begin(), broken.end(), [&](const std::string& sentence) { return sentence.find(what) != std::string::npos; });
}

TEST(Contract, HoldsForAGoodPlugin) {
  MockHost host;
  host.pack_json("lex/fees", R"({"rows":[{"id":"a","term":"年费","w":25}]})");
  host.pack_json("tables/fee_limits", R"({"hit":"first","rows":[{"id":"L1","when":{"minor":"> 0"},"then":{"level":"low"}}],"default":{"level":"none"}})");
  const auto& plugin = open_plugin(AMENDS_TEST_PLUGINS "/good/sdk_plugin.so");
  for (const auto* id : {"example.fee_check", "example.empty"})
    for (const auto& broken : check_contract(host.stage(plugin, id), {sample()})) ADD_FAILURE() << broken;
}

TEST(Contract, HoldsForAPluginInPlainC) {
  MockHost host;
  const auto& plugin = open_plugin(AMENDS_TEST_PLUGINS "/good/c_plugin.so");
  for (const auto& broken : check_contract(host.stage(plugin, "example.size"), {sample()})) ADD_FAILURE() << broken;
}

TEST(Contract, FindsUnequalRuns) {
  int run = 0;
  EXPECT_TRUE(says(check_contract(stage([&](auto&, Value& envelope, auto&) { set(envelope, "result.n", ++run); }), {sample()}, few()), "different bytes"));
}

TEST(Contract, FindsAFindingWithoutEvidence) {
  const auto broken = check_contract(stage([](auto&, Value& envelope, auto&) {
    set(envelope, "findings", Array{Object{{"id", "f1"}, {"code", "x"}, {"severity", "info"}, {"confidence", 100}, {"text", Object{{"zh", "一"}, {"en", "one"}}}, {"evidence", Array{}}}});
  }), {sample()}, few());
  EXPECT_TRUE(says(broken, "a finding without evidence"));
}

TEST(Contract, FindsASpanThatDoesNotQuote) {
  const auto with_span = [](std::int64_t start, std::int64_t end, std::string quote) {
    return stage([=](auto&, Value& envelope, auto&) {
      set(envelope, "evidence", Array{Object{{"id", "ev1"}, {"kind", "span"}, {"doc", "t1"}, {"start", start}, {"end", end}, {"quote", quote}}});
    });
  };
  auto one = few();
  one.mutations = 0;
  EXPECT_TRUE(says(check_contract(with_span(0, 2, "我们"), {sample()}, one), "does not quote its document exactly"));
  EXPECT_TRUE(says(check_contract(with_span(0, 500, "你们"), {sample()}, one), "does not quote its document exactly"));
  EXPECT_FALSE(says(check_contract(with_span(0, 2, "你们"), {sample()}, one), "sample 0: evidence"));
}

TEST(Contract, FindsADecisionThatFollowsSex) {
  const auto broken = check_contract(stage([](const CallInput& input, Value& envelope, auto&) {
    set(envelope, "result.score", std::string(Reader(input.record).text_or("parties.0.sex", "")) == "f" ? 10 : 20);
  }), {sample()}, few());
  EXPECT_TRUE(says(broken, "parties[].sex is flipped (guardrail G4)"));
}

TEST(Contract, FindsAnInternalErrorAndNamesTheSeed) {
  const auto broken = check_contract(stage([](const CallInput& input, Value&, Answer& answer) {
    if (find(input.record, "text.docs.0.body")) return;
    answer.status = AMENDS_INTERNAL;
    answer.code = "error.internal";
  }), {sample()});
  EXPECT_TRUE(says(broken, "changed with seed "));
  EXPECT_TRUE(says(broken, "an empty case gives error.internal"));
}

TEST(Contract, FindsASlowStage) {
  EXPECT_TRUE(says(check_contract(stage([](const CallInput&, Value&, Answer& answer) { answer.took_us = 10'000'001; }), {sample()}, few()), "a case of 20000 code points takes 10000 ms"));
  EXPECT_FALSE(says(check_contract(stage([](const CallInput&, Value&, Answer& answer) { answer.took_us = 1'000'000; }), {sample()}, few()), "20000"));
}

TEST(Contract, FindsUndeclaredFactsAndForms) {
  const auto broken = check_contract(stage([](const CallInput&, Value& envelope, auto&) {
    set(envelope, "evidence", Array{Object{{"id", "ev1"}, {"kind", "field"}, {"path", "money"}, {"value", nullptr}}});
    set(envelope, "facts", Array{Object{{"path", "flags.safety"}, {"value", 1}, {"evidence", Array{"ev1"}}}, Object{{"path", "money.claimed.minor"}, {"value", 1}, {"evidence", Array{"ev1"}}}});
    set(envelope, "questions", Array{Object{{"id", "other"}}});
  }), {sample()}, few());
  EXPECT_TRUE(says(broken, "`sets` does not name 'flags.safety'"));
  EXPECT_FALSE(says(broken, "money.claimed.minor"));
  EXPECT_TRUE(says(broken, "`asks` does not name the form 'other'"));
}

TEST(Contract, FindsMissingMembersOfTheManifest) {
  auto broken = stage([](auto&, auto&, auto&) {});
  broken.manifest.as_object().erase("effects");
  set(broken.manifest, "texts.title.zh", "");
  const auto sentences = check_contract(broken, {}, few());
  EXPECT_TRUE(says(sentences, "no 'effects'"));
  EXPECT_TRUE(says(sentences, "no texts.title.zh"));
}

TEST(Contract, FindsALookupWhoseAnswerIsNotRead) {
  auto asking = stage([](auto&, auto&, auto&) {});
  asking.manifest.as_object()["lookups"] = Array{"count_window", "prior"};
  set(asking.manifest, "reads", Array{"text", "store_facts.prior"});
  const auto sentences = check_contract(asking, {}, few());
  EXPECT_TRUE(says(sentences, "the lookup 'count_window' answers at store_facts.count_window"));
  EXPECT_FALSE(says(sentences, "'prior'"));
}

TEST(MockHost, AnswersLookupsFromTheRecord) {
  const auto manifest = parse_json(R"({"reads":["text","store_facts.count_window"],"lookups":["count_window"]})");
  const auto seen = only_read_paths(parse_json(R"({"text":{},"store_facts":{"count_window":9,"dedupe":[]}})"), manifest);
  EXPECT_EQ(write_json(seen), R"({"text":{},"store_facts":{"count_window":9}})");
}

TEST(Mutate, IsTheSameForTheSameSeedAndStaysJson) {
  int changed = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto text = write_json(mutate(sample(), seed));
    EXPECT_EQ(text, write_json(mutate(sample(), seed))) << "seed " << seed;
    EXPECT_NO_THROW((void)parse_json(text)) << "seed " << seed;
    changed += text != write_json(sample());
  }
  EXPECT_GT(changed, 250);
}

TEST(Defaults, AreFilledInWithinObjects) {
  const auto schema = parse_json(R"({"properties":{"a":{"default":1},"b":{"properties":{"c":{"default":"x"},"d":{}}}}})");
  EXPECT_EQ(write_json(with_defaults(schema, Object{})), R"({"a":1,"b":{"c":"x"}})");
  EXPECT_EQ(write_json(with_defaults(schema, parse_json(R"({"b":{"c":"y"},"a":2})"))), R"({"b":{"c":"y"},"a":2})");
}

}  // namespace
}  // namespace amends::sdk

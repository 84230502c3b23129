// Questions of one case about others: what is asked, what is answered, what the journal keeps of both, and what they never tell.
#include "runtime/lookups.hpp"

#include <algorithm>

#include "core/runtime/lookups_kit.hpp"
#include "host/lookups.hpp"
#include "packs/schema.hpp"

namespace amends::runtime::testing {
namespace {

using namespace lookups;

class Lookups : public ::testing::Test {
 protected:
  Bench bench;

  void start(const std::vector<std::string>& asked, json::Value schema = json::Object{{"type", "object"}}, const std::string& config = "") {
    bench.stages = {classifier(), asker(asked, std::move(schema))};
    bench.clock->set(*parse_instant(kNow));
    ASSERT_TRUE(bench.open());
    ASSERT_TRUE(bench.deploy(steps(config)));
  }
  std::string submit(json::Value row) {
    auto submitted = bench.runtime->submit("test", std::move(row), {true});
    EXPECT_TRUE(submitted) << submitted.error().text();
    return submitted ? submitted->case_id : "";
  }
  void seed(int cases, const std::string& received_at, const std::string& prefix) {
    for (int i = 0; i < cases; ++i) (void)submit(received(prefix + std::to_string(i), received_at));
  }
  json::Value answered(const std::string& id, std::string_view name) { return answer_of(bench, id, name); }
};

TEST_F(Lookups, CountsOfLikeCasesGiveTheWorkedExampleOfNineAndSix) {
  start({"count_window", "count_baseline", "inst_count"});
  seed(6, "2026-01-20T02:00:00Z", "before-");
  seed(9, "2026-03-20T02:00:00Z", "now-");
  seed(4, "2025-10-01T02:00:00Z", "long-ago-");                             // before the baseline
  (void)submit(received("other", "2026-03-20T02:00:00Z", "理财净值跌了"));  // of another nature
  auto abroad = received("abroad", "2026-03-20T02:00:00Z");
  (void)json::set_text(abroad, "case.institution", "TESTBANK-US");
  (void)submit(abroad);
  auto drill = received("drill", "2026-03-20T02:00:00Z");
  (void)json::set_text(drill, "case.kind", "drill");
  (void)submit(drill);
  const auto id = submit(received("asks", kNow));
  EXPECT_EQ(answered(id, "count_window"), 9);
  EXPECT_EQ(answered(id, "count_baseline"), 6);
  EXPECT_EQ(answered(id, "inst_count"), 9);
  // What the stage saw is what was journalled, before it ran.
  const auto state = bench.state(id);
  EXPECT_EQ(json::integer_at(state.record(), "ext.test.asks.count_window"), 9);
  const auto kinds = bench.kinds(id);
  const auto asked = std::find(kinds.begin(), kinds.end(), "lookup_answered");
  ASSERT_NE(asked, kinds.end());
  EXPECT_EQ(*(asked + 1), "stage_done");
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Lookups, TheWindowHasItsLastInstantAndNotItsFirst) {
  start({"count_window", "count_baseline"});
  (void)submit(received("same-instant", kNow));
  (void)submit(received("first-instant", "2026-03-02T04:00:00Z"));  // thirty days before: belongs to the baseline
  (void)submit(received("just-inside", "2026-03-02T04:00:01Z"));
  const auto id = submit(received("asks", kNow));
  EXPECT_EQ(answered(id, "count_window"), 2);
  EXPECT_EQ(answered(id, "count_baseline"), 1);
}

TEST_F(Lookups, TheConfigurationSaysHowLongTheWindowsAre) {
  const json::Value schema = *json::parse(R"({"type":"object","properties":{"window":{"type":"string","default":"10d"},"baseline":{"type":"string","default":"20d"}}})");
  start({"count_window", "count_baseline"}, schema, ", config: {baseline: 30d}");
  (void)submit(received("a", "2026-03-25T02:00:00Z"));
  (void)submit(received("b", "2026-03-10T02:00:00Z"));
  (void)submit(received("c", "2026-02-25T02:00:00Z"));  // 35 days ago: in the baseline of 30 days before the window of 10
  const auto id = submit(received("asks", kNow));
  EXPECT_EQ(answered(id, "count_window"), 1);
  EXPECT_EQ(answered(id, "count_baseline"), 2);
  EXPECT_EQ(json::integer_at(reply_of(bench, id, "count_baseline"), "question.before_days"), 10);
}

TEST_F(Lookups, AWindowOutsideTheLimitIsNotAsked) {
  const json::Value schema = *json::parse(R"({"type":"object","properties":{"window":{"type":"string"}}})");
  for (const auto& [window, asked] : std::vector<std::pair<std::string, bool>>{{"3650d", true}, {"3651d", false}, {"7wd", false}, {"soon", false}}) {
    Bench one;
    one.stages = {classifier(), asker({"count_window"}, schema)};
    ASSERT_TRUE(one.open());
    ASSERT_TRUE(one.deploy(steps(", config: {window: " + window + "}")));
    const auto submitted = one.runtime->submit("test", received("asks", kMonday), {true});
    ASSERT_TRUE(submitted);
    const auto reply = reply_of(one, submitted->case_id, "count_window");
    EXPECT_EQ(json::text_at(reply, "question.missing"), asked ? "" : "config.window") << window;
    EXPECT_EQ(json::is_null(json::find(reply, "answer")), !asked) << window;
  }
}

TEST_F(Lookups, DaysThatAreANumberHaveALimitToo) {
  const json::Value record = received("r", kMonday);
  json::Value config = json::Object{};
  const Organisation organisation;
  const Asking asking{"case", record, config, organisation, *parse_instant(kMonday), [](std::string_view) { return false; }};
  const auto missing = [&](std::int64_t days) {
    (void)json::set(config, "dedupe_window_days", days);
    return std::string(json::text_at(lookup_questions({"dedupe"}, asking).at(0), "question.missing"));
  };
  EXPECT_EQ(missing(0), "");
  EXPECT_EQ(missing(kLookupDaysMax), "");
  EXPECT_EQ(missing(kLookupDaysMax + 1), "config.dedupe_window_days");
  EXPECT_EQ(missing(-1), "config.dedupe_window_days");
}

TEST_F(Lookups, WhatCannotBeAskedIsNullAndSaysWhatIsMissing) {
  start({"count_window", "unit_count", "unit_customers", "person_count_180d"});
  const auto id = submit(received("asks", kNow, "请问一下"));  // no nature
  for (const auto* name : {"count_window", "unit_count", "person_count_180d"}) {
    EXPECT_TRUE(answered(id, name).is_null()) << name;
    EXPECT_EQ(json::text_at(reply_of(bench, id, name), "question.missing"), "analysis.classify.nature.primary") << name;
  }
  EXPECT_EQ(json::text_at(reply_of(bench, id, "unit_customers"), "question.missing"), "case.unit");
  const auto placed = submit(received("placed", kNow));
  EXPECT_EQ(json::text_at(reply_of(bench, placed, "unit_count"), "question.missing"), "case.unit");
  EXPECT_EQ(json::text_at(reply_of(bench, placed, "person_count_180d"), "question.missing"), "parties");
}

TEST_F(Lookups, AUnitIsCountedWithinItsInstitutionAndItsCustomersComeFromTheOrganisation) {
  const auto org = bench.root / "packs" / "small" / "org.yaml";
  auto text = *read_file(org.string());
  const auto put = [&](const std::string& after, const std::string& line) { text.insert(text.find(after) + after.size(), line); };
  put("    clock_pack: tables/clocks.cn\n", "    customers: 90000\n");
  put("        superior: HEAD\n", "        customers: 3000\n");
  ASSERT_TRUE(write_file(org.string(), text));
  start({"unit_count", "unit_customers", "inst_count", "inst_customers"});
  const auto at = [](const std::string& ref, const std::string& unit) {
    auto row = received(ref, "2026-03-20T02:00:00Z");
    (void)json::set_text(row, "case.unit", unit);
    return row;
  };
  for (int i = 0; i < 5; ++i) (void)submit(at("b" + std::to_string(i), "BRANCH-1"));
  (void)submit(at("h", "HEAD"));
  const auto id = submit(at("asks", "BRANCH-1"));
  EXPECT_EQ(answered(id, "unit_count"), 5);
  EXPECT_EQ(answered(id, "inst_count"), 6);
  EXPECT_EQ(answered(id, "unit_customers"), 3000);
  EXPECT_EQ(answered(id, "inst_customers"), 90000);
  const auto head = submit(at("head", "HEAD"));
  EXPECT_TRUE(answered(head, "unit_customers").is_null());
  EXPECT_EQ(json::text_at(reply_of(bench, head, "unit_customers"), "missing"), "org.units.customers");
}

TEST_F(Lookups, AnEmployeeIsCountedByNameWithinLikeCasesAndTheHighestHolds) {
  start({"person_count_180d"});
  (void)submit(with_staff(received("a", "2025-11-01T02:00:00Z"), {"王 强"}));
  (void)submit(with_staff(received("b", "2026-03-01T02:00:00Z"), {"王强", "李梅"}));
  (void)submit(with_staff(received("too-old", "2025-09-01T02:00:00Z"), {"王强"}));
  (void)submit(with_staff(received("other-nature", "2026-03-01T02:00:00Z", "理财净值跌了"), {"王强"}));
  const auto id = submit(with_staff(received("asks", kNow), {"王强", "李梅"}));
  EXPECT_EQ(answered(id, "person_count_180d"), 2);
  EXPECT_EQ(json::integer_at(reply_of(bench, id, "person_count_180d"), "question.people"), 2);
}

TEST_F(Lookups, ComparableSettlementsAreAmountsOfTheSameCurrency) {
  start({"comparable"});
  const auto settle = [&](const std::string& ref, std::int64_t minor, const std::string& currency) {
    auto row = received(ref, "2026-03-20T02:00:00Z");
    (void)json::set(row, "money.settled", json::Object{{"minor", minor}, {"currency", currency}});
    return submit(row);
  };
  (void)settle("a", 30000, "CNY");
  (void)settle("b", 50000, "CNY");
  (void)settle("c", 700, "USD");
  (void)submit(received("open", "2026-03-20T02:00:00Z"));
  // One is settled later, by a person.
  const auto later = submit(received("later", "2026-03-10T02:00:00Z"));
  ASSERT_TRUE(bench.runtime->set_facts(later, {{"money.settled", json::Object{{"minor", 10000}, {"currency", "CNY"}}}}, "agreed by telephone", {"li.na", "supervisor", ""}));
  const auto id = submit(received("asks", kNow));
  EXPECT_EQ(answered(id, "comparable"), *json::parse(R"([{"minor":50000,"currency":"CNY"},{"minor":30000,"currency":"CNY"},{"minor":10000,"currency":"CNY"}])"));
}

TEST_F(Lookups, OfComparableSettlementsTheNewestAreToldUpToTheLimit) {
  start({"comparable"});
  const auto settle = [&](std::int64_t minor) {
    auto row = received("s" + std::to_string(minor), format_instant({parse_instant("2026-03-20T02:00:00Z")->us + minor * 1'000'000}));
    (void)json::set(row, "money.settled", json::Object{{"minor", minor}, {"currency", "CNY"}});
    return submit(row);
  };
  for (std::int64_t i = 0; i < kComparableRowsMax - 1; ++i) (void)settle(i);
  EXPECT_EQ(answered(settle(1'000), "comparable").as_array().size(), static_cast<std::size_t>(kComparableRowsMax) - 1);
  EXPECT_EQ(answered(settle(1'001), "comparable").as_array().size(), static_cast<std::size_t>(kComparableRowsMax));
  const auto full = answered(settle(1'002), "comparable").as_array();
  ASSERT_EQ(full.size(), static_cast<std::size_t>(kComparableRowsMax));
  EXPECT_EQ(json::integer_at(full.front(), "minor"), 1'001);
  EXPECT_EQ(json::integer_at(full.back(), "minor"), 1) << "the oldest fell out";
}

TEST_F(Lookups, AnAnswerHasTheShapeThatItsSchemaSays) {
  std::vector<std::string> names(host::lookup_names().begin(), host::lookup_names().end());
  start(names);
  std::vector<std::string> known;
  for (const auto& spec : lookup_specs()) known.emplace_back(spec.name);
  EXPECT_EQ(known, names);
  for (int i = 0; i < 3; ++i) {
    auto row = complainant(received("seed-" + std::to_string(i), "2026-03-20T02:00:00Z"), "张伟", 1980, "13800138000");
    (void)json::set(row, "money.settled", json::Object{{"minor", 100 + i}, {"currency", "CNY"}});
    (void)submit(row);
  }
  const auto id = submit(complainant(with_staff(received("asks", kNow), {"王强"}), "张伟", 1980, "13800138000"));
  int answers = 0;
  for (const auto& spec : lookup_specs()) {
    const auto schema = packs::Schema::compile(*json::parse(spec.schema));
    ASSERT_TRUE(schema) << spec.name;
    const auto answer = answered(id, spec.name);
    if (answer.is_null()) continue;
    ++answers;
    const auto faults = schema->check(answer);
    EXPECT_TRUE(faults.empty()) << spec.name << ": " << faults.front().message;
  }
  EXPECT_EQ(answers, 7);  // all but the unit's count and the two numbers of customers
}

TEST_F(Lookups, WhatIsGivenHoldsAndIsNotAsked) {
  start({"count_window", "count_baseline"});
  (void)submit(received("a", "2026-03-20T02:00:00Z"));
  auto row = received("asks", kNow);
  (void)json::set(row, "store_facts.count_window", 12);
  const auto id = submit(row);
  EXPECT_TRUE(json::bool_at(reply_of(bench, id, "count_window"), "given"));
  EXPECT_FALSE(json::find(reply_of(bench, id, "count_window"), "answer"));
  EXPECT_EQ(json::integer_at(bench.state(id).record(), "ext.test.asks.count_window"), 12);
  EXPECT_EQ(answered(id, "count_baseline"), 0);
}

TEST_F(Lookups, OtherCasesMakeNoSectionStaleButThePremissesOfTheQuestionDo) {
  start({"count_window"});
  const auto id = submit(received("asks", kNow));
  const auto stale = [&] {
    const auto state = bench.state(id);
    return state.stale_paths(state.sections().at("ext.test.asks"));
  };
  EXPECT_TRUE(stale().empty());
  seed(3, kNow, "later-");
  EXPECT_TRUE(stale().empty());
  const Actor person{"li.na", "supervisor", ""};
  ASSERT_TRUE(bench.runtime->correct(id, "analysis.classify.nature.primary", "mis_selling", "it is about the sale", person));
  EXPECT_EQ(stale(), std::vector<std::string>{"analysis.classify.nature.primary"});
}

TEST_F(Lookups, AStageThatIsTriedAgainSeesTheJournalledAnswerAndItsNextRunAsksAnew) {
  int calls = 0;
  std::vector<std::int64_t> seen;
  auto flaky = asker({"count_window"}, json::Object{{"type", "object"}}, [&](const json::Value& record, int) -> Result<json::Value> {
    seen.push_back(json::integer_at(record, "store_facts.count_window", -1));
    if (++calls == 1) return fail(ErrorCode::unavailable, "the archive does not answer");
    return json::Value(json::Object{{"result", json::Object{{"n", seen.back()}}}});
  });
  bench.stages = {classifier(), flaky};
  bench.clock->set(*parse_instant(kNow));
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - classify: {stage: amends.classify}\n  - ask: {stage: test.asks, retry: {max: 3, backoff: 2s}}\n  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n"
                           "  - again: {stage: test.asks}\n"));
  const auto id = submit(received("asks", kNow));
  seed(2, kNow, "later-");
  bench.pass(2);
  ASSERT_TRUE(bench.runtime->fire_timers());
  const auto kinds = bench.kinds(id);
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), "lookup_answered"), 1) << "one question, one answer";
  ASSERT_TRUE(bench.runtime->answer(id, "h#1", json::Object{{"n", 1}}, {"li.na", "handler", ""}));
  EXPECT_EQ(bench.state(id).sections().at("ext.test.asks").run, 2);
  // The seeds ran the stage in between: what this case saw is the first, the one after its retry, and the last.
  EXPECT_EQ(seen.front(), 0);
  EXPECT_EQ(seen.at(seen.size() - 2), 0);
  EXPECT_EQ(seen.back(), 2);
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Lookups, OnlyCasesOfWorkflowsThatAskAreFoundAndEarlierOnesAreMadeKnownWhenItAsks) {
  bench.stages = {classifier(), constant("test.asks", {})};  // the version that did not ask yet
  bench.clock->set(*parse_instant(kNow));
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy(steps()));
  seed(4, "2026-03-20T02:00:00Z", "early-");
  EXPECT_EQ(bench.runtime->store()->without_lookup_keys("test")->size(), 4u);
  start({"count_window"});
  EXPECT_TRUE(bench.runtime->store()->without_lookup_keys("test")->empty());
  EXPECT_EQ(answered(submit(received("asks", kNow)), "count_window"), 4);
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Lookups, AFileOfRecordsGivesTheAnswersOfOneAfterTheOther) {
  start({"count_window", "dedupe"});
  std::vector<json::Value> rows;
  for (int i = 0; i < 120; ++i) rows.push_back(complainant(received("r" + std::to_string(i), kNow), "张伟", 1980, i % 2 ? "13800138000" : "13900139000"));
  std::size_t next = 0;
  std::vector<std::string> ids;
  const auto progress = bench.runtime->submit_many(
      "test", [&]() -> std::optional<json::Value> { return next < rows.size() ? std::optional(rows[next++]) : std::nullopt; },
      [&](std::int64_t, const Submitted& submitted) { ids.push_back(submitted.case_id); }, [](std::int64_t row, const Error& error) { ADD_FAILURE() << row << ": " << error.text(); }, {}, {true});
  ASSERT_TRUE(progress) << progress.error().text();
  ASSERT_EQ(ids.size(), rows.size());
  for (std::size_t i = 0; i < ids.size(); i += 17) EXPECT_EQ(answered(ids[i], "count_window"), static_cast<std::int64_t>(i));
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Lookups, AStageThatAsksMayNotRunBesideTheOneItsQuestionIsMadeFrom) {
  bench.stages = {classifier(), asker({"count_window"})};
  ASSERT_TRUE(bench.open());
  const auto refused = bench.deploy("  - both:\n      parallel:\n        one: {stage: amends.classify}\n        two: {stage: test.asks}\n");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("analysis.classify"), std::string::npos) << refused.error().text();
}

TEST_F(Lookups, WithoutAStoreAStageRunsWithWhatItsRecordSays) {
  bench.stages = {classifier(), asker({"count_window"})};
  ASSERT_TRUE(bench.open());
  auto row = received("bare", kMonday);
  (void)json::set(row, "store_facts.count_window", 3);
  const auto envelope = bench.runtime->run_stage("test.asks", row, json::Object{});
  ASSERT_TRUE(envelope) << envelope.error().text();
  EXPECT_EQ(json::integer_at(*envelope, "result.count_window"), 3);
}

}  // namespace
}  // namespace amends::runtime::testing

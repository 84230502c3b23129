#include "feel/decision_table.hpp"

#include <gtest/gtest.h>

#include "core/feel/feel_helper.hpp"
#include "support/yaml.hpp"

namespace amends::feel {
namespace {

using test::record;

Result<DecisionTable> load(std::string_view yaml) {
  auto file = yaml::parse(yaml, "tables/test.yaml");
  if (!file) return file.error();
  return DecisionTable::from_json(file->value, [&](std::string_view path) { return file->place(path); });
}

std::string refusal(std::string_view yaml) {
  auto table = load(yaml);
  return table ? "loaded" : std::string(code_name(table.error().code)) + " " + table.error().text();
}

std::string output(const DecisionTable& table, std::string_view inputs) {
  const auto root = record(inputs);
  auto decision = table.decide(JsonScope(root));
  return decision ? json::write(decision->output) : std::string(code_name(decision.error().code)) + " " + decision.error().text();
}

std::string rows(const DecisionTable& table, std::string_view inputs) {
  const auto root = record(inputs);
  auto decision = table.decide(JsonScope(root));
  std::string out;
  for (const auto& row : decision->matched) out += row.row_id + " ";
  return out + (decision->used_default ? "default" : "");
}

constexpr std::string_view kCrisis = R"(
table: crisis.levels
hit: first
inputs: [self_harm, violence, reach, threat, national_media]
rows:
  - {id: CL1, when: {self_harm: '"explicit"'}, then: {level: L1}, because: {zh: 人身安全, en: personal safety}}
  - {id: CL2, when: {national_media: true}, then: {level: L1}}
  - {id: CL3, when: {reach: '>= 100000'}, then: {level: L1}, because: {zh: 传播量达到十万, en: reach at least one hundred thousand}}
  - {id: CL7, when: {reach: '[10000..100000)'}, then: {level: L2}, because: {zh: 传播量达到一万, en: reach at least ten thousand}}
  - {id: CL15, when: {threat: '"media", "petition"'}, then: {level: watch}, because: {zh: 有曝光或聚集的苗头, en: threat of exposure or gathering}}
default: {level: none}
)";

TEST(DecisionTable, DecidesTheCrisisLevelsOfTheCatalogue) {
  const auto table = load(kCrisis);
  ASSERT_TRUE(table) << table.error().text();
  EXPECT_EQ(table->name(), "crisis.levels");
  EXPECT_EQ(table->hit(), HitPolicy::first);
  EXPECT_EQ(table->row_count(), 5u);
  EXPECT_EQ(output(*table, R"({"reach": 20000})"), R"({"level":"L2"})");
  EXPECT_EQ(output(*table, R"({"reach": 99999})"), R"({"level":"L2"})");
  EXPECT_EQ(output(*table, R"({"reach": 100000})"), R"({"level":"L1"})");
  EXPECT_EQ(output(*table, R"({"reach": 9999})"), R"({"level":"none"})");
  EXPECT_EQ(output(*table, R"({"self_harm": "explicit", "reach": 20000})"), R"({"level":"L1"})");
  EXPECT_EQ(output(*table, R"({"threat": "petition"})"), R"({"level":"watch"})");
  EXPECT_EQ(output(*table, R"({"national_media": true})"), R"({"level":"L1"})");
  EXPECT_EQ(output(*table, R"({})"), R"({"level":"none"})") << "an unknown fact matches no row";
}

TEST(DecisionTable, SaysWhichRowFiredAndWhy) {
  const auto table = load(kCrisis);
  const auto root = record(R"({"reach": 20000, "threat": null})");
  const auto decision = table->decide(JsonScope(root), Explain::yes);
  ASSERT_TRUE(decision);
  ASSERT_EQ(decision->matched.size(), 1u);
  EXPECT_EQ(decision->matched[0].row_id, "CL7");
  EXPECT_EQ(decision->matched[0].index, 3u);
  EXPECT_EQ(json::text_at(decision->matched[0].because, "en"), "reach at least ten thousand");
  EXPECT_EQ(json::write(decision->inputs), R"({"self_harm":null,"violence":null,"reach":20000,"threat":null,"national_media":null})");
  EXPECT_FALSE(decision->used_default);
  ASSERT_EQ(decision->misses.size(), 3u);
  EXPECT_EQ(decision->misses[2].row_id, "CL3");
  EXPECT_EQ(decision->misses[2].column, "reach");
  EXPECT_EQ(decision->misses[2].cell, ">= 100000");
  EXPECT_EQ(decision->misses[2].value, json::Value(20000));
  EXPECT_TRUE(table->decide(JsonScope(root))->misses.empty());
}

TEST(DecisionTable, HasOneHashForOneContent) {
  const auto first = load("{table: t, hit: first, inputs: [a], rows: [{id: r, when: {a: 1}, then: {x: 1}}]}");
  const auto second = load("hit: first\ntable: t\nrows:\n  - {then: {x: 1}, id: r, when: {a: 1}}\ninputs: [a]\n");
  const auto third = load("{table: t, hit: first, inputs: [a], rows: [{id: r, when: {a: 2}, then: {x: 1}}]}");
  ASSERT_TRUE(first && second && third);
  EXPECT_EQ(first->hash().substr(0, 7), "sha256:");
  EXPECT_EQ(first->hash(), second->hash());
  EXPECT_NE(first->hash(), third->hash());
}

TEST(DecisionTable, WithoutDefaultNothingMatchedIsNull) {
  const auto table = load("{table: t, hit: first, inputs: [a], rows: [{id: r, when: {a: 1}, then: {x: 1}}]}");
  EXPECT_EQ(output(*table, R"({"a": 2})"), "null");
  EXPECT_EQ(rows(*table, R"({"a": 2})"), "");
}

TEST(DecisionTable, InputsAreDottedPathsAndCellsMayReadThem) {
  const auto table = load("{table: t, hit: first, inputs: [group.size, money.claimed, limit], rows: [{id: r, when: {group.size: '> limit', money.claimed: '? != null and money.claimed.minor >= 5'}, then: {x: 1}}]}");
  ASSERT_TRUE(table) << table.error().text();
  EXPECT_EQ(output(*table, R"({"group": {"size": 6}, "limit": 5, "money": {"claimed": {"minor": 5}}})"), R"({"x":1})");
  EXPECT_EQ(output(*table, R"({"group": {"size": 5}, "limit": 5, "money": {"claimed": {"minor": 5}}})"), "null");
  EXPECT_EQ(output(*table, R"({"group": {"size": 5}})"), "null");
}

TEST(DecisionTable, UniqueTakesOneRow) {
  const auto table = load("{table: t, hit: unique, inputs: [a], rows: [{id: low, when: {a: '< 5'}, then: {x: 1}}, {id: high, when: {a: '>= 5'}, then: {x: 2}}]}");
  ASSERT_TRUE(table) << table.error().text();
  EXPECT_EQ(output(*table, R"({"a": 4})"), R"({"x":1})");
  EXPECT_EQ(output(*table, R"({"a": 5})"), R"({"x":2})");
}

TEST(DecisionTable, UniqueFailsWhenTwoRowsMatchThatTheLoaderCouldNotJudge) {
  const auto table = load("{table: t, hit: unique, inputs: [a], rows: [{id: one, when: {a: '? > 1'}, then: {x: 1}}, {id: two, when: {a: '? > 2'}, then: {x: 2}}]}");
  ASSERT_TRUE(table) << table.error().text();
  EXPECT_EQ(output(*table, R"({"a": 2})"), R"({"x":1})");
  EXPECT_EQ(output(*table, R"({"a": 3})"), "error.pack_invalid t: rows 'one' and 'two' both match, which 'hit: unique' forbids; narrow one of them");
}

TEST(DecisionTable, CollectListsAllMatchingRowsInOrder) {
  const auto table = load("{table: t, hit: collect, inputs: [a], rows: [{id: r1, when: {a: '> 1'}, then: {x: 1}}, {id: r2, when: {a: '> 5'}, then: {x: 2}}, {id: r3, then: {x: 3}}]}");
  ASSERT_TRUE(table) << table.error().text();
  EXPECT_EQ(output(*table, R"({"a": 6})"), R"([{"x":1},{"x":2},{"x":3}])");
  EXPECT_EQ(rows(*table, R"({"a": 3})"), "r1 r3 ");
  EXPECT_EQ(output(*table, R"({})"), R"([{"x":3}])");
  const auto other = load("{table: t, hit: collect, inputs: [a], rows: [{id: r1, when: {a: 1}, then: {x: 1}}], default: {x: 0}}");
  EXPECT_EQ(output(*other, R"({"a": 2})"), R"([{"x":0}])");
}

TEST(DecisionTable, AnyTakesSeveralRowsOfOneOutputAndRefusesTwo) {
  const auto table = load(R"({table: t, hit: any, inputs: [a], rows: [
    {id: R1, when: {a: '> 1'}, then: {x: low}}, {id: R2, when: {a: '> 2'}, then: {x: low}}, {id: R3, when: {a: '> 3'}, then: {x: high}}]})");
  ASSERT_TRUE(table) << table.error().text();
  EXPECT_EQ(output(*table, R"({"a": 3})"), R"({"x":"low"})");
  EXPECT_EQ(rows(*table, R"({"a": 3})"), "R1 R2 ");
  EXPECT_EQ(output(*table, R"({"a": 4})"),
            "error.pack_invalid t: rows 'R1' and 'R3' both match with different outputs, which 'hit: any' forbids; narrow one of them");
  EXPECT_EQ(output(*table, R"({"a": 1})"), "null");
}

TEST(DecisionTable, RuleOrderListsAsWrittenAndOutputOrderByPriority) {
  const std::string rest = R"( inputs: [a], rows: [
    {id: R1, when: {a: '> 1'}, then: {x: low}}, {id: R2, when: {a: '> 2'}, then: {x: high}}, {id: R3, when: {a: '> 1'}, then: {x: high, y: 2}}]})";
  const auto written = load("{table: t, hit: rule order," + rest);
  ASSERT_TRUE(written) << written.error().text();
  EXPECT_EQ(output(*written, R"({"a": 3})"), R"([{"x":"low"},{"x":"high"},{"x":"high","y":2}])");
  EXPECT_EQ(output(*written, R"({"a": 1})"), "[]");
  const auto sorted = load("{table: t, hit: output order, priority: {x: [high, low]}," + rest);
  ASSERT_TRUE(sorted) << sorted.error().text();
  EXPECT_EQ(output(*sorted, R"({"a": 3})"), R"([{"x":"high"},{"x":"high","y":2},{"x":"low"}])");
  EXPECT_EQ(rows(*sorted, R"({"a": 3})"), "R2 R3 R1 ") << "a tie goes to the row written first";
  EXPECT_EQ(output(*sorted, R"({"a": 2})"), R"([{"x":"high","y":2},{"x":"low"}])");
}

TEST(DecisionTable, CollectAggregatesOneOutput) {
  const auto table = [](std::string_view how, std::string_view rest = "") {
    return *load("{table: t, hit: collect, aggregate: " + std::string(how) + ", inputs: [a], rows: [{id: r1, when: {a: '> 1'}, then: {points: 10}}, {id: r2, when: {a: '> 5'}, then: {points: '2.5'}}]" +
                 std::string(rest) + "}");
  };
  EXPECT_EQ(output(table("sum"), R"({"a": 6})"), R"({"points":"12.5"})");
  EXPECT_EQ(output(table("sum"), R"({"a": 2})"), R"({"points":10})");
  EXPECT_EQ(output(table("min"), R"({"a": 6})"), R"({"points":"2.5"})");
  EXPECT_EQ(output(table("max"), R"({"a": 6})"), R"({"points":10})");
  EXPECT_EQ(output(table("count"), R"({"a": 6})"), R"({"points":2})");
  EXPECT_EQ(output(table("count"), R"({"a": 0})"), R"({"points":0})");
  EXPECT_EQ(output(table("sum"), R"({"a": 0})"), R"({"points":null})");
  EXPECT_EQ(output(table("sum", ", default: {points: 0}"), R"({"a": 0})"), R"({"points":0})");
}

TEST(DecisionTable, PriorityTakesTheOutputThatStandsFirst) {
  const auto table = load("{table: t, hit: priority, priority: {level: [L1, L2, none]}, inputs: [a], rows: [{id: r1, when: {a: '> 1'}, then: {level: none}}, {id: r2, when: {a: '> 5'}, then: {level: L1}}, "
                          "{id: r3, when: {a: '> 3'}, then: {level: L2}}, {id: r4, when: {a: '> 3'}, then: {level: L2, extra: 1}}]}");
  ASSERT_TRUE(table) << table.error().text();
  EXPECT_EQ(output(*table, R"({"a": 6})"), R"({"level":"L1"})");
  EXPECT_EQ(rows(*table, R"({"a": 6})"), "r2 r3 r4 r1 ") << "ties in order of writing";
  EXPECT_EQ(output(*table, R"({"a": 4})"), R"({"level":"L2"})");
  EXPECT_EQ(output(*table, R"({"a": 2})"), R"({"level":"none"})");
}

TEST(DecisionTable, PriorityByTheNumberOfTheRow) {
  const auto table = load("{table: t, hit: priority, inputs: [a], rows: [{id: r1, priority: 1, when: {a: '> 1'}, then: {x: 1}}, {id: r2, priority: 7, when: {a: '> 5'}, then: {x: 2}}]}");
  ASSERT_TRUE(table) << table.error().text();
  EXPECT_EQ(output(*table, R"({"a": 6})"), R"({"x":2})");
  EXPECT_EQ(output(*table, R"({"a": 2})"), R"({"x":1})");
}

TEST(DecisionTable, ABadCellIsNamedWithLineAndColumn) {
  EXPECT_EQ(refusal("table: t\nhit: first\ninputs: [reach]\nrows:\n  - id: R1\n    when:\n      reach: '>= '\n    then: {x: 1}\n"),
            "error.schema tables/test.yaml:7:7, column 4: the text ends where a value is expected");
  EXPECT_EQ(refusal("table: t\nhit: first\ninputs: [kind]\nrows:\n  - {id: R1, when: {kind: 'media, petition'}, then: {x: 1}}\n"),
            "error.schema tables/test.yaml:5:21, column 1: 'media' in the cell is no input of the table; text stands in double quotes, as in '\"media\"'");
  EXPECT_EQ(refusal("table: t\nhit: first\ninputs: [kind]\nrows:\n  - {id: R1, when: {kind: [1, 2]}, then: {x: 1}}\n").substr(0, 36),
      "error.schema tables/test.yaml:5:21: ");
  EXPECT_EQ(refusal("table: t\nhit: first\ninputs: [kind]\nrows:\n  - {id: R1, when: {kind: 'sort(?)'}, then: {x: 1}}\n"),
            "error.schema tables/test.yaml:5:21, column 1: 'sort' takes 2 arguments, here stand 1");
}

TEST(DecisionTable, RefusesUnknownColumnsAndDoubleIds) {
  EXPECT_EQ(refusal("table: t\nhit: first\ninputs: [reach]\nrows:\n  - {id: R1, when: {raech: 1}, then: {x: 1}}\n"),
            "error.schema tables/test.yaml:5:21: row 'R1' tests 'raech', which is no input of the table; did you mean 'reach'?");
  EXPECT_EQ(refusal("table: t\nhit: first\ninputs: [reach]\nrows:\n  - {id: R1, when: {reach: 1}, then: {x: 1}}\n  - {id: R1, when: {reach: 2}, then: {x: 1}}\n"),
            "error.schema tables/test.yaml:6:6: the row id 'R1' stands twice; ids are unique in a table");
}

TEST(DecisionTable, RefusesRowsThatAreNeverReachedUnderFirst) {
  EXPECT_EQ(refusal("table: t\nhit: first\ninputs: [a]\nrows:\n  - {id: R1, when: {a: '>= 1'}, then: {x: 1}}\n  - {id: R2, when: {a: '>= 5'}, then: {x: 2}}\n"),
            "error.schema tables/test.yaml:6:5: row 'R2' can never be reached: row 'R1' above it takes all that it matches; move it up or remove it");
  EXPECT_NE(refusal("table: t\nhit: first\ninputs: [a]\nrows:\n  - {id: R1, when: {a: '< 5'}, then: {x: 1}}\n  - {id: R2, when: {a: '>= 5'}, then: {x: 2}}\n  - {id: R3, when: {a: '5'}, then: {x: 2}}\n").find("'R3' can never be reached: row 'R2'"),
            std::string::npos);
  EXPECT_NE(refusal("table: t\nhit: collect\ninputs: [a]\nrows:\n  - {id: R1, when: {a: '[5..1]'}, then: {x: 1}}\n").find("can never match"),
      std::string::npos);
  EXPECT_EQ(refusal("table: t\nhit: collect\ninputs: [a]\nrows:\n  - {id: R1, when: {a: '>= 1'}, then: {x: 1}}\n  - {id: R2, when: {a: '>= 5'}, then: {x: 2}}\n"), "loaded") << "under collect both count";
}

TEST(DecisionTable, RefusesRowsThatOverlapUnderUnique) {
  EXPECT_EQ(refusal("table: t\nhit: unique\ninputs: [a]\nrows:\n  - {id: R1, when: {a: '<= 5'}, then: {x: 1}}\n  - {id: R2, when: {a: '>= 5'}, then: {x: 2}}\n"),
            "error.schema tables/test.yaml:6:5: rows 'R1' and 'R2' can match the same input, which 'hit: unique' forbids; narrow one of them or write 'hit: first'");
}

TEST(DecisionTable, RefusesWhatHasNotTheForm) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"[1]", "is a map"},
      {"{hit: first, inputs: [a], rows: [{id: r, then: {}}]}", "no name"},
      {"{table: t, inputs: [a], rows: [{id: r, then: {}}]}", "'hit' is one of"},
      {"{table: t, hit: frist, inputs: [a], rows: [{id: r, then: {}}]}", "'hit' is one of"},
      {"{table: t, hit: first, rows: [{id: r, then: {}}]}", "'inputs' is a list"},
      {"{table: t, hit: first, inputs: [], rows: [{id: r, then: {}}]}", "'inputs' is a list"},
      {"{table: t, hit: first, inputs: [a, a], rows: [{id: r, then: {}}]}", "stands twice"},
      {"{table: t, hit: first, inputs: [a + b], rows: [{id: r, then: {}}]}", "is no name"},
      {"{table: t, hit: first, inputs: ['if'], rows: [{id: r, then: {}}]}", "is no name"},
      {"{table: t, hit: first, inputs: [a], rows: []}", "at least one row"},
      {"{table: t, hit: first, inputs: [a], rows: [5]}", "a row is a map"},
      {"{table: t, hit: first, inputs: [a], rows: [{then: {}}]}", "no id"},
      {"{table: t, hit: first, inputs: [a], rows: [{id: r}]}", "'then' of row 'r' is a map"},
      {"{table: t, hit: first, inputs: [a], rows: [{id: r, then: L1}]}", "'then' of row 'r' is a map"},
      {"{table: t, hit: first, inputs: [a], rows: [{id: r, when: 5, then: {}}]}", "'when' of row 'r' is a map"},
      {"{table: t, hit: first, inputs: [a], rows: [{id: r, then: {}, because: [1]}]}", "'because' of row"},
      {"{table: t, hit: first, inputs: [a], rows: [{id: r, whem: {a: 1}, then: {}}]}", "did you mean 'when'?"},
      {"{table: t, hit: first, inputs: [a], defualt: {x: 1}, rows: [{id: r, then: {}}]}", "did you mean 'default'?"},
      {"{table: t, hit: first, inputs: [a], default: none, rows: [{id: r, then: {}}]}", "'default' is a map"},
      {"{table: t, hit: first, aggregate: sum, inputs: [a], rows: [{id: r, then: {x: 1}}]}", "belongs to the hit policy collect"},
      {"{table: t, hit: collect, aggregate: avg, inputs: [a], rows: [{id: r, then: {x: 1}}]}", "is one of sum, min, max and count"},
      {"{table: t, hit: collect, aggregate: sum, inputs: [a], rows: [{id: r, then: {x: 1, y: 2}}]}", "one output of one name"},
      {"{table: t, hit: collect, aggregate: sum, inputs: [a], rows: [{id: r, then: {x: one}}]}", "a whole number"},
      {"{table: t, hit: priority, inputs: [a], rows: [{id: r, then: {x: 1}}]}", "under priority"},
      {"{table: t, hit: priority, priority: {x: [2]}, inputs: [a], rows: [{id: r, then: {x: 1}}]}", "priority list"},
      {"{table: t, hit: first, priority: {x: [2]}, inputs: [a], rows: [{id: r, then: {x: 1}}]}", "belongs to the hit policies priority and output order"},
      {"{table: t, hit: output order, inputs: [a], rows: [{id: r, then: {x: 1}}]}", "under output order"},
      {"{table: t, hit: any, aggregate: sum, inputs: [a], rows: [{id: r, then: {x: 1}}]}", "belongs to the hit policy collect"},
  };
  for (const auto& [yaml, words] : cases) {
    const auto said = refusal(yaml);
    EXPECT_NE(said.find(words), std::string::npos) << yaml << "\n  " << said;
    EXPECT_EQ(said.substr(0, 30), "error.schema tables/test.yaml:") << said;
  }
}

TEST(DecisionTable, AFileHoldsOneTableOrSeveral) {
  auto one = yaml::parse(kCrisis, "a.yaml");
  auto tables = tables_from_json(one->value);
  ASSERT_TRUE(tables);
  EXPECT_EQ(tables->begin()->first, "crisis.levels");

  auto several = yaml::parse("pack: x\ntables:\n  risk.a:\n    hit: first\n    inputs: [a]\n    rows:\n      - {id: r, when: {a: 1}, then: {x: 1}}\n  risk.b:\n    hit: collect\n    inputs: [a]\n    rows:\n      - {id: r, when: {a: 1}, then: {x: 1}}\n", "b.yaml");
  auto both = tables_from_json(several->value, [&](std::string_view path) { return several->place(path); });
  ASSERT_TRUE(both) << both.error().text();
  EXPECT_EQ(both->size(), 2u);
  EXPECT_EQ(both->at("risk.b").name(), "risk.b");

  auto bad = yaml::parse("tables:\n  risk.a:\n    hit: first\n    inputs: [a]\n    rows:\n      - {id: r, when: {a: '<'}, then: {x: 1}}\n", "c.yaml");
  auto refused = tables_from_json(bad->value, [&](std::string_view path) { return bad->place(path); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "c.yaml:6:24, column 2");
  EXPECT_FALSE(tables_from_json(record("{\"tables\":{}}")));
  EXPECT_FALSE(tables_from_json(record("{\"tables\":{\"a\":{\"table\":\"b\"}}}")));
}

}  // namespace
}  // namespace amends::feel

#include <gtest/gtest.h>

#include "core/dmn/dmn_helper.hpp"

namespace amends::dmn {
namespace {

using namespace test;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '<' ? "&lt;" : c == '&' ? "&amp;" : std::string(1, c);
  return out;
}

struct Row {
  std::string cell;
  std::vector<std::string> outputs;
};

/// A decision `d` over the input `n`.
std::string model(std::string_view attributes, std::string_view outputs, const std::vector<Row>& rows, std::string_view input_values = {}) {
  std::string out = "<decisionTable " + std::string(attributes) + "><input label=\"n\"><inputExpression typeRef=\"number\"><text>n</text></inputExpression>" +
      (input_values.empty() ? "" : "<inputValues><text>" + escaped(input_values) + "</text></inputValues>") + "</input>" + std::string(outputs) + "<annotation name=\"why\"/>";
  for (const auto& row : rows) {
    out += "<rule><inputEntry><text>" + escaped(row.cell) + "</text></inputEntry>";
    for (const auto& output : row.outputs) out += "<outputEntry><text>" + escaped(output) + "</text></outputEntry>";
    out += "<annotationEntry><text>because " + escaped(row.cell) + "</text></annotationEntry></rule>";
  }
  return input("n", "number") + decision("d", out + "</decisionTable>", needs_input("n"));
}

std::string at(const std::string& elements, std::int64_t n, Answer* answer = nullptr) { return decided(elements, "d", {{"n", number(n), ""}}, answer); }

constexpr std::string_view kOne = "<output/>";
constexpr std::string_view kRanked = "<output><outputValues><text>\"high\", \"middle\", \"low\"</text></outputValues></output>";
const std::vector<Row> kLevels = {{"> 1", {"\"low\""}}, {"> 2", {"\"middle\""}}, {"> 3", {"\"high\""}}};

TEST(DmnTable, UniqueTakesOneRuleAndIsNullWhenTwoMatch) {
  const auto table = model("", kOne, kLevels);
  Answer answer;
  EXPECT_EQ(at(table, 2, &answer), "low");
  ASSERT_EQ(answer.tables.size(), 1u);
  EXPECT_EQ(answer.tables[0].where, "d");
  EXPECT_EQ(answer.tables[0].matched.at(0).rule, "1");
  EXPECT_EQ(answer.tables[0].matched[0].annotations.at(0).second, "because > 1");
  ASSERT_EQ(answer.tables[0].missed.size(), 2u);
  EXPECT_EQ(answer.tables[0].missed[0].cell, "> 2");
  EXPECT_EQ(at(table, 3, &answer), "null");
  EXPECT_NE(first_note(answer).find("rows '1' and '2' both match, which 'hit: unique' forbids"), std::string::npos);
  EXPECT_EQ(at(table, 1, &answer), "null");
  EXPECT_NE(first_note(answer).find("no rule matches"), std::string::npos);
}

TEST(DmnTable, FirstAnyPriority) {
  EXPECT_EQ(at(model("hitPolicy=\"FIRST\"", kOne, kLevels), 9), "low");
  EXPECT_EQ(at(model("hitPolicy=\"PRIORITY\"", kRanked, kLevels), 9), "high");
  EXPECT_EQ(at(model("hitPolicy=\"PRIORITY\"", kRanked, kLevels), 3), "middle");
  const auto any = model("hitPolicy=\"ANY\"", kOne, {{"> 1", {"\"x\""}}, {"> 2", {"\"x\""}}, {"> 3", {"\"y\""}}});
  EXPECT_EQ(at(any, 3), "x");
  Answer answer;
  EXPECT_EQ(at(any, 4, &answer), "null");
  EXPECT_NE(first_note(answer).find("with different outputs, which 'hit: any' forbids"), std::string::npos);
  EXPECT_NE(at(model("hitPolicy=\"PRIORITY\"", kOne, kLevels), 9).find("needs the order of the output values"), std::string::npos);
}

TEST(DmnTable, SeveralMatchesAsLists) {
  EXPECT_EQ(at(model("hitPolicy=\"COLLECT\"", kOne, kLevels), 3), "[\"low\", \"middle\"]");
  EXPECT_EQ(at(model("hitPolicy=\"RULE ORDER\"", kOne, kLevels), 4), "[\"low\", \"middle\", \"high\"]");
  EXPECT_EQ(at(model("hitPolicy=\"OUTPUT ORDER\"", kRanked, kLevels), 4), "[\"high\", \"middle\", \"low\"]");
  EXPECT_EQ(at(model("hitPolicy=\"COLLECT\"", kOne, kLevels), 1), "[]");
}

TEST(DmnTable, Aggregations) {
  const std::vector<Row> rows = {{"> 1", {"10"}}, {"> 2", {"n * 7"}}, {"> 3", {"5"}}};
  const auto with = [&](std::string_view name, std::int64_t n) { return at(model("hitPolicy=\"COLLECT\" aggregation=\"" + std::string(name) + "\"", kOne, rows), n); };
  EXPECT_EQ(with("SUM", 4), "43");
  EXPECT_EQ(with("MIN", 4), "5");
  EXPECT_EQ(with("MAX", 4), "28");
  EXPECT_EQ(with("COUNT", 4), "3");
  EXPECT_EQ(with("COUNT", 0), "0");
  EXPECT_EQ(with("SUM", 0), "null");
  Answer answer;
  EXPECT_EQ(at(model("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", kOne, {{"-", {"\"x\""}}}), 1, &answer), "null");
  EXPECT_NE(first_note(answer).find("a string cannot be summed"), std::string::npos);
}

TEST(DmnTable, SeveralOutputsAndTheirDefaults) {
  const std::string outputs = "<output name=\"level\"><defaultOutputEntry><text>\"none\"</text></defaultOutputEntry></output><output name=\"fee due\" typeRef=\"number\"/>";
  const auto table = model("", outputs, {{"> 1", {"\"low\"", "n + 1"}}});
  EXPECT_EQ(at(table, 5), "{\"level\": \"low\", \"fee due\": 6}");
  Answer answer;
  EXPECT_EQ(at(table, 0, &answer), "{\"level\": \"none\", \"fee due\": null}");
  EXPECT_TRUE(answer.tables.at(0).used_default);
  EXPECT_EQ(at(model("hitPolicy=\"COLLECT\"", "<output><defaultOutputEntry><text>0</text></defaultOutputEntry></output>", {{"> 1", {"1"}}}), 0), "[0]");
}

TEST(DmnTable, SeveralOutputsAreComparedInTheirOrder) {
  const std::string outputs = "<output name=\"a\"><outputValues><text>\"x\", \"y\"</text></outputValues></output><output name=\"b\"><outputValues><text>2, 1</text></outputValues></output>";
  EXPECT_EQ(at(model("hitPolicy=\"OUTPUT ORDER\"", outputs, {{"-", {"\"y\"", "2"}}, {"-", {"\"x\"", "1"}}, {"-", {"\"x\"", "2"}}}), 0),
            "[{\"a\": \"x\", \"b\": 2}, {\"a\": \"x\", \"b\": 1}, {\"a\": \"y\", \"b\": 2}]");
}

TEST(DmnTable, ValuesOutsideWhatIsAllowedAreNullAndSaySo) {
  Answer answer;
  const auto table = model("", kOne, {{"-", {"1"}}}, "[1..5]");
  EXPECT_EQ(at(table, 5), "1");
  EXPECT_EQ(at(table, 6, &answer), "null");
  EXPECT_NE(first_note(answer).find("the input 'n' is 6, which is not among its values [1..5]"), std::string::npos);
  EXPECT_EQ(at(model("", "<output><outputValues><text>1, 2</text></outputValues></output>", {{"-", {"3"}}}), 1, &answer), "null");
  EXPECT_NE(first_note(answer).find("the output of rule 1 is 3, which is not among the output values 1, 2"), std::string::npos);
}

TEST(DmnTable, NullIsAValueInCells) {
  const auto table = model("hitPolicy=\"COLLECT\"", kOne, {{"null", {"1"}}, {"not(5)", {"2"}}, {"-", {"3"}}, {"> 1", {"4"}}, {"", {"5"}}});
  EXPECT_EQ(decided(table, "d"), "[1, 2, 3, 5]");
}

TEST(DmnTable, ACellThatDoesNotParseIsAProblemWithRuleAndColumn) {
  const auto said = at(model("", kOne, {{"> 1", {"1"}}, {"> ", {"1"}}}), 1);
  EXPECT_NE(said.find("in the decision 'd': rule 2, input 'n': "), std::string::npos) << said;
  EXPECT_NE(said.find("m.dmn:3"), std::string::npos) << said;
}

TEST(DmnTable, IsCheckedWithItsTypesAndAllowedValues) {
  const auto loaded = Model::load({"m.dmn", definitions(model("", kOne, {{"[1..2]", {"1"}}, {"[4..5]", {"1"}}, {"5", {"1"}}}, "[1..5]"))});
  ASSERT_TRUE(loaded) << loaded.error().text();
  const auto tables = loaded->tables();
  ASSERT_EQ(tables.size(), 1u);
  EXPECT_EQ(tables[0].first, "d");
  EXPECT_TRUE(loaded->tables("other").empty());
  const auto report = feel::check_table(checked(*tables[0].second));
  ASSERT_EQ(report.gaps.size(), 1u);
  EXPECT_EQ(feel::text_of(*report.gaps[0].at(0)), "3");
  ASSERT_EQ(report.overlaps.size(), 1u);
  EXPECT_EQ(feel::text_of(*report.overlaps[0].example.at(0)), "5");
  const auto wrong = Model::load({"m.dmn", definitions(model("", kOne, {{"\"x\"", {"1"}}}))});
  EXPECT_EQ(feel::check_table(checked(*wrong->tables()[0].second)).wrong_kinds.size(), 1u);
}

}  // namespace
}  // namespace amends::dmn

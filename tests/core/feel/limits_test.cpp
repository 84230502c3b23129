#include "feel/limits.hpp"

#include <gtest/gtest.h>

#include "core/feel/feel_helper.hpp"
#include "feel/decision_table.hpp"

namespace amends::feel {
namespace {

using test::value_of;

std::string repeat(std::string_view part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

std::string code_of(std::string_view text) {
  auto parsed = Expression::parse(text);
  return parsed ? "fits" : std::string(code_name(parsed.error().code));
}

TEST(Limits, TextIsBounded) {
  EXPECT_EQ(code_of("1" + std::string(kTextBytesMax - 1, ' ')), "fits");
  EXPECT_EQ(code_of("1" + std::string(kTextBytesMax, ' ')), "error.range");
}

TEST(Limits, DepthIsBoundedForEveryKindOfNesting) {
  const auto nested = [](std::string_view open, std::string_view inner, std::string_view close, std::size_t levels) { return repeat(open, levels) +
      std::string(inner) + repeat(close, levels); };
  const std::size_t most = kDepthMax - 1;
  EXPECT_EQ(code_of(nested("(", "1", ")", most)), "fits");
  EXPECT_EQ(code_of(nested("(", "1", ")", most + 1)), "error.range");
  EXPECT_EQ(code_of(nested("[", "1", "]", most)), "fits");
  EXPECT_EQ(code_of(nested("[", "1", "]", most + 1)), "error.range");
  EXPECT_EQ(code_of(nested("-", "1", "", most)), "fits");
  EXPECT_EQ(code_of(nested("-", "1", "", most + 1)), "error.range");
  EXPECT_EQ(code_of("1" + repeat("+1", most)), "fits");
  EXPECT_EQ(code_of("1" + repeat("+1", most + 1)), "error.range");
  EXPECT_EQ(code_of(nested("not(", "true", ")", most + 1)), "error.range");
  EXPECT_EQ(code_of(nested("{a:", "1", "}", most + 1)), "error.range");
  EXPECT_EQ(code_of(nested("if true then 1 else ", "1", "", most + 1)), "error.range");
  EXPECT_EQ(code_of(nested("for x in ", "[1]", " return 1", most + 1)), "error.range");
  EXPECT_EQ(code_of("a" + repeat("[1]", most)), "fits");
  EXPECT_EQ(code_of("a" + repeat("[1]", most + 1)), "error.range");
  EXPECT_EQ(code_of("true" + repeat(" and true", 5'000)), "fits") << "a long chain is not deep";
  EXPECT_EQ(code_of(std::string(kTextBytesMax, '(')), "error.range");
  EXPECT_EQ(code_of(std::string(kTextBytesMax, '[')), "error.range");
  EXPECT_EQ(code_of(std::string(kTextBytesMax, '-')), "error.schema");
}

TEST(Limits, TheDeepestExpressionIsEvaluated) {
  EXPECT_EQ(value_of(repeat("[", kDepthMax - 1) + "1" + repeat("]", kDepthMax - 1)).size(), 2u * (kDepthMax - 1) + 1);
  EXPECT_EQ(value_of("1" + repeat("+1", kDepthMax - 1)), std::to_string(kDepthMax));
}

TEST(Limits, NodesAreBounded) {
  EXPECT_EQ(code_of("[1" + repeat(",1", kNodesMax - 2) + "]"), "fits");
  EXPECT_EQ(code_of("[1" + repeat(",1", kNodesMax - 1) + "]"), "error.range");
}

TEST(Limits, StepsAreBounded) {
  EXPECT_EQ(value_of("count(for x in 1..300, y in 1..300 return 1)"), "90000");
  EXPECT_EQ(value_of("some x in 1..100000000 satisfies x < 0").substr(0, 11), "error.range");
  EXPECT_EQ(value_of("every x in 1..100 satisfies every y in 1..100 satisfies every z in 1..100 satisfies true").substr(0, 11), "error.range");
  EXPECT_EQ(value_of("every x in 1..300000 satisfies true"), "true");
  EXPECT_EQ(value_of("count(distinct values(for x in 1..50000 return x))").substr(0, 11), "error.range") << "quadratic work counts";
}

TEST(Limits, ListsAreBounded) {
  EXPECT_EQ(value_of("count(for x in 1..100000 return 1)"), "100000");
  EXPECT_EQ(value_of("count(for x in 1..100001 return 1)").substr(0, 11), "error.range");
  EXPECT_EQ(value_of("count(append((for x in 1..99999 return 1), 1))"), "100000");
  EXPECT_EQ(value_of("count(append((for x in 1..100000 return 1), 1))").substr(0, 11), "error.range");
}

TEST(Limits, StringsAreBounded) {
  const std::string piece(32'768, 'a');
  const auto root = json::Value(json::Object{{"s", piece}});
  const auto doubled = [](int times) {  // s joined with itself, times over
    std::string text = "s";
    for (int i = 0; i < times; ++i) text = "(for x in [" + text + "] return x + x)[1]";
    return "string length(" + text + ")";
  };
  EXPECT_EQ(value_of(doubled(5), root), std::to_string(kStringBytesMax));
  EXPECT_EQ(value_of(doubled(6), root).substr(0, 11), "error.range");
  EXPECT_EQ(value_of("string length(string join((for i in 1..32 return s), \"\"))", root), std::to_string(kStringBytesMax));
  EXPECT_EQ(value_of("string length(string join((for i in 1..32 return s), \"-\"))", root).substr(0, 11), "error.range");
}

TEST(Limits, SharedListsThatUnfoldToMillionsAreRefused) {
  std::string text = "{a: [1,1,1,1,1,1,1,1,1,1]";
  for (char c = 'b'; c <= 'j'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    text += ", " + std::string(1, c) + ": [" + before + repeat("," + before, 9) + "]";
  }
  EXPECT_EQ(value_of("string(" + text + "})").substr(0, 11), "error.range");
  EXPECT_EQ(value_of("count({a: [1,1,1], b: [a,a,a], c: [b,b,b]}.c)"), "3");
}

TEST(Limits, PatternsAreBounded) {
  EXPECT_EQ(code_of("matches(\"a\", \"" + std::string(kPatternBytesMax, 'a') + "\")"), "fits");
  EXPECT_EQ(code_of("matches(\"a\", \"" + std::string(kPatternBytesMax + 1, 'a') + "\")"), "error.range");
  EXPECT_EQ(code_of("matches(\"a\", \"((a{1,100}){1,100}){1,100}\")"), "error.schema") << "too large once compiled";
}

TEST(Limits, ExponentsAreBounded) {
  EXPECT_EQ(value_of("1 ** 999999999"), "1");
  EXPECT_EQ(value_of("1 ** 1000000000"), "null");
}

TEST(Limits, NotesAreBounded) {
  std::string text = "null";
  for (int i = 0; i < 40; ++i) text += " and 1 + \"a\" > " + std::to_string(i);
  const json::Value root = json::Object{};
  const auto truth = Expression::parse(text)->test(JsonScope(root));
  ASSERT_TRUE(truth);
  EXPECT_EQ(truth->notes.size(), kNotesMax);
}

json::Value table(std::size_t inputs, std::size_t rows) {
  json::Array names, list;
  for (std::size_t i = 0; i < inputs; ++i) names.push_back(json::Value("i" + std::to_string(i)));
  for (std::size_t i = 0; i < rows; ++i)
    list.push_back(json::Object{{"id", "r" + std::to_string(i)}, {"when", json::Object{{"i0", static_cast<std::int64_t>(i)}}}, {"then", json::Object{{"x",
        1}}}});
  return json::Object{{"table", "t"}, {"hit", "first"}, {"inputs", names}, {"rows", list}};
}

TEST(Limits, TablesAreBounded) {
  EXPECT_TRUE(DecisionTable::from_json(table(1, kTableRowsMax)));
  EXPECT_FALSE(DecisionTable::from_json(table(1, kTableRowsMax + 1)));
  EXPECT_TRUE(DecisionTable::from_json(table(kTableInputsMax, 1)));
  EXPECT_FALSE(DecisionTable::from_json(table(kTableInputsMax + 1, 1)));
}

}  // namespace
}  // namespace amends::feel

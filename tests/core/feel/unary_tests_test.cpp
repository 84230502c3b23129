#include "feel/unary_tests.hpp"

#include <gtest/gtest.h>

#include <random>

#include "core/feel/feel_helper.hpp"
#include "feel/evaluator.hpp"
#include "feel/parser.hpp"

namespace amends::feel {
namespace {

Value value(std::string_view text) {
  const json::Value root = json::Object{};
  return *Expression::parse(text)->evaluate(JsonScope(root));
}

/// "yes", "no", "null" or the error's code.
std::string fits(std::string_view input, std::string_view cell) {
  auto tests = UnaryTests::parse(cell);
  if (!tests) return std::string(code_name(tests.error().code));
  const auto root = test::record(R"({"limit": 10})");
  auto out = tests->match(value(input), JsonScope(root));
  if (!out) return std::string(code_name(out.error().code));
  return *out ? (**out ? "yes" : "no") : "null";
}

TEST(UnaryTests, FitAValue) {
  EXPECT_EQ(fits("\"explicit\"", "\"explicit\""), "yes");
  EXPECT_EQ(fits("\"veiled\"", "\"explicit\""), "no");
  EXPECT_EQ(fits("true", "true"), "yes");
  EXPECT_EQ(fits("false", "true"), "no");
  EXPECT_EQ(fits("5", "5.0"), "yes");
  EXPECT_EQ(fits("-5", "-5"), "yes");
  EXPECT_EQ(fits("\"5\"", "5"), "null") << "text and number do not compare, so it does not fit";
}

TEST(UnaryTests, FitComparisonsAndIntervals) {
  EXPECT_EQ(fits("100000", ">= 100000"), "yes");
  EXPECT_EQ(fits("99999", ">= 100000"), "no");
  EXPECT_EQ(fits("5", "< 5"), "no");
  EXPECT_EQ(fits("5", "<= 5"), "yes");
  EXPECT_EQ(fits("5", "!= 5"), "no");
  EXPECT_EQ(fits("5", "= 5"), "yes");
  EXPECT_EQ(fits("-3", "> -5"), "yes");
  EXPECT_EQ(fits("10000", "[10000..100000)"), "yes");
  EXPECT_EQ(fits("100000", "[10000..100000)"), "no");
  EXPECT_EQ(fits("10000", "(10000..100000]"), "no");
  EXPECT_EQ(fits("100000", "(10000..100000]"), "yes");
  EXPECT_EQ(fits("3", "(1..3)"), "no");
  EXPECT_EQ(fits("3", "]1..3["), "no");
  EXPECT_EQ(fits("@\"2026-03-02\"", "< @\"2026-03-03\""), "yes");
  EXPECT_EQ(fits("@\"2026-03-02\"", "[date(\"2026-01-01\")..date(\"2026-12-31\")]"), "yes");
}

TEST(UnaryTests, ACommaMeansOrAndNotTurnsAround) {
  EXPECT_EQ(fits("\"petition\"", "\"media\", \"petition\""), "yes");
  EXPECT_EQ(fits("\"other\"", "\"media\", \"petition\""), "no");
  EXPECT_EQ(fits("7", "< 3, [6..8], 20"), "yes");
  EXPECT_EQ(fits("\"other\"", "not(\"media\", \"petition\")"), "yes");
  EXPECT_EQ(fits("\"media\"", "not(\"media\", \"petition\")"), "no");
  EXPECT_EQ(fits("5", "not(> 3)"), "no");
}

TEST(UnaryTests, ANullInputFitsOnlyNullAndTheDash) {
  EXPECT_EQ(fits("null", "-"), "yes");
  EXPECT_EQ(fits("5", "-"), "yes");
  EXPECT_EQ(fits("null", "null"), "yes");
  EXPECT_EQ(fits("5", "null"), "no");
  EXPECT_EQ(fits("null", "null, 5"), "yes");
  EXPECT_EQ(fits("null", "> 5"), "null");
  EXPECT_EQ(fits("null", "\"a\""), "null");
  EXPECT_EQ(fits("null", "[1..5]"), "null");
  EXPECT_EQ(fits("null", "not(\"a\")"), "null") << "an unknown fact is not 'something else'";
  EXPECT_EQ(fits("null", "not(> 5)"), "null");
  EXPECT_EQ(fits("null", "not(null)"), "no");
  EXPECT_EQ(fits("5", "not(null)"), "yes");
  EXPECT_EQ(fits("5", "!= null"), "yes");
  EXPECT_EQ(fits("null", "!= null"), "no");
}

TEST(UnaryTests, TheQuestionMarkIsTheInput) {
  EXPECT_EQ(fits("\"foobar\"", "contains(?, \"oba\")"), "yes");
  EXPECT_EQ(fits("12", "modulo(?, 5) = 2"), "yes");
  EXPECT_EQ(fits("12", "? > limit"), "yes");
  EXPECT_EQ(fits("12", "> limit, < 0"), "yes");
  EXPECT_EQ(fits("12", "not(? > limit)"), "no");
  EXPECT_EQ(fits("12", "not(? > 5) or ? = 12"), "yes") << "not at the beginning of an expression";
  EXPECT_EQ(fits("5", "[1, 5]"), "yes") << "a list fits what it holds";
}

TEST(UnaryTests, BadCellsAreRefusedWithTheColumn) {
  for (const auto* bad : {"", "> ", "\"a\",", ", \"a\"", "[1..", "[1..5", "not(", "not()", "\"a\" \"b\"", "- 5 -", "-, 5", ">> 5",
      "not(1) 2"}) EXPECT_EQ(fits("5", bad), "error.schema") << bad;
  const auto parsed = UnaryTests::parse("\"a\", >", "tables/x.yaml:7:12");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().where, "tables/x.yaml:7:12, column 7");
}

TEST(UnaryTests, KnowsWhichCellsAreConstant) {
  for (const auto* cell : {"5", "\"a\", \"b\"", ">= 5", "[1..5]", "not(null)", "-5", "2 * 3", "date(\"2026-01-01\")",
      "(> 5)"}) EXPECT_NE(UnaryTests::parse(cell)->simple(), nullptr) << cell;
  for (const auto* cell : {"-", "x", "? > 5", "[1, 2]", "today()", "> limit", "5, x"}) EXPECT_EQ(UnaryTests::parse(cell)->simple(), nullptr) << cell;
  EXPECT_EQ(UnaryTests::parse("> 5, 投诉")->column_of("投诉"), 6);
}

TEST(UnaryTests, TheQuickWayAndTheEvaluatorAgree) {
  const std::uint64_t seed = 4711;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  const std::vector<std::string> constants = {"0", "5", "10", "-3", "5.5", "\"a\"", "\"b\"", "true", "false", "@\"2026-03-02\"", "@\"P1D\"", "null"};
  const auto pick = [&] { return constants[random() % constants.size()]; };
  const json::Value root = json::Object{};
  const JsonScope scope(root);
  int compared = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string cell;
    for (auto n = 1 + random() % 3; n > 0; --n) {
      static const char* kOperators[] = {"", "< ", "<= ", "> ", ">= ", "= ", "!= "};
      cell += (cell.empty() ? "" : ", ");
      if (random() % 4 == 0) cell += (random() & 1 ? "[" : "(") + pick() + ".." + pick() + (random() & 1 ? "]" : ")");
      else cell += kOperators[random() % std::size(kOperators)] + pick();
    }
    if (random() % 3 == 0) cell = "not(" + cell + ")";
    const auto tests = UnaryTests::parse(cell);
    ASSERT_TRUE(tests) << cell << tests.error().text();
    const Value input = value(pick());
    const auto quick = tests->match(input, scope);
    const auto syntax = parse_unary_tests(cell, {});
    const auto slow = Evaluator(**syntax, scope, NullMode::unknown).run_tests(input);
    ASSERT_TRUE(quick && slow);
    ASSERT_EQ(*quick, *slow) << text_of(input) << " against " << cell;
    compared += tests->simple() != nullptr ? 1 : 0;
  }
  EXPECT_GT(compared, 5'000);
}

TEST(UnaryTests, InDmnNullIsAValueAndATruthValueAnswersItself) {
  const auto root = test::record(R"({"limit": 5})");
  const JsonScope scope(root);
  const auto match = [&](const char* cell, const Value& input, NullMode mode) {
    Budget budget;
    return *UnaryTests::parse(cell)->match(input, scope, budget, mode);
  };
  EXPECT_EQ(match("not(\"a\")", Value(), NullMode::dmn), Ternary(true));
  EXPECT_EQ(match("not(\"a\")", Value(), NullMode::unknown), Ternary());
  EXPECT_EQ(match("null", Value(), NullMode::dmn), Ternary(true));
  EXPECT_EQ(match("limit > 3", Value::integer(1), NullMode::dmn), Ternary(true)) << "an expression that gives true";
  EXPECT_EQ(match("even(limit)", Value::integer(1), NullMode::dmn), Ternary(false));
  EXPECT_EQ(match("[1, \"a\"]", Value::integer(2), NullMode::dmn), Ternary(false)) << "what is of another kind is just not held";
  EXPECT_EQ(match("(!= 5)", Value::integer(5), NullMode::dmn), Ternary(false));
  EXPECT_EQ(match("(!= 5)", Value::integer(6), NullMode::dmn), Ternary(true));
  EXPECT_EQ(*UnaryTests::parse("(!= 5)")->match(Value::integer(6), scope), Ternary(true));
  EXPECT_EQ(match("[null..10]", Value::integer(5), NullMode::dmn), Ternary());
  EXPECT_EQ(match("? > 3 and ? < limit", Value::integer(4), NullMode::dmn), Ternary(true));
}

}  // namespace
}  // namespace amends::feel

// Functions as values: definitions, closures, recursion, calls by name, functions as arguments, and functions that a host gives.
#include "feel/function.hpp"

#include <gtest/gtest.h>

#include <map>

#include "core/feel/feel_helper.hpp"
#include "feel/limits.hpp"

namespace amends::feel {
namespace {

using test::value_of;

TEST(Functions, AreDefinedAndCalled) {
  EXPECT_EQ(value_of("(function(a, b) a + b)(1, 2)"), "3");
  EXPECT_EQ(value_of("{add: function(a, b) a + b, three: add(1, 2)}.three"), "3");
  EXPECT_EQ(value_of("{f: function() \"x\"}.f()"), "x");
  EXPECT_EQ(value_of("function(a: number, b) a"), "function(a: number, b)");
  EXPECT_EQ(value_of("-(function(a) a)(10)"), "-10");
  EXPECT_EQ(value_of("(function(f, x) f(f(x)))(function(n) n * 3, 2)"), "18");
  EXPECT_EQ(value_of("for f in [function(x) x + 1, function(x) x * 10] return f(4)"), "[5, 40]");
}

TEST(Functions, KeepWhatWasInSightWhereTheyStand) {
  EXPECT_EQ(value_of("{make: function(n) function(x) x + n, r: make(10)(5)}.r"), "15");
  EXPECT_EQ(value_of("for f in (for i in 1..3 return function(x) x * i) return f(10)"), "[10, 20, 30]");
  EXPECT_EQ(value_of("{a: 1, f: function() a, b: {a: 2, r: f()}}.b.r"), "1") << "the names of the place of writing count, not those of the caller";
  EXPECT_EQ(value_of("[{n: 1, f: 2}, {n: 3, f: 4}][n = 3].f"), "[4]");
  EXPECT_EQ(value_of("(for p in parties return function() p.name)[2]()", test::record(R"({"parties": [{"name": "a"}, {"name": "b"}]})")), "b");
}

/// A closure may outlive the scope and the expression it came from.
TEST(Functions, OutliveScopeAndExpression) {
  Value made;
  {
    const auto root = test::record(R"({"rate": {"percent": 5}})");
    made = *Expression::parse("function(sum) sum * rate.percent / 100")->evaluate(JsonScope(root));
  }
  ASSERT_NE(made.as_function(), nullptr);
  const json::Value other = test::record(R"({"rate": {"percent": 90}})");
  Budget budget;
  const Value arguments[] = {Value::integer(200)};
  EXPECT_EQ(text_of(*invoke(*made.as_function(), arguments, {JsonScope(other), budget})), "10");
  EXPECT_GT(budget.steps, 0);
  EXPECT_EQ(budget.nesting, 0);
}

TEST(Functions, MayCallThemselvesByTheirKey) {
  EXPECT_EQ(value_of("{fact: function(n) if n < 2 then 1 else n * fact(n - 1), r: fact(20)}.r"), "2432902008176640000");
  EXPECT_EQ(value_of("{fib: function(n) if n < 2 then n else fib(n - 1) + fib(n - 2), r: fib(15)}.r"), "610");
}

/// Levels, not calls, are counted, because levels are what the C stack holds.
TEST(Functions, ThatNeverEndAreStopped) {
  const std::string count = "{f: function(n) if n = 0 then 0 else 1 + f(n - 1), r: f(";
  const auto answer = value_of("{f: function(n) f(n), r: f(1)}.r");
  EXPECT_EQ(answer.substr(0, 11), "error.range") << answer;
  EXPECT_NE(answer.find("functions call each other deeper than 4000 levels"), std::string::npos) << answer;
  EXPECT_NE(answer.find("column 18"), std::string::npos) << "the place of the call is named: " << answer;
  const auto body = 5, call = 4;  // levels of that function's body and of the call itself
  const auto most = kNestingMax / (body + call);
  EXPECT_EQ(value_of(count + std::to_string(most - 2) + ")}.r"), std::to_string(most - 2));
  EXPECT_EQ(value_of(count + std::to_string(most + 1) + ")}.r").substr(0, 11), "error.range");
  EXPECT_EQ(value_of("{f: function(x, n) if n = 0 then x else f([x], n - 1), r: f(1, 400)}.r").substr(0, 11), "error.range") << "nor do values nest without end";
  EXPECT_EQ(value_of("{f: function(n) f(n - 1) + f(n - 2), r: f(1)}.r").substr(0, 11), "error.range");
  EXPECT_EQ(value_of("{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(30)}.r").substr(0, 11), "error.range") << "steps end what is wide and not deep";
}

TEST(Functions, TakeArgumentsByName) {
  EXPECT_EQ(value_of("{f: function(a, b) a - b, r: f(b: 1, a: 10)}.r"), "9");
  EXPECT_EQ(value_of("{f: function(a, b) a - b, r: f(b: 1, c: 10)}.r"), "null");
  EXPECT_EQ(value_of("{f: function(a, b) a - b, r: f(b: 1)}.r"), "null");
  EXPECT_EQ(value_of("{f: function(a, b) a - b, r: f(1)}.r"), "null");
  EXPECT_EQ(value_of("{f: function(a, b) a - b, r: f(1, 2, 3)}.r"), "null");
  EXPECT_EQ(value_of("{f: function(the sum, rate) the sum * rate, r: f(rate: 2, the sum: 10)}.r"), "20");
  EXPECT_EQ(value_of("substring(start position: 3, string: \"foobar\")"), "obar");
  EXPECT_EQ(value_of("number(from: \"1.000,5\", decimal separator: \",\", grouping separator: \".\")"), "1000.5");
  EXPECT_EQ(value_of("date(day: 2, month: 3, year: 2026)"), "2026-03-02");
  EXPECT_EQ(value_of("is(value1: 1)"), "false") << "what is left out is null";
}

TEST(Functions, BringArgumentsIntoTheirTypes) {
  EXPECT_EQ(value_of("(function(a: number) a)([5])"), "5");
  EXPECT_EQ(value_of("(function(a: list<number>) count(a))(5)"), "1");
  EXPECT_EQ(value_of("(function(a: date and time) a)(@\"2026-03-02\")"), "2026-03-02T00:00:00Z");
  EXPECT_EQ(value_of("(function(a: number) if a = null then \"none\" else a)(\"x\")"), "null") << "the call has no meaning";
  EXPECT_EQ(value_of("(function(a: number) if a = null then \"none\" else a)(null)"), "none");
}

TEST(Functions, ArePassedToBuiltIns) {
  EXPECT_EQ(value_of("sort([3, 1, 5, 4], function(x, y) x > y)"), "[5, 4, 3, 1]");
  EXPECT_EQ(value_of("sort([{k: 2, n: \"a\"}, {k: 1, n: \"b\"}, {k: 2, n: \"c\"}, {k: 1, n: \"d\"}], function(x, y) x.k < y.k).n"), "[\"b\", \"d\", \"a\", \"c\"]") << "stable";
  EXPECT_EQ(value_of("sort(list: [2, 1], precedes: function(x, y) x < y)"), "[1, 2]");
  EXPECT_EQ(value_of("sort([2, 1, 3], function(x, y) true)"), "[3, 1, 2]") << "an order that is none still ends";
  EXPECT_EQ(value_of("sort([1, 2], 5)"), "null");
  EXPECT_EQ(value_of("sort([], function(x, y) x < y)"), "[]");
  EXPECT_EQ(value_of("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)"), "[5, 5, 7, 8]");
  EXPECT_EQ(value_of("list replace([2, 4, 7, 8], 3, 6)"), "[2, 4, 6, 8]");
  EXPECT_EQ(value_of("list replace([2, 4, 7, 8], -1, 6)"), "[2, 4, 7, 6]");
  EXPECT_EQ(value_of("list replace([1], function(a, b) 5, 6)"), "null");
}

TEST(Functions, ThatAreNoneAreNotCalled) {
  EXPECT_EQ(value_of("{a: 5, b: a(1)}.b"), "null");
  EXPECT_EQ(value_of("(function(n) external {java: {class: \"java.lang.Math\", method signature: \"cos(double)\"}})(1)"), "null") << "no foreign code is run";
  Budget budget;
  std::vector<std::string> notes;
  const json::Value root = json::Object{};
  const auto value = Expression::parse("{a: 5, b: a(1)}.b")->evaluate(JsonScope(root), budget, &notes);
  ASSERT_TRUE(value);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0], "column 12: a number cannot be called");
}

/// What a model's business knowledge is to FEEL.
class Doubled final : public Function {
 public:
  Doubled() : Function({{"the number", simple_type(TypeName::number)}}, simple_type(TypeName::number)) {}
  Result<Value> call(std::span<const Value> arguments, const Environment& environment) const override {
    ++environment.budget.steps;
    const auto* number = arguments[0].as_number();
    return number ? Value::number(*multiply(*number, Decimal::from_integer(2))) : Value();
  }
};

class Library final : public Scope {
 public:
  std::optional<Value> lookup(std::string_view name) const override {
    if (name == "twice as much") return Value::function(std::make_shared<const Doubled>());
    if (name == "v1.2") return Value::context({{"rate", Value::integer(3)}});
    if (name == "Model B") return Value::context({{"twice", Value::function(std::make_shared<const Doubled>())}});
    return std::nullopt;
  }
};

TEST(Functions, OfTheHostAreCalledByTheNamesOfAVocabulary) {
  Vocabulary vocabulary;
  vocabulary.names = {"twice as much", "Model B", "the number", "v1.2"};
  const auto value = [&](const char* text) {
    auto parsed = Expression::parse(text, {}, vocabulary);
    if (!parsed) return parsed.error().text();
    auto out = parsed->evaluate(Library());
    return out ? text_of(*out) : out.error().text();
  };
  EXPECT_EQ(value("twice as much(4) + 1"), "9");
  EXPECT_EQ(value("twice as much(the number: [4])"), "8");
  EXPECT_EQ(value("Model B.twice(5)"), "10");
  EXPECT_EQ(value("v1.2.rate"), "3") << "a point inside a known name does not split it";
  EXPECT_EQ(value("for i in [1, 2] return twice as much(i)"), "[2, 4]");
  EXPECT_EQ(value("twice as much(\"a\")"), "null");
  EXPECT_EQ(value("(function(x) twice as much(x) + 1)(3)"), "7");
}

TEST(Functions, BuiltInOnesAreValuesWhereTheVocabularySaysSo) {
  Vocabulary vocabulary;
  vocabulary.builtin_values = true;
  const json::Value root = test::record(R"({"count": 3})");
  const auto value = [&](const char* text) { return text_of(*Expression::parse(text, {}, vocabulary)->evaluate(JsonScope(root))); };
  EXPECT_EQ(value("max = max"), "true");
  EXPECT_EQ(value("max = mean"), "false");
  EXPECT_EQ(value("count"), "3") << "a fact of that name comes first";
  EXPECT_EQ(value("(function(f) f([1, 2, 6]))(mean)"), "3");
  EXPECT_EQ(value("{f: sum, r: f(1, 2)}.r"), "3");
  EXPECT_EQ(value_of("max"), "null") << "elsewhere an absent fact stays null";
}

TEST(Functions, PartialIsWhatALoopHasGathered) {
  EXPECT_EQ(value_of("for i in 0..8 return if i = 0 then 1 else i * partial[-1]"), "[1, 1, 2, 6, 24, 120, 720, 5040, 40320]");
  EXPECT_EQ(value_of("for i in 1..4 return if i <= 2 then 1 else partial[-1] + partial[-2]"), "[1, 1, 2, 3]");
  EXPECT_EQ(value_of("for i in 1..3 return count(partial)"), "[0, 1, 2]");
  EXPECT_EQ(value_of("for i in 1..100000 return [partial[-1]]").substr(0, 11), "error.range") << "no value nests without end";
}

}  // namespace
}  // namespace amends::feel

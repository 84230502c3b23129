// Whatever stands in a file, the answer is a value or an error with a place; never a crash, never an endless run.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "core/feel/feel_helper.hpp"
#include "feel/builtins.hpp"
#include "feel/unary_tests.hpp"
#include "support/utf8.hpp"

namespace amends::feel {
namespace {

/// Under a sanitizer a tenth of the texts is tried: it looks at each of them ten times as long.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kSlower = 10;
#else
constexpr int kSlower = 1;
#endif


/// AMENDS_SEED gives a seed back.
std::uint64_t seed_of_run() {
  const char* given = std::getenv("AMENDS_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::printf("AMENDS_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

constexpr const char* kTokens[] = {"1", "0.5", "-", "+", "*", "/", "**", "=", "!=", "<", ">=", "(", ")", "[", "]", "{", "}", ",", ":", "..", ".", "?", "@",
    "\"a\"", "\"2026-03-02\"", "\"P1D\"", "a", "b.c",
                                   "list", "item", "null", "true", "and", "or", "not", "if", "then", "else", "for", "in", "return", "some", "every",
                                       "satisfies", "between", "instance", "of", "number",
                                   "string length", "count", "sum", "date and time", "substring", "split", "matches", "flatten", "1e999", "999999999",
                                       "@\"P1D\"", "@\"2026-03-02\"", "distinct values",
                                   "append", "get value", "function(", "function(x)", "external", "partial", "list<", ">", "->", "context<a:", "range(", "sort", "x", "'", "2nd", "a-b", "(= 5)", "decimal", "modulo", "string", "\"[a-z]*\"", "投诉", "now()", "\n", "//", "/*", "*/"};

void try_text(const std::string& text, const Scope& scope) {
  auto expression = Expression::parse(text, "fuzz");
  if (expression) {
    auto value = expression->evaluate(scope);
    if (value) {
      ASSERT_TRUE(utf8::valid(text_of(*value)));
      (void)to_json(*value);
      ASSERT_EQ(equals(*value, *value), equals(*value, *value));
    } else {
      ASSERT_NE(value.error().code, ErrorCode::internal) << value.error().text();
    }
    (void)expression->test(scope).has_value();
  } else {
    ASSERT_FALSE(expression.error().message.empty());
    ASSERT_EQ(expression.error().where.substr(0, 4), "fuzz");
    ASSERT_TRUE(utf8::valid(expression.error().text()) || !utf8::valid(text));
  }
  auto cell = UnaryTests::parse(text);
  if (!cell) return;
  for (const auto& input : {Value(), Value::integer(5), Value::string("a"), Value::list({Value::integer(1)})}) {
    auto fits = cell->match(input, scope);
    if (fits) continue;
    ASSERT_NE(fits.error().code, ErrorCode::internal) << fits.error().text();
  }
}

TEST(Fuzz, AHundredThousandRandomTextsAlwaysGiveAResult) {
  const auto seed = seed_of_run();
  SCOPED_TRACE("AMENDS_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  const auto root = test::record(R"({"a": 5, "b": {"c": "x"}, "list": [{"a": 1}, {"b": 2}, 3, null]})");
  const JsonScope scope(root, Instant{0});
  int parsed = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string text;
    if (i % 4 == 0) {
      for (auto n = random() % 30; n > 0; --n) text += static_cast<char>(random() & 0xFF);
    } else if (i % 4 == 1) {
      for (auto n = random() % 40; n > 0; --n) text += static_cast<char>(0x20 + random() % 0x5F);
    } else {
      for (auto n = 1 + random() % (i % 4 == 2 ? 6 : 25); n > 0; --n) text += std::string(kTokens[random() % std::size(kTokens)]) + (random() % 3 ? " " : "");
    }
    SCOPED_TRACE(text);
    try_text(text, scope);
    if (HasFatalFailure()) return;
    parsed += Expression::parse(text).has_value() ? 1 : 0;
  }
  EXPECT_GT(parsed, 1'000) << "too few texts reach the evaluator";
}

/// A random expression that the grammar allows.
std::string sentence(std::mt19937_64& random, int depth) {
  const auto inner = [&] { return sentence(random, depth - 1); };
  if (depth == 0) {
    static const char* kLeaves[] = {"1", "-2.5", "0", "\"a\"", "\"投诉\"", "null", "true", "false", "a", "b.c", "list", "missing", "@\"2026-03-02\"",
        "@\"P1M\"", "@\"PT5H\"", "[]", "[1..5]", "{x: 1}"};
    return kLeaves[random() % std::size(kLeaves)];
  }
  static const char* kTypes[] = {"Any", "number", "list<number>", "context<x: number>", "function<number> -> Any", "range<number>", "list<list<string>>"};
  static const char* kOperators[] = {" + ", " - ", " * ", " / ", " = ", " != ", " < ", " >= ", " and ", " or "};
  switch (random() % 18) {
    case 0: return "(" + inner() + ")";
    case 1: return "[" + inner() + ", " + inner() + "]";
    case 2: return "(if " + inner() + " then " + inner() + " else " + inner() + ")";
    case 3: return "(for x in " + inner() + " return [x, " + inner() + "])";
    case 4: return "(some x in " + inner() + " satisfies x = " + inner() + ")";
    case 5: return "(" + inner() + ")[" + inner() + "]";
    case 6: return "{k: " + inner() + ", m: k}.m";
    case 7: return "(" + inner() + ") in (" + inner() + ", > " + "(" + inner() + "))";
    case 8: return "-(" + inner() + ")";
    case 9: {
      const auto all = builtins();
      const auto& builtin = all[random() % all.size()];
      if (builtin.function == nullptr) return inner();
      const int most = std::min(builtin.arguments_max, builtin.arguments_min + 2);
      std::string text = std::string(builtin.name) + "(";
      const auto given = builtin.arguments_min + static_cast<int>(random() % static_cast<std::uint64_t>(most - builtin.arguments_min + 1));
      for (int i = 0; i < given; ++i) text += (i ? ", " : "") + inner();
      return text + ")";
    }
    case 10: return "(function(x, y: number) " + inner() + ")(" + inner() + ", " + inner() + ")";
    case 11: return "{f: function(n) if n = 0 then " + inner() + " else f(n - 1), r: f(" + inner() + ")}.r";
    case 12: return "sort(" + inner() + ", function(a, b) " + inner() + ")";
    case 13: return "(for i in 1..3 return [partial[-1], " + inner() + "])";
    case 14: return "(" + inner() + " instance of " + std::string(kTypes[random() % std::size(kTypes)]) + ")";
    case 15: return "{my key: " + inner() + ", f: function(my arg) my key = my arg, r: f(my arg: " + inner() + ")}.r";
    default: return "(" + inner() + kOperators[random() % std::size(kOperators)] + inner() + ")";
  }
}

TEST(Fuzz, TwentyThousandRandomSentencesAlwaysGiveAResult) {
  const auto seed = seed_of_run();
  SCOPED_TRACE("AMENDS_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  const auto root = test::record(R"({"a": 5, "b": {"c": "x"}, "list": [{"a": 1}, {"b": 2}, 3, null]})");
  const JsonScope scope(root, Instant{0});
  int not_null = 0;
  for (int i = 0; i < 20'000 / kSlower; ++i) {
    const auto text = sentence(random, 1 + static_cast<int>(random() % 5));
    SCOPED_TRACE(text);
    try_text(text, scope);
    if (HasFatalFailure()) return;
    if (auto parsed = Expression::parse(text)) {
      auto value = parsed->evaluate(scope);
      not_null += value && !value->is_null() ? 1 : 0;
    }
  }
  EXPECT_GT(not_null, 1'000 / kSlower);
}

/// Texts that hold everything, with a few bytes changed, dropped or doubled.
TEST(Fuzz, FiftyThousandMutatedTextsAlwaysGiveAResult) {
  const auto seed = seed_of_run();
  SCOPED_TRACE("AMENDS_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  const auto root = test::record(R"({"a": 5, "b": {"c": "x"}, "list": [{"a": 1}, {"b": 2}, 3, null]})");
  const JsonScope scope(root, Instant{0});
  static const char* kTexts[] = {
      "{fact: function(n: number) if n < 2 then 1 else n * fact(n - 1), r: fact(9)}.r", "sort(list, function(x, y) x < y)[item > 1 and a in (1..5]]",
      "for i in 1..4, my var in [i, 2] return if i <= 2 then my var else partial[-1] + partial[-2]", "range(\"[1..3]\").start included = (= 5).end included",
      "(function(f: function<number> -> string, x: list<context<a: string>>) f(x: x))(function(q) string(q), [{a: \"b\"}])",
      "date and time(\"2018-10-08T00:00:00@Europe/Paris\") + duration(\"P1DT2H\") > @\"2018-10-09T02:00:00.5+02:00\"", "replace(\"abcd\", \"[a-z-[bc]]+\", \"$0-\", \"ix\")",
      "context put({x: 1, y: {a: 0}}, [\"y\", \"a\"], 2).y.a between -1 and number(from: \"1 0,5\", grouping separator: \" \", decimal separator: \",\")"};
  for (int i = 0; i < 50'000 / kSlower; ++i) {
    std::string text = kTexts[random() % std::size(kTexts)];
    for (auto n = 1 + random() % 3; n > 0 && !text.empty(); --n) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0: text.erase(at, 1 + random() % 3); break;
        case 1: text[at] = static_cast<char>(0x20 + random() % 0x5F); break;
        case 2: text.insert(at, text.substr(random() % text.size(), 1 + random() % 12)); break;
        default: text.insert(at, kTokens[random() % std::size(kTokens)]); break;
      }
    }
    SCOPED_TRACE(text);
    try_text(text, scope);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace amends::feel

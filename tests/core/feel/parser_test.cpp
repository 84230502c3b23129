#include "feel/parser.hpp"

#include <gtest/gtest.h>

#include "core/feel/feel_helper.hpp"

namespace amends::feel {
namespace {

using test::value_of;

std::string error_of(std::string_view text, std::string_view place = {}) {
  auto parsed = parse_expression(text, place);
  return parsed ? "" : std::string(code_name(parsed.error().code)) + " " + parsed.error().text();
}

TEST(Parser, ReadsLiterals) {
  EXPECT_EQ(value_of("null"), "null");
  EXPECT_EQ(value_of("true"), "true");
  EXPECT_EQ(value_of("1234.50"), "1234.5");
  EXPECT_EQ(value_of("\"a\\\"b\\n\\u00e9\\uD83D\\uDE00\\U01F600\\\\\""), "a\"b\né😀😀\\");
  EXPECT_EQ(value_of("[1, \"a\", [true]]"), "[1, \"a\", [true]]");
  EXPECT_EQ(value_of("{a: 1, \"b c\": a + 1}"), "{\"a\": 1, \"b c\": 2}");
  EXPECT_EQ(value_of("[]"), "[]");
  EXPECT_EQ(value_of("{}"), "{}");
  EXPECT_EQ(value_of("@\"2026-03-02\""), "2026-03-02");
  EXPECT_EQ(value_of("1 /* two */ + // three\n 2"), "3");
}

TEST(Parser, BindsOperatorsAsDmnDoes) {
  EXPECT_EQ(value_of("1 + 2 * 3"), "7");
  EXPECT_EQ(value_of("(1 + 2) * 3"), "9");
  EXPECT_EQ(value_of("10 - 4 - 3"), "3");
  EXPECT_EQ(value_of("2 ** 3 ** 2"), "64");
  EXPECT_EQ(value_of("-2 ** 2"), "4");
  EXPECT_EQ(value_of("2 * 3 ** 2"), "18");
  EXPECT_EQ(value_of("2 ** -1"), "0.5");
  EXPECT_EQ(value_of("- -3"), "3");
  EXPECT_EQ(value_of("1 + 1 = 2 and 3 > 2"), "true");
  EXPECT_EQ(value_of("true or true and false"), "true");
  EXPECT_EQ(value_of("5 between 1 and 10 and true"), "true");
  EXPECT_EQ(value_of("1 + 4 in [1..5] and true"), "true");
  EXPECT_EQ(value_of("if true then 1 else 2 + 3"), "1");
  EXPECT_EQ(value_of("1 + if false then 1 else 2"), "3");
  EXPECT_EQ(value_of("[1,2,3][2] + 1"), "3");
  EXPECT_EQ(value_of("-[1,2,3][2]"), "-2");
  EXPECT_EQ(value_of("1 instance of number and not(\"a\" instance of number)"), "true");
  EXPECT_EQ(value_of("@\"2026-03-02\".year + 1"), "2027");
}

TEST(Parser, ReadsRangesWithEveryBracket) {
  EXPECT_EQ(value_of("[1..5]"), "[1..5]");
  EXPECT_EQ(value_of("(1..5)"), "(1..5)");
  EXPECT_EQ(value_of("]1..5["), "(1..5)");
  EXPECT_EQ(value_of("[1..5["), "[1..5)");
  EXPECT_EQ(value_of("(1..5]"), "(1..5]");
  EXPECT_EQ(value_of("(> 5)"), "(> 5)");
  EXPECT_EQ(value_of("[1..2+3]"), "[1..5]");
  EXPECT_EQ(value_of("(1..([4,5][2])]"), "(1..5]");
  EXPECT_EQ(value_of("[@\"2026-01-01\"..@\"2026-12-31\"]"), "[@\"2026-01-01\"..@\"2026-12-31\"]");
}

TEST(Parser, TakesWordsTogetherWhenTheyNameAFunction) {
  EXPECT_EQ(value_of("string length(\"abc\")"), "3");
  EXPECT_EQ(value_of("date and time(\"2026-03-02T09:00:00\")"), "2026-03-02T09:00:00");
  EXPECT_EQ(value_of("true and not(false)"), "true");
  EXPECT_EQ(value_of("date", test::record(R"({"date": 5})")), "5");
  EXPECT_EQ(value_of("count > 3", test::record(R"({"count": 5})")), "true") << "without parentheses it is a name";
  EXPECT_EQ(value_of("string   length (\"abc\")"), "3");
}

TEST(Parser, ReadsNamesOfAnyAlphabet) {
  EXPECT_EQ(value_of("金额 + 1", test::record(R"({"金额": 5})")), "6");
  EXPECT_EQ(value_of("_x1.y_2", test::record(R"({"_x1": {"y_2": 5}})")), "5");
}

TEST(Parser, ListsTheNamesItReads) {
  const auto names = [](std::string_view text) {
    auto parsed = Expression::parse(text);
    std::string out;
    for (const auto& name : parsed->names()) out += name + " ";
    out += "|";
    for (const auto& name : parsed->possible_names()) out += " " + name;
    return out;
  };
  EXPECT_EQ(names("money.claimed.minor > 5 and group.size > money.claimed.minor"), "money.claimed.minor group.size |");
  EXPECT_EQ(names("for p in parties return p.name"), "parties |");
  EXPECT_EQ(names("parties[role = \"x\" and item.a = limit.b].name"), "parties | role limit.b");
  EXPECT_EQ(names("some d in flags satisfies d.kind = wanted"), "flags wanted |");
  EXPECT_EQ(names("{a: x, b: a + y}.b"), "x y |");
  EXPECT_EQ(names("for i in 1..3 return i"), "|");
}

TEST(Parser, NamesPlaceAndColumnOfAnError) {
  EXPECT_EQ(error_of("1 +", "rules.yaml:12:5"), "error.schema rules.yaml:12:5, column 4: the text ends where a value is expected");
  EXPECT_EQ(error_of("\"投诉\" + )"), "error.schema column 8: ')' stands where a value is expected") << "columns count code points";
  EXPECT_EQ(error_of("1 +\n  * 2"), "error.schema line 2, column 3: '*' stands where a value is expected");
  EXPECT_EQ(error_of("a = 1 b"), "error.schema column 7: 'b' stands where the end is expected");
}

TEST(Parser, SuggestsTheNearestFunction) {
  EXPECT_NE(error_of("string lenght(\"a\")").find("did you mean 'string length'?"), std::string::npos) << error_of("string lenght(\"a\")");
  EXPECT_NE(error_of("starts_with(\"a\", \"b\")").find("did you mean 'starts with'?"), std::string::npos) << error_of("starts_with(\"a\", \"b\")");
  EXPECT_NE(error_of("startsWith(\"a\", \"b\")").find("did you mean 'starts with'?"), std::string::npos);
  EXPECT_NE(error_of("cuont([1])").find("did you mean 'count'?"), std::string::npos);
  EXPECT_NE(error_of("frobnicate(1)").find("there is no function 'frobnicate'"), std::string::npos);
  EXPECT_NE(error_of("1 instance of strng").find("did you mean 'string'?"), std::string::npos);
}

TEST(Parser, RefusesWhatIsWrong) {
  for (const auto* text : {"", "   ", "1 2", "(1", "[1", "{a 1}", "{a: 1, a: 2}", "{a: 1", "a..b", "1 + + 2", "if a then b", "for x return 1", "for x in",
      "some x in [1] return x", "a == b", "a && b",
                           "a || b", "'a'", "\"a", "\"\\u12\"", "\"\\uD800\"", "\"\\UFFFFFF\"", "12abc", "a.", "a.5", "f(", "abs()", "abs(1, 2)",
                               "count(,)", "?", "a < b < c",
                           "a between 1", "/* never", "1..2", "@5", "@\"hello\"", "@\"2026-02-30\"", "and", "then", "a and", "x in", "#", "a[", "a[]",
                               "(1, 2)", "\x01", "matches(\"a\", \"(\")", "{: 1}",
                           "not(1, 2)", "x(1)", "1(2)", "\"a\"(2)", "“a”", "first name = 1", "for my var [1] return 1", "function(a", "function(a, a) 1", "function(a) ", "1 instance of list<number", "1 instance of function<number>",
                           "abs(n: 1, m: 2)", "abs(m: 1)", "substring(string: \"a\", 1)", "round up(n: 1, n: 2)", "1 instance of", "a in (=1..5]", "a in (<1..5)"})
    EXPECT_EQ(error_of(text).substr(0, 12), "error.schema") << text << " -> " << error_of(text);
  EXPECT_EQ(error_of("\"\xFF\"").substr(0, 14), "error.not_utf8");
}

}  // namespace
}  // namespace amends::feel

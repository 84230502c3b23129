#include "feel/builtins.hpp"

#include <gtest/gtest.h>

#include "core/feel/feel_helper.hpp"

namespace amends::feel {
namespace {

using test::value_of;

struct Sample { const char* text; const char* value; };

void check(std::initializer_list<Sample> samples) {
  for (const auto& sample : samples) EXPECT_EQ(value_of(sample.text), sample.value) << sample.text;
}

TEST(Builtins, StringsCountCodePoints) {
  check({{"string length(\"投诉😀\")", "3"}, {"substring(\"投诉处理\", 3)", "处理"}, {"substring(\"foobar\", 3, 3)", "oba"}, {"substring(\"foobar\", -2, 1)", "a"},
         {"substring(\"😀ab\", 2, 1)", "a"}, {"substring(\"abc\", 0)", "null"}, {"substring(\"abc\", 4)", "null"}, {"substring(\"abc\", 2, 99)", "bc"},
             {"substring(\"abc\", 2, 0)", ""},
         {"substring(\"abc\", 1, -1)", "null"}, {"upper case(\"abcé\")", "ABCÉ"}, {"lower case(\"ABCÉ\")", "abcé"}, {"upper case(\"ß\")", "ß"},
         {"contains(\"foobar\", \"oba\")", "true"}, {"contains(\"foobar\", \"of\")", "false"}, {"starts with(\"foobar\", \"foo\")", "true"},
             {"starts with(\"f\", \"foo\")", "false"},
         {"ends with(\"foobar\", \"bar\")", "true"}, {"ends with(\"r\", \"bar\")", "false"}, {"substring before(\"foobar\", \"bar\")", "foo"},
             {"substring after(\"foobar\", \"ob\")", "ar"},
         {"substring after(\"foobar\", \"x\")", ""}, {"string join([\"a\", null, \"b\"], \", \")", "a, b"}, {"string join([\"a\", 1])", "null"}});
}

TEST(Builtins, StringsRefuseOtherKindsWithNull) {
  check({{"string length(5)", "null"}, {"contains(\"a\", null)", "null"}, {"upper case([1])", "null"}, {"starts with(null, \"a\")", "null"},
      {"substring(\"abc\", \"1\")", "null"}});
}

TEST(Builtins, PatternsAreLinearAndCompiledOnceOrPerCall) {
  check({{"matches(\"abc123\", \"[a-z]+[0-9]+\")", "true"}, {"matches(\"abc\", \"^b\")", "false"}, {"matches(\"ABC\", \"b\", \"i\")", "true"},
      {"matches(\"投诉人\", \"^投.人$\")", "true"},
         {"matches(\"a\", \"[\" + \"a]\")", "true"}, {"matches(\"a\", \"[\" + \"a\")", "null"}, {"matches(5, \"a\")", "null"}, {"matches(\"a\", null)", "null"},
         {"split(\"a;b;;c\", \";\")", "[\"a\", \"b\", \"\", \"c\"]"}, {"split(\"John Doe\", \"\\\\s\")", "[\"John\", \"Doe\"]"}, {"split(\"\", \";\")",
             "[\"\"]"}, {"split(\"ab\", \"x*\")", "null"}});
  EXPECT_EQ(value_of("matches(\"" + std::string(5000, 'a') + "\", \"(a*)*b\")"), "false") << "a pattern that hangs a backtracking matcher";
}

TEST(Builtins, NumbersAreReadExactly) {
  check({{"number(\"12.50\")", "12.5"}, {"number(\"1,234.5\", \",\", \".\")", "1234.5"}, {"number(\"1 234,5\", \" \", \",\")", "1234.5"},
      {"number(\"1.5\", null, null)", "1.5"},
         {"number(\"1.5\", null, \",\")", "null"}, {"number(\"1,5\", \",\", \",\")", "null"}, {"number(\"abc\")", "null"}, {"number(5)", "5"},
             {"number(\"0.1\") + number(\"0.2\")", "0.3"},
         {"number(\"12345678901234567890123456789012345\")", "null"}, {"string(1.10)", "1.1"}, {"string(true)", "true"}, {"string(null)", "null"},
             {"string([1, \"a\"])", "[1, \"a\"]"},
         {"string(@\"2026-03-02\")", "2026-03-02"}, {"string(@\"P1DT2H\")", "P1DT2H"}});
}

TEST(Builtins, NumbersRoundAsAsked) {
  check({{"floor(1.5)", "1"}, {"floor(-1.5)", "-2"}, {"floor(-1.56, 1)", "-1.6"}, {"ceiling(1.5)", "2"}, {"ceiling(-1.5)", "-1"}, {"decimal(1/3, 2)", "0.33"},
      {"decimal(1.5, 0)", "2"},
         {"decimal(2.5, 0)", "2"}, {"abs(-10)", "10"}, {"abs(@\"-P1D\")", "P1D"}, {"modulo(-12, 5)", "3"}, {"modulo(1, 0)", "null"}, {"round up(5.5, 0)",
             "6"}, {"round down(-5.5, 0)", "-5"},
         {"round half up(5.5, 0)", "6"}, {"round half down(5.5, 0)", "5"}, {"odd(5)", "true"}, {"even(5)", "false"}, {"even(-2)", "true"}, {"odd(1.5)",
             "null"}, {"decimal(1, 99999)", "null"}});
}

TEST(Builtins, ListsAreCountedSummedAndSearched) {
  check({{"count([1, null, 3])", "3"}, {"count([])", "0"}, {"count(null)", "null"}, {"sum([1, 2, 3])", "6"}, {"sum(1, 2, 3)", "6"}, {"sum([])", "null"},
      {"sum([1, null])", "null"},
         {"sum([0.1, 0.2])", "0.3"}, {"min([3, 1, 2])", "1"}, {"max(3, 1, 2)", "3"}, {"max([\"a\", \"c\"])", "c"}, {"min([@\"2026-03-02\", @\"2026-03-01\"])",
             "2026-03-01"}, {"max([1, \"a\"])", "null"},
         {"max([])", "null"}, {"mean([1, 2, 6])", "3"}, {"mean([])", "null"}, {"median([8, 2, 5, 3, 4])", "4"}, {"median([6, 1, 2, 3])", "2.5"},
             {"product([2, 3, 4])", "24"},
         {"list contains([1, 2], 2)", "true"}, {"list contains([1, null], null)", "true"}, {"list contains([1], \"1\")", "false"}, {"append([1], 2, 3)",
             "[1, 2, 3]"}, {"append(1, 2)", "[1, 2]"},
         {"concatenate([1], [2, 3])", "[1, 2, 3]"}, {"concatenate([1], 2)", "[1, 2]"}, {"concatenate([1], null)", "null"}, {"distinct values([1, 2, 1.0, null, null])", "[1, 2, null]"},
             {"flatten([[1, [2]], 3])", "[1, 2, 3]"},
         {"reverse([1, 2, 3])", "[3, 2, 1]"}, {"index of([1, 2, 1], 1)", "[1, 3]"}, {"union([1, 2], [2, 3])", "[1, 2, 3]"}, {"sublist([4, 5, 6], 2)",
             "[5, 6]"}, {"sublist([4, 5, 6], -2, 1)", "[5]"},
         {"sublist([4], 2)", "null"}, {"insert before([1, 3], 2, 2)", "[1, 2, 3]"}, {"remove([1, 2, 3], 2)", "[1, 3]"}, {"remove([1], 5)", "null"},
             {"all([true, null, false])", "false"},
         {"all([true, null])", "null"}, {"all([])", "true"}, {"any([false, null, true])", "true"}, {"any([false, null])", "null"}, {"any([])", "false"}});
}

TEST(Builtins, ContextsGiveTheirEntries) {
  check({{"get value({a: 1}, \"a\")", "1"}, {"get value({a: 1}, \"b\")", "null"}, {"get value(5, \"a\")", "null"}, {"get entries({a: 1, b: 2})",
      "[{\"key\": \"a\", \"value\": 1}, {\"key\": \"b\", \"value\": 2}]"},
         {"get entries({a: 1}).key", "[\"a\"]"}, {"is defined(5)", "true"}, {"is defined(a.b.c)", "false"}, {"is defined({a: 1}.a)", "true"},
             {"is defined(null)", "false"}});
}

TEST(Builtins, DatesAreMadeFromTextAndParts) {
  check({{"date(\"2026-03-02\")", "2026-03-02"}, {"date(2026, 2, 29)", "null"}, {"date(2024, 2, 29)", "2024-02-29"}, {"date(\"2026-02-30\")", "null"},
      {"date(@\"2026-03-02T10:00:00\")", "2026-03-02"},
         {"date(1, 2)", "null"}, {"time(\"09:00:00Z\")", "09:00:00Z"}, {"time(9, 30, 0)", "09:30:00"}, {"time(9, 30, 1.5, @\"PT8H\")", "09:30:01.5+08:00"},
             {"time(25, 0, 0)", "null"},
         {"time(9, 30, -1)", "null"}, {"time(@\"2026-03-02T10:00:00\")", "10:00:00"}, {"date and time(@\"2026-03-02\", @\"10:00:00\")", "2026-03-02T10:00:00"},
         {"date and time(\"nonsense\")", "null"}, {"duration(\"P1Y\")", "P1Y"}, {"duration(\"1 day\")", "null"},
             {"years and months duration(date(\"2024-01-15\"), date(\"2026-03-14\"))", "P2Y1M"},
         {"day of week(date(\"2026-03-02\"))", "Monday"}, {"date(2026, 1, 31) + duration(\"P1M\")", "2026-02-28"},
             {"today() - date(\"2026-02-28\") > duration(\"P1D\")", "true"}});
}

TEST(Builtins, EveryNameIsFoundAndNoneTwice) {
  for (const auto& builtin : builtins()) {
    ASSERT_EQ(find_builtin(builtin.name), &builtin) << builtin.name;
    EXPECT_LE(builtin.arguments_min, builtin.arguments_max) << builtin.name;
  }
  EXPECT_EQ(find_builtin("string  length"), nullptr);
}

TEST(Builtins, EveryFunctionBearsNullForEveryArgument) {
  for (const auto& builtin : builtins()) {
    if (builtin.function == nullptr) continue;
    for (int given = builtin.arguments_min; given <= std::min(builtin.arguments_max, 4); ++given) {
      for (const std::string_view argument : {"null", "\"\"", "0", "[]", "{}", "-1.5", "@\"P1D\"", "[null]", "true", "[1..2]"}) {
        std::string text = std::string(builtin.name) + "(";
        for (int i = 0; i < given; ++i) text += (i ? ", " : "") + std::string(argument);
        const auto value = value_of(text + ")");
        EXPECT_TRUE(value.rfind("error.", 0) != 0 || value.find("no regular expression") != std::string::npos) << text << ") -> " << value;
      }
    }
  }
}

std::string of(const char* text) { return test::value_of(text); }

TEST(Builtins, StatisticsAreExact) {
  EXPECT_EQ(of("stddev([2, 4, 7, 5])"), "2.081665999466132735282297706979931");
  EXPECT_EQ(of("stddev([47])"), "null");
  EXPECT_EQ(of("stddev(2, 4, 7, 5) = stddev([2, 4, 7, 5])"), "true");
  EXPECT_EQ(of("mode([6, 3, 9, 6, 6])"), "[6]");
  EXPECT_EQ(of("mode([3, 6, 1, 9, 6, 1, 3])"), "[1, 3, 6]");
  EXPECT_EQ(of("mode([])"), "[]");
  EXPECT_EQ(of("mode([1, \"a\"])"), "null");
  EXPECT_EQ(of("median([8, 2, 5, 3, 4])"), "4");
  EXPECT_EQ(of("sqrt(16)"), "4");
  EXPECT_EQ(of("sqrt(-1)"), "null");
  EXPECT_EQ(of("decimal(exp(4), 8)"), "54.59815003");
  EXPECT_EQ(of("decimal(log(10), 8)"), "2.30258509");
  EXPECT_EQ(of("log(0)"), "null");
  EXPECT_EQ(of("decimal(2 ** 0.5, 8)"), "1.41421356");
}

TEST(Builtins, ContextsAreMadeChangedAndMerged) {
  EXPECT_EQ(of("context([{key: \"a\", value: 1}, {key: \"b\", value: null}])"), "{\"a\": 1, \"b\": null}");
  EXPECT_EQ(of("context({key: \"a\", value: 1})"), "{\"a\": 1}");
  EXPECT_EQ(of("context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])"), "null");
  EXPECT_EQ(of("context([{key: 1, value: 1}])"), "null");
  EXPECT_EQ(of("context put({x: 1}, \"y\", 2)"), "{\"x\": 1, \"y\": 2}");
  EXPECT_EQ(of("context put({x: 1, y: {a: 0}}, [\"y\", \"a\"], 2).y.a"), "2");
  EXPECT_EQ(of("context put({x: 1}, [\"x\", \"a\"], 2)"), "null");
  EXPECT_EQ(of("context put({x: 1}, [], 2)"), "null");
  EXPECT_EQ(of("context put(context: {x: 1}, keys: [\"x\"], value: 2)"), "{\"x\": 2}");
  EXPECT_EQ(of("context put(context: {x: 1}, key: [\"x\"], value: 2)"), "null") << "`key` is one string";
  EXPECT_EQ(of("context put(value: 2, context: {x: 1}, key: \"x\")"), "{\"x\": 2}");
  EXPECT_EQ(of("context merge([{a: 1, b: 1}, {b: 2}])"), "{\"a\": 1, \"b\": 2}");
  EXPECT_EQ(of("context merge([{a: 1}, 2])"), "null");
  EXPECT_EQ(of("get value({a: {b: 5}}, [\"a\", \"b\"])"), "5");
  EXPECT_EQ(of("context(get entries({a: 1, b: 2})) = {b: 2, a: 1}"), "true");
}

TEST(Builtins, PatternsAreThoseOfXPath) {
  EXPECT_EQ(of("replace(\"abcd\", \"(ab)|(a)\", \"[1=$1][2=$2]\")"), "[1=ab][2=]cd");
  EXPECT_EQ(of("replace(\"facetiously\", \"[iouy]\", \"[$0]\")"), "facet[i][o][u]sl[y]");
  EXPECT_EQ(of("replace(\"0123456789\", \"(\\d{3})(\\d{3})(\\d{4})\", \"($1) $2-$3\")"), "(012) 345-6789");
  EXPECT_EQ(of("replace(\"abc\", \"b\", \"$\")"), "null");
  EXPECT_EQ(of("replace(\"a.b\", \".\", \"-\", \"q\")"), "a-b");
  EXPECT_EQ(of("replace(\"投诉\", \"诉\", \"$0$0\")"), "投诉诉");
  EXPECT_EQ(of("matches(\"hello world\", \"he ll o[ ]worl d\", \"x\")"), "true");
  EXPECT_EQ(of("matches(\"hello world\", \"\\p{ I s B a s i c L a t i n }+\", \"x\")"), "true");
  EXPECT_EQ(of("matches(\"x\", \"[A-Z-[OI]]\", \"i\")"), "true");
  EXPECT_EQ(of("matches(\"O\", \"[A-Z-[OI]]\", \"i\")"), "false");
  EXPECT_EQ(of("matches(\"Mary\\u000DJones\", \"Mary.Jones\")"), "false") << "a point fits no line end";
  EXPECT_EQ(of("matches(\"Mary\\u000DJones\", \"Mary.Jones\", \"s\")"), "true");
  EXPECT_EQ(of("matches(\"aA\", string(\"(a)\\\\1\"), \"i\")"), "null") << "RE2 does not look back at groups";
  EXPECT_EQ(of("matches(\"a]b\", \"a[]]b\")"), "true");
  EXPECT_EQ(of("matches(\"a-b\", \"a[-]b\")"), "true");
}

TEST(Builtins, DaysHaveNamesAndNumbers) {
  EXPECT_EQ(of("day of year(@\"2020-12-31\")"), "366");
  EXPECT_EQ(of("week of year(@\"2020-12-31\")"), "53");
  EXPECT_EQ(of("week of year(@\"2021-01-01\")"), "53");
  EXPECT_EQ(of("week of year(@\"2005-01-03\")"), "1");
  EXPECT_EQ(of("month of year(@\"2019-09-17T10:00:00\")"), "September");
  EXPECT_EQ(of("day of week(date: @\"2026-03-02\")"), "Monday");
}

}  // namespace
}  // namespace amends::feel

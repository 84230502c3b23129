#include "feel/expression.hpp"

#include <gtest/gtest.h>

#include "core/feel/feel_helper.hpp"

namespace amends::feel {
namespace {

using test::record;
using test::truth_of;
using test::value_of;

const char* kRecord = R"({"money":{"claimed":{"minor":3000000,"currency":"CNY"}},"risk":{"level":"high","score":72},"group":{"size":3},
  "parties":[{"role":"complainant","name":"a","age":70},{"role":"agent","name":"b"}],"tags":["x","y"],"zero":0,"nothing":null,"open":true})";

TEST(Expression, ReadsPathsOfARecord) {
  const auto root = record(kRecord);
  EXPECT_EQ(value_of("money.claimed.minor / 100", root), "30000");
  EXPECT_EQ(value_of("parties.name", root), "[\"a\", \"b\"]");
  EXPECT_EQ(value_of("parties[1].name", root), "a");
  EXPECT_EQ(value_of("parties[-1].name", root), "b");
  EXPECT_EQ(value_of("parties[role = \"agent\"].name", root), "[\"b\"]");
  EXPECT_EQ(value_of("parties[age > 60][1].name", root), "a");
  EXPECT_EQ(value_of("parties[3]", root), "null");
  EXPECT_EQ(value_of("tags[item != \"x\"]", root), "[\"y\"]");
  EXPECT_EQ(value_of("tags[zero + 2]", root), "y");
  EXPECT_EQ(value_of("{a: {b: 7}}.a.b", root), "7");
  EXPECT_EQ(value_of("missing.path", root), "null");
}

TEST(Expression, AndAndOrFollowTheThreeValuedTables) {
  const char* truths[] = {"true", "false", "null"};
  const char* conjunction[3][3] = {{"true", "false", "null"}, {"false", "false", "false"}, {"null", "false", "null"}};
  const char* disjunction[3][3] = {{"true", "true", "true"}, {"true", "false", "null"}, {"true", "null", "null"}};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      EXPECT_EQ(value_of(std::string(truths[i]) + " and " + truths[j]), conjunction[i][j]) << i << j;
      EXPECT_EQ(value_of(std::string(truths[i]) + " or " + truths[j]), disjunction[i][j]) << i << j;
    }
  }
  EXPECT_EQ(value_of("not(true)"), "false");
  EXPECT_EQ(value_of("not(false)"), "true");
  EXPECT_EQ(value_of("not(null)"), "null");
  EXPECT_EQ(value_of("true and 5"), "null") << "what is no boolean counts as null";
  EXPECT_EQ(value_of("false and 5"), "false");
  EXPECT_EQ(value_of("true or \"x\""), "true");
}

TEST(Expression, ComparesWithNullAsDmnSays) {
  EXPECT_EQ(value_of("null = null"), "true");
  EXPECT_EQ(value_of("x = null"), "true");
  EXPECT_EQ(value_of("x != null"), "false");
  EXPECT_EQ(value_of("x = 1"), "false");
  EXPECT_EQ(value_of("x > 1"), "null");
  EXPECT_EQ(value_of("x in (1, 2)"), "false");
  EXPECT_EQ(value_of("x between 1 and 2"), "null");
  EXPECT_EQ(value_of("if x > 1 then \"a\" else \"b\""), "b");
}

TEST(Expression, AConditionThatIsNotKnownIsNeitherYesNorNo) {
  const auto root = record(kRecord);
  EXPECT_EQ(truth_of("risk.score > 70", root), "yes");
  EXPECT_EQ(truth_of("risk.score > 90", root), "no");
  EXPECT_EQ(truth_of("risk.other > 70", root), "unknown: risk.other");
  EXPECT_EQ(truth_of("nothing > 70", root), "unknown: nothing");
  EXPECT_EQ(truth_of("verify.merit > 1 or absent", root), "unknown: verify.merit absent");
  EXPECT_EQ(truth_of("verify.merit = \"full\"", root), "unknown: verify.merit");
  EXPECT_EQ(truth_of("verify.merit != \"full\"", root), "unknown: verify.merit");
  EXPECT_EQ(truth_of("verify.merit in (\"full\", \"partial\")", root), "unknown: verify.merit");
  EXPECT_EQ(truth_of("not(verify.merit = \"full\")", root), "unknown: verify.merit");
  EXPECT_EQ(truth_of("if verify.ok then true else false", root), "unknown: verify.ok") << "else is for no, not for unknown";
}

TEST(Expression, NullIsMeantBySayingIt) {
  const auto root = record(kRecord);
  EXPECT_EQ(truth_of("verify.merit = null", root), "yes");
  EXPECT_EQ(truth_of("verify.merit != null", root), "no");
  EXPECT_EQ(truth_of("null = nothing", root), "yes");
  EXPECT_EQ(truth_of("risk.level != null", root), "yes");
  EXPECT_EQ(truth_of("nothing in (null, 5)", root), "yes");
  EXPECT_EQ(truth_of("is defined(verify.merit)", root), "no");
  EXPECT_EQ(truth_of("verify.merit != null and verify.merit > 3", root), "no");
  EXPECT_EQ(truth_of("if verify.merit = null then true else verify.merit > 3", root), "yes");
}

TEST(Expression, WhatIsKnownDecidesDespiteWhatIsNot) {
  const auto root = record(kRecord);
  EXPECT_EQ(truth_of("absent > 1 or risk.score > 70", root), "yes");
  EXPECT_EQ(truth_of("absent > 1 and risk.score > 90", root), "no");
}

TEST(Expression, AConditionThatIsNoBooleanIsAnError) {
  const auto root = record(kRecord);
  EXPECT_EQ(truth_of("risk.score + 1", root), "error.bad_type column 1: the condition 'risk.score + 1' gives a number, not true or false; compare it with something");
  EXPECT_EQ(truth_of("risk", root).substr(0, 14), "error.bad_type");
}

TEST(Expression, SaysWhyAConditionIsUnknown) {
  const auto parsed = Expression::parse("risk.level > 5 or zero / zero > 1", "flow.yaml:3:9");
  const auto root = record(kRecord);
  const auto truth = parsed->test(JsonScope(root));
  ASSERT_TRUE(truth);
  EXPECT_EQ(truth->kind, Truth::Kind::unknown);
  EXPECT_TRUE(truth->nulls.empty()) << "every name had a value";
  ASSERT_EQ(truth->notes.size(), 3u);
  EXPECT_EQ(truth->notes[0], "column 12: a string and a number cannot be compared");
  EXPECT_EQ(truth->notes[1], "column 24: division by zero has no answer");
  EXPECT_EQ(truth->notes[2], "column 31: null and a number cannot be compared");
}

TEST(Expression, TestsWithInAreUnaryTests) {
  EXPECT_EQ(value_of("5 in [1..5]"), "true");
  EXPECT_EQ(value_of("5 in [1..5)"), "false");
  EXPECT_EQ(value_of("5 in (1..5]"), "true");
  EXPECT_EQ(value_of("5 in ]5..9]"), "false");
  EXPECT_EQ(value_of("5 in > 3"), "true");
  EXPECT_EQ(value_of("5 in (< 3, > 4)"), "true");
  EXPECT_EQ(value_of("5 in (1, 2)"), "false");
  EXPECT_EQ(value_of("5 in [1, 5]"), "true");
  EXPECT_EQ(value_of("5 in ([1..2], [4..6])"), "true");
  EXPECT_EQ(value_of("\"b\" in (\"a\", \"b\")"), "true");
  EXPECT_EQ(value_of("@\"2026-03-02\" in [@\"2026-01-01\"..@\"2026-12-31\"]"), "true");
  EXPECT_EQ(value_of("\"x\" in [1..5]"), "null");
}

TEST(Expression, LoopsAndQuantifies) {
  EXPECT_EQ(value_of("for x in [1, 2, 3] return x * 2"), "[2, 4, 6]");
  EXPECT_EQ(value_of("for x in 1..3 return x"), "[1, 2, 3]");
  EXPECT_EQ(value_of("for x in 3..1 return x"), "[3, 2, 1]");
  EXPECT_EQ(value_of("for x in (1..4] return x"), "[2, 3, 4]");
  EXPECT_EQ(value_of("for x in [1, 2], y in [x, 10] return x * y"), "[1, 10, 4, 20]");
  EXPECT_EQ(value_of("for x in null return x"), "null");
  EXPECT_EQ(value_of("for x in 5 return x"), "[5]");
  EXPECT_EQ(value_of("for x in 1.5..3 return x"), "null");
  EXPECT_EQ(value_of("some x in [1, 2] satisfies x > 1"), "true");
  EXPECT_EQ(value_of("some x in [1, null] satisfies x > 1"), "null");
  EXPECT_EQ(value_of("some x in [] satisfies x > 1"), "false");
  EXPECT_EQ(value_of("every x in [1, 2] satisfies x > 0"), "true");
  EXPECT_EQ(value_of("every x in [1, null] satisfies x > 0"), "null");
  EXPECT_EQ(value_of("every x in [0, null] satisfies x > 0"), "false");
  EXPECT_EQ(value_of("every x in [] satisfies x > 0"), "true");
  EXPECT_EQ(value_of("for x in [1, 2] return for x in [x] return x"), "[[1], [2]]");
}

TEST(Expression, TheInnermostMeaningOfANameWins) {
  const auto root = record(R"({"x":1,"list":[{"x":2},{"y":3}]})");
  EXPECT_EQ(value_of("list[x = 1]", root), "[{\"y\": 3}]") << "the item without x sees the record's";
  EXPECT_EQ(value_of("for x in [5] return x", root), "[5]");
  EXPECT_EQ(value_of("{x: 9, y: x}.y", root), "9");
  EXPECT_EQ(value_of("for x in [2] return list[item.x = x]", root), "[[{\"x\": 2}]]") << "inside the filter x is the item's where it has one";
}

TEST(Expression, InstanceOfKnowsTheKinds) {
  EXPECT_EQ(value_of("1 instance of number"), "true");
  EXPECT_EQ(value_of("null instance of Any"), "false");
  EXPECT_EQ(value_of("null instance of Null"), "true");
  EXPECT_EQ(value_of("@\"2026-03-02T00:00:00\" instance of date and time"), "true");
  EXPECT_EQ(value_of("@\"P1D\" instance of days and time duration"), "true");
  EXPECT_EQ(value_of("@\"P1D\" instance of years and months duration"), "false");
  EXPECT_EQ(value_of("[] instance of list and {} instance of context"), "true");
}

TEST(Expression, NowAndTodayAreTheRecordedInstantInTheScopesZone) {
  EXPECT_EQ(value_of("now()"), "2026-03-02T09:00:00+08:00");
  EXPECT_EQ(value_of("today()"), "2026-03-02");
  const json::Value root = json::Object{};
  const auto late = Expression::parse("today()")->evaluate(JsonScope(root, parse_instant("2026-03-01T17:00:00Z").value_or(Instant{}), 8 * 3600));
  EXPECT_EQ(text_of(*late), "2026-03-02") << "it is tomorrow in China";
  const auto without = Expression::parse("today()")->evaluate(JsonScope(root));
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().code, ErrorCode::missing_field);
}

TEST(Expression, ATimeOfANamedZoneIsAMoment) {
  EXPECT_EQ(value_of("date and time(\"2026-03-02T09:00:00@Asia/Shanghai\") = @\"2026-03-02T01:00:00Z\""), "true");
  EXPECT_EQ(value_of("@\"2026-03-02T09:00:00@Asia/Shanghai\" - @\"2026-03-02T00:00:00Z\""), "PT1H");
  EXPECT_EQ(value_of("@\"2018-10-08T00:00:00@Europe/Paris\".time offset"), "PT2H");
  EXPECT_EQ(value_of("@\"2018-10-08T00:00:00@Europe/Paris\".timezone"), "Europe/Paris");
  EXPECT_EQ(value_of("@\"10:00:00@Europe/Paris\".time offset"), "null");
  EXPECT_EQ(value_of("time(@\"2018-10-08T10:20:00@Europe/Paris\")"), "10:20:00@Europe/Paris");
  EXPECT_EQ(value_of("date and time(\"2026-03-02T09:00:00@No/Where\")"), "null");
  EXPECT_EQ(value_of("is(@\"2021-04-02T23:00:00@Australia/Melbourne\", @\"2021-04-02T23:00:00+11:00\")"), "false") << "equal, but not the same in form";
  EXPECT_EQ(value_of("@\"10:30:00.0001\" = @\"10:30:00.0002\""), "true") << "times are equal to the second, as the TCK has it";
  EXPECT_EQ(value_of("@\"10:30:00.0001\" < @\"10:30:00.0002\""), "true");
  EXPECT_EQ(value_of("@\"2026-03-02\" = @\"2026-03-02T00:00:00Z\""), "true");
  EXPECT_EQ(value_of("@\"2026-03-02\" < @\"2026-03-02T00:00:01Z\""), "true");
}

/// Knows whole names only, as variables do.
class Variables final : public Scope {
 public:
  std::optional<Value> lookup(std::string_view name) const override {
    if (name == "triage") return Value::context({{"level", Value::string("I")}});
    if (name == "limit") return Value::integer(5);
    return std::nullopt;
  }
};

TEST(Expression, AScopeOfPlainVariablesNeedNotKnowPaths) {
  EXPECT_EQ(text_of(*Expression::parse("triage.level")->evaluate(Variables())), "I");
  EXPECT_EQ(text_of(*Expression::parse("triage.other.deep")->evaluate(Variables())), "null");
  EXPECT_EQ(Expression::parse("triage.level in (\"I\", \"II\") and limit > 4")->test(Variables())->kind, Truth::Kind::yes);
  EXPECT_EQ(Expression::parse("triage.other > 4")->test(Variables())->nulls, std::vector<std::string>{"triage.other"});
}

TEST(Expression, CopiesShareOneTreeAndKeepTheText) {
  const auto first = Expression::parse("a + 1");
  const Expression second = *first;
  EXPECT_EQ(second.text(), "a + 1");
  EXPECT_EQ(&first->names(), &second.names());
}

}  // namespace
}  // namespace amends::feel

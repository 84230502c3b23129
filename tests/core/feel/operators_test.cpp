#include "feel/operators.hpp"

#include <gtest/gtest.h>

#include "core/feel/feel_helper.hpp"

namespace amends::feel {
namespace {

using test::value_of;

TEST(Operators, ReckonsWithDatesAndDurations) {
  EXPECT_EQ(value_of("@\"2026-01-31\" + @\"P1M\""), "2026-02-28");
  EXPECT_EQ(value_of("@\"P1M\" + @\"2026-01-31\""), "2026-02-28");
  EXPECT_EQ(value_of("@\"2026-03-01\" - @\"P1D\""), "2026-02-28");
  EXPECT_EQ(value_of("@\"2026-03-01\" + @\"PT25H\""), "2026-03-02");
  EXPECT_EQ(value_of("@\"2026-03-02\" - @\"2026-02-28\""), "P2D");
  EXPECT_EQ(value_of("@\"2026-03-02T10:00:00Z\" - @\"2026-03-02T10:00:00+08:00\""), "PT8H");
  EXPECT_EQ(value_of("@\"23:30:00\" + @\"PT1H\""), "00:30:00");
  EXPECT_EQ(value_of("@\"10:00:00\" - @\"09:15:00\""), "PT45M");
  EXPECT_EQ(value_of("@\"P1Y\" + @\"P2M\""), "P1Y2M");
  EXPECT_EQ(value_of("@\"P1D\" - @\"PT1H\""), "PT23H");
  EXPECT_EQ(value_of("@\"P1D\" * 1.5"), "P1DT12H");
  EXPECT_EQ(value_of("2 * @\"P6M\""), "P1Y");
  EXPECT_EQ(value_of("@\"P1Y\" / 2"), "P6M");
  EXPECT_EQ(value_of("@\"P1D\" / @\"PT1H\""), "24");
  EXPECT_EQ(value_of("-@\"P1D\""), "-P1D");
}

TEST(Operators, AnswersNullWhereKindsDoNotFit) {
  for (const auto* text : {"1 + \"a\"", "\"a\" - \"b\"", "1 / 0", "@\"P1D\" / 0", "@\"P1M\" + @\"P1D\"", "@\"2026-03-02\" + 1",
      "@\"2026-03-02\" + @\"2026-03-02\"",
                           "@\"P1M\" / @\"P1D\"", "null + 1", "-\"a\"", "true + true", "[1] + [2]", "9999999999999999999999999999999999 ** 999",
                               "1 - @\"P1D\"", "@\"09:00:00\" - @\"09:00:00Z\"",
                           "@\"999999999-12-31\" + @\"P1D\"", "(-8) ** 0.5", "1 < \"2\"", "@\"P1M\" < @\"P30D\"", "null < 1", "true < false", "1 = \"1\"",
                               "@\"2026-03-02\" < @\"2026-03-02T00:00:00\""})
    EXPECT_EQ(value_of(text), "null") << text;
}

TEST(Operators, SaysWhyAnAnswerIsNull) {
  std::string why;
  EXPECT_TRUE(calculate(Operator::add, Value::integer(1), Value::string("a"), &why).is_null());
  EXPECT_EQ(why, "a number and a string cannot be added");
  EXPECT_TRUE(calculate(Operator::divide, Value::integer(1), Value::integer(0), &why).is_null());
  EXPECT_EQ(why, "division by zero has no answer");
  EXPECT_EQ(relate(Operator::less, Value::integer(1), Value(), false, &why), std::nullopt);
  EXPECT_EQ(why, "a number and null cannot be compared");
}

TEST(Operators, ANullOperandOfEqualityIsUnknownOnlyWhenAsked) {
  EXPECT_EQ(relate(Operator::equal, Value(), Value::integer(1), false, nullptr), Ternary(false));
  EXPECT_EQ(relate(Operator::not_equal, Value(), Value::integer(1), false, nullptr), Ternary(true));
  EXPECT_EQ(relate(Operator::equal, Value(), Value::integer(1), true, nullptr), std::nullopt);
  EXPECT_EQ(relate(Operator::not_equal, Value(), Value::integer(1), true, nullptr), std::nullopt);
  EXPECT_EQ(relate(Operator::equal, Value(), Value(), true, nullptr), Ternary(true));
}

}  // namespace
}  // namespace amends::feel

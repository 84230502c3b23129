#include "feel/value.hpp"

#include <gtest/gtest.h>

#include "core/feel/feel_helper.hpp"

namespace amends::feel {
namespace {

using test::record;

std::string ternary(Ternary value) { return value ? (*value ? "yes" : "no") : "null"; }

TEST(Value, NullEqualsOnlyNullAndKindsAreNeverMixed) {
  EXPECT_EQ(ternary(equals(Value(), Value())), "yes");
  EXPECT_EQ(ternary(equals(Value(), Value::integer(1))), "no");
  EXPECT_EQ(ternary(equals(Value::integer(1), Value::string("1"))), "null");
  EXPECT_EQ(ternary(equals(Value::boolean(true), Value::integer(1))), "null");
  EXPECT_EQ(ternary(equals(Value::integer(1), Value::number(*Decimal::parse("1.00")))), "yes");
}

TEST(Value, ComparesListsAndContextsByContent) {
  const auto list = [](std::string_view text) { return *from_json(record(text)); };
  EXPECT_EQ(ternary(equals(list("[1,\"a\"]"), list("[1,\"a\"]"))), "yes");
  EXPECT_EQ(ternary(equals(list("[1,2]"), list("[2,1]"))), "no");
  EXPECT_EQ(ternary(equals(list("[1]"), list("[1,2]"))), "no");
  EXPECT_EQ(ternary(equals(list("[1]"), list("[\"1\"]"))), "null");
  EXPECT_EQ(ternary(equals(list("{\"a\":1,\"b\":2}"), list("{\"b\":2,\"a\":1}"))), "yes");
  EXPECT_EQ(ternary(equals(list("{\"a\":1}"), list("{\"b\":1}"))), "no");
  EXPECT_EQ(ternary(equals(list("{\"a\":null}"), list("{\"a\":1}"))), "no");
}

TEST(Value, OrdersStringsByCodePoint) {
  EXPECT_LT(*compare(Value::string("a"), Value::string("b")), 0);
  EXPECT_LT(*compare(Value::string("\xEF\xBC\x81"), Value::string("\xF0\x9F\x98\x80")), 0) << "U+FF01 before U+1F600";
  EXPECT_FALSE(compare(Value::string("a"), Value::integer(1)));
  EXPECT_FALSE(compare(Value::boolean(true), Value::boolean(false)));
}

TEST(Value, JsonIntegersBecomeNumbersAndStringsStayStrings) {
  const auto value = from_json(record(R"({"n":9007199254740991,"s":"12.50","l":[null,true,-3]})"));
  ASSERT_TRUE(value);
  EXPECT_EQ(text_of(*value), R"({"n": 9007199254740991, "s": "12.50", "l": [null, true, -3]})");
  EXPECT_EQ(json::write(to_json(*value)), R"({"n":9007199254740991,"s":"12.50","l":[null,true,-3]})");
}

TEST(Value, ARefusesJsonFractionsBecauseTheyWentThroughADouble) {
  const auto value = from_json(record("[0.1]"));
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, ErrorCode::bad_type);
  EXPECT_EQ(text_of(*from_json(record("[1e3]"))), "[1000]") << "a whole number loses nothing";
}

TEST(Value, DecimalsGoToJsonAsStringsOnlyWhenNotIntegral) {
  EXPECT_EQ(to_json(Value::number(*Decimal::parse("1.50"))), json::Value("1.5"));
  EXPECT_EQ(to_json(Value::number(*Decimal::parse("3.0"))), json::Value(3));
  EXPECT_EQ(to_json(Value::integer(json::kIntegerMax)), json::Value(json::kIntegerMax));
  EXPECT_EQ(to_json(Value::integer(json::kIntegerMax + 1)), json::Value("9007199254740992"));
  EXPECT_EQ(to_json(Value(*parse_date("2026-03-02"))), json::Value("2026-03-02"));
}

TEST(Value, FindsOnlyWhatThePathNames) {
  const auto root = record(R"({"money":{"claimed":{"minor":5}},"parties":[{"name":"a"},{"name":"b"},{}],"rate":0.5})");
  EXPECT_EQ(text_of(*value_at(root, "money.claimed.minor")), "5");
  EXPECT_TRUE(value_at(root, "money.paid.minor")->is_null());
  EXPECT_TRUE(value_at(root, "money.claimed.minor.x")->is_null());
  EXPECT_FALSE(value_at(root, "other.x"));
  EXPECT_EQ(text_of(*value_at(root, "parties.name")), R"(["a", "b", null])");
  EXPECT_TRUE(value_at(root, "rate")->is_null()) << "a fraction is not exact";
}

TEST(Value, KnowsThePartsOfDatesAndDurations) {
  const Value at(*parse_date_time("2026-03-02T09:30:15+08:00"));
  EXPECT_EQ(text_of(member(at, "year")) + text_of(member(at, "month")) + text_of(member(at, "day")) + text_of(member(at, "weekday")), "2026321");
  EXPECT_EQ(text_of(member(at, "hour")) + ":" + text_of(member(at, "minute")) + ":" + text_of(member(at, "second")), "9:30:15");
  EXPECT_EQ(text_of(member(Value(YearsMonths{14}), "years")) + text_of(member(Value(YearsMonths{14}), "months")), "12");
  const Value span(parse_duration("P2DT3H4M5S")->days_time);
  EXPECT_EQ(text_of(member(span, "days")) + text_of(member(span, "hours")) + text_of(member(span, "minutes")) + text_of(member(span, "seconds")), "2345");
  EXPECT_TRUE(member(Value::integer(1), "year").is_null());
}

TEST(Value, CountsSharedElementsEachTimeInItsWeight) {
  Value deep = Value::list({Value::integer(1), Value::integer(2)});
  for (int i = 0; i < 30; ++i) deep = Value::list({deep, deep});
  EXPECT_GT(deep.weight(), std::size_t(1) << 30);
}

}  // namespace
}  // namespace amends::feel

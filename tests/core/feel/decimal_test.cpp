#include "feel/decimal.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>

namespace amends::feel {
namespace {

Decimal number(std::string_view text) {
  auto out = Decimal::parse(text);
  EXPECT_TRUE(out) << text;
  return out ? *out : Decimal{};
}

std::string text(const std::optional<Decimal>& value) { return value ? value->text() : "nothing"; }

TEST(Decimal, ReadsAndPrintsDigitsWithoutTrailingZeros) {
  EXPECT_EQ(number("0").text(), "0");
  EXPECT_EQ(number("-0").text(), "0");
  EXPECT_EQ(number("1.10").text(), "1.1");
  EXPECT_EQ(number("+007").text(), "7");
  EXPECT_EQ(number(".5").text(), "0.5");
  EXPECT_EQ(number("-12000").text(), "-12000");
  EXPECT_EQ(number("1e3").text(), "1000");
  EXPECT_EQ(number("25E-4").text(), "0.0025");
  EXPECT_EQ(number("1E+39").text(), "1000000000000000000000000000000000000000");
  EXPECT_EQ(number("1E+40").text(), "1E+40");
  EXPECT_EQ(number("1.5E-50").text(), "1.5E-50");
}

TEST(Decimal, RefusesWhatIsNoNumber) {
  for (const auto* bad : {"", "-", ".", "1.", "1..2", "1,5", "abc", "1e", "1e+", "0x10", " 1", "1 ", "１", "NaN", "Infinity", "--1"}) {
    const auto out = Decimal::parse(bad);
    ASSERT_FALSE(out) << bad;
    EXPECT_EQ(out.error().code, ErrorCode::schema) << bad;
  }
}

TEST(Decimal, TakesThirtyFourDigitsAndRefusesTheThirtyFifth) {
  EXPECT_EQ(number("1234567890123456789012345678901234").text(), "1234567890123456789012345678901234");
  EXPECT_EQ(number("0.1234567890123456789012345678901234").text(), "0.1234567890123456789012345678901234");
  EXPECT_EQ(number("12345678901234567890123456789012340").text(), "12345678901234567890123456789012340") << "a zero at the end is no digit more";
  const auto out = Decimal::parse("12345678901234567890123456789012345");
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::range);
}

TEST(Decimal, KnowsTheEndsOfItsExponents) {
  EXPECT_TRUE(Decimal::parse("9.999999999999999999999999999999999E+6144"));
  EXPECT_FALSE(Decimal::parse("1E+6145"));
  EXPECT_TRUE(Decimal::parse("1E-6176"));
  EXPECT_FALSE(Decimal::parse("1E-6177"));
  EXPECT_FALSE(Decimal::parse("1E+99999999999999999999"));
}

TEST(Decimal, AddsWithoutTheErrorsOfBinaryFractions) {
  EXPECT_EQ(add(number("0.1"), number("0.2")), number("0.3"));
  EXPECT_EQ(text(add(number("0.1"), number("0.2"))), "0.3");
  EXPECT_EQ(text(subtract(number("1"), number("0.9"))), "0.1");
  EXPECT_EQ(text(multiply(number("1.1"), number("1.1"))), "1.21");
  EXPECT_EQ(text(divide(number("1"), number("3"))), "0.3333333333333333333333333333333333");
  EXPECT_EQ(text(divide(number("2"), number("3"))), "0.6666666666666666666666666666666667");
  EXPECT_EQ(text(divide(number("1"), number("0"))), "nothing");
}

TEST(Decimal, RoundsHalfToEvenAtTheThirtyFourthDigit) {
  EXPECT_EQ(text(add(number("1000000000000000000000000000000000"), number("0.5"))), "1000000000000000000000000000000000");
  EXPECT_EQ(text(add(number("1000000000000000000000000000000001"), number("0.5"))), "1000000000000000000000000000000002");
}

TEST(Decimal, GivesNothingBeyondItsRange) {
  const auto large = number("9E+6144"), small = number("1E-6176");
  EXPECT_EQ(text(add(large, large)), "nothing");
  EXPECT_EQ(text(multiply(large, number("10"))), "nothing");
  EXPECT_EQ(text(multiply(small, number("0.1"))), "nothing") << "a vanished product would be a wrong zero";
}

TEST(Decimal, ModuloHasTheSignOfTheDivisor) {
  EXPECT_EQ(text(modulo(number("12"), number("5"))), "2");
  EXPECT_EQ(text(modulo(number("-12"), number("5"))), "3");
  EXPECT_EQ(text(modulo(number("12"), number("-5"))), "-3");
  EXPECT_EQ(text(modulo(number("-12"), number("-5"))), "-2");
  EXPECT_EQ(text(modulo(number("10.1"), number("4.5"))), "1.1");
  EXPECT_EQ(text(modulo(number("-10"), number("5"))), "0");
  EXPECT_EQ(text(modulo(number("1"), number("0"))), "nothing");
  EXPECT_EQ(text(modulo(number("1E+33"), number("7"))), "6");
}

TEST(Decimal, RaisesToWholePowers) {
  EXPECT_EQ(text(power(number("2"), 10)), "1024");
  EXPECT_EQ(text(power(number("2"), -2)), "0.25");
  EXPECT_EQ(text(power(number("0"), 0)), "1");
  EXPECT_EQ(text(power(number("0"), -1)), "nothing");
  EXPECT_EQ(text(power(number("-3"), 3)), "-27");
  EXPECT_EQ(text(power(number("1.05"), 2)), "1.1025");
  EXPECT_EQ(text(power(number("10"), 6144)), "1E+6144");
  EXPECT_EQ(text(power(number("10"), 6145)), "nothing");
  EXPECT_EQ(text(power(number("1"), 999'999'999)), "1");
  EXPECT_EQ(text(power(number("1"), 1'000'000'000)), "nothing");
}

TEST(Decimal, RoundsToAScaleInEveryWay) {
  const auto rounded = [](std::string_view value, std::int64_t scale, Rounding how) { return text(number(value).rounded(scale, how)); };
  EXPECT_EQ(rounded("2.5", 0, Rounding::half_even), "2");
  EXPECT_EQ(rounded("3.5", 0, Rounding::half_even), "4");
  EXPECT_EQ(rounded("-2.5", 0, Rounding::half_up), "-3");
  EXPECT_EQ(rounded("2.5", 0, Rounding::half_down), "2");
  EXPECT_EQ(rounded("2.51", 0, Rounding::half_down), "3");
  EXPECT_EQ(rounded("-2.1", 0, Rounding::up), "-3");
  EXPECT_EQ(rounded("-2.9", 0, Rounding::down), "-2");
  EXPECT_EQ(rounded("-1.5", 0, Rounding::floor), "-2");
  EXPECT_EQ(rounded("-1.5", 0, Rounding::ceiling), "-1");
  EXPECT_EQ(rounded("1.5", 0, Rounding::ceiling), "2");
  EXPECT_EQ(rounded("1.115", 2, Rounding::half_even), "1.12");
  EXPECT_EQ(rounded("1234", -2, Rounding::half_even), "1200");
  EXPECT_EQ(rounded("1250", -2, Rounding::half_even), "1200");
  EXPECT_EQ(rounded("7", -3, Rounding::half_even), "0");
  EXPECT_EQ(rounded("7", -3, Rounding::up), "1000");
  EXPECT_EQ(rounded("1E-60", 0, Rounding::ceiling), "1") << "more digits dropped than a number has";
  EXPECT_EQ(rounded("9999999999999999999999999999999999", 0, Rounding::up), "9999999999999999999999999999999999");
  EXPECT_EQ(rounded("9999999999999999999999999999999999", -1, Rounding::up), "10000000000000000000000000000000000");
  EXPECT_EQ(rounded("1.5", 6176, Rounding::up), "1.5");
}

TEST(Decimal, ConvertsIntegersAtTheirEnds) {
  for (const std::int64_t value : {std::int64_t(0), std::int64_t(-1), std::int64_t(42), INT64_MAX, INT64_MIN}) {
    EXPECT_EQ(Decimal::from_integer(value).integer(), value);
    EXPECT_EQ(Decimal::from_integer(value).text(), std::to_string(value));
  }
  EXPECT_EQ(number("9223372036854775807").integer(), INT64_MAX);
  EXPECT_EQ(number("9223372036854775808").integer(), std::nullopt);
  EXPECT_EQ(number("-9223372036854775808").integer(), INT64_MIN);
  EXPECT_EQ(number("-9223372036854775809").integer(), std::nullopt);
  EXPECT_EQ(number("1e3").integer(), 1000);
  EXPECT_EQ(number("3.0").integer(), 3);
  EXPECT_EQ(number("3.5").integer(), std::nullopt);
  EXPECT_EQ(number("1e30").integer(), std::nullopt);
  EXPECT_TRUE(number("1e30").is_integer());
}

TEST(Decimal, ComparesAndHashesByValue) {
  EXPECT_EQ(number("1.10"), number("1.1"));
  EXPECT_EQ(number("1.10").hash(), number("1.1").hash());
  EXPECT_EQ(number("1E+3").hash(), number("1000").hash());
  EXPECT_EQ(number("-0").hash(), number("0").hash());
  EXPECT_EQ(number("-0"), number("0"));
  EXPECT_NE(number("1").hash(), number("-1").hash());
  EXPECT_LT(Decimal::compare(number("-5"), number("3")), 0);
  EXPECT_LT(Decimal::compare(number("-5"), number("-3")), 0);
  EXPECT_GT(Decimal::compare(number("1E+40"), number("9999999")), 0);
  EXPECT_FALSE(number("0").is_negative());
  EXPECT_EQ(number("5").negated().text(), "-5");
  EXPECT_EQ(number("-5").absolute().text(), "5");
}

TEST(Decimal, AgreesWithIntegersOnAHundredThousandSums) {
  const std::uint64_t seed = 20260302;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 100'000; ++i) {
    const auto a = static_cast<std::int64_t>(random() >> 12) * ((random() & 1) ? 1 : -1), b = static_cast<std::int64_t>(random() >> 12);
    const auto x = Decimal::from_integer(a), y = Decimal::from_integer(b);
    ASSERT_EQ(add(x, y)->integer(), a + b);
    ASSERT_EQ(Decimal::compare(x, y) < 0, a < b);
    ASSERT_EQ(Decimal::parse(x.text())->integer(), a);
    if (b == 0) continue;
    ASSERT_EQ(modulo(x, y)->integer(), ((a % b) + b) % b);
  }
}

}  // namespace
}  // namespace amends::feel

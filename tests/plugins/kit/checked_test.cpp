#include "kit/checked.hpp"

#include <gtest/gtest.h>

#include <array>

#include "sdk/failure.hpp"

namespace amends::kit {
namespace {

constexpr std::array<std::string_view, 3> kWords = {"yes", "no", "unknown"};

/// The code and the path of what a call throws; empty when it does not.
template <class Call>
std::string failure_of(Call&& call) {
  try {
    (void)call();
  } catch (const sdk::Failure& failure) {
    return failure.code() + " at " + failure.path();
  }
  return {};
}

TEST(InRange, TakesBothEndsAndNothingBeyond) {
  const sdk::Value config = sdk::Object{{"least", 1}, {"most", 5}, {"below", 0}, {"above", 6}};
  const sdk::Reader reader(config, "config");
  EXPECT_EQ(in_range(reader, "least", 3, 1, 5), 1);
  EXPECT_EQ(in_range(reader, "most", 3, 1, 5), 5);
  EXPECT_EQ(in_range(reader, "absent", 3, 1, 5), 3);
  EXPECT_EQ(failure_of([&] { return in_range(reader, "below", 3, 1, 5); }), "error.range at config.below");
  EXPECT_EQ(failure_of([&] { return in_range(reader, "above", 3, 1, 5); }), "error.range at config.above");
}

TEST(OneOf, TakesTheWordsOfTheListOnly) {
  const sdk::Value record = sdk::Object{{"good", "no"}, {"bad", "perhaps"}, {"number", 3}};
  const sdk::Reader reader(record);
  EXPECT_EQ(one_of(reader, "good", kWords, "unknown"), "no");
  EXPECT_EQ(one_of(reader, "absent", kWords, "unknown"), "unknown");
  EXPECT_EQ(failure_of([&] { return one_of(reader, "bad", kWords, "unknown"); }), "error.range at bad");
  EXPECT_EQ(failure_of([&] { return one_of(reader, "number", kWords, "unknown"); }), "error.bad_type at number");
}

TEST(IsFilled, NullAndEmptyAreNot) {
  EXPECT_FALSE(is_filled(nullptr));
  for (const sdk::Value& empty : {sdk::Value(nullptr), sdk::Value(""), sdk::Value(sdk::Array{}), sdk::Value(sdk::Object{})}) EXPECT_FALSE(is_filled(&empty));
  for (const sdk::Value& full : {sdk::Value("x"), sdk::Value(false), sdk::Value(0), sdk::Value(sdk::Array{nullptr})}) EXPECT_TRUE(is_filled(&full));
}

}  // namespace
}  // namespace amends::kit

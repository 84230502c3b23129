#include "flow/nearest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace amends::flow {
namespace {

constexpr std::array<std::string_view, 4> kWords{"review", "approve", "go", "crisis"};

TEST(Nearest, FindsAWordByOneSwapLossOrSlip) {
  EXPECT_EQ(nearest("reveiw", kWords), "review");
  EXPECT_EQ(nearest("aprove", kWords), "approve");
  EXPECT_EQ(nearest("crisiss", kWords), "crisis");
  EXPECT_EQ(nearest("got", kWords), "go");
}

TEST(Nearest, GivesNothingForAWordThatIsFarFromAll) {
  EXPECT_EQ(nearest("settlement", kWords), "");
  EXPECT_EQ(nearest("", kWords), "");
  EXPECT_EQ(nearest("a", std::array<std::string_view, 1>{"h"}), "");
  EXPECT_EQ(nearest(std::string(65, 'g'), kWords), "");
}

TEST(Nearest, WritesTheHintAsTheEndOfASentence) {
  EXPECT_EQ(did_you_mean("reveiw", kWords), "; did you mean 'review'?");
  EXPECT_EQ(did_you_mean("settlement", kWords), ".");
}

TEST(Nearest, ListsWordsAndCountsTheRest) {
  EXPECT_EQ(list_words(kWords), "review, approve, go, crisis");
  EXPECT_EQ(list_words(kWords, 2), "review, approve and 2 more");
}

}  // namespace
}  // namespace amends::flow

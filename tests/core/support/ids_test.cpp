#include "support/ids.hpp"

#include <gtest/gtest.h>

#include <set>

namespace amends {
namespace {

TEST(Ids, SortByTimeAndFitTheCaseIdPattern) {
  const auto entropy = seeded_entropy(1);
  std::string last;
  std::set<std::string> all;
  for (std::int64_t ms = 1'700'000'000'000; ms < 1'700'000'001'000; ++ms) {
    const auto id = make_id({ms * 1000}, *entropy);
    EXPECT_TRUE(is_case_id(id)) << id;
    EXPECT_LT(last, id);
    last = id;
    all.insert(id);
  }
  EXPECT_EQ(all.size(), 1000u);
}

TEST(Ids, CaseIdsHaveSixToFortyCharacters) {
  EXPECT_FALSE(is_case_id("CASE1"));
  EXPECT_TRUE(is_case_id("CASE-1"));
  EXPECT_TRUE(is_case_id(std::string(40, 'A')));
  EXPECT_FALSE(is_case_id(std::string(41, 'A')));
  EXPECT_FALSE(is_case_id("case-k01"));
}

TEST(Ids, NamesAreLowerCaseWords) {
  EXPECT_TRUE(is_name("five_dimensions2"));
  for (const auto* text : {"", "2x", "Risk", "a-b", "_a"}) EXPECT_FALSE(is_name(text)) << text;
  EXPECT_TRUE(is_name(std::string(64, 'a')));
  EXPECT_FALSE(is_name(std::string(65, 'a')));
}

}  // namespace
}  // namespace amends

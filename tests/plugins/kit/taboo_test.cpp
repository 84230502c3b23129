#include "kit/taboo.hpp"

#include <gtest/gtest.h>

namespace amends::kit {
namespace {

FoundTaboo found(std::string row, std::string_view category, bool blocks, std::int64_t points, std::string unless = {}) {
  return {.hit = {.row = std::move(row), .category = std::string(category), .start = 0, .end = 1, .quote = "x", .blocks = blocks, .points = points, .rewrite = {}, .why = {},
                  .never = taboo_category(category)->never},
          .unless = std::move(unless)};
}

TEST(Taboo, NothingFoundPassesWithAHundred) {
  const auto reading = judge({}, {});
  EXPECT_EQ(reading.score, 100);
  EXPECT_TRUE(reading.pass);
  EXPECT_EQ(reading.release(), "none");
}

TEST(Taboo, ARowTakesItsPointsOnceHoweverOftenItStands) {
  const auto reading = judge({found("tb.1", "jargon", false, 5), found("tb.1", "jargon", false, 5), found("tb.2", "jargon", false, 5)}, {});
  EXPECT_EQ(reading.score, 90);
  EXPECT_EQ(reading.hits.size(), 3u);
  EXPECT_TRUE(reading.pass);
}

TEST(Taboo, TheScoreEndsAtZeroAndThePassScoreIsReachedAtItsBorder) {
  EXPECT_EQ(judge({found("a", "insult", true, 40), found("b", "insult", true, 40), found("c", "insult", true, 40)}, {}).score, 0);
  EXPECT_TRUE(judge({found("a", "opaque", false, 10), found("b", "opaque", false, 10)}, {}).pass) << "80";
  const auto below = judge({found("a", "opaque", false, 10), found("b", "opaque", false, 10), found("c", "jargon", false, 5)}, {});
  EXPECT_FALSE(below.pass) << "75";
  EXPECT_EQ(below.release(), "writer");
}

TEST(Taboo, ABlockFailsWhateverTheScore) {
  const auto reading = judge({found("a", "shift_blame", true, 1)}, {});
  EXPECT_EQ(reading.score, 99);
  EXPECT_FALSE(reading.pass);
  EXPECT_EQ(reading.release(), "supervisor");
}

TEST(Taboo, WhatStandsBehindADraftMakesItsRowHarmlessAndNoOther) {
  const std::vector<FoundTaboo> both{found("a", "empty_promise", true, 25, "solution_ref"), found("b", "unsupported_deadline", true, 25, "task_ref")};
  EXPECT_EQ(judge(both, {}).score, 50);
  const auto solved = judge(both, {.solution_ref = true});
  EXPECT_EQ(solved.score, 75);
  EXPECT_FALSE(solved.pass);
  EXPECT_EQ(solved.backed.size(), 1u);
  const auto backed = judge(both, {.solution_ref = true, .task_ref = true});
  EXPECT_EQ(backed.score, 100);
  EXPECT_TRUE(backed.pass);
}

TEST(Taboo, GagThreatDeceptionAndDiscriminationAreNeverReleased) {
  for (const auto& category : taboo_categories()) {
    const bool never = category.id == "gag" || category.id == "threat" || category.id == "deceive" || category.id == "discriminate";
    EXPECT_EQ(judge({found("a", category.id, true, 40)}, {}).release(), never ? "never" : "supervisor") << category.id;
  }
  EXPECT_EQ(taboo_categories().size(), 15u);
  EXPECT_EQ(taboo_category("none"), nullptr);
}

}  // namespace
}  // namespace amends::kit

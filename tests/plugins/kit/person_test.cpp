#include "kit/person.hpp"

#include <gtest/gtest.h>

namespace amends::kit {
namespace {

TEST(Person, HasOneKeyHoweverTheNameIsWritten) {
  for (const auto* spelling : {"Li.Na", "LI.NA", " li.na ", "li na", "li_na", "li-na", "li·na", "li。na", "ｌｉ．ｎａ", "ＬＩ　ＮＡ", "li.\u200Bna", "\uFEFFli.na"}) EXPECT_EQ(person_key(spelling), "lina") << spelling;
  for (const auto* spelling : {"l\u0131.na", "\u029Fi.na", "li.n\u0251"}) EXPECT_EQ(person_key(spelling), person_key("li.na")) << spelling;
  EXPECT_EQ(person_key("张 三"), "张三");
  EXPECT_EQ(person_key("Zoë·Émile"), person_key("zoë émile"));
}

// core/runtime/person.hpp folds the names of who acts; its test has the same list.
TEST(Person, FoldsLikeTheNamesOfWhoActs) {
  for (const auto* spelling : {"Li.Na", "LI.NA", "ｌｉ．ｎａ", "ＬＩ．ＮＡ", "li.na ", "li\u200b.na", "li.na\u00a0", "\u3000li.na", "li\u00ad.na", "li-na", "LINA", "Li Na", "li_na", "li·na", "li。na", "l.i.n.a", "“li’na”"}) EXPECT_EQ(person_key(spelling), person_key("li.na")) << spelling;
  for (const auto* other : {"li.nan", "wang.yi", "李娜", "li.na2", "lì.na"}) EXPECT_NE(person_key(other), person_key("li.na")) << other;
}

TEST(Person, IsNobodyWithoutALetterOrADigit) {
  for (const auto* blank : {"", " ", "　", "-", ". .", "\u200B", "——"}) {
    EXPECT_EQ(person_key(blank), "") << blank;
    EXPECT_FALSE(same_person(blank, blank)) << blank;
    EXPECT_FALSE(two_people(blank, "li.na")) << blank;
  }
}

TEST(Person, StaysDistinctWhereTheNamesAre) {
  EXPECT_TRUE(two_people("li.na", "wang.yi"));
  EXPECT_TRUE(two_people("张三", "张三丰"));
  EXPECT_TRUE(two_people("E10231", "E10232"));
  EXPECT_FALSE(two_people("E10231", "e10231"));
  EXPECT_TRUE(same_person("E10231", "e10231"));
  EXPECT_NE(person_key("a\xFF"), person_key("a")) << "broken bytes are kept";
}

}  // namespace
}  // namespace amends::kit

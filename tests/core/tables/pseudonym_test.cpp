#include "tables/pseudonym.hpp"

#include <gtest/gtest.h>

#include "tables/case_facts.hpp"

namespace amends::tables {
namespace {

TEST(Pseudonyms, OneAPersonAndFile) {
  Pseudonyms here(17), there(18);
  EXPECT_EQ(here.staff("li.na"), here.staff("Ｌi.Na "));  // spellings of one id
  EXPECT_NE(here.staff("li.na"), here.staff("wang.yi"));
  EXPECT_NE(here.staff("li.na"), there.staff("li.na"));
  EXPECT_NE(here.staff("li.na"), here.person("li.na"));
  EXPECT_EQ(here.staff("li.na").size(), 18u);
  EXPECT_EQ(here.staff("li.na").find("li"), std::string::npos);
  EXPECT_EQ(here.staff(""), "");
}

TEST(Pseudonyms, ActorsKeepTheirKind) {
  Pseudonyms pseudonyms(17);
  EXPECT_EQ(pseudonyms.actor("system"), "system");
  EXPECT_EQ(pseudonyms.actor("stage:amends.risk@1.0.0#sha256:00"), "amends.risk");
  EXPECT_EQ(pseudonyms.actor("user:li.na"), pseudonyms.staff("li.na"));
  EXPECT_EQ(pseudonyms.actor("li.na"), pseudonyms.staff("li.na"));  // what has no known form may be a name
}

TEST(Shown, AStageThatIsNotKnownStaysOut) {
  EXPECT_TRUE(is_shown("amends.classify"));
  for (const auto* hidden : {"amends.psychology", "amends.portrait", "amends.negotiation_plan", "amends.organised_agent", "amends.crisis", "bank.vip_check", ""}) EXPECT_FALSE(is_shown(hidden)) << hidden;
  EXPECT_TRUE(is_shown_code("nature.primary"));
  for (const auto* hidden : {"safety.sign", "vulnerability.elder", "crisis.sign", "self_harm"}) EXPECT_FALSE(is_shown_code(hidden)) << hidden;
}

}  // namespace
}  // namespace amends::tables

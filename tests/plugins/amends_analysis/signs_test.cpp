#include "amends_analysis/classify/signs.hpp"

#include <gtest/gtest.h>

namespace amends::classify {
namespace {

const std::vector<PartyView> kParties = {{"p1", "complainant", "self"}, {"p2", "salesperson", ""}};

TEST(Parties, OnlyWhatTheComplainantAssertsIsCounted) {
  EXPECT_EQ(asserted_by_complainant(kParties, {"p1", "p2", "complainant", "", "p9"}), 2);
  EXPECT_EQ(asserted_by_complainant({}, {"p1"}), 0);
  EXPECT_EQ(asserted_by_complainant({{"", "complainant", ""}}, {""}), 0) << "an event that nobody is named for is nobody's";
}

TEST(Parties, AThirdInstitutionIsSeen) {
  EXPECT_FALSE(has_third_institution(kParties));
  EXPECT_TRUE(has_third_institution({{"p3", "third_institution", ""}}));
}

TEST(Parties, AuthorityIsOpenUntilItIsRecordedOrChecked) {
  EXPECT_FALSE(authority_open(kParties, ""));
  for (const auto* kind : {"", "none", "unknown", "self"}) EXPECT_TRUE(authority_open({{"p2", "agent_unverified", kind}}, "")) << kind;
  for (const auto* kind : {"written", "statutory"}) EXPECT_FALSE(authority_open({{"p2", "representative", kind}}, "")) << kind;
  EXPECT_FALSE(authority_open({{"p2", "representative", "unknown"}}, "valid"));
  EXPECT_TRUE(authority_open({{"p2", "representative", "unknown"}}, "invalid"));
}

QuickFacts quick() { return {.level = 1, .complex = false, .vulnerable = false, .authority_open = false, .minor = 100'000, .scale = {.code = "CNY"}}; }

TEST(QuickPath, TakesTheLimitItselfAndNothingAboveIt) {
  auto facts = quick();
  EXPECT_TRUE(quick_path(facts, 1'000));
  facts.minor = 100'001;
  EXPECT_FALSE(quick_path(facts, 1'000));
  facts.minor = 0;
  EXPECT_TRUE(quick_path(facts, 1'000));
}

TEST(QuickPath, NeedsEveryCondition) {
  for (const auto& change : std::vector<void (*)(QuickFacts&)>{[](QuickFacts& f) { f.level = 2; }, [](QuickFacts& f) { f.complex = true; }, [](QuickFacts& f) { f.vulnerable = true; },
                                                               [](QuickFacts& f) { f.authority_open = true; }, [](QuickFacts& f) { f.minor = std::nullopt; }}) {
    auto facts = quick();
    change(facts);
    EXPECT_FALSE(quick_path(facts, 1'000));
  }
}

}  // namespace
}  // namespace amends::classify

// G8: the notice of rights of refusals and final answers.
#include "guard/rights.hpp"

#include "guard_test_kit.hpp"

namespace amends::guard_test {
namespace {

using guard::check_rights;
using guard::RightsNeeded;

constexpr const char* kFullZh =
    "我们不能支付这一部分，依据是合同第八条。您可以自收到决定之日起30日内申请上级机构核查；可以申请调解；可以随时向国家金融监督管理总局投诉；也可以向人民法院起诉，诉讼时效一般为三年。";
constexpr const char* kFullEn =
    "We cannot pay this part, see clause 8. You may ask for a review within 30 days. Mediation is free of charge. You may complain to the regulator at any time. You may go to court; the "
    "limitation period is three years.";

TEST(RightsNotice, TheShippedNoticePassesInEveryJurisdictionAndLanguage) {
  const auto notice = read_yaml("workflows/packs/shipped/rights/notice.yaml");
  ASSERT_FALSE(json::list_at(notice, "jurisdictions").empty());
  for (const auto& jurisdiction : json::list_at(notice, "jurisdictions"))
    for (const auto* language : {"zh", "en"}) {
      std::string text;
      for (const auto& item : json::list_at(jurisdiction, "items")) text += std::string(json::text_at(item, std::string("text.") + language)) + "\n";
      EXPECT_TRUE(check_rights(text, language, {.arbitration = true}).empty()) << json::text_at(jurisdiction, "id") << " " << language << ": " << rules(check_rights(text, language, {.arbitration = true}))[0];
    }
}
TEST(RightsNotice, AFullNoticePassesAndEachMissingOptionIsNamed) {
  EXPECT_TRUE(check_rights(kFullZh, "zh", {}).empty());
  EXPECT_TRUE(check_rights(kFullEn, "en", {}).empty());
  EXPECT_EQ(rules(check_rights("我们不能支付这一部分。", "zh", {})), (std::vector<std::string>{"rights.review.missing", "rights.mediation.missing", "rights.regulator.missing", "rights.court.missing"}));
  EXPECT_EQ(rules(check_rights("We cannot pay this part.", "en", {.arbitration = true})),
            (std::vector<std::string>{"rights.review.missing", "rights.mediation.missing", "rights.arbitration.missing", "rights.regulator.missing", "rights.court.missing"}));
}
TEST(RightsNotice, AnOptionWithoutItsTimeLimitIsNamed) {
  EXPECT_EQ(rules(check_rights("您可以申请核查。可以调解。可以随时向监管部门投诉。您也可以向法院起诉。", "zh", {})), (std::vector<std::string>{"rights.review.time_limit", "rights.court.time_limit"}));
  EXPECT_EQ(rules(check_rights("You may ask for a review. Mediation is open. You may write to the regulator at any time. Thank you. You may go to court.", "en", {})),
            (std::vector<std::string>{"rights.review.time_limit", "rights.court.time_limit"}));
}
TEST(RightsNotice, AnEnglishWordInsideAnotherIsNoOption) {
  EXPECT_NE(find(check_rights("We thank you for your courtesy at any time and preview it within 3 days.", "en", {}), "rights.court.missing"), nullptr);
  EXPECT_NE(find(check_rights("We preview it within 3 days.", "en", {}), "rights.review.missing"), nullptr);
}
TEST(RightsNotice, ArbitrationIsNeededOnlyWhereItWasAgreed) {
  const auto agreed = parsed(R"({"route_facts": {"arbitration": "yes"}})"), unknown = parsed(R"({"route_facts": {"arbitration": "unknown"}})");
  EXPECT_TRUE(guard::rights_needed(&agreed).arbitration);
  EXPECT_FALSE(guard::rights_needed(&unknown).arbitration);
  EXPECT_FALSE(guard::rights_needed(nullptr).arbitration);
}
TEST(RightsNotice, ATextThatCannotBeReadIsFlagged) {
  EXPECT_EQ(rules(check_rights("\xFF\xFE", "zh", {})), std::vector<std::string>{"rights.unreadable"});
}

TEST(RightsNotice, ARefusalScriptWithoutRightsIsFlaggedAndAnOrdinaryOneIsNot) {
  auto refusal = envelope_with("scripts", script("我们不能支付这一部分，依据是合同第八条。", "We cannot pay this part, see clause 8.", "refusal"));
  const auto actions = shipped().enforce(refusal, context());
  EXPECT_NE(find(actions, "rights.regulator.missing"), nullptr);
  auto ordinary = envelope_with("scripts", script("我们正在核实。", "We are looking into it."));
  EXPECT_TRUE(shipped().enforce(ordinary, context()).empty());
}

}  // namespace
}  // namespace amends::guard_test

#include "review/labels.hpp"

#include <gtest/gtest.h>

#include "runtime/record.hpp"

namespace amends::review {
namespace {

TEST(Labels, EveryChannelAndStatusOfTheRecordReadsInBothLanguages) {
  const auto reads = [](const std::string& key) {
    const auto zh = label(key, "zh"), en = label(key, "en");
    EXPECT_NE(zh, en) << key;
    EXPECT_TRUE(static_cast<unsigned char>(zh.front()) >= 0x80) << key << ": " << zh;
  };
  for (const auto kind : runtime::channel_kinds()) reads("channel." + std::string(kind));
  for (const auto status : runtime::case_statuses()) reads("status." + std::string(status));
}

TEST(Labels, FallBackToTheLastPartOfTheKey) {
  EXPECT_EQ(label("status.of_their_own", "zh"), "of_their_own");
  EXPECT_FALSE(known_label("status.of_their_own", "zh"));
}

TEST(Labels, NameTheRolesAndLeaveThoseOfAnInstitutionAsTheyAre) {
  EXPECT_EQ(role_text("handler", "zh"), "经办人");
  EXPECT_EQ(role_text("crisis_trained", "en"), "crisis-trained staff");
  EXPECT_EQ(role_text("vip_desk", "zh"), "vip_desk");
}

}  // namespace
}  // namespace amends::review

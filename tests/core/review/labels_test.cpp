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

}  // namespace
}  // namespace amends::review

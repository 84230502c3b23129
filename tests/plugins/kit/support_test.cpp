#include "kit/support.hpp"

#include <gtest/gtest.h>

#include "sdk/failure.hpp"

namespace amends::kit {
namespace {

std::string_view strongest(std::string_view flags) {
  const auto record = sdk::parse_json(R"({"flags": {"vulnerability": )" + std::string(flags) + "}}");
  return need_for_support(sdk::Reader(record)).strongest();
}

TEST(NeedForSupport, ADeniedOneCountsAsNone) {
  EXPECT_EQ(strongest("[]"), "none");
  EXPECT_EQ(strongest("null"), "none");
  EXPECT_EQ(strongest(R"([{"kind": "elder", "status": "denied"}, {"kind": "illness"}])"), "none");
}

TEST(NeedForSupport, AConfirmedOneIsStrongerThanASuspectedOne) {
  EXPECT_EQ(strongest(R"([{"status": "denied"}, {"status": "suspected"}])"), "suspected");
  EXPECT_EQ(strongest(R"([{"status": "suspected"}, {"status": "confirmed"}])"), "confirmed");
}

TEST(NeedForSupport, AnUnknownStatusIsRefused) { EXPECT_THROW((void)strongest(R"([{"status": "perhaps"}])"), sdk::Failure); }

}  // namespace
}  // namespace amends::kit

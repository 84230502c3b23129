// All numbers here are made up.
#include "amends_crisis/crisis/personal_numbers.hpp"

#include <gtest/gtest.h>

namespace amends::crisis {
namespace {

TEST(PersonalNumbers, AreFoundByTheirShape) {
  for (const auto* text : {"身份证110101199003077777", "id 11010119900307777x.", "110101 19900307 7777", "卡号6222020200112233445", "6222 0202 0011 2233 445", "6222-0202-0011-2233", "378282246310005", "电话13800138000", "138 0013 8000", "+86 13800138000", "8613800138000"})
    EXPECT_TRUE(holds_personal_number(text, "")) << text;
}

TEST(PersonalNumbers, SumsDatesHotlinesAndTheHousesOwnTelephonePass) {
  for (const auto* text : {"共退还13800138000元", "13800138000.00元", "合计13,800,138,000元", "2026-03-02 09:30", "2026-03-02 2026-03-03", "20260302", "拨打12378", "000 0000 0101", "010-66278110", "400-810-1234", "编号no13800138000", "12345678901234", "12345678901234567890"})
    EXPECT_FALSE(holds_personal_number(text, "")) << text;
  EXPECT_FALSE(holds_personal_number("请拨打138 0013 8000", "电话138-0013-8000")) << "the contact that the institution gives";
  EXPECT_TRUE(holds_personal_number("请拨打138 0013 8001", "电话138-0013-8000"));
}

}  // namespace
}  // namespace amends::crisis

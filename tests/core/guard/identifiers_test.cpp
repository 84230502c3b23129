// G11: personal numbers are found by their structure and look-alikes pass. All numbers here are made up; the ids carry right check digits.
#include "guard/identifiers.hpp"

#include <iostream>
#include <random>

#include "guard_test_kit.hpp"
#include "support/utf8.hpp"

namespace amends::guard_test {
namespace {

using guard::NumberKind;

std::vector<guard::PersonalNumber> found(std::string_view text, const std::vector<std::string>& own = {}) { return guard::find_personal_numbers(*text::normalise(text), own); }
bool is_kind(std::string_view text, NumberKind kind) {
  const auto all = found(text);
  return all.size() == 1 && all[0].kind == kind;
}

/// Fills the check digit of a resident id.
std::string resident_id(std::string seventeen) {
  for (const char last : std::string_view("0123456789X"))
    if (guard::is_resident_id(seventeen + last)) return seventeen + last;
  return {};
}
std::string card(std::string body) {
  for (char last = '0'; last <= '9'; ++last)
    if (guard::is_bank_card(body + last)) return body + last;
  return {};
}

TEST(PersonalNumbers, ResidentIdsAreProvedByRegionDateAndCheckDigit) {
  const auto id = resident_id("11010119900307123");
  ASSERT_EQ(id.size(), 18u);
  EXPECT_TRUE(is_kind("身份证" + id + "。", NumberKind::resident_id));
  EXPECT_TRUE(is_kind("ID " + id.substr(0, 6) + " " + id.substr(6, 8) + " " + id.substr(14), NumberKind::resident_id));
  auto wrong = id;
  wrong[17] = wrong[17] == '1' ? '2' : '1';
  EXPECT_FALSE(guard::is_resident_id(wrong)) << "a wrong check digit";
  EXPECT_TRUE(is_kind(wrong, NumberKind::resident_id)) << "what somebody mistypes is a person's number all the same";
  EXPECT_TRUE(resident_id("99010119900307123").empty()) << "no such region";
  EXPECT_TRUE(resident_id("11010119901307123").empty()) << "month 13";
  EXPECT_TRUE(resident_id("11010119900230123").empty()) << "30 February";
}
TEST(PersonalNumbers, AnIdThatEndsInXIsOneInEitherCase) {
  for (int tail = 0; tail < 1000; ++tail) {
    const auto id = resident_id("31010119850612" + std::string(3 - std::to_string(tail).size(), '0') + std::to_string(tail));
    if (id.empty() || id.back() != 'X') continue;
    EXPECT_TRUE(is_kind("证件" + id + "的客户", NumberKind::resident_id));
    EXPECT_TRUE(is_kind("id " + id.substr(0, 17) + "x, please", NumberKind::resident_id));
    return;
  }
  FAIL() << "no id with X was made";
}
TEST(PersonalNumbers, BankCardsAreProvedByIssuerAndLuhn) {
  const auto sixteen = card("622202123456789"), nineteen = card("622848001234567890");
  ASSERT_FALSE(sixteen.empty());
  ASSERT_FALSE(nineteen.empty());
  EXPECT_TRUE(is_kind("卡号" + sixteen, NumberKind::bank_card));
  EXPECT_TRUE(is_kind("卡号" + nineteen, NumberKind::bank_card));
  EXPECT_TRUE(is_kind("card " + sixteen.substr(0, 4) + " " + sixteen.substr(4, 4) + " " + sixteen.substr(8, 4) + " " + sixteen.substr(12), NumberKind::bank_card));
  EXPECT_TRUE(is_kind("card " + sixteen.substr(0, 4) + "-" + sixteen.substr(4, 4) + "-" + sixteen.substr(8, 4) + "-" + sixteen.substr(12), NumberKind::bank_card));
  auto wrong = sixteen;
  wrong[15] = wrong[15] == '0' ? '1' : '0';
  EXPECT_FALSE(guard::is_bank_card(wrong));
  EXPECT_TRUE(is_kind("card " + wrong, NumberKind::bank_card));
  EXPECT_FALSE(guard::is_bank_card("0000000000000000")) << "Luhn holds, no issuer";
}
TEST(PersonalNumbers, MobilesAreFoundInTheWaysPeopleWriteThem) {
  for (const auto* text : {"电话13800138000。", "请拨 138 0013 8000", "138-0013-8000", "+86 13800138000", "+86 138 0013 8000", "8613800138000", "请联系１３８００１３８０００"})
    EXPECT_TRUE(is_kind(text, NumberKind::mobile)) << text;
}
TEST(PersonalNumbers, LookAlikesPass) {
  for (const auto* text : {"订单号20260302123456789012345", "订单12345678901", "编号NO13800138000", "合同 TB-13800138000", "case A13800138000", "138001380001", "1380013800", "电话12378", "服务热线95599",
                           "010-12345678", "金额1,380,013.80元", "2026-03-02 2026-03-04", "12013800138000999999999999", "19900307", "按第13条第80013款"})
    EXPECT_TRUE(found(text).empty()) << text;
}
TEST(PersonalNumbers, WithoutACheckDigitTheNearestWordDecides) {
  // 4111111111111112 and 110101199003071230 have the shape of a card and of an identity number, and wrong check digits.
  EXPECT_TRUE(is_kind("4111111111111112", NumberKind::bank_card));
  EXPECT_TRUE(is_kind("订单已退到卡4111111111111112", NumberKind::bank_card)) << "the card is nearer";
  EXPECT_TRUE(found("银行卡交易的流水号4111111111111112").empty()) << "the reference is nearer";
  EXPECT_TRUE(found("4111111111111112是您的订单号").empty()) << "a word behind, where none stands before";
  EXPECT_TRUE(is_kind("您的订单。4111111111111112", NumberKind::bank_card)) << "no word reaches over the end of a sentence";
  EXPECT_TRUE(found("order 110101199003071230").empty());
  EXPECT_TRUE(is_kind("110101199003071230", NumberKind::resident_id));
  EXPECT_TRUE(is_kind("id 700101199003071230", NumberKind::resident_id)) << "no such region, and the word says what it is";
  EXPECT_TRUE(found("700101199003071230").empty());
  EXPECT_TRUE(found("in the middle 700101199003071230").empty()) << "id is a word of its own";
  EXPECT_TRUE(found("NO4111111111111112").empty()) << "a letter beside it makes it a code";
  EXPECT_TRUE(found("order 4111 1111 1111 1111").size() == 1) << "a right check digit proves it whatever the words say";
}
TEST(PersonalNumbers, LengthsOfCardsThatOnlyTheirShapeShows) {
  for (const auto* text : {"4111111111111112", "6222021234567890123"}) EXPECT_EQ(found(text).size(), 1u) << text;
  for (const auto* text : {"411111111111112", "41111111111111112", "411111111111111114", "41111111111111111115", "4111 111111 111112"}) EXPECT_TRUE(found(text).empty()) << text;
  EXPECT_EQ(found("卡4111111111113").size(), 1u) << "13 digits with an issuer and the word";
  EXPECT_TRUE(found("卡411111111111").empty()) << "12 digits";
  EXPECT_EQ(found("卡号1002345678901234567").size(), 1u) << "19 digits and the word, whatever the issuer";
  EXPECT_TRUE(found("卡号100234567890123456").empty()) << "18 digits without an issuer";
}
TEST(PersonalNumbers, AWordNamesANumberWithinItsReach) {
  const std::string far = "4111111111111112";
  const auto between = [](std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += "的";
    return out;
  };
  EXPECT_TRUE(found("订单" + between(guard::kLabelReachBefore - 2) + far).empty());
  EXPECT_EQ(found("订单" + between(guard::kLabelReachBefore - 1) + far).size(), 1u);
  EXPECT_TRUE(found(far + between(guard::kLabelReachAfter - 2) + "订单").empty());
  EXPECT_EQ(found(far + between(guard::kLabelReachAfter - 1) + "订单").size(), 1u);
}
TEST(PersonalNumbers, TheInstitutionsOwnNumbersPass) {
  EXPECT_EQ(found("请拨 139 0000 1111", {}).size(), 1u);
  EXPECT_TRUE(found("请拨 139 0000 1111", {"13900001111"}).empty());
  EXPECT_TRUE(found("请拨 +86 139 0000 1111", {"13900001111"}).empty());
}
TEST(PersonalNumbers, TwoNumbersSideBySideAreBothFound) {
  EXPECT_EQ(found("13800138000 13900139000").size(), 2u);
  EXPECT_EQ(found("12378 13800138000").size(), 1u);
}
TEST(PersonalNumbers, AllButTheLastFourDigitsAreHiddenAndOfAMobileTheFirstThreeStayToo) {
  const std::string text = "电话 138 0013 8000。";
  const auto all = found(text);
  ASSERT_EQ(all.size(), 1u);
  auto masked = *utf8::decode(text);
  for (const auto i : all[0].hidden) masked[i] = U'*';
  EXPECT_EQ(utf8::encode(masked), "电话 138 **** 8000。");
  EXPECT_EQ(utf8::slice(text, all[0].span.start, all[0].span.end), "138 0013 8000");
}
TEST(PersonalNumbers, BothErrorRatesOverRandomNumbers) {
  const unsigned seed = 20260302;
  std::mt19937 random(seed);
  std::cout << "seed " << seed << "\n";
  const auto digits = [&](int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out.push_back(static_cast<char>('0' + random() % 10));
    return out;
  };
  int made = 0, missed = 0, looked = 0, wrong = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto serial = digits(3);
    const auto id = resident_id("4401061" + std::string("9") + std::to_string(50 + random() % 50) + "0" + std::to_string(1 + random() % 9) + "1" + std::to_string(random() % 9) + serial);
    const auto bank = card("62" + digits(13 + static_cast<int>(random() % 4)));
    const auto mobile = "1" + std::to_string(3 + random() % 7) + digits(9);
    for (const auto& number : {id, bank, mobile}) {
      ++made;
      missed += found("客户" + number + "来电").size() == 1 ? 0 : 1;
    }
    // Order numbers: the day and a serial, 18 digits, and a letter code.
    for (const auto& number : {"2026" + std::to_string(10 + random() % 3) + std::to_string(10 + random() % 19) + digits(10), "TB" + digits(11), digits(24)}) {
      ++looked;
      wrong += found("订单" + number + "已退款").empty() ? 0 : 1;
    }
  }
  std::cout << "personal numbers " << made << ", missed " << missed << "; look-alikes " << looked << ", masked " << wrong << "\n";
  EXPECT_EQ(missed, 0);
  EXPECT_LE(wrong, looked / 20);
}

}  // namespace
}  // namespace amends::guard_test

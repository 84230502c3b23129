#include "text/facts.hpp"

#include <gtest/gtest.h>

#include "support/utf8.hpp"

namespace amends::text {
namespace {

Facts facts(std::string_view text, std::string locale = "zh-CN") {
  return extract(*normalise(text), NumberReader(WordLists::defaults()), {.institution = {}, .locale = std::move(locale), .digits = {}});
}
std::string quote(std::string_view text, Span span) { return std::string(utf8::slice(text, span.start, span.end)); }

std::string dates(std::string_view text, std::string locale = "zh-CN") {
  std::string out;
  for (const auto& date : facts(text, std::move(locale)).dates) out += (out.empty() ? "" : "; ") + quote(text, date.span) + "=" + date.value;
  return out;
}
std::string counts(std::string_view text, const std::vector<CountFact>& list) {
  std::string out;
  for (const auto& count : list)
    out += (out.empty() ? "" : "; ") + quote(text, count.span) + "=" + std::to_string(count.value) + (count.approx ? "~" : "") + (count.what.empty() ? "" : " " + count.what);
  return out;
}
std::string ages(std::string_view text) { return counts(text, facts(text).ages); }
std::string groups(std::string_view text) { return counts(text, facts(text).group_sizes); }
std::string reach(std::string_view text) { return counts(text, facts(text).reach); }
std::string texts(std::string_view text, const std::vector<TextFact>& list) {
  std::string out;
  for (const auto& fact : list) out += (out.empty() ? "" : "; ") + quote(text, fact.span) + "=" + fact.value;
  return out;
}
std::string phones(std::string_view text, std::string locale = "zh-CN") { return texts(text, facts(text, std::move(locale)).phones); }
std::string contracts(std::string_view text) { return texts(text, facts(text).contracts); }

TEST(Facts, ReadChineseDates) {
  EXPECT_EQ(dates("2026年3月2日签的"), "2026年3月2日=2026-03-02");
  EXPECT_EQ(dates("二〇二五年十二月三十一日止"), "二〇二五年十二月三十一日=2025-12-31");
  EXPECT_EQ(dates("于2020年3月投保，今年12月到期，6月30号提交"), "2020年3月=2020-03; 12月=--12; 6月30号=--06-30");
  EXPECT_EQ(dates("2019年底"), "2019年=2019");
  EXPECT_EQ(dates("25年3月"), "25年3月=2025-03");
  EXPECT_EQ(dates("交满5年，等了3个月，2月30日，13月1日"), "");
  EXPECT_EQ(dates("2024年2月29日，2023年2月29日"), "2024年2月29日=2024-02-29");
}

TEST(Facts, ReadNumericAndEnglishDates) {
  EXPECT_EQ(dates("2023/04/17 2023-4-7 2024.3.11 2026-03-02T10:00Z"), "2023/04/17=2023-04-17; 2023-4-7=2023-04-07; 2024.3.11=2024-03-11; 2026-03-02=2026-03-02");
  EXPECT_EQ(dates("03/02/2026", "en"), "03/02/2026=2026-03-02");
  EXPECT_EQ(dates("03/02/2026"), "");
  EXPECT_EQ(dates("31/12/2025", "en"), "31/12/2025=2025-12-31");
  EXPECT_EQ(dates("On March 2, 2026 and Mar. 2nd, then 2 March 2026 and May 2025", "en"),
            "March 2, 2026=2026-03-02; Mar. 2nd=--03-02; 2 March 2026=2026-03-02; May 2025=2025-05");
  EXPECT_EQ(dates("I may 2 times; version 1.2.3; 1234-56-78; February 30", "en"), "may 2=--05-02");
}

TEST(Facts, ReadTheStatedAge) {
  EXPECT_EQ(ages("我68岁了"), "68岁=68");
  EXPECT_EQ(ages("其母(76岁)和七十八歲的父亲"), "76岁=76; 七十八歲=78");
  EXPECT_EQ(ages("年龄：82"), "82=82");
  EXPECT_EQ(ages("I am 68 years old"), "68 years old=68");
  EXPECT_EQ(ages("a 72-year-old woman, aged 81"), "72-year-old=72; 81=81");
  EXPECT_EQ(ages("130岁 131岁 0岁"), "130岁=130");
  EXPECT_EQ(ages("5 years ago; page 68; 存了5年"), "");
}

TEST(Facts, ReadHowManyComplain) {
  EXPECT_EQ(groups("我们37个人都买了这个产品"), "37个人=37");
  EXPECT_EQ(groups("我们八个老同事都是"), "八个老同事=8");
  EXPECT_EQ(groups("八个人都准备起诉了"), "八个人=8");
  EXPECT_EQ(groups("代表200余名客户投诉"), "200余名=200~");
  EXPECT_EQ(groups("我们这条街上一共15家小店"), "15家小店=15");
  EXPECT_EQ(groups("这条街上有15家小店"), "");  // nothing says that they complain
  EXPECT_EQ(groups("我们群里三十七个人，买的都是"), "三十七个人=37");
  EXPECT_EQ(groups("约60名投资者聚集。推选代表4人"), "60名=60");
  EXPECT_EQ(groups("农民工76人,推举代表3名"), "76人=76");
  EXPECT_EQ(groups("There are 37 of us"), "37 of us=37");
  EXPECT_EQ(groups("We are 12 customers of your bank"), "12 customers=12");
  EXPECT_EQ(groups("a group of 9 investors"), "9=9");
  EXPECT_EQ(groups("我们2个月前投诉，我一个人来的，给3个人打电话，扣了两次"), "");
}

TEST(Facts, ReadHowFarAPostReached) {
  EXPECT_EQ(reach("两万多人转发，有记者联系我"), "两万多人转发=20000~ repost");
  EXPECT_EQ(reach("视频播放量已经超过10万"), "播放量已经超过10万=100000 view");
  EXPECT_EQ(reach("点赞已超八千。"), "点赞已超八千=8000 like");
  EXPECT_EQ(reach("10万+阅读"), "10万+阅读=100000~ view");
  EXPECT_EQ(reach("it has 20,000 views and 350 reposts"), "20,000 views=20000 view; 350 reposts=350 repost");
  EXPECT_EQ(reach("shared 300 times"), "300 times=300 repost");
  EXPECT_EQ(reach("1.5k views"), "1.5k views=1500 view");
  EXPECT_EQ(reach("我看了3遍，打了5次电话，转发3，点击三次"), "");
}

TEST(Facts, KeepAnAssumedSumOutWhenItIsACount) {
  const auto text = "点赞已超八千，我交了八千";
  const auto found = facts(text);
  ASSERT_EQ(found.money.size(), 1u);
  EXPECT_EQ(found.money[0].span, (Span{10, 12}));
}

TEST(Facts, OfferBareNumbersApartFromMoney) {
  const auto bare = [](std::string_view text) {
    std::string out;
    const auto found = facts(text);
    for (const auto& sum : found.bare) out += (out.empty() ? "" : "; ") + quote(text, sum.span) + "=" + std::to_string(sum.minor) + (sum.assumed ? "?" : "");
    return out + (found.money.empty() ? "" : " and money");
  };
  EXPECT_EQ(bare("退1080，refund 199 please，共8946.32"), "1080=108000?; 199=19900?; 8946.32=894632?");
  EXPECT_EQ(bare("扣了三次，24小时，30%，第3条，7/28，12:30，C2，2026年3月2日，68岁，19900000101，保单号P-0001，尾号*1234"), "");
  EXPECT_EQ(bare("12.345"), "");
}

TEST(Facts, ReadContractNumbers) {
  EXPECT_EQ(contracts("保单号P-A-0001。合同编号：C-000012，保单号是 12345678"), "P-A-0001=P-A-0001; C-000012=C-000012; 12345678=12345678");
  EXPECT_EQ(contracts("保单号Ｐ－０１２"), "Ｐ－０１２=Ｐ－０１２");
  EXPECT_EQ(contracts("my policy number is AB-1234, contract no. 99887"), "AB-1234=AB-1234; 99887=99887");
  EXPECT_EQ(contracts("保单号忘了；policy number unknown; 保单号123"), "");
}

TEST(Facts, ReadTelephoneNumbers) {
  EXPECT_EQ(phones("电话19900000101。"), "19900000101=+8619900000101");
  EXPECT_EQ(phones("打 199-0000-0101 或 +86 199 0000 0102"), "199-0000-0101=+8619900000101; +86 199 0000 0102=+8619900000102");
  EXPECT_EQ(phones("座机 010-12345678 和 0755-1234567"), "010-12345678=+861012345678; 0755-1234567=+867551234567");
  EXPECT_EQ(phones("call (415) 555-0132 or 415-555-0133", "en"), "(415) 555-0132=+14155550132; 415-555-0133=+14155550133");
  EXPECT_EQ(phones("刘老师(19900000101)"), "19900000101=+8619900000101");
  EXPECT_EQ(phones("+852 2123 4567"), "+852 2123 4567=+85221234567");
  EXPECT_EQ(phones("卡号6011111111111117，12378，2026-03-02，P19900000101"), "");
  EXPECT_EQ(phones("保单号19900000101"), "");  // a contract number, not a telephone
}

}  // namespace
}  // namespace amends::text

#include "text/numbers.hpp"

#include <gtest/gtest.h>

#include "support/utf8.hpp"

namespace amends::text {
namespace {

const MoneyContext kChina{.institution = {}, .locale = "zh-CN", .digits = {{"CNY", 2}, {"USD", 2}, {"JPY", 0}}};

WordLists lists() {
  auto out = WordLists::defaults();
  return out;
}

/// "quote=minor CUR" of each sum, "~" for approx, "?" for assumed.
std::string money(std::string_view text, MoneyContext context = kChina) {
  const auto normalised = normalise(text);
  std::string out;
  for (const auto& sum : NumberReader(lists()).money(*normalised, context)) {
    if (!out.empty()) out += "; ";
    out += std::string(utf8::slice(text, sum.span.start, sum.span.end)) + "=" + std::to_string(sum.minor) + " " + std::string(sum.currency.code()) + (sum.approx ? "~" : "") +
           (sum.assumed ? "?" : "");
  }
  return out;
}
/// "quote=value" of each number.
std::string numbers(std::string_view text) {
  const auto normalised = normalise(text);
  std::string out;
  for (const auto& n : NumberReader(lists()).numbers(*normalised)) {
    const auto span = normalised->span(n.from, n.to);
    if (!out.empty()) out += "; ";
    out += std::string(utf8::slice(text, span.start, span.end)) + "=" + std::to_string(n.coefficient) + (n.scale ? "e-" + std::to_string(n.scale) : "") + (n.approx ? "~" : "");
  }
  return out;
}

TEST(Numbers, ReadTheFormsOfTheCatalogue) {
  EXPECT_EQ(money("三万二"), "三万二=3200000 CNY?");
  EXPECT_EQ(money("五万"), "五万=5000000 CNY?");
  EXPECT_EQ(money("八十万"), "八十万=80000000 CNY?");
  EXPECT_EQ(money("3万2"), "3万2=3200000 CNY?");
  EXPECT_EQ(money("12.3万"), "12.3万=12300000 CNY?");
  EXPECT_EQ(money("两万多"), "两万多=2000000 CNY~?");
  EXPECT_EQ(money("三万零二"), "三万零二=3000200 CNY?");
  EXPECT_EQ(money("十万一千"), "十万一千=10100000 CNY?");
}

TEST(Numbers, ReadChineseAndFormalNumerals) {
  EXPECT_EQ(numbers("一千零五十"), "一千零五十=1050");
  EXPECT_EQ(numbers("十二"), "十二=12");
  EXPECT_EQ(numbers("一百一十"), "一百一十=110");
  EXPECT_EQ(numbers("一百零五"), "一百零五=105");
  EXPECT_EQ(numbers("二十三万四千五百六十七"), "二十三万四千五百六十七=234567");
  EXPECT_EQ(numbers("壹拾贰万叁仟肆佰伍拾陆"), "壹拾贰万叁仟肆佰伍拾陆=123456");
  EXPECT_EQ(numbers("兩萬參仟"), "兩萬參仟=23000");
  EXPECT_EQ(numbers("一亿零三百万"), "一亿零三百万=103000000");
  EXPECT_EQ(numbers("三千万"), "三千万=30000000");
  EXPECT_EQ(numbers("二〇二五"), "二〇二五=2025");
  EXPECT_EQ(numbers("一千五百万零五"), "一千五百万零五=15000005");
}

TEST(Numbers, TakeATrailingDigitAsTheNextLowerUnit) {
  EXPECT_EQ(numbers("一亿二"), "一亿二=120000000");
  EXPECT_EQ(numbers("三千二"), "三千二=3200");
  EXPECT_EQ(numbers("三百八"), "三百八=380");
  EXPECT_EQ(numbers("二十万五"), "二十万五=205000");
  EXPECT_EQ(numbers("3千5"), "3千5=3500");
  EXPECT_EQ(numbers("100万5"), "100万5=1005000");
  EXPECT_EQ(numbers("三百零八"), "三百零八=308");
  EXPECT_EQ(numbers("3万2000"), "3万2000=32000");
  EXPECT_EQ(numbers("3万20"), "3万20=30020");
  EXPECT_EQ(numbers("三万一年"), "三万=30000; 一=1");  // thirty thousand a year
}

TEST(Numbers, ReadMixedFormsAndLowerBounds) {
  EXPECT_EQ(numbers("1.5千万"), "1.5千万=15000000");
  EXPECT_EQ(numbers("0.5亿"), "0.5亿=50000000");
  EXPECT_EQ(numbers("20多万"), "20多万=200000~");
  EXPECT_EQ(numbers("十几万"), "十几万=100000~");
  EXPECT_EQ(numbers("三千余"), "三千余=3000~");
  EXPECT_EQ(numbers("两三万"), "两三万=20000~");
  EXPECT_EQ(numbers("七八百"), "七八百=700~");
  EXPECT_EQ(numbers("十七八万"), "十七八万=170000~");
  EXPECT_EQ(numbers("两万多少"), "两万=20000");
  EXPECT_EQ(numbers("1,234,567.89"), "1,234,567.89=123456789e-2");
  EXPECT_EQ(numbers("1,23"), "1=1; 23=23");
  EXPECT_EQ(numbers("12.340"), "12.340=1234e-2");
}

TEST(Numbers, AreNotReadInWordsVersionsAndIdioms) {
  EXPECT_EQ(numbers("P0001 covid19"), "");
  EXPECT_EQ(numbers("第8.2.1条"), "");
  EXPECT_EQ(numbers("万一，十分，一直，一样，一块去"), "");
  EXPECT_EQ(numbers("成千上万"), "");
  EXPECT_EQ(numbers("半年"), "");
  EXPECT_EQ(numbers("½"), "");
  EXPECT_EQ(numbers("12345678901234567890"), "");
  EXPECT_EQ(numbers("123456789012345678"), "123456789012345678=123456789012345678");
}

TEST(Money, NeedsACurrencyOrALargeUnit) {
  EXPECT_EQ(money("扣了300元"), "300元=30000 CNY");
  EXPECT_EQ(money("扣了 300 元 整"), "300 元=30000 CNY");
  EXPECT_EQ(money("扣了300  元"), "");  // one blank allowed
  EXPECT_EQ(money("扣了300"), "");
  EXPECT_EQ(money("扣了三百"), "");
  EXPECT_EQ(money("三百块钱"), "三百块=30000 CNY");
  EXPECT_EQ(money("一块钱"), "一块=100 CNY");
  EXPECT_EQ(money("一块去"), "");
  EXPECT_EQ(money("万一不退"), "");
}

TEST(Money, IsNoNumberBeforeACounter) {
  for (const auto* text : {"两万多人转发", "三万次", "五万个", "一万名", "三千份", "两千年", "一万条", "5万号", "三万%"}) EXPECT_EQ(money(text), "") << text;
  EXPECT_EQ(money("十万人民币"), "十万人民币=10000000 CNY");  // 人 is not a counter here
  EXPECT_EQ(money("十万分之一"), "");
}

TEST(Money, KnowsCurrenciesBySignWordAndLocale) {
  EXPECT_EQ(money("¥1,299.00"), "¥1,299.00=129900 CNY");
  EXPECT_EQ(money("￥300"), "￥300=30000 CNY");
  EXPECT_EQ(money("人民币15,600元"), "人民币15,600元=1560000 CNY");
  EXPECT_EQ(money("RMB 300, 300yuan, rmb300"), "RMB 300=30000 CNY; 300yuan=30000 CNY; rmb300=30000 CNY");
  EXPECT_EQ(money("HK$500 三百八蚊 五百港币 500港元"), "HK$500=50000 HKD; 三百八蚊=38000 HKD; 五百港币=50000 HKD; 500港元=50000 HKD");
  EXPECT_EQ(money("£5 €6.50 US$7 8美元"), "£5=500 GBP; €6.50=650 EUR; US$7=700 USD; 8美元=800 USD");
  EXPECT_EQ(money("$218"), "$218=21800 USD");
  auto hongkong = kChina;
  hongkong.locale = "zh-HK";
  EXPECT_EQ(money("$218", hongkong), "$218=21800 HKD");
  EXPECT_EQ(money("US$218", hongkong), "US$218=21800 USD");
  EXPECT_EQ(money("A$100 NT$100"), "");  // dollars that we do not know
  EXPECT_EQ(money("armb 300"), "");
  EXPECT_EQ(money("300 yuans"), "");
  auto american = kChina;
  american.institution = *Currency::parse("USD");
  EXPECT_EQ(money("三万", american), "三万=3000000 USD?");
}

TEST(Money, GivesASignBetweenTwoNumbersToTheSecond) {
  EXPECT_EQ(money("in 2015 $300"), "$300=30000 USD");
  EXPECT_EQ(money("300元500元"), "300元=30000 CNY; 500元=50000 CNY");
  EXPECT_EQ(money("300$"), "300$=30000 USD");
}

TEST(Money, ReadsTheBracedSumsOfPublishedComplaints) {
  EXPECT_EQ(money("XX points for {$8500.00} because"), "$8500.00=850000 USD");
  EXPECT_EQ(money("brought to {$0.00}. Then ${36000.00}"), "$0.00=0 USD");
  EXPECT_EQ(money("{$36000.00}"), "$36000.00=3600000 USD");
  EXPECT_EQ(money("$1.2 million and $5k and $3 thousand"), "$1.2 million=120000000 USD; $5k=500000 USD; $3 thousand=300000 USD");
}

TEST(Money, ReadsFractionsDownToTheMinorUnitOnly) {
  EXPECT_EQ(money("12.34元"), "12.34元=1234 CNY");
  EXPECT_EQ(money("12.345元"), "");
  EXPECT_EQ(money("12.340元"), "12.340元=1234 CNY");
  EXPECT_EQ(money("300日元"), "300日元=300 JPY");
  EXPECT_EQ(money("300.5日元"), "");
  EXPECT_EQ(money("1.2345万元"), "1.2345万元=1234500 CNY");
  EXPECT_EQ(money("0.00001万元"), "0.00001万元=10 CNY");
  EXPECT_EQ(money("0.0000001万元"), "");
}

TEST(Money, ReadsSpokenFractions) {
  EXPECT_EQ(money("三块五"), "三块五=350 CNY");
  EXPECT_EQ(money("12块8"), "12块8=1280 CNY");
  EXPECT_EQ(money("3元5角2分"), "3元5角2分=352 CNY");
  EXPECT_EQ(money("三块五次"), "三块=300 CNY");
  EXPECT_EQ(money("3块300次"), "3块=300 CNY");
}

TEST(Money, StaysWithinWhatJsonCarries) {
  EXPECT_EQ(money("90071992547409.91元"), "90071992547409.91元=9007199254740991 CNY");
  EXPECT_EQ(money("90071992547409.92元"), "");
  EXPECT_EQ(money("999999999999999999元"), "");
  EXPECT_EQ(money("一亿亿亿"), "");
}

TEST(Money, GroupsByTheCommaOfItsOwnWidth) {
  EXPECT_EQ(money("１，２３４元"), "１，２３４元=123400 CNY");
  EXPECT_EQ(money("我交了100，200元退了"), "200元=20000 CNY");  // a full-width comma between ASCII digits parts two numbers
  EXPECT_EQ(money("全部 21,000 元"), "21,000 元=2100000 CNY");
}

// The money spans of the shared cases K01 to K12 (catalogue 0.5 and 3.1).
TEST(Money, GivesTheSpansOfTheSharedCases) {
  const auto spans = [](std::string_view text) {
    std::string out;
    for (const auto& sum : NumberReader(lists()).money(*normalise(text), kChina))
      out += "[" + std::to_string(sum.span.start) + "," + std::to_string(sum.span.end) + ")" + std::to_string(sum.minor) + (sum.approx ? "~" : "") + (sum.assumed ? "?" : "") + " ";
    return out;
  };
  EXPECT_EQ(spans("你们上个月多扣了我信用卡年费300元，我很生气，请退还。"), "[14,18)30000 ");
  EXPECT_EQ(spans("我父亲住院花了五万，你们拒赔，说没有如实告知。太过分了，凭什么！我要去银保监局投诉。"), "[7,9)5000000? ");
  EXPECT_EQ(spans("业务员说交满5年就能取回本金，现在退保只给我三万二，我交了十万。这是欺骗，我要全额退保，否则就曝光你们。"), "[22,25)3200000? [29,31)10000000? ");
  EXPECT_EQ(spans("已经投诉四次了，你们每次都是同一个答复，我不接受，我要八十万精神损失费。"), "[27,30)80000000? ");
  for (const auto* text : {"贵司存在销售误导，本人要求全额退保，请勿联系本人，后续由我的代理人对接，已付服务费30%。",
                           "我买的理财净值天天跌，我非常担心，晚上睡不着，这是养老钱，我68岁了，怎么办？",
                           "我们37个人都买了这个产品，周一一起去你们总部讨说法，拉横幅。",
                           "我已经把视频发到抖音了，两万多人转发，有记者联系我。",
                           "钱没了我活不下去了，再不解决我就从你们楼上跳下去。",
                           "柜员让我推来推去，敷衍我，根本看不起人，我就要一个道歉。",
                           "这个产品封闭期到明年，我妈要动手术急用钱，必须今天赎回。",
                           "Your collector called my employer three times this week. I want it to stop and a written apology."})
    EXPECT_EQ(spans(text), "") << text;
}

}  // namespace
}  // namespace amends::text

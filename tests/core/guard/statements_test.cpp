// G1: dates and limits that a text states must rest on a deadline or on evidence of the same envelope.
#include "guard/statements.hpp"

#include "guard_test_kit.hpp"
#include "support/utf8.hpp"

namespace amends::guard_test {
namespace {

std::vector<std::string> stated(std::string_view text, std::string_view locale = "zh-CN") {
  const text::NumberReader numbers(text::WordLists::defaults());
  std::vector<std::string> out;
  for (const auto& s : guard::read_statements(*text::normalise(text), numbers, locale)) out.emplace_back(utf8::slice(text, s.span.start, s.span.end));
  return out;
}
using Quotes = std::vector<std::string>;

TEST(Statements, DatesAndLimitsAreReadInBothLanguages) {
  EXPECT_EQ(stated("我们在2026年3月17日前答复。"), (Quotes{"2026年3月17日"}));
  EXPECT_EQ(stated("最迟3月17日，或者三个工作日内。"), (Quotes{"3月17日", "三个工作日内"}));
  EXPECT_EQ(stated("收到投诉后15日内答复，最长60天。"), (Quotes{"15日内", "60天"}));
  EXPECT_EQ(stated("请在２４小时内回复"), (Quotes{"２４小时内"}));
  EXPECT_EQ(stated("We answer by March 17, 2026.", "en"), (Quotes{"March 17, 2026"}));
  EXPECT_EQ(stated("within 15 calendar days or three working days", "en"), (Quotes{"15 calendar days", "three working days"}));
  EXPECT_EQ(stated("You have a 30-day period. It takes up to 48 hours.", "en"), (Quotes{"30-day", "48 hours"}));
  EXPECT_EQ(stated("请在本月15日前回复"), (Quotes{"15日"}));
}
TEST(Statements, WhatPromisesNothingIsNone) {
  for (const auto* text : {"三天前您来过网点。", "24小时服务热线", "您已经等了10天", "第3天", "每日对账", "满5年可以取回", "客户68岁", "一天一次", "请您核对金额300元", "有一天您会明白"})
    EXPECT_TRUE(stated(text).empty()) << text << " " << stated(text)[0];
  for (const auto* text : {"You wrote 30 days ago.", "We are open 24 hours a day.", "in the past 30 days", "She is 68 years old.", "One day it will be clear.", "Clause 8 of your contract."})
    EXPECT_TRUE(stated(text, "en").empty()) << text << " " << stated(text, "en")[0];
}

json::Value promise(std::string_view zh, std::string_view en = "We look into it.") { return envelope_with("scripts", script(zh, en)); }

TEST(StatedDeadlines, OneWithoutGroundHoldsTheTextBack) {
  auto envelope = promise("我们在15日内答复。", "We answer within 15 days.");
  const auto actions = shipped().enforce(envelope, context());
  ASSERT_EQ(rules(actions), (std::vector<std::string>{"stated.limit", "stated.limit"}));
  EXPECT_EQ(actions[0].guard, "G1");
  EXPECT_EQ(actions[0].action, "blocked");
  EXPECT_EQ(actions[0].where, "scripts.0.text.zh");
  EXPECT_EQ(actions[0].quote, "15日内");
  EXPECT_EQ(actions[1].quote, "15 days");
  EXPECT_EQ(json::text_at(envelope, "scripts.0.text.zh", "?"), "");
}
TEST(StatedDeadlines, ATaskBehindADateCarriesIt) {
  auto envelope = promise("我们最迟3月9日给您打电话。", "We call you by 9 March.");
  put(envelope, "tasks", parsed(R"([{"id": "t1", "kind": "call_back", "title": {"zh": "回电", "en": "Call back"}, "due_at": "2026-03-09T08:00:00Z"}])"));
  EXPECT_TRUE(shipped().enforce(envelope, context()).empty());
}
TEST(StatedRules, OneThatNoEvidenceNamesHoldsTheTextBack) {
  const std::pair<const char*, const char*> kRules[] = {{"根据《消费者权益保护法》，应当退还。", "消费者权益保护法"}, {"Under section 12 you are owed the fee.", "section 12"},
                                                        {"Article 23 gives you that right.", "art. 23"},                        {"Regulation E applies here.", "Regulation E"}};
  for (const auto& [text, source] : kRules) {
    auto envelope = promise(text, text);
    EXPECT_EQ(rules(shipped().enforce(envelope, context())), (std::vector<std::string>{"stated.rule", "stated.rule"})) << text;
    EXPECT_EQ(json::text_at(envelope, "scripts.0.text.zh", "?"), "");
    auto carried = promise(text, text);
    put(carried, "evidence", json::Array{json::Object{{"id", "ev1"}, {"kind", "field"}, {"value", source}}});
    EXPECT_TRUE(shipped().enforce(carried, context()).empty()) << text;
  }
}
TEST(StatedRules, AContractIsNone) {
  for (const auto* text : {"请看《保险合同》和《客户告知书》。", "See section 4 of your agreement.", "This section is short.", "articles of daily use"}) {
    auto envelope = promise(text, text);
    EXPECT_TRUE(shipped().enforce(envelope, context()).empty()) << text;
  }
}
TEST(StatedDeadlines, ADeadlineOfTheEnvelopeCarriesItsDateAndItsLength) {
  const auto deadline = parsed(R"({"id": "dl1", "kind": "decide", "starts_at": "2026-03-02T01:00:00Z", "due_at": "2026-03-17T16:00:00Z", "basis": {"id": "CN-NFRA-DECIDE-SIMPLE"}})");
  for (const auto* text : {"我们在15日内答复。", "我们最迟2026年3月17日答复。", "我们最迟3月17日答复。", "We answer within 15 days.", "We answer by 17 March 2026."}) {
    auto envelope = promise(text, text);
    envelope.get_object()["deadlines"] = json::Array{deadline};
    EXPECT_TRUE(shipped().enforce(envelope, context()).empty()) << text;
  }
  for (const auto* text : {"我们在16日内答复。", "我们在14日内答复。", "我们最迟2026年3月19日答复。", "我们最迟2025年3月17日答复。", "We answer within 15 working days."}) {
    auto envelope = promise(text, text);
    envelope.get_object()["deadlines"] = json::Array{deadline};
    EXPECT_FALSE(shipped().enforce(envelope, context()).empty()) << text;
  }
}
TEST(StatedDeadlines, TheLedgerAndTheRuleGiveWorkingDays) {
  auto deadline = parsed(R"({"id": "dl1", "kind": "acknowledge", "starts_at": "2026-03-06T01:00:00Z", "due_at": "2026-03-11T16:00:00Z",
    "ledger": [{"day": "2026-03-06", "counted": false}, {"day": "2026-03-07", "counted": false}, {"day": "2026-03-08", "counted": false},
               {"day": "2026-03-09", "counted": true}, {"day": "2026-03-10", "counted": true}, {"day": "2026-03-11", "counted": true}]})");
  auto envelope = promise("我们在三个工作日内联系您。", "We call you within three working days.");
  envelope.get_object()["deadlines"] = json::Array{deadline};
  EXPECT_TRUE(shipped().enforce(envelope, context()).empty());
  deadline.get_object().erase("ledger");
  deadline.get_object()["basis"] = json::Object{{"length", "3wd"}};
  auto by_rule = promise("我们在三个工作日内联系您。", "We call you within three working days.");
  by_rule.get_object()["deadlines"] = json::Array{deadline};
  EXPECT_TRUE(shipped().enforce(by_rule, context()).empty());
}
TEST(StatedDeadlines, EvidenceARunningClockAndTheDayOfReceiptCarryThemToo) {
  auto envelope = promise("您说我们在7天内没有答复。", "You say that we did not answer within 7 days.");
  envelope.get_object()["evidence"] = json::Array{parsed(R"({"id": "ev1", "kind": "span", "doc": "t1", "start": 0, "end": 9, "quote": "你们7天都没有答复我"})")};
  EXPECT_TRUE(shipped().enforce(envelope, context()).empty());
  auto clocked = promise("最迟3月31日答复。", "The answer comes by March 31.");
  auto with_clock = context();
  with_clock.clocks = {{"decide", at("2026-03-31T16:00:00Z")}};
  EXPECT_TRUE(shipped().enforce(clocked, with_clock).empty());
  const auto record = parsed(R"({"channel": {"received_at": "2026-02-27T01:00:00Z"}})");
  auto received = promise("我们2月27日收到您的来信。", "We received your letter on February 27.");
  EXPECT_TRUE(shipped().enforce(received, context(&record)).empty());
}
TEST(StatedDeadlines, LimitsInsideTheRightsNoticeRestOnIts) {
  const auto notice = read_yaml("workflows/packs/shipped/rights/notice.yaml");
  std::string zh, en;
  for (const auto& item : json::list_at(*json::find(notice, "jurisdictions.0"), "items")) {
    zh += std::string(json::text_at(item, "text.zh")) + "\n";
    en += std::string(json::text_at(item, "text.en")) + " ";
  }
  auto envelope = promise(zh, en);
  EXPECT_TRUE(shipped().enforce(envelope, context()).empty());
  auto altered = promise("可以自收到决定之日起20日内申请核查。", "Ask within 20 days.");
  EXPECT_FALSE(shipped().enforce(altered, context()).empty());
}
TEST(StatedDeadlines, TheAcknowledgementIsReadAsAStringAndInTwoLanguages) {
  auto one = parsed(R"({"status": "ok", "result": {"ack": {"text": "我们在5天内联系您。"}}})");
  auto actions = shipped().enforce(one, context());
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(actions[0].where, "result.ack.text");
  auto two = parsed(R"({"status": "ok", "result": {"ack": {"text": {"zh": "我们会联系您。", "en": "We call you within 5 days."}}}})");
  actions = shipped().enforce(two, context());
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(actions[0].where, "result.ack.text.en");
}

}  // namespace
}  // namespace amends::guard_test

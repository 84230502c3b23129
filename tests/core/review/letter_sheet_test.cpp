// The letter as a sheet of paper: what it shows, what it escapes, and that nothing unsigned looks as if it were sent.
#include <gtest/gtest.h>

#include "review/letter_sheet.hpp"

namespace amends::review {
namespace {

json::Value section(std::string_view lang = "zh", bool ready = true, bool is_signed = false) {
  const bool zh = lang == "zh";
  json::Array blocks{json::Object{{"id", "greeting"}, {"text", zh ? "尊敬的王芳：" : "Dear Jane Roe,"}},
                     json::Object{{"id", "decision"}, {"text", zh ? "我们的决定是：\n1. 退还300.00 元。\n2. 书面道歉。\n如有疑问，请联系我们。" : "This is our decision:\n1. We refund CNY 300.00.\n2. We apologise.\nPlease ask us."}},
                     json::Object{{"id", "signature"}, {"text", zh ? "测试银行\n2026年3月2日" : "Test Bank\n2 March 2026"}}};
  json::Object letter{{"kind", "reply"}, {"lang", lang}, {"subject", zh ? "关于您投诉的答复" : "Our answer to your complaint"}, {"number", "CASE-1"}, {"date", zh ? "2026年3月2日" : "2 March 2026"}, {"blocks", std::move(blocks)}, {"text", "x"}};
  letter["head"] = json::Object{{"institution", zh ? "测试银行" : "Test Bank"}, {"unit", zh ? "第一支行" : "Branch 1"}, {"contact", ""}};
  return json::Object{{"letter", std::move(letter)}, {"release_ready", ready}, {"signed", is_signed}};
}

void set_first_text(json::Value& value, std::string_view text) { value.as_object()["letter"].as_object()["blocks"].as_array()[0].as_object()["text"] = text; }

TEST(LetterSheet, KnowsWhatStandsInTheWayOfSending) {
  EXPECT_EQ(letter_state(section("zh", true, true)), LetterState::signed_);
  EXPECT_EQ(letter_state(section("zh", true, false)), LetterState::ready);
  EXPECT_EQ(letter_state(section("zh", false, true)), LetterState::draft) << "a signature on a letter that does not pass is none";
  auto held = section();
  held.as_object()["letter"].as_object()["text"] = "";
  EXPECT_EQ(letter_state(held), LetterState::absent) << "a guard has taken the words away";
  for (const auto& nothing : {json::Value(json::Object{}), json::Value(nullptr), json::Value(json::Array{}), json::Value(3)}) EXPECT_EQ(letter_state(nothing), LetterState::absent);
}

TEST(LetterSheet, MarkdownHoldsTheLetterheadTheListsAndTheSignature) {
  EXPECT_EQ(letter_markdown(section("zh", true, true)),
            "**测试银行 第一支行**\n\n编号：CASE-1\n\n# 关于您投诉的答复\n\n尊敬的王芳：\n\n我们的决定是：\n\n1. 退还300.00 元。\n2. 书面道歉。\n\n如有疑问，请联系我们。\n\n测试银行\n\n2026年3月2日\n");
  const auto english = letter_markdown(section("en", true, true));
  EXPECT_NE(english.find("**Test Bank, Branch 1**"), std::string::npos);
  EXPECT_NE(english.find("\n1. We refund CNY 300.00.\n2. We apologise.\n\nPlease ask us.\n"), std::string::npos);
}

TEST(LetterSheet, WhatIsNotSignedSaysSoOnEveryRendering) {
  for (const auto* lang : {"zh", "en"}) {
    const auto mark = std::string_view(lang) == "zh" ? std::string("待签发") : std::string("to be signed");
    EXPECT_NE(letter_markdown(section(lang)).find(mark), std::string::npos);
    EXPECT_NE(letter_html(section(lang)).find(mark), std::string::npos);
    EXPECT_EQ(letter_markdown(section(lang, true, true)).find(mark), std::string::npos);
    EXPECT_EQ(letter_html(section(lang, true, true)).find("class=\"notice\""), std::string::npos);
    EXPECT_NE(letter_html(section(lang, false)).find(std::string_view(lang) == "zh" ? "不得发出" : "do not send"), std::string::npos);
  }
}

TEST(LetterSheet, ALetterThatAGuardHeldBackShowsNoneOfItsWords) {
  auto held = section();
  held.as_object()["letter"].as_object()["text"] = "";
  for (const auto& out : {letter_markdown(held), letter_html(held)}) {
    EXPECT_EQ(out.find("300.00"), std::string::npos);
    EXPECT_NE(out.find("没有可以发出的信"), std::string::npos);
  }
}

TEST(LetterSheet, HtmlIsWholeSafeAndInTheLettersLanguage) {
  const auto zh = letter_html(section()), en = letter_html(section("en"));
  EXPECT_TRUE(zh.starts_with("<!DOCTYPE html>\n<html lang=\"zh-Hans\">"));
  EXPECT_TRUE(en.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_NE(zh.find("<ol>\n<li>退还300.00 元。</li>\n<li>书面道歉。</li>\n</ol>\n<p>如有疑问，请联系我们。</p>"), std::string::npos);
  EXPECT_NE(zh.find("@page{size:A4"), std::string::npos);
  for (const auto* never : {"<script", "http:", "https:", "url(", "@import", "<img", "<link"}) EXPECT_EQ(zh.find(never), std::string::npos) << never;
}

TEST(LetterSheet, HostileWordsStayWords) {
  auto hostile = section();
  set_first_text(hostile, "<script>alert('x')</script>\n# not a heading\n- *bold* [link](x) `code` | ~~a~~ &amp;");
  hostile.as_object()["letter"].as_object()["subject"] = "</title><b onmouseover=\"x\">";
  hostile.as_object()["letter"].as_object()["blocks"].as_array()[0].as_object()["id"] = "a\" onclick=\"x";
  const auto html = letter_html(hostile);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("<b onmouseover"), std::string::npos);
  EXPECT_EQ(html.find("onclick=\""), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;alert('x')"), std::string::npos);
  const auto markdown = letter_markdown(hostile);
  EXPECT_NE(markdown.find("\\# not a heading"), std::string::npos);
  EXPECT_NE(markdown.find("\\- \\*bold\\* \\[link\\](x) \\`code\\` \\| \\~\\~a\\~\\~ \\&amp;"), std::string::npos);
}

TEST(LetterSheet, OnlyANumberWithItsPointBeginsAList) {
  auto value = section();
  set_first_text(value, "1.5 percent\n12. twelve\n1234. too long\n2026年\n. x");
  const auto html = letter_html(value);
  EXPECT_NE(html.find("<p>1.5 percent</p>"), std::string::npos);
  EXPECT_NE(html.find("<li>twelve</li>"), std::string::npos);
  EXPECT_NE(html.find("<p>1234. too long</p>"), std::string::npos);
  EXPECT_NE(html.find("<p>2026年</p>"), std::string::npos);
}

TEST(LetterSheet, TheSameSectionGivesTheSameBytes) {
  EXPECT_EQ(letter_html(section()), letter_html(section()));
  EXPECT_EQ(letter_markdown(section("en")), letter_markdown(section("en")));
}

TEST(LetterSheet, SeveralLettersAreSeveralSheetsAndEachSaysWhatBecameOfIt) {
  auto sent = section("en", true, true);
  sent.as_object()["letter"].as_object()["dispatch"] = "To the complainant; delivered on 2 March 2026";
  const std::vector<json::Value> both{section("zh"), sent};
  const auto html = letters_html(both), text = letters_markdown(both);
  std::size_t sheets = 0;
  for (auto at = html.find("<main"); at != std::string::npos; at = html.find("<main", at + 1)) ++sheets;
  EXPECT_EQ(sheets, 2u);
  EXPECT_NE(html.find("<main class=\"sheet\" lang=\"en\">"), std::string::npos) << "a letter in another language than the first says so";
  EXPECT_NE(html.find("<div class=\"dispatch\">To the complainant; delivered on 2 March 2026</div>"), std::string::npos);
  EXPECT_NE(text.find("\n---\n"), std::string::npos);
  EXPECT_NE(text.find("> To the complainant; delivered on 2 March 2026\n"), std::string::npos);
  EXPECT_EQ(letters_html({std::vector<json::Value>(1, sent)}), letter_html(sent));
}

}  // namespace
}  // namespace amends::review

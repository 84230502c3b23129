// The tool sheet in its four formats: one list of fields for all, escaped, self-contained.
#include "review/tool_sheet.hpp"

#include <gtest/gtest.h>

#include "review/page.hpp"

namespace amends::review {
namespace {

const std::vector<std::string> kFields{"identity", "contract", "event", "explicit_demand", "latent_need", "emotion", "behaviour", "types", "preferred_channel", "musts", "taboos", "risks", "first_sentence", "questions", "who_appears", "notes"};

json::Value field(std::string_view id, std::vector<std::string> lines) {
  json::Array list;
  for (const auto& line : lines) list.push_back(json::Object{{"zh", "中 " + line}, {"en", line}});
  return json::Object{{"id", id}, {"title", json::Object{{"zh", "标题" + std::string(id)}, {"en", "Title " + std::string(id)}}}, {"lines", std::move(list)}, {"evidence", json::Array{"ev1"}}};
}

json::Value sheet() {
  json::Array fields;
  for (const auto& id : kFields) fields.push_back(field(id, {"entry " + std::to_string(fields.size()) + "."}));
  return json::Object{{"case", "CASE-1"}, {"title", json::Object{{"zh", "工具表"}, {"en", "Tool sheet"}}}, {"notice", json::Object{{"zh", "可能有误"}, {"en", "It may be wrong"}}}, {"fields", std::move(fields)}};
}

json::Value with_lines(std::vector<std::string> lines) {
  auto out = sheet();
  out.get_object()["fields"] = json::Array{field("notes", std::move(lines))};
  return out;
}

std::string part(const std::string& text, std::size_t row) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < row; ++i) from = text.find("\r\n", from) + 2;
  return text.substr(from, text.find("\r\n", from) - from);
}

TEST(ToolSheet, trace_A17_TheHeaderOfTheCsvIsTheFieldList) {
  const auto ids = sheet_fields(sheet());
  ASSERT_TRUE(ids);
  EXPECT_EQ(*ids, kFields);
  EXPECT_EQ(ids->size(), 16u);
  std::string header = "case";
  for (const auto& id : *ids) header += "," + id;
  for (const auto* language : {"zh", "en"}) {
    const auto csv = sheet_csv(sheet(), language);
    ASSERT_TRUE(csv);
    EXPECT_EQ(part(*csv, 0), header) << "the same in every language";
  }
}

TEST(ToolSheet, trace_A17_AllFormatsHoldEveryFieldInOrder) {
  for (const auto* format : {"md", "html", "csv", "json"})
    for (const auto* language : {"zh", "en"}) {
      const auto text = sheet_text(sheet(), format, language);
      ASSERT_TRUE(text) << format;
      std::size_t at = 0;
      for (const auto& id : kFields) {
        at = text->find("entry " + std::to_string(&id - kFields.data()) + ".", at);
        ASSERT_NE(at, std::string::npos) << format << " " << id;
      }
    }
}

TEST(ToolSheet, AnOtherOrderOfTheSheetIsTheOrderOfEveryFormat) {
  auto value = sheet();
  auto& fields = value.get_object().at("fields").get_array();
  json::Value first(fields.front());
  fields.erase(fields.begin());
  fields.push_back(std::move(first));
  const auto csv = sheet_csv(value, "en");
  EXPECT_TRUE(part(*csv, 0).starts_with("case,contract,event")) << *csv;
  EXPECT_TRUE(part(*csv, 0).ends_with(",notes,identity"));
  const auto md = sheet_markdown(value, "en");
  EXPECT_LT(md->find("Title notes"), md->find("Title identity"));
}

TEST(ToolSheet, SaysThatItMayBeWrongInTheLanguageThatWasAsked) {
  for (const auto* format : {"md", "html", "json"}) {
    EXPECT_NE(sheet_text(sheet(), format, "en")->find("It may be wrong"), std::string::npos) << format;
    EXPECT_NE(sheet_text(sheet(), format, "zh")->find("可能有误"), std::string::npos) << format;
    EXPECT_EQ(sheet_text(sheet(), format, "zh")->find("It may be wrong"), std::string::npos) << format;
  }
}

TEST(ToolSheet, TheHtmlIsEscapedAndNeedsNothingFromElsewhere) {
  const auto html = sheet_html(with_lines({"<script>alert('x')</script> & \"co\"", "second"}), "en");
  ASSERT_TRUE(html);
  EXPECT_EQ(html->find("<script"), std::string::npos);
  EXPECT_NE(html->find("&lt;script&gt;alert('x')&lt;/script&gt; &amp; &quot;co&quot;"), std::string::npos) << *html;
  for (const auto* never : {"http://", "https://", "src=", "@import", "url("}) EXPECT_EQ(html->find(never), std::string::npos) << never;
  EXPECT_NE(html->find(std::string(page_style())), std::string::npos) << "the style of every page";
  EXPECT_NE(html->find("@page{size:A4"), std::string::npos);
  EXPECT_NE(html->find("<html lang=\"en\">"), std::string::npos);
  EXPECT_NE(sheet_html(sheet(), "zh")->find("<html lang=\"zh-CN\">"), std::string::npos);
}

TEST(ToolSheet, TheCsvQuotesAndDisarmsFormulas) {
  const auto row = [](std::vector<std::string> lines) { return part(*sheet_csv(with_lines(std::move(lines)), "en"), 1); };
  EXPECT_EQ(row({"a, \"b\""}), "CASE-1,\"a, \"\"b\"\"\"");
  EXPECT_EQ(row({"=1+1"}), "CASE-1,'=1+1");
  EXPECT_EQ(row({"@cmd"}), "CASE-1,'@cmd");
  EXPECT_EQ(row({"two\nlines", "more"}), "CASE-1,two lines / more") << "one row, whatever a field held";
}

TEST(ToolSheet, TheMarkdownIsNoMarkupOfTheCustomer) {
  const auto md = sheet_markdown(with_lines({"[link](x) *bold* <b> # head"}), "en");
  EXPECT_NE(md->find("- \\[link\\](x) \\*bold\\* \\<b\\> \\# head\n"), std::string::npos) << *md;
}

TEST(ToolSheet, TheJsonReadsBackInOneLanguage) {
  const auto text = sheet_json(sheet(), "zh");
  ASSERT_TRUE(text);
  const auto back = json::parse(*text);
  ASSERT_TRUE(back);
  EXPECT_EQ(json::list_at(*back, "fields").size(), 16u);
  EXPECT_EQ(json::text_at(*back, "fields.0.title"), "标题identity");
  EXPECT_EQ(json::text_at(*back, "fields.0.lines.0"), "中 entry 0.");
}

TEST(ToolSheet, WhatIsNoSheetIsRefusedWithItsPlace) {
  const auto error = [](const json::Value& value) {
    const auto text = sheet_csv(value, "en");
    return text ? std::string() : text.error().message;
  };
  EXPECT_NE(error(json::Object{}).find("run amends.portrait"), std::string::npos);
  EXPECT_NE(error(nullptr).find("no tool sheet"), std::string::npos);
  auto twice = sheet();
  twice.get_object().at("fields").get_array().push_back(field("notes", {"x"}));
  EXPECT_NE(error(twice).find("stands twice"), std::string::npos);
  EXPECT_NE(error(with_lines({})).find("no lines"), std::string::npos);
  EXPECT_EQ(error(with_lines(std::vector<std::string>(kSheetLinesMax, "x"))), "");
  EXPECT_NE(error(with_lines(std::vector<std::string>(kSheetLinesMax + 1, "x"))).find("more than 200"), std::string::npos);
  auto many = sheet();
  auto& fields = many.get_object().at("fields").get_array();
  while (fields.size() < kSheetFieldsMax) fields.push_back(field("f" + std::to_string(fields.size()), {"x"}));
  EXPECT_EQ(error(many), "");
  fields.push_back(field("one_more", {"x"}));
  EXPECT_NE(error(many).find("at most 64"), std::string::npos);
  EXPECT_FALSE(sheet_text(sheet(), "pdf", "en"));
}

}  // namespace
}  // namespace amends::review

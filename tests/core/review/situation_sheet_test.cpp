// The situation sheet from a hand-made section: both renderings, both languages, hostile text, missing parts, the analyst's view.
#include "review/situation_sheet.hpp"

#include <gtest/gtest.h>

namespace amends::review {
namespace {

json::Value texts(std::string_view zh, std::string_view en) { return json::Object{{"zh", zh}, {"en", en}}; }
json::Value line(std::string_view zh, std::string_view en, std::string_view evidence = "ev1") { return json::Object{{"text", texts(zh, en)}, {"evidence", json::Array{evidence}}}; }

json::Value envelope() {
  json::Object action{{"text", texts("召集工作组", "convene the team")}, {"evidence", json::Array{"ev1"}}, {"owner_role", "unit_head"}, {"due_at", "2026-03-02T02:00:00Z"}, {"state", "missed"}};
  json::Object cases{{"text", texts("个案照常办理", "cases go on")}, {"evidence", json::Array{"ev1"}}, {"owner_role", "handler"}, {"due_at", nullptr}, {"state", "open"}};
  json::Object situation{{"as_of", "2026-03-02T01:00:00Z"}, {"next_update_at", "2026-03-02T07:00:00Z"}, {"facts", json::Array{line("传播量约20000", "reach: about 20000")}}, {"rumours", json::Array{line("e1尚未证实", "e1: not confirmed yet", "ev2")}},
                         {"actions", json::Array{action, cases}}, {"open_questions", json::Array{}}};
  json::Object seat{{"role", "commander"}, {"title", texts("总指挥", "Commander")}, {"filled_by", "unit_head"}, {"stand_in_by", "supervisor"}, {"person", "li.na"}, {"stand_in", nullptr}};
  json::Object criterion{{"criterion", "mentions_down"}, {"title", texts("提及量下降", "mentions down")}, {"met", nullptr}};
  json::Object result{{"level", "L2"}, {"why", json::Array{json::Object{{"because", texts("传播量达到一万", "reach at least ten thousand")}}, json::Object{{"because", texts("有记者联系", "a reporter has been in touch")}}}}, {"situation", situation},
                      {"team", json::Array{seat}}, {"standdown", json::Object{{"criteria", json::Array{criterion}}, {"allowed", false}}}};
  return json::Object{{"result", result}, {"evidence", json::Array{json::Object{{"id", "ev1"}, {"kind", "field"}, {"path", "media.reach_count"}, {"value", 20000}}, json::Object{{"id", "ev2"}, {"kind", "field"}, {"path", "events.0.what"}, {"value", "钱不见了 <b>|*"}}}}};
}

SheetOptions in(std::string_view language, bool shown = true) { return {.language = std::string(language), .zone = "Asia/Shanghai", .title = "CASE-K07", .texts = shown}; }

TEST(SituationMarkdown, HasEveryPartInBothLanguages) {
  const auto zh = situation_markdown(envelope(), in("zh")), en = situation_markdown(envelope(), in("en"));
  for (const auto* part : {"# 情况表 CASE-K07", "**二级危机**：传播量达到一万、有记者联系", "2026年3月2日 09:00", "下次更新：2026年3月2日 15:00", "## 已知事实", "- 传播量约20000", "## 传闻", "## 行动", "| 召集工作组 | 网点负责人 | 2026年3月2日 10:00", "已超时 |", "## 待查问题", "| 总指挥 | li.na | (主管) |", "| 提及量下降 | 未知 |", "| 可以解除 | 否 |"})
    EXPECT_NE(zh.find(part), std::string::npos) << part << "\n" << zh;
  for (const auto* part : {"# Situation sheet CASE-K07", "**Crisis level 2**: reach at least ten thousand, a reporter has been in touch", "2 March 2026, 09:00", "- reach: about 20000", "| convene the team | head of the unit |", "missed |", "| cases go on | handler | – | open |"})
    EXPECT_NE(en.find(part), std::string::npos) << part << "\n" << en;
}

TEST(SituationMarkdown, QuotesTheWordsBehindALineAndEscapesThem) {
  const auto zh = situation_markdown(envelope(), in("zh"));
  EXPECT_NE(zh.find("- e1尚未证实「钱不见了 \\<b\\>\\|\\*」"), std::string::npos) << zh;
  const auto from_result = situation_markdown(*json::find(envelope(), "result"), in("zh"));
  EXPECT_NE(from_result.find("- e1尚未证实\n"), std::string::npos) << "the section alone has no words";
}

TEST(SituationSheet, HidesWordsAndNamesFromTheAnalyst) {
  for (const auto& sheet : {situation_markdown(envelope(), in("zh", false)), situation_html(envelope(), in("zh", false))}) {
    EXPECT_EQ(sheet.find("钱不见了"), std::string::npos);
    EXPECT_EQ(sheet.find("li.na"), std::string::npos);
    EXPECT_NE(sheet.find("e1尚未证实"), std::string::npos);
  }
}

TEST(SituationHtml, IsOnePageOfItsOwnAndEscapesEverything) {
  auto section = envelope();
  section.as_object()["result"].as_object()["team"].as_array()[0].as_object()["person"] = "<script>alert(\"x\")</script>";
  auto options = in("en");
  options.title = "\"><img src=x>";
  const auto page = situation_html(section, options);
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>"));
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("http"), std::string::npos) << "nothing is loaded from elsewhere";
  EXPECT_EQ(page.find("src="), page.find("src=x&gt;")) << "only as text";
  EXPECT_NE(page.find("@page{size:A4"), std::string::npos);
  for (const auto* part : {"<h2>Facts</h2>", "<li>reach: about 20000</li>", "<td>convene the team</td>", "<td>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</td>", "lang=\"en\""}) EXPECT_NE(page.find(part), std::string::npos) << part;
}

TEST(SituationSheet, SaysThatThereIsNoCrisisAndNeverFails) {
  const json::Value none = json::Object{{"level", "none"}, {"situation", nullptr}};
  EXPECT_EQ(situation_markdown(none, {.language = "en"}), "# Situation sheet\n\n**No crisis**\n");
  EXPECT_NE(situation_html(none, {.language = "zh"}).find("不构成危机"), std::string::npos);
  for (const json::Value& strange : {json::Value(nullptr), json::Value(3), json::Value(json::Array{1}), json::Value(json::Object{{"result", "x"}}), json::Value(json::Object{{"level", "L1"}, {"situation", json::Object{{"facts", 3}, {"actions", json::Array{nullptr}}}}, {"team", json::Array{7}}})}) {
    EXPECT_FALSE(situation_markdown(strange, {}).empty());
    EXPECT_FALSE(situation_html(strange, {}).empty());
  }
  auto options = in("en");
  options.zone = "Nowhere/Atall";
  EXPECT_NE(situation_markdown(envelope(), options).find("2026-03-02T01:00:00Z"), std::string::npos);
}

TEST(SituationSheet, IsTheSameForTheSameSection) {
  EXPECT_EQ(situation_markdown(envelope(), in("zh")), situation_markdown(envelope(), in("zh")));
  EXPECT_EQ(situation_html(envelope(), in("en")), situation_html(envelope(), in("en")));
}

}  // namespace
}  // namespace amends::review

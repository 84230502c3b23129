// The negotiation checklist as Markdown and as a page: what stands in it in both languages, and that nothing of the section is read as markup.
#include <gtest/gtest.h>

#include <algorithm>

#include "plan_section.hpp"
#include "review/checklist_sheet.hpp"

namespace amends::review {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(ChecklistSheet, trace_A28_ShowsTheItemsAndWhatStillHoldsThePlan) {
  const auto zh = checklist_markdown(plan_section(), {.language = "zh"});
  for (const auto* part : {"# 谈判清单", "不放行 13/14 (92 %)；必须先完成: 合规签字", "| ☑ | 1. 目标与合理区间 |", "| ☐ | 3. 合规签字 |", "可接受点: 39,000.00元", "| 1 | 37,200.00元 | 5,200.00元 | 已提出：这一步已经向对方说明。 |", "除了金额，什么对您最重要？", "您可能觉得我们只收钱不办事。", "| 理 | 没有依据，空着 |", "指定一位联系人"}) EXPECT_TRUE(has(zh, part)) << part << "\n" << zh;
  const auto en = checklist_markdown(plan_section(), {.language = "en"});
  for (const auto* part : {"# Negotiation checklist", "Not released 13/14", "required first: compliance sign-off", "Mode: feelings first, then reasons", "Tolerance: 88 (steady)", "For staff only", "no evidence, left empty"}) EXPECT_TRUE(has(en, part)) << part << "\n" << en;
}

TEST(ChecklistSheet, ThePageHoldsTheDrawingAndNothingFromElsewhere) {
  for (const auto* language : {"zh", "en"}) {
    const auto page = checklist_html(plan_section(), {.language = language});
    for (const auto* part : {"<!doctype html>", "<svg class=\"amends-ladder\"", "☑", "@page{size:A4", "prefers-color-scheme:dark", "charset=\"utf-8\""}) EXPECT_TRUE(has(page, part)) << part;
    for (const auto* never : {"<script", "src=", "href=", "url(", "@import"}) EXPECT_FALSE(has(page, never)) << never;
    EXPECT_EQ(std::count(page.begin(), page.end(), '\0'), 0);
  }
}

TEST(ChecklistSheet, SaysWhyThereAreNoOffersInSteps) {
  auto section = plan_section_with("ladder", json::Array{});
  (void)json::set(section, "ladder_off", json::Array{"vulnerability", "qc_fail"});
  (void)json::set(section, "single_offer", json::Object{{"minor", 4'000'000}, {"currency", "CNY"}});
  const auto text = checklist_markdown(section, {.language = "zh"});
  EXPECT_TRUE(has(text, "## 不采用分步方案")) << text;
  EXPECT_TRUE(has(text, "客户可能需要特别关照、质控审查没有通过")) << text;
  EXPECT_TRUE(has(text, "一次付清或提出: 40,000.00元")) << text;
  EXPECT_FALSE(has(checklist_html(section, {}), "<svg"));
}

TEST(ChecklistSheet, WhatTheSectionHoldsIsNoMarkup) {
  const auto section = plan_section_with("questions.0.text.zh", "<b>a</b> | # *x*\n- y");
  const auto text = checklist_markdown(section, {});
  EXPECT_TRUE(has(text, "\\<b\\>a\\</b\\> \\| \\# \\*x\\* - y")) << text;
  const auto page = checklist_html(section, {});
  EXPECT_FALSE(has(page, "<b>a"));
  EXPECT_TRUE(has(page, "&lt;b&gt;a&lt;/b&gt;"));
}

TEST(ChecklistSheet, AnEmptySectionIsASheetThatHolds) {
  const auto text = checklist_markdown(json::Object{}, {});
  EXPECT_TRUE(has(text, "不放行 0/14")) << text;
  EXPECT_TRUE(has(checklist_html(json::Object{}, {}), "</html>"));
}

TEST(ChecklistSheet, EveryCodeOfThePlanReadsInBothLanguages) {
  for (const auto* language : {"zh", "en"}) {
    auto section = plan_section_with("ladder", json::Array{});
    (void)json::set(section, "ladder_off", json::Array{"merit_full", "vulnerability", "safety", "qc_fail", "no_authority", "tolerance"});
    (void)json::set(section, "qc", json::Object{{"pass", false}, {"reasons", json::Array{"not_reviewed", "rejected", "sources", "source_age", "spread", "same_person", "audit", "entitlement"}}});
    const auto text = checklist_markdown(section, {.language = language});
    for (const auto* code : {"merit_full", "merit\\_full", "qc_fail", "qc\\_fail", "no\\_authority", "not\\_reviewed", "source\\_age", "same\\_person"}) EXPECT_FALSE(has(text, code)) << code << " " << text;
  }
}

}  // namespace
}  // namespace amends::review

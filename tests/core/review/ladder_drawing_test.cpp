// The drawing of a ladder: what stands in it in both languages, that it is well-formed XML whatever the texts hold, and that numbers that are no ladder draw nothing.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "plan_section.hpp"
#include "review/ladder_drawing.hpp"

namespace amends::review {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// Every element is closed in its order and no mark stands bare: a small reader is enough for what the drawing writes.
bool well_formed(std::string_view xml) {
  std::vector<std::string> open;
  for (std::size_t i = 0; i < xml.size();) {
    if (xml[i] == '&') {
      const auto end = xml.find(';', i);
      if (end == std::string_view::npos || end - i > 6) return false;
      i = end + 1;
    } else if (xml[i] != '<') {
      if (static_cast<unsigned char>(xml[i]) < 0x20 && xml[i] != '\n') return false;
      ++i;
    } else {
      const auto end = xml.find('>', i);
      if (end == std::string_view::npos) return false;
      const auto tag = xml.substr(i + 1, end - i - 1);
      if (tag.starts_with('/')) {
        if (open.empty() || open.back() != tag.substr(1)) return false;
        open.pop_back();
      } else if (!tag.ends_with('/')) {
        open.emplace_back(tag.substr(0, tag.find(' ')));
      }
      i = end + 1;
    }
  }
  return open.empty();
}

TEST(LadderDrawing, ShowsEachStepWithTotalGoodwillAndReasonInBothLanguages) {
  const auto zh = ladder_svg(plan_section(), {.language = "zh"});
  for (const auto* part : {"应付金额  32,000.00元", "先付清", "37,200.00元", "+ 5,200.00元", "38,800.00元", "40,000.00元", "已提出", "可以提出", "暂不提出", "对方作了回应", "对方提出 39,000.00元", "65 %", "lang=\"zh\""}) EXPECT_TRUE(has(zh, part)) << part;
  const auto en = ladder_svg(plan_section(), {.language = "en"});
  for (const auto* part : {"Owed  32,000.00 CNY", "Paid first and without conditions", "37,200.00 CNY", "may be offered", "not yet", "They have answered", "Their figure 39,000.00 CNY", "Step 2"}) EXPECT_TRUE(has(en, part)) << part;
  EXPECT_TRUE(well_formed(zh));
  EXPECT_TRUE(well_formed(en));
}

TEST(LadderDrawing, IsReadableInLightDarkAndPrintAndWithoutEyes) {
  const auto svg = ladder_svg(plan_section(), {});
  for (const auto* part : {"prefers-color-scheme:dark", "@media print", "role=\"img\"", "<title>", "<desc>", "viewBox="}) EXPECT_TRUE(has(svg, part)) << part;
  for (const auto* never : {"<script", "href=", "url(", "@import"}) EXPECT_FALSE(has(svg, never)) << never;
}

TEST(LadderDrawing, EscapesWhatTheSectionHolds) {
  const auto svg = ladder_svg(plan_section_with("ladder.0.release.why.zh", "<script>&\"\x01</text>"), {});
  EXPECT_FALSE(has(svg, "<script>"));
  EXPECT_TRUE(has(svg, "&lt;script&gt;&amp;"));
  EXPECT_TRUE(well_formed(svg));
}

TEST(LadderDrawing, StaysInItsWidthWithAsManyStepsAsTheStageAllows) {
  for (const int steps : {1, 2, 6, 12}) {
    const auto svg = ladder_svg(long_ladder(steps), {.language = "en"});
    EXPECT_TRUE(well_formed(svg)) << steps;
    for (std::size_t at = svg.find("<rect x=\""); at != std::string::npos; at = svg.find("<rect x=\"", at + 1)) {
      const auto x = std::stol(svg.substr(at + 9)), width = std::stol(svg.substr(svg.find("width=\"", at) + 7));
      EXPECT_GE(x, 0);
      EXPECT_LE(x + width, 760) << steps;
    }
  }
  EXPECT_TRUE(ladder_svg(long_ladder(13), {}).empty());
}

TEST(LadderDrawing, DrawsNothingWhereThereIsNoLadderOrItsNumbersAreNone) {
  EXPECT_TRUE(ladder_svg(json::Object{}, {}).empty());
  EXPECT_TRUE(ladder_svg(plan_section_with("ladder", json::Array{}), {}).empty());
  EXPECT_TRUE(ladder_svg(plan_section_with("ladder.1.total", 3'720'000), {}).empty()) << "not rising";
  EXPECT_TRUE(ladder_svg(plan_section_with("ladder.0.goodwill", 1), {}).empty()) << "not the total less what is owed";
  EXPECT_TRUE(ladder_svg(plan_section_with("frame.entitlement", nullptr), {}).empty());
  EXPECT_TRUE(ladder_svg(plan_section_with("ladder.0.total", "many"), {}).empty());
  EXPECT_FALSE(ladder_svg(plan_section_with("counter", nullptr), {}).empty());
}

TEST(LadderDrawing, WritesTheMinorDigitsItIsTold) {
  EXPECT_TRUE(has(ladder_svg(plan_section_with("frame.entitlement.currency", "JPY"), {.language = "en", .currency_digits = 0}), "3,720,000 JPY"));
}

TEST(LadderDrawing, IsTheSameForTheSameSection) { EXPECT_EQ(ladder_svg(plan_section(), {}), ladder_svg(plan_section(), {})); }

}  // namespace
}  // namespace amends::review

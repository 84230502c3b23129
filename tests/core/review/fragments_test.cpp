// Pieces of a review for a notebook: scoped style, no ids, what is cut, what is withheld, and excerpts that quote exactly.
#include <gtest/gtest.h>

#include <string>

#include "review/chart_drawing.hpp"
#include "review/desk.hpp"
#include "review/fragments.hpp"
#include "review/page.hpp"
#include "review/review.hpp"

namespace amends::review {
namespace {

json::Value model(std::string_view language, std::string body = "You charged the annual fee twice.") {
  json::Object out{{"language", language}, {"headline", "Complaint by letter."}, {"withheld", ""}};
  out["case"] = json::Object{{"id", "CASE-1"}, {"institution", "Test Bank"}, {"received", "2 March"}, {"complainant", "A"}};
  out["documents"] = json::Array{json::Object{{"id", "t1"}, {"title", "complaint"}, {"body", std::move(body)}, {"marks", json::Array{}}}};
  out["findings"] = json::Array{json::Object{{"severity", "warn"}, {"severity_text", "warning"}, {"text", "The fee is named."}, {"stage_title", "Intake"}, {"rule", ""},
                                             {"evidence", json::Array{json::Object{{"kind", "words"}, {"code", "span"}, {"text", "annual fee"}, {"doc", "t1"}, {"start", 16}, {"end", 26}, {"place", "t1 [16,26)"}, {"where", ""}}}}}};
  return out;
}

std::int64_t count(std::string_view text, std::string_view what) {
  std::int64_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++found;
  return found;
}

TEST(Fragments, EachPartStandsInOneElementWithoutScriptsOrIds) {
  for (const auto* language : {"zh", "en"})
    for (const auto part : fragment_parts()) {
      const auto html = to_html_fragment(model(language), part);
      ASSERT_TRUE(html) << part;
      EXPECT_TRUE(html->starts_with("<div class=\"amends-view\"")) << part;
      EXPECT_EQ(count(*html, "<div"), count(*html, "</div>")) << part;
      EXPECT_EQ(count(*html, "<section"), count(*html, "</section>")) << part;
      for (const auto* never : {"<script", " id=\"", "http", "url("}) EXPECT_EQ(html->find(never), std::string::npos) << part << never;
      EXPECT_TRUE(to_text_fragment(model(language), part, 80)) << part;
    }
  EXPECT_FALSE(to_html_fragment(model("en"), "portrait"));
  EXPECT_FALSE(to_text_fragment(model("en"), "", 80));
}

TEST(Fragments, TheStyleTouchesNothingOutsideTheElement) {
  const auto style = fragment_style();
  EXPECT_EQ(style.find(":root"), std::string_view::npos);
  EXPECT_EQ(style.find("body{"), std::string_view::npos);
  EXPECT_EQ(style.find("@page"), std::string_view::npos);
  EXPECT_NE(style.find("@container (max-width:640px)"), std::string_view::npos) << "the width of the cell decides, not of the window";
  for (const auto* theme : {"[data-jp-theme-light=\"false\"]", "[data-jp-theme-light=\"true\"]", "prefers-color-scheme:dark"}) EXPECT_NE(style.find(theme), std::string_view::npos) << theme;
  // Every selector of the page's own rules is behind the element.
  std::size_t from = 0;
  int depth = 0;
  for (std::size_t i = 0; i < style.size(); ++i) {
    if (style[i] == '{') {
      auto head = style.substr(from, i - from);
      while (!head.empty() && (head.front() == '\n' || head.front() == ' ')) head.remove_prefix(1);
      EXPECT_TRUE(head.starts_with("@") || head.find(".amends-") != std::string_view::npos || head.find(".wf") != std::string_view::npos) << head;
      ++depth, from = i + 1;
    } else if (style[i] == '}') {
      --depth, from = i + 1;
    }
  }
  EXPECT_EQ(depth, 0);
  EXPECT_EQ(page_style().find("amends-view"), std::string_view::npos) << "the page keeps its own";
}

TEST(Fragments, AFindingMarksItsWordsInTheTextAndShowsALongTextAsExcerpts) {
  const auto whole = finding_fragment(model("en"), 0);
  ASSERT_TRUE(whole);
  EXPECT_NE(whole->find(">annual fee</mark>"), std::string::npos) << *whole;
  EXPECT_NE(whole->find("You charged the <mark"), std::string::npos);
  const auto shown = [](std::int64_t length) {
    std::string body = "You charged the annual fee twice.";
    while (static_cast<std::int64_t>(body.size()) < length) body += "x";
    return *finding_fragment(model("en", body), 0);
  };
  EXPECT_EQ(count(shown(kWholeTextMax), "x"), count(shown(kWholeTextMax - 1), "x") + 1);
  EXPECT_LT(count(shown(kWholeTextMax + 1), "xx"), 60) << "an excerpt";
  EXPECT_NE(shown(kWholeTextMax + 1).find(">annual fee</mark>"), std::string::npos);
  EXPECT_NE(shown(kWholeTextMax + 1).find("…"), std::string::npos);
  EXPECT_FALSE(finding_fragment(model("en"), 1));
}

TEST(Fragments, ALongTimelineIsCutInTheMiddleAndSaysSo) {
  const auto with = [](std::size_t events) {
    auto shown = model("en");
    json::Array line;
    for (std::size_t i = 0; i < events; ++i) line.push_back(json::Object{{"seq", static_cast<std::int64_t>(i)}, {"at", "2 March"}, {"kind", "happened"}, {"text", ""}, {"actor", ""}});
    shown.as_object()["timeline"] = std::move(line);
    return *to_html_fragment(shown, "timeline");
  };
  EXPECT_EQ(count(with(kFragmentEventsMax), ">happened<"), static_cast<std::int64_t>(kFragmentEventsMax));
  EXPECT_EQ(with(kFragmentEventsMax).find("left out"), std::string::npos);
  EXPECT_EQ(count(with(kFragmentEventsMax + 1), ">happened<"), static_cast<std::int64_t>(kFragmentEventsMax));
  EXPECT_NE(with(kFragmentEventsMax + 1).find("left out: 1<"), std::string::npos);
}

TEST(Fragments, SaysWhatIsWithheldAndWhatToDo) {
  auto shown = model("en");
  shown.as_object()["withheld"] = "texts";
  for (const auto* part : {"summary", "text", "findings", "timeline", "review"}) EXPECT_NE(to_html_fragment(shown, part)->find("states the purpose"), std::string::npos) << part;
  EXPECT_NE(to_html_fragment(shown, "ladder")->find("this role does not see it"), std::string::npos);
  EXPECT_NE(to_html_fragment(model("en"), "ladder")->find("no plan of a talk"), std::string::npos);
  EXPECT_NE(to_html_fragment(model("zh"), "risk")->find("还没有评估风险"), std::string::npos);
}

json::Value clock(std::string_view starts, std::string_view due) {
  return json::Object{{"label", "Reply"}, {"starts_at", starts}, {"due_at", due}, {"due", "17 March"}, {"met_at", nullptr}, {"state_code", "running"}, {"state", "running"}, {"left", "left 5 d"}, {"late", false}};
}

TEST(Charts, DrawNothingFromNothingAndTellWhatTheyShow) {
  EXPECT_TRUE(clocks_chart(json::Object{}, "en").empty());
  EXPECT_TRUE(emotion_chart(json::Object{}, "en").empty());
  EXPECT_TRUE(risk_chart(json::Object{}, "en").empty());
  EXPECT_TRUE(dimensions_chart(json::Object{}, "en").empty());
  const json::Value clocks = json::Object{{"now", "2026-03-05T00:00:00Z"}, {"now_text", "5 March"}, {"rows", json::Array{clock("2026-03-02T00:00:00Z", "2026-03-17T00:00:00Z"), clock("no instant", "")}}};
  const auto svg = clocks_chart(clocks, "en");
  EXPECT_NE(svg.find("<desc>Reply: Due 17 March · left 5 d"), std::string::npos) << svg;
  EXPECT_EQ(svg.find(" id="), std::string::npos);
  const json::Value emotion = json::Object{{"rows", json::Array{json::Object{{"title", "</title><script>"}, {"at", ""}, {"intensity", 40}, {"band", "agitated"}}, json::Object{{"title", "second"}, {"at", ""}, {"intensity", nullptr}, {"band", ""}}}}};
  const auto track = emotion_chart(emotion, "en");
  EXPECT_EQ(track.find("<script"), std::string::npos);
  EXPECT_NE(track.find("40 agitated"), std::string::npos);
  EXPECT_NE(track.find("no reading of its own"), std::string::npos);
  EXPECT_EQ(track.find("class=\"way\""), std::string::npos) << "one reading is no way";
  const json::Value risk = json::Object{{"thresholds", json::Object{{"red", 20}, {"orange", 12}, {"yellow", 6}}}, {"rows", json::Array{json::Object{{"label", "Legal"}, {"likelihood", 3}, {"impact", 4}, {"score", 12}, {"level", "orange"}}}}};
  EXPECT_NE(risk_chart(risk, "en").find("3 × 4 = 12"), std::string::npos);
}

TEST(Desk, AnInboxCountsWhatIsOverdueAndListsUpToItsLimit) {
  const DeskOptions options{"en", "UTC", *parse_instant("2026-03-05T00:00:00Z")};
  const auto with = [&](std::size_t tasks) {
    json::Array rows;
    for (std::size_t i = 0; i < tasks; ++i)
      rows.push_back(json::Object{{"case_id", "CASE-1"}, {"title", json::bilingual("答复", "Answer <b>")}, {"role", "handler"}, {"due_at", i == 0 ? "2026-03-04T00:00:00Z" : "2026-03-09T00:00:00Z"}, {"status", "open"}, {"blocking", true}, {"answered_by", ""}});
    return part_fragment(inbox_part(rows, options), "en");
  };
  EXPECT_NE(with(2).find("2 open, 1 overdue"), std::string::npos) << with(2);
  EXPECT_NE(with(2).find("Answer &lt;b&gt;"), std::string::npos);
  EXPECT_EQ(with(kDeskRowsMax).find("more not listed"), std::string::npos);
  EXPECT_NE(with(kDeskRowsMax + 1).find("more not listed: 1"), std::string::npos);
  EXPECT_NE(with(0).find("Nothing is to be done"), std::string::npos);
}

TEST(Desk, ARunSaysWhatWasNotTakenAndWhy) {
  const auto html = part_fragment(run_part(json::Array{json::Object{{"existed", false}, {"status", "waiting"}}, json::Object{{"existed", true}, {"status", "finished"}}},
                                           json::Array{json::Object{{"row", 7}, {"message", "the amount is negative"}, {"where", "money.claimed"}}}, {.language = "en"}), "en");
  for (const auto* words : {"Known before", "Not taken", "the amount is negative", "money.claimed", ">7<"}) EXPECT_NE(html.find(words), std::string::npos) << words;
  const json::Value state = json::Object{{"file", "cases.db"}, {"by", "li.na"}, {"role", "handler"}, {"cases", json::Array{json::Object{{"status", "waiting"}, {"count", 3}}}}, {"open", 4}, {"late", 1}};
  EXPECT_EQ(runtime_line(state, "en"), "cases.db · li.na as handler · 3 cases: waiting 3 · 4 open, 1 overdue");
}

}  // namespace
}  // namespace amends::review

// The two renderings of a hand-made model: what a terminal and a page do with widths, ledgers and hostile text.
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "review/columns.hpp"
#include "review/review.hpp"

namespace amends::review {
namespace {

json::Value day(std::string_view from, std::string_view count, std::string_view total, std::string_view reason) {
  return json::Object{{"day", from}, {"count", count}, {"total", total}, {"reason", reason}};
}

json::Value model(std::string_view language, std::string_view body = "You charged the annual fee twice.") {
  json::Object clock{{"kind", "Decision"}, {"rule", "R-1"}, {"title", "Decide"}, {"due", "end of 17 March 2026"}, {"state", "running"}, {"state_code", "running"}, {"left", "left 15 d 13 h"},
                     {"starts", "2 March 2026, 09:00"}, {"changes", json::Array{}}};
  clock["ledger_runs"] = json::Array{day("2026-03-02", "0", "0", "day of the start: not counted"), day("2026-03-03 – 2026-03-17", "15", "15", "calendar days: counted")};
  json::Array days;
  for (int i = 2; i <= 17; ++i) days.push_back(day("2026-03-" + std::string(i < 10 ? "0" : "") + std::to_string(i), i == 2 ? "0" : "1", std::to_string(i - 2), "calendar day: counted"));
  clock["ledger"] = days;
  json::Object out{{"language", language}, {"headline", "Complaint by letter: Fees and interest; asks for refund, CNY 300.00; S1 minor; to be answered by end of 17 March 2026."}};
  out["case"] = json::Object{{"id", "CASE-1"}, {"institution", "Test Bank"}, {"channel", "letter"}, {"reference", "k-1"}, {"status", "accepted"}, {"run", "waiting"}, {"received", "2 March"}, {"complainant", "A"}};
  out["documents"] = json::Array{json::Object{{"id", "t1"}, {"title", "complaint"}, {"body", body}, {"marks", json::Array{json::Object{{"start", 0}, {"end", 3}, {"kind", "fact"}, {"stage", "Intake"}, {"text", "who"}}}}}};
  out["route"] = json::Object{{"primary", json::Object{{"title", "Internal handling"}, {"reason", "the clock is running"}}}, {"alternatives", json::Array{}}, {"duties", json::Array{}}};
  out["clocks"] = json::Array{std::move(clock)};
  out["zone"] = "Asia/Shanghai";
  return out;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

TEST(ReviewText, KeepsToTheWidthAndEndsNoLineInABlank) {
  const std::string chinese = "我父亲住院花了五万，你们拒赔，说没有如实告知。太过分了，凭什么！我要去银保监局投诉。";
  for (const int width : {60, 80, 120})
    for (const auto& body : {std::string("You charged the  annual fee twice and nobody at the branch could tell me why that was. ") + std::string("Again.\n\nPlease refund. See ") + std::string(150, 'x'), chinese + chinese + chinese})
      for (const auto& line : lines(to_text(model("en", body), width, false))) {
        EXPECT_LE(columns_of(line), width + 2) << line;  // a closing mark may hang over
        EXPECT_TRUE(line.empty() || line.back() != ' ') << "'" << line << "'";
      }
}

TEST(ReviewText, AlignsTheLedgerAndSaysThatThereIsNoOtherRoute) {
  const auto text = to_text(model("en"), 100, false);
  EXPECT_NE(text.find("2026-03-02  +0 = 0   calendar day"), std::string::npos) << text;
  EXPECT_NE(text.find("2026-03-17  +1 = 15  calendar day"), std::string::npos) << text;
  EXPECT_NE(text.find("Alternatives: none"), std::string::npos) << text;
}

TEST(ReviewText, WritesChineseWithChinesePunctuation) {
  const auto text = to_text(model("zh"), 100, false);
  EXPECT_NE(text.find("建议途径：Internal handling"), std::string::npos) << text;
  EXPECT_EQ(text.find("建议途径: "), std::string::npos);
}

TEST(ReviewHtml, ShowsTheLedgerWithoutAClickAndFoldsOnlyTheSingleDays) {
  const auto page = to_html(model("en"));
  const auto runs = page.find("2026-03-03 – 2026-03-17"), folded = page.find("<details>"), single = page.find("2026-03-05");
  ASSERT_NE(runs, std::string::npos);
  EXPECT_LT(runs, folded);
  EXPECT_LT(folded, single);
}

json::Value task(std::string_view id, std::string_view status, std::string_view due_at, bool late = false) {
  json::Object out{{"id", id}, {"title", "Task " + std::string(id) + " with a title that is long enough to run over the end of a narrow line"}, {"role_text", "handler"}, {"status", status}, {"status_code", status}, {"late", late}};
  if (!due_at.empty()) out["due_at"] = due_at, out["due"] = due_at;
  return out;
}

TEST(ReviewText, PutsWhatIsToBeDoneFirstAndTheOverdueAtItsHead) {
  auto shown = model("en");
  shown.as_object()["tasks"] = json::Array{task("never", "open", ""), task("late", "open", "2026-03-09T00:00:00Z", true), task("done", "answered", "2026-03-01T00:00:00Z"), task("soon", "open", "2026-03-04T00:00:00Z")};
  const auto text = to_text(shown, 60, false);
  const auto at = [&](std::string_view part) { return text.find(part); };
  EXPECT_LT(at("What to do now"), at("── Clocks"));
  EXPECT_LT(at("Task late"), at("Task soon"));
  EXPECT_LT(at("Task soon"), at("Task never"));
  EXPECT_LT(at("── Findings") == std::string::npos ? text.size() : at("Task never"), at("── Done"));
  EXPECT_LT(at("── Done"), at("[x] Task done"));
  EXPECT_NE(at("\n      "), std::string::npos) << "a title that runs on stands under itself";
  const auto page = to_html(shown);
  EXPECT_LT(page.find("Task late"), page.find("Task soon"));
  EXPECT_LT(page.find("<summary>Done (1)</summary>"), page.find("Task done"));
}

TEST(ReviewHtml, FoldsTheTasksBeyondTheFirstSixAndALongTimeline) {
  auto shown = model("en");
  const auto with = [&](int tasks, int events) {
    json::Array list, line;
    for (int i = 0; i < tasks; ++i) list.push_back(task("t" + std::to_string(i), "open", ""));
    for (int i = 0; i < events; ++i) line.push_back(json::Object{{"seq", i + 1}, {"at", "2 March"}, {"kind", "x"}, {"text", "y"}, {"actor", ""}});
    shown.as_object()["tasks"] = std::move(list);
    shown.as_object()["timeline"] = std::move(line);
    return to_html(shown);
  };
  EXPECT_EQ(with(6, 12).find("Further tasks"), std::string::npos);
  EXPECT_EQ(with(6, 12).find("Show the timeline"), std::string::npos);
  EXPECT_NE(with(7, 13).find("Further tasks (1)"), std::string::npos);
  EXPECT_NE(with(7, 13).find("Show the timeline (13)"), std::string::npos);
}

TEST(ReviewHtml, EscapesWhatTheComplainantWrote) {
  const auto page = to_html(model("en", "<script>alert('&')</script>"));
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(page.find("ript&gt;alert('&amp;')"), std::string::npos);
}

}  // namespace
}  // namespace amends::review

// No view of a case lets through what commands a terminal or turns the order of a line: text, page, sheets and drawings go through one function.
#include <gtest/gtest.h>

#include "review/checklist_sheet.hpp"
#include "review/drawn_text.hpp"
#include "review/letter_sheet.hpp"
#include "review/markdown.hpp"
#include "review/page.hpp"
#include "review/review.hpp"
#include "review/situation_sheet.hpp"
#include "review/tool_sheet.hpp"
#include "review/workflow_drawing.hpp"
#include "support/plain_text.hpp"

namespace amends::review {
namespace {

// An escape sequence, a bell, an 8-bit control, an override and an isolate, around words.
const std::string kHostile = "pay \x1b[2J\x07 now\xC2\x9b \u202Eevil\u202C \u2066x\u2069 end";

/// The first thing in `text` that should not be there; empty when there is none. A view without colour holds no escape of its own.
std::string raw(const std::string& text) {
  const auto decoded = utf8::decode(text);
  if (!decoded) return "not UTF-8";
  for (std::size_t i = 0; i < decoded->size(); ++i) {
    const char32_t c = (*decoded)[i];
    if (c == U'\r' && i + 1 < decoded->size() && (*decoded)[i + 1] == U'\n') continue;
    if (utf8::is_command(c)) return "U+" + std::to_string(static_cast<std::uint32_t>(c)) + " at " + std::to_string(i);
  }
  return text.find("end") == std::string::npos ? "the words are not there" : "";
}

json::Value bilingual(const std::string& text) { return json::Object{{"zh", text}, {"en", text}}; }

json::Value model() {
  json::Object out{{"language", "en"}, {"headline", kHostile}};
  out["case"] = json::Object{{"id", "CASE-1"}, {"institution", kHostile}, {"channel", "letter"}, {"reference", kHostile}, {"status", "accepted"}, {"run", "waiting"}, {"received", "2 March"}, {"complainant", kHostile}};
  out["documents"] = json::Array{json::Object{{"id", "t1"}, {"title", "complaint"}, {"body", kHostile}, {"marks", json::Array{json::Object{{"start", 0}, {"end", 8}, {"kind", "fact"}, {"stage", "Intake"}, {"text", kHostile}}}}}};
  out["alerts"] = json::Array{json::Object{{"level", "warn"}, {"text", kHostile}}};
  out["facts"] = json::Array{json::Object{{"label", "fact"}, {"value", kHostile}}};
  out["tasks"] = json::Array{json::Object{{"id", "t#1"}, {"title", kHostile}, {"role_text", "handler"}, {"status", "open"}, {"status_code", "open"}, {"by", kHostile}, {"answer", json::Array{json::Object{{"label", "reason"}, {"value", kHostile}}}}}};
  out["timeline"] = json::Array{json::Object{{"seq", 1}, {"at", "2 March"}, {"kind", "set"}, {"text", kHostile}, {"actor", kHostile}}};
  out["corrections"] = json::Array{json::Object{{"title", "money"}, {"by", kHostile}, {"role_text", "supervisor"}, {"at", "2 March"}, {"reason", kHostile}, {"path", "money.claimed"}, {"machine_text", "1"}, {"value_text", kHostile}}};
  out["clocks"] = json::Array{};
  return out;
}

TEST(PlainViews, TheTextOfACase) {
  EXPECT_EQ(raw(to_text(model(), 100, false)), "");
  const auto coloured = to_text(model(), 100, true);
  EXPECT_EQ(coloured.find("\x1b[2J"), std::string::npos) << "its own colours are all that commands";
  EXPECT_EQ(coloured.find("\u202E"), std::string::npos);
}

TEST(PlainViews, ThePageOfACaseAndTheListOfPages) {
  EXPECT_EQ(raw(to_html(model())), "");
  const json::Value rows = json::Array{json::Object{{"href", "x.html"}, {"title", kHostile}, {"line", kHostile}, {"en", json::Object{{"href", "x"}, {"line", kHostile}}}}};
  EXPECT_EQ(raw(index_html(rows, "en", kHostile)), "");
  EXPECT_EQ(raw(index_of_languages(rows)), "");
}

TEST(PlainViews, TheToolSheetInEveryFormat) {
  const json::Value sheet = json::Object{{"case", "CASE-1"}, {"title", bilingual(kHostile)}, {"notice", bilingual(kHostile)},
                                         {"fields", json::Array{json::Object{{"id", "notes"}, {"title", bilingual(kHostile)}, {"lines", json::Array{bilingual(kHostile), bilingual(kHostile)}}}}}};
  for (const auto* format : {"md", "html", "csv"}) EXPECT_EQ(raw(*sheet_text(sheet, format, "en")), "") << format;
}

TEST(PlainViews, TheLetter) {
  const json::Value section = json::Object{{"release_ready", true}, {"letter", json::Object{{"lang", "en"}, {"text", kHostile}, {"subject", kHostile}, {"number", kHostile}, {"date", kHostile}, {"head", json::Object{{"institution", kHostile}, {"unit", kHostile}}},
                                                                                            {"blocks", json::Array{json::Object{{"id", "facts"}, {"text", kHostile + "\n1. " + kHostile}}}}}}};
  EXPECT_EQ(raw(letter_html(section)), "");
  EXPECT_EQ(raw(letter_markdown(section)), "");
}

TEST(PlainViews, TheSituationSheet) {
  const json::Value section = json::Object{{"level", "L1"}, {"why", json::Array{json::Object{{"because", bilingual(kHostile)}}}}, {"situation", json::Object{{"as_of", "2026-03-02T01:00:00Z"}, {"facts", json::Array{json::Object{{"text", bilingual(kHostile)}}}}, {"rumours", json::Array{}}, {"actions", json::Array{json::Object{{"text", bilingual(kHostile)}, {"owner_role", "handler"}, {"state", "open"}}}}, {"open_questions", json::Array{}}}}};
  SheetOptions options;
  options.language = "en";
  EXPECT_EQ(raw(situation_html(section, options)), "");
  EXPECT_EQ(raw(situation_markdown(section, options)), "");
}

TEST(PlainViews, WhatEveryDrawingAndChecklistWritesWith) {
  EXPECT_EQ(raw(xml_text(kHostile)), "");
  EXPECT_EQ(xml_text("a\nb\tc"), "a b c");
  EXPECT_EQ(raw(escape_html(kHostile)), "");
  EXPECT_EQ(raw(escape_markdown(kHostile)), "");
}

TEST(Markdown, EscapesWhatIsReadAsMarkupOnOneLine) {
  EXPECT_EQ(escape_markdown("a\nb | c"), "a b \\| c");
  EXPECT_EQ(escape_markdown("[x](y) *b* _c_ `d` <e> #f ~g &h !i {j} \\k"), "\\[x\\](y) \\*b\\* \\_c\\_ \\`d\\` \\<e\\> \\#f \\~g \\&h \\!i \\{j\\} \\\\k");
  for (const auto* first : {"- a", "+ a", "= a"}) EXPECT_EQ(escape_markdown(first), "\\" + std::string(first));
  EXPECT_EQ(escape_markdown("a - b"), "a - b");
}

}  // namespace
}  // namespace amends::review

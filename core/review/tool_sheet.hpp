#pragma once
// The tool sheet of a complainant's portrait (catalogue 3.4, A17) as people print and file it. Renders from the sheet alone, as amends.portrait leaves it at
// result.sheet: {case, title, notice, fields: [{id, title, lines: [{zh, en}], evidence: [id]}]}. The fields and their order are those of the sheet; no list of
// them stands here. Pure: no pack, no store, no clock.
#include <string>
#include <string_view>
#include <vector>

#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::review {

inline constexpr std::size_t kSheetFieldsMax = 64;      ///< fields of one sheet
inline constexpr std::size_t kSheetLinesMax = 200;      ///< lines of one field

/// Ids of the fields in their order. Errors: `schema` for a value that is no sheet (no fields, more than kSheetFieldsMax, an id that is missing or stands
/// twice, a field without lines or with more than kSheetLinesMax).
[[nodiscard]] Result<std::vector<std::string>> sheet_fields(const json::Value& sheet);

/// language: "zh" or "en". Errors of all: those of sheet_fields.
[[nodiscard]] Result<std::string> sheet_markdown(const json::Value& sheet, std::string_view language);
/// One page without scripts, fonts or pictures from elsewhere; prints on A4. All text is escaped.
[[nodiscard]] Result<std::string> sheet_html(const json::Value& sheet, std::string_view language);
/// Two rows: the header is `case` and the ids of the fields, whatever the language; then the values, several lines of a field joined by " / ". RFC 4180, and a cell that a
/// spreadsheet would take for a formula begins with an apostrophe.
[[nodiscard]] Result<std::string> sheet_csv(const json::Value& sheet, std::string_view language);
/// The sheet in one language: {case, title, notice, fields: [{id, title, lines: [text]}]}.
[[nodiscard]] Result<std::string> sheet_json(const json::Value& sheet, std::string_view language);

/// format: md, html, csv or json. Errors: also `range` for another word.
[[nodiscard]] Result<std::string> sheet_text(const json::Value& sheet, std::string_view format, std::string_view language);

}  // namespace amends::review

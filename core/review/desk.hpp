#pragma once
// What lies on a desk beside single cases: an inbox, the result of a run, the state of an open runtime; each in the shape of a part (part_source.hpp), so that the one
// renderer shows them. Pure: works on plain rows. Used by the Python package.
#include <cstddef>
#include <string>
#include <string_view>

#include "support/json.hpp"
#include "support/time.hpp"

namespace amends::review {

struct DeskOptions {
  std::string language = "zh";   ///< "zh" or "en"
  std::string zone = "UTC";      ///< IANA name
  Instant now{};
};

/// rows: [{case_id, title: {zh, en}, role, due_at (RFC 3339 or null), status, blocking, answered_by}] in their order. At most kDeskRowsMax are listed; the rest is counted.
[[nodiscard]] json::Value inbox_part(const json::Array& rows, const DeskOptions& options);
/// cases: [{existed, status}], rejected: [{row, message, where}].
[[nodiscard]] json::Value run_part(const json::Array& cases, const json::Array& rejected, const DeskOptions& options);
/// One line: {file, by, role, closed, cases: [{status, count}], open, late} -> "cases.db · li.na as handler · 12 cases: waiting 9, finished 3 · 14 open, 2 overdue".
[[nodiscard]] std::string runtime_line(const json::Value& state, std::string_view language);

inline constexpr std::size_t kDeskRowsMax = 100;

}  // namespace amends::review

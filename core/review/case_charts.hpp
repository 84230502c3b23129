#pragma once
// The numbers behind the pictures of a case, as plain rows: core/review draws them (chart_drawing.hpp), and so does Python with a plotting library, so that both show the same.
#include "review/case_source.hpp"

namespace amends::review {

/// Members, each absent while there is nothing to show or the reader may not see it; integers only, instants in RFC 3339 beside their local text:
///   clocks      now, now_text, rows: [{label, starts_at, starts, due_at, due, met_at, state_code, state, left, late}]
///   emotion     most, whole (of all texts together), band, dominant, trend, rows: [{doc, title, at, intensity (null: no reading of its own), band}]
///   risk        level, level_text, thresholds: {red, orange, yellow}, rows: [{id, label, likelihood, impact, score, why, level}]
///   dimensions  rows: [{id, label, known, findings, open}]
///   ladder      currency, digits, owed, counter, rows: [{k, label, bp, total, goodwill, state, state_text}]      class P4
[[nodiscard]] json::Value charts(const Source& source);

}  // namespace amends::review

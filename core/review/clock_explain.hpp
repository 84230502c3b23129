#pragma once
// How each date of a case came about: rule, law, calendar, the days one by one, what moved it, which warnings are given and to come, and what may still move it.
#include <string>
#include <string_view>

#include "review/review.hpp"

namespace amends::review {

/// {language, case, clocks: [{kind, rule, title, due, due_at, starts, state, state_code, met_at, left, basis, note, source, issuer, confidence, sure, calendar, calendar_hash, zone,
/// rule_pack, warnings: [{at, at_local, fired}], moves: [{text, at, by, approver, reason, notices, due_before, due_after, ledger_before}], may, ledger, newer}]}, all texts in the
/// language of the options. `kind` empty: all clocks. Reasons that people wrote are left out for a reader without texts.
[[nodiscard]] json::Value clock_explain_model(const runtime::Runtime& runtime, const runtime::Runtime::Loaded& loaded, std::string_view kind, const Options& options);
/// For a terminal of `width` columns.
[[nodiscard]] std::string clock_explain_text(const json::Value& model, int width);

}  // namespace amends::review

#pragma once
// A clock rule as a compliance officer reads it: what it says, how long, from when, what may move it, by which law, and how surely that was read.
#include <string>
#include <string_view>

#include "runtime/rule_book.hpp"

namespace amends::review {

/// {id, title, lines: [{name, text}]} in "zh" or "en", in the order of reading.
[[nodiscard]] json::Value rule_model(const runtime::RulePack& pack, const calendar::ClockRule& rule, std::string_view language);
/// The same of a row of rules/handling.
[[nodiscard]] json::Value handling_model(const json::Value& row, std::string_view language);
/// The same for a terminal of `width` columns.
[[nodiscard]] std::string rule_text(const json::Value& model, std::string_view language, int width);

/// How surely the wording of a rule is known, as a sentence; `confidence` is the pack's mark, `verified_on` a date or empty. A word that nobody knows counts as not verified.
[[nodiscard]] std::string confidence_text(std::string_view confidence, std::string_view verified_on, std::string_view language);
/// True only for a wording that was read in the source itself.
[[nodiscard]] bool is_verified(std::string_view confidence);
/// What may lengthen, stop or restart the clock, one sentence each.
[[nodiscard]] std::vector<std::string> extension_texts(const calendar::ClockRule& rule, std::string_view language);
[[nodiscard]] std::vector<std::string> suspension_texts(const calendar::ClockRule& rule, std::string_view language);
[[nodiscard]] std::vector<std::string> restart_texts(const calendar::ClockRule& rule, std::string_view language);
/// "15 calendar days", "a date given from outside".
[[nodiscard]] std::string length_text(const calendar::ClockRule& rule, std::string_view language);

}  // namespace amends::review

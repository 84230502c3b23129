#pragma once
// A copy of one case that is fit to send: to a colleague elsewhere, to a supplier with a fault report, into a training. No free text, no names, nothing of class P3 or
// P4; dates, codes, sums, clocks, route and findings stay. It says on its face what was taken out. The masking itself is runtime/masking.hpp.
#include <string>
#include <string_view>

#include "runtime/runtime.hpp"

namespace amends::review {

inline constexpr std::string_view kMaskedCopyFormat = "amends.masked_case/1";

/// {format, notice, case, facts, sections, clocks, tasks, history, taken_out}. `salt`: new for each copy, kept nowhere: the pseudonyms of two copies cannot be joined.
/// Staff are pseudonyms too. The same case and salt give the same bytes.
[[nodiscard]] json::Value masked_copy(const runtime::Runtime::Loaded& loaded, std::string_view salt);
/// The same as a page in both languages.
[[nodiscard]] std::string masked_copy_html(const json::Value& copy);

/// A fresh salt: 32 hexadecimal digits.
[[nodiscard]] std::string masking_salt();

/// What happened in a case, the oldest first: [{seq, at, kind, by, title: {zh, en}, text: {zh, en}}]. `texts` and `restricted` as in review.hpp; without texts what repeats
/// words of the case is "…".
[[nodiscard]] json::Array history(const runtime::Runtime& runtime, const runtime::Runtime::Loaded& loaded, runtime::RoleView view);

}  // namespace amends::review

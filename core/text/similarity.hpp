#pragma once
// Text similarity of catalogue 3.16, used for duplicates (3.1) and templates (3.16): normalise; remove the names of the parties, product name
// and code, digits, blanks and punctuation; shingles of three code points; J = 100 * |A and B| div |A or B|.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/result.hpp"
#include "text/normalise.hpp"

namespace amends::text {

/// The distinct shingles of a text, sorted: three code points of 21 bits each.
using Shingles = std::vector<std::uint64_t>;

/// `removed`: names and codes to leave out, longest first whatever their order. Errors: those of `normalise`.
[[nodiscard]] Result<Shingles> shingles(std::string_view text, std::span<const std::string> removed = {}, const FoldTable& fold = {});
/// 0 to 100; 0 when either set is empty.
[[nodiscard]] std::int64_t similarity(const Shingles& a, const Shingles& b) noexcept;

}  // namespace amends::text

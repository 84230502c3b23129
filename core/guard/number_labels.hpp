#pragma once
// What the words beside a long number say it is: a person's number, a reference, or nothing. Internal to core/guard.
#include <cstddef>
#include <string_view>

namespace amends::guard {

enum class NumberLabel { none, identity, card, reference };

inline constexpr std::size_t kLabelReachBefore = 16;  ///< code points before the number in which a word may name it
inline constexpr std::size_t kLabelReachAfter = 10;   ///< code points behind it, looked at where nothing before it says anything

/// `text` is normalised (lower case, full width folded); the number stands in [from, to). The word that ends nearest before the number names it, else the first
/// behind it; no word reaches over the end of a sentence or a line.
[[nodiscard]] NumberLabel label_of(std::u32string_view text, std::size_t from, std::size_t to);

}  // namespace amends::guard

#pragma once
// "Did you mean": the known word that is closest to a mistyped one. For messages only; nothing is ever corrected silently.
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace amends::flow {

/// The candidate with the fewest single-character edits (insert, delete, replace, swap of neighbours), empty when none is within a third of
/// the word's length (at least one edit, never as many as it has letters). Ties go to the first candidate.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "; did you mean 'review'?", or "." when nothing is near.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

/// "a, b, c" for messages; after `most` words only their number.
[[nodiscard]] std::string list_words(std::span<const std::string_view> words, std::size_t most = 30);

}  // namespace amends::flow

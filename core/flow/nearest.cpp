#include "flow/nearest.hpp"

#include <algorithm>

#include "support/nearest.hpp"

namespace amends::flow {

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  constexpr std::size_t kWordMax = 64;  // longer words are no typing slips of a name
  if (word.empty() || word.size() > kWordMax) return {};
  std::size_t least = std::min(std::max<std::size_t>(1, word.size() / 3), word.size() - 1) + 1;  // something of the word must be left
  std::string_view best;
  for (const auto candidate : candidates) {
    if (candidate.size() > kWordMax) continue;
    if (const auto count = edits(word, candidate); count < least) {
      least = count;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const auto best = nearest(word, candidates);
  return best.empty() ? std::string(".") : "; did you mean '" + std::string(best) + "'?";
}

std::string list_words(std::span<const std::string_view> words, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i == most) return out + " and " + std::to_string(words.size() - most) + " more";
    out += (out.empty() ? "" : ", ") + std::string(words[i]);
  }
  return out;
}

}  // namespace amends::flow

#pragma once
// The five needs (catalogue 3.5): words, a band of feelings, exclamations, and what was paid against what came back. A person's answer stands above them.
#include <optional>

#include "reading.hpp"

namespace amends::psychology {

struct NeedReading {
  std::vector<Points> needs;                ///< of at least need_min points, in pack order
  std::optional<Points> top;                ///< of equal points the first of the pack
  std::vector<std::string> leading;         ///< the top and what comes within need_second of it, in pack order
  std::vector<std::vector<sdk::EvidenceId>> evidence;  ///< of each of `needs`
  bool by_person = false;
  sdk::EvidenceId basis;                    ///< the sum of all five, or the person's answer
  [[nodiscard]] const std::vector<sdk::EvidenceId>& of(std::string_view code) const;  ///< precondition: one of `needs`
};

/// Errors: Failure `error.range` for an answer or a band that is not known, `error.pack_missing`, `error.pack_invalid`.
[[nodiscard]] NeedReading read_needs(const Context& context);

}  // namespace amends::psychology

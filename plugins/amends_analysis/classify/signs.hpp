#pragma once
// Signs in the record that severity, complexity and the quick path look at (catalogue 3.2). Value types only.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "kit/currency.hpp"

namespace amends::classify {

struct PartyView {
  std::string_view id, role, authority;  ///< authority: self, statutory, written, none, unknown; empty when not recorded
};
[[nodiscard]] bool has_third_institution(const std::vector<PartyView>& parties) noexcept;
/// How many events the complainant asserts. asserted_by: one entry for each event, a party's id or the word "complainant".
[[nodiscard]] std::int64_t asserted_by_complainant(const std::vector<PartyView>& parties, const std::vector<std::string_view>& asserted_by) noexcept;
/// Somebody acts for the complainant and their authority is neither recorded as statutory or written nor checked as valid.
[[nodiscard]] bool authority_open(const std::vector<PartyView>& parties, std::string_view checked_result) noexcept;

struct QuickFacts {
  int level = 4;
  bool complex = true;
  bool vulnerable = true;            ///< suspected or confirmed
  bool authority_open = true;
  std::optional<std::int64_t> minor; ///< the entitlement, before it is known the claimed sum; nothing when neither is known
  kit::CurrencyScale scale;
};
/// A minor, simple matter of a small known sum that may be settled at once. limit_major: major units of CNY, the limit itself included.
[[nodiscard]] bool quick_path(const QuickFacts& facts, std::int64_t limit_major) noexcept;

}  // namespace amends::classify

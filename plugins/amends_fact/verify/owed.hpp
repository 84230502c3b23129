#pragma once
// What a demand makes due once its merit is known (catalogue 3.7, guardrail G6). Value types only. Units: minor units of one currency.
#include <cstdint>
#include <optional>
#include <string_view>

#include "merit.hpp"

namespace amends::verify {

enum class Ground {
  not_money,   ///< the demand asks for no money
  as_claimed,  ///< full merit: what is demanded
  paid_in,     ///< full surrender with full merit: all that was paid in
  cash_value,  ///< a surrender whose merit is not full: the contract's cash value is due whatever else is found, and more may be
  nothing,     ///< no merit
  unknown,     ///< a person has to work it out
};
[[nodiscard]] std::string_view name(Ground ground) noexcept;

struct Owed {
  std::optional<std::int64_t> minor;  ///< nothing where the ground is not_money or unknown
  Ground ground = Ground::unknown;
  bool more = false;                  ///< at least this sum; a person has to say whether more is due
};

/// kind: of demand[]. claimed: the demand's own sum. Ranges: each sum at least 0.
[[nodiscard]] Owed owed(std::string_view kind, Merit merit, std::optional<std::int64_t> claimed, std::optional<std::int64_t> paid_in, std::optional<std::int64_t> cash_value) noexcept;

}  // namespace amends::verify

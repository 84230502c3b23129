#include "kit/currency.hpp"

namespace amends::kit {
namespace {

// 2^53 * 10^6 * 10^4 is beyond 64 bits.
using Wide = __int128;

Wide scaled_bound(std::int64_t bound_major, const CurrencyScale& scale) noexcept {
  Wide out = static_cast<Wide>(bound_major) * scale.num;
  for (std::int64_t i = 0; i < scale.digits; ++i) out *= 10;
  return out;
}

}  // namespace

bool below(std::int64_t minor, std::int64_t bound_major, const CurrencyScale& scale) noexcept {
  return static_cast<Wide>(minor) * scale.den < scaled_bound(bound_major, scale);
}

bool at_most(std::int64_t minor, std::int64_t bound_major, const CurrencyScale& scale) noexcept {
  return static_cast<Wide>(minor) * scale.den <= scaled_bound(bound_major, scale);
}

std::int64_t major_units(std::int64_t minor, const CurrencyScale& scale) noexcept {
  constexpr Wide kMax = 9'007'199'254'740'991;
  const Wide units = static_cast<Wide>(minor) * scale.den / scaled_bound(1, scale);
  return static_cast<std::int64_t>(units > kMax ? kMax : units);
}

CurrencyScale Currencies::scale(std::string_view code) const {
  for (const auto& row : rows_)
    if (row.code == code) return row;
  return {.code = std::string(code), .digits = 2, .num = 1, .den = 1, .known = false};
}

}  // namespace amends::kit

#pragma once
// Money: an integer count of minor units and a currency, never a double.
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "support/json.hpp"
#include "support/result.hpp"

namespace amends {

/// An ISO 4217 code: three capital letters. Valid once built.
class Currency {
 public:
  constexpr Currency() = default;  ///< CNY
  /// Errors: `schema` for anything but three capital ASCII letters.
  [[nodiscard]] static Result<Currency> parse(std::string_view code);
  [[nodiscard]] std::string_view code() const noexcept { return {code_, 3}; }
  friend bool operator==(const Currency&, const Currency&) = default;

 private:
  char code_[3] = {'C', 'N', 'Y'};
};

/// A sum in the currency's smallest unit (fen, cent). Range: +-(2^53-1), what JSON carries exactly; beyond it `range`.
struct Money {
  std::int64_t minor = 0;
  Currency currency;
  friend bool operator==(const Money&, const Money&) = default;
};

/// Errors: `currency_mismatch` on unlike currencies, `range` on overflow.
[[nodiscard]] Result<Money> add(Money left, Money right);
[[nodiscard]] Result<Money> subtract(Money left, Money right);

/// {"minor": 30000, "currency": "CNY"}. Errors: `bad_type`, `range` (negative or beyond 2^53-1), `schema`; `where` names the member.
[[nodiscard]] Result<Money> money_from_json(const json::Value& value);
[[nodiscard]] json::Value to_json(const Money& money);

inline constexpr int kMinorDigitsDefault = 2;  ///< of a currency that tables/currency has no row for
/// "1,234.50" for 123450 and two digits. The digits of a currency stand in the pack tables/currency and nowhere else. Precondition: digits 0 to 4.
[[nodiscard]] std::string format_minor(std::int64_t minor, int digits);

}  // namespace amends

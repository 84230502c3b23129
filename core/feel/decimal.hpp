#pragma once
// The number of FEEL: IEEE 754 decimal128 with 34 digits, rounded half to even, never infinite and never NaN. The arithmetic is Intel's decimal
// library, which stays in decimal.cpp; reading, printing and rounding to a scale work on the digits themselves. No number passes through a double.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/result.hpp"

namespace amends::feel {

__extension__ typedef __int128 WideInteger;  ///< counts of nanoseconds over all years

/// How digits beyond a scale are dropped.
enum class Rounding { half_even, half_up, half_down, up, down, floor, ceiling };  ///< up and half_up: away from zero; down and half_down: towards it

/// A finite decimal number. Values, not representations, are compared: 1.10 equals 1.1 and prints as it.
/// An operation without an answer (beyond 10^6144, a product or quotient that vanishes below 10^-6176, division by zero) gives nothing; FEEL makes
/// null of that.
class Decimal {
 public:
  constexpr Decimal() = default;  ///< zero
  [[nodiscard]] static Decimal from_integer(std::int64_t value) noexcept;
  /// Nothing for more than 34 digits.
  [[nodiscard]] static std::optional<Decimal> from_wide(WideInteger value) noexcept;
  /// Reads [+-]digits[.digits][e[+-]digits]. Errors: `schema` for anything else, `range` for more than 34 significant digits or an exponent out of range.
  [[nodiscard]] static Result<Decimal> parse(std::string_view text);

  /// Plain digits without trailing zeros ("0.3", "-12000"); from 10^40 upwards and below 10^-40 with an exponent ("1E+50").
  [[nodiscard]] std::string text() const;
  /// The value when it is an integer within int64.
  [[nodiscard]] std::optional<std::int64_t> integer() const noexcept;
  /// The value when it is an integer of at most 34 digits.
  [[nodiscard]] std::optional<WideInteger> wide_integer() const noexcept;
  [[nodiscard]] bool is_integer() const noexcept;
  [[nodiscard]] bool is_zero() const noexcept;
  [[nodiscard]] bool is_negative() const noexcept;  ///< false for zero of either sign

  [[nodiscard]] Decimal negated() const noexcept;
  [[nodiscard]] Decimal absolute() const noexcept;
  /// Drops the digits after `scale` decimal places (negative: before the point). Nothing when the result would be out of range.
  [[nodiscard]] std::optional<Decimal> rounded(std::int64_t scale, Rounding rounding) const noexcept;

  /// Negative, zero or positive as left is below, equal to or above right.
  [[nodiscard]] static int compare(const Decimal& left, const Decimal& right) noexcept;
  friend bool operator==(const Decimal& left, const Decimal& right) noexcept { return compare(left, right) == 0; }
  friend bool operator<(const Decimal& left, const Decimal& right) noexcept { return compare(left, right) < 0; }
  /// Equal numbers have equal hashes.
  [[nodiscard]] std::size_t hash() const noexcept;

 private:
  static constexpr std::uint64_t kIntegerExponent = 0x3040000000000000u;  ///< the biased exponent of 10^0 in the high word
  std::uint64_t low_ = 0;                                                 ///< low 64 bits of the coefficient
  std::uint64_t high_ = kIntegerExponent;                                 ///< sign, exponent, high 49 bits of the coefficient
  friend struct DecimalBits;
};

[[nodiscard]] std::optional<Decimal> add(const Decimal& left, const Decimal& right) noexcept;
[[nodiscard]] std::optional<Decimal> subtract(const Decimal& left, const Decimal& right) noexcept;
[[nodiscard]] std::optional<Decimal> multiply(const Decimal& left, const Decimal& right) noexcept;
[[nodiscard]] std::optional<Decimal> divide(const Decimal& left, const Decimal& right) noexcept;
/// left - right * floor(left / right): the sign of the divisor, the remainder itself exact (DMN 1.5, 10.3.4.5).
[[nodiscard]] std::optional<Decimal> modulo(const Decimal& left, const Decimal& right) noexcept;
/// base ** exponent for |exponent| <= kExponentMax. Exact while the result fits 34 digits; beyond, each of the at most 60 products is rounded.
[[nodiscard]] std::optional<Decimal> power(const Decimal& base, std::int64_t exponent) noexcept;

/// base ** exponent for any exponent: a whole one as above; with a fraction only a base that is not negative has a power.
[[nodiscard]] std::optional<Decimal> power(const Decimal& base, const Decimal& exponent) noexcept;
/// Nothing for a negative number.
[[nodiscard]] std::optional<Decimal> square_root(const Decimal& value) noexcept;
[[nodiscard]] std::optional<Decimal> exponential(const Decimal& value) noexcept;
/// The natural logarithm; nothing for zero and negative numbers.
[[nodiscard]] std::optional<Decimal> logarithm(const Decimal& value) noexcept;

}  // namespace amends::feel

#include "feel/decimal.hpp"

// bid_conf.h chooses the calling convention. Without IN_LIBGCC2 and with these three at 0 it is that of libbidgcc000.a: numbers by value, rounding
// mode as a parameter, flags through a pointer. The library's own globals are then never touched, so any thread may compute.
#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
extern "C" {
#include <bid_conf.h>
#include <bid_functions.h>
}

#include <algorithm>
#include <functional>
#include <string>

#include "feel/limits.hpp"

namespace amends::feel {

namespace {

__extension__ typedef unsigned __int128 Coefficient;

constexpr int kExponentBias = 6176;
constexpr int kExponentLow = -6176;   ///< of the last digit
constexpr int kExponentHigh = 6111;
constexpr std::int64_t kPlainDigitsMax = 40;

constexpr Coefficient power_of_ten(int n) {
  Coefficient value = 1;
  while (n-- > 0) value *= 10;
  return value;
}

constexpr Coefficient kCoefficientEnd = power_of_ten(34);  // the first that does not fit

struct Digits {
  bool negative = false;
  Coefficient coefficient = 0;
  int exponent = 0;
};

std::string print(Coefficient value) {
  char buffer[40];
  char* at = buffer + sizeof buffer;
  do { *--at = static_cast<char>('0' + static_cast<int>(value % 10)); value /= 10; } while (value != 0);
  return std::string(at, buffer + sizeof buffer);
}

}  // namespace

/// The one place that knows the bits of decimal128 in binary integer form (IEEE 754-2008, 3.5.2). Decimals made here use the form with a 14-bit
/// exponent right after the sign, because no coefficient below 10^34 needs the other.
struct DecimalBits {
  static BID_UINT128 bid(const Decimal& d) noexcept {
    BID_UINT128 out;
    out.w[0] = d.low_;
    out.w[1] = d.high_;
    return out;
  }

  static std::optional<Decimal> checked(const BID_UINT128& value, _IDEC_flags flags) noexcept {
    if ((flags & (BID_INVALID_EXCEPTION | BID_ZERO_DIVIDE_EXCEPTION | BID_OVERFLOW_EXCEPTION)) != 0) return std::nullopt;
    if ((value.w[1] & 0x7800000000000000u) == 0x7800000000000000u) return std::nullopt;  // infinity or NaN
    Decimal out;
    out.low_ = value.w[0];
    out.high_ = value.w[1];
    return out;
  }

  static Digits unpack(const Decimal& d) noexcept {
    Digits out;
    out.negative = (d.high_ >> 63) != 0;
    out.exponent = static_cast<int>((d.high_ >> 49) & 0x3FFF) - kExponentBias;
    out.coefficient = (static_cast<Coefficient>(d.high_ & 0x1FFFFFFFFFFFFu) << 64) | d.low_;
    return out;
  }

  /// Precondition: coefficient below 10^34. Nothing when the exponent cannot be brought into range.
  static std::optional<Decimal> pack(Digits digits) noexcept {
    if (digits.coefficient == 0) return Decimal{};
    while (digits.exponent > kExponentHigh && digits.coefficient * 10 < kCoefficientEnd) { digits.coefficient *= 10; --digits.exponent; }
    while (digits.exponent < kExponentLow && digits.coefficient % 10 == 0) { digits.coefficient /= 10; ++digits.exponent; }
    if (digits.exponent > kExponentHigh || digits.exponent < kExponentLow) return std::nullopt;
    Decimal out;
    out.low_ = static_cast<std::uint64_t>(digits.coefficient);
    out.high_ = (static_cast<std::uint64_t>(digits.negative) << 63) | (static_cast<std::uint64_t>(digits.exponent + kExponentBias) << 49) |
                static_cast<std::uint64_t>(digits.coefficient >> 64);
    return out;
  }

  /// Without trailing zeros; zero is plain zero.
  static Digits reduced(const Decimal& d) noexcept {
    Digits out = unpack(d);
    if (out.coefficient == 0) return {};
    while (out.coefficient % 10 == 0) { out.coefficient /= 10; ++out.exponent; }
    return out;
  }

  static bool small_integer(const Decimal& d) noexcept { return d.high_ == Decimal::kIntegerExponent; }
  static std::uint64_t low(const Decimal& d) noexcept { return d.low_; }
};

Decimal Decimal::from_integer(std::int64_t value) noexcept {
  Decimal out;
  out.low_ = value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
  if (value < 0) out.high_ |= std::uint64_t(1) << 63;
  return out;
}

std::optional<Decimal> Decimal::from_wide(WideInteger value) noexcept {
  Digits digits;
  digits.negative = value < 0;
  digits.coefficient = digits.negative ? ~static_cast<Coefficient>(value) + 1 : static_cast<Coefficient>(value);
  if (digits.coefficient >= kCoefficientEnd) return std::nullopt;
  return DecimalBits::pack(digits);
}

std::optional<WideInteger> Decimal::wide_integer() const noexcept {
  Digits digits = DecimalBits::reduced(*this);
  if (digits.exponent < 0 || digits.exponent > 34) return std::nullopt;
  for (; digits.exponent > 0; --digits.exponent) {
    if (digits.coefficient >= kCoefficientEnd / 10) return std::nullopt;
    digits.coefficient *= 10;
  }
  const auto value = static_cast<WideInteger>(digits.coefficient);
  return digits.negative ? -value : value;
}

Result<Decimal> Decimal::parse(std::string_view text) {
  const auto refuse = [&] {
    return fail(ErrorCode::schema, "'" + std::string(text.substr(0, 60)) + "' is no number; write digits with at most one point, for example 1234.50");
  };
  std::size_t i = 0;
  Digits digits;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) digits.negative = text[i++] == '-';
  int kept = 0;                // significant digits taken
  std::int64_t dropped = 0;    // zeros after the 34th digit, which move the exponent
  std::int64_t exponent = 0;
  bool any = false, point = false;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.' && !point) { point = true; continue; }
    if (c < '0' || c > '9') break;
    any = true;
    if (kept == kDecimalDigitsMax) {
      if (c != '0')
        return fail(ErrorCode::range, "the number " + std::string(text.substr(0, 60)) + " has more than 34 significant digits; shorten it");
      ++dropped;
    } else if (kept > 0 || c != '0') {
      digits.coefficient = digits.coefficient * 10 + static_cast<unsigned>(c - '0');
      ++kept;
    }
    if (point) --exponent;
  }
  if (!any || text[i - 1] == '.') return refuse();
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    bool negative = false;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) negative = text[i++] == '-';
    if (i == text.size()) return refuse();
    std::int64_t written = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) written = std::min<std::int64_t>(written * 10 + (text[i] - '0'), 1'000'000);
    exponent += negative ? -written : written;
  }
  if (i != text.size()) return refuse();
  exponent += dropped;
  // Moves what can be moved between coefficient and exponent; pack does the rest.
  digits.exponent = static_cast<int>(std::clamp<std::int64_t>(exponent, -2'000'000, 2'000'000));
  const auto out = DecimalBits::pack(digits);
  if (!out) return fail(ErrorCode::range, "the number " + std::string(text.substr(0, 60)) + " is beyond 10^6144 or finer than 10^-6176; use a smaller one");
  return *out;
}

std::string Decimal::text() const {
  const Digits digits = DecimalBits::reduced(*this);
  std::string out = digits.negative ? "-" : "";
  std::string body = print(digits.coefficient);
  const auto length = static_cast<std::int64_t>(body.size());
  const std::int64_t leading = length + digits.exponent;  // digits before the point
  if (leading > kPlainDigitsMax || leading < -kPlainDigitsMax) {
    if (length > 1) body.insert(1, ".");
    return out + body + "E" + (leading > 0 ? "+" : "") + std::to_string(leading - 1);
  }
  if (digits.exponent >= 0) return out + body + std::string(static_cast<std::size_t>(digits.exponent), '0');
  if (leading > 0) return out + body.insert(static_cast<std::size_t>(leading), ".");
  return out + "0." + std::string(static_cast<std::size_t>(-leading), '0') + body;
}

bool Decimal::is_zero() const noexcept { return DecimalBits::unpack(*this).coefficient == 0; }
bool Decimal::is_negative() const noexcept { return (high_ >> 63) != 0 && !is_zero(); }
bool Decimal::is_integer() const noexcept { return DecimalBits::reduced(*this).exponent >= 0; }

std::optional<std::int64_t> Decimal::integer() const noexcept {
  const bool negative = (high_ >> 63) != 0;
  Coefficient value = low_;
  if ((high_ & 0x7FFFFFFFFFFFFFFFu) != kIntegerExponent) {
    const Digits digits = DecimalBits::reduced(*this);
    if (digits.exponent < 0 || digits.exponent > 18) return std::nullopt;
    value = digits.coefficient;
    for (int i = 0; i < digits.exponent; ++i) {
      value *= 10;
      if (value > (Coefficient(1) << 64)) return std::nullopt;
    }
  }
  const Coefficient limit = (Coefficient(1) << 63) - (negative ? 0 : 1);
  if (value > limit) return std::nullopt;
  const auto bits = static_cast<std::uint64_t>(value);
  return static_cast<std::int64_t>(negative ? ~bits + 1 : bits);
}

std::optional<Decimal> add(const Decimal& left, const Decimal& right) noexcept {
  _IDEC_flags flags = 0;
  return DecimalBits::checked(bid128_add(DecimalBits::bid(left), DecimalBits::bid(right), BID_ROUNDING_TO_NEAREST, &flags), flags);
}

std::optional<Decimal> subtract(const Decimal& left, const Decimal& right) noexcept {
  _IDEC_flags flags = 0;
  return DecimalBits::checked(bid128_sub(DecimalBits::bid(left), DecimalBits::bid(right), BID_ROUNDING_TO_NEAREST, &flags), flags);
}

std::optional<Decimal> multiply(const Decimal& left, const Decimal& right) noexcept {
  _IDEC_flags flags = 0;
  const auto out = DecimalBits::checked(bid128_mul(DecimalBits::bid(left), DecimalBits::bid(right), BID_ROUNDING_TO_NEAREST, &flags), flags);
  if (out && out->is_zero() && !left.is_zero() && !right.is_zero()) return std::nullopt;  // vanished
  return out;
}

std::optional<Decimal> divide(const Decimal& left, const Decimal& right) noexcept {
  if (right.is_zero()) return std::nullopt;
  _IDEC_flags flags = 0;
  const auto out = DecimalBits::checked(bid128_div(DecimalBits::bid(left), DecimalBits::bid(right), BID_ROUNDING_TO_NEAREST, &flags), flags);
  if (out && out->is_zero() && !left.is_zero()) return std::nullopt;  // vanished
  return out;
}

std::optional<Decimal> modulo(const Decimal& left, const Decimal& right) noexcept {
  if (right.is_zero()) return std::nullopt;
  _IDEC_flags flags = 0;
  // fmod is exact and has the sign of the dividend; FEEL wants that of the divisor.
  const auto rest = DecimalBits::checked(bid128_fmod(DecimalBits::bid(left), DecimalBits::bid(right), &flags), flags);
  if (!rest || rest->is_zero() || rest->is_negative() == right.is_negative()) return rest;
  return add(*rest, right);
}

std::optional<Decimal> power(const Decimal& base, std::int64_t exponent) noexcept {
  if (exponent > kExponentMax || exponent < -kExponentMax) return std::nullopt;
  if (exponent < 0 && base.is_zero()) return std::nullopt;
  std::optional<Decimal> out = Decimal::from_integer(1);
  Decimal square = base;
  for (auto left = static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent); left != 0;) {
    if ((left & 1) != 0) out = multiply(*out, square);
    left >>= 1;
    if (!out) return std::nullopt;
    if (left == 0) break;
    const auto next = multiply(square, square);
    if (!next) return std::nullopt;  // it would be multiplied in, and |base| > 1 then
    square = *next;
  }
  return exponent < 0 ? divide(Decimal::from_integer(1), *out) : out;
}

std::optional<Decimal> power(const Decimal& base, const Decimal& exponent) noexcept {
  if (const auto whole = exponent.integer()) return power(base, *whole);
  if (exponent.is_integer() || base.is_negative()) return std::nullopt;
  _IDEC_flags flags = 0;
  return DecimalBits::checked(bid128_pow(DecimalBits::bid(base), DecimalBits::bid(exponent), BID_ROUNDING_TO_NEAREST, &flags), flags);
}

std::optional<Decimal> square_root(const Decimal& value) noexcept {
  if (value.is_negative()) return std::nullopt;
  _IDEC_flags flags = 0;
  return DecimalBits::checked(bid128_sqrt(DecimalBits::bid(value), BID_ROUNDING_TO_NEAREST, &flags), flags);
}

std::optional<Decimal> exponential(const Decimal& value) noexcept {
  _IDEC_flags flags = 0;
  return DecimalBits::checked(bid128_exp(DecimalBits::bid(value), BID_ROUNDING_TO_NEAREST, &flags), flags);
}

std::optional<Decimal> logarithm(const Decimal& value) noexcept {
  if (value.is_negative() || value.is_zero()) return std::nullopt;
  _IDEC_flags flags = 0;
  return DecimalBits::checked(bid128_log(DecimalBits::bid(value), BID_ROUNDING_TO_NEAREST, &flags), flags);
}

Decimal Decimal::negated() const noexcept {
  Decimal out = *this;
  if (!is_zero()) out.high_ ^= std::uint64_t(1) << 63;
  return out;
}

Decimal Decimal::absolute() const noexcept {
  Decimal out = *this;
  out.high_ &= ~(std::uint64_t(1) << 63);
  return out;
}

std::optional<Decimal> Decimal::rounded(std::int64_t scale, Rounding rounding) const noexcept {
  Digits digits = DecimalBits::reduced(*this);
  if (digits.coefficient == 0 || digits.exponent >= -scale) return *this;
  const std::int64_t drop = -scale - digits.exponent;  // at least 1
  Coefficient whole = 0, rest = digits.coefficient, unit = 0;
  if (drop <= 34) {
    unit = power_of_ten(static_cast<int>(drop));
    whole = digits.coefficient / unit;
    rest = digits.coefficient % unit;
  }
  // With more than 34 digits dropped the rest is below half a unit: the coefficient has at most 34 digits.
  const int to_half = unit == 0 ? -1 : (rest * 2 < unit ? -1 : rest * 2 == unit ? 0 : 1);
  bool away = false;
  switch (rounding) {
    case Rounding::half_even: away = to_half > 0 || (to_half == 0 && whole % 2 == 1); break;
    case Rounding::half_up: away = to_half >= 0; break;
    case Rounding::half_down: away = to_half > 0; break;
    case Rounding::up: away = rest != 0; break;
    case Rounding::down: break;
    case Rounding::floor: away = rest != 0 && digits.negative; break;
    case Rounding::ceiling: away = rest != 0 && !digits.negative; break;
  }
  if (away) ++whole;
  if (-scale > 2 * kExponentHigh) return whole == 0 ? std::optional<Decimal>(Decimal{}) : std::nullopt;
  return DecimalBits::pack({digits.negative, whole, static_cast<int>(-scale)});
}

int Decimal::compare(const Decimal& left, const Decimal& right) noexcept {
  if (DecimalBits::small_integer(left) && DecimalBits::small_integer(right))
    return DecimalBits::low(left) < DecimalBits::low(right) ? -1 : DecimalBits::low(left) > DecimalBits::low(right) ? 1 : 0;
  _IDEC_flags flags = 0;
  if (bid128_quiet_less(DecimalBits::bid(left), DecimalBits::bid(right), &flags)) return -1;
  return bid128_quiet_greater(DecimalBits::bid(left), DecimalBits::bid(right), &flags) ? 1 : 0;
}

std::size_t Decimal::hash() const noexcept {
  const Digits digits = DecimalBits::reduced(*this);
  std::size_t out = std::hash<std::uint64_t>{}(static_cast<std::uint64_t>(digits.coefficient));
  const auto mix = [&](std::uint64_t more) { out ^= std::hash<std::uint64_t>{}(more) + 0x9E3779B97F4A7C15u + (out << 6) + (out >> 2); };
  mix(static_cast<std::uint64_t>(digits.coefficient >> 64));
  mix(static_cast<std::uint64_t>(static_cast<std::int64_t>(digits.exponent)) ^ (digits.negative ? 1u : 0u) << 31);
  return out;
}

}  // namespace amends::feel

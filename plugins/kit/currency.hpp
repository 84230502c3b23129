#pragma once
// Thresholds across currencies (catalogue 0.1): a threshold is written in major units of CNY, and each currency scales it by a factor num/den. Used by
// every stage that compares money with a limit. The factors set thresholds; they convert no money.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace amends::kit {

/// A row of tables/currency. Ranges: digits 0..4, num and den 1..1,000,000.
struct CurrencyScale {
  std::string code;         ///< ISO 4217
  std::int64_t digits = 2;  ///< minor digits: 100 fen are one yuan
  std::int64_t num = 1, den = 1;
  bool known = true;        ///< false for a currency without a row, which counts as 1/1 with two digits
};

/// minor < bound, exactly: minor * den < bound * num * 10^digits. Preconditions: 0 <= minor, 0 <= bound_major, both at most 2^53-1.
[[nodiscard]] bool below(std::int64_t minor, std::int64_t bound_major, const CurrencyScale& scale) noexcept;
/// minor <= bound, exactly.
[[nodiscard]] bool at_most(std::int64_t minor, std::int64_t bound_major, const CurrencyScale& scale) noexcept;
/// The sum in whole major units of CNY, rounded down and at most 2^53-1. For a whole bound b, major_units(m) < b exactly when below(m, b).
[[nodiscard]] std::int64_t major_units(std::int64_t minor, const CurrencyScale& scale) noexcept;

class Currencies {
 public:
  explicit Currencies(std::vector<CurrencyScale> rows) : rows_(std::move(rows)) {}
  /// The row of a currency; one with known = false when there is none.
  [[nodiscard]] CurrencyScale scale(std::string_view code) const;

 private:
  std::vector<CurrencyScale> rows_;
};

}  // namespace amends::kit

#pragma once
// Numbers and sums of money in Chinese and English texts: catalogue 0.2, item 6. Arabic, full-width, Chinese and formal numerals, mixed
// forms (12.3万, 3万2), `approx` for 多, 余, 几 and ranges (两三万), currencies by sign, word and case locale. No floating point: a number is
// a decimal coefficient and a scale.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/money.hpp"
#include "text/normalise.hpp"
#include "text/words.hpp"

namespace amends::text {

/// A number as it stands in the text. Value: coefficient / 10^scale. A number of more than 18 digits is none.
struct Number {
  std::size_t from = 0;  ///< normalised code points [from, to), 多 or 余 included
  std::size_t to = 0;
  std::int64_t coefficient = 0;
  int scale = 0;           ///< digits after the point, 0 to 9
  bool approx = false;     ///< 多, 余, 几 or a range: the value is the lower bound
  bool large_unit = false; ///< contains 千 万 亿
  bool plain = false;      ///< Arabic digits alone, without grouping, point or unit

  /// True and the value when it is whole.
  [[nodiscard]] bool whole(std::int64_t& out) const noexcept;
};

struct MoneyFact {
  Span span;
  std::int64_t minor = 0;
  Currency currency;
  bool approx = false;
  bool assumed = false;  ///< no currency word: the institution's currency
  friend bool operator==(const MoneyFact&, const MoneyFact&) = default;
};

/// What reading money needs to know of the case.
struct MoneyContext {
  Currency institution;                        ///< for amounts without a currency word
  std::string locale = "zh-CN";                ///< `$` is HKD in zh-HK, USD elsewhere
  std::map<std::string, int, std::less<>> digits;  ///< minor digits by currency code (tables/currency); a code without row has 2
};

/// Reads numbers with the word lists of a pack set. Immutable; any number of threads may use one.
class NumberReader {
 public:
  explicit NumberReader(const WordLists& lists, const FoldTable& fold = {});

  /// All numbers in text order, without overlap.
  [[nodiscard]] std::vector<Number> numbers(const Normalised& text) const;
  /// The numbers that are money. One whose fraction is finer than the minor unit, or whose minor count is beyond 2^53-1, is none.
  [[nodiscard]] std::vector<MoneyFact> money(const Normalised& text, const MoneyContext& context) const;
  [[nodiscard]] std::vector<MoneyFact> money(const Normalised& text, const std::vector<Number>& numbers, const MoneyContext& context) const;
  /// A number read as a sum of the institution's currency although nothing says so, `assumed`; nothing when a counter or a Latin word
  /// touches it, or when it has no exact minor count.
  [[nodiscard]] std::optional<MoneyFact> bare(const Normalised& text, const Number& number, const MoneyContext& context) const;
  /// Length of the counter at a position, 0 for none.
  [[nodiscard]] std::size_t counter_at(std::u32string_view text, std::size_t at) const noexcept { return counters_.at(text, at); }

 private:
  Words idioms_, counters_;
};

/// True for Arabic and Chinese digits and for 十 百 千 万 亿 in every form.
[[nodiscard]] bool is_numeral(char32_t c) noexcept;

}  // namespace amends::text

#pragma once
// Dates and lengths of time that a text states, and what stands behind them (G1: any stated deadline or limit must cite an evidence id or a
// deadline of the same envelope). Reads with the text kit; what it adds are the lengths: 15日内, 三个工作日, within 30 days. Internal to core/guard.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/json.hpp"
#include "support/time.hpp"
#include "text/facts.hpp"
#include "text/numbers.hpp"

namespace amends::guard {

enum class TimeUnit { hours, working_hours, days, working_days, weeks, months, years };

/// One statement of a text: a date, a day of a month (15日前), or a length of time.
struct Statement {
  text::Span span;               ///< in the original text
  bool is_date = false;
  int year = 0, month = 0, day = 0;  ///< of a date; 0: not stated
  std::int64_t count = 0;        ///< of a length
  TimeUnit unit = TimeUnit::days;
};

/// All statements in text order. A length that lies in the past (三天前, 30 days ago) promises nothing and is none, nor is a count of one without
/// a word that makes it a limit (一天, one day).
[[nodiscard]] std::vector<Statement> read_statements(const text::Normalised& text, const text::NumberReader& numbers, std::string_view locale);

/// What statements may rest on.
class Support {
 public:
  Support(const text::NumberReader& numbers, std::string_view locale) : numbers_(&numbers), locale_(locale) {}

  void add(Instant at) { instants_.push_back(at); }
  /// Every string in a value: instants, durations as rules write them (15d, 7wd), dates and lengths in words.
  void add_strings(const json::Value& value);
  /// A deadline of an envelope: its strings, its length by the calendar, and the days its ledger counted.
  void add_deadline(const json::Value& deadline);
  [[nodiscard]] bool covers(const Statement& statement) const;

 private:
  void add_text(std::string_view text);
  void add_strings(const json::Value& value, int depth);
  const text::NumberReader* numbers_;
  std::string locale_;
  std::vector<Instant> instants_;
  std::vector<Statement> known_;
};

}  // namespace amends::guard

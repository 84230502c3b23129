#pragma once
// What a complaint states besides money (catalogue 3.1 (2)): dates, the stated age, how many complain, how far a post has reached, contract
// and policy numbers, telephone numbers. Each with its span in the original text. Whose age it is, or whether a number of people makes a
// group, is for the stage to judge; a relative date (昨天, last week) has no value without the calendar and is left to the reader.
#include <cstdint>
#include <string>
#include <vector>

#include "text/numbers.hpp"

namespace amends::text {

struct DateFact {
  Span span;
  std::string value;      ///< "2026-03-02", "2026-03" or "2026"; without a year "--03-02" or "--03" (ISO 8601:1988 truncated form)
  int year = 0;           ///< 0: not stated
  int month = 0, day = 0; ///< 0: not stated
};

/// A number with a meaning.
struct CountFact {
  Span span;
  std::int64_t value = 0;
  bool approx = false;
  std::string what;  ///< reach only: repost, view, like, comment, follower
};

struct TextFact {
  Span span;
  std::string value;  ///< telephone: E.164 ("+8619900000101"); contract: the number as written
};

struct Facts {
  std::vector<MoneyFact> money;  ///< without assumed sums that turned out to be one of the counts below
  std::vector<DateFact> dates;
  std::vector<CountFact> ages;         ///< years, 1 to 130
  std::vector<CountFact> group_sizes;  ///< people, at least 2
  std::vector<CountFact> reach;
  std::vector<TextFact> contracts;
  std::vector<TextFact> phones;
  /// Numbers that are no money by catalogue 0.2 and nothing of the above, without a counter behind them, read as sums of the institution's
  /// currency (`assumed`): 退1080, refund 199. Never money by themselves; a stage may take one that stands inside a demand.
  std::vector<MoneyFact> bare;
};

/// Reads all of them, each list in text order. `context.locale` decides 03/02/2026 too: month first in "en", left alone elsewhere.
[[nodiscard]] Facts extract(const Normalised& text, const NumberReader& reader, const MoneyContext& context);

}  // namespace amends::text

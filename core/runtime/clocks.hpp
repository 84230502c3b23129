#pragma once
// Which clock runs, from when and until when: rule rows by date in force, conditions, calendars. The arithmetic is in core/calendar.
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "calendar/calendar.hpp"
#include "calendar/deadline.hpp"
#include "calendar/rule.hpp"
#include "feel/expression.hpp"
#include "runtime/organisation.hpp"
#include "support/json.hpp"
#include "support/time.hpp"

namespace amends::packs { class PackSet; }

namespace amends::runtime {

struct ClockState;

inline constexpr std::int64_t kCalendarNoticeDays = 60;  ///< a calendar that ends so soon is spoken of, so that a newer one can be got in time

/// One row of a clock pack, ready to use.
struct LoadedRule {
  calendar::ClockRule rule;
  std::optional<feel::Expression> applies_when;
  json::Value row;      ///< as in the pack
  std::string version;  ///< of the pack file
};

/// A clock as it is to be started or moved.
struct ClockPlan {
  std::string kind, rule;
  Instant starts_at, due_at;
  json::Value basis;   ///< what a person must see: titles, instrument, article, confidence, pack version, calendar
  json::Value ledger;  ///< compact: {unit, count, first_day, last_day, free: [{date, reason}], calendar}
  std::vector<Instant> warnings;  ///< earliest first
  std::vector<calendar::Duration> undated_warnings;  ///< lengths before the end that lie beyond the calendar
  std::string on_breach, to;
  bool suspended = false;         ///< it stands still: no timer runs
  std::set<std::size_t> spent;    ///< warnings that have fired before and whose instant is past: not set again
};

class ClockRules {
 public:
  [[nodiscard]] static Result<std::shared_ptr<const ClockRules>> from_packs(const packs::PackSet& packs, const Organisations& organisations);

  /// The row of that id in an institution's pack, nullptr when there is none.
  [[nodiscard]] const LoadedRule* rule(const Organisation& organisation, std::string_view id) const;
  /// The row of a kind that holds for a case: in force at `start`, condition true. A condition that is not known does not hold;
  /// of several rows the first in the pack wins.
  [[nodiscard]] const LoadedRule* applying(const Organisation& organisation, std::string_view kind, Instant start, const feel::Scope& scope) const;
  /// Errors: `pack_missing` beyond the calendar's last year.
  [[nodiscard]] Result<ClockPlan> plan(const Organisation& organisation, const LoadedRule& rule, Instant start) const;
  /// The clock as its events make it at `now`. Errors: those of Deadline::compute.
  [[nodiscard]] Result<calendar::Deadline> deadline(const Organisation& organisation, const LoadedRule& rule, Instant start, std::span<const calendar::DeadlineEvent> events, Instant now) const;
  /// The same as something to be set.
  [[nodiscard]] ClockPlan plan_of(const LoadedRule& rule, const calendar::Deadline& deadline) const;
  /// A length that no rule row gives (an institution's own service promise).
  [[nodiscard]] Result<Instant> due(const Organisation& organisation, Instant start, const calendar::Duration& length) const;
  [[nodiscard]] std::shared_ptr<const calendar::Calendar> calendar_of(const Organisation& organisation) const;
  /// The day-by-day ledger of a clock, for people. Errors: `not_found` when no row gives its length any more, `conflict` when the packs of today make another
  /// date than the recorded one: the ledger that was recorded holds then.
  [[nodiscard]] Result<json::Value> full_ledger(const Organisation& organisation, const ClockState& clock, Instant now) const;
  /// Seconds east of UTC in the institution's zone.
  [[nodiscard]] std::int32_t utc_offset_s(const Organisation& organisation, Instant at) const;
  /// The calendars that institutions use, once each.
  [[nodiscard]] std::vector<std::shared_ptr<const calendar::Calendar>> calendars() const;
  /// Those of them that end within kCalendarNoticeDays of `now`, or have ended.
  [[nodiscard]] std::vector<std::shared_ptr<const calendar::Calendar>> ending(Instant now) const;
  [[nodiscard]] Result<Instant> before(const Organisation& organisation, Instant due, const calendar::Duration& length) const;

 private:
  std::map<std::string, std::vector<LoadedRule>> by_pack_;
  std::map<std::string, std::shared_ptr<const calendar::Calendar>> calendars_;
};

}  // namespace amends::runtime

#pragma once
// A legal date. Nothing moves it but what its rule names: an extension with approver and notice, a suspension with reason and approver, a restart
// on new facts. It is worked out anew from its events each time and carries no counters, so that moving it to another rule or a newer calendar
// loses nothing (glpi-project/glpi#6902). A Deadline never waits for the customer; a service promise that may is a Stopwatch.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/due.hpp"
#include "calendar/rule.hpp"

namespace amends::calendar {

enum class DeadlineEventKind : std::uint8_t {
  extended,    ///< approver, approver_role, notice where the rule asks for it; `add` when less than the rule's most
  suspended,   ///< reason (one that the rule names), approver, notice where the rule asks for it
  resumed,
  restarted,   ///< reason (one that the rule names), actor, notice; counts from `at`, the receipt of the new facts
  date_given,  ///< `due`: the date that somebody outside set; only for a rule without length, where the newest holds
  met,         ///< what the clock asked for was done
};

/// Somebody was told.
struct Notice {
  std::string to;  ///< a role of the case, such as complainant
  Instant at;
};

/// One recorded event of a clock; what a kind does not use stays empty.
struct DeadlineEvent {
  DeadlineEventKind kind = DeadlineEventKind::met;
  Instant at{};                 ///< when it took effect
  std::string reason{};         ///< a name, such as outside_appraisal, or prose for an extension
  std::string actor{};          ///< who asked or recorded
  std::string approver{};       ///< another person than the actor
  std::string approver_role{};
  std::vector<Notice> notices{};
  std::string extension{};      ///< id of the rule's extension; "" is the first
  std::optional<Duration> add{};
  std::optional<Instant> due{};
};

enum class ClockState : std::uint8_t { running, suspended, met, missed };

/// One event that moved the date, with what it was before and after.
struct Move {
  DeadlineEventKind kind = DeadlineEventKind::extended;
  Instant at, due_before, due_after;
  std::string reason, actor, approver;
  Bilingual text;
};

struct Deadline {
  std::string rule;
  std::string kind;
  Instant start;          ///< of the period that runs now; a restart moves it
  Due due;                ///< while suspended: the date if the clock went on at `now`
  ClockState state = ClockState::running;
  std::optional<Instant> met_at;
  std::vector<Move> moves;

  /// Works the deadline out as it stands at `now`. Events are in order of `at`.
  /// Errors: `refused` for a move that the rule does not name, that comes after the date or lacks approver or notice; `missing_field` for a rule
  /// without length and no date given; `state` for events out of order, before the start or after `now`; and those of `due_at`.
  [[nodiscard]] static Result<Deadline> compute(const ClockRule& rule, Instant start, std::span<const DeadlineEvent> events, const Calendar& calendar,
                                                std::string_view zone, Instant now);
};

[[nodiscard]] std::string_view event_kind_name(DeadlineEventKind kind) noexcept;
[[nodiscard]] std::string_view state_name(ClockState state) noexcept;
/// {rule, kind, starts_at, state, met_at, due: {...}, moves: [{kind, at, due_before, due_after, reason, actor, approver, text{zh,en}}]}
[[nodiscard]] json::Value to_json(const Deadline& deadline);

}  // namespace amends::calendar

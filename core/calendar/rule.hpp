#pragma once
// A row of a clock pack (`tables/clocks.*.yaml`): which event starts the clock, how long it runs, what may move it, and by which law. Conditions
// stay text here (core/feel reads them). A setting that nobody reads is refused: a rule that looks enforced and is not is worse than none.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/civil.hpp"
#include "calendar/duration.hpp"
#include "calendar/reader.hpp"
#include "support/json.hpp"
#include "support/result.hpp"
#include "support/yaml.hpp"

namespace amends::calendar {

enum class DayType : std::uint8_t {
  calendar,  ///< every day counts
  working,   ///< `working` or `business` in the pack: days on which the calendar works
};

/// One way to lengthen a clock. Where the law gives neither `add` nor `max_total`, whoever approves must say how long, and it is usable once.
struct Extension {
  std::string id;                        ///< "" unless the row names it
  std::optional<Duration> add;           ///< the most that one use adds; empty: up to max_total
  std::optional<Duration> max_total;     ///< the most from the start, this extension included; empty: usable once
  std::vector<std::string> approval_by;  ///< roles of which one must approve; empty: the rule's approve_by; that empty too: any person but the asker
  std::vector<std::string> notice_to;    ///< who must all be told before the old due instant
  Bilingual when;                        ///< in which case, for the person who decides
};

/// One reason that stops a clock.
struct Suspension {
  std::string reason;                  ///< a name, such as outside_appraisal
  std::vector<std::string> notice_to;  ///< who must all be told
  Bilingual when;
};

/// One reason that starts a clock anew.
struct Restart {
  std::string reason;     ///< a name, such as new_facts
  std::string starts_at;  ///< the named event from which the new period counts
  Bilingual when;
};

struct ClockRule {
  std::string id;
  std::string kind;          ///< acknowledge, decide, reply, review, ...: one clock runs per kind
  std::string applies_when;  ///< FEEL, not read here; "" is always
  std::string start_event;   ///< the named event or fact that starts it
  std::optional<Duration> length;  ///< empty: the date is given by somebody outside (a regulator), see DeadlineEventKind::date_given
  std::optional<DayType> day_type;
  std::vector<Extension> extensions;
  std::vector<Suspension> suspensions;   ///< in the pack a list of rows, or of reasons alone
  std::vector<Restart> restarts;         ///< the same
  bool restart_allowed = false;
  std::vector<std::string> approve_by;   ///< roles that may approve a move where the move itself names none
  std::string on_breach;
  std::string instrument, article, issuer, jurisdiction, source_ref, confidence, note;
  std::optional<Date> effective_from, effective_to;  ///< both included
  std::optional<Date> verified_on;
  bool verify = true;  ///< true: the institution's counsel must confirm it before production use
  Bilingual title, plain;
  std::string place;  ///< file:line:column of the row

  /// Reads one row. Errors: `pack_invalid` with the place of the member.
  [[nodiscard]] static Result<ClockRule> from_row(const json::Value& row, const PlaceOf& place, const std::string& path = {});
  /// True when the rule is law on that local date of the start event.
  [[nodiscard]] bool in_force(Date date) const noexcept;
};

/// All rows of a clock pack in its order, without those that are `disabled: true` (an overlay takes them out so). Errors: `pack_invalid` (as from_row, and two rows with one id).
[[nodiscard]] Result<std::vector<ClockRule>> rules_from_document(const yaml::Document& pack);
[[nodiscard]] Result<std::vector<ClockRule>> rules_from_rows(const json::Array& rows, const PlaceOf& place, const std::string& path = "rows");

/// {rule, kind, length, instrument, article, issuer, effective_from, effective_to, source_ref, confidence, verified_on, verify, title, plain}: what a
/// reader of a report must see of the rule behind a date.
[[nodiscard]] json::Value basis_json(const ClockRule& rule);

}  // namespace amends::calendar

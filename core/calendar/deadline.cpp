#include "calendar/deadline.hpp"

#include <algorithm>

#include "calendar/walk.hpp"
#include "support/offset_time.hpp"

namespace amends::calendar {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); }

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out.empty() ? "none" : out;
}

/// The row of that reason, nullptr when the rule names it not.
template <class Row>
const Row* row_of(const std::vector<Row>& rows, const std::string& reason) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.reason == reason; });
  return found == rows.end() ? nullptr : &*found;
}

template <class Row>
std::string reasons_of(const std::vector<Row>& rows) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.push_back(row.reason);
  return joined(names);
}

class Computation {
 public:
  Computation(const ClockRule& rule, Instant start, const Calendar& calendar, const Zone& zone, Instant now)
      : rule_(rule), calendar_(calendar), zone_(zone), now_(now), start_(start), last_at_(start), uses_(rule.extensions.size()) {
    if (rule.length) parts_ = {*rule.length};
  }

  Result<void> take(const DeadlineEvent& event) {
    if (event.at < start_ || event.at < last_at_) return fail(ErrorCode::state, sentence(event, "comes before what was recorded earlier; give the events in order of time"), rule_.id);
    if (event.at > now_) return fail(ErrorCode::state, sentence(event, "lies in the future; record it when it has happened"), rule_.id);
    if (met_at_) return refused(event, "comes after the clock has ended at " + format_instant(*met_at_, zone_.offset_seconds(*met_at_)));
    last_at_ = event.at;
    switch (event.kind) {
      case DeadlineEventKind::extended: return moved(event, [&](Instant due) { return extend(event, due); });
      case DeadlineEventKind::suspended: return moved(event, [&](Instant due) { return suspend(event, due); });
      case DeadlineEventKind::resumed: return moved(event, [&](Instant) { return resume(event); });
      case DeadlineEventKind::restarted: return moved(event, [&](Instant due) { return restart(event, due); });
      case DeadlineEventKind::date_given: return give_date(event);
      case DeadlineEventKind::met: met_at_ = event.at; return {};
    }
    return refused(event, "is of an unknown kind");
  }

  Result<Deadline> finish() {
    Deadline out;
    out.rule = rule_.id;
    out.kind = rule_.kind;
    out.start = start_;
    const Instant end = met_at_.value_or(now_);
    AMENDS_TRY(out.due.at, due(end, &out.due.ledger));
    out.due.zone = zone_.name();
    out.due.calendar_id = calendar_.id();
    out.due.calendar_hash = calendar_.hash();
    out.met_at = met_at_;
    out.moves = std::move(moves_);
    if (met_at_) {
      out.state = is_met(*met_at_, out.due.at) ? ClockState::met : ClockState::missed;
    } else if (suspended_) {
      out.state = ClockState::suspended;
    } else {
      out.state = now_ < out.due.at ? ClockState::running : ClockState::missed;
    }
    return out;
  }

 private:
  [[nodiscard]] std::string sentence(const DeadlineEvent& event, const std::string& what) const {
    return "the event '" + std::string(event_kind_name(event.kind)) + "' of " + format_instant(event.at, zone_.offset_seconds(event.at)) + " for the clock " + rule_.id + " " + what;
  }
  [[nodiscard]] Error refused(const DeadlineEvent& event, const std::string& what) const { return fail(ErrorCode::refused, sentence(event, what), rule_.id); }

  /// The pauses as they stand when a suspension that is still open goes on until `until`.
  [[nodiscard]] std::vector<Pause> pauses_until(Instant until) const {
    auto pauses = pauses_;
    if (suspended_ && pauses.back().from < until) {
      pauses.back().to = until;
    } else if (suspended_) {
      pauses.pop_back();
    }
    return pauses;
  }

  Result<Instant> due(Instant until, std::vector<LedgerLine>* ledger) const {
    if (!rule_.length) return given_due(ledger);
    const auto pauses = pauses_until(until);
    return walk(start_, parts_, pauses, calendar_, zone_, ledger);
  }

  /// A date from outside: the ledger shows the days that it leaves.
  Result<Instant> given_due(std::vector<LedgerLine>* ledger) const {
    if (!given_) {
      return fail(ErrorCode::missing_field, "the clock " + rule_.id + " has no length and no date was given from outside; record the date, or stop the clock: a clock without a date "
                                            "would never be missed", rule_.id);
    }
    if (!ledger) return *given_;
    const Date first = zone_.date(start_), last = zone_.date(Instant{given_->us - 1});
    if (last.days - first.days > count_max(Unit::days)) return fail(ErrorCode::range, "the date given for the clock " + rule_.id + " is more than ten years away; check it", rule_.id);
    if (last > first) {
      const Duration days{last.days - first.days, Unit::days};
      AMENDS_TRY([[maybe_unused]] const auto end, walk(start_, {&days, 1}, {}, calendar_, zone_, ledger));
    } else {
      ledger->push_back({first, 0, 0, Measure::days, LineKind::start_day, {"起算当日即为外部指定的期限日", "day of the start: the date given from outside is the same day"}});
    }
    return *given_;
  }

  /// Does a move before the date and notes it with both dates.
  template <class Do>
  Result<void> moved(const DeadlineEvent& event, Do&& change) {
    if (!rule_.length) return refused(event, "is not possible: its date was given from outside and only its giver can move it");
    AMENDS_TRY(const auto before, due(event.at, nullptr));
    if (event.at >= before) return refused(event, "comes too late: the clock ended at " + format_due(before, zone_) + "; what is past cannot be moved");
    AMENDS_CHECK(change(before));
    AMENDS_TRY(const auto after, due(event.at, nullptr));
    note(event, before, after);
    return {};
  }

  void note(const DeadlineEvent& event, Instant before, Instant after) {
    const auto from = describe_due(before, zone_), to = describe_due(after, zone_);
    Move move{event.kind, event.at, before, after, event.reason, event.actor, event.approver, {}};
    switch (event.kind) {
      case DeadlineEventKind::extended:
        move.text = {"经" + event.approver + "批准延期：由" + from.zh + "延至" + to.zh, "extended, approved by " + event.approver + ": from " + from.en + " to " + to.en};
        break;
      case DeadlineEventKind::suspended:
        move.text = {"计时中止（" + event.reason + "），批准人" + event.approver, "clock stopped (" + event.reason + "), approved by " + event.approver};
        break;
      case DeadlineEventKind::resumed: move.text = {"计时恢复，期限为" + to.zh, "clock runs again, due " + to.en}; break;
      case DeadlineEventKind::restarted:
        move.text = {"因" + event.reason + "重新起算：期限由" + from.zh + "改为" + to.zh, "started anew (" + event.reason + "): from " + from.en + " to " + to.en};
        break;
      default: move.text = {"外部指定期限：" + to.zh, "date given from outside: " + to.en}; break;
    }
    moves_.push_back(std::move(move));
  }

  Result<void> check_approver(const DeadlineEvent& event, const std::vector<std::string>& roles) const {
    if (event.approver.empty()) return refused(event, "names no approver; a person must approve it");
    if (event.approver == event.actor) return refused(event, "was approved by the one who asked for it; another person must approve it");
    if (!roles.empty() && !contains(roles, event.approver_role)) return refused(event, "was approved by the role '" + event.approver_role + "'; it needs one of: " + joined(roles));
    return {};
  }

  Result<void> check_notice(const DeadlineEvent& event, const std::string& receiver, Instant due) const {
    const auto notice = std::find_if(event.notices.begin(), event.notices.end(), [&](const Notice& one) { return one.to == receiver; });
    if (notice == event.notices.end()) return refused(event, "names no notice to " + receiver + "; tell them, and record when");
    if (notice->at > now_) return refused(event, "names a notice in the future; record it when it was given");
    if (notice->at >= due) return refused(event, "names a notice to " + receiver + " after the clock had ended at " + format_due(due, zone_));
    return {};
  }

  Result<void> extend(const DeadlineEvent& event, Instant due_before) {
    std::size_t index = 0;
    while (index < rule_.extensions.size() && !event.extension.empty() && rule_.extensions[index].id != event.extension) ++index;
    if (index == rule_.extensions.size()) return refused(event, "is not possible: the rule names no extension" + (event.extension.empty() ? "" : " '" + event.extension + "'"));
    const auto& extension = rule_.extensions[index];
    if (uses_[index] > 0 && !extension.max_total) return refused(event, "is not possible: the rule allows this extension once, and it was used");
    AMENDS_CHECK(check_approver(event, extension.approval_by.empty() ? rule_.approve_by : extension.approval_by));
    for (const auto& receiver : extension.notice_to) AMENDS_CHECK(check_notice(event, receiver, due_before));
    if (event.add && extension.add && (event.add->unit != extension.add->unit || event.add->count > extension.add->count)) {
      return refused(event, "asks for " + format_duration(*event.add) + "; the rule allows " + format_duration(*extension.add) + " at most");
    }
    if (!event.add && !extension.add && !extension.max_total) return refused(event, "says no length, and the rule gives none; record how long the approver allowed");
    const auto old_parts = parts_;
    if (event.add || extension.add) {
      parts_.push_back(event.add ? *event.add : *extension.add);
    } else {
      parts_ = {*extension.max_total};
    }
    const auto checked = check_extended(event, extension, due_before);
    if (!checked) parts_ = old_parts;
    ++uses_[index];
    return checked;
  }

  Result<void> check_extended(const DeadlineEvent& event, const Extension& extension, Instant due_before) const {
    AMENDS_TRY(const auto after, due(event.at, nullptr));
    if (after <= due_before) return refused(event, "would not lengthen the clock: what the rule allows from the start is used up");
    if (!extension.max_total) return {};
    const auto pauses = pauses_until(event.at);
    AMENDS_TRY(const auto most, walk(start_, {&*extension.max_total, 1}, pauses, calendar_, zone_, nullptr));
    if (after > most) return refused(event, "would pass the most that the rule allows, " + format_duration(*extension.max_total) + " from the start (" + format_due(most, zone_) + ")");
    return {};
  }

  Result<void> suspend(const DeadlineEvent& event, Instant due_before) {
    if (suspended_) return refused(event, "is not possible: the clock already stands still");
    const auto* suspension = row_of(rule_.suspensions, event.reason);
    if (!suspension) return refused(event, "gives the reason '" + event.reason + "', which does not stop this clock; reasons that do: " + reasons_of(rule_.suspensions));
    AMENDS_CHECK(check_approver(event, rule_.approve_by));
    for (const auto& receiver : suspension->notice_to) AMENDS_CHECK(check_notice(event, receiver, due_before));
    suspended_ = true;
    pauses_.push_back({event.at, event.at, {event.reason, event.reason}});
    return {};
  }

  Result<void> resume(const DeadlineEvent& event) {
    if (!suspended_) return refused(event, "is not possible: the clock is not suspended");
    suspended_ = false;
    pauses_.back().to = event.at;
    return {};
  }

  Result<void> restart(const DeadlineEvent& event, Instant due_before) {
    if (!row_of(rule_.restarts, event.reason)) {
      return refused(event, "gives the reason '" + event.reason + "', which does not start this clock anew; reasons that do: " + reasons_of(rule_.restarts));
    }
    if (event.actor.empty()) return refused(event, "names nobody; only a person may start a legal clock anew");
    AMENDS_CHECK(check_notice(event, "complainant", due_before));
    start_ = event.at;
    parts_ = {*rule_.length};
    std::fill(uses_.begin(), uses_.end(), 0);
    return {};
  }

  Result<void> give_date(const DeadlineEvent& event) {
    if (rule_.length) return refused(event, "is not possible: the rule has a length of its own (" + format_duration(*rule_.length) + ")");
    if (!event.due) return fail(ErrorCode::missing_field, sentence(event, "names no date"), rule_.id);
    if (*event.due <= start_) return fail(ErrorCode::range, sentence(event, "gives a date that is not after the start"), rule_.id);
    const Instant before = given_.value_or(*event.due);
    given_ = *event.due;
    note(event, before, *given_);
    return {};
  }

  const ClockRule& rule_;
  const Calendar& calendar_;
  const Zone& zone_;
  Instant now_;
  Instant start_;
  Instant last_at_;
  std::vector<Duration> parts_;
  std::vector<Pause> pauses_;  ///< the last one is open while suspended_
  bool suspended_ = false;
  std::vector<int> uses_;  ///< of each extension in this period
  std::optional<Instant> given_, met_at_;
  std::vector<Move> moves_;
};

}  // namespace

Result<Deadline> Deadline::compute(const ClockRule& rule, Instant start, std::span<const DeadlineEvent> events, const Calendar& calendar, std::string_view zone_name,
                                   Instant now) {
  AMENDS_TRY(const auto zone, Zone::find(zone_name));
  Computation computation(rule, start, calendar, zone, now);
  for (const auto& event : events) AMENDS_CHECK(computation.take(event));
  return computation.finish();
}

std::string_view event_kind_name(DeadlineEventKind kind) noexcept {
  static constexpr std::string_view kNames[] = {"extended", "suspended", "resumed", "restarted", "date_given", "met"};
  return kNames[static_cast<int>(kind)];
}

std::string_view state_name(ClockState state) noexcept {
  static constexpr std::string_view kNames[] = {"running", "suspended", "met", "missed"};
  return kNames[static_cast<int>(state)];
}

json::Value to_json(const Deadline& deadline) {
  json::Object out;
  out["rule"] = deadline.rule;
  out["kind"] = deadline.kind;
  out["starts_at"] = format_instant(deadline.start);
  out["state"] = json::Value(state_name(deadline.state));
  out["met_at"] = deadline.met_at ? json::Value(format_instant(*deadline.met_at)) : json::Value(nullptr);
  out["due"] = to_json(deadline.due);
  json::Array moves;
  for (const auto& move : deadline.moves) {
    json::Object row;
    row["kind"] = json::Value(event_kind_name(move.kind));
    row["at"] = format_instant(move.at);
    row["due_before"] = format_instant(move.due_before);
    row["due_after"] = format_instant(move.due_after);
    row["reason"] = move.reason;
    row["actor"] = move.actor;
    row["approver"] = move.approver;
    row["text"] = to_json(move.text);
    moves.push_back(std::move(row));
  }
  out["moves"] = std::move(moves);
  return out;
}

}  // namespace amends::calendar

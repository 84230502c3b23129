#include "calendar/walk.hpp"

#include <algorithm>

namespace amends::calendar {
namespace {

/// The last local day that clocks may reach.
Date last_day_of_zone_rules() noexcept {
  static const Date last{static_cast<std::int32_t>(days_from_civil(kZoneYearLast, 12, 31))};
  return last;
}

Error beyond_zone_rules() {
  return fail(ErrorCode::range, "this clock would end after the year " + std::to_string(kZoneYearLast) +
                                    ", where the zone files of the machine end; check the start and the length");
}

/// The pause in force at the very end of a day, nullptr when the clock ran then.
const Pause* pause_at_end(std::span<const Pause> pauses, Instant day_end) {
  for (const auto& pause : pauses) {
    if (pause.from < day_end && pause.to >= day_end) return &pause;
  }
  return nullptr;
}

bool pause_covers(std::span<const Pause> pauses, Instant at) {
  return std::any_of(pauses.begin(), pauses.end(), [&](const Pause& pause) { return pause.from <= at && at < pause.to; });
}

/// Calls `take(from, to)` for the parts of [from, to) outside the pauses, until it answers true. Answers whether it did.
template <class Take>
bool each_running(Instant from, Instant to, std::span<const Pause> pauses, Take&& take) {
  for (const auto& pause : pauses) {
    if (pause.to <= from) continue;
    if (pause.from >= to) break;
    if (pause.from > from && take(from, pause.from)) return true;
    from = pause.to;
    if (from >= to) return false;
  }
  return from < to && take(from, to);
}

Bilingual working_reason(const Calendar& calendar, Date date, bool counted) {
  auto reason = calendar.reason(date);
  reason.zh += counted ? "，计入" : "，不计入";
  reason.en += counted ? ": counted" : ": not counted";
  return reason;
}

LineKind working_kind(DayKind kind) {
  switch (kind) {
    case DayKind::working: return LineKind::working_day;
    case DayKind::make_up: return LineKind::make_up_day;
    case DayKind::weekend: return LineKind::weekend;
    case DayKind::holiday: break;
  }
  return LineKind::holiday;
}

/// A calendar day counts whatever it is; a holiday is named, because readers expect it to stop the clock.
Bilingual calendar_reason(const Calendar& calendar, Date date) {
  const auto weekday = weekday_of(date);
  if (calendar.covers(date) && calendar.kind(date) == DayKind::holiday) {
    const auto holiday = calendar.reason(date);
    return {"自然日，" + holiday.zh + "照常计入", "calendar day: counted although " + holiday.en + " is a holiday"};
  }
  return {"自然日（" + std::string(weekday_zh(weekday)) + "），计入", "calendar day (" + std::string(weekday_en(weekday)) + "): counted"};
}

Bilingual suspended_reason(const Pause& pause) { return {"计时中止：" + pause.reason.zh + "，不计入", "clock stopped: " + pause.reason.en + ", not counted"}; }

class Walker {
 public:
  Walker(Instant start, std::span<const Pause> pauses, const Calendar& calendar, const Zone& zone, std::vector<LedgerLine>* ledger)
      : at_(start), day_(zone.date(start)), pauses_(pauses), calendar_(calendar), zone_(zone), ledger_(ledger) {}

  Result<void> part(Duration duration) {
    const auto measure = ends_at_midnight(duration.unit) ? Measure::days : Measure::microseconds;
    if (measure != measure_) running_ = 0;
    measure_ = measure;
    if (ledger_ && measure == Measure::days && ledger_->empty()) {
      add(day_, 0, LineKind::start_day, {"起算当日不计入，次日为第1天", "day of the start: not counted, day 1 is the next day"});
    }
    if (day_ > limit_) return beyond_zone_rules();
    switch (duration.unit) {
      case Unit::seconds:
      case Unit::minutes:
      case Unit::hours: AMENDS_CHECK(elapsed(time_us(duration))); break;
      case Unit::working_hours: AMENDS_CHECK(working_time(time_us(duration))); break;
      case Unit::working_days: AMENDS_CHECK(days(duration.count, true)); break;
      case Unit::days: AMENDS_CHECK(days(duration.count, false)); break;
      case Unit::weeks: AMENDS_CHECK(days(duration.count * 7, false)); break;
      case Unit::months: AMENDS_CHECK(days(plus_months(day_, static_cast<std::int32_t>(duration.count)).days - day_.days, false)); break;
    }
    return {};
  }

  [[nodiscard]] Instant at() const noexcept { return at_; }

 private:
  void add(Date date, std::int64_t counted, LineKind kind, Bilingual reason) {
    running_ += counted;
    ledger_->push_back({date, counted, running_, measure_, kind, std::move(reason)});
  }

  /// Counts local days after day_; ends at the midnight that ends the last.
  Result<void> days(std::int64_t count, bool working_only) {
    Date date = day_;
    // Nothing to look at on the way: the last day is known.
    if (!working_only && pauses_.empty() && !ledger_) {
      date = plus_days(date, static_cast<std::int32_t>(count));
      count = 0;
    }
    while (count > 0) {
      date = plus_days(date, 1);
      if (date > limit_) return beyond_zone_rules();
      if (working_only && !calendar_.covers(date)) return calendar_.missing(date);
      if (working_only && !calendar_.works(date)) {
        if (ledger_) add(date, 0, working_kind(calendar_.kind(date)), working_reason(calendar_, date, false));
        continue;
      }
      const auto* pause = pauses_.empty() ? nullptr : pause_at_end(pauses_, zone_.day_start(plus_days(date, 1)));
      if (pause) {
        if (ledger_) add(date, 0, LineKind::suspended, suspended_reason(*pause));
        continue;
      }
      --count;
      if (!ledger_) continue;
      if (working_only) {
        add(date, 1, working_kind(calendar_.kind(date)), working_reason(calendar_, date, true));
      } else {
        add(date, 1, LineKind::calendar_day, calendar_reason(calendar_, date));
      }
    }
    day_ = date;
    if (day_ > limit_) return beyond_zone_rules();
    at_ = zone_.day_start(plus_days(day_, 1));
    return {};
  }

  Result<void> elapsed(std::int64_t budget_us) {
    if (!ledger_ && pauses_.empty()) {
      at_.us += budget_us;
      day_ = zone_.date(at_);
      if (day_ > limit_) return beyond_zone_rules();
      return {};
    }
    Date date = zone_.date(at_);
    Instant from = at_;
    bool done = budget_us == 0 && !pause_covers(pauses_, at_);
    while (!done) {
      if (date > limit_) return beyond_zone_rules();
      const Instant end = zone_.day_start(plus_days(date, 1));
      std::int64_t counted = 0;
      done = each_running(from, end, pauses_, [&](Instant run_from, Instant run_to) { return take(run_from, run_to, budget_us, counted); });
      if (ledger_) add_time(date, counted, end, LineKind::elapsed, {"按实际时间连续计算", "elapsed time: counted"});
      from = end;
      if (!done) date = plus_days(date, 1);
    }
    day_ = date;
    return {};
  }

  Result<void> working_time(std::int64_t budget_us) {
    Date date = zone_.date(at_);
    const Instant start = at_;
    bool done = false;
    while (!done) {
      if (date > limit_) return beyond_zone_rules();
      if (!calendar_.covers(date)) return calendar_.missing(date);
      std::int64_t counted = 0;
      for (const auto& slot : calendar_.working_time(date)) {
        const Instant from = std::max(start, zone_.instant({date, slot.from_minute * 60'000'000LL}));
        const Instant to = zone_.instant({date, slot.to_minute * 60'000'000LL});
        done = each_running(from, to, pauses_, [&](Instant run_from, Instant run_to) { return take(run_from, run_to, budget_us, counted); });
        if (done) break;
      }
      if (ledger_) add_working_time(date, counted);
      if (!done) date = plus_days(date, 1);
    }
    day_ = date;
    return {};
  }

  /// Uses up the budget in [from, to); true when it is used up, with at_ at that instant.
  bool take(Instant from, Instant to, std::int64_t& budget_us, std::int64_t& counted) {
    const std::int64_t used = std::min(budget_us, to.us - from.us);
    budget_us -= used;
    counted += used;
    if (budget_us > 0) return false;
    at_ = {from.us + used};
    return true;
  }

  void add_time(Date date, std::int64_t counted, Instant end, LineKind kind, Bilingual reason) {
    const auto* pause = counted == 0 ? pause_at_end(pauses_, end) : nullptr;
    if (pause) {
      add(date, 0, LineKind::suspended, suspended_reason(*pause));
    } else {
      add(date, counted, kind, std::move(reason));
    }
  }

  void add_working_time(Date date, std::int64_t counted) {
    if (!calendar_.works(date)) {
      add(date, 0, working_kind(calendar_.kind(date)), working_reason(calendar_, date, false));
      return;
    }
    auto reason = calendar_.reason(date);
    const auto hours = format_slots(calendar_.working_time(date));
    if (counted == 0) {
      reason.zh += "，工作时间 " + hours + " 已过，不计入";
      reason.en += ", working hours " + hours + ": none left, not counted";
    } else {
      reason.zh += "，工作时间 " + hours + "，计入";
      reason.en += ", working hours " + hours + ": counted";
    }
    add_time(date, counted, zone_.day_start(plus_days(date, 1)), counted == 0 ? LineKind::no_time : LineKind::working_time, std::move(reason));
  }

  Instant at_;
  Date day_;  ///< the local day from which the next day-counting part counts
  std::span<const Pause> pauses_;
  const Calendar& calendar_;
  const Zone& zone_;
  std::vector<LedgerLine>* ledger_;
  const Date limit_ = last_day_of_zone_rules();
  std::int64_t running_ = 0;
  Measure measure_ = Measure::days;
};

}  // namespace

Result<Instant> walk(Instant start, std::span<const Duration> parts, std::span<const Pause> pauses, const Calendar& calendar, const Zone& zone,
                     std::vector<LedgerLine>* ledger) {
  Walker walker(start, pauses, calendar, zone, ledger);
  for (const auto& part : parts) AMENDS_CHECK(walker.part(part));
  return walker.at();
}

Result<std::int64_t> consumed(Instant start, Instant until, Unit unit, std::span<const Pause> pauses, const Calendar& calendar, const Zone& zone) {
  if (until <= start) return std::int64_t{0};
  std::int64_t sum = 0;
  const auto count = [&](Instant from, Instant to) {
    sum += to.us - from.us;
    return false;
  };
  if (is_elapsed(unit)) {
    each_running(start, until, pauses, count);
    return sum;
  }
  const Date first = zone.date(start), last = zone.date(until);
  if (last.days - first.days > kConsumedDaysMax) return fail(ErrorCode::range, "the span of this clock is longer than 40000 days; check its start");
  const bool by_time = unit == Unit::working_hours;
  for (Date date = by_time ? first : plus_days(first, 1); date <= last; date = plus_days(date, 1)) {
    const bool working = needs_calendar(unit);
    const Instant end = by_time ? until : zone.day_start(plus_days(date, 1));
    if (!by_time && end > until) break;
    if (working && !calendar.covers(date)) return calendar.missing(date);
    if (working && !calendar.works(date)) continue;
    if (!by_time) {
      sum += pause_at_end(pauses, end) ? 0 : 1;
      continue;
    }
    for (const auto& slot : calendar.working_time(date)) {
      const Instant from = std::max(start, zone.instant({date, slot.from_minute * 60'000'000LL}));
      const Instant to = std::min(until, zone.instant({date, slot.to_minute * 60'000'000LL}));
      each_running(from, to, pauses, count);
    }
  }
  return sum;
}

}  // namespace amends::calendar

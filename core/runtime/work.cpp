// Timers at their time, and recovery of turns that a crash cut.
#include <algorithm>
#include <map>
#include <set>

#include "runtime/handover/acts.hpp"
#include "runtime/handover/server.hpp"
#include "runtime/handover/socket.hpp"
#include "runtime/internal.hpp"
#include "runtime/projection.hpp"
#include "runtime/schedule.hpp"

namespace amends::runtime {
namespace {

constexpr std::int32_t kAttemptsMax = 3;  ///< a turn that took the process down so often is parked
constexpr std::int64_t kDueMax = 1'024;             ///< due timers that are put in line at a time
constexpr std::int64_t kTurnsBetweenLooks = 256;    ///< turns before the line is made anew
constexpr std::int64_t kStopSeenUs = 1'000'000;     ///< a signal is seen after a second at the latest

}  // namespace

Runtime::Lot Runtime::lot_of(const std::string& definition_hash) {
  const auto definition = definition_by_hash(definition_hash);
  return definition ? Lot{(*definition)->name(), (*definition)->work()} : Lot{definition_hash, {}};
}

Result<std::int64_t> Runtime::fire_timers(std::optional<Instant> now) {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  const auto until = now.value_or(clock_->now());
  if (clock_->now() < until)
    return fail(ErrorCode::range, "the instant " + format_instant(until) + " lies in the future, and a timer never fires before its time; a virtual clock (--now, now=) moves the present");
  if (relay_) return 0;
  AMENDS_TRY(const auto fired, fire_due(until, {}));
  return fired.count;
}

Result<Runtime::Fired> Runtime::fire_due(Instant until, const std::function<bool()>& stop) {
  Fired out;
  for (auto limit = kDueMax; true;) {
    AMENDS_TRY(auto due, store_->timers_due(until, limit));
    if (due.empty()) return out;
    const bool all = static_cast<std::int64_t>(due.size()) < limit;
    std::map<std::string, Lot> lots;
    for (const auto& timer : due)
      if (!lots.contains(timer.definition_hash)) lots.emplace(timer.definition_hash, lot_of(timer.definition_hash));
    std::stable_sort(due.begin(), due.end(), [&](const store::TimerRow& a, const store::TimerRow& b) {
      return place_in_line(a.due_at, lots.at(a.definition_hash).work, is_legal_timer(a.id)) < place_in_line(b.due_at, lots.at(b.definition_hash).work, is_legal_timer(b.id));
    });
    const auto before = out.count;
    std::int64_t tried = 0;
    out.held_until.reset();
    for (const auto& timer : due) {
      if (stop && stop()) return out;
      if (tried >= kTurnsBetweenLooks) break;  // what has come due meanwhile has its place in line too
      const auto& lot = lots.at(timer.definition_hash);
      if (!is_legal_timer(timer.id) && !schedule_->may_begin(lot.workflow, lot.work, until)) {
        const auto next = schedule_->next_begin(lot.workflow, lot.work, until);
        if (!out.held_until || next < *out.held_until) out.held_until = next;
        continue;
      }
      ++tried;
      AMENDS_TRY(const bool fired, fire_one(timer, until));
      if (fired) ++out.count;
    }
    if (out.count > before) {
      limit = kDueMax;
    } else if (out.held_until && !all) {
      limit *= 4;  // behind those that a rate holds back there may be others
    } else if (tried < kTurnsBetweenLooks) {
      return out;
    } else {
      return fail(ErrorCode::corrupt, "timers are listed that no case has; run `amends verify`");
    }
  }
}

Result<bool> Runtime::fire_one(const store::TimerRow& timer, Instant until) {
  for (int attempt = 0; attempt < kConflictRetriesMax; ++attempt) {
    // An overdue timer fires at the present instant; its own due time is recorded beside it.
    AMENDS_TRY(auto turn, begin(timer.case_id, until));
    if (!turn.state().timers().contains(timer.id)) return false;  // gone with an earlier timer of this batch
    if (turn.state().suspension() && !is_legal_timer(timer.id)) return false;
    if (auto ok = turn.fire_timer(timer.id, timer.due_at); !ok) {
      log(LogLevel::warn, timer.case_id, "the timer " + timer.id + " could not fire: " + ok.error().text());
      return std::move(ok).error();
    }
    auto done = finish(turn);
    if (!done && done.error().code == ErrorCode::conflict) continue;
    AMENDS_CHECK(std::move(done));
    return true;
  }
  return false;
}

Result<std::int64_t> Runtime::recover() {
  AMENDS_TRY(const auto recovered, recover_cut({}));
  return recovered.count;
}

Result<Runtime::Fired> Runtime::recover_cut(const std::function<bool()>& stop) {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  if (relay_) return Fired{};
  AMENDS_TRY(auto rows, store_->unfinished_turns());
  store::CaseFilter stranded;
  stranded.status = "stranded";
  stranded.limit = 1'000'000;
  AMENDS_TRY(auto others, store_->cases(stranded));
  rows.insert(rows.end(), others.begin(), others.end());
  std::map<std::string, Lot> lots;
  for (const auto& row : rows)
    if (!lots.contains(row.definition_hash)) lots.emplace(row.definition_hash, lot_of(row.definition_hash));
  // Of one priority they keep their order, the oldest case first.
  if (lots.size() > 1)
    std::stable_sort(rows.begin(), rows.end(), [&](const store::CaseRow& a, const store::CaseRow& b) {
      return place_in_line(a.changed_at, lots.at(a.definition_hash).work, false) < place_in_line(b.changed_at, lots.at(b.definition_hash).work, false);
    });
  Fired out;
  const auto now = clock_->now();
  for (const auto& row : rows) {
    if (stop && stop()) return out;
    const auto& lot = lots.at(row.definition_hash);
    if (!schedule_->may_begin(lot.workflow, lot.work, now)) {
      const auto next = schedule_->next_begin(lot.workflow, lot.work, now);
      if (!out.held_until || next < *out.held_until) out.held_until = next;
      continue;
    }
    if (row.status == "running") {
      // Counted before it runs: a case that takes the process down does so three times at most.
      AMENDS_TRY(const auto attempts, store_->count_attempt(row.id));
      if (attempts > kAttemptsMax) {
        AMENDS_CHECK(quarantine(row.id, attempts));
        continue;
      }
    }
    AMENDS_TRY(auto turn, begin(row.id));
    turn.recover();
    AMENDS_CHECK(finish(turn));
    ++out.count;
  }
  AMENDS_TRY(const auto dated, date_again());
  out.count += dated;
  return out;
}

/// Parks the steps that run in a case which took the process down again and again.
Result<void> Runtime::quarantine(const std::string& case_id, std::int32_t attempts) {
  AMENDS_TRY(auto turn, begin(case_id));
  const auto tokens = turn.state().flow().tokens;
  for (const auto& token : tokens)
    if (token.state == flow::TokenState::running) {
      const auto& step = turn.state().definition().step(token.step);
      AMENDS_CHECK(turn.happen(kinds::stage_failed,
                               json::Object{{"step", step.name}, {"visit", token.visit}, {"stage", step.stage}, {"attempt", attempts}, {"code", "internal"},
                                            {"message", kTookTheProcessDown}, {"retryable", false}},
                               kSystem));
    }
  AMENDS_CHECK(finish(turn));
  log(LogLevel::error, case_id, "parked: the process ended three times while it ran");
  return {};
}

Result<std::int64_t> Runtime::date_again() {
  std::set<std::string> current;
  for (const auto& calendar : environment_.clock_rules->calendars()) current.insert(calendar->hash());
  AMENDS_TRY(const auto hashes, store_->counts(kCalendarMissing));
  std::int64_t dated = 0;
  for (const auto& [hash, count] : hashes) {
    if (current.contains(hash)) continue;  // the same pack: nothing new
    store::CaseFilter filter;
    filter.attributes.emplace_back(std::string(kCalendarMissing), hash);
    filter.limit = count;
    AMENDS_TRY(const auto rows, store_->cases(filter));
    for (const auto& row : rows) {
      AMENDS_TRY(auto turn, begin(row.id));
      AMENDS_CHECK(turn.retry_dates());
      if (!turn.has_events()) continue;
      AMENDS_CHECK(finish(turn));
      ++dated;
    }
  }
  return dated;
}

void Runtime::wake() { wake_->happened.set(); }

bool Runtime::open_to_others() {
  if (others_) return true;
  if (!store_ || relay_ || options_.read_only) return false;
  auto server = handover::Server::start({.path = handover::socket_path(options_.database),
                                         .perform = [this](const handover::Request& request) { return handover::perform(*this, request); },
                                         .thread_scope = options_.thread_scope});
  if (server) others_ = *std::move(server);
  else log(LogLevel::error, "", "other processes cannot hand acts over to this one: " + server.error().text());
  return others_ != nullptr;
}

void Runtime::close_to_others() { others_.reset(); }

Result<void> Runtime::wait_for_work(std::int64_t most_us, std::span<const std::string> kinds) {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  auto wait_us = std::clamp<std::int64_t>(most_us, 0, kStopSeenUs);
  const auto until = [&](const std::optional<Instant>& next) {
    if (next) wait_us = std::min(wait_us, std::max<std::int64_t>(0, next->us - clock_->now().us));
  };
  AMENDS_TRY(const auto timer, store_->next_timer());
  until(timer);
  for (const auto& kind : kinds) {
    AMENDS_TRY(const auto message, store_->next_outbox(kind));
    until(message);
  }
  return rest(wait_us);
}

Result<void> Runtime::rest(std::int64_t wait_us) {
  AMENDS_TRY(const auto alarm, Alarm::make(Alarm::Of::another_clock));
  alarm.set(Instant{wait_us}, Instant{0});
  wait_for_any({wake_->happened.descriptor(), alarm.descriptor()});
  wake_->happened.clear();
  return {};
}

Result<void> Runtime::work(const std::function<bool()>& stop, int stopping) {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  if (relay_ || options_.read_only) return fail(ErrorCode::state, "only the process that writes the journal works on it; open it for writing while no other holds it");
  AMENDS_TRY(const auto alarm, Alarm::make(options_.clock ? Alarm::Of::another_clock : Alarm::Of::machine));
  struct Closing {
    Runtime& runtime;
    ~Closing() { runtime.close_to_others(); }
  } closing{*this};
  bool recovers = true, opened = false;
  while (!stop()) {
    Fired recovered;
    if (recovers) {
      AMENDS_TRY(recovered, recover_cut(stop));
      if (recovered.count > 0) log(LogLevel::info, "", "went on with " + std::to_string(recovered.count) + " cases after the last stop");
      recovers = recovered.held_until.has_value();
      if (stop()) break;
    }
    if (!std::exchange(opened, true)) open_to_others();
    AMENDS_TRY(const auto fired, fire_due(clock_->now(), stop));
    if (fired.count > 0) log(LogLevel::info, "", std::to_string(fired.count) + " timers fired");
    if (stop()) break;
    std::optional<Instant> next;
    const auto until = [&](Instant at) { next = next ? std::min(*next, at) : at; };
    for (const auto& held : {recovered.held_until, fired.held_until})
      if (held) until(*held);
    AMENDS_TRY(const auto timer, store_->next_timer());
    if (timer && !fired.held_until) until(*timer);  // while a rate holds timers back, the next of them is long due
    alarm.set(next, clock_->now());
    wait_for_any({wake_->happened.descriptor(), alarm.descriptor(), stopping});
    wake_->happened.clear();  // before the next look, so that what happens from here on is seen
  }
  return {};
}

}  // namespace amends::runtime

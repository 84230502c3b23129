// Timers at their time, and recovery of turns that a crash cut.
#include <algorithm>
#include <chrono>
#include <set>

#include "runtime/internal.hpp"
#include "runtime/projection.hpp"

namespace amends::runtime {
namespace {

constexpr std::int32_t kAttemptsMax = 3;  ///< a turn that took the process down so often is parked

}  // namespace

Result<std::int64_t> Runtime::fire_timers(std::optional<Instant> now) {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  const auto until = now.value_or(clock_->now());
  if (clock_->now() < until)
    return fail(ErrorCode::range, "the instant " + format_instant(until) + " lies in the future, and a timer never fires before its time; a virtual clock (--now, now=) moves the present");
  std::int64_t fired = 0;
  while (true) {
    constexpr std::int64_t kBatch = 256;
    AMENDS_TRY(const auto due, store_->timers_due(until, kBatch));
    if (due.empty()) return fired;
    std::int64_t before = fired;
    for (const auto& timer : due) {
      for (int attempt = 0; attempt < kConflictRetriesMax; ++attempt) {
        // An overdue timer fires at the present instant; its own due time is recorded beside it.
        AMENDS_TRY(auto turn, begin(timer.case_id, until));
        if (!turn.state().timers().contains(timer.id)) break;  // gone with an earlier timer of this batch
        if (auto ok = turn.fire_timer(timer.id, timer.due_at); !ok) {
          log(LogLevel::warn, timer.case_id, "the timer " + timer.id + " could not fire: " + ok.error().text());
          return std::move(ok).error();
        }
        auto done = finish(turn);
        if (!done && done.error().code == ErrorCode::conflict) continue;
        AMENDS_CHECK(std::move(done));
        ++fired;
        break;
      }
    }
    if (fired == before && static_cast<std::int64_t>(due.size()) < kBatch) return fired;
    if (fired == before) return fail(ErrorCode::corrupt, "timers are listed that no case has; run `amends verify`");
  }
}

Result<std::int64_t> Runtime::recover() {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  AMENDS_TRY(auto rows, store_->unfinished_turns());
  store::CaseFilter stranded;
  stranded.status = "stranded";
  stranded.limit = 1'000'000;
  AMENDS_TRY(auto others, store_->cases(stranded));
  rows.insert(rows.end(), others.begin(), others.end());
  std::int64_t went_on = 0;
  for (const auto& row : rows) {
    if (row.status == "running") {
      // Counted before it runs: a case that takes the process down does so three times at most.
      AMENDS_TRY(const auto attempts, store_->count_attempt(row.id));
      if (attempts > kAttemptsMax) {
        AMENDS_TRY(auto turn, begin(row.id));
        const auto tokens = turn.state().flow().tokens;
        for (const auto& token : tokens)
          if (token.state == flow::TokenState::running) {
            const auto& step = turn.state().definition().step(token.step);
            AMENDS_CHECK(turn.happen(kinds::stage_failed,
                                     json::Object{{"step", step.name}, {"visit", token.visit}, {"stage", step.stage}, {"attempt", attempts}, {"code", "internal"},
                                                  {"message", kTookTheProcessDown}, {"retryable", false}},
                                     "system"));
          }
        AMENDS_CHECK(finish(turn));
        log(LogLevel::error, row.id, "parked: the process ended three times while it ran");
        continue;
      }
    }
    AMENDS_TRY(auto turn, begin(row.id));
    turn.recover();
    AMENDS_CHECK(finish(turn));
    ++went_on;
  }
  AMENDS_TRY(const auto dated, date_again());
  return went_on + dated;
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

void Runtime::wake() {
  {
    const std::lock_guard lock(wake_->mutex);
    wake_->set = true;
  }
  wake_->changed.notify_all();
}

Result<void> Runtime::work(const std::function<bool()>& stop) {
  AMENDS_TRY(const auto recovered, recover());
  if (recovered > 0) log(LogLevel::info, "", "went on with " + std::to_string(recovered) + " cases after the last stop");
  while (!stop()) {
    AMENDS_TRY(const auto fired, fire_timers());
    if (fired > 0) log(LogLevel::info, "", std::to_string(fired) + " timers fired");
    AMENDS_TRY(const auto next, store_->next_timer());
    std::unique_lock lock(wake_->mutex);
    // At most a second, so that `stop` (a signal) is seen; a new earlier timer wakes us at once.
    auto wait = std::chrono::microseconds(1'000'000);
    if (next) wait = std::min(wait, std::chrono::microseconds(std::max<std::int64_t>(0, next->us - clock_->now().us)));
    wake_->changed.wait_for(lock, wait, [&] { return wake_->set; });
    wake_->set = false;
  }
  return {};
}

}  // namespace amends::runtime

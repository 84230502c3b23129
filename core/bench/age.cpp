#include "bench/age.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <ctime>
#include <optional>

#include "bench/eight_steps.hpp"
#include "runtime/runtime.hpp"

namespace amends::bench {
namespace {

constexpr std::int64_t kYoungStep = 10;  ///< the step of a young case that is measured
constexpr std::int64_t kWindow = 1'000;  ///< cases at the beginning and at the end of a file that are measured

/// CPU time of the whole process: neither another program nor the disk counts.
double cpu_us() {
  std::timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

const runtime::Actor kBy{"bench", "handler", "", {}};

/// A person answers, a stage runs, and so on for ever.
constexpr const char* kRounds = "workflow: rounds\nversion: 1.0.0\ntitle: {zh: 往返, en: Rounds}\nsteps:\n  - ask: {human: {role: handler, form: officer_decision}}\n  - work: {stage: bench.crc, go: ask}\n";
/// A stage, and a person with a deadline.
constexpr const char* kWaits = "workflow: waits\nversion: 1.0.0\ntitle: {zh: 等待, en: Waits}\nsteps:\n  - work: {stage: bench.crc}\n  - ask: {human: {role: handler, form: officer_decision, escalate: [{after: 3d, to: supervisor}]}}\n";

Result<void> answer(runtime::Runtime& runtime, const std::string& id, std::int64_t round) {
  AMENDS_CHECK(runtime.answer(id, "ask#" + std::to_string(round), json::Object{{"decision", "upheld"}, {"findings", "a"}, {"basis", "b"}, {"reason", "c"}}, kBy));
  return {};
}

Result<void> submit_waiting(runtime::Runtime& runtime, std::int64_t first, std::int64_t count) {
  std::int64_t next = 0;
  std::optional<Error> refused;
  const auto record = [&]() -> std::optional<json::Value> {
    if (next == count) return std::nullopt;
    return record_of(Shape::text, first + next++);
  };
  AMENDS_CHECK(runtime.submit_many("waits", record, [](std::int64_t, const runtime::Submitted&) {}, [&](std::int64_t, const Error& error) { refused = error; }, {}));
  if (refused) return *refused;
  return {};
}

/// Every row that the journal keeps of its cases, read by a plain statement.
Result<std::int64_t> read_rows(const std::string& database) {
  sqlite3* db = nullptr;
  if (sqlite3_open_v2(database.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) return fail(ErrorCode::io, "the benchmark's database cannot be read", database);
  std::int64_t rows = 0;
  for (const auto* table : {"case_row", "task", "timer", "wait", "attribute", "event"}) {
    sqlite3_stmt* all = nullptr;
    if (sqlite3_prepare_v2(db, ("SELECT * FROM " + std::string(table)).c_str(), -1, &all, nullptr) != SQLITE_OK) return fail(ErrorCode::io, sqlite3_errmsg(db), database);
    while (sqlite3_step(all) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(all); ++i) rows += sqlite3_column_bytes(all, i) >= 0 ? 0 : 1;
      ++rows;
    }
    sqlite3_finalize(all);
  }
  sqlite3_close(db);
  return rows;
}

}  // namespace

Result<Growth> measure_case_age(const std::string& root, const std::string& folder, const AgeOptions& options) {
  AMENDS_TRY(const auto runtime, open_runtime(root, folder + "/age.db", false));
  AMENDS_CHECK(runtime->deploy_text(kRounds, "rounds.yaml"));
  AMENDS_TRY(const auto old, runtime->submit("rounds", record_of(Shape::text, 0)));
  std::int64_t round = 1;
  for (; round <= options.steps / 2; ++round) AMENDS_CHECK(answer(*runtime, old.case_id, round));
  const auto timed = [&](const std::string& id, std::int64_t at, std::vector<double>& into) -> Result<void> {
    const auto begun = cpu_us();
    AMENDS_CHECK(answer(*runtime, id, at));
    into.push_back((cpu_us() - begun) / 2);
    return {};
  };
  std::vector<double> young, grown;
  for (std::int64_t i = 0; i < options.times; ++i) {
    AMENDS_TRY(const auto one, runtime->submit("rounds", record_of(Shape::text, i + 1)));
    for (std::int64_t step = 1; step < kYoungStep / 2; ++step) AMENDS_CHECK(answer(*runtime, one.case_id, step));
    AMENDS_CHECK(timed(one.case_id, kYoungStep / 2, young));
    AMENDS_CHECK(timed(old.case_id, round++, grown));
  }
  return Growth{"step", "一步：案件第 " + std::to_string(kYoungStep) + " 步与第 " + std::to_string(options.steps) + " 步", "a step: number " + std::to_string(kYoungStep) + " of a case and number " + std::to_string(options.steps),
                median(std::move(young)), median(std::move(grown)), 1.2};
}

Result<Growth> measure_file_size(const std::string& root, const std::string& folder, const AgeOptions& options) {
  AMENDS_TRY(const auto runtime, open_runtime(root, folder + "/file.db", false));
  AMENDS_CHECK(runtime->deploy_text(kWaits, "waits.yaml"));
  std::int64_t number = 0;
  // By the median of tenths of the window: a checkpoint of the -wal falls into one of them.
  const auto window = [&]() -> Result<double> {
    std::vector<double> tenths;
    for (int i = 0; i < 10; ++i) {
      const auto begun = cpu_us();
      AMENDS_CHECK(submit_waiting(*runtime, number, kWindow / 10));
      tenths.push_back((cpu_us() - begun) / (kWindow / 10));
      number += kWindow / 10;
    }
    return median(std::move(tenths));
  };
  AMENDS_TRY(const auto warm_up, window());
  (void)warm_up;
  AMENDS_TRY(const auto first, window());
  if (const auto between = options.cases - number - kWindow; between > 0) {
    AMENDS_CHECK(submit_waiting(*runtime, number, between));
    number += between;
  }
  AMENDS_TRY(const auto last, window());
  return Growth{"file", "一案：文件中有 2000 案与 " + std::to_string(number) + " 案", "a case: with 2,000 in the file and with " + std::to_string(number), first, last, 1.3};
}

Result<Growth> measure_recovery(const std::string& root, const std::string& folder, const AgeOptions& options) {
  const auto database = folder + "/recovery.db";
  {
    AMENDS_TRY(const auto runtime, open_runtime(root, database, false));
    AMENDS_CHECK(runtime->deploy_text(kWaits, "waits.yaml"));
    AMENDS_CHECK(submit_waiting(*runtime, 0, options.waiting));
  }
  // The packs and stages are read whatever the file holds: that part is measured over an empty one and taken off.
  std::vector<double> empty, full, rows;
  for (int i = 0; i < 5; ++i) {
    const auto up = [&](const std::string& file, std::vector<double>& into) -> Result<void> {
      const auto begun = cpu_us();
      AMENDS_TRY(const auto runtime, open_runtime(root, file, false));
      AMENDS_TRY(const auto recovered, runtime->recover());
      AMENDS_TRY(const auto fired, runtime->fire_timers());
      into.push_back(cpu_us() - begun);
      if (recovered != 0 || fired != 0) return fail(ErrorCode::internal, "the cases of the benchmark were to wait");
      return {};
    };
    AMENDS_CHECK(up(folder + "/empty.db", empty));
    AMENDS_CHECK(up(database, full));
    const auto begun = cpu_us();
    AMENDS_TRY(const auto read, read_rows(database));
    rows.push_back(cpu_us() - begun);
    if (read < options.waiting) return fail(ErrorCode::internal, "the rows of the benchmark's cases are not there");
  }
  const auto over = std::max(0.0, median(std::move(full)) - median(std::move(empty)));
  return Growth{"recovery", "启动：读出 " + std::to_string(options.waiting) + " 个等待中案件的行与恢复", "coming up: reading the rows of " + std::to_string(options.waiting) + " waiting cases and recovering them", median(std::move(rows)), over, 2.0};
}

}  // namespace amends::bench

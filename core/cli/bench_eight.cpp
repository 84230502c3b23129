// amends bench eight: the engine beside a hand-written program that stores the same rows, in turns, in one invocation.
//
// Each measured run is a child process of its own, so that CPU time and peak memory are its own and no cache is shared. Three comparisons with the
// same commits on both sides:
//   grouped   1 commit per 100 cases   (all 8 steps of 100 cases in one commit)
//   by step   9 commits per 100 cases  (the start and each of the 8 steps of 100 cases)
//   per step  9 commits per case
// The floor does the same work of the stages (CRC-32 of the record, a 300-byte answer) and writes the same tables and row widths with constants for
// hashes and salts; it has no JSON, no chain, no state machine. The minimal floor writes 8 result rows and a case row and nothing else.
// Bytes a case are what the file grew by: the same run without a case is taken off, on each side.
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>

#include "bench/eight_steps.hpp"
#include "cli/context.hpp"

namespace amends::cli {
namespace {

namespace fs = std::filesystem;

using bench::answer_for;
using bench::kSteps;
using bench::record_of;
using bench::Shape;

constexpr std::size_t kGroup = 100;

// ---- the floors -------------------------------------------------------------------------------------------------------------------------

void must(int code, sqlite3* db) {
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) throw std::runtime_error(std::string("the floor's database failed: ") + sqlite3_errmsg(db));
}

/// A hand-written writer with prepared statements: the same tables, columns and widths as the journal, constants for what the journal computes.
class Floor {
 public:
  Floor(const std::string& path, bool minimal) : minimal_(minimal) {
    must(sqlite3_open(path.c_str(), &db_), db_);
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8192; PRAGMA wal_autocheckpoint=1000;");
    if (minimal) {
      run("CREATE TABLE case_row(no INTEGER PRIMARY KEY, record TEXT); CREATE TABLE result(n INTEGER PRIMARY KEY, case_no INTEGER, step INTEGER, payload TEXT);");
      case_ = prepare("INSERT INTO case_row VALUES(?1,?2)");
      event_ = prepare("INSERT INTO result(case_no,step,payload) VALUES(?1,?2,?3)");
    } else {
      run("CREATE TABLE case_row(no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workflow INTEGER NOT NULL, definition INTEGER NOT NULL, status INTEGER NOT NULL, seq INTEGER NOT NULL, head BLOB NOT NULL, ref TEXT,"
          " opened_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0);"
          "CREATE UNIQUE INDEX case_ref ON case_row(ref) WHERE ref IS NOT NULL; CREATE INDEX case_status ON case_row(status);"
          "CREATE TABLE event(n INTEGER PRIMARY KEY, case_no INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, actor INTEGER NOT NULL, kind INTEGER NOT NULL, salt BLOB, payload BLOB, hash BLOB NOT NULL,"
          " digest BLOB, UNIQUE(case_no, seq));"
          "CREATE TABLE commit_row(no INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, at INTEGER NOT NULL, list BLOB NOT NULL, hash BLOB NOT NULL);");
      case_ = prepare("INSERT INTO case_row(no,id,workflow,definition,status,seq,head,ref,opened_at,changed_at) VALUES(?1,?2,1,1,1,?3,?4,?5,1,1)");
      update_ = prepare("UPDATE case_row SET seq=?2, head=?3, status=?4, changed_at=1 WHERE no=?1");
      event_ = prepare("INSERT INTO event(case_no,seq,at,actor,kind,salt,payload,hash) VALUES(?1,?2,1,1,1,?4,?3,?4)");
      commit_ = prepare("INSERT INTO commit_row(epoch,at,list,hash) VALUES(1,1,?1,?2)");
    }
  }
  ~Floor() {
    for (auto* statement : {case_, update_, event_, commit_}) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }
  void begin() { run("BEGIN IMMEDIATE"); }
  void commit(std::size_t turns) {
    if (!minimal_) {
      const std::string list(turns * 6, 'l');
      sqlite3_reset(commit_);
      sqlite3_bind_blob(commit_, 1, list.data(), static_cast<int>(list.size()), SQLITE_STATIC);
      sqlite3_bind_blob(commit_, 2, kHash, 32, SQLITE_STATIC);
      must(sqlite3_step(commit_), db_);
    }
    run("COMMIT");
  }
  void open_case(std::int64_t no, const std::string& record, std::int64_t seq) {
    sqlite3_reset(case_);
    sqlite3_bind_int64(case_, 1, no);
    if (minimal_) {
      sqlite3_bind_text(case_, 2, record.data(), static_cast<int>(record.size()), SQLITE_STATIC);
      must(sqlite3_step(case_), db_);
      return;
    }
    char id[32], ref[32];
    std::snprintf(id, sizeof id, "01K0000000%016lld", static_cast<long long>(no));
    const int ref_size = std::snprintf(ref, sizeof ref, "TESTBANK/web/b%lld", static_cast<long long>(no));
    sqlite3_bind_text(case_, 2, id, 26, SQLITE_STATIC);
    sqlite3_bind_int64(case_, 3, seq);
    sqlite3_bind_blob(case_, 4, kHash, 32, SQLITE_STATIC);
    sqlite3_bind_text(case_, 5, ref, ref_size, SQLITE_STATIC);
    must(sqlite3_step(case_), db_);
    event(no, 1, record);
  }
  void event(std::int64_t no, std::int64_t seq, const std::string& payload) {
    sqlite3_reset(event_);
    sqlite3_bind_int64(event_, 1, no);
    sqlite3_bind_int64(event_, 2, seq);
    if (minimal_) sqlite3_bind_text(event_, 3, payload.data(), static_cast<int>(payload.size()), SQLITE_STATIC);
    else sqlite3_bind_blob(event_, 3, payload.data(), static_cast<int>(payload.size()), SQLITE_STATIC);
    if (!minimal_) sqlite3_bind_blob(event_, 4, kHash, 32, SQLITE_STATIC);
    must(sqlite3_step(event_), db_);
  }
  void move(std::int64_t no, std::int64_t seq, int status) {
    if (minimal_) return;
    sqlite3_reset(update_);
    sqlite3_bind_int64(update_, 1, no);
    sqlite3_bind_int64(update_, 2, seq);
    sqlite3_bind_blob(update_, 3, kHash, 32, SQLITE_STATIC);
    sqlite3_bind_int(update_, 4, status);
    must(sqlite3_step(update_), db_);
  }

 private:
  static constexpr char kHash[33] = "01234567890123456789012345678901";
  void run(const char* sql) { must(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr), db_); }
  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    must(sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr), db_);
    return statement;
  }
  sqlite3* db_ = nullptr;
  bool minimal_;
  sqlite3_stmt *case_ = nullptr, *update_ = nullptr, *event_ = nullptr, *commit_ = nullptr;
};

enum class Mode { grouped, by_step, per_step };

/// What our journal stores besides the stage's own answer in each stage event, as constants of the same width.
std::string floor_payload(const std::string& answer, int step) {
  return "{\"step\":\"step_" + std::to_string(step) + "\",\"reads\":{\"text\":\"0123456789abcdef\",\"ext\":\"0123456789abcdef\"},\"envelope\":" + answer + "}";
}

void run_floor(const std::string& path, Mode mode, bool minimal, std::int64_t cases, Shape shape) {
  Floor floor(path, minimal);
  const std::string opening = "{\"workflow\":\"bench\",\"version\":\"1.0.0\",\"definition\":\"" + std::string(71, 'h') + "\",\"packs\":{\"set\":\"shipped\",\"hash\":\"" + std::string(71, 'h') + "\"},\"record\":";
  const auto payload_of = [&](const std::string& record, int step) { return minimal ? answer_for(record, step + 1) : floor_payload(answer_for(record, step + 1), step); };
  for (std::int64_t first = 0; first < cases; first += static_cast<std::int64_t>(kGroup)) {
    const auto count = std::min<std::int64_t>(static_cast<std::int64_t>(kGroup), cases - first);
    std::vector<std::string> records;
    for (std::int64_t i = 0; i < count; ++i) records.push_back(json::write(record_of(shape, first + i)));
    const auto open_one = [&](std::int64_t i, std::int64_t seq) {
      const auto& record = records[static_cast<std::size_t>(i)];
      floor.open_case(first + i + 1, minimal ? record : opening + record + "}", seq);
    };
    const auto step_one = [&](std::int64_t i, int step) { floor.event(first + i + 1, step + 2, payload_of(records[static_cast<std::size_t>(i)], step)); };
    const auto end_one = [&](std::int64_t i) {
      if (!minimal) floor.event(first + i + 1, kSteps + 2, "{}");
    };
    if (mode == Mode::grouped) {
      floor.begin();
      for (std::int64_t i = 0; i < count; ++i) {
        open_one(i, kSteps + 2);
        for (int step = 0; step < kSteps; ++step) step_one(i, step);
        end_one(i);
      }
      floor.commit(static_cast<std::size_t>(count));
      continue;
    }
    const std::int64_t at_once = mode == Mode::by_step ? count : 1;
    for (std::int64_t from = 0; from < count; from += at_once) {
      floor.begin();
      for (std::int64_t i = from; i < from + at_once; ++i) open_one(i, 1);
      floor.commit(static_cast<std::size_t>(at_once));
      for (int step = 0; step < kSteps; ++step) {
        floor.begin();
        for (std::int64_t i = from; i < from + at_once; ++i) {
          step_one(i, step);
          if (step + 1 == kSteps) end_one(i);
          floor.move(first + i + 1, step + 2, step + 1 == kSteps ? 2 : 1);
        }
        floor.commit(static_cast<std::size_t>(at_once));
      }
    }
  }
}

// ---- ours -------------------------------------------------------------------------------------------------------------------------------

Result<void> run_ours(const Context& context, const std::string& path, Mode mode, std::int64_t cases, Shape shape, const std::function<void()>& started) {
  AMENDS_TRY(const auto runtime, bench::open_runtime(context.root(), path, mode != Mode::grouped));
  const std::string name(bench::kWorkflow);
  started();
  if (mode == Mode::per_step) {
    for (std::int64_t i = 0; i < cases; ++i) {
      AMENDS_TRY(const auto submitted, runtime->submit(name, record_of(shape, i)));
      if (submitted.status != "finished") return fail(ErrorCode::internal, "a bench case did not finish: " + submitted.status);
    }
    return {};
  }
  std::int64_t given = 0, finished = 0;
  std::optional<Error> refused;
  AMENDS_TRY(const auto progress, runtime->submit_many(
                                      name, [&]() -> std::optional<json::Value> { return given < cases ? std::optional<json::Value>(record_of(shape, given++)) : std::nullopt; },
                                      [&](std::int64_t, const runtime::Submitted& submitted) { finished += submitted.status == "finished"; },
                                      [&](std::int64_t, const Error& error) { refused = error; }, {}));
  (void)progress;
  if (refused) return *refused;
  if (finished != cases) {
    const auto reasons = runtime->store()->counts("reason");
    return fail(ErrorCode::internal, "not every bench case finished" + (reasons && !reasons->empty() ? ": " + reasons->front().first : std::string{}));
  }
  return {};
}

// ---- measuring --------------------------------------------------------------------------------------------------------------------------

struct Measured {
  double seconds = 0, cpu = 0;
  std::int64_t bytes = 0, peak_kib = 0;
  bool ok = false;
};

/// Runs `what` in a child; the child says when the measured part begins and how long it took.
Measured in_child(const std::string& database, const std::function<Result<void>(const std::function<void()>& started)>& what) {
  std::error_code ec;
  for (const auto* suffix : {"", "-wal", "-shm", ".lock"}) fs::remove(database + suffix, ec);
  int pipe_ends[2];
  Measured measured;
  if (::pipe(pipe_ends) != 0) return measured;
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(pipe_ends[0]);
    using Clock = std::chrono::steady_clock;
    auto begin = Clock::now();
    rusage before{}, after{};
    ::getrusage(RUSAGE_SELF, &before);
    int code = 1;
    try {
      auto done = what([&] {
        begin = Clock::now();
        ::getrusage(RUSAGE_SELF, &before);
      });
      const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
      ::getrusage(RUSAGE_SELF, &after);
      const auto cpu = [](const rusage& u) { return static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6; };
      const double values[2] = {seconds, cpu(after) - cpu(before)};
      if (done) {
        code = ::write(pipe_ends[1], values, sizeof values) == sizeof values ? 0 : 1;
      } else {
        std::fprintf(stderr, "bench: %s\n", done.error().text().c_str());
      }
    } catch (const std::exception& e) {
      std::fprintf(stderr, "bench: %s\n", e.what());
    }
    ::_exit(code);
  }
  ::close(pipe_ends[1]);
  double values[2] = {0, 0};
  measured.ok = ::read(pipe_ends[0], values, sizeof values) == sizeof values;
  ::close(pipe_ends[0]);
  rusage usage{};
  int status = 0;
  ::wait4(child, &status, 0, &usage);
  measured.ok = measured.ok && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  measured.seconds = values[0];
  measured.cpu = values[1];
  measured.peak_kib = usage.ru_maxrss;
  // What the data takes once the log is folded into the file.
  if (measured.ok) {
    sqlite3* db = nullptr;
    if (sqlite3_open(database.c_str(), &db) == SQLITE_OK) sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
    sqlite3_close(db);
    measured.bytes = static_cast<std::int64_t>(fs::file_size(database, ec));
  }
  return measured;
}

Measured median(std::vector<Measured> runs) {
  std::sort(runs.begin(), runs.end(), [](const Measured& a, const Measured& b) { return a.seconds < b.seconds; });
  return runs[runs.size() / 2];
}

}  // namespace

int bench_eight(Context& context, const BenchOptions& options) {
  const auto folder = options.folder.empty() ? fs::temp_directory_path() / ("amends-bench-" + std::to_string(::getpid())) : fs::path(options.folder);
  std::error_code ec;
  fs::create_directories(folder, ec);
  std::printf("%s\n", context.say("每种方式轮流测量，取中位数；同样的提交次数，synchronous=FULL。", "Measured in turns, medians; the same commits on both sides, synchronous=FULL.").c_str());
  std::vector<std::pair<std::string, double>> results;
  for (const auto shape : {Shape::text, Shape::objects}) {
    if (!options.record.empty() && options.record != (shape == Shape::text ? "text" : "objects")) continue;
    std::printf("\n%s, %zu B\n", shape == Shape::text ? "one text of 1.5 KB" : "40 small objects", json::write(record_of(shape, 0)).size());
    std::printf("%-9s %-14s %10s %12s %10s %10s\n", "commits", "who", "cases/s", "CPU us/case", "B/case", "peak MiB");
    for (const auto mode : {Mode::grouped, Mode::by_step, Mode::per_step}) {
      if (!options.only.empty() && options.only != (mode == Mode::grouped ? "grouped" : mode == Mode::by_step ? "by_step" : "per_step")) continue;
      // A flush a step: fewer cases tell as much.
      const auto cases = mode == Mode::per_step ? std::max<std::int64_t>(50, options.cases / 10) : options.cases;
      const char* mode_name = mode == Mode::grouped ? "grouped" : mode == Mode::by_step ? "by step" : "per step";
      std::vector<Measured> ours, floor, minimal;
      std::array<Measured, 3> empty;  // the files of the three before the first case
      std::vector<double> ratios;
      for (int round = 0; round < options.rounds; ++round) {
        const auto path = (folder / "amends.db").string(), floor_path = (folder / "floor.db").string(), minimal_path = (folder / "minimal.db").string();
        const auto amends_run = [&](std::int64_t count) {
          return in_child(path, [&](const auto& started) { return run_ours(context, path, mode, count, shape, started); });
        };
        const auto floor_run = [&](const std::string& file, bool least, std::int64_t count) {
          return in_child(file, [&](const auto& started) -> Result<void> {
            started();
            run_floor(file, mode, least, count, shape);
            return {};
          });
        };
        if (round == 0) empty = {amends_run(0), floor_run(floor_path, false, 0), floor_run(minimal_path, true, 0)};
        auto a = amends_run(cases), b = floor_run(floor_path, false, cases), c = floor_run(minimal_path, true, cases);
        a.bytes -= empty[0].bytes;
        b.bytes -= empty[1].bytes;
        c.bytes -= empty[2].bytes;
        if (!a.ok || !b.ok || !c.ok || !empty[0].ok || !empty[1].ok || !empty[2].ok) {
          if (options.folder.empty()) fs::remove_all(folder, ec);
          return context.report(fail(ErrorCode::internal, "a measured run failed; its message stands above", mode_name));
        }
        ours.push_back(a);
        floor.push_back(b);
        minimal.push_back(c);
        ratios.push_back(a.seconds / b.seconds);
      }
      const auto row = [&](const char* who, const Measured& m) {
        std::printf("%-9s %-14s %10.0f %12.1f %10lld %10.1f\n", mode_name, who, static_cast<double>(cases) / m.seconds, m.cpu * 1e6 / static_cast<double>(cases), static_cast<long long>(m.bytes / cases),
                    static_cast<double>(m.peak_kib) / 1024);
      };
      row("amends", median(ours));
      row("floor", median(floor));
      row("minimal floor", median(minimal));
      std::sort(ratios.begin(), ratios.end());
      if (shape == Shape::text) {
        results.emplace_back(mode_name, ratios[ratios.size() / 2]);
        const auto share = static_cast<double>(median(ours).bytes) / static_cast<double>(median(minimal).bytes);
        std::printf("%-9s bytes %.2f x the minimal floor's\n", mode_name, share);
      } else {
        std::printf("%-9s time %.2f x the floor's\n", mode_name, ratios[ratios.size() / 2]);
      }
    }
  }
  if (options.folder.empty()) fs::remove_all(folder, ec);
  std::printf("\n");
  for (const auto& [name, ratio] : results) std::printf("%s ratio %.2f\n", name.c_str(), ratio);
  return kOk;
}

}  // namespace amends::cli

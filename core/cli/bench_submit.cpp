// amends bench submit: a file of records through the workflow of eight steps, in this process. The floor of `python -m amends.bench submit`, which gives the same
// file to the same engine from Python.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "bench/eight_steps.hpp"
#include "cli/context.hpp"
#include "runtime/input.hpp"

namespace amends::cli {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t cpu_us(const rusage& usage) {
  return (static_cast<std::int64_t>(usage.ru_utime.tv_sec) + usage.ru_stime.tv_sec) * 1'000'000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

struct Done {
  std::int64_t cases = 0, wall_us = 0, cpu_us = 0, peak_kib = 0;
};

/// Opening, loading packs and deploying are not measured; reading the file is.
Result<Done> submit_file(const Context& context, const BenchSubmitOptions& options) {
  AMENDS_TRY(const auto runtime, bench::open_runtime(context.root(), context.options().database, false));
  AMENDS_TRY(const auto input, runtime::InputFile::open(options.input, *runtime->environment().packs, runtime->environment().organisations, {}));
  std::optional<Error> refused;
  Done done;
  rusage before{}, after{};
  ::getrusage(RUSAGE_SELF, &before);
  const auto started = Clock::now();
  AMENDS_TRY(const auto progress, runtime->submit_many(
                                      std::string(bench::kWorkflow),
                                      [&]() -> std::optional<json::Value> {
                                        auto row = input->next();
                                        if (!row) refused = row.error();
                                        if (!row || !*row) return std::nullopt;
                                        if ((*row)->error) {
                                          refused = *(*row)->error;
                                          return std::nullopt;
                                        }
                                        return std::move((*row)->record);
                                      },
                                      [&](std::int64_t, const runtime::Submitted& submitted) { done.cases += submitted.status == "finished"; },
                                      [&](std::int64_t, const Error& error) { refused = error; }, {}));
  done.wall_us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started).count();
  ::getrusage(RUSAGE_SELF, &after);
  done.cpu_us = cpu_us(after) - cpu_us(before);
  done.peak_kib = after.ru_maxrss;
  if (refused) return refused->within(options.input);
  if (done.cases != progress.done) return fail(ErrorCode::internal, "not every case of the file finished", options.input);
  return done;
}

}  // namespace

int bench_submit(Context& context, const BenchSubmitOptions& options) {
  if (std::error_code ec; std::filesystem::exists(context.options().database, ec))
    return context.report(fail(ErrorCode::already_exists, "the database of a measurement is made anew; name a file that is not there (--db)", context.options().database));
  const auto done = submit_file(context, options);
  if (!done) return context.report(done.error());
  if (context.options().json) {
    context.print_json(json::Object{{"cases", done->cases}, {"wall_us", done->wall_us}, {"cpu_us", done->cpu_us}, {"peak_kib", done->peak_kib}});
    return kOk;
  }
  const auto cases = static_cast<double>(std::max<std::int64_t>(done->cases, 1));
  std::printf("%.0f cases/s, %.1f CPU us/case, %.1f MiB\n", cases * 1e6 / static_cast<double>(std::max<std::int64_t>(done->wall_us, 1)), static_cast<double>(done->cpu_us) / cases,
              static_cast<double>(done->peak_kib) / 1024);
  return kOk;
}

}  // namespace amends::cli

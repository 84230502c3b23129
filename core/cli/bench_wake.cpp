// amends bench wake: how long it takes from what a case waits for until its stage runs. Beside it the least that one thread can wake another in: a condition
// variable, in the same run.
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "bench/wake.hpp"
#include "cli/context.hpp"

namespace amends::cli {

int bench_wake(Context& context, const BenchWakeOptions& options) {
  namespace fs = std::filesystem;
  const auto folder = fs::temp_directory_path() / ("amends-bench-wake-" + std::to_string(::getpid()));
  std::error_code ec;
  fs::create_directories(folder, ec);
  const auto measured = bench::measure_wakes(context.root(), (folder / "amends.db").string(), options.times);
  fs::remove_all(folder, ec);
  if (!measured) return context.report(measured.error());
  json::Object out;
  const double floor = measured->front().median_us;
  std::vector<std::vector<std::string>> rows;
  const auto number = [](double value, const char* format) {
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return std::string(text);
  };
  for (const auto& one : *measured) {
    rows.push_back({context.say(one.zh, one.en), number(one.median_us, "%.1f"), number(one.p99_us, "%.1f"), number(one.median_us / floor, "%.1f")});
    out[one.name] = json::Object{{"median_ns", static_cast<std::int64_t>(one.median_us * 1'000)}, {"p99_ns", static_cast<std::int64_t>(one.p99_us * 1'000)}, {"times", one.times}};
  }
  return context.done(table({context.say("由何唤起", "woken by"), context.say("中位数 µs", "median µs"), "p99 µs", context.say("倍数", "times a bare hand-off")}, rows), out);
}

}  // namespace amends::cli

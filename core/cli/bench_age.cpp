// amends bench age: what a step costs in an old case, a case in a full file, and coming up over many waiting cases, each beside the same when little has grown.
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "bench/age.hpp"
#include "cli/context.hpp"

namespace amends::cli {

int bench_age(Context& context, const BenchAgeOptions& options) {
  namespace fs = std::filesystem;
  const auto folder = fs::temp_directory_path() / ("amends-bench-age-" + std::to_string(::getpid()));
  std::error_code ec;
  json::Object out;
  std::vector<std::vector<std::string>> rows;
  const auto number = [](double value, const char* format) {
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return std::string(text);
  };
  for (const auto& [name, measure] : {std::pair{"step", &bench::measure_case_age}, {"file", &bench::measure_file_size}, {"recovery", &bench::measure_recovery}}) {
    if (!options.only.empty() && options.only != name) continue;
    fs::create_directories(folder, ec);
    const auto one = measure(context.root(), folder.string(), options.age);
    fs::remove_all(folder, ec);
    if (!one) return context.report(one.error());
    rows.push_back({context.say(one->zh, one->en), number(one->small_us, "%.1f"), number(one->large_us, "%.1f"), number(one->ratio(), "%.2f"), number(one->aim, "%.1f")});
    out[one->name] = json::Object{{"small_ns", static_cast<std::int64_t>(one->small_us * 1'000)}, {"large_ns", static_cast<std::int64_t>(one->large_us * 1'000)}, {"ratio_bp", static_cast<std::int64_t>(one->ratio() * 10'000)}, {"aim_bp", static_cast<std::int64_t>(one->aim * 10'000)}};
  }
  return context.done(table({context.say("比较", "compared"), context.say("前者 µs", "the first, µs"), context.say("后者 µs", "the second, µs"), context.say("比值", "ratio"), context.say("目标 ≤", "aim ≤")}, rows), out);
}

}  // namespace amends::cli

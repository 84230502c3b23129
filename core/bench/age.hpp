#pragma once
// What growth costs: a step of an old case beside one of a young case, a case in a full file beside one in a small file, and coming up over many waiting cases beside
// reading their rows. Each is a ratio of two figures of one run.
#include <cstdint>
#include <string>
#include <vector>

#include "support/result.hpp"

namespace amends::bench {

struct AgeOptions {
  std::int64_t steps = 10'000;    ///< of the old case: a person's answer and a stage in turn; 100..kAgeStepsMax
  std::int64_t times = 200;       ///< measured steps of the young and the old case each; 10..1'000
  std::int64_t cases = 100'000;   ///< in the full file; 1'000..1'000'000
  std::int64_t waiting = 10'000;  ///< cases that wait when the process comes up
};

inline constexpr std::int64_t kAgeStepsMax = 18'000;  ///< two steps a round, and no step is entered more than flow::kVisitsMax times, the measured ones among them

struct Growth {
  std::string name;         ///< for programs: "step", "file", "recovery"
  std::string zh, en;       ///< for people
  double small_us = 0;      ///< the floor: CPU time of the process a step, a case, all rows
  double large_us = 0;
  double aim = 0;           ///< of the ratio
  [[nodiscard]] double ratio() const { return large_us / small_us; }
};

/// root: the installation; folder: where the databases are made. Errors: those of the runtime.
[[nodiscard]] Result<Growth> measure_case_age(const std::string& root, const std::string& folder, const AgeOptions& options);
[[nodiscard]] Result<Growth> measure_file_size(const std::string& root, const std::string& folder, const AgeOptions& options);
[[nodiscard]] Result<Growth> measure_recovery(const std::string& root, const std::string& folder, const AgeOptions& options);

}  // namespace amends::bench

#pragma once
// From what a case waits for to the start of the stage behind it, measured in one process: called, fired at its time by `work`, and handed over through the socket.
#include <cstdint>
#include <string>
#include <vector>

#include "support/result.hpp"

namespace amends::bench {

struct Wakes {
  std::string name;    ///< for programs: "message"
  std::string zh, en;  ///< for people
  std::int64_t times = 0;
  double median_us = 0, p99_us = 0;
};

/// First the floor: a condition variable from one thread to another. root: the installation; database: a file that is made. Errors: those of the runtime.
[[nodiscard]] Result<std::vector<Wakes>> measure_wakes(const std::string& root, const std::string& database, std::int64_t times);

}  // namespace amends::bench

#pragma once
// Log lines on their way to Python's logging.
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "runtime/log.hpp"

namespace amends::python {

/// Lines of log wait here until a Python thread takes them: a sink that took the GIL would deadlock with a Python thread that logs (measured).
class LogQueue {
 public:
  static constexpr std::size_t kLinesMax = 10'000;
  void push(runtime::LogLevel level, std::string_view case_id, std::string_view text) {
    const std::lock_guard lock(mutex_);
    if (lines_.size() < kLinesMax) lines_.emplace_back(static_cast<int>(level), std::string(case_id), std::string(text));
  }
  std::vector<std::tuple<int, std::string, std::string>> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(lines_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<std::tuple<int, std::string, std::string>> lines_;
};

}  // namespace amends::python

#pragma once
// In which order the engine begins turns by itself (timers, recoveries), and how many of one workflow in a time. What people and the outside begin never waits
// here. Values in, values out: the instants are the runtime's, so that virtual time gives the same order every time.
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "flow/definition.hpp"
#include "support/time.hpp"

namespace amends::runtime {

/// A step of priority is worth so much waiting: work of priority 0 that has waited nine minutes longer comes before work of priority 9. So nothing starves.
inline constexpr std::int64_t kPriorityStepUs = 60'000'000;

/// By which turns are ordered: what is due, earlier by a step for each degree of priority above that of a workflow that says nothing. A legal clock has at least that.
[[nodiscard]] Instant place_in_line(Instant due, const flow::WorkUse& work, bool legal);

/// Counts turns against the rates of workflows. In memory: a new process counts anew.
/// Thread: any.
class Schedule {
 public:
  /// Whether a turn of the workflow may begin at `now`; if so it is counted. A workflow without a rate always may.
  [[nodiscard]] bool may_begin(const std::string& workflow, const flow::WorkUse& work, Instant now);
  /// When the next one may, after a no.
  [[nodiscard]] Instant next_begin(const std::string& workflow, const flow::WorkUse& work, Instant now) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::deque<Instant>> begun_;  ///< by workflow: the newest, at most as many as its rate allows
};

}  // namespace amends::runtime

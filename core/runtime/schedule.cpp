#include "runtime/schedule.hpp"

#include <algorithm>

namespace amends::runtime {

Instant place_in_line(Instant due, const flow::WorkUse& work, bool legal) {
  const auto usual = flow::WorkUse{}.priority;
  const auto priority = legal ? std::max(work.priority, usual) : work.priority;
  return {due.us - (priority - usual) * kPriorityStepUs};
}

bool Schedule::may_begin(const std::string& workflow, const flow::WorkUse& work, Instant now) {
  if (work.most == 0) return true;
  const std::lock_guard lock(mutex_);
  auto& begun = begun_[workflow];
  const auto window = calendar::time_us(work.per);
  while (!begun.empty() && begun.front().us + window <= now.us) begun.pop_front();
  if (begun.size() >= static_cast<std::size_t>(work.most)) return false;
  begun.push_back(now);
  return true;
}

Instant Schedule::next_begin(const std::string& workflow, const flow::WorkUse& work, Instant now) const {
  const std::lock_guard lock(mutex_);
  const auto found = begun_.find(workflow);
  if (work.most == 0 || found == begun_.end() || found->second.size() < static_cast<std::size_t>(work.most)) return now;
  return {found->second.front().us + calendar::time_us(work.per)};
}

}  // namespace amends::runtime

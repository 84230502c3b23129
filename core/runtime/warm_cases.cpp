#include "runtime/warm_cases.hpp"

namespace amends::runtime {

std::optional<WarmCase> WarmCases::take(const std::string& case_id, std::int64_t seq, const Digest& head) {
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(case_id);
  if (found == by_id_.end()) return std::nullopt;
  std::optional<WarmCase> out;
  if (found->second->seq == seq && found->second->head == head) out.emplace(std::move(*found->second));
  events_ -= out ? out->seq : found->second->seq;
  cases_.erase(found->second);
  by_id_.erase(found);
  return out;
}

void WarmCases::keep(WarmCase one) {
  Cases gone;  // taken apart once the lock is given back
  const std::lock_guard lock(mutex_);
  const auto known = by_id_.find(one.state.id());
  if (known != by_id_.end()) {
    if (known->second->seq > one.seq) return;  // another thread has gone on
    move_out(known->second, gone);
  }
  events_ += one.seq;
  auto id = one.state.id();
  cases_.push_front(std::move(one));
  by_id_.emplace(std::move(id), cases_.begin());
  while (cases_.size() > 1 && (cases_.size() > kWarmCasesMax || events_ > kWarmEventsMax)) move_out(std::prev(cases_.end()), gone);
}

void WarmCases::move_out(Cases::iterator one, Cases& into) {
  events_ -= one->seq;
  by_id_.erase(one->state.id());
  into.splice(into.begin(), cases_, one);
}

std::size_t WarmCases::size() const {
  const std::lock_guard lock(mutex_);
  return cases_.size();
}

std::int64_t WarmCases::events() const {
  const std::lock_guard lock(mutex_);
  return events_;
}

}  // namespace amends::runtime

#include "runtime/task_list.hpp"

namespace amends::runtime {

const TaskState* TaskList::find(std::string_view id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? nullptr : &tasks_[found->second];
}

std::set<std::string> TaskList::open_ids() const {
  std::set<std::string> out;
  for (const auto place : open_) out.insert(tasks_[place].id);
  return out;
}

void TaskList::add(TaskState task) {
  const auto place = tasks_.size();
  places_[task.id] = place;
  tasks_.push_back(std::move(task));
  sort_in(place);
  changed_.insert(place);
}

void TaskList::sort_in(std::size_t place) {
  const auto& task = tasks_[place];
  const bool is_open = task.status == "open";
  if (is_open) open_.insert(place);
  else open_.erase(place);
  if (is_open && task.kind == "safety") safety_.insert(place);
  else safety_.erase(place);
}

}  // namespace amends::runtime

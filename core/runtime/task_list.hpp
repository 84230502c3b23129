#pragma once
// The tasks of a case: found by id, walked by what is open, and written by what has changed, so that none of these costs more the longer a case has lived.
// Knows neither events nor rows; the fold (case_tasks.cpp) says what changes.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/items.hpp"
#include "support/json.hpp"
#include "support/time.hpp"

namespace amends::runtime {

/// Something that happened to who has a task. `kind` is that of the event.
struct TaskAct {
  std::string kind, by, role, on_behalf_of;
  std::string other;   ///< to whom it was delegated, from whom it was taken over
  std::string reason;
  Instant at;
};

struct TaskState {
  std::string id, kind, role, form, step, stage;
  std::string item;  ///< of a stage's task in a for-each: SectionState::item
  ItemPath items;    ///< that it stands in, a person's step included
  json::Value title, fields;
  Instant opened_at;
  std::optional<Instant> due_at;
  bool blocking = false, question = false;
  std::string status = "open";  ///< open, answered, closed
  std::string answered_by, answered_for;  ///< answered_for: on whose behalf, empty for most
  json::Value shows, limits;              ///< of an approval: the paths, and the authority when it was opened
  std::optional<Instant> answered_at;
  json::Value answer, guards;  ///< guards: what they found in words that left with the answer
  std::vector<std::string> escalated_to;
  std::vector<std::string> meets;  ///< clock kinds that its answer meets
  std::vector<std::string> candidate_people, candidate_roles;  ///< who may take it; both empty: whoever holds the role
  std::string assignee, assignee_for;   ///< who holds it and on whose behalf; empty: nobody
  Instant assigned_at;
  std::vector<std::string> passed_by;   ///< who handed it on to who holds it (or answered it), the first one first
  std::vector<TaskAct> acts;            ///< claims, releases, delegations, oldest first
  std::int32_t reminders = 0;           ///< that have come
  [[nodiscard]] bool late() const { return due_at && answered_at && *due_at < *answered_at; }  ///< answered when it was over: taken, and told
};

class TaskList {
 public:
  using Places = std::set<std::size_t>;  ///< indexes into all()

  [[nodiscard]] const std::vector<TaskState>& all() const { return tasks_; }  ///< in order of opening
  /// The newest task of an id; nullptr when there is none. Lives until the next change.
  [[nodiscard]] const TaskState* find(std::string_view id) const;
  [[nodiscard]] const Places& open() const { return open_; }
  [[nodiscard]] bool safety_open() const { return !safety_.empty(); }  ///< one of kind "safety" is
  [[nodiscard]] std::set<std::string> open_ids() const;
  /// What was added or changed since `forget_changes`.
  [[nodiscard]] const Places& changed() const { return changed_; }
  void forget_changes() { changed_.clear(); }
  /// All that are open count as changed: something about the case changes how they are listed.
  void touch_open() { changed_.insert(open_.begin(), open_.end()); }

  void add(TaskState task);
  /// Applies `edit` to the newest task of an id; false when there is none.
  template <class Edit>
  bool change(std::string_view id, Edit&& edit) {
    const auto found = places_.find(id);
    if (found == places_.end()) return false;
    edit_at(found->second, std::forward<Edit>(edit));
    return true;
  }
  /// Applies `edit` to each that is open; it says with its answer whether the task is another one now.
  template <class Edit>
  void change_open(Edit&& edit) {
    const auto places = open_;
    for (const auto place : places) {
      if (!edit(tasks_[place])) continue;
      sort_in(place);
      changed_.insert(place);
    }
  }

 private:
  template <class Edit>
  void edit_at(std::size_t place, Edit&& edit) {
    std::forward<Edit>(edit)(tasks_[place]);
    sort_in(place);
    changed_.insert(place);
  }
  void sort_in(std::size_t place);  ///< after its status or kind may have become another

  std::vector<TaskState> tasks_;
  std::map<std::string, std::size_t, std::less<>> places_;  ///< of the newest of each id
  Places open_, safety_, changed_;  ///< safety_: the open ones of kind "safety"
};

}  // namespace amends::runtime

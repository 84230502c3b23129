// CaseState, continued: who has a task, who declared a tie to the matter, and what was reminded of.
#include "runtime/case_state.hpp"

#include <algorithm>

namespace amends::runtime {

namespace {

void put_back(TaskState& task) {
  task.assignee.clear();
  task.assignee_for.clear();
  task.passed_by.clear();
}

}  // namespace

std::optional<Result<void>> CaseState::apply_person(std::string_view kind, const json::Value& payload, Instant at) {
  const auto text = [&](std::string_view path) { return std::string(json::text_at(payload, path)); };
  if (kind == kinds::recused) {
    recusals_.push_back({text("by"), text("role"), text("reason"), text("task"), at});
    for (const auto& id : json::list_at(payload, "released"))
      tasks_.change(json::text_or(&id, ""), put_back);
    return Result<void>{};
  }
  const bool reminded = kind == kinds::task_reminded;
  if (!reminded && kind != kinds::task_claimed && kind != kinds::task_released && kind != kinds::task_delegated) return std::nullopt;
  if (reminded) {
    tasks_.change(text("id"), [](TaskState& task) { ++task.reminders; });
    return Result<void>{};
  }
  const auto* open = task(text("id"));
  if (!open || open->status != "open") return Result<void>(fail(ErrorCode::state, "the task " + text("id") + " is not open any more; read the case again", id_));
  tasks_.change(text("id"), [&](TaskState& task) {
    task.acts.push_back({std::string(kind), text("by"), text("role"), text("for"), kind == kinds::task_delegated ? text("to") : text("from"), text("reason"), at});
    task.assigned_at = at;
    if (kind == kinds::task_delegated) {
      for (const auto& one : {task.assignee_for, text("for"), text("by")})
        if (!one.empty() && std::find(task.passed_by.begin(), task.passed_by.end(), one) == task.passed_by.end()) task.passed_by.push_back(one);
      task.assignee = text("to");
      task.assignee_for.clear();
      return;
    }
    put_back(task);
    if (kind != kinds::task_claimed) return;
    task.assignee = text("by");
    task.assignee_for = text("for");
  });
  return Result<void>{};
}

}  // namespace amends::runtime

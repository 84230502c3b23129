// G3: dates later than the running legal clock of their kind, and tasks that only wait.
#include <algorithm>
#include <optional>

#include "guard/enforce.hpp"

namespace amends::guard {

const LegalClock* Enforcer::clock_of(std::string_view kind) const {
  const LegalClock* first = nullptr;
  for (const auto& clock : context_.clocks)
    if (clock.kind == kind && (!first || clock.due_at < first->due_at)) first = &clock;
  return first;
}

void Enforcer::hold_to(json::Value& item, std::string_view kind, const std::string& path, Instant latest) {
  auto* due = at(item, "due_at");
  if (!due || due->is_null()) return;
  const auto stated = parse_instant(json::text_or(due, ""));
  if (stated && *stated <= latest) return;
  auto act = make_action("G3", "deadline.later_than_clock", "rewritten", path + ".due_at", "日期晚于正在计算的法定时限（" + std::string(kind) + "），已改为时限的日期。",
                         "The date is later than the running legal clock (" + std::string(kind) + "); it is now the clock's date.");
  act.quote = due->is_string() ? std::string(json::text_or(due, "")) : json::write(*due);
  *due = format_instant(latest);
  add(std::move(act));
}

void Enforcer::hold_list(json::Array* items, const std::string& path) {
  if (!items) return;
  for (std::size_t i = 0; i < items->size(); ++i) {
    auto& item = (*items)[i];
    const auto where = path + "." + std::to_string(i);
    const auto kind = std::string(json::text_at(item, "kind"));
    if (const auto* clock = clock_of(kind)) hold_to(item, kind, where, clock->due_at);
    // Whatever a task is called: what it meets ends with the clock.
    for (const auto& met : json::list_at(item, "meets")) {
      const auto name = std::string(json::text_or(&met, ""));
      if (const auto* clock = name == kind ? nullptr : clock_of(name)) hold_to(item, name, where, clock->due_at);
    }
  }
}

void Enforcer::deadlines() {
  hold_list(list("deadlines"), "deadlines");
  hold_list(list("tasks"), "tasks");
  auto* result = at(envelope_, "result");
  if (!result) return;
  if (auto* clocks = at(*result, "clocks"); clocks && clocks->is_array()) hold_list(&clocks->get_array(), "result.clocks");
  if (auto* ack = at(*result, "ack"))
    if (const auto* clock = clock_of("acknowledge")) hold_to(*ack, "acknowledge", "result.ack", clock->due_at);
}

/// Tasks that only wait: a reason, an end, and the end before the first legal clock.
void Enforcer::waits() {
  auto* tasks = list("tasks");
  if (!tasks) return;
  std::optional<Instant> first;
  for (const auto& clock : context_.clocks) first = first ? std::min(*first, clock.due_at) : clock.due_at;
  const bool asks = !json::list_at(envelope_, "questions").empty();
  for (std::size_t i = 0, place = 0; i < tasks->size(); ++place) {
    auto& task = (*tasks)[i];
    if (json::text_at(task, "kind") != "wait") { ++i; continue; }
    const auto where = "tasks." + std::to_string(place);
    const bool reason = !json::in_language(json::find(task, "reason"), "zh").empty();
    const bool end = parse_instant(json::text_at(task, "due_at")).has_value();
    if (reason && end) {
      if (first) hold_to(task, "wait", where, *first);
      ++i;
      continue;
    }
    auto act = make_action("G3", reason ? "wait.no_end" : "wait.no_reason", "blocked", where, "等待任务必须写明理由和结束时间。", "A task that waits needs a reason and an end.");
    act.quote = std::string(json::text_at(task, "id"));
    // The last thing that a waiting case waits for must not vanish, or nothing would ever wake it: it ends now, and a person looks.
    if (json::text_at(envelope_, "status") == "need_input" && tasks->size() == 1 && !asks) {
      act.action = "rewritten";
      task.get_object()["due_at"] = format_instant(context_.now);
      task.get_object()["kind"] = "review";
      add(std::move(act));
      break;
    }
    add(std::move(act));
    tasks->erase(tasks->begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace amends::guard

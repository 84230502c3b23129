// Turn, continued: tasks for people open.
#include <algorithm>

#include "packs/packs.hpp"
#include "runtime/approving.hpp"
#include "runtime/turn.hpp"

namespace amends::runtime {

Result<void> Turn::open_human_task(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  const auto& work = *command.work;
  json::Object task{{"id", command.id}, {"kind", "human"}, {"role", work.role}, {"form", work.form}, {"step", step.name}, {"title", work.title}, {"blocking", true}};
  // A step without a title of its own goes by its form's.
  if (work.title.is_null())
    if (const auto* form = environment_.packs->file("forms/" + work.form))
      if (const auto* title = json::find(*form, "title")) task["title"] = *title;
  // Of the tasks of a for-each a person sees which item each is about.
  if (const auto item = keys_of(items_around(command)); !item.empty() && task["title"].is_object())
    for (auto& word : task["title"].as_object())
      if (const auto* text = word.value().if_string()) word.value() = std::string(*text) + (word.key() == "zh" ? "（" + item + "）" : " (" + item + ")");
  if (work.approves()) dress_approval(task, work, organisation());
  if (!work.candidates.empty()) AMENDS_CHECK(name_candidates(task, command));
  if (!work.due) return open_task(std::move(task));
  const auto due = environment_.clock_rules->due(organisation(), now_, *work.due);
  if (due) task["due_at"] = format_instant(*due);
  AMENDS_CHECK(open_task(std::move(task)));
  return due ? Result<void>{} : date_missing("task:" + command.id, *work.due, now_);
}

/// The persons and roles that may take the task. An expression that names nobody now leaves it to the others, and to its role when there are none.
Result<void> Turn::name_candidates(json::Object& task, const flow::Command& command) {
  json::Array people, roles;
  const auto add = [&](const json::Value& name) {
    if (const auto text = json::text_or(&name, ""); !text.empty() && people.size() < flow::kCandidatesMax && std::find(people.begin(), people.end(), name) == people.end()) people.emplace_back(text);
  };
  const auto scope = this->scope(command);
  for (const auto& candidate : command.work->candidates) {
    if (!candidate.role.empty()) roles.emplace_back(candidate.role);
    if (!candidate.person.empty()) add(json::Value(candidate.person));
    if (!candidate.from) continue;
    const auto value = candidate.from->evaluate(scope);
    if (!value) continue;
    const auto named = feel::to_json(*value);
    if (!named.is_array()) add(named);
    else for (const auto& one : named.get_array()) add(one);
  }
  if (!people.empty() || !roles.empty()) task["candidates"] = json::Object{{"people", std::move(people)}, {"roles", std::move(roles)}};
  return {};
}

Result<void> Turn::open_task(json::Object task) { return append(kinds::task_opened, std::move(task), {}, kSystem); }

}  // namespace amends::runtime

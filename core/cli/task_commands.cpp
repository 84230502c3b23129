// amends task claim, release, delegate, recuse, draft: who has a task, and answers that are not given yet.
#include <algorithm>

#include "cli/context.hpp"
#include "review/labels.hpp"

namespace amends::cli {
namespace {

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : std::string(between)) + word;
  return out;
}

json::Array list_of(const std::vector<std::string>& words) {
  json::Array out;
  for (const auto& word : words) out.emplace_back(word);
  return out;
}

runtime::Actor actor_of(const Context& context, const TaskActOptions& options) {
  auto actor = context.actor();
  actor.on_behalf_of = options.on_behalf_of;
  return actor;
}

/// "2026-03-02 09:00 li.na (handler) → wang.yi: away until Friday".
std::string act_line(const Context& context, const runtime::Runtime& runtime, const runtime::TaskAct& act, std::string_view institution) {
  auto line = local_text(runtime, institution, act.at) + " " + review::label("event." + act.kind, context.language()) + context.say("：", ": ") + act.by + context.say("（", " (") + act.role + context.say("）", ")");
  if (!act.on_behalf_of.empty()) line += context.say("代 ", " for ") + act.on_behalf_of;
  if (!act.other.empty()) line += (act.kind == runtime::kinds::task_delegated ? " → " : " ← ") + act.other;
  if (!act.reason.empty()) line += context.say("：", ": ") + act.reason;
  return line;
}

}  // namespace

std::string hands_text(const Context& context, const runtime::Runtime& runtime, const runtime::Runtime::ShownTask& shown, const std::vector<runtime::Runtime::Draft>& drafts, std::string_view institution) {
  const auto& task = shown.task;
  const auto colon = context.say("：", ": "), comma = context.say("、", ", ");
  std::string out;
  if (task.status == "open" && !task.assignee.empty())
    out += context.say("办理人", "held by") + colon + task.assignee + (task.assignee_for.empty() ? "" : context.say("（代 ", " (for ") + task.assignee_for + context.say("）", ")")) +
           (task.passed_by.empty() ? "" : context.say("，转交人 ", ", handed on by ") + joined(task.passed_by, comma)) + "\n";
  auto who = task.candidate_people;
  for (const auto& role : task.candidate_roles) who.push_back(context.say("岗位 ", "the role ") + role);
  if (!who.empty()) out += context.say("可办理", "for") + colon + joined(who, comma) + "\n";
  if (task.late()) out += context.say("逾期答复", "answered late") + "\n";
  for (const auto& act : task.acts) out += "  " + act_line(context, runtime, act, institution) + "\n";
  for (const auto& one : shown.recusals)
    out += context.say("已声明回避", "declared a tie to the matter") + colon + one.by + context.say("（", " (") + one.role + context.say("）", ")") + " " + local_text(runtime, institution, one.at) + colon + one.reason + "\n";
  if (!shown.form_digest.empty() && task.status == "open") out += context.say("表单校验码", "form") + colon + shown.form_digest + "\n";
  for (const auto& draft : drafts) {
    out += "\n" + (draft.own ? context.say("您的草稿", "Your draft") : context.say("草稿，", "Draft of ") + draft.row.by) + context.say("（", " (") + local_text(runtime, institution, draft.row.at) + context.say("）", ")") +
           (draft.stale ? context.say("：表单此后已有变化，请重新核对", ": the form has changed since; look it over") : "") + "\n";
    for (const auto& field : draft.row.answer.as_object())
      out += "  " + std::string(field.key()) + colon + (field.value().is_string() ? std::string(json::text_or(&field.value(), "")) : json::write(field.value())) + "\n";
  }
  return out;
}

void add_hands(json::Object& out, const runtime::Runtime::ShownTask& shown, const std::vector<runtime::Runtime::Draft>& drafts) {
  const auto& task = shown.task;
  const auto or_null = [](const std::string& text) { return text.empty() ? json::Value(nullptr) : json::Value(text); };
  const bool held = task.status == "open" && !task.assignee.empty();
  out["form_digest"] = or_null(shown.form_digest);
  out["held_by"] = held ? json::Value(task.assignee) : json::Value(nullptr);
  out["held_for"] = held ? or_null(task.assignee_for) : json::Value(nullptr);
  out["passed_by"] = list_of(task.passed_by);
  out["candidates"] = json::Object{{"people", list_of(task.candidate_people)}, {"roles", list_of(task.candidate_roles)}};
  out["late"] = task.late();
  json::Array acts, recusals, kept;
  for (const auto& act : task.acts)
    acts.push_back(json::Object{{"kind", act.kind}, {"by", act.by}, {"role", act.role}, {"for", or_null(act.on_behalf_of)}, {"other", or_null(act.other)}, {"reason", or_null(act.reason)}, {"at", format_instant(act.at)}});
  for (const auto& one : shown.recusals) recusals.push_back(json::Object{{"by", one.by}, {"role", one.role}, {"reason", one.reason}, {"task", one.task}, {"at", format_instant(one.at)}});
  for (const auto& draft : drafts)
    kept.push_back(json::Object{{"by", draft.row.by}, {"own", draft.own}, {"stale", draft.stale}, {"form_digest", or_null(draft.row.form_digest)}, {"at", format_instant(draft.row.at)}, {"answer", draft.row.answer}});
  out["acts"] = std::move(acts);
  out["recusals"] = std::move(recusals);
  out["drafts"] = std::move(kept);
}

int task_claim(Context& context, const TaskActOptions& options) {
  if (options.take_over && options.reason.empty()) return context.report(fail(ErrorCode::missing_field, "who takes a task over says why; give it with --reason TEXT"));
  if (!options.take_over && !options.reason.empty()) return context.report(fail(ErrorCode::invalid_argument, "a claim needs no --reason; with --take-over it takes the task from who holds it"));
  auto runtime = context.open(Context::Need::write, false, "amends task claim");
  if (!runtime) return context.report(runtime.error());
  if (auto done = (*runtime)->claim(options.case_id, options.task_id, actor_of(context, options), options.reason); !done) return context.report(done.error());
  return context.done(context.say("待办由您办理。退回：amends task release ", "The task is yours. To give it back: amends task release ") + options.case_id + " " + options.task_id + " --by " + context.actor().id + " --role " + context.actor().role + context.and_db(),
                      json::Object{{"case", options.case_id}, {"task", options.task_id}, {"held_by", context.actor().id}});
}

int task_release(Context& context, const TaskActOptions& options) {
  auto runtime = context.open(Context::Need::write, false, "amends task release");
  if (!runtime) return context.report(runtime.error());
  if (auto done = (*runtime)->release(options.case_id, options.task_id, options.reason, actor_of(context, options)); !done) return context.report(done.error());
  return context.done(context.say("待办已退回其岗位。", "The task is back with its role."), json::Object{{"case", options.case_id}, {"task", options.task_id}, {"held_by", nullptr}});
}

int task_delegate(Context& context, const TaskActOptions& options) {
  auto runtime = context.open(Context::Need::write, false, "amends task delegate");
  if (!runtime) return context.report(runtime.error());
  if (auto done = (*runtime)->delegate(options.case_id, options.task_id, options.to, options.reason, actor_of(context, options)); !done) return context.report(done.error());
  return context.done(context.say("待办已转交：", "The task is handed on to ") + options.to, json::Object{{"case", options.case_id}, {"task", options.task_id}, {"held_by", options.to}});
}

int task_recuse(Context& context, const TaskActOptions& options) {
  auto runtime = context.open(Context::Need::write, false, "amends task recuse");
  if (!runtime) return context.report(runtime.error());
  auto back = (*runtime)->recuse(options.case_id, options.task_id, options.reason, context.actor());
  if (!back) return context.report(back.error());
  const auto tasks = joined(*back, context.say("、", ", "));
  return context.done(context.say("已声明回避，您不再办理本案。", "Declared: you take no task of this case any more.") + (back->empty() ? "" : context.say("退回其岗位的待办：", " Back with their roles: ") + tasks),
                      json::Object{{"case", options.case_id}, {"by", context.actor().id}, {"released", list_of(*back)}});
}

int task_draft(Context& context, const TaskDraftOptions& options) {
  if (options.drop && (!options.fields.empty() || !options.answer.empty())) return context.report(fail(ErrorCode::invalid_argument, "--drop takes the whole draft away; give no fields with it (name=null takes one field out)"));
  auto fields = answer_of(options.answer);
  if (!fields) return context.report(fields.error());
  auto runtime = context.open(Context::Need::write, false, "amends task draft");
  if (!runtime) return context.report(runtime.error());
  if (options.drop) {
    auto dropped = (*runtime)->drop_draft(options.case_id, options.task_id, context.actor());
    if (!dropped) return context.report(dropped.error());
    return context.done(*dropped ? context.say("草稿已删除。", "The draft is gone.") : context.say("您没有此待办的草稿。", "You had no draft of this task."), json::Object{{"case", options.case_id}, {"task", options.task_id}, {"dropped", *dropped}});
  }
  if (auto taken = take_fields(**runtime, options.case_id, options.task_id, options.fields, *fields); !taken) return context.report(taken.error());
  auto whole = (*runtime)->save_draft(options.case_id, options.task_id, *std::move(fields), context.actor());
  if (!whole) return context.report(whole.error());
  std::vector<std::string> names;
  for (const auto& field : whole->as_object()) names.emplace_back(field.key());
  return context.done(context.say("草稿已保存：", "Kept as a draft: ") + joined(names, context.say("、", ", ")) + context.say("。提交：amends task answer ", ". To give it: amends task answer ") + options.case_id + " " + options.task_id + " --draft" + context.and_db(),
                      json::Object{{"case", options.case_id}, {"task", options.task_id}, {"fields", list_of(names)}});
}

}  // namespace amends::cli

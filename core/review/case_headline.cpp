#include <optional>

#include "calendar/duration.hpp"
#include "packs/packs.hpp"
#include "review/case_parts.hpp"
#include "review/receivers.hpp"
#include "runtime/approving.hpp"

namespace amends::review {

json::Array facts(const Source& source) {
  json::Array out;
  const auto& record = source.record();
  const auto add = [&](std::string_view key, std::string value) {
    if (!value.empty()) out.push_back(json::Object{{"label", source.say(key)}, {"value", value}});
  };
  const auto bracketed = [&](const std::string& text) { return source.zh() ? "（" + text + "）" : " (" + text + ")"; };
  const auto money = [&](std::string_view path) {
    const auto* value = json::find(record, path);
    return value && value->is_object() ? money_text(source, *value) : std::string{};
  };
  add("claimed", money("money.claimed"));
  add("entitlement", money("money.entitlement"));
  std::string demands;
  for (const auto& demand : json::list_at(record, "demand")) {
    const auto* amount = json::find(demand, "amount");
    demands += (demands.empty() ? "" : source.zh() ? "、" : ", ") + source.say("demand." + std::string(json::text_at(demand, "kind"))) +
               (amount && amount->is_object() ? " " + money_text(source, *amount) : "");
  }
  add("demands", demands);
  std::string care;
  for (const auto& flag : json::list_at(record, "flags.vulnerability"))
    care += (care.empty() ? "" : source.zh() ? "、" : ", ") + source.say("vulnerable." + std::string(json::text_at(flag, "kind"))) + bracketed(source.say(json::text_at(flag, "status")));
  add("vulnerability", care);
  std::string safety;
  for (const auto* kind : {"self_harm", "violence"})
    if (const auto degree = json::text_at(record, std::string("flags.safety.") + kind, "none"); degree != "none")
      safety += (safety.empty() ? "" : source.zh() ? "、" : ", ") + source.say(kind) + bracketed(source.say(degree));
  add("safety", safety);
  if (const auto band = json::text_at(record, "analysis.intake.emotion.band"); !band.empty()) {
    const auto dominant = json::text_at(record, "analysis.intake.emotion.dominant");
    add("emotion", source.say(band) + (dominant.empty() ? "" : " · " + source.say(dominant)) + bracketed(std::to_string(json::integer_at(record, "analysis.intake.emotion.intensity")) + (source.zh() ? "，" : " ") + source.say("of_100")));
  }
  std::string threats;
  for (const auto& threat : json::list_at(record, "analysis.intake.threats"))
    threats += (threats.empty() ? "" : source.zh() ? "、" : ", ") + source.say("threat." + std::string(json::text_at(threat, "kind"))) + bracketed(source.say(json::text_at(threat, "state")));
  add("threats", threats);
  return out;
}

namespace {

/// Which date is missing because the calendar pack ends before it, and what to do.
std::string undated(const Source& source, const std::string& id, const json::Value& missing) {
  const auto name = id.substr(id.find(':') + 1);
  std::string what;
  if (id.starts_with("clock:")) what = source.say("clock." + name);
  else if (name.starts_with("clock:")) what = (source.zh() ? "提醒：" : "the warning of: ") + source.say("clock." + name.substr(6, name.find(':', 6) - 6));
  else {
    const bool reminder = name.find(":remind:") != std::string::npos;
    const auto task_id = name.substr(0, reminder ? name.find(":remind:") : name.find(":escalate") == std::string::npos ? name.find("/escalate") : name.find(":escalate"));
    const auto* task = source.state().task(task_id);
    what = id.starts_with("task:") ? (source.zh() ? "待办的到期日：" : "the due date of the task: ") : reminder ? (source.zh() ? "待办的提醒：" : "a reminder of the task: ") : (source.zh() ? "待办的升级：" : "the escalation of the task: ");
    what += task ? source.pick(&task->title) : name;
  }
  const auto calendar = std::string(json::text_at(missing, "calendar")), last = std::string(json::text_at(missing, "last")), length = std::string(json::text_at(missing, "length"));
  const auto parsed = calendar::parse_duration(length);
  const auto first = std::string(json::text_at(missing, "first"));
  const bool early = json::text_at(missing, "from") < std::string_view(first);
  if (source.zh())
    return "日期算不出来：" + what + "（" + (parsed ? calendar::duration_zh(*parsed) : length) + "）。日历包 " + calendar + (early ? " 从 " + first + " 开始" : " 只到 " + last) + "；请安装包含该日期的日历包，然后运行 amends case resume " +
           source.state().id() + "。其他时限照常计算。";
  return "No date can be worked out for " + what + " (" + (parsed ? calendar::duration_en(*parsed) : length) + "): the calendar pack " + calendar + (early ? " begins on " + first : " ends on " + last) +
         ". Install a calendar pack that reaches the date, then run amends case resume " + source.state().id() + ". The other clocks run.";
}

/// A crisis in one line: its level, why, and the next thing that has a time.
template <class Add>
void crisis_alert(const Source& source, const Add& add) {
  const auto* crisis = json::find(source.record(), "analysis.crisis");
  const auto level = crisis ? json::text_at(*crisis, "level", "none") : std::string_view("none");
  if (level == "none" || level == "watch") return;
  std::string why, next;
  for (const auto& row : json::list_at(*crisis, "why")) why += (why.empty() ? "" : source.zh() ? "、" : ", ") + source.pick(json::find(row, "because"));
  std::optional<Instant> first;
  for (const auto& timer : json::list_at(*crisis, "timer_dates")) {
    const auto due = parse_instant(json::text_at(timer, "due_at"));
    if (json::text_at(timer, "state") != "open" || !due || (first && *first <= *due)) continue;
    first = *due;
    next = source.pick(json::find(timer, "title")) + (source.zh() ? "，" : ", ") + (*due <= source.now ? source.say("timer.missed") + " " : source.say("due") + " ") + without_zone(source.due(*due));
  }
  const std::string colon = source.zh() ? "：" : ": ";
  add("danger", source.say("crisis." + std::string(level)) + (why.empty() ? "" : colon + why) + (source.zh() ? "。" : ".") + (next.empty() ? "" : (source.zh() ? "" : " ") + source.say("crisis.next") + colon + next + (source.zh() ? "。" : ".")));
}

}  // namespace

json::Array alerts(const Source& source) {
  json::Array out;
  const auto add = [&](std::string_view level, std::string text) { out.push_back(json::Object{{"level", level}, {"text", text}}); };
  if (source.state().safety_hold()) {
    std::string contacts;
    for (const auto& contact : json::list_at(source.organisation.raw, "safety_contacts"))
      contacts += (contacts.empty() ? "" : source.zh() ? "；" : "; ") + source.pick(json::find(contact, "name")) + " " + std::string(json::text_at(contact, "number"));
    add("danger", (source.zh() ? "人身安全优先：由受过培训的人员立即联系，不争辩、不谈条件、不让其独处。在其答复之前不发送任何内容，也不开展其他待办。" :
                                 "Safety first: a trained person makes contact at once; no argument, no bargaining, never alone. Nothing is sent and no other task opens before that person has answered.") +
                      (contacts.empty() ? "" : (source.zh() ? " 紧急联系：" : " Emergency contacts: ") + contacts));
  }
  for (const auto& clock : source.state().clocks())
    if (clock.state == "breached" || (clock.state == "running" && clock.due_at <= source.now))
      add("danger", source.say("clock." + clock.kind) + (source.zh() ? "：" : ": ") + source.say("breached") + (source.zh() ? "（" + without_zone(source.due(clock.due_at)) + "）" : " (" + without_zone(source.due(clock.due_at)) + ")"));
  crisis_alert(source, add);
  for (const auto& [id, missing] : source.state().missing_dates()) add("warn", undated(source, id, missing));
  for (const auto& task : source.state().tasks())
    if (task.kind == "guard" && task.status == "open") add("danger", source.pick(&task.title));
  for (const auto& approval : source.state().approvals()) {
    if (!approval.approved || source.state().approval_of(approval.step, approval.items) != &approval || source.loaded.row.status == "finished" || source.loaded.row.status == "cancelled") continue;
    std::string paths;
    for (const auto& path : runtime::uncovered(source.state(), source.organisation, approval, approval.items)) paths += (paths.empty() ? "" : source.zh() ? "、" : ", ") + path_text(source, path);
    if (paths.empty()) continue;
    const auto* task = source.state().task(approval.task);
    const auto title = task ? source.pick(&task->title) : approval.task;
    add("warn", source.zh() ? "批准已失效（" + title + "）：批准之后" + paths + "有变化，发出之前须重新审批。" : "The approval no longer holds (" + title + "): " + paths + " changed after it; have it approved again before anything goes out.");
  }
  for (const auto& message : source.state().outbox_open()) {
    if (message.settled() || message.is_notice()) continue;
    const auto what = label("message." + message.kind, source.options.language), to = receiver_text(message.to, source.options.language, source.options.texts);
    if (message.status == "parked")
      add("danger", source.zh() ? "发送失败，须由人处理：" + what + "（" + to + "）：" + (source.options.texts ? message.reason : "…") + "。查明后运行 amends outbox retry " + message.key + "，不再发送则运行 amends outbox drop"
                                : "Could not be delivered, and needs a person: " + what + " to " + to + ": " + (source.options.texts ? message.reason : "…") + ". Look into it, then amends outbox retry " + message.key + ", or amends outbox drop to give it up");
    else
      add("info", source.zh() ? "待送达：" + what + "（" + to + "），" + source.local(message.added_at) + " 放入发件箱" : "Waits for delivery: " + what + " to " + to + ", in the outbox since " + source.local(message.added_at));
  }
  if (const auto& stop = source.state().suspension())
    add("warn", source.say("run.suspended") + (source.zh() ? "（" : " (") + stop->by + (source.options.texts ? (source.zh() ? "：" : ": ") + stop->reason : std::string{}) + (source.zh() ? "）；法定时限照常计算" : "); legal clocks run on"));
  for (const auto& token : source.state().flow().tokens)
    if (token.state == flow::TokenState::parked) add("warn", source.say("run.parked") + ": " + token.reason);
  // One line for all that is out of date. That an officer has answered since is the course of things; that the facts or the text have changed is not.
  std::string changed, answered;
  for (const auto& [path, section] : source.state().sections()) {
    std::string paths, answers;
    for (const auto& one : source.state().stale_paths(section)) {
      auto& list = one.starts_with("answers.") ? answers : paths;
      const auto text = path_text(source, one);
      if (list.find(text) == std::string::npos) list += (list.empty() ? "" : source.zh() ? "、" : ", ") + text;
    }
    const auto put = [&](std::string& list, const std::string& why) { list += (list.empty() ? "" : source.zh() ? "；" : "; ") + stage_title(source, section.stage) + (source.zh() ? "（" + why + "）" : " (" + why + ")"); };
    if (!paths.empty()) put(changed, paths);
    else if (!answers.empty()) put(answered, answers);
  }
  if (!changed.empty()) add("warn", source.say("stale.list") + (source.zh() ? "：" + changed + "。" : ": " + changed + "."));
  if (!answered.empty() && source.loaded.row.status != "finished") add("info", source.say("answered_since") + (source.zh() ? answered + "。" : answered + "."));
  for (const auto& finding : json::list_at(source.state().opening(), "findings")) add("info", source.pick(json::find(finding, "text")));
  return out;
}

std::string headline(const Source& source, const json::Value& classified, const json::Value& routed) {
  std::string line;
  const auto channel = source.say("channel." + std::string(json::text_at(source.record(), "channel.kind")));
  const auto claimed = json::find(source.record(), "money.claimed");
  const auto amount = claimed && claimed->is_object() ? money_text(source, *claimed) : std::string{};
  std::string demands;
  for (const auto& demand : json::list_at(source.record(), "demand"))
    demands += (demands.empty() ? "" : source.zh() ? "、" : " and ") + source.say("demand." + std::string(json::text_at(demand, "kind")));
  const bool enquiry = json::text_at(source.record(), "case.kind") == "enquiry";
  const auto nature = json::text_at(classified, "nature"), level = json::text_at(classified, "level_text");
  if (source.zh()) {
    line = channel + (enquiry ? "咨询" : "投诉");
    if (!nature.empty()) line += "，" + std::string(nature);
    if (!demands.empty()) line += "，要求" + demands;
    if (!amount.empty()) line += "，涉及" + amount;
    if (!level.empty()) line += "；" + std::string(level);
    if (const auto title = json::text_at(routed, "primary.title"); !title.empty()) line += "；建议途径：" + std::string(title);
  } else {
    line = (enquiry ? "Enquiry by " : "Complaint by ") + channel;
    if (!nature.empty()) line += ": " + std::string(nature);
    if (!demands.empty()) line += "; asks for " + demands;
    if (!amount.empty()) line += ", " + amount;
    if (!level.empty()) line += "; " + std::string(level);
    if (const auto title = json::text_at(routed, "primary.title"); !title.empty()) line += "; proposed route: " + std::string(title);
  }
  // What was decided stands where the answer of the decision says so; without the form's own words it is left to the tasks below.
  for (const auto& task : source.state().tasks())
    if (task.form == "officer_decision" && task.status == "answered") {
      const auto* form = source.runtime.environment().packs->file("forms/officer_decision");
      const auto decision = json::text_at(task.answer, "decision");
      for (const auto& field : form ? json::list_at(*form, "fields") : json::Array{})
        if (json::text_at(field, "field") == "decision")
          if (const auto* words = json::find(field, "value_labels." + std::string(decision))) {
            line += (source.zh() ? "；决定：" : "; decision: ") + source.pick(words);
            if (const auto* sum = json::find(task.answer, "amount"); sum && sum->is_object()) line += " " + money_text(source, *sum);
          }
    }
  const runtime::ClockState* next = nullptr;
  for (const auto& clock : source.state().clocks())
    if (clock.state != "met" && clock.kind != "acknowledge" && (!next || clock.due_at < next->due_at)) next = &clock;
  if (next) line += (source.zh() ? "；须于" : "; to be answered by ") + source.due(next->due_at) + (source.zh() ? "前答复" : "");
  return line + (source.zh() ? "。" : ".");
}

}  // namespace amends::review

#pragma once
// All that can be seen of a case, as lines of text: two states are the same when their dumps are the same bytes. A structure that gets a member does not
// compile here until the dump has it too. Knows no store but the rows of a projection.
#include <algorithm>
#include <string>
#include <vector>

#include "calendar/deadline_event.hpp"
#include "runtime/case_state.hpp"
#include "runtime/projection.hpp"

namespace amends::simulation {

using namespace amends::runtime;

/// Lines "place = value", so that the first one that differs says where.
class Lines {
 public:
  Lines& at(std::string place) {
    place_ = std::move(place);
    return *this;
  }
  void put(std::string_view name, std::string_view text) {
    out_.append(place_).append(1, '.').append(name).append(" = ");
    json::append_string(out_, text);
    out_ += '\n';
  }
  void put(std::string_view name, const std::string& text) { put(name, std::string_view(text)); }
  void put(std::string_view name, const char* text) { put(name, std::string_view(text)); }
  void put(std::string_view name, std::int64_t number) { raw(name, std::to_string(number)); }
  void put(std::string_view name, std::int32_t number) { put(name, std::int64_t{number}); }
  void put(std::string_view name, std::size_t number) { raw(name, std::to_string(number)); }
  void put(std::string_view name, bool flag) { raw(name, flag ? "true" : "false"); }
  void put(std::string_view name, Instant at) { put(name, at.us); }
  void put(std::string_view name, const std::optional<Instant>& at) { raw(name, at ? std::to_string(at->us) : "-"); }
  void put(std::string_view name, const json::Value& value) { raw(name, json::write(value)); }
  void put(std::string_view name, const std::vector<std::string>& words) {
    json::Array list;
    for (const auto& word : words) list.emplace_back(word);
    raw(name, json::write(list));
  }
  void put(std::string_view name, const std::map<std::string, std::string>& pairs) {
    for (const auto& [key, value] : pairs) put(std::string(name) + "[" + key + "]", value);
  }
  void put(std::string_view name, const std::optional<Money>& money) { raw(name, money ? json::write(amends::to_json(*money)) : "-"); }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void raw(std::string_view name, std::string_view text) { out_.append(place_).append(1, '.').append(name).append(" = ").append(text).append(1, '\n'); }
  std::string place_, out_;
};

inline void put_items(Lines& lines, std::string_view name, const std::vector<flow::ItemRef>& refs) {
  json::Array list;
  for (const auto& [each, visit, index] : refs) list.push_back(json::Array{each, visit, index});
  lines.put(name, json::Value(std::move(list)));
}

inline void put_done(Lines& lines, std::string_view name, const std::vector<flow::Done>& all) {
  json::Array list;
  for (const auto& [step, visit, scope, items] : all) {
    json::Array refs;
    for (const auto& [each, of, index] : items) refs.push_back(json::Array{each, of, index});
    list.push_back(json::Array{step, visit, scope, std::move(refs)});
  }
  lines.put(name, json::Value(std::move(list)));
}

inline void dump_flow(Lines& lines, const CaseState& state) {
  const auto& [status, tokens, visits, next_token, suspended, taken, rounds, done] = state.flow();
  lines.at("flow");
  lines.put("json", flow::to_json(state.definition(), state.flow()));
  lines.put("status", flow::status_name(status));
  lines.put("next_token", next_token);
  lines.put("suspended", suspended);
  json::Array seen;
  for (const auto n : visits) seen.emplace_back(n);
  lines.put("visits", json::Value(std::move(seen)));
  for (const auto& [step, visit, alternative] : taken) lines.put("taken", json::Value(json::Array{step, visit, alternative}));
  for (const auto& [step, scope, entered] : rounds) lines.put("round", json::Value(json::Array{step, scope, entered}));
  put_done(lines, "done", done);
  for (const auto& one : tokens) {
    const auto& [id, step, visit, token_state, parent, branch, expected, attempt, again, holds, reason, leaving, go, rungs, arrived, begun, total, heard, items, undoing] = one;
    lines.at("token[" + std::to_string(id) + "]");
    lines.put("step", state.definition().step(step).name);
    lines.put("visit", visit);
    lines.put("state", flow::token_state_name(token_state));
    lines.put("numbers", json::Value(json::Array{parent, branch, expected, attempt, again, leaving, go, arrived, begun, total}));
    lines.put("holds", holds);
    lines.put("reason", reason);
    lines.put("rungs", rungs);
    json::Array ears;
    for (const auto n : heard) ears.emplace_back(n);
    lines.put("heard", json::Value(std::move(ears)));
    put_items(lines, "items", items);
    put_done(lines, "undoing", undoing);
    const auto around = state.items_of(&one);
    lines.put("around", name_of(around));
    for (const auto& each : around) {
      const auto& name = state.definition().step(state.definition().find(each.each)).each.as;
      const auto* value = state.item_variable(name, around);
      lines.put("variable[" + name + "]", value ? *value : json::Value("none"));
    }
    if (const auto own = state.record_at(around)) lines.put("own_record", *own);
    if (const auto* list = state.items({step, visit, 0}))
      for (const auto& [key, value, by] : *list) lines.put("item[" + key + "]" + by, value);
    for (const auto& ref : items)
      if (const auto* list = state.items(ref))
        for (const auto& [key, value, by] : *list) lines.put("around[" + key + "]" + by, value);
  }
}

inline void dump_task(Lines& lines, const CaseState& state, const TaskState& task) {
  const auto& [id, kind, role, form, step, stage, item, items, title, fields, opened_at, due_at, blocking, question, status, answered_by, answered_for, shows, limits, answered_at, answer, guards, escalated_to, meets,
               candidate_people, candidate_roles, assignee, assignee_for, assigned_at, passed_by, acts, reminders] = task;
  lines.at("task[" + id + "]");
  lines.put("items", name_of(items));
  for (const auto& [name, text] : std::initializer_list<std::pair<const char*, const std::string&>>{
           {"kind", kind}, {"role", role}, {"form", form}, {"step", step}, {"stage", stage}, {"item", item}, {"status", status}, {"answered_by", answered_by}, {"answered_for", answered_for}, {"assignee", assignee}, {"assignee_for", assignee_for}})
    lines.put(name, text);
  for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const json::Value&>>{{"title", title}, {"fields", fields}, {"shows", shows}, {"limits", limits}, {"answer", answer}, {"guards", guards}}) lines.put(name, value);
  for (const auto& [name, words] :
       std::initializer_list<std::pair<const char*, const std::vector<std::string>&>>{{"escalated_to", escalated_to}, {"meets", meets}, {"people", candidate_people}, {"roles", candidate_roles}, {"passed_by", passed_by}})
    lines.put(name, words);
  lines.put("opened_at", opened_at);
  lines.put("due_at", due_at);
  lines.put("answered_at", answered_at);
  lines.put("assigned_at", assigned_at);
  lines.put("blocking", blocking);
  lines.put("question", question);
  lines.put("withheld", state.withholds(task));
  lines.put("reminders", reminders);
  lines.put("late", task.late());
  for (const auto& [act, by, by_role, on_behalf_of, other, reason, when] : acts)
    lines.put("act", json::Value(json::Array{json::Value(act), json::Value(by), json::Value(by_role), json::Value(on_behalf_of), json::Value(other), json::Value(reason), when.us}));
}

inline void dump_clock(Lines& lines, const ClockState& clock) {
  const auto& [kind, rule, basis, starts_at, due_at, first_start, events, clock_state, met_at, met_by, breached_at, warned, rungs, ledger, changes, on_breach, to] = clock;
  lines.at("clock[" + kind + "]");
  lines.put("rule", rule);
  lines.put("basis", basis);
  lines.put("starts_at", starts_at);
  lines.put("due_at", due_at);
  lines.put("first_start", first_start);
  for (const auto& event : events) lines.put("event", json::Value(calendar::to_json(event)));
  lines.put("state", clock_state);
  lines.put("met_at", met_at);
  lines.put("met_by", met_by);
  lines.put("breached_at", breached_at);
  json::Array fired;
  for (const auto rung : warned) fired.emplace_back(rung);
  lines.put("warned", json::Value(std::move(fired)));
  lines.put("rungs", rungs);
  lines.put("ledger", ledger);
  lines.put("changes", json::Value(changes));
  lines.put("on_breach", on_breach);
  lines.put("to", to);
}

inline void dump_approval(Lines& lines, const Approval& approval) {
  const auto& [step, task, by, role, on_behalf_of, items, at, seq, approved, digest, parts, amount, amount_is_total, limits, uses] = approval;
  lines.at("approval[" + task + "]");
  lines.put("step", step);
  lines.put("by", by);
  lines.put("role", role);
  lines.put("for", on_behalf_of);
  lines.put("items", name_of(items));
  lines.put("at", at);
  lines.put("seq", seq);
  lines.put("approved", approved);
  lines.put("digest", digest);
  lines.put("parts", parts);
  lines.put("amount", amount);
  lines.put("amount_is_total", amount_is_total);
  lines.put("limits", to_json(limits));
  for (const auto& [used_by, used_task, released] : uses) {
    lines.put("use", used_by + " " + used_task);
    lines.put("released", released);
  }
}

/// Everything of a case that anybody outside can see, in one order.
inline std::string dump(const CaseState& state) {
  Lines lines;
  lines.at("case");
  lines.put("id", state.id());
  lines.put("institution", state.institution());
  lines.put("opening", state.opening());
  lines.put("record", state.record());
  lines.put("safety_hold", state.safety_hold());
  dump_flow(lines, state);
  for (const auto& [path, section] : state.sections()) {
    lines.at("section[" + path + "]");
    lines.put("stage", section.stage);
    lines.put("section", section.section);
    lines.put("step", section.step);
    lines.put("item", section.item);
    lines.put("items", name_of(section.items));
    lines.put("version", section.version);
    lines.put("library", section.library);
    lines.put("run", section.run);
    lines.put("runs", state.runs(path));
    lines.put("seq", section.seq);
    lines.put("at", section.at);
    lines.put("envelope", section.envelope);
    lines.put("reads", section.reads);
    lines.put("clashes", section.clashes);
    lines.put("stale", state.stale_paths(section));
    for (const auto& [read, digest] : section.reads) {
      lines.put("digest[" + read + "]", state.digest_at(read, section.items));
      lines.put("text[" + read + "]", state.text_at(read, section.items));
    }
  }
  for (const auto& task : state.tasks()) {
    dump_task(lines, state, task);
    lines.put("found", state.task(task.id) == &task);  // whatever finds it: a list, an index
    lines.put("refusals", state.refusals(task.id));
  }
  for (const auto& clock : state.clocks()) {
    dump_clock(lines, clock);
    lines.put("found", state.clock(clock.kind) == &clock);
    lines.put("refusals", state.refusals("clock:" + clock.kind));
  }
  lines.at("timers");
  for (const auto& [id, due] : state.timers()) lines.put(id, due);
  lines.at("waits");
  for (const auto& [id, wait] : state.waits()) lines.put(id, wait.case_id + " " + wait.id + " " + wait.name + " " + wait.key);
  lines.at("results");
  for (const auto& [step, results] : state.results()) {
    lines.put(step, results.newest());
    for (const auto& [items, value] : results.all()) lines.put(step + "[" + items + "]", value);
  }
  for (const auto& [path, by, role, reason, value, before, machine, at] : state.corrections()) {
    lines.at("correction[" + path + "]");
    lines.put("by", by);
    lines.put("role", role);
    lines.put("reason", reason);
    lines.put("value", value);
    lines.put("before", before);
    lines.put("machine", machine);
    lines.put("at", at);
    lines.put("uncorrected", state.uncorrected(path));
  }
  for (const auto& approval : state.approvals()) {
    dump_approval(lines, approval);
    lines.put("newest", state.approval_of(approval.step, approval.items) == &approval);
  }
  lines.at("provenance");
  for (const auto& [path, by] : state.provenance()) lines.put(path, by);
  lines.at("store_facts");
  for (const auto& [name, value] : json::object_at(state.record(), "store_facts")) lines.put(name, state.is_given("store_facts." + std::string(name)));
  lines.at("message_ids");
  for (const auto& id : state.message_ids()) lines.put("id", id);
  for (const auto& [by, role, reason, task, at] : state.recusals()) {
    lines.at("recusal[" + by + "]");
    lines.put("role", role);
    lines.put("reason", reason);
    lines.put("task", task);
    lines.put("at", at);
  }
  for (const auto& [name, key, message_id, body, until] : state.kept_messages()) {
    lines.at("kept[" + name + "]");
    lines.put("key", key);
    lines.put("id", message_id);
    lines.put("body", body);
    lines.put("until", until);
  }
  lines.at("outbox");
  lines.put("settled", state.outbox().size() - state.outbox_open().size());
  for (const auto& message : state.outbox()) {
    const auto& [key, kind, to, body, step, visit, items, seq, added_at, ready_at, status, failures, reason, settled_at] = message;
    lines.at("outbox[" + key + "]");
    lines.put("found", state.outgoing(key) == &message);
    lines.put("kind", kind);
    lines.put("to", to);
    lines.put("body", body);
    lines.put("step", step);
    lines.put("visit", visit);
    lines.put("items", name_of(items));
    lines.put("seq", seq);
    lines.put("added_at", added_at);
    lines.put("ready_at", ready_at);
    lines.put("status", status);
    lines.put("failures", failures);
    lines.put("reason", reason);
    lines.put("settled_at", settled_at);
  }
  lines.at("suspension");
  if (const auto& stopped = state.suspension()) {
    lines.put("by", stopped->by);
    lines.put("reason", stopped->reason);
    lines.put("at", stopped->at);
  }
  lines.at("missing_dates");
  for (const auto& [id, missing] : state.missing_dates()) lines.put(id, missing);
  lines.at("left_to_do");
  for (const auto& command : left_to_do(state))
    lines.put(command.step == flow::kEnd ? "-" : state.definition().step(command.step).name, std::to_string(static_cast<int>(command.kind)) + " " + std::to_string(command.visit) + " " + std::to_string(command.attempt) + " " + command.id + " " + command.message);
  return lines.take();
}

/// The rows of a case, in the order of their ids: what a store holds and what a fold gives are the same when these are.
inline std::string dump(store::Projection rows) {
  Lines lines;
  const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
  lines.at("row");
  lines.put("status", rows.status);
  std::sort(rows.attributes.begin(), rows.attributes.end());
  for (const auto& [name, value] : rows.attributes) lines.put("attribute[" + name + "]", value);
  std::sort(rows.tasks.begin(), rows.tasks.end(), by_id);
  for (const auto& [case_id, id, kind, role, form, step, title, opened_at, due_at, blocking, status, answered_by, detail] : rows.tasks) {
    lines.at("row.task[" + id + "]");
    lines.put("case", case_id);
    lines.put("kind", kind);
    lines.put("role", role);
    lines.put("form", form);
    lines.put("step", step);
    lines.put("title", title);
    lines.put("opened_at", opened_at);
    lines.put("due_at", due_at);
    lines.put("blocking", blocking);
    lines.put("status", status);
    lines.put("answered_by", answered_by);
    lines.put("detail", detail);
  }
  lines.at("row.timer");
  std::sort(rows.timers_set.begin(), rows.timers_set.end(), by_id);
  for (const auto& timer : rows.timers_set) lines.put(timer.id, timer.due_at);
  lines.at("row.wait");
  std::sort(rows.waits_set.begin(), rows.waits_set.end(), by_id);
  for (const auto& wait : rows.waits_set) lines.put(wait.id, wait.name + " " + wait.key);
  std::sort(rows.outbox_set.begin(), rows.outbox_set.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  for (const auto& message : rows.outbox_set) {
    lines.at("row.outbox[" + message.key + "]");
    lines.put("seq", message.seq);
    lines.put("kind", message.kind);
    lines.put("to", message.recipient);
    lines.put("status", message.status);
    lines.put("added_at", message.added_at);
    lines.put("ready_at", message.ready_at);
    lines.put("failures", message.failures);
  }
  lines.at("row.keys");
  if (rows.lookup_keys)
    for (const auto& key : *rows.lookup_keys) lines.put(key.key, std::to_string(key.at.us) + " " + std::to_string(key.number));
  return lines.take();
}

/// The first line in which two dumps differ, of both; empty when they are the same.
inline std::string first_difference(std::string_view a, std::string_view b) {
  if (a == b) return {};
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  const auto line = [&](std::string_view text) {
    if (text.empty()) return std::string("(nothing)");
    const auto from = at == 0 ? 0 : text.rfind('\n', std::min(at, text.size()) - 1) + 1;  // npos + 1 is the beginning
    const auto to = std::min(text.find('\n', from), text.size());
    std::string out(text.substr(from, std::min<std::size_t>(to - from, 400)));
    if (at > from + 300) out += " … " + std::string(text.substr(at - 60, std::min<std::size_t>(200, to - std::min(to, at - 60))));
    return out;
  };
  return line(a) + "\n  against\n" + line(b);
}

}  // namespace amends::simulation

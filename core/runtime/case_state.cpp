#include "runtime/case_state.hpp"

#include <algorithm>
#include <array>

#include "calendar/deadline_event.hpp"
#include "support/hash.hpp"

namespace amends::runtime {
namespace {

constexpr std::array<std::string_view, 26> kFactRoots{"case",   "channel",    "text",  "parties", "product",     "contract",     "money",       "demand",      "events",
                                                      "documents", "history", "regulator", "litigation", "media", "group",       "flags",       "answers",     "route_facts",
                                                      "crisis_facts", "agent_facts", "store_facts", "outcome", "letters", "followups", "lessons", "consents"};

constexpr std::string_view kAnswers = "answers.";
constexpr std::string_view kLookup = "lookup:";  ///< and the stage: who set an answer about other cases

/// Of what was asked, whatever the answers.
std::string digest_of_questions(const json::Array& list) {
  json::Array asked;
  for (const auto& one : list) {
    json::Object kept;
    for (const auto* member : {"lookup", "question", "given"})
      if (const auto* value = json::find(one, member)) kept[member] = *value;
    asked.push_back(std::move(kept));
  }
  return short_digest(json::canonical(json::Value(std::move(asked))));
}

std::string command_step(std::string_view id) {
  const auto parsed = flow::parse_command_id(id);
  return parsed ? parsed->step : std::string{};
}

std::optional<Instant> instant_at(const json::Value& value, std::string_view path) {
  const auto text = json::text_at(value, path);
  if (text.empty()) return std::nullopt;
  const auto parsed = parse_instant(text);
  return parsed ? std::optional<Instant>(*parsed) : std::nullopt;
}

}  // namespace

bool is_fact_root(std::string_view name) {
  return std::find(kFactRoots.begin(), kFactRoots.end(), name) != kFactRoots.end() || name == "analysis" || name == "ext" || name == "clocks";
}

std::string record_path(std::string_view path) {
  const auto root = path.substr(0, path.find('.'));
  return is_fact_root(root) ? std::string(path) : "analysis." + std::string(path);
}

std::string short_stage_id(std::string_view stage) {
  constexpr std::string_view kOwn = "amends.";
  return std::string(stage.starts_with(kOwn) ? stage.substr(kOwn.size()) : stage);
}

std::string default_section(std::string_view stage) {
  constexpr std::string_view kOwn = "amends.";
  return stage.starts_with(kOwn) ? "analysis." + std::string(stage.substr(kOwn.size())) : "ext." + std::string(stage);
}

std::string to_actor(const StageActor& actor) {
  auto out = "stage:" + actor.stage + "@" + actor.version;
  if (!actor.library.empty()) out += "#" + actor.library;
  return out;
}

StageActor parse_stage_actor(std::string_view actor) {
  constexpr std::string_view kPrefix = "stage:";
  StageActor out;
  if (!actor.starts_with(kPrefix)) return out;
  actor.remove_prefix(kPrefix.size());
  if (const auto mark = actor.find('#'); mark != std::string_view::npos) {
    out.library = actor.substr(mark + 1);
    actor = actor.substr(0, mark);
  }
  const auto at = actor.find('@');
  out.stage = actor.substr(0, at);
  if (at != std::string_view::npos) out.version = actor.substr(at + 1);
  return out;
}

std::string short_digest(std::string_view text) { return hex(std::span<const std::uint8_t>(sha256(text)).first(8)); }

std::string short_digest(const json::Value* value) { return !value || value->is_null() ? "-" : short_digest(json::canonical(*value)); }

bool paths_overlap(std::string_view a, std::string_view b) {
  const auto below = [](std::string_view inner, std::string_view outer) { return inner == outer || (inner.starts_with(outer) && inner[outer.size()] == '.'); };
  return below(a, b) || below(b, a);
}

std::string stage_task_id(std::string_view stage, std::string_view id, std::string_view item) {
  auto out = short_stage_id(stage) + "." + std::string(id);
  if (!item.empty()) out += "@" + std::string(item);
  return out;
}

std::vector<std::string> blocking_ids(const json::Value& envelope, std::string_view stage, std::string_view item) {
  const bool need_input = json::text_at(envelope, "status") == "need_input";
  std::vector<std::string> ids;
  for (const auto& task : json::list_at(envelope, "tasks"))
    if (json::bool_at(task, "blocking")) ids.push_back(stage_task_id(stage, json::text_at(task, "id"), item));
  std::vector<std::string> questions;
  for (const auto& question : json::list_at(envelope, "questions")) {
    const auto id = stage_task_id(stage, json::text_at(question, "id"), item);
    if (json::bool_at(question, "blocking")) ids.push_back(id);
    questions.push_back(id);
  }
  // A stage that needs input holds its step even when it forgot to mark its question.
  if (need_input && ids.empty()) ids = questions;
  return ids;
}

bool CaseState::is_answer(std::string_view path) const {
  if (!path.starts_with("store_facts.")) return false;
  const auto by = provenance_.find(std::string(path));
  return by != provenance_.end() && by->second.starts_with(kLookup);
}

bool CaseState::is_given(std::string_view path) const {
  const auto* value = json::find(record_, path);
  return value && !value->is_null() && !is_answer(path);
}

bool CaseState::has_answers(const std::string& stage, std::int64_t run, const json::Array& questions) const {
  const auto found = lookups_.find(stage);
  return found != lookups_.end() && found->second.run == run && found->second.questions == digest_of_questions(questions);
}

const ClockState* CaseState::clock(std::string_view kind) const {
  const auto found = std::find_if(clocks_.begin(), clocks_.end(), [&](const ClockState& c) { return c.kind == kind; });
  return found == clocks_.end() ? nullptr : &*found;
}

ClockState* CaseState::find_clock(std::string_view kind) { return const_cast<ClockState*>(std::as_const(*this).clock(kind)); }

std::int32_t CaseState::runs(const std::string& section) const {
  const auto found = sections_.find(section);
  return found == sections_.end() ? 0 : found->second.run;
}

const std::vector<Item>* CaseState::items(const flow::ItemRef& of) const {
  const auto found = items_.find(definition_->step(of.each).name + "#" + std::to_string(of.visit));
  return found == items_.end() ? nullptr : &found->second;
}

std::map<std::string, json::Value> CaseState::variables(const flow::Token* token) const {
  std::map<std::string, json::Value> out;
  if (!token) return out;
  for (const auto& ref : token->items)
    if (const auto* list = items(ref); list && static_cast<std::size_t>(ref.index) < list->size()) out[definition_->step(ref.each).each.as] = (*list)[static_cast<std::size_t>(ref.index)].value;
  return out;
}

std::string CaseState::item_of(const flow::Token* token) const {
  std::string out;
  if (!token) return out;
  for (const auto& ref : token->items)
    if (const auto* list = items(ref); list && static_cast<std::size_t>(ref.index) < list->size()) out += (out.empty() ? "" : ".") + (*list)[static_cast<std::size_t>(ref.index)].key;
  return out;
}

std::string CaseState::section_of(const std::string& section, const flow::Token* token) const {
  const auto item = item_of(token);
  return item.empty() ? section : section + "." + item;
}

std::optional<json::Value> CaseState::record_of_item(const std::string& item) const {
  if (item_answers_.empty()) return std::nullopt;
  json::Value out = record_;
  for (const auto& [form, answers] : item_answers_) {
    const auto path = std::string(kAnswers) + form;
    const auto own = answers.find(item);
    if (own == answers.end()) json::erase(out, path);
    else (void)json::set(out, path, own->second);
  }
  return out;
}

bool CaseState::holds_item_answers(std::string_view path) const {
  return std::any_of(item_answers_.begin(), item_answers_.end(), [&](const auto& one) { return paths_overlap(path, std::string(kAnswers) + one.first); });
}

void CaseState::add_items(std::string_view step, std::int32_t visit, const json::Array& items) {
  auto& list = items_[std::string(step) + "#" + std::to_string(visit)];
  for (const auto& one : items) {
    const auto* value = json::find(one, "value");
    list.push_back({std::string(json::text_at(one, "key")), value ? *value : json::Value(nullptr)});
  }
}

const Approval* CaseState::approval_of(std::string_view step) const {
  const auto found = std::find_if(approvals_.rbegin(), approvals_.rend(), [&](const Approval& one) { return one.step == step; });
  return found == approvals_.rend() ? nullptr : &*found;
}

std::size_t CaseState::refusals(std::string_view task_id) const {
  const auto found = refusals_.find(task_id);
  return found == refusals_.end() ? 0 : found->second;
}

void CaseState::use_approval(const json::Value& release, std::string_view step, std::string_view task_id) {
  const auto found = std::find_if(approvals_.rbegin(), approvals_.rend(), [&](const Approval& one) { return one.task == json::text_at(release, "task"); });
  if (found == approvals_.rend()) return;
  if (std::any_of(found->uses.begin(), found->uses.end(), [&](const Use& use) { return use.task == task_id; })) return;  // a stage that ran again in its visit
  Use use{std::string(step), std::string(task_id), std::nullopt};
  if (const auto* sum = json::find(release, "released"); !json::is_null(sum))
    if (const auto money = money_from_json(*sum)) use.released = *money;
  found->uses.push_back(std::move(use));
}

CaseState::Derived& CaseState::derived(const std::string& path) const {
  const auto [found, added] = derived_.try_emplace(path);
  if (added) found->second.full = record_path(path);
  return found->second;
}

const std::string& CaseState::digest_at(const std::string& path) const {
  auto& known = derived(path);
  if (known.digest) return *known.digest;
  if (path != "clocks") {
    const auto& text = text_at(path);
    return known.digest.emplace(text.empty() || text == "null" ? "-" : short_digest(text));
  }
  // Of the clocks a stage may rest on whether one was missed; that one was met in time makes no reading stale.
  json::Array missed;
  for (const auto& clock : clocks_)
    if (clock.state == "breached" || (clock.met_at && !(*clock.met_at < clock.due_at))) missed.emplace_back(clock.kind);
  return known.digest.emplace(short_digest(json::canonical(missed)));
}

const std::string& CaseState::text_at(const std::string& path) const {
  auto& known = derived(path);
  if (known.text) return *known.text;
  const auto* value = json::find(record_, known.full);
  return known.text.emplace(value ? json::canonical(*value) : std::string{});
}

void CaseState::changed(std::string_view full_path) {
  if (full_path.ends_with(".[]")) full_path.remove_suffix(3);  // one more element: the list has changed
  std::erase_if(derived_, [&](const auto& one) { return paths_overlap(one.second.full, full_path); });
}

std::vector<std::string> CaseState::stale_paths(const SectionState& section) const {
  std::vector<std::string> changed;
  for (const auto& [path, digest] : section.reads)
    if (digest_at(path) != digest && !is_answer(path) && !(!section.item.empty() && holds_item_answers(path))) changed.push_back(path);
  return changed;
}

void CaseState::set_fact(std::string_view path, json::Value value, std::string_view by) {
  // A path was checked when the event was made; a failure here leaves the fact as it was.
  if (json::set(record_, path, std::move(value))) provenance_[std::string(path)] = std::string(by);
  changed(path);
}

void CaseState::record_clocks() {
  json::Array list;
  for (const auto& clock : clocks_) {
    json::Array paused;
    for (const auto& event : clock.events) {
      if (event.kind == calendar::DeadlineEventKind::suspended) paused.push_back(json::Object{{"from", format_instant(event.at)}, {"to", nullptr}, {"reason", event.reason}});
      if (event.kind == calendar::DeadlineEventKind::resumed && !paused.empty()) paused.back().get_object()["to"] = format_instant(event.at);
    }
    json::Object one{{"kind", clock.kind}, {"basis", clock.rule}, {"starts_at", format_instant(clock.starts_at)}, {"due_at", format_instant(clock.due_at)}, {"paused", std::move(paused)}, {"met_at", nullptr}};
    if (clock.met_at) one["met_at"] = format_instant(*clock.met_at);
    list.push_back(std::move(one));
  }
  (void)json::set(record_, "clocks", std::move(list));
  changed("clocks");
}

json::Value CaseState::uncorrected(std::string_view path) const {
  const auto value_of = [](const json::Value* value) { return value ? *value : json::Value(nullptr); };
  if (const auto* section = section_of(path)) return value_of(json::find(section->envelope, "result." + std::string(path.substr(section->section.size() + 1))));
  const auto now = value_of(json::find(record_, path));
  const auto last = std::find_if(corrections_.rbegin(), corrections_.rend(), [&](const Correction& one) { return one.path == path; });
  return last != corrections_.rend() && last->value == now ? last->machine : now;
}

const SectionState* CaseState::section_of(std::string_view path) const {
  const auto inside = [&](const auto& one) { return path.size() > one.first.size() && path.starts_with(one.first) && path[one.first.size()] == '.'; };
  const auto found = std::find_if(sections_.begin(), sections_.end(), inside);
  return found == sections_.end() ? nullptr : &found->second;
}

void CaseState::apply_corrections(std::string_view section_path) {
  // The machine's values first, of all of them: a correction inside another one finds what the machine read there.
  for (auto& correction : corrections_) {
    if (!paths_overlap(correction.path, section_path)) continue;
    const auto* machine = json::find(record_, correction.path);
    correction.machine = machine ? *machine : json::Value(nullptr);
  }
  for (const auto& correction : corrections_) {
    if (!paths_overlap(correction.path, section_path)) continue;
    (void)json::set(record_, correction.path, correction.value);
    changed(correction.path);
  }
}

void CaseState::open_envelope_tasks(const SectionState& section, Instant at) {
  std::set<std::string> offered;
  const auto upsert = [&](TaskState task) {
    offered.insert(task.id);
    const auto* known = tasks_.find(task.id);
    if (!known) return tasks_.add(std::move(task));
    if (known->status == "answered") return;  // a person has spoken; the stage reads the answer
    tasks_.change(task.id, [&](TaskState& now) {
      task.opened_at = now.status == "open" ? now.opened_at : task.opened_at;
      task.escalated_to = now.escalated_to;
      if (now.status == "open") {  // it stays with who has it
        task.assignee = now.assignee;
        task.assignee_for = now.assignee_for;
        task.assigned_at = now.assigned_at;
        task.passed_by = now.passed_by;
      }
      task.acts = std::move(now.acts);
      now = std::move(task);
    });
  };
  // Safety first: such a task opens before the others are looked at, wherever it stands in the list.
  for (int pass = 0; pass < 2; ++pass) {
    for (const auto& item : json::list_at(section.envelope, "tasks")) {
      const bool is_safety = json::text_at(item, "kind") == "safety";
      if (is_safety != (pass == 0)) continue;
      TaskState task;
      task.id = stage_task_id(section.stage, json::text_at(item, "id"), section.item);
      task.item = section.item;
      task.kind = is_safety ? "safety" : "stage";
      task.role = json::text_at(item, "owner_role", "handler");
      task.form = json::text_at(item, "form");
      task.step = section.step;
      task.stage = section.stage;
      if (const auto* title = json::find(item, "title")) task.title = *title;
      task.opened_at = at;
      task.due_at = instant_at(item, "due_at");
      task.blocking = json::bool_at(item, "blocking");
      for (const auto& kind : json::list_at(item, "meets")) task.meets.emplace_back(json::text_or(&kind, ""));
      upsert(std::move(task));
    }
  }
  for (const auto& item : json::list_at(section.envelope, "questions")) {
    TaskState task;
    task.id = stage_task_id(section.stage, json::text_at(item, "id"), section.item);
    task.item = section.item;
    task.kind = "question";
    task.question = true;
    task.role = json::text_at(item, "to_role", "handler");
    task.form = json::text_at(item, "form_name");
    if (task.form.empty()) task.form = std::string(json::text_at(item, "id"));
    task.step = section.step;
    task.stage = section.stage;
    if (const auto* reason = json::find(item, "reason")) task.title = *reason;
    if (const auto* fields = json::find(item, "form")) task.fields = *fields;
    task.opened_at = at;
    task.due_at = instant_at(item, "due_at");
    task.blocking = json::bool_at(item, "blocking") || json::text_at(section.envelope, "status") == "need_input";
    upsert(std::move(task));
  }
  // What an earlier run asked and this one no longer does is closed.
  tasks_.change_open([&](TaskState& task) {
    if (task.stage != section.stage || task.item != section.item || offered.contains(task.id)) return false;
    task.status = "closed";
    return true;
  });
}

void CaseState::withdraw(const std::vector<flow::Command>& commands) {
  for (const auto& command : commands) {
    if (command.kind == flow::CommandKind::close_task) {
      if (const auto* known = task(command.id); known && known->status == "open") tasks_.change(command.id, [](TaskState& task) { task.status = "closed"; });
      missing_dates_.erase("task:" + command.id);
    } else if (command.kind == flow::CommandKind::cancel_timer) {
      timers_.erase(command.id);
      missing_dates_.erase("timer:" + command.id);
    } else if (command.kind == flow::CommandKind::forget_message) {
      waits_.erase(command.id);
    }
  }
}

Result<std::vector<flow::Command>> CaseState::advance(const flow::Event& event) {
  std::vector<flow::Command> commands;
  AMENDS_CHECK(flow::advance_in_place(*definition_, flow_, event, commands));  // a refused event leaves the state as it was
  withdraw(commands);
  return commands;
}

Result<std::vector<flow::Command>> CaseState::apply(std::string_view kind, json::Value payload, Instant at, std::int64_t seq, std::string_view actor, json::Value* envelope) {
  auto commands = fold_any(kind, std::move(payload), at, seq, actor, envelope);
  if (!commands) return commands;
  // While a person may be in danger nothing else is done (guardrail G10).
  const bool danger = safety_hold();
  tasks_.change_open([&](TaskState& task) {
    const bool before = task.withheld;
    task.withheld = danger && task.kind != "safety";
    return task.withheld != before;
  });
  return commands;
}

Result<std::vector<flow::Command>> CaseState::fold(std::string_view kind, json::Value payload, Instant at, std::int64_t seq, std::string_view actor, json::Value* envelope) {
  const auto text = [&](std::string_view path) { return std::string(json::text_at(payload, path)); };
  // Takes a member out of the payload; what is not kept goes with it.
  const auto member = [&](std::string_view name) {
    auto* found = payload.is_object() ? payload.get_object().if_contains(name) : nullptr;
    return found ? std::move(*found) : json::Value(nullptr);
  };
  flow::Event event;
  event.step = text("step");
  event.visit = static_cast<std::int32_t>(json::integer_at(payload, "visit", 1));
  event.id = text("id");
  event.reason = text("reason");

  if (kind == kinds::case_opened) {
    record_ = member("record");
    institution_ = json::text_at(record_, "case.institution");
    opening_ = std::move(payload);
    opening_.as_object().erase("record");
    event.kind = flow::EventKind::started;
    return advance(event);
  }
  if (kind == kinds::stage_done) {
    SectionState section(envelope ? std::move(*envelope) : member("envelope"));
    auto by = parse_stage_actor(actor);
    section.stage = std::move(by.stage);
    section.version = std::move(by.version);
    section.library = std::move(by.library);
    section.section = text("section");
    if (section.section.empty()) section.section = default_section(section.stage);
    section.step = event.step;
    section.item = text("item");
    section.seq = seq;
    section.at = at;
    section.run = static_cast<std::int32_t>(json::integer_at(section.envelope, "run", 1));
    section.clashes = member("clashes");
    for (const auto& [path, digest] : json::object_at(payload, "reads")) section.reads.emplace(std::string_view(path), json::text_or(&digest, "-"));
    event.kind = flow::EventKind::stage_done;
    event.need_input = json::text_at(section.envelope, "status") == "need_input";
    for (auto& id : blocking_ids(section.envelope, section.stage, section.item)) {
      const auto* known = task(id);
      if (!known || known->status != "answered") event.holds.push_back(std::move(id));
    }
    auto commands = advance(event);
    if (!commands) return commands;
    const auto* result = json::find(section.envelope, "result");
    (void)json::set(record_, section.section, result ? *result : json::Value(nullptr));
    changed(section.section);
    for (const auto& fact : json::list_at(payload, "applied")) {
      const auto* value = json::find(fact, "value");
      set_fact(json::text_at(fact, "path"), value ? *value : json::Value(nullptr), "stage:" + section.stage);
    }
    apply_corrections(section.section);
    open_envelope_tasks(section, at);
    if (const auto* release = json::find(payload, "release")) use_approval(*release, section.step, section.step + "#" + std::to_string(event.visit));
    sections_.erase(section.section);  // an arena's value is moved by construction only
    auto path = section.section;
    sections_.emplace(std::move(path), std::move(section));
    return commands;
  }
  if (kind == kinds::lookup_answered) {
    const auto stage = text("stage");
    const auto& answers = json::list_at(payload, "answers");
    lookups_[stage] = {json::integer_at(payload, "run", 1), digest_of_questions(answers)};
    for (const auto& one : answers) {
      if (json::bool_at(one, "given")) continue;
      const auto* answer = json::find(one, "answer");
      set_fact("store_facts." + std::string(json::text_at(one, "lookup")), answer ? *answer : json::Value(nullptr), std::string(kLookup) + stage);
    }
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::stage_failed) {
    event.kind = flow::EventKind::stage_failed;
    event.code = text("code");
    event.retryable = json::bool_at(payload, "retryable");
    event.reason = text("message");
    return advance(event);
  }
  if (kind == kinds::chosen) {
    event.kind = flow::EventKind::chosen;
    event.branch = static_cast<std::int32_t>(json::integer_at(payload, "branch", -1));
    for (const auto& branch : json::list_at(payload, "branches")) event.branches.push_back(branch.is_int64() ? static_cast<std::int32_t>(branch.get_int64()) : -1);
    return advance(event);
  }
  if (kind == kinds::items_listed || kind == kinds::item_added) {
    const auto& items = json::list_at(payload, "items");
    event.kind = kind == kinds::items_listed ? flow::EventKind::listed : flow::EventKind::item_added;
    event.count = static_cast<std::int32_t>(items.size());
    auto commands = advance(event);
    if (commands) add_items(event.step, event.visit, items);
    return commands;
  }
  if (kind == kinds::message_kept) {
    std::erase_if(kept_, [&](const KeptMessage& one) { return one.until <= at; });
    kept_.push_back({text("name"), text("key"), text("message_id"), member("body"), instant_at(payload, "until").value_or(at)});
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::decided) {
    event.kind = flow::EventKind::decided;
    auto commands = advance(event);
    if (commands) results_[event.step] = member("output");
    return commands;
  }
  if (kind == kinds::facts_set) {
    if (!event.step.empty()) {
      event.kind = flow::EventKind::facts_set;
      auto commands = advance(event);
      if (!commands) return commands;
      for (const auto& fact : json::list_at(payload, "facts")) {
        const auto* value = json::find(fact, "value");
        set_fact(json::text_at(fact, "path"), value ? *value : json::Value(nullptr), "step:" + event.step);
      }
      return commands;
    }
    for (const auto& fact : json::list_at(payload, "facts")) {
      const auto* value = json::find(fact, "value");
      set_fact(json::text_at(fact, "path"), value ? *value : json::Value(nullptr), actor);
    }
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::task_opened) {
    TaskState task;
    task.id = event.id;
    task.kind = text("kind");
    task.role = text("role");
    task.form = text("form");
    task.step = event.step;
    task.title = member("title");
    task.fields = member("fields");
    task.shows = member("shows");
    task.limits = member("limits");
    for (const auto& one : json::list_at(payload, "candidates.people")) task.candidate_people.emplace_back(json::text_or(&one, ""));
    for (const auto& one : json::list_at(payload, "candidates.roles")) task.candidate_roles.emplace_back(json::text_or(&one, ""));
    task.opened_at = at;
    task.due_at = instant_at(payload, "due_at");
    task.blocking = json::bool_at(payload, "blocking");
    tasks_.add(std::move(task));
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::task_answered) {
    const auto* open = task(event.id);
    if (!open || open->status != "open") return fail(ErrorCode::state, "the task " + event.id + " is not open any more; read the case again", id_);
    std::vector<flow::Command> commands;
    const auto& tokens = flow_.tokens;
    const bool holds = std::any_of(tokens.begin(), tokens.end(), [&](const flow::Token& t) { return std::find(t.holds.begin(), t.holds.end(), event.id) != t.holds.end(); });
    if (open->kind == "human" || holds) {
      event.kind = flow::EventKind::task_answered;
      event.question = open->question;
      auto moved = advance(event);
      if (!moved) return moved;
      commands = std::move(*moved);
    }
    tasks_.change(event.id, [&](TaskState& answered) {
      answered.status = "answered";
      answered.answered_by = text("by");
      answered.answered_at = at;
      answered.answer = member("answer");
      answered.guards = member("guards");
      answered.answered_for = text("for");
    });
    const auto* task = this->task(event.id);
    if (const auto* given = json::find(payload, "approval")) {
      Approval approval;
      approval.step = task->step;
      approval.task = task->id;
      approval.by = task->answered_by;
      approval.role = text("role");
      approval.on_behalf_of = task->answered_for;
      approval.at = at;
      approval.seq = seq;
      read_approval(*given, approval);
      approvals_.push_back(std::move(approval));
    }
    if (const auto* release = json::find(payload, "release")) use_approval(*release, task->step, task->id);
    missing_dates_.erase("task:" + event.id);
    if (!task->form.empty()) {
      auto answer = task->answer.is_object() ? task->answer : json::Value(json::Object{});
      answer.as_object()["who"] = task->answered_by;
      answer.as_object()["at"] = format_instant(at);
      // A stage that asks for a second person counts both, as approvals do.
      if (!task->answered_for.empty()) answer.as_object()["for"] = task->answered_for;
      if (!task->item.empty()) item_answers_[task->form][task->item] = answer;
      set_fact(std::string(kAnswers) + task->form, std::move(answer), actor);
    }
    if (task->kind == "human") results_[command_step(task->id)] = task->answer;
    return commands;
  }
  if (auto person = apply_person(kind, payload, at)) {
    if (!*person) return std::move(*person).error();
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::task_escalated) {
    tasks_.change(event.id, [&](TaskState& task) { task.escalated_to.push_back(text("to")); });
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::timer_set) {
    if (const auto due = instant_at(payload, "due_at")) timers_[event.id] = *due;
    missing_dates_.erase("timer:" + event.id);
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::date_missing) {
    missing_dates_[event.id] = payload;
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::task_dated) {
    tasks_.change(event.id, [&](TaskState& task) { task.due_at = instant_at(payload, "due_at"); });
    missing_dates_.erase("task:" + event.id);
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::timer_fired) {
    event.kind = flow::EventKind::timer_due;
    auto commands = advance(event);
    if (commands) timers_.erase(event.id);
    return commands;
  }
  if (kind == kinds::message_awaited) {
    waits_[event.id] = store::MessageWait{id_, event.id, text("name"), text("key")};
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::message_received) {
    event.kind = flow::EventKind::message;
    auto commands = advance(event);
    if (!commands) return commands;
    waits_.erase(event.id);
    const auto message_id = text("message_id");
    if (!message_id.empty()) message_ids_.insert(message_id);
    if (json::bool_at(payload, "kept")) {
      const auto used = std::find_if(kept_.begin(), kept_.end(), [&](const KeptMessage& one) { return one.name == text("name") && one.key == text("key") && one.message_id == message_id; });
      if (used != kept_.end()) kept_.erase(used);
    }
    // What an `on` event brought is no result of the step, and neither is a further item of a for-each.
    const auto id = flow::parse_command_id(event.id);
    if (id && id->part.starts_with("more:")) {
      add_items(id->step, id->visit, json::Array{json::Object{{"key", text("item_key")}, {"value", member("body")}}});
    } else if (id && id->part.starts_with("on:")) {
      auto& heard = results_["on"];
      if (!heard.is_object()) heard = json::Object{};
      heard.as_object()[std::string_view(id->part).substr(3, id->part.find(':', 3) - 3)] = member("body");
    } else {
      results_[command_step(event.id)] = member("body");
    }
    return commands;
  }
  const bool rebased = kind == kinds::clock_rebased;
  const bool moved = rebased || kind == kinds::clock_extended || kind == kinds::clock_suspended || kind == kinds::clock_resumed || kind == kinds::clock_restarted;
  if (moved || kind == kinds::clock_started || kind == kinds::clock_changed) {
    auto* clock = find_clock(text("kind"));
    if (moved && !clock) return fail(ErrorCode::corrupt, "the journal moves the clock '" + text("kind") + "', which the case does not have; run `amends verify`", id_ + " seq " + std::to_string(seq));
    std::optional<calendar::DeadlineEvent> happened;
    if (moved && !rebased) {
      const auto* written = json::find(payload, "event");
      auto event_read = calendar::deadline_event_from_json(written ? *written : json::Value(nullptr));
      if (!event_read) return fail(ErrorCode::corrupt, event_read.error().text(), id_ + " seq " + std::to_string(seq));
      happened = *std::move(event_read);
    }
    if (!clock) {
      clocks_.emplace_back();
      clock = &clocks_.back();
      clock->kind = text("kind");
    }
    if (kind != kinds::clock_started) clock->changes.push_back(payload);
    if (happened) clock->events.push_back(*std::move(happened));
    clock->rule = text("rule");
    clock->basis = member("basis");
    clock->starts_at = instant_at(payload, "starts_at").value_or(clock->starts_at);
    if (kind == kinds::clock_started) clock->first_start = clock->starts_at;
    clock->due_at = instant_at(payload, "due_at").value_or(clock->due_at);
    clock->ledger = member("ledger");
    clock->on_breach = text("on_breach");
    clock->to = text("to");
    clock->warned.clear();
    for (const auto& rung : json::list_at(payload, "warned"))
      if (std::int64_t number = 0; json::as_integer(rung, number)) clock->warned.push_back(number);
    if (clock->state != "met") clock->state = text("state").empty() ? "running" : text("state");
    const auto prefix = "clock:" + clock->kind + ":";
    std::erase_if(timers_, [&](const auto& timer) { return timer.first.starts_with(prefix); });
    std::erase_if(missing_dates_, [&](const auto& one) { return one.first == "clock:" + clock->kind || one.first.starts_with("timer:" + prefix); });
    clock->rungs = 0;
    for (const auto& timer : json::list_at(payload, "timers")) {
      const auto id = json::text_at(timer, "id");
      if (const auto due = instant_at(timer, "due_at")) timers_[std::string(id)] = *due;
      clock->rungs += id.find(":warn:") == std::string_view::npos ? 0 : 1;
    }
    clock->rungs = json::integer_at(payload, "rungs", clock->rungs);
    record_clocks();
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::clock_met || kind == kinds::clock_warned || kind == kinds::clock_breached) {
    if (auto* clock = find_clock(text("kind"))) {
      const auto prefix = "clock:" + clock->kind + ":";
      if (kind == kinds::clock_met) {
        clock->state = "met";
        clock->met_at = instant_at(payload, "met_at");
        clock->met_by = text("by");
        clock->due_at = instant_at(payload, "due_at").value_or(clock->due_at);
        std::erase_if(missing_dates_, [&](const auto& one) { return one.first.starts_with("timer:" + prefix); });
        std::erase_if(timers_, [&](const auto& timer) { return timer.first.starts_with(prefix); });
      } else if (kind == kinds::clock_warned) {
        clock->warned.push_back(json::integer_at(payload, "rung"));
        timers_.erase(event.id);
      } else {
        clock->state = "breached";
        clock->breached_at = at;
        timers_.erase(event.id);
      }
      record_clocks();
    }
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::corrected) {
    Correction correction{text("path"), text("by"), text("role"), text("reason"), member("value"), member("before"), json::Value(nullptr), at};
    correction.machine = uncorrected(correction.path);
    if (correction.path.starts_with("analysis.") || correction.path.starts_with("ext.")) {
      (void)json::set(record_, correction.path, correction.value);
      changed(correction.path);
    } else {
      set_fact(correction.path, correction.value, actor);
    }
    corrections_.push_back(std::move(correction));
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::document_added) {
    (void)json::set(record_, "text.docs.[]", member("doc"));
    provenance_["text.docs." + std::to_string(json::list_at(record_, "text.docs").size() - 1)] = std::string(actor);
    changed("text.docs");
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::resumed) {
    event.kind = flow::EventKind::resumed;
    return advance(event);
  }
  if (kind == kinds::cancelled) {
    event.kind = flow::EventKind::cancelled;
    auto commands = advance(event);
    if (!commands) return commands;
    suspension_.reset();
    tasks_.change_open([](TaskState& task) {
      task.status = "closed";
      return true;
    });
    timers_.clear();
    waits_.clear();
    missing_dates_.clear();
    return commands;
  }
  if (kind == kinds::parked && json::bool_at(payload, "by_runtime")) {
    event.kind = flow::EventKind::parked;  // the flow itself parks by its own events; this is the runtime stopping a token
    return advance(event);
  }
  if (kind == kinds::approval_refused) {
    ++refusals_[text("task")];
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::refused && !text("clock").empty()) {
    ++refusals_["clock:" + text("clock")];
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::parked || kind == kinds::finished || kind == kinds::refused || kind == kinds::signal_sent) return std::vector<flow::Command>{};
  return fail(ErrorCode::corrupt, "the journal holds an event of kind '" + std::string(kind) + "' that this version does not know; open it with a newer amends",
              id_ + " seq " + std::to_string(seq));
}

Result<CaseState> fold_events(const std::string& case_id, std::shared_ptr<const flow::Definition> definition, const std::vector<store::Event>& events) {
  CaseState state(case_id, std::move(definition));
  for (const auto& event : events) {
    if (event.payload.empty()) return fail(ErrorCode::unsupported, "parts of this case were erased on request; it verifies and lists, but cannot be shown or run again", case_id);
    const auto place = [&] { return case_id + " seq " + std::to_string(event.seq); };
    auto payload = json::parse(event.payload);
    if (!payload) return payload.error().within(place());
    auto folded = state.apply(event.kind, *std::move(payload), event.at, event.seq, event.actor);
    if (!folded) return folded.error().within(place());
  }
  return state;
}

}  // namespace amends::runtime

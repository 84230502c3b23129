#include "runtime/turn.hpp"

#include <algorithm>

#include "flow/command_ids.hpp"
#include "packs/packs.hpp"
#include "packs/table.hpp"
#include "runtime/approving.hpp"
#include "runtime/record.hpp"
#include "runtime/scope.hpp"
#include "support/utf8.hpp"

namespace amends::runtime {
namespace {

constexpr std::string_view kStranded = "stranded";

std::string strip_error_prefix(std::string_view name) { return std::string(name.starts_with("error.") ? name.substr(6) : name); }

std::string first_reason(const std::vector<std::string>& nulls) {
  std::string out = "the condition needs a value that is not known:";
  for (const auto& name : nulls) out += " " + name;
  return out + "; add it and resume the case";
}

/// Work, which a suspended case does none of; what tells of something that has happened is done at once.
bool waits_for_resume(flow::CommandKind kind) {
  using Kind = flow::CommandKind;
  return kind == Kind::run_stage || kind == Kind::decide || kind == Kind::choose || kind == Kind::list_items || kind == Kind::set_facts || kind == Kind::send_message || kind == Kind::open_task ||
         kind == Kind::await_message || kind == Kind::set_timer;
}

}  // namespace

Turn::Turn(const Environment& environment, CaseState state, const Stored& stored, Instant now)
    : environment_(environment), state_(std::move(state)), durable_seq_(stored.seq), durable_head_(stored.head), durable_at_(stored.at), now_(now) {
  find_lookup_salt();
  if (stored.seq == 0) return;
  projected_ = project_but_tasks(state_, false, {}, lookup_salt_);
  projected_.status = stored.status;
  // With a reason that no event tells: it is written anew or taken away.
  if (stored.status == kStranded) projected_.attributes.emplace_back(kReason, "");
  state_.forget_task_changes();
}

Turn::Turn(const Environment& environment, WarmCase warm, Instant now)
    : environment_(environment), state_(std::move(warm.state)), durable_seq_(warm.seq), durable_head_(warm.head), durable_at_(warm.at), now_(now), projected_(std::move(warm.listed)) {
  find_lookup_salt();
}

void Turn::find_lookup_salt() {
  auto* store = environment_.store;
  if (!store) return;
  // A case that others find already stays findable, whether the stage that asks is loaded now or not.
  const auto found = durable_seq_ != 0 && !environment_.asking->asks(state_.definition()) ? store->has_lookup_keys(state_.id()) : Result<bool>(environment_.asking->asks(state_.definition()));
  if (found && *found) lookup_salt_ = store->lookup_salt();
}

std::optional<WarmCase> Turn::release() {
  const auto status = state_.flow().status;
  const bool over = status == flow::CaseStatus::finished || status == flow::CaseStatus::cancelled;  // few act on it again
  if (!idle() || !events_.empty() || !stranded_.empty() || over) return std::nullopt;
  return WarmCase{std::move(state_), std::move(projected_), durable_seq_, durable_head_, durable_at_};
}

CaseScope Turn::scope(const flow::Command& command) const {
  return CaseScope(state_, now_, environment_.clock_rules->utc_offset_s(organisation(), now_), state_.variables(flow::token_at(state_.flow(), command.step, command.visit)));
}

CaseScope Turn::scope() const { return CaseScope(state_, now_, environment_.clock_rules->utc_offset_s(organisation(), now_)); }

const Organisation& Turn::organisation() const {
  const auto* found = environment_.organisations->find(state_.institution());
  return found ? *found : environment_.organisations->standard();
}

Result<void> Turn::append(std::string_view kind, json::Value payload, std::string text, std::string_view actor, json::Value* envelope) {
  if (text.empty()) {
    // What cannot be read again would take the whole case with it.
    if (auto kept = json::check_read_back(payload); !kept) return kept.error().within(state_.id());
    text = json::write(payload);
  }
  if (text.size() > store::kPayloadBytesMax)
    return fail(ErrorCode::range, "one event would have " + std::to_string(text.size()) + " bytes; shorten what the stage answers", state_.id());
  auto commands = state_.apply(kind, std::move(payload), now_, durable_seq_ + static_cast<std::int64_t>(events_.size()) + 1, actor, envelope);
  if (!commands) return std::move(commands).error();
  store::Event event;
  event.at = now_;
  event.actor = actor;
  event.kind = kind;
  event.payload = std::move(text);
  events_.push_back(std::move(event));
  for (auto& command : *commands) queue_.push_back(std::move(command));
  return {};
}

Result<void> Turn::happen(std::string_view kind, json::Value payload, std::string_view actor) {
  AMENDS_CHECK(append(kind, std::move(payload), {}, actor));
  if (kind == kinds::case_opened) return reconsider_clocks(nullptr);
  return {};
}

void Turn::recover() {
  for (auto& command : left_to_do(state_)) queue_.push_back(std::move(command));
}

Result<void> Turn::run(bool checkpoint_each_step) {
  std::size_t looked = 0;  // at so many events
  while (true) {
    AMENDS_CHECK(work_off(checkpoint_each_step));
    // What has happened may have brought the key of an event that a held stage could not wait for yet.
    if (!idle() || events_.size() == looked) return {};
    looked = events_.size();
    set_missing_events();
    if (idle()) return {};
  }
}

Result<void> Turn::work_off(bool checkpoint_each_step) {
  // By step, the opening is a commit of its own.
  if (checkpoint_each_step && durable_seq_ == 0 && !events_.empty()) return {};
  while (!idle()) {
    if (!stranded_.empty()) {
      queue_.clear();
      break;
    }
    if (held_ && !held_->answer) return {};
    const auto command = held_ ? held_->command : std::move(queue_.front());
    if (held_) {
      AMENDS_CHECK(give_up_hold());
      if (checkpoint_each_step && !queue_.empty() && queue_.front().kind != flow::CommandKind::finish) return {};
      continue;
    }
    queue_.pop_front();
    if (static_cast<std::size_t>(++steps_) > flow::kTransitionsPerTurnMax && command.kind != flow::CommandKind::park && command.step != flow::kEnd) {
      AMENDS_CHECK(park(command, "the turn made " + std::to_string(flow::kTransitionsPerTurnMax) +
                                     " moves without waiting for anything; the workflow goes round in a circle: correct it and resume the case"));
      continue;
    }
    AMENDS_CHECK(execute(command));
    if (held_) return {};
    using Kind = flow::CommandKind;
    const bool counted = command.kind == Kind::run_stage || command.kind == Kind::decide || command.kind == Kind::choose;
    if (checkpoint_each_step && counted && !queue_.empty() && queue_.front().kind != Kind::finish) return {};
  }
  return {};
}

Result<void> Turn::execute(const flow::Command& command) {
  using Kind = flow::CommandKind;
  if (!flow::still_wanted(state_.definition(), state_.flow(), command)) return {};  // taken back by a later event of the same turn
  if (state_.suspension() && waits_for_resume(command.kind)) return {};  // given again by left_to_do
  const auto step_name = [&] { return command.step == flow::kEnd ? std::string{} : state_.definition().step(command.step).name; };
  switch (command.kind) {
    case Kind::run_stage: return strand_without_packs() ? Result<void>{} : run_stage(command);
    case Kind::choose: return state_.definition().step(command.step).kind == flow::StepKind::inclusive ? choose_branches(command) : choose(command);
    case Kind::decide: return strand_without_packs() ? Result<void>{} : decide(command);
    case Kind::set_facts: return set_facts(command);
    case Kind::send_message: return send_message(command);
    case Kind::open_task: return open_human_task(command);
    case Kind::set_timer: {
      auto due = environment_.clock_rules->due(organisation(), now_, command.after);
      if (due && command.before) due = environment_.clock_rules->before(organisation(), *due, *command.before);
      // A rung, a reminder or an `on` event that has no date yet keeps nobody from the task itself.
      const auto is = [&](std::string_view part) { return command.id.find(part) != std::string::npos; };
      if (!due && due.error().code == ErrorCode::pack_missing && (is("escalate:") || is("remind:") || is(":on:"))) return date_missing("timer:" + command.id, command.after, now_, {}, command.before);
      if (!due) return park(command, due.error().text() + ", then `amends case resume " + state_.id() + "`");
      return append(kinds::timer_set, json::Object{{"id", command.id}, {"due_at", format_instant(*due)}}, {}, kSystem);
    }
    case Kind::await_message: return await_message(command);
    case Kind::list_items: return list_items(command);
    case Kind::send_signal:
      signals_.push_back(command.message);
      return append(kinds::signal_sent, json::Object{{"step", step_name()}, {"visit", command.visit}, {"name", command.message}}, {}, kSystem);
    case Kind::meet_clock: {
      const auto answer = state_.results().find(step_name());
      return meet_clock(command.clock, answer == state_.results().end() ? json::Value(nullptr) : answer->second, "step:" + step_name());
    }
    case Kind::park:
      return append(kinds::parked, json::Object{{"step", step_name()}, {"visit", command.visit}, {"reason", command.reason}}, {}, kSystem);
    case Kind::finish: return append(kinds::finished, command.reason.empty() ? json::Object{} : json::Object{{"as", command.reason}}, {}, kSystem);
    case Kind::close_task:
    case Kind::cancel_timer:
    case Kind::forget_message: return {};  // the fold has done it
  }
  return fail(ErrorCode::internal, "a command of an unknown kind", state_.id());
}

bool Turn::strand_without_packs() {
  const auto& wanted = state_.definition().pack_set();
  if (wanted.empty() || environment_.packs->includes(wanted)) return false;
  stranded_ = "the workflow is written for the pack set '" + wanted + "', and this runtime has '" + environment_.packs->name() + "'; run `amends work` with --packs " + wanted;
  return true;
}

Result<void> Turn::park(const flow::Command& command, std::string reason) {
  const auto step = command.step;
  // What an event of a parked step still needs waits for the person who resumes it.
  // So it does while people have tasks of the step's stage.
  if (const auto* token = flow::token_at(state_.flow(), step, command.visit); token && (token->state == flow::TokenState::parked || token->state == flow::TokenState::held)) return {};
  AMENDS_CHECK(append(kinds::parked,
                      json::Object{{"step", state_.definition().step(step).name}, {"visit", command.visit}, {"reason", std::move(reason)}, {"by_runtime", true}}, {}, kSystem));
  std::erase_if(queue_, [&](const flow::Command& left) { return left.step == step && left.visit == command.visit && left.kind != flow::CommandKind::park; });
  return {};
}

Result<void> Turn::stage_failed(const flow::Command& command, std::string_view stage, const Error& error, bool retryable) {
  const auto& step = state_.definition().step(command.step);
  json::Object payload{{"step", step.name},
                       {"visit", command.visit},
                       {"stage", stage},
                       {"attempt", command.attempt},
                       {"code", strip_error_prefix(code_name(error.code))},
                       {"message", error.text()},
                       {"retryable", retryable}};
  if (!diagnostic_.is_null()) payload["diagnostic"] = std::exchange(diagnostic_, nullptr);
  return append(kinds::stage_failed, std::move(payload), {}, "stage:" + std::string(stage));
}

Result<void> Turn::step_failed(const flow::Command& command, std::string_view code, std::string message) {
  const auto& name = state_.definition().step(command.step).name;
  return append(kinds::stage_failed,
                json::Object{{"step", name}, {"visit", command.visit}, {"stage", ""}, {"attempt", 1}, {"code", code}, {"message", std::move(message)}, {"retryable", false}}, {}, kSystem);
}

Result<void> Turn::ask_lookups(const flow::Command& command, const host::StageManifest& manifest) {
  const auto& step = state_.definition().step(command.step);
  const auto settings = environment_.contracts->configuration(manifest, step.with.empty() ? &step.config : &config_);
  if (!settings) return {};  // told by the run itself
  AMENDS_TRY(const auto config, json::parse(*settings));
  const Asking asking{state_.id(), state_.record(), config, organisation(), now_, [this](std::string_view path) { return state_.is_given(path); }};
  auto questions = lookup_questions(manifest.lookups, asking);
  const auto run = state_.runs(state_.section_of(manifest.section, flow::token_at(state_.flow(), command.step, command.visit))) + 1;
  if (state_.has_answers(manifest.id, run, questions)) return {};
  AMENDS_TRY(auto reply, answer_lookups(std::move(questions), asking, environment_.store, *environment_.packs));
  json::Object payload{{"step", step.name}};
  if (command.visit != 1) payload["visit"] = command.visit;
  payload["stage"] = manifest.id;
  payload["run"] = run;
  payload["commit"] = reply.commit;
  payload["answers"] = std::move(reply.answers);
  return append(kinds::lookup_answered, std::move(payload), {}, kSystem);
}

StageInput Turn::stage_input(const flow::Step& step, const host::StageManifest& manifest, const flow::Token* token) {
  StageInput input;
  input.case_id = state_.id();
  input.record = &state_.record();
  input.config = step.with.empty() ? &step.config : &config_;
  input.run = state_.runs(state_.section_of(manifest.section, token)) + 1;
  input.now = now_;
  input.organisation = &organisation();
  for (const auto& clock : state_.clocks())
    if (clock.state == "running" || clock.state == "suspended") input.clocks.push_back({clock.kind, clock.due_at});
  input.text_of = [this](const std::string& path) -> std::string_view { return state_.text_at(path); };
  input.digest = [this](const std::string& path) -> std::string_view { return state_.digest_at(path); };
  input.set_by = [this](const std::string& path) -> std::string_view {
    const auto found = state_.provenance().find(path);
    return found == state_.provenance().end() ? std::string_view() : std::string_view(found->second);
  };
  item_record_ = token && !token->items.empty() ? state_.record_of_item(state_.item_of(token)) : std::nullopt;
  if (item_record_) {
    input.record = &*item_record_;
    const auto value_at = [this](const std::string& path) { return json::find(*item_record_, record_path(path)); };
    input.text_of = [this, value_at](const std::string& path) -> std::string_view {
      const auto* value = value_at(path);
      return item_texts_[path] = value ? json::canonical(*value) : std::string{};
    };
    input.digest = [this, value_at](const std::string& path) -> std::string_view {
      if (path == "clocks") return state_.digest_at(path);
      return item_digests_[path] = short_digest(value_at(path));
    };
  }
  input.diagnose = [this](json::Value diagnostic) { diagnostic_ = std::move(diagnostic); };
  return input;
}

Result<void> Turn::run_stage(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  auto* stage = environment_.stages->find(step.stage, step.stage_major);
  if (!stage) {
    if (!step.optional) {
      stranded_ = "no loaded plugin offers the stage " + step.stage + (step.stage_major ? "@" + std::to_string(step.stage_major) : "") +
                  "; install it, trust it and run `amends work`";
      return {};
    }
    json::Object envelope{{"stage", step.stage}, {"run", state_.runs(default_section(step.stage)) + 1}, {"status", "skipped"}, {"error", nullptr}, {"result", json::Object{}}};
    envelope["evidence"] = json::Array{json::Object{{"id", "e1"}, {"kind", "field"}, {"path", "stage"}, {"value", nullptr}}};
    envelope["findings"] = json::Array{json::Object{{"id", "f1"},
                                                    {"code", "stage_skipped"},
                                                    {"severity", "info"},
                                                    {"confidence", 100},
                                                    {"text", json::bilingual("未安装阶段 " + step.stage + "，已跳过。", "The stage " + step.stage + " is not installed and was skipped.")},
                                                    {"evidence", json::Array{"e1"}}}};
    return append(kinds::stage_done,
                  json::Object{{"step", step.name}, {"visit", command.visit}, {"envelope", std::move(envelope)}}, {}, to_actor({step.stage, "", ""}));
  }
  std::optional<json::Value> release;
  if (!step.requires_approval.empty()) {
    auto covered = check_release(state_, organisation(), step.requires_approval, 1, {}, step.name, step.name + "#" + std::to_string(command.visit), json::Object{}, two_digits);
    if (covered.refusal) return stage_failed(command, step.stage, covered.refusal->error, false);
    release = std::move(covered.member);
  }
  const auto& manifest = stage->manifest();
  if (auto config = configuration(command); !config) return stage_failed(command, step.stage, config.error(), false);
  if (!manifest.lookups.empty()) AMENDS_CHECK(ask_lookups(command, manifest));
  const auto input = stage_input(step, manifest, flow::token_at(state_.flow(), command.step, command.visit));
  if (holds_ && stage->together()) {
    auto prepared = PreparedCall::make(environment_, manifest, input);
    if (!prepared) return conclude(command, *stage, std::move(release), std::move(prepared).error());
    held_.emplace(Held{command, stage, std::move(release), *std::move(prepared), std::nullopt});
    return {};
  }
  return conclude(command, *stage, std::move(release), run_checked(environment_, *stage, input));
}

Result<void> Turn::give_up_hold() {
  auto held = *std::move(held_);
  held_.reset();
  auto& answer = *held.answer;
  if (!answer) return conclude(held.command, *held.stage, std::move(held.release), std::move(answer).error());
  const auto input = stage_input(state_.definition().step(held.command.step), held.stage->manifest(), flow::token_at(state_.flow(), held.command.step, held.command.visit));
  return conclude(held.command, *held.stage, std::move(held.release), check_answer_of(environment_, *held.stage, input, *std::move(answer)));
}

Result<void> Turn::conclude(const flow::Command& command, const host::Stage& stage, std::optional<json::Value> release, Result<StageOutcome> outcome) {
  const auto& step = state_.definition().step(command.step);
  const auto& manifest = stage.manifest();
  if (!outcome) {
    const auto code = outcome.error().code;
    // Somebody asked the process to stop (Ctrl-C inside a stage): no failure of the case; the turn is given up and computed again later.
    if (code == ErrorCode::cancelled) return std::move(outcome).error();
    return stage_failed(command, manifest.id, outcome.error(), code == ErrorCode::unavailable || code == ErrorCode::deadline || code == ErrorCode::busy);
  }
  json::Object payload{{"step", step.name}};
  if (command.visit != 1) payload["visit"] = command.visit;
  const auto section = state_.section_of(manifest.section, flow::token_at(state_.flow(), command.step, command.visit));
  if (section != default_section(manifest.id)) payload["section"] = section;
  if (const auto item = state_.item_of(flow::token_at(state_.flow(), command.step, command.visit)); !item.empty()) payload["item"] = item;
  if (release) payload["release"] = std::move(*release);
  if (!manifest.packs.empty()) {
    json::Object used;
    for (const auto& pack : manifest.packs) used[pack] = environment_.packs->hash_of(pack);
    payload["packs"] = std::move(used);
  }
  // What the questions were made from counts as read.
  if (!manifest.lookups.empty())
    for (const auto& path : lookup_parameters(manifest))
      if (!outcome->reads.contains(path)) outcome->reads[path] = state_.digest_at(path);
  payload["reads"] = std::move(outcome->reads);
  if (!outcome->applied.empty()) payload["applied"] = std::move(outcome->applied);
  if (!outcome->clashes.empty()) payload["clashes"] = std::move(outcome->clashes);
  // The stage's own bytes go into the journal as they are; the tree moves into the fold beside the rest of the payload.
  json::Value rest = std::move(payload);
  std::string text;
  text.reserve(outcome->answer.text.size() + 256);
  json::append(text, rest);
  text.pop_back();
  text += ",\"envelope\":";
  text += outcome->answer.text;
  text += '}';
  if (auto kept = json::check_read_back(rest); !kept) return stage_failed(command, manifest.id, kept.error(), false);
  // An answer that no event can hold is a failure of the stage: the case goes its way for failures, and nothing of it is lost.
  if (text.size() > store::kPayloadBytesMax)
    return stage_failed(command, manifest.id, fail(ErrorCode::range, "the answer of the stage makes an event of " + std::to_string(text.size()) + " bytes, and one holds at most " + std::to_string(store::kPayloadBytesMax) + "; let the stage answer less", manifest.id), false);
  const bool has_deadlines = !json::list_at(outcome->answer.envelope, "deadlines").empty();
  AMENDS_CHECK(append(kinds::stage_done, std::move(rest), std::move(text), to_actor({manifest.id, manifest.version, stage.library_hash()}), &outcome->answer.envelope));
  if (!has_deadlines && state_.clocks().empty() && state_.definition().clocks().empty()) return {};
  return reconsider_clocks(&state_.sections().at(section).envelope);
}

Result<void> Turn::choose(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  json::Object payload{{"step", step.name}, {"visit", command.visit}, {"branch", -1}};
  const auto scope = this->scope(command);
  for (std::size_t i = 0; i < step.choose.size(); ++i) {
    const auto& branch = step.choose[i];
    if (branch.when) {
      auto truth = branch.when->test(scope);
      if (!truth) {
        payload["reason"] = truth.error().text();
        break;
      }
      if (truth->kind == feel::Truth::Kind::no) continue;
      payload["when"] = branch.when->text();
      if (truth->kind == feel::Truth::Kind::unknown) {
        payload["reason"] = first_reason(truth->nulls);
        break;
      }
    }
    payload["branch"] = static_cast<std::int64_t>(i);
    payload["go"] = branch.go == flow::kEnd ? std::string("end") : state_.definition().step(branch.go).name;
    break;
  }
  if (payload["branch"].as_int64() < 0 && !payload.contains("reason")) payload["reason"] = "no condition of the step holds and it has no else; add one, or correct the facts and resume the case";
  return append(kinds::chosen, std::move(payload), {}, kSystem);
}

Result<void> Turn::decide(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  const auto scope = this->scope(command);
  json::Value inputs = json::Object{};
  const auto fails = [&](std::string message) { return step_failed(command, "needs_person", std::move(message)); };
  for (const auto& [name, expression] : step.with) {
    auto value = expression.evaluate(scope);
    if (!value) return fails(value.error().text());
    inputs.as_object()[name] = feel::to_json(*value);
  }
  auto table = environment_.packs->named_table(step.table);
  if (!table) return fails(table.error().text());
  auto decision = (*table)->decide(feel::JsonScope(inputs));
  if (!decision) return fails(decision.error().text());
  json::Array matched, notes;
  for (const auto& row : decision->matched) matched.push_back(json::Object{{"row", row.row_id}, {"because", row.because}});
  for (auto& note : decision->notes) notes.emplace_back(std::move(note));
  json::Object payload{{"step", step.name}, {"visit", command.visit}, {"table", step.table}, {"hash", (*table)->hash()}, {"inputs", std::move(inputs)}, {"matched", std::move(matched)}, {"output", decision->output}};
  if (!notes.empty()) payload["notes"] = std::move(notes);
  if (auto kept = json::check_read_back(payload); !kept) return fails(kept.error().text());
  return append(kinds::decided, std::move(payload), {}, kSystem);
}

Result<void> Turn::set_facts(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  const auto scope = this->scope(command);
  json::Array facts;
  for (const auto& [path, expression] : step.set) {
    auto value = expression.evaluate(scope);
    json::Value as_json = value ? feel::to_json(*value) : json::Value(nullptr);
    const auto full = path == "status" ? std::string("case.status") : path;
    const auto* before = json::find(state_.record(), full);
    facts.push_back(json::Object{{"path", full}, {"value", std::move(as_json)}, {"before", before ? *before : json::Value(nullptr)}});
  }
  json::Object payload{{"step", step.name}, {"visit", command.visit}, {"facts", std::move(facts)}};
  if (auto kept = json::check_read_back(payload); !kept) return step_failed(command, "range", kept.error().text());
  return append(kinds::facts_set, std::move(payload), {}, kSystem);
}

Result<void> Turn::open_human_task(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  const auto& work = *command.work;
  json::Object task{{"id", command.id}, {"kind", "human"}, {"role", work.role}, {"form", work.form}, {"step", step.name}, {"title", work.title}, {"blocking", true}};
  // A step without a title of its own goes by its form's.
  if (work.title.is_null())
    if (const auto* form = environment_.packs->file("forms/" + work.form))
      if (const auto* title = json::find(*form, "title")) task["title"] = *title;
  // Of the tasks of a for-each a person sees which item each is about.
  if (const auto item = state_.item_of(flow::token_at(state_.flow(), command.step, command.visit)); !item.empty() && task["title"].is_object())
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

json::Object Turn::clock_payload(const ClockPlan& plan) const {
  json::Array timers;
  for (std::size_t i = 0; i < plan.warnings.size() && !plan.suspended; ++i)
    if (!plan.spent.contains(i)) timers.push_back(json::Object{{"id", "clock:" + plan.kind + ":warn:" + std::to_string(i)}, {"due_at", format_instant(plan.warnings[i])}});
  if (!plan.suspended) timers.push_back(json::Object{{"id", "clock:" + plan.kind + ":due"}, {"due_at", format_instant(plan.due_at)}});
  json::Object payload{{"kind", plan.kind}, {"rule", plan.rule}, {"starts_at", format_instant(plan.starts_at)}, {"due_at", format_instant(plan.due_at)}, {"basis", plan.basis},
                       {"ledger", plan.ledger}, {"timers", std::move(timers)}};
  if (!plan.on_breach.empty()) payload["on_breach"] = plan.on_breach;
  if (!plan.to.empty()) payload["to"] = plan.to;
  return payload;
}

Result<void> Turn::start_clock(const ClockPlan& plan) {
  AMENDS_CHECK(append(kinds::clock_started, clock_payload(plan), {}, kSystem));
  return undated_warnings(plan);
}

Result<void> Turn::meet_clock(std::string_view kind, const json::Value& answer, std::string_view by) {
  const auto* clock = state_.clock(kind);
  if (!clock || clock->state == "met") return {};
  // A person may record in the evening what was sent in the morning; never a time that has not come, nor one before the clock began.
  auto met_at = now_;
  if (const auto sent = parse_instant(json::text_at(answer, "sent_at")); sent && *sent <= now_ && *sent >= clock->starts_at) met_at = *sent;
  auto due = clock->due_at;
  json::Object payload{{"kind", kind}, {"met_at", format_instant(met_at)}, {"in_time", false}, {"by", by}};
  if (const auto* rule = row_of(*clock); rule && clock->state == "suspended") {
    // It stood still until now: its date is the one that it would have going on.
    const auto computed = environment_.clock_rules->deadline(organisation(), *rule, clock->first_start, clock->events, std::max(met_at, clock->events.back().at));
    if (computed) {
      due = computed->due.at;
      payload["due_at"] = format_instant(due);
    }
  }
  payload["in_time"] = met_at < due;
  return append(kinds::clock_met, std::move(payload), {}, kSystem);
}

Result<void> Turn::reconsider_clocks(const json::Value* envelope) {
  const auto& rules = *environment_.clock_rules;
  const auto& own = organisation();
  const auto begin = [&](const LoadedRule& rule, Instant start) -> Result<void> {
    if (state_.clock(rule.rule.kind)) return {};  // one clock per kind; an entry whose rule runs only adds warnings, at its start
    auto plan = rules.plan(own, rule, start);
    if (!plan && plan.error().code == ErrorCode::pack_missing) return date_missing("clock:" + rule.rule.kind, *rule.rule.length, start, rule.rule.id);
    if (!plan) return std::move(plan).error();
    AMENDS_CHECK(dress(*plan));
    return start_clock(*plan);
  };
  const auto scope = this->scope();
  const bool opening = durable_seq_ == 0 && events_.size() <= 1;
  // Whatever brought the instant that a clock counts from, a record, a stage or an answer: the clock begins then, and never waits for somebody to look.
  for (const auto& use : state_.definition().clocks()) {
    if (use.from.empty()) continue;
    const auto from = parse_instant(json::text_at(state_.record(), use.from));
    if (!from) continue;
    const auto* rule = !use.rule.empty() ? rules.rule(own, use.rule) : rules.applying(own, use.kind, *from, scope);
    if (rule) AMENDS_CHECK(begin(*rule, *from));
  }
  if (opening) return {};
  const json::Value nothing = json::Object{};
  if (!envelope) envelope = &nothing;
  for (const auto& deadline : json::list_at(*envelope, "deadlines")) {
    const auto kind = json::text_at(deadline, "kind");
    // The basis is a rule id, or an object that has one.
    auto basis = json::text_at(deadline, "basis");
    if (basis.empty()) basis = json::text_at(deadline, "basis.rule");
    if (basis.empty()) basis = json::text_at(deadline, "basis.id");
    if (state_.clock(kind)) continue;
    const auto start = parse_instant(json::text_at(deadline, "starts_at"));
    if (!start) continue;
    if (const auto* rule = rules.rule(own, basis)) {
      AMENDS_CHECK(begin(*rule, *start));
      continue;
    }
    const auto due = parse_instant(json::text_at(deadline, "due_at"));
    if (!due) continue;
    ClockPlan plan;
    plan.kind = kind;
    plan.rule = basis;
    plan.starts_at = *start;
    plan.due_at = *due;
    plan.basis = json::Object{{"title", json::find(deadline, "title") ? *json::find(deadline, "title") : json::Value(nullptr)}, {"given_by", json::text_at(*envelope, "stage")}};
    AMENDS_CHECK(dress(plan));
    AMENDS_CHECK(start_clock(plan));
  }
  // A clock of the workflow that the stage could not date: the runtime keeps it in view until the calendar reaches it.
  for (const auto& finding : json::list_at(*envelope, "findings")) {
    if (json::text_at(finding, "code") != "clock.calendar_missing") continue;
    const auto named = json::text_at(finding, "rule");
    const auto received = parse_instant(json::text_at(state_.record(), "channel.received_at"));
    for (const auto& use : state_.definition().clocks()) {
      if (use.kind.empty() || !named.ends_with("#" + use.kind) || !received) continue;
      if (const auto* rule = rules.applying(own, use.kind, *received, scope)) AMENDS_CHECK(begin(*rule, *received));
    }
  }
  // The facts may now match another row of a running clock's kind (classify's complexity): moved from the same start, both ledgers kept.
  const auto running = state_.clocks();
  for (const auto& clock : running) {
    if (clock.state == "met") continue;
    const auto* current = rules.rule(own, clock.rule);
    if (!current || !current->applies_when) continue;
    const auto* now_holds = rules.applying(own, clock.kind, clock.starts_at, scope);
    if (!now_holds || now_holds->rule.id == clock.rule) continue;
    auto planned = rules.plan(own, *now_holds, clock.starts_at);
    if (!clock.events.empty()) {
      // What people did to the clock counts under the other row too; a row that does not allow it takes the clock not over.
      const auto computed = rules.deadline(own, *now_holds, clock.first_start, clock.events, now_);
      if (!computed && computed.error().code == ErrorCode::refused) continue;
      if (computed) planned = rules.plan_of(*now_holds, *computed);
      else planned = computed.error();
    }
    if (!planned && planned.error().code == ErrorCode::pack_missing) {  // the shorter row holds until then
      AMENDS_CHECK(date_missing("clock:" + clock.kind, *now_holds->rule.length, clock.starts_at, now_holds->rule.id));
      continue;
    }
    if (!planned) return std::move(planned).error();
    auto& plan = *planned;
    AMENDS_CHECK(dress(plan));
    spend(plan, clock);
    auto payload = moved_payload(plan, clock);
    AMENDS_CHECK(append(kinds::clock_changed, std::move(payload), {}, kSystem));
    AMENDS_CHECK(undated_warnings(plan));
  }
  return {};
}

Result<void> Turn::fire_timer(const std::string& timer_id, Instant due_at) {
  if (!state_.timers().contains(timer_id)) return fail(ErrorCode::state, "the timer " + timer_id + " is not set any more", state_.id());
  constexpr std::string_view kClock = "clock:";
  if (!std::string_view(timer_id).starts_with(kClock)) {
    AMENDS_CHECK(append(kinds::timer_fired, json::Object{{"id", timer_id}, {"due_at", format_instant(due_at)}}, {}, kSystem));
    // A rung of a human step: the token waits on, the task also shows to the next role, or who has it is reminded.
    auto id = flow::parse_command_id(timer_id);
    if (!id) return {};
    const auto last = id->part.rfind(':');
    const auto kind_at = last == std::string::npos || last == 0 ? std::string::npos : id->part.rfind(':', last - 1);
    const auto rung_part = id->part.substr(kind_at == std::string::npos ? 0 : kind_at + 1);  // "escalate:1", "remind:2"
    auto task_id = id->step + "#" + std::to_string(id->visit);
    if (kind_at != std::string::npos) task_id += ":" + id->part.substr(0, kind_at);
    const auto* work = state_.definition().work_of(task_id);
    if (!work || !flow::is_rung(*work, rung_part)) return {};
    const auto number = std::atoi(rung_part.c_str() + rung_part.find(':') + 1);
    if (rung_part.starts_with(flow::kRemind)) return append(kinds::task_reminded, json::Object{{"id", task_id}, {"reminder", number}, {"due_at", format_instant(due_at)}}, {}, kSystem);
    return append(kinds::task_escalated, json::Object{{"id", task_id}, {"to", work->escalate[static_cast<std::size_t>(number) - 1].to}, {"due_at", format_instant(due_at)}}, {}, kSystem);
  }
  const auto rest = timer_id.substr(kClock.size());
  const auto kind = rest.substr(0, rest.find(':'));
  const auto* clock = state_.clock(kind);
  if (!clock || clock->state != "running") return fail(ErrorCode::state, "the clock " + kind + " does not run any more", state_.id());
  if (rest.find(":warn:") != std::string::npos) {
    const auto rung = std::atoi(rest.substr(rest.rfind(':') + 1).c_str());
    return append(kinds::clock_warned, json::Object{{"id", timer_id}, {"kind", kind}, {"rung", rung}, {"due_at", format_instant(clock->due_at)}}, {}, kSystem);
  }
  const auto on_breach = clock->on_breach;
  const auto to = clock->to.empty() ? std::string("supervisor") : clock->to;
  AMENDS_CHECK(append(kinds::clock_breached, json::Object{{"id", timer_id}, {"kind", kind}, {"due_at", format_instant(clock->due_at)}}, {}, kSystem));
  if (on_breach != "escalate") return {};
  return open_task(json::Object{{"id", "clock:" + kind + ":breach"},
                                {"kind", "clock"},
                                {"role", to},
                                {"form", "supervisor_review"},
                                {"step", ""},
                                {"title", json::bilingual("时限已过：" + kind + "。请立即处理并说明原因。", "The clock " + kind + " is past due. Act at once and give the reason.")},
                                {"blocking", false}});
}

store::Turn Turn::take() {
  store::Turn turn;
  turn.case_id = state_.id();
  turn.workflow = state_.definition().name();
  turn.definition_hash = state_.definition().hash();
  if (durable_seq_ == 0) turn.ref = reference_of(state_.record());
  turn.expected_seq = durable_seq_;
  turn.expected_head = durable_head_;
  turn.events = std::move(events_);
  events_.clear();
  store::Sealer sealer(*environment_.entropy);
  for (auto& event : turn.events) sealer.seal(state_.id(), event, durable_seq_, durable_head_);
  if (!turn.events.empty()) durable_at_ = turn.events.back().at;
  // A turn that is cut here has commands left.
  auto whole = project_but_tasks(state_, !queue_.empty(), stranded_, lookup_salt_);
  turn.projection = difference(projected_, whole);
  for (const auto place : state_.changed_tasks()) turn.projection.tasks.push_back(task_row(state_, state_.tasks()[place]));
  state_.forget_task_changes();
  projected_ = std::move(whole);
  return turn;
}

}  // namespace amends::runtime

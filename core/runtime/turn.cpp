#include "runtime/turn.hpp"

#include <algorithm>

#include "flow/command_ids.hpp"
#include "packs/packs.hpp"
#include "runtime/record.hpp"
#include "runtime/scope.hpp"

namespace amends::runtime {
namespace {

constexpr std::string_view kStranded = "stranded";

/// What a clock stands for, as its rule or the stage that set it says; its name where neither does.
std::string clock_words(const ClockState& clock, std::string_view language) {
  if (const auto title = json::in_language(json::find(clock.basis, "title"), language); !title.empty()) return std::string(title);
  if (clock.rule == "regulator") return language == "zh" ? "监管机构要求的时限" : "the date that the regulator set";
  return clock.kind;
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

ItemPath Turn::items_around(const flow::Command& command) const { return state_.items_of(flow::token_at(state_.flow(), command.step, command.visit)); }

CaseScope Turn::scope(const flow::Command& command) const {
  return CaseScope(state_, now_, environment_.clock_rules->utc_offset_s(organisation(), now_), items_around(command));
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
    // What is still told of a step that was left (its signal, its clock) moves nothing any more.
    const bool moves = command.kind != flow::CommandKind::park && command.step != flow::kEnd && flow::token_at(state_.flow(), command.step, command.visit);
    if (static_cast<std::size_t>(++steps_) > flow::kTransitionsPerTurnMax && moves) {
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
      const auto* answer = state_.result(step_name(), items_around(command));
      return meet_clock(command.clock, answer ? *answer : json::Value(nullptr), "step:" + step_name());
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
                                {"title", json::bilingual("时限已过：" + clock_words(*state_.clock(kind), "zh") + "。请立即处理并说明原因。", "Past due: " + clock_words(*state_.clock(kind), "en") + ". Act at once and give the reason.")},
                                {"due_at", format_instant(state_.clock(kind)->due_at)},
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

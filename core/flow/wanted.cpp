#include "flow/wanted.hpp"

#include <algorithm>

#include "flow/command_ids.hpp"
#include "flow/duration_sum.hpp"

namespace amends::flow {
namespace {

void remind(const HumanWork& work, const Token& token, const std::string& task_id, std::vector<Command>& out) {
  std::optional<calendar::Duration> after;
  for (std::size_t i = 0; i < work.remind.size(); ++i) {
    const auto& one = work.remind[i];
    if (!one.before_due) after = after ? add(*after, one.length) : one.length;
    auto timer_id = reminder_id(task_id, i + 1);
    if (std::find(token.rungs.begin(), token.rungs.end(), timer_id) != token.rungs.end() || (one.before_due ? !work.due : !after)) continue;
    auto timer = command(CommandKind::set_timer, token, std::move(timer_id));
    timer.after = one.before_due ? *work.due : *after;
    if (one.before_due) timer.before = one.length;
    out.push_back(std::move(timer));
  }
}

void open_task(const HumanWork& work, const Token& token, std::string id, std::vector<Command>& out) {
  auto open = command(CommandKind::open_task, token, id);
  open.work = &work;
  out.push_back(std::move(open));
  std::optional<calendar::Duration> after;
  for (std::size_t i = 0; i < work.escalate.size(); ++i) {
    after = after ? add(*after, work.escalate[i].after) : work.escalate[i].after;  // the reader has refused ladders that do not add up
    auto timer_id = rung_id(id, i + 1);
    if (!after || std::find(token.rungs.begin(), token.rungs.end(), timer_id) != token.rungs.end()) continue;
    auto timer = command(CommandKind::set_timer, token, std::move(timer_id));
    timer.after = *after;
    out.push_back(std::move(timer));
  }
  remind(work, token, id, out);
}

Command await_message(const std::string& name, const std::optional<feel::Expression>& key, const Token& token, std::string id) {
  auto wait = command(CommandKind::await_message, token, std::move(id));
  wait.message = name;
  wait.key = key ? &*key : nullptr;
  return wait;
}

Command await_signal(const std::string& name, const Token& token, std::string id) {
  auto wait = command(CommandKind::await_message, token, std::move(id));
  wait.message = name;
  wait.signal = true;
  return wait;
}

Command set_timer(calendar::Duration after, const Token& token, std::string id) {
  auto timer = command(CommandKind::set_timer, token, std::move(id));
  timer.after = after;
  return timer;
}

void first_of_wanted(const Step& step, const Token& token, std::vector<Command>& out) {
  for (const auto& alternative : step.alternatives) {
    auto id = make_id(step, token.visit, alternative.name);
    if (alternative.human) open_task(*alternative.human, token, std::move(id), out);
    else if (alternative.after) out.push_back(set_timer(*alternative.after, token, std::move(id)));
    else if (!alternative.signal.empty()) out.push_back(await_signal(alternative.signal, token, std::move(id)));
    else out.push_back(await_message(alternative.message, alternative.key, token, std::move(id)));
  }
}

}  // namespace

Command command(CommandKind kind, const Token& token, std::string id) {
  Command out;
  out.kind = kind;
  out.step = token.step;
  out.visit = token.visit;
  out.id = std::move(id);
  return out;
}

void work_wanted(const Step& step, const Token& token, std::vector<Command>& out) {
  switch (token.state) {
    case TokenState::running: {
      if (token.leaving) return out.push_back(command(CommandKind::set_facts, token));
      switch (step.kind) {
        case StepKind::stage: {
          auto run = command(CommandKind::run_stage, token);
          run.attempt = token.attempt;
          return out.push_back(std::move(run));
        }
        case StepKind::decide: return out.push_back(command(CommandKind::decide, token));
        case StepKind::choose:
        case StepKind::inclusive: return out.push_back(command(CommandKind::choose, token));
        case StepKind::each: return out.push_back(command(CommandKind::list_items, token));
        case StepKind::set: return out.push_back(command(CommandKind::set_facts, token));
        case StepKind::send: return out.push_back(command(CommandKind::send_message, token));
        default: return;  // what the machine does itself, before it answers
      }
    }
    case TokenState::retrying:
      return out.push_back(set_timer(doubled(step.retry.backoff, token.attempt), token, make_id(step, token.visit, std::string(kRetry) + std::to_string(token.attempt))));
    case TokenState::waiting:
      switch (step.kind) {
        case StepKind::human: return open_task(step.human, token, make_id(step, token.visit), out);
        case StepKind::message: return out.push_back(await_message(step.message, step.key, token, make_id(step, token.visit)));
        case StepKind::listen: return out.push_back(await_signal(step.event, token, make_id(step, token.visit)));
        case StepKind::wait: return out.push_back(set_timer(*step.wait, token, make_id(step, token.visit, "after")));
        case StepKind::send: return;  // whoever delivers tells
        default: return first_of_wanted(step, token, out);
      }
    case TokenState::held:       // its tasks are the stage's, opened with the stage's result
    case TokenState::joining:    // its branches have their own tokens
    case TokenState::absorbing:
    case TokenState::blocked:
    case TokenState::parked: return;
  }
}

std::int32_t heard(const Token& token, std::size_t index) { return index < token.heard.size() ? token.heard[index] : 0; }

std::optional<Command> hears(const Step& step, const Token& token, std::size_t index) {
  const auto& boundary = step.on[index];
  const auto times = heard(token, index);
  if (times >= kFiringsMax) return std::nullopt;
  const auto id = [&] { return make_id(step, token.visit, on_part(boundary, times)); };
  switch (boundary.kind) {
    case Boundary::Kind::timer: return times > 0 ? std::nullopt : std::optional(set_timer(*boundary.after, token, id()));
    case Boundary::Kind::message: return await_message(boundary.what, boundary.key, token, id());
    case Boundary::Kind::signal: return await_signal(boundary.what, token, id());
    case Boundary::Kind::error:
    case Boundary::Kind::escalation: return std::nullopt;
  }
  return std::nullopt;
}

void events_wanted(const Step& step, const Token& token, std::vector<Command>& out) {
  if (token.leaving || token.state == TokenState::absorbing) return;
  for (std::size_t i = 0; i < step.on.size(); ++i)
    if (auto wait = hears(step, token, i)) out.push_back(*std::move(wait));
  if (step.kind == StepKind::each && token.begun > 0 && !step.each.grows_by.empty() && token.total < kItemsMax)
    out.push_back(await_message(step.each.grows_by, step.each.grows_key, token, make_id(step, token.visit, std::string(kMore) + std::to_string(token.total + 1))));
}

std::optional<Command> opposite(const Command& wanted) {
  auto out = wanted;
  switch (wanted.kind) {
    case CommandKind::open_task: out.kind = CommandKind::close_task; break;
    case CommandKind::await_message: out.kind = CommandKind::forget_message; break;
    case CommandKind::set_timer: out.kind = CommandKind::cancel_timer; break;
    default: return std::nullopt;
  }
  out.work = nullptr;
  out.key = nullptr;
  out.message.clear();
  out.after = {};
  out.before.reset();
  return out;
}

}  // namespace amends::flow

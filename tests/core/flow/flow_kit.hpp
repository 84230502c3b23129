#pragma once
// Small helpers for the tests of core/flow: a workflow from its steps, a case that is driven by hand, and commands as short texts.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flow/machine.hpp"

namespace amends::flow::kit {

/// Three lines, so that the steps of a test begin on line 4.
inline const std::string kHead = "workflow: t\nversion: 1.0.0\ntitle: {zh: 试, en: Try}\n";

inline std::shared_ptr<const Definition> read(const std::string& steps) {
  auto definition = Definition::from_yaml(kHead + steps, "w.yaml");
  EXPECT_TRUE(definition) << definition.error().text() << "\n" << steps;
  return definition ? *definition : nullptr;
}

inline std::string id_of(const Definition& definition, const Command& command) {
  if (!command.id.empty()) return command.id;
  return command.step == kEnd ? "" : definition.step(command.step).name + "#" + std::to_string(command.visit);
}

/// "run a#1", "run a#1 attempt 2", "timer w#1:after 5wd", "meet decide", "finish".
inline std::string describe(const Definition& definition, const Command& command) {
  const auto id = id_of(definition, command);
  switch (command.kind) {
    case CommandKind::run_stage: return "run " + id + (command.attempt > 1 ? " attempt " + std::to_string(command.attempt) : "");
    case CommandKind::decide: return "decide " + id;
    case CommandKind::choose: return "choose " + id;
    case CommandKind::set_facts: return "set " + id;
    case CommandKind::open_task: return "open " + id + " for " + command.work->role;
    case CommandKind::close_task: return "close " + id;
    case CommandKind::await_message: return (command.signal ? "listen " : "await ") + id + " " + command.message + (command.key ? " by key" : "");
    case CommandKind::list_items: return "list " + id;
    case CommandKind::send_signal: return "signal " + command.message;
    case CommandKind::send_message: return "send " + id;
    case CommandKind::forget_message: return "forget " + id;
    case CommandKind::set_timer: return "timer " + id + " " + calendar::format_duration(command.after) + (command.before ? " less " + calendar::format_duration(*command.before) : "");
    case CommandKind::cancel_timer: return "cancel " + id;
    case CommandKind::meet_clock: return "meet " + command.clock;
    case CommandKind::park: return "park " + id;
    case CommandKind::finish: return command.reason.empty() ? "finish" : "finish as " + command.reason;
  }
  return "?";
}

using Texts = std::vector<std::string>;

inline Texts describe(const Definition& definition, const std::vector<Command>& commands) {
  Texts out;
  for (const auto& command : commands) out.push_back(describe(definition, command));
  return out;
}

inline Event event(EventKind kind, std::string_view id = {}) {
  Event out;
  out.kind = kind;
  if (kind == EventKind::task_answered || kind == EventKind::message || kind == EventKind::timer_due || kind == EventKind::acknowledged) {
    out.id = id;
  } else if (const auto parsed = parse_command_id(id)) {
    out.step = parsed->step;
    out.visit = parsed->visit;
  }
  return out;
}
inline Event done(std::string_view id, std::vector<std::string> holds = {}, bool need_input = false) {
  auto out = event(EventKind::stage_done, id);
  out.holds = std::move(holds);
  out.need_input = need_input;
  return out;
}
inline Event failed(std::string_view id, std::string code, bool retryable = false, std::string reason = "it broke") {
  auto out = event(EventKind::stage_failed, id);
  out.code = std::move(code);
  out.retryable = retryable;
  out.reason = std::move(reason);
  return out;
}
inline Event chosen(std::string_view id, std::int32_t branch, std::string reason = {}) {
  auto out = event(EventKind::chosen, id);
  out.branch = branch;
  out.reason = std::move(reason);
  return out;
}
inline Event answered(std::string_view id, bool question = false) {
  auto out = event(EventKind::task_answered, id);
  out.question = question;
  return out;
}
inline Event due(std::string_view id) { return event(EventKind::timer_due, id); }
inline Event came(std::string_view id) { return event(EventKind::message, id); }

/// A case of one workflow, driven event by event.
struct Case {
  explicit Case(const std::string& steps) : definition(read(steps)) {}
  explicit Case(std::shared_ptr<const Definition> from) : definition(std::move(from)) {}

  /// The commands of one event that must fit.
  Texts operator()(const Event& what) {
    auto next = advance(*definition, state, what);
    EXPECT_TRUE(next) << next.error().text();
    if (!next) return {"refused: " + next.error().text()};
    state = std::move(next->state);
    return describe(*definition, next->commands);
  }
  Texts start() { return (*this)(event(EventKind::started)); }

  /// The sentence of an event that must not fit; the state stays.
  std::string refused(const Event& what) {
    const auto before = state;
    std::vector<Command> commands;
    const auto result = advance_in_place(*definition, state, what, commands);
    EXPECT_FALSE(result) << "an event that does not fit was taken";
    EXPECT_EQ(state, before) << "a refused event changed the state";
    EXPECT_TRUE(commands.empty());
    if (result) return {};
    EXPECT_EQ(result.error().code, ErrorCode::state);
    return result.error().text();
  }
  [[nodiscard]] Texts open() const { return describe(*definition, outstanding(*definition, state)); }
  [[nodiscard]] std::string status() const { return std::string(status_name(state.status)); }

  std::shared_ptr<const Definition> definition;
  State state;
};

}  // namespace amends::flow::kit

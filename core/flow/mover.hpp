#pragma once
// Carries out one event that fits (machine.cpp finds what fits). One concept a file: mover_tokens.cpp (tokens, milestones, the end of an event),
// mover_entering.cpp, mover_leaving.cpp, mover_work.cpp (results of stages and waits), mover_scopes.cpp (joins, for-each, taking back),
// mover_events.cpp (`on`, raise, signal, cancel, terminate) and mover_undo.cpp (compensate).
// Works on token ids: tokens come and go on the way, and a reference to one lives only until the next one is made or ends.
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "flow/machine.hpp"

namespace amends::flow {

/// What a fitting event does to its token.
enum class Action {
  finish_stage,      ///< leave, or be held by what the stage asked
  fail_stage,        ///< try again later, take the error route, or park
  release_hold,      ///< one task less; with the last one run again or leave
  run_again,         ///< the backoff is over
  branch,            ///< go where `choose` says, begin the branches of `inclusive`, or park
  list,              ///< begin a for-each
  grow,              ///< one more item, or several
  leave,             ///< the step's work is done
  move_on,           ///< the facts of a step that is being left are set
  note_rung,         ///< a rung of the task: people are told, the token stays
  take_alternative,  ///< the first of several; or a rung of one of its tasks
  hear,              ///< an `on` event
  fail,              ///< an `on` event for errors, or park
  queue,             ///< the message is in the outbox: wait for its delivery, or leave
  go_back,           ///< to a step that a person names
  park,
  resume,
};

/// Which token an event is for, and what it does there.
struct Match {
  std::int32_t token = 0;         ///< id
  Action action = Action::park;
  std::int32_t alternative = -1;  ///< take_alternative: the one that won; -1: a rung of one of its tasks. hear: index into Step::on. go_back: index of the step
};

class Mover {
 public:
  Mover(const Definition& definition, State& state, std::vector<Command>& commands) : definition_(definition), state_(state), commands_(commands) {}

  void start();
  void cancel();
  void suspend(bool stop);
  void perform(const Match& match, const Event& event);

 private:
  // Tokens.
  [[nodiscard]] Token* find(std::int32_t id);
  [[nodiscard]] Token& at(std::int32_t id) { return *find(id); }
  [[nodiscard]] const Step& step_of(std::int32_t id) { return definition_.step(at(id).step); }
  std::int32_t spawn(std::int32_t parent, std::int32_t branch, std::vector<ItemRef> items);
  void erase(std::int32_t id);
  [[nodiscard]] bool room_for(std::size_t more) const { return state_.tokens.size() + more <= kTokensMax; }
  void settle();
  [[nodiscard]] bool holds(const Milestone& milestone, std::int32_t except) const;
  bool follow_milestones();
  void park_hopeless();

  // Entering.
  void enter(std::int32_t id, StepIndex target);
  void begin_visit(std::int32_t id, StepIndex target);
  [[nodiscard]] std::int32_t& rounds(StepIndex step, std::int32_t scope);
  [[nodiscard]] bool exhausted(StepIndex target, std::int32_t scope);
  void arm(std::int32_t id);
  void begin_work(std::int32_t id);
  [[nodiscard]] std::size_t calls_around(std::int32_t id);
  void split(std::int32_t id, const std::vector<std::int32_t>& branches);

  // Leaving.
  [[nodiscard]] static StepIndex onward(const Step& step) { return step.joins ? kEnd : step.next; }  // kEnd in a branch is its join
  void leave(std::int32_t id, StepIndex target);
  void depart(std::int32_t id, StepIndex target);
  void meet(std::int32_t id);
  void move(std::int32_t id, StepIndex target);
  void arrive(std::int32_t id);
  void park(std::int32_t id, std::string reason);
  void resume(std::int32_t id);
  void go_back(std::int32_t id, StepIndex target);

  // Work.
  void finish_stage(std::int32_t id, const Event& event);
  void fail_stage(std::int32_t id, const Event& event);
  void release_hold(std::int32_t id, const Event& event);
  void choose(std::int32_t id, const Event& event);
  void take(std::int32_t id, const Match& match, const Event& event);
  void cancel_rungs(const HumanWork& work, const Token& token, const std::string& task_id);

  // Scopes.
  void begin_items(std::int32_t id);
  void grow(std::int32_t id, std::int32_t count);
  void branch_done(std::int32_t scope);
  void progress(std::int32_t scope);
  void absorb(std::int32_t scope);
  void cancel_inside(std::int32_t root);
  void close_scope(std::int32_t scope, std::int32_t parent);
  [[nodiscard]] bool is_within(std::int32_t token, std::int32_t scope);

  // Taking back.
  void take_back(const std::vector<Command>& wanted, const std::string& except = {});
  void withdraw(const Token& token, std::int32_t winner);
  void disarm(const Token& token, const std::string& except = {});
  void drop(const Token& token);

  // Events.
  void hear(std::int32_t id, std::size_t index, const std::string& event_id);
  bool caught(std::int32_t from, Boundary::Kind kind, const std::string& what);
  void fail(std::int32_t id, const Event& event);
  void act(std::int32_t id);
  void raise(std::int32_t id);
  void send_signal(std::int32_t id);
  void deliver(std::int32_t id, const std::string& signal);
  void cancel_steps(std::int32_t id);
  void terminate(std::int32_t id);

  // Undoing.
  void remember(std::int32_t id);
  void begin_undoing(std::int32_t id);
  void undo_next(std::int32_t id);

  const Definition& definition_;
  State& state_;
  std::vector<Command>& commands_;
  /// A token at a step that the machine does itself.
  struct Due {
    std::int32_t token = 0;
    std::int32_t after = 0;  ///< signals of this event that led to it, one from the other
  };
  std::deque<Due> agenda_;    ///< done in order, when the token that led there has come to rest
  std::int32_t after_ = 0;    ///< Due::after of what is done now
  std::int32_t echoes_ = 0;   ///< signals of this event that two or more others led to
};

}  // namespace amends::flow

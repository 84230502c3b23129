#pragma once
// An exhaustive scheduler: walks depth first through every order in which the outstanding commands of a case can be answered, and collects the traces of
// the cases that come to an end. States that were seen with the same trace are not walked again. For tests; asserts by GoogleTest.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "flow_kit.hpp"
#include "support/files.hpp"

namespace amends::flow::kit {

/// What the world may do with a case. What is not named happens in one way: a stage is done, a person answers.
struct World {
  std::map<std::string, std::vector<std::vector<std::int32_t>>> choices;  ///< choose and inclusive steps: the branches that may be chosen; absent: each one alone
  std::map<std::string, std::int32_t> counts;        ///< for-each steps: items when it starts; absent: 2
  std::map<std::string, int> depths;                 ///< choose steps: the first branch only so many times in a case, then the last one alone
  std::set<std::string> fails;                       ///< stages that fail instead of being done
  std::map<std::string, int> messages;               ///< by name: how many are sent, at any time; absent: one for each that waits
  std::set<std::string> kept;                        ///< of `messages`: those that wait for a receiver; the others are lost when nobody waits
  std::map<std::string, int> timers;                 ///< by id of the timer: 0 = never due; absent: due at any time
  int cancels = 0;                                   ///< times that somebody may cancel the case
  std::size_t states_max = 200'000;                  ///< more is a mistake of the test
};

/// Everything of a state, as text: two states are equal when their texts are.
inline std::string fingerprint(const State& state) {
  const auto& [status, tokens, visits, next_token, suspended, taken, rounds, done] = state;
  std::string out = std::to_string(static_cast<int>(status)) + "/" + std::to_string(next_token) + (suspended ? "s" : "");
  const auto number = [&](std::int64_t n) { out += "," + std::to_string(n); };
  const auto items_of = [&](const std::vector<ItemRef>& items) {
    for (const auto& [each, visit, index] : items) number(each), number(visit), number(index);
    out += ";";
  };
  for (const auto& token : tokens) {
    const auto& [id, step, visit, token_state, parent, branch, expected, attempt, again, holds, reason, leaving, go, rungs, arrived, begun, total, heard, items, undoing] = token;
    out += "|";
    for (const auto n : {id, step, visit, static_cast<std::int32_t>(token_state), parent, branch, expected, attempt, static_cast<std::int32_t>(again), static_cast<std::int32_t>(leaving), go, arrived, begun, total}) number(n);
    for (const auto& hold : holds) out += "h" + hold;
    for (const auto& rung : rungs) out += "r" + rung;
    for (const auto n : heard) number(n);
    out += reason;
    items_of(items);
    for (const auto& one : undoing) number(one.step), number(one.visit), number(one.scope), items_of(one.items);
  }
  out += "#";
  for (const auto n : visits) number(n);
  for (const auto& [step, visit, alternative] : taken) number(step), number(visit), number(alternative);
  out += "#";
  for (const auto& [step, scope, entered] : rounds) number(step), number(scope), number(entered);
  out += "#";
  for (const auto& one : done) number(one.step), number(one.visit), number(one.scope), items_of(one.items);
  return out;
}

using Traces = std::set<std::string>;

/// The steps' names in the order in which their work was done, one trace for each way the case can go. A trace that ends in "!" was cancelled, one that
/// ends in "?" can go no further.
class Scheduler {
 public:
  Scheduler(std::shared_ptr<const Definition> definition, World world) : definition_(std::move(definition)), world_(std::move(world)) {}

  Traces run() {
    Node start;
    start.sent = world_.messages;
    auto begun = advance(*definition_, State{}, event(EventKind::started));
    EXPECT_TRUE(begun) << (begun ? "" : begun.error().text());
    if (!begun) return {};
    start.state = std::move(begun->state);
    walk(std::move(start));
    std::printf("[ scheduler] %s: %zu states, %zu orders ended, %zu traces\n", definition_->name().c_str(), seen_.size(), ends_, traces_.size());
    return traces_;
  }

 private:
  struct Node {
    State state;
    std::string trace;
    std::map<std::string, int> sent;  ///< messages that are still to come
    std::map<std::string, int> kept;  ///< that came and found nobody
    int cancels = 0;
  };

  struct Move {
    Event what;
    std::string label;          ///< added to the trace
    std::string message;        ///< sent
    bool lost = false;          ///< nobody waits for the message
    bool keeps = false;
  };

  static std::string key_of(const Node& node) {
    auto key = node.trace + "@" + fingerprint(node.state) + "@" + std::to_string(node.cancels);
    for (const auto& [name, count] : node.sent) key += name + std::to_string(count);
    for (const auto& [name, count] : node.kept) key += "k" + name + std::to_string(count);
    return key;
  }

  /// "a", "a.2" for the second item of a for-each, "a:on" for an event of it.
  std::string label(const Command& command) const {
    const auto& step = definition_->step(command.step);
    auto out = step.name;
    const auto* token = token_at(node_state_, command.step, command.visit);
    if (token)
      for (const auto& item : token->items) out += "." + std::to_string(item.index + 1);
    const auto parsed = parse_command_id(command.id);
    if (parsed && !parsed->part.empty() && parsed->part != "after" && !parsed->part.starts_with("retry:")) out += ":" + (parsed->part.starts_with("on:") ? parsed->part.substr(3, parsed->part.find(':', 3) - 3) : parsed->part);
    return out;
  }

  std::vector<Move> moves(const Node& node) {
    std::vector<Move> out;
    node_state_ = node.state;
    std::set<std::string> waited;
    for (const auto& command : outstanding(*definition_, node.state)) {
      const auto id = id_of(*definition_, command);
      const auto& step = definition_->step(command.step);
      const auto name = label(command);
      switch (command.kind) {
        case CommandKind::run_stage: out.push_back({world_.fails.contains(step.name) ? failed(id, "range") : done(id), name, {}, false, false}); break;
        case CommandKind::decide: out.push_back({event(EventKind::decided, id), name, {}, false, false}); break;
        case CommandKind::send_message: out.push_back({event(EventKind::queued, id), name, {}, false, false}); break;
        case CommandKind::set_facts: out.push_back({event(EventKind::facts_set, id), step.kind == StepKind::set ? name : "", {}, false, false}); break;
        case CommandKind::choose: {
          auto choices = world_.choices.contains(step.name) ? world_.choices.at(step.name) : std::vector<std::vector<std::int32_t>>{};
          if (choices.empty())
            for (std::size_t i = 0; i < std::max(step.choose.size(), step.branches.size()); ++i) choices.push_back({static_cast<std::int32_t>(i)});
          if (world_.depths.contains(step.name) && command.visit > world_.depths.at(step.name)) choices = {choices.back()};
          for (const auto& choice : choices) {
            auto what = chosen(id, step.kind == StepKind::choose ? choice.front() : -1);
            if (step.kind == StepKind::inclusive) what.branches = choice;
            out.push_back({what, "", {}, false, false});
          }
          break;
        }
        case CommandKind::list_items: {
          auto what = event(EventKind::listed, id);
          what.count = world_.counts.contains(step.name) ? world_.counts.at(step.name) : 2;
          out.push_back({what, "", {}, false, false});
          break;
        }
        case CommandKind::open_task: out.push_back({answered(id), name, {}, false, false}); break;
        case CommandKind::set_timer:
          if (!world_.timers.contains(id) || world_.timers.at(id) > 0) out.push_back({due(id), name, {}, false, false});
          break;
        case CommandKind::await_message: {
          if (command.signal) break;  // comes from within
          waited.insert(command.message);
          const auto left = node.sent.find(command.message);
          if (!world_.messages.contains(command.message)) out.push_back({came(id), name, {}, false, false});
          else if (left != node.sent.end() && left->second > 0) out.push_back({came(id), name, command.message, false, false});
          break;
        }
        default: ADD_FAILURE() << "a command that is done at once is outstanding: " << describe(*definition_, command);
      }
    }
    for (const auto& [name, left] : node.sent)
      if (left > 0 && !waited.contains(name)) out.push_back({{}, world_.kept.contains(name) ? "" : "(" + name + " lost)", name, true, world_.kept.contains(name)});
    return out;
  }

  /// A message that was kept is given to the first that waits for it, before anything else happens.
  bool give_kept(Node& node) {
    for (const auto& command : outstanding(*definition_, node.state)) {
      if (command.kind != CommandKind::await_message || command.signal) continue;
      const auto kept = node.kept.find(command.message);
      if (kept == node.kept.end() || kept->second == 0) continue;
      --kept->second;
      node_state_ = node.state;
      step(node, came(command.id), label(command));
      return true;
    }
    return false;
  }

  void step(Node& node, const Event& what, const std::string& name) {
    auto next = advance(*definition_, std::move(node.state), what);
    ASSERT_TRUE(next) << next.error().text() << " after " << node.trace;
    node.state = std::move(next->state);
    if (!name.empty()) node.trace += (node.trace.empty() ? "" : " ") + name;
  }

  void walk(Node node) {
    while (give_kept(node)) {
    }
    if (seen_.size() >= world_.states_max) {
      ADD_FAILURE() << "more than " << world_.states_max << " states; is there a circle?";
      return;
    }
    if (!seen_.insert(key_of(node)).second) return;
    const bool over = node.state.status == CaseStatus::finished || node.state.status == CaseStatus::cancelled;
    const auto next = over ? std::vector<Move>{} : moves(node);
    const bool may_cancel = !over && node.cancels < world_.cancels;
    if (next.empty()) {
      ++ends_;
      traces_.insert(node.trace + (node.state.status == CaseStatus::cancelled ? "!" : over ? "" : "?"));
    }
    for (const auto& move : next) {
      auto child = node;
      if (!move.message.empty()) --child.sent[move.message];
      if (move.lost) {
        if (move.keeps) ++child.kept[move.message];
        else child.trace += (child.trace.empty() ? "" : " ") + move.label;
      } else {
        step(child, move.what, move.label);
      }
      walk(std::move(child));
    }
    if (may_cancel) {
      auto child = node;
      ++child.cancels;
      step(child, event(EventKind::cancelled), "");
      walk(std::move(child));
    }
  }

  std::shared_ptr<const Definition> definition_;
  World world_;
  State node_state_;
  std::set<std::string> seen_;
  Traces traces_;
  std::size_t ends_ = 0;
};

/// The traces of one of the pattern workflows, patterns/<name>.yaml.
inline Traces traces_of(const std::string& name, World world = {}) {
  const auto path = std::string(AMENDS_SOURCE_DIR) + "/tests/core/flow/patterns/" + name + ".yaml";
  const auto text = read_file(path, std::size_t{1} << 20);
  EXPECT_TRUE(text) << text.error().text();
  if (!text) return {};
  auto definition = Definition::from_yaml(*text, name + ".yaml");
  EXPECT_TRUE(definition) << definition.error().text();
  if (!definition) return {};
  return Scheduler(*definition, std::move(world)).run();
}

/// Every order of the words that keeps, of each of the sequences, its own order: "a b" and "x" give "a b x", "a x b", "x a b".
inline Traces interleaved(const std::vector<std::string>& sequences) {
  std::vector<std::vector<std::string>> words;
  for (const auto& sequence : sequences) {
    auto& list = words.emplace_back();
    std::string word;
    for (const char c : sequence + " ") {
      if (c != ' ') word += c;
      else if (!word.empty()) list.push_back(std::exchange(word, {}));
    }
  }
  Traces out;
  std::vector<std::size_t> at(words.size(), 0);
  const auto go = [&](const auto& self, const std::string& so_far) -> void {
    bool over = true;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (at[i] == words[i].size()) continue;
      over = false;
      const auto next = so_far + (so_far.empty() ? "" : " ") + words[i][at[i]];
      ++at[i];
      self(self, next);
      --at[i];
    }
    if (over) out.insert(so_far);
  };
  go(go, "");
  return out;
}

/// Each trace with what comes before and behind it.
inline Traces framed(const std::string& before, const Traces& middle, const std::string& after) {
  Traces out;
  for (const auto& trace : middle) {
    auto text = before;
    if (!trace.empty()) text += (text.empty() ? "" : " ") + trace;
    if (!after.empty()) text += (text.empty() ? "" : " ") + after;
    out.insert(text);
  }
  return out;
}

inline Traces both(Traces left, const Traces& right) {
  left.insert(right.begin(), right.end());
  return left;
}

}  // namespace amends::flow::kit

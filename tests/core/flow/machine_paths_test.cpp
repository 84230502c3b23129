// Properties over random workflows and random paths: what is outstanding is what was commanded and not yet answered, replay gives the same
// state, ids never repeat, and the order in which branches finish does not matter. Seeds are printed on failure.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "flow_kit.hpp"

namespace amends::flow {
namespace {

using namespace kit;  // NOLINT: the helpers of these tests

/// Random block-structured workflows of every kind of step, with loops by `go` through steps that wait.
class WorkflowMaker {
 public:
  explicit WorkflowMaker(std::mt19937_64& random) : random_(random) {}

  std::string make() {
    names_ = owned_ = in_each_ = 0;
    std::string out = "steps:\n";
    sequence(out, 2, 0, true);
    return out;
  }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  std::string name() { return "s" + std::to_string(names_++); }
  /// A stage or fact of its own for each step, because branches may not write the same.
  std::string own() { return "u" + std::to_string(owned_++); }
  static std::string pad(int indent) { return std::string(static_cast<std::size_t>(indent), ' '); }

  std::string extras(int indent, bool set) {
    std::string out;
    if (set && below(3) == 0) out += pad(indent) + "set: {flags." + own() + ": 1}\n";
    if (below(4) == 0) out += pad(indent) + "meets: [decide]\n";
    return out;
  }

  /// A message that nobody else waits for.
  std::string message() { return "message: m" + own() + (in_each_ > 0 ? ", key: item" : ""); }

  /// `on` events for a step that takes time: one that takes it away, one that goes on beside it, a failure.
  std::string events(int indent, const std::string& next, bool fails) {
    std::string out;
    if (below(3) == 0) out += "m: {" + message() + ", go: " + next + "}, ";
    if (below(3) == 0) out += "t: {after: 2d, go: " + next + ", interrupting: false}, ";
    if (below(4) == 0) out += "a: {" + message() + ", go: end, interrupting: false}, ";
    if (fails && below(3) == 0) out += "e: {error: default, go: " + next + "}, ";
    return out.empty() ? out : pad(indent) + "on: {" + out.substr(0, out.size() - 2) + "}\n";
  }

  /// `open`: the last step ends the sequence itself.
  void sequence(std::string& out, int indent, int depth, bool top) {
    const int length = 1 + below(top ? 5 : 3);
    std::vector<std::string> names;
    for (int i = 0; i < length; ++i) names.push_back(name());
    for (int i = 0; i < length; ++i) {
      const auto next = i + 1 < length ? names[static_cast<std::size_t>(i) + 1] : std::string("end");
      out += pad(indent) + "- " + names[static_cast<std::size_t>(i)] + ":\n";
      body(out, indent + 4, depth, next, names[static_cast<std::size_t>(below(i + 1))]);
    }
  }

  /// next: a target that keeps what follows reachable; back: this step or an earlier one of the sequence.
  void body(std::string& out, int indent, int depth, const std::string& next, const std::string& back) {
    const auto at = pad(indent);
    switch (below(depth < 3 ? 12 : 7)) {
      case 0:
        out += at + "stage: x." + own() + "\n";
        if (below(2) == 0) out += at + "retry: {max: 3, backoff: 1s}\n";
        if (below(3) == 0) out += at + "on_error: {needs_person: " + next + ", default: end}\n";
        out += events(indent, next, true) + extras(indent, true);
        break;
      case 1: out += at + "decide: t\n" + extras(indent, true); break;
      case 2: out += at + "set: {flags." + own() + ": 1}\n" + extras(indent, false); break;
      case 3:
        out += at + "human: {role: r, form: f" + (below(2) == 0 ? ", escalate: [{after: 1d, to: a}, {after: 1d, to: b}]" : "") + "}\n" + events(indent, next, false) + extras(indent, true);
        break;
      case 4: out += at + (below(2) == 0 ? "message: m" + own() + "\n" + (in_each_ > 0 ? at + "key: item\n" : "") : std::string("wait: 1d\n")) + extras(indent, true); break;
      case 5: out += at + "choose: [{when: x, go: " + back + "}, {when: y, go: end}, {else: " + next + "}]\n" + extras(indent, true); break;
      case 6:
        out += at + "first_of:\n";
        out += at + "  m: {" + message() + ", go: " + next + "}\n";
        out += at + "  t: {after: 1d, go: " + back + "}\n";
        if (below(2) == 0) out += at + "  h: {human: {role: r, form: f, escalate: [{after: 1d, to: a}]}, go: end}\n";
        out += extras(indent, true);
        break;
      case 7:
        out += at + "block:\n";
        sequence(out, indent + 2, depth + 1, false);
        out += events(indent, next, false) + extras(indent, true);
        break;
      case 8:
        out += at + "inclusive:\n";
        for (int i = 0; i < 3; ++i) {
          out += pad(indent + 2) + "b" + std::to_string(i) + ":\n" + pad(indent + 4) + (i < 2 ? "when: x\n" + pad(indent + 4) + "do:\n" : std::string("else:\n"));
          sequence(out, indent + 6, depth + 1, false);
        }
        out += events(indent, next, false) + extras(indent, true);
        break;
      case 9:
        out += at + "each:\n" + pad(indent + 2) + "in: x\n";
        if (below(2) == 0) out += pad(indent + 2) + "order: one_by_one\n";
        if (below(2) == 0) out += pad(indent + 2) + "grows_by: {" + message() + "}\n";
        ++in_each_;
        if (below(2) == 0) out += pad(indent + 2) + "join: {of: 2, cancel: " + (below(2) == 0 ? "true" : "false") + "}\n";
        out += pad(indent + 2) + "do:\n";
        sequence(out, indent + 4, depth + 1, false);
        --in_each_;
        out += events(indent, next, false) + extras(indent, true);
        break;
      default: {
        out += at + "parallel:\n";
        if (below(3) == 0) out += pad(indent + 2) + "join: {of: 1, cancel: " + (below(2) == 0 ? "true" : "false") + "}\n";
        const int branches = 2 + below(2);
        for (int i = 0; i < branches; ++i) {
          if (below(2) == 0) {
            out += pad(indent + 2) + "b" + std::to_string(i) + ":\n";
            sequence(out, indent + 4, depth + 1, false);
          } else {
            out += pad(indent + 2) + name() + ":\n";
            const auto own = "s" + std::to_string(names_ - 1);
            body(out, indent + 4, depth + 1, "end", own);
          }
        }
        out += extras(indent, true);
      }
    }
  }

  std::mt19937_64& random_;
  int names_ = 0, owned_ = 0, in_each_ = 0;
};

/// All events that could come next; `random` draws their details.
std::vector<Event> possible(const Definition& definition, const State& state, std::mt19937_64& random) {
  std::vector<Event> out;
  for (const auto& command : outstanding(definition, state)) {
    const auto id = id_of(definition, command);
    switch (command.kind) {
      case CommandKind::run_stage:
        switch (random() % 6) {
          case 0: out.push_back(done(id, {id + ".q1", id + ".q2"}, random() % 2 == 0)); break;
          case 1: out.push_back(failed(id, "unavailable", true)); break;
          case 2: out.push_back(failed(id, random() % 2 == 0 ? "needs_person" : "range")); break;
          case 3: out.push_back(done(id, {}, true)); break;
          default: out.push_back(done(id));
        }
        break;
      case CommandKind::decide: out.push_back(event(EventKind::decided, id)); break;
      case CommandKind::choose: {
        if (const auto& step = definition.step(command.step); step.kind == StepKind::inclusive) {
          auto what = event(EventKind::chosen, id);
          for (std::size_t i = 0; i < step.branches.size(); ++i)
            if (random() % 2 == 0) what.branches.push_back(static_cast<std::int32_t>(i));
          out.push_back(what);
          break;
        }
        const auto branches = definition.step(command.step).choose.size();
        out.push_back(chosen(id, static_cast<std::int32_t>(random() % (branches + 1)) - 1));
        break;
      }
      case CommandKind::list_items: {
        auto what = event(EventKind::listed, id);
        what.count = static_cast<std::int32_t>(random() % 4);
        out.push_back(what);
        break;
      }
      case CommandKind::set_facts: out.push_back(event(random() % 8 == 0 ? EventKind::stage_failed : EventKind::facts_set, id)); break;
      case CommandKind::open_task: out.push_back(answered(id)); break;
      case CommandKind::await_message: out.push_back(came(id)); break;
      case CommandKind::set_timer: out.push_back(due(id)); break;
      default: ADD_FAILURE() << "a command that is done at once is outstanding: " << describe(definition, command);
    }
  }
  for (const auto& token : state.tokens) {
    if ((token.state == TokenState::running || token.state == TokenState::waiting || token.state == TokenState::retrying) && random() % 20 == 0)
      out.push_back(event(EventKind::parked, definition.step(token.step).name + "#" + std::to_string(token.visit)));
    for (const auto& hold : token.holds) out.push_back(answered(hold, random() % 2 == 0));
    if (token.state == TokenState::parked) out.push_back(event(EventKind::resumed, definition.step(token.step).name + "#" + std::to_string(token.visit)));
  }
  return out;
}

/// What a runtime would keep: commanded and neither answered nor taken back. Knows nothing of the machine's insides.
class Ledger {
 public:
  explicit Ledger(const Definition& definition) : definition_(definition) {}

  void answer(const Event& what) {
    switch (what.kind) {
      case EventKind::stage_done:
      case EventKind::chosen:
      case EventKind::decided:
      case EventKind::facts_set:
      case EventKind::parked:
      case EventKind::listed:
      case EventKind::stage_failed: remove({"run ", "decide ", "choose ", "set ", "list "}, what.step + "#" + std::to_string(what.visit)); break;
      case EventKind::task_answered: remove({"open "}, what.id); break;
      case EventKind::message: remove({"await "}, what.id); break;
      case EventKind::timer_due: remove({"timer "}, what.id); break;
      case EventKind::cancelled:  // what is answered within a turn has no command that takes it back
        std::erase_if(open_, [](const std::string& text) { return text.starts_with("run ") || text.starts_with("decide ") || text.starts_with("choose ") || text.starts_with("set "); });
        break;
      default: break;
    }
  }
  void take(const std::vector<Command>& commands) {
    for (const auto& command : commands) {
      switch (command.kind) {
        case CommandKind::close_task: remove({"open "}, command.id); break;
        case CommandKind::forget_message: remove({"await "}, command.id); break;
        case CommandKind::cancel_timer: remove({"timer "}, command.id); break;
        case CommandKind::meet_clock:
        case CommandKind::park:
        case CommandKind::finish: break;
        default: open_.insert(describe(definition_, command)); break;
      }
    }
  }
  /// What is answered within a turn has no command that takes it back: it goes with its token.
  void drop_lost(const State& state) {
    std::erase_if(open_, [&](const std::string& text) {
      for (const std::string_view word : {"run ", "decide ", "choose ", "set ", "list "}) {
        if (!text.starts_with(word)) continue;
        const auto id = parse_command_id(std::string_view(text).substr(word.size(), text.find(' ', word.size()) - word.size()));
        return !id || token_at(state, definition_.find(id->step), id->visit) == nullptr;
      }
      return false;
    });
  }
  [[nodiscard]] const std::multiset<std::string>& open() const { return open_; }

 private:
  void remove(const std::vector<std::string>& words, const std::string& id) {
    std::erase_if(open_, [&](const std::string& text) {
      return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        if (!text.starts_with(word + id)) return false;
        const auto rest = text.size() == word.size() + id.size() ? ' ' : text[word.size() + id.size()];
        return rest == ' ';
      });
    });
  }
  const Definition& definition_;
  std::multiset<std::string> open_;
};

void expect_whole(const Definition& definition, const State& state) {
  std::set<std::pair<StepIndex, std::int32_t>> visits;
  std::int32_t last = 0;
  for (const auto& token : state.tokens) {
    EXPECT_GT(token.id, last) << "tokens stand in order of creation";
    last = token.id;
    if (token.state != TokenState::absorbing) {
      EXPECT_TRUE(visits.insert({token.step, token.visit}).second) << "two tokens in one visit of " << definition.step(token.step).name;
    }
    EXPECT_TRUE(token.parent == 0 || std::any_of(state.tokens.begin(), state.tokens.end(), [&](const Token& other) { return other.id == token.parent && other.begun > 0; }))
        << "a token of " << definition.step(token.step).name << " has lost the step around it";
    if (token.state != TokenState::joining && token.state != TokenState::absorbing) continue;
    std::set<std::int32_t> branches;
    for (const auto& other : state.tokens)
      if (other.parent == token.id) branches.insert(other.branch);
    EXPECT_EQ(branches.size(), static_cast<std::size_t>(token.expected));
    EXPECT_GT(token.expected, 0);
  }
  EXPECT_EQ(state.tokens.empty(), state.status == CaseStatus::finished || state.status == CaseStatus::cancelled);
}

TEST(MachinePaths, OutstandingIsWhatWasCommandedAndNotYetAnsweredAndReplayGivesTheSameState) {
  const std::uint64_t first_seed = 20'240'601;
  std::map<StepKind, int> kinds;
  std::map<CaseStatus, int> ends;
  int walked = 0;
  for (std::uint64_t seed = first_seed; seed < first_seed + 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const auto text = WorkflowMaker(random).make();
    const auto read_result = Definition::from_yaml(kHead + text, "w.yaml");
    ASSERT_TRUE(read_result || read_result.error().message.find("round for ever") != std::string::npos || read_result.error().message.find("no way leads") != std::string::npos)
        << read_result.error().text() << "\n" << text;
    if (!read_result) continue;
    const auto& definition = **read_result;
    ++walked;
    for (const auto& step : definition.steps()) ++kinds[step.kind];
    for (int walk = 0; walk < 5; ++walk) {
      State state;
      Ledger ledger(definition);
      std::vector<Event> history{event(EventKind::started)};
      std::set<std::string> opened;
      for (int i = 0; i < 120; ++i) {
        const auto& what = history.back();
        std::vector<Command> commands;
        const auto result = advance_in_place(definition, state, what, commands);
        ASSERT_TRUE(result) << result.error().text() << "\n" << text;
        ledger.answer(what);
        ledger.take(commands);
        ledger.drop_lost(state);
        for (const auto& command : commands)
          if (command.kind == CommandKind::open_task || command.kind == CommandKind::await_message) {
            EXPECT_TRUE(opened.insert(command.id).second) << "the id " << command.id << " was given twice";
          }
        const auto texts = describe(definition, outstanding(definition, state));
        ASSERT_EQ(std::multiset<std::string>(texts.begin(), texts.end()), ledger.open()) << text;
        expect_whole(definition, state);
        if (state.tokens.empty()) break;
        auto next = possible(definition, state, random);
        ASSERT_FALSE(next.empty()) << "the case is stuck\n" << text << json::write(to_json(definition, state));
        if (random() % 200 == 0) next = {event(EventKind::cancelled)};
        history.push_back(next[random() % next.size()]);
      }
      ++ends[state.status];
      if (!state.tokens.empty() && state.status != CaseStatus::cancelled) history.pop_back();  // drawn, not yet applied
      State again;
      for (const auto& what : history) {
        auto next = advance(definition, std::move(again), what);
        ASSERT_TRUE(next) << next.error().text();
        again = std::move(next->state);
      }
      ASSERT_EQ(again, state) << "replay gave another state";
    }
  }
  EXPECT_GT(walked, 300) << "too many of the workflows were refused to show anything";
  EXPECT_EQ(kinds.size(), 12u) << "the maker no longer makes every kind of step";
  EXPECT_GT(ends[CaseStatus::finished], 200);
  EXPECT_GT(ends[CaseStatus::cancelled], 5);
}

TEST(MachinePaths, RefusesEveryEventThatWasNotPossibleAndKeepsTheState) {
  const std::uint64_t seed = 77;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  Case c(R"(steps:
  - a: {stage: x.a}
  - p:
      parallel:
        h: {human: {role: r, form: f, escalate: [{after: 1d, to: x}]}}
        f: {first_of: {m: {message: n, go: end}, t: {after: 1d, go: end}}}
        w: {wait: 1d}
  - d: {decide: t, set: {case.unit: 1}}
)");
  c.start();
  const std::vector<std::string> ids{"a#1", "p#1", "h#1", "h#1:escalate:1", "f#1:m", "f#1:t", "f#1", "w#1:after", "d#1", "d#2", "x#1", "", "a#1:after"};
  const EventKind all[] = {EventKind::stage_done, EventKind::stage_failed, EventKind::chosen, EventKind::decided, EventKind::facts_set, EventKind::task_answered,
                           EventKind::message, EventKind::timer_due, EventKind::resumed};
  int taken = 0, refused = 0;
  for (int i = 0; i < 4000 && !c.state.tokens.empty(); ++i) {
    const auto what = event(all[random() % std::size(all)], ids[random() % ids.size()]);
    const auto before = c.state;
    std::vector<Command> commands;
    if (advance_in_place(*c.definition, c.state, what, commands)) {
      ++taken;
      EXPECT_NE(c.state, before);
    } else {
      ++refused;
      ASSERT_EQ(c.state, before);
      ASSERT_TRUE(commands.empty());
    }
  }
  EXPECT_TRUE(c.state.tokens.empty()) << "the right events were among them";
  EXPECT_GE(taken, 6);
  EXPECT_GT(refused, 50);
}

/// Every order of the branches' events that keeps each branch's own order.
void interleave(const Definition& definition, const State& state, std::vector<std::vector<Event>>& branches, std::vector<std::size_t>& at, std::set<std::string>& ends, int& orders) {
  bool over = true;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    if (at[i] == branches[i].size()) continue;
    over = false;
    auto next = advance(definition, state, branches[i][at[i]]);
    ASSERT_TRUE(next) << next.error().text();
    ++at[i];
    interleave(definition, next->state, branches, at, ends, orders);
    --at[i];
  }
  if (!over) return;
  ++orders;
  std::string text = json::write(to_json(definition, state)) + " next " + std::to_string(state.next_token);
  for (const auto visits : state.visits) text += " " + std::to_string(visits);
  ends.insert(text);
}

TEST(MachinePaths, TheOrderInWhichBranchesFinishDoesNotMatter) {
  Case c(R"(steps:
  - p:
      parallel:
        a:
          - a1: {stage: x.a, retry: {max: 2}}
          - a2: {human: {role: r, form: f, escalate: [{after: 1d, to: x}]}, set: {case.unit: 1}}
        b:
          - b1: {stage: x.b}
          - b2: {parallel: {c: {stage: x.c}, d: {wait: 1d}}}
        e: {first_of: {m: {message: n, go: end}, t: {after: 1d, go: end}}}
  - after: {stage: x.z}
)");
  c.start();
  std::vector<std::vector<Event>> branches{
      {failed("a1#1", "unavailable", true), due("a1#1:retry:1"), done("a1#1"), due("a2#1:escalate:1"), answered("a2#1"), event(EventKind::facts_set, "a2#1")},
      {done("b1#1", {"b1.t"}), answered("b1.t"), done("c#1"), due("d#1:after")},
      {came("e#1:m")},
  };
  std::vector<std::size_t> at(branches.size(), 0);
  std::set<std::string> ends;
  int orders = 0;
  interleave(*c.definition, c.state, branches, at, ends, orders);
  EXPECT_EQ(orders, 2310);  // 11! / (6! 4! 1!)
  EXPECT_EQ(ends.size(), 1u);
  EXPECT_NE(ends.begin()->find("\"step\":\"after\""), std::string::npos) << *ends.begin();
}

}  // namespace
}  // namespace amends::flow

#pragma once
// Random workflow files of every kind of step in core/flow/grammar.md, from one generator of numbers. What comes out may still be refused by the reader (a step
// that cannot be reached, two branches that write one thing): the caller draws another one then. Knows no runtime.
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace amends::simulation {

/// Numbers that are the same for the same seed on every machine: no distribution of the library is asked.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool percent(std::size_t chance) { return below(100) < chance; }
  template <class T>
  const T& of(const std::vector<T>& all) { return all[below(all.size())]; }
  std::uint64_t raw() { return random_(); }

 private:
  std::mt19937_64 random_;
};

inline constexpr int kStages = 32;  ///< x.s0 .. x.s31: each writes a section of its own, so that branches can have their own

class RandomWorkflow {
 public:
  RandomWorkflow(Dice& dice, std::string name) : dice_(dice), name_(std::move(name)) {
    for (int i = 0; i < kStages; ++i) free_.push_back(i);
  }

  /// The file. `called`: the name of a workflow that may be called; empty: none.
  std::string text(const std::string& called) {
    called_ = called;
    std::string head = "workflow: " + name_ + "\nversion: 1.0.0\ntitle: {zh: 模拟, en: Simulated}\n";
    if (dice_.percent(25)) head += "commit: step\n";
    if (dice_.percent(50)) {
      clocks_ = true;
      head += "clocks:\n  decide: {kind: decide, from: channel.received_at, warn: [5d, 2d], on_breach: escalate, to: supervisor}\n";
      if (dice_.percent(50)) head += "  acknowledge: {kind: acknowledge, from: channel.received_at, on_breach: escalate, to: supervisor}\n";
    }
    if (dice_.percent(40)) head += "notices: [clock_warned, clock_breached, task_opened, task_escalated]\n";
    if (dice_.percent(20)) head += "work: {priority: " + std::to_string(dice_.below(10)) + "}\n";
    const auto steps = list({}, 3 + dice_.below(6));
    const auto first = clocks_ && dice_.percent(60) ? "  - classify: {stage: amends.classify}\n" : "";
    std::string bounds;
    for (const auto& bound : bounds_) bounds += "  " + bound + ": " + std::to_string(1 + dice_.below(3)) + "\n";
    if (!bounds.empty()) head += "bounds:\n" + bounds;
    std::string out = head + "steps:\n" + first + block_of(steps);
    if (!paths_.empty()) {
      out += "paths:\n";
      for (const auto& path : paths_) out += path;
    }
    return out;
  }
  /// What was drawn, for the count of kinds at the end.
  [[nodiscard]] const std::map<std::string, int>& kinds() const { return kinds_; }

 private:
  struct Around {
    int depth = 0;
    bool concurrent = false;   ///< beside other branches: writes no fact that they may read
    bool each = false;         ///< inside a for-each
    bool path = false;         ///< of `undo` or a path
    std::vector<std::string> around;                ///< names of the steps around, the innermost last
    std::vector<std::string> errors, escalations;   ///< that a step around takes
  };
  struct Step {
    std::string name, body;
  };

  std::string fresh(const char* letter) { return letter + std::to_string(++names_); }
  static std::string text_of(const std::vector<Step>& steps) {
    std::string out = "[";
    for (const auto& step : steps) out += (out.size() > 1 ? ", " : "") + std::string("{") + step.name + ": {" + step.body + "}}";
    return out + "]";
  }
  static std::string block_of(const std::vector<Step>& steps, const char* indent = "  ") {
    std::string out;
    for (const auto& step : steps) out += std::string(indent) + "- " + step.name + ": {" + step.body + "}\n";
    return out;
  }
  std::string length() {
    static const std::vector<std::string> all{"30s", "10m", "2h", "1d", "3d", "2wd", "4wh", "1w"};
    return dice_.of(all);
  }
  std::string condition() {
    static const std::vector<std::string> all{"'group.size > 3'", "'group.size > 6'", "'channel.kind = \"phone\"'", "'money.claimed.minor > 20000'", "'flags.odd = true'", "'group.size > 1 and money.claimed.minor < 60000'"};
    if (dice_.percent(4)) return "'outcome.kind = \"settled\"'";  // not known: the step parks
    return dice_.of(all);
  }

  /// The steps of one sequence. Whatever does not fall through names the step behind it among its targets, so that all can be reached.
  std::vector<Step> list(const Around& around, std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back(fresh("s"));
    std::vector<Step> out;
    // A circle: the last step leads back to one that is entered so often and no more.
    const bool circle = around.depth == 0 && !around.path && count > 3 && dice_.percent(45);
    const auto back_to = circle ? dice_.below(count - 2) : count;
    for (std::size_t i = 0; i < count; ++i) {
      if (i == back_to) {
        bounds_.push_back(fresh("k"));
        const auto bounded = ", bound: {name: " + bounds_.back() + ", go: end}";
        out.push_back({names[i], (free_.empty() || dice_.percent(50) ? "human: {" + human() + "}" : "stage: " + stage()) + bounded});
        continue;
      }
      if (circle && i + 1 == count) {
        out.push_back({names[i], this->count("loop") + "choose: [{when: " + condition() + ", go: " + names[back_to] + "}, {else: end}]"});
        continue;
      }
      std::vector<std::string> ahead(names.begin() + static_cast<std::ptrdiff_t>(i) + 1, names.end());
      ahead.emplace_back("end");
      out.push_back({names[i], body(around, names[i], ahead)});
    }
    return out;
  }

  std::string body(const Around& around, const std::string& name, const std::vector<std::string>& ahead) {
    const auto& next = ahead.front();
    Around inside = around;
    ++inside.depth;
    inside.around.push_back(name);
    const bool deep = around.depth >= 3;
    for (int tries = 0;; ++tries) {
      switch (dice_.below(deep ? 14 : 22)) {
        case 0:
        case 1: {
          if (free_.empty()) break;
          auto out = count("stage") + "stage: " + stage();
          if (dice_.percent(50)) out += ", retry: {max: " + std::to_string(1 + dice_.below(3)) + ", backoff: 2s}";
          if (dice_.percent(40)) out += ", on_error: " + (dice_.percent(50) ? dice_.of(ahead) : "{needs_person: " + dice_.of(ahead) + ", default: " + dice_.of(ahead) + "}");
          if (dice_.percent(10)) out += ", with: {n: 'group.size'}";
          return out + beside(around, name, ahead, out);
        }
        case 2:
        case 3: return "human: {" + human() + "}" + (clocks_ && dice_.percent(15) ? ", meets: [decide]" : "") + beside(around, name, ahead, {});
        case 4: {
          const auto second = dice_.of(ahead);
          if (dice_.percent(25)) return count("choose") + "choose: [{when: " + condition() + ", go: " + next + "}, {when: " + condition() + ", go: " + second + "}]";
          return count("choose") + "choose: [{when: " + condition() + ", go: " + second + "}, {else: " + next + "}]";
        }
        case 5: {
          if (clocks_ && dice_.percent(10)) break;
          std::string out = count("set") + "set: {";
          if (around.concurrent || around.each) out += "flags." + fresh("f") + ": '1'";
          else if (dice_.percent(50)) out += "group.size: 'group.size + 1'";
          else if (dice_.percent(50)) out += "flags.odd: 'group.size > 4'";
          else out += "'flags.log.[]': 'group.size'";
          return out + "}";
        }
        case 6: return count("wait") + "wait: " + length() + beside(around, name, ahead, {});
        case 7: return count("message") + "message: " + fresh("m") + (dice_.percent(25) ? ", key: channel.ref" : "") + beside(around, name, ahead, {});
        case 8:
          if (dice_.percent(50)) return count("signal") + "signal: " + signal();
          return count("listen") + "listen: " + signal() + beside(around, name, ahead, {});
        case 9: {
          const bool waits = dice_.percent(60);
          auto out = count("send") + "send: {kind: order, to: '\"bank\"', body: {n: group.size, ref: channel.ref}" + (waits ? ", wait: true" : "") + "}";
          if (waits && dice_.percent(50)) out += ", on: {" + fresh("e") + ": {error: unavailable, go: " + dice_.of(ahead) + "}}";
          return out;
        }
        case 10: {
          std::string out = count("first_of") + "first_of: {";
          out += fresh("a") + ": {message: " + fresh("m") + (dice_.percent(20) ? ", key: channel.ref" : "") + ", go: " + next + "}";
          if (dice_.percent(60)) out += ", " + fresh("a") + ": {after: " + length() + ", go: " + dice_.of(ahead) + "}";
          if (dice_.percent(30)) out += ", " + fresh("a") + ": {signal: " + signal() + ", go: " + dice_.of(ahead) + "}";
          out += ", " + fresh("a") + ": {human: {" + human() + "}, go: " + dice_.of(ahead) + "}";
          return out + "}";
        }
        case 11: {
          if (around.errors.empty() && around.escalations.empty() && !dice_.percent(10)) break;
          // Nothing comes back from an error, so that nothing may stand behind it.
          if (!around.escalations.empty() && dice_.percent(50)) return count("raise escalation") + "raise: {escalation: " + dice_.of(around.escalations) + "}";
          if (next == "end" && !around.errors.empty()) return count("raise error") + "raise: {error: " + dice_.of(around.errors) + "}";
          return count("raise") + "raise: {" + (next == "end" && dice_.percent(30) ? "error: " : "escalation: ") + fresh("x") + "}";
        }
        case 12: {
          if (around.depth == 0 || next != "end") break;
          if (dice_.percent(15)) return count("terminate") + "terminate: case";
          if (dice_.percent(8)) return count("cancel case") + "cancel: case";
          if (around.path) break;
          return count("terminate step") + "terminate: " + dice_.of(around.around);
        }
        case 13: {
          if (around.path || undoable_.empty() || around.each) break;
          return count("compensate") + "compensate: " + (dice_.percent(60) ? "case" : dice_.of(undoable_));
        }
        case 14:
        case 15: return branches(inside, around, name, ahead);
        case 16: {
          std::string out = count("inclusive") + "inclusive: {";
          inside.concurrent = true;
          const auto n = 2 + dice_.below(2);
          for (std::size_t i = 0; i < n; ++i) out += (i ? ", " : "") + fresh("b") + ": {when: " + condition() + ", do: " + text_of(list(inside, 1 + dice_.below(2))) + "}";
          if (dice_.percent(70)) out += ", " + fresh("b") + ": {else: " + text_of(list(inside, 1)) + "}";
          return out + "}" + beside(around, name, ahead, out);
        }
        case 17:
        case 18: {
          if (around.each && (around.depth > 2 || !dice_.percent(40))) break;
          auto as = fresh("it");
          std::string out = count(around.each ? "each in each" : "each") + "each: {as: " + as;
          const bool fact = dice_.percent(60);
          out += fact ? ", in: 'flags.watch', key: '" + as + ".id'" : ", in: '[1, 2, 3]'";
          const bool grows = !fact && dice_.percent(50);
          if (grows) out += ", grows_by: {message: " + fresh("m") + "}";
          if (dice_.percent(35)) out += ", order: one_by_one";
          if (dice_.percent(30)) out += std::string(", join: {of: ") + (dice_.percent(50) ? "1" : "2") + (dice_.percent(50) ? ", cancel: true}" : "}");
          inside.each = true;
          inside.concurrent = true;
          out += ", do: " + text_of(list(inside, 1 + dice_.below(2))) + "}";
          return out + beside(around, name, ahead, out);
        }
        case 19: {
          offer(inside);
          const auto steps = text_of(list(inside, 1 + dice_.below(3)));
          return count("block") + "block: " + steps + events(ahead, steps, inside) + undo(around, name);
        }
        case 20: {
          if (around.concurrent || around.path) break;
          if (!called_.empty() && around.depth == 0 && dice_.percent(50)) {
            auto out = count("call") + "call: " + called_ + ", on: {" + fresh("e") + ": {error: no_answer, go: " + dice_.of(ahead) + "}}";
            called_.clear();
            return out;
          }
          if (paths_.size() >= 2) break;
          const auto path = fresh("p");
          Around own;
          own.depth = 2;
          own.path = true;
          const auto steps = list(own, 1 + dice_.below(2));
          paths_.push_back("  " + path + ":\n" + block_of(steps, "    "));
          return count("run") + "run: " + path;
        }
        default: {
          if (around.concurrent) break;
          return count("decide") + "decide: 'tables/severity#amount_points', with: {amount: 'money.claimed.minor / 100'}";
        }
      }
      if (tries > 30) return count("wait") + "wait: " + length();
    }
  }

  std::string branches(Around inside, const Around& around, const std::string& name, const std::vector<std::string>& ahead) {
    inside.concurrent = true;
    offer(inside);
    const auto n = 2 + dice_.below(2);
    std::string out = count("parallel") + "parallel: {";
    if (dice_.percent(45)) {
      count("join");
      out += "join: {of: " + std::to_string(1 + dice_.below(n - 1)) + (dice_.percent(50) ? ", cancel: true}, " : "}, ");
    }
    std::string region;
    for (std::size_t i = 0; i < n; ++i) {
      auto steps = list(inside, 1 + dice_.below(3));
      if (i == 0) region = steps.front().name;
      // The last branch takes the case off a step of the first one, or begins only while the case stands there.
      if (i == n - 1 && dice_.percent(20)) steps.back() = {steps.back().name, count("cancel step") + "cancel: " + (dice_.percent(50) ? region : "[" + region + "]")};
      else if (i == n - 1 && dice_.percent(20)) steps.front().body = count("milestone") + "wait: 1d, while: {at: " + region + (dice_.percent(60) ? ", else: end}" : "}");
      out += (i ? ", " : "") + fresh("b") + ": " + text_of(steps);
    }
    return out + "}" + events(ahead, out, inside) + undo(around, name);
  }

  std::string human() {
    std::string out = count("human") + "role: handler, form: free";
    if (dice_.percent(50)) out += ", title: {zh: 办, en: Do}";
    if (dice_.percent(60)) {
      out += ", due: " + length();
      if (dice_.percent(40)) {
        count("remind");
        out += dice_.percent(50) ? ", remind: [{after: 1h}, {after: 2h}]" : ", remind: [{before: 10s}]";
      }
    }
    if (dice_.percent(35)) {
      count("escalate");
      out += dice_.percent(50) ? ", escalate: [{after: 1d, to: supervisor}]" : ", escalate: [{after: 2h, to: supervisor}, {after: 3h, to: head_of_office}]";
    }
    if (dice_.percent(25)) {
      count("candidates");
      out += dice_.percent(50) ? ", candidates: [li.na, {role: legal}]" : ", candidates: [{from: flags.officers}]";
    }
    return out;
  }

  /// What a body may have beside its kind: `on`, `undo`, a bound.
  std::string beside(const Around& around, const std::string& name, const std::vector<std::string>& ahead, const std::string& own) {
    std::string out;
    if (dice_.percent(25)) out += events(ahead, own, {});
    out += undo(around, name);
    if (!around.concurrent && around.depth == 0 && dice_.percent(12)) {
      const auto bound = fresh("k");
      bounds_.push_back(bound);
      count("bound");
      out += ", bound: {name: " + bound + ", go: " + dice_.of(ahead) + "}";
    }
    return out;
  }

  /// Names that steps inside may raise; `events` takes those that one of them does.
  void offer(Around& inside) {
    if (dice_.percent(50)) inside.errors.push_back(fresh("x"));
    if (dice_.percent(60)) inside.escalations.push_back(fresh("x"));
  }

  /// `on` events of a step whose body is `own`.
  std::string events(const std::vector<std::string>& ahead, const std::string& own, const Around& inside) {
    std::string out;
    const auto add = [&](const std::string& what, const char* kind, bool may_go_on) {
      const bool goes_on = may_go_on && dice_.percent(40);
      count(std::string("on ") + kind + (goes_on ? ", not interrupting" : ""));
      out += (out.empty() ? "" : ", ") + fresh("e") + ": {" + what + ", go: " + dice_.of(ahead) + (goes_on ? ", interrupting: false}" : "}");
    };
    const auto raised = [&](const std::string& what) { return own.find("raise: {" + what + "}") != std::string::npos; };
    if (dice_.percent(50)) add("after: " + length(), "after", true);
    if (dice_.percent(40)) add("message: " + fresh("m") + (dice_.percent(20) ? ", key: channel.ref" : ""), "message", true);
    if (dice_.percent(25)) add("signal: " + signal(), "signal", true);
    if (own.find("stage: ") != std::string::npos && dice_.percent(60)) add("error: default", "error", false);
    for (const auto& name : inside.errors)
      if (raised("error: " + name)) add("error: " + name, "raised error", false);
    for (const auto& name : inside.escalations)
      if (raised("escalation: " + name)) add("escalation: " + name, "escalation", true);
    return out.empty() ? "" : ", on: {" + out + "}";
  }

  std::string undo(const Around& around, const std::string& name) {
    if (around.path || around.each || !dice_.percent(15)) return "";
    Around own;
    own.depth = 3;
    own.path = true;
    own.concurrent = true;
    undoable_.push_back(name);
    count("undo");
    return ", undo: " + text_of(list(own, 1));
  }

  std::string stage() {
    const auto at = dice_.percent(15) ? 0 : dice_.below(free_.size());  // the first ones ask for other cases
    const auto number = free_[at];
    free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(at));
    return "x.s" + std::to_string(number);
  }
  std::string signal() {
    static const std::vector<std::string> all{"alarm", "all_clear", "news"};
    return dice_.of(all);
  }
  std::string count(const std::string& kind) {
    ++kinds_[kind];
    return {};
  }

  Dice& dice_;
  std::string name_, called_;
  bool clocks_ = false;
  int names_ = 0;
  std::vector<int> free_;
  std::vector<std::string> paths_, bounds_, undoable_;
  std::map<std::string, int> kinds_;
};

}  // namespace amends::simulation

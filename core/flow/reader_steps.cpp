// The second pass: what a step is, and what may stand in every kind of step: where it goes, what it sets and meets, what it waits for.
#include <algorithm>

#include "flow/machine.hpp"
#include "flow/nearest.hpp"
#include "flow/reader.hpp"
#include "support/ids.hpp"

namespace amends::flow {
namespace {

constexpr std::array<std::string_view, 3> kChooseKeys{"when", "else", "go"};
constexpr std::array<std::string_view, 6> kAlternativeKeys{"message", "key", "signal", "after", "human", "go"};

/// The keys beside the kind's own one, by StepKind.
constexpr std::string_view kStageOwn[] = {"stage", "config", "retry", "on_error", "optional", "requires_approval", "with", "go", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::string_view kDecideOwn[] = {"decide", "with", "go", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::string_view kHumanOwn[] = {"human", "go", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::string_view kChooseOwn[] = {"choose", "meets", "set", "bound"};
constexpr std::string_view kParallelOwn[] = {"parallel", "go", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::string_view kFirstOfOwn[] = {"first_of", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::string_view kMessageOwn[] = {"message", "key", "go", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::string_view kWaitOwn[] = {"wait", "go", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::string_view kSetOwn[] = {"set", "go", "meets", "undo", "bound", "while"};
constexpr std::string_view kInclusiveOwn[] = {"inclusive", "go", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::string_view kEachOwn[] = {"each", "go", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::string_view kBlockOwn[] = {"block", "go", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::string_view kRaiseOwn[] = {"raise", "go", "meets", "set", "bound"};
constexpr std::string_view kSignalOwn[] = {"signal", "go", "meets", "set", "bound", "while"};
constexpr std::string_view kListenOwn[] = {"listen", "go", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::string_view kCancelOwn[] = {"cancel", "go", "meets", "set", "bound"};
constexpr std::string_view kTerminateOwn[] = {"terminate", "meets", "bound"};
constexpr std::string_view kCompensateOwn[] = {"compensate", "go", "meets", "set", "bound"};
constexpr std::string_view kRunOwn[] = {"run", "go", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::string_view kSendOwn[] = {"send", "requires_approval", "go", "meets", "set", "on", "undo", "bound", "while"};
constexpr std::array<Words, 20> kStepKeys{kStageOwn,     kDecideOwn, kHumanOwn, kChooseOwn, kParallelOwn, kFirstOfOwn, kMessageOwn, kWaitOwn,      kSetOwn,
                                          kInclusiveOwn, kEachOwn,   kBlockOwn, kRaiseOwn,  kSignalOwn,   kListenOwn,  kCancelOwn,  kTerminateOwn, kCompensateOwn, kRunOwn, kSendOwn};
constexpr std::array<std::string_view, 33> kAllStepKeys{"stage", "decide", "human", "choose", "parallel", "first_of", "message", "wait", "set",
                                                        "inclusive", "each", "block", "raise", "signal", "listen", "cancel", "terminate", "compensate", "run", "send",
                                                        "config", "retry", "on_error", "optional", "requires_approval", "with", "key", "go", "meets", "on", "undo", "bound", "while"};

constexpr bool is_branched(StepKind kind) { return kind == StepKind::parallel || kind == StepKind::inclusive; }

/// Kinds whose ways out stand in themselves, or that have none.
constexpr bool has_own_ways(StepKind kind) { return kind == StepKind::choose || kind == StepKind::first_of || kind == StepKind::terminate; }

}  // namespace

std::vector<std::string_view> DefinitionReader::target_names() const {
  std::vector<std::string_view> out;
  for (const auto& [name, index] : names_) out.push_back(name);
  out.push_back("end");
  return out;
}

StepIndex DefinitionReader::go(const json::Value* value, const std::string& path, StepIndex from) {
  const auto found = text(value, path, "the target (`go`: a step, a path or end)");
  if (!found) {
    arrows_known_ = false;
    return kEnd;
  }
  if (*found == "end") return kEnd;
  const auto target = names_.find(*found);
  if (target == names_.end()) {
    arrows_known_ = false;
    if (!declared_at_.contains(*found)) {
      const auto names = target_names();
      problem(path, "there is no step or path '" + shown(*found) + "'" + (nearest(*found, names).empty() ? "; write the name of a step, of a path, or end" : did_you_mean(*found, names)));
    }
    return kEnd;
  }
  if (target->second == kEnd) return kEnd;  // an empty path; told already
  const auto& here = definition_->step(from);
  const auto& there = definition_->step(target->second);
  if (here.inside == there.inside && here.branch == there.branch) return target->second;
  arrows_known_ = false;
  if (here.inside != kEnd) {
    const auto& block = definition_->step(here.inside);
    problem(path, "'" + *found + "' stands outside " + place_words(here) + "; " + (is_branched(block.kind) && here.branch != kUndo ? "a branch ends at its join" : "what is inside ends there") +
                      ": go to end there and choose the way after '" + block.name + "'");
  } else {
    const auto& block = definition_->step(there.inside);
    problem(path, "'" + *found + "' stands inside " + (is_branched(block.kind) && there.branch != kUndo ? "a branch of the " + std::string(kind_name(block.kind)) + " step '" + block.name + "'" : place_words(there)) + "; go to '" + block.name +
                      "', which starts " + (is_branched(block.kind) ? "all its branches" : "it"));
  }
  return kEnd;
}

/// "the branch 'legal' of the parallel step 'checks'", "the block 'talks'".
std::string DefinitionReader::place_words(const Step& step) const {
  const auto& around = definition_->step(step.inside);
  if (step.branch == kUndo) return "what undoes '" + around.name + "'";
  if (around.kind == StepKind::block) return "the block '" + around.name + "'";
  if (around.kind == StepKind::each) return "the for-each '" + around.name + "'";
  return "the branch '" + around.branches[static_cast<std::size_t>(step.branch)].name + "' of the " + std::string(kind_name(around.kind)) + " step '" + around.name + "'";
}

std::optional<StepKind> DefinitionReader::read_kind(const Body& body) {
  if (!body.value) return std::nullopt;
  std::vector<std::string_view> kinds;
  for (const auto key : kKindKeys)
    if (key != "set" && body.value->contains(key)) kinds.push_back(key);
  if (kinds.empty() && body.value->contains("set")) kinds.push_back("set");
  if (kinds.size() == 1) return static_cast<StepKind>(std::find(kKindKeys.begin(), kKindKeys.end(), kinds[0]) - kKindKeys.begin());
  arrows_known_ = false;
  const bool keys_fit = known_keys(*body.value, body.path, kAllStepKeys, "a step");
  if (kinds.size() > 1) problem(body.path, "a step does one thing, and this one has " + list_words(kinds) + "; make a step of each");
  else if (keys_fit) problem(body.path, "the step does not say what it does; give it one of: " + list_words(kKindKeys));
  return std::nullopt;
}

void DefinitionReader::read_step(StepIndex index) {
  const auto& body = bodies_[static_cast<std::size_t>(index)];
  if (!body.value) return;
  auto& step = definition_->steps_[static_cast<std::size_t>(index)];
  const auto kind = kinds_[static_cast<std::size_t>(index)];
  if (!kind) return;
  const auto kind_at = static_cast<std::size_t>(*kind);
  const auto kind_word = kKindKeys[kind_at];
  for (const auto& member : *body.value) {
    const auto key = key_text(member);
    if (contains(kStepKeys[kind_at], key)) continue;
    if (contains(kAllStepKeys, key)) {
      const bool own_way = key == "go";
      problem(sub(body.path, key), "`" + key + "` does not belong to a " + std::string(kind_word) + " step; " +
                                       (own_way && *kind == StepKind::terminate ? std::string("nothing comes behind it; put the way on the step that it ends") : own_way ? std::string("each of its branches has its own `go`") : "the keys here are: " + list_words(kStepKeys[kind_at])));
    } else {
      json::Object one;
      one.emplace(member.key(), member.value());
      known_keys(one, body.path, kStepKeys[kind_at], "a " + std::string(kind_word) + " step");
    }
  }
  const auto at_kind = sub(body.path, kind_word);
  const auto& what = body.value->at(kind_word);
  switch (*kind) {
    case StepKind::stage: read_stage(step, body, index); break;
    case StepKind::decide: read_decide(step, body); break;
    case StepKind::human: step.human = read_human(what, at_kind); break;
    case StepKind::choose: read_choose(step, what, at_kind, index); break;
    case StepKind::parallel:
      if (const auto* object = what.if_object())
        if (const auto* join = object->if_contains("join"); join && join->is_object() && join->get_object().contains("of")) read_join(step, *join, sub(at_kind, "join"), false);
      break;
    case StepKind::first_of: read_first_of(step, what, at_kind, index); break;
    case StepKind::message:
      step.message = name(&what, at_kind, "the name of a message").value_or("");
      if (const auto* key = body.value->if_contains("key")) step.key = expression(key, sub(body.path, "key"));
      break;
    case StepKind::wait: step.wait = duration(&what, at_kind); break;
    case StepKind::set:
    case StepKind::block: break;
    case StepKind::inclusive: read_inclusive(step, what, at_kind); break;
    case StepKind::each: read_each(step, what, at_kind); break;
    case StepKind::raise: read_raise(step, what, at_kind); break;
    case StepKind::run: read_run(step, what, at_kind); break;
    case StepKind::signal:
    case StepKind::listen: step.event = name(&what, at_kind, "the name of a signal").value_or(""); break;
    case StepKind::cancel:
    case StepKind::terminate:
    case StepKind::compensate: read_targets(step, what, at_kind, index); break;
    case StepKind::send: read_send(step, body); break;
  }
  read_extras(step, body, index);
  if (const auto* set = body.value->if_contains("set")) read_set(step, *set, sub(body.path, "set"));
  if (const auto* meets = body.value->if_contains("meets")) {
    if (const auto* kinds = list(meets, sub(body.path, "meets"), "`meets` (clock kinds)"))
      for (std::size_t i = 0; i < kinds->size(); ++i)
        if (auto clock = name(&(*kinds)[i], sub(sub(body.path, "meets"), i), "the kind of a clock")) step.meets.push_back(*std::move(clock));
  }
  if (has_own_ways(*kind)) {
    step.next = kEnd;
    step.joins = false;
  } else if (const auto* target = body.value->if_contains("go")) {
    const auto chosen = go(target, sub(body.path, "go"), index);
    step.joins = chosen == kEnd && step.inside != kEnd;
    step.next = step.joins ? step.inside : chosen;
  }
}

void DefinitionReader::read_choose(Step& step, const json::Value& value, const std::string& path, StepIndex index) {
  const auto* branches = list(&value, path, "`choose` ({when, go} entries)");
  if (!branches) {
    arrows_known_ = false;
    return;
  }
  if (branches->size() > kBranchesMax) problem(path, "`choose` has at most " + std::to_string(kBranchesMax) + " branches; use a decision table");
  bool any_when = false;
  for (std::size_t i = 0; i < branches->size(); ++i) {
    const auto at = sub(path, i);
    const auto* branch = map(&(*branches)[i], at, "a branch of `choose` ({when, go} or {else: target})");
    if (!branch) {
      arrows_known_ = false;
      continue;
    }
    known_keys(*branch, at, kChooseKeys, "a branch of `choose`");
    ChooseBranch read;
    if (const auto* other = branch->if_contains("else")) {
      if (branch->contains("when") || branch->contains("go")) problem(sub(at, "else"), "`else` names its target itself and has neither `when` nor `go`; write {else: target}");
      if (i + 1 != branches->size()) problem(sub(at, "else"), "`else` is the last branch, because those behind it can never be taken; move it to the end");
      read.go = go(other, sub(at, "else"), index);
    } else {
      any_when = true;
      read.when = expression(branch->if_contains("when"), sub(at, "when"));
      read.go = go(branch->if_contains("go"), sub(at, "go"), index);
    }
    step.choose.push_back(std::move(read));
  }
  if (!any_when) problem(path, "`choose` has no branch with `when`; write at least one, or use `go`");
}

void DefinitionReader::read_first_of(Step& step, const json::Value& value, const std::string& path, StepIndex index) {
  const auto* alternatives = map(&value, path, "`first_of` (name: {message | signal | after | human, go})");
  if (!alternatives) {
    arrows_known_ = false;
    return;
  }
  if (alternatives->size() < 2) problem(path, "`first_of` has at least two alternatives; a single one is written as a message, wait or human step");
  if (alternatives->size() > kBranchesMax) problem(path, "`first_of` has at most " + std::to_string(kBranchesMax) + " alternatives; leave some out");
  for (const auto& member : *alternatives) {
    const auto at = sub(path, key_text(member));
    const auto* object = map(&member.value(), at, "an alternative of `first_of` ({message | signal | after | human, go})");
    if (!object) {
      arrows_known_ = false;
      continue;
    }
    Alternative read;
    read.name = key_text(member);
    if (!is_name(read.name)) problem(at, "'" + shown(read.name) + "' is no name of an alternative; write a small letter, then small letters, digits and _, at most 64 characters");
    known_keys(*object, at, kAlternativeKeys, "an alternative of `first_of`");
    const auto kinds = static_cast<int>(object->contains("message")) + static_cast<int>(object->contains("after")) + static_cast<int>(object->contains("human")) + static_cast<int>(object->contains("signal"));
    if (kinds != 1) problem(at, "an alternative waits for exactly one of message, signal, after and human; this one has " + std::to_string(kinds));
    if (const auto* message = object->if_contains("message")) read.message = name(message, sub(at, "message"), "the name of a message").value_or("");
    if (const auto* key = object->if_contains("key")) {
      if (!object->contains("message")) problem(sub(at, "key"), "`key` belongs to a message; remove it here");
      read.key = expression(key, sub(at, "key"));
    }
    if (const auto* signal = object->if_contains("signal")) read.signal = name(signal, sub(at, "signal"), "the name of a signal").value_or("");
    if (const auto* after = object->if_contains("after")) read.after = duration(after, sub(at, "after"));
    if (const auto* human = object->if_contains("human")) read.human = read_human(*human, sub(at, "human"));
    read.go = go(object->if_contains("go"), sub(at, "go"), index);
    if (step.alternatives.size() >= kBranchesMax) continue;  // told above
    const auto key_of = [](const Alternative& alternative) { return alternative.key ? alternative.key->text() : std::string_view{}; };
    const auto other = std::find_if(step.alternatives.begin(), step.alternatives.end(),
                                    [&](const Alternative& earlier) { return !read.message.empty() && earlier.message == read.message && key_of(earlier) == key_of(read); });
    if (other != step.alternatives.end())
      problem(at, "'" + shown(other->name) + "' waits for the message '" + read.message + "' already, and a message that comes could not be given to both; keep one, or give them keys that differ");
    step.alternatives.push_back(std::move(read));
  }
}

void DefinitionReader::read_set(Step& step, const json::Value& value, const std::string& path) {
  const auto* facts = map(&value, path, "`set` (fact path: expression)");
  if (!facts) return;
  if (facts->empty()) problem(path, "`set` sets nothing; name a fact and its expression");
  for (const auto& member : *facts) {
    const auto fact = key_text(member);
    const auto at = sub(path, fact);
    const auto root = std::string_view(fact).substr(0, fact.find('.'));
    if (!is_fact_path(fact)) {
      problem(at, "'" + shown(fact) + "' is no fact path; write for example money.offered.minor (" + std::string(kQuote) + ")");
    } else if (root == "analysis" || root == "ext" || root == "clocks") {
      problem(at, "'" + shown(fact) + "' belongs to " + (root == "clocks" ? std::string("the clocks; use `meets` or a clock rule") : std::string("a stage; set a fact instead")));
    } else if (!contains(kFactRoots, root)) {
      problem(at, "'" + shown(fact) + "' is no fact of a case" + did_you_mean(root, kFactRoots) + " The first part is one of: " + list_words(kFactRoots));
    } else if (auto read = expression(&member.value(), at)) {
      step.set.emplace(fact, *std::move(read));
    }
  }
  for (const auto& [fact, expression] : step.set)
    for (auto dot = fact.find('.'); dot != std::string::npos; dot = fact.find('.', dot + 1))
      if (const auto above = fact.substr(0, dot); step.set.contains(above)) problem(sub(path, fact), "'" + fact + "' is a part of '" + above + "', which is set here too; set one of them, or the parts one by one");
}

}  // namespace amends::flow

// The first pass: the names, indexes and order of all steps, before any of them is read, because a `go` may name a step further down.
#include <algorithm>

#include "flow/nearest.hpp"
#include "flow/reader.hpp"
#include "support/ids.hpp"

namespace amends::flow {
namespace {

/// `join: {of: 2}` among the branches of parallel. A branch of that name has a body or a list.
bool is_join(const boost::json::key_value_pair& member) { return member.key() == "join" && member.value().is_object() && member.value().get_object().contains("of"); }

}  // namespace

bool DefinitionReader::name_fits(const std::string& name, const std::string& path, std::string_view what) {
  if (!is_name(name)) {
    problem(path, "'" + shown(name) + "' is no name of a " + std::string(what) + "; write a small letter, then small letters, digits and _, at most 64 characters");
  } else if (contains(kFeelWords, name)) {
    problem(path, "'" + name + "' is a word of the expression language or of the workflow file and no name of a " + std::string(what) + "; choose another");
  } else if (contains(kFactRoots, name)) {
    problem(path, "the " + std::string(what) + " '" + name + "' is named like the fact '" + name + "' and would hide it; choose another name");
  } else if (const auto earlier = declared_at_.find(name); earlier != declared_at_.end()) {
    problem(path, "the name '" + shown(name) + "' is taken at " + place(earlier->second) + "; steps and paths need names of their own");
    return false;
  } else {
    declared_at_.emplace(name, path);
    return true;
  }
  declared_at_.emplace(name, path);  // so that a `go` to it is not told as unknown too
  return true;
}

std::vector<StepIndex> DefinitionReader::declare_list(const json::Value& value, const std::string& path, StepIndex inside, std::int32_t branch) {
  std::vector<StepIndex> out;
  const auto* items = list(&value, path, "a sequence of steps");
  if (!items) {
    arrows_known_ = false;
    return out;
  }
  if (items->empty()) {
    arrows_known_ = false;
    problem(path, "the sequence has no step; list at least one");
  }
  for (std::size_t i = 0; i < items->size(); ++i) {
    const auto& item = (*items)[i];
    auto item_path = sub(path, i);
    if (!item.is_object() || item.get_object().size() != 1) {
      arrows_known_ = false;
      std::string hint;
      if (item.is_object() && item.get_object().size() > 1) hint = "; indent what belongs to the first name, or begin each step with `- `";
      problem(item_path, "a step is one name with its body; write `- name: {stage: …}`" + hint);
      continue;
    }
    const auto& member = *item.get_object().begin();
    auto body_path = sub(item_path, key_text(member));
    if (const auto index = declare(key_text(member), member.value(), std::move(item_path), std::move(body_path), inside, branch); index != kEnd) out.push_back(index);
  }
  return out;
}

StepIndex DefinitionReader::declare(const std::string& name, const json::Value& value, std::string path, std::string body_path, StepIndex inside, std::int32_t branch) {
  auto& steps = definition_->steps_;
  if (steps.size() >= kStepsMax) {
    if (!too_many_steps_) problem(path, "the workflow has more than " + std::to_string(kStepsMax) + " steps; split it into several workflows");
    too_many_steps_ = true;
    return kEnd;
  }
  if (!name_fits(name, path, "step")) arrows_known_ = false;
  else names_[name] = static_cast<StepIndex>(steps.size());
  const auto index = static_cast<StepIndex>(steps.size());
  Step step;
  step.name = name;
  step.path = std::move(path);
  step.body = body_path;
  step.inside = inside;
  step.branch = branch;
  steps.push_back(std::move(step));
  const auto* body = value.if_object();
  bodies_.push_back({body, body_path});
  if (!body) {
    arrows_known_ = false;
    problem(body_path, "the body of step '" + shown(name) + "' is a map with one of: " + list_words(kKindKeys));
    return index;
  }
  declare_inside(index, *body, body_path);
  return index;
}

/// The steps that stand in this one: branches, the sequence of a block or for-each, and what undoes it.
void DefinitionReader::declare_inside(StepIndex index, const json::Object& body, const std::string& path) {
  constexpr std::string_view kHolders[] = {"parallel", "inclusive", "each", "block", "undo"};
  if (std::none_of(std::begin(kHolders), std::end(kHolders), [&](std::string_view key) { return body.contains(key); })) return;
  std::size_t depth = 1;
  for (auto at = definition_->step(index).inside; at != kEnd; at = definition_->step(at).inside) ++depth;
  if (depth > kNestingMax) {
    arrows_known_ = false;
    return problem(path, "steps stand inside each other at most " + std::to_string(kNestingMax) + " deep; make a path of the inner ones");
  }
  if (const auto* branches = body.if_contains("parallel")) declare_branches(index, *branches, sub(path, "parallel"), "parallel");
  if (const auto* branches = body.if_contains("inclusive")) declare_branches(index, *branches, sub(path, "inclusive"), "inclusive");
  if (const auto* sequence = body.if_contains("block")) declare_sequence(index, *sequence, sub(path, "block"));
  if (const auto* each = body.if_contains("each"); each && each->is_object())
    if (const auto* sequence = each->get_object().if_contains("do")) declare_sequence(index, *sequence, sub(sub(path, "each"), "do"));
  if (const auto* sequence = body.if_contains("undo")) {
    const auto steps = declare_list(*sequence, sub(path, "undo"), index, kUndo);
    link(steps);
    if (!steps.empty()) definition_->steps_[static_cast<std::size_t>(index)].undo = steps.front();
  }
}

void DefinitionReader::declare_sequence(StepIndex index, const json::Value& value, const std::string& path) {
  const auto sequence = declare_list(value, path, index, 0);
  link(sequence);
  definition_->steps_[static_cast<std::size_t>(index)].branches.push_back({"", sequence.empty() ? kEnd : sequence.front()});
}

/// A branch is a sequence, or one body: then it is a step of the branch's name.
std::vector<StepIndex> DefinitionReader::declare_branch(StepIndex index, std::int32_t number, const std::string& name, const json::Value& value, const std::string& path, const std::string& body_path) {
  if (value.is_array()) {
    if (!is_name(name)) problem(path, "'" + shown(name) + "' is no name of a branch; write a small letter, then small letters, digits and _, at most 64 characters");
    return declare_list(value, body_path, index, number);
  }
  if (const auto step = declare(name, value, path, body_path, index, number); step != kEnd) return {step};
  return {};
}

void DefinitionReader::declare_branches(StepIndex index, const json::Value& value, const std::string& path, std::string_view kind) {
  const bool inclusive = kind == "inclusive";
  const auto* branches = map(&value, path, inclusive ? "`inclusive` (branch: {when, do} or branch: {else})" : "`parallel` (branch: {step} or branch: [steps])");
  if (!branches) {
    arrows_known_ = false;
    return;
  }
  std::int32_t number = 0;
  for (const auto& member : *branches) {
    const auto branch_name = key_text(member);
    if (!inclusive && is_join(member)) continue;
    const auto branch_path = sub(path, branch_name);
    auto body_path = branch_path;
    const auto* body = &member.value();
    if (inclusive) {
      const auto* object = body->if_object();
      const auto* steps = object ? object->if_contains(object->contains("else") ? "else" : "do") : nullptr;
      body_path = sub(branch_path, object && object->contains("else") ? "else" : "do");
      if (!steps) {
        arrows_known_ = false;
        ++number;
        problem(branch_path, "a branch of `inclusive` says when and what; write {when: condition, do: {step} or [steps]}, or {else: {step} or [steps]}");
        continue;
      }
      body = steps;
    }
    const auto sequence = declare_branch(index, number, branch_name, *body, branch_path, body_path);
    link(sequence);
    definition_->steps_[static_cast<std::size_t>(index)].branches.push_back({branch_name, sequence.empty() ? kEnd : sequence.front()});
    ++number;
  }
  const auto what = std::string(inclusive ? "an inclusive" : "a parallel");
  if (number < 2) problem(path, what + " step has at least two branches; a single one is written as a plain step");
  if (static_cast<std::size_t>(number) > kBranchesMax) problem(path, what + " step has at most " + std::to_string(kBranchesMax) + " branches; put some of them behind each other");
}

void DefinitionReader::link(const std::vector<StepIndex>& sequence) {
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    auto& step = definition_->steps_[static_cast<std::size_t>(sequence[i])];
    if (i + 1 < sequence.size()) {
      step.next = sequence[i + 1];
    } else if (step.inside != kEnd) {
      step.next = step.inside;
      step.joins = true;
    }
  }
}

}  // namespace amends::flow

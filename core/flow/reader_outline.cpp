// The first pass: the names, indexes and order of all steps, before any of them is read, because a `go` may name a step further down.
#include "flow/nearest.hpp"
#include "flow/reader.hpp"
#include "support/ids.hpp"

namespace amends::flow {

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
  if (const auto* branches = body->if_contains("parallel")) declare_branches(index, *branches, sub(body_path, "parallel"));
  return index;
}

void DefinitionReader::declare_branches(StepIndex index, const json::Value& value, const std::string& path) {
  const auto* branches = map(&value, path, "`parallel` (branch: {step} or branch: [steps])");
  if (!branches) {
    arrows_known_ = false;
    return;
  }
  if (branches->size() < 2) problem(path, "a parallel step has at least two branches; a single one is written as a plain step");
  if (branches->size() > kBranchesMax) problem(path, "a parallel step has at most " + std::to_string(kBranchesMax) + " branches; put some of them behind each other");
  std::int32_t number = 0;
  for (const auto& member : *branches) {
    const auto branch_name = key_text(member);
    auto branch_path = sub(path, branch_name);
    std::vector<StepIndex> sequence;
    if (member.value().is_array()) {
      if (!is_name(branch_name)) problem(branch_path, "'" + shown(branch_name) + "' is no name of a branch; write a small letter, then small letters, digits and _, at most 64 characters");
      sequence = declare_list(member.value(), branch_path, index, number);
    } else if (const auto step = declare(branch_name, member.value(), branch_path, branch_path, index, number); step != kEnd) {
      sequence.push_back(step);
    }
    link(sequence);
    definition_->steps_[static_cast<std::size_t>(index)].branches.push_back({branch_name, sequence.empty() ? kEnd : sequence.front()});
    ++number;
  }
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

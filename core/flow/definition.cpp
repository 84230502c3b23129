#include "flow/definition.hpp"

#include <algorithm>

#include "flow/calls.hpp"
#include "flow/reader.hpp"

namespace amends::flow {

Result<std::shared_ptr<const Definition>> Definition::from_yaml(std::string_view text, std::string file_name) {
  return from_yaml(text, std::move(file_name), [](std::string_view workflow) -> Result<yaml::Document> {
    return fail(ErrorCode::not_found, "the workflow '" + std::string(workflow) + "' cannot be called here, where no other file is known; read this one where they stand side by side");
  });
}

Result<std::shared_ptr<const Definition>> Definition::from_yaml(std::string_view text, std::string file_name, const Callee& callee) {
  AMENDS_TRY(auto document, yaml::parse(text, std::move(file_name)));
  if (!has_calls(document)) return DefinitionReader(std::move(document), std::string(text)).read();
  AMENDS_TRY(document, with_calls(std::move(document), callee));
  auto whole = json::write(document.value) + "\n";
  return DefinitionReader(std::move(document), std::move(whole)).read();
}

void for_each_expression(const Step& step, const std::function<void(const feel::Expression&, const std::string& path)>& visit) {
  const auto optional = [&](const std::optional<feel::Expression>& expression, const std::string& path) {
    if (expression) visit(*expression, path);
  };
  for (const auto& [name, expression] : step.with) visit(expression, "with." + name);
  for (std::size_t i = 0; i < step.choose.size(); ++i) optional(step.choose[i].when, "choose." + std::to_string(i) + ".when");
  for (const auto& branch : step.branches) optional(branch.when, "inclusive." + branch.name + ".when");
  for (const auto* expression : {&step.each.list, &step.each.key, &step.each.grows_key}) optional(*expression, "each");
  for (const auto& boundary : step.on) optional(boundary.key, "on." + boundary.name + ".key");
  optional(step.key, "key");
  optional(step.send.to, "send.to");
  for (const auto& [name, expression] : step.send.body) visit(expression, "send.body." + name);
  const auto candidates = [&](const HumanWork& work, const std::string& path) {
    for (std::size_t i = 0; i < work.candidates.size(); ++i) optional(work.candidates[i].from, path + ".candidates." + std::to_string(i) + ".from");
  };
  for (const auto& alternative : step.alternatives) {
    optional(alternative.key, "first_of." + alternative.name + ".key");
    if (alternative.human) candidates(*alternative.human, "first_of." + alternative.name + ".human");
  }
  candidates(step.human, "human");
  for (const auto& [path, expression] : step.set) visit(expression, "set." + path);
}

std::vector<StepIndex> Definition::eaches_around(const Step& step) const {
  std::vector<StepIndex> out;
  for (auto around = step.inside; around != kEnd; around = this->step(around).inside)
    if (this->step(around).kind == StepKind::each) out.push_back(around);
  return out;
}

StepIndex Definition::find(std::string_view step_name) const {
  const auto found = std::lower_bound(by_name_.begin(), by_name_.end(), step_name, [&](StepIndex index, std::string_view name) { return step(index).name < name; });
  return found != by_name_.end() && step(*found).name == step_name ? *found : kEnd;
}

const HumanWork* Definition::work_of(std::string_view task_id) const {
  const auto hash = task_id.find('#');
  if (hash == std::string_view::npos) return nullptr;
  const auto index = find(task_id.substr(0, hash));
  if (index == kEnd) return nullptr;
  const auto& at = step(index);
  if (at.kind == StepKind::human) return &at.human;
  const auto colon = task_id.find(':', hash);
  if (colon == std::string_view::npos) return nullptr;
  for (const auto& alternative : at.alternatives)
    if (alternative.human && alternative.name == task_id.substr(colon + 1)) return &*alternative.human;
  return nullptr;
}

bool Definition::is_inside(StepIndex index, StepIndex outer) const {
  for (auto at = step(index).inside; at != kEnd; at = step(at).inside)
    if (at == outer) return true;
  return false;
}

std::vector<std::string> Definition::stages() const {
  std::vector<std::string> out;
  for (const auto& step : steps_)
    if (step.kind == StepKind::stage) out.push_back(step.stage);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::pair<StepIndex, StepIndex>> Definition::parallel_sets() const {
  // The branches a step stands in, innermost first, as (parallel step, branch).
  std::vector<std::vector<std::pair<StepIndex, std::int32_t>>> branches_of(steps_.size());
  for (std::size_t i = 0; i < steps_.size(); ++i)
    for (const Step* at = &steps_[i]; at->inside != kEnd; at = &step(at->inside)) branches_of[i].emplace_back(at->inside, at->branch);
  const auto together = [&](std::size_t left, std::size_t right) {
    for (const auto& [block, branch] : branches_of[left])
      for (const auto& [other_block, other_branch] : branches_of[right])
        if (block == other_block && branch != other_branch && branch != kUndo && other_branch != kUndo) return true;
    return false;
  };
  std::vector<std::pair<StepIndex, StepIndex>> out;
  for (std::size_t left = 0; left < steps_.size(); ++left) {
    if (branches_of[left].empty()) continue;
    for (std::size_t right = left + 1; right < steps_.size(); ++right)
      if (together(left, right)) out.emplace_back(static_cast<StepIndex>(left), static_cast<StepIndex>(right));
  }
  return out;
}

}  // namespace amends::flow

#include "flow/definition.hpp"

#include <algorithm>

#include "flow/reader.hpp"
#include "support/ids.hpp"

namespace amends::flow {

Result<std::shared_ptr<const Definition>> Definition::from_yaml(std::string_view text, std::string file_name) {
  AMENDS_TRY(auto document, yaml::parse(text, std::move(file_name)));
  return DefinitionReader(std::move(document), std::string(text)).read();
}

StepIndex Definition::find(std::string_view step_name) const {
  const auto found = std::lower_bound(by_name_.begin(), by_name_.end(), step_name, [&](StepIndex index, std::string_view name) { return step(index).name < name; });
  return found != by_name_.end() && step(*found).name == step_name ? *found : kEnd;
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
        if (block == other_block && branch != other_branch) return true;
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

std::vector<Definition::NameClash> Definition::name_clashes(const std::vector<std::string>& stage_ids) const {
  constexpr std::string_view kOwn = "amends.";  // only built-in stages are read by a short name
  std::vector<NameClash> out;
  for (const auto& step : steps_) {
    for (const auto& id : stage_ids) {
      if (!std::string_view(id).starts_with(kOwn)) continue;
      const auto short_id = id.substr(kOwn.size());
      if (step.name == short_id && step.stage != id)
        out.push_back({step.path, "the step '" + step.name + "' is named like the stage " + id + ", which it does not run, and would hide that stage's result; rename the step"});
      if (!step.with.contains(short_id)) continue;
      // A step of a list stands below its position and name; one that is a branch stands below the branch's name.
      const auto last = step.path.substr(step.path.rfind('.') + 1);
      const auto body = is_name(last) ? step.path : step.path + "." + step.name;
      out.push_back({body + ".with." + short_id, "the variable '" + short_id + "' of step '" + step.name + "' is named like the stage " + id + " and would hide its result; rename the variable"});
    }
  }
  return out;
}

Result<void> Definition::check_stage_names(const std::vector<std::string>& stage_ids) const {
  const auto clashes = name_clashes(stage_ids);
  if (clashes.empty()) return {};
  std::string message = clashes.front().message;
  for (std::size_t i = 1; i < clashes.size(); ++i) message += "\n" + place(clashes[i].path) + ": " + clashes[i].message;
  return fail(ErrorCode::schema, std::move(message), place(clashes.front().path));
}

}  // namespace amends::flow

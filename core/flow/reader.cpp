#include "flow/reader.hpp"

#include <algorithm>

#include "flow/beside.hpp"
#include "flow/graph.hpp"
#include "flow/nearest.hpp"
#include "support/hash.hpp"

namespace amends::flow {
namespace {

constexpr std::array<std::string_view, 11> kTopKeys{"workflow", "version", "title", "packs", "commit", "clocks", "bounds", "work", "notices", "steps", "paths"};

}  // namespace

DefinitionReader::DefinitionReader(yaml::Document document, std::string source) : FieldReader(std::move(document)), definition_(std::make_shared<Definition>()) {
  definition_->source_ = std::move(source);
  definition_->hash_ = content_hash(definition_->source_);
}

Result<std::shared_ptr<const Definition>> DefinitionReader::read() {
  const auto& value = document_.value;
  if (!value.is_object()) return fail(ErrorCode::schema, "a workflow file is a map with the keys " + list_words(kTopKeys), place(""));
  const auto& root = value.get_object();
  head(root);

  if (const auto* steps = root.if_contains("steps")) {
    const auto sequence = declare_list(*steps, "steps", kEnd, -1);
    link(sequence);
    if (!sequence.empty()) definition_->first_ = sequence.front();
  }
  if (const auto* paths = root.if_contains("paths")) {
    if (const auto* members = map(paths, "paths", "`paths` (name: [steps])")) {
      for (const auto& member : *members) {
        const auto path_name = key_text(member);
        const auto path = sub("paths", path_name);
        const bool fits = name_fits(path_name, path, "path");
        const auto sequence = declare_list(member.value(), path, kEnd, -1);
        link(sequence);
        if (!fits) continue;
        if (sequence.empty()) arrows_known_ = false;
        paths_[path_name] = sequence.empty() ? kEnd : sequence.front();
        names_[path_name] = paths_[path_name];
      }
    }
  }
  auto& steps = definition_->steps_;
  for (std::size_t i = 0; i < steps.size(); ++i) definition_->by_name_.push_back(static_cast<StepIndex>(i));
  std::stable_sort(definition_->by_name_.begin(), definition_->by_name_.end(), [&](StepIndex left, StepIndex right) { return definition_->step(left).name < definition_->step(right).name; });
  if (const auto* bounds = root.if_contains("bounds")) read_bounds(*bounds);
  // The kinds of all steps first: what one step may name hangs on the kind of the other.
  for (std::size_t i = 0; i < steps.size(); ++i) {
    kinds_.push_back(read_kind(bodies_[i]));
    steps[i].kind = kinds_[i].value_or(StepKind::stage);
  }
  for (std::size_t i = 0; i < steps.size(); ++i) read_step(static_cast<StepIndex>(i));
  if (const auto* clocks = root.if_contains("clocks")) read_clocks(*clocks);
  if (const auto* work = root.if_contains("work")) read_work(*work);
  if (const auto* notices = root.if_contains("notices")) read_notices(*notices);
  check_four_eyes();
  check_approvals();
  check_sending();
  check_events();
  for (auto& clash : definition_->name_clashes(definition_->stages())) problem(clash.path, std::move(clash.message));
  if (arrows_known_) for (auto& conflict : definition_->conflicts({})) problem(conflict.path, std::move(conflict.message));
  if (arrows_known_ && !too_many_steps_) check_graph();
  // No reason to refuse the file: a case that was pinned to it before these were looked for must still be read.
  if (arrows_known_) {
    for (auto& fault : definition_->waiting_faults()) definition_->warnings_.push_back({place(fault.path), std::move(fault.message)});
    for (auto& fault : beside_conflicts(*definition_, {})) definition_->warnings_.push_back({place(fault.path), std::move(fault.message)});
  }
  for (auto& idle : definition_->idle_parts()) definition_->warnings_.push_back({place(idle.path), std::move(idle.message)});
  if (failed()) return all_problems();
  definition_->document_ = std::move(document_);
  return std::shared_ptr<const Definition>(std::move(definition_));
}

void DefinitionReader::head(const json::Object& root) {
  known_keys(root, "", kTopKeys, "a workflow file");
  if (auto found = name(root.if_contains("workflow"), "workflow", "the workflow's name (`workflow`)")) definition_->name_ = *std::move(found);
  const auto* version = root.if_contains("version");
  if (version && is_text(version) && is_semver(std::string_view(version->get_string()))) definition_->version_ = std::string(version->get_string());
  else problem("version", "the version has three numbers; write for example `version: 1.0.0`");
  definition_->title_ = bilingual(root.if_contains("title"), "title");
  if (const auto* packs = root.if_contains("packs")) {
    if (auto found = text(packs, "packs", "the name of a pack set (`packs`)")) definition_->pack_set_ = *std::move(found);
  }
  if (const auto* commit = root.if_contains("commit")) {
    const auto word = commit->is_string() ? std::string_view(commit->get_string()) : std::string_view{};
    if (word != "turn" && word != "step") problem("commit", "`commit` is turn (one commit when the case waits or ends) or step (one a step)");
    definition_->commit_each_step_ = word == "step";
  }
  if (!root.if_contains("steps")) problem("", "the workflow has no `steps`; list at least one");
}

void DefinitionReader::check_graph() {
  const auto& steps = definition_->steps_;
  for (const auto index : unreachable_steps(steps, definition_->first_)) {
    const auto& step = definition_->step(index);
    const auto path = std::find_if(paths_.begin(), paths_.end(), [&](const auto& entry) { return entry.second == index; });
    if (path != paths_.end()) problem("paths." + path->first, "nothing goes to the path '" + path->first + "'; add a `go` to it or remove it");
    else problem(step.path, "no way leads to the step '" + step.name + "'; add a `go` to it or remove it");
  }
  for (const auto& circle : waitless_circles(steps)) {
    const auto named = [&](const std::vector<StepIndex>& group) {
      std::vector<std::string_view> names;
      for (const auto index : group) names.push_back(definition_->step(index).name);
      return (names.size() > 1 ? "steps " : "step ") + list_words(names, 10);
    };
    const bool many = circle.steps.size() > 1;
    const auto& path = definition_->step(circle.steps.front()).path;
    if (circle.exits.empty()) {
      problem(path, "the " + named(circle.steps) + (many ? " go" : " goes") + " round for ever: nothing there waits for a person, a message or a time, and no way leads out; add one of these or a `choose` with a way out");
    } else {
      definition_->warnings_.push_back({place(path), "the " + named(circle.steps) + " can go round within one turn, because nothing there waits for a person, a message or a time; the way out is at the " + named(circle.exits) +
                                                         ". See that each round brings the case nearer to it, or add a step that waits: after " + std::to_string(kTransitionsPerTurnMax) + " transitions of a turn the case parks"});
    }
  }
}

}  // namespace amends::flow

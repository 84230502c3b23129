// The second pass, continued: what may happen while a step is in work, how often and when it may be, and the steps that raise, signal, cancel, end and undo.
#include <algorithm>

#include "flow/machine.hpp"
#include "flow/nearest.hpp"
#include "flow/reader.hpp"
#include "support/ids.hpp"

namespace amends::flow {
namespace {

constexpr std::array<std::string_view, 8> kOnKeys{"after", "message", "key", "signal", "error", "escalation", "go", "interrupting"};
constexpr std::array<std::string_view, 2> kBoundKeys{"name", "go"};
constexpr std::array<std::string_view, 2> kWhileKeys{"at", "else"};
constexpr std::array<std::string_view, 2> kRaiseKeys{"error", "escalation"};

}  // namespace

void DefinitionReader::read_bounds(const json::Value& value) {
  const auto* bounds = map(&value, "bounds", "`bounds` (name: most entries)");
  if (!bounds) return;
  for (const auto& member : *bounds) {
    const auto bound = key_text(member);
    const auto path = sub("bounds", bound);
    std::int64_t most = 0;
    if (!is_name(bound)) problem(path, "'" + shown(bound) + "' is no name of a bound; write a small letter, then small letters, digits and _, at most 64 characters");
    if (!json::as_integer(member.value(), most) || most < 1 || most > kVisitsMax) problem(path, "a bound is how often a step may be entered: 1 to " + std::to_string(kVisitsMax));
    definition_->bounds_[bound] = static_cast<std::int32_t>(std::clamp<std::int64_t>(most, 1, kVisitsMax));
  }
}

void DefinitionReader::read_extras(Step& step, const Body& body, StepIndex index) {
  if (const auto* on = body.value->if_contains("on")) read_on(step, *on, sub(body.path, "on"), index);
  if (const auto* bound = body.value->if_contains("bound")) read_bound(step, *bound, sub(body.path, "bound"), index);
  if (const auto* milestone = body.value->if_contains("while")) read_milestone(step, *milestone, sub(body.path, "while"), index);
}

void DefinitionReader::read_on(Step& step, const json::Value& value, const std::string& path, StepIndex index) {
  const auto* events = map(&value, path, "`on` (name: {after | message | signal | error | escalation, go})");
  if (!events) {
    arrows_known_ = false;
    return;
  }
  if (events->empty()) problem(path, "`on` names no event; write one, or leave it out");
  if (events->size() > kBoundariesMax) problem(path, "a step has at most " + std::to_string(kBoundariesMax) + " `on` events; leave some out");
  for (const auto& member : *events) {
    const auto at = sub(path, key_text(member));
    const auto* object = map(&member.value(), at, "an `on` event ({after | message | signal | error | escalation, go})");
    if (!object) {
      arrows_known_ = false;
      continue;
    }
    Boundary read;
    read.name = key_text(member);
    if (!is_name(read.name)) problem(at, "'" + shown(read.name) + "' is no name of an `on` event; write a small letter, then small letters, digits and _, at most 64 characters");
    known_keys(*object, at, kOnKeys, "an `on` event");
    std::vector<std::string_view> kinds;
    for (const auto key : kBoundaryKeys)
      if (object->contains(key)) kinds.push_back(key);
    if (kinds.size() != 1) {
      problem(at, "an `on` event is exactly one of " + list_words(kBoundaryKeys) + "; this one has " + (kinds.empty() ? std::string("none") : list_words(kinds)));
    } else {
      const auto kind = static_cast<std::size_t>(std::find(kBoundaryKeys.begin(), kBoundaryKeys.end(), kinds[0]) - kBoundaryKeys.begin());
      read.kind = static_cast<Boundary::Kind>(kind);
      const auto& what = object->at(kinds[0]);
      if (read.kind == Boundary::Kind::timer) read.after = duration(&what, sub(at, kinds[0]));
      else read.what = name(&what, sub(at, kinds[0]), "the name of the " + std::string(kinds[0])).value_or("");
    }
    if (const auto* key = object->if_contains("key")) {
      if (read.kind != Boundary::Kind::message) problem(sub(at, "key"), "`key` belongs to a message; remove it here");
      read.key = expression(key, sub(at, "key"));
    }
    if (const auto* interrupting = object->if_contains("interrupting")) read.interrupting = yes_no(interrupting, sub(at, "interrupting"), "`interrupting`").value_or(true);
    if (read.kind == Boundary::Kind::error && !read.interrupting) problem(sub(at, "interrupting"), "an error always takes the step away, because it did not do its work; remove `interrupting`, or raise an escalation");
    read.go = go(object->if_contains("go"), sub(at, "go"), index);
    if (step.on.size() >= kBoundariesMax) continue;  // told above
    const auto key_of = [](const Boundary& boundary) { return boundary.key ? boundary.key->text() : std::string_view{}; };
    const auto other = std::find_if(step.on.begin(), step.on.end(), [&](const Boundary& earlier) { return !read.what.empty() && earlier.kind == read.kind && earlier.what == read.what && key_of(earlier) == key_of(read); });
    if (other != step.on.end()) problem(at, "'" + shown(other->name) + "' waits for '" + read.what + "' already, and what comes could not be given to both; keep one");
    step.on.push_back(std::move(read));
  }
}

void DefinitionReader::read_bound(Step& step, const json::Value& value, const std::string& path, StepIndex index) {
  const auto* object = map(&value, path, "`bound` ({name, go})");
  if (!object) {
    arrows_known_ = false;
    return;
  }
  known_keys(*object, path, kBoundKeys, "`bound`");
  if (auto found = name(object->if_contains("name"), sub(path, "name"), "the name of the bound, as in `bounds`")) {
    const auto bound = definition_->bounds_.find(*found);
    if (bound == definition_->bounds_.end()) {
      std::vector<std::string_view> names;
      for (const auto& [known, most] : definition_->bounds_) names.push_back(known);
      problem(sub(path, "name"), "there is no bound '" + shown(*found) + "'" + (nearest(*found, names).empty() ? "; write it at the head of the file: `bounds: {" + shown(*found) + ": 3}`" : did_you_mean(*found, names)));
    } else {
      step.bound.most = bound->second;
    }
    step.bound.name = *std::move(found);
  }
  step.bound.go = go(object->if_contains("go"), sub(path, "go"), index);
  if (step.bound.go == index) problem(sub(path, "go"), "the bound leads back to its own step '" + step.name + "', which may not be entered any more; name another");
}

std::optional<StepIndex> DefinitionReader::step_named(const json::Value& value, const std::string& path, std::string_view what) {
  const auto found = text(&value, path, what);
  if (!found) return std::nullopt;
  if (const auto index = definition_->find(*found); index != kEnd) return index;
  std::vector<std::string_view> names;
  for (const auto& step : definition_->steps_) names.push_back(step.name);
  problem(path, "there is no step '" + shown(*found) + "'" + (nearest(*found, names).empty() ? "; write the name of a step" : did_you_mean(*found, names)));
  return std::nullopt;
}

void DefinitionReader::read_milestone(Step& step, const json::Value& value, const std::string& path, StepIndex index) {
  const auto* object = map(&value, path, "`while` ({at: step or [steps], else: target})");
  if (!object) return;
  known_keys(*object, path, kWhileKeys, "`while`");
  const auto at = sub(path, "at");
  const auto add = [&](const json::Value& one, const std::string& one_path) {
    const auto found = step_named(one, one_path, "the step at which the case must stand (`at`)");
    if (!found) return;
    const auto& other = definition_->step(*found);
    if (*found == index || definition_->is_inside(index, *found) || definition_->is_inside(*found, index))
      return problem(one_path, "the case cannot stand at '" + other.name + "' while it is not yet in '" + step.name + "'" + (*found == index ? "" : ", because one stands inside the other") + "; name a step of another branch");
    step.milestone.at.push_back(*found);
  };
  const auto* where = object->if_contains("at");
  if (where && where->is_array()) {
    if (where->get_array().empty()) problem(at, "`at` names no step; write one");
    for (std::size_t i = 0; i < where->get_array().size(); ++i) add(where->get_array()[i], sub(at, i));
  } else {
    add(where ? *where : json::Value(nullptr), at);
  }
  if (const auto* other = object->if_contains("else")) step.milestone.otherwise = go(other, sub(path, "else"), index);
}

void DefinitionReader::read_raise(Step& step, const json::Value& value, const std::string& path) {
  const auto* object = map(&value, path, "`raise` ({error: name} or {escalation: name})");
  if (!object) return;
  known_keys(*object, path, kRaiseKeys, "`raise`");
  if (object->contains("error") == object->contains("escalation")) return problem(path, "`raise` raises one thing; write {error: name} or {escalation: name}");
  step.raises_error = object->contains("error");
  const auto key = step.raises_error ? "error" : "escalation";
  step.event = name(object->if_contains(key), sub(path, key), "the name of what is raised").value_or("");
  if (step.event == "default") problem(sub(path, key), "'default' stands for any error and is no name of one; choose another");
}

void DefinitionReader::read_targets(Step& step, const json::Value& value, const std::string& path, StepIndex index) {
  const auto verb = std::string(kind_name(step.kind));
  if (value.is_string() && std::string_view(value.get_string()) == "case") {
    step.whole_case = true;
    return;
  }
  const auto add = [&](const json::Value& one, const std::string& one_path) {
    const auto found = step_named(one, one_path, "what `" + verb + "` concerns (case, or a step)");
    if (!found) return;
    const auto& other = definition_->step(*found);
    const bool around = definition_->is_inside(index, *found);
    if (step.kind == StepKind::cancel && (around || *found == index)) return problem(one_path, "'" + other.name + "' stands around this step, which would end itself; write `terminate: " + other.name + "`");
    if (step.kind == StepKind::terminate && !around) return problem(one_path, "`terminate` ends a step that stands around it, and '" + other.name + "' does not; write `cancel: " + other.name + "` to take the case off it");
    step.targets.push_back(*found);
  };
  if (value.is_array() && step.kind == StepKind::cancel) {
    if (value.get_array().empty()) problem(path, "`cancel` names no step; write case, or the steps");
    for (std::size_t i = 0; i < value.get_array().size(); ++i) add(value.get_array()[i], sub(path, i));
  } else {
    add(value, path);
  }
}

/// Names of errors and escalations, and whether there is something to undo: known when all steps are read.
void DefinitionReader::check_events() {
  const auto& steps = definition_->steps_;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    const auto index = static_cast<StepIndex>(i);
    for (const auto& boundary : step.on) {
      const bool error = boundary.kind == Boundary::Kind::error;
      if (boundary.what.empty() || (!error && boundary.kind != Boundary::Kind::escalation)) continue;
      std::vector<std::string_view> known;
      bool can_fail = step.kind == StepKind::stage || step.kind == StepKind::decide || step.kind == StepKind::send;
      // What a path raises comes to whoever runs it.
      const auto runs = [&](StepIndex at) { return steps[static_cast<std::size_t>(at)].kind == StepKind::run && (at == index || definition_->is_inside(at, index)); };
      bool any_path = false;
      for (std::size_t k = 0; k < steps.size() && !any_path; ++k) any_path = runs(static_cast<StepIndex>(k));
      for (std::size_t k = 0; k < steps.size(); ++k) {
        if (!definition_->is_inside(static_cast<StepIndex>(k), index) && !any_path) continue;
        if (steps[k].kind == StepKind::raise && steps[k].raises_error == error && !contains(known, steps[k].event)) known.push_back(steps[k].event);
        can_fail = can_fail || steps[k].kind == StepKind::stage || steps[k].kind == StepKind::decide || steps[k].kind == StepKind::send;
      }
      if (error && (can_fail || !known.empty())) known.push_back("default");
      if (error && can_fail)
        for (const auto code : stage_errors()) known.push_back(code);
      if (contains(known, boundary.what)) continue;
      const auto path = bodies_[i].path + ".on." + boundary.name + "." + (error ? "error" : "escalation");
      problem(path, std::string("nothing in '") + step.name + "' raises the " + (error ? "error '" : "escalation '") + shown(boundary.what) + "'" +
                        (nearest(boundary.what, known).empty() ? "; raise it there with `raise`, or remove it" : did_you_mean(boundary.what, known)));
    }
    if (step.kind == StepKind::compensate && (step.whole_case || !step.targets.empty())) {
      const bool any = std::any_of(steps.begin(), steps.end(), [&](const Step& other) {
        const auto at = static_cast<StepIndex>(&other - steps.data());
        return other.undo != kEnd && (step.whole_case || at == step.targets.front() || definition_->is_inside(at, step.targets.front()));
      });
      if (!any) problem(bodies_[i].path + ".compensate", "there is nothing to undo in '" + (step.whole_case ? std::string("case") : definition_->step(step.targets.front()).name) + "'; give a step there an `undo`");
    }
  }
}

}  // namespace amends::flow

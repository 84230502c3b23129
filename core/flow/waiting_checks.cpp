// What a workflow waits for in a way that can never come, or that two would take: milestones that hang on one another, one message for two places, clocks that no step meets,
// approvals by the role that made what they show.
#include <algorithm>
#include <set>

#include "flow/definition.hpp"

namespace amends::flow {
namespace {

/// A place where a message is waited for.
struct Wait {
  StepIndex step = kEnd;
  bool is_event = false;  ///< an `on` event: it waits as long as anything inside the step runs
  std::string_view message, key;
  std::string path;
  const feel::Expression* expression = nullptr;
};

std::vector<Wait> waits_of(const std::vector<Step>& steps) {
  std::vector<Wait> out;
  const auto add = [&](StepIndex step, bool is_event, const std::string& message, const std::optional<feel::Expression>& key, std::string path) {
    if (!message.empty()) out.push_back({step, is_event, message, key ? std::string_view(key->text()) : std::string_view(), std::move(path), key ? &*key : nullptr});
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    const auto index = static_cast<StepIndex>(i);
    if (step.kind == StepKind::message) add(index, false, step.message, step.key, step.body + ".message");
    for (const auto& one : step.alternatives) add(index, false, one.message, one.key, step.body + ".first_of." + one.name + ".message");
    for (const auto& one : step.on)
      if (one.kind == Boundary::Kind::message) add(index, true, one.what, one.key, step.body + ".on." + one.name + ".message");
    if (step.kind == StepKind::each) add(index, true, step.each.grows_by, step.each.grows_key, step.body + ".each.grows_by");
  }
  return out;
}

}  // namespace

std::vector<Definition::Fault> Definition::waiting_faults() const {
  std::vector<Fault> out;
  // The greatest set of steps that each wait only for others of the set.
  std::set<StepIndex> stuck;
  for (std::size_t i = 0; i < steps_.size(); ++i)
    if (!steps_[i].milestone.at.empty() && !steps_[i].milestone.otherwise) stuck.insert(static_cast<StepIndex>(i));
  for (bool changed = true; changed;) {
    changed = false;
    for (auto at = stuck.begin(); at != stuck.end();) {
      const auto& places = step(*at).milestone.at;
      const bool only = std::all_of(places.begin(), places.end(), [&](StepIndex one) { return stuck.contains(one); });
      at = only ? std::next(at) : stuck.erase(at);
      changed = changed || !only;
    }
  }
  if (!stuck.empty()) {
    std::string names;
    for (const auto one : stuck) names += (names.empty() ? "" : ", ") + step(one).name;
    out.push_back({step(*stuck.begin()).body + ".while", "the steps " + names + " begin only while the case stands at one of them, so that none ever begins; give one an `else`, or let it wait for a step outside"});
  }
  const auto waits = waits_of(steps_);
  const auto pairs = parallel_sets();
  const std::set<std::pair<StepIndex, StepIndex>> together(pairs.begin(), pairs.end());
  for (std::size_t i = 0; i < waits.size(); ++i) {
    const auto& one = waits[i];
    for (std::size_t k = i + 1; k < waits.size(); ++k) {
      const auto& other = waits[k];
      if (one.step == other.step || one.message != other.message || one.key != other.key) continue;
      const bool around = (one.is_event && is_inside(other.step, one.step)) || (other.is_event && is_inside(one.step, other.step));
      if (!around && !together.contains(std::minmax(one.step, other.step))) continue;
      out.push_back({other.path, "'" + step(other.step).name + "' may wait for the message '" + std::string(one.message) + "' while '" + step(one.step).name + "' does, with the same key, and what comes could not be given to both; use another message or key"});
    }
    // Every item of a for-each waits at once.
    for (auto at = step(one.step).inside; at != kEnd; at = step(at).inside) {
      const auto& around = step(at);
      if (around.kind != StepKind::each || around.each.one_by_one) continue;
      const auto own = [&](const std::string& name) { return name == around.each.as || name.starts_with(around.each.as + "."); };
      if (one.expression && std::any_of(one.expression->names().begin(), one.expression->names().end(), own)) continue;
      out.push_back({one.path, "each item of '" + around.name + "' would wait for the message '" + std::string(one.message) + "' with the same key, and what comes could not be given to all; let the key name the item, as in `key: " + around.each.as + ".id`"});
      break;
    }
  }
  return out;
}

std::vector<Definition::Fault> Definition::idle_parts() const {
  std::vector<Fault> out;
  std::set<std::string_view> met;
  for (const auto& one : steps_) met.insert(one.meets.begin(), one.meets.end());
  // A stage may open a task that meets a clock; what it opens is not known here.
  const bool any_stage = std::any_of(steps_.begin(), steps_.end(), [](const Step& one) { return one.kind == StepKind::stage; });
  for (const auto& clock : clocks_)
    if (!any_stage && !clock.kind.empty() && !met.contains(clock.kind))
      out.push_back({"clocks." + clock.name, "no step meets the clock '" + clock.kind + "', so that it runs out whatever is done; put `meets: [" + clock.kind + "]` on the step that does what it asks for"});
  const auto person = [&](const Step& at, const HumanWork& work, const std::string& path) {
    if (!work.approves()) return;
    for (const auto& shown : work.shows) {
      const auto maker = find(std::string_view(shown).substr(0, shown.find('.')));
      if (maker == kEnd || maker == static_cast<StepIndex>(&at - steps_.data()) || step(maker).kind != StepKind::human || step(maker).human.role != work.role) continue;
      out.push_back({path + ".role", "the role '" + work.role + "' makes '" + step(maker).name + "' and approves it at '" + at.name + "': where only one person holds it, nobody can approve; name another role, or see that two people hold this one"});
      return;
    }
  };
  for (const auto& one : steps_) {
    if (one.kind == StepKind::human) person(one, one.human, one.body + ".human");
    for (const auto& alternative : one.alternatives)
      if (alternative.human) person(one, *alternative.human, one.body + ".first_of." + alternative.name + ".human");
  }
  return out;
}

}  // namespace amends::flow

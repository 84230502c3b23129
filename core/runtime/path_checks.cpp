#include "runtime/path_checks.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "flow/nearest.hpp"
#include "packs/packs.hpp"
#include "runtime/case_state.hpp"
#include "runtime/privacy.hpp"
#include "support/nearest.hpp"

namespace amends::runtime {
namespace {

constexpr std::string_view kAnswers = "answers";

std::string_view head_of(std::string_view path) { return path.substr(0, path.find('.')); }
std::string_view rest_of(std::string_view path) {
  const auto dot = path.find('.');
  return dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
}

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known) {
  const auto near = nearest_name(name, known);
  return near.empty() ? "it has " + flow::list_words(known) : "did you mean '" + near + "'?";
}

/// The first member of a path that a JSON Schema rules out, and what it allows there. A schema that leaves other members open rules out nothing.
struct Missing {
  std::string at, name;
  std::vector<std::string_view> known;
};
std::optional<Missing> ruled_out(const json::Value* schema, std::string_view path) {
  std::string at;
  while (!path.empty() && schema && schema->is_object()) {
    const auto* items = json::find(*schema, "items");
    if (items && items->is_object()) {  // FEEL reads a member of a list through its items; an index is a member too
      schema = items;
      continue;
    }
    const auto* members = json::find(*schema, "properties");
    const auto* other = json::find(*schema, "additionalProperties");
    const bool closed = other && other->is_bool() && !other->get_bool();
    if (!members || !members->is_object() || !closed) return std::nullopt;
    const auto name = head_of(path);
    const auto* next = members->get_object().if_contains(name);
    if (!next) {
      Missing out{at, std::string(name), {}};
      for (const auto& member : members->get_object()) out.known.emplace_back(member.key());
      return out;
    }
    at += (at.empty() ? "" : ".") + std::string(name);
    schema = next;
    path = rest_of(path);
  }
  return std::nullopt;
}

/// Forms of tasks that the engine opens by itself, in whatever workflow: on what was sent, on a clock that ran out, on a person in danger.
constexpr std::array<std::string_view, 2> kOwnForms{"supervisor_review", "safety_protocol"};

/// The kind of a rule of the clock packs; empty when none has it.
std::string_view kind_of_rule(const packs::PackSet& packs, std::string_view rule) {
  for (const auto& name : packs.names()) {
    if (!name.starts_with("tables/clocks.")) continue;
    for (const auto& row : json::list_at(*packs.file(name), "rows"))
      if (json::text_at(row, "id") == rule) return json::text_at(row, "kind");
  }
  return {};
}

class PathChecker {
 public:
  PathChecker(const flow::Definition& definition, const host::StageCatalogue& stages, const packs::PackSet& packs) : definition_(definition), packs_(packs) {
    for (const auto* stage : stages.all()) sections_[stage->section] = stage;
    const auto answered = [&](const std::string& form) {
      if (!form.empty()) answered_.insert(form);
    };
    for (const auto& step : definition.steps()) {
      answered(step.human.form);
      for (const auto& alternative : step.alternatives)
        if (alternative.human) answered(alternative.human->form);
      if (step.kind != flow::StepKind::stage) continue;
      const auto stage = stages.find(step.stage, step.stage_major);
      if (!stage) {
        all_stages_known_ = step.optional && all_stages_known_;
        continue;
      }
      answered_.insert(stage->manifest().asks.begin(), stage->manifest().asks.end());
      any_stage_asks_ = any_stage_asks_ || !stage->manifest().asks.empty();
    }
    answered_.insert(kOwnForms.begin(), kOwnForms.end());
  }

  PathFaults faults() && {
    for (const auto& step : definition_.steps()) {
      flow::for_each_expression(step, [&](const feel::Expression& expression, const std::string& path) { read(step, expression, step.body + "." + path); });
      for (const auto& alternative : step.alternatives)
        if (alternative.human) person(step, *alternative.human, step.body + ".first_of." + alternative.name + ".human");
      if (step.kind == flow::StepKind::human) person(step, step.human, step.body + ".human");
      for (const auto& [path, expression] : step.set) fact(path, step.body + ".set." + path);
    }
    shared_sections();
    for (const auto& clock : definition_.clocks()) {
      if (!clock.from.empty()) fact(clock.from, "clocks." + clock.name + ".from");
      idle(clock);
    }
    return std::move(out_);
  }

 private:
  void read(const flow::Step& in, const feel::Expression& expression, const std::string& place) {
    for (const auto& name : expression.names()) one(in, name, place);
  }
  void person(const flow::Step& in, const flow::HumanWork& work, const std::string& place) {
    for (const auto& path : work.shows) one(in, path, place + ".shows");
    if (!work.amount.empty()) one(in, work.amount, place + ".amount");
  }

  void one(const flow::Step& in, std::string_view path, const std::string& place) {
    if (head_of(path) == kAnswers) answer(path, place);
    if (const auto index = definition_.find(head_of(path)); index != flow::kEnd && &definition_.step(index) != &in) {
      const auto& step = definition_.step(index);
      if (step.kind == flow::StepKind::human) return field(step.human.form, path, place);
      if (step.kind == flow::StepKind::decide || step.kind == flow::StepKind::send) return;  // a table's outputs and a receipt are their own
    }
    if (path.starts_with("analysis.")) return section(in, "analysis." + std::string(head_of(rest_of(path))), rest_of(rest_of(path)), path, place);
    if (is_fact_root(head_of(path)) && head_of(path) != "ext") return fact(path, place);
    if (!path.starts_with("ext.")) return section(in, "analysis." + std::string(head_of(path)), rest_of(path), path, place);
    // ext.<vendor>.<name> may be a section; what else stands there is the institution's own.
    for (const auto& [name, stage] : sections_)
      if (path.starts_with(name + ".")) return section(in, name, path.substr(name.size() + 1), path, place);
  }

  void section(const flow::Step& in, const std::string& name, std::string_view rest, std::string_view path, const std::string& place) {
    const auto found = sections_.find(name);
    if (found == sections_.end()) return;
    const auto keys = keys_before(in, found->second->id);
    if (!keys) return;
    for (auto left = *keys; left > 0; --left) rest = rest_of(rest);
    const auto missing = ruled_out(json::find(found->second->raw, "output_schema"), rest);
    if (!missing) return;
    const auto above = missing->at.empty() ? "The result of " + found->second->id : "'" + missing->at + "' of " + found->second->id;
    tell(out_.never, place, "'" + std::string(path) + "' is never there. " + above + " has no '" + missing->name + "'; " + did_you_mean(missing->name, missing->known));
  }

  /// A stage has one section, with an entry for each item: runs at other for-each steps, or inside and outside of one, take each other's place there.
  void shared_sections() {
    std::map<std::string_view, const flow::Step*> first;
    for (const auto& step : definition_.steps()) {
      if (step.kind != flow::StepKind::stage) continue;
      const auto [known, added] = first.emplace(step.stage, &step);
      if (!added && definition_.eaches_around(*known->second) != definition_.eaches_around(step))
        tell(out_.doubtful, step.body, "the stage " + step.stage + " runs in '" + known->second->name + "' and in '" + step.name + "', with other for-each steps around; its result stands in one section, by the keys of the items, where one run may take the place of the other: run it at one of the two");
    }
  }

  /// How many keys of items stand between a section and its members where `in` reads it: none inside the for-each steps around its stage. Nothing when its steps differ in that.
  std::optional<std::ptrdiff_t> keys_before(const flow::Step& in, std::string_view stage) const {
    const auto around = definition_.eaches_around(in);
    std::optional<std::ptrdiff_t> out;
    for (const auto& step : definition_.steps()) {
      if (step.stage != stage) continue;
      const auto of = definition_.eaches_around(step);
      const auto keys = std::ranges::count_if(of, [&](flow::StepIndex each) { return std::ranges::find(around, each) == around.end(); });
      if (out && *out != keys) return std::nullopt;
      out = keys;
    }
    return out.value_or(0);
  }

  /// An answer by its form, whoever gave it: a step of the workflow, or a task that one of its stages opens.
  void answer(std::string_view path, const std::string& place) {
    const auto form = head_of(rest_of(path));
    if (form.empty()) return;
    if (!answered_.contains(form)) {
      if (!all_stages_known_) return;
      const std::vector<std::string_view> known(answered_.begin(), answered_.end());
      return tell(out_.doubtful, place, "nobody answers the form '" + std::string(form) + "' in this workflow, so that '" + std::string(path) + "' is null: no step has it and no stage here asks for it; " + (nearest_name(form, known).empty() ? "answered here are " + flow::list_words(known) : did_you_mean(form, known)));
    }
    const auto* file = packs_.file("forms/" + std::string(form));
    const auto name = head_of(rest_of(rest_of(path)));
    if (!file || name.empty()) return;
    std::vector<std::string_view> known;
    for (const auto& one : json::list_at(*file, "fields")) known.push_back(json::text_at(one, "field"));
    if (known.empty() || std::ranges::find(known, name) != known.end()) return;
    tell(out_.doubtful, place, "'" + std::string(path) + "' is null: the form '" + std::string(form) + "' has no field '" + std::string(name) + "'; " + did_you_mean(name, known));
  }

  /// A clock that runs out whatever is done: no step meets its kind, and no stage here opens a task that could. One without stages and with a kind is told by its reader.
  void idle(const flow::ClockUse& clock) {
    const bool told_before = !clock.kind.empty() && std::ranges::none_of(definition_.steps(), [](const flow::Step& step) { return step.kind == flow::StepKind::stage; });
    const std::string kind(clock.kind.empty() ? kind_of_rule(packs_, clock.rule) : std::string_view(clock.kind));
    if (told_before || kind.empty() || any_stage_asks_ || !all_stages_known_) return;
    if (std::ranges::any_of(definition_.steps(), [&](const flow::Step& step) { return std::ranges::find(step.meets, kind) != step.meets.end(); })) return;
    tell(out_.doubtful, "clocks." + clock.name, "no step meets the clock '" + kind + "'" + (clock.rule.empty() ? "" : " of the rule " + clock.rule) + ", and no stage here opens a task that could, so that it runs out whatever is done; put `meets: [" + kind + "]` on the step that does what it asks for");
  }

  void field(const std::string& form, std::string_view path, const std::string& place) {
    const auto* file = packs_.file("forms/" + form);
    const auto name = head_of(rest_of(path));
    if (!file || name.empty()) return;
    std::vector<std::string_view> known;
    for (const auto& one : json::list_at(*file, "fields")) known.push_back(json::text_at(one, "field"));
    if (known.empty() || std::ranges::find(known, name) != known.end()) return;
    tell(out_.never, place, "'" + std::string(path) + "' is never there. The form '" + form + "' has no field '" + std::string(name) + "'; " + did_you_mean(name, known));
  }

  void fact(std::string_view path, const std::string& place) {
    if (path.ends_with(".[]")) path.remove_suffix(3);
    if (path.starts_with("ext.") || field_rule(path)) return;
    std::vector<std::string_view> known;
    for (const auto& rule : field_rules()) {
      if (rule.path.starts_with(std::string(path) + ".")) return;  // a place above a known one
      auto one = rule.path;
      if (one.ends_with(".*")) one.remove_suffix(2);
      if (head_of(one) == head_of(path) && (known.empty() || known.back() != one)) known.push_back(one);
    }
    tell(out_.doubtful, place, "the record knows no field '" + std::string(path) + "': it is null unless a record brings one of that name; " + did_you_mean(path, known));
  }

  void tell(std::vector<PathFault>& list, const std::string& place, std::string message) {
    if (told_.insert(place + message).second && list.size() < flow::kProblemsMax) list.push_back({definition_.place(place), std::move(message)});
  }

  const flow::Definition& definition_;
  const packs::PackSet& packs_;
  std::map<std::string, const host::StageManifest*> sections_;
  std::set<std::string, std::less<>> answered_;  ///< forms that somebody may answer in a case of this workflow
  bool any_stage_asks_ = false, all_stages_known_ = true;
  std::set<std::string> told_;
  PathFaults out_;
};

}  // namespace

PathFaults check_paths(const flow::Definition& definition, const host::StageCatalogue& stages, const packs::PackSet& packs) {
  return PathChecker(definition, stages, packs).faults();
}

}  // namespace amends::runtime

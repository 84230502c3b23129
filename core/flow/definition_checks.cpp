// Checks that need the whole definition, and most of them what the runtime has loaded: stages, forms, tables. They are told in the order of the file.
#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <set>

#include "flow/beside.hpp"
#include "flow/definition.hpp"
#include "flow/graph.hpp"
#include "flow/names.hpp"
#include "flow/nearest.hpp"

namespace amends::flow {
namespace {

constexpr std::string_view kOwn = "amends.";  // only built-in stages are read by a short name

using Paths = std::set<std::string, std::less<>>;

/// A path of `paths` that holds `path`, is held by it or is the same; nullptr when there is none.
const std::string* overlapping(const Paths& paths, const std::string& path) {
  for (auto end = path.size(); end != std::string::npos; end = end == 0 ? std::string::npos : path.rfind('.', end - 1))
    if (const auto found = paths.find(std::string_view(path).substr(0, end)); found != paths.end()) return &*found;
  const auto below = paths.lower_bound(path + ".");
  return below != paths.end() && below->starts_with(path + ".") ? &*below : nullptr;
}

/// What a step reads and writes, as paths of the case record; the answer of a human step and the row of a decide step stand under `step.<name>`.
struct Touched {
  Paths reads, writes;
};

class Toucher {
 public:
  Toucher(const Definition& definition, const StageUses& uses) : definition_(definition), uses_(uses) {}

  [[nodiscard]] Touched of(const Step& step) const {
    Touched out;
    if (step.kind == StepKind::stage) {
      if (const auto use = uses_.find(step.stage); use != uses_.end()) {
        for (const auto& path : use->second.reads) out.reads.insert(path_of(path, step));
        for (const auto& path : use->second.writes) out.writes.insert(path_of(path, step));
      } else {
        out.writes.insert(step.stage.starts_with(kOwn) ? "analysis." + step.stage.substr(kOwn.size()) : "ext." + step.stage);
      }
    }
    if (step.kind == StepKind::human || step.kind == StepKind::decide || step.kind == StepKind::send) out.writes.insert("step." + step.name);
    for_each_expression(step, [&](const feel::Expression& expression, const std::string&) {
      for (const auto& name : expression.names()) out.reads.insert(path_of(name, step));
    });
    // What an approver is shown must not change while another branch runs, nor may a release hang on which of two branches was faster.
    const auto person = [&](const HumanWork& work) {
      for (const auto& path : work.shows) out.reads.insert(path_of(path, step));
      if (!work.requires_approval.empty()) out.reads.insert("step." + work.requires_approval);
    };
    person(step.human);
    for (const auto& alternative : step.alternatives)
      if (alternative.human) person(*alternative.human);
    if (!step.requires_approval.empty()) out.reads.insert("step." + step.requires_approval);
    for (const auto& [path, expression] : step.set) out.writes.insert(path);
    return out;
  }

 private:
  /// The meaning of a name, in the order of the expressions' scope: a step's result, a fact, a section by its stage's short id.
  [[nodiscard]] std::string path_of(const std::string& name, const Step& in) const {
    const auto root = std::string_view(name).substr(0, name.find('.'));
    if (const auto index = definition_.find(root); index != kEnd && &definition_.step(index) != &in) {
      const auto kind = definition_.step(index).kind;
      if (kind == StepKind::human || kind == StepKind::decide || kind == StepKind::send) return "step." + name;
    }
    for (auto around = in.inside; around != kEnd; around = definition_.step(around).inside)
      if (const auto& each = definition_.step(around).each; definition_.step(around).kind == StepKind::each && each.as == root) return "item." + definition_.step(around).name;
    return contains(kFactRoots, root) ? name : "analysis." + name;
  }

  const Definition& definition_;
  const StageUses& uses_;
};

constexpr std::string_view kAppend = ".[]";
bool appends(std::string_view path) { return path.ends_with(kAppend); }

}  // namespace

std::vector<Definition::Fault> Definition::name_clashes(const std::vector<std::string>& stage_ids) const {
  std::vector<Fault> out;
  for (const auto& step : steps_) {
    for (const auto& id : stage_ids) {
      if (!std::string_view(id).starts_with(kOwn)) continue;
      const auto short_id = id.substr(kOwn.size());
      if (step.name == short_id && step.stage != id)
        out.push_back({step.path, "the step '" + step.name + "' is named like the stage " + id + ", which it does not run, and would hide that stage's result; rename the step"});
      if (step.kind == StepKind::each && step.each.as == short_id)
        out.push_back({step.body + ".each.as", "the variable '" + short_id + "' of step '" + step.name + "' is named like the stage " + id + " and would hide its result; rename the variable"});
      if (step.with.contains(short_id))
        out.push_back({step.body + ".with." + short_id, "the variable '" + short_id + "' of step '" + step.name + "' is named like the stage " + id + " and would hide its result; rename the variable"});
    }
  }
  return out;
}

std::vector<Definition::Fault> Definition::conflicts(const StageUses& uses) const {
  std::vector<Fault> out;
  const auto pairs = parallel_sets();
  if (pairs.empty()) return out;
  const Toucher toucher(*this, uses);
  std::vector<Touched> touched;
  for (const auto& step : steps_) touched.push_back(toucher.of(step));
  for (const auto& [first, second] : pairs) {
    if (out.size() >= kProblemsMax) break;
    const auto& left = touched[static_cast<std::size_t>(first)];
    const auto& right = touched[static_cast<std::size_t>(second)];
    const auto say = [&](const std::string& what) {
      out.push_back({step(second).path, "the steps '" + step(first).name + "' and '" + step(second).name + "' stand in two branches and may run in any order, but " + what + "; put one behind the other"});
    };
    const auto clash = std::find_if(left.writes.begin(), left.writes.end(), [&](const std::string& path) {
      const auto* other = overlapping(right.writes, appends(path) ? path.substr(0, path.size() - kAppend.size()) : path);
      return other && !(appends(path) && *other == path);  // two appends keep both entries
    });
    if (clash != left.writes.end()) {
      say("both write " + *clash);
      continue;
    }
    const auto reads = [&](const Touched& reader, const Step& reading, const Touched& writer, const Step& writing) {
      const auto path = std::find_if(reader.reads.begin(), reader.reads.end(), [&](const std::string& read) { return overlapping(writer.writes, read) != nullptr; });
      if (path == reader.reads.end()) return false;
      say("'" + reading.name + "' reads " + (path->starts_with("step.") ? path->substr(5) : *path) + ", which '" + writing.name + "' writes");
      return true;
    };
    if (!reads(right, step(second), left, step(first))) reads(left, step(first), right, step(second));
  }
  return out;
}

std::vector<BesideFault> beside_conflicts(const Definition& definition, const StageUses& uses) {
  std::vector<BesideFault> out;
  const auto& steps = definition.steps();
  const Toucher toucher(definition, uses);
  std::vector<Paths> writes;  // by step, made when the first event asks
  const auto shared = [&](StepIndex left, StepIndex right) -> const std::string* {
    const auto& own = writes[static_cast<std::size_t>(left)];
    const auto found = std::find_if(own.begin(), own.end(), [&](const std::string& path) {
      const auto* other = overlapping(writes[static_cast<std::size_t>(right)], appends(path) ? path.substr(0, path.size() - kAppend.size()) : path);
      return other && !(appends(path) && *other == path);
    });
    return found == own.end() ? nullptr : &*found;
  };
  for (const auto& at : steps)
    for (std::size_t i = 0; i < at.on.size(); ++i) {
      if (at.on[i].interrupting || at.on[i].go == kEnd || out.size() >= kProblemsMax) continue;
      if (writes.empty())
        for (const auto& one : steps) writes.push_back(toucher.of(one).writes);
      const auto tokens = side_by_side(steps, static_cast<StepIndex>(&at - steps.data()), i);
      Paths all;
      for (const auto first : tokens.first) all.insert(writes[static_cast<std::size_t>(first)].begin(), writes[static_cast<std::size_t>(first)].end());
      const auto clash = [&]() -> std::optional<BesideFault> {
        for (const auto second : tokens.second) {
          const auto& own = writes[static_cast<std::size_t>(second)];
          if (std::none_of(own.begin(), own.end(), [&](const std::string& path) { return overlapping(all, path) != nullptr; })) continue;
          for (const auto first : tokens.first)
            if (const auto* path = first == second ? nullptr : shared(second, first))
              return BesideFault{at.body + ".on." + at.on[i].name, "the event '" + at.on[i].name + "' begins a second token while the step '" + at.name + "' goes on, and '" + definition.step(first).name + "' on the one way and '" + definition.step(second).name + "' on the other may both write " +
                                                                 (path->starts_with("step.") ? path->substr(5) : *path) + ", in whatever order they come; let the event interrupt the step, or let one of the two write something else"};
        }
        return std::nullopt;
      }();
      if (clash) out.push_back(*clash);
    }
  return out;
}

Result<void> Definition::told(const std::vector<Fault>& faults, ErrorCode code) const {
  if (faults.empty()) return {};
  std::string message = faults.front().message;
  const auto count = std::min(faults.size(), kProblemsMax);
  for (std::size_t i = 1; i < count; ++i) message += "\n" + place(faults[i].path) + ": " + faults[i].message;
  if (faults.size() > count) message += "\nand " + std::to_string(faults.size() - count) + " more errors; mend these first";
  return fail(code, std::move(message), place(faults.front().path));
}

Result<void> Definition::check_stage_names(const std::vector<std::string>& stage_ids) const { return told(name_clashes(stage_ids), ErrorCode::schema); }

Result<void> Definition::check_branches(const StageUses& uses) const {
  auto faults = conflicts(uses);
  for (auto& fault : beside_conflicts(*this, uses)) faults.push_back({std::move(fault.path), std::move(fault.message)});
  return told(faults, ErrorCode::schema);
}

Result<void> Definition::check_pack_names(const PackNames& known) const {
  std::vector<Fault> faults;
  const auto check = [&](const std::string& name, const std::vector<std::string>& names, const std::string& path, const std::string& what, const std::string& file) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    const std::vector<std::string_view> words(names.begin(), names.end());
    const auto near = nearest(name, words);
    const auto remedy = !near.empty() ? "did you mean '" + std::string(near) + "'? If not, add " + file + " to the packs"
                        : words.empty() ? "add " + file + " to the packs, which have none yet"
                                        : "add " + file + " to the packs, or name one of theirs: " + list_words(words);
    faults.push_back({path, "no pack has the " + what + " '" + shown(name) + "'; " + remedy});
  };
  for (const auto& step : steps_) {
    const auto form = [&](const HumanWork& work, const std::string& path) { check(work.form, known.forms, path, "form", "forms/" + shown(work.form) + ".yaml"); };
    if (step.kind == StepKind::human) form(step.human, step.body + ".human.form");
    for (const auto& alternative : step.alternatives)
      if (alternative.human) form(*alternative.human, step.body + ".first_of." + alternative.name + ".human.form");
    if (step.kind == StepKind::decide) check(step.table, known.tables, step.body + ".decide", "decision table", "it");
  }
  if (!faults.empty()) return told(faults, ErrorCode::not_found);
  for (const auto& step : steps_) {
    const auto approval = [&](const HumanWork& work, const std::string& path) {
      if (work.approves() && std::find(known.approving.begin(), known.approving.end(), work.form) == known.approving.end())
        faults.push_back({path + ".form", "the form '" + work.form + "' has no field that says yes, so it approves nothing; give it a yes-or-no field 'approved', or mark the values that approve with `approves`"});
      const auto fields = known.fields.find(work.form);
      if (fields == known.fields.end()) return;
      for (const auto& released : work.releases)
        if (const std::vector<std::string_view> words(fields->second.begin(), fields->second.end()); std::find(words.begin(), words.end(), released.field) == words.end())
          faults.push_back({path + ".releases." + released.field, "the form '" + work.form + "' has no field '" + released.field + "'" + (words.empty() ? "." : "; its fields are " + list_words(words))});
    };
    if (step.kind == StepKind::human) approval(step.human, step.body + ".human");
    for (const auto& alternative : step.alternatives)
      if (alternative.human) approval(*alternative.human, step.body + ".first_of." + alternative.name + ".human");
  }
  return told(faults, ErrorCode::schema);
}

}  // namespace amends::flow

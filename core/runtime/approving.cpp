#include "runtime/approving.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "runtime/approval.hpp"
#include "runtime/local_instant.hpp"

namespace amends::runtime {
namespace {

constexpr std::string_view kUser = "user:", kStep = "step:";

std::string list_of(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

std::string_view root_of(std::string_view path) { return path.substr(0, path.find('.')); }
std::string_view below_root(std::string_view path) { return path.find('.') == std::string_view::npos ? std::string_view{} : path.substr(path.find('.') + 1); }

/// True when the first part names a step whose answer is meant, as in expressions.
bool names_a_step(const CaseState& state, std::string_view path) {
  const auto index = state.definition().find(root_of(path));
  if (index == flow::kEnd) return false;
  const auto kind = state.definition().step(index).kind;
  return kind == flow::StepKind::human || kind == flow::StepKind::decide || kind == flow::StepKind::message || kind == flow::StepKind::first_of;
}

/// As the work at these items sees it, as in expressions.
json::Value value_at(const CaseState& state, std::string_view path, const ItemPath& at) {
  const auto* whole = state.item_variable(root_of(path), at);
  if (!whole && !names_a_step(state, path)) return state.value_at(record_path(path), at);
  if (!whole) whole = state.result(root_of(path), at);
  const auto* found = whole && !below_root(path).empty() ? json::find(*whole, below_root(path)) : whole;
  return found ? *found : json::Value(nullptr);
}

/// Of the shown sections those whose stage read something that is another value now: "negotiation_plan (it read text.docs)". The approver's own answer, which a
/// plan may read to know that it was released, makes no reading old.
std::vector<std::string> stale_readings(const CaseState& state, const std::map<std::string, std::string>& parts, std::string_view step, const std::string& form, const ItemPath& at) {
  const auto& tasks = state.tasks();
  const auto newest = std::find_if(tasks.rbegin(), tasks.rend(), [&](const TaskState& task) { return task.form == form && task.status == "answered" && concerns(task.items, at); });
  const bool own = newest != tasks.rend() && newest->step == step;
  const auto is_own = [&](const std::string& path) { return own && (path == "answers." + form || path.starts_with("answers." + form + ".")); };
  std::vector<std::string> out;
  for (const auto& [path, section] : state.sections()) {
    const bool shown = std::any_of(parts.begin(), parts.end(), [&](const auto& part) { return !names_a_step(state, part.first) && paths_overlap(record_path(part.first), path); });
    if (!shown || !concerns(section.items, at)) continue;
    auto changed = state.stale_paths(section);
    std::erase_if(changed, is_own);
    if (!changed.empty()) out.push_back(short_stage_id(section.stage) + " (it read " + list_of(changed) + ")");
  }
  return out;
}

ApprovalRefusal refuse(std::string why, std::string message, std::vector<std::string> changed = {}) {
  return {std::move(why), fail(ErrorCode::refused, std::move(message)), std::move(changed)};
}

/// Everybody who made something of what is shown, with what they did. Rather one too many than one too few: another person can always be asked.
class Makers {
 public:
  Makers(const CaseState& state, const flow::HumanWork& work, const ItemPath& at) : state_(state), at_(at) {
    if (!work.four_eyes_with.empty()) answerers_of_step(work.four_eyes_with);
    for (const auto& path : work.shows) made(path);
  }
  struct Maker {
    ActingPersons who;
    std::string did;
  };
  [[nodiscard]] const std::vector<Maker>& all() const { return all_; }

 private:
  void made(std::string_view path) {
    if (!looked_.emplace(path).second) return;
    if (const auto* list = state_.item_list(root_of(path), at_)) {  // an item is of whoever made the list, or sent it
      user(state_.item_sender(root_of(path), at_), "sent the item " + std::string(root_of(path)));
      for (const auto& name : list->names()) made(name);
      return;
    }
    if (names_a_step(state_, path)) return answers([&](const TaskState& task) { return task.step == root_of(path); });
    const auto full = state_.own_path(record_path(path), at_);
    for (const auto& [fact, by] : state_.provenance()) {
      if (!paths_overlap(fact, full)) continue;
      if (std::string_view(by).starts_with(kStep)) set_by_step(std::string_view(by).substr(kStep.size()), fact);
      else if (fact.starts_with("answers.")) form_answer(fact);
      else user(by, "set " + fact);
    }
    for (const auto& correction : state_.corrections())
      if (paths_overlap(correction.path, full)) add({correction.by, {}}, "corrected " + correction.path);
  }
  /// A fact that steps set: whoever answered the step last, at each item (the fact is shared), and whoever made what it was set from.
  void set_by_step(std::string_view name, std::string_view fact) {
    std::set<std::string> items;
    const auto& tasks = state_.tasks();
    for (auto task = tasks.rbegin(); task != tasks.rend(); ++task)
      if (task->step == name && task->status == "answered" && items.insert(name_of(task->items)).second) add(*task);
    const auto index = state_.definition().find(name);
    if (index == flow::kEnd) return;
    for (const auto& [path, expression] : state_.definition().step(index).set) {
      if (!paths_overlap(path.ends_with(".[]") ? std::string_view(path).substr(0, path.size() - 3) : std::string_view(path), fact)) continue;
      for (const auto& used : expression.names())
        if (root_of(used) != name) made(used);
    }
  }
  void user(std::string_view by, std::string did) {
    if (by.starts_with(kUser)) add({std::string(by.substr(kUser.size())), {}}, std::move(did));
  }
  void add(ActingPersons who, std::string did) { all_.push_back({std::move(who), std::move(did)}); }
  void add(const TaskState& task) { add({task.answered_by, task.answered_for, task.passed_by}, "answered the step " + (task.step.empty() ? task.id : task.step)); }

  void answerers_of_step(std::string_view step) {
    for (const auto& task : state_.tasks())
      if (task.step == step && !task.answered_by.empty() && concerns(task.items, at_)) add(task);
  }
  /// The newest answer among those that fit, of the own item and of all that concern it: which of the two is shown is for OfItems to say.
  template <class Fits>
  void answers(const Fits& fits) {
    const auto& tasks = state_.tasks();
    const auto newest = [&](const auto& counts) {
      const auto found = std::find_if(tasks.rbegin(), tasks.rend(), [&](const TaskState& task) { return fits(task) && task.status == "answered" && concerns(task.items, at_) && counts(task); });
      if (found != tasks.rend()) add(*found);
    };
    newest([](const TaskState&) { return true; });
    if (!at_.empty()) newest([&](const TaskState& task) { return !task.items.empty() && task.items.front().each == at_.front().each; });
  }
  void form_answer(std::string_view path) {
    const auto form = root_of(path.substr(std::string_view("answers.").size()));
    answers([&](const TaskState& task) { return task.form == form; });
  }

  const CaseState& state_;
  ItemPath at_;
  std::set<std::string, std::less<>> looked_;
  std::vector<Maker> all_;
};

/// What became of the view that an answer came with: found by folding the case's events again from the opening of the task.
struct Earlier {
  bool found = false;
  std::vector<std::string> changed;  ///< paths
  std::string sentence;              ///< "money.target (corrected by wang.yi at …)"
};

Earlier what_changed(const CaseState& now, const Organisation& organisation, const TaskState& task, const flow::HumanWork& work, std::string_view seen, const std::vector<store::Event>& events) {
  Earlier out;
  CaseState state(now.id(), now.definition_pointer());
  const auto opening = authority_from_json(&task.limits);
  std::map<std::string, std::string> parts, last;  // last: path -> who changed it
  bool other_limits = false;
  for (const auto& event : events) {
    auto payload = json::parse(event.payload);
    if (!payload || !state.apply(event.kind, std::move(*payload), event.at, event.seq, event.actor)) return out;
    if (!state.task(task.id)) continue;
    auto view = view_of(state, organisation, task.id, work);
    auto current = part_digests(view);
    if (out.found)
      for (const auto& [path, digest] : current)
        if (parts[path] != digest) last[path] = event.kind + " by " + event.actor + " at " + local_instant(organisation, event.at);
    if (same_view(seen, view_digest(view))) {
      out.found = true;
      other_limits = false;
      last.clear();
    } else if (view.limits != opening) {
      view.limits = opening;
      if (same_view(seen, view_digest(view))) {
        out.found = other_limits = true;
        last.clear();
      }
    }
    parts = std::move(current);
  }
  for (const auto& [path, by] : last) {
    out.changed.push_back(path);
    out.sentence += (out.sentence.empty() ? "" : ", ") + path + " (" + by + ")";
  }
  if (other_limits) {
    out.changed.emplace_back("limits of authority");
    out.sentence += (out.sentence.empty() ? "" : ", ") + std::string("the limits of authority");
  }
  return out;
}

}  // namespace

AuthorityTable authority_of(const flow::HumanWork& work, const Organisation& organisation) {
  AuthorityTable own;
  for (const auto& limit : work.limits) own[limit.role][limit.currency] = limit.limit_minor;
  return authority_within(own, authority_from_json(json::find(organisation.raw, "authority_limits")));
}

/// The same as work at these items sees it.
View view_at(const CaseState& state, const Organisation& organisation, std::string_view task_id, const flow::HumanWork& work, const ItemPath& at) {
  View view;
  view.case_id = state.id();
  view.task_id = task_id;
  for (const auto& path : work.shows) view.shown.emplace(path, value_at(state, path, at));
  if (work.amount.empty()) return view;
  if (const auto money = money_from_json(value_at(state, work.amount, at))) view.amount = *money;
  view.limits = authority_of(work, organisation);
  return view;
}

View view_of(const CaseState& state, const Organisation& organisation, std::string_view task_id, const flow::HumanWork& work) {
  const auto* task = state.task(task_id);
  return view_at(state, organisation, task_id, work, task ? task->items : ItemPath{});
}

void dress_approval(json::Object& task, const flow::HumanWork& work, const Organisation& organisation) {
  json::Array shows;
  for (const auto& path : work.shows) shows.emplace_back(path);
  task["shows"] = std::move(shows);
  if (!work.amount.empty()) task["limits"] = to_json(authority_of(work, organisation));
}

std::optional<ApprovalRefusal> check_persons(const CaseState& state, const Organisation& organisation, const flow::HumanWork& work, const ItemPath& at, const ActingPersons& by) {
  const People people(organisation.raw);
  const Makers makers(state, work, at);
  for (const auto& maker : makers.all()) {
    if (!share_a_person(people, by, maker.who)) continue;
    auto who = by.by;
    if (!by.on_behalf_of.empty()) who += " (for " + by.on_behalf_of + ")";
    const bool passed = !share_a_person(people, {by.by, by.on_behalf_of}, maker.who);
    if (passed) who += ", to whom it was handed on by " + list_of(by.passed_by) + ",";
    const auto other = maker.who.by == by.by ? std::string{} : " as " + maker.who.by + (maker.who.on_behalf_of.empty() ? "" : " for " + maker.who.on_behalf_of) + (maker.who.passed_by.empty() ? "" : ", handed on by " + list_of(maker.who.passed_by));
    return refuse("self_approval", who + " " + maker.did + other + "; another person must answer this one");
  }
  return std::nullopt;
}

Covered check_approval(const CaseState& state, const Organisation& organisation, const TaskState& task, const flow::HumanWork& work, std::string_view role, std::string_view seen, bool yes,
                       const std::vector<store::Event>& before, const CurrencyDigits& digits) {
  const auto view = view_of(state, organisation, task.id, work);
  Approval approval;
  approval.step = task.step;
  approval.task = task.id;
  approval.role = role;
  approval.approved = yes;
  approval.digest = view_digest(view);
  approval.parts = part_digests(view);
  approval.amount = view.amount;
  approval.amount_is_total = work.amount_is_total;
  approval.limits = view.limits;
  const auto show = "; read it with `amends task show " + state.id() + " " + task.id + "` and answer with the digits it shows (--seen)";
  if (seen.empty()) return {nullptr, refuse("not_seen", "an approval holds for what was seen, and the answer does not say what that was" + show)};
  if (!same_view(seen, approval.digest)) {
    for (const auto& earlier : state.approvals())
      if (same_view(seen, earlier.digest)) return {nullptr, refuse("replayed", "the digest is that of " + earlier.task + ", which was answered with it; an approval is given once" + show)};
    auto changed = what_changed(state, organisation, task, work, seen, before);
    if (changed.found) return {nullptr, refuse("changed", "this is not what is decided on any more: since it was shown there changed " + changed.sentence + show, changed.changed)};
    return {nullptr, refuse("replayed", "the digest belongs to no view of this task; it may be of another case or task" + show)};
  }
  if (!yes) return {to_json(approval, std::nullopt), std::nullopt};
  if (auto stale = stale_readings(state, approval.parts, task.step, task.form, task.items); !stale.empty()) {
    auto message = "this rests on an older reading: " + list_of(stale) + " was not run again after that changed; run it again, then decide";
    return {nullptr, refuse("older_reading", std::move(message), std::move(stale))};
  }
  if (work.amount.empty()) return {to_json(approval, std::nullopt), std::nullopt};
  if (!view.amount) return {nullptr, refuse("no_amount", "there is no sum of money at " + work.amount + ", so nobody can see what would be approved; add it first")};
  const auto counted = counted_with(state.approvals(), task.step, task.items, *view.amount, work.amount_is_total, digits);
  if (!counted) return {nullptr, refuse(counted.error().code == ErrorCode::currency_mismatch ? "currency" : "over_limit", counted.error().message)};
  if (const auto within = within_authority(view.limits, role, *counted, *view.amount, digits); !within) return {nullptr, refuse("over_limit", within.error().message)};
  return {to_json(approval, *counted), std::nullopt};
}

std::vector<std::string> uncovered(const CaseState& state, const Organisation& organisation, const Approval& approval, const ItemPath& at) {
  const auto* work = state.definition().work_of(approval.task);
  if (!work || !work->approves()) return {approval.step};  // another workflow than the one it was given in
  auto out = changed_since(approval, view_at(state, organisation, approval.task, *work, at));
  for (auto& one : stale_readings(state, approval.parts, approval.step, work->form, at)) out.push_back(std::move(one));
  return out;
}

Covered check_release(const CaseState& state, const Organisation& organisation, std::string_view approval_step, std::int32_t uses_max, const std::vector<flow::ReleasedField>& releases, std::string_view step,
                      std::string_view task, const ItemPath& at, const json::Value& answer, const CurrencyDigits& digits) {
  const auto name = std::string(approval_step);
  const auto again = "; have it approved again in the step " + name;
  const auto* approval = state.approval_of(approval_step, at);
  if (!approval) return {nullptr, refuse("not_approved", "nobody has approved this yet; it waits for the step " + name)};
  if (!approval->approved) return {nullptr, refuse("not_approved", approval->by + " did not approve this (" + approval->task + ")" + again)};
  const auto used = std::count_if(approval->uses.begin(), approval->uses.end(), [&](const Use& use) { return use.step == step && use.task != task; });
  if (used >= uses_max)
    return {nullptr, refuse("used", "the approval " + approval->task + " was used " + (uses_max == 1 ? "already, by " + approval->uses.back().task : std::to_string(used) + " times already, and that is all it covers") + again)};
  if (auto changed = uncovered(state, organisation, *approval, at); !changed.empty()) {
    auto message = "what " + approval->by + " approved is not what stands now: since then there changed " + list_of(changed) + again;
    return {nullptr, refuse("stale", std::move(message), std::move(changed))};
  }
  const auto* work = state.definition().work_of(approval->task);
  json::Object member{{"step", name}, {"task", approval->task}, {"digest", approval->digest}};
  for (const auto& field : releases) {
    const auto* value = json::find(answer, field.field);
    const json::Value released = value ? *value : json::Value(nullptr);
    if (auto fits = agrees(field.field, released, value_at(state, field.path, at), approval->uses, !work->amount_is_total, digits); !fits) return {nullptr, refuse("differs", fits.error().message)};
    if (money_from_json(released)) member["released"] = released;
  }
  return {std::move(member), std::nullopt};
}

}  // namespace amends::runtime

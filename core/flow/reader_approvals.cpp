// The second pass, continued: what an approver is shown and may let go, what a release needs, and the checks that keep the two honest (segregation of
// duties: ISO/IEC 27001:2022 A.5.3; limits of authority: GB/T 22239-2019 8.1.4.2). What the packs and the institution add is checked at deploy.
#include <algorithm>

#include "flow/graph.hpp"
#include "flow/nearest.hpp"
#include "flow/reader.hpp"
#include "support/ids.hpp"
#include "support/money.hpp"

namespace amends::flow {
namespace {

constexpr std::array<std::string_view, 1> kTotalKeys{"total"};
constexpr std::array<std::string_view, 2> kRequiresKeys{"step", "uses"};

/// `inner` is `outer` or stands below it.
bool at_or_below(std::string_view inner, std::string_view outer) { return inner == outer || (inner.starts_with(outer) && inner[outer.size()] == '.'); }

std::string_view first_part(std::string_view path) { return path.substr(0, path.find('.')); }

bool has_result(const Step& step) { return step.kind == StepKind::human || step.kind == StepKind::decide || step.kind == StepKind::message || step.kind == StepKind::first_of; }

bool shown_by(const HumanWork& work, std::string_view path) {
  return std::any_of(work.shows.begin(), work.shows.end(), [&](const std::string& shown) { return at_or_below(path, shown); });
}

/// The roles that a task of this work can come to.
std::vector<std::string_view> roles_of(const HumanWork& work) {
  std::vector<std::string_view> out{work.role};
  for (const auto& rung : work.escalate) out.push_back(rung.to);
  return out;
}

}  // namespace

void DefinitionReader::read_approval(HumanWork& work, const json::Object& object, const std::string& path) {
  if (const auto* shows = object.if_contains("shows")) read_shows(work, *shows, sub(path, "shows"));
  if (const auto* amount = object.if_contains("amount")) {
    const auto at = sub(path, "amount");
    const auto* total = amount->is_object() ? &amount->get_object() : nullptr;
    if (total) known_keys(*total, at, kTotalKeys, "`amount`");
    work.amount_is_total = total != nullptr;
    work.amount = text(total ? total->if_contains("total") : amount, total ? sub(at, "total") : at, "the path of the money that is approved (`amount`: path, or {total: path})").value_or("");
  }
  if (const auto* limits = object.if_contains("limits")) read_limits(work, *limits, sub(path, "limits"));
  if (const auto* approval = object.if_contains("requires_approval")) read_requires(work, *approval, sub(path, "requires_approval"));
  if (const auto* releases = object.if_contains("releases")) read_releases(work, *releases, sub(path, "releases"));
}

void DefinitionReader::read_shows(HumanWork& work, const json::Value& value, const std::string& path) {
  const auto* paths = list(&value, path, "`shows` (paths of the case)");
  if (!paths) return;
  if (paths->empty()) problem(path, "`shows` lists nothing; name what the approver decides on, or leave it out");
  if (paths->size() > kShownMax) problem(path, "an approver is shown at most " + std::to_string(kShownMax) + " paths; name what holds them, for example money instead of each sum");
  for (std::size_t i = 0; i < paths->size(); ++i) {
    const auto at = sub(path, i);
    auto one = text(&(*paths)[i], at, "a path that is shown");
    if (!one) continue;
    if (!is_fact_path(*one) || one->ends_with("[]")) problem(at, "'" + shown(*one) + "' is no path; write names with points, for example negotiation_plan.ladder, draft.letter or money.entitlement");
    else if (contains(std::vector<std::string_view>(work.shows.begin(), work.shows.end()), *one)) problem(at, "'" + *one + "' is shown twice; leave one out");
    else work.shows.push_back(*std::move(one));
  }
}

void DefinitionReader::read_limits(HumanWork& work, const json::Value& value, const std::string& path) {
  const auto* roles = map(&value, path, "`limits` (role: {currency: minor units})");
  if (!roles) return;
  for (const auto& member : *roles) {
    const auto role = key_text(member);
    const auto at = sub(path, role);
    if (!is_name(role)) problem(at, "'" + shown(role) + "' is no role; write a small letter, then small letters, digits and _");
    const auto* sums = map(&member.value(), at, "the limits of a role (currency: minor units)");
    if (!sums) continue;
    for (const auto& sum : *sums) {
      AuthorityLimit limit{role, key_text(sum), 0};
      const auto place_of = sub(at, limit.currency);
      if (!Currency::parse(limit.currency)) problem(place_of, "'" + shown(limit.currency) + "' is no currency; write three capital letters, for example CNY");
      else if (!json::as_integer(sum.value(), limit.limit_minor) || limit.limit_minor < 0 || limit.limit_minor > json::kIntegerMax)
        problem(place_of, "a limit is a whole number of minor units, from 0: 500000 stands for 5,000.00");
      else work.limits.push_back(std::move(limit));
    }
  }
  if (work.limits.size() > kLimitsMax) problem(path, "a table of authority has at most " + std::to_string(kLimitsMax) + " rows; leave some out");
}

void DefinitionReader::read_requires(HumanWork& work, const json::Value& value, const std::string& path) {
  const auto* object = value.is_object() ? &value.get_object() : nullptr;
  if (object) known_keys(*object, path, kRequiresKeys, "`requires_approval`");
  const auto at = object ? sub(path, "step") : path;
  work.requires_approval = text(object ? object->if_contains("step") : &value, at, "the step whose approval is needed (`requires_approval`: step, or {step, uses})").value_or("");
  const auto* uses = object ? object->if_contains("uses") : nullptr;
  std::int64_t count = 1;
  if (uses && (!json::as_integer(*uses, count) || count < 1 || count > kApprovalUsesMax))
    problem(sub(path, "uses"), "`uses` is how many answers of this step one approval covers: 1 to " + std::to_string(kApprovalUsesMax));
  else
    work.approval_uses = static_cast<std::int32_t>(count);
}

void DefinitionReader::read_releases(HumanWork& work, const json::Value& value, const std::string& path) {
  const auto* fields = map(&value, path, "`releases` (field of the form: shown path)");
  if (!fields) return;
  if (fields->empty()) problem(path, "`releases` names nothing; write the fields that hold what goes out, or leave it out");
  for (const auto& member : *fields) {
    const auto field = key_text(member);
    if (!is_name(field)) problem(sub(path, field), "'" + shown(field) + "' is no field of a form");
    if (auto from = text(&member.value(), sub(path, field), "the shown path that the field must agree with")) work.releases.push_back({field, *std::move(from)});
  }
}

void DefinitionReader::check_approvals() {
  const auto& steps = definition_->steps_;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    const auto& body = bodies_[i].path;
    if (step.kind == StepKind::human) {
      check_approval(step.human, step, body + ".human");
      check_release(step.human.requires_approval, step.human.releases, step, body + ".human");
    }
    for (const auto& alternative : step.alternatives) {
      if (!alternative.human) continue;
      const auto path = body + ".first_of." + alternative.name + ".human";
      check_approval(*alternative.human, step, path);
      check_release(alternative.human->requires_approval, alternative.human->releases, step, path);
    }
    if (step.kind == StepKind::stage) check_release(step.requires_approval, {}, step, body);
  }
}

void DefinitionReader::check_approval(const HumanWork& work, const Step& step, const std::string& path) {
  if (!work.approves()) {
    if (!work.amount.empty()) problem(sub(path, "amount"), "`amount` belongs to a step that approves; list what the approver sees in `shows`, the amount among it");
    if (!work.limits.empty()) problem(sub(path, "limits"), "`limits` belong to a step that approves money; give it `shows` and `amount`");
    if (work.requires_approval.empty() || !is_administrator(work.role)) return;
    return problem(sub(path, "role"), "the role '" + work.role + "' runs the machine and releases nothing; name the role that answers for the business");
  }
  for (std::size_t i = 0; i < work.shows.size(); ++i) {
    const auto& one = work.shows[i];
    const auto at = sub(sub(path, "shows"), i);
    const auto root = first_part(one);
    if (root == step.name || at_or_below(one, "answers." + work.form) || one == "answers") {
      problem(at, "'" + one + "' is what the approver's own answer changes, so no approval could ever hold; show what is decided on");
      continue;
    }
    if (std::any_of(step.set.begin(), step.set.end(), [&](const auto& fact) { return at_or_below(fact.first, one) || at_or_below(one, fact.first); })) {
      problem(at, "'" + one + "' is set when this step is left, so the approval would not hold any more; set it in a step before, or do not show it");
      continue;
    }
    if (contains(kFactRoots, root)) continue;
    const auto around = definition_->eaches_around(step);
    if (std::any_of(around.begin(), around.end(), [&](StepIndex each) { return definition_->step(each).each.as == root; })) continue;
    if (const auto index = definition_->find(root); index != kEnd && has_result(definition_->step(index))) continue;
    const auto stages = definition_->stages();
    if (std::any_of(stages.begin(), stages.end(), [&](const std::string& id) { return id == "amends." + std::string(root); })) continue;
    problem(at, "nothing is called '" + shown(root) + "': it is no step with an answer, no stage that the workflow runs, no fact; correct it, for nobody can approve what is not there");
  }
  if (!work.amount.empty() && !shown_by(work, work.amount)) problem(sub(path, "amount"), "the amount '" + shown(work.amount) + "' is not shown; add it, or what holds it, to `shows`");
  const auto roles = roles_of(work);
  for (const auto role : roles)
    if (is_administrator(role))
      problem(role == work.role ? sub(path, "role") : sub(path, "escalate"), "the role '" + std::string(role) + "' runs the machine and approves nothing; name the role that answers for the business");
  if (work.amount.empty() && !work.limits.empty()) problem(sub(path, "limits"), "limits without an `amount` hold nobody; name the path of the money that is approved");
  for (const auto& limit : work.limits)
    if (!contains(roles, limit.role))
      problem(sub(sub(path, "limits"), limit.role), "the role '" + shown(limit.role) + "' never gets this task, so its limit holds nobody; name " + list_words(roles) + ", or escalate to it");
  if (const auto index = definition_->find(work.four_eyes_with); index != kEnd && &definition_->step(index) != &step) {
    const auto& maker = definition_->step(index);
    if (maker.kind == StepKind::human && maker.human.role == work.role)
      problem(sub(path, "role"), "maker and checker have the same role '" + work.role + "' ('" + maker.name + "' and '" + step.name + "'); give the approval to another role");
  }
}

/// True when a case whose approval has lapsed can come from the step to the approval without what the step releases.
bool DefinitionReader::leads_back(const Step& step, const std::string& path, StepIndex approval) const {
  const auto reaches = [&](StepIndex target) { return target != kEnd && (target == approval || can_reach(definition_->steps_, target, approval)); };
  if (step.kind == StepKind::stage) return std::any_of(step.on_error.begin(), step.on_error.end(), [&](const ErrorRoute& route) { return (route.code == "refused" || route.code == "default") && reaches(route.go); });
  if (step.kind == StepKind::send)
    return std::any_of(step.on.begin(), step.on.end(), [&](const Boundary& event) { return event.kind == Boundary::Kind::error && (event.what == "refused" || event.what == "default") && reaches(event.go); });
  return std::any_of(step.alternatives.begin(), step.alternatives.end(), [&](const Alternative& other) { return !path.ends_with(".first_of." + other.name + ".human") && reaches(other.go); });
}

void DefinitionReader::check_release(const std::string& approval, const std::vector<ReleasedField>& releases, const Step& step, const std::string& path) {
  if (approval.empty()) {
    if (!releases.empty()) problem(sub(path, "releases"), "`releases` belongs to a step with `requires_approval`; name the step that approves it");
    return;
  }
  const auto at = sub(path, "requires_approval");
  std::vector<std::string_view> approving;
  for (const auto& one : definition_->steps_)
    if (one.kind == StepKind::human && one.human.approves()) approving.push_back(one.name);
  if (approval == step.name) return problem(at, "`requires_approval` names the step itself; name the step in which another person approves");
  if (!contains(approving, approval)) {
    if (const auto index = definition_->find(approval); index != kEnd && definition_->step(index).kind == StepKind::human)
      return problem(at, "the step '" + approval + "' approves nothing, because it shows nothing; list in its `shows` what is decided there");
    return problem(at, "there is no step '" + shown(approval) + "' that approves" + (nearest(approval, approving).empty() ? "; name a human step with `shows`" : did_you_mean(approval, approving)));
  }
  const auto index = definition_->find(approval);
  const auto& by = definition_->step(index);
  // An approval is of one item: what stands outside of its for-each would go out on whichever came last.
  const auto around = definition_->eaches_around(step);
  for (const auto each : definition_->eaches_around(by))
    if (std::find(around.begin(), around.end(), each) == around.end())
      return problem(at, "'" + approval + "' approves one item of the for-each '" + definition_->step(each).name + "', and '" + step.name + "' stands outside of it; put the release into the for-each as well, or approve the whole behind it");
  if (arrows_known_ && !can_reach(definition_->steps_, index, static_cast<StepIndex>(&step - definition_->steps_.data())))
    problem(at, "no way leads from '" + approval + "' to '" + step.name + "', so it could never be released; let the approval come before it");
  if (arrows_known_ && !leads_back(step, path, index))
    definition_->warnings_.push_back({place(at), "the step '" + step.name + "' is released on the approval '" + approval + "' and no way leads from here back to it, so that the case stays here when something changes after the approval; " +
                                                     (step.kind == StepKind::stage ? "give it `on_error: {refused: " + approval + "}`" : step.kind == StepKind::send ? "give it `on: {refused: {error: refused, go: " + approval + "}}`" : "make it one alternative of a `first_of`, beside another that goes back")});
  for (const auto& released : releases)
    if (!shown_by(by.human, released.path))
      problem(sub(sub(path, "releases"), released.field), "'" + shown(released.path) + "' is not shown in '" + approval + "'; an approval covers nothing that was not seen: add it to its `shows`");
}

}  // namespace amends::flow

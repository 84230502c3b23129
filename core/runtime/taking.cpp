#include "runtime/taking.hpp"

#include <algorithm>

#include "flow/names.hpp"
#include "runtime/local_instant.hpp"
#include "runtime/projection.hpp"

namespace amends::runtime {
namespace {

bool has(const std::vector<std::string>& list, std::string_view one) { return std::find(list.begin(), list.end(), one) != list.end(); }

std::string list_of(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

Taken refuse(std::string why, ErrorCode code, std::string message) { return {std::nullopt, ApprovalRefusal{std::move(why), fail(code, std::move(message)), {}}}; }

/// "li.na (for wang.yi)".
std::string named(std::string_view by, std::string_view on_behalf_of) { return std::string(by) + (on_behalf_of.empty() ? std::string{} : " (for " + std::string(on_behalf_of) + ")"); }

std::string task_words(const CaseState& state, const TaskState& task) { return " " + state.id() + " " + task.id; }

}  // namespace

bool stands_above(const TaskState& task, const flow::HumanWork* work, std::string_view role) {
  const bool approves = work && work->approves();
  return has(task.escalated_to, role) || (role == "supervisor" && (!approves || task.role == role));
}

Result<void> check_role(const TaskState& task, const flow::HumanWork* work, const Organisation& organisation, const std::string& role) {
  if (task.kind == "safety") {
    const auto& trained = organisation.safety_roles;
    if (has(trained, role)) return {};
    return fail(ErrorCode::refused, "a person may be in danger, and only who is trained for it answers: the role " + list_of(trained) + ", not " + (role.empty() ? "nobody" : role) + "; hand the task to one of them now (safety_roles in org.yaml names the roles)");
  }
  const bool approval = work && (work->approves() || !work->requires_approval.empty());
  if (approval && flow::is_administrator(role))
    return fail(ErrorCode::refused, "the role " + role + " runs the machine; it neither approves nor releases, and nothing overrides that. The task is for the role " + task.role);
  if (role == task.role || has(task.candidate_roles, role) || stands_above(task, work, role)) return {};
  return fail(ErrorCode::refused, "the task is for the role " + task.role + ", not for " + (role.empty() ? "nobody" : role) + "; act with --role " + task.role + " if you hold it");
}

std::string local_day(Instant at, std::int32_t offset_s) {
  constexpr std::size_t kDayCharacters = 10;  // 2026-03-02
  return format_instant({at.us + std::int64_t{offset_s} * 1'000'000}).substr(0, kDayCharacters);
}

bool stands_in(const Organisation& organisation, std::string_view by, std::string_view person, std::string_view day) {
  const People people(organisation.raw);
  return std::any_of(organisation.substitutes.begin(), organisation.substitutes.end(), [&](const Substitute& one) {
    return one.from <= day && day <= one.until && people.person(one.by) == people.person(by) && people.person(one.person) == people.person(person);
  });
}

const Recusal* recused_among(const CaseState& state, const Organisation& organisation, const ActingPersons& persons) {
  const People people(organisation.raw);
  for (const auto& recusal : state.recusals())
    if (share_a_person(people, persons, {recusal.by, {}, {}})) return &recusal;
  return nullptr;
}

Result<void> check_untied(const CaseState& state, const Organisation& organisation, const Actor& by, std::string_view what, const std::string& approver) {
  ActingPersons persons{by.id, by.on_behalf_of};
  if (!approver.empty()) persons.passed_by.push_back(approver);
  const auto* recusal = recused_among(state, organisation, persons);
  if (!recusal) return {};
  return fail(ErrorCode::refused, recusal->by + " declared a tie to the matter at " + local_instant(organisation, recusal->at) + " and may " + std::string(what) + "; another person must do it", state.id());
}

Result<void> check_open(const CaseState& state, const Organisation& organisation, const TaskState& task) {
  const auto where = state.id() + " " + task.id;
  if (task.status == "answered")
    return fail(ErrorCode::state, "the task was answered by " + task.answered_by + " at " + local_instant(organisation, task.answered_at.value_or(Instant{})) + "; read the case again", where);
  if (task.status != "open") {
    const auto status = state.flow().status;
    const auto why = status == flow::CaseStatus::cancelled ? "the work on the case was ended" : status == flow::CaseStatus::finished ? "the case is finished" : "the case went on without it";
    return fail(ErrorCode::state, std::string("the task is closed: ") + why + ", and an answer has no effect any more; read the case again", where);
  }
  if (const auto& stop = state.suspension(); stop && !answered_while_suspended(task))
    return fail(ErrorCode::state, "the case is suspended by " + stop->by + " since " + local_instant(organisation, stop->at) + " (" + stop->reason + "), and its tasks wait; `amends case resume " + state.id() + "` lets it go on. The safety protocol and the task of a clock that ran out are answered all the same", where);
  if (state.withholds(task)) return fail(ErrorCode::refused, "the case waits for the safety protocol first; a trained person answers that task before any other", where);
  return {};
}

Taken check_taker(const CaseState& state, const Organisation& organisation, const TaskState& task, const flow::HumanWork* work, const Actor& by, std::string_view day, bool holding) {
  Taker taker{by.id, by.on_behalf_of, {}};
  if (task.kind == "safety") return {std::move(taker), std::nullopt};
  const People people(organisation.raw);
  const auto is = [&](std::string_view left, std::string_view right) { return !left.empty() && people.person(left) == people.person(right); };
  /// The act counts for `person`: it is they, or they are stood in for today.
  const auto for_person = [&](std::string_view person) {
    if (is(by.id, person)) return true;
    if (!stands_in(organisation, by.id, person, day) || (!by.on_behalf_of.empty() && !is(by.on_behalf_of, person))) return false;
    taker.on_behalf_of = person;
    return true;
  };
  const bool held = holding && !task.assignee.empty();
  if (held) {
    const bool ours = for_person(task.assignee) || (!task.assignee_for.empty() && is(by.id, task.assignee_for));
    if (!ours) {
      const auto above = stands_above(task, work, by.role);
      return refuse("held", ErrorCode::conflict,
                    "the task is held by " + named(task.assignee, task.assignee_for) + " since " + local_instant(organisation, task.assigned_at) + ", not by " + named(by.id, by.on_behalf_of) + "; " +
                        (above ? "take it over with `amends task claim" + task_words(state, task) + " --take-over --reason \"...\"`"
                               : "ask them to give it back (`amends task release`) or to hand it on (`amends task delegate`); a supervisor, or a role that it was escalated to, may take it over"));
    }
    // Who claimed it for somebody goes on doing so.
    if (taker.on_behalf_of.empty() && is(by.id, task.assignee)) taker.on_behalf_of = task.assignee_for;
    taker.passed_by = task.passed_by;
    for (auto one = taker.passed_by.rbegin(); taker.on_behalf_of.empty() && one != taker.passed_by.rend(); ++one)
      if (!is(*one, by.id)) taker.on_behalf_of = *one;
  }
  const auto tied = [&]() -> std::optional<Taken> {
    const auto* recusal = recused_among(state, organisation, taker.persons());
    if (!recusal) return std::nullopt;
    return refuse("recused", ErrorCode::refused, recusal->by + " declared a tie to the matter at " + local_instant(organisation, recusal->at) + " and takes no task of this case any more; another person must do it");
  };
  if (auto refused = tied()) return *std::move(refused);
  // Handing on is the word of somebody who was a candidate.
  const bool limited = !task.candidate_people.empty() || !task.candidate_roles.empty();
  if (held || !limited || has(task.candidate_roles, by.role)) return {std::move(taker), std::nullopt};
  // An escalation goes beyond the candidates; a supervisor takes over, and says so.
  if (has(task.escalated_to, by.role) || (!holding && stands_above(task, work, by.role))) return {std::move(taker), std::nullopt};
  if (std::any_of(task.candidate_people.begin(), task.candidate_people.end(), for_person)) {
    if (auto refused = tied()) return *std::move(refused);  // the candidate for whom they stand in
    return {std::move(taker), std::nullopt};
  }
  auto who = list_of(task.candidate_people);
  if (!task.candidate_roles.empty()) who += (who.empty() ? "" : ", or ") + std::string("who acts in the role ") + list_of(task.candidate_roles);
  return refuse("not_candidate", ErrorCode::refused,
                "the task is for " + who + ", not for " + named(by.id, by.on_behalf_of) + (stands_above(task, work, by.role) ? "; take it over with `amends task claim" + task_words(state, task) + " --take-over --reason \"...\"`" : "; a supervisor may take it over"));
}

}  // namespace amends::runtime

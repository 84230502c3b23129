// Acts of people on who has a task: claim, release, delegate, recuse. Who may do so is in taking.hpp.
#include <algorithm>
#include <map>

#include "runtime/handover/relay.hpp"
#include "runtime/internal.hpp"
#include "runtime/local_instant.hpp"
#include "runtime/taking.hpp"
#include "support/utf8.hpp"

namespace amends::runtime {
namespace {

/// A task as an act on it finds it.
struct Found {
  const TaskState* task = nullptr;
  const flow::HumanWork* work = nullptr;
  std::string where;
};

Result<Found> find(const Turn& turn, std::string_view task_id) {
  const auto* task = turn.state().task(task_id);
  if (!task) return fail(ErrorCode::not_found, "the case has no task '" + std::string(task_id) + "'; `amends task list` shows the open ones", turn.state().id());
  return Found{task, turn.state().definition().work_of(task->id), turn.state().id() + " " + task->id};
}

std::string today(const Turn& turn, const Environment& environment) { return local_day(turn.now(), environment.clock_rules->utc_offset_s(turn.organisation(), turn.now())); }

Result<void> not_too_often(const Found& found) {
  if (found.task->acts.size() < kTaskActsMax) return {};
  return fail(ErrorCode::range, "the task has changed hands " + std::to_string(kTaskActsMax) + " times, and no task does so more often; answer it", found.where);
}

/// Who could answer the task: by the role, and by what check_taker asks. `holding`: who holds it counts.
Result<Taker> could_take(const Turn& turn, const Found& found, const Actor& by, std::string_view day, bool holding) {
  const auto& organisation = turn.organisation();
  AMENDS_CHECK(check_open(turn.state(), turn.organisation(), *found.task));
  if (auto allowed = check_role(*found.task, found.work, organisation, by.role); !allowed) return allowed.error().within(found.where);
  auto taken = check_taker(turn.state(), organisation, *found.task, found.work, by, day, holding);
  if (taken.refusal) return taken.refusal->error.within(found.where);
  if (found.work)
    if (auto same = check_persons(turn.state(), organisation, *found.work, found.task->items, taken.taker->persons())) return same->error.within(found.where);
  return *std::move(taken.taker);
}

json::Object payload_of(std::string_view task_id, const Taker& taker, const Actor& by) {
  json::Object payload{{"id", task_id}, {"by", by.id}, {"role", by.role}};
  if (!taker.on_behalf_of.empty()) payload["for"] = taker.on_behalf_of;
  return payload;
}

}  // namespace

Result<void> Runtime::claim(std::string_view case_id, std::string_view task_id, const Actor& by, std::string_view take_over_reason) {
  if (relay_) return relay_->claim(case_id, task_id, by, take_over_reason);
  AMENDS_CHECK(needs_name(by));
  return act(case_id, [&](Turn& turn) -> Result<void> {
    AMENDS_TRY(const auto found, find(turn, task_id));
    const auto& task = *found.task;
    const People people(turn.organisation().raw);
    const bool held = !task.assignee.empty();
    const bool ours = held && people.person(task.assignee) == people.person(by.id);
    const bool over = !utf8::blank(take_over_reason) && !ours;
    AMENDS_TRY(const auto taker, could_take(turn, found, by, today(turn, environment_), !over));
    if (ours) return {};
    if (over && !stands_above(task, found.work, by.role))
      return fail(ErrorCode::refused, "only a supervisor, or a role that the task was escalated to, takes over a task" + (held ? " that " + task.assignee + " holds" : std::string{}) + "; the role " + by.role + " claims it without --take-over", found.where);
    AMENDS_CHECK(not_too_often(found));
    auto payload = payload_of(task_id, taker, by);
    if (over) {
      payload["from"] = task.assignee;
      payload["reason"] = take_over_reason;
    }
    return turn.happen(kinds::task_claimed, std::move(payload), by.actor());
  });
}

Result<std::vector<store::TaskRow>> Runtime::tasks_of(const Actor& by, std::string_view case_id, std::string_view role, std::string_view status) {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  AMENDS_TRY(auto rows, store_->tasks(case_id, role, status));
  std::map<std::string, const Organisation*> organisations;  // of each case
  std::vector<store::TaskRow> out;
  for (auto& row : rows) {
    const auto& people = json::list_at(row.detail, "candidates.people");
    const auto held_by = json::text_at(row.detail, "assignee"), held_for = json::text_at(row.detail, "assignee_for");
    if (people.empty() && held_by.empty()) continue;
    auto& organisation = organisations[row.case_id];
    if (!organisation) {
      AMENDS_TRY(const auto attributes, store_->attributes(row.case_id));
      for (const auto& [name, value] : attributes)
        if (name == "institution") organisation = environment_.organisations->find(value);
      if (!organisation) organisation = &environment_.organisations->standard();
    }
    const People known(organisation->raw);
    const auto day = local_day(clock_->now(), environment_.clock_rules->utc_offset_s(*organisation, clock_->now()));
    const auto ours = [&](std::string_view person) { return !person.empty() && (known.person(person) == known.person(by.id) || stands_in(*organisation, by.id, person, day)); };
    const bool mine = held_by.empty() ? std::any_of(people.begin(), people.end(), [&](const json::Value& one) { return ours(json::text_or(&one, "")); }) : ours(held_by) || known.person(held_for) == known.person(by.id);
    if (mine) out.push_back(std::move(row));
  }
  return out;
}

Result<void> Runtime::release(std::string_view case_id, std::string_view task_id, std::string_view reason, const Actor& by) {
  if (relay_) return relay_->release(case_id, task_id, reason, by);
  AMENDS_CHECK(needs_name(by));
  return act(case_id, [&](Turn& turn) -> Result<void> {
    AMENDS_TRY(const auto found, find(turn, task_id));
    AMENDS_CHECK(check_open(turn.state(), turn.organisation(), *found.task));
    if (found.task->assignee.empty()) return fail(ErrorCode::state, "nobody holds the task, so there is nothing to give back; the role " + found.task->role + " has it", found.where);
    auto held = check_taker(turn.state(), turn.organisation(), *found.task, found.work, by, today(turn, environment_));
    Taker taker{by.id, by.on_behalf_of, {}};
    if (!held.refusal) {
      taker = *std::move(held.taker);
    } else if (!stands_above(*found.task, found.work, by.role)) {
      return held.refusal->error.within(found.where);
    } else if (utf8::blank(reason)) {
      return fail(ErrorCode::missing_field, found.task->assignee + " holds the task; who takes it from them says why: give --reason TEXT", found.where);
    }
    AMENDS_CHECK(not_too_often(found));
    auto payload = payload_of(task_id, taker, by);
    payload["reason"] = reason;
    return turn.happen(kinds::task_released, std::move(payload), by.actor());
  });
}

Result<void> Runtime::delegate(std::string_view case_id, std::string_view task_id, std::string_view to, std::string_view reason, const Actor& by) {
  if (relay_) return relay_->delegate(case_id, task_id, to, reason, by);
  AMENDS_CHECK(needs_name(by));
  if (to.empty()) return fail(ErrorCode::missing_field, "a task is handed on to a named person; give --to NAME");
  AMENDS_CHECK(check_name(to));
  if (utf8::blank(reason)) return fail(ErrorCode::missing_field, "handing a task on needs a reason; give it with --reason TEXT");
  return act(case_id, [&](Turn& turn) -> Result<void> {
    AMENDS_TRY(const auto found, find(turn, task_id));
    const auto& organisation = turn.organisation();
    AMENDS_TRY(const auto taker, could_take(turn, found, by, today(turn, environment_), true));
    const People people(organisation.raw);
    const auto holder = found.task->assignee.empty() ? by.id : found.task->assignee;
    for (const auto& one : {by.id, holder})
      if (people.person(one) == people.person(to)) return fail(ErrorCode::refused, std::string(to) + (one == holder && !found.task->assignee.empty() ? " holds the task already" : " is who hands it on") + "; name another person", found.where);
    if (const auto* recusal = recused_among(turn.state(), organisation, {std::string(to), {}, {}}))
      return fail(ErrorCode::refused, recusal->by + " declared a tie to the matter at " + local_instant(organisation, recusal->at) + " and takes no task of this case any more; name another person", found.where);
    auto behind = taker.passed_by;
    for (const auto& one : {taker.by, taker.on_behalf_of})
      if (!one.empty()) behind.push_back(one);
    if (found.work)
      if (auto same = check_persons(turn.state(), organisation, *found.work, found.task->items, {std::string(to), {}, std::move(behind)})) return same->error.within(found.where);
    AMENDS_CHECK(not_too_often(found));
    auto payload = payload_of(task_id, taker, by);
    payload["to"] = to;
    payload["reason"] = reason;
    return turn.happen(kinds::task_delegated, std::move(payload), by.actor());
  });
}

Result<std::vector<std::string>> Runtime::recuse(std::string_view case_id, std::string_view task_id, std::string_view reason, const Actor& by) {
  if (relay_) return relay_->recuse(case_id, task_id, reason, by);
  AMENDS_CHECK(needs_name(by));
  if (utf8::blank(reason)) return fail(ErrorCode::missing_field, "who declares a tie to the matter says which; give it with --reason TEXT");
  if (!by.on_behalf_of.empty()) return fail(ErrorCode::refused, "a tie to the matter is declared by the person who has it; " + by.on_behalf_of + " does so themselves, or a supervisor takes the task over");
  std::vector<std::string> back;
  std::string person;
  AMENDS_CHECK(act(case_id, [&](Turn& turn) -> Result<void> {
    back.clear();
    AMENDS_TRY(const auto found, find(turn, task_id));
    const auto& organisation = turn.organisation();
    const People people(organisation.raw);
    person = people.person(by.id);
    AMENDS_CHECK(check_open(turn.state(), turn.organisation(), *found.task));
    if (const auto* before = recused_among(turn.state(), organisation, {by.id, {}, {}}))
      return fail(ErrorCode::state, before->by + " declared a tie to the matter at " + local_instant(organisation, before->at) + " already", found.where);
    if (turn.state().recusals().size() >= kRecusalsMax)
      return fail(ErrorCode::range, std::to_string(kRecusalsMax) + " people have declared a tie to this matter, and a case takes no more; hand it to another unit", found.where);
    json::Array released;
    for (const auto& task : turn.state().tasks()) {
      if (task.status != "open" || task.assignee.empty() || !share_a_person(people, {task.assignee, task.assignee_for, task.passed_by}, {by.id, {}, {}})) continue;
      back.push_back(task.id);
      released.emplace_back(task.id);
    }
    return turn.happen(kinds::recused, json::Object{{"task", task_id}, {"by", by.id}, {"role", by.role}, {"reason", reason}, {"released", std::move(released)}}, by.actor());
  }));
  AMENDS_TRY(const auto drafts, store_->drafts(case_id, {}));
  for (const auto& draft : drafts)
    if (draft.person == person) AMENDS_CHECK(store_->drop_draft(case_id, draft.task, person));
  return back;
}

}  // namespace amends::runtime

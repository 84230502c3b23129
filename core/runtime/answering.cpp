// Answers of people, and what an approver is shown. Which answers come too late or from the wrong person, and what becomes of them: core/flow/grammar.md.
#include "flow/names.hpp"
#include "packs/packs.hpp"
#include "runtime/answer_bounds.hpp"
#include "runtime/approving.hpp"
#include "runtime/contracts.hpp"
#include "runtime/corrections.hpp"
#include "runtime/form_digest.hpp"
#include "runtime/handover/relay.hpp"
#include "runtime/internal.hpp"
#include "runtime/record.hpp"
#include "runtime/sent.hpp"
#include "runtime/taking.hpp"
#include "support/hash.hpp"
#include "support/utf8.hpp"

namespace amends::runtime {

Result<std::string> Runtime::answer(std::string_view case_id, std::string_view task_id, json::Value answer, const Actor& by, std::string_view seen, std::string_view form) {
  if (!utf8::valid(task_id)) return fail(ErrorCode::not_utf8, "the id of a task is UTF-8; convert it and try again");
  if (relay_) return relay_->answer(case_id, task_id, std::move(answer), by, seen, form);
  AMENDS_CHECK(needs_name(by));
  std::optional<Error> refused;  // an approval or release that is not taken: recorded, then told
  AMENDS_CHECK(act(case_id, [&](Turn& turn) -> Result<void> {
    refused.reset();
    const auto* task = turn.state().task(task_id);
    if (!task) return fail(ErrorCode::not_found, "the case has no task '" + std::string(task_id) + "'; `amends task list` shows the open ones", std::string(case_id));
    const auto where = std::string(case_id) + " " + task->id;
    const auto* work = turn.state().definition().work_of(task->id);
    const bool guarded = work && (work->approves() || !work->requires_approval.empty() || !work->four_eyes_with.empty());
    Taker acting{by.id, by.on_behalf_of, {}};
    const auto refuse = [&](ApprovalRefusal why) -> Result<void> {
      refused = std::move(why.error);
      refused->where = where;
      if (turn.state().refusals(task->id) >= kRefusalsRecordedMax) return {};
      json::Object payload{{"task", task->id}, {"step", task->step}, {"why", why.why}, {"by", by.id}, {"role", by.role}, {"reason", refused->message}};
      if (!acting.on_behalf_of.empty()) payload["for"] = acting.on_behalf_of;
      if (!why.changed.empty()) {
        json::Array paths;
        for (const auto& path : why.changed) paths.emplace_back(path);
        payload["changed"] = std::move(paths);
      }
      return turn.happen(kinds::approval_refused, std::move(payload), by.actor());
    };
    if (auto open = check_open(turn.state(), turn.organisation(), *task); !open) {
      if (task->status != "answered" || !work || (!work->approves() && work->requires_approval.empty())) return open;
      return refuse({"replayed", std::move(open).error(), {}});
    }
    const auto& organisation = turn.organisation();
    if (auto allowed = check_role(*task, work, organisation, by.role); !allowed) {
      if (!guarded && task->kind != "safety") return allowed.error().within(where);
      return refuse({flow::is_administrator(by.role) ? "administrator" : "role", std::move(allowed).error(), {}});
    }
    const auto day = local_day(turn.now(), environment_.clock_rules->utc_offset_s(organisation, turn.now()));
    auto taken = check_taker(turn.state(), organisation, *task, work, by, day);
    if (taken.refusal) {
      if (!guarded) return taken.refusal->error.within(where);
      return refuse(*std::move(taken.refusal));
    }
    acting = *std::move(taken.taker);
    const auto digits = [&](std::string_view code) { return environment_.packs->currency_digits(code); };
    if (guarded)
      if (auto same = check_persons(turn.state(), organisation, *work, task->items, acting.persons())) return refuse(std::move(*same));
    if (task->kind == "guard")
      if (const auto* before = turn.state().task(std::string_view(task->id).substr(kReviewTask.size()));
          before && share_a_person(People(organisation.raw), acting.persons(), {before->answered_by, before->answered_for, before->passed_by}))
        return fail(ErrorCode::refused, by.id + " recorded what was sent; another person reviews it", where);
    if (task->kind != "safety")  // the way to help is never barred
      if (auto fit = packs_fit(turn.state().definition()); !fit) return fit.error().within(where);
    AMENDS_CHECK(fresh_form(*task, form));
    fill_now(*environment_.packs, task->form, answer, turn.now());
    if (auto fits = check_answer(*environment_.packs, task->form, answer); !fits) return fits.error().within(task->form);
    const AnswerContext compared{turn.state().record(), turn.now(), organisation.currency, [&](Instant at) { return environment_.clock_rules->utc_offset_s(organisation, at); }};
    if (auto fits = check_bounds(*environment_.packs, task->form, answer, compared); !fits) return fits.error().within(task->form);
    if (auto two = check_two_people(*environment_.packs, task->form, answer, People(organisation.raw)); !two) return two.error().within(task->form);
    if (task->form == "safety_protocol")
      if (auto fits = check_protocol(answer); !fits) return fits.error().within(task->form);
    json::Object payload{{"id", task_id}, {"by", by.id}, {"role", by.role}, {"form", task->form}, {"answer", answer}};
    if (!acting.on_behalf_of.empty()) payload["for"] = acting.on_behalf_of;
    if (work && work->approves()) {
      std::vector<store::Event> before;
      if (!seen.empty() && !same_view(seen, view_digest(view_of(turn.state(), organisation, task->id, *work)))) {
        AMENDS_TRY(before, store_->events(case_id));
      }
      auto covered = check_approval(turn.state(), organisation, *task, *work, by.role, seen, says_yes(*environment_.packs, task->form, answer), before, digits);
      if (covered.refusal) return refuse(std::move(*covered.refusal));
      payload["approval"] = std::move(covered.member);
    }
    if (work && !work->requires_approval.empty()) {
      auto covered = check_release(turn.state(), organisation, work->requires_approval, work->approval_uses, work->releases, task->step, task->id, task->items, answer, digits);
      if (covered.refusal) return refuse(std::move(*covered.refusal));
      payload["release"] = std::move(covered.member);
    }
    AMENDS_TRY(auto sent, check_sent(environment_, turn.state(), organisation, *task, answer, turn.now()));
    const auto meets = task->meets;
    const bool protocol = task->form == "safety_protocol";  // asked for at once, or soon after a veiled sign
    if (!sent.guards.empty()) payload["guards"] = std::move(sent.guards);
    AMENDS_CHECK(turn.happen(kinds::task_answered, std::move(payload), by.actor()));
    // Before the flow goes on: the stages that come next must read the danger that was just seen.
    if (protocol)
      if (auto facts = danger_seen(turn.state().record(), answer); !facts.empty())
        AMENDS_CHECK(turn.happen(kinds::facts_set, json::Object{{"facts", std::move(facts)}, {"by", by.id}, {"role", by.role}, {"reason", "present danger by the answer of " + std::string(task_id)}}, by.actor()));
    if (sent.review.is_object()) AMENDS_CHECK(turn.open_task(std::move(sent.review.as_object())));
    for (const auto& kind : meets) AMENDS_CHECK(turn.meet_clock(kind, answer, "task:" + std::string(task_id)));
    // An answer may bring the instant that a clock of the workflow counts from.
    return turn.reconsider_clocks(nullptr);
  }));
  if (refused) return *std::move(refused);
  AMENDS_TRY(auto row, store_->case_row(case_id));
  return row.status;
}

Result<Runtime::ShownTask> Runtime::shown(std::string_view case_id, std::string_view task_id) {
  AMENDS_TRY(auto loaded, load(case_id));
  const auto* task = loaded.state.task(task_id);
  if (!task) return fail(ErrorCode::not_found, "the case has no task '" + std::string(task_id) + "'; `amends task list` shows the open ones", std::string(case_id));
  ShownTask out{*task, {}, {}, form_digest(fields_of(*environment_.packs, *task)), {loaded.state.recusals()}};
  const auto* work = loaded.state.definition().work_of(task->id);
  if (!work || !work->approves()) return out;
  const auto* organisation = environment_.organisations->find(loaded.state.institution());
  out.view = view_of(loaded.state, organisation ? *organisation : environment_.organisations->standard(), task->id, *work);
  out.digest = view_digest(*out.view);
  return out;
}

/// The form that was filled in is the one that the task asks for today. Without a digest today's form decides alone. Errors: `conflict`, with what changed.
Result<void> Runtime::fresh_form(const TaskState& task, std::string_view digest) const {
  const auto now = fields_of(*environment_.packs, task);
  if (digest.empty() || digest == form_digest(now)) return {};
  AMENDS_TRY(const auto kept, store_->blobs(kFormsBlob));
  std::string changed;
  for (auto one = kept.rbegin(); one != kept.rend() && changed.empty(); ++one) {
    const auto text = store_->blob(one->first);
    const auto forms = text ? json::parse(*text) : Result<json::Value>(text.error());
    if (const auto* before = forms ? json::find(*forms, digest) : nullptr) changed = " (" + form_differences(*before, now) + ")";
  }
  return fail(ErrorCode::conflict, "the form " + task.form + " is another one than when it was filled in" + changed + "; read it again with `amends task show`, and answer to what it asks for now", task.id);
}

/// Keeps what forms ask for today, so that an answer to another state of one is told from it, with what changed. `name`: of whoever uses them. Errors: those of the store.
Result<void> Runtime::keep_forms(const std::string& name, const std::vector<TaskState>& tasks) {
  json::Object forms;
  for (const auto& task : tasks) {
    auto fields = fields_of(*environment_.packs, task);
    if (const auto digest = form_digest(fields); !digest.empty()) forms[digest] = std::move(fields);
  }
  if (forms.empty()) return {};
  const auto text = json::canonical(json::Value(std::move(forms)));
  return store_->put_blob(content_hash(text), kFormsBlob, name, text);
}

}  // namespace amends::runtime

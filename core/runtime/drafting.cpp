// Drafts of answers: what a person has filled in of a form and not given yet. They are kept beside the journal (store.hpp), checked field by field, and seen by
// their author and supervisors alone.
#include "packs/packs.hpp"
#include "runtime/answer_bounds.hpp"
#include "runtime/contracts.hpp"
#include "runtime/form_digest.hpp"
#include "runtime/handover/relay.hpp"
#include "runtime/internal.hpp"
#include "runtime/taking.hpp"

namespace amends::runtime {

Result<json::Value> Runtime::save_draft(std::string_view case_id, std::string_view task_id, json::Value fields, const Actor& by) {
  if (relay_) return relay_->save_draft(case_id, task_id, std::move(fields), by);
  AMENDS_CHECK(needs_name(by));
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  if (!fields.is_object() || fields.get_object().empty()) return fail(ErrorCode::bad_type, "a draft is an object of some of the form's fields, for example {\"reason\": \"...\"}; null takes a field out");
  AMENDS_TRY(const auto loaded, load(case_id));
  const auto& state = loaded.state;
  const auto* task = state.task(task_id);
  if (!task) return fail(ErrorCode::not_found, "the case has no task '" + std::string(task_id) + "'; `amends task list` shows the open ones", std::string(case_id));
  const auto where = std::string(case_id) + " " + task->id;
  const auto* work = state.definition().work_of(task->id);
  const auto* known = environment_.organisations->find(state.institution());
  const auto& organisation = known ? *known : environment_.organisations->standard();
  AMENDS_CHECK(check_open(state, organisation, *task));
  if (auto allowed = check_role(*task, work, organisation, by.role); !allowed) return allowed.error().within(where);
  const auto now = clock_->now();
  const auto taken = check_taker(state, organisation, *task, work, by, local_day(now, environment_.clock_rules->utc_offset_s(organisation, now)));
  if (taken.refusal) return taken.refusal->error.within(where);
  store::DraftRow row{std::string(case_id), task->id, People(organisation.raw).person(by.id), by.id, form_digest(fields_of(*environment_.packs, *task)), now, json::Object{}};
  AMENDS_TRY(const auto kept, store_->drafts(case_id, task_id));
  for (const auto& one : kept)
    if (one.person == row.person) row.answer = one.answer;
  for (auto& field : fields.get_object()) {
    if (field.value().is_null()) row.answer.as_object().erase(field.key());
    else row.answer.as_object()[field.key()] = std::move(field.value());
  }
  if (auto fits = check_answer(*environment_.packs, task->form, row.answer, Completeness::partial); !fits) return fits.error().within(task->form);
  const AnswerContext compared{state.record(), now, organisation.currency, [&](Instant at) { return environment_.clock_rules->utc_offset_s(organisation, at); }};
  if (auto fits = check_bounds(*environment_.packs, task->form, row.answer, compared); !fits) return fits.error().within(task->form);
  AMENDS_CHECK(keep_forms("form " + task->form, {*task}));
  AMENDS_CHECK(store_->put_draft(row));
  return row.answer;
}

Result<bool> Runtime::drop_draft(std::string_view case_id, std::string_view task_id, const Actor& by) {
  if (relay_) return relay_->drop_draft(case_id, task_id, by);
  AMENDS_CHECK(needs_name(by));
  AMENDS_TRY(const auto loaded, load(case_id));
  const auto* known = environment_.organisations->find(loaded.state.institution());
  return store_->drop_draft(case_id, task_id, People((known ? *known : environment_.organisations->standard()).raw).person(by.id));
}

Result<std::vector<Runtime::Draft>> Runtime::drafts(std::string_view case_id, std::string_view task_id, const Actor& by) {
  AMENDS_TRY(const auto loaded, load(case_id));
  const auto* known = environment_.organisations->find(loaded.state.institution());
  const auto person = People((known ? *known : environment_.organisations->standard()).raw).person(by.id);
  AMENDS_TRY(auto rows, store_->drafts(case_id, task_id));
  std::vector<Draft> out;
  for (auto& row : rows) {
    const bool own = !by.id.empty() && row.person == person;
    if (!own && by.role != "supervisor") continue;
    const auto* task = loaded.state.task(row.task);
    const bool stale = task && row.form_digest != form_digest(fields_of(*environment_.packs, *task));
    out.push_back({std::move(row), own, stale});
  }
  return out;
}

}  // namespace amends::runtime

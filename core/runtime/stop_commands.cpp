// Acts of people on the work of a case as a whole: suspend, resume, cancel, retry from a step. Each is one turn, durable when it returns.
#include <algorithm>

#include "flow/graph.hpp"
#include "flow/names.hpp"
#include "flow/nearest.hpp"
#include "runtime/handover/relay.hpp"
#include "runtime/internal.hpp"
#include "runtime/person.hpp"
#include "runtime/taking.hpp"

namespace amends::runtime {
namespace {

constexpr std::string_view kNoStopping = "neither stop this case nor let it go on, end it or take it back";  ///< what nobody with a tie to the matter may do

json::Object act_of(const Actor& by, std::string_view reason) {
  json::Object out{{"by", by.id}, {"role", by.role}, {"reason", reason}};
  if (!by.on_behalf_of.empty()) out["for"] = by.on_behalf_of;
  return out;
}

Result<void> nobody_in_danger(const CaseState& state, std::string_view what) {
  if (!state.safety_hold()) return {};
  return fail(ErrorCode::refused, "a person may be in danger and a task of the safety protocol is open, which would be closed; a trained person answers it first, then " + std::string(what), state.id());
}

std::string place_of(const CaseState& state, const flow::Token& token) { return state.definition().step(token.step).name + "#" + std::to_string(token.visit); }

/// Which token goes to `step`: it stands in the same part of the workflow. Errors: `conflict`, `state`.
Result<flow::Token> token_for(const CaseState& state, flow::StepIndex step, const std::string& from) {
  const auto& there = state.definition().step(step);
  std::vector<flow::Token> found;
  for (const auto& token : state.flow().tokens) {
    const auto& here = state.definition().step(token.step);
    if (token.state == flow::TokenState::absorbing || here.inside != there.inside || here.branch != there.branch) continue;
    if (!from.empty() && place_of(state, token) != from) continue;
    found.push_back(token);
  }
  std::vector<flow::Token> own;
  std::copy_if(found.begin(), found.end(), std::back_inserter(own), [&](const flow::Token& token) { return token.step == step; });
  if (own.size() == 1) return own.front();
  if (found.size() == 1) return found.front();
  std::string places;
  for (const auto& token : found.empty() ? state.flow().tokens : found) places += (places.empty() ? "" : ", ") + place_of(state, token);
  if (found.empty())
    return fail(ErrorCode::state, "the case stands nowhere in the part of the workflow in which '" + there.name + "' stands" + (from.empty() ? "" : ", or not at " + from) + "; it stands at " + (places.empty() ? std::string("no step") : places), state.id());
  return fail(ErrorCode::conflict, "the case stands at several steps from which it could go back to '" + there.name + "': " + places + "; say which (--from STEP#VISIT)", state.id());
}

/// The answered approvals that lie on the way again, from the step on.
std::vector<const Approval*> crossed(const CaseState& state, flow::StepIndex step) {
  std::vector<const Approval*> out;
  for (const auto& approval : state.approvals()) {
    const auto index = state.definition().find(approval.step);
    if (index == step || (index != flow::kEnd && flow::can_reach(state.definition().steps(), step, index))) out.push_back(&approval);
  }
  return out;
}

/// Going back over an approval takes a second person who could have given it: the way through it begins anew, and what was decided there is asked again.
Result<void> check_approver(const CaseState& state, const Organisation& organisation, const std::vector<const Approval*>& approvals, const Runtime::Retry& retry, const Actor& by) {
  const auto& first = *approvals.front();
  std::vector<std::string_view> roles;
  for (const auto* approval : approvals)
    if (const auto* work = state.definition().work_of(approval->task)) {
      roles.push_back(work->role);
      for (const auto& rung : work->escalate) roles.push_back(rung.to);
    }
  std::sort(roles.begin(), roles.end());
  roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
  if (retry.approver.empty())
    return fail(ErrorCode::refused, "going back to '" + retry.step + "' leads over the approval '" + first.step + "', which " + first.by + " has answered; another person in the role " + flow::list_words(roles) + " approves that: name them with --approved-by NAME --approver-role ROLE", state.id());
  AMENDS_CHECK(check_name(retry.approver));
  if (share_a_person(People(organisation.raw), {by.id, by.on_behalf_of}, {retry.approver, {}})) return fail(ErrorCode::refused, "'" + retry.approver + "' is who asks for it; another person must approve it", state.id());
  if (std::find(roles.begin(), roles.end(), retry.approver_role) == roles.end())
    return fail(ErrorCode::refused, "the role " + (retry.approver_role.empty() ? std::string("(none)") : retry.approver_role) + " does not answer the approval '" + first.step + "'; that is for " + flow::list_words(roles), state.id());
  return {};
}

}  // namespace

Result<std::string> Runtime::suspend(std::string_view case_id, std::string_view reason, const Actor& by) {
  if (relay_) return relay_->suspend(case_id, reason, by);
  AMENDS_CHECK(needs_name(by));
  if (reason.empty()) return fail(ErrorCode::missing_field, "stopping the work on a case needs a reason; give it with --reason TEXT");
  AMENDS_CHECK(act(case_id, [&](Turn& turn) -> Result<void> {
    AMENDS_CHECK(check_untied(turn.state(), turn.organisation(), by, kNoStopping));
    return turn.happen(kinds::case_suspended, act_of(by, reason), by.actor());
  }));
  AMENDS_TRY(auto row, store_->case_row(case_id));
  return row.status;
}

Result<std::string> Runtime::resume(std::string_view case_id, std::string_view reason, const Actor& by) {
  if (relay_) return relay_->resume(case_id, reason, by);
  AMENDS_CHECK(needs_name(by));
  AMENDS_CHECK(act(case_id, [&](Turn& turn) -> Result<void> {
    AMENDS_CHECK(check_untied(turn.state(), turn.organisation(), by, kNoStopping));
    if (turn.state().suspension()) {
      AMENDS_CHECK(turn.happen(kinds::case_continued, act_of(by, reason), by.actor()));
      return turn.go_on();
    }
    const auto tokens = turn.state().flow().tokens;
    bool any = false;
    for (const auto& token : tokens) {
      if (token.state != flow::TokenState::parked) continue;
      any = true;
      AMENDS_CHECK(turn.happen(kinds::resumed, json::Object{{"step", turn.state().definition().step(token.step).name}, {"visit", token.visit}, {"by", by.id}, {"reason", reason}}, by.actor()));
    }
    turn.set_missing_events();
    const auto missing = turn.state().missing_dates();
    if (!any && missing.empty()) return fail(ErrorCode::state, "nothing of this case is suspended or parked", std::string(case_id));
    AMENDS_CHECK(turn.retry_dates());
    if (!turn.has_events())
      return fail(ErrorCode::pack_missing, "the calendar pack " + std::string(json::text_at(missing.begin()->second, "calendar")) + " still covers " + std::string(json::text_at(missing.begin()->second, "first")) + " to " +
                                               std::string(json::text_at(missing.begin()->second, "last")) + "; install one that reaches the date first", std::string(case_id));
    return {};
  }));
  AMENDS_TRY(auto row, store_->case_row(case_id));
  return row.status;
}

Result<void> Runtime::cancel(std::string_view case_id, std::string_view reason, const Actor& by) {
  if (relay_) return relay_->cancel(case_id, reason, by);
  AMENDS_CHECK(needs_name(by));
  if (reason.empty()) return fail(ErrorCode::missing_field, "ending the work on a case needs a reason");
  return act(case_id, [&](Turn& turn) -> Result<void> {
    AMENDS_CHECK(check_untied(turn.state(), turn.organisation(), by, kNoStopping));
    AMENDS_CHECK(nobody_in_danger(turn.state(), "the case is cancelled"));
    return turn.happen(kinds::cancelled, json::Object{{"by", by.id}, {"role", by.role}, {"reason", reason}}, by.actor());
  });
}

Result<std::string> Runtime::retry(std::string_view case_id, const Retry& retry, std::string_view reason, const Actor& by) {
  if (relay_) return relay_->retry(case_id, retry, reason, by);
  AMENDS_CHECK(needs_name(by));
  if (reason.empty()) return fail(ErrorCode::missing_field, "running a step again needs a reason; give it with --reason TEXT");
  if (retry.step.empty()) {
    AMENDS_TRY(const auto loaded, load(case_id));
    const auto& tokens = loaded.state.flow().tokens;
    if (std::any_of(tokens.begin(), tokens.end(), [](const flow::Token& token) { return token.state == flow::TokenState::parked; }) && !loaded.state.suspension()) return resume(case_id, reason, by);
    std::string places;
    for (const auto& token : tokens) places += (places.empty() ? "" : ", ") + place_of(loaded.state, token);
    return fail(ErrorCode::state, "nothing of this case is parked; name the step to run again" + (places.empty() ? std::string{} : " (it stands at " + places + ")"), std::string(case_id));
  }
  AMENDS_CHECK(act(case_id, [&](Turn& turn) -> Result<void> {
    const auto& state = turn.state();
    const auto& definition = state.definition();
    AMENDS_CHECK(check_untied(state, turn.organisation(), by, kNoStopping, retry.approver));
    const auto step = definition.find(retry.step);
    if (step == flow::kEnd) {
      std::vector<std::string_view> names;
      for (const auto& one : definition.steps()) names.push_back(one.name);
      return fail(ErrorCode::not_found, "the workflow of this case has no step '" + retry.step + "'" + flow::did_you_mean(retry.step, names), std::string(case_id));
    }
    if (state.suspension()) return fail(ErrorCode::state, "the case is suspended; resume it first, then run the step again", std::string(case_id));
    AMENDS_CHECK(nobody_in_danger(state, "the step is run again"));
    AMENDS_TRY(const auto token, token_for(state, step, retry.from));
    auto payload = act_of(by, reason);
    payload["step"] = definition.step(token.step).name;
    payload["visit"] = token.visit;
    payload["to"] = retry.step;
    if (token.step != step)
      if (const auto approvals = crossed(state, step); !approvals.empty()) {
        AMENDS_CHECK(check_approver(state, turn.organisation(), approvals, retry, by));
        payload["approver"] = retry.approver;
        payload["approver_role"] = retry.approver_role;
      }
    return turn.happen(kinds::retried, std::move(payload), by.actor());
  }));
  AMENDS_TRY(auto row, store_->case_row(case_id));
  return row.status;
}

}  // namespace amends::runtime

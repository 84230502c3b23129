// Acts of people on the legal clocks of a case.
#include <algorithm>

#include "flow/names.hpp"
#include "runtime/approval.hpp"
#include "runtime/handover/relay.hpp"
#include "runtime/internal.hpp"
#include "runtime/taking.hpp"

namespace amends::runtime {
namespace {

Result<void> check_people(const calendar::DeadlineEvent& event, const Actor& by, const CaseState& state, const Organisation& organisation) {
  for (const auto& role : {by.role, event.approver_role})
    if (flow::is_administrator(role)) return fail(ErrorCode::refused, "the role " + role + " runs the machine; it neither moves a legal clock nor approves that");
  AMENDS_CHECK(check_untied(state, organisation, by, "neither move a clock of this case nor approve that", event.approver));
  if (event.approver.empty()) return {};
  AMENDS_CHECK(check_name(event.approver));
  if (share_a_person(People(organisation.raw), {by.id, by.on_behalf_of}, {event.approver, {}}))
    return fail(ErrorCode::refused, "'" + event.approver + "' is who asks for it; another person must approve it");
  return {};
}

}  // namespace

Result<void> Runtime::move_clock(std::string_view case_id, std::string_view clock, calendar::DeadlineEvent event, const Actor& by) {
  using Kind = calendar::DeadlineEventKind;
  if (relay_) return relay_->move_clock(case_id, clock, event, by);
  AMENDS_CHECK(needs_name(by));
  if (event.kind == Kind::met || event.kind == Kind::date_given) return fail(ErrorCode::invalid_argument, "a clock is met by the step or answer that its workflow names, and a date from outside by the form that asks for it");
  if (event.kind == Kind::extended && event.reason.empty()) return fail(ErrorCode::missing_field, "an extension needs a reason, which the complainant is told; give it with --reason TEXT");
  std::optional<Error> refused;  // recorded, then told
  AMENDS_CHECK(act(case_id, [&](Turn& turn) -> Result<void> {
    refused.reset();
    auto own = event;
    own.actor = by.id;
    if (own.at == Instant{} || own.kind == Kind::extended) own.at = turn.now();
    json::Object members{{"by", by.id}, {"role", by.role}};
    if (!by.on_behalf_of.empty()) members["for"] = by.on_behalf_of;
    auto done = check_people(own, by, turn.state(), turn.organisation());
    if (done) done = turn.move_clock(clock, own, members, by.actor());
    if (done || done.error().code != ErrorCode::refused) return done;
    refused = std::move(done).error();
    if (!turn.state().clock(clock) || turn.state().refusals("clock:" + std::string(clock)) >= kRefusalsRecordedMax) return {};
    json::Object payload{{"what", "clock_" + std::string(calendar::event_kind_name(own.kind))}, {"clock", clock}};
    for (auto& member : members) payload[member.key()] = member.value();
    payload["reason"] = refused->message;
    return turn.happen(kinds::refused, std::move(payload), by.actor());
  }));
  if (refused) return *std::move(refused);
  return {};
}

Result<std::vector<Runtime::Rebased>> Runtime::rebase_clocks(const std::string& case_id, const std::string& clock, const std::string& reason, const Actor& by, bool dry_run) {
  if (relay_ && !dry_run) return relay_->rebase_clocks(case_id, clock, reason, by);
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  if (!dry_run) {
    AMENDS_CHECK(needs_name(by));
    if (flow::is_administrator(by.role)) return fail(ErrorCode::refused, "the role " + by.role + " runs the machine; it moves no legal clock");
    if (reason.empty()) return fail(ErrorCode::missing_field, "moving clocks to newer packs needs a reason; give it with --reason TEXT");
  }
  std::vector<std::string> ids;
  if (!case_id.empty()) {
    ids.push_back(case_id);
  } else {
    for (const auto* status : {"running", "waiting", "parked", "suspended", "stranded"}) {
      store::CaseFilter filter;
      filter.status = status;
      filter.limit = 1'000'000;
      AMENDS_TRY(const auto rows, store_->cases(filter));
      for (const auto& row : rows) ids.push_back(row.id);
    }
    std::sort(ids.begin(), ids.end());
  }
  std::vector<Rebased> out;
  for (const auto& id : ids) {
    std::vector<Rebased> of_case;
    const auto look = [&](Turn& turn) -> Result<void> {
      of_case.clear();
      std::vector<std::string> kinds_to_move;
      for (const auto& one : turn.state().clocks()) {
        if (!clock.empty() && one.kind != clock) continue;
        auto rebase = turn.rebase_of(one);
        if (!rebase && rebase.error().code == ErrorCode::pack_missing) continue;  // beyond the calendar: what was recorded holds
        if (!rebase) return std::move(rebase).error();
        if (!*rebase) continue;
        kinds_to_move.push_back(one.kind);
        of_case.push_back({id, **std::move(rebase)});
      }
      if (dry_run) return {};
      for (const auto& kind : kinds_to_move) {
        AMENDS_TRY([[maybe_unused]] const bool moved, turn.rebase_clock(kind, json::Object{{"by", by.id}, {"role", by.role}, {"reason", reason}}, by.actor()));
      }
      return {};
    };
    if (dry_run) {
      AMENDS_TRY(auto turn, begin(id));
      AMENDS_CHECK(look(turn));
    } else {
      AMENDS_CHECK(act(id, look));
    }
    for (auto& one : of_case) out.push_back(std::move(one));
  }
  return out;
}

}  // namespace amends::runtime

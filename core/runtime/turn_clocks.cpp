// Clocks that move: by a person, as their rule allows, and by newer packs, in the open. The date is worked out from the clock's events each time and never carried on.
#include <algorithm>

#include "calendar/deadline_event.hpp"
#include "calendar/zone.hpp"
#include "runtime/turn.hpp"

namespace amends::runtime {
namespace {

std::string_view event_of(calendar::DeadlineEventKind kind) {
  using Kind = calendar::DeadlineEventKind;
  switch (kind) {
    case Kind::extended: return kinds::clock_extended;
    case Kind::suspended: return kinds::clock_suspended;
    case Kind::resumed: return kinds::clock_resumed;
    case Kind::restarted: return kinds::clock_restarted;
    default: return {};
  }
}

/// The date as the journal keeps it: while a clock stands still, the one that it had when it stopped.
Instant recorded(const calendar::Deadline& deadline) {
  return deadline.state == calendar::ClockState::suspended && !deadline.moves.empty() ? deadline.moves.back().due_after : deadline.due.at;
}

}  // namespace

Result<void> Turn::dress(ClockPlan& plan) const {
  const auto& rules = *environment_.clock_rules;
  for (const auto& use : state_.definition().clocks()) {
    if (use.kind != plan.kind && use.rule != plan.rule && use.name != plan.kind) continue;
    for (const auto& length : use.warn) {
      const auto at = rules.before(organisation(), plan.due_at, length);
      if (!at && at.error().code != ErrorCode::pack_missing) return at.error();
      if (!at) plan.undated_warnings.push_back(length);
      else if (*at > plan.starts_at) plan.warnings.push_back(*at);
    }
    std::sort(plan.warnings.begin(), plan.warnings.end());
    plan.on_breach = use.on_breach;
    plan.to = use.to;
  }
  return {};
}

void Turn::spend(ClockPlan& plan, const ClockState& before) const {
  // Rungs are told apart from the end: those nearest to the date are the same ones, however many fit between it and the start.
  for (const auto rung : before.warned) {
    const auto from_end = before.rungs - rung;
    const auto index = static_cast<std::int64_t>(plan.warnings.size()) - from_end;
    if (from_end < 1 || index < 0) continue;
    if (plan.warnings[static_cast<std::size_t>(index)] <= now_) plan.spent.insert(static_cast<std::size_t>(index));
  }
}

Result<void> Turn::dress_again(ClockPlan& plan, const ClockState& before) const {
  if (!plan.suspended) {
    AMENDS_CHECK(dress(plan));
    spend(plan, before);
    return {};
  }
  plan.on_breach = before.on_breach;
  plan.to = before.to;
  return {};
}

json::Object Turn::moved_payload(const ClockPlan& plan, const ClockState& before) const {
  auto payload = clock_payload(plan);
  if (plan.rule != before.rule) payload["from_rule"] = before.rule;
  payload["due_before"] = format_instant(before.due_at);
  payload["ledger_before"] = before.ledger;
  if (plan.suspended) payload["state"] = "suspended";
  if (!plan.suspended && plan.spent.empty()) return payload;
  json::Array warned;
  if (plan.suspended) for (const auto rung : before.warned) warned.emplace_back(rung);
  else for (const auto index : plan.spent) warned.emplace_back(static_cast<std::int64_t>(index));
  payload["rungs"] = plan.suspended ? before.rungs : static_cast<std::int64_t>(plan.warnings.size());
  payload["warned"] = std::move(warned);
  return payload;
}

const LoadedRule* Turn::row_of(const ClockState& clock) const {
  const auto& rules = *environment_.clock_rules;
  const auto* own = rules.rule(organisation(), clock.rule);
  const auto zone = calendar::Zone::find(organisation().zone);
  if (own && zone && own->rule.in_force(zone->date(clock.first_start))) return own;
  const auto* other = rules.applying(organisation(), clock.kind, clock.first_start, scope());
  return other ? other : own;
}

Result<void> Turn::move_clock(std::string_view kind, const calendar::DeadlineEvent& event, json::Object act, std::string_view actor) {
  const auto place = state_.id() + " " + std::string(kind);
  const auto* clock = state_.clock(kind);
  if (!clock) {
    std::string known;
    for (const auto& one : state_.clocks()) known += (known.empty() ? "" : ", ") + one.kind;
    return fail(ErrorCode::not_found, "the case has no clock '" + std::string(kind) + "'; " + (known.empty() ? "none runs yet" : "it has " + known), state_.id());
  }
  if (clock->state == "met") return fail(ErrorCode::refused, "the clock has ended: what it asks for was done at " + format_instant(clock->met_at.value_or(clock->due_at)), place);
  if (clock->state == "breached" || (clock->state == "running" && clock->due_at <= now_))
    return fail(ErrorCode::refused, "the clock was due at " + format_instant(clock->due_at) + "; what is past cannot be moved: act at once and give the reason", place);
  const auto* rule = row_of(*clock);
  if (!rule || !rule->rule.length) return fail(ErrorCode::refused, "no rule counts this clock: its date was given from outside, and only its giver moves it", place);
  AMENDS_TRY(const auto rebase, rebase_of(*clock));
  if (rebase)
    return fail(ErrorCode::conflict, "the rule and calendar packs of today make " + format_instant(rebase->due_after) + " of this clock, and the case was given " + format_instant(clock->due_at) +
                                         "; look at both with `amends clock rebase " + state_.id() + " --dry-run`, move it to the new packs, then act", place);
  auto events = clock->events;
  events.push_back(event);
  auto computed = environment_.clock_rules->deadline(organisation(), *rule, clock->first_start, events, now_);
  if (!computed) return computed.error().within(place);
  auto plan = environment_.clock_rules->plan_of(*rule, *computed);
  plan.due_at = recorded(*computed);
  AMENDS_CHECK(dress_again(plan, *clock));
  auto payload = moved_payload(plan, *clock);
  payload["event"] = calendar::to_json(event);
  for (auto& member : act) payload[member.key()] = std::move(member.value());
  payload["text"] = calendar::to_json(computed->moves.back().text);
  AMENDS_CHECK(append(event_of(event.kind), std::move(payload), {}, actor));
  return undated_warnings(plan);
}

Result<std::optional<Turn::Rebase>> Turn::rebase_of(const ClockState& clock) {
  if (clock.state != "running" && clock.state != "suspended") return std::optional<Rebase>();
  const auto* rule = row_of(clock);
  if (!rule || !rule->rule.length) return std::optional<Rebase>();  // a date from outside
  auto computed = environment_.clock_rules->deadline(organisation(), *rule, clock.first_start, clock.events, now_);
  if (!computed) return computed.error().within(state_.id() + " " + clock.kind);
  if (recorded(*computed) == clock.due_at) return std::optional<Rebase>();
  auto plan = environment_.clock_rules->plan_of(*rule, *computed);
  return std::optional<Rebase>(Rebase{clock.kind, rule->rule.id, clock.due_at, recorded(*computed), clock.ledger, std::move(plan.ledger)});
}

Result<bool> Turn::rebase_clock(std::string_view kind, json::Object act, std::string_view actor) {
  const auto* clock = state_.clock(kind);
  if (!clock) return fail(ErrorCode::not_found, "the case has no clock '" + std::string(kind) + "'", state_.id());
  AMENDS_TRY(const auto rebase, rebase_of(*clock));
  if (!rebase) return false;
  const auto* rule = row_of(*clock);
  AMENDS_TRY(const auto computed, environment_.clock_rules->deadline(organisation(), *rule, clock->first_start, clock->events, now_));
  auto plan = environment_.clock_rules->plan_of(*rule, computed);
  plan.due_at = rebase->due_after;
  AMENDS_CHECK(dress_again(plan, *clock));
  auto payload = moved_payload(plan, *clock);
  payload["pack_before"] = json::text_at(clock->basis, "pack_version");
  for (auto& member : act) payload[member.key()] = std::move(member.value());
  const auto zone = calendar::Zone::find(organisation().zone);
  if (zone) {
    const auto from = calendar::describe_due(rebase->due_before, *zone), to = calendar::describe_due(rebase->due_after, *zone);
    payload["text"] = json::bilingual("改按新版规则或日历计算：期限由" + from.zh + "改为" + to.zh, "counted by newer packs: from " + from.en + " to " + to.en);
  }
  AMENDS_CHECK(append(kinds::clock_rebased, std::move(payload), {}, actor));
  AMENDS_CHECK(undated_warnings(plan));
  return true;
}

}  // namespace amends::runtime

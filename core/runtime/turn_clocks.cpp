// Turn, continued: legal clocks. They start and end by what happens in the case, and move by a person, as their rule allows, and by newer packs, in the open.
// The date is worked out from the clock's events each time and never carried on.
#include <algorithm>

#include "calendar/deadline_event.hpp"
#include "calendar/zone.hpp"
#include "runtime/local_instant.hpp"
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

json::Object Turn::clock_payload(const ClockPlan& plan) const {
  json::Array timers;
  for (std::size_t i = 0; i < plan.warnings.size() && !plan.suspended; ++i)
    if (!plan.spent.contains(i)) timers.push_back(json::Object{{"id", "clock:" + plan.kind + ":warn:" + std::to_string(i)}, {"due_at", format_instant(plan.warnings[i])}});
  if (!plan.suspended) timers.push_back(json::Object{{"id", "clock:" + plan.kind + ":due"}, {"due_at", format_instant(plan.due_at)}});
  json::Object payload{{"kind", plan.kind}, {"rule", plan.rule}, {"starts_at", format_instant(plan.starts_at)}, {"due_at", format_instant(plan.due_at)}, {"basis", plan.basis},
                       {"ledger", plan.ledger}, {"timers", std::move(timers)}};
  if (!plan.on_breach.empty()) payload["on_breach"] = plan.on_breach;
  if (!plan.to.empty()) payload["to"] = plan.to;
  return payload;
}

Result<void> Turn::start_clock(const ClockPlan& plan) {
  AMENDS_CHECK(append(kinds::clock_started, clock_payload(plan), {}, kSystem));
  return undated_warnings(plan);
}

Result<void> Turn::meet_clock(std::string_view kind, const json::Value& answer, std::string_view by) {
  const auto* clock = state_.clock(kind);
  if (!clock || clock->state == "met") return {};
  // A person may record in the evening what was sent in the morning; never a time that has not come, nor one before the clock began.
  auto met_at = now_;
  if (const auto sent = parse_instant(json::text_at(answer, "sent_at")); sent && *sent <= now_ && *sent >= clock->starts_at) met_at = *sent;
  auto due = clock->due_at;
  json::Object payload{{"kind", kind}, {"met_at", format_instant(met_at)}, {"in_time", false}, {"by", by}};
  if (const auto* rule = row_of(*clock); rule && clock->state == "suspended") {
    // It stood still until now: its date is the one that it would have going on.
    const auto computed = environment_.clock_rules->deadline(organisation(), *rule, clock->first_start, clock->events, std::max(met_at, clock->events.back().at));
    if (computed) {
      due = computed->due.at;
      payload["due_at"] = format_instant(due);
    }
  }
  payload["in_time"] = met_at < due;
  return append(kinds::clock_met, std::move(payload), {}, kSystem);
}

Result<void> Turn::reconsider_clocks(const json::Value* envelope) {
  const auto& rules = *environment_.clock_rules;
  const auto& own = organisation();
  const auto begin = [&](const LoadedRule& rule, Instant start) -> Result<void> {
    if (state_.clock(rule.rule.kind)) return {};  // one clock per kind; an entry whose rule runs only adds warnings, at its start
    auto plan = rules.plan(own, rule, start);
    if (!plan && plan.error().code == ErrorCode::pack_missing) return date_missing("clock:" + rule.rule.kind, *rule.rule.length, start, rule.rule.id);
    if (!plan) return std::move(plan).error();
    AMENDS_CHECK(dress(*plan));
    return start_clock(*plan);
  };
  const auto scope = this->scope();
  const bool opening = durable_seq_ == 0 && events_.size() <= 1;
  // Whatever brought the instant that a clock counts from, a record, a stage or an answer: the clock begins then, and never waits for somebody to look.
  for (const auto& use : state_.definition().clocks()) {
    if (use.from.empty()) continue;
    const auto from = parse_instant(json::text_at(state_.record(), use.from));
    if (!from) continue;
    const auto* rule = !use.rule.empty() ? rules.rule(own, use.rule) : rules.applying(own, use.kind, *from, scope);
    if (rule) AMENDS_CHECK(begin(*rule, *from));
  }
  if (opening) return {};
  const json::Value nothing = json::Object{};
  if (!envelope) envelope = &nothing;
  for (const auto& deadline : json::list_at(*envelope, "deadlines")) {
    const auto kind = json::text_at(deadline, "kind");
    // The basis is a rule id, or an object that has one.
    auto basis = json::text_at(deadline, "basis");
    if (basis.empty()) basis = json::text_at(deadline, "basis.rule");
    if (basis.empty()) basis = json::text_at(deadline, "basis.id");
    if (state_.clock(kind)) continue;
    const auto start = parse_instant(json::text_at(deadline, "starts_at"));
    if (!start) continue;
    if (const auto* rule = rules.rule(own, basis)) {
      AMENDS_CHECK(begin(*rule, *start));
      continue;
    }
    const auto due = parse_instant(json::text_at(deadline, "due_at"));
    if (!due) continue;
    ClockPlan plan;
    plan.kind = kind;
    plan.rule = basis;
    plan.starts_at = *start;
    plan.due_at = *due;
    plan.basis = json::Object{{"title", json::find(deadline, "title") ? *json::find(deadline, "title") : json::Value(nullptr)}, {"given_by", json::text_at(*envelope, "stage")}};
    AMENDS_CHECK(dress(plan));
    AMENDS_CHECK(start_clock(plan));
  }
  // A clock of the workflow that the stage could not date: the runtime keeps it in view until the calendar reaches it.
  for (const auto& finding : json::list_at(*envelope, "findings")) {
    if (json::text_at(finding, "code") != "clock.calendar_missing") continue;
    const auto named = json::text_at(finding, "rule");
    const auto received = parse_instant(json::text_at(state_.record(), "channel.received_at"));
    for (const auto& use : state_.definition().clocks()) {
      if (use.kind.empty() || !named.ends_with("#" + use.kind) || !received) continue;
      if (const auto* rule = rules.applying(own, use.kind, *received, scope)) AMENDS_CHECK(begin(*rule, *received));
    }
  }
  // The facts may now match another row of a running clock's kind (classify's complexity): moved from the same start, both ledgers kept.
  const auto running = state_.clocks();
  for (const auto& clock : running) {
    if (clock.state == "met") continue;
    const auto* current = rules.rule(own, clock.rule);
    if (!current || !current->applies_when) continue;
    const auto* now_holds = rules.applying(own, clock.kind, clock.starts_at, scope);
    if (!now_holds || now_holds->rule.id == clock.rule) continue;
    auto planned = rules.plan(own, *now_holds, clock.starts_at);
    if (!clock.events.empty()) {
      // What people did to the clock counts under the other row too; a row that does not allow it takes the clock not over.
      const auto computed = rules.deadline(own, *now_holds, clock.first_start, clock.events, now_);
      if (!computed && computed.error().code == ErrorCode::refused) continue;
      if (computed) planned = rules.plan_of(*now_holds, *computed);
      else planned = computed.error();
    }
    if (!planned && planned.error().code == ErrorCode::pack_missing) {  // the shorter row holds until then
      AMENDS_CHECK(date_missing("clock:" + clock.kind, *now_holds->rule.length, clock.starts_at, now_holds->rule.id));
      continue;
    }
    if (!planned) return std::move(planned).error();
    auto& plan = *planned;
    AMENDS_CHECK(dress(plan));
    spend(plan, clock);
    auto payload = moved_payload(plan, clock);
    AMENDS_CHECK(append(kinds::clock_changed, std::move(payload), {}, kSystem));
    AMENDS_CHECK(undated_warnings(plan));
  }
  return {};
}

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
  if (clock->state == "met") return fail(ErrorCode::refused, "the clock has ended: what it asks for was done at " + local_instant(organisation(), clock->met_at.value_or(clock->due_at)), place);
  if (clock->state == "breached" || (clock->state == "running" && clock->due_at <= now_))
    return fail(ErrorCode::refused, "the clock was due at " + local_instant(organisation(), clock->due_at) + "; what is past cannot be moved: act at once and give the reason", place);
  const auto* rule = row_of(*clock);
  if (!rule || !rule->rule.length) return fail(ErrorCode::refused, "no rule counts this clock: its date was given from outside, and only its giver moves it", place);
  AMENDS_TRY(const auto rebase, rebase_of(*clock));
  if (rebase)
    return fail(ErrorCode::conflict, "the rule and calendar packs of today make " + local_instant(organisation(), rebase->due_after) + " of this clock, and the case was given " + local_instant(organisation(), clock->due_at) +
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

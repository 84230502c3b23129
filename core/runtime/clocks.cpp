#include "runtime/clocks.hpp"

#include <algorithm>

#include "calendar/distance.hpp"
#include "calendar/due.hpp"
#include "calendar/ledger.hpp"
#include "calendar/zone.hpp"
#include "packs/packs.hpp"
#include "runtime/case_state.hpp"
#include "runtime/local_instant.hpp"

namespace amends::runtime {
namespace {

json::Value compact_ledger(const calendar::Due& due) {
  const auto runs = calendar::summarise(due.ledger);
  json::Array lines;
  for (const auto& run : runs) lines.push_back(calendar::to_json(run));
  return json::Object{{"calendar", due.calendar_id}, {"calendar_hash", due.calendar_hash}, {"zone", due.zone}, {"runs", std::move(lines)}};
}

}  // namespace

Result<std::shared_ptr<const ClockRules>> ClockRules::from_packs(const packs::PackSet& packs, const Organisations& organisations) {
  auto self = std::make_shared<ClockRules>();
  for (const auto& organisation : organisations.all()) {
    if (!self->calendars_.contains(organisation.calendar)) {
      AMENDS_TRY(auto calendar, packs.calendar(organisation.calendar));
      self->calendars_[organisation.calendar] = std::move(calendar);
    }
    if (self->by_pack_.contains(organisation.clock_pack)) continue;
    const auto* file = packs.file(organisation.clock_pack);
    if (!file) return fail(ErrorCode::pack_missing, "org.yaml names the clock pack '" + organisation.clock_pack + "', which the pack set does not have; add it or name another", organisation.id);
    const auto& rows = json::list_at(*file, "rows");
    const auto place = [&](std::string_view path) { return packs.place(organisation.clock_pack, path); };
    AMENDS_TRY(auto rules, calendar::rules_from_rows(rows, place));
    std::vector<LoadedRule> loaded;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      LoadedRule one;
      if (!rules[i].applies_when.empty()) {
        AMENDS_TRY(auto condition, feel::Expression::parse(rules[i].applies_when, place("rows." + std::to_string(i) + ".applies_when")));
        one.applies_when = std::move(condition);
      }
      one.rule = std::move(rules[i]);
      one.row = rows[i];
      one.version = json::text_at(*file, "version");
      loaded.push_back(std::move(one));
    }
    self->by_pack_[organisation.clock_pack] = std::move(loaded);
  }
  return std::shared_ptr<const ClockRules>(std::move(self));
}

const LoadedRule* ClockRules::rule(const Organisation& organisation, std::string_view id) const {
  const auto pack = by_pack_.find(organisation.clock_pack);
  if (pack == by_pack_.end()) return nullptr;
  for (const auto& rule : pack->second)
    if (rule.rule.id == id) return &rule;
  return nullptr;
}

const LoadedRule* ClockRules::applying(const Organisation& organisation, std::string_view kind, Instant start, const feel::Scope& scope) const {
  const auto pack = by_pack_.find(organisation.clock_pack);
  auto zone = calendar::Zone::find(organisation.zone);
  if (pack == by_pack_.end() || !zone) return nullptr;
  const auto date = zone->date(start);
  for (const auto& rule : pack->second) {
    if (rule.rule.kind != kind || !rule.rule.in_force(date) || !rule.rule.length) continue;
    if (!rule.applies_when) return &rule;
    // By FEEL's own rules (null is unequal to everything but null): a clock must run even while a fact is not known.
    auto holds = rule.applies_when->evaluate(scope);
    if (holds && holds->truth() == true) return &rule;
  }
  return nullptr;
}

Result<calendar::Deadline> ClockRules::deadline(const Organisation& organisation, const LoadedRule& rule, Instant start, std::span<const calendar::DeadlineEvent> events, Instant now) const {
  return calendar::Deadline::compute(rule.rule, start, events, *calendars_.at(organisation.calendar), organisation.zone, now);
}

ClockPlan ClockRules::plan_of(const LoadedRule& rule, const calendar::Deadline& deadline) const {
  ClockPlan plan;
  plan.kind = rule.rule.kind;
  plan.rule = rule.rule.id;
  plan.starts_at = deadline.start;
  plan.due_at = deadline.due.at;
  plan.basis = calendar::basis_json(rule.rule);
  plan.basis.as_object()["pack_version"] = rule.version;
  plan.ledger = compact_ledger(deadline.due);
  plan.suspended = deadline.state == calendar::ClockState::suspended;
  return plan;
}

Result<ClockPlan> ClockRules::plan(const Organisation& organisation, const LoadedRule& rule, Instant start) const {
  if (!rule.rule.length) return fail(ErrorCode::invalid_argument, "the rule gives no length; its date comes from outside", rule.rule.id);
  const auto& calendar = *calendars_.at(organisation.calendar);
  AMENDS_TRY(auto due, calendar::due_at(start, *rule.rule.length, calendar, organisation.zone));
  ClockPlan plan;
  plan.kind = rule.rule.kind;
  plan.rule = rule.rule.id;
  plan.starts_at = start;
  plan.due_at = due.at;
  plan.basis = calendar::basis_json(rule.rule);
  plan.basis.as_object()["pack_version"] = rule.version;
  plan.ledger = compact_ledger(due);
  return plan;
}

Result<Instant> ClockRules::due(const Organisation& organisation, Instant start, const calendar::Duration& length) const {
  return calendar::due_instant(start, length, *calendars_.at(organisation.calendar), organisation.zone);
}

Result<Instant> ClockRules::before(const Organisation& organisation, Instant due, const calendar::Duration& length) const {
  AMENDS_TRY(const auto zone, calendar::Zone::find(organisation.zone));
  return calendar::warning_at(due, length, *calendars_.at(organisation.calendar), zone);
}

std::int32_t ClockRules::utc_offset_s(const Organisation& organisation, Instant at) const {
  return runtime::utc_offset_s(organisation, at);
}

std::shared_ptr<const calendar::Calendar> ClockRules::calendar_of(const Organisation& organisation) const {
  const auto found = calendars_.find(organisation.calendar);
  return found == calendars_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<const calendar::Calendar>> ClockRules::calendars() const {
  std::vector<std::shared_ptr<const calendar::Calendar>> out;
  for (const auto& [name, calendar] : calendars_) out.push_back(calendar);
  return out;
}

std::vector<std::shared_ptr<const calendar::Calendar>> ClockRules::ending(Instant now) const {
  auto out = calendars();
  std::erase_if(out, [&](const auto& calendar) {
    const auto zone = calendar::Zone::find(calendar->zone());
    return !zone || calendar->last_date().days - zone->date(now).days >= kCalendarNoticeDays;
  });
  return out;
}

Result<json::Value> ClockRules::full_ledger(const Organisation& organisation, const ClockState& clock, Instant now) const {
  const auto* found = rule(organisation, clock.rule);
  if (!found || !found->rule.length) return fail(ErrorCode::not_found, "no rule row gives this clock's length", clock.rule);
  auto until = clock.met_at ? *clock.met_at : std::max(now, clock.first_start);
  if (!clock.events.empty()) until = std::max(until, clock.events.back().at);
  AMENDS_TRY(const auto computed, deadline(organisation, *found, clock.first_start, clock.events, until));
  const bool stands_still = clock.state == "suspended" && !computed.moves.empty();
  if ((stands_still ? computed.moves.back().due_after : computed.due.at) != clock.due_at) return fail(ErrorCode::conflict, "the packs of today make another date; `amends clock rebase --dry-run` shows both", clock.rule);
  return calendar::to_json(computed.due);
}

}  // namespace amends::runtime

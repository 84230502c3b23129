#include "tables/open_daily.hpp"

#include <algorithm>

#include "calendar/zone.hpp"

namespace amends::tables {
namespace {

bool ends(std::string_view status) { return status == "closed" || status == "withdrawn"; }

/// The status that the case had at an instant; empty before it was opened here.
std::string_view status_at(const CaseFacts& facts, Instant at) {
  std::string_view out;
  for (const auto& span : facts.status)
    if (span.from < at) out = span.status;
  return out;
}

bool open_at(const runtime::CaseState& state, const CaseFacts& facts, Instant at) {
  const auto status = status_at(facts, at);
  if (ends(status)) return false;
  const bool over = state.flow().status == flow::CaseStatus::finished || state.flow().status == flow::CaseStatus::cancelled;
  return !(over && status != "reopened" && facts.finished && *facts.finished < at);
}

bool overdue_at(const runtime::CaseState& state, Instant at) {
  return std::any_of(state.clocks().begin(), state.clocks().end(), [&](const runtime::ClockState& clock) { return clock.due_at < at && (!clock.met_at || !(*clock.met_at < at)); });
}

}  // namespace

Result<void> add_open_days(Table& table, const runtime::CaseState& state, const CaseFacts& facts, const store::CaseRow& row, const Source& source, const DailyRange& days) {
  const auto& record = state.record();
  const auto* organisation = source.organisations ? source.organisations->find(state.institution()) : nullptr;
  const auto zone_name = organisation ? organisation->zone : source.organisations ? source.organisations->standard().zone : std::string("UTC");
  AMENDS_TRY(const auto zone, calendar::Zone::find(zone_name));
  const auto parsed = parse_instant(json::text_at(record, "channel.received_at"));
  const auto received = parsed ? std::min(*parsed, row.opened_at) : row.opened_at;
  const auto first = zone.date(received).days;
  const auto from = std::max<std::int64_t>(first, days.since.value_or(first));
  const auto today = zone.date(source.now).days;
  const auto to = std::min<std::int64_t>(days.until.value_or(today), today);
  const auto severity = json::text_at(record, "analysis.classify.severity.level");
  for (auto day = from; day <= to; ++day) {
    const auto end = zone.day_start(calendar::Date{static_cast<decltype(calendar::Date::days)>(day + 1)});
    if (!open_at(state, facts, end)) continue;
    if (table.rows() >= kOpenDailyRowsMax)
      return fail(ErrorCode::range, "open_daily has more than " + std::to_string(kOpenDailyRowsMax) + " rows; give since= and until=, or export cases and count there", state.id());
    Row(table).day("day", day).text("case_id", state.id()).text("case_status", status_at(facts, end)).text("severity", severity).integer("age_days", day - first).boolean("overdue", overdue_at(state, end));
  }
  return {};
}

}  // namespace amends::tables

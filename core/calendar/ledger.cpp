#include "calendar/ledger.hpp"

namespace amends::calendar {
namespace {

std::string_view measure_name(Measure measure) { return measure == Measure::days ? "day" : "us"; }

/// What a run of several days says; the weekday of a single line is gone.
Bilingual run_reason(LineKind kind, const Bilingual& of_line) {
  switch (kind) {
    case LineKind::calendar_day: return {"自然日，计入", "calendar days: counted"};
    case LineKind::working_day: return {"工作日，计入", "working days: counted"};
    case LineKind::weekend: return {"周末，不计入", "weekend: not counted"};
    case LineKind::elapsed: return {"按实际时间连续计算", "elapsed time: counted"};
    case LineKind::working_time: return {"工作时间，计入", "working hours: counted"};
    case LineKind::holiday: return {"，不计入", "not counted"};
    default: return of_line;
  }
}

template <class Row>
void common_members(json::Object& out, const Row& row) {
  out["counted"] = row.counted;
  out["running"] = row.running;
  out["measure"] = json::Value(measure_name(row.measure));
  out["kind"] = json::Value(line_kind_name(row.kind));
  out["reason"] = to_json(row.reason);
}

/// "National Day" of "National Day (Thursday): holiday, not counted"; lets days of one holiday stand together.
std::string_view holiday_name(const Bilingual& reason) {
  const std::string_view text = reason.en;
  return text.substr(0, text.rfind(" ("));
}

}  // namespace

std::vector<LedgerRun> summarise(std::span<const LedgerLine> ledger) {
  std::vector<LedgerRun> runs;
  std::int64_t per_day = 0;
  std::string_view name;
  for (const auto& line : ledger) {
    const auto line_name = line.kind == LineKind::holiday ? holiday_name(line.reason) : std::string_view();
    const bool joins = !runs.empty() && runs.back().kind == line.kind && runs.back().measure == line.measure && per_day == line.counted &&
                       runs.back().to.days + 1 == line.date.days && name == line_name &&
                       (line.kind != LineKind::suspended || runs.back().reason == line.reason) && line.kind != LineKind::start_day;
    if (!joins) {
      runs.push_back({line.date, line.date, line.counted, line.running, line.measure, line.kind, line.reason});
      per_day = line.counted;
      name = line_name;
      continue;
    }
    auto& run = runs.back();
    run.to = line.date;
    run.counted += line.counted;
    run.running = line.running;
    run.reason = run_reason(line.kind, line.reason);
    if (line.kind == LineKind::holiday) {
      run.reason.zh = line.reason.zh.substr(0, line.reason.zh.find("（")) + run.reason.zh;
      run.reason.en = std::string(line_name) + ": " + run.reason.en;
    }
  }
  return runs;
}

std::string_view line_kind_name(LineKind kind) noexcept {
  static constexpr std::string_view kNames[] = {"start_day", "calendar_day", "working_day", "make_up_day",  "weekend",
                                                "holiday",   "suspended",    "elapsed",     "working_time", "no_time"};
  return kNames[static_cast<int>(kind)];
}

json::Value to_json(const LedgerLine& line) {
  json::Object out;
  out["date"] = format_date(line.date);
  common_members(out, line);
  return out;
}

json::Value to_json(const LedgerRun& run) {
  json::Object out;
  out["from"] = format_date(run.from);
  out["to"] = format_date(run.to);
  common_members(out, run);
  return out;
}

json::Value to_json(std::span<const LedgerLine> ledger) {
  json::Array out;
  out.reserve(ledger.size());
  for (const auto& line : ledger) out.push_back(to_json(line));
  return out;
}

}  // namespace amends::calendar

#include "tables/part_rows.hpp"

#include <algorithm>

#include "runtime/projection.hpp"

namespace amends::tables {
namespace {

std::int64_t count_of(const std::map<std::string, std::int64_t>& counts, const std::string& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

}  // namespace

void add_clocks(Table& clocks, const runtime::CaseState& state, const CaseFacts& facts) {
  for (const auto& clock : state.clocks()) {
    Row row(clocks);
    row.text("case_id", state.id()).text("kind", clock.kind).text("rule", clock.rule).text("instrument", json::text_at(clock.basis, "instrument")).text("article", json::text_at(clock.basis, "article"));
    row.boolean("statutory", json::text_at(clock.basis, "confidence") != "house_rule");
    row.instant("starts_at", clock.starts_at).instant("due_at", clock.due_at).text("state", clock.state).instant("met_at", clock.met_at).text("met_by", clock.met_by);
    if (clock.met_at) row.boolean("in_time", *clock.met_at < clock.due_at);
    else if (clock.breached_at) row.boolean("in_time", false);
    row.instant("breached_at", clock.breached_at);
    if (const auto warned = facts.first_warned.find(clock.kind); warned != facts.first_warned.end()) row.instant("first_warned_at", warned->second);
    row.integer("warnings", static_cast<std::int64_t>(clock.warned.size())).integer("changes", count_of(facts.clock_changes, clock.kind));
  }
}

void add_findings(Table& findings, const runtime::CaseState& state) {
  for (const auto& [path, section] : state.sections()) {
    if (!is_shown(section.stage)) continue;
    for (const auto& finding : json::list_at(section.envelope, "findings")) {
      const auto code = json::text_at(finding, "code");
      if (!is_shown_code(code)) continue;
      Row row(findings);
      row.text("case_id", state.id()).text("stage", section.stage).text("version", section.version).integer("run", section.run).integer("seq", section.seq).instant("at", section.at);
      row.text("code", code).text("severity", json::text_at(finding, "severity")).text("rule", json::text_at(finding, "rule"));
      row.integer("confidence", json::integer_at(finding, "confidence")).integer("evidence", static_cast<std::int64_t>(json::list_at(finding, "evidence").size()));
    }
  }
}

void add_tasks(Table& tasks, const runtime::CaseState& state, Pseudonyms& pseudonyms) {
  for (const auto& task : state.tasks()) {
    if (task.kind == "safety" || (!task.stage.empty() && !is_shown(task.stage))) continue;
    Row row(tasks);
    row.text("case_id", state.id()).text("id", task.id).text("kind", task.kind).text("role", task.role).text("form", task.form).text("step", task.step);
    row.instant("opened_at", task.opened_at).instant("due_at", task.due_at).instant("answered_at", task.answered_at).text("answered_by", pseudonyms.staff(task.answered_by));
    row.text("status", runtime::listed_status(state, task)).integer("escalations", static_cast<std::int64_t>(task.escalated_to.size()));
    const auto& approvals = state.approvals();
    const auto given = std::find_if(approvals.begin(), approvals.end(), [&](const runtime::Approval& one) { return one.task == task.id; });
    if (given != approvals.end()) row.text("approval", given->approved ? "approved" : "refused");
  }
}

void add_demands(Table& demands, const runtime::CaseState& state) {
  const auto& record = state.record();
  for (const auto& demand : json::list_at(record, "demand")) {
    const std::string id(json::text_at(demand, "id"));
    Row row(demands);
    row.text("case_id", state.id()).text("demand", id).text("kind", json::text_at(demand, "kind")).boolean("explicit", json::bool_at(demand, "explicit"));
    std::int64_t minor = 0;
    if (const auto* sum = json::find(demand, "amount.minor"); sum && json::as_integer(*sum, minor)) row.integer("amount_minor", minor).text("amount_currency", json::text_at(demand, "amount.currency"));
    const auto& merits = json::object_at(record, "analysis.verify.merit");
    if (const auto* merit = merits.if_contains(id)) row.text("merit", json::text_or(merit, ""));
  }
}

void add_status(Table& status, const runtime::CaseState& state, const CaseFacts& facts) {
  for (std::size_t i = 0; i < facts.status.size(); ++i) {
    const auto& span = facts.status[i];
    Row row(status);
    row.text("case_id", state.id()).text("status", span.status).instant("from_at", span.from).integer("seq", span.seq);
    if (i + 1 < facts.status.size()) row.instant("until_at", facts.status[i + 1].from);
  }
}

}  // namespace amends::tables

#include "runtime/privacy.hpp"

#include <algorithm>
#include <array>

#include "runtime/runtime.hpp"
#include "support/utf8.hpp"

namespace amends::runtime {
namespace {

struct RoleRow {
  std::string_view role;
  Level highest;
};
constexpr RoleRow kRoles[] = {
    {"handler", Level::p4},        {"supervisor", Level::p4}, {"legal", Level::p4},   {"consumer_protection", Level::p4},
    {"crisis_trained", Level::p3}, {"analyst", Level::p1},    {"trainer", Level::p1},
};
constexpr auto kRoleNames = [] {
  std::array<std::string_view, std::size(kRoles)> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = kRoles[i].role;
  return out;
}();

struct WhatRow {
  What what;
  std::string_view name;
  Level level;
};
// The journal holds the payload of every event, so it is as restricted as the most restricted of them.
constexpr WhatRow kWhat[] = {
    {What::record, "record", Level::p3},         {What::texts, "texts", Level::p3},       {What::portrait, "portrait", Level::p4},   {What::psychology, "psychology", Level::p4},
    {What::agent_signs, "agent_signs", Level::p4}, {What::plan, "plan", Level::p4},       {What::letter, "letter", Level::p3},       {What::situation, "situation", Level::p3},
    {What::journal, "journal", Level::p4},       {What::task_view, "task_view", Level::p3}, {What::draft, "draft", Level::p3}, {What::masked_copy, "masked_copy", Level::p1}, {What::whole_file, "whole_file", Level::p4},
    {What::reads, "reads", Level::p3},
};
const WhatRow& row_of(What what) noexcept {
  return *std::find_if(std::begin(kWhat), std::end(kWhat), [&](const WhatRow& row) { return row.what == what; });
}

constexpr std::pair<std::string_view, What> kRestrictedSections[] = {
    {"analysis.portrait", What::portrait}, {"analysis.psychology", What::psychology}, {"analysis.organised_agent", What::agent_signs}, {"analysis.negotiation_plan", What::plan}};

}  // namespace

std::string_view level_name(Level level) noexcept {
  static constexpr std::string_view kNames[] = {"P0", "P1", "P2", "P3", "P4"};
  return kNames[static_cast<std::size_t>(level)];
}

RoleView view_of_role(std::string_view role) noexcept {
  const auto* found = std::find_if(std::begin(kRoles), std::end(kRoles), [&](const RoleRow& row) { return row.role == role; });
  return found == std::end(kRoles) ? RoleView{} : RoleView{found->highest};
}

std::span<const std::string_view> known_roles() noexcept { return kRoleNames; }

std::string text_roles() {
  std::string out;
  for (const auto& row : kRoles)
    if (RoleView{row.highest}.texts()) out += (out.empty() ? "" : ", ") + std::string(row.role);
  return out;
}

std::string_view what_name(What what) noexcept { return row_of(what).name; }
Level what_level(What what) noexcept { return row_of(what).level; }

ReadAct whole_case(std::string_view case_id, const json::Value& record, RoleView view) {
  ReadAct act{std::string(case_id), {What::record, What::texts}};
  if (!view.restricted()) return act;
  act.what.push_back(What::journal);
  for (const auto& [path, what] : kRestrictedSections)
    if (!json::is_null(json::find(record, path))) act.what.push_back(what);
  return act;
}

ReadAct task_view(std::string_view case_id, const View* view) {
  ReadAct act{std::string(case_id), {What::task_view}};
  if (view && std::any_of(view->shown.begin(), view->shown.end(), [](const auto& one) { return is_restricted(one.first); })) act.what.push_back(What::plan);
  return act;
}

Result<std::vector<store::Read>> read_rows(const Actor& by, std::span<const ReadAct> acts, Instant at) {
  const auto view = view_of_role(by.role);
  std::vector<store::Read> out;
  for (const auto& act : acts) {
    store::Read row;
    row.at = at;
    row.by = by.id;
    row.role = by.role;
    row.purpose = by.purpose;
    row.case_id = act.case_id;
    Level level = Level::p0;
    for (const auto what : act.what) {
      row.what += (row.what.empty() ? "" : ",") + std::string(what_name(what));
      level = std::max(level, what_level(what));
    }
    if (level > view.highest)
      return fail(ErrorCode::refused, "this (" + row.what + ") is of class " + std::string(level_name(level)) + ", and the role " + (by.role.empty() ? "(none)" : by.role) + " sees at most " +
                                          std::string(level_name(view.highest)) + "; read it as handler or supervisor (--role handler; in Python role='handler' and a purpose)",
                  act.case_id);
    if (level > Level::p1 && utf8::blank(by.purpose))
      return fail(ErrorCode::refused, "who reads the texts of a case says why, and the purpose is empty: give purpose='answering the complaint' to amends.open, or --purpose on the command line; it is recorded with the read", act.case_id);
    row.level = level_name(level);
    out.push_back(std::move(row));
  }
  return out;
}

Result<void> Runtime::record_reads(const Actor& by, std::span<const ReadAct> acts) {
  if (!read_log_) return fail(ErrorCode::state, "no database is open, so there is no case to read");
  AMENDS_TRY(auto rows, read_rows(by, acts, SystemClock().now()));
  return read_log_->append(rows);
}

Result<std::vector<store::Read>> Runtime::reads(const Actor& by, const store::ReadFilter& filter) {
  AMENDS_CHECK(record_read(by, ReadAct{filter.case_id, {What::reads}}));
  return read_log_->list(filter);
}

json::Value without_restricted(const json::Value& record) {
  json::Value out = record;
  for (const auto& rule : field_rules())
    if (rule.level == Level::p4) {
      auto path = rule.path;
      for (const std::string_view end : {".*", "[]"})
        if (path.ends_with(end)) path.remove_suffix(end.size());
      json::erase(out, path);
    }
  return out;
}

}  // namespace amends::runtime

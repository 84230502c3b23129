#include "review/desk.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "review/part_source.hpp"

namespace amends::review {
namespace {

PartSource source_of(const DeskOptions& options) {
  PartSource out;
  out.language = options.language;
  out.zone = options.zone;
  out.now = options.now;
  return out;
}

std::string counted(std::int64_t count, std::string_view key, std::string_view language) {
  return std::to_string(count) + (language == "zh" ? "" : " ") + label(key, language);
}

}  // namespace

json::Value inbox_part(const json::Array& rows, const DeskOptions& options) {
  const auto source = source_of(options);
  Part part(source, "desk.inbox");
  std::int64_t open = 0, late = 0;
  std::vector<std::pair<std::vector<std::string>, std::string_view>> lines;
  for (const auto& row : rows) {
    const auto due = parse_instant(json::text_at(row, "due_at"));
    const bool is_open = json::text_at(row, "status") == "open", is_late = is_open && due && *due <= options.now;
    open += is_open ? 1 : 0;
    late += is_late ? 1 : 0;
    if (lines.size() == kDeskRowsMax) continue;
    const auto text = source.due(json::text_at(row, "due_at"));
    const auto state = is_late ? source.say("overdue") : source.say(json::bool_at(row, "late") ? "answered_late" : json::text_at(row, "status"));
    auto by = std::string(json::text_at(row, "answered_by"));
    if (const auto holder = json::text_at(row, "held_by"); is_open && !holder.empty()) by = source.named(source.say("task.held_by")) + std::string(holder);
    lines.push_back({{text.empty() ? source.say("desk.no_date") : text, source.in(row, "title") + (is_open && json::bool_at(row, "blocking") ? source.bracketed(source.say("blocking")) : ""),
                      role_text(json::text_at(row, "role"), options.language), std::string(json::text_at(row, "case_id")), state + (by.empty() ? "" : " · " + by)},
                     is_late ? kDanger : is_open ? std::string_view{} : kOk});
  }
  part.state(rows.empty() ? source.say("desk.none") : counted(open, "desk.open", options.language) + (late > 0 ? (source.zh() ? "，" : ", ") + counted(late, "desk.late", options.language) : ""), late > 0 ? kDanger : open > 0 ? kNotice : kOk);
  if (!lines.empty()) {
    part.table({source.say("desk.due"), source.say("desk.what"), source.say("desk.who"), source.say("desk.case"), source.say("desk.state")});
    for (auto& [cells, tone] : lines) part.row(std::move(cells), tone);
  }
  if (rows.size() > lines.size()) part.hint(source.named(source.say("desk.more")) + std::to_string(rows.size() - lines.size()));
  return part.to_value();
}

json::Value run_part(const json::Array& cases, const json::Array& rejected, const DeskOptions& options) {
  const auto source = source_of(options);
  Part part(source, "desk.run");
  std::int64_t added = 0;
  std::map<std::string, std::int64_t, std::less<>> by_status;
  for (const auto& one : cases) {
    added += json::bool_at(one, "existed") ? 0 : 1;
    ++by_status[std::string(json::text_at(one, "status"))];
  }
  const auto existed = static_cast<std::int64_t>(cases.size()) - added;
  part.pair("desk.added", {std::to_string(added)});
  if (existed > 0) part.pair("desk.existed", {std::to_string(existed)});
  if (!rejected.empty()) part.pair("desk.rejected", {std::to_string(rejected.size())}, kDanger);
  if (!by_status.empty()) {
    part.table({source.say("desk.state"), source.say("desk.count")});
    for (const auto& [status, count] : by_status) part.row({source.say("run." + status), std::to_string(count)});
  }
  if (!rejected.empty()) {
    part.table({source.say("desk.row"), source.say("desk.why"), source.say("desk.where")});
    for (std::size_t i = 0; i < std::min(rejected.size(), kDeskRowsMax); ++i)
      part.row({std::to_string(json::integer_at(rejected[i], "row")), std::string(json::text_at(rejected[i], "message")), std::string(json::text_at(rejected[i], "where"))}, kDanger);
    if (rejected.size() > kDeskRowsMax) part.hint(source.named(source.say("desk.more")) + std::to_string(rejected.size() - kDeskRowsMax));
  }
  return part.to_value();
}

std::string runtime_line(const json::Value& state, std::string_view language) {
  const bool zh = language == "zh";
  const auto file = json::text_at(state, "file"), by = json::text_at(state, "by");
  std::string out = file.empty() ? label("desk.no_file", language) : std::string(file);
  out += " · " + std::string(by) + (zh ? "（" + role_text(json::text_at(state, "role"), language) + "）" : " " + label("desk.as", language) + " " + role_text(json::text_at(state, "role"), language));
  if (json::bool_at(state, "closed")) return out + " · " + label("desk.closed", language);
  if (file.empty()) return out;
  std::int64_t cases = 0;
  std::string parts;
  for (const auto& row : json::list_at(state, "cases")) {
    cases += json::integer_at(row, "count");
    parts += (parts.empty() ? "" : zh ? "，" : ", ") + label("run." + std::string(json::text_at(row, "status")), language) + " " + std::to_string(json::integer_at(row, "count"));
  }
  out += " · " + counted(cases, "desk.cases", language) + (parts.empty() ? "" : (zh ? "：" : ": ") + parts);
  out += " · " + counted(json::integer_at(state, "open"), "desk.open", language);
  if (const auto late = json::integer_at(state, "late"); late > 0) out += (zh ? "，" : ", ") + counted(late, "desk.late", language);
  return out;
}

}  // namespace amends::review

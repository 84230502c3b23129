#include "choice.hpp"

#include <map>
#include <string>
#include <string_view>

#include "kit/lists.hpp"
#include "kit/pack_reading.hpp"

namespace amends::routing {
namespace {

using sdk::Object;
using sdk::Reader;
using sdk::Texts;
using sdk::Value;

constexpr std::string_view kTable = "tables/routing";

std::vector<Line> lines_that_hold(const sdk::Call& call, Object inputs) {
  std::vector<Line> out;
  for (const auto& fired : kit::fired_rows(call.evaluate(kTable, std::move(inputs)))) {
    const Reader then(fired.then, std::string(kTable) + "#" + fired.id);
    const auto number = then.integer("row");
    const auto kind = std::string(then.need_text("kind"));
    if (!number || *number < 1 || (kind != "duty" && kind != "choice"))
      sdk::fail("error.pack_invalid", "a row of the table needs `row` from 1 and `kind` duty or choice; correct it", then.where());
    out.push_back({.id = fired.id, .row = *number, .kind = kind, .route = std::string(then.need_text("route")), .because_zh = fired.because.zh, .because_en = fired.because.en});
  }
  return out;
}

void say(const sdk::Call& call, sdk::Envelope& out, const Matched& matched, bool primary) {
  const auto& row = matched.row;
  const bool duty = row.kind == "duty";
  out.finding({.code = primary ? "route.primary" : duty ? "route.duty" : "route.alternative",
               .severity = duty ? sdk::Severity::warn : sdk::Severity::info,
               .text = sdk::fill({"{title}：{reason}。", "{title}: {reason}."}, {{"title", route_title(call, row.route)}, {"reason", Texts{row.reason_zh, row.reason_en}}}),
               .evidence = matched.evidence,
               .rule = std::string(kTable) + "#" + row.lines.front()});
}

}  // namespace

std::vector<Matched> choose(const sdk::Call& call, sdk::Envelope& out, const Facts& facts) {
  const auto pack = call.pack(kTable);
  Object inputs;
  for (const auto name : pack.text_list("inputs"))
    if (const auto known = facts.columns.find(std::string(name)); known != facts.columns.end()) inputs[name] = known->second.value;
  std::map<std::string, std::vector<std::string>> looked_at;  // line id -> columns
  for (const auto& row : pack.list("rows"))
    if (const auto* when = row.find("when"); when && when->is_object())
      for (const auto& cell : when->get_object()) looked_at[std::string(row.text_or("id", ""))].emplace_back(cell.key());

  std::vector<Matched> matched;
  for (auto& row : rows_of(lines_that_hold(call, std::move(inputs)))) {
    std::vector<sdk::EvidenceId> evidence;
    for (const auto& line : row.lines)
      for (const auto& name : looked_at[line])
        if (const auto known = facts.columns.find(name); known != facts.columns.end())
          for (auto& id : known->second.evidence()) evidence.push_back(std::move(id));
    if (evidence.empty()) evidence.push_back(out.computation("lines of the table that hold", Object{{"row", row.row}}, Value(row.route)));
    matched.push_back({.row = std::move(row), .evidence = kit::once(evidence)});
  }
  for (std::size_t i = 0; i < matched.size(); ++i) say(call, out, matched[i], i == 0);
  return matched;
}

}  // namespace amends::routing

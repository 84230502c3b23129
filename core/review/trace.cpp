#include "review/trace.hpp"

#include <algorithm>
#include <map>

#include "support/yaml.hpp"

namespace amends::review {
namespace {

constexpr std::string_view kKinds[] = {"SP", "KP", "WF", "PA", "RN", "TD"};

bool digit(char c) { return c >= '0' && c <= '9'; }

/// Letter A to D, then two or three digits.
bool is_id(std::string_view text) { return (text.size() == 3 || text.size() == 4) && text[0] >= 'A' && text[0] <= 'D' && std::all_of(text.begin() + 1, text.end(), digit); }

}  // namespace

Result<std::vector<TraceRow>> read_trace_rows(std::string_view text, const std::string& file) {
  AMENDS_TRY(const auto document, yaml::parse(text, file));
  std::vector<TraceRow> out;
  std::map<std::string, bool> seen;
  const auto* rows = json::find(document.value, "rows");
  if (!rows || !rows->is_array()) return fail(ErrorCode::schema, "a list `rows` of {id, kinds, name} is needed", file);
  for (std::size_t i = 0; i < rows->get_array().size(); ++i) {
    const auto& entry = rows->get_array()[i];
    const auto wrong = [&](const std::string& what) { return fail(ErrorCode::schema, what, document.place("rows." + std::to_string(i))); };
    if (!entry.is_object() || entry.get_object().size() != 3) return wrong("a row has the members id, kinds and name");
    TraceRow row{std::string(json::text_at(entry, "id")), {}, std::string(json::text_at(entry, "name"))};
    if (!is_id(row.id)) return wrong("'" + row.id + "' is no id; write the letter of the source, A to D, and two or three digits");
    if (std::exchange(seen[row.id], true)) return wrong("the id " + row.id + " was given before");
    if (row.name.empty()) return wrong("the name of " + row.id + " is empty");
    for (const auto& kind : json::list_at(entry, "kinds")) {
      row.kinds.emplace_back(json::text_or(&kind, ""));
      if (std::find(std::begin(kKinds), std::end(kKinds), row.kinds.back()) == std::end(kKinds)) return wrong("'" + row.kinds.back() + "' is no kind; the kinds are SP, KP, WF, PA, RN and TD");
    }
    if (row.kinds.empty()) return wrong(row.id + " names no kind");
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<std::string> traced_ids(std::string_view test_name) {
  constexpr std::string_view kMark = "trace_";
  std::vector<std::string> out;
  for (auto at = test_name.find(kMark); at != std::string_view::npos; at = test_name.find(kMark, at + 1)) {
    auto end = at + kMark.size();
    if (end >= test_name.size() || test_name[end] < 'A' || test_name[end] > 'Z') continue;
    ++end;
    while (end < test_name.size() && digit(test_name[end])) ++end;
    const auto id = test_name.substr(at + kMark.size(), end - at - kMark.size());
    if (id.size() > 1) out.emplace_back(id);
  }
  return out;
}

bool TracedRow::has(TestOutcome outcome) const {
  return std::any_of(tests.begin(), tests.end(), [&](const TraceTest& test) { return test.outcome == outcome; });
}

std::int64_t TraceReport::served() const {
  return std::count_if(rows.begin(), rows.end(), [](const TracedRow& row) { return row.served(); });
}

TraceReport trace(std::vector<TraceRow> rows, const std::vector<TestResult>& results) {
  TraceReport out;
  std::map<std::string, std::size_t> places;
  for (auto& row : rows) {
    places[row.id] = out.rows.size();
    out.rows.push_back({std::move(row), {}});
  }
  for (const auto& result : results)
    for (const auto& id : traced_ids(result.name)) {
      TraceTest test{result.suite + "." + result.name, result.outcome};
      const auto found = places.find(id);
      if (found == places.end()) out.unknown.push_back(std::move(test));
      else out.rows[found->second].tests.push_back(std::move(test));
    }
  return out;
}

}  // namespace amends::review

#include "route.hpp"

#include <algorithm>

namespace amends::routing {
namespace {

void add_reason(std::string& all, const std::string& reason, std::string_view separator) {
  if (reason.empty()) return;
  if (!all.empty()) all += separator;
  all += reason;
}

}  // namespace

std::vector<Row> rows_of(const std::vector<Line>& lines) {
  std::vector<Row> out;
  std::vector<std::pair<std::int64_t, std::string>> said;  // a reason stands once in a row
  for (const auto& line : lines) {
    auto row = std::find_if(out.begin(), out.end(), [&](const Row& known) { return known.row == line.row; });
    if (row == out.end()) {
      out.push_back({.row = line.row, .kind = line.kind, .route = line.route, .reason_zh = {}, .reason_en = {}, .lines = {}});
      row = out.end() - 1;
    }
    row->lines.push_back(line.id);
    if (const auto key = std::pair(line.row, line.because_en + line.because_zh); std::find(said.begin(), said.end(), key) == said.end()) {
      said.push_back(key);
      add_reason(row->reason_zh, line.because_zh, "；");
      add_reason(row->reason_en, line.because_en, "; ");
    }
  }
  // An institution's own lines stand behind the shipped ones in the table; the number says where they belong.
  std::stable_sort(out.begin(), out.end(), [](const Row& left, const Row& right) { return left.row < right.row; });
  return out;
}

std::int64_t in_dispute(std::optional<std::int64_t> claimed_minor, std::optional<std::int64_t> entitlement_minor) noexcept {
  return std::max<std::int64_t>(0, claimed_minor.value_or(0) - entitlement_minor.value_or(0));
}

std::string_view arbitration(std::string_view recorded, std::string_view answered) noexcept {
  if (recorded == "yes" || recorded == "no") return recorded;
  return answered == "yes" || answered == "no" ? answered : std::string_view("unknown");
}

}  // namespace amends::routing

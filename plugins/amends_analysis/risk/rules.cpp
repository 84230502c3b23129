#include "rules.hpp"

#include "picture.hpp"

namespace amends::risk {
namespace {

constexpr std::string_view kTables = "tables/risk.rules";

Step step_of(std::string_view table, std::string_view member, const kit::FiredRow& fired, std::int64_t least) {
  const auto path = table_path(table, fired.id);
  const auto value = sdk::Reader(fired.then, path).integer(member);
  if (!value || *value < least || *value > kStepMax)
    sdk::fail("error.pack_invalid", "the table gives no `" + std::string(member) + "` from " + std::to_string(least) + " to " + std::to_string(kStepMax) + "; correct it", path);
  return {.value = *value, .because = fired.because, .row = path};
}

}  // namespace

std::pair<Step, Step> Rules::both(std::string_view table, sdk::Object inputs) const {
  const auto fired = row(table, std::move(inputs));
  return {step_of(table, "l", fired, 1), step_of(table, "i", fired, 1)};
}

std::vector<Step> Rules::added(std::string_view table, sdk::Object inputs) const {
  std::vector<Step> out;
  for (const auto& fired : rows(table, std::move(inputs))) out.push_back(step_of(table, "add", fired, 0));
  return out;
}

std::vector<kit::FiredRow> Rules::rows(std::string_view table, sdk::Object inputs) const { return kit::fired_rows(call_.evaluate(table_path(table), std::move(inputs))); }

kit::FiredRow Rules::row(std::string_view table, sdk::Object inputs) const { return kit::answer_of(call_.evaluate(table_path(table), std::move(inputs))); }

Step Rules::step(std::string_view table, std::string_view member, sdk::Object inputs) const { return step_of(table, member, row(table, std::move(inputs)), 1); }

std::string table_path(std::string_view table, std::string_view row) {
  return std::string(kTables) + "#" + std::string(table) + (row.empty() ? std::string() : "." + std::string(row));
}

}  // namespace amends::risk

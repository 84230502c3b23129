#pragma once
// The decision tables of tables/risk.rules as this stage asks them: one question, the numbers that answer and why, checked for what the stage can work with.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kit/pack_reading.hpp"
#include "sdk/sdk.hpp"

namespace amends::risk {

/// A number that a table gives, with its reason for people.
struct Step {
  std::int64_t value = 1;
  sdk::Texts because;  ///< empty when the table's default answered
  std::string row;     ///< "tables/risk.rules#legal_impact.LI2"
};

/// Errors of all: Failure `error.pack_missing`; `error.pack_invalid` for a number outside 1..5 (0..5 for `added`).
class Rules {
 public:
  explicit Rules(const sdk::Call& call) : call_(call) {}
  /// Answers `l`, the likelihood.
  [[nodiscard]] Step likelihood(std::string_view table, sdk::Object inputs) const { return step(table, "l", std::move(inputs)); }
  /// Answers `i`, the impact.
  [[nodiscard]] Step impact(std::string_view table, sdk::Object inputs) const { return step(table, "i", std::move(inputs)); }
  /// Answers `l` and `i` of one row.
  [[nodiscard]] std::pair<Step, Step> both(std::string_view table, sdk::Object inputs) const;
  /// What each row that holds adds, in the table's order.
  [[nodiscard]] std::vector<Step> added(std::string_view table, sdk::Object inputs) const;
  /// The rows that hold.
  [[nodiscard]] std::vector<kit::FiredRow> rows(std::string_view table, sdk::Object inputs) const;
  /// The one row that answers.
  [[nodiscard]] kit::FiredRow row(std::string_view table, sdk::Object inputs) const;

 private:
  [[nodiscard]] Step step(std::string_view table, std::string_view member, sdk::Object inputs) const;
  const sdk::Call& call_;
};

/// "tables/risk.rules#actions.AC1": how rules and failures name a table or a row.
[[nodiscard]] std::string table_path(std::string_view table, std::string_view row = {});

}  // namespace amends::risk

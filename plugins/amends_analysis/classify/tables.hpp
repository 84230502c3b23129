#pragma once
// The decision tables of tables/severity as this stage asks them: one question, the row that answers, and its points or level, checked for what the stage
// can work with.
#include <cstdint>
#include <string>
#include <string_view>

#include "kit/pack_reading.hpp"
#include "sdk/sdk.hpp"

namespace amends::classify {

using Fired = kit::FiredRow;  ///< a row that answered a question; its id is empty when the table's default answered

/// Thread and lifetime: those of the call. Errors of all: Failure `error.pack_missing`, `error.pack_invalid`.
class Tables {
 public:
  static constexpr std::int64_t kPointsMax = 1'000;  ///< of one row; far above any use, far below overflow

  explicit Tables(const sdk::Call& call);
  [[nodiscard]] Fired ask(std::string_view table, sdk::Object inputs) const;
  /// The points of a row, 0..kPointsMax.
  [[nodiscard]] std::int64_t points(std::string_view table, const Fired& fired) const;
  /// The most points of a table, at least 0; `otherwise` when it names none.
  [[nodiscard]] std::int64_t cap(std::string_view table, std::int64_t otherwise) const;

 private:
  const sdk::Call& call_;
  sdk::Reader pack_;
};

/// "tables/severity#levels.SL2": how rules and failures name a table or a row.
[[nodiscard]] std::string table_path(std::string_view table, std::string_view row = {});
/// The level that a row names, 1..4. Errors: Failure `error.pack_invalid`.
[[nodiscard]] int level_of(const sdk::Reader& then);

}  // namespace amends::classify

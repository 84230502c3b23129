#pragma once
// Reading of the packs that several stages share, over the SDK.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kit/currency.hpp"
#include "sdk/call.hpp"

namespace amends::kit {

/// The rows of tables/currency. Errors: Failure `error.pack_missing`; `error.pack_invalid` for a factor outside its range.
[[nodiscard]] Currencies currencies(const sdk::Call& call);

/// A row of a decision table that fired.
struct FiredRow {
  std::string id;
  sdk::Value then;     ///< an object
  sdk::Texts because;  ///< why, for people
};
[[nodiscard]] std::vector<FiredRow> fired_rows(const sdk::TableAnswer& answer);

/// Throws Failure `error.currency_mismatch` when two of the sums have different currencies: the record gives no rate to compare them by.
/// Each sum with its path in the record.
void same_currency(const std::vector<std::pair<std::string_view, sdk::Money>>& sums);

}  // namespace amends::kit

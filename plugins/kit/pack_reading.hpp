#pragma once
// Reading of the tables that several stages share, over the SDK: the factors of tables/currency, and the rows that a decision table answers with.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kit/currency.hpp"
#include "sdk/envelope.hpp"

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
/// What a table answers that takes one row: that row, or its default with an empty id and no reason.
[[nodiscard]] FiredRow answer_of(const sdk::TableAnswer& answer);

/// Sums of the record that are compared with one another or with a limit, each with its path.
using Sums = std::vector<std::pair<std::string_view, sdk::Money>>;
/// The scale that limits have for these sums; CNY 1/1 when there is none. A currency without a row becomes the finding `currency_unknown`.
/// Errors: Failure `error.currency_mismatch` when two have different currencies, since the record gives no rate to compare them by; those of `currencies`.
[[nodiscard]] CurrencyScale scale_of(const sdk::Call& call, sdk::Envelope& out, const Sums& sums);

}  // namespace amends::kit

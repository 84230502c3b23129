#pragma once
// What the customer asks for and what verification found of it: the same reading for the options and for the letter. Over sdk::Reader; knows nothing of remedies.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sdk/envelope.hpp"

namespace amends::matter {

/// One demand. merit: full, partial, none, undetermined (catalogue 3.7).
struct Demand {
  std::string id, kind, merit;
  std::string text;                    ///< the customer's own words; may be empty
  std::optional<sdk::Money> amount;    ///< what is asked for
  std::string path;                    ///< in the record: "demand.0"; "demand" where the customer asks for nothing by name
};

struct Matter {
  std::vector<Demand> demands;         ///< one of kind `none` where the record has no demand
  std::string case_merit;              ///< full, partial, none
  std::string merit_path;              ///< the field that it rests on
  std::optional<sdk::Money> owed;      ///< the entitlement; nothing while it is not known
  std::string owed_path;
  std::optional<sdk::Money> agreed;    ///< what a settlement (`money.settled`) adds to what is owed; above 0
  std::int64_t digits = 2;             ///< minor digits of the sums' currency

  /// Money is asked for with merit, so that a sum is to be worked out.
  [[nodiscard]] bool money_due() const noexcept;
  /// A known sum above 0 is owed.
  [[nodiscard]] bool pays() const noexcept { return owed && owed->minor > 0; }
};

/// Kinds of demand that ask for money.
[[nodiscard]] bool asks_for_money(std::string_view kind) noexcept;

/// Who asks for nothing by name, or to have something explained, is told what was found whatever it is: nothing of that is refused.
[[nodiscard]] bool can_be_refused(std::string_view kind) noexcept;

/// Nothing when no merit is known: neither by verification nor by an officer's decision, or it is undetermined. What verification says goes before the
/// officer's decision, except where it left the merit open.
/// Errors: Failure `error.range` for a merit or kind of decision that nobody knows, `error.currency_mismatch`, `error.bad_type`.
[[nodiscard]] std::optional<Matter> read_matter(const sdk::Call& call, sdk::Envelope& out);

/// The demand as people call it: "the refund you ask for". Without slots.
[[nodiscard]] sdk::Texts kind_title(std::string_view kind);

}  // namespace amends::matter

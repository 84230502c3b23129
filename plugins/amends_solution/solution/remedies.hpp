#pragma once
// The remedies of the packs: what each is (remedies), and which serve a demand (tables/remedies).
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "matter/demands.hpp"
#include "options.hpp"

namespace amends::solution {

/// A row of remedies. money: owed, agreed, interest or none.
struct Remedy {
  std::string id, kind, owner, within, money;
  std::vector<std::string> serves;  ///< needs
  bool customer = true;             ///< false: mended in the house
  sdk::Texts title, text;
  std::optional<sdk::Texts> pros, cons, conditions;
};

/// The pack, read once for a call.
struct Book {
  std::vector<std::string> ways;                ///< in the pack's order
  std::map<std::string, sdk::Texts> way_titles, owner_titles;
  std::map<std::string, Remedy, std::less<>> remedies;
  /// Errors: Failure `error.pack_invalid` for a remedy that the pack does not have.
  [[nodiscard]] const Remedy& remedy(std::string_view id) const;
  [[nodiscard]] sdk::Texts way_title(const std::string& way) const;
  [[nodiscard]] sdk::Texts owner_title(const std::string& owner) const;
};
/// Errors: Failure `error.pack_missing`, `error.pack_invalid`.
[[nodiscard]] Book read_book(const sdk::Call& call);

/// A need of the customer as amends.psychology reads it, strongest first.
using Needs = std::vector<std::pair<std::string, std::int64_t>>;
[[nodiscard]] Needs read_needs(const sdk::Reader& record);

/// What the table looks at beside the demand. Each with the field that it comes from.
struct Circumstances {
  sdk::Object inputs;                       ///< nature, root_cause, need, product, closed, hardship
  std::vector<sdk::EvidenceId> evidence;
};
[[nodiscard]] Circumstances read_circumstances(const sdk::Call& call, sdk::Envelope& out, const Needs& needs);

/// An offer with the line of the table that made it.
struct Reasoned {
  Offer offer;
  std::string row;
  sdk::Texts because;
};
/// In the order of the demands, then of the table's lines. At least one for each demand.
[[nodiscard]] std::vector<Reasoned> offers_for(const sdk::Call& call, const matter::Matter& matter, const Circumstances& circumstances);

}  // namespace amends::solution

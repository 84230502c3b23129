#pragma once
// Which sum belongs to which demand, and what is claimed in all (catalogue 3.1 (2): claimed = the amount of the demand). Positions are code points of one
// document. Value types only.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sdk/values.hpp"

namespace amends::intake {

struct DemandHit {
  std::size_t document = 0;  ///< number of the document
  std::int64_t start = 0, end = 0;
  std::string kind;
  std::string slot;          ///< where the sum stands, seen from the term: after, before, none
};

struct Sum {
  std::size_t document = 0;
  std::int64_t start = 0, end = 0;
  std::int64_t minor = 0;
  std::string currency;
};

/// refund, compensation, claim_payment, full_surrender, other: kinds that may have a sum.
[[nodiscard]] bool may_have_sum(std::string_view kind) noexcept;

/// For each demand the number of its sum in `sums`, nothing when it states none. texts: code points of each document. The sum stands in the same sentence;
/// on the side the slot names first, nearest first. A sum goes to one demand only.
[[nodiscard]] std::vector<std::optional<std::size_t>> sums_of_demands(const std::vector<DemandHit>& demands, const std::vector<Sum>& sums, const std::vector<std::u32string>& texts);

/// A demand with the sum that belongs to it.
struct AskedSum {
  std::string kind;
  std::optional<sdk::Money> amount;
};
enum class ClaimBasis { unknown, demands, paid_in, only_sum, mixed };
struct Claim {
  ClaimBasis basis = ClaimBasis::unknown;
  sdk::Money sum;                      ///< of `demands` and `only_sum`
  std::vector<std::size_t> demands;    ///< numbers of the demands that have a sum of their own
};
/// The sums of the demands together (`mixed` when their currencies differ, which cannot be added); for a full surrender without one, what was paid in; else
/// the only sum that the texts state, where a demand may have one. A demand of kind `other` claims nothing by itself.
[[nodiscard]] Claim claim_of(const std::vector<AskedSum>& demands, const std::vector<sdk::Money>& stated);

/// The number of the bare sum (a number that no word marks as money) that belongs to a demand: inside it, behind it or before it, in this order, with at
/// most one blank between (退1080, 666退我, refund 250.50). A number in words counts from a hundred on: 退五百 names a sum, 退一赔三 does not. text: code
/// points of the demand's document.
[[nodiscard]] std::optional<std::size_t> bare_sum_beside(const DemandHit& demand, const std::vector<Sum>& bare, std::u32string_view text);

}  // namespace amends::intake

#pragma once
// What the texts state in numbers and names (catalogue 3.1 (2)): money, dates, ages, group size, reach, contracts, telephones, persons. The host's text kit
// reads them; here they become the rows of `extracted` and the facts that need no judgement. Which sum is asked for is told by demands.
#include <vector>

#include "amount.hpp"
#include "received.hpp"

namespace amends::intake {

struct Extraction {
  sdk::Stated stated;
  std::vector<Sum> sums;  ///< the money of `stated`, same order
};

[[nodiscard]] Extraction extract(const Context& context);
/// A bare number in or beside a demand that may have a sum is money in the institution's currency: it moves from the bare sums to the money.
void add_bare_sums(const Context& context, const std::vector<DemandHit>& demands, Extraction& extraction);
/// The rows of `extracted`. Persons: those whom the record knows by name, where a text first names them.
[[nodiscard]] sdk::Array extracted_rows(const Context& context, const sdk::Stated& stated);
/// Proposes group.size, media.reach_count and media.posted.
void propose_counts(const Context& context, const sdk::Stated& stated);

}  // namespace amends::intake

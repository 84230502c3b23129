#pragma once
// What is asked for outright, what lies beneath, and whether words and demand contradict each other (catalogue 3.5, D29, D33).
#include <string>
#include <vector>

#include "needs.hpp"

namespace amends::psychology {

struct Explicit {
  std::string kind;
  std::string quote;                       ///< the complainant's own words; may be empty for a demand of the record
  std::vector<sdk::EvidenceId> evidence;
};
/// A wish that nothing asks for outright: a demand of the record that was not spoken out, or a need.
struct Latent {
  std::string kind, need;                  ///< one of the two
  sdk::Texts text;
  std::vector<sdk::EvidenceId> evidence;
};

struct DemandReading {
  std::vector<Explicit> spoken;
  std::vector<Latent> latent;
  bool money = false;                      ///< something spoken asks for money
  bool conflict = false;
  sdk::EvidenceId basis;
};

/// A refund, a compensation, a surrender or a claim payment.
[[nodiscard]] bool asks_for_money(std::string_view kind) noexcept;

/// denials: the words that say it is not about money. Errors: Failure `error.range` for an answer that is no kind of demand, `error.bad_type`.
[[nodiscard]] DemandReading read_demand(const Context& context, const NeedReading& needs, const std::vector<Word>& denials);

}  // namespace amends::psychology

#pragma once
// What the complainant asks for: demands from lex/demands with the sums that belong to them, the sum claimed, and the proposals for `demand` and
// `money.claimed`. Which sum belongs to which demand is told by amount.hpp.
#include <optional>
#include <string>
#include <vector>

#include "extraction.hpp"

namespace amends::intake {

inline constexpr std::size_t kSaidMax = 3;

struct Demand {
  std::string kind;
  sdk::Place place;
  std::optional<sdk::Money> amount;
  std::vector<std::string> said;  ///< the words that name it, at most kSaidMax; never the sentence, which may hold names and numbers
  std::string amount_written;  ///< as the text has it; empty without an amount
  sdk::EvidenceId evidence, amount_evidence;
};

struct Demands {
  std::int64_t hits = 0;      ///< that count: what the cue counts
  std::vector<Demand> list;   ///< each demand once, at most kMarksMax
  std::optional<sdk::Money> claimed;
  std::vector<sdk::EvidenceId> claimed_evidence;
};

/// Bare sums beside a demand become money of `extraction`.
[[nodiscard]] Demands read_demands(const Context& context, Extraction& extraction);
/// Proposes money.claimed, and demand while nobody but this stage has written the list.
void propose_demands(const Context& context, const Demands& demands);

}  // namespace amends::intake

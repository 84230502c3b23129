#pragma once
// Event, belief, consequence (catalogue 3.5, D22), and what an officer can do with them: one respectful question and one other way to see it. Nobody is called
// irrational: the question and the view are for the officer's own thinking.
#include "iceberg.hpp"

namespace amends::psychology {

struct AbcEvent {
  std::string id, standing, what;          ///< standing: agreed, disputed, asserted
  sdk::EvidenceId evidence;
};
struct AbcBelief {
  std::string tag, quote;                  ///< the sentence around the words
  sdk::EvidenceId evidence;
};

struct Abc {
  std::vector<AbcEvent> events;
  std::vector<AbcBelief> beliefs;
  std::vector<Points> emotions;
  std::vector<std::string> acts;           ///< kinds of what is threatened or done
  std::vector<sdk::EvidenceId> act_evidence;
  sdk::Texts question, alternative;        ///< D and E
  std::vector<sdk::EvidenceId> evidence;   ///< what D and E rest on; at least one
};

/// Errors: Failure `error.range`, `error.bad_type`.
[[nodiscard]] Abc read_abc(const Context& context, const Feelings& feelings, const std::vector<Word>& beliefs);

}  // namespace amends::psychology

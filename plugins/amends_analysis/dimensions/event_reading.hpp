#pragma once
// The dimension of the event: the chain from cause to consequence, what stands about each fact, where the process was left, and what is missing about a
// disputed fact.
#include "reading.hpp"

namespace amends::dimensions {

struct EventReading {
  Block block;
  std::int64_t agreed = 0, disputed = 0, asserted = 0;
  std::vector<std::string> chain;        ///< numbers of the events from cause to consequence
  std::vector<sdk::Texts> topics;        ///< on which the sides differ
  std::int64_t deviations = 0, contradictions = 0;
  bool asked = false;
  std::vector<sdk::EvidenceId> cited;
};

/// The events with what a person answered about one of them in the form fact_details, where the record does not say it.
/// Errors: Failure `error.range` for an answer about no event and no topic, `error.bad_type`.
[[nodiscard]] std::vector<Event> with_answer(const sdk::Call& call, const Names& names, std::vector<Event> events);

/// Errors: Failure `error.pack_missing`, `error.pack_invalid`.
[[nodiscard]] EventReading read_event(const Context& context);

}  // namespace amends::dimensions

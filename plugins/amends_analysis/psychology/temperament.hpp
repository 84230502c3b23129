#pragma once
// The way of talking (catalogue 3.5, D68-D71): cues of the text and ticks of an officer who met the person. Weak evidence, for wording alone. And the ticks
// themselves: human observation only, no picture enters.
#include "reading.hpp"

namespace amends::psychology {

/// What an officer ticked in the form `observation`.
struct Ticks {
  std::vector<std::string> seen;              ///< names of the ticks of face, movement and wording
  std::vector<Points> temperament;            ///< points by way of talking
  std::vector<sdk::EvidenceId> seen_evidence, temperament_evidence;
};

struct TemperamentReading {
  std::string code = "unknown";
  std::optional<std::int64_t> score;
  std::string classic;                        ///< the old name that the chosen pairing gives it; empty when unknown
  sdk::Texts classic_title;
  bool by_person = false;
  std::vector<sdk::EvidenceId> evidence;      ///< at least one
};

/// Errors: Failure `error.bad_type` for a tick that is neither yes nor no, `error.range` for a field that the form does not have.
[[nodiscard]] Ticks read_ticks(const Context& context);
/// Errors: Failure `error.range` for an answer that is no way of talking, `error.pack_missing`, `error.pack_invalid`.
[[nodiscard]] TemperamentReading read_temperament(const Context& context, const Ticks& ticks);

}  // namespace amends::psychology

#pragma once
// The dimension of participants: who is in the case, how far each can move the talk, and who is a key person. A named employee is a lead and never a verdict.
#include "reading.hpp"

namespace amends::dimensions {

struct Participant {
  std::string id, role;
  std::int64_t influence = 1;  ///< 1..5
};

struct ParticipantsReading {
  Block block;
  std::vector<Participant> people;   ///< the parties, in the order of the record
  std::vector<sdk::Texts> key_people;
  bool person = false;               ///< an employee is named in many like cases
  std::vector<sdk::EvidenceId> cited;
};

/// Errors: Failure `error.range`, `error.bad_type`, `error.pack_invalid`.
[[nodiscard]] ParticipantsReading read_participants(const Context& context);

}  // namespace amends::dimensions

#pragma once
// Steps outside that the complainant names or has taken (catalogue 3.1 (2)): hits of lex/threats beside what the record says has happened. Which of them
// supersedes which is told by signs.hpp.
#include "received.hpp"

namespace amends::intake {

struct Threats {
  std::int64_t hits = 0;  ///< that count: what the cue counts
  sdk::Array rows;        ///< of the result's `threats`
};

[[nodiscard]] Threats read_threats(const Context& context);

}  // namespace amends::intake

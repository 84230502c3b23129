#pragma once
// What people are asked about the route (catalogue 3.19, Ask): the arbitration clause, consent to mediation, the customer's preference, a right that may
// have expired. Nothing waits for the answers.
#include <vector>

#include "choice.hpp"
#include "columns.hpp"

namespace amends::routing {

/// Which of them are open after this run.
struct Asked {
  bool clause = false, consent = false, preference = false;
};
[[nodiscard]] Asked ask(const sdk::Call& call, sdk::Envelope& out, const Facts& facts, const std::vector<Matched>& matched);

}  // namespace amends::routing

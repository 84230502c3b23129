#pragma once
// What the stage asks (catalogue 3.11): the sums of a supervisor, the reviewer's word, the log of a counter-offer, the marks on a talk. Nothing waits for an answer:
// the plan shows what is missing, and the workflow's release step holds.
#include "listening_reading.hpp"
#include "offers.hpp"

namespace amends::negotiation_plan {

void ask(const Context& context, const Facts& facts, const Sums& sums, const Offers& offers, const Talk& talk, const Stairway& stairway);

}  // namespace amends::negotiation_plan

#pragma once
// The five sentences of the explanation: mode, tolerance and acceptance point, offers, stairway, checklist.
#include "plan_result.hpp"

namespace amends::negotiation_plan {

void explain(const Context& context, const Plan& plan);

}  // namespace amends::negotiation_plan

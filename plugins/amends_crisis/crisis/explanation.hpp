#pragma once
// The sentences that say which level and why, who acts by when, what may be said, and when it ends (catalogue 0.3).
#include "situation.hpp"

namespace amends::crisis {

void explain(const Context& context, const Parts& parts);

}  // namespace amends::crisis

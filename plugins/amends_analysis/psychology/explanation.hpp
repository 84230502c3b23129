#pragma once
// What psychology says about its run, in five sentences. Reads what the parts found and decides nothing.
#include "hypotheses.hpp"

namespace amends::psychology {

void explain(const Context& context, const Parts& parts, const Feelings& feelings);

}  // namespace amends::psychology

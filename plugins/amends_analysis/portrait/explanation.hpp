#pragma once
// What portrait says about its run, in at most five sentences. Reads what the blocks found and decides nothing.
#include "sheet.hpp"

namespace amends::portrait {

void explain(const Context& context, const Blocks& blocks);

}  // namespace amends::portrait

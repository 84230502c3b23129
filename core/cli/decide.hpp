#pragma once
// What `amends decide` and its --check share. The command itself is in decide_command.cpp.
#include "cli/context.hpp"
#include "runtime/deciding.hpp"

namespace amends::cli {

/// `amends decide TABLE --check`.
int check_decision(Context& context, const runtime::Found& found);

}  // namespace amends::cli

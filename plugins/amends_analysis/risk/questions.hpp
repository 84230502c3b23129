#pragma once
// What the stage asks (catalogue 3.6): the sums, when the level hangs on them, and the reach of what is public. Nothing waits for an answer.
#include "axes.hpp"

namespace amends::risk {

struct Asked {
  bool sums = false, reach = false;
};

Asked ask(const Context& context, const Reading& reading);

}  // namespace amends::risk

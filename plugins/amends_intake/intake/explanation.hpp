#pragma once
// What intake says about its run in five sentences: safety or the earlier case, what is asked, why it is a complaint, which rule set each date, what is
// missing. Reads what the steps found and decides nothing.
#include <vector>

#include "clocks.hpp"
#include "complaint_test.hpp"
#include "completeness.hpp"
#include "demands.hpp"
#include "feelings.hpp"
#include "safety.hpp"
#include "same_case.hpp"

namespace amends::intake {

/// What the steps of one run found.
struct Findings {
  const Feelings& feelings;
  const Demands& demands;
  const Safety& safety;
  const Verdict& verdict;
  const SameCase& same;
  const std::vector<Clock>& clocks;
  const Missing& missing;
};

void explain(const Context& context, const Findings& found);

}  // namespace amends::intake

#pragma once
// The sentences that say what was found, on what, and what is still asked (catalogue 0.3).
#include "questions.hpp"

namespace amends::verify {

struct Found {
  const Matrix& matrix;
  const std::vector<Item>& items;
  const Merits& merits;
  const Entitlement& entitlement;
  const std::vector<Missing>& missing;
  const Asked& asked;
  std::string_view strength;
  sdk::EvidenceId strength_sum;
};

void explain(const Context& context, const Found& found);

}  // namespace amends::verify

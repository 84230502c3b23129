#pragma once
// What amends.taboo_check tells people: a finding for each place, one for who may release the draft, and the explanation.
#include <cstdint>

#include "kit/taboo.hpp"
#include "sdk/envelope.hpp"

namespace amends::taboo_check {

struct Told {
  const kit::TabooReading& reading;
  const kit::Backing& backing;
  std::int64_t pass_score;
  sdk::EvidenceId draft;  ///< the draft's text
};
void say(sdk::Envelope& out, const Told& told);

}  // namespace amends::taboo_check

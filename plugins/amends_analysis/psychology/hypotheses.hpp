#pragma once
// The readings as hypotheses that a person tests, and the picture of motives (catalogue 3.5, D20): what set it off, what is felt to be in danger, how it is
// protected, and what would let the guard down.
#include "abc.hpp"
#include "defences.hpp"
#include "temperament.hpp"

namespace amends::psychology {

struct Parts {
  const NeedReading& needs;
  const DemandReading& demand;
  const DefenceReading& defences;
  const TemperamentReading& temperament;
  const std::vector<LayerReading>& iceberg;
  const Abc& abc;
  const Ticks& ticks;
};

/// Rows {kind, code, score, text, test, by_person, evidence}; the last is the picture of motives with its four slots.
[[nodiscard]] sdk::Array hypotheses(const Context& context, const Parts& parts);

/// An officer is asked to check what is easiest to get wrong: a defence or a way of talking. Nothing waits for it. True when asked.
bool ask_to_check(const Context& context, const Parts& parts);

}  // namespace amends::psychology

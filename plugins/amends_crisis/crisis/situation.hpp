#pragma once
// The situation sheet (catalogue 3.18): facts, rumours, actions, open questions, each with its evidence. Lines hold numbers of points and never the words of a
// case: those stand in the evidence.
#include "statements.hpp"
#include "standdown.hpp"
#include "team.hpp"

namespace amends::crisis {

struct Parts {
  const Reading& reading;
  const Team& team;
  const Timers& timers;
  const Statements& statements;
  const Standdown& standdown;
};

/// {facts[], rumours[], actions[], open_questions[], next_update_at}; each line {text, evidence[]}, an action also owner_role, due_at and state. Null without a level.
[[nodiscard]] sdk::Value situation_of(const Context& context, const Parts& parts);

}  // namespace amends::crisis

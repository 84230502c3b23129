#pragma once
// The tool sheet (catalogue 3.4, A17): sixteen fields in the order of portrait.map, each with lines in both languages and the evidence they rest on. It is the
// data that the review prints; it carries no name, number of a contract, or contact, and no label of a person.
#include "basic.hpp"
#include "behaviour.hpp"
#include "psych.hpp"
#include "types.hpp"

namespace amends::portrait {

struct Blocks {
  const Basic& basic;
  const Behaviour& behaviour;
  const Psych& psych;
  const Types& types;
};

/// Which card the musts and taboos come from: the way of talking, else the top need, else the neutral one.
[[nodiscard]] std::string card_code(const Psych& psych);

/// {case, title, notice, fields: [{id, title, lines: [{zh, en}], evidence: [id]}]}. Errors: Failure `error.pack_invalid` for a field of portrait.map that
/// nothing fills.
[[nodiscard]] sdk::Object sheet(const Context& context, const Blocks& blocks);

}  // namespace amends::portrait

#pragma once
// The types (catalogue 3.4): points of tables/portrait, shown from type_min on; several may hold. A type shapes the way of talking and changes no
// entitlement, clock or route. A person's confirmation or correction stands above the points.
#include "behaviour.hpp"

namespace amends::portrait {

struct Cue {
  std::string row;
  std::int64_t points = 0;
  sdk::Texts because;
};
struct Type {
  std::string code;
  std::int64_t score = 0;
  std::vector<Cue> cues;
  bool by_person = false;
  std::vector<sdk::EvidenceId> evidence;  ///< at least one
};
struct Types {
  std::vector<Type> shown;                ///< in the order of portrait.map
  sdk::EvidenceId basis;                  ///< the points of all types
  [[nodiscard]] bool has(std::string_view code) const;
};

/// Errors: Failure `error.currency_mismatch`, `error.range`, `error.bad_type`, `error.pack_missing`, `error.pack_invalid`.
[[nodiscard]] Types read_types(const Context& context, const Behaviour& behaviour);

}  // namespace amends::portrait

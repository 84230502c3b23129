#pragma once
// Merit of a demand and of a case (catalogue 3.7) from the facts that it rests on. Value types only.
#include <optional>
#include <string_view>
#include <vector>

#include "states.hpp"

namespace amends::verify {

enum class Merit { full, partial, none, undetermined };
[[nodiscard]] std::string_view name(Merit merit) noexcept;

/// A fact that a demand rests on.
struct Fact {
  Bearing bearing = Bearing::open;
  bool gap = false;        ///< open, and a record is missing that the institution had to keep: counts for the customer
  bool necessary = false;  ///< a person said that the demand cannot do without it
};

/// None: a necessary fact fails, or every fact does. Full: every fact holds. Partial: some fact holds, or is open with a gap. Else undetermined.
/// Which facts are necessary is for a person to say; none is presumed to be, so that one refuted point does not take a whole demand down.
[[nodiscard]] Merit merit_of(const std::vector<Fact>& facts) noexcept;

/// Full or none when every demand is; undetermined when at least one is and no other is full or partial; else partial. Nothing for no demand.
[[nodiscard]] std::optional<Merit> case_merit(const std::vector<Merit>& demands) noexcept;

}  // namespace amends::verify

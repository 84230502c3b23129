#pragma once
// What stands about a fact, and whether the events keep the order of the process (catalogue 3.3). Value types only; the adapter finds the words.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "timeline.hpp"

namespace amends::dimensions {

/// agreed: verification confirmed it, or both sides say the same. disputed: verification refuted it, or its words say that the sides differ.
/// asserted: one side says so and nothing more is known.
enum class Standing { agreed, disputed, asserted };
[[nodiscard]] std::string_view standing_name(Standing standing) noexcept;

enum class Side { complainant, institution, unknown };

struct FactView {
  std::string_view what = {};
  std::string_view verified = {};  ///< unknown, confirmed, refuted
  Side side = Side::unknown;        ///< of who asserts it
  bool contested = false;           ///< its words name a topic on which the sides differ
};
[[nodiscard]] Standing standing(const FactView& fact, bool other_side_agrees) noexcept;
/// For each fact whether the other side asserts the same in the same words.
[[nodiscard]] std::vector<bool> said_by_both(const std::vector<FactView>& facts);

/// A step of a process, as the pack orders them.
struct ProcessStep {
  std::string id, process, needs;
  std::int64_t order = 0;
};
/// An event that is a step.
struct StepEvent {
  std::size_t event = 0;            ///< for the caller
  const ProcessStep* step = nullptr;
  std::optional<When> when;
};
struct Reversal {
  std::size_t earlier = 0, later = 0;  ///< the events as they are dated
  bool impossible = false;             ///< the one that is dated first needs the other
};
/// Pairs of steps of one process that are certainly dated in the wrong order; at most `most` of them. An event that needs a step which stands there also in
/// good time is no impossible one: of each step the earliest event counts.
[[nodiscard]] std::vector<Reversal> reversals(const std::vector<StepEvent>& events, std::size_t most);

/// Place in the chain for sorting: cause, act, consequence, then what has none.
[[nodiscard]] int part_rank(std::string_view part) noexcept;

}  // namespace amends::dimensions

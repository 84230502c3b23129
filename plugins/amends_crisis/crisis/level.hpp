#pragma once
// The levels of a crisis (catalogue 3.18) and what people may change about one. Value types only.
#include <optional>
#include <string_view>

namespace amends::crisis {

/// Rising.
enum class Level { none, watch, L3, L2, L1 };
[[nodiscard]] std::string_view name(Level level) noexcept;
/// Nothing for another word.
[[nodiscard]] std::optional<Level> level_of(std::string_view word) noexcept;
/// A team works on it: L3 and above.
[[nodiscard]] bool is_crisis(Level level) noexcept;

/// A change that people asked for.
struct Change {
  Level to = Level::none, from = Level::none;  ///< from: the level that they saw
  bool commander = false, legal = false;       ///< signed, by two different people
};
enum class Verdict { none, raised, lowered, outdated, unsigned_, safety };
struct Changed {
  Level level = Level::none;
  Verdict verdict = Verdict::none;
};
/// Anybody in command may raise. Lowering needs commander and legal, holds only while the facts still give the level that they saw, and never holds against an explicit
/// sign of danger to a person (guardrail G10).
[[nodiscard]] Changed changed(Level by_facts, const std::optional<Change>& change, bool safety_explicit) noexcept;

}  // namespace amends::crisis

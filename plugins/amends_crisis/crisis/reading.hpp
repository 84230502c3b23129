#pragma once
// What the record says that makes a crisis (catalogue 3.18), the level that follows from tables/crisis.levels, and what people changed about it.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge.hpp"
#include "sdk/sdk.hpp"

namespace amends::crisis {

/// One run over one case.
struct Context {
  const sdk::Call& call;
  const sdk::Reader& record;
  sdk::Envelope& out;
  const Knowledge& knowledge;
  std::string jurisdiction;
  sdk::Texts institution;
  sdk::Texts contact;  ///< where people turn: the unit's, else the institution's first; empty when org has none
};

/// A fact that the table reads. value: null when it is not known, and then it matches no row.
struct Sign {
  std::string input;
  sdk::Value value;
  sdk::EvidenceId evidence;  ///< empty for a fact that is not known
};

/// A row of the table that holds.
struct Why {
  std::string row;
  Level level = Level::none;
  sdk::Texts because;
  sdk::EvidenceId evidence;
};

struct Reading {
  std::vector<Sign> signs;
  std::vector<Why> whys;          ///< the row that decides first, then the others that hold
  Level by_facts = Level::none;
  Changed changed;
  sdk::EvidenceId sum;            ///< the computation of the level
  bool safety_explicit = false, safety_veiled = false;
  bool reach_open = false;        ///< something is public and nobody has counted its reach
  [[nodiscard]] Level level() const noexcept { return changed.level; }
  [[nodiscard]] const Sign* sign(std::string_view input) const;
  /// A number of a sign; nothing when it is not known.
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view input) const;
};

/// Errors: Failure `error.range` for a count below 0 or a word that is not known, `error.bad_type`, `error.pack_invalid` for a level the table invents.
[[nodiscard]] Reading read_level(const Context& context);

/// "一级", "level 1".
[[nodiscard]] sdk::Texts level_title(Level level);
/// "crisis_team", or "crisis_team_run4" once it has been answered: what a person has answered does not open again.
[[nodiscard]] std::string asked_again(const Context& context, std::string_view form);

}  // namespace amends::crisis

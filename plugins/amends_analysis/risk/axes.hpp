#pragma once
// The six axes as the record and the tables of tables/risk.rules give them, each with its reason and its evidence. How numbers become a level is told by
// picture.hpp. No axis reads another, so that a loud case is owed no more and no less than a quiet one.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "picture.hpp"
#include "rules.hpp"

namespace amends::risk {

struct AxisReading {
  Axis axis;
  sdk::Texts why;                         ///< for people: both numbers with their reasons
  sdk::EvidenceId sum;                    ///< the computation of the score
  std::vector<sdk::EvidenceId> evidence;  ///< the sum first, then the fields behind it
  std::string rule;                       ///< the row that gives the impact
};

struct Reading {
  std::array<AxisReading, kAxisNames.size()> axes;
  Exposure exposure;
  Axes best, worst;          ///< with the sums that are not known at their best and at their worst
  bool claimed_open = false; ///< the claimed sum itself is not known
  bool reach_open = false;   ///< something is public and nobody has counted its reach
  sdk::EvidenceId exposure_sum, reach_field;

  [[nodiscard]] const AxisReading& of(AxisId id) const { return axes[static_cast<std::size_t>(id)]; }
  [[nodiscard]] Axes numbers() const;
};

/// One run over one case.
struct Context {
  const sdk::Call& call;
  const sdk::Reader& record;
  sdk::Envelope& out;
  const Thresholds& thresholds;
  const Rules& rules;
};

/// The names of axes and levels for people.
[[nodiscard]] sdk::Texts axis_title(AxisId id);
[[nodiscard]] sdk::Texts level_title(std::string_view level);

/// Errors: Failure `error.range` for a count or a word outside its range, `error.currency_mismatch`, `error.bad_type`, those of Rules.
[[nodiscard]] Reading read_axes(const Context& context);

}  // namespace amends::risk

#pragma once
// The risk picture (catalogue 3.6): six axes, each likelihood 1..5 times impact 1..5, and the level that the highest of them gives. Value types only; the
// adapter reads the record and asks the tables.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace amends::risk {

inline constexpr std::int64_t kStepMax = 5;  ///< of a likelihood and of an impact; the least is 1

enum class AxisId : std::size_t { legal, regulatory, reputation, financial, safety, contagion };
inline constexpr std::array<std::string_view, 6> kAxisNames = {"legal", "regulatory", "reputation", "financial", "safety", "contagion"};

/// One axis. Range of both numbers: 1..kStepMax.
struct Axis {
  std::int64_t likelihood = 1, impact = 1;
  [[nodiscard]] std::int64_t score() const noexcept { return likelihood * impact; }
  friend bool operator==(const Axis&, const Axis&) = default;
};
/// In the order of AxisId.
using Axes = std::array<Axis, kAxisNames.size()>;

/// Base 1, raised by the points, at most kStepMax.
[[nodiscard]] std::int64_t raised(std::int64_t base, std::int64_t points) noexcept;

/// The least scores of the levels and of the crisis line.
struct Thresholds {
  std::int64_t red = 20, orange = 12, yellow = 6, crisis = 20;
  /// red > orange > yellow: each level can be reached.
  [[nodiscard]] bool apart() const noexcept { return red > orange && orange > yellow; }
};

/// "red", "orange", "yellow" or "blue", by the highest axis.
[[nodiscard]] std::string_view level(const Axes& axes, const Thresholds& thresholds) noexcept;
/// Safety, reputation or contagion at the crisis line: the axes that harm people while the case waits.
[[nodiscard]] std::vector<AxisId> crisis_axes(const Axes& axes, const Thresholds& thresholds);
/// The highest axes above 1, strongest first, ties in the order of the axes; at most `most`.
[[nodiscard]] std::vector<AxisId> top(const Axes& axes, std::size_t most);

/// The sum at stake beyond what is owed, never below 0. Units: minor units of one currency.
struct Exposure {
  std::optional<std::int64_t> minor;  ///< nothing while the claimed sum is not known
  bool negative = false;              ///< more is owed than was claimed
  bool open = false;                  ///< a sum that is not known could change it
};
/// merit_full: what is owed is paid, so that nothing is at stake. An entitlement that is not known counts as 0.
[[nodiscard]] Exposure exposure(std::optional<std::int64_t> claimed_minor, std::optional<std::int64_t> entitlement_minor, bool merit_full) noexcept;

struct Media {
  bool posted = false, official = false;
  bool threatened = false;                 ///< media or exposure was announced, or a reporter asks
  std::optional<std::int64_t> reach = {};  ///< at least 0
};
/// "none", "threat" or "posted". Official media and a known reach above 0 count as posted.
[[nodiscard]] std::string_view publicity(const Media& media) noexcept;

}  // namespace amends::risk

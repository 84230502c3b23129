#pragma once
// Points of a reading and places in a text (catalogue 3.5). Value types only: no JSON, no packs, no envelope.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amends::psychology {

inline constexpr std::int64_t kScoreMax = 100;

struct Points {
  std::string code;
  std::int64_t points = 0;
  friend bool operator==(const Points&, const Points&) = default;
};

/// The sum of each code of `order`, in that order, at most kScoreMax. Cues of other codes are left out.
[[nodiscard]] std::vector<Points> add_up(const std::vector<std::string>& order, const std::vector<Points>& cues);
/// Those of at least `least` points, in their order.
[[nodiscard]] std::vector<Points> at_least(std::vector<Points> scores, std::int64_t least);
/// The highest; of equal ones the first. Nothing for an empty list or when all are 0.
[[nodiscard]] std::optional<Points> highest(const std::vector<Points>& scores);

/// A claim of at least `times` the proved loss; a loss of 0 counts, a claim of 0 does not. Minor units of one currency, both at least 0.
[[nodiscard]] bool far_above(std::int64_t claimed, std::int64_t loss, std::int64_t times) noexcept;

/// Code points [start, end).
using Range = std::pair<std::int64_t, std::int64_t>;
enum class Part { clause, sentence };
inline constexpr std::int64_t kPartMax = 80;  ///< code points of a clause or a sentence that is quoted; a longer one is cut around the place

/// The clause or the sentence that a place stands in, without its stop and without blanks around. The place itself is always inside.
[[nodiscard]] Range part_around(std::string_view body, Range place, Part part);

}  // namespace amends::psychology

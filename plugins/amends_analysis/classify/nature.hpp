#pragma once
// What a complaint is about, from the points of its cue words (catalogue 3.2). Value types only; the adapter finds the words.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amends::classify {

inline constexpr std::string_view kOther = "other";                 ///< nothing reaches the least score
inline constexpr std::string_view kExcessDemand = "excess_demand";  ///< by rule, never by words

/// One cue word that counts.
struct Cue {
  std::string code;
  std::int64_t weight = 0;
};

struct NatureRules {
  std::vector<std::string> codes;      ///< in the order that breaks ties
  std::int64_t min_score = 15;         ///< below it the nature is `other`
  std::int64_t secondary_share = 50;   ///< percent of the primary's points that make a secondary
  std::int64_t secondary_least = 10;   ///< points that a secondary has at least
};

struct Score {
  std::string code;
  std::int64_t points = 0;
  friend bool operator==(const Score&, const Score&) = default;
};

struct Nature {
  std::string primary{kOther};
  std::vector<std::string> secondary;         ///< strongest first
  std::optional<std::int64_t> confidence;     ///< 0..100; nothing while the primary is `other`
  std::vector<Score> scores;                  ///< of the codes with points, in the order of the rules
  bool by_person = false;                     ///< a person has named the primary

  [[nodiscard]] std::int64_t points(std::string_view code) const noexcept;
  /// Primary or secondary.
  [[nodiscard]] bool has(std::string_view code) const noexcept;
  /// Secondary natures that make a case complex: all but excess_demand.
  [[nodiscard]] std::int64_t further_issues() const noexcept;
};

/// Sums the cues, takes the highest, and says how clear that is: confidence = 100 * p div (p + q), q the runner-up's points. A cue of a code that the rules
/// do not have is left out.
[[nodiscard]] Nature nature_of(const std::vector<Cue>& cues, const NatureRules& rules);

/// The nature that a person named. The words' own reading stays visible: what it would have as primary or secondary stays as secondary.
[[nodiscard]] Nature confirmed(const Nature& reading, std::string_view code);

enum class Excess { no, yes, unknown };

/// A compensation demand of at least `times` the proved loss, or beside a proved loss of nothing. Unknown while the proved loss is not known, or while the
/// sum is not known and the loss is above 0. Units: minor units of one currency.
[[nodiscard]] Excess excess_demand(bool compensation_demanded, std::optional<std::int64_t> claimed_minor, std::optional<std::int64_t> loss_minor, std::int64_t times) noexcept;

}  // namespace amends::classify

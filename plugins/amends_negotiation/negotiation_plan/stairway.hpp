#pragma once
// The stairway of behavioural change (catalogue 3.11.1): listening, empathy, rapport, influence, change, each rung on the one below. Influence stays locked until the
// listening is proved. Value types only.
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace amends::negotiation_plan {

inline constexpr std::array<std::string_view, 5> kRungNames = {"listening", "empathy", "rapport", "influence", "change"};
inline constexpr std::int64_t kParaphrasesLeast = 1, kLabelsLeast = 2;

/// What the talk has proved, by an officer's ticks or by a transcript.
struct Proof {
  std::int64_t paraphrases_confirmed = 0;  ///< "that's right"; "you're right" alone is politeness and does not count
  std::int64_t labels_accepted = 0;
  std::string_view band = "calm";          ///< calm, upset, agitated, extreme
  bool agreed = false;                     ///< an option was agreed
};

struct Stairway {
  bool influence_open = false;
  std::array<bool, 5> reached{};            ///< in the order of kRungNames; none without the one below
  std::vector<std::string_view> missing;    ///< paraphrase, labels, band: what still locks influence
};
[[nodiscard]] Stairway climb(const Proof& proof);

/// Agitated and extreme: reasons do not reach anybody then.
[[nodiscard]] bool is_heated(std::string_view band) noexcept;

/// "rational" only when the band is calm, nothing was complained of before in the same matter, and the strongest need is compensation or none.
[[nodiscard]] std::string_view mode_of(std::string_view band, std::int64_t same_matter, std::string_view top_need) noexcept;

}  // namespace amends::negotiation_plan

#pragma once
// Is it a complaint, and how does the complainant feel (catalogue 3.1 (2), (3); bands of 3.3)? Value types only.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amends::intake {

inline constexpr std::int64_t kIntensityMax = 100;
inline constexpr std::int64_t kComplaintCue = 10;  ///< at least this: a complaint
inline constexpr std::int64_t kAskCue = 5;         ///< from here a person is asked; below it is an enquiry
inline constexpr std::int64_t kHitPoints = 10;     ///< of a demand, a threat, a fault, the word and the channel
inline constexpr std::int64_t kSafetyPoints = 100; ///< of a safety sign

struct Emotion {
  std::int64_t intensity = 0;           ///< 0..100
  std::string band;                     ///< calm 0-14, upset 15-34, agitated 35-59, extreme 60-100
  std::optional<std::string> dominant;  ///< nothing when no word of feeling counts
};

/// Points of one category, in the pack's order of categories.
struct CategoryPoints {
  std::string category;
  std::int64_t points = 0;
};

/// total: the weights that count and the exclamation points. Ties go to the earlier category.
[[nodiscard]] Emotion emotion_of(std::int64_t total, const std::vector<CategoryPoints>& categories);

struct Cue {
  std::int64_t emotion = 0;  ///< points, not capped
  std::int64_t demands = 0, threats = 0, faults = 0, safety = 0;  ///< hits that count
  bool complaint_word = false, formal_channel = false;
  /// emotion + 10 each for demands, threats, faults, the word and the channel + 100 for each safety hit.
  [[nodiscard]] std::int64_t total() const noexcept;
};

/// regulator, hotline_regulator, petition_office, mediation_body, media, court.
[[nodiscard]] bool is_formal_channel(std::string_view channel) noexcept;

/// True for a complaint, false for an enquiry, nothing when a person is to say. An answer `complaint` always holds; an answer `enquiry` holds while the
/// cue stays below kComplaintCue, so that a later angry text is not shelved by an earlier answer.
[[nodiscard]] std::optional<bool> is_complaint(std::int64_t cue, std::string_view answer) noexcept;

}  // namespace amends::intake

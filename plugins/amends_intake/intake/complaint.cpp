#include "complaint.hpp"

#include <algorithm>
#include <array>

namespace amends::intake {

Emotion emotion_of(std::int64_t total, const std::vector<CategoryPoints>& categories) {
  Emotion out;
  out.intensity = std::clamp<std::int64_t>(total, 0, kIntensityMax);
  out.band = out.intensity >= 60 ? "extreme" : out.intensity >= 35 ? "agitated" : out.intensity >= 15 ? "upset" : "calm";
  std::int64_t best = 0;
  for (const auto& [category, points] : categories)
    if (points > best) {
      best = points;
      out.dominant = category;
    }
  return out;
}

std::int64_t Cue::total() const noexcept {
  return emotion + kHitPoints * (demands + threats + faults + (complaint_word ? 1 : 0) + (formal_channel ? 1 : 0)) + kSafetyPoints * safety;
}

bool is_formal_channel(std::string_view channel) noexcept {
  static constexpr std::array<std::string_view, 6> kFormal = {"regulator", "hotline_regulator", "petition_office", "mediation_body", "media", "court"};
  return std::find(kFormal.begin(), kFormal.end(), channel) != kFormal.end();
}

std::optional<bool> is_complaint(std::int64_t cue, std::string_view answer) noexcept {
  if (cue >= kComplaintCue || answer == "complaint") return true;
  if (answer == "enquiry" || cue < kAskCue) return false;
  return std::nullopt;
}

}  // namespace amends::intake

#include "complaint.hpp"

#include <algorithm>
#include <array>

namespace amends::intake {
namespace {

constexpr std::int64_t kHitPoints = 10;
constexpr std::int64_t kSafetyPoints = 100;
constexpr int kTokensBefore = 3;  // English words that a negation reaches over
constexpr std::size_t kContractionReach = 40;  // code points of text before a word that are looked at

bool is_word(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9') || c == U'\'' || c == U'\u2019'; }
bool is_stop(char32_t c) { return std::u32string_view(U",.;:!?\u3002\u3001\uFF0C\uFF0E\uFF1B\uFF1A\uFF01\uFF1F").find(c) != std::u32string_view::npos; }
bool is_latin(std::u32string_view word) { return !word.empty() && word.front() < 0x80; }

/// The longest of the words that ends at `end`.
std::size_t longest_before(std::u32string_view text, std::size_t end, const std::vector<std::u32string>& words) {
  std::size_t best = 0;
  for (const auto& word : words)
    if (word.size() > best && word.size() <= end && text.substr(end - word.size(), word.size()) == word) best = word.size();
  return best;
}

bool negated_chinese(std::u32string_view text, std::size_t start, const ComplaintWords& words) {
  auto at = start;
  while (const auto length = longest_before(text, at, words.skipped)) at -= length;
  const auto negator = longest_before(text, at, words.negators);
  if (negator == 0) return false;
  // 特别投诉 holds 别 and 不但投诉 holds 不: a negator inside such a word is none.
  for (const auto& word : words.not_negators)
    for (std::size_t shift = 0; shift < word.size(); ++shift) {
      if (at + shift < word.size()) continue;
      const auto from = at + shift - word.size();
      if (from <= at - negator && at <= from + word.size() && from + word.size() <= text.size() && text.substr(from, word.size()) == word) return false;
    }
  return true;
}

bool negated_english(std::u32string_view text, std::size_t start, const ComplaintWords& words) {
  auto at = start;
  const auto least = start > kContractionReach ? start - kContractionReach : 0;
  for (int token = 0; token < kTokensBefore; ++token) {
    while (at > least && !is_word(text[at - 1])) {
      if (is_stop(text[at - 1])) return false;
      --at;
    }
    const auto end = at;
    while (at > least && is_word(text[at - 1])) --at;
    if (at == end) return false;
    std::u32string word(text.substr(at, end - at));
    std::replace(word.begin(), word.end(), U'\u2019', U'\'');
    for (const auto& negator : words.negators_en)
      if (word == negator || (negator == U"n't" && word.size() > 3 && word.ends_with(negator))) return true;
  }
  return false;
}

}  // namespace

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

std::optional<Place32> complaint_word(std::u32string_view text, const ComplaintWords& words) {
  std::optional<Place32> first;
  for (const auto& word : words.words) {
    if (word.empty()) continue;
    for (auto at = text.find(word); at != std::u32string_view::npos; at = text.find(word, at + 1)) {
      if (first && at >= first->start) break;
      const auto end = at + word.size();
      if (is_latin(word)) {
        if ((at > 0 && is_word(text[at - 1])) || (end < text.size() && is_word(text[end])) || negated_english(text, at, words)) continue;
      } else if (negated_chinese(text, at, words)) {
        continue;
      }
      first = Place32{at, end};
      break;
    }
  }
  return first;
}

}  // namespace amends::intake

#include "timeline.hpp"

#include <algorithm>
#include <numeric>

namespace amends::dimensions {
namespace {

constexpr std::int64_t kMinuteUs = 60'000'000;
constexpr std::int64_t kDaysMax = 3'650;

/// How far apart two points must be to lie in different minutes, days or months, in whatever zone they were noted.
std::optional<std::int64_t> apart(const When& when) noexcept {
  if (when.is_range) return 1;
  switch (when.precision) {
    case Precision::minute: return kMinuteUs;
    case Precision::day: return kDayUs;
    case Precision::month: return 31 * kDayUs;
    case Precision::unknown: break;
  }
  return std::nullopt;
}

}  // namespace

bool certainly_before(const When& left, const When& right) noexcept {
  const auto before = apart(left), after = apart(right);
  return before && after && right.from_us - left.to_us >= std::max(*before, *after);
}

std::vector<std::size_t> in_order(const std::vector<std::optional<When>>& entries) {
  std::vector<std::size_t> out(entries.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  std::stable_sort(out.begin(), out.end(), [&](std::size_t left, std::size_t right) {
    const auto &a = entries[left], &b = entries[right];
    if (!a || !b) return a.has_value() && !b.has_value();
    return a->from_us != b->from_us ? a->from_us < b->from_us : a->to_us < b->to_us;
  });
  return out;
}

std::vector<Gap> gaps(std::vector<Message> messages, std::int64_t longest_us) {
  std::stable_sort(messages.begin(), messages.end(), [](const Message& left, const Message& right) { return left.at_us != right.at_us ? left.at_us < right.at_us : !left.is_answer && right.is_answer; });
  std::vector<Gap> out;
  const Message* waiting = nullptr;
  for (const auto& message : messages) {
    if (!message.is_answer) {
      if (!waiting) waiting = &message;
      continue;
    }
    if (waiting && message.at_us - waiting->at_us > longest_us) out.push_back({waiting->source, message.source, message.at_us - waiting->at_us});
    waiting = nullptr;
  }
  return out;
}

std::optional<std::int64_t> days_of(std::string_view duration) noexcept {
  if (duration.size() < 2 || duration.size() > 5 || duration.back() != 'd') return std::nullopt;
  std::int64_t days = 0;
  for (const char c : duration.substr(0, duration.size() - 1)) {
    if (c < '0' || c > '9') return std::nullopt;
    days = 10 * days + (c - '0');
  }
  return days >= 1 && days <= kDaysMax ? std::optional(days) : std::nullopt;
}

}  // namespace amends::dimensions

#pragma once
// When things happened, how sure that is, and how long an answer took (catalogue 3.3). Value types only. Unit: microseconds since 1970, UTC.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amends::dimensions {

inline constexpr std::int64_t kDayUs = 86'400'000'000;

enum class Precision { minute, day, month, unknown };

/// A span of time in which something happened. Precondition of all functions: from <= to.
struct When {
  std::int64_t from_us = 0, to_us = 0;
  Precision precision = Precision::unknown;
  bool is_range = false;  ///< the record gave both ends, so that they hold as they stand
};

/// The one was over before the other began, whatever the hour or the day of an entry that is only known to the day or the month. False where it may be
/// otherwise: a point whose precision is not known is never certain.
[[nodiscard]] bool certainly_before(const When& left, const When& right) noexcept;

/// Order of a timeline: by the beginning, then by the end; what has no date comes last. Stable.
[[nodiscard]] std::vector<std::size_t> in_order(const std::vector<std::optional<When>>& entries);

/// A message between complainant and institution.
struct Message {
  std::int64_t at_us = 0;
  bool is_answer = false;  ///< by the institution
  std::size_t source = 0;  ///< for the caller: which entry it comes from
};
struct Gap {
  std::size_t contact = 0, answer = 0;  ///< the sources
  std::int64_t length_us = 0;
};
/// From each first contact that waits to the answer that ends the wait; only the waits longer than `longest_us`. At one instant a contact comes before an answer.
[[nodiscard]] std::vector<Gap> gaps(std::vector<Message> messages, std::int64_t longest_us);

/// Days of a duration such as "30d". Nothing for any other text, and outside 1..3650.
[[nodiscard]] std::optional<std::int64_t> days_of(std::string_view duration) noexcept;

}  // namespace amends::dimensions

#pragma once
// How severe a complaint is (catalogue 3.2): points of seven parts, a level, and floors below which it may not fall. The points of each part come from the
// decision tables in tables/severity; here they are put together. Value types only.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace amends::classify {

/// Points by what they are for. Each at least 0.
struct Parts {
  std::int64_t amount = 0, emotion = 0, vulnerability = 0, escalation = 0, group = 0, repeat = 0, breach = 0;
};

struct Part {
  std::string_view name;
  std::int64_t points = 0;
  friend bool operator==(const Part&, const Part&) = default;
};

/// The parts in the order of the catalogue.
[[nodiscard]] std::array<Part, 7> listed(const Parts& parts) noexcept;
/// The sum of all parts, at most `cap`.
[[nodiscard]] std::int64_t score(const Parts& parts, std::int64_t cap) noexcept;
/// The sum without emotion and vulnerability, at most `cap`: the only one that complexity, and with it the legal clock, may read.
[[nodiscard]] std::int64_t base(const Parts& parts, std::int64_t cap) noexcept;
/// The largest parts above 0, at most `count`; of equal ones the first of the catalogue's order.
[[nodiscard]] std::vector<Part> largest(const Parts& parts, std::size_t count);

/// A threat or a step that has happened, with its points.
struct Step {
  std::string kind;
  std::int64_t points = 0;
};
/// Each kind once, with its most points; the sum at most `cap`. "exposure" is another word for media.
[[nodiscard]] std::int64_t escalation(const std::vector<Step>& steps, std::int64_t cap);
[[nodiscard]] std::string_view escalation_kind(std::string_view kind) noexcept;

/// "S1" minor .. "S4" major as 1..4; nothing for other texts.
[[nodiscard]] std::optional<int> level_number(std::string_view level) noexcept;
[[nodiscard]] std::string level_name(int level);

struct Floor {
  std::string name;
  int level = 1;
};
/// The level, raised to the highest floor. Floors raise and never lower.
[[nodiscard]] int raised(int level, const std::vector<Floor>& floors) noexcept;

}  // namespace amends::classify

#pragma once
// The options of a case (catalogue 3.20): which remedies stand in which option, in which order, and how an option scores for the officer. Value types only:
// what a remedy is stands in the packs, which remedies serve a demand is decided by tables/remedies.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amends::solution {

inline constexpr std::size_t kOptionsMax = 4;         ///< more than four are no choice but a list
inline constexpr std::size_t kOptionsLeast = 2;       ///< genuine ones; fewer need a reason
inline constexpr std::string_view kEveryWay = "all";  ///< of a remedy that stands in every option of its demand

/// A remedy that serves a demand, in a way.
struct Offer {
  std::string demand, way, remedy;
};

/// A remedy in an option, with the demands that it serves (each once, in their order).
struct Place {
  std::string remedy;
  std::vector<std::string> demands;
  friend bool operator==(const Place&, const Place&) = default;
};
struct Draft {
  std::string way;  ///< empty where no offer has a way of its own
  std::vector<Place> places;
};

/// One draft for each way that an offer names, in the order of `ways`; an unknown way comes after them. Every draft serves every demand: a demand without
/// an offer of that way gets those of its own first way. Two drafts with the same remedies are one. No draft without places.
[[nodiscard]] std::vector<Draft> compose(const std::vector<Offer>& offers, const std::vector<std::string>& ways);

/// The order of the drafts by date of effect, earliest first; equal ones stay as they are. effect_days: whole days from today; nothing: not known, comes last.
[[nodiscard]] std::vector<std::size_t> by_effect(const std::vector<std::optional<std::int64_t>>& effect_days);

/// Parts of a score, each 0..100; nothing: not known.
struct Parts {
  std::optional<std::int64_t> need_fit, equal_treatment, feasibility, speed;
};
/// 40 need fit + 25 equal treatment + 20 feasibility + 15 speed, a part that is not known left out and the weights made whole again; nothing without any.
[[nodiscard]] std::optional<std::int64_t> score(const Parts& parts);

/// Share of the needs' points that the served needs hold; nothing when no need is read.
[[nodiscard]] std::optional<std::int64_t> need_fit(const std::vector<std::pair<std::string, std::int64_t>>& needs, const std::vector<std::string>& served);
inline constexpr std::size_t kComparableLeast = 5;  ///< settled cases for a median (catalogue 3.11.2)
/// How near the option's sum is to the lower median of comparable cases: 100 at the median, 0 at twice it. Units: minor units of one currency, at least 0.
/// Nothing with fewer than kComparableLeast cases.
[[nodiscard]] std::optional<std::int64_t> equal_treatment(std::int64_t total_minor, std::vector<std::int64_t> comparable_minor);
/// A line that can be delivered counts whole, one that hangs on a condition half, one without a date not at all. Precondition: lines > 0.
[[nodiscard]] std::int64_t feasibility(std::int64_t lines, std::int64_t conditional, std::int64_t undated) noexcept;
inline constexpr std::int64_t kPointsPerDay = 5;  ///< that each day until the effect takes away
/// 100 today, 5 less for each day. Nothing when the effect has no date.
[[nodiscard]] std::optional<std::int64_t> speed(std::optional<std::int64_t> effect_days) noexcept;

/// The index of the best score, ties to the earlier; nothing without any score.
[[nodiscard]] std::optional<std::size_t> best(const std::vector<std::optional<std::int64_t>>& scores) noexcept;

/// "A", "B", ... Precondition: index < kOptionsMax.
[[nodiscard]] std::string letter_of(std::size_t index);
/// The options that an approval names: letters alone, in either case and width, with , 、 ; / blanks, "and" or 和 between them; all of `count` for an empty
/// text. A letter beyond them is left out. Nothing for any other text: "not A" and "none of them" are no list, and no letter is picked out of a word.
[[nodiscard]] std::optional<std::vector<std::string>> named_options(std::string_view text, std::size_t count);

}  // namespace amends::solution

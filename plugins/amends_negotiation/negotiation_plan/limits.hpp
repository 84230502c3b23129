#pragma once
// How much a person can still bear, what would probably be acceptable to them, and whether these readings were reviewed (catalogue 3.11.2). Value types only.
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace amends::negotiation_plan {

inline constexpr std::int64_t kSteadyLeast = 60, kFragileLeast = 30;  ///< of the tolerance
inline constexpr std::int64_t kPriorMax = 4;                          ///< earlier complaints on the same matter that count

/// What lowers the tolerance. All at least 0.
struct Strain {
  std::int64_t emotion = 0;  ///< 0..100
  std::int64_t broken_promises = 0, unanswered = 0, same_matter = 0;
};
/// T = 100 - E - 10 per broken promise - 5 per contact without an answer - 5 per earlier complaint on the same matter (at most four), 0..100.
[[nodiscard]] std::int64_t tolerance(const Strain& strain) noexcept;
/// "steady" from 60, "fragile" from 30, else "near_break".
[[nodiscard]] std::string_view state_of(std::int64_t tolerance) noexcept;

enum class SourceKind { own_words, comparable, loss_proved };
inline constexpr std::int64_t kComparableLeast = 5;  ///< settled cases that make a source
inline constexpr std::int64_t kSourceAgeMax_days = 30, kSpreadMax_percent = 50, kSourcesLeast = 2, kAuditLeast = 3, kAuditMost = 7;

struct Source {
  SourceKind kind = SourceKind::own_words;
  std::int64_t minor = 0;
  std::optional<std::int64_t> age_days = {};  ///< nothing: nobody knows how old it is
};
/// own words 3, the others 2 (catalogue 3.11.2).
[[nodiscard]] std::int64_t weight(SourceKind kind) noexcept;
[[nodiscard]] std::string_view name(SourceKind kind) noexcept;

/// The lower median: of an even count the lower of the middle two. Precondition: not empty.
[[nodiscard]] std::int64_t lower_median(std::vector<std::int64_t> values);
/// The smallest value with twice its cumulated weight at least the total weight. Nothing with fewer than two sources.
[[nodiscard]] std::optional<std::int64_t> acceptance_point(std::vector<Source> sources);
/// (max - min) * 100 div lower median, in percent. Nothing with fewer than two values, or when the median is 0 and not all are equal.
[[nodiscard]] std::optional<std::int64_t> spread_percent(const std::vector<std::int64_t>& values);

/// What the quality-control review looks at. nullopt: not known to the stage, so that the reviewer's own word decides.
struct Review {
  std::optional<bool> passed = {};         ///< the reviewer's answer; nothing while nobody has reviewed
  std::vector<std::int64_t> values;        ///< of the sources that are known
  bool sources_complete = false;           ///< the reviewer listed all sources: fewer than two are then too few
  std::vector<std::optional<std::int64_t>> ages_days;  ///< in the order of values
  std::optional<bool> other_person = {};   ///< the reviewer is not the negotiator
  std::optional<std::int64_t> audit_items = {};
  std::optional<bool> entitlement_known = {};
  std::optional<std::int64_t> told_spread_percent = {};  ///< by the reviewer, for where the stage cannot work it out
};
struct ReviewResult {
  bool pass = false;
  std::vector<std::string_view> reasons;   ///< not_reviewed, rejected, sources, source_age, spread, same_person, audit, entitlement; in this order
  std::vector<std::string_view> vouched;   ///< what only the reviewer's word carries
  std::optional<std::int64_t> spread = {}; ///< percent
};
/// A check that is known to fail fails the review whoever passed it. What the stage cannot see is the reviewer's responsibility: with their `pass` it is
/// listed as vouched, without a review it is a reason.
[[nodiscard]] ReviewResult review(const Review& review);

}  // namespace amends::negotiation_plan

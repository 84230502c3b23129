#pragma once
// A talk as turns of two speakers, and how well the institution's side listened (catalogue 3.11.1). Value types only: which phrases judge or confirm is data and is
// matched outside.
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "clauses.hpp"

namespace amends::negotiation_plan {

inline constexpr std::int64_t kCoverageLeast_percent = 80, kTalkShareMost_percent = 40;
inline constexpr std::int64_t kTakenUp_percent = 50;  ///< share of an item's words that the handler's turns must hold

struct Turn {
  bool handler = false;
  std::size_t document = 0;  ///< index of the document it stands in
  Range range;               ///< of what is said, without the speaker's name
  std::u32string text;
};

/// The names by which a transcript marks its speakers, in code points, lower case.
struct Speakers {
  std::vector<std::u32string> handler, complainant;
};
/// Lines that begin with a speaker's name and a colon; a line without one goes on with the turn before it. Text in front of the first name is no turn.
[[nodiscard]] std::vector<Turn> turns_of(const std::u32string& text, std::size_t document, const Speakers& speakers);

/// The words of a text for comparing: Han bigrams, words of three letters or more, numbers.
using Words = std::set<std::u32string>;
/// What the handler said.
[[nodiscard]] Words said_by_handler(const std::vector<Turn>& turns);
/// An asserted fact or demand is taken up when half of its words were said.
[[nodiscard]] bool taken_up(const std::u32string& item, const Words& said);

/// The handler's code points in percent of all; nothing for a talk without words.
[[nodiscard]] std::optional<std::int64_t> talk_share_percent(const std::vector<Turn>& turns);
/// Turns of the complainant that ask and get no turn behind them, or one that only asks back.
[[nodiscard]] std::int64_t unanswered_questions(const std::vector<Turn>& turns);

/// What was counted; nothing where nobody and no transcript tells.
struct Listening {
  std::optional<std::int64_t> asserted = {}, taken_up = {}, judging = {}, talk_share_percent = {}, interruptions = {}, unanswered = {};
};
/// taken_up * 100 div asserted; nothing without items.
[[nodiscard]] std::optional<std::int64_t> coverage_percent(const Listening& counts);
/// selective (coverage below 80), subjective (judging phrases), talks_too_much (share above 40), interrupts, leaves_questions; in this order.
[[nodiscard]] std::vector<std::string_view> verdicts(const Listening& counts);

}  // namespace amends::negotiation_plan

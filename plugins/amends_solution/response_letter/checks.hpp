#pragma once
// What a letter must be before anybody signs it (catalogue 3.21): each check is a pure function over value types. What wording is forbidden is told by the guard
// packs and lex/taboos, and is checked elsewhere.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "matter/days.hpp"
#include "sdk/values.hpp"

namespace amends::letter {

inline constexpr std::int64_t kHanPerSentenceMax = 40;   ///< on average
inline constexpr std::int64_t kWordsPerSentenceMax = 20; ///< on average

/// The prose of a text. units: Han characters in Chinese, words in English.
struct Prose {
  std::int64_t sentences = 0, units = 0;
  friend bool operator==(const Prose&, const Prose&) = default;
};
/// A sentence ends with . ! ? ; and their full-width forms, and with the line; a point inside a number or before a letter ends none. A piece without a unit is no
/// sentence. language: "zh" or "en".
[[nodiscard]] Prose measure(std::string_view text, std::string_view language);
/// On average at most the limit of the language. A text without sentences is plain.
[[nodiscard]] bool is_plain(const Prose& prose, std::string_view language) noexcept;

/// What the letter says to one demand.
struct Reply {
  std::string demand, finding, decision;
};
/// The ids of the demands to which the letter does not hold both a finding and a decision, in the order of `demands`.
[[nodiscard]] std::vector<std::string> unanswered(std::string_view text, const std::vector<std::string>& demands, const std::vector<Reply>& replies);

/// Sums that the letter states and that nothing of the case carries.
[[nodiscard]] std::vector<sdk::Money> unknown_sums(const std::vector<sdk::Money>& stated, const std::vector<sdk::Money>& known);
/// True when the sum that is owed stands in the letter, or none is owed.
[[nodiscard]] bool states_owed(const std::vector<sdk::Money>& stated, const sdk::Money& owed);

/// Days after `today` that the letter names and that no task and no clock carries. A day of the past, and today, is history.
[[nodiscard]] std::vector<matter::Day> days_without_task(const std::vector<matter::Day>& stated, const matter::Day& today, const std::vector<matter::Day>& carried);

/// Data of other people that stands in the text, in the order of `data`, each once. A name of one character and one that is a mere role (业务员) is none; numbers
/// are compared by their digits, from six digits on.
[[nodiscard]] std::vector<std::string> data_of_others(std::string_view text, const std::vector<std::string>& data);

/// The language a text is written in: "zh" when Han characters are at least half of its letters, else "en"; empty without letters.
[[nodiscard]] std::string_view language_of(std::string_view text);
/// The letter's words are those of its language: of an English letter at most a tenth of the letters is Han, of a Chinese one at most half is Latin, which
/// leaves room for names and addresses.
[[nodiscard]] bool is_in(std::string_view text, std::string_view language);

/// What a refusal rests on. A text of blanks is none.
struct Grounds {
  std::string clause, fact, reason;
};
/// "clause", "fact", "reason": those that are missing.
[[nodiscard]] std::vector<std::string_view> missing_grounds(const Grounds& grounds);

/// The rights whose words the letter does not hold, by id (guardrail G8). rights: id and words.
[[nodiscard]] std::vector<std::string> missing_rights(std::string_view text, const std::vector<std::pair<std::string, std::string>>& rights);

}  // namespace amends::letter

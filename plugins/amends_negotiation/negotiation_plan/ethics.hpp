#pragma once
// The ethics check of a technique (catalogue 3.11.4, guardrail G13): five questions, each of which can stop it. Value types only; which technique is blocked by which
// sign is data (banks/techniques).
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace amends::negotiation_plan {

inline constexpr std::array<std::string_view, 5> kEthicsQuestions = {"true", "free", "fair", "clear", "safe"};

/// A row of banks/techniques as the check needs it.
struct Technique {
  std::string id;
  bool caution = false;
  std::vector<std::string> blocked_when;  ///< signs: vulnerability, safety, merit_full, qc_fail, tolerance, no_authority
};
/// What is known about the use. The first three are a person's or the plan's answers; the default is no, because what nobody vouches for does not pass.
struct Use {
  bool facts_evidenced = false;   ///< each fact that is said has evidence
  bool can_refuse = false;        ///< a no costs no right
  bool same_for_similar = false;  ///< like cases get the same
  bool plain_words = false;
  std::vector<std::string> signs; ///< of the case, in the words of blocked_when
};
struct EthicsResult {
  bool allowed = false;
  std::vector<std::string_view> failed;  ///< of kEthicsQuestions, in order
  std::vector<std::string> barred_by;    ///< the signs behind a failed "safe"
};
/// A technique without caution passes unless a sign bars it.
[[nodiscard]] EthicsResult check(const Technique& technique, const Use& use);

inline constexpr std::int64_t kPlainSentenceMax_zh = 60;  ///< code points of a sentence in Chinese
inline constexpr std::int64_t kPlainSentenceMax_en = 30;  ///< words of a sentence in English
/// No sentence is longer than people take in when they listen. Text: UTF-8.
[[nodiscard]] bool is_plain(std::string_view text, std::string_view language);

}  // namespace amends::negotiation_plan

#include "ethics.hpp"

#include <algorithm>

namespace amends::negotiation_plan {
namespace {

bool ends_sentence(std::string_view text, std::size_t at) noexcept {
  if (text[at] == '.' || text[at] == '!' || text[at] == '?' || text[at] == '\n') return true;
  for (const std::string_view mark : {"。", "！", "？", "；"})
    if (text.substr(at).starts_with(mark)) return true;
  return false;
}

}  // namespace

EthicsResult check(const Technique& technique, const Use& use) {
  EthicsResult out;
  const auto question = [&](std::size_t index, bool holds) {
    if (!holds) out.failed.push_back(kEthicsQuestions[index]);
  };
  if (technique.caution) {
    question(0, use.facts_evidenced);
    question(1, use.can_refuse);
    question(2, use.same_for_similar);
    question(3, use.plain_words);
  }
  for (const auto& sign : technique.blocked_when)
    if (std::find(use.signs.begin(), use.signs.end(), sign) != use.signs.end()) out.barred_by.push_back(sign);
  question(4, out.barred_by.empty());
  out.allowed = out.failed.empty();
  return out;
}

bool is_plain(std::string_view text, std::string_view language) {
  std::int64_t points = 0, words = 0;
  bool in_word = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    if (ends_sentence(text, i)) {
      points = words = 0;
      in_word = false;
      continue;
    }
    ++points;
    const bool blank = text[i] == ' ' || text[i] == '\t';
    words += !blank && !in_word;
    in_word = !blank;
    if (language == "zh" ? points > kPlainSentenceMax_zh : words > kPlainSentenceMax_en) return false;
  }
  return true;
}

}  // namespace amends::negotiation_plan

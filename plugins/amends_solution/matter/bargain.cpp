#include "bargain.hpp"

#include <array>

namespace amends::matter {
namespace {

/// Chinese: found anywhere, but for the words of `kPlain`.
constexpr std::array<std::string_view, 50> kChinese = {
    "才", "前提", "为条件", "条件是", "条件为", "条件下", "后付款", "后再付", "后支付", "后再支付", "后退款", "后再退",
    "后赔付", "后给付", "后返还", "后打款", "后转账", "后到账", "后放款", "方可", "方能", "除非", "否则", "作为交换",
    "换取", "不再追究", "不追究", "了结", "两清", "好评", "撤诉", "撤案", "撤回", "撤掉", "撤投诉", "撤销投诉",
    "撤销举报", "撤单", "撤帖", "撤下", "销案", "放弃", "不再投诉", "不再上访", "不再主张", "删除视频", "删除帖", "删除评论",
    "删视频", "删帖"};
constexpr std::array<std::string_view, 3> kPlain = {"刚才", "人才", "方才"};
/// English: whole words.
constexpr std::array<std::string_view, 43> kEnglish = {
    "once", "provided", "providing", "only if", "only when", "only after", "if the customer", "if you agree",
    "if you accept", "if you sign", "when the customer", "after the customer", "after you", "as soon as the customer", "as soon as you", "in return",
    "in exchange", "on condition", "condition that", "conditional", "subject to", "unless", "until the customer", "until you",
    "before we pay", "contingent", "waiver", "waive any", "waives any", "waive the right", "waives the right", "waive their",
    "withdraw the complaint", "withdraw your", "withdraw their", "withdraws", "withdrawal of the complaint", "drop the", "drops the", "full and final",
    "five-star", "positive review", "good review"};

constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool has_words(std::string_view text, std::string_view words) noexcept {
  for (auto at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) {
    const auto end = at + words.size();
    if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

/// Stands inside one of the plain words.
bool is_plain(std::string_view text, std::size_t at, std::string_view word) noexcept {
  for (const auto plain : kPlain) {
    const auto offset = plain.find(word);
    if (offset != std::string_view::npos && at >= offset && text.substr(at - offset).starts_with(plain)) return true;
  }
  return false;
}

}  // namespace

std::string_view bargain_word(std::string_view text) noexcept {
  for (const auto word : kChinese)
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size()))
      if (!is_plain(text, at, word)) return word;
  for (const auto words : kEnglish)
    if (has_words(text, words)) return words;
  return {};
}

}  // namespace amends::matter

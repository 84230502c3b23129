#include "guard/number_labels.hpp"

#include <algorithm>
#include <array>

#include "text/characters.hpp"

namespace amends::guard {
namespace {

struct Word {
  std::u32string_view word;
  NumberLabel label;
};

// The nearest one counts, so that a reference of a card's transaction is a reference and a card in an order is a card.
constexpr std::array kWords{
    Word{U"身份证", NumberLabel::identity}, Word{U"证件", NumberLabel::identity},  Word{U"identity", NumberLabel::identity}, Word{U"id", NumberLabel::identity},
    Word{U"id card", NumberLabel::identity}, Word{U"identity card", NumberLabel::identity},
    Word{U"卡", NumberLabel::card},         Word{U"账号", NumberLabel::card},      Word{U"帐号", NumberLabel::card},         Word{U"账户", NumberLabel::card},      Word{U"帐户", NumberLabel::card},
    Word{U"card", NumberLabel::card},       Word{U"account", NumberLabel::card},   Word{U"acct", NumberLabel::card},
    Word{U"订单", NumberLabel::reference},  Word{U"单号", NumberLabel::reference}, Word{U"流水", NumberLabel::reference},    Word{U"编号", NumberLabel::reference}, Word{U"合同", NumberLabel::reference},
    Word{U"保单", NumberLabel::reference},  Word{U"案件", NumberLabel::reference}, Word{U"案号", NumberLabel::reference},    Word{U"工单", NumberLabel::reference}, Word{U"受理号", NumberLabel::reference},
    Word{U"回执", NumberLabel::reference},  Word{U"发票", NumberLabel::reference}, Word{U"运单", NumberLabel::reference},    Word{U"交易号", NumberLabel::reference}, Word{U"参考号", NumberLabel::reference},
    Word{U"批次", NumberLabel::reference},  Word{U"凭证", NumberLabel::reference}, Word{U"代码", NumberLabel::reference},    Word{U"登记号", NumberLabel::reference}, Word{U"热线", NumberLabel::reference},
    Word{U"order", NumberLabel::reference}, Word{U"reference", NumberLabel::reference}, Word{U"ref", NumberLabel::reference}, Word{U"case", NumberLabel::reference},   Word{U"complaint", NumberLabel::reference},
    Word{U"transaction", NumberLabel::reference}, Word{U"tracking", NumberLabel::reference}, Word{U"invoice", NumberLabel::reference}, Word{U"policy", NumberLabel::reference}, Word{U"contract", NumberLabel::reference},
    Word{U"serial", NumberLabel::reference}, Word{U"receipt", NumberLabel::reference}, Word{U"ticket", NumberLabel::reference}, Word{U"batch", NumberLabel::reference}, Word{U"docket", NumberLabel::reference},
    Word{U"hotline", NumberLabel::reference}, Word{U"code", NumberLabel::reference},
    Word{U"元", NumberLabel::reference},    Word{U"分期", NumberLabel::reference}, Word{U"金额", NumberLabel::reference},    Word{U"yuan", NumberLabel::reference}, Word{U"instalments", NumberLabel::reference},
    Word{U"dollars", NumberLabel::reference}, Word{U"$", NumberLabel::reference},  Word{U"¥", NumberLabel::reference},
};

bool ends_a_sentence(char32_t c) noexcept { return c == U'。' || c == U'！' || c == U'？' || c == U'!' || c == U'?' || c == U'；' || c == U';' || c == U'\n' || c == U'\r'; }

bool is_letter(char32_t c) noexcept { return text::is_word(c) && !text::is_cjk(c) && !text::is_ascii_digit(c); }

/// The word stands at `at` by itself; an English one is no part of a longer word, save for a plural.
bool stands_at(std::u32string_view text, std::size_t at, std::u32string_view word) {
  if (text.compare(at, word.size(), word) != 0) return false;
  if (!is_letter(word.front())) return true;
  if (at > 0 && is_letter(text[at - 1])) return false;
  auto end = at + word.size();
  if (end < text.size() && text[end] == U's') ++end;
  return end >= text.size() || !is_letter(text[end]);
}

}  // namespace

NumberLabel label_of(std::u32string_view text, std::size_t from, std::size_t to) {
  std::size_t begin = from;
  while (begin > 0 && from - begin < kLabelReachBefore && !ends_a_sentence(text[begin - 1])) --begin;
  NumberLabel found = NumberLabel::none;
  std::size_t nearest = 0, length = 0;
  for (const auto& [word, label] : kWords)
    for (std::size_t at = begin; at + word.size() <= from; ++at)
      if (const auto end = at + word.size(); stands_at(text, at, word) && (end > nearest || (end == nearest && word.size() > length))) {
        found = label;
        nearest = end;
        length = word.size();
      }
  if (found != NumberLabel::none) return found;
  std::size_t last = to;
  while (last < text.size() && last - to < kLabelReachAfter && !ends_a_sentence(text[last])) ++last;
  for (std::size_t at = to; at < last; ++at)
    for (const auto& [word, label] : kWords)
      if (at + word.size() <= last && stands_at(text, at, word)) return label;
  return NumberLabel::none;
}

}  // namespace amends::guard

#include "text/words.hpp"

#include <algorithm>

#include "support/utf8.hpp"
#include "text/characters.hpp"

namespace amends::text {
namespace {

constexpr std::uint64_t bit(char32_t c) noexcept { return std::uint64_t{1} << (c % 64); }

}  // namespace

WordLists WordLists::defaults() {
  return {
      .not_negators_zh = {"特别", "分别", "区别", "性别", "个别", "级别", "类别", "差别", "告别", "不但", "不仅", "不过", "不得不", "不禁", "无论"},
      .idioms_zh = {"万一", "千万别", "十分", "一块去", "一块儿", "一起", "一直", "一样"},
      .counters_zh = {"人", "个", "户", "名", "位", "年", "月", "日", "天", "次", "岁", "份", "条", "张", "趟", "号", "%"},
      .surnames_zh = {},
      .negators_zh = {"不", "没", "未", "别", "无", "并非"},
      .negation_steps_zh = {"有", "是", "会", "再", "要", "想", "需要", "那么", "这么", "怎么", "觉得", "感到", "感觉"},
      .intensifiers_zh = {"非常", "特别", "极其", "太", "真的", "实在", "十分", "完全", "很", "根本"},
      .negators_en = {"not", "no", "never", "without"},
      .intensifiers_en = {"very", "extremely", "really", "so", "totally"},
  };
}

Words::Words(const std::vector<std::string>& words, const FoldTable& fold) {
  for (const auto& word : words) {
    auto decoded = utf8::decode(word);
    if (!decoded) continue;  // the pack loader has refused such a file before
    auto text = normalise_code_points(*std::move(decoded), fold).text;
    std::transform(text.begin(), text.end(), text.begin(), plain);
    if (text.empty()) continue;
    firsts_ |= bit(text.front());
    lasts_ |= bit(text.back());
    words_.push_back(std::move(text));
  }
  std::stable_sort(words_.begin(), words_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::size_t Words::at(std::u32string_view text, std::size_t at) const noexcept {
  if (at >= text.size() || !(firsts_ & bit(text[at]))) return 0;
  for (const auto& word : words_)
    if (stands_at(text, at, word)) return word.size();
  return 0;
}

std::size_t Words::before(std::u32string_view text, std::size_t end, std::size_t floor) const noexcept {
  if (end == 0 || end > text.size() || !(lasts_ & bit(text[end - 1]))) return 0;
  for (const auto& word : words_)
    if (word.size() + floor <= end && ends_at(text, end, word)) return word.size();
  return 0;
}

bool Words::contains(std::u32string_view word) const noexcept {
  return !word.empty() && (firsts_ & bit(word.front())) && std::find(words_.begin(), words_.end(), word) != words_.end();
}

}  // namespace amends::text

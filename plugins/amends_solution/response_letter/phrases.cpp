#include "phrases.hpp"

#include "sdk/failure.hpp"

namespace amends::letter {
namespace {

constexpr std::string_view kPack = "letter.phrases";

bool ends_with_mark(std::string_view text) {
  for (const std::string_view mark : {"。", "！", "？", "：", "；", ".", "!", "?", ":", "\n"})
    if (text.ends_with(mark)) return true;
  return text.empty();
}

}  // namespace

Phrases::Phrases(const sdk::Call& call) {
  for (const auto& row : call.pack(kPack).list("rows"))
    if (auto text = row.texts("text")) known_[std::string(row.text_or("id", ""))] = *std::move(text);
}

sdk::Texts Phrases::get(const std::string& id, const std::vector<sdk::Slot>& slots) const {
  const auto found = known_.find(id);
  if (found == known_.end()) sdk::fail("error.pack_invalid", "the phrase '" + id + "' is not there; add it", std::string(kPack));
  try {
    return sdk::fill(found->second, slots);
  } catch (const sdk::Failure&) {
    sdk::fail("error.pack_invalid", "the phrase '" + id + "' has a slot that the letter does not fill; correct it", std::string(kPack) + "#" + id);
  }
}

sdk::Texts sentence(sdk::Texts text) {
  if (!ends_with_mark(text.zh)) text.zh += "。";
  if (!ends_with_mark(text.en)) text.en += ".";
  if (!text.en.empty() && text.en[0] >= 'a' && text.en[0] <= 'z') text.en[0] = static_cast<char>(text.en[0] - 'a' + 'A');
  return text;
}

sdk::Texts within_sentence(sdk::Texts text) {
  if (text.en.size() > 1 && text.en[0] >= 'A' && text.en[0] <= 'Z' && text.en[1] >= 'a' && text.en[1] <= 'z') text.en[0] = static_cast<char>(text.en[0] - 'A' + 'a');
  return text;
}

sdk::Texts lines(const std::vector<sdk::Texts>& list) {
  sdk::Texts out;
  std::int64_t number = 0;
  for (const auto& one : list) {
    const auto mark = list.size() > 1 ? std::to_string(++number) + ". " : std::string();
    const auto text = sentence(one);
    out.zh += (out.zh.empty() ? "" : "\n") + mark + text.zh;
    out.en += (out.en.empty() ? "" : "\n") + mark + text.en;
  }
  return out;
}

sdk::Texts enumerated(const std::vector<sdk::Texts>& list) {
  sdk::Texts out;
  for (const auto& one : list) {
    out.zh += (out.zh.empty() ? "" : "；") + one.zh;
    out.en += (out.en.empty() ? "" : "; ") + one.en;
  }
  return out;
}

}  // namespace amends::letter

// Property: whatever a text holds, every span that the kit reports quotes the original exactly and lies on the borders of its segments.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "support/utf8.hpp"
#include "text/characters.hpp"
#include "text/facts.hpp"
#include "text/lexicon.hpp"

namespace amends::text {
namespace {

constexpr int kTexts = 100'000;

class TextMaker {
 public:
  explicit TextMaker(std::uint64_t seed) : random_(seed) {}
  std::u32string make() {
    std::u32string out;
    for (std::size_t n = random_() % 14; n > 0; --n) piece(out);
    return out;
  }

 private:
  void piece(std::u32string& out) {
    static const std::vector<std::u32string> kPieces{
        U"我很生气", U"不太担心", U"特别过分", U"退保", U"拒賠", U"三万二", U"两万多人转发", U"十万一千", U"万一", U"３００元", U"¥1,299.00", U"{$36000.00}", U"HK$ 500",
        U"壹拾贰万叁仟", U"68岁", U"我们37个人都", U"2026年3月2日", U"03/02/2026", U"March 2, 2026", U"保单号P-A-0001", U"19900000101", U"20,000 views", U"not very furious",
        U"don’t worry", U"refund", U"ＲＥＦＵＮＤ", U"㍿", U"ﬃ", U"½", U"①", U"㈠", U"e\u0301", U"a\u0323\u0302", U"👨‍👩‍👧", U"❤\uFE0F", U"🏳️‍🌈", U"，", U"。", U"！", U"!", U" ", U"\n",
        U"\u3000", U"\u200B", U"가", U"각", U"ﾊﾞ", U"Å", U"ﷺ", U"萬億", U"撤回投诉就", U"20多万", U"3块5", U"。。", U"零", U"〇", U"+", U"-", U"%"};
    switch (random_() % 8) {
      case 0: out.push_back(static_cast<char32_t>(0x4E00 + random_() % 0x5200)); break;
      case 1: out.push_back(static_cast<char32_t>(0x20 + random_() % 0x5F)); break;
      case 2: out.push_back(static_cast<char32_t>(0xFF01 + random_() % 0x5E)); break;
      case 3: out.push_back(static_cast<char32_t>(0x300 + random_() % 0x70)); break;
      case 4: {
        char32_t c = static_cast<char32_t>(1 + random_() % 0x10FFFF);
        if (c >= 0xD800 && c < 0xE000) c = 0xFFFD;
        out.push_back(c);
        break;
      }
      default: out += kPieces[random_() % kPieces.size()];
    }
  }
  std::mt19937_64 random_;
};

/// Where segments of the original begin, found without the normaliser.
std::vector<bool> borders(const std::u32string& text) {
  std::vector<bool> out(text.size() + 1, true);
  std::size_t marks = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    marks = is_mark(text[i]) ? marks + 1 : 0;
    if (marks > kMarksMax) marks = 0;
    else if (marks > 0) out[i] = false;
  }
  return out;
}

TEST(SpanProperty, EverySpanQuotesTheTextAndLiesOnSegmentBorders) {
  const char* given = std::getenv("AMENDS_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "seed " << seed << " (give it back in AMENDS_SEED)\n";
  SCOPED_TRACE("seed " + std::to_string(seed));

  std::vector<Entry> rows;
  for (const char* word : {"生气", "担心", "过分", "退保", "拒赔", "furious", "worry", "refund", "fi", "f", "株式", "会社", "é", "é", "바", "1", "(一)", "元", "a b", "ア", "バ", "撤回", "岁", "."})
    if (std::none_of(rows.begin(), rows.end(), [&](const Entry& e) { return e.term == word; })) rows.push_back({word, word, false, true, 10, {}});
  rows.push_back({"re", "撤回.{0,6}投诉.*(就|才)", true, true, 10, {}});
  rows.push_back({"digits", "\\d{2,4}", true, true, 10, {}});
  const auto fold = FoldTable::from_tsv("賠\t赔\n萬\t万\n億\t亿\n", "t");
  const auto lexicon = Lexicon::compile(rows, WordLists::defaults(), *fold, {.intensify = true});
  ASSERT_TRUE(lexicon) << lexicon.error().text();
  const NumberReader reader(WordLists::defaults(), *fold);
  const MoneyContext context;

  TextMaker maker(seed);
  std::size_t spans = 0;
  for (int i = 0; i < kTexts; ++i) {
    const auto original = maker.make();
    const auto bytes = utf8::encode(original);
    const auto normalised = normalise(bytes, *fold);
    ASSERT_TRUE(normalised) << normalised.error().text();
    const auto border = borders(original);
    bool good = true;
    const auto check = [&](Span span) {
      ++spans;
      const bool inside = span.start >= 0 && span.start < span.end && span.end <= static_cast<std::int32_t>(original.size());
      good = good && inside && border[static_cast<std::size_t>(span.start)] && border[static_cast<std::size_t>(span.end)] &&
             utf8::slice(bytes, span.start, span.end) == utf8::encode(original.substr(static_cast<std::size_t>(span.start), static_cast<std::size_t>(span.end - span.start)));
    };
    std::int32_t last_end = 0;
    for (const auto& hit : (*lexicon)->match(*normalised)) {
      check(hit.span);
      good = good && hit.span.start >= last_end;  // no overlaps inside one lexicon
      last_end = hit.span.end;
      // What is quoted, normalised by itself, holds the term: the evidence shows what was matched.
      const auto& entry = (*lexicon)->entries()[hit.entry];
      const auto quoted = normalise(utf8::slice(bytes, hit.span.start, hit.span.end), *fold);
      if (!entry.regex && entry.term != "a b") good = good && utf8::encode(quoted->text).find(entry.term == "é" ? "é" : entry.term) != std::string::npos;
    }
    const auto facts = extract(*normalised, reader, context);
    for (const auto& fact : facts.money) check(fact.span);
    for (const auto& fact : facts.dates) check(fact.span);
    for (const auto& fact : facts.ages) check(fact.span);
    for (const auto& fact : facts.group_sizes) check(fact.span);
    for (const auto& fact : facts.reach) check(fact.span);
    for (const auto& fact : facts.contracts) check(fact.span);
    for (const auto& fact : facts.phones) check(fact.span);
    ASSERT_TRUE(good) << "text " << i << ": " << bytes;
  }
  EXPECT_GT(spans, 100'000u);
}

}  // namespace
}  // namespace amends::text

#include "text/trie.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

namespace amends::text {
namespace {

using Terms = std::map<std::u32string, std::int32_t>;

struct Standing {
  std::size_t end;
  std::int32_t entry;
  friend bool operator==(const Standing&, const Standing&) = default;
};

/// All terms at `at`, shorter ones first, found by the trie alone.
std::vector<Standing> walked(const Trie& trie, std::u32string_view text, std::size_t at) {
  std::vector<Standing> out;
  trie.walk(text, at, [&](std::size_t end, std::int32_t entry) { out.push_back({end, entry}); });
  return out;
}

/// Where `term` ends that stands at `at`, each of its blanks stretched over a run; 0 when it does not stand there.
std::size_t stands(std::u32string_view text, std::size_t at, std::u32string_view term) {
  for (const char32_t c : term) {
    if (at >= text.size() || text[at] != c) return 0;
    ++at;
    if (c == U' ')
      while (at < text.size() && text[at] == U' ') ++at;
  }
  return at;
}

TEST(Trie, FindsTermsThatSharePrefixesAndOneThatIsThePrefixOfAnother) {
  const Trie trie(Terms{{U"退", 0}, {U"退保", 1}, {U"退保金额", 2}, {U"退款", 3}, {U"refund", 4}, {U"refund me", 5}, {U"😡", 6}});
  EXPECT_EQ(walked(trie, U"退保金额大", 0), (std::vector<Standing>{{1, 0}, {2, 1}, {4, 2}}));
  EXPECT_EQ(walked(trie, U"退保金", 0), (std::vector<Standing>{{1, 0}, {2, 1}}));
  EXPECT_EQ(walked(trie, U"要退款", 1), (std::vector<Standing>{{2, 0}, {3, 3}}));
  EXPECT_EQ(walked(trie, U"refund   me", 0), (std::vector<Standing>{{6, 4}, {11, 5}}));
  EXPECT_EQ(walked(trie, U"😡", 0), (std::vector<Standing>{{1, 6}}));
  EXPECT_EQ(walked(trie, U"保", 0), std::vector<Standing>{});
  EXPECT_EQ(walked(Trie(), U"退保", 0), std::vector<Standing>{});
}

TEST(Trie, FindsWhatASearchWithoutItFindsAndItsTestsDenyNoneOfIt) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    // Few letters, some of which share their low bits, so that prefixes and coincidences are frequent.
    const std::u32string letters = U"abab c\U00010061保倝退";
    const auto word = [&](std::size_t longest) {
      std::u32string out;
      for (std::size_t n = 1 + random() % longest; n > 0; --n) out.push_back(letters[random() % letters.size()]);
      return out;
    };
    Terms terms;
    for (std::size_t n = random() % 60; n > 0; --n) {
      std::u32string term;
      for (const char32_t c : word(14))
        if (c != U' ' || (!term.empty() && term.back() != U' ')) term.push_back(c);
      while (!term.empty() && term.back() == U' ') term.pop_back();
      if (!term.empty()) terms.emplace(term, static_cast<std::int32_t>(terms.size()));
    }
    const Trie trie(terms);
    const std::u32string text = word(200) + word(14);
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::vector<Standing> expected;
      for (const auto& [term, entry] : terms)
        if (const auto end = stands(text, at, term)) expected.push_back({end, entry});
      ASSERT_EQ(walked(trie, text, at), expected) << "seed " << seed << " at " << at;  // sorted terms: a prefix comes first
      if (expected.empty()) continue;
      ASSERT_EQ(trie.may_begin(text[at], at + 1 < text.size() ? text[at + 1] : 0), 1u) << "seed " << seed << " at " << at;
      const bool stretched = text.substr(at, Trie::kLook).find(U"  ") != std::u32string::npos;
      if (stretched || at + Trie::kLook > text.size()) continue;
      ASSERT_EQ(trie.may_go_on(text.data() + at), 1u) << "seed " << seed << " at " << at;
    }
  }
}

TEST(Trie, BuildsAHundredThousandTermsInAMoment) {
  std::mt19937_64 random(5);
  Terms terms;
  while (terms.size() < 100'000) {
    std::u32string term;
    for (std::size_t n = 2 + random() % 6; n > 0; --n) term.push_back(static_cast<char32_t>(0x4E00 + random() % 5000));
    terms.emplace(term, static_cast<std::int32_t>(terms.size()));
  }
  const auto begin = std::chrono::steady_clock::now();
  const Trie trie(terms);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
  std::cout << "100,000 terms: " << ms << " ms\n";
  EXPECT_LT(ms, 20'000);  // an alarm for a quadratic slip under sanitizers too
  for (const auto& [term, entry] : terms) {
    const auto found = walked(trie, term, 0);
    ASSERT_FALSE(found.empty());
    ASSERT_EQ(found.back(), (Standing{term.size(), entry}));
  }
}

}  // namespace
}  // namespace amends::text

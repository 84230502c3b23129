// The drafts of tests/workflows/packs/sentences/guard.yaml: each row stops what it must, and innocent drafts pass. Prints both error rates.
#include <algorithm>
#include <ctime>
#include <functional>
#include <iostream>
#include <set>

#include "guard_test_kit.hpp"
#include "support/utf8.hpp"

namespace amends::guard_test {
namespace {

struct Draft {
  std::string text;
  std::set<std::string> fires;
};
std::vector<Draft> drafts() {
  std::vector<Draft> out;
  const auto file = read_yaml("tests/workflows/packs/sentences/guard.yaml");
  for (const auto& item : json::list_or_empty(&file)) {
    Draft draft{std::string(json::text_at(item, "text")), {}};
    for (const auto& id : json::list_at(item, "fires")) draft.fires.emplace(json::text_or(&id, ""));
    out.push_back(std::move(draft));
  }
  return out;
}
std::set<std::string> fired(std::string_view text) {
  std::set<std::string> out;
  for (const auto& action : shipped().check_text(text, {}, context())) out.insert(action.rule);
  return out;
}

TEST(GuardSentences, EveryForbiddenDraftIsStoppedByItsRowsAndEveryInnocentOnePasses) {
  int forbidden = 0, missed = 0, innocent = 0, wrongly_stopped = 0;
  for (const auto& draft : drafts()) {
    // Rows overlap: each one that is named fires, others may as well.
    const auto found = fired(draft.text);
    EXPECT_EQ(found.empty(), draft.fires.empty()) << draft.text;
    EXPECT_TRUE(std::includes(found.begin(), found.end(), draft.fires.begin(), draft.fires.end())) << draft.text;
    if (draft.fires.empty()) {
      ++innocent;
      wrongly_stopped += found.empty() ? 0 : 1;
    } else {
      ++forbidden;
      missed += found.empty() ? 1 : 0;
    }
  }
  std::cout << "forbidden drafts " << forbidden << ", missed " << missed << "; innocent drafts " << innocent << ", stopped " << wrongly_stopped << "\n";
  EXPECT_GE(forbidden, 111);
  EXPECT_GE(innocent, 80);
}

TEST(GuardSentences, TypographyLetsNoForbiddenDraftPass) {
  const auto changed = [](std::string_view text, const std::function<void(std::u32string&, char32_t, char32_t)>& put) {
    const auto in = *utf8::decode(text);
    std::u32string out;
    for (std::size_t i = 0; i < in.size(); ++i) put(out, in[i], i + 1 < in.size() ? in[i + 1] : 0);
    return utf8::encode(out);
  };
  const std::pair<const char*, std::function<void(std::u32string&, char32_t, char32_t)>> kinds[] = {
      {"capitals", [](std::u32string& out, char32_t c, char32_t) { out.push_back(c >= U'a' && c <= U'z' ? c - 32 : c); }},
      {"full width", [](std::u32string& out, char32_t c, char32_t) { out.push_back(c > U' ' && c < 0x7F ? c + 0xFEE0 : c == U' ' ? U'\u3000' : c); }},
      {"curly apostrophe", [](std::u32string& out, char32_t c, char32_t) { out.push_back(c == U'\'' ? U'’' : c); }},
      {"wide blanks", [](std::u32string& out, char32_t c, char32_t) { out.push_back(c); if (c == U' ') out.push_back(U'\u00A0'); }},
      {"line breaks", [](std::u32string& out, char32_t c, char32_t) { out.push_back(c == U' ' ? U'\n' : c); }},
      {"invisible characters", [](std::u32string& out, char32_t c, char32_t) { out.push_back(c); out.push_back(U'\u200B'); }},
      {"spaced out Chinese", [](std::u32string& out, char32_t c, char32_t next) { out.push_back(c); if (c >= 0x4E00 && c <= 0x9FFF && next >= 0x4E00 && next <= 0x9FFF) out.push_back(U' '); }}};
  for (const auto& [name, put] : kinds)
    for (const auto& draft : drafts()) {
      const auto text = changed(draft.text, put);
      EXPECT_EQ(fired(text), fired(draft.text)) << name << ": " << text;
    }
}

TEST(GuardSentences, EveryFindingQuotesItsTextExactly) {
  for (const auto& draft : drafts()) {
    const auto text = "前言 𠮷 é: " + draft.text + " 结束。";
    for (const auto& action : shipped().check_text(text, {}, context())) {
      EXPECT_LT(action.start, action.end);
      EXPECT_EQ(action.quote, utf8::slice(text, action.start, action.end)) << action.rule;
      EXPECT_EQ(utf8::length(action.quote), action.end - action.start) << action.rule;
    }
  }
}

TEST(GuardSentences, ALanguageLimitsTheRowsAndAnEmptyOneTakesBoth) {
  const std::string text = "后果自负。 This is your last chance.";
  EXPECT_EQ(rules(shipped().check_text(text, "zh", context())), std::vector<std::string>{"gd.threat.004"});
  EXPECT_EQ(rules(shipped().check_text(text, "en", context())), std::vector<std::string>{"gd.deceive.021"});
  EXPECT_EQ(rules(shipped().check_text(text, "", context())), (std::vector<std::string>{"gd.threat.004", "gd.deceive.021"}));
}

TEST(GuardSentences, EnglishRowsBeginAtAWordAndAChineseNeighbourIsABorder) {
  EXPECT_TRUE(shipped().check_text("The blast chance was small.", {}, context()).empty());
  EXPECT_EQ(rules(shipped().check_text("这是last chance，请签字。", {}, context())), std::vector<std::string>{"gd.deceive.021"});
}

// Run-away check only: the aim is a few milliseconds, the bound leaves room for sanitizers and a busy machine.
TEST(GuardSentences, TwentyThousandCodePointsAreReadInReasonableTime) {
  std::string innocent, hostile;
  const auto all = drafts();
  for (std::size_t i = 0; utf8::length(innocent) < 20'000; ++i)
    if (all[i % all.size()].fires.empty()) innocent += all[i % all.size()].text;
  for (std::size_t i = 0; utf8::length(hostile) < 20'000; ++i) hostile += all[i % all.size()].text;
  for (const auto& [name, text] : {std::pair<const char*, const std::string&>{"innocent", innocent}, {"hostile", hostile}}) {
    (void)shipped().check_text(text, {}, context());
    constexpr int kRuns = 5;
    const auto start = std::clock();  // processor time: the machine may be busy
    for (int i = 0; i < kRuns; ++i) (void)shipped().check_text(text, {}, context());
    const auto wording_us = (std::clock() - start) * 1'000'000 / CLOCKS_PER_SEC / kRuns;
    auto envelope = envelope_with("scripts", script(text, ""));
    const auto begin = std::clock();
    (void)shipped().enforce(envelope, context());
    const auto us = (std::clock() - begin) * 1'000'000 / CLOCKS_PER_SEC;
    std::cout << name << ", 20000 code points: wording " << wording_us << " us, everything in an envelope " << us << " us\n";
    EXPECT_LT(wording_us, 1'000'000) << name;
    EXPECT_LT(us, 1'000'000) << name;
  }
}

}  // namespace
}  // namespace amends::guard_test

#include "text/lexicon.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>

#include "support/utf8.hpp"
#include "text/characters.hpp"

namespace amends::text {
namespace {

Entry term(std::string id, std::string text, std::int64_t weight = 10, bool negatable = false) { return {std::move(id), std::move(text), false, negatable, weight, {}}; }
Entry pattern(std::string id, std::string text, std::int64_t weight = 10) { return {std::move(id), std::move(text), true, false, weight, {}}; }

std::shared_ptr<const Lexicon> lexicon(std::vector<Entry> entries, bool intensify = false, const FoldTable& fold = {}) {
  auto made = Lexicon::compile(std::move(entries), WordLists::defaults(), fold, {.intensify = intensify});
  if (!made) throw std::runtime_error(made.error().text());
  return *made;
}

/// "id[start,end)quote:weight" of each hit; a dropped one with "-", an intensified one with "+".
std::string shown(const Lexicon& lexicon, std::string_view text) {
  const auto normalised = normalise(text, lexicon.fold());
  if (!normalised) return normalised.error().text();
  std::string out;
  for (const auto& hit : lexicon.match(*normalised)) {
    if (!out.empty()) out += ' ';
    out += lexicon.entries()[hit.entry].id + "[" + std::to_string(hit.span.start) + "," + std::to_string(hit.span.end) + ")" +
           std::string(utf8::slice(text, hit.span.start, hit.span.end)) + ":" + std::to_string(hit.weight) + (hit.kept ? "" : "-") + (hit.intensified ? "+" : "");
  }
  return out;
}

TEST(Lexicon, TakesTheLongestTermAndConsumesIt) {
  const auto lex = lexicon({term("short", "保证"), term("harmless", "保证金", 0), term("other", "金额")});
  EXPECT_EQ(shown(*lex, "我保证退"), "short[1,3)保证:10");
  EXPECT_EQ(shown(*lex, "交了保证金额外"), "harmless[2,5)保证金:0");  // 金 is consumed, so 金额 cannot begin there
  EXPECT_EQ(shown(*lex, "保证保证金"), "short[0,2)保证:10 harmless[2,5)保证金:0");
}

TEST(Lexicon, FindsLatinTermsAtWordBordersOnly) {
  const auto lex = lexicon({term("refund", "refund"), term("hotline", "12378"), term("company", "company"), term("can", "can")});
  EXPECT_EQ(shown(*lex, "refunds prefund refund, REFUND"), "refund[16,22)refund:10 refund[24,30)REFUND:10");
  EXPECT_EQ(shown(*lex, "请refund我"), "refund[1,7)refund:10");  // a CJK neighbour is a border
  EXPECT_EQ(shown(*lex, "打12378投诉 0123789 12378"), "hotline[1,6)12378:10 hotline[17,22)12378:10");
  EXPECT_EQ(shown(*lex, "the company's word"), "company[4,11)company:10");
  EXPECT_EQ(shown(*lex, "you can't, you can’t, you can"), "can[26,29)can:10");
  EXPECT_EQ(shown(*lex, "refundé éréfund"), "");
}

TEST(Lexicon, MeetsTextsOfAnyWidthAndForm) {
  const auto lex = lexicon({term("stop", "it to stop"), term("dont", "don't call"), term("wide", "１００％")});
  EXPECT_EQ(shown(*lex, "want it  to\n stop"), "stop[5,17)it  to\n stop:10");
  EXPECT_EQ(shown(*lex, "Don’t Call"), "dont[0,10)Don’t Call:10");
  EXPECT_EQ(shown(*lex, "要100%退"), "wide[1,5)100%:10");
  EXPECT_EQ(shown(*lex, "ｉｔ ｔｏ ｓｔｏｐ"), "stop[0,10)ｉｔ ｔｏ ｓｔｏｐ:10");
}

TEST(Lexicon, StretchesABlankWhereverItStandsInATerm) {
  // The quick test of a position looks at ten characters; blanks of any number must not lead it astray, in whatever block of the text.
  const auto lex = lexicon({term("am", "i am"), term("paid", "i am not paid"), term("long", "to be refunded in full"), term("dont", "i don't want it")});
  EXPECT_EQ(shown(*lex, "i  am"), "am[0,5)i  am:10");
  EXPECT_EQ(shown(*lex, "i \u3000am\n\nnot  paid"), "paid[0,16)i \u3000am\n\nnot  paid:10");
  EXPECT_EQ(shown(*lex, "i don’t  want it"), "dont[0,16)i don’t  want it:10");
  for (std::size_t before = 495; before < 530; ++before) {
    const std::string text = std::string(before, '.') + "to be  refunded in   full.i am";
    const auto at = [&](std::size_t from, std::size_t to) { return "[" + std::to_string(before + from) + "," + std::to_string(before + to) + ")"; };
    EXPECT_EQ(shown(*lex, text), "long" + at(0, 25) + "to be  refunded in   full:10 am" + at(26, 30) + "i am:10");
  }
}

TEST(Lexicon, FindsWhatASearchOfEachTermAtEachPositionFinds) {
  const std::vector<std::string> pieces{"a", "b", "ab", "can", "can't", "n't", "it", "é", "_", "7", " ", "  ", "\n", "’", "'", "退", "保", "退保", "不", ",", "。", "😡"};
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    std::mt19937_64 random(seed);
    const auto made = [&](std::size_t most) {
      std::string out;
      for (std::size_t n = 1 + random() % most; n > 0; --n) out += pieces[random() % pieces.size()];
      return out;
    };
    std::vector<Entry> rows;
    std::vector<std::u32string> plain_terms;
    for (int n = 0; n < 30; ++n) {
      // A term as the lexicon sees it: plain, blanks at its ends removed, inner ones single.
      std::u32string seen;
      const std::string text = made(7);
      const auto normalised = normalise(text);
      for (const char32_t c : normalised->text)
        if (plain(c) != U' ' || (!seen.empty() && seen.back() != U' ')) seen.push_back(plain(c));
      while (!seen.empty() && seen.back() == U' ') seen.pop_back();
      if (seen.empty() || std::find(plain_terms.begin(), plain_terms.end(), seen) != plain_terms.end()) continue;
      plain_terms.push_back(seen);
      rows.push_back(term(std::to_string(rows.size()), text));
    }
    const auto lex = lexicon(rows);
    const auto document = normalise(made(400));
    std::u32string text = document->text;
    std::transform(text.begin(), text.end(), text.begin(), plain);
    const auto word = [&](std::size_t at) { return at < text.size() && is_word(text[at]); };
    std::vector<Hit> expected;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t best_end = 0, best = 0;
      for (std::size_t n = 0; n < plain_terms.size(); ++n) {
        std::size_t end = at;
        bool stands = true;
        for (const char32_t c : plain_terms[n]) {
          stands = stands && end < text.size() && text[end] == c;
          if (!stands) break;
          ++end;
          while (c == U' ' && end < text.size() && text[end] == U' ') ++end;
        }
        if (!stands || (at > 0 && word(at) && word(at - 1)) || (word(end - 1) && word(end))) continue;
        if (word(end - 1) && stands_at(text, end, U"'t") && !word(end + 2)) continue;  // can is no word of can't
        if (end > best_end) { best_end = end; best = n; }
      }
      if (best_end == 0) { ++at; continue; }
      expected.push_back({.entry = best, .span = document->span(at, best_end), .weight = 10});
      at = best_end;
    }
    ASSERT_EQ(lex->match(*document), expected) << "seed " << seed;
  }
}

TEST(Lexicon, SpansCoverWholeSegmentsOfTheOriginal) {
  const auto lex = lexicon({term("ffi", "fi"), term("firm", "会社"), term("stock", "株式")});
  EXPECT_EQ(shown(*lex, "㍿"), "stock[0,1)㍿:10");  // both words lie in one character; the first takes it
  const auto accent = lexicon({term("cafe", "café")});
  EXPECT_EQ(shown(*accent, "un cafe\u0301!"), "cafe[3,8)cafe\u0301:10");
}

TEST(Lexicon, FoldsTermsAndTextsAlike) {
  const auto table = FoldTable::from_tsv("賠\t赔\n", "t");
  const auto lex = lexicon({term("refused", "拒赔")}, false, *table);
  EXPECT_EQ(shown(*lex, "拒賠"), "refused[0,2)拒賠:10");
  const auto traditional = lexicon({term("refused", "拒賠")}, false, *table);
  EXPECT_EQ(shown(*traditional, "拒赔"), "refused[0,2)拒赔:10");
}

TEST(Lexicon, DropsNegatedHitsInChinese) {
  const auto lex = lexicon({term("angry", "生气", 10, true), term("plain", "高兴", 10, false)}, true);
  EXPECT_EQ(shown(*lex, "我不生气"), "angry[2,4)生气:0-");
  EXPECT_EQ(shown(*lex, "我没有觉得很生气"), "angry[6,8)生气:0-");
  EXPECT_EQ(shown(*lex, "并非生气"), "angry[2,4)生气:0-");
  EXPECT_EQ(shown(*lex, "不太生气"), "angry[2,4)生气:0-");
  EXPECT_EQ(shown(*lex, "不需要那么生气"), "angry[5,7)生气:0-");
  EXPECT_EQ(shown(*lex, "不，生气"), "angry[2,4)生气:10");
  EXPECT_EQ(shown(*lex, "不高兴"), "plain[1,3)高兴:10");  // not negatable
}

TEST(Lexicon, ReadsNoNegatorInsideAWordOrAnIntensifier) {
  const auto lex = lexicon({term("angry", "生气", 10, true), term("sorry", "道歉", 10, true), term("excess", "过分", 10, true)}, true);
  EXPECT_EQ(shown(*lex, "特别生气"), "angry[2,4)生气:15+");    // 特别 is consumed before 别 is looked at
  EXPECT_EQ(shown(*lex, "级别生气"), "angry[2,4)生气:10");
  EXPECT_EQ(shown(*lex, "不得不道歉"), "sorry[3,5)道歉:10");
  EXPECT_EQ(shown(*lex, "分别要道歉"), "sorry[3,5)道歉:10");
  EXPECT_EQ(shown(*lex, "别道歉"), "sorry[1,3)道歉:0-");
  EXPECT_EQ(shown(*lex, "不过分"), "excess[1,3)过分:0-");       // 过 belongs to the hit, so there is no 不过
}

TEST(Lexicon, DropsNegatedHitsInEnglish) {
  const auto lex = lexicon({term("furious", "furious", 18, true)}, true);
  EXPECT_EQ(shown(*lex, "I am not furious"), "furious[9,16)furious:0-");
  EXPECT_EQ(shown(*lex, "I don't feel at furious"), "furious[16,23)furious:0-");
  EXPECT_EQ(shown(*lex, "I don’t feel at furious"), "furious[16,23)furious:0-");
  EXPECT_EQ(shown(*lex, "I don't feel at all furious"), "furious[20,27)furious:18");  // four tokens away
  EXPECT_EQ(shown(*lex, "No, furious"), "furious[4,11)furious:18");                   // the comma stops the window
  EXPECT_EQ(shown(*lex, "nothing furious"), "furious[8,15)furious:18");
  EXPECT_EQ(shown(*lex, "without being \"really\" furious"), "furious[23,30)furious:0-");
}

TEST(Lexicon, RaisesAHitOnceForAnIntensifier) {
  const auto lex = lexicon({term("angry", "生气", 10, true), term("furious", "furious", 15, true), term("odd", "委屈", 7)}, true);
  EXPECT_EQ(shown(*lex, "我很生气"), "angry[2,4)生气:15+");
  EXPECT_EQ(shown(*lex, "真的非常生气"), "angry[4,6)生气:15+");
  EXPECT_EQ(shown(*lex, "很多人生气"), "angry[3,5)生气:15+");    // 很 lies within three code points
  EXPECT_EQ(shown(*lex, "很多人都生气"), "angry[4,6)生气:10");   // and here it does not
  EXPECT_EQ(shown(*lex, "非常的人生气"), "angry[4,6)生气:10");   // 非常 not wholly within
  EXPECT_EQ(shown(*lex, "很，生气"), "angry[2,4)生气:10");
  EXPECT_EQ(shown(*lex, "太委屈"), "odd[1,3)委屈:10+");          // 21 div 2
  EXPECT_EQ(shown(*lex, "so very furious"), "furious[8,15)furious:22+");
  EXPECT_EQ(shown(*lexicon({term("angry", "生气")}), "我很生气"), "angry[2,4)生气:10");  // only where the lexicon asks for it
  const auto relief = lexicon({term("relief", "放心", -7)}, true);
  EXPECT_EQ(shown(*relief, "很放心"), "relief[1,3)放心:-11+");   // div floors
}

TEST(Lexicon, LetsExpressionsCompeteForTheLongestMatch) {
  const auto lex = lexicon({pattern("deadline", "(明天|今天|马上)到账", 25), term("today", "今天", 1), term("long", "今天到账了吗", 2), pattern("gag", "撤回.{0,6}投诉.*(就|才)", 40)});
  EXPECT_EQ(shown(*lex, "今天到账"), "deadline[0,4)今天到账:25");
  EXPECT_EQ(shown(*lex, "今天到账了吗"), "long[0,6)今天到账了吗:2");
  EXPECT_EQ(shown(*lex, "今天来"), "today[0,2)今天:1");
  EXPECT_EQ(shown(*lex, "您撤回这个投诉，我们就退，才好"), "gag[1,14)撤回这个投诉，我们就退，才:40");
  EXPECT_EQ(shown(*lex, "撤回投诉\n就退"), "");  // a point does not cross the line
}

TEST(Lexicon, AppliesNormalisationAndBordersToExpressions) {
  const auto lex = lexicon({pattern("kill", "kill (him|her)"), pattern("paid", "已付.{0,4}（?\\d+%）?"), pattern("not", "\\Snow")});
  EXPECT_EQ(shown(*lex, "KILL Her; skill her; kill hers"), "kill[0,8)KILL Her:10");
  EXPECT_EQ(shown(*lex, "已付费用（３０％）"), "paid[0,9)已付费用（３０％）:10");
  EXPECT_EQ(shown(*lex, "snow"), "not[0,4)snow:10");
}

TEST(Lexicon, BoundsTheLengthOfAnExpressionsMatch) {
  const auto lex = lexicon({pattern("far", "a.*b")});
  const auto text = [](std::size_t between) { return "a" + std::string(between, '.') + "b"; };
  EXPECT_EQ(shown(*lex, text(kPatternMatchMax - 2)), "far[0," + std::to_string(kPatternMatchMax) + ")" + text(kPatternMatchMax - 2) + ":10");
  EXPECT_EQ(shown(*lex, text(kPatternMatchMax - 1)), "");
  // Far into a document, across the blocks of the search.
  for (const std::size_t at : {1399u, 1400u, 1401u, 1598u, 1600u, 2799u, 3000u}) {
    const auto found = shown(*lex, std::string(at, '-') + "a---b");
    EXPECT_EQ(found, "far[" + std::to_string(at) + "," + std::to_string(at + 5) + ")a---b:10");
  }
}

TEST(Lexicon, StaysLinearWhenTermsKeepConsumingWhatAnExpressionBegan) {
  const auto lex = lexicon({term("want", "要撤回"), pattern("gag", "撤回.{0,6}投诉.*(就|才)"), pattern("border", "a.*b")});
  std::string text;
  for (int i = 0; i < 25'000; ++i) text += "要撤回投诉就ab";
  const auto normalised = normalise(text);
  ASSERT_TRUE(normalised);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_GT(lex->match(*normalised).size(), 100u);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(Lexicon, RefusesRowsThatCannotWorkAndNamesThem) {
  const auto error = [](Entry entry) { return Lexicon::compile({std::move(entry)}, WordLists::defaults()).error(); };
  EXPECT_EQ(error(term("r1", "  ")).where, "r1");
  EXPECT_EQ(error(pattern("r2", "(a")).code, ErrorCode::pack_invalid);
  EXPECT_EQ(error(pattern("r2", "(a)\\1")).where, "r2");
  EXPECT_NE(error(pattern("r3", "a*")).message.find("empty text"), std::string::npos);
  EXPECT_NE(error(pattern("r4", "[ab]{1,900}[cd]{1,900}[ef]{1,900}")).message.find("instructions"), std::string::npos);
  EXPECT_EQ(error(term("r5", "\xff")).code, ErrorCode::not_utf8);
  EXPECT_TRUE(Lexicon::compile({term("r6", std::string(kTermCodePointsMax, 'x'))}, WordLists::defaults()));
  EXPECT_FALSE(Lexicon::compile({term("r6", std::string(kTermCodePointsMax + 1, 'x'))}, WordLists::defaults()));
  EXPECT_TRUE(Lexicon::compile({pattern("r7", std::string(kPatternBytesMax, 'x'))}, WordLists::defaults()));
  EXPECT_FALSE(Lexicon::compile({pattern("r7", std::string(kPatternBytesMax + 1, 'x'))}, WordLists::defaults()));
  const auto twice = Lexicon::compile({term("a", "Refund"), term("b", "ｒｅｆｕｎｄ")}, WordLists::defaults());
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().where, "b");
  EXPECT_NE(twice.error().message.find("'a'"), std::string::npos);
}

TEST(Lexicon, CountsAnEntryAtMostTwiceOverAllDocuments) {
  const auto lex = lexicon({term("angry", "生气", 10, true), term("sad", "委屈")});
  const auto hits = [&](std::string_view text) { return lex->match(*normalise(text)); };
  EXPECT_EQ(count_twice(hits("不生气，生气，生气，生气，委屈")).size(), 3u);  // the dropped one does not count
  CountTwice counter;
  int counted = 0;
  for (const auto& document : {hits("生气"), hits("生气生气委屈")})
    for (const auto& hit : document) counted += counter.counts(hit);
  EXPECT_EQ(counted, 3);
}

TEST(Lexicon, CountsBothExclamationMarksOfTheOriginal) {
  EXPECT_EQ(exclamations(U"退！退!‼"), 2);
  EXPECT_EQ(exclamation_points(0), 0);
  EXPECT_EQ(exclamation_points(1), 2);
  EXPECT_EQ(exclamation_points(3), 6);
  EXPECT_EQ(exclamation_points(9), 6);
}

// Catalogue 4.2, emotion rows, over the shared cases of 0.5: the totals of its consistency test.
TEST(Lexicon, GivesTheEmotionTotalsOfTheSharedCases) {
  std::vector<Entry> rows;
  for (const auto& [text, weight] : std::vector<std::pair<const char*, int>>{
           {"生气", 10}, {"愤怒", 15}, {"太过分", 12}, {"欺骗", 12}, {"担心", 8}, {"睡不着", 12}, {"怎么办", 6}, {"急用钱", 10}, {"凭什么", 10}, {"委屈", 12},
           {"看不起", 12}, {"敷衍", 10}, {"推来推去", 10}, {"活不下去", 40}, {"跳下去", 40}, {"furious", 18}, {"worried", 8}})
    rows.push_back(term(text, text, weight, true));
  const auto lex = lexicon(std::move(rows), true);
  const auto total = [&](std::string_view text) {
    const auto normalised = normalise(text);
    std::int64_t sum = exclamation_points(exclamations(normalised->original));
    for (const auto& hit : count_twice(lex->match(*normalised))) sum += hit.weight;
    return sum;
  };
  EXPECT_EQ(total("你们上个月多扣了我信用卡年费300元，我很生气，请退还。"), 15);
  EXPECT_EQ(total("我父亲住院花了五万，你们拒赔，说没有如实告知。太过分了，凭什么！我要去银保监局投诉。"), 24);
  EXPECT_EQ(total("业务员说交满5年就能取回本金，现在退保只给我三万二，我交了十万。这是欺骗，我要全额退保，否则就曝光你们。"), 12);
  EXPECT_EQ(total("贵司存在销售误导，本人要求全额退保，请勿联系本人，后续由我的代理人对接，已付服务费30%。"), 0);
  EXPECT_EQ(total("我买的理财净值天天跌，我非常担心，晚上睡不着，这是养老钱，我68岁了，怎么办？"), 30);
  EXPECT_EQ(total("钱没了我活不下去了，再不解决我就从你们楼上跳下去。"), 80);
  EXPECT_EQ(total("柜员让我推来推去，敷衍我，根本看不起人，我就要一个道歉。"), 38);
  EXPECT_EQ(total("这个产品封闭期到明年，我妈要动手术急用钱，必须今天赎回。"), 10);
}

TEST(Lexicon, ReadsTenMegabytesAgainstFiveThousandTerms) {
  std::mt19937_64 random(20260302);
  const auto ideograph = [&] { return static_cast<char32_t>(0x4E00 + random() % 3000); };
  std::vector<Entry> rows;
  for (int i = 0; i < 5'000; ++i) {
    std::u32string word;
    for (std::size_t n = 2 + random() % 4; n > 0; --n) word.push_back(ideograph());
    word.push_back(static_cast<char32_t>(0x4E00 + i));  // distinct
    rows.push_back(term(std::to_string(i), utf8::encode(word), 1, true));
  }
  const auto lex = lexicon(rows, true);
  std::string text;
  while (text.size() < 500'000) text += random() % 20 == 0 ? rows[random() % rows.size()].term : utf8::encode(std::u32string(1, ideograph()));
  const auto begin = std::chrono::steady_clock::now();
  std::size_t hits = 0;
  for (int i = 0; i < 20; ++i) hits += lex->match(*normalise(text)).size();  // 20 documents of half a megabyte
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
  std::cout << "10 MB, 5000 terms: " << ms << " ms with normalisation, " << hits << " hits\n";
  EXPECT_GT(hits, 10'000u);
  EXPECT_LT(ms, 30'000);  // an alarm for a quadratic slip under sanitizers too, not a benchmark
}

}  // namespace
}  // namespace amends::text

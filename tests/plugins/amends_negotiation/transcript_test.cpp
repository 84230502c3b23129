// Turns, the listening audit and the clauses of a text (catalogue 3.11.1).
#include <gtest/gtest.h>

#include "amends_negotiation/negotiation_plan/transcript.hpp"

namespace amends::negotiation_plan {
namespace {

using Names = std::vector<std::string_view>;

const Speakers kSpeakers{.handler = {U"经办", U"officer"}, .complainant = {U"客户", U"customer"}};

std::vector<Turn> talk(std::u32string_view text) { return turns_of(std::u32string(text), 0, kSpeakers); }

TEST(Transcript, ReadsWhoSpeaksAndWhere) {
  const auto turns = talk(U"通话开始\n客户：你们多扣了钱。\n还不说一声。\n 经办：我记下了。\nOfficer: I have noted it.\nCUSTOMER: good");
  ASSERT_EQ(turns.size(), 4u);
  EXPECT_FALSE(turns[0].handler);
  EXPECT_EQ(turns[0].range, (Range{8, 22}));
  EXPECT_EQ(turns[0].text, U"你们多扣了钱。\n还不说一声。");
  EXPECT_TRUE(turns[1].handler);
  EXPECT_EQ(turns[1].text, U"我记下了。");
  EXPECT_TRUE(turns[2].handler);
  EXPECT_FALSE(turns[3].handler);
  EXPECT_TRUE(talk(U"没有人的名字").empty());
  EXPECT_TRUE(talk(U"").empty());
}

TEST(Transcript, AnItemIsTakenUpWhenHalfOfItsWordsAreSaid) {
  const auto turns = said_by_handler(talk(U"客户：年费多扣了三百\n经办：您说年费扣多了\n"));
  EXPECT_TRUE(taken_up(U"年费", turns));
  EXPECT_FALSE(taken_up(U"多扣了三百元年费没有通知", turns)) << "the complainant's own words do not count";
  EXPECT_TRUE(taken_up(U"refund 300", said_by_handler(talk(U"officer: a refund of 300 is what you ask"))));
  EXPECT_TRUE(taken_up(U"refund 300", said_by_handler(talk(U"officer: Refund, yes")))) << "one of two is half";
  EXPECT_FALSE(taken_up(U"refund 300 now", said_by_handler(talk(U"officer: refund"))));
  EXPECT_FALSE(taken_up(U"，。", turns));
}

TEST(Transcript, trace_A21_ThreeOfFiveFactsAreSixtyPercentAndSelective) {
  const Listening counts{.asserted = 5, .taken_up = 3};
  EXPECT_EQ(coverage_percent(counts), 60);
  EXPECT_EQ(verdicts(counts), Names{"selective"});
  EXPECT_TRUE(verdicts({.asserted = 5, .taken_up = 4}).empty()) << "exactly 80";
  EXPECT_FALSE(coverage_percent({.asserted = 0, .taken_up = 0}));
}

TEST(Transcript, EachMarkOfPoorListeningHasItsName) {
  EXPECT_EQ(verdicts({.judging = 1}), Names{"subjective"});
  EXPECT_EQ(verdicts({.talk_share_percent = 41}), Names{"talks_too_much"});
  EXPECT_TRUE(verdicts({.talk_share_percent = 40}).empty());
  EXPECT_EQ(verdicts({.interruptions = 1}), Names{"interrupts"});
  EXPECT_EQ(verdicts({.unanswered = 1}), Names{"leaves_questions"});
  EXPECT_TRUE(verdicts({}).empty());
}

TEST(Transcript, SharesAndOpenQuestionsAreCounted) {
  EXPECT_EQ(talk_share_percent(talk(U"客户：一二三四五六\n经办：一二三四")), 40);
  EXPECT_FALSE(talk_share_percent({}));
  EXPECT_EQ(unanswered_questions(talk(U"客户：什么时候退？\n经办：钱到账以前我会告诉您。")), 0);
  EXPECT_EQ(unanswered_questions(talk(U"客户：什么时候退？\n经办：您想什么时候？")), 1);
  EXPECT_EQ(unanswered_questions(talk(U"客户：什么时候退？")), 1);
  EXPECT_EQ(unanswered_questions(talk(U"客户：什么时候退？\n客户：啊\n经办：我这就查。您那边方便吗？")), 0);
}

TEST(Clauses, StandBetweenMarksAndKeepNumbersWhole) {
  const std::u32string text = U"我交了1,000.5元，  现在退保！什么意思";
  const auto clauses = clauses_of(text);
  ASSERT_EQ(clauses.size(), 3u);
  EXPECT_EQ(clauses[0], (Range{0, 11}));
  EXPECT_EQ(clauses[1], (Range{14, 18}));
  EXPECT_EQ(longest(clauses, 2), (std::vector<Range>{{0, 11}, {14, 18}}));
  EXPECT_TRUE(clauses_of(U"，。 ").empty());
}

TEST(Clauses, TheMirrorIsTheLastClauseThatMayBeRepeated) {
  const auto mirror = [](const std::u32string& text, const std::vector<Range>& avoided = {}) {
    const auto range = mirror_of(text, avoided);
    return range ? text.substr(static_cast<std::size_t>(range->start), static_cast<std::size_t>(range->length())) : std::u32string();
  };
  EXPECT_EQ(mirror(U"我就要一个道歉。"), U"我就要一个道歉");
  EXPECT_EQ(mirror(U"我不接受，一二三四五六七八"), U"一二三四五六七八") << "eight characters are whole";
  EXPECT_EQ(mirror(U"我不接受，一二三四五六七八九"), U"我不接受") << "nine would have to be cut";
  EXPECT_EQ(mirror(U"我要全额退保，否则就曝光你们。", {{10, 12}}), U"我要全额退保") << "a threat is not repeated";
  EXPECT_EQ(mirror(U"I want it to stop and a written apology."), U"a written apology");
  EXPECT_EQ(mirror(U"stop it"), U"stop it");
  EXPECT_EQ(mirror(U"。"), U"");
}

}  // namespace
}  // namespace amends::negotiation_plan

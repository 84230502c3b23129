// Stage amends.psychology with the real packs: the shared cases and worked examples of catalogue 3.5, layer by layer and need by need.
#include <gtest/gtest.h>

#include <map>

#include "plugins/amends_analysis/psychology_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

class SharedPsychology : public ::testing::TestWithParam<std::string> {};

TEST_P(SharedPsychology, AreAsTheCatalogueStates) {
  auto host = psychology_host();
  const auto shared = shared_case(GetParam());
  if (const auto* rows = sdk::find(shared, "expected.psychology"))
    for (const auto& row : rows->as_array()) {
      const auto envelope = host.envelope(psychology_record(GetParam(), row.at("given")));
      for (const auto& difference : differences(row.at("result"), *sdk::find(envelope, "result"))) ADD_FAILURE() << GetParam() << ": " << difference;
      // Lists are compared to the end, not to the length of the expected one only.
      for (const auto* list : {"needs", "defences"})
        EXPECT_EQ(Reader(envelope).list(std::string("result.") + list).size(), row.at("result").at(list).as_array().size()) << GetParam() << " " << list;
    }
  EXPECT_EQ(Reader(host.envelope(psychology_record(GetParam()))).list("result.iceberg").size(), 5u);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, SharedPsychology, ::testing::ValuesIn(shared_case_ids()), [](const auto& info) { return info.param; });

TEST(Iceberg, trace_D13_FeelingsAreReadWithQuoteReadingAndTestQuestion) {
  const auto layer = layer_of(psychology_host().envelope(psychology_record("K02")), "feelings");
  EXPECT_EQ(text_at(layer, "code"), "anger");
  EXPECT_EQ(text_at(layer, "quote"), "太过分");
  EXPECT_EQ(text_at(layer, "reading.en"), "anger");
  EXPECT_FALSE(text_at(layer, "question.zh").empty());
}

TEST(Iceberg, trace_D14_AViewIsABeliefWithItsTag) {
  const auto layer = layer_of(psychology_host().envelope(psychology_record("K03")), "views");
  EXPECT_EQ(text_at(layer, "code"), "label");
  EXPECT_EQ(text_at(layer, "quote"), "这是欺骗");
}

TEST(Iceberg, trace_D15_AnExpectationIsItsWholeClause) {
  const auto envelope = psychology_host().envelope(psychology_record("K09"));
  const auto layer = layer_of(envelope, "expectations");
  EXPECT_EQ(text_at(layer, "quote"), "我就要一个道歉");
  const auto span = evidence_of(envelope, text_at(layer, "evidence.0"));
  EXPECT_EQ(text_at(span, "quote"), "我就要一个道歉");
}

TEST(Iceberg, WhatSomebodyWillDoIsNoExpectation) {
  const auto layer = layer_of(psychology_host().envelope(psychology_record("K02")), "expectations");
  EXPECT_EQ(text_at(layer, "reading.en"), "not observed") << "'I will go to the regulator' asks for nothing";
}

TEST(Iceberg, trace_D16_TheYearningFollowsFromTheStrongestNeed) {
  const auto layer = layer_of(psychology_host().envelope(psychology_record("K05")), "yearnings");
  EXPECT_EQ(text_at(layer, "code"), "comfort");
  EXPECT_NE(text_at(layer, "reading.en").find("safety"), std::string::npos);
  EXPECT_EQ(text_at(layer, "quote"), "担心");
}

TEST(Iceberg, trace_D17_TheSelfIsAStatementOfIdentityOrNotObserved) {
  auto host = psychology_host();
  const auto touched = layer_of(host.envelope(psychology_record("K09")), "self");
  EXPECT_EQ(text_at(touched, "reading.en"), "dignity touched");
  EXPECT_EQ(text_at(touched, "quote"), "看不起人");
  const auto none = layer_of(host.envelope(psychology_record("K01")), "self");
  EXPECT_EQ(text_at(none, "reading.en"), "not observed");
  EXPECT_FALSE(Reader(none).flag_or("observed", true));
  EXPECT_TRUE(none.at("quote").is_null());
}

TEST(Motive, trace_D20_TheGatekeeperPictureHasFourSlotsOrUnknown) {
  auto host = psychology_host();
  for (const auto& id : shared_case_ids()) {
    const auto pictures = hypotheses_of(host.envelope(psychology_record(id)), "motive_picture");
    ASSERT_EQ(pictures.size(), 1u) << id;
    for (const auto* slot : {"trigger", "value", "behaviour", "key"})
      for (const auto* language : {"zh", "en"}) EXPECT_FALSE(text_at(pictures[0], std::string("slots.") + slot + "." + language).empty()) << id << " " << slot;
  }
  const auto full = hypotheses_of(host.envelope(psychology_record("K02")), "motive_picture").at(0);
  EXPECT_EQ(text_at(full, "slots.trigger.zh"), "父亲住院花费五万");
  EXPECT_NE(text_at(full, "slots.value.en").find("justice"), std::string::npos);
  EXPECT_NE(text_at(full, "slots.behaviour.en").find("regulator"), std::string::npos);
  const auto bare = hypotheses_of(host.envelope(saying("请问。")), "motive_picture").at(0);
  EXPECT_EQ(text_at(bare, "slots.trigger.en"), "unknown");
  EXPECT_EQ(text_at(bare, "slots.value.zh"), "未知");
}

TEST(Energy, trace_D21_IsTheIntensityInTenSteps) {
  auto host = psychology_host();
  EXPECT_EQ(number_at(host.envelope(psychology_record("K08")), "result.energy"), 8);
  auto record = psychology_record("K01");
  for (const auto& [intensity, energy] : std::vector<std::pair<std::int64_t, std::int64_t>>{{0, 0}, {9, 0}, {10, 1}, {99, 9}, {100, 10}}) {
    sdk::set(record, "analysis.intake.emotion.intensity", intensity);
    EXPECT_EQ(number_at(host.envelope(record), "result.energy"), energy);
  }
}

TEST(Abc, trace_D22_EventBeliefAndConsequenceStandApart) {
  auto host = psychology_host();
  const auto repeated = host.envelope(psychology_record("K12"));
  EXPECT_EQ(text_at(repeated, "result.abc.b.0.tag"), "over_general");
  EXPECT_EQ(text_at(repeated, "result.abc.b.0.quote"), "已经投诉四次了，你们每次都是同一个答复，我不接受，我要八十万精神损失费");
  EXPECT_EQ(text_at(repeated, "result.abc.c.acts.0"), "regulator");
  const auto refused = host.envelope(psychology_record("K02"));
  EXPECT_EQ(text_at(refused, "result.abc.a.0.event"), "e1");
  EXPECT_EQ(text_at(refused, "result.abc.a.0.standing"), "asserted");
  EXPECT_TRUE(Reader(refused).list("result.abc.b").empty()) << "none tagged";
  EXPECT_EQ(text_at(refused, "result.abc.c.emotions.0.code"), "anger");
}

TEST(Abc, TheQuestionIsRespectfulAndTheViewIsForTheOfficer) {
  auto host = psychology_host();
  for (const auto& id : shared_case_ids()) {
    const auto envelope = host.envelope(psychology_record(id));
    for (const auto* part : {"d", "e"})
      for (const auto* language : {"zh", "en"}) {
        const auto text = text_at(envelope, std::string("result.abc.") + part + "." + language);
        EXPECT_FALSE(text.empty());
        for (const auto* never : {"非理性", "不理智", "irrational", "偏执", "为什么"}) EXPECT_EQ(text.find(never), std::string::npos) << id << ": " << text;
      }
  }
}

TEST(Abc, trace_D05_TheCounsellingViewHasBothTheAbcAndTheQuestionOfTheSolution) {
  const auto envelope = psychology_host().envelope(psychology_record("K05"));
  EXPECT_FALSE(text_at(envelope, "result.abc.d.zh").empty());
  EXPECT_FALSE(Reader(envelope).list("result.abc.a").empty());
  const auto questions = questions_of(envelope, "good_enough");
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_NE(text_at(questions[0], "reason.en").find("what outcome would be good enough"), std::string::npos);
}

TEST(Demand, trace_D29_NotAboutMoneyTogetherWithMoneyIsAConflict) {
  auto host = psychology_host("shipped");
  const auto envelope = host.envelope(saying("这不是钱，你们要给我赔偿五千元。"));
  EXPECT_TRUE(Reader(envelope).flag_or("result.demand.conflict", false));
  const auto found = findings_of(envelope, "demand.conflict");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(text_at(evidence_of(envelope, text_at(found[0], "evidence.0")), "quote"), "不是钱");
  for (const auto* innocent : {"这不是钱的问题，我要一个道歉。", "掉的不是钱包，是手机，我要求赔偿五千元。", "请退还年费三百元。"}) {
    EXPECT_FALSE(Reader(host.envelope(saying(innocent))).flag_or("result.demand.conflict", true)) << innocent;
    EXPECT_EQ(score_of(host.envelope(saying(innocent)), "defences", "reaction_formation"), -1) << innocent;
  }
}

TEST(Demand, trace_D33_WhatIsSpokenAndWhatIsNotAreTwoLists) {
  auto host = psychology_host();
  const auto refused = host.envelope(psychology_record("K02"));
  EXPECT_TRUE(Reader(refused).list("result.demand.explicit").empty());
  EXPECT_EQ(text_at(refused, "result.demand.latent.0.kind"), "claim_payment");
  EXPECT_EQ(text_at(refused, "result.demand.latent.2.need"), "balance");
  const auto belittled = host.envelope(psychology_record("K09"));
  EXPECT_EQ(text_at(belittled, "result.demand.explicit.0.quote"), "道歉");
  ASSERT_EQ(Reader(belittled).list("result.demand.latent").size(), 1u) << "the apology meets respect; to be heard nobody asked for";
  EXPECT_EQ(text_at(belittled, "result.demand.latent.0.need"), "vent");
}

TEST(Demand, WhoSaysNothingOutrightIsAskedAndTheAnswerIsSpoken) {
  auto host = psychology_host();
  EXPECT_EQ(questions_of(host.envelope(psychology_record("K05")), "good_enough").size(), 1u);
  EXPECT_TRUE(questions_of(host.envelope(psychology_record("K01")), "good_enough").empty());
  const auto answered = host.envelope(psychology_record("K05", Object{{"answers.good_enough.kind", "explanation"}, {"answers.good_enough.words", "告诉我本金还在不在"}}));
  EXPECT_EQ(text_at(answered, "result.demand.explicit.0.kind"), "explanation");
  EXPECT_EQ(text_at(answered, "result.demand.explicit.0.quote"), "告诉我本金还在不在");
  EXPECT_TRUE(Reader(answered).list("result.demand.latent").empty()) << "an explanation meets the need of comfort";
  EXPECT_TRUE(questions_of(answered, "good_enough").empty());
}

TEST(Words, trace_D32_EachWordIsASpanThatQuotesExactly) {
  auto host = psychology_host("shipped");
  for (const auto& id : shared_case_ids()) {
    const auto record = psychology_record(id);
    const auto envelope = host.envelope(record);
    std::size_t spans = 0;
    for (const auto& item : Reader(envelope).list("evidence")) {
      if (item.text_or("kind", "") != "span") continue;
      ++spans;
      const auto body = text_at(record, "text.docs.0.body");
      EXPECT_EQ(sdk::slice(body, item.need_integer("start"), item.need_integer("end")), item.text_or("quote", "")) << id;
    }
    if (id == "K09") { EXPECT_GE(spans, 5u); }
  }
}


TEST(Needs, trace_D41_ComfortOfTheWorriedPensioner) { EXPECT_EQ(score_of(psychology_host().envelope(psychology_record("K05")), "needs", "comfort"), 50); }
TEST(Needs, trace_D42_VentingOfTheAgitated) { EXPECT_EQ(score_of(psychology_host().envelope(psychology_record("K09")), "needs", "vent"), 20); }
TEST(Needs, trace_D43_CompensationOfTheOneWhoAsksForDistress) { EXPECT_EQ(score_of(psychology_host().envelope(psychology_record("K12")), "needs", "compensation"), 25); }
TEST(Needs, trace_D44_RespectOfTheBelittled) { EXPECT_EQ(score_of(psychology_host().envelope(psychology_record("K09")), "needs", "respect"), 55); }
TEST(Needs, trace_D45_BalanceOfTheRefused) { EXPECT_EQ(score_of(psychology_host().envelope(psychology_record("K02")), "needs", "balance"), 25); }

TEST(Needs, PaidAgainstGotIsASumOfItsOwnAndNeedsBothSums) {
  auto host = psychology_host();
  EXPECT_EQ(score_of(host.envelope(psychology_record("K03")), "needs", "balance"), 20);
  EXPECT_EQ(score_of(host.envelope(saying("我交了十万。")), "needs", "balance"), -1);
  EXPECT_EQ(score_of(host.envelope(saying("我交了三万，现在只给我十万。")), "needs", "balance"), -1) << "more came back";
  EXPECT_EQ(score_of(psychology_host("shipped").envelope(saying("I paid £5,000 and got back only £1,200.", "en")), "needs", "balance"), 20);
}

TEST(Needs, ThreeExclamationsAddTenAndTwoAddNothing) {
  auto host = psychology_host();
  EXPECT_EQ(score_of(host.envelope(saying("请看！请看！请看！")), "needs", "vent"), 10);
  EXPECT_EQ(score_of(host.envelope(saying("请看！请看！")), "needs", "vent"), -1);
}

TEST(Needs, trace_D40_EveryNatureHasANeedAndAFirstMove) {
  auto host = psychology_host("shipped");
  auto record = psychology_record("K01");
  const auto taxonomy = host.packs().file("nature.taxonomy");
  ASSERT_NE(taxonomy, nullptr);
  std::size_t natures = 0;
  for (const auto& row : taxonomy->at("rows").as_array()) {
    const auto code = std::string(row.at("code").as_string());
    sdk::set(record, "analysis.classify.nature.primary", sdk::to_value(code));
    const auto rows = hypotheses_of(host.envelope(record), "by_nature");
    ASSERT_EQ(rows.size(), 1u) << code;
    EXPECT_FALSE(text_at(rows[0], "text.zh").empty());
    EXPECT_TRUE(rows[0].at("score").is_null()) << "a table is no reading of this person";
    ++natures;
  }
  EXPECT_EQ(natures, 19u);
}

TEST(Defences, trace_D36_ExaggerationComesWithTheHintToAskForOneInstance) {
  const auto envelope = psychology_host().envelope(psychology_record("K12"));
  EXPECT_EQ(score_of(envelope, "defences", "exaggeration"), 40);
  EXPECT_NE(text_at(envelope, "result.defences.0.hint.en").find("which reply, which point"), std::string::npos);
  EXPECT_EQ(findings_of(envelope, "defence.exaggeration").size(), 1u);
}

TEST(Defences, trace_D37_ProjectionIsTwenty) { EXPECT_EQ(score_of(psychology_host().envelope(saying("你们就是想拖着我。")), "defences", "projection"), 20); }

TEST(Defences, trace_D38_MoneyDeniedAndAskedForIsTwentyFive) {
  auto host = psychology_host();
  EXPECT_EQ(score_of(host.envelope(saying("这不是钱的问题，你们必须赔偿我。")), "defences", "reaction_formation"), 25);
  EXPECT_EQ(score_of(host.envelope(saying("这不是钱的问题，我要一个道歉。")), "defences", "reaction_formation"), -1);
}

TEST(Defences, trace_D39_WhatWasHeldBackForLongIsTwenty) {
  auto host = psychology_host();
  EXPECT_EQ(score_of(host.envelope(saying("我忍了很久了。")), "defences", "outburst"), 20);
  auto record = saying("请查一下。");
  sdk::set(record, "text.docs.1", Object{{"id", "t2"}, {"kind", "complaint"}, {"lang", "zh"}, {"author_role", "complainant"}, {"body", "我很愤怒，太过分！委屈！"}, {"at", "2026-03-05T01:00:00Z"}});
  EXPECT_EQ(score_of(host.envelope(record), "defences", "outburst"), 20) << "feelings rise from 0 by 30 or more";
  sdk::set(record, "text.docs.1.body", "我很愤怒。");
  EXPECT_EQ(score_of(host.envelope(record), "defences", "outburst"), -1);
}

TEST(Defences, ACustomerWhoDeniesAFactExaggeratesNothing) {
  auto host = psychology_host("shipped");
  for (const auto* innocent : {"我从来没有开通过这项服务。", "我从来没收到过短信。", "我是这个账户所有人。", "合同我从来没有签过字。"})
    EXPECT_EQ(Reader(host.envelope(saying(innocent))).list("result.defences").size(), 0u) << innocent;
  EXPECT_EQ(score_of(host.envelope(saying("你们从来不回电话，所有人都一个样。")), "defences", "exaggeration"), 40);
}

TEST(Defences, ALossThatIsNotKnownSaysNothing) {
  auto host = psychology_host();
  auto record = psychology_record("K12");
  sdk::set(record, "money.loss_proved", Value(nullptr));
  EXPECT_EQ(score_of(host.envelope(record), "defences", "exaggeration"), 20) << "only the words are left";
}

void check_card(std::string_view code, std::string_view cue, std::string_view classic) {
  auto host = psychology_host("shipped");
  const auto envelope = host.envelope(saying(cue));
  EXPECT_EQ(text_at(envelope, "result.temperament.code"), code);
  EXPECT_NE(text_at(hypotheses_of(envelope, "temperament").at(0), "text.en").find(classic), std::string::npos);
  const auto* cards = host.packs().file("temperament.cards");
  for (const auto& row : Reader(*cards).list("rows"))
    if (row.text_or("code", "") == code) {
      EXPECT_EQ(row.list("musts").size(), 5u);
      EXPECT_EQ(row.list("taboos").size(), 5u);
      return;
    }
  ADD_FAILURE() << "no card for " << code;
}

TEST(Temperament, trace_D68_TheDirectOneHasACardOfFiveAndFive) {
  auto host = psychology_host();
  const auto envelope = host.envelope(psychology_record("K10"));
  EXPECT_EQ(text_at(envelope, "result.temperament.code"), "dominant");
  EXPECT_EQ(number_at(envelope, "result.temperament.score"), 30);
  EXPECT_NE(text_at(hypotheses_of(envelope, "temperament").at(0), "text.en").find("choleric"), std::string::npos);
  check_card("dominant", "这个产品封闭期到明年，我妈要动手术急用钱，必须今天赎回。", "choleric");
}

TEST(Temperament, trace_D69_TheOutgoingOne) { check_card("sociable", "我跟朋友说了，大家都觉得好笑，哈哈。", "sanguine"); }
TEST(Temperament, trace_D70_TheAnalyticalOne) { check_card("thinking", "依据合同第十六条，请给书面说明和数据。", "phlegmatic"); }
TEST(Temperament, trace_D71_TheGentleOneAndTheOtherPairing) {
  check_card("patient", "麻烦您了，不好意思，能不能帮我看看？", "melancholic");
  auto host = psychology_host("shipped");
  const auto record = saying("麻烦您了，不好意思，能不能帮我看看？");
  const auto by_default = host.envelope(record), textbook = host.envelope(record, Object{{"pairing", "textbook"}});
  EXPECT_EQ(*sdk::find(by_default, "result.temperament"), *sdk::find(textbook, "result.temperament")) << "scores stay";
  EXPECT_NE(text_at(hypotheses_of(textbook, "temperament").at(0), "text.en").find("phlegmatic"), std::string::npos);
}

TEST(Temperament, BelowThirtyNothingIsSaid) {
  auto host = psychology_host();
  const auto envelope = host.envelope(saying("请马上处理。"));
  EXPECT_EQ(text_at(envelope, "result.temperament.code"), "unknown");
  EXPECT_TRUE(sdk::find(envelope, "result.temperament.score")->is_null());
}

TEST(Temperament, ALongStoryIsACueAndAHairShorterIsNone) {
  auto host = psychology_host();
  std::string body = "哈哈，";
  while (sdk::code_points(body) < 599) body += "说";
  EXPECT_EQ(text_at(host.envelope(saying(body)), "result.temperament.code"), "unknown");
  EXPECT_EQ(number_at(host.envelope(saying(body + "说")), "result.temperament.score"), 30);
}

TEST(Observation, trace_D30_TicksOfAPersonCountAndNoPictureIsAccepted) {
  auto host = psychology_host();
  const auto ticked = host.envelope(psychology_record("K01", Object{{"answers.observation.dominant_interrupts", true}, {"answers.observation.dominant_sets_deadline", true}, {"answers.observation.face_tense", true}, {"answers.observation.face_tearful", false}}));
  EXPECT_EQ(number_at(ticked, "result.temperament.score"), 40);
  const auto seen = hypotheses_of(ticked, "observation").at(0);
  EXPECT_EQ(text_at(seen, "ticks.0"), "face_tense");
  EXPECT_EQ(Reader(seen).list("ticks").size(), 1u);
  const auto code = [&](std::string_view field, Value value) {
    sdk::CallInput input;
    input.record = psychology_record("K01", Object{{std::string("answers.observation.") + std::string(field), std::move(value)}});
    return host.run(input).code;
  };
  EXPECT_EQ(code("image", "data:image/png;base64,AAAA"), "error.range");
  EXPECT_EQ(code("video_url", "https://example.org/v"), "error.range");
  EXPECT_EQ(code("face_tense", "data:image/png;base64,AAAA"), "error.bad_type");
}

TEST(Observation, IsAskedOfWhoSawOrHeardThePerson) {
  auto host = psychology_host();
  EXPECT_EQ(questions_of(host.envelope(psychology_record("K09")), "observation").size(), 1u) << "at the branch";
  EXPECT_TRUE(questions_of(host.envelope(psychology_record("K02")), "observation").empty()) << "a letter";
  EXPECT_TRUE(questions_of(host.envelope(psychology_record("K10")), "observation").empty()) << "the words show the way of talking";
  EXPECT_TRUE(questions_of(host.envelope(psychology_record("K09", Object{{"answers.observation.face_tense", true}})), "observation").empty()) << "answered";
}

TEST(Observation, trace_D31_TheFormHoldsTicksOfFaceMovementAndWordingOnly) {
  auto host = psychology_host("shipped");
  const auto* form = host.packs().file("forms/observation");
  ASSERT_NE(form, nullptr);
  std::map<std::string, int> ticks;
  for (const auto& field : Reader(*form).list("fields")) {
    const auto name = std::string(field.text_or("field", ""));
    const auto prefix = name.substr(0, name.find('_'));
    if (name == "note" || name == "reason" || name == "who") {
      EXPECT_EQ(field.text_or("type", ""), "string");
      continue;
    }
    EXPECT_EQ(field.text_or("type", ""), "boolean") << name;
    ++ticks[prefix];
  }
  EXPECT_EQ(ticks, (std::map<std::string, int>{{"dominant", 5}, {"face", 5}, {"label", 1}, {"movement", 5}, {"patient", 5}, {"sociable", 5}, {"thinking", 5}, {"wording", 5}}));
}

}  // namespace
}  // namespace amends::testing

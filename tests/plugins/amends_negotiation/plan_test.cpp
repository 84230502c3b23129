// Stage amends.negotiation_plan with the real packs: the shared cases, the worked examples of catalogue 3.11, questions, the explanation, bad input.
#include <gtest/gtest.h>

#include "plugins/amends_negotiation/plan_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

class PlanOfSharedCases : public ::testing::TestWithParam<std::string> {};

TEST_P(PlanOfSharedCases, IsWhatTheCatalogueStates) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto& host = plan_host(set);
    const auto shared = shared_case(GetParam());
    const auto* expected = sdk::find(shared, "expected.negotiation_plan");
    if (!expected) {  // the catalogue states no numbers: it must answer all the same
      EXPECT_EQ(Reader(host.envelope(plan_record(GetParam()))).list("result.checklist.items").size(), 14u) << GetParam();
      continue;
    }
    for (const auto& row : expected->as_array()) {
      const auto record = plan_record(GetParam(), row.at("given"));
      const auto envelope = host.envelope(record);
      for (const auto& difference : differences(row.at("result"), *sdk::find(envelope, "result"))) ADD_FAILURE() << set << " " << GetParam() << ": " << difference;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, PlanOfSharedCases, ::testing::ValuesIn(shared_case_ids()), [](const auto& info) { return info.param; });

TEST(PlanMode, trace_A19_FeelingsComeFirstForTheHumiliatedAndTheUpset) {
  auto& host = plan_host("catalogue");
  EXPECT_EQ(text_at(host.envelope(plan_record("K09")), "result.mode"), "emotion_first");
  const auto upset = host.envelope(plan_record("K01"));
  EXPECT_EQ(text_at(upset, "result.mode"), "emotion_first");
  EXPECT_NE(text_at(upset, "result.missed.0.zh").find("不满"), std::string::npos);
  EXPECT_EQ(text_at(host.envelope(plan_record("K03")), "result.mode"), "rational");
  const auto repeated = host.envelope(plan_record("K12"));
  EXPECT_EQ(text_at(repeated, "result.mode"), "emotion_first");
  EXPECT_NE(text_at(repeated, "result.missed.0.en").find("same matter: 4"), std::string::npos) << text_at(repeated, "result.missed.0.en");
}

TEST(PlanMode, WithoutPsychologyTheModeIsReadAsIfNoNeedStoodOutAndThatIsSaid) {
  auto& host = plan_host("catalogue");
  auto record = plan_record("K03");
  record.at("analysis").as_object().erase("psychology");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.mode"), "rational");
  bool said = false;
  for (const auto& finding : findings_of(envelope, "insufficient_data")) said = said || text_at(evidence_of(envelope, text_at(finding, "evidence.0")), "path") == "analysis.psychology.needs";
  EXPECT_TRUE(said);
}

TEST(PlanStairway, trace_A20_WithoutAConfirmedParaphraseNoInfluenceScriptAppears) {
  auto& host = plan_host("shipped");
  auto record = surrender_record();
  sdk::set(record, "analysis.verify.matrix", Array{Object{{"id", "r1"}, {"state", "confirmed"}, {"claim", "双录资料缺失"}}});
  const auto influence = [&](const Value& envelope) {
    int count = 0;
    for (const auto& script : Reader(envelope).list("result.scripts")) count += script.text_or("rung", "") == "influence" || script.text_or("rung", "") == "change";
    return count;
  };
  const auto locked = host.envelope(record);
  EXPECT_EQ(influence(locked), 0);
  EXPECT_FALSE(has_script(locked, "pe."));
  EXPECT_FALSE(Reader(locked).flag_or("result.stairway.influence_open", true));
  EXPECT_EQ(text_at(locked, "result.stairway.missing.0"), "paraphrase");
  sdk::set(record, "answers.transcript_marks", Object{{"labels_accepted", 5}});
  EXPECT_EQ(influence(host.envelope(record)), 0) << "labels alone are not enough";
  prove_listening(record);
  const auto open = host.envelope(record);
  EXPECT_GT(influence(open), 0);
  EXPECT_TRUE(has_script(open, "pe.reason"));
  sdk::set(record, "analysis.intake.emotion", Object{{"intensity", 40}, {"band", "agitated"}, {"dominant", "anger"}});
  EXPECT_EQ(influence(host.envelope(record)), 0) << "reasons do not reach an agitated person";
}

Value with_talk(std::string_view talk) {
  auto record = plan_record("K09");
  sdk::set(record, "events", sdk::parse_json(R"([{"id": "e1", "what": "排队五十分钟", "asserted_by": "complainant"}, {"id": "e2", "what": "被支到三个窗口", "asserted_by": "complainant"},
    {"id": "e3", "what": "柜员嘲笑口音", "asserted_by": "complainant"}, {"id": "e4", "what": "主任没有露面", "asserted_by": "complainant"}, {"id": "e5", "what": "柜员说没有听见", "asserted_by": "employee"}])"));
  auto docs = record.at("text").at("docs").as_array();
  docs.emplace_back(Object{{"id", "talk"}, {"kind", "call_transcript"}, {"lang", "zh"}, {"body", std::string(talk)}, {"at", "2026-03-02T01:00:00Z"}, {"author_role", "officer"}});
  sdk::set(record, "text.docs", docs);
  return record;
}

TEST(PlanListening, trace_A21_ThreeOfFivePointsTakenUpAreSelective) {
  auto& host = plan_host("shipped");
  const auto envelope = host.envelope(with_talk("客户：你们就是看不起人！\n经办：我说一遍：您排队五十分钟，又被支到三个窗口，您要的是一个道歉。\n客户：对，就是这样。\n"));
  EXPECT_EQ(number_at(envelope, "result.listening.asserted"), 5);
  EXPECT_EQ(number_at(envelope, "result.listening.coverage"), 60);
  EXPECT_EQ(text_at(envelope, "result.listening.verdicts.0"), "selective");
  EXPECT_EQ(findings_of(envelope, "plan.listening.selective").size(), 1u);
  EXPECT_EQ(number_at(envelope, "result.stairway.paraphrases_confirmed"), 1);
  // The five slots of the card.
  EXPECT_NE(text_at(envelope, "result.card.fact.text.zh"), "");
  EXPECT_EQ(text_at(envelope, "result.card.feeling.text.en"), "humiliated");
  EXPECT_NE(text_at(envelope, "result.card.demand.text.zh").find("道歉"), std::string::npos);
  EXPECT_EQ(text_at(envelope, "result.card.need.text.zh"), "被当人看");
  EXPECT_TRUE(sdk::find(envelope, "result.card.limit")->is_null());
}

TEST(PlanListening, trace_B24_JudgingInterruptingAndOpenQuestionsAreToldWithTheirWords) {
  auto& host = plan_host("shipped");
  const auto envelope = host.envelope(with_talk("客户：什么时候道歉？\n经办：您误会了，（打断）这个不可能，您别激动，您先听我把话讲完，我们网点一直都是按照规定办理业务的。\n客户：你说得对，你们都对。\n"));
  const auto verdicts = Reader(envelope).text_list("result.listening.verdicts");
  EXPECT_EQ(verdicts, (std::vector<std::string_view>{"selective", "subjective", "talks_too_much", "interrupts"}));
  const auto subjective = findings_of(envelope, "plan.listening.subjective");
  ASSERT_EQ(subjective.size(), 1u);
  bool quoted = false;
  for (const auto id : Reader(subjective[0]).text_list("evidence")) quoted = quoted || text_at(evidence_of(envelope, id), "quote") == "您误会了";
  EXPECT_TRUE(quoted);
  EXPECT_EQ(number_at(envelope, "result.listening.judging"), 3);
  EXPECT_EQ(number_at(envelope, "result.stairway.paraphrases_confirmed"), 0) << "你说得对 alone confirms nothing";
}

TEST(PlanListening, trace_B25_AcceptedLabelsAreCounted) {
  auto& host = plan_host("shipped");
  const auto envelope = host.envelope(with_talk("客户：三个窗口都不管。\n经办：听起来您很委屈。\n客户：是啊，谁不委屈。\n经办：似乎您当众很难堪。\n客户：不是，我就是生气。\n经办：看得出来，您等了很久。\n客户：嗯，五十分钟。\n"));
  EXPECT_EQ(number_at(envelope, "result.stairway.labels_accepted"), 2);
  auto ticked = with_talk("");
  sdk::set(ticked, "answers.transcript_marks", Object{{"labels_accepted", 3}});
  EXPECT_EQ(number_at(host.envelope(ticked), "result.stairway.labels_accepted"), 3);
}

TEST(PlanListening, MarksOfAPersonGoBeforeTheCount) {
  auto& host = plan_host("shipped");
  auto record = with_talk("客户：你们就是看不起人！\n经办：您误会了。\n");
  sdk::set(record, "answers.transcript_marks", Object{{"facts_asserted", 5}, {"facts_taken_up", 5}, {"judging_phrases", 0}, {"talk_share", 40}});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.listening.coverage"), 100);
  EXPECT_TRUE(Reader(envelope).list("result.listening.verdicts").empty());
  EXPECT_TRUE(sdk::find(host.envelope(plan_record("K09")), "result.listening")->is_null()) << "no talk yet";
}

TEST(PlanEmpathy, trace_A22_TheLabelNamesTheWorryAboutThePension) {
  auto& host = plan_host("shipped");
  const auto envelope = host.envelope(plan_record("K05"));
  std::string label;
  for (const auto& script : Reader(envelope).list("scripts"))
    if (script.text_or("id", "") == "lb.anxiety.1") label = script.text_or("text.zh", "");
  EXPECT_EQ(label, "听起来，您很担心养老的积蓄。");
  EXPECT_EQ(text_at(envelope, "result.scene_card.fears.0.text.zh"), "养老的积蓄");
  EXPECT_EQ(text_at(evidence_of(envelope, text_at(envelope, "result.scene_card.fears.0.evidence.0")), "quote"), "养老钱");
  EXPECT_NE(text_at(envelope, "result.scene_card.where.text.zh").find("柜台"), std::string::npos);
  const auto family = host.envelope(plan_record("K10"));
  EXPECT_NE(text_at(family, "result.scene_card.card.text.zh").find("回头还要向母亲交代"), std::string::npos) << text_at(family, "result.scene_card.card.text.zh");
  EXPECT_EQ(text_at(family, "result.scene_card.answers_to.0.text.zh"), "母亲");
}

TEST(PlanEmpathy, trace_D47_TheFirstThingToSayIsALabel) {
  auto& host = plan_host("shipped");
  const auto envelope = host.envelope(plan_record("K09"));
  EXPECT_EQ(text_at(envelope, "result.scripts.0.technique"), "label");
  EXPECT_EQ(text_at(envelope, "scripts.0.id"), text_at(envelope, "result.scripts.0.id"));
}

TEST(PlanEmpathy, trace_D34_TheSceneCardSpeaksInTheFirstPerson) {
  auto& host = plan_host("shipped");
  const auto envelope = host.envelope(plan_record("K05"));
  EXPECT_EQ(text_at(envelope, "result.scene_card.card.text.zh"), "我站在网点柜台前，后面还有人排队。我怕失去的是养老的积蓄。");
  EXPECT_EQ(Reader(envelope).text_list("result.scene_card.card.evidence").size(), 2u);
}

TEST(PlanLimits, trace_A23_OneSourceOnlyFailsTheReviewAndTurnsTheLadderOff) {
  auto& host = plan_host("catalogue");
  auto record = surrender_record();
  sdk::set(record, "answers.qc_review", sdk::parse_json(R"({"pass": true, "sources": [{"value": 3800000, "age_days": 2}], "reviewer": "甲", "negotiator": "乙", "audit_items": 3})"));
  auto envelope = host.envelope(record);
  EXPECT_FALSE(Reader(envelope).flag_or("result.qc.pass", true));
  EXPECT_EQ(text_at(envelope, "result.qc.reasons.0"), "sources");
  EXPECT_EQ(text_at(envelope, "result.ladder_off.0"), "qc_fail");
  EXPECT_TRUE(Reader(envelope).list("result.ladder").empty());
  // Nobody has reviewed.
  record.at("answers").as_object().erase("qc_review");
  sdk::set(record, "money.loss_proved", cny(3'900'000));
  envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.ladder_off.0"), "qc_fail");
  EXPECT_FALSE(questions_of(envelope, "qc_review").empty());
  EXPECT_TRUE(sdk::find(envelope, "result.acceptance_point")->is_null());
  // A second source, named by the reviewer.
  sdk::set(record, "answers.qc_review", sdk::parse_json(R"({"pass": true, "sources": [{"value": 3800000, "age_days": 2}, {"value": 3900000, "age_days": 30}], "reviewer": "甲", "negotiator": "乙"})"));
  envelope = host.envelope(record);
  EXPECT_TRUE(Reader(envelope).flag_or("result.qc.pass", false));
  EXPECT_EQ(Reader(envelope).list("result.ladder").size(), 4u);
  sdk::set(record, "answers.qc_review.sources.1.age_days", 31);
  EXPECT_EQ(text_at(host.envelope(record), "result.qc.reasons.0"), "source_age");
  sdk::set(record, "answers.qc_review.sources.1.age_days", 1);
  sdk::set(record, "answers.qc_review.for", "乙");
  EXPECT_EQ(text_at(host.envelope(record), "result.qc.reasons.0"), "same_person") << "who reviews for the negotiator is no second person";
  sdk::set(record, "answers.qc_review.for", "丙");
  EXPECT_TRUE(Reader(host.envelope(record)).flag_or("result.qc.pass", false));
  sdk::set(record, "answers.qc_review.negotiator", "　甲。");
  EXPECT_EQ(text_at(host.envelope(record), "result.qc.reasons.0"), "same_person");
}

TEST(PlanLimits, TheAcceptancePointComesFromOwnWordsLikeCasesAndProvedLoss) {
  auto& host = plan_host("shipped");
  auto record = surrender_record();
  sdk::set(record, "text.docs.0.body", "我交了十万，最低三万八千元我可以接受。");
  sdk::set(record, "money.loss_proved", cny(3'500'000));
  auto envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.acceptance_point.minor"), 3'800'000) << "own words 3 of 5";
  EXPECT_EQ(text_at(envelope, "result.sources.0.kind"), "own_words");
  EXPECT_EQ(text_at(evidence_of(envelope, text_at(envelope, "result.sources.0.evidence.0")), "kind"), "span");
  EXPECT_NE(text_at(envelope, "result.card.limit.text.zh").find("38,000.00元"), std::string::npos) << text_at(envelope, "result.card.limit.text.zh");
  sdk::set(record, "store_facts.comparable", Array{cny(3'000'000), cny(3'000'000), cny(3'000'000), cny(3'000'000)});
  EXPECT_EQ(Reader(host.envelope(record)).list("result.sources").size(), 2u) << "four cases are no source";
  sdk::set(record, "store_facts.comparable", Array{cny(3'000'000), cny(3'000'000), cny(3'000'000), cny(3'000'000), cny(9'000'000)});
  envelope = host.envelope(record);
  EXPECT_EQ(Reader(envelope).list("result.sources").size(), 3u);
  EXPECT_EQ(number_at(envelope, "result.acceptance_point.minor"), 3'500'000) << "2, 4 of 7";
  sdk::set(record, "money.own_floor", cny(4'000'000));
  EXPECT_EQ(number_at(host.envelope(record), "result.sources.0.minor"), 4'000'000) << "the record goes before the text";
}

TEST(PlanLimits, TheAuditSaysThreeToSevenTruthfulThingsAndFillsUp) {
  auto& host = plan_host("shipped");
  for (const auto& id : shared_case_ids()) {
    const auto count = Reader(host.envelope(plan_record(id))).list("result.audit").size();
    if (id == "K08") { EXPECT_EQ(count, 0u) << "no audit while somebody is in danger"; continue; }
    EXPECT_GE(count, 3u) << id;
    EXPECT_LE(count, 7u) << id;
  }
}

TEST(PlanPersuasion, trace_A24_FeelingLeadsForRespectAndTheRuleNeverComesFirst) {
  auto& host = plan_host("shipped");
  const auto envelope = host.envelope(plan_record("K09"));
  EXPECT_EQ(text_at(envelope, "result.persuasion.lead"), "feeling");
  EXPECT_FALSE(sdk::find(envelope, "result.persuasion.cells.feeling")->is_null());
  EXPECT_TRUE(sdk::find(envelope, "result.persuasion.cells.reason")->is_null()) << "no evidence, so it stays empty";
  const std::vector<std::pair<const char*, const char*>> leads = {{"comfort", "feeling"}, {"vent", "feeling"}, {"compensation", "benefit"}, {"respect", "feeling"}, {"balance", "reason"}};
  for (const auto& [need, lead] : leads)
    for (const auto* temperament : {"unknown", "thinking"}) {
      auto record = plan_record("K09");
      sdk::set(record, "analysis.psychology.needs", Array{Object{{"code", need}, {"score", 30}}});
      sdk::set(record, "analysis.psychology.temperament.code", temperament);
      const auto order = Reader(host.envelope(record)).text_list("result.persuasion.order").size();
      const auto answer = host.envelope(record);
      EXPECT_EQ(text_at(answer, "result.persuasion.lead"), std::string_view(temperament) == "thinking" ? "reason" : lead) << need;
      EXPECT_NE(text_at(answer, "result.persuasion.order.0"), "rule");
      EXPECT_EQ(text_at(answer, "result.persuasion.order.3"), "rule");
      EXPECT_EQ(order, 4u);
    }
}

TEST(PlanPersuasion, EachSideCarriesItsEvidence) {
  auto& host = plan_host("shipped");
  auto record = surrender_record();
  sdk::set(record, "analysis.verify.matrix", Array{Object{{"id", "r1"}, {"state", "confirmed"}, {"claim", "demand.0.text"}}});
  sdk::set(record, "analysis.legal_basis.basis", sdk::parse_json(R"([{"id": "l1", "instrument": {"zh": "保险法", "en": "Insurance Law"}, "article": "47"}])"));
  const auto envelope = host.envelope(record);
  for (const auto* side : {"feeling", "reason", "benefit", "rule"}) EXPECT_FALSE(sdk::find(envelope, std::string("result.persuasion.cells.") + side)->is_null()) << side;
  EXPECT_NE(text_at(envelope, "result.persuasion.cells.rule.text.zh").find("《保险法》第47条"), std::string::npos) << text_at(envelope, "result.persuasion.cells.rule.text.zh");
  EXPECT_NE(text_at(envelope, "result.persuasion.cells.benefit.text.zh").find("32,000.00元"), std::string::npos);
}

TEST(PlanPersuasion, ARowOfVerifySpeaksByTheWordsItsPathLeadsTo) {
  auto& host = plan_host("shipped");
  auto record = surrender_record();
  const auto reason = [&](std::string_view claim, std::string_view state = "confirmed") {
    sdk::set(record, "analysis.verify.matrix", Array{Object{{"id", "r1"}, {"state", std::string(state)}, {"claim", std::string(claim)}}});
    return text_at(host.envelope(record), "result.persuasion.cells.reason.text.zh");
  };
  sdk::set(record, "events", Array{Object{{"id", "e1"}, {"what", "双录资料缺失"}, {"asserted_by", "complainant"}}});
  EXPECT_NE(reason("events.0.what").find("双录资料缺失"), std::string::npos);
  EXPECT_NE(reason("events.0").find("双录资料缺失"), std::string::npos);
  EXPECT_NE(reason("没有找到录音").find("没有找到录音"), std::string::npos);
  EXPECT_EQ(reason("events.7.what"), "") << "a path that leads nowhere is nothing to say";
  EXPECT_EQ(reason("events.0.what", "refuted"), "");
}

TEST(PlanQuestions, trace_A25_EachScenarioHasThreeToFiveOfItsOwn) {
  auto& host = plan_host("shipped");
  const std::vector<std::pair<const char*, const char*>> cases = {{"K02", "claim_refusal"}, {"K03", "surrender_refusal"}, {"K12", "persistent"}};
  for (const auto& [id, scenario] : cases) {
    const auto envelope = host.envelope(plan_record(id));
    EXPECT_EQ(text_at(envelope, "result.scenario"), scenario);
    const auto questions = Reader(envelope).list("result.questions");
    EXPECT_GE(questions.size(), 3u);
    EXPECT_LE(questions.size(), 5u);
  }
  auto excess = plan_record("K12");
  sdk::set(excess, "history.prior", Array{});
  EXPECT_EQ(text_at(host.envelope(excess), "result.scenario"), "excess_demand");
  EXPECT_EQ(text_at(host.envelope(excess), "result.questions.0.id"), "q.ex.1");
  EXPECT_EQ(Reader(host.envelope(excess, Object{{"questions_most", 3}})).list("result.questions").size(), 3u);
}

TEST(PlanLadder, trace_A26_TheSecondExampleStandsInTheResultWithItsComputation) {
  auto& host = plan_host("catalogue");
  const auto envelope = host.envelope(surrender_record());
  EXPECT_EQ(number_at(envelope, "result.ladder.0.total"), 3'720'000);
  EXPECT_EQ(number_at(envelope, "result.ladder.3.total"), 4'000'000);
  bool shown = false;
  for (const auto& item : Reader(envelope).list("evidence")) shown = shown || (item.text_or("note", "") == "totals of the offers" && item.integer_or("operands.entitlement", 0) == 3'200'000);
  EXPECT_TRUE(shown);
  EXPECT_EQ(text_at(envelope, "result.ladder.0.release.state"), "locked") << "the listening is not proved and the plan not released";
}

TEST(PlanLadder, trace_B27_ACounterOfferAfterTheFirstStepIsAcceptedByTheRule) {
  auto& host = plan_host("catalogue");
  auto record = surrender_record();
  const auto answered = [&](std::int64_t counter) {
    sdk::set(record, "answers.counter_offer", Object{{"counter", cny(counter)}, {"after_k", 1}, {"empathy_said", true}, {"reason", "r"}, {"who", "u"}});
    return host.envelope(record);
  };
  auto envelope = answered(3'850'000);
  EXPECT_EQ(text_at(envelope, "result.counter.outcome"), "accept");
  EXPECT_EQ(number_at(envelope, "result.counter.pay.minor"), 3'850'000);
  envelope = answered(3'700'000);
  EXPECT_EQ(text_at(envelope, "result.counter.outcome"), "accept");
  EXPECT_EQ(number_at(envelope, "result.counter.pay.minor"), 3'720'000) << "already offered";
  EXPECT_EQ(text_at(answered(3'900'000), "result.counter.outcome"), "go_on");
  EXPECT_TRUE(sdk::find(envelope, "result.agreed")->is_null());
  sdk::set(record, "answers.talk_result", Object{{"agreed_option", "B"}, {"new_evidence", false}, {"plan_refused", false}});
  EXPECT_EQ(text_at(answered(3'850'000), "result.agreed"), "B") << "what was agreed stays in the plan";
  // Nobody said how far the talk had come: nothing is accepted below what may have been offered.
  sdk::set(record, "answers.counter_offer.after_k", nullptr);
  envelope = host.envelope(record);
  EXPECT_TRUE(sdk::find(envelope, "result.counter.outcome")->is_null());
  EXPECT_EQ(findings_of(envelope, "plan.steps_unknown").size(), 1u);
}

// What was offered stays offered: no later record with fewer steps, and no run after it, goes below.
TEST(PlanLadder, NothingIsAgreedBelowAnOfferAlreadyMade) {
  auto& host = plan_host("catalogue");
  auto record = surrender_record();
  sdk::set(record, "answers.talk_result", Object{{"new_evidence", false}, {"plan_refused", false}, {"offered_k", 3}});
  sdk::set(record, "answers.counter_offer", Object{{"counter", cny(3'200'001)}, {"after_k", 0}, {"empathy_said", true}});
  auto envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.counter.offered"), 3);
  const auto third = number_at(envelope, "result.ladder.2.total");
  EXPECT_EQ(number_at(envelope, "result.counter.pay.minor"), third);
  EXPECT_EQ(text_at(envelope, "result.ladder.2.release.state"), "offered");
  std::int64_t facts = 0;
  for (const auto& fact : Reader(envelope).list("facts")) {
    ++facts;
    EXPECT_EQ(fact.need_text("path"), "money.offered");
    EXPECT_EQ(fact.integer_or("value.minor", 0), third);
  }
  EXPECT_EQ(facts, 1);
  for (const auto& fault : host.faults(envelope, record)) ADD_FAILURE() << fault;
  // The next talk says nothing of the earlier steps; the record does.
  sdk::set(record, "money.offered", cny(third));
  sdk::set(record, "answers.talk_result.offered_k", 0);
  envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.counter.pay.minor"), third);
  EXPECT_TRUE(Reader(envelope).list("facts").empty()) << "known already";
}

TEST(PlanLadder, StepsThatNoLadderHasDoNotCount) {
  auto& host = plan_host("catalogue");
  for (const std::int64_t steps : {-1, 5, 13}) {
    auto record = surrender_record();
    sdk::set(record, "answers.counter_offer", Object{{"counter", cny(3'850'000)}, {"after_k", steps}});
    const auto envelope = host.envelope(record);
    EXPECT_EQ(findings_of(envelope, "plan.steps_range").size(), 1u) << steps;
    EXPECT_EQ(findings_of(envelope, "plan.steps_unknown").size(), 1u) << steps;
    EXPECT_TRUE(sdk::find(envelope, "result.counter.outcome")->is_null());
  }
  auto record = surrender_record();
  sdk::set(record, "answers.counter_offer", Object{{"counter", cny(3'850'000)}, {"after_k", 4}});
  EXPECT_TRUE(findings_of(host.envelope(record), "plan.steps_range").empty());
}

// The sum that a talk ended with, put down in so many words: between what is owed or was offered and the fair target, both ends included.
TEST(PlanMoney, TheSumThatWasAgreedIsCarriedUpToTheTargetAndNeverBelowAnOffer) {
  auto& host = plan_host("catalogue");
  auto record = surrender_record();
  const auto agreed = [&](std::int64_t minor) {
    sdk::set(record, "answers.talk_result", Object{{"agreed_option", "A"}, {"agreed_sum", cny(minor)}, {"offered_k", 1}, {"new_evidence", false}, {"plan_refused", false}});
    return host.envelope(record);
  };
  const auto settled = [](const Value& envelope) { return sdk::Reader(envelope).integer_or("result.settlement.minor", -1); };
  EXPECT_TRUE(sdk::find(host.envelope(record), "result.settlement")->is_null()) << "nothing was agreed";
  EXPECT_EQ(settled(agreed(3'900'000)), 3'900'000) << "between two steps";
  EXPECT_EQ(settled(agreed(4'000'000)), 4'000'000);
  EXPECT_TRUE(findings_of(agreed(4'000'000), "plan.agreement_open").empty());
  const auto beyond = agreed(4'000'001);
  EXPECT_EQ(settled(beyond), -1) << "nobody was authorised to agree to it";
  ASSERT_EQ(findings_of(beyond, "plan.agreement_open").size(), 1u);
  EXPECT_NE(text_at(findings_of(beyond, "plan.agreement_open")[0], "text.en").find("beyond the fair target"), std::string::npos);
  EXPECT_EQ(settled(agreed(3'600'000)), 3'720'000) << "the first step was offered";
  EXPECT_EQ(settled(agreed(0)), 3'720'000);
  // What is fair at once for a vulnerable customer is the least.
  auto vulnerable = agreed(3'750'000);
  sdk::set(record, "flags.vulnerability", sdk::parse_json(R"([{"kind": "elder", "status": "confirmed"}])"));
  EXPECT_EQ(settled(host.envelope(record)), 4'000'000);
  // Nobody agrees for a customer without authority, and not while somebody is in danger or the sum was not reviewed.
  sdk::set(record, "flags.vulnerability", Array{});
  sdk::set(record, "answers.qc_review.pass", false);
  EXPECT_EQ(settled(host.envelope(record)), -1);
  EXPECT_EQ(findings_of(host.envelope(record), "plan.agreement_open").size(), 1u);
}

TEST(PlanMoney, TheHigherOfTwoSumsOwedIsOwed) {
  auto& host = plan_host("catalogue");
  for (const auto& [fact, found] : std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 3'200'000}, {3'200'000, 1}}) {
    auto record = surrender_record();
    sdk::set(record, "money.entitlement", cny(fact));
    sdk::set(record, "analysis.verify.entitlement", Object{{"amount", cny(found)}});
    const auto envelope = host.envelope(record);
    EXPECT_EQ(number_at(envelope, "result.frame.entitlement.minor"), 3'200'000);
    const auto differs = findings_of(envelope, "entitlement.differs");
    ASSERT_EQ(differs.size(), 1u);
    EXPECT_EQ(text_at(differs[0], "severity"), "block");
  }
}

// One debt, one task: where the options stand, the payment is theirs.
TEST(PlanMoney, OpensNoSecondPaymentBesideTheOptions) {
  auto& host = plan_host("catalogue");
  auto record = surrender_record();
  const auto payments = [&] {
    std::size_t count = 0;
    const auto envelope = host.envelope(record);
    for (const auto& task : Reader(envelope).list("tasks")) count += task.need_text("id") == "pay_entitlement" ? 1 : 0;
    return count;
  };
  record.at("analysis").as_object().erase("solution");
  EXPECT_EQ(payments(), 1u);
  sdk::set(record, "analysis.solution.options", sdk::parse_json(R"([{"id": "A", "lines": [{"what": {"zh": "付清", "en": "paid"}, "owed": true, "amount": {"minor": 3200000, "currency": "CNY"}}]}])"));
  EXPECT_EQ(payments(), 0u);
}

TEST(PlanLadder, AnOfferIsReadyOnlyWhenListeningChecklistAndRegisterAllow) {
  auto& host = plan_host("shipped");
  auto record = surrender_record();
  prove_listening(record);
  EXPECT_EQ(text_at(host.envelope(record), "result.ladder.0.release.state"), "locked");
  release_plan(record);
  auto envelope = host.envelope(record);
  EXPECT_TRUE(Reader(envelope).flag_or("result.checklist.released", false));
  EXPECT_EQ(text_at(envelope, "result.ladder.0.release.state"), "ready");
  EXPECT_EQ(text_at(envelope, "result.ladder.1.release.state"), "locked");
  std::string offer;
  for (const auto& script : Reader(envelope).list("scripts"))
    if (script.text_or("id", "") == "ps.inf.4") offer = script.text_or("text.zh", "");
  EXPECT_NE(offer.find("32,000.00元"), std::string::npos) << offer;
  EXPECT_NE(offer.find("5,200.00元"), std::string::npos) << offer;
  EXPECT_NE(offer.find("37,200.00元"), std::string::npos) << offer;
  sdk::set(record, "answers.counter_offer", Object{{"counter", cny(3'990'000)}, {"after_k", 1}, {"empathy_said", true}});
  envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.ladder.0.release.state"), "offered");
  EXPECT_EQ(text_at(envelope, "result.ladder.1.release.state"), "ready");
  sdk::set(record, "answers.counter_offer.empathy_said", false);
  EXPECT_EQ(text_at(host.envelope(record), "result.ladder.1.release.state"), "locked");
}

TEST(PlanLadder, AQuarterFromLikeCasesAsksTheSupervisorAndHoldsTheOffers) {
  auto& host = plan_host("shipped");
  auto record = surrender_record();
  prove_listening(record);
  release_plan(record);
  const auto like = [&](std::int64_t minor) { sdk::set(record, "store_facts.comparable", Array{cny(minor), cny(minor), cny(minor), cny(minor), cny(minor)}); };
  like(3'200'000);  // 4,000,000 is exactly a quarter more
  EXPECT_TRUE(questions_of(host.envelope(record), "equal_treatment").empty());
  like(3'199'999);
  auto envelope = host.envelope(record);
  ASSERT_EQ(questions_of(envelope, "equal_treatment").size(), 1u);
  EXPECT_EQ(text_at(questions_of(envelope, "equal_treatment")[0], "to_role"), "supervisor");
  EXPECT_EQ(text_at(envelope, "result.ladder.0.release.state"), "locked");
  EXPECT_EQ(Reader(envelope).list("result.ladder").size(), 4u);
  sdk::set(record, "answers.equal_treatment", Object{{"accepted", true}, {"ground", "g"}});
  envelope = host.envelope(record);
  EXPECT_TRUE(questions_of(envelope, "equal_treatment").empty());
  EXPECT_EQ(text_at(envelope, "result.ladder.0.release.state"), "ready");
  sdk::set(record, "store_facts.comparable", Array{cny(1), cny(1), cny(1), cny(1)});
  EXPECT_TRUE(findings_of(host.envelope(record), "plan.equal_treatment").empty()) << "four cases compare nothing";
}

TEST(PlanLadder, AVulnerableCustomerIsOfferedTheFairSumAtOnce) {
  auto& host = plan_host("catalogue");
  const auto envelope = host.envelope(plan_record("K05", Object{{"answers.qc_review.pass", true}, {"money.entitlement", cny(0)}, {"money.target", cny(333'333)}, {"money.authority_limit", cny(400'000)}}));
  EXPECT_TRUE(Reader(envelope).list("result.ladder").empty());
  EXPECT_EQ(number_at(envelope, "result.single_offer.minor"), 333'333);
}

TEST(PlanLadder, trace_B26_ToleranceBelowThirtyStopsTheLadderAndCallsASeniorPerson) {
  auto& host = plan_host("shipped");
  auto record = surrender_record();
  prove_listening(record);
  sdk::set(record, "history.unanswered", 11);  // 100 - 12 - 55 = 33
  auto envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.tolerance"), 33);
  EXPECT_EQ(text_at(envelope, "result.state"), "fragile");
  EXPECT_TRUE(Reader(envelope).list("result.ladder_off").empty());
  sdk::set(record, "history.contacts", sdk::parse_json(R"([{"promises": [{"text": "t", "kept": false}, {"text": "t", "kept": true}, {"text": "t"}]}])"));
  envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.tolerance"), 23) << "one promise was broken; an open one is not";
  EXPECT_EQ(text_at(envelope, "result.ladder_off.0"), "tolerance");
  EXPECT_EQ(text_at(envelope, "tasks.0.id"), "senior_in_person");
  EXPECT_TRUE(has_script(envelope, "ps.near.1"));
  EXPECT_FALSE(has_script(envelope, "ps.inf"));
  EXPECT_FALSE(has_script(envelope, "pe."));
}

TEST(PlanActor, trace_A27_AllNineSlotsAreFilledForTheSurrenderCase) {
  auto& host = plan_host("shipped");
  const auto envelope = host.envelope(surrender_record());
  const auto sheet = sdk::find(envelope, "result.actor_sheet")->as_object();
  EXPECT_EQ(sheet.size(), 9u);
  for (const auto& slot : sheet) EXPECT_FALSE(slot.value().is_null()) << slot.key();
  EXPECT_EQ(Reader(envelope).text_list("result.actor_sheet.subtext.quotes"), (std::vector<std::string_view>{"业务员说交满5年就能取回本金", "现在退保只给我三万二", "否则就曝光你们"}));
  EXPECT_TRUE(text_at(envelope, "result.actor_sheet.objective.text.zh").starts_with("我要"));
  EXPECT_NE(text_at(envelope, "result.actor_sheet.given_circumstances.text.en").find("I am "), std::string::npos);
}

TEST(PlanChecklist, trace_A28_TheListHoldsAPlanUntilItIsSignedOff) {
  auto& host = plan_host("shipped");
  auto record = surrender_record();
  prove_listening(record);
  release_plan(record);
  sdk::set(record, "analysis.verify.matrix", Array{Object{{"id", "r1"}, {"state", "confirmed"}, {"claim", "demand.0.text"}}});
  sdk::set(record, "analysis.legal_basis.basis", Array{Object{{"instrument", "保险法"}, {"article", "47"}}});
  auto envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.checklist.done"), 14);
  EXPECT_EQ(number_at(envelope, "result.checklist.completeness"), 100);
  EXPECT_TRUE(Reader(envelope).flag_or("result.checklist.released", false));
  sdk::set(record, "answers.plan_release.compliance_signoff", false);
  envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.checklist.done"), 13);
  EXPECT_FALSE(Reader(envelope).flag_or("result.checklist.released", true));
  EXPECT_EQ(text_at(envelope, "result.checklist.required_open.0"), "compliance_signoff");
  sdk::set(record, "answers.plan_release.compliance_signoff", true);
  sdk::set(record, "answers.plan_release.signed_by", "甲");
  EXPECT_FALSE(Reader(host.envelope(record)).flag_or("result.checklist.released", true)) << "whoever leads the talk does not sign it off";
  // 11 of 14: the legal basis, the options and the place are missing.
  sdk::set(record, "answers.plan_release.signed_by", "丁");
  record.at("analysis").as_object().erase("legal_basis");
  sdk::set(record, "answers.plan_release.options_shown", false);
  sdk::set(record, "answers.plan_release.place", "");
  envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.checklist.completeness"), 78);
  EXPECT_FALSE(Reader(envelope).flag_or("result.checklist.released", true));
}

TEST(PlanExplanation, NamesModeLimitsOffersGateAndChecklist) {
  auto& host = plan_host("shipped");
  const auto envelope = host.envelope(surrender_record());
  const auto zh = text_at(envelope, "explain.zh"), en = text_at(envelope, "explain.en");
  for (const auto* part : {"可以先谈事理", "承受力88（平稳）", "应付32,000.00元先付清；在它之上分4步，到40,000.00元为止", "还差：一次得到确认的复述、两次被接受的情绪标注", "不放行；必须先完成", "可能有误"}) EXPECT_NE(zh.find(part), std::string::npos) << part << " in " << zh;
  for (const auto* part : {"Tolerance 88 (steady)", "The 32,000.00 CNY owed is paid first", "may be wrong", "not released"}) EXPECT_NE(en.find(part), std::string::npos) << part << " in " << en;
  EXPECT_NE(text_at(host.envelope(plan_record("K05")), "explain.zh").find("客户可能需要特别关照"), std::string::npos);
}

TEST(PlanQuestionsToStaff, AskForTheSumsTheReviewAndTheMarks) {
  auto& host = plan_host("shipped");
  const auto envelope = host.envelope(plan_record("K09"));
  EXPECT_EQ(questions_of(envelope, "target_and_limit").size(), 1u);
  EXPECT_EQ(text_at(questions_of(envelope, "target_and_limit")[0], "to_role"), "supervisor");
  EXPECT_EQ(questions_of(envelope, "qc_review").size(), 1u);
  EXPECT_EQ(questions_of(envelope, "transcript_marks").size(), 1u);
  EXPECT_TRUE(questions_of(envelope, "counter_offer").empty());
  EXPECT_EQ(questions_of(host.envelope(surrender_record()), "counter_offer").size(), 1u);
  EXPECT_TRUE(Reader(host.envelope(plan_record("K08"))).list("questions").empty()) << "people first";
  const auto full = host.envelope(plan_record("K01", Object{{"analysis.verify.case_merit", "full"}}));
  EXPECT_TRUE(questions_of(full, "target_and_limit").empty()) << "what is owed is paid";
}

TEST(PlanEthics, trace_D67_TwoFacesAreBlockedForAVulnerableCustomerWithTheirSafeForm) {
  auto& host = plan_host("shipped");
  const auto envelope = host.envelope(plan_record("K05"));
  for (const auto& one : Reader(envelope).list("result.techniques"))
    if (one.text_or("id", "") == "red_white") {
      EXPECT_EQ(one.text_or("state", ""), "blocked");
      EXPECT_EQ(one.text_list("barred_by"), std::vector<std::string_view>{"vulnerability"});
      EXPECT_NE(one.text_or("safe_form.zh", "").find("如实介绍"), std::string_view::npos);
      return;
    }
  FAIL() << "the register does not have it";
}

TEST(PlanEthics, ATechniqueOfCautionShowsItsSafeFormAndPassesByAPersonsCheck) {
  auto& host = plan_host("shipped");
  const auto state = [](const Value& envelope, std::string_view id) {
    for (const auto& one : Reader(envelope).list("result.techniques"))
      if (one.text_or("id", "") == id) return std::string(one.text_or("state", ""));
    return std::string();
  };
  auto record = surrender_record();
  const auto envelope = host.envelope(record);
  for (const auto* id : {"ladder", "red_white", "split_demands", "shift_problem", "form_substance", "foot_in_door", "mental_account", "soap_water", "stimulate_pain"}) EXPECT_NE(state(envelope, id), "") << id;
  EXPECT_EQ(state(envelope, "ladder"), "allowed");
  EXPECT_EQ(state(envelope, "split_demands"), "needs_check");
  EXPECT_EQ(state(host.envelope(plan_record("K05")), "red_white"), "blocked");
  sdk::set(record, "answers.ethics_check", Object{{"technique", "split_demands"}, {"script", "我们一项一项来谈。"}, {"facts_evidenced", true}, {"can_refuse", true}, {"same_for_similar", true}});
  EXPECT_EQ(state(host.envelope(record), "split_demands"), "allowed");
  sdk::set(record, "answers.ethics_check.can_refuse", false);
  EXPECT_EQ(state(host.envelope(record), "split_demands"), "blocked");
}

TEST(PlanEthics, EveryRowSaysWhetherItIsAllowedAndWhyNot) {
  auto& host = plan_host("shipped");
  const auto row = [](const Value& envelope, std::string_view id) {
    for (const auto& one : Reader(envelope).list("result.techniques"))
      if (one.text_or("id", "") == id) return one;
    throw std::runtime_error("no row " + std::string(id));
  };
  auto record = surrender_record();
  auto envelope = host.envelope(record);
  for (const auto& one : Reader(envelope).list("result.techniques")) {
    EXPECT_EQ(one.flag_or("allowed", false), one.text_or("state", "") == "allowed") << one.text_or("id", "");
    for (const auto* language : {"ethics_note.zh", "ethics_note.en"}) EXPECT_FALSE(one.text_or(language, "").empty()) << one.text_or("id", "");
  }
  EXPECT_TRUE(row(envelope, "ladder").flag_or("allowed", false));
  EXPECT_EQ(row(envelope, "ladder").text_or("ethics_note.zh", ""), "只用于应付金额之上；应付的部分先付、无条件付。");
  EXPECT_FALSE(row(envelope, "split_demands").flag_or("allowed", true));
  EXPECT_EQ(row(envelope, "split_demands").text_or("ethics_note.en", ""), "No item is dropped and the total stays visible. Not to be used in this case: nobody has checked its ethics yet.");
  sdk::set(record, "answers.ethics_check", Object{{"technique", "split_demands"}, {"script", "我们一项一项来谈。"}, {"facts_evidenced", false}, {"can_refuse", false}, {"same_for_similar", true}});
  envelope = host.envelope(record);
  EXPECT_FALSE(row(envelope, "split_demands").flag_or("allowed", true));
  EXPECT_EQ(row(envelope, "split_demands").text_or("ethics_note.zh", ""), "不漏掉任何一项，合计始终看得见。本案暂不使用：有的事实没有依据、对方拒绝会有损失。");
  envelope = host.envelope(plan_record("K05"));
  EXPECT_EQ(row(envelope, "red_white").text_or("ethics_note.zh", ""), "不演戏，不设假选择。本案暂不使用：客户可能需要特别关照。");
}

TEST(PlanEthics, EveryScriptNamesItsTechniqueAndAnOfferIsAStepOfTheLadder) {
  auto& host = plan_host("shipped");
  auto record = surrender_record();
  prove_listening(record);
  release_plan(record);
  const auto envelope = host.envelope(record);
  bool offered = false;
  const auto named = Reader(envelope).list("result.scripts");
  const auto scripts = Reader(envelope).list("scripts");
  ASSERT_EQ(scripts.size(), named.size());
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    const auto technique = scripts[i].text_or("technique", "");
    EXPECT_FALSE(technique.empty()) << scripts[i].text_or("id", "");
    EXPECT_EQ(technique, named[i].text_or("technique", "")) << scripts[i].text_or("id", "");
    if (scripts[i].text_or("moment", "") != "offer" || scripts[i].text_or("id", "") == "ps.inf.3") continue;
    offered = true;
    EXPECT_EQ(technique, "ladder") << scripts[i].text_or("id", "");
  }
  EXPECT_TRUE(offered);
}

TEST(PlanInput, ATargetBelowWhatIsOwedIsRefused) {
  auto& host = plan_host("catalogue");
  const auto code = [&](const Value& given, std::string_view path) {
    sdk::CallInput input;
    input.record = plan_record("K03", given);
    const auto answer = host.run(input);
    EXPECT_NE(answer.details.find(std::string(path)), std::string::npos) << answer.details;
    return answer.code;
  };
  EXPECT_EQ(code(Object{{"money.entitlement", cny(100)}, {"money.target", cny(99)}}, "money.target"), "error.range");
  EXPECT_EQ(code(Object{{"money.entitlement", cny(100)}, {"money.target", cny(101)}, {"money.authority_limit", cny(100)}}, "money.authority_limit"), "error.range");
  EXPECT_EQ(code(Object{{"money.entitlement", Object{{"minor", 100}, {"currency", "USD"}}}, {"money.target", cny(200)}}, "money.target"), "error.currency_mismatch");
  EXPECT_EQ(code(Object{{"money.target", "300"}}, "money.target"), "error.bad_type");
}

TEST(PlanInput, WrongWordsAndNumbersNameTheirPath) {
  auto& host = plan_host("catalogue");
  const auto code = [&](std::string_view path, Value value) {
    sdk::CallInput input;
    input.record = surrender_record();
    sdk::set(input.record, path, std::move(value));
    const auto answer = host.run(input);
    EXPECT_NE(answer.details.find(std::string(path)), std::string::npos) << path << " " << answer.details;
    return answer.code;
  };
  EXPECT_EQ(code("analysis.intake.emotion.band", "boiling"), "error.range");
  EXPECT_EQ(code("analysis.intake.emotion.intensity", 101), "error.range");
  EXPECT_EQ(code("analysis.verify.case_merit", "half"), "error.range");
  EXPECT_EQ(code("history.unanswered", -1), "error.range");
  EXPECT_EQ(code("answers.transcript_marks", Object{{"labels_accepted", -1}}), "error.range");
  EXPECT_EQ(code("answers.qc_review.pass", "yes"), "error.bad_type");
  EXPECT_EQ(code("flags.safety.self_harm", "maybe"), "error.range");
}

TEST(PlanInput, WithoutIntakeItSaysWhatToRunFirst) {
  auto& host = plan_host("catalogue");
  sdk::CallInput input;
  input.record = record_of(shared_case("K01"));
  const auto answer = host.run(input);
  EXPECT_EQ(answer.code, "error.missing_field");
  EXPECT_NE(answer.text.find("amends.intake"), std::string::npos);
}

TEST(PlanInput, SettingsOfTheLadderAreCheckedOnBothSides) {
  auto& host = plan_host("catalogue");
  const auto refused = [&](Object config) {
    sdk::CallInput input;
    input.record = surrender_record();
    input.config = std::move(config);
    return host.run(input).code;
  };
  EXPECT_EQ(refused(Object{{"unit_minor", 0}}), "error.range");
  EXPECT_EQ(refused(Object{{"unit_minor", 1}}), "");
  EXPECT_EQ(refused(Object{{"steps_bp", Array{4'999, 10'000}}}), "error.range");
  EXPECT_EQ(refused(Object{{"steps_bp", Array{5'000, 10'000}}}), "");
  EXPECT_EQ(refused(Object{{"steps_bp", Array{6'500, 9'999}}}), "error.range");
  EXPECT_EQ(refused(Object{{"steps_bp", Array{"6500"}}}), "error.bad_type");
  EXPECT_EQ(refused(Object{{"questions_most", 2}}), "error.range");
  EXPECT_EQ(refused(Object{{"questions_most", 6}}), "error.range");
}

}  // namespace
}  // namespace amends::testing

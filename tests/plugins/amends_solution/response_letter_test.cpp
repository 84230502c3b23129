// Stage amends.response_letter with the real packs: the worked examples of catalogue 3.21, every kind of letter, what blocks one, and who signs.
#include <gtest/gtest.h>

#include <algorithm>

#include "plugins/amends_solution/letter_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

constexpr std::string_view kCollector = R"({"key_points": [{"id": "ck.1", "evidence": {"zh": "催收通话记录", "en": "The collector's call records"}}, {"id": "ck.2", "evidence": {"zh": "催收规范", "en": "Our rules for collectors"}}], "matrix": [{"kind": "key_point", "claim": null, "key_points": ["ck.1", "ck.2"], "for": ["doc1"], "against": [], "state": "confirmed"}], "root_cause": {"code": "people", "whys": 2}})";
constexpr std::string_view kClaim = R"({"key_points": [{"id": "ck.1", "evidence": {"zh": "投保时的询问记录", "en": "The questions asked at application"}}, {"id": "ck.2", "evidence": {"zh": "住院记录的日期", "en": "The dates of the hospital record"}}], "matrix": [{"kind": "key_point", "claim": null, "key_points": ["ck.1", "ck.2"], "for": ["doc1"], "against": [], "state": "confirmed"}]})";

Value grounds() { return sdk::parse_json(R"({"clause": "保险合同第十二条", "fact": "记录显示投保前已经确诊", "plain_reason": "合同约定投保前已有的疾病不在保障范围内", "reason": "as found", "who": "H-1"})"); }

class Letters : public ::testing::TestWithParam<const char*> {
 protected:
  Value write(const Value& record, const Value& config = Object{}) { return letter_of(host_, record, config); }
  Value ready(Value record) const { return with_solution(GetParam(), approved(std::move(record))); }
  static std::string text(const Value& envelope) { return text_at(envelope, "result.letter.text"); }
  static bool is_ready(const Value& envelope) { return Reader(envelope).flag_or("result.release_ready", false); }

  PackHost host_ = letter_host(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Sets, Letters, ::testing::Values(AMENDS_LETTER_SETS), [](const auto& info) { return std::string(info.param); });

// Example 1: the letter contains 300.00 元, date, rights -> ready.
TEST_P(Letters, K01IsReadyWithItsSumItsDateAndTheRights) {
  const auto envelope = write(ready(fee_case()));
  EXPECT_TRUE(is_ready(envelope)) << checks_text(envelope);
  EXPECT_EQ(text_at(envelope, "result.letter.kind"), "short_reply") << "the quick path";
  for (const auto* words : {"300.00 元", "2026年3月5日前", "尊敬的测试人01：", "编号CASE-K01", "年费减免条件和刷卡次数", "12378", "人民法院", "申请核查", "申请调解", "方案A（退回原卡）", "第一支行"}) EXPECT_NE(text(envelope).find(words), std::string::npos) << words;
  EXPECT_EQ(text(envelope).find("仲裁"), std::string::npos) << "no arbitration was agreed";
  ASSERT_EQ(questions_of(envelope, "signer").size(), 1u);
  EXPECT_TRUE(Reader(questions_of(envelope, "signer")[0]).flag_or("blocking", false));
}

// What was agreed in a talk is no refusal: the letter says what is owed, what was agreed beside it, and both together.
TEST_P(Letters, ASettlementIsToldAndNothingIsRefused) {
  auto record = verified("K03", "partial", R"({"entitlement": {"amount": {"minor": 3200000, "currency": "CNY"}}, "key_points": [{"id": "ck.1", "evidence": {"zh": "现金价值表", "en": "The table of cash values"}}], "matrix": [{"kind": "key_point", "claim": null, "key_points": ["ck.1"], "for": ["doc1"], "against": [], "state": "confirmed"}]})");
  sdk::set(record, "money.settled", Object{{"minor", 3'850'000}, {"currency", "CNY"}});
  sdk::set(record, "answers.customer_choice", sdk::parse_json(R"({"option": "A", "told_how": "phone", "reason": "as the customer said", "who": "H-1"})"));
  const auto envelope = write(ready(record));
  EXPECT_TRUE(is_ready(envelope)) << checks_text(envelope);
  EXPECT_EQ(text_at(envelope, "result.letter.kind"), "agreement");
  for (const auto* words : {"应付的32,000.00 元全额支付，不附任何条件", "另付6,500.00 元，合计38,500.00 元"}) EXPECT_NE(text(envelope).find(words), std::string::npos) << words << "\n" << text(envelope);
  EXPECT_EQ(text(envelope).find("不能支持"), std::string::npos);
  EXPECT_TRUE(questions_of(envelope, "refusal_reason").empty());
  // Where nothing is owed, what was agreed stands alone.
  sdk::set(record, "analysis.verify.entitlement.amount.minor", 0);
  const auto goodwill = write(ready(record));
  EXPECT_NE(text(goodwill).find("按与您谈定的结果，我们付给您38,500.00 元"), std::string::npos) << text(goodwill);
}

// Who asks for nothing by name is refused nothing, whatever part of the story the records bear out: no word of refusal, nobody asked for the grounds of one.
TEST_P(Letters, WhereNoDemandWasMadeNothingIsRefused) {
  for (const auto* id : {"K05", "K08"})
    for (const auto* merit : {"partial", "none"})
      for (const auto* choice : {"undecided", "A"}) {
        auto record = verified(id, merit, R"({"entitlement": {"amount": {"minor": 0, "currency": "CNY"}}, "key_points": [{"id": "ck.1", "evidence": {"zh": "风险揭示记录", "en": "The record of the risk talk"}}], "matrix": [{"kind": "key_point", "claim": null, "key_points": ["ck.1"], "for": ["doc1"], "against": [], "state": "undetermined"}]})");
        sdk::set(record, "demand", Array{});
        sdk::set(record, "answers.customer_choice.option", choice);
        for (const auto* locale : {"zh-CN", "en"}) {
          sdk::set(record, "case.locale", locale);
          const auto envelope = write(ready(record));
          EXPECT_TRUE(is_ready(envelope)) << id << checks_text(envelope);
          EXPECT_TRUE(questions_of(envelope, "refusal_reason").empty()) << id;
          EXPECT_NE(text_at(envelope, "result.letter.kind"), "refusal") << id;
          for (const auto* never : {"不能支持", "不能照", "很抱歉", "和您期望的不一样", "cannot", "not what you hoped", "关于您反映的情况，您反映的情况", "About what you told us: what you told us"}) EXPECT_EQ(text(envelope).find(never), std::string::npos) << id << " " << merit << " " << never << "\n" << text(envelope);
        }
      }
  auto asked = verified("K05", "partial", R"({"entitlement": {"amount": {"minor": 0, "currency": "CNY"}}})");
  sdk::set(asked, "demand", sdk::parse_json(R"([{"id": "d1", "kind": "explanation"}])"));
  sdk::set(asked, "analysis.verify.merit.d1", "partial");
  EXPECT_TRUE(questions_of(write(ready(asked)), "refusal_reason").empty()) << "an explanation is given, whatever it says";
  sdk::set(asked, "demand.0.kind", "correction");
  EXPECT_EQ(questions_of(write(ready(asked)), "refusal_reason").size(), 1u) << "a correction in part leaves a part out";
}

// A sum that nobody asked for by name is told all the same: what it is, what it is made of, by when.
TEST_P(Letters, AnAgreedSumIsToldWhereNoDemandAsksForMoney) {
  auto record = verified("K05", "partial", R"({"entitlement": {"amount": {"minor": 0, "currency": "CNY"}}, "key_points": [{"id": "ck.1", "evidence": {"zh": "风险揭示记录", "en": "The record of the risk talk"}}], "matrix": [{"kind": "key_point", "claim": null, "key_points": ["ck.1"], "for": ["doc1"], "against": [], "state": "undetermined"}]})");
  sdk::set(record, "demand", Array{});
  sdk::set(record, "money.settled", Object{{"minor", 300'000}, {"currency", "CNY"}});
  sdk::set(record, "answers.customer_choice.option", "A");
  const auto envelope = write(ready(record));
  EXPECT_TRUE(is_ready(envelope)) << checks_text(envelope);
  EXPECT_NE(text(envelope).find("按与您谈定的结果，我们付给您3,000.00 元"), std::string::npos) << text(envelope);
  EXPECT_NE(text(envelope).find("2026年3月9日前，客户账户团队按与您谈定的结果，把3,000.00 元付到您本人的账户"), std::string::npos) << text(envelope);
  sdk::set(record, "analysis.verify.entitlement.amount.minor", 100'000);
  const auto both = write(ready(record));
  EXPECT_NE(text(both).find("应付的1,000.00 元全额支付，不附任何条件；按与您谈定的结果，另付2,000.00 元，合计3,000.00 元"), std::string::npos) << text(both);
  sdk::set(record, "money.settled", nullptr);
  EXPECT_NE(text(write(ready(record))).find("应付的1,000.00 元全额支付，不附任何条件"), std::string::npos);
}

TEST_P(Letters, AChoiceThatIsMadeIsNotAskedForAgain) {
  auto record = verified("K10", "none", kClaim);
  sdk::set(record, "answers.refusal_reason", grounds());
  sdk::set(record, "answers.customer_choice.option", "A");
  const auto chosen = text(write(ready(record)));
  EXPECT_NE(chosen.find("您已经作出选择：方案A"), std::string::npos) << chosen;
  EXPECT_EQ(chosen.find("由您来定"), std::string::npos) << chosen;
  EXPECT_NE(chosen.find("您向我们提出：“必须今天赎回”"), std::string::npos) << chosen;
  sdk::set(record, "answers.customer_choice.option", "undecided");
  EXPECT_NE(text(write(ready(record))).find("由您来定"), std::string::npos);
}

// What is owed has a day of its own in every option, and a day that has passed is no promise any more.
TEST_P(Letters, TheDayOfWhatIsOwedStandsInEveryOptionAndAPastOneIsNoPromise) {
  auto record = fee_case();
  const auto open = text(write(ready(record)));
  for (const auto* words : {"您选定当天、最迟2026年3月5日，把300.00 元退回您的信用卡", "您选定后3个工作日内、最迟2026年3月5日，把300.00 元退到您指定的本人账户"}) EXPECT_NE(open.find(words), std::string::npos) << words << "\n" << open;
  sdk::set(record, "money.owed_due", sdk::parse_json(R"({"minor": 30000, "currency": "CNY", "due_at": "2026-02-27T16:00:00Z"})"));
  for (const auto* choice : {"undecided", "B"}) {
    sdk::set(record, "answers.customer_choice.option", choice);
    const auto envelope = write(ready(record));
    EXPECT_TRUE(is_ready(envelope)) << checks_text(envelope);
    EXPECT_NE(text(envelope).find("应付给您的300.00 元，应当在2026年2月27日前付清；如果您还没有收到，请马上告诉我们，我们立即查办"), std::string::npos) << text(envelope);
    EXPECT_EQ(text(envelope).find("最迟2026年2月27日"), std::string::npos) << text(envelope);
  }
}

TEST_P(Letters, WhoWasInDangerIsNotLeftAloneWithTheLetter) {
  auto record = fee_case();
  EXPECT_EQ(text(write(ready(record))).find("不要一个人扛"), std::string::npos);
  for (const auto* sign : {"flags.safety.self_harm", "flags.safety.violence"})
    for (const auto* degree : {"veiled", "explicit"}) {
      auto signs = record;
      sdk::set(signs, sign, degree);
      const auto envelope = write(ready(signs));
      EXPECT_TRUE(is_ready(envelope)) << checks_text(envelope);
      EXPECT_EQ(text(envelope).find("不要一个人扛") != std::string::npos, std::string_view(sign) == "flags.safety.self_harm") << sign << " " << degree;
    }
}

// Verification names an allegation by its path in the record; a customer is never written to in paths.
TEST_P(Letters, QuotesTheWordsOfAnAllegationAndNotItsPath) {
  auto record = verified("K11", "full", kCollector);
  sdk::set(record, "analysis.verify.matrix", sdk::parse_json(R"([{"kind": "allegation", "claim": "events.0", "key_points": ["ck.1"], "for": ["doc1"], "against": [], "state": "confirmed"}, {"kind": "allegation", "claim": "text.docs", "key_points": [], "for": [], "against": [], "state": "undetermined"}])"));
  const auto envelope = write(ready(record));
  EXPECT_NE(text(envelope).find("“collector called the employer three times this week”"), std::string::npos) << text(envelope);
  for (const auto* path : {"events.0", "text.docs"}) EXPECT_EQ(text(envelope).find(path), std::string::npos) << path;
}

// Where a step of the workflow signs, the name stands below the letter before it is read, so that signing changes no word of it.
TEST_P(Letters, ANamedSignatoryStandsBelowTheLetterBeforeItIsSigned) {
  auto record = ready(fee_case());
  const Value config = Object{{"sign_off", "step"}};
  EXPECT_NE(text(write(record, config)).find("（待签发）"), std::string::npos) << "nobody is named yet";
  sdk::set(record, "answers.signatory", sdk::parse_json(R"({"name": "王怡", "position": "投诉管理负责人", "reason": "as the rules say", "who": "H-1"})"));
  const auto named = write(record, config);
  EXPECT_NE(text(named).find("签发人：投诉管理负责人 王怡"), std::string::npos) << text(named);
  EXPECT_FALSE(Reader(named).flag_or("result.signed", true));
  sdk::set(record, "answers.signer", sdk::parse_json(R"({"decision": "signed", "name": "王怡", "position": "投诉管理负责人", "reason": "read", "who": "S-1"})"));
  EXPECT_EQ(text(write(record, config)), text(named));
  EXPECT_TRUE(Reader(write(record, config)).flag_or("result.signed", false));
  // Where the stage itself asks for the signature, only who signed is named.
  sdk::set(record, "answers.signer", nullptr);
  EXPECT_NE(text(write(record)).find("（待签发）"), std::string::npos);
}

// Example 2: a refusal without clause -> blocked, reason.missing.
TEST_P(Letters, K02RefusalWithoutClauseIsBlockedAndAskedFor) {
  auto record = ready(verified("K02", "none", kClaim));
  auto given = grounds();
  sdk::set(given, "clause", nullptr);
  sdk::set(record, "answers.refusal_reason", given);
  const auto blocked = write(record);
  EXPECT_FALSE(is_ready(blocked));
  const auto findings = findings_of(blocked, "reason.missing");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(text_at(findings[0], "severity"), "block");
  EXPECT_NE(text_at(findings[0], "text.en").find("the rule or clause"), std::string::npos);
  EXPECT_EQ(text_at(findings[0], "text.en").find("the fact"), std::string::npos);
  ASSERT_EQ(questions_of(blocked, "refusal_reason").size(), 1u);
  EXPECT_TRUE(questions_of(blocked, "signer").empty());
  sdk::set(record, "answers.refusal_reason", grounds());
  const auto whole = write(record);
  EXPECT_TRUE(is_ready(whole)) << checks_text(whole);
  EXPECT_EQ(text_at(whole, "result.letter.kind"), "refusal");
  for (const auto* words : {"依据：保险合同第十二条。", "事实：记录显示投保前已经确诊。", "原因：合同约定"}) EXPECT_NE(text(whole).find(words), std::string::npos) << words;
}

// Example 3: English: stop third-party contact, apology, what was done; no employer data beyond need.
TEST_P(Letters, K11IsEnglishAndNamesNobodyElse) {
  auto record = verified("K11", "full", kCollector);
  sdk::set(record, "parties.1", sdk::parse_json(R"({"id": "p2", "role": "third_institution", "name": "Acme Collections", "org": "Harbour Works Ltd", "contacts": [{"kind": "phone", "value": "+1 202 555 0177"}]})"));
  if (Reader(record).list("parties").size() < 2) record.as_object()["parties"].as_array().push_back(sdk::parse_json(R"({"id": "p2", "role": "third_institution", "name": "Acme Collections", "org": "Harbour Works Ltd"})"));
  record = ready(record);
  const auto envelope = write(record);
  EXPECT_TRUE(is_ready(envelope)) << checks_text(envelope);
  EXPECT_EQ(text_at(envelope, "result.letter.lang"), "en");
  for (const auto* words : {"Dear Test Person,", "we stop this contact at once", "you an apology", "the records on what you told us about", "Today, 2 March 2026, the head of collections will stop all contact", "order the collector", "at any time"}) EXPECT_NE(text(envelope).find(words), std::string::npos) << words;
  // One finding over two key points: nobody knows which of their records were looked at, so the letter names none (G1).
  for (const auto* never : {"Acme", "Harbour", "555 0177", "您", "rules for collectors"}) EXPECT_EQ(text(envelope).find(never), std::string::npos) << never;
  // The same letter with the name of another person in what an officer wrote down.
  sdk::set(record, "answers.officer_decision", sdk::parse_json(R"({"decision": "upheld", "findings": "Acme Collections called the office three times.", "basis": "House rule 7", "reason": "x"})"));
  const auto named = write(record);
  EXPECT_FALSE(passed(named, "no_other_person"));
  EXPECT_EQ(findings_of(named, "person.other").size(), 1u);
}

TEST_P(Letters, trace_B09_EveryDemandIsAnsweredAndAMissingOneIsNamed) {
  auto record = verified("K11", "full", kCollector);
  const auto both = write(ready(record));
  ASSERT_EQ(Reader(both).list("result.answers").size(), 2u);
  EXPECT_TRUE(passed(both, "demands_answered"));
  // A demand for money with merit and without a sum: no decision can be told, so that the letter is held back and says which demand it is.
  record.as_object()["demand"].as_array().push_back(sdk::parse_json(R"({"id": "d3", "kind": "compensation", "amount": null, "explicit": true})"));
  sdk::set(record, "analysis.verify.merit.d3", "full");
  const auto open = write(ready(record));
  EXPECT_FALSE(is_ready(open));
  const auto findings = findings_of(open, "demand.unanswered");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_NE(text_at(findings[0], "text.en").find("the compensation"), std::string::npos);
  EXPECT_EQ(text_at(findings[0], "text.en").find("the apology"), std::string::npos);
  EXPECT_NE(sdk::write_json(evidence_of(open, text_at(findings[0], "evidence.0"))).find("d3"), std::string::npos);
}

TEST_P(Letters, trace_C06_EveryStepHasItsOwnerItsDateAndItsTask) {
  const auto record = ready(fee_case());
  const auto envelope = write(record);
  EXPECT_TRUE(passed(envelope, "dates_have_tasks"));
  EXPECT_NE(text(envelope).find("2026年3月5日前，客户账户团队把应付的300.00 元付给您"), std::string::npos) << "the proof of this is what follow-up asks for";
  EXPECT_NE(text(envelope).find("2026年3月30日前，产品管理部门"), std::string::npos);
  // Without the tasks no date is promised.
  auto bare = record;
  for (std::size_t i = 0; i < Reader(bare).list("analysis.solution.options").size(); ++i)
    for (std::size_t k = 0; k < Reader(bare).list("analysis.solution.options." + std::to_string(i) + ".lines").size(); ++k) sdk::set(bare, "analysis.solution.options." + std::to_string(i) + ".lines." + std::to_string(k) + ".task", nullptr);
  const auto without = text(write(bare));
  EXPECT_EQ(without.find("2026年3月5日"), std::string::npos);
}

TEST_P(Letters, ADateThatNobodyCarriesHoldsTheLetterBackAndOneOfAClockDoesNot) {
  auto record = ready(fee_case());
  sdk::set(record, "answers.officer_decision", sdk::parse_json(R"({"decision": "upheld", "findings": "我们将在2026年4月20日告诉您结果", "basis": "收费规则第三条", "reason": "x"})"));
  sdk::set(record, "analysis.verify.matrix", Array{});
  const auto blocked = write(record);
  EXPECT_FALSE(passed(blocked, "dates_have_tasks"));
  EXPECT_EQ(findings_of(blocked, "date.without_task").size(), 1u);
  sdk::set(record, "clocks", sdk::parse_json(R"([{"kind": "decide", "starts_at": "2026-03-02T01:00:00Z", "due_at": "2026-04-20T16:00:00Z", "basis": {"rule": "R"}}])"));
  EXPECT_TRUE(passed(write(record), "dates_have_tasks"));
}

TEST_P(Letters, ASumThatStandsInNoOptionHoldsTheLetterBack) {
  auto record = ready(fee_case());
  sdk::set(record, "analysis.verify.matrix", Array{});
  sdk::set(record, "answers.officer_decision", sdk::parse_json(R"({"decision": "upheld", "findings": "系统显示多收了299元", "basis": "收费规则第三条", "reason": "x"})"));
  const auto envelope = write(record);
  EXPECT_FALSE(passed(envelope, "amounts_equal_solution"));
  EXPECT_EQ(findings_of(envelope, "amount.differs").size(), 1u);
  sdk::set(record, "answers.officer_decision.findings", "系统显示多收了300元");
  EXPECT_TRUE(passed(write(record), "amounts_equal_solution"));
  sdk::set(record, "analysis.verify.entitlement.second_person", "needed");
  EXPECT_FALSE(passed(write(record), "amounts_equal_solution")) << "a second person has yet to look at the sum";
}

TEST_P(Letters, NothingGoesOutBeforeTheOptionsAreApproved) {
  const auto open = write(with_solution(GetParam(), fee_case()));
  EXPECT_FALSE(is_ready(open));
  EXPECT_FALSE(passed(open, "solution_approved"));
  EXPECT_TRUE(questions_of(open, "signer").empty());
  EXPECT_FALSE(passed(write(fee_case()), "solution_approved")) << "no options at all";
}

TEST_P(Letters, trace_A04_ADraftThatGagsThreatensOrDeceivesIsRefused) {
  for (const auto* words : {"您撤回监管投诉后我们就退款", "再投诉就报警", "这是最后一次机会"}) {
    auto record = ready(fee_case());
    sdk::set(record, "analysis.verify.matrix", Array{});
    sdk::set(record, "answers.officer_decision", Object{{"decision", "upheld"}, {"findings", words}, {"basis", "收费规则第三条"}, {"reason", "x"}});
    const auto envelope = write(record);
    EXPECT_FALSE(passed(envelope, "wording")) << words;
    EXPECT_FALSE(is_ready(envelope)) << words;
    EXPECT_TRUE(questions_of(envelope, "signer").empty()) << words;
    ASSERT_EQ(findings_of(envelope, "wording.refused").size(), 1u) << words;
  }
  auto record = ready(verified("K11", "full", kCollector));
  sdk::set(record, "answers.officer_decision", sdk::parse_json(R"({"decision": "upheld", "findings": "We pay once you withdraw your complaint: payment if you withdraw the complaint.", "basis": "House rule 7", "reason": "x"})"));
  EXPECT_FALSE(passed(write(record), "wording"));
}

TEST_P(Letters, TheTabooReadingLooksAtEveryLetter) {
  auto record = ready(fee_case());
  sdk::set(record, "analysis.verify.matrix", Array{});
  sdk::set(record, "answers.officer_decision", sdk::parse_json(R"({"decision": "upheld", "findings": "这不是我们的问题", "basis": "收费规则第三条", "reason": "x"})"));
  const auto envelope = write(record);
  EXPECT_FALSE(passed(envelope, "taboo"));
  ASSERT_EQ(findings_of(envelope, "taboo.hit").size(), 1u);
  EXPECT_TRUE(passed(write(ready(fee_case())), "taboo"));
}

TEST_P(Letters, ALetterInTheOtherLanguageOrWithLongSentencesIsHeldBack) {
  auto record = ready(verified("K02", "none", kClaim));
  auto given = grounds();
  std::string reason;
  for (int i = 0; i < 400; ++i) reason += "合同约定的内容很多，";
  sdk::set(given, "plain_reason", Value(reason));
  sdk::set(record, "answers.refusal_reason", given);
  EXPECT_FALSE(passed(write(record), "plain_sentences"));
  reason.clear();
  for (int i = 0; i < 60; ++i) reason += "this is a reason in another language. ";
  sdk::set(given, "plain_reason", Value(reason));
  sdk::set(record, "answers.refusal_reason", given);
  EXPECT_FALSE(passed(write(record), "language"));
}

TEST_P(Letters, ArbitrationIsNamedWhereItWasAgreedAndTheTopUnitHasNoReviewAboveIt) {
  auto record = ready(fee_case());
  sdk::set(record, "route_facts.arbitration", "yes");
  EXPECT_NE(text(write(record)).find("仲裁"), std::string::npos);
  sdk::set(record, "case.unit", "HEAD");
  const auto head = write(record);
  EXPECT_EQ(text(head).find("上级机构申请核查"), std::string::npos);
  EXPECT_TRUE(passed(head, "rights_named"));
}

TEST_P(Letters, TheSignersNameStandsBelowAndWithoutItNothingIsSigned) {
  auto record = ready(fee_case());
  EXPECT_NE(text(write(record)).find("（待签发）"), std::string::npos);
  sdk::set(record, "answers.signer", sdk::parse_json(R"({"decision": "changes", "name": "王主任", "reason": "the date", "who": "S-2"})"));
  auto envelope = write(record);
  EXPECT_FALSE(Reader(envelope).flag_or("result.signed", true));
  EXPECT_EQ(questions_of(envelope, "signer").size(), 1u);
  sdk::set(record, "answers.signer.decision", "signed");
  sdk::set(record, "answers.signer.position", "支行负责人");
  envelope = write(record);
  EXPECT_TRUE(Reader(envelope).flag_or("result.signed", false));
  EXPECT_NE(text(envelope).find("签发人：支行负责人 王主任"), std::string::npos);
  EXPECT_TRUE(questions_of(envelope, "signer").empty());
  sdk::set(record, "analysis.solution.approval.decision", "changes");
  EXPECT_FALSE(Reader(write(record)).flag_or("result.signed", true)) << "a letter that no longer passes is not signed";
}

TEST_P(Letters, TheChoiceIsTakenUpOnceItIsMade) {
  auto record = with(approved(fee_case()), "answers.customer_choice.option", "A");
  record = with_solution(GetParam(), record);
  const auto envelope = write(record);
  EXPECT_EQ(text_at(envelope, "result.letter.kind"), "agreement");
  EXPECT_TRUE(is_ready(envelope)) << checks_text(envelope);
  EXPECT_NE(text(envelope).find("您已经作出选择：方案A（退回原卡）"), std::string::npos);
  EXPECT_NE(text(envelope).find("今天（2026年3月2日），信用卡中心把300.00 元退回您的信用卡"), std::string::npos);
  EXPECT_EQ(text(envelope).find("方案B"), std::string::npos);
}

TEST_P(Letters, AnUpdateNamesTheNextDateWithItsTaskAndNeverLaterThanTheClock) {
  auto record = record_of(shared_case("K05"));
  auto envelope = write(record);
  EXPECT_EQ(text_at(envelope, "result.letter.kind"), "update");
  EXPECT_TRUE(is_ready(envelope)) << checks_text(envelope);
  EXPECT_NE(text(envelope).find("最迟在2026年3月9日"), std::string::npos);
  ASSERT_EQ(tasks_of(envelope, "update").size(), 1u);
  EXPECT_EQ(text_at(tasks_of(envelope, "update")[0], "due_at"), "2026-03-09T16:00:00Z");
  sdk::set(record, "clocks", sdk::parse_json(R"([{"kind": "decide", "starts_at": "2026-03-02T01:00:00Z", "due_at": "2026-03-05T16:00:00Z", "basis": {"rule": "R"}}])"));
  envelope = write(record);
  EXPECT_NE(text(envelope).find("最迟在2026年3月5日"), std::string::npos);
  EXPECT_EQ(text_at(tasks_of(envelope, "update")[0], "due_at"), "2026-03-05T16:00:00Z");
}

TEST_P(Letters, EveryKindCanBeWrittenInBothLanguages) {
  const auto details = sdk::parse_json(R"({"missing": "12", "extension_reason": "34", "body": "56", "body_contact": "78"})");
  for (const auto* id : {"K01", "K11"})
    for (const auto* kind : {"reply", "short_reply", "partial_reply", "agreement", "update", "information_request", "extension_notice", "transfer_notice", "apology", "refusal", "final_reply", "review_reply", "mediation_invitation"}) {
      auto record = verified(id, "full", std::string_view(id) == "K01" ? R"({"entitlement": {"amount": {"minor": 30000, "currency": "CNY"}}, "key_points": [{"id": "ck.1", "evidence": {"zh": "收费记录", "en": "The fee records"}}], "matrix": [{"kind": "key_point", "claim": null, "key_points": ["ck.1"], "for": ["doc1"], "against": [], "state": "confirmed"}]})" : kCollector);
      if (std::string_view(kind) == "agreement") sdk::set(record, "answers.customer_choice.option", "A");
      record = ready(record);
      sdk::set(record, "answers.letter_details", details);
      sdk::set(record, "clocks", sdk::parse_json(R"([{"kind": "decide", "starts_at": "2026-03-02T01:00:00Z", "due_at": "2026-05-02T16:00:00Z", "basis": {"rule": "R"}}])"));
      sdk::set(record, "analysis.routing.kit", sdk::parse_json(R"([{"id": "fee", "text": {"zh": "调解不收费", "en": "Mediation is free of charge"}}])"));
      const auto envelope = write(record, Object{{"kind", kind}});
      EXPECT_EQ(text_at(envelope, "result.letter.kind"), kind);
      EXPECT_TRUE(is_ready(envelope)) << id << " " << kind << "\n" << checks_text(envelope) << text(envelope);
    }
}

TEST_P(Letters, AKindThatNeedsDetailsAsksForThem) {
  auto record = record_of(shared_case("K05"));
  for (const auto* kind : {"information_request", "transfer_notice", "mediation_invitation"}) {
    const auto envelope = write(record, Object{{"kind", kind}});
    EXPECT_FALSE(is_ready(envelope)) << kind;
    const auto asked = questions_of(envelope, "letter_details");
    ASSERT_EQ(asked.size(), 1u) << kind;
    EXPECT_TRUE(Reader(asked[0]).flag_or("blocking", false));
  }
  sdk::set(record, "answers.letter_details", sdk::parse_json(R"({"kind": "information_request", "missing": "住院记录"})"));
  EXPECT_TRUE(is_ready(write(record)));
}

TEST_P(Letters, NamesAsCheckedOnlyWhatSomebodyLookedAt) {
  const auto envelope = write(ready(fee_case()));
  EXPECT_NE(text(envelope).find("我们核对了：年费减免条件和刷卡次数。"), std::string::npos);
  EXPECT_EQ(text(envelope).find("通知的送达记录"), std::string::npos) << "nobody has looked at it";
  auto record = fee_case();
  sdk::set(record, "analysis.verify.case_merit", nullptr);
  const auto update = write(record);
  EXPECT_EQ(text_at(update, "result.letter.kind"), "update");
  EXPECT_NE(text(update).find("我们正在核实：通知的送达记录。"), std::string::npos);
}

TEST_P(Letters, AnAnonymousCustomerIsWrittenToAsOne) {
  auto record = ready(fee_case());
  sdk::set(record, "parties.0.anonymous", true);
  EXPECT_NE(text(write(record)).find("尊敬的客户："), std::string::npos);
}

TEST_P(Letters, SixParagraphsAndMoreMakeEveryLetterWhole) {
  const auto envelope = write(ready(fee_case()));
  std::vector<std::string> ids;
  std::string joined;
  for (const auto& block : Reader(envelope).list("result.letter.blocks")) {
    ids.emplace_back(block.text_or("id", ""));
    joined += (joined.empty() ? "" : "\n\n") + std::string(block.text_or("text", ""));
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"greeting", "opening_short", "heard", "checked", "findings", "decision", "apology", "options", "steps", "changes", "rights", "contact", "signature"}));
  EXPECT_EQ(joined, text(envelope));
}

}  // namespace
}  // namespace amends::testing

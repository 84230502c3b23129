// Stage amends.intake with the real packs: the shared cases, clocks, acknowledgement, questions, facts, dedupe.
#include <gtest/gtest.h>

#include "plugins/amends_intake/intake_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

/// `extracted[kind=money]` of an expectation means the rows of that kind (catalogue 0.5).
Value money_rows(const Value& envelope) {
  Array out;
  for (const auto& row : Reader(envelope).list("result.extracted"))
    if (row.text_or("kind", "") == "money") out.push_back(row.value());
  return out;
}

class SharedCases : public ::testing::TestWithParam<std::string> {};

TEST_P(SharedCases, AreReadAsTheCatalogueStates) {
  auto host = intake_host("catalogue");
  const auto shared = shared_case(GetParam());
  for (const auto& row : shared.at("expected").at("intake").as_array()) {
    const auto envelope = host.envelope(record_of(shared, row.at("given")));
    auto expected = row.at("result").as_object();
    const auto money = expected.at("extracted[kind=money]");
    expected.erase("extracted[kind=money]");
    for (const auto& difference : differences(Value(expected), *sdk::find(envelope, "result"))) ADD_FAILURE() << GetParam() << ": " << difference;
    for (const auto& difference : differences(money, money_rows(envelope), "money")) ADD_FAILURE() << GetParam() << ": " << difference;
  }
}

TEST_P(SharedCases, KeepTestSafetyThreatsAndAmountsWithTheShippedWords) {
  auto host = intake_host("shipped");
  const auto shared = shared_case(GetParam());
  const auto& expected = shared.at("expected").at("intake").at(0).at("result");
  const auto envelope = host.envelope(record_of(shared));
  const auto& result = *sdk::find(envelope, "result");
  EXPECT_EQ(result.at("is_complaint"), expected.at("is_complaint"));
  for (const auto& difference : differences(expected.at("flags").at("safety"), result.at("flags").at("safety"))) ADD_FAILURE() << GetParam() << ": " << difference;
  for (const auto& difference : differences(expected.at("threats"), result.at("threats"))) ADD_FAILURE() << GetParam() << ": " << difference;
  for (const auto& difference : differences(expected.at("extracted[kind=money]"), money_rows(envelope))) ADD_FAILURE() << GetParam() << ": " << difference;
}

TEST_P(SharedCases, ProposeNoOtherClaimThanTheRecordHas) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = intake_host(set);
    const auto record = record_of(shared_case(GetParam()));
    const auto claimed = fact_of(host.envelope(record), "money.claimed");
    const auto* known = sdk::find(record, "money.claimed");
    if (!claimed.is_null()) { EXPECT_EQ(claimed, known ? *known : Value(nullptr)) << GetParam() << " " << set; }
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, SharedCases, ::testing::ValuesIn(shared_case_ids()), [](const auto& info) { return info.param; });

TEST(IntakeClocks, ALetterIsAcknowledgedNextWorkingDayAndDecidedInFifteenDays) {
  auto host = intake_host("catalogue");
  const auto envelope = host.envelope(shared_case("K01").at("case"));
  const auto acknowledge = item_of(envelope, "deadlines", "id", "acknowledge"), decide = item_of(envelope, "deadlines", "id", "decide");
  EXPECT_EQ(text_at(acknowledge, "starts_at"), "2026-03-02T01:00:00Z");
  EXPECT_EQ(text_at(acknowledge, "due_at"), "2026-03-03T16:00:00Z");
  EXPECT_EQ(text_at(acknowledge, "basis.rule"), "AMENDS-ACK");
  EXPECT_EQ(text_at(decide, "due_at"), "2026-03-17T16:00:00Z");
  EXPECT_EQ(text_at(decide, "basis.rule"), "CN-NFRA-DECIDE-SIMPLE");
  EXPECT_EQ(Reader(envelope).list("result.clocks").size(), 2u);
  EXPECT_NE(text_at(envelope, "explain.en").find("CN-NFRA-DECIDE-SIMPLE"), std::string::npos);
}

TEST(IntakeClocks, ARegulatorChannelHasFourWorkingHoursAndItsOwnDate) {
  auto host = intake_host("catalogue");
  const auto envelope = host.envelope(shared_case("K12").at("case"));
  const auto acknowledge = item_of(envelope, "deadlines", "id", "acknowledge"), regulator = item_of(envelope, "deadlines", "id", "regulator");
  EXPECT_EQ(text_at(acknowledge, "basis.rule"), "AMENDS-ACK-REGULATOR");
  EXPECT_EQ(text_at(acknowledge, "due_at"), "2026-03-02T05:00:00Z");
  EXPECT_EQ(text_at(regulator, "due_at"), "2026-03-17T16:00:00Z");
  EXPECT_EQ(text_at(regulator, "basis.rule"), "regulator");
}

TEST(IntakeClocks, TheRegulatorsDateIsWrittenAsPeopleWriteDates) {
  auto host = intake_host("catalogue");
  const auto envelope = host.envelope(shared_case("K12").at("case"));
  EXPECT_NE(text_at(envelope, "explain.zh").find("监管要求的日期为2026年3月17日 24:00（北京时间）"), std::string::npos) << text_at(envelope, "explain.zh");
  EXPECT_NE(text_at(envelope, "explain.en").find("the regulator's own date: end of 17 March 2026 (Asia/Shanghai)"), std::string::npos) << text_at(envelope, "explain.en");
}

TEST(IntakeClocks, TheRegulatorsOwnRowIsTaken) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K12").at("case");
  EXPECT_EQ(text_at(item_of(host.envelope(record), "deadlines", "id", "decide"), "basis.rule"), "CN-NFRA-DECIDE-SIMPLE");
  sdk::set(record, "regulator.body", "PBOC");
  EXPECT_EQ(text_at(item_of(host.envelope(record), "deadlines", "id", "decide"), "basis.rule"), "CN-PBOC-ANSWER");
}

TEST(IntakeClocks, AHouseSettingMayBeStricterAndNeverLooser) {
  auto host = intake_host("catalogue");
  const auto record = shared_case("K01").at("case");
  const auto strict = item_of(host.envelope(record, Object{{"ack_within", "2wh"}}), "deadlines", "id", "acknowledge");
  EXPECT_EQ(text_at(strict, "due_at"), "2026-03-02T03:00:00Z");
  EXPECT_EQ(text_at(strict, "basis.rule"), "amends.intake#ack_within");
  const auto loose = item_of(host.envelope(record, Object{{"ack_within", "9wd"}}), "deadlines", "id", "acknowledge");
  EXPECT_EQ(text_at(loose, "due_at"), "2026-03-03T16:00:00Z");
  EXPECT_EQ(text_at(loose, "basis.rule"), "AMENDS-ACK");
}

TEST(IntakeClocks, ADateOutsideTheCalendarIsAFindingAndNoError) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K01").at("case");
  sdk::set(record, "channel.received_at", "2050-03-02T01:00:00Z");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "status"), "ok");
  EXPECT_FALSE(findings_of(envelope, "clock.calendar_missing").empty());
  EXPECT_TRUE(item_of(envelope, "deadlines", "id", "acknowledge").is_null());
  EXPECT_TRUE(sdk::find(envelope, "result.ack.text")->is_null());
  EXPECT_EQ(findings_of(envelope, "ack.text_missing").size(), 1u);
}

TEST(IntakeClocks, TheAmericanBankRunsByItsOwnRows) {
  auto host = intake_host("shipped");
  for (const auto& [channel, rule] : std::vector<std::pair<const char*, const char*>>{{"email", "AMENDS-DECIDE"}, {"regulator", "US-CFPB-15/60"}}) {
    sdk::CallInput input;
    input.record = shared_case("K11").at("case");
    sdk::set(input.record, "case.institution", "TESTBANK-US");
    sdk::set(input.record, "channel.kind", channel);
    input.institution = "TESTBANK-US";
    const auto answer = host.run(input);
    ASSERT_TRUE(answer.ok()) << answer.text;
    const auto envelope = answer.envelope();
    for (const auto& fault : host.faults(envelope, input.record)) ADD_FAILURE() << fault;
    EXPECT_EQ(text_at(item_of(envelope, "deadlines", "id", "decide"), "basis.rule"), rule);
    EXPECT_NE(text_at(envelope, "result.ack.text.en").find("Consumer Financial Protection Bureau"), std::string::npos);
  }
}

TEST(IntakeClocks, ARuleThatIsKnownNotToApplyStartsNothing) {
  auto host = intake_host("shipped", {std::filesystem::path(AMENDS_FIXTURES_DIR) / "court_overlay"});
  const auto record = record_with("我要投诉，请退还300元", "letter");
  EXPECT_TRUE(item_of(host.envelope(record), "deadlines", "kind", "decide").is_null());
  EXPECT_FALSE(item_of(host.envelope(record), "deadlines", "kind", "acknowledge").is_null());
  EXPECT_FALSE(item_of(host.envelope(record_with("我要投诉，请退还300元", "court")), "deadlines", "kind", "decide").is_null());
}

TEST(IntakeClocks, APaymentComplaintIsPromisedNoLaterDateThanItsOwnClock) {
  auto host = intake_host("shipped", {std::filesystem::path(AMENDS_FIXTURES_DIR) / "uk_overlay"});
  struct Expected {
    const char *product, *rule, *due_at, *date;
  };
  for (const auto& [product, rule, due_at, date] : {Expected{"payment", "UK-DISP-PSD", "2026-03-24T00:00:00Z", "23 March 2026"},      // 15 business days
                                                    Expected{"card", "UK-DISP-8W", "2026-04-27T23:00:00Z", "27 April 2026"}}) {  // 8 weeks
    sdk::CallInput input;
    input.record = shared_case("K11").at("case");
    sdk::set(input.record, "case.institution", "TESTBANK-UK");
    sdk::set(input.record, "product.kind", product);
    input.institution = "TESTBANK-UK";
    const auto answer = host.run(input);
    ASSERT_TRUE(answer.ok()) << answer.text;
    const auto decide = item_of(answer.envelope(), "deadlines", "id", "decide");
    EXPECT_EQ(text_at(decide, "basis.rule"), rule);
    EXPECT_EQ(text_at(decide, "due_at"), due_at);
    const auto letter = text_at(answer.envelope(), "result.ack.text.en");
    EXPECT_NE(letter.find(std::string("our decision by end of ") + date), std::string::npos) << letter;
  }
}

TEST(Acknowledgement, NamesBothDatesWhileNobodyKnowsWhetherTheMatterIsComplex) {
  auto host = intake_host("catalogue");
  const auto simple = text_at(host.envelope(record_of(shared_case("K03"))), "result.ack.text.zh");
  EXPECT_NE(simple.find("情况清楚的，最迟于2026年3月17日 24:00（北京时间）告知处理决定；情况复杂的，最迟于2026年4月1日 24:00（北京时间）告知，并向您说明原因。"), std::string::npos) << simple;
  const auto english = text_at(host.envelope(record_of(shared_case("K03"))), "result.ack.text.en");
  EXPECT_NE(english.find("our decision by end of 17 March 2026 (Asia/Shanghai). If the matter turns out to be complex, you have it by end of 1 April 2026 (Asia/Shanghai)"), std::string::npos) << english;
  // The regulator's own date goes before both, and a later one of the two gives way to it.
  const auto regulator = [&](const char* due) {
    auto record = record_of(shared_case("K12"));
    sdk::set(record, "regulator.due_at", due);
    return text_at(host.envelope(record), "result.ack.text.zh");
  };
  EXPECT_NE(regulator("2026-03-17T16:00:00Z").find("最迟于2026年3月17日 24:00（北京时间）告知处理决定。"), std::string::npos);
  EXPECT_EQ(regulator("2026-03-17T16:00:00Z").find("4月1日"), std::string::npos);
  EXPECT_NE(regulator("2026-03-10T16:00:00Z").find("最迟于2026年3月10日 24:00（北京时间）告知处理决定。"), std::string::npos);
  EXPECT_NE(regulator("2026-03-20T16:00:00Z").find("情况复杂的，最迟于2026年3月20日 24:00（北京时间）告知"), std::string::npos);
}

TEST(IntakeAcknowledgement, NamesNumberContactStepUpdateAndRights) {
  auto host = intake_host("catalogue");
  const auto envelope = host.envelope(shared_case("K01").at("case"));
  for (const auto* part : {"CASE-K01", "测试银行第一支行", "12378"}) EXPECT_NE(text_at(envelope, "result.ack.text.zh").find(part), std::string::npos) << part << text_at(envelope, "result.ack.text.zh");
  for (const auto* part : {"CASE-K01", "Test Bank, Branch 1", "court"}) EXPECT_NE(text_at(envelope, "result.ack.text.en").find(part), std::string::npos) << part;
  EXPECT_NE(text_at(envelope, "result.ack.text.zh").find("由测试银行第一支行（投诉接待岗、电话000 0000 0101、电子邮件branch1@testbank.example）办理。"), std::string::npos);
  EXPECT_NE(text_at(envelope, "result.ack.text.en").find("handled by Test Bank, Branch 1 (complaints desk, telephone 000 0000 0101, e-mail branch1@testbank.example). You"), std::string::npos);
  EXPECT_EQ(text_at(envelope, "result.ack.text.zh").find('{'), std::string::npos);
  EXPECT_EQ(text_at(envelope, "result.ack.due_at"), "2026-03-03T16:00:00Z");
  EXPECT_TRUE(sdk::find(envelope, "result.ack.sent_at")->is_null());
  const auto task = item_of(envelope, "tasks", "id", "ack");
  EXPECT_EQ(text_at(task, "kind"), "acknowledge");
  EXPECT_EQ(text_at(task, "form"), "ack_sent");
  EXPECT_FALSE(Reader(task).flag_or("blocking", true));
  EXPECT_EQ(Reader(task).text_list("meets"), std::vector<std::string_view>{"acknowledge"});
}

TEST(IntakeAcknowledgement, HoldsWhereTheUnitHasNoContactAndWhereNoUnitIsNamed) {
  auto host = intake_host("shipped", {std::filesystem::path(AMENDS_FIXTURES_DIR) / "uk_overlay"});
  auto record = shared_case("K01").at("case");
  sdk::set(record, "case.institution", "TESTBANK-UK");
  EXPECT_NE(text_at(host.envelope(record), "result.ack.text.zh").find("由测试银行（英国）第一支行办理。您"), std::string::npos);
  EXPECT_NE(text_at(host.envelope(record), "result.ack.text.en").find("handled by Test Bank UK, Branch 1. You"), std::string::npos);
  sdk::set(record, "case.unit", "NOWHERE");
  EXPECT_NE(text_at(host.envelope(record), "result.ack.text.zh").find("由测试银行（英国）办理。您"), std::string::npos);
}

TEST(IntakeAcknowledgement, IsNotAskedAgainOnceSent) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K01").at("case");
  sdk::set(record, "answers.ack_sent", Object{{"sent_at", "2026-03-02T05:00:00Z"}, {"how", "email"}});
  const auto envelope = host.envelope(record);
  EXPECT_TRUE(item_of(envelope, "tasks", "id", "ack").is_null());
  EXPECT_EQ(text_at(envelope, "result.ack.sent_at"), "2026-03-02T05:00:00Z");
}

TEST(IntakeAcknowledgement, IsImpossibleForAnAnonymousPersonWithoutContact) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K01").at("case");
  sdk::set(record, "parties.0.anonymous", true);
  sdk::set(record, "parties.0.contacts", Array{});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(findings_of(envelope, "ack.impossible").size(), 1u);
  EXPECT_TRUE(item_of(envelope, "tasks", "id", "ack").is_null());
  EXPECT_TRUE(item_of(envelope, "deadlines", "id", "acknowledge").is_null());
  EXPECT_FALSE(item_of(envelope, "deadlines", "id", "decide").is_null());
  EXPECT_TRUE(questions_of(envelope, "contact_details").empty());
}

TEST(IntakeComplaint, AQuestionAboutAFeeIsAnEnquiryWithoutClock) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = intake_host(set);
    const auto envelope = host.envelope(record_with("请问年费多少？"));
    EXPECT_EQ(number_at(envelope, "result.cue"), 0) << set;
    EXPECT_EQ(*sdk::find(envelope, "result.is_complaint"), Value(false)) << set;
    EXPECT_TRUE(Reader(envelope).list("deadlines").empty());
    EXPECT_TRUE(item_of(envelope, "tasks", "id", "ack").is_null());
  }
}

/// The word at code points [start, end), or nothing for start -1.
struct Said {
  const char* text;
  std::int64_t start, end;
};
TEST(IntakeComplaint, TheWordCountsOnceUnlessNegated) {
  for (const auto* set : {"catalogue", "shipped"}) {
    auto host = intake_host(set);
    for (const auto& [text, start, end] : {Said{"关于年费的投诉", 5, 7}, Said{"我不想投诉", -1, -1}, Said{"没投诉", -1, -1}, Said{"不得不投诉", 3, 5}, Said{"不但投诉", 2, 4}, Said{"不投诉，投诉", 4, 6}, Said{"投诉，投诉，投诉", 0, 2},
                                           Said{"關於年費的投訴", 5, 7}, Said{"this is a complaint.", 10, 19}, Said{"uncomplaining", -1, -1}, Said{"I do not want to complain", -1, -1},
                                           Said{"not one two three Complaint", 18, 27}, Said{"I don\u2019t complain", -1, -1}, Said{"no, never. I complain", 13, 21}}) {
      const auto envelope = host.envelope(record_with(text));
      const auto word = item_of(envelope, "evidence", "note", "the word complaint");
      EXPECT_EQ(word.is_null(), start < 0) << set << ": " << text;
      if (start < 0 || word.is_null()) continue;
      EXPECT_EQ(number_at(word, "start"), start) << set << ": " << text;
      EXPECT_EQ(number_at(word, "end"), end) << set << ": " << text;
      EXPECT_NE(sdk::write_json(envelope).find("\"complaint_word\":1"), std::string::npos) << set << ": " << text;
    }
  }
}

TEST(IntakeComplaint, ACueOfFiveToNineAsksAPersonAndTheAnswerDecides) {
  auto host = intake_host("catalogue");
  auto record = record_with("请问怎么办？");  // 怎么办 6
  auto envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.cue"), 6);
  EXPECT_TRUE(sdk::find(envelope, "result.is_complaint")->is_null());
  const auto questions = questions_of(envelope, "complaint_or_enquiry");
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_TRUE(Reader(questions[0]).flag_or("blocking", false));
  EXPECT_FALSE(item_of(envelope, "deadlines", "id", "decide").is_null());
  for (const auto& [kind, expected] : std::vector<std::pair<const char*, bool>>{{"complaint", true}, {"enquiry", false}}) {
    sdk::set(record, "answers.complaint_or_enquiry.kind", kind);
    envelope = host.envelope(record);
    EXPECT_EQ(*sdk::find(envelope, "result.is_complaint"), Value(expected));
    EXPECT_TRUE(questions_of(envelope, "complaint_or_enquiry").empty());
    EXPECT_EQ(item_of(envelope, "deadlines", "id", "decide").is_null(), !expected);
  }
}

TEST(IntakeComplaint, AnEnquiryIsProposedAsTheKindAndTakenBackWhenTheWordsSayMore) {
  auto host = intake_host("shipped");
  const auto proposed = [&](const char* body, const char* kind) {
    auto record = record_with(body);
    sdk::set(record, "case.kind", kind);
    return fact_of(host.envelope(record), "case.kind");
  };
  constexpr auto kQuestion = "请问年费多少？", kComplaint = "你们多扣了年费，我要投诉，请退还";
  EXPECT_EQ(proposed(kQuestion, "complaint"), Value("enquiry"));
  EXPECT_EQ(proposed(kComplaint, "enquiry"), Value("complaint"));
  EXPECT_TRUE(proposed(kQuestion, "enquiry").is_null());
  EXPECT_TRUE(proposed(kComplaint, "complaint").is_null());
  for (const auto* kind : {"drill", "workshop", "review"})
    for (const auto* body : {kQuestion, kComplaint}) EXPECT_TRUE(proposed(body, kind).is_null()) << kind;
}

TEST(IntakeExplanation, NamesOnlyThePartsOfTheCueThatHavePoints) {
  auto host = intake_host("catalogue");
  EXPECT_NE(text_at(host.envelope(shared_case("K01").at("case")), "explain.zh").find("按投诉办理：线索分35（情绪15、诉求10、指出过错10），10分起就是投诉。"), std::string::npos);
  EXPECT_NE(text_at(host.envelope(record_with("请问年费多少？")), "explain.en").find("An enquiry, recorded and answered without a complaint clock: the cue is 0, below 5."), std::string::npos);
  auto record = record_with("请问怎么办？");
  EXPECT_NE(text_at(host.envelope(record), "explain.en").find("A person says whether it is a complaint: the cue is 6 (feelings 6), and 10 makes one."), std::string::npos);
  sdk::set(record, "answers.complaint_or_enquiry.kind", "complaint");
  EXPECT_NE(text_at(host.envelope(record), "explain.zh").find("经人确认，按投诉办理；线索分6（情绪6）。"), std::string::npos);
  sdk::set(record, "answers.complaint_or_enquiry.kind", "enquiry");
  EXPECT_NE(text_at(host.envelope(record), "explain.en").find("An enquiry, as a person has said"), std::string::npos);
}

TEST(IntakeExplanation, GivesSumsAndUnnamedDemandsInTheComplainantsWords) {
  auto host = intake_host("catalogue");
  EXPECT_NE(text_at(host.envelope(shared_case("K12").at("case")), "explain.zh").find("诉求：赔偿（八十万）。"), std::string::npos);
  EXPECT_NE(text_at(host.envelope(shared_case("K10").at("case")), "explain.zh").find("诉求：其他（赎回）。"), std::string::npos);
}

TEST(IntakeComplaint, WhileAPersonIsAskedNoKindIsProposed) {
  auto host = intake_host("catalogue");
  auto record = record_with("请问怎么办？");
  EXPECT_TRUE(fact_of(host.envelope(record), "case.kind").is_null());
  sdk::set(record, "answers.complaint_or_enquiry.kind", "enquiry");
  EXPECT_EQ(fact_of(host.envelope(record), "case.kind"), Value("enquiry"));
}

TEST(IntakeComplaint, AnAttachmentAloneAsksForTheWordsAndKeepsItsClocks) {
  auto host = intake_host("catalogue");
  auto record = record_with("");
  sdk::set(record, "text.docs.0.kind", "attachment_text");
  sdk::set(record, "text.docs.0.body", "我要投诉");
  auto envelope = host.envelope(record);
  EXPECT_EQ(findings_of(envelope, "text.missing").size(), 1u);
  ASSERT_EQ(questions_of(envelope, "text_missing").size(), 1u);
  EXPECT_TRUE(sdk::find(envelope, "result.is_complaint")->is_null());
  EXPECT_FALSE(item_of(envelope, "deadlines", "id", "decide").is_null());
  sdk::set(record, "answers.text_missing.summary", "客户来信附件");
  envelope = host.envelope(record);
  EXPECT_TRUE(questions_of(envelope, "text_missing").empty());
  EXPECT_EQ(questions_of(envelope, "complaint_or_enquiry").size(), 1u);
}

TEST(IntakeComplaint, WhatAnAttachmentHoldsIsNotAskedFor) {
  auto host = intake_host("catalogue");
  auto record = record_with("请退还年费300元");
  add_document(record, "t2", "attachment_text", "合同约定：客户可以投诉，赔偿上限5000元。", "complainant");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(number_at(fact_of(envelope, "money.claimed"), "minor"), 30000);
  EXPECT_EQ(Reader(envelope).list("result.demands").size(), 1u);
  EXPECT_EQ(money_rows(envelope).as_array().size(), 1u);
  EXPECT_EQ(number_at(envelope, "result.cue"), 10);
}

TEST(IntakeMissing, AContactIsAskedForWithoutHoldingTheCase) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K04").at("case");
  sdk::set(record, "parties.0.contacts", Array{});
  auto envelope = host.envelope(record);
  const auto questions = questions_of(envelope, "contact_details");
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_FALSE(Reader(questions[0]).flag_or("blocking", true));
  sdk::set(record, "answers.contact_details", Object{{"contact_value", "a@example.org"}, {"wishes_anonymous", false}});
  envelope = host.envelope(record);
  EXPECT_TRUE(questions_of(envelope, "contact_details").empty());
}

TEST(IntakeMissing, AQuestionNamesWhatItsOwnFormGathers) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K01").at("case");  // by telephone, so a read-back is missing too
  sdk::set(record, "parties.0.contacts", Array{});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(questions_of(envelope, "contact_details").at(0), "reason.en"), "Please add: contact (unless anonymous). The case goes on meanwhile.");
  EXPECT_EQ(text_at(questions_of(envelope, "read_back").at(0), "reason.zh"), "请补充：口头投诉的复述确认。暂时没有也照常办理。");
}

TEST(IntakeMissing, AnAgentWithoutAuthorityIsAskedForIt) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K04").at("case");
  const auto questions = questions_of(host.envelope(record), "authority_check");
  ASSERT_EQ(questions.size(), 1u);
  EXPECT_FALSE(Reader(questions[0]).flag_or("blocking", true));
  sdk::set(record, "parties.1.authority.kind", "written");
  EXPECT_TRUE(questions_of(host.envelope(record), "authority_check").empty());
}

TEST(IntakeMissing, TheRegulatorsDateIsAskedForOnAnyChannelOnceTheRegulatorIsInvolved) {
  auto host = intake_host("catalogue");
  auto record = record_with("我要投诉，请退还300元", "letter");
  sdk::set(record, "regulator", Object{{"involved", false}});
  EXPECT_TRUE(questions_of(host.envelope(record), "regulator_due").empty());
  sdk::set(record, "regulator.involved", true);
  const auto asked = questions_of(host.envelope(record), "regulator_due");
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_FALSE(Reader(asked.front()).flag_or("blocking", true));
  sdk::set(record, "regulator.due_at", "2026-03-20T01:00:00Z");
  EXPECT_TRUE(questions_of(host.envelope(record), "regulator_due").empty());
}

TEST(IntakeMissing, AnUnknownChannelIsARangeError) {
  auto host = intake_host("catalogue");
  sdk::CallInput input;
  input.record = record_with("我要投诉", "pigeon");
  EXPECT_EQ(host.run(input).code, "error.range");
}

TEST(IntakeFacts, TheAmountOfTheDemandIsTheClaim) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K01").at("case");
  sdk::set(record, "money", Object{});
  sdk::set(record, "demand", Array{});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(fact_of(envelope, "money.claimed"), (Value(Object{{"minor", 30000}, {"currency", "CNY"}})));
  const auto demand = fact_of(envelope, "demand");
  ASSERT_EQ(demand.as_array().size(), 1u);
  EXPECT_EQ(text_at(demand.at(0), "kind"), "refund");
  EXPECT_EQ(text_at(demand.at(0), "text"), "请退还");
  EXPECT_EQ(number_at(demand.at(0), "amount.minor"), 30000);
}

TEST(IntakeFacts, AFullSurrenderWithoutASumClaimsWhatWasPaidIn) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K03").at("case");
  sdk::set(record, "money.claimed", nullptr);
  EXPECT_EQ(number_at(fact_of(host.envelope(record), "money.claimed"), "minor"), 10000000);
  sdk::set(record, "money.paid_in", nullptr);
  EXPECT_TRUE(fact_of(host.envelope(record), "money.claimed").is_null());
}

TEST(IntakeFacts, ABareNumberBehindADemandIsMoney) {
  auto host = intake_host("catalogue");
  const auto envelope = host.envelope(record_with("请退还1080，谢谢"));
  EXPECT_EQ(number_at(fact_of(envelope, "money.claimed"), "minor"), 108000);
}

TEST(IntakeFacts, ABareNumberIsReadAsTheTextKitReadsNumbers) {
  auto host = intake_host("catalogue");
  const auto claimed = [&](const char* body) { return number_at(fact_of(host.envelope(record_with(body)), "money.claimed"), "minor"); };
  EXPECT_EQ(claimed("你们要赔偿五百，谢谢"), 50000);     // 500 in words
  EXPECT_EQ(claimed("请退还８８８，谢谢"), 88800);       // full-width digits
  EXPECT_EQ(claimed("请退还1,080.50"), 108050);
  EXPECT_EQ(claimed("请退还3次的手续费"), -1);           // a count
  EXPECT_EQ(claimed("请退还1.234"), -1);                 // finer than the minor unit
  EXPECT_EQ(claimed("你们必须赔偿十"), -1);              // a small number in words
}

TEST(IntakeFacts, SumsOfTwoCurrenciesAreNotAdded) {
  auto host = intake_host("catalogue");
  const auto envelope = host.envelope(record_with("请退还100元。请赔偿200美元。"));
  EXPECT_EQ(findings_of(envelope, "money.currency_mismatch").size(), 1u);
  EXPECT_TRUE(fact_of(envelope, "money.claimed").is_null());
}

TEST(IntakeFacts, GroupAndReachComeFromTheWords) {
  auto host = intake_host("catalogue");
  auto group = shared_case("K06").at("case"), posted = shared_case("K07").at("case");
  EXPECT_EQ(fact_of(host.envelope(group), "group.size"), Value(37));
  EXPECT_EQ(fact_of(host.envelope(posted), "media.reach_count"), Value(20000));
  EXPECT_EQ(fact_of(host.envelope(posted), "media.posted"), Value(true));
}

TEST(IntakeFacts, DemandsThatAPersonEnteredAreLeftAlone) {
  auto host = intake_host("catalogue");
  EXPECT_TRUE(fact_of(host.envelope(shared_case("K01").at("case")), "demand").is_null());
}

Value prior(const char* id, bool open, bool same_id, bool same_contract) { return Object{{"case_id", id}, {"open", open}, {"closed_days", open ? 0 : 10}, {"same_id", same_id}, {"same_phone", true}, {"same_name_birth", true}, {"same_contract", same_contract}, {"same_nature", false}, {"similarity", 10}}; }

TEST(IntakeDedupe, TheSamePersonAndContractAreTheSameComplaint) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K01").at("case");
  EXPECT_EQ(text_at(host.envelope(record), "result.dedupe.decision"), "new");
  sdk::set(record, "store_facts.dedupe", Array{prior("CASE-OLD-1", true, true, true)});
  auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.dedupe.decision"), "attach");
  EXPECT_NE(text_at(envelope, "explain.zh").find("比对得70分（核实的证件号码相同40分、合同号相同30分）"), std::string::npos) << text_at(envelope, "explain.zh");
  EXPECT_EQ(number_at(envelope, "result.dedupe.matches.0.score"), 70);
  EXPECT_EQ(number_at(envelope, "result.dedupe.matches.0.parts.id"), 40);
  EXPECT_EQ(number_at(envelope, "result.dedupe.matches.0.parts.contract"), 30);
  EXPECT_NE(text_at(envelope, "explain.en").find("same contract 30"), std::string::npos);
  sdk::set(record, "store_facts.dedupe", Array{prior("CASE-OLD-1", false, true, true)});
  EXPECT_EQ(text_at(host.envelope(record), "result.dedupe.decision"), "repeat");
}

TEST(IntakeDedupe, ASafetySignDoesNotHideTheEarlierCase) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K08").at("case");
  sdk::set(record, "store_facts.dedupe", Array{prior("CASE-OLD-1", true, true, true)});
  const auto explained = text_at(host.envelope(record), "explain.en");
  EXPECT_NE(explained.find("Safety comes first"), std::string::npos) << explained;
  EXPECT_NE(explained.find("Compared with case CASE-OLD-1 the score is 70 (same verified identity number 40, same contract 30)"), std::string::npos) << explained;
}

TEST(IntakeDedupe, ARelatedCaseIsAskedAboutOnce) {
  auto host = intake_host("catalogue");
  auto record = shared_case("K01").at("case");
  sdk::set(record, "store_facts.dedupe", Array{prior("CASE-OLD-1", true, false, true)});
  auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.dedupe.decision"), "related");
  EXPECT_EQ(number_at(envelope, "result.dedupe.matches.0.score"), 55);
  EXPECT_EQ(questions_of(envelope, "same_matter").size(), 1u);
  for (const auto& [same, decision] : std::vector<std::pair<bool, const char*>>{{true, "attach"}, {false, "new"}}) {
    sdk::set(record, "answers.same_matter", Object{{"other_case", "CASE-OLD-1"}, {"same", same}});
    envelope = host.envelope(record);
    EXPECT_EQ(text_at(envelope, "result.dedupe.decision"), decision);
    EXPECT_TRUE(questions_of(envelope, "same_matter").empty());
  }
}

TEST(Intake, WhatIsOnRecordIsNotAskedForOnceMore) {
  auto host = intake_host("shipped");
  auto record = shared_case("K02").at("case");
  auto envelope = host.envelope(record);
  EXPECT_NE(text_at(envelope, "explain.zh").find("文字中没有明说诉求，登记的诉求是：理赔；请与投诉人核实。"), std::string::npos) << text_at(envelope, "explain.zh");
  EXPECT_NE(text_at(envelope, "explain.en").find("The words make no clear demand; on record is: claim payment; confirm it with the complainant."), std::string::npos) << text_at(envelope, "explain.en");
  EXPECT_EQ(text_at(envelope, "explain.zh").find("请问清"), std::string::npos) << "it is known what they want";
  sdk::set(record, "demand", sdk::Array{});
  envelope = host.envelope(record);
  EXPECT_NE(text_at(envelope, "explain.zh").find("没有读到明确的诉求，请问清投诉人想要什么。"), std::string::npos);
  EXPECT_NE(text_at(envelope, "explain.en").find("No clear demand was read; ask what the complainant wants."), std::string::npos);
}

}  // namespace
}  // namespace amends::testing

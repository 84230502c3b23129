// G3, G5, G9 and the walk over an envelope: what is removed, moved or flagged, and that enforcing again adds nothing.
#include <iostream>
#include <random>

#include "guard_test_kit.hpp"
#include "support/utf8.hpp"

namespace amends::guard_test {
namespace {

std::vector<guard::Action> enforce(json::Value& envelope, const guard::Context& with = context()) { return shipped().enforce(envelope, with); }

/// Enforces once more and expects that nothing is said and nothing changes.
void expect_settled(json::Value envelope, const guard::Context& with = context()) {
  const auto before = envelope;
  EXPECT_TRUE(enforce(envelope, with).empty());
  EXPECT_EQ(json::write(envelope), json::write(before));
}

// --- texts ---

TEST(EnvelopeTexts, ABlockedScriptLosesItsTextInBothLanguagesAndTheRowSaysWhy) {
  auto envelope = envelope_with("scripts", script("不接受的话，后果自负。", "If you do not accept, that is all."));
  const auto actions = enforce(envelope);
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(actions[0].guard, "G2");
  EXPECT_EQ(actions[0].rule, "gd.threat.004");
  EXPECT_EQ(actions[0].action, "blocked");
  EXPECT_EQ(actions[0].where, "scripts.0.text.zh");
  EXPECT_EQ(actions[0].quote, "后果自负");
  EXPECT_EQ(actions[0].start, 6);
  EXPECT_EQ(actions[0].end, 10);
  EXPECT_EQ(json::text_at(envelope, "scripts.0.text.zh", "?"), "");
  EXPECT_EQ(json::text_at(envelope, "scripts.0.text.en", "?"), "");
  ASSERT_EQ(json::list_at(envelope, "guards").size(), 1u);
  const auto& told = json::list_at(envelope, "guards")[0];
  EXPECT_EQ(told, guard::to_json(actions[0]));
  EXPECT_FALSE(json::text_at(told, "text.zh").empty());
  EXPECT_FALSE(json::text_at(told, "text.en").empty());
  expect_settled(envelope);
}
TEST(EnvelopeTexts, AFlaggedScriptKeepsItsText) {
  auto envelope = envelope_with("scripts", script("系统规定只能这样。", "Our system does not allow it."));
  const auto actions = enforce(envelope);
  ASSERT_EQ(actions.size(), 2u);
  EXPECT_EQ(actions[0].action, "flagged");
  EXPECT_EQ(json::text_at(envelope, "scripts.0.text.zh"), "系统规定只能这样。");
  expect_settled(envelope);
}
TEST(EnvelopeTexts, InnocentTextsStayAndNothingIsSaid) {
  auto envelope = envelope_with("scripts", script("您可以随时向监管部门投诉。", "You may complain to the regulator at any time."));
  const auto before = envelope;
  EXPECT_TRUE(enforce(envelope).empty());
  EXPECT_EQ(envelope, before);
}
TEST(EnvelopeTexts, AnEnglishThreatInTheChineseTextIsFoundToo) {
  auto envelope = envelope_with("scripts", script("Accept now or face the consequences.", "Thank you."));
  EXPECT_NE(find(enforce(envelope), "gd.threat.017"), nullptr);
}
TEST(EnvelopeTexts, LettersAcknowledgementsAndQuestionsToTheCustomerAreOutgoing) {
  auto envelope = parsed(R"({"status": "ok", "result": {
      "ack": {"text": {"zh": "您再投诉我们就报警。", "en": "ok"}},
      "letter": {"text": "这是您最后一次机会。", "blocks": [{"text": "后果自负"}]},
      "letters": [{"text": "You will regret this complaint."}]},
    "questions": [{"id": "q1", "to_role": "complainant", "reason": {"zh": "没必要投诉。", "en": "ok"}}]})");
  const auto actions = enforce(envelope);
  EXPECT_NE(find(actions, "gd.threat.001"), nullptr);
  EXPECT_NE(find(actions, "gd.deceive.011"), nullptr);
  EXPECT_NE(find(actions, "gd.threat.020"), nullptr);
  EXPECT_EQ(find(actions, "gd.threat.004")->where, "result.letter.blocks.0.text");
  EXPECT_EQ(find(actions, "gd.suppress.002")->where, "questions.0.reason.zh");
  EXPECT_EQ(json::text_at(envelope, "result.ack.text.zh", "?"), "");
  EXPECT_EQ(json::text_at(envelope, "result.letter.text", "?"), "");
  EXPECT_EQ(json::text_at(envelope, "result.letters.0.text", "?"), "");
  expect_settled(envelope);
}
TEST(EnvelopeTexts, TextsForStaffMeetTheGuardsThatBindStaffToo) {
  auto envelope = parsed(R"({"status": "ok", "result": {},
    "tasks": [{"id": "t1", "kind": "call", "title": {"zh": "告诉客户后果自负", "en": "Tell the customer"}, "blocking": true}],
    "questions": [{"id": "q1", "to_role": "handler", "reason": {"zh": "老年人听不懂，请确认", "en": "Please confirm"}}],
    "scripts": [{"id": "s1", "moment": "opening", "text": {"zh": "您好。", "en": "Hello."}, "why": {"zh": "撤回投诉，我们才退款", "en": "-"}, "forbidden_variants": ["后果自负"]}],
    "explain": {"zh": "投诉人称这是最后一次机会 [ev1]。", "en": "The complainant says that it is the last chance [ev1]."}})");
  const auto actions = enforce(envelope);
  for (const auto* rule : {"gd.threat.004", "gd.discriminate.002", "gd.gag.001"}) EXPECT_NE(find(actions, rule), nullptr) << rule;
  for (const auto& action : actions) EXPECT_NE(action.guard, "G1") << "what only staff reads may quote: " << action.quote;
  EXPECT_EQ(find(actions, "gd.threat.004")->action, "blocked");
  EXPECT_EQ(find(actions, "gd.discriminate.002")->action, "flagged");
  EXPECT_EQ(json::list_at(envelope, "tasks").size(), 1u) << "the task stays";
  EXPECT_EQ(json::text_at(envelope, "tasks.0.title.zh").find("后果自负"), std::string_view::npos);
  EXPECT_EQ(json::text_at(envelope, "questions.0.reason.zh"), "老年人听不懂，请确认");
  EXPECT_EQ(json::text_at(envelope, "scripts.0.forbidden_variants.0"), "后果自负");
  expect_settled(envelope);
}
TEST(EnvelopeTexts, ARowThatRewritesPutsItsWordsInThePlace) {
  auto words = row("gd.x.001", "G1", "zh", "马上", "rewrite");
  words.get_object()["rewrite"] = json::bilingual("尽快", "soon");
  auto english = row("gd.x.002", "G1", "en", "asap", "rewrite");
  english.get_object()["rewrite"] = json::bilingual("尽快", "as soon as we can");
  guard::Sources sources;
  sources.rows = {words, english, row("gd.x.003", "G1", "zh", "答复", "flag")};
  const auto own = guard_of(std::move(sources));
  auto envelope = envelope_with("scripts", script("我们马上核实，马上答复。", "We answer asap."));
  const auto actions = own->enforce(envelope, context());
  EXPECT_EQ(actions.size(), 4u);
  EXPECT_EQ(json::text_at(envelope, "scripts.0.text.zh"), "我们尽快核实，尽快答复。");
  EXPECT_EQ(json::text_at(envelope, "scripts.0.text.en"), "We answer as soon as we can.");
  EXPECT_TRUE(own->enforce(envelope, context()).empty()) << "also the flagged word behind a rewritten one";
}
TEST(EnvelopeTexts, ARewriteWithMorePlacesThanAreListedIsHeldBack) {
  auto words = row("gd.x.001", "G1", "zh", "马上", "rewrite");
  words.get_object()["rewrite"] = json::bilingual("尽快", "soon");
  guard::Sources sources;
  sources.rows = {words};
  std::string text;
  for (int i = 0; i < 17; ++i) text += "马上，";
  auto envelope = envelope_with("scripts", script(text, ""));
  (void)guard_of(std::move(sources))->enforce(envelope, context());
  EXPECT_EQ(json::text_at(envelope, "scripts.0.text.zh", "?"), "");
}
TEST(EnvelopeTexts, PersonalNumbersAreMaskedAndTheRowDoesNotRepeatThem) {
  auto envelope = envelope_with("scripts", script("请拨13800138000，不要拨我们的13900001111。", "Call 138-0013-8000."));
  const auto actions = enforce(envelope);
  ASSERT_EQ(actions.size(), 2u);
  EXPECT_EQ(actions[0].guard, "G11");
  EXPECT_EQ(actions[0].action, "rewritten");
  EXPECT_EQ(actions[0].quote, "138****8000");
  EXPECT_EQ(json::text_at(envelope, "scripts.0.text.zh"), "请拨138****8000，不要拨我们的13900001111。");
  EXPECT_EQ(json::text_at(envelope, "scripts.0.text.en"), "Call 138-****-8000.");
  EXPECT_EQ(json::write(envelope).find("13800138000"), std::string::npos);
  EXPECT_EQ(actions[0].quote, utf8::slice(json::text_at(envelope, "scripts.0.text.zh"), actions[0].start, actions[0].end));
  expect_settled(envelope);
}
TEST(EnvelopeTexts, TheNumberOfTheCaseItselfStays) {
  const auto record = parsed(R"({"case": {"id": "13800138000"}})");
  auto envelope = envelope_with("scripts", script("编号 13800138000。", "Number 13800138000."));
  EXPECT_TRUE(enforce(envelope, context(&record)).empty());
}
TEST(EnvelopeTexts, ATextThatIsTooLongToReadIsHeldBackAndOneAtTheLimitIsRead) {
  std::string text;
  for (std::size_t i = 0; i < guard::kTextCodePointsMax; ++i) text += "好";
  auto at_limit = envelope_with("scripts", script(text, ""));
  EXPECT_TRUE(enforce(at_limit).empty());
  auto beyond = envelope_with("scripts", script(text + "好", ""));
  const auto actions = enforce(beyond);
  EXPECT_EQ(rules(actions), std::vector<std::string>{"text.too_long"});
  EXPECT_EQ(json::text_at(beyond, "scripts.0.text.zh", "?"), "");
  EXPECT_EQ(rules(shipped().check_text("\xC3\x28", "", context())), std::vector<std::string>{"text.not_utf8"});
}
TEST(EnvelopeTexts, AStageThatWritesTheGuardsRowItselfDoesNotHideAnything) {
  auto honest = envelope_with("scripts", script("后果自负。", ""));
  const auto told = enforce(honest);
  ASSERT_EQ(told.size(), 1u);
  auto forged = envelope_with("scripts", script("后果自负。", ""));
  forged.get_object()["guards"] = json::Array{guard::to_json(told[0])};
  EXPECT_EQ(enforce(forged).size(), 1u) << "what was mended is always told";
  EXPECT_EQ(json::text_at(forged, "scripts.0.text.zh", "?"), "");
  auto broken = envelope_with("scripts", script("后果自负。", ""));
  broken.get_object()["guards"] = "none";
  EXPECT_EQ(enforce(broken).size(), 1u);
  EXPECT_EQ(json::list_at(broken, "guards").size(), 1u);
}

// --- G3 ---

TEST(LegalClocks, ALaterDateBecomesTheClocksDateAndAnEarlierOneStays) {
  auto with = context();
  with.clocks = {{"decide", at("2026-03-17T16:00:00Z")}};
  auto envelope = parsed(R"({"status": "ok", "result": {"clocks": [{"kind": "decide", "due_at": "2026-04-17T16:00:00Z"}]},
    "deadlines": [{"id": "a", "kind": "decide", "due_at": "2026-03-17T16:00:01Z"}, {"id": "b", "kind": "decide", "due_at": "2026-03-17T16:00:00Z"},
                  {"id": "c", "kind": "decide", "due_at": "2026-03-10T16:00:00Z"}, {"id": "d", "kind": "update", "due_at": "2026-05-01T16:00:00Z"}, {"id": "e", "kind": "decide", "due_at": "soon"}],
    "tasks": [{"id": "t", "kind": "decide", "due_at": "2026-05-01T00:00:00Z"}]})");
  const auto actions = enforce(envelope, with);
  ASSERT_EQ(actions.size(), 4u);
  for (const auto& action : actions) {
    EXPECT_EQ(action.guard, "G3");
    EXPECT_EQ(action.action, "rewritten");
  }
  EXPECT_EQ(actions[0].where, "deadlines.0.due_at");
  EXPECT_EQ(actions[0].quote, "2026-03-17T16:00:01Z");
  EXPECT_EQ(json::text_at(envelope, "deadlines.0.due_at"), "2026-03-17T16:00:00Z");
  EXPECT_EQ(json::text_at(envelope, "deadlines.2.due_at"), "2026-03-10T16:00:00Z");
  EXPECT_EQ(json::text_at(envelope, "deadlines.3.due_at"), "2026-05-01T16:00:00Z");
  EXPECT_EQ(json::text_at(envelope, "deadlines.4.due_at"), "2026-03-17T16:00:00Z") << "a date that cannot be read may be later";
  EXPECT_EQ(json::text_at(envelope, "tasks.0.due_at"), "2026-03-17T16:00:00Z");
  EXPECT_EQ(json::text_at(envelope, "result.clocks.0.due_at"), "2026-03-17T16:00:00Z");
  expect_settled(envelope, with);
}
TEST(LegalClocks, TheAcknowledgementIsDueByItsClock) {
  auto with = context();
  with.clocks = {{"acknowledge", at("2026-03-03T16:00:00Z")}};
  auto envelope = parsed(R"({"status": "ok", "result": {"ack": {"text": "", "due_at": "2026-03-09T16:00:00Z"}}})");
  EXPECT_EQ(enforce(envelope, with).size(), 1u);
  EXPECT_EQ(json::text_at(envelope, "result.ack.due_at"), "2026-03-03T16:00:00Z");
}
TEST(LegalClocks, AStageDoesNotRewriteClocksThroughFacts) {
  auto envelope = envelope_with("facts", parsed(R"({"path": "clocks.0.due_at", "value": "2027-01-01T00:00:00Z", "evidence": []})"));
  EXPECT_EQ(rules(enforce(envelope)), std::vector<std::string>{"fact.clock"});
  EXPECT_TRUE(json::list_at(envelope, "facts").empty());
}
TEST(Waiting, ATaskThatWaitsNeedsAReasonAndAnEnd) {
  auto envelope = parsed(R"({"status": "ok", "result": {}, "tasks": [
    {"id": "no_end", "kind": "wait", "title": {"zh": "等", "en": "wait"}, "reason": {"zh": "等鉴定", "en": "an appraisal"}},
    {"id": "no_reason", "kind": "wait", "title": {"zh": "等", "en": "wait"}, "due_at": "2026-03-04T00:00:00Z"},
    {"id": "good", "kind": "wait", "title": {"zh": "等", "en": "wait"}, "reason": "appraisal", "due_at": "2026-03-04T00:00:00Z"},
    {"id": "call", "kind": "call_back"}]})");
  const auto actions = enforce(envelope);
  EXPECT_EQ(rules(actions), (std::vector<std::string>{"wait.no_end", "wait.no_reason"}));
  EXPECT_EQ(actions[1].where, "tasks.1") << "the place in the envelope as it came";
  ASSERT_EQ(json::list_at(envelope, "tasks").size(), 2u);
  EXPECT_EQ(json::text_at(envelope, "tasks.0.id"), "good");
  expect_settled(envelope);
}
TEST(Waiting, AWaitEndsWithTheFirstLegalClock) {
  auto with = context();
  with.clocks = {{"decide", at("2026-03-17T16:00:00Z")}, {"acknowledge", at("2026-03-03T16:00:00Z")}};
  auto envelope = envelope_with("tasks", parsed(R"({"id": "w", "kind": "wait", "reason": "appraisal", "due_at": "2026-03-10T00:00:00Z"})"));
  ASSERT_EQ(enforce(envelope, with).size(), 1u);
  EXPECT_EQ(json::text_at(envelope, "tasks.0.due_at"), "2026-03-03T16:00:00Z");
}
TEST(Waiting, TheOnlyThingACaseWaitsForEndsNowInsteadOfVanishing) {
  auto envelope = parsed(R"({"status": "need_input", "result": {}, "questions": [], "tasks": [{"id": "w", "kind": "wait", "blocking": true}]})");
  const auto actions = enforce(envelope);
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(actions[0].action, "rewritten");
  EXPECT_EQ(json::text_at(envelope, "tasks.0.due_at"), "2026-03-02T01:00:00Z");
  expect_settled(envelope);
}

// --- G5 ---

TEST(NoSuppression, AFactThatClosesWithdrawsOrTransfersIsRemoved) {
  for (const auto* status : {"closed", "withdrawn", "transferred"}) {
    auto envelope = envelope_with("facts", json::Object{{"path", "case.status"}, {"value", status}, {"evidence", json::Array{"ev1"}}});
    const auto actions = enforce(envelope, context(nullptr, "amends.intake"));
    ASSERT_EQ(rules(actions), std::vector<std::string>{"fact.closing"}) << status;
    EXPECT_EQ(actions[0].guard, "G5");
    EXPECT_EQ(actions[0].action, "blocked");
    EXPECT_EQ(actions[0].where, "facts.0");
    EXPECT_EQ(actions[0].quote, "case.status = \"" + std::string(status) + "\"");
    EXPECT_TRUE(json::list_at(envelope, "facts").empty());
    expect_settled(envelope);
  }
  for (const auto* status : {"accepted", "investigating"}) {
    auto envelope = envelope_with("facts", json::Object{{"path", "case.status"}, {"value", status}});
    EXPECT_TRUE(enforce(envelope).empty()) << status;
    EXPECT_EQ(json::list_at(envelope, "facts").size(), 1u);
  }
}
TEST(NoSuppression, OnlyIntakeMaySayThatItIsNoComplaint) {
  const auto fact = parsed(R"({"path": "case.kind", "value": "enquiry", "evidence": ["ev1"]})");
  auto by_classify = envelope_with("facts", fact);
  EXPECT_EQ(rules(enforce(by_classify, context(nullptr, "amends.classify"))), std::vector<std::string>{"fact.kind"});
  EXPECT_TRUE(json::list_at(by_classify, "facts").empty());
  auto by_intake = envelope_with("facts", fact);
  EXPECT_TRUE(enforce(by_intake, context(nullptr, "amends.intake")).empty());
  EXPECT_EQ(json::list_at(by_intake, "facts").size(), 1u);
  auto back = envelope_with("facts", parsed(R"({"path": "case.kind", "value": "complaint"})"));
  EXPECT_TRUE(enforce(back).empty());
}
TEST(NoSuppression, AWholeCaseObjectIsNoWayAround) {
  auto envelope = envelope_with("facts", parsed(R"({"path": "case", "value": {"status": "closed"}})"));
  EXPECT_EQ(rules(enforce(envelope)), std::vector<std::string>{"fact.closing"});
  auto kind = envelope_with("facts", parsed(R"({"path": "case", "value": {"kind": "enquiry"}})"));
  EXPECT_EQ(rules(enforce(kind)), std::vector<std::string>{"fact.kind"});
}
TEST(NoSuppression, OtherFactsStayInTheirOrder) {
  auto envelope = parsed(R"({"status": "ok", "result": {}, "facts": [{"path": "money.claimed", "value": 1}, {"path": "case.status", "value": "closed"}, {"path": "group.size", "value": 2}]})");
  const auto actions = enforce(envelope);
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(actions[0].where, "facts.1");
  ASSERT_EQ(json::list_at(envelope, "facts").size(), 2u);
  EXPECT_EQ(json::text_at(envelope, "facts.1.path"), "group.size");
}

// --- G9 ---

TEST(VulnerableCustomers, AContactTaskBeyondOneWorkingDayIsFlagged) {
  auto record = parsed(R"({"flags": {"vulnerability": [{"kind": "elder", "status": "suspected"}]}})");
  const auto task = [](std::string_view due) { return envelope_with("tasks", json::Object{{"id", "c"}, {"kind", "call_back"}, {"due_at", due}}); };
  auto with = context(&record);
  with.human_contact_by = [] { return at("2026-03-03T16:00:00Z"); };
  auto late = task("2026-03-03T16:00:01Z"), in_time = task("2026-03-03T16:00:00Z");
  EXPECT_EQ(rules(enforce(late, with)), std::vector<std::string>{"vulnerable.contact_late"});
  expect_settled(late, with);
  EXPECT_TRUE(enforce(in_time, with).empty());
  EXPECT_EQ(json::list_at(late, "tasks").size(), 1u);
  put(record, "flags.vulnerability.0.status", "denied");
  auto denied = task("2026-04-03T16:00:01Z");
  EXPECT_TRUE(enforce(denied, with).empty());
}
TEST(VulnerableCustomers, WithoutACalendarTheWeekendIsSkippedAndItsOwnFlagCounts) {
  const auto task = [](std::string_view due) {
    auto envelope = envelope_with("tasks", json::Object{{"id", "c"}, {"kind", "call_back"}, {"due_at", due}});
    put(envelope, "result.flags.vulnerability", parsed(R"([{"kind": "illness", "status": "confirmed"}])"));
    return envelope;
  };
  auto friday = context();
  friday.now = at("2026-03-06T01:00:00Z");  // the next working day is Monday the 9th
  auto in_time = task("2026-03-10T12:00:00Z"), late = task("2026-03-10T12:00:01Z");
  EXPECT_TRUE(enforce(in_time, friday).empty());
  EXPECT_EQ(enforce(late, friday).size(), 1u);
}
TEST(VulnerableCustomers, BargainingIsHeldBackAndOtherCustomersMayBeMadeAnOffer) {
  auto offer = envelope_with("scripts", script("这是我们的底线。", "This is our final offer."));
  EXPECT_TRUE(enforce(offer).empty());
  const auto record = parsed(R"({"flags": {"vulnerability": [{"kind": "elder", "status": "confirmed"}]}})");
  const auto actions = enforce(offer, context(&record));
  EXPECT_EQ(rules(actions), (std::vector<std::string>{"gd.care.002", "gd.care.009"}));
  for (const auto& action : actions) EXPECT_EQ(action.guard + action.action, "G9blocked");
  EXPECT_EQ(json::text_at(offer, "scripts.0.text.zh", "?"), "");
  expect_settled(offer, context(&record));
}

// --- anything at all ---

json::Value random_value(std::mt19937& random, int depth) {
  static const char* kWords[] = {"", "后果自负", "last chance", "closed", "explicit", "wait", "safety", "2026-03-02T01:00:00Z", "case.status", "13800138000", "15日内", "\U0001F600", "complainant", "zh"};
  switch (random() % (depth > 4 ? 4 : 7)) {
    case 0: return nullptr;
    case 1: return (random() % 2) == 0;
    case 2: return static_cast<std::int64_t>(random()) - 1'000'000;
    case 3: return kWords[random() % std::size(kWords)];
    case 4: {
      json::Array list;
      for (auto n = random() % 4; n > 0; --n) list.push_back(random_value(random, depth + 1));
      return list;
    }
    default: {
      static const char* kKeys[] = {"scripts", "text",  "zh",     "en",    "tasks",  "title",  "kind",     "questions", "reason", "to_role", "result", "ack",   "letter",        "facts", "path",
                                    "value",   "flags", "safety", "ledger", "deadlines", "due_at", "starts_at", "evidence", "quote", "guards", "explain", "moment", "vulnerability", "status"};
      json::Object object;
      for (auto n = random() % 8; n > 0; --n) object[kKeys[random() % std::size(kKeys)]] = random_value(random, depth + 1);
      return object;
    }
  }
}

TEST(Enforcing, RandomEnvelopesNeverCrashAndSettleAtOnce) {
  const unsigned seed = std::random_device{}();
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  const auto record = parsed(R"({"case": {"id": "CASE-1"}, "flags": {"safety": {"self_harm": "veiled"}}})");
  for (int i = 0; i < 3'000; ++i) {
    auto envelope = random_value(random, 0);
    if (i % 10 != 0) {  // mostly something in the places that are looked at
      if (!envelope.is_object()) envelope = json::Object{};
      for (const auto* key : {"scripts", "tasks", "facts", "deadlines", "questions", "evidence"}) envelope.get_object()[key] = json::Array{random_value(random, 1), random_value(random, 0)};
      if (i % 2 == 0) envelope.get_object()["scripts"] = json::Array{json::Object{{"text", random_value(random, 1)}, {"moment", "safety"}}, json::Object{{"text", random_value(random, 2)}}};
    }
    auto with = context(i % 3 == 0 ? &record : nullptr);
    if (i % 5 == 0) with.clocks = {{"wait", at("2026-03-01T00:00:00Z")}, {"closed", at("2026-03-05T00:00:00Z")}};
    const auto before = json::write(envelope);
    (void)enforce(envelope, with);
    const auto settled = json::write(envelope);
    EXPECT_TRUE(enforce(envelope, with).empty()) << "seed " << seed << " case " << i << "\n" << before << "\n" << settled;
    ASSERT_EQ(json::write(envelope), settled) << "seed " << seed << " case " << i;
  }
}

}  // namespace
}  // namespace amends::guard_test

// Words of a person that leave to the complainant: what was sent is recorded whatever it says, what is still to be sent is refused.
#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

const Actor kOfficer{"li.na", "handler", "test"}, kSupervisor{"wang.yi", "supervisor", "test"};
const std::string kRightsZh = "您可以自收到之日起30日内申请上级核查；可以申请调解；可以随时向监管部门投诉；也可以在诉讼时效期限内向法院起诉。";
const std::string kRightsEn = "You may ask for a review within 30 days, ask for mediation, complain to the regulator at any time, or go to court within the limitation period.";

class SentTest : public ::testing::Test {
 protected:
  Bench bench;
  std::string id;

  void add_form(const std::string& name, const std::string& field, const std::string& second = {}) {
    std::string text = "pack: forms/" + name + "\nlang: [zh, en]\nversion: 1.0.0\nlicence: Apache-2.0\nauthored_by: test\nreviewed_by: null\nvalid_from: 2026-01-01\nverify: false\nform: " + name + "\ntitle: {zh: 表, en: Form}\nfields:\n";
    for (const auto& one : {field, second, std::string("reason, type: string, required: true"), std::string("who, type: string, required: true")})
      if (!one.empty()) text += "  - {field: " + one + ", label: {zh: 项, en: Field}, help: {zh: 填写, en: Fill in}}\n";
    ASSERT_TRUE(write_file((bench.root / "packs/small/forms" / (name + ".yaml")).string(), text));
  }
  void SetUp() override {
    // Forms of an institution: a draft that another person sends, and one that marks nothing.
    add_form("reply_draft", "letter, type: string, required: true, outgoing: draft");
    add_form("own_form", "text_sent, type: string, required: true");
    add_form("public_form", "text, type: string, required: true, outgoing: public", "statement, type: string, required: true");
    ASSERT_TRUE(bench.open());
    ASSERT_TRUE(write_file(bench.folder.file("own.yaml"), "workflow: own\nversion: 1.0.0\ntitle: {zh: 自有, en: Own}\nsteps:\n  - h: {human: {role: handler, form: own_form, title: {zh: 办, en: Do}}}\n"));
    ASSERT_TRUE(bench.runtime->deploy(bench.folder.file("own.yaml")));
    ASSERT_TRUE(write_file(bench.folder.file("public.yaml"), "workflow: public_own\nversion: 1.0.0\ntitle: {zh: 公开, en: Public}\nsteps:\n  - h: {human: {role: handler, form: public_form, title: {zh: 办, en: Do}}}\n"));
    ASSERT_TRUE(bench.runtime->deploy(bench.folder.file("public.yaml")));
    ASSERT_TRUE(bench.deploy("  - decision: {human: {role: handler, form: officer_decision, title: {zh: 决定, en: Decide}}}\n"
                             "  - draft: {human: {role: handler, form: reply_draft, title: {zh: 草拟, en: Draft}}}\n"
                             "  - reply: {human: {role: handler, form: reply_sent, title: {zh: 答复, en: Reply}}, meets: [decide]}\n",
                             "clocks:\n  decide: {kind: decide, from: channel.received_at, on_breach: escalate, to: supervisor}\n"));
    auto submitted = bench.runtime->submit("test", record());
    ASSERT_TRUE(submitted) << submitted.error().text();
    id = submitted->case_id;
  }
  static json::Value reply(const std::string& text, bool is_final = true) {
    return json::Object{{"sent_at", kMonday}, {"how", "letter"}, {"text_sent", text}, {"rights_included", true}, {"final", is_final}, {"reason", "r"}};
  }
  static json::Value decision(std::string_view which = "upheld") {
    return json::Object{{"decision", which}, {"amount", json::Object{{"minor", 30000}, {"currency", "CNY"}}}, {"findings", "f"}, {"basis", "b"}, {"reason", "r"}};
  }
  void until_reply() {
    ASSERT_TRUE(bench.runtime->answer(id, "decision#1", decision(), kOfficer));
    ASSERT_TRUE(bench.runtime->answer(id, "draft#1", json::Object{{"letter", "我们退还您300元。"}, {"reason", "r"}}, kOfficer));
  }
};

TEST_F(SentTest, AReplyThatKeepsTheRulesIsRecordedAndNothingElseHappens) {
  until_reply();
  const auto done = bench.runtime->answer(id, "reply#1", reply("多扣的300元已退回。" + kRightsZh), kOfficer);
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(*done, "finished");
  EXPECT_TRUE(bench.state(id).task("reply#1")->guards.is_null());
  EXPECT_TRUE(bench.runtime->store()->tasks(id, "", "open")->empty());
}

TEST_F(SentTest, AReplyThatBreaksARuleIsRecordedItsClockIsMetAndASupervisorLooksAtIt) {
  for (const auto* text : {"后果自负。", "Withdraw now, otherwise we call the police. "}) {
    auto submitted = bench.runtime->submit("test", record(text));
    ASSERT_TRUE(submitted);
    id = submitted->case_id;
    until_reply();
    const auto done = bench.runtime->answer(id, "reply#1", reply(text), kOfficer);
    ASSERT_TRUE(done) << done.error().text();
    const auto state = bench.state(id);
    EXPECT_EQ(state.task("reply#1")->status, "answered");
    EXPECT_EQ(json::text_at(state.record(), "answers.reply_sent.text_sent"), text) << "what was sent is kept as it was sent";
    EXPECT_EQ(state.clock("decide")->state, "met");
    std::set<std::string> guards;
    for (const auto& one : json::list_or_empty(&state.task("reply#1")->guards)) {
      guards.emplace(json::text_at(one, "guard"));
      EXPECT_EQ(json::text_at(one, "action"), "flagged") << "nothing was blocked: it went out";
    }
    EXPECT_EQ(guards, (std::set<std::string>{"G2", "G8"}));
    const auto* review = state.task("guard:reply#1");
    ASSERT_NE(review, nullptr);
    EXPECT_EQ(review->role, "supervisor");
    EXPECT_EQ(review->status, "open");
    EXPECT_EQ(format_instant(*review->due_at), "2026-03-03T16:00:00Z") << "one working day";
    EXPECT_EQ(json::text_at(review->title, "en"), "What was sent breaks a guard (G2, G8): review it and have it corrected where needed");
    EXPECT_EQ(json::text_at(review->title, "zh").find("后果"), std::string::npos) << "a list of tasks shows no words of the reply";
  }
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(SentTest, TheReviewIsAnsweredByAnotherPersonAlsoAfterTheEnd) {
  until_reply();
  ASSERT_TRUE(bench.runtime->answer(id, "reply#1", reply("后果自负。"), Actor{"wang.yi", "supervisor", "test"}));
  EXPECT_EQ(bench.runtime->store()->case_row(id)->status, "finished");
  const json::Value result = json::Object{{"result", "returned"}, {"change", "更正函"}, {"reason", "r"}};
  const auto own = bench.runtime->answer(id, "guard:reply#1", result, kSupervisor);
  ASSERT_FALSE(own);
  EXPECT_NE(own.error().message.find("another person reviews it"), std::string::npos);
  EXPECT_FALSE(bench.runtime->answer(id, "guard:reply#1", result, kOfficer));
  ASSERT_TRUE(bench.runtime->answer(id, "guard:reply#1", result, Actor{"zhao.lei", "supervisor", "test"}));
  EXPECT_EQ(bench.state(id).task("guard:reply#1")->status, "answered");
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(bench.state(id).task("guard:reply#1")->status, "answered");
}

TEST_F(SentTest, ADraftThatBreaksARuleIsRefusedWithTheRuleAndTheWords) {
  ASSERT_TRUE(bench.runtime->answer(id, "decision#1", decision(), kOfficer));
  const auto before = bench.kinds(id);
  const struct { const char *text, *guard, *quote; } kCases[] = {
      {"您撤回投诉后我们就退款。", "G7", "撤回投诉后我们就退"}, {"We will refund the fee once you withdraw your complaint.", "G7", "withdraw your complaint"}, {"我们退还您200元。", "G6", "200元"}};
  for (const auto& one : kCases) {
    const auto refused = bench.runtime->answer(id, "draft#1", json::Object{{"letter", one.text}, {"reason", "r"}}, kOfficer);
    ASSERT_FALSE(refused) << one.text;
    EXPECT_EQ(refused.error().code, ErrorCode::refused);
    EXPECT_NE(refused.error().message.find(one.guard), std::string::npos) << refused.error().text();
    EXPECT_NE(refused.error().message.find(one.quote), std::string::npos) << refused.error().text();
  }
  EXPECT_EQ(bench.kinds(id), before);
  for (const auto* text : {"您可以随时撤回投诉，退款照常办理。", "Withdrawing your complaint is your own choice; the refund was already paid."}) {
    auto other = bench.runtime->submit("test", record(text));
    ASSERT_TRUE(other);
    ASSERT_TRUE(bench.runtime->answer(other->case_id, "decision#1", decision(), kOfficer));
    const auto taken = bench.runtime->answer(other->case_id, "draft#1", json::Object{{"letter", text}, {"reason", "r"}}, kOfficer);
    EXPECT_TRUE(taken) << taken.error().text();
  }
}

TEST_F(SentTest, AReplyWhoseTimeHasNotComeIsADraft) {
  until_reply();
  auto later = reply("后果自负。");
  later.as_object()["sent_at"] = "2026-03-02T01:00:01Z";
  const auto broken = bench.runtime->answer(id, "reply#1", later, kOfficer);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::refused);
  EXPECT_NE(broken.error().message.find("G2 \"后果自负\""), std::string::npos) << broken.error().text();
  later.as_object()["text_sent"] = "多扣的300元已退回。" + kRightsZh;
  const auto clean = bench.runtime->answer(id, "reply#1", later, kOfficer);
  ASSERT_FALSE(clean);
  EXPECT_EQ(clean.error().code, ErrorCode::range);
  EXPECT_NE(clean.error().message.find("send it, then record it"), std::string::npos);
  later.as_object()["sent_at"] = "this morning";
  EXPECT_EQ(bench.runtime->answer(id, "reply#1", later, kOfficer).error().code, ErrorCode::bad_type);
  EXPECT_EQ(bench.state(id).task("reply#1")->status, "open");
  EXPECT_NE(bench.state(id).clock("decide")->state, "met");
  later.as_object()["sent_at"] = kMonday;
  EXPECT_TRUE(bench.runtime->answer(id, "reply#1", later, kOfficer)) << "the very instant is past";
}

TEST_F(SentTest, ARefusalInEnglishNamesTheRightsOrIsReviewed) {
  ASSERT_TRUE(bench.runtime->answer(id, "decision#1", decision("not_upheld"), kOfficer));
  ASSERT_TRUE(bench.runtime->answer(id, "draft#1", json::Object{{"letter", "We are looking into it."}, {"reason", "r"}}, kOfficer));
  ASSERT_TRUE(bench.runtime->answer(id, "reply#1", reply("We cannot pay this part; see clause 8. " + kRightsEn, false), kOfficer));
  EXPECT_EQ(bench.state(id).task("guard:reply#1"), nullptr);
}

// Words for everybody: none while a person is in explicit danger, whatever they say; the decision to say nothing is recorded all the same.
TEST_F(SentTest, NothingIsSaidInPublicWhileAPersonIsInDanger) {
  const auto say = [&](const char* degree, const char* statement) {
    const auto other = bench.runtime->submit("public_own", record(std::string("public") + degree + statement));
    EXPECT_TRUE(other) << other.error().text();
    if (std::string_view(degree) != "none") { EXPECT_TRUE(bench.runtime->correct(other->case_id, "flags.safety.self_harm", degree, "heard on the telephone", kOfficer)); }
    return bench.runtime->answer(other->case_id, "h#1", json::Object{{"statement", statement}, {"text", "我们正在核实，核实清楚后马上说明。"}, {"reason", "r"}}, kOfficer);
  };
  for (const auto* degree : {"none", "veiled"}) EXPECT_TRUE(say(degree, "holding")) << degree;
  const auto refused = say("explicit", "holding");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_NE(refused.error().message.find("nothing is said in public"), std::string::npos);
  EXPECT_TRUE(say("explicit", "no_statement"));
}

TEST_F(SentTest, AFieldNamedTextSentIsReadWhateverItsFormSays) {
  const auto other = bench.runtime->submit("own", record("own"));
  ASSERT_TRUE(other) << other.error().text();
  ASSERT_TRUE(bench.runtime->answer(other->case_id, "h#1", json::Object{{"text_sent", "后果自负。"}, {"reason", "r"}}, kOfficer));
  EXPECT_NE(bench.state(other->case_id).task("guard:h#1"), nullptr);
}

}  // namespace
}  // namespace amends::runtime::testing

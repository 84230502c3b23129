// What a person writes to the complainant: wording, the notice of rights, the sum that was decided. Each rule beside words that look alike and pass.
#include "guard/reply.hpp"

#include "guard_test_kit.hpp"

namespace amends::guard_test {
namespace {

const std::string kRightsZh = "您可以自收到决定之日起30日内申请上级机构核查；可以申请调解；可以随时向国家金融监督管理总局投诉；也可以向人民法院起诉，诉讼时效一般为三年。";
const std::string kRightsEn = "You may ask for a review within 30 days. Mediation is free of charge. You may complain to the regulator at any time. You may go to court; the limitation period is three years.";

json::Value answer(const std::string& text, bool is_final = false, bool rights = true) {
  return json::Object{{"text_sent", text}, {"final", is_final}, {"rights_included", rights}, {"how", "letter"}};
}

/// The facts of a case that was decided.
json::Value decided(std::string_view decision, std::int64_t minor = -1, std::string_view currency = "CNY") {
  json::Value record = json::Object{};
  put(record, "answers.officer_decision.decision", json::Value(decision));
  if (minor >= 0) put(record, "answers.officer_decision.amount", json::Object{{"minor", minor}, {"currency", currency}});
  return record;
}

std::vector<guard::Action> check(const json::Value& reply, const json::Value* record = nullptr) {
  static const text::NumberReader numbers{text::WordLists::defaults()};
  guard::ReplyContext context{.context = guard_test::context(record, "person")};
  context.numbers = &numbers;
  return guard::check_reply(shipped(), reply, context);
}

std::vector<std::string> broken(const std::vector<guard::Action>& actions) {
  std::vector<std::string> out;
  for (const auto& action : actions)
    if (guard::breaks(action)) out.push_back(action.guard);
  return out;
}

TEST(Reply, WordsThatBreakAGuardAreQuotedWithTheirRule) {
  const struct { const char *guard, *text, *quote; } kCases[] = {
      {"G2", "请配合，后果自负。", "后果自负"},
      {"G7", "您撤回投诉后我们就退款。", "撤回投诉后我们就退"},
      {"G7", "We will refund the fee once you withdraw your complaint.", "refund the fee once you withdraw your complaint"},
      {"G7", "You must not contact the regulator.", "not contact the regulator"},
      {"G2", "Stop writing, otherwise we call the police.", "police"}};
  for (const auto& one : kCases) {
    const auto actions = check(answer(one.text));
    const auto hit = std::find_if(actions.begin(), actions.end(), [&](const auto& action) { return action.guard == one.guard && guard::breaks(action); });
    ASSERT_NE(hit, actions.end()) << one.text;
    EXPECT_EQ(hit->where, "answers.reply_sent.text_sent");
    EXPECT_NE(hit->quote.find(one.quote), std::string::npos) << one.text << ": " << hit->quote;
    EXPECT_NE(guard::sentence(*hit, "en").find(hit->quote), std::string::npos);
    EXPECT_NE(guard::sentence(*hit, "zh").find("「" + hit->quote + "」："), std::string::npos);
  }
}
TEST(Reply, WordsThatLookAlikePass) {
  for (const auto* text : {"我们正在核实，三日内给您回复。", "您可以随时撤回投诉，退款照常办理，二者无关。", "您的投诉不影响征信，也不影响您办理其他业务。", "您可以向监管部门投诉，电话12378。", "此次多扣由我行负责，全部后果由我行承担。",
                           "You may contact the regulator at any time; this changes nothing in what we pay.", "Withdrawing your complaint is your own choice; the refund was already paid.",
                           "The police report that you sent us was added to your file.", "We are looking into it and answer within three working days."}) {
    const auto actions = check(answer(text));
    EXPECT_TRUE(broken(actions).empty()) << text << ": " << (actions.empty() ? "" : guard::sentence(actions[0], "en"));
  }
}
TEST(Reply, AFinalReplyNamesTheRightsWhateverTheTickSays) {
  EXPECT_EQ(broken(check(answer("多扣的300元已退回。", true))), (std::vector<std::string>{"G8", "G8", "G8", "G8"}));
  const auto untold = check(answer("多扣的300元已退回。" + kRightsZh, true, false));
  ASSERT_EQ(rules(untold), std::vector<std::string>{"rights.not_included"});
  EXPECT_EQ(untold[0].where, "answers.reply_sent.rights_included");
  EXPECT_TRUE(check(answer("多扣的300元已退回。" + kRightsZh, true)).empty());
  EXPECT_TRUE(check(answer("The fee was returned. " + kRightsEn, true)).empty());
  EXPECT_TRUE(check(answer("我们正在核实。", false, false)).empty()) << "an interim letter needs no notice";
}
TEST(Reply, ARefusalNamesTheRightsEvenWhenItIsNotCalledFinal) {
  for (const auto* decision : {"not_upheld", "partly_upheld"}) {
    const auto record = decided(decision);
    EXPECT_FALSE(broken(check(answer("We cannot pay this part."), &record)).empty()) << decision;
    EXPECT_TRUE(broken(check(answer("We cannot pay this part. " + kRightsEn), &record)).empty()) << decision;
  }
  for (const auto* decision : {"upheld", "hand_over"}) {
    const auto record = decided(decision);
    EXPECT_TRUE(check(answer("We write to you again this week."), &record).empty()) << decision;
  }
}
TEST(Reply, AnAnswerToAnEnquiryNeedsNoNotice) {
  json::Value enquiry = json::Object{}, kind = json::Object{}, complaint = json::Object{};
  put(enquiry, "analysis.intake.is_complaint", false);
  put(kind, "case.kind", "enquiry");
  put(complaint, "analysis.intake.is_complaint", true);
  const auto text = answer("营业时间为九点至五点。", true, false);
  EXPECT_TRUE(check(text, &enquiry).empty());
  EXPECT_TRUE(check(text, &kind).empty());
  EXPECT_FALSE(check(text, &complaint).empty());
  EXPECT_EQ(broken(check(answer("后果自负。", true, false), &enquiry)), std::vector<std::string>{"G2"}) << "the other rules hold for an enquiry too";
}
TEST(Reply, ASumThatIsNotTheDecidedOneIsTold) {
  const auto record = decided("upheld", 50000);
  const auto other = check(answer("我们退还您300元。"), &record);
  ASSERT_EQ(rules(other), std::vector<std::string>{"reply.other_sum"});
  EXPECT_EQ(other[0].guard, "G6");
  EXPECT_EQ(other[0].quote, "300元");
  EXPECT_NE(json::text_at(other[0].message, "en").find("500.00 CNY"), std::string::npos);
  for (const auto* text : {"我们退还您500元。", "我们退还您五百元。", "您反映多扣300元，另有手续费200元，合计500.00元已退回。", "多扣的年费已全额退回原卡。", "三百多元的差额已查清。", "We have refunded CNY 500.00 to your card.", "We have refunded your fee."})
    EXPECT_TRUE(check(answer(text), &record).empty()) << text;
  const auto dollars = decided("upheld", 3000, "USD");
  EXPECT_EQ(rules(check(answer("We refund $25.00."), &dollars)), std::vector<std::string>{"reply.other_sum"});
  EXPECT_TRUE(check(answer("We refund $30.00 of the $55.00 fee."), &dollars).empty());
  const auto refused = decided("not_upheld", 50000);
  EXPECT_TRUE(broken(check(answer("您要求的300元不予支持。" + kRightsZh), &refused)).empty()) << "nothing was granted";
}
TEST(Reply, ADateOrARuleThatNothingInTheCaseCarriesIsShownToTheWriter) {
  auto record = parsed(R"({"case": {"locale": "zh-CN"}, "clocks": [{"kind": "decide", "starts_at": "2026-03-02T01:00:00Z", "due_at": "2026-03-17T16:00:00Z"}],
                           "text": {"docs": [{"id": "t1", "body": "2026年2月3日扣了我的钱。"}]}})");
  EXPECT_TRUE(check(answer("您2026年2月3日的来信收到了，我们最迟3月17日答复。"), &record).empty());
  const auto date = check(answer("我们4月9日之前办完。"), &record);
  ASSERT_EQ(rules(date), std::vector<std::string>{"stated.date"});
  EXPECT_EQ(date[0].guard + date[0].action, "G1flagged");
  EXPECT_EQ(date[0].where, "answers.reply_sent.text_sent");
  EXPECT_EQ(rules(check(answer("按照《银行业消费者保护办法》，不能退费。"), &record)), std::vector<std::string>{"stated.rule"});
  put(record, "analysis.legal_basis.basis", parsed(R"([{"title": "银行业消费者保护办法"}])"));
  EXPECT_TRUE(check(answer("按照《银行业消费者保护办法》，可以退费。"), &record).empty());
}
TEST(Reply, NobodyBargainsWhereThereIsASafetySign) {
  json::Value veiled = json::Object{}, older = json::Object{}, nothing = json::Object{};
  put(veiled, "flags.safety.self_harm", "veiled");
  put(older, "flags.vulnerability", json::Array{json::Object{{"kind", "elder"}, {"status", "confirmed"}}});
  for (const auto* text : {"我们各退一步，付您200元。", "This is our final offer: we split the difference."}) {
    EXPECT_EQ(broken(check(answer(text), &veiled)), std::vector<std::string>(broken(check(answer(text), &veiled)).size(), "G10"));
    EXPECT_FALSE(broken(check(answer(text), &veiled)).empty()) << text;
    EXPECT_EQ(broken(check(answer(text), &older)), std::vector<std::string>(broken(check(answer(text), &older)).size(), "G9"));
    EXPECT_FALSE(broken(check(answer(text), &older)).empty()) << text;
    EXPECT_TRUE(check(answer(text), &nothing).empty()) << "lawful elsewhere";
  }
  EXPECT_TRUE(check(answer("我们已安排专人陪同您办理。We pay what is owed in full."), &veiled).empty());
}
TEST(Reply, APersonalNumberIsShownAndTheTextIsNotRewritten) {
  const auto actions = check(answer("已向您的手机13812345678发送短信。"));
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(actions[0].guard, "G11");
  EXPECT_EQ(actions[0].action, "flagged");
  EXPECT_FALSE(guard::breaks(actions[0]));
  EXPECT_EQ(actions[0].quote.find("12345"), std::string::npos) << "the finding does not repeat the number";
}
TEST(Reply, APersonalNumberHoldsPublicWordsBack) {
  for (const auto* form : {"statement_proposal", "statement_release"}) {
    guard::ReplyContext reply;
    reply.form = form;
    reply.texts = {"text"};
    const auto acts = [&](const char* text) { return guard::check_reply(shipped(), json::Object{{"text", text}}, reply); };
    const auto actions = acts("客户电话13812345678。");
    ASSERT_EQ(actions.size(), 1u) << form;
    EXPECT_TRUE(guard::breaks(actions[0]));
    EXPECT_EQ(actions[0].quote.find("12345"), std::string::npos);
    for (const auto* innocent : {"请拨打12378或000 0000 0101。", "共退还13,812,345,678元。"})
      for (const auto& action : acts(innocent)) EXPECT_NE(action.guard, "G11") << innocent;
  }
}
TEST(Reply, AnAnswerWithoutWordsIsTheOfficers) {
  EXPECT_TRUE(check(answer("", false)).empty());
  EXPECT_EQ(rules(check(answer("", true, false))), std::vector<std::string>{"rights.not_included"});
}

}  // namespace
}  // namespace amends::guard_test

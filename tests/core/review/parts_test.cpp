// The parts of a review that the later stages fill, from hand-made sections: what is said in both languages, what stays hidden, and that nothing of a case is markup.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "plan_section.hpp"
#include "review/columns.hpp"
#include "review/page.hpp"
#include "review/parts.hpp"
#include "review/wrapped.hpp"

namespace amends::review {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// A record with a section of each stage, in the shapes that the manifests promise.
json::Value record() {
  auto out = *json::parse(R"({
    "demand": [{"id": "d1", "kind": "full_surrender", "amount": {"minor": 10000000, "currency": "CNY"}}],
    "money": {"claimed": {"minor": 10000000, "currency": "CNY"}},
    "events": [{"id": "e1", "what": "业务员说交满5年可取回本金"}, {"id": "e2", "what": "<b>退保</b>只给三万二"}],
    "answers": {"verify_states": {"computation": "现金价值 32000 元"}},
    "analysis": {
      "risk": {"level": "orange", "crisis_axis": false, "top": ["financial"], "review_at": "2026-03-05T16:00:00Z",
        "axes": [{"id": "legal", "l": 2, "i": 3, "score": 6, "why": {"zh": "事实尚未查清", "en": "facts are still open"}}, {"id": "regulatory", "l": 1, "i": 2, "score": 2, "why": {"zh": "没有提到监管", "en": "no mention"}},
                 {"id": "reputation", "l": 5, "i": 4, "score": 20, "why": {"zh": "已公开", "en": "it is public"}}, {"id": "financial", "l": 3, "i": 4, "score": 12, "why": {"zh": "敞口较大", "en": "a large exposure"}},
                 {"id": "safety", "l": 1, "i": 1, "score": 1, "why": {"zh": "没有迹象", "en": "no sign"}}, {"id": "contagion", "l": 1, "i": 1, "score": 1, "why": {"zh": "一人", "en": "one person"}}],
        "actions": [{"action": "supervisor_review", "owner_role": "supervisor", "due_at": "2026-03-03T16:00:00Z", "text": {"zh": "主管在一个工作日内查看", "en": "Supervisor looks within one working day"}}]},
      "dimensions": {"lift": 450, "rate": null, "common_cause": {"period": true, "region": false, "person": false},
        "time": {"facts": [{"kind": "event", "event": "e1", "precision": "unknown"}, {"kind": "document", "doc": "t1", "precision": "minute"}, {"kind": "gap", "days": 12}, {"kind": "lift", "percent": 450, "count": 9}], "findings": [], "open_questions": []},
        "space": {"facts": [{"kind": "unit", "unit": "BRANCH-1"}], "findings": [], "open_questions": []},
        "participants": {"facts": [{"kind": "party", "party": "p1", "role": "complainant", "influence": 5}], "findings": [], "open_questions": []},
        "event": {"facts": [{"kind": "event", "event": "e1", "standing": "disputed"}, {"kind": "event", "event": "e2", "standing": "asserted"}], "findings": ["f1"], "open_questions": ["fact_details"]},
        "emotion": {"facts": [], "findings": [], "open_questions": [], "intensity": 24, "band": "upset", "dominant": "anger", "trend": "rising"}},
      "psychology": {"needs": [{"code": "respect", "score": 55}, {"code": "vent", "score": 20}, {"code": "balance", "score": 10}], "defences": [], "temperament": {"code": "thinking", "score": 45},
        "demand": {"explicit": [{"kind": "apology", "quote": "道歉"}], "latent": [{"need": "vent", "text": {"zh": "把话说出来", "en": "to be heard"}}], "conflict": true},
        "hypotheses": [{"kind": "need", "code": "respect", "text": {"zh": "需要受到尊重。", "en": "Needs respect."}}, {"kind": "motive_picture", "code": "motive_picture", "text": {"zh": "触发的事：被推来推去。", "en": "What set it off: passed around."}}]},
      "portrait": {"types": [{"code": "persistent", "score": 30}]},
      "verify": {"case_merit": "partial", "merit": {"d1": "partial"}, "breach": "confirmed", "root_cause": {"code": "people", "whys": 2},
        "entitlement": {"amount": {"minor": 3200000, "currency": "CNY"}, "computation": "ev1", "by": "owner", "at_least": false, "second_person": "needed"},
        "matrix": [{"id": "e1", "kind": "allegation", "claim": "events.0", "grade": {"for": "B", "against": null}, "gaps": ["du.double_record"], "state": "undetermined", "by": "kept"},
                   {"id": "e2", "kind": "allegation", "claim": "events.1", "grade": {"for": null, "against": null}, "gaps": [], "state": "confirmed", "by": "admitted"}],
        "missing": [{"from": "institution", "evidence": {"zh": "录音", "en": "recording"}, "source": {"zh": "双录系统", "en": "recording system"}}, {"from": "institution", "evidence": {"zh": "二", "en": "two"}, "source": {"zh": "档案", "en": "file"}},
                    {"from": "complainant", "evidence": {"zh": "三", "en": "three"}, "source": {"zh": "客户", "en": "customer"}}, {"from": "third_party", "evidence": {"zh": "第四项", "en": "the fourth"}, "source": {"zh": "医院", "en": "hospital"}}]},
      "solution": {"chosen": null, "recommended": "A", "why": {"zh": "方案A得93分。", "en": "Option A scores 93."}, "gap": {"amount": null, "text": {"zh": "还期望全额退保。", "en": "The full surrender is expected too."}},
        "approval": {"decision": "approved", "options": ["A"], "by": "qian"}, "entitlement": {"minor": 3200000, "currency": "CNY"},
        "options": [{"id": "A", "way": {"id": "to_account", "title": {"zh": "付到本人账户", "en": "To your own account"}}, "total": {"minor": 3200000, "currency": "CNY"}, "approval": {"state": "approved"}, "conditions": [], "cons": [{"zh": "保障终止", "en": "the cover ends"}],
                     "lines": [{"what": {"zh": "付款", "en": "pay"}, "owner_title": {"zh": "账户团队", "en": "accounts"}, "last_day": {"zh": "2026年3月10日", "en": "10 March 2026"}, "owed": true, "customer": true},
                               {"what": {"zh": "内部整改", "en": "mend it inside"}, "owned": false, "customer": false}]},
                    {"id": "B", "way": {"id": "help", "title": {"zh": "请中立方协助", "en": "Neutral help"}}, "total": null, "approval": {"state": "open"}, "conditions": [], "cons": [], "lines": []}],
        "root_cause_actions": [{"what": {"zh": "内部整改", "en": "mend it inside"}, "owner_title": {"zh": "销售部门", "en": "sales"}, "last_day": {"zh": "2026年3月31日", "en": "31 March 2026"}}]},
      "crisis": {"level": "L2", "why": [{"because": {"zh": "传播量达到一万", "en": "reach at least ten thousand"}}], "team": [{"role": "commander"}], "team_confirmed": false,
        "timer_dates": [{"id": "team", "title": {"zh": "召集工作组", "en": "Convene the team"}, "due_at": "2026-03-03T07:00:00Z", "met_at": null, "state": "open", "owner_role": "unit_head", "verify": false},
                        {"id": "holding", "title": {"zh": "初步回应", "en": "Holding statement"}, "due_at": "2026-03-03T10:00:00Z", "met_at": null, "state": "open", "owner_role": "communications", "verify": true}],
        "standdown": {"allowed": false, "criteria": [{"title": {"zh": "没有人身风险", "en": "no risk to safety"}, "met": true}, {"title": {"zh": "提及量下降", "en": "mentions are down"}, "met": null}]}},
      "response_letter": {"letter": {"kind": "reply", "lang": "zh", "title": "答复", "text": "尊敬的客户：\n<i>您好</i>", "blocks": [{"id": "greeting", "text": "尊敬的客户："}]}, "release_ready": false, "signed": false,
        "checks": [{"id": "complete", "passed": true, "text": {"zh": "各段内容齐全", "en": "every paragraph is complete"}}, {"id": "refusal_reasons", "passed": false, "text": {"zh": "缺少依据", "en": "the rule is missing"}}]}}})");
  (void)json::set(out, "analysis.negotiation_plan", plan_section());
  return out;
}

json::Value envelope() {
  return *json::parse(R"({"findings": [{"id": "f1", "code": "event.disputed", "text": {"zh": "事件e1有争议。", "en": "Event e1 is disputed."}}],
    "questions": [{"id": "fact_details", "form_name": "fact_details", "reason": {"zh": "缺日期。", "en": "The date is missing."}}]})");
}

class Parts : public ::testing::Test {
 protected:
  PartSource source(std::string_view language) {
    PartSource out;
    out.language = language;
    out.zone = "Asia/Shanghai";
    out.now = *parse_instant("2026-03-03T08:00:00Z");
    out.case_id = "CASE-K03";
    out.record = &record_;
    out.envelopes.emplace("analysis.dimensions", &envelope_);
    return out;
  }
  static std::string text(const json::Value& part, std::string_view language, int width = 100) { return part_text(part, language, width, false); }
  void expect_lines(const std::string& shown, const std::vector<std::string_view>& lines) {
    for (const auto line : lines) EXPECT_TRUE(has(shown, line)) << line << "\n" << shown;
  }

  json::Value record_ = record();
  json::Value envelope_ = envelope();
};

using Function = json::Value (*)(const PartSource&);
constexpr Function kAll[] = {dimensions_part, risk_part, behind_part, verification_part, options_part, plan_part, crisis_part, letter_part};

TEST_F(Parts, FiveDimensionsSayWhatIsKnownWhatIsOpenAndTheCommonCause) {
  expect_lines(text(dimensions_part(source("zh")), "zh"),
               {"五个方面：集中在一段时间", "时间：时间点2（日期不详1）", "近期同类案件为此前的 450%（件数9）", "最长一次等了 12天", "地点：网点 BRANCH-1", "人物：投诉人（影响 5/5）", "事件：e1 业务员说交满5年可取回本金（有争议）", "事件e1有争议。", "待补：缺日期。",
                "情绪：不满 24/100，以愤怒为主；走向：上升", "共性：集中在一段时间"});
  expect_lines(text(dimensions_part(source("en")), "en"), {"Five dimensions: comes together in a period", "Time: 2 points in time (1 undated)", "To be asked: The date is missing.", "Feelings: upset 24/100, mostly anger; trend: rising"});
}

TEST_F(Parts, RiskShowsSixAxesAsLikelihoodTimesImpactAndWhoLooks) {
  const auto part = risk_part(source("zh"));
  expect_lines(text(part, "zh"), {"风险：橙色", "谁来看：主管在一个工作日内查看 · 到期 2026年3月3日 24:00", "财务      3×4 = 12", "敞口较大", "下次查看：2026年3月5日 24:00"});
  const auto& bars = json::list_at(part, "blocks").back();
  ASSERT_EQ(json::text_at(bars, "kind"), "bars");
  ASSERT_EQ(json::list_at(bars, "rows").size(), 6u);
  EXPECT_EQ(json::integer_at(bars, "most"), 25);
  EXPECT_EQ(json::text_at(bars, "rows.0.tone"), "notice");
  EXPECT_EQ(json::text_at(bars, "rows.2.tone"), "danger");
  EXPECT_EQ(json::text_at(bars, "rows.3.tone"), "warn");
  EXPECT_TRUE(has(part_html(part), "<i class=\"warn\" style=\"width:48%\"></i>")) << part_html(part);
  expect_lines(text(risk_part(source("en")), "en"), {"Risk: orange", "Reputation  5×4 = 20", "it is public"});
}

TEST_F(Parts, RiskColoursFollowTheThresholdsThatTheStageUsed) {
  const auto own = *json::parse(R"({"evidence": [{"operands": {"thresholds": {"red": 12, "orange": 6, "yellow": 2}}}]})");
  auto with = source("zh");
  with.envelopes.emplace("analysis.risk", &own);
  const auto part = risk_part(with);
  const auto& bars = json::list_at(part, "blocks").back();
  EXPECT_EQ(json::text_at(bars, "rows.0.tone"), "warn");
  EXPECT_EQ(json::text_at(bars, "rows.1.tone"), "notice");
  EXPECT_EQ(json::text_at(bars, "rows.3.tone"), "danger");
}

TEST_F(Parts, WhatLiesBehindIsShortAndSaysThatItMayBeWrong) {
  const auto zh = text(behind_part(source("zh")), "zh");
  expect_lines(zh, {"推断，可能有误", "可能的需要：需要受到尊重。（55）", "明说的诉求：道歉「道歉」", "没有说出口的：把话说出来", "先问清楚再作判断", "来龙去脉：触发的事：被推来推去。", "画像类型：多次反映", "amends case sheet CASE-K03"});
  EXPECT_FALSE(has(zh, "一碗水端平")) << "two needs are enough: " << zh;
  expect_lines(text(behind_part(source("en")), "en"), {"may be wrong", "Likely needs: Needs respect. (55)", "Way of talking: analytical"});
}

TEST_F(Parts, VerificationShowsTheStateOfEachAllegationAndHowTheSumWasWorkedOut) {
  auto with = source("zh");
  with.title_of = [](std::string_view file, std::string_view id) { return file == "verify/duties" && id == "du.double_record" ? std::string("销售录音录像") : std::string(id); };
  const auto part = verification_part(with);
  expect_lines(text(part, "zh", 160), {"核实：诉求部分成立", "应付金额：32,000.00元（由核实人填写）", "算法：现金价值 32000 元", "须由第二人复核", "各项诉求：全额退保 100,000.00元：部分成立", "根本原因：人员", "违规：已查实", "支持证据等级 B、证据不足，维持未定、缺少应有的销售录音录像", "本机构承认",
                                  "缺：录音（由本机构提供，双录系统）"});
  EXPECT_FALSE(has(text(part, "zh"), "第四项")) << "the fourth folds away";
  const auto page = part_html(part);
  EXPECT_TRUE(has(page, "<details class=\"printed\"><summary>还缺1项</summary>")) << page;
  EXPECT_TRUE(has(page, "第四项"));
}

TEST_F(Parts, VerificationAsksForNoSumWhereNoMoneyIsAskedFor) {
  (void)json::set(record_, "analysis.verify.entitlement.amount", nullptr);
  EXPECT_TRUE(has(text(verification_part(source("zh")), "zh"), "应付金额：还没有算出"));
  (void)json::set(record_, "money.claimed", nullptr);
  (void)json::set_text(record_, "demand.0.kind", "apology");
  EXPECT_FALSE(has(text(verification_part(source("zh")), "zh"), "应付金额"));
}

TEST_F(Parts, OptionsStandBesideEachOtherWithSumDateApprovalAndChoice) {
  expect_lines(text(options_part(source("zh")), "zh"), {"处理方案：已批准；等客户选择", "应付金额：32,000.00元（无条件照付，不随方案变动）", "方案A：付到本人账户 · 32,000.00元 · 已批准", "- 付款（账户团队，2026年3月10日前，应付）", "须说明：保障终止", "方案B：请中立方协助 · 不涉及金额 · 待批准",
                                                        "无论怎样选都整改：内部整改（销售部门，2026年3月31日前）", "与期望的差距：还期望全额退保。", "供经办人参考：方案A得93分。"});
  EXPECT_FALSE(has(text(options_part(source("zh")), "zh"), "- 内部整改")) << "said once, not in each option";
  (void)json::set_text(record_, "analysis.solution.chosen", "B");
  expect_lines(text(options_part(source("en")), "en"), {"Options: chosen by the customer: B", "Option B: Neutral help · no money · chosen by the customer"});
  (void)json::set(record_, "analysis.solution.options", json::Array{});
  EXPECT_TRUE(has(text(options_part(source("zh")), "zh"), "处理方案：还没有方案"));
}

TEST_F(Parts, ThePlanShowsTheLadderAsADrawingAndAsATable) {
  const auto part = plan_part(source("zh"));
  expect_lines(text(part, "zh"), {"谈话方案：不放行", "谈话方式：先听情绪，再谈事理", "承受力：88/100（平稳）", "可接受点：39,000.00元", "合理目标：40,000.00元", "质控审查：已通过", "清单：13/3（92%）", "还差：合规签字", "37,200.00元", "可以提出：对方作了回应", "amends case checklist CASE-K03"});
  EXPECT_FALSE(has(text(part, "zh"), "<svg"));
  const auto page = part_html(part);
  EXPECT_TRUE(has(page, "<svg class=\"amends-ladder\""));
  EXPECT_FALSE(has(page, "<table")) << "the drawing says it";
}

TEST_F(Parts, ThePlanSaysWhyThereIsNoLadder) {
  (void)json::set(record_, "analysis.negotiation_plan.ladder", json::Array{});
  (void)json::set(record_, "analysis.negotiation_plan.ladder_off", json::Array{"vulnerability", "qc_fail"});
  const auto part = plan_part(source("zh"));
  EXPECT_TRUE(has(text(part, "zh"), "不采用分步方案：客户可能需要特别关照、质控审查没有通过")) << text(part, "zh");
  EXPECT_FALSE(has(part_html(part), "<svg"));
}

TEST_F(Parts, TheCrisisClockComparesItsTimersWithNow) {
  const auto zh = text(crisis_part(source("zh")), "zh");  // 16:00 in Shanghai: the first is past, the second is not
  expect_lines(zh, {"危机时钟：二级危机", "为什么：传播量达到一万", "2026年3月3日 15:00  已超时  网点负责人", "初步回应（时限须由法务确认）", "2026年3月3日 18:00  待办", "工作组还没有确认。", "解除条件：1/2；还不能解除", "[x] 没有人身风险", "[ ] 提及量下降（未知）", "amends case situation CASE-K03"});
  auto at_due = source("en");
  at_due.now = *parse_instant("2026-03-03T07:00:00Z");
  EXPECT_TRUE(has(text(crisis_part(at_due), "en"), "missed")) << "at the very instant";
  at_due.now = *parse_instant("2026-03-03T06:59:59Z");
  EXPECT_FALSE(has(text(crisis_part(at_due), "en"), "missed"));
  (void)json::set_text(record_, "analysis.crisis.level", "none");
  EXPECT_TRUE(crisis_part(source("zh")).is_null());
}

TEST_F(Parts, TheLetterNamesWhatItsChecksFailAndFoldsItsText) {
  const auto part = letter_part(source("zh"));
  const auto shown = text(part, "zh");
  expect_lines(shown, {"答复信：草稿，还不能发出", "信的种类：答复", "检查：1/2 项通过", "[!] 缺少依据", "amends case letter CASE-K03"});
  EXPECT_FALSE(has(shown, "尊敬的客户"));
  const auto page = part_html(part);
  EXPECT_TRUE(has(page, "<details><summary>展开全文</summary><div class=\"letter\">尊敬的客户：\n&lt;i&gt;您好&lt;/i&gt;</div>")) << page;
}

TEST_F(Parts, ALetterSignedInAStepIsNoDraftAndOneThatFailsACheckIsNoSignedLetter) {
  auto with = source("zh");
  with.letter_signed = true;
  EXPECT_TRUE(has(text(letter_part(with), "zh"), "答复信：草稿，还不能发出"));
  (void)json::set(record_, "analysis.response_letter.release_ready", true);
  EXPECT_TRUE(has(text(letter_part(with), "zh"), "答复信：已签发"));
  with.letter_sent = true;
  EXPECT_TRUE(has(text(letter_part(with), "zh"), "答复信：已签发并发出"));
  with.letter_signed = with.letter_sent = false;
  EXPECT_TRUE(has(text(letter_part(with), "zh"), "答复信：检查通过，待签发"));
}

TEST_F(Parts, AReaderWithoutTextsSeesNoWordsOfTheCaseAndNothingRestricted) {
  for (const auto* language : {"zh", "en"}) {
    auto masked = source(language);
    masked.texts = false;
    std::string all;
    for (const auto function : kAll)
      if (const auto part = function(masked); part.is_object()) all += text(part, language) + part_html(part) + json::write(part);
    for (const auto* hidden : {"业务员说", "只给三万二", "尊敬的客户", "现金价值 32000", "受到尊重", "Needs respect", "多次反映", "37,200"}) EXPECT_FALSE(has(all, hidden)) << language << ": " << hidden;
    EXPECT_TRUE(behind_part(masked).is_null());
    EXPECT_TRUE(plan_part(masked).is_null());
    EXPECT_TRUE(risk_part(masked).is_object());
  }
}

TEST_F(Parts, AReaderOfTextsWithoutTheRestrictedClassSeesNoPortraitPsychologyPlanOrLadder) {
  auto trained = source("zh");
  trained.restricted = false;
  EXPECT_TRUE(behind_part(trained).is_null());
  EXPECT_TRUE(plan_part(trained).is_null());
  EXPECT_TRUE(has(json::write(letter_part(trained)), "尊敬的客户"));
}

TEST_F(Parts, NothingOfACaseIsReadAsMarkup) {
  std::string all;
  for (const auto function : kAll) all += part_html(function(source("zh")));
  EXPECT_FALSE(has(all, "<b>退保"));
  EXPECT_TRUE(has(all, "&lt;b&gt;退保&lt;/b&gt;只给三万二"));
  // A tone or a kind that is none gives no class and no element.
  const auto odd = *json::parse(R"({"title": "<x>", "state": "\"", "tone": "\" onload=", "blocks": [{"kind": "lines", "rows": [{"text": "a", "mark": "<", "tone": "<"}]}, {"kind": "<script>", "rows": []}, {"kind": "bars", "most": 0, "rows": [{"label": "<", "value": 99, "text": "", "note": "", "tone": ""}]}]})");
  const auto page = part_html(odd);
  EXPECT_FALSE(has(page, "<x>"));
  EXPECT_FALSE(has(page, "onload"));
  EXPECT_FALSE(has(page, "<script"));
  EXPECT_TRUE(has(page, "width:100%"));
}

TEST_F(Parts, EveryPartKeepsToTheWidthOfTheTerminal) {
  for (const auto* language : {"zh", "en"})
    for (const int width : {72, 100, 140})
      for (const auto function : kAll) {
        const auto shown = text(function(source(language)), language, width);
        for (std::size_t from = 0; from < shown.size();) {
          const auto end = std::min(shown.find('\n', from), shown.size());
          EXPECT_LE(columns_of(std::string_view(shown).substr(from, end - from)), width + 2) << shown.substr(from, end - from);
          from = end + 1;
        }
      }
}

TEST_F(Parts, NoKeyOfAPackOrSectionShowsInWords) {
  for (const auto* language : {"zh", "en"})
    for (const auto function : kAll) {
      const auto shown = text(function(source(language)), language);
      for (const auto* key : {"null", "{", "part.", "verify.", "option.", "plan.", "_"}) EXPECT_FALSE(has(shown, key) && !(std::string_view(key) == "_" && has(shown, "du.double_record"))) << language << " " << key << ": " << shown;
    }
}

TEST_F(Parts, AnEmptyOrOddSectionBreaksNothing) {
  for (const auto function : kAll) {
    PartSource empty;
    EXPECT_TRUE(function(empty).is_null());
    const json::Value nothing = json::Object{};
    empty.record = &nothing;
    EXPECT_TRUE(function(empty).is_null());
  }
  for (const auto* name : {"risk", "dimensions", "psychology", "portrait", "verify", "solution", "negotiation_plan", "crisis", "response_letter"})
    for (const auto* odd : {"{}", "null", "[]", "\"x\"", "7"}) {
      auto record = *json::parse(R"({"analysis": {}})");
      (void)json::set(record, std::string("analysis.") + name, *json::parse(odd));
      PartSource with;
      with.record = &record;
      for (const auto function : kAll) {
        const auto part = function(with);
        (void)part_text(part, "zh", 80, true);
        (void)part_html(part);
      }
    }
}

TEST_F(Parts, ALetterThatAStepSentStandsWithWhatBecameOfIt) {
  auto with = source("en");
  const auto letter = [](std::string_view text, std::string_view state) { return json::Object{{"text", text}, {"state", state}, {"dispatch", "To the complainant; in the outbox"}, {"tone", "notice"}}; };
  with.record = nullptr;
  with.sent_letters = json::Array{letter("We refund CNY 300.", "signed, waits for delivery")};
  auto part = letter_part(with);
  EXPECT_EQ(json::text_at(part, "state"), "signed, waits for delivery");
  EXPECT_TRUE(has(part_html(part), "We refund CNY 300."));
  EXPECT_EQ(json::text_at(part, "hint"), "The whole sheet: amends case letter CASE-K03");
  with.texts = false;
  EXPECT_FALSE(has(part_html(letter_part(with)), "CNY 300"));
  EXPECT_EQ(json::find(letter_part(with), "hint"), nullptr);

  // The letter of the stage, sent word for word, is one letter; another one stands beside it.
  json::Value record = json::Object{};
  (void)json::set(record, "analysis.response_letter", json::Object{{"letter", json::Object{{"text", "We refund CNY 300."}}}, {"release_ready", true}});
  auto both = source("en");
  both.record = &record;
  both.sent_letters = json::Array{letter("An earlier word.", "signed and delivered"), letter("We refund CNY 300.", "signed, waits for delivery")};
  part = letter_part(both);
  EXPECT_EQ(json::text_at(part, "state"), "signed, waits for delivery");
  const auto html = part_html(part);
  EXPECT_TRUE(has(html, "An earlier word.")) << html;
  EXPECT_EQ(html.find("We refund CNY 300."), html.rfind("We refund CNY 300.")) << "it is shown once";
}

}  // namespace
}  // namespace amends::review

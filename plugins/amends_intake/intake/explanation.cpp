#include "explanation.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "kit/lists.hpp"
#include "kit/safety.hpp"

namespace amends::intake {
namespace {

using sdk::Envelope;
using sdk::EvidenceId;
using sdk::Texts;

constexpr std::size_t kCitedMax = 6;  // evidence behind one sentence

Texts demand_name(std::string_view kind) {
  static const std::map<std::string_view, Texts> kNames = {{"refund", {"退款", "a refund"}},           {"compensation", {"赔偿", "compensation"}},         {"full_surrender", {"全额退保", "full surrender"}},
                                                           {"claim_payment", {"理赔", "claim payment"}}, {"apology", {"道歉", "an apology"}},                {"explanation", {"说明", "an explanation"}},
                                                           {"correction", {"更正", "a correction"}},     {"stop_contact", {"停止联系", "an end to contact"}}, {"discipline", {"处理人员", "steps against staff"}},
                                                           {"expedite", {"尽快办理", "speed"}},          {"other", {"其他", "something else"}}};
  const auto found = kNames.find(kind);
  return found == kNames.end() ? Texts{std::string(kind), std::string(kind)} : found->second;
}

/// Safety and the earlier case share one sentence: five are all there are, and both have to be named.
void explain_first(Envelope& out, const Safety& safety, const SameCase& same) {
  if (safety.evidence.empty()) {
    if (!same.evidence.empty()) out.explain({"{text}", "{text}"}, {{"text", same.text}}, kit::once(same.evidence, kCitedMax));
    return;
  }
  const auto degree = kit::stronger(safety.self_harm, safety.violence) == "explicit" ? Texts{"明确", "explicit"} : Texts{"隐约", "veiled"};
  if (same.evidence.empty())
    return out.explain({"人身安全优先：有{degree}的安全信号，由受过训练的人联系。", "Safety comes first: there is a safety sign ({degree}), and a trained person makes contact."}, {{"degree", degree}}, kit::once(safety.evidence, kCitedMax));
  auto evidence = kit::once(safety.evidence, kCitedMax / 2);
  evidence.insert(evidence.end(), same.evidence.begin(), same.evidence.end());
  out.explain({"人身安全优先：有{degree}的安全信号，由受过训练的人联系；{text}", "Safety comes first: there is a safety sign ({degree}), and a trained person makes contact; {text}"}, {{"degree", degree}, {"text", same.text}}, kit::once(evidence, kCitedMax));
}

void explain_demands(Envelope& out, const Demands& demands, const EvidenceId& cue) {
  if (demands.list.empty()) return out.explain({"文字中没有读出明确诉求。", "No demand was read in the words."}, {}, {cue});
  std::vector<Texts> asked;
  std::vector<EvidenceId> evidence;
  for (const auto& demand : demands.list) {
    auto name = demand_name(demand.kind);
    if (std::find(asked.begin(), asked.end(), name) == asked.end()) asked.push_back(std::move(name));
    evidence.push_back(demand.evidence);
  }
  evidence.insert(evidence.end(), demands.claimed_evidence.begin(), demands.claimed_evidence.end());
  out.explain({"诉求：{what}。", "What is asked: {what}."}, {{"what", kit::joined(asked)}}, kit::once(evidence, kCitedMax));
}

void explain_verdict(Envelope& out, const Verdict& verdict, const Feelings& feelings) {
  const auto& cue = verdict.cue;
  std::vector<EvidenceId> evidence{verdict.sum, feelings.sum};
  for (const auto* list : {&verdict.word, &verdict.faults, &feelings.words})
    if (!list->empty()) evidence.push_back(list->front());
  const auto said = !verdict.complaint ? Texts{"请人确认是否投诉", "a person says whether it is a complaint"}
                    : *verdict.complaint ? Texts{"按投诉办理", "a complaint"}
                                         : Texts{"是咨询，照样登记，没有投诉期限", "an enquiry, recorded all the same, no complaint clock runs"};
  out.explain({"线索分{total}：情绪{emotion}，诉求{demands}处、外部施压{threats}处、过错词{faults}处，投诉字样{word}，渠道{channel}，安全信号{safety}处；{verdict}。",
               "Cue {total}: feelings {emotion}, demands {demands}, threats {threats}, faults {faults}, the word complaint {word}, channel {channel}, safety signs {safety}; {verdict}."},
              {{"total", cue.total()}, {"emotion", cue.emotion}, {"demands", cue.demands}, {"threats", cue.threats}, {"faults", cue.faults}, {"word", std::int64_t{cue.complaint_word ? 10 : 0}}, {"channel", std::int64_t{cue.formal_channel ? 10 : 0}}, {"safety", cue.safety}, {"verdict", said}},
              kit::once(evidence, kCitedMax));
}

void explain_clocks(Envelope& out, const std::vector<Clock>& clocks, sdk::Instant received_at) {
  if (clocks.empty()) return;
  std::vector<Texts> dates;
  sdk::Object operands{{"starts_at", sdk::format_instant(received_at)}};
  sdk::Object result;
  for (const auto& one : clocks) {
    dates.push_back({one.rule + " " + one.when.zh, one.rule + " " + one.when.en});
    result[one.kind] = sdk::format_instant(one.due_at);
    operands[one.kind] = one.rule;
  }
  const auto sum = out.computation("due dates by the rules of the clock pack", std::move(operands), std::move(result));
  out.explain({"自收到之日起算：{dates}。", "From receipt: {dates}."}, {{"dates", kit::joined(dates)}}, {out.field("channel.received_at"), sum});
}

}  // namespace

void explain(const Context& context, const Findings& found) {
  auto& out = context.out;
  explain_first(out, found.safety, found.same);
  explain_demands(out, found.demands, found.verdict.sum);
  explain_verdict(out, found.verdict, found.feelings);
  explain_clocks(out, found.clocks, context.received.at);
  if (!found.missing.evidence.empty()) out.explain({"还缺：{what}。", "Still missing: {what}."}, {{"what", found.missing.text}}, kit::once(found.missing.evidence, kCitedMax));
}

}  // namespace amends::intake

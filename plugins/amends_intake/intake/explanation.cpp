#include "explanation.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "due.hpp"
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
  const auto done = safety.answered ? Texts{"安全流程已经填写", "the safety protocol is filled in"} : Texts{"由受过训练的人联系", "a trained person makes contact"};
  if (same.evidence.empty())
    return out.explain({"人身安全优先：有{degree}的安全信号，{done}。", "Safety comes first: there is a safety sign ({degree}), and {done}."}, {{"degree", degree}, {"done", done}}, kit::once(safety.evidence, kCitedMax));
  auto evidence = kit::once(safety.evidence, kCitedMax / 2);
  evidence.insert(evidence.end(), same.evidence.begin(), same.evidence.end());
  out.explain({"人身安全优先：有{degree}的安全信号，{done}；{text}", "Safety comes first: there is a safety sign ({degree}), and {done}; {text}"}, {{"degree", degree}, {"done", done}, {"text", same.text}}, kit::once(evidence, kCitedMax));
}

/// A demand with its sum as the text has it; one without a name of its own with the words that were read.
Texts asked(const Demand& demand) {
  std::vector<Texts> written;
  if (demand.kind == "other")
    for (const auto& word : demand.said)
      if (std::find(written.begin(), written.end(), Texts{word, word}) == written.end()) written.push_back({word, word});
  if (!demand.amount_written.empty()) written.push_back({demand.amount_written, demand.amount_written});
  const auto name = demand_name(demand.kind);
  return written.empty() ? name : sdk::fill({"{name}（{written}）", "{name} ({written})"}, {{"name", name}, {"written", kit::joined(written)}});
}

/// The words ask for nothing, yet whoever recorded the case knows what is wanted: nobody is told to ask for what stands in the record.
void explain_recorded(const Context& context, const std::vector<Texts>& recorded, const Verdict& verdict, bool held) {
  auto& out = context.out;
  const std::vector<sdk::Slot> what{{"what", kit::joined(recorded)}};
  const std::vector<EvidenceId> evidence{verdict.sum};
  if (held || verdict.complaint == false) return out.explain({"文字中没有明说诉求，登记的诉求是：{what}。", "The words make no clear demand; on record is: {what}."}, what, evidence);
  out.explain({"文字中没有明说诉求，登记的诉求是：{what}；请与投诉人核实。", "The words make no clear demand; on record is: {what}; confirm it with the complainant."}, what, evidence);
}

/// held: a safety sign holds everything back, so nobody is sent to ask about the matter (guardrail G10).
void explain_demands(const Context& context, const Demands& demands, const Verdict& verdict, bool held) {
  auto& out = context.out;
  if (demands.list.empty()) {
    std::vector<Texts> recorded;
    for (const auto& demand : context.record.list("demand")) {
      const auto name = demand_name(demand.text_or("kind", "other"));
      if (std::find(recorded.begin(), recorded.end(), name) == recorded.end()) recorded.push_back(name);
    }
    if (!recorded.empty()) return explain_recorded(context, recorded, verdict, held);
    if (verdict.complaint == false) return out.explain({"文字中没有诉求。", "The words demand nothing."}, {}, {verdict.sum});
    if (held) return out.explain({"没有读到明确的诉求。", "No clear demand was read."}, {}, {verdict.sum});
    return out.explain({"没有读到明确的诉求，请问清投诉人想要什么。", "No clear demand was read; ask what the complainant wants."}, {}, {verdict.sum});
  }
  std::vector<Texts> names;
  std::vector<EvidenceId> evidence;
  for (const auto& demand : demands.list) {
    auto name = asked(demand);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    evidence.push_back(demand.evidence);
  }
  evidence.insert(evidence.end(), demands.claimed_evidence.begin(), demands.claimed_evidence.end());
  out.explain({"诉求：{what}。", "What is asked: {what}."}, {{"what", kit::joined(names)}}, kit::once(evidence, kCitedMax));
}

/// The parts of the cue that have points: feelings 15, demands 10.
Texts parts_of(const Cue& cue) {
  struct Part {
    Texts name;
    std::int64_t points;
  };
  std::vector<Texts> parts;
  for (const auto& [name, points] : {Part{{"情绪", "feelings"}, cue.emotion}, Part{{"诉求", "demands"}, kHitPoints * cue.demands}, Part{{"外部施压", "steps outside"}, kHitPoints * cue.threats}, Part{{"指出过错", "faults named"}, kHitPoints * cue.faults},
                                     Part{{"说到投诉", "the word complaint"}, cue.complaint_word ? kHitPoints : 0}, Part{{"正式渠道", "a formal channel"}, cue.formal_channel ? kHitPoints : 0}, Part{{"安全信号", "safety signs"}, kSafetyPoints * cue.safety}})
    if (points != 0) parts.push_back(sdk::fill({"{name}{points}", "{name} {points}"}, {{"name", name}, {"points", points}}));
  return parts.empty() ? Texts{} : sdk::fill({"（{parts}）", " ({parts})"}, {{"parts", kit::joined(parts)}});
}

Texts verdict_text(const Verdict& verdict) {
  if (!verdict.complaint) return {"请人确认是不是投诉：线索分{total}{parts}，{complaint}分起才是投诉。", "A person says whether it is a complaint: the cue is {total}{parts}, and {complaint} makes one."};
  if (*verdict.complaint) return verdict.by_person ? Texts{"经人确认，按投诉办理；线索分{total}{parts}。", "A complaint, as a person has said; the cue is {total}{parts}."}
                                                   : Texts{"按投诉办理：线索分{total}{parts}，{complaint}分起就是投诉。", "A complaint: the cue is {total}{parts}, and {complaint} makes one."};
  return verdict.by_person ? Texts{"经人确认是咨询，照样登记和答复，不起算投诉期限；线索分{total}{parts}。", "An enquiry, as a person has said, recorded and answered without a complaint clock; the cue is {total}{parts}."}
                           : Texts{"是咨询，照样登记和答复，不起算投诉期限：线索分{total}{parts}，不到{ask}分。", "An enquiry, recorded and answered without a complaint clock: the cue is {total}{parts}, below {ask}."};
}

void explain_verdict(const Context& context, const Verdict& verdict, const Feelings& feelings) {
  std::vector<EvidenceId> evidence{verdict.sum, feelings.sum};
  for (const auto* list : {&verdict.word, &verdict.faults, &feelings.words})
    if (!list->empty()) evidence.push_back(list->front());
  if (verdict.by_person) evidence.push_back(context.out.answer("answers.complaint_or_enquiry.kind"));
  context.out.explain(verdict_text(verdict), {{"total", verdict.cue.total()}, {"parts", parts_of(verdict.cue)}, {"complaint", kComplaintCue}, {"ask", kAskCue}}, kit::once(evidence, kCitedMax));
}

void explain_clocks(Envelope& out, const std::vector<Clock>& clocks, sdk::Instant received_at) {
  if (clocks.empty()) return;
  Texts dates;
  sdk::Object operands{{"starts_at", sdk::format_instant(received_at)}};
  sdk::Object result;
  for (const auto& one : clocks) {
    const auto date = one.kind == "regulator" ? sdk::fill({"{what}为{date}", "{what}: {date}"}, {{"what", due_name(one.kind)}, {"date", one.when}})
                                              : sdk::fill({"{what}不晚于{date}，依据{rule}", "{what} by {date}, rule {rule}"}, {{"what", due_name(one.kind)}, {"date", one.when}, {"rule", one.rule}});
    dates.zh += (dates.zh.empty() ? "" : "；") + date.zh;
    dates.en += (dates.en.empty() ? "" : "; ") + date.en;
    result[one.kind] = sdk::format_instant(one.due_at);
    operands[one.kind] = one.rule;
  }
  const auto sum = out.computation("due dates by the rules of the clock pack", std::move(operands), std::move(result));
  out.explain({"期限：{dates}。", "Due: {dates}."}, {{"dates", dates}}, {out.field("channel.received_at"), sum});
}

}  // namespace

void explain(const Context& context, const Findings& found) {
  auto& out = context.out;
  explain_first(out, found.safety, found.same);
  explain_demands(context, found.demands, found.verdict, kit::stronger(found.safety.self_harm, found.safety.violence) == "explicit" && !found.safety.answered);
  explain_verdict(context, found.verdict, found.feelings);
  explain_clocks(out, found.clocks, context.received.at);
  if (!found.missing.evidence.empty()) out.explain({"还缺：{what}。", "Still missing: {what}."}, {{"what", found.missing.text}}, kit::once(found.missing.evidence, kCitedMax));
}

}  // namespace amends::intake

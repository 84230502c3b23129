#include "plan_result.hpp"

#include <algorithm>

namespace amends::negotiation_plan {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Texts;
using sdk::Value;

template <class List>
Array codes(const List& list) {
  Array out;
  for (const auto& code : list) out.emplace_back(std::string(code));
  return out;
}

Value money(std::optional<std::int64_t> minor, const std::string& currency) { return minor ? sdk::to_json(sdk::Money{*minor, currency}) : Value(nullptr); }

Value stairway(const Plan& plan) {
  Array rungs;
  for (std::size_t i = 0; i < kRungNames.size(); ++i) rungs.emplace_back(Object{{"id", kRungNames[i]}, {"reached", plan.stairway.reached[i]}});
  return Object{{"influence_open", plan.influence_open}, {"rungs", std::move(rungs)}, {"missing", codes(plan.stairway.missing)}, {"paraphrases_confirmed", plan.talk.proof.paraphrases_confirmed}, {"labels_accepted", plan.talk.proof.labels_accepted}, {"band", plan.facts.band}};
}

Value listening(const Talk& talk) {
  if (!talk.known) return nullptr;
  const auto& counts = talk.counts;
  return Object{{"coverage", sdk::to_value(coverage_percent(counts))}, {"asserted", sdk::to_value(counts.asserted)}, {"taken_up", sdk::to_value(counts.taken_up)}, {"judging", sdk::to_value(counts.judging)}, {"talk_share", sdk::to_value(counts.talk_share_percent)}, {"interruptions", sdk::to_value(counts.interruptions)}, {"unanswered", sdk::to_value(counts.unanswered)}, {"verdicts", codes(verdicts(counts))}};
}

Value qc(const ReviewResult& review) { return Object{{"pass", review.pass}, {"reasons", codes(review.reasons)}, {"vouched", codes(review.vouched)}, {"spread", sdk::to_value(review.spread)}}; }

Array sources(const Sums& sums) {
  Array out;
  for (std::size_t i = 0; i < sums.sources.size(); ++i) {
    const auto& source = sums.sources[i];
    out.emplace_back(Object{{"kind", std::string(name(source.kind))}, {"minor", source.minor}, {"weight", weight(source.kind)}, {"age_days", sdk::to_value(source.age_days)}, {"evidence", Array{Value(sums.source_evidence[i])}}});
  }
  return out;
}

Value persuasion(const Persuasion& sides) {
  Object cells;
  for (std::size_t i = 0; i < kDimensions.size(); ++i)
    cells[kDimensions[i]] = sides.cells[i] ? Value(Object{{"id", sides.rows[i]}, {"text", sdk::to_json(sides.cells[i]->text)}, {"evidence", Array{Value(sides.cells[i]->evidence)}}}) : Value(nullptr);
  return Object{{"lead", sides.order.front()}, {"order", codes(sides.order)}, {"cells", std::move(cells)}};
}

Value counter(const Plan& plan) {
  if (!plan.sums.counter) return nullptr;
  const auto& answer = plan.offers.counter;
  const Value outcome = !answer ? Value(nullptr) : answer->outcome == CounterOutcome::accept ? Value("accept") : answer->outcome == CounterOutcome::go_on ? Value("go_on") : Value("after");
  return Object{{"minor", *plan.sums.counter}, {"offered", plan.offers.steps_told ? Value(static_cast<std::int64_t>(plan.offers.log.offered)) : Value(nullptr)}, {"outcome", outcome}, {"pay", money(answer ? answer->pay_minor : std::nullopt, plan.sums.currency)}};
}

Array techniques(const std::vector<TechniqueState>& states) {
  Array out;
  for (const auto& state : states)
    if (state.caution || state.state == "blocked")
      out.emplace_back(Object{{"id", state.id}, {"allowed", state.state == "allowed"}, {"state", state.state}, {"failed", codes(state.failed)}, {"barred_by", codes(state.barred_by)}, {"ethics_note", sdk::to_json(state.ethics_note)}, {"safe_form", sdk::to_json(state.safe_form)}});
  return out;
}

Value checklist(const Plan& plan) {
  Array items, required;
  for (std::size_t i = 0; i < kItemNames.size(); ++i) items.emplace_back(Object{{"id", kItemNames[i]}, {"title", sdk::to_json(called(kItemNames[i]))}, {"done", static_cast<bool>(plan.done[i])}});
  for (const auto item : plan.checklist.required_open) required.emplace_back(kItemNames[static_cast<std::size_t>(item)]);
  return Object{{"items", std::move(items)}, {"done", plan.checklist.done}, {"completeness", plan.checklist.completeness_percent}, {"released", plan.checklist.released}, {"required_open", std::move(required)}};
}

}  // namespace

void write(const Context& context, const Plan& plan) {
  auto& out = context.out;
  Array missed, scripts, questions, audit, non_money(plan.non_money.begin(), plan.non_money.end());
  for (const auto& text : plan.missed) missed.push_back(sdk::to_json(text));
  for (const auto* list : {&plan.spoken.labels, &plan.spoken.questions, &plan.spoken.audit_lines, &plan.spoken.persuasion_lines, &plan.spoken.lines})
    for (const auto& line : *list) scripts.emplace_back(Object{{"id", line.id}, {"rung", line.rung}, {"technique", line.technique}, {"moment", line.moment}});
  for (const auto& line : plan.spoken.questions) questions.emplace_back(Object{{"id", line.id}, {"moment", line.moment}, {"text", sdk::to_json(line.text)}});
  for (const auto& one : plan.spoken.audit) audit.emplace_back(Object{{"id", one.id}, {"fear", sdk::to_json(one.fear)}, {"acknowledgement", sdk::to_json(one.acknowledgement)}});
  const auto& currency = plan.sums.currency;
  out.set("mode", plan.mode);
  out.set("scenario", plan.facts.scenario);
  out.set("missed", std::move(missed));
  out.set("stairway", stairway(plan));
  out.set("listening", listening(plan.talk));
  out.set("card", identification_card(context, plan.facts, plan.sums, plan.scene));
  out.set("scene_card", scene_card(plan.scene));
  out.set("scripts", std::move(scripts));
  out.set("tolerance", plan.tolerance.value);
  out.set("state", plan.tolerance.state);
  out.set("acceptance_point", money(plan.acceptance.point_minor, currency));
  out.set("sources", sources(plan.sums));
  out.set("qc", qc(plan.review));
  out.set("audit", std::move(audit));
  out.set("persuasion", persuasion(plan.persuasion));
  out.set("questions", std::move(questions));
  out.set("frame", Object{{"entitlement", money(plan.sums.owed, currency)}, {"target", money(plan.sums.target, currency)}});
  out.set("ladder", ladder_rows(plan.offers, plan.offers_open));
  out.set("ladder_off", codes(plan.offers.off));
  out.set("single_offer", money(plan.offers.single_minor, currency));
  out.set("counter", counter(plan));
  out.set("settlement", money(plan.offers.settlement_minor, currency));
  out.set("agreed", context.record.text("answers.talk_result.agreed_option"));
  out.set("equal_treatment", Object{{"median", money(plan.sums.comparable_median, currency)}, {"cases", static_cast<std::int64_t>(plan.sums.comparable.size())}, {"alike", plan.offers.alike}});
  out.set("non_money", std::move(non_money));
  out.set("techniques", techniques(plan.techniques));
  out.set("actor_sheet", actor_sheet(context, plan.facts, plan.scene));
  out.set("checklist", checklist(plan));
}

std::vector<Line> audit_lines(const std::vector<Accusation>& audit) {
  std::vector<Line> out;
  for (const auto& one : audit)
    out.push_back({.id = one.id,
                   .rung = "empathy",
                   .technique = "accusation_audit",
                   .moment = "open",
                   .text = {one.fear.zh + one.acknowledgement.zh, one.fear.en + " " + one.acknowledgement.en},
                   .why = {"先说出对方可能的不满，说的都是实话；不否认，也不在核实之前认责。", "Says first what they may hold against us, truthfully; neither denying nor admitting before the facts are known."},
                   .forbidden = {"我们没有做错什么", "那是您的误会", "We did nothing wrong"}});
  return out;
}

std::vector<Line> persuasion_lines(const Persuasion& persuasion) {
  std::vector<Line> out;
  for (const auto dimension : persuasion.order) {
    const auto index = static_cast<std::size_t>(std::find(kDimensions.begin(), kDimensions.end(), dimension) - kDimensions.begin());
    if (!persuasion.cells[index]) continue;
    out.push_back({.id = persuasion.rows[index],
                   .rung = "influence",
                   .technique = "four_dimension",
                   .moment = "reframe",
                   .text = persuasion.cells[index]->text,
                   .why = {"一面一句，都有依据；按顺序说，规定放在最后，只作说明。", "One sentence a side, each with evidence; in this order, with the rule last and only to inform."},
                   .forbidden = {"规定就是这样", "您不接受就没办法", "Those are the rules"}});
  }
  return out;
}

std::vector<Value> non_money_items(const Context& context, const Facts& facts) {
  std::vector<Value> out;
  for (const auto& row : context.call.pack("banks/plan_scripts").list("non_money")) {
    const auto needs = row.text_list("needs");
    if (std::find(needs.begin(), needs.end(), facts.top_need) == needs.end()) continue;
    out.emplace_back(Object{{"id", std::string(row.need_text("id"))}, {"text", sdk::to_json(row.texts("text").value_or(Texts{}))}});
  }
  return out;
}

bool technique_allows(const std::vector<TechniqueState>& techniques, std::string_view id) {
  return std::any_of(techniques.begin(), techniques.end(), [&](const TechniqueState& state) { return state.id == id && state.state == "allowed"; });
}

}  // namespace amends::negotiation_plan

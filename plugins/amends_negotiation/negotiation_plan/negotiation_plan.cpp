#include "negotiation_plan.hpp"

#include "checklist.hpp"
#include "explanation.hpp"
#include "kit/checked.hpp"
#include "kit/lists.hpp"
#include "kit/person.hpp"
#include "listening_reading.hpp"
#include "offers.hpp"
#include "plan_questions.hpp"
#include "plan_result.hpp"

namespace amends::negotiation_plan {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Reader;
using sdk::Severity;
using sdk::Texts;

/// What a purely rational list would miss here (catalogue 3.11.1).
std::vector<Texts> missed(const Context& context, const Facts& facts) {
  std::vector<Texts> out;
  const auto bank = context.call.pack("banks/scene");
  const auto say = [&](std::string_view code) {
    if (const auto text = coded(bank, "missed", code)) out.push_back(sdk::fill(*text, {{"band", called(facts.band)}, {"count", facts.same_matter}, {"need", called(facts.top_need)}}));
  };
  if (facts.band != "calm") say("feeling");
  if (facts.same_matter > 0) say("history");
  if (facts.top_need != "none" && facts.top_need != "compensation") say("need");
  if (out.empty()) say("none");
  return out;
}

Tolerance read_tolerance(const Context& context, const Facts& facts) {
  Tolerance out;
  out.value = tolerance({.emotion = facts.emotion, .broken_promises = facts.broken_promises, .unanswered = facts.unanswered, .same_matter = facts.same_matter});
  out.state = state_of(out.value);
  out.evidence = context.out.computation("tolerance", Object{{"emotion", facts.emotion}, {"broken_promises", facts.broken_promises}, {"unanswered", facts.unanswered}, {"same_matter", facts.same_matter}}, out.value);
  const bool near = out.value < kFragileLeast;
  context.out.finding({.code = "plan.tolerance",
                       .severity = near ? Severity::warn : Severity::info,
                       .text = sdk::fill(near ? Texts{"承受力{value}，{state}：不谈条件，不在电话里说坏消息，由负责人当面见。这是推断，可能有误。", "Tolerance {value}, {state}: no terms, no bad news by telephone, a senior person comes in person. This is an estimate and may be wrong."}
                                             : Texts{"承受力{value}，{state}。这是推断，可能有误。", "Tolerance {value}, {state}. This is an estimate and may be wrong."},
                                         {{"value", out.value}, {"state", called(out.state)}}),
                       .evidence = {out.evidence, facts.feeling_evidence, facts.history_evidence},
                       .rule = "catalogue 3.11.2"});
  if (near)
    context.out.task({.id = "senior_in_person", .kind = "visit", .owner_role = "supervisor", .due_at = std::nullopt, .title = {"承受力接近极限：请负责人当面倾听，先不谈条件", "Tolerance is near its limit: a senior person listens in person, without terms"}, .blocking = false});
  return out;
}

Acceptance read_acceptance(const Context& context, const Sums& sums) {
  Acceptance out;
  out.point_minor = acceptance_point(sums.sources);
  sdk::Array values;
  for (const auto& source : sums.sources) values.emplace_back(Object{{"kind", std::string(name(source.kind))}, {"minor", source.minor}, {"weight", weight(source.kind)}});
  out.evidence = context.out.computation("weighted lower median of the sources", Object{{"sources", std::move(values)}}, sdk::to_value(out.point_minor));
  if (!out.point_minor) {
    const auto path = !sums.own_floor ? "money.own_floor" : !sums.comparable_median ? "store_facts.comparable" : "money.loss_proved";
    context.out.insufficient(path, {"可接受点的来源不足两个，不作推算。", "The acceptance point has fewer than two sources and is not guessed."});
  }
  return out;
}

void say_listening(const Context& context, const Talk& talk) {
  static const std::pair<std::string_view, Texts> kWords[] = {{"selective", {"对方提出的要点回应不足八成（选择性倾听），请回头补上。", "Fewer than four fifths of their points were taken up (selective listening); go back to them."}},
                                                              {"subjective", {"出现评判对方的话（主观倾听），换成复述和提问。", "Judging phrases were used (subjective listening); paraphrase and ask instead."}},
                                                              {"talks_too_much", {"我方说话超过四成，多听少说。", "We talked more than two fifths of the time; listen more."}},
                                                              {"interrupts", {"有打断的情况，让对方把话说完。", "There were interruptions; let them finish."}},
                                                              {"leaves_questions", {"对方的问题还有没回答的，先回答再往下谈。", "Questions of theirs are unanswered; answer them first."}}};
  for (const auto verdict : verdicts(talk.counts))
    for (const auto& [code, text] : kWords)
      if (code == verdict) {
        auto evidence = talk.evidence;
        if (code == "subjective") evidence.insert(evidence.end(), talk.judging_evidence.begin(), talk.judging_evidence.end());
        context.out.finding({.code = "plan.listening." + std::string(code), .severity = Severity::warn, .text = text, .evidence = kit::once(evidence), .rule = "catalogue 3.11.1"});
      }
}

void say_review(const Context& context, const ReviewResult& review, const Acceptance& acceptance) {
  std::vector<Texts> list;
  for (const auto code : review.pass ? review.vouched : review.reasons) list.push_back(called(code));
  const auto evidence = std::vector<EvidenceId>{context.out.field("answers.qc_review.pass"), acceptance.evidence};
  if (!review.pass)
    context.out.finding({.code = "plan.qc_fail", .severity = Severity::warn, .text = sdk::fill({"可接受点的质控审查没有通过：{list}。", "The quality-control review has not passed: {list}."}, {{"list", kit::joined(list)}}), .evidence = evidence, .rule = "catalogue 3.11.2"});
  else if (!list.empty())
    context.out.finding({.code = "plan.qc_vouched", .text = {"质控审查由审查人确认通过；其中有的项目系统看不到，以审查人的话为准。", "The reviewer passed the review; some of its points the system cannot see and rests on the reviewer's word for."}, .evidence = evidence, .rule = "catalogue 3.11.2"});
}

Done read_done(const Context& context, const Facts& facts, const Sums& sums, const Acceptance& acceptance, const ReviewResult& review, const Spoken& spoken, const Persuasion& persuasion, const std::vector<sdk::Value>& non_money) {
  const auto& record = context.record;
  const auto ticked = [&](std::string_view field) { return record.flag_or("answers.plan_release." + std::string(field), false); };
  const auto filled = [&](std::string_view field) { return !sdk::is_blank(record.text_or("answers.plan_release." + std::string(field), "")); };
  const auto between = [](std::size_t count, std::size_t least, std::size_t most) { return count >= least && count <= most; };
  Done done{};
  const auto set = [&](Item item, bool holds) { done[static_cast<std::size_t>(item)] = holds; };
  set(Item::goal_range, sums.owed && sums.target && sums.limit);
  set(Item::entitlement_paid, ticked("entitlement_paid") || (sums.owed && (*sums.owed == 0 || sums.settled.value_or(-1) >= *sums.owed)));
  set(Item::merit_table, facts.merit != "unknown");
  set(Item::tolerance_acceptance, acceptance.point_minor.has_value());
  set(Item::qc_pass, review.pass);
  set(Item::accusation_audit, between(spoken.audit.size(), static_cast<std::size_t>(kAuditLeast), static_cast<std::size_t>(kAuditMost)));
  set(Item::labels, between(spoken.labels.size(), 3, 5));
  set(Item::questions, between(spoken.questions.size(), 3, 5));
  set(Item::persuasion, persuasion.complete());
  set(Item::options, facts.options.size() >= 2 || ticked("options_shown"));
  set(Item::non_money, !non_money.empty() || ticked("non_money"));
  set(Item::roles_place_time, filled("lead") && filled("listener") && filled("note_taker") && filled("place") && filled("time"));
  set(Item::exit_and_rights, ticked("exit_and_rights"));
  const auto signer = record.text_or("answers.plan_release.signed_by", ""), lead = record.text_or("answers.plan_release.lead", "");
  set(Item::compliance_signoff, ticked("compliance_signoff") && !kit::same_person(signer, lead));
  return done;
}

/// The options hold a line that pays what is owed, so its task is theirs.
bool options_pay(const Reader& record) {
  for (const auto& option : record.list("analysis.solution.options"))
    for (const auto& line : option.list("lines"))
      if (line.flag_or("owed", false) && line.has("amount")) return true;
  return false;
}

}  // namespace

NegotiationPlan::NegotiationPlan(const Reader& config) : unit_minor_(kit::in_range(config, "unit_minor", 100, 1, 1'000'000'000)), questions_most_(kit::in_range(config, "questions_most", static_cast<std::int64_t>(kQuestionsMost), static_cast<std::int64_t>(kQuestionsLeast), static_cast<std::int64_t>(kQuestionsMost))) {
  for (const auto& step : config.list("steps_bp")) {
    const auto* bp = step.value().if_int64();
    if (!bp) sdk::fail("error.bad_type", "a step is a whole number of basis points; correct it in the workflow's step", step.where());
    steps_bp_.push_back(*bp);
  }
  if (steps_bp_.empty()) steps_bp_.assign(kStepsDefault_bp.begin(), kStepsDefault_bp.end());
  if (fault_of({}, steps_bp_)) sdk::fail("error.range", "the steps of the ladder rise strictly from at least 5000 to exactly 10000, at most 12 of them; correct them in the workflow's step", config.path("steps_bp"));
}

void NegotiationPlan::handle(const sdk::Call& call, sdk::Envelope& out) {
  const Context context{call, call.record(), out};
  // Evidence is numbered as it is found, so the order of the steps is part of the answer.
  const auto facts = read_facts(context);
  const auto sums = read_sums(context);
  const auto scene = read_scene(context, facts);
  const auto mode = mode_of(facts.band, facts.same_matter, facts.top_need);
  const auto missing = missed(context, facts);
  const auto talk = read_talk(context, facts);
  const auto stairway = climb(talk.proof);
  const auto limit = read_tolerance(context, facts);
  const auto acceptance = read_acceptance(context, sums);
  say_listening(context, talk);

  Spoken spoken;
  spoken.audit = audit(context, facts);
  const auto review = read_review(context, sums, facts.safety == "none" ? std::optional(static_cast<std::int64_t>(spoken.audit.size())) : std::nullopt);
  say_review(context, review, acceptance);
  const auto offers = read_offers(context, facts, sums, review, limit.value, {unit_minor_, steps_bp_});

  const bool near_break = limit.value < kFragileLeast;
  const bool influence_open = stairway.influence_open && !near_break && facts.safety == "none";
  const auto techniques = read_techniques(context, offers.signs, {.facts_evidenced = !offers.sums_missing, .can_refuse = true, .same_for_similar = offers.alike, .plain_words = true, .signs = {}});
  spoken.labels = release(context, labels(context, facts, scene), techniques, facts, influence_open);
  spoken.questions = release(context, questions(context, facts, questions_most_), techniques, facts, influence_open);
  spoken.audit_lines = release(context, audit_lines(spoken.audit), techniques, facts, influence_open);
  const auto sides = persuasion(context, facts, sums, scene);
  spoken.persuasion_lines = release(context, persuasion_lines(sides), techniques, facts, influence_open);
  const auto non_money = non_money_items(context, facts);
  const auto done = read_done(context, facts, sums, acceptance, review, spoken, sides, non_money);
  const auto list = assess(done, !offers.ladder.rungs.empty());
  const bool ladder_allowed = technique_allows(techniques, "ladder");
  const bool offers_open = influence_open && list.released && ladder_allowed;
  const auto ready = ready_rung(offers, offers_open);
  const bool counter = offers.counter && offers.counter->outcome != CounterOutcome::accept;
  spoken.lines = release(context, scripts(context, facts, sums, scene, {.influence_open = influence_open, .near_break = near_break, .agreed = talk.proof.agreed, .counter = counter, .ready = ready}), techniques, facts, influence_open);

  ask(context, facts, sums, offers, talk, stairway);
  // Where the options stand, the payment is a line of theirs with a date of its own: one debt, one task.
  if (!options_pay(context.record) && sums.owed && *sums.owed > 0 && !done[static_cast<std::size_t>(Item::entitlement_paid)])
    out.task({.id = "pay_entitlement", .kind = "payment", .owner_role = "handler", .due_at = std::nullopt, .title = {"先付清应付部分，不附任何条件", "Pay what is owed first and without conditions"}, .blocking = false});
  const Plan plan{.facts = facts, .sums = sums, .scene = scene, .talk = talk, .stairway = stairway, .tolerance = limit, .acceptance = acceptance, .review = review, .offers = offers, .techniques = techniques, .spoken = spoken, .persuasion = sides, .done = done, .checklist = list, .mode = mode, .missed = missing, .non_money = non_money, .influence_open = influence_open, .offers_open = offers_open};
  write(context, plan);
  explain(context, plan);
}

}  // namespace amends::negotiation_plan

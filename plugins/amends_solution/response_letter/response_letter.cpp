#include "response_letter.hpp"

#include <algorithm>
#include <array>

#include "compose.hpp"
#include "kind.hpp"
#include "kit/checked.hpp"
#include "kit/lists.hpp"
#include "release.hpp"
#include "sdk/sdk.hpp"

namespace amends::letter {
namespace {

using sdk::Array;
using sdk::EvidenceId;
using sdk::Object;
using sdk::Texts;
using sdk::Value;

constexpr std::size_t kCitedMax = 4;

Value pick(const Texts& text, std::string_view language) { return sdk::to_value(language == "zh" ? text.zh : text.en); }

/// What the letter states rests on evidence (guardrail G1): the day of the receipt, the days that tasks and clocks carry, the terms of the options.
EvidenceId dates_of(sdk::Envelope& out, const Facts& facts, const Letter& letter) {
  Array days, terms;
  const auto add = [&](const matter::Day& day) {
    const auto text = matter::written(day);
    days.push_back(Object{{"zh", text.zh}, {"en", text.en}});
  };
  add(facts.today);
  add(facts.received);
  for (const auto& day : letter.carried) add(day);
  for (const auto& day : facts.clock_days) add(day);
  if (facts.update) add(facts.update->last);
  for (const auto& option : facts.options)
    for (const auto& step : option.steps)
      if (step.within != "today" && std::find(terms.begin(), terms.end(), Value(step.within)) == terms.end()) terms.push_back(Value(step.within));
  return out.computation("days and terms that the letter may state", Object{{"days", std::move(days)}, {"terms", std::move(terms)}}, pick(matter::written(facts.today), facts.language));
}

void say(sdk::Envelope& out, const std::vector<CheckResult>& checks, const EvidenceId& sum) {
  for (const auto& one : checks) {
    if (one.passed) continue;
    out.finding({.code = one.code, .severity = sdk::Severity::block, .text = sdk::fill({"{text}。", "{text}."}, {{"text", one.text}}), .evidence = {one.found.is_null() ? sum : out.computation("check of the letter", Object{{"check", one.id}}, one.found)}, .rule = "catalogue 3.21#" + one.id});
  }
}

bool failed(const std::vector<CheckResult>& checks, std::string_view id) {
  return std::any_of(checks.begin(), checks.end(), [&](const CheckResult& one) { return one.id == id && !one.passed; });
}

Texts failures(const std::vector<CheckResult>& checks) {
  std::vector<Texts> out;
  for (const auto& one : checks)
    if (!one.passed) out.push_back(one.text);
  Texts text;
  for (const auto& one : out) {
    text.zh += (text.zh.empty() ? "" : "；") + one.zh;
    text.en += (text.en.empty() ? "" : "; ") + one.en;
  }
  return text;
}

void ask(sdk::Envelope& out, const Facts& facts, const std::vector<CheckResult>& checks, const Settings& settings) {
  if (all_pass(checks)) {
    if (!facts.signed_ && settings.asks_for_signature)
      out.question({.id = "signer", .form_name = "signer", .fields = {"decision", "name", "position", "comment", "reason"}, .to_role = "supervisor", .reason = {"答复信已经通过全部检查，请阅读后签发；签发人不是经办人。", "The letter has passed all checks. Please read it and sign it; the signer is not the officer."}, .blocking = true});
    return;
  }
  if (failed(checks, "refusal_reasons"))
    out.question({.id = "refusal_reason", .form_name = "refusal_reason", .fields = {"clause", "fact", "plain_reason", "reason"}, .to_role = "handler", .reason = {"有的要求不能支持，信里必须写明依据、事实和原因，请填写。", "A demand is refused, and the letter must name the rule, the fact and the reason. Please fill them in."}, .blocking = true});
  out.question({.id = "letter_details", .form_name = "letter_details", .fields = {"kind", "missing", "extension_reason", "body", "body_contact", "reason"}, .to_role = "handler",
                .reason = sdk::fill({"信还不能发出：{list}。请补齐后再出信；时限照常计算。", "The letter cannot go out yet: {list}. Please put it right; the clock runs on."}, {{"list", failures(checks)}}), .blocking = !failed(checks, "refusal_reasons")});
}

void write(sdk::Envelope& out, const Facts& facts, const Letter& letter, const std::vector<CheckResult>& checks) {
  Array blocks, results, answers;
  for (const auto& block : letter.blocks) blocks.push_back(Object{{"id", block.id}, {"text", block.text}});
  for (const auto& one : checks) results.push_back(Object{{"id", one.id}, {"passed", one.passed}, {"text", sdk::to_json(one.text)}});
  for (const auto& reply : letter.replies) answers.push_back(Object{{"demand", reply.demand}, {"finding", reply.finding}, {"decision", reply.decision}});
  const auto language = facts.language;
  out.set("letter", Object{{"kind", letter.kind},
                           {"lang", sdk::to_value(language)},
                           {"title", pick(letter.title, language)},
                           {"subject", pick(letter.subject, language)},
                           {"head", Object{{"institution", pick(facts.institution, language)}, {"unit", pick(facts.unit, language)}, {"contact", pick(facts.handler_contact, language)}}},
                           {"number", facts.case_id},
                           {"date", pick(matter::written(facts.today), language)},
                           {"recipient", facts.recipient.empty() ? Value(nullptr) : Value(facts.recipient)},
                           {"blocks", std::move(blocks)},
                           {"text", letter.text}});
  out.set("checks", std::move(results));
  out.set("release_ready", all_pass(checks));
  out.set("signed", facts.signed_ && all_pass(checks));
  out.set("answers", std::move(answers));
}

void explain(sdk::Envelope& out, const Facts& facts, const Letter& letter, const std::vector<CheckResult>& checks, const EvidenceId& sum) {
  std::vector<EvidenceId> from;
  if (facts.matter) from.push_back(out.field(facts.matter->merit_path));
  if (facts.has_solution) from.push_back(out.field("analysis.solution.approval"));
  if (from.empty()) from.push_back(out.field("analysis.verify.case_merit"));
  out.explain({"起草的是{title}。", "The draft is: {title}."}, {{"title", letter.title}}, from);
  if (facts.matter && decides(letter.kind)) {
    std::vector<Texts> titles;
    for (const auto& demand : facts.matter->demands) titles.push_back(matter::kind_title(demand.kind));
    out.explain({"它答复：{list}。", "It answers: {list}."}, {{"list", kit::joined(titles)}}, kit::once({out.field("demand"), from.front()}, kCitedMax));
  }
  if (all_pass(checks)) out.explain({"检查全部通过，可以送签。", "All checks pass; it may be signed."}, {}, {sum});
  else out.explain({"还不能发出：{list}。", "It cannot go out yet: {list}."}, {{"list", failures(checks)}}, {sum});
  if (facts.signed_ && all_pass(checks)) out.explain({"签发人：{name}。", "Signed by {name}."}, {{"name", facts.signer}}, {out.answer("answers.signer.decision")});
}

}  // namespace

ResponseLetter::ResponseLetter(const sdk::Reader& config) {
  std::vector<std::string_view> kinds(kKinds.begin(), kKinds.end());
  kinds.push_back("auto");
  settings_.kind = std::string(kit::one_of(config, "kind", kinds, "auto"));
  settings_.asks_for_signature = kit::asks_for_sign_off(config);
  settings_.update_within = std::string(config.text_or("update_within", "5wd"));
}

void ResponseLetter::handle(const sdk::Call& call, sdk::Envelope& out) {
  const auto facts = read_facts(call, out, settings_);
  const auto letter = compose(call, facts);
  const auto sum = dates_of(out, facts, letter);
  const auto checks = check(call, facts, letter);
  say(out, checks, sum);
  if (letter.names_update && facts.update)
    out.task({.id = "update", .kind = "update", .owner_role = "handler", .due_at = facts.update->due_at, .title = {"向客户说明进展", "Tell the customer where it stands"}, .blocking = false});
  ask(out, facts, checks, settings_);
  write(out, facts, letter, checks);
  explain(out, facts, letter, checks, sum);
}

}  // namespace amends::letter

#include "safety.hpp"

#include <optional>

#include "due.hpp"
#include "kit/safety.hpp"

namespace amends::intake {
namespace {

using sdk::Reader;
using sdk::Texts;

/// Lists the institution's emergency contacts and answers them as people read them.
Texts add_contacts(const Context& context, Safety& safety) {
  Texts numbers;
  for (const auto& contact : Reader(context.received.institution).list("safety_contacts")) {
    safety.contacts.push_back(contact.value());
    const auto name = contact.texts("name").value_or(Texts{});
    const auto number = std::string(contact.text_or("number", ""));
    numbers.zh += (numbers.zh.empty() ? "" : "、") + name.zh + number;
    numbers.en += (numbers.en.empty() ? "" : ", ") + name.en + " " + number;
  }
  return numbers;
}

void call_for_help(const Context& context, bool is_explicit, const Texts& numbers) {
  auto& out = context.out;
  out.script({.id = "safety",
              .moment = "safety",
              .text = sdk::fill({"我听到您现在很难受。您的安全最重要，我在这里陪您，不会挂断。您身边有人吗？如果有紧急危险，请马上联系：{numbers}。", "I hear how hard this is for you. Your safety comes first; I stay with you and will not hang up. Is somebody with you? In immediate danger please call: {numbers}."}, {{"numbers", numbers}}),
              .why = {"先确认人身安全，不争论，不让当事人独自一人。", "Safety is made sure of first: no argument, and nobody is left alone."},
              .forbidden_variants = {}});
  const auto due = due_from(context, context.call.now().value_or(context.received.at), context.config.safety_within, "safety");
  out.task({.id = "safety",
            .kind = is_explicit ? "safety" : "stage",
            .owner_role = "crisis_trained",
            .due_at = due ? std::optional(due->due_at) : std::nullopt,
            .title = {"确认人身安全：立即联系，按安全流程填写", "Make sure of personal safety: make contact at once and follow the safety protocol"},
            .blocking = is_explicit,
            .form = "safety_protocol"});
}

}  // namespace

Safety read_safety(const Context& context) {
  auto& out = context.out;
  const auto& record = context.record;
  Safety found;
  found.self_harm = std::string(kit::stronger(record.text_or("flags.safety.self_harm", "none"), "none"));
  found.violence = std::string(kit::stronger(record.text_or("flags.safety.violence", "none"), "none"));
  std::vector<sdk::EvidenceId> evidence;
  for (const auto* path : {"flags.safety.self_harm", "flags.safety.violence"})
    if (record.text_or(path, "none") != "none") evidence.push_back(out.field(path));
  for (const auto& hit : context.call.match("lex/safety", context.received.documents).hits) {
    const Reader row(hit.row);
    const auto kind = row.text_or("kind", "none"), degree = row.text_or("degree", "veiled");
    if (kind != "self_harm" && kind != "violence") continue;
    if (hit.counts) ++found.hits;
    auto& flag = kind == "self_harm" ? found.self_harm : found.violence;
    flag = std::string(kit::stronger(flag, degree));
    found.in_texts = true;
    if (evidence.size() < kMarksMax) evidence.push_back(out.span(hit, "safety " + std::string(kind) + " " + std::string(degree)));
  }
  const auto degree = kit::stronger(found.self_harm, found.violence);
  if (degree == "none") return found;
  found.evidence = evidence;
  const auto numbers = add_contacts(context, found);
  const bool is_explicit = degree == "explicit";
  found.answered = record.has("answers.safety_protocol");
  const Texts sign = found.self_harm == degree && found.violence == degree ? Texts{"自伤和伤人", "self-harm and violence"} : found.self_harm == degree ? Texts{"自伤", "self-harm"} : Texts{"伤人", "violence"};
  out.finding({.code = is_explicit ? "safety.explicit" : "safety.veiled",
               .severity = is_explicit ? sdk::Severity::block : sdk::Severity::warn,
               .text = sdk::fill(found.answered ? Texts{"有{sign}的{degree}表示，安全流程已经填写：后续联系仍以人身安全为先。紧急联系：{numbers}。", "A sign of {sign} ({degree}), and the safety protocol is filled in: safety still comes first in every contact. Emergency contacts: {numbers}."}
                                 : is_explicit ? Texts{"有{sign}的明确表示：先保人身安全，停止协商，由受过训练的人立即联系。紧急联系：{numbers}。", "An explicit sign of {sign}: safety first, no bargaining, a trained person makes contact at once. Emergency contacts: {numbers}."}
                                             : Texts{"有{sign}的隐约表示：由受过训练的人尽快联系。紧急联系：{numbers}。", "A veiled sign of {sign}: a trained person makes contact soon. Emergency contacts: {numbers}."},
                                 {{"sign", sign}, {"degree", is_explicit ? Texts{"明确", "explicit"} : Texts{"隐约", "veiled"}}, {"numbers", numbers}}),
               .evidence = std::move(evidence),
               .rule = "catalogue 0.4 G10"});
  if (found.answered) (void)out.answer("answers.safety_protocol");
  else call_for_help(context, is_explicit, numbers);
  return found;
}

void propose_safety(const Context& context, const Safety& safety) {
  if (!safety.in_texts) return;
  if (safety.self_harm != "none") context.out.fact("flags.safety.self_harm", sdk::Value(safety.self_harm), safety.evidence);
  if (safety.violence != "none") context.out.fact("flags.safety.violence", sdk::Value(safety.violence), safety.evidence);
}

}  // namespace amends::intake

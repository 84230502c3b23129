#include "acknowledgement.hpp"

#include <string>
#include <string_view>

#include "due.hpp"
#include "kit/lists.hpp"
#include "kit/organisation.hpp"

namespace amends::intake {
namespace {

using sdk::Object;
using sdk::Reader;
using sdk::Texts;

constexpr std::string_view kLetters = "letters/acknowledgement";

/// The blocks of a letter, a line each, with their slots.
Texts pattern_of(const sdk::Call& call, std::string_view id) {
  std::optional<Texts> pattern;
  const auto pack = call.pack(kLetters);
  for (const auto& letter : pack.list("letters")) {
    if (letter.text_or("id", "") != id) continue;
    pattern.emplace();
    for (const auto& block : letter.list("blocks")) {
      const auto text = block.texts("text").value_or(Texts{});
      pattern->zh += (pattern->zh.empty() ? "" : "\n") + text.zh;
      pattern->en += (pattern->en.empty() ? "" : "\n") + text.en;
    }
  }
  if (!pattern) sdk::fail("error.pack_invalid", "the letters have no '" + std::string(id) + "'; add it", std::string(kLetters));
  return *std::move(pattern);
}

/// The rights that hold for everybody; the others depend on facts that intake does not have.
Texts rights_text(const Context& context) {
  Texts out;
  for (const auto& right : kit::rights(context.call, Reader(context.received.institution).text_or("jurisdiction", ""))) {
    if (right.only_when != "always") continue;
    out.zh += right.text.zh;
    out.en += (out.en.empty() ? "" : " ") + right.text.en;
  }
  return out;
}

/// Where the unit is reached, in brackets; nothing where org does not say.
Texts contact_text(const Reader& unit) {
  std::vector<Texts> parts;
  if (auto desk = unit.texts("contact.desk")) parts.push_back(*std::move(desk));
  if (const auto phone = unit.text("contact.phone")) parts.push_back(sdk::fill({"电话{number}", "telephone {number}"}, {{"number", std::string(*phone)}}));
  if (const auto email = unit.text("contact.email")) parts.push_back(sdk::fill({"电子邮件{address}", "e-mail {address}"}, {{"address", std::string(*email)}}));
  return parts.empty() ? Texts{} : sdk::fill({"（{parts}）", " ({parts})"}, {{"parts", kit::joined(parts)}});
}

/// The institution and the unit that handles the case, with its contact. Nobody is assigned yet, so no person is named.
Texts handler_text(const Context& context) {
  const Reader institution(context.received.institution);
  auto out = institution.texts("name").value_or(Texts{});
  for (const auto& unit : institution.list("units"))
    if (unit.text_or("id", "") == context.record.text_or("case.unit", "")) {
      const auto name = unit.texts("name").value_or(Texts{});
      const auto contact = contact_text(unit);
      out.zh += name.zh + contact.zh;
      out.en += ", " + name.en + contact.en;
    }
  return out;
}

/// By when the decision is told: the first date, and the one that holds if the matter turns out to be complex. The regulator's own date goes before both.
struct Promise {
  Texts first;
  std::optional<Texts> later;
};
std::optional<Promise> promise_of(const std::vector<Clock>& clocks) {
  const auto* decide = clock_of(clocks, "decide");
  const auto* regulator = clock_of(clocks, "regulator");
  if (!decide) return std::nullopt;
  const bool capped = regulator && regulator->due_at <= decide->due_at;
  Promise out{.first = capped ? regulator->when : decide->when, .later = std::nullopt};
  if (capped || !decide->later_at) return out;
  out.later = regulator && regulator->due_at < *decide->later_at ? regulator->when : decide->later_when;
  return out;
}

Texts step_text(const Context& context, const std::vector<Clock>& clocks) {
  const auto promise = promise_of(clocks);
  if (!promise) return {"核对您反映的情况并向您说明。", "we check what you told us and explain it to you."};
  if (!promise->later) return sdk::fill({"核对您反映的情况，最迟于{date}告知处理决定。", "we check what you told us and tell you our decision by {date}."}, {{"date", promise->first}});
  // What the letter states rests on evidence (guardrail G1).
  (void)context.out.computation("date of the decision if the matter is complex", Object{{"rule", clock_of(clocks, "decide")->rule}}, Object{{"zh", promise->later->zh}, {"en", promise->later->en}});
  return sdk::fill({"核对您反映的情况。情况清楚的，最迟于{date}告知处理决定；情况复杂的，最迟于{later}告知，并向您说明原因。", "we check what you told us and tell you our decision by {date}. If the matter turns out to be complex, you have it by {later}, and we tell you why."},
                   {{"date", promise->first}, {"later", *promise->later}});
}

/// null when a part of the letter is missing: a letter with gaps is not written.
sdk::Value letter_text(const Context& context, std::string_view id, const std::vector<Clock>& clocks) {
  const auto pattern = pattern_of(context.call, id);
  const auto& length = context.config.update_within;
  const auto update = due_from_receipt(context, length, "update");
  const auto rights = rights_text(context);
  const auto contact = handler_text(context);
  if (!update || rights.zh.empty() || contact.zh.empty()) {
    context.out.finding({.code = "ack.text_missing",
                         .severity = sdk::Severity::warn,
                         .text = {"受理确认有空缺（进展日期、权利告知或联系人），暂不生成；请补充资料包后重跑，或由经办人手写。", "The acknowledgement lacks a date, the rights or a contact and was not written; complete the packs, or write it by hand."},
                         .evidence = {context.out.field("case.institution"), context.out.field("channel.received_at")},
                         .rule = std::string(kLetters)});
    return nullptr;
  }
  // What the letter states rests on evidence (guardrail G1).
  (void)context.out.computation("next update to the complainant", Object{{"starts_at", sdk::format_instant(context.received.at)}, {"length", length}},
                                Object{{"due_at", sdk::format_instant(update->due_at)}, {"zh", update->text.zh}, {"en", update->text.en}});
  const auto step = step_text(context, clocks);
  const auto number = context.record.text_or("case.id", context.call.case_id());
  try {
    return sdk::to_json(sdk::fill(pattern, {{"case_id", std::string(number)}, {"handler_contact", contact}, {"next_step", step}, {"next_update", update->text}, {"rights", rights}}));
  } catch (const sdk::Failure&) {
    sdk::fail("error.pack_invalid", "the letter '" + std::string(id) + "' has a slot that intake does not fill; use case_id, handler_contact, next_step, next_update and rights", std::string(kLetters));
  }
}

}  // namespace

Object acknowledge(const Context& context, std::optional<bool> complaint, const std::vector<Clock>& clocks) {
  const auto& record = context.record;
  const bool possible = context.received.can_be_answered();
  const bool enquiry = complaint == false;
  const auto letter = enquiry ? "enquiry.receipt" : possible ? "ack.full" : "ack.no_contact";
  Object out{{"text", letter_text(context, letter, clocks)}, {"due_at", nullptr}, {"sent_at", nullptr}};
  const auto* running = clock_of(clocks, "acknowledge");
  if (running) out["due_at"] = sdk::format_instant(running->due_at);
  if (const auto sent = record.instant("answers.ack_sent.sent_at"); sent && record.text_or("answers.ack_sent.how", "") != "not_possible") out["sent_at"] = sdk::format_instant(*sent);
  if (!possible) {
    const auto& complainant = context.received.complainant;
    context.out.finding({.code = "ack.impossible",
                         .text = {"匿名且没有联系方式，无法发出受理确认；投诉照常办理。", "Anonymous and without a contact: no acknowledgement can be sent; the complaint is handled all the same."},
                         .evidence = {context.out.field(complainant.empty() ? "parties" : complainant + ".anonymous")},
                         .rule = "catalogue 3.1"});
    return out;
  }
  if (enquiry || record.has("answers.ack_sent")) return out;
  context.out.task({.id = "ack",
                    .kind = "acknowledge",
                    .owner_role = "handler",
                    .due_at = running ? std::optional(running->due_at) : std::nullopt,
                    .title = {"发出受理确认", "Send the acknowledgement"},
                    .blocking = false,
                    .form = "ack_sent",
                    .meets = {"acknowledge"}});
  return out;
}

}  // namespace amends::intake

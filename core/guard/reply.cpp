#include "guard/reply.hpp"

#include <algorithm>

#include "guard/actions.hpp"
#include "guard/rights.hpp"
#include "support/utf8.hpp"
#include "text/normalise.hpp"

namespace amends::guard {
namespace {

constexpr std::string_view kDecision = "answers.officer_decision.";

std::string_view decision_of(const json::Value* record) { return record ? json::text_at(*record, std::string(kDecision) + "decision") : std::string_view{}; }

/// Forms whose words are for everybody, and the kind of message that a step sends to everybody. A reply may name its own customer's number; a statement names nobody's (G11).
bool speaks_in_public(std::string_view form) noexcept { return form == "statement_proposal" || form == "statement_release" || form == "statement"; }

/// A demand was refused in whole or in part (catalogue 0.4, G8: every refusal or final answer).
bool refuses(const json::Value* record) {
  const auto decision = decision_of(record);
  return decision == "not_upheld" || decision == "partly_upheld";
}

/// The contact was no complaint: its answer is no final answer in the sense of G8.
bool is_enquiry(const json::Value* record) {
  if (!record) return false;
  if (json::text_at(*record, "case.kind") == "enquiry" || decision_of(record) == "answered_enquiry") return true;
  const auto* complaint = json::find(*record, "analysis.intake.is_complaint");
  return complaint && complaint->is_bool() && !complaint->get_bool();
}

/// "300.00 CNY" with the digits that the packs give the currency.
std::string shown(const Money& sum, const text::MoneyContext& context) {
  const auto known = context.digits.find(sum.currency.code());
  return format_minor(sum.minor, known == context.digits.end() ? kMinorDigitsDefault : known->second) + " " + std::string(sum.currency.code());
}

/// A text that states sums in the currency of the decision, and not the sum that was granted. A text without a sum promises none, and "about" is no sum.
std::optional<Action> other_sum(std::string_view text, const ReplyContext& reply, const std::string& where) {
  if (!reply.numbers || !reply.context.record) return std::nullopt;
  const auto decision = decision_of(reply.context.record);
  const auto* granted = json::find(*reply.context.record, std::string(kDecision) + "amount");
  if ((decision != "upheld" && decision != "partly_upheld") || !granted || !granted->is_object()) return std::nullopt;
  const auto due = money_from_json(*granted);
  if (!due) return std::nullopt;
  const auto normalised = text::normalise(text);
  if (!normalised) return std::nullopt;
  const text::MoneyFact* stated = nullptr;
  const auto sums = reply.numbers->money(*normalised, reply.money);
  for (const auto& sum : sums) {
    if (sum.approx || sum.currency != due->currency) continue;
    if (sum.minor == due->minor) return std::nullopt;
    if (!stated) stated = &sum;
  }
  if (!stated) return std::nullopt;
  const auto sum = shown(*due, reply.money);
  auto act = make_action("G6", "reply.other_sum", "blocked", where, "答复写了金额，但没有写决定给付的金额（" + sum + "）；应当给付的部分全额、无条件写明。",
                  "The text states a sum and not the one that was decided (" + sum + "); what is owed is named in full and without conditions.");
  act.start = stated->span.start;
  act.end = stated->span.end;
  act.quote = utf8::encode(std::u32string_view(normalised->original).substr(static_cast<std::size_t>(stated->span.start), static_cast<std::size_t>(stated->span.end - stated->span.start)));
  return act;
}

}  // namespace

std::vector<Action> check_reply(const Guard& guard, const json::Value& answer, const ReplyContext& reply) {
  std::vector<Action> out;
  const auto prefix = "answers." + std::string(reply.form) + ".";
  const bool is_final = json::bool_at(answer, "final");
  const auto* included = json::find(answer, "rights_included");
  const bool rights = (is_final || (included && refuses(reply.context.record))) && !is_enquiry(reply.context.record);
  if (rights && included && !json::bool_at(answer, "rights_included"))
    out.push_back(make_action("G8", "rights.not_included", "blocked", prefix + "rights_included", "拒绝或最终答复没有写明救济途径和期限；须写明核查、调解、仲裁（有约定时）、监管和诉讼途径。",
                       "A refusal or final reply carries the notice of rights; it names review, mediation, arbitration if agreed, regulator and court with their time limits."));
  for (const auto& field : reply.texts) {
    const auto text = json::text_at(answer, field);
    if (text.empty()) continue;  // said in person: the officer answers for it
    const auto where = prefix + field;
    for (auto& action : guard.check_text(text, {}, reply.context)) {
      action.where = where;
      if (action.guard == "G11") {
        const bool in_public = speaks_in_public(reply.form);
        action.action = in_public ? "blocked" : "flagged";
        action.message = in_public ? json::bilingual("公开的文字不得含有个人号码，请删去。", "Public words hold no personal number; take it out.")
                                   : json::bilingual("文本含有个人号码；对外文本只保留必要的信息。", "The text holds a personal number; what leaves carries only the data that is needed.");
      } else if (action.action == "rewritten") {
        action.action = "blocked";  // a person's words are not rewritten
      }
      out.push_back(std::move(action));
    }
    for (auto& action : guard.check_grounds(text, reply.context)) {
      action.where = where;
      out.push_back(std::move(action));
    }
    if (rights)
      for (auto& action : check_rights(text, {}, rights_needed(reply.context.record), where)) {
        action.action = "blocked";
        out.push_back(std::move(action));
      }
    if (auto sum = other_sum(text, reply, where)) out.push_back(std::move(*sum));
  }
  return out;
}

bool breaks(const Action& action) noexcept { return action.action == "blocked"; }

std::string sentence(const Action& action, std::string_view language) {
  const bool zh = language == "zh";
  std::string out = action.guard;
  if (!action.quote.empty()) out += zh ? "「" + action.quote + "」" : " \"" + action.quote + "\"";
  return out + (zh ? "：" : ": ") + std::string(json::in_language(&action.message, language));
}

}  // namespace amends::guard

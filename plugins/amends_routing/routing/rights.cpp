#include "rights.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace amends::routing {
namespace {

using sdk::Array;
using sdk::EvidenceId;
using sdk::Object;
using sdk::Reader;
using sdk::Texts;
using sdk::Value;

constexpr std::string_view kNotice = "rights/notice";

/// The institution's row of org; the first row when the record names none, as the runtime does it.
std::optional<Reader> institution(const sdk::Call& call) {
  if (auto row = kit::institution(call, call.institution())) return row;
  return call.institution().empty() ? kit::first_institution(call) : std::nullopt;
}

/// False only when the unit is known to be the top: a right is not left out because a unit is not listed.
bool may_have_superior(const Reader& organisation, std::string_view unit_id) {
  for (const auto& unit : organisation.list("units"))
    if (unit.text_or("id", "") == unit_id) return unit.has("superior");
  return true;
}

}  // namespace

Rights read_rights(const sdk::Call& call, const Facts& facts) {
  const auto organisation = institution(call);
  Rights out;
  if (organisation) out.jurisdiction = std::string(organisation->text_or("jurisdiction", ""));
  out.items = kit::rights(call, out.jurisdiction);
  std::erase_if(out.items, [&](const kit::Right& right) {
    return (right.only_when == "arbitration.agreed" && facts.arbitration != "yes") ||
           (right.only_when == "unit.has_superior" && organisation && !may_have_superior(*organisation, call.record().text_or("case.unit", "")));
  });
  return out;
}

Array mediation_kit(sdk::Envelope& out, const std::vector<Matched>& matched, const Rights& rights, const Facts& facts) {
  Array items;
  if (std::none_of(matched.begin(), matched.end(), [](const Matched& one) { return one.row.route == "mediation"; })) return items;
  const auto item = [&](std::string_view id, const Texts& text, std::string_view state, const std::vector<EvidenceId>& evidence) {
    items.push_back(Object{{"id", sdk::to_value(id)}, {"text", sdk::to_json(text)}, {"state", sdk::to_value(state)}, {"evidence", Array(evidence.begin(), evidence.end())}});
  };
  item("consent", {"双方的同意，自愿且可随时退出", "Consent of both sides, voluntary and open to withdrawal at any time"}, facts.consent_refused ? "refused" : facts.consent_answered ? "given_by_one_side" : "open",
       facts.consent_answered ? std::vector<EvidenceId>{out.answer("answers.mediation_consent.consent"), out.answer("answers.mediation_consent.party")} : std::vector<EvidenceId>{out.field("route_facts.both_willing")});
  item("facts_list", {"双方认可的事实和有争议的事实清单", "List of the facts that are agreed and those in dispute"}, "open", {out.field("route_facts.facts_agreed")});
  item("offers", {"迄今的方案，仅在双方都同意时提供", "Offers made so far, only if both sides agree to share them"}, "open", {});
  // The notice of rights of the place names the law and, where there is one, the court's confirmation and the fee.
  std::vector<EvidenceId> law;
  Texts basis{"写明适用的法律或规则", "Name the law or rule that applies"};
  for (const auto& right : rights.items)
    if (right.route == "mediation") {
      basis = right.text;
      law.push_back(out.computation(kNotice, Object{{"item", right.id}, {"rule", right.rule}}, Value(right.rule)));
    }
  const std::string_view named = law.empty() ? "open" : "named";
  item("legal_basis", basis, named, law);
  item("representative", {"到场人员及其授权范围", "Who attends, with authority to settle"}, "open", {});
  item("fee", {"免费，或事先写明费用", "No fee, or a fee stated beforehand"}, named, law);
  item("enforceability", {"达成协议后如何确认效力，有司法确认的写明期限", "How an agreement becomes enforceable, with the time limit of a court's confirmation where there is one"}, named, law);
  return items;
}

Notice rights_notice(const sdk::Call& call, sdk::Envelope& out, const Rights& rights) {
  Notice notice;
  if (rights.items.empty()) {
    notice.sum = out.computation(kNotice, Object{{"institution", sdk::to_value(call.institution())}, {"jurisdiction", rights.jurisdiction}}, nullptr);
    out.finding({.code = "rights_notice_missing",
                 .severity = sdk::Severity::warn,
                 .text = {"没有本机构所在地的救济途径告知内容；请在rights/notice和org中补充后再发出答复。", "There is no notice of rights for the institution's place; add it to rights/notice and org before an answer is sent."},
                 .evidence = {notice.sum},
                 .rule = std::string(kNotice)});
    return notice;
  }
  Texts text;
  Array list;
  Object operands;
  std::int64_t number = 0;
  for (const auto& right : rights.items) {
    const auto mark = std::to_string(++number) + ". ";
    text.zh += (text.zh.empty() ? "" : "\n") + mark + right.text.zh;
    text.en += (text.en.empty() ? "" : "\n") + mark + right.text.en;
    list.push_back(Object{{"id", right.id}, {"route", right.route}, {"rule", right.rule}, {"verify", right.verify}});
    operands[right.id] = right.rule;
  }
  notice.sum = out.computation(kNotice, std::move(operands), Value(rights.jurisdiction));
  notice.whole = Object{{"zh", text.zh}, {"en", text.en}, {"jurisdiction", rights.jurisdiction}, {"items", std::move(list)}};
  return notice;
}

}  // namespace amends::routing

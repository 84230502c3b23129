// G13: a script by a technique appears only where that technique may be used. The register (banks/techniques) says which need care and which signs bar them; the
// stage says in result.techniques what its ethics check found. What the guard can see itself, it does not take from the stage.
#include <algorithm>
#include <optional>

#include "guard/enforce.hpp"

namespace amends::guard {
namespace {

/// What the stage's ethics check says of a technique, over all rows that name it: one refusal counts, whatever another row says.
struct Verdict {
  bool checked = false, refused = false;
  json::Value note;  ///< {zh, en}; null when it is not there in both languages
};

Verdict verdict_of(const json::Value& envelope, std::string_view id) {
  Verdict out;
  for (const auto& row : json::list_at(envelope, "result.techniques")) {
    if (json::text_at(row, "id") != id) continue;
    const auto* allowed = json::find(row, "allowed");
    const bool says = allowed && allowed->is_bool();
    const bool refuses = says && !allowed->get_bool();
    if (out.refused && !refuses) continue;
    out.checked = out.checked || says;
    out.refused = out.refused || refuses;
    if (const auto* note = json::find(row, "ethics_note"); note && !json::text_at(*note, "zh").empty() && !json::text_at(*note, "en").empty()) out.note = *note;
  }
  return out;
}

/// The reason and what to do instead, in both languages. `detail`, `safe_form`: {zh, en} or null.
json::Value told(std::string_view zh, std::string_view en, const json::Value& detail, const json::Value& safe_form) {
  const auto sentence = [&](std::string_view reason, std::string_view language, std::string_view separator, std::string_view end, std::string_view instead) {
    std::string out(reason);
    if (const auto more = json::text_at(detail, language); !more.empty()) out += std::string(separator) + std::string(more);
    else out += end;
    if (const auto safe = json::text_at(safe_form, language); !safe.empty()) out += std::string(instead) + std::string(safe);
    return out;
  };
  return json::bilingual(sentence(zh, "zh", "：", "。", "稳妥的做法："), sentence(en, "en", ": ", ".", " Its safe form: "));
}

}  // namespace

std::optional<Action> Enforcer::fault_of_technique(const json::Value& script) const {
  const auto* named = json::find(script, "technique");
  const bool caution_by_itself = json::text_at(script, "ethics") == "caution";
  const bool none = !named || named->is_null() || (named->is_string() && named->get_string().empty());
  if (none && !caution_by_itself) return std::nullopt;
  const auto id = json::text_or(named, "");
  const auto act = [&](std::string_view rule, const json::Value& message) {
    auto out = make_action("G13", rule, "blocked", {}, json::text_at(message, "zh"), json::text_at(message, "en"));
    out.quote = named && !named->is_string() && !named->is_null() ? json::write(*named) : std::string(id);
    return out;
  };
  const auto known = knowledge_.techniques.find(id);
  if (!none && known == knowledge_.techniques.end())
    return act("technique.unknown", json::bilingual("这一方法不在方法登记表（banks/techniques）中，无法做伦理检查；请写登记表中的编号，或先登记。",
                                                    "The register of techniques (banks/techniques) does not have this one, so its ethics cannot be checked; name one of its ids, or register it first."));
  const json::Value no_form = nullptr;
  const auto& safe_form = none ? no_form : known->second.safe_form;
  const auto barred = [&](std::string_view sign) { return !none && std::find(known->second.blocked_when.begin(), known->second.blocked_when.end(), sign) != known->second.blocked_when.end(); };
  if (sign_ != Sign::none && barred("safety"))
    return act("technique.barred", told("有人身安全迹象时不使用这一方法", "This technique is not used while there is a sign of danger to a person", nullptr, safe_form));
  if (vulnerable_ && barred("vulnerability"))
    return act("technique.barred", told("客户可能需要特别关照时不使用这一方法", "This technique is not used where the customer may need support", nullptr, safe_form));
  const auto verdict = none ? Verdict{} : verdict_of(envelope_, id);
  if (verdict.refused) return act("technique.refused", told("这一方法没有通过伦理检查", "The technique did not pass its ethics check", verdict.note, safe_form));
  if (!caution_by_itself && !known->second.caution) return std::nullopt;
  if (!verdict.checked)
    return act("technique.unchecked", told("需要谨慎使用的方法，通过伦理检查后才能出现话术", "A technique that needs care appears only after its ethics check", nullptr, safe_form));
  if (verdict.note.is_null())
    return act("technique.no_note", told("需要谨慎使用的方法，须附中英文说明后才能出现话术", "A technique that needs care appears only with its note in both languages", nullptr, safe_form));
  return std::nullopt;
}

void Enforcer::techniques() {
  auto* scripts = list("scripts");
  if (!scripts) return;
  for (std::size_t i = 0; i < scripts->size(); ++i) {
    auto& script = (*scripts)[i];
    auto* text = at(script, "text");
    if (!text) continue;
    auto fault = fault_of_technique(script);
    if (!fault) continue;
    bool held = false;
    each_string(*text, "", [&](json::Value& string, const std::string&) {
      held = held || !string.get_string().empty();
      string = "";
    });
    if (!held) continue;
    fault->where = "scripts." + std::to_string(i) + ".text";
    add(std::move(*fault));
  }
}

}  // namespace amends::guard

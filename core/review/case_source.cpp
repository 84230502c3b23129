#include "review/case_source.hpp"

#include <algorithm>
#include <cstdio>

#include "packs/packs.hpp"
#include "support/money.hpp"

namespace amends::review {

std::string money_text(const Source& source, const json::Value& money) {
  const auto currency = json::text_at(money, "currency");
  const auto sum = format_minor(json::integer_at(money, "minor"), source.runtime.environment().packs->currency_digits(currency));
  return currency == "CNY" && source.zh() ? sum + "元" : std::string(currency) + " " + sum;
}

std::string span_text(const Source& source, std::int64_t us) {
  const auto hours = us / 3'600'000'000;
  const auto days = hours / 24, rest = hours % 24;
  char buffer[96];
  if (days > 0) std::snprintf(buffer, sizeof buffer, source.zh() ? "%lld天%lld小时" : "%lld d %lld h", static_cast<long long>(days), static_cast<long long>(rest));
  else std::snprintf(buffer, sizeof buffer, source.zh() ? "%lld小时%lld分" : "%lld h %lld min", static_cast<long long>(hours), static_cast<long long>(us / 60'000'000 % 60));
  return buffer;
}

std::string title_in(const Source& source, std::string_view file, std::string_view id) {
  if (const auto* pack = source.runtime.environment().packs->file(file))
    for (const auto& row : json::list_at(*pack, "rows"))
      if (json::text_at(row, "id") == id || json::text_at(row, "code") == id)
        for (const auto* member : {"title", "record"})  // a duty to keep a record calls it `record`
        if (const auto* title = json::find(row, member)) return source.pick(title);
  return std::string(id);
}

std::string nature_title(const Source& source, std::string_view code) { return code.empty() ? std::string{} : title_in(source, "nature.taxonomy", code); }

std::string stage_title(const Source& source, std::string_view id) {
  const auto* stages = source.runtime.environment().stages;
  const auto* stage = stages ? stages->find(id, 0) : nullptr;
  const auto* title = stage ? json::find(stage->manifest().raw, "texts.title") : nullptr;
  auto text = title ? source.pick(title) : std::string{};
  return text.empty() ? runtime::short_stage_id(id) : text;
}

bool is_withheld(const Source& source, std::string_view path) {
  if (source.options.texts && source.options.restricted) return false;
  return runtime::is_restricted(path);
}

std::string form_title(const Source& source, std::string_view form) {
  const auto* file = form.empty() ? nullptr : source.runtime.environment().packs->file("forms/" + std::string(form));
  const auto* title = file ? json::find(*file, "title") : nullptr;
  return title ? source.pick(title) : std::string(form);
}

std::string path_text(const Source& source, std::string_view path) {
  std::string key;
  for (std::size_t at = 0; at <= path.size();) {
    const auto dot = std::min(path.find('.', at), path.size());
    const auto part = path.substr(at, dot - at);
    if (part.empty() || part.find_first_not_of("0123456789") != std::string_view::npos) key += (key.empty() ? "" : ".") + std::string(part);
    at = dot + 1;
  }
  for (const auto* prefix : {"path.", "path.analysis."})  // officers correct "classify.nature.primary", the record says "analysis.classify.nature.primary"
    if (auto known = known_label(prefix + key, source.options.language)) return *known;
  if (key.starts_with("answers.")) {
    const auto form = key.substr(8, key.find('.', 8) - 8);
    if (auto title = form_title(source, form); title != form) return title;
  }
  return std::string(path);
}

namespace {

/// A list that is better counted than written out: its rows are records of their own.
bool is_counted(std::string_view path) { return path == "history.prior" || path == "history.contacts" || path == "documents" || path == "parties" || path == "events" || path == "text.docs"; }

/// A row of a result as one short phrase: "respect 55", "an apology", "older person (suspected)". Empty for another object. Ids of evidence are for machines.
std::string row_text(const Source& source, const json::Value& row) {
  const auto in_brackets = [&](std::string_view text) { return (source.zh() ? "（" : " (") + std::string(text) + (source.zh() ? "）" : ")"); };
  const auto code = json::text_at(row, "code"), kind = json::text_at(row, "kind"), status = json::text_at(row, "status");
  if (!code.empty() && json::find(row, "score")) return source.say(code) + (json::find(row, "score")->is_int64() ? " " + std::to_string(json::integer_at(row, "score")) : "");
  if (!kind.empty() && !status.empty()) return source.say("vulnerable." + std::string(kind)) + in_brackets(source.say(status));
  if (!kind.empty() && (json::find(row, "quote") || json::find(row, "explicit"))) {
    const auto quote = json::text_at(row, "quote");
    return source.say("demand." + std::string(kind)) + (quote.empty() || !source.options.texts ? "" : in_brackets(quote));
  }
  if (kind.empty())
    if (const auto* text = json::find(row, "text"); text && text->is_object()) return source.pick(text);
  return {};
}

}  // namespace

std::string value_text(const Source& source, const json::Value& value, std::string_view path) {
  if (value.is_null()) return source.say("unknown");
  if (value.is_bool()) return source.say(value.get_bool() ? "yes" : "no");
  if (value.is_string()) {
    const auto text = std::string(json::text_or(&value, ""));
    if (text.size() >= 20 && text[4] == '-' && text.back() == 'Z')
      if (const auto at = parse_instant(text)) return source.local(*at);
    if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789S") != std::string::npos) return text;  // no code
    for (const auto& key : {path == "channel.kind" ? "channel." + text : path == "case.status" ? "status." + text : path == "threat" ? "threat." + text : std::string("severity.") + text, text})
      if (auto known = known_label(key, source.options.language)) return *known;
    return nature_title(source, text);
  }
  if (value.is_object()) {
    if (json::find(value, "minor") && json::find(value, "currency")) return money_text(source, value);
    if (json::find(value, "basis") && json::find(value, "due_at")) {  // a clock of the record
      const auto at = parse_instant(json::text_at(value, "due_at"));
      return source.say("clock." + std::string(json::text_at(value, "kind"))) + " " + std::string(json::text_at(value, "basis")) + (at ? " · " + source.say("due") + " " + source.due(*at) : "");
    }
    if (path.ends_with("threats") || path.find("threats.") != std::string_view::npos) return value_text(source, json::Value(json::text_at(value, "kind")), "threat") + (source.zh() ? "（" : " (") + source.say(json::text_at(value, "state")) + (source.zh() ? "）" : ")");
    if (const auto row = row_text(source, value); !row.empty()) return row;
    std::string out;
    for (const auto& [name, member] : value.get_object())
      if (name != "evidence") out += (out.empty() ? "" : source.zh() ? "，" : ", ") + known_label("operand." + std::string(name), source.options.language).value_or(std::string(name)) + " " + value_text(source, member);
    return out;
  }
  if (value.is_array()) {
    if (is_counted(path) && !value.get_array().empty()) return std::to_string(value.get_array().size()) + (source.zh() ? "" : " ") + source.say("entries");
    std::string out;
    for (const auto& one : value.get_array()) out += (out.empty() ? "" : source.zh() ? "、" : ", ") + value_text(source, one, path);
    return out.empty() ? source.say("none") : out;
  }
  return json::write(value);
}

bool holds_words(const json::Value& value) {
  if (value.is_string()) {
    const std::string_view text = value.get_string();
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' ' || c >= 0x80 || c == '@'; });
  }
  if (value.is_array()) return std::any_of(value.get_array().begin(), value.get_array().end(), holds_words);
  if (value.is_object()) return std::any_of(value.get_object().begin(), value.get_object().end(), [](const auto& member) { return holds_words(member.value()); });
  return false;
}

std::string shown_value(const Source& source, const json::Value& value, std::string_view path) {
  const bool hidden = !source.options.texts && (path.starts_with("parties") || path.starts_with("text") || holds_words(value));
  return hidden ? "…" : value_text(source, value, path);
}

std::string operands_text(const Source& source, const json::Object& operands) {
  std::string out;
  const auto currency = std::string(json::text_at(source.record(), "money.claimed.currency"));
  for (const auto& [name, operand] : operands) {
    std::string title, shown;
    if (name == "of" && operands.contains("minor")) {
      const auto path = std::string(json::text_or(&operand, ""));
      const auto* money = json::find(source.record(), path);
      title = path_text(source, path);
      shown = money && money->is_object() ? money_text(source, *money) : value_text(source, operands.at("minor"));
    } else if (name == "minor" && operands.contains("of")) {
      continue;
    } else if ((name == "digits" || name == "num" || name == "den") && operands.contains("den")) {
      continue;  // the scale of the currency: for auditors, in the journal
    } else if ((name == "claimed" || name == "loss_proved" || name == "exposure" || name == "paid" || name == "got") && operand.is_int64() && !currency.empty()) {
      shown = money_text(source, json::Object{{"currency", currency}, {"minor", operand}});
    } else {
      shown = value_text(source, operand);
    }
    if (title.empty())
      for (const auto* prefix : {"operand.", "part.", ""})
        if (auto known = known_label(prefix + std::string(name), source.options.language); known && title.empty()) title = *known;
    if (title.empty()) title = nature_title(source, name);
    out += (out.empty() ? "" : source.zh() ? "，" : ", ") + title + " " + shown;
  }
  return out;
}

std::string document_text(const Source& source, std::string_view id) {
  const auto& docs = json::list_at(source.record(), "text.docs");
  std::size_t number = 0;
  for (const auto& doc : docs) {
    ++number;
    if (json::text_at(doc, "id") != id) continue;
    const auto kind = source.say("document." + std::string(json::text_at(doc, "kind", "complaint")));
    return docs.size() > 1 ? kind + " " + std::to_string(number) : kind;
  }
  return std::string(id);
}

std::string without_zone(std::string text) {
  for (const auto* mark : {" (", "（"})
    if (const auto at = text.rfind(mark); at != std::string::npos) text.erase(at);
  return text;
}

std::string zone_text(const Source& source, Instant at) {
  const auto text = source.local(at);
  for (const std::string mark : {" (", "（"})
    if (const auto from = text.rfind(mark); from != std::string::npos) return text.substr(from + mark.size(), text.size() - from - mark.size() - (mark == "（" ? 3 : 1));
  return "UTC";
}

std::string actor_text(const Source& source, std::string_view actor) {
  if (actor == "system") return source.say("system");
  if (actor.starts_with("stage:")) return {};  // the line names the stage
  const auto colon = actor.find(':');
  if (colon != std::string_view::npos) actor.remove_prefix(colon + 1);
  return std::string(actor.substr(0, actor.find('#')));  // a stage's library hash is for auditors: `case journal` shows it
}

std::string without_citations(std::string text) {
  for (auto at = text.find(" [ev"); at != std::string::npos; at = text.find(" [ev", at)) {
    const auto end = text.find(']', at);
    if (end == std::string::npos) break;
    text.erase(at, end + 1 - at);
  }
  return text;
}

}  // namespace amends::review

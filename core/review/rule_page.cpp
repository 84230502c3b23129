#include "review/rule_page.hpp"

#include <algorithm>

#include "review/labels.hpp"
#include "review/wrapped.hpp"

namespace amends::review {
namespace {

using calendar::Duration;

bool is_zh(std::string_view language) { return language == "zh"; }
std::string pick(const calendar::Bilingual& text, std::string_view language) { return is_zh(language) ? text.zh : text.en; }
std::string in_words(Duration length, std::string_view language) { return is_zh(language) ? calendar::duration_zh(length) : calendar::duration_en(length); }

/// A name of a pack ("head_office_senior_manager") as people read it: its label, else its words.
std::string words_of(std::string_view name, std::string_view language) {
  if (auto text = known_label("rule.word." + std::string(name), language)) return *text;
  if (auto text = role_text(name, language); text != name) return text;
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

std::string list_of(const std::vector<std::string>& names, std::string_view language, const char* zh_or, const char* en_or) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : is_zh(language) ? zh_or : en_or) + words_of(name, language);
  return out;
}

std::string notice(const std::vector<std::string>& to, std::string_view language) {
  if (to.empty()) return {};
  return is_zh(language) ? "；须在原期限届满前告知" + list_of(to, language, "、", "") : "; to be told before the old date: " + list_of(to, language, "", " and ");
}

std::string when_text(const calendar::Bilingual& when, std::string_view language) {
  const auto text = pick(when, language);
  return text.empty() ? text : (is_zh(language) ? "。条件：" : ". When: ") + text;
}

void add_line(json::Array& lines, std::string_view language, const char* zh, const char* en, const std::string& text) {
  if (!text.empty()) lines.push_back(json::Object{{"name", is_zh(language) ? zh : en}, {"text", text}});
}

/// In force, law, issuer, source, how surely: alike for every kind of rule.
void provenance(json::Array& lines, const json::Value& rule, std::string_view language) {
  const bool zh = is_zh(language);
  const auto at = [&](const char* member) { return std::string(json::text_at(rule, member)); };
  const auto from = at("effective_from"), to = at("effective_to"), article = at("article"), instrument = at("instrument");
  add_line(lines, language, "施行", "in force", (from.empty() ? (zh ? "施行日期没有读到" : "the first day was not read") : (zh ? "自" : "from ") + from + (zh ? "起" : "")) + (to.empty() ? "" : (zh ? "，至" : " to ") + to));
  const bool named = article.empty() || article == "-" || instrument.find(article) != std::string::npos;
  add_line(lines, language, "依据", "law", instrument + (named ? "" : zh ? " 第" + article + "条" : ", art. " + article));
  add_line(lines, language, "发布机关", "issuer", at("issuer"));
  add_line(lines, language, "来源", "source", at("source_ref"));
  add_line(lines, language, "核实程度", "how surely", confidence_text(at("confidence"), at("verified_on"), language) + (json::bool_at(rule, "verify") ? (zh ? "" : " ") + label("rule.verify", language) : ""));
}

}  // namespace

bool is_verified(std::string_view confidence) { return confidence == "verified"; }

std::string confidence_text(std::string_view confidence, std::string_view verified_on, std::string_view language) {
  auto text = known_label("confidence." + std::string(confidence), language);
  if (!text || confidence.empty()) text = label("confidence.unknown", language);
  if (is_verified(confidence) && !verified_on.empty()) *text += is_zh(language) ? "（" + std::string(verified_on) + "）" : " (" + std::string(verified_on) + ")";
  return *text;
}

std::string length_text(const calendar::ClockRule& rule, std::string_view language) {
  if (!rule.length) return is_zh(language) ? "由外部指定的日期，不按天数推算" : "a date that somebody outside gives; nothing is counted";
  return in_words(*rule.length, language);
}

std::vector<std::string> extension_texts(const calendar::ClockRule& rule, std::string_view language) {
  const bool zh = is_zh(language);
  std::vector<std::string> out;
  for (const auto& extension : rule.extensions) {
    std::string text;
    if (!extension.id.empty()) text += extension.id + (zh ? "：" : ": ");
    if (extension.add) text += (zh ? "可延长" : "by ") + in_words(*extension.add, language);
    if (extension.max_total) text += std::string(text.empty() || text.ends_with(": ") || text.ends_with("：") ? "" : zh ? "，" : ", ") + (zh ? "自起算日起最长" : "at most ") + in_words(*extension.max_total, language) + (zh ? "" : " in all from the start");
    if (!extension.add && !extension.max_total) text += zh ? "法律没有读到上限，由批准人定长度，只可一次" : "no limit was read; whoever approves says how long, once";
    auto approvers = extension.approval_by.empty() ? rule.approve_by : extension.approval_by;
    text += zh ? "；批准人：" : "; approved by: ";
    text += approvers.empty() ? (zh ? "申请人以外的另一人" : "another person than the one who asks") : list_of(approvers, language, "或", " or ");
    out.push_back(text + notice(extension.notice_to, language) + when_text(extension.when, language));
  }
  return out;
}

std::vector<std::string> suspension_texts(const calendar::ClockRule& rule, std::string_view language) {
  const bool zh = is_zh(language);
  std::vector<std::string> out;
  for (const auto& one : rule.suspensions) {
    auto text = words_of(one.reason, language) + (zh ? "（" : " (") + one.reason + (zh ? "）" : ")");
    text += zh ? "；批准人：" : "; approved by: ";
    text += rule.approve_by.empty() ? (zh ? "申请人以外的另一人" : "another person than the one who asks") : list_of(rule.approve_by, language, "或", " or ");
    out.push_back(text + notice(one.notice_to, language) + when_text(one.when, language));
  }
  return out;
}

std::vector<std::string> restart_texts(const calendar::ClockRule& rule, std::string_view language) {
  const bool zh = is_zh(language);
  std::vector<std::string> out;
  for (const auto& one : rule.restarts) {
    auto text = words_of(one.reason, language) + (zh ? "（" : " (") + one.reason + (zh ? "）" : ")");
    if (!one.starts_at.empty()) text += (zh ? "；重新起算自：" : "; counted from: ") + words_of(one.starts_at, language);
    out.push_back(text + (zh ? "；须告知投诉人" : "; the complainant is told") + when_text(one.when, language));
  }
  return out;
}

json::Value rule_model(const runtime::RulePack& pack, const calendar::ClockRule& rule, std::string_view language) {
  const bool zh = is_zh(language);
  json::Array lines;
  const auto add = [&](const char* name_zh, const char* name_en, const std::string& text) { add_line(lines, language, name_zh, name_en, text); };
  add("内容", "what it says", pick(rule.plain, language));
  add("法域", "jurisdiction", label("jurisdiction." + rule.jurisdiction, language));
  add("时限种类", "clock", known_label("clock." + rule.kind, language).value_or(words_of(rule.kind, language)) + (zh ? "（" : " (") + rule.kind + (zh ? "）" : ")"));
  add("长度", "length", length_text(rule, language));
  add("起算", "starts with", words_of(rule.start_event, language) + (zh ? "；次日为第一天" : "; day 1 is the day after"));
  if (rule.applies_when != "true") add("适用", "holds when", rule.applies_when);
  const auto each = [&](const char* name_zh, const char* name_en, const std::vector<std::string>& texts, const char* none_zh, const char* none_en) {
    for (const auto& text : texts) add(name_zh, name_en, text);
    if (texts.empty()) add(name_zh, name_en, zh ? none_zh : none_en);
  };
  each("延期", "extension", extension_texts(rule, language), "不可延期", "none");
  each("中止", "suspension", suspension_texts(rule, language), "不中止；等待客户从不使法定时限停止", "none; waiting for the customer never stops a legal clock");
  each("重新起算", "restart", restart_texts(rule, language), "不重新起算", "none");
  add("逾期时", "when missed", known_label("rule.breach." + rule.on_breach, language).value_or(rule.on_breach));
  provenance(lines, calendar::basis_json(rule), language);
  add("说明", "note", rule.note);
  add("规则包", "pack", pack.name + " " + pack.version + (pack.calendar.empty() ? "" : (zh ? "；工作日历 " : "; working days by ") + pack.calendar));
  return json::Object{{"id", rule.id}, {"title", pick(rule.title, language)}, {"verified", is_verified(rule.confidence)}, {"lines", std::move(lines)}};
}

json::Value handling_model(const json::Value& row, std::string_view language) {
  json::Array lines;
  const auto add = [&](const char* zh, const char* en, const std::string& text) { add_line(lines, language, zh, en, text); };
  add("内容", "what it says", std::string(json::in_language(json::find(row, "plain"), language)));
  add("法域", "jurisdiction", label("jurisdiction." + std::string(json::text_at(row, "jurisdiction")), language));
  add("事项", "about", label("rule.about." + std::string(json::text_at(row, "kind")), language));
  provenance(lines, row, language);
  add("规则包", "pack", std::string(json::text_at(row, "pack")) + " " + std::string(json::text_at(row, "pack_version")));
  return json::Object{{"id", json::text_at(row, "rule_id")}, {"title", json::in_language(json::find(row, "title"), language)}, {"verified", is_verified(json::text_at(row, "confidence"))}, {"lines", std::move(lines)}};
}

std::string rule_text(const json::Value& model, std::string_view language, int width) {
  std::string out = std::string(json::text_at(model, "id")) + " · " + std::string(json::text_at(model, "title")) + "\n";
  for (const auto& line : json::list_at(model, "lines")) {
    const auto head = std::string(json::text_at(line, "name")) + (is_zh(language) ? "：" : ": ");
    out += "  " + wrap(head + std::string(json::text_at(line, "text")), width, 4) + "\n";
  }
  return out;
}

}  // namespace amends::review

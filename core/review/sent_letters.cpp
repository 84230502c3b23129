#include "review/sent_letters.hpp"

#include <algorithm>

#include "calendar/zone.hpp"
#include "review/labels.hpp"
#include "review/letter_sheet.hpp"
#include "review/letter_signature.hpp"
#include "review/receivers.hpp"
#include "support/utf8.hpp"
#include "text/characters.hpp"

namespace amends::review {
namespace {

constexpr std::string_view kLetter = "letter";

/// Latin letters stand in every Chinese letter; Chinese characters stand in an English one for a name at most.
bool in_chinese(std::string_view words) {
  const auto points = utf8::decode(words);
  if (!points) return true;
  std::size_t chinese = 0, latin = 0;
  for (const auto c : *points) {
    chinese += text::is_cjk(c) ? 1 : 0;
    latin += text::is_ascii_letter(c) ? 1 : 0;
  }
  return chinese * 3 >= latin;
}

/// In the zone of the case; in UTC where the machine does not know the zone.
std::string local(Instant at, std::string_view zone, bool zh) {
  const auto found = calendar::Zone::find(zone);
  if (!found) return format_instant(at);
  const auto text = calendar::describe_local(at, *found);
  return zh ? text.zh : text.en;
}

/// Who signed it: the name and position of the answer of the approval on which it left, one below the other; empty where the form has none.
std::string signature_of(const SentLetter& letter, const runtime::CaseState& state) {
  for (const auto& approval : state.approvals()) {
    if (std::none_of(approval.uses.begin(), approval.uses.end(), [&](const runtime::Use& use) { return use.task == letter.use; })) continue;
    const auto* task = state.task(approval.task);
    const auto name = task ? json::text_at(task->answer, "name") : std::string_view{}, position = task ? json::text_at(task->answer, "position") : std::string_view{};
    if (!name.empty()) return std::string(name) + (position.empty() ? "" : "\n" + std::string(position));
  }
  return {};
}

}  // namespace

std::vector<SentLetter> sent_letters(const runtime::Runtime::Loaded& loaded) {
  std::vector<SentLetter> out;
  const bool held = loaded.state.suspension() || loaded.state.safety_hold();
  for (const auto& message : loaded.state.outbox()) {
    if (message.kind != kLetter || message.is_notice()) continue;
    const auto event = std::find_if(loaded.events.begin(), loaded.events.end(), [&](const store::Event& one) { return one.seq == message.seq; });
    if (event == loaded.events.end()) continue;
    auto payload = json::parse(event->payload);
    if (!payload) continue;  // told by whoever reads the journal
    const auto* body = json::find(*payload, "body");
    out.push_back({message.key, message.step + "#" + std::to_string(message.visit), message.to, held && message.status == "open" ? "withheld" : message.status, message.reason, body ? *body : json::Value(nullptr), message.added_at, message.settled_at});
  }
  return out;
}

std::string words_of(const SentLetter& letter) {
  if (const auto text = json::text_at(letter.body, "text"); !text.empty()) return std::string(text);
  std::vector<std::pair<std::string, std::string>> texts;  // by name
  if (const auto* members = letter.body.if_object())
    for (const auto& member : *members)
      if (member.value().is_string() && member.key() != "subject") texts.emplace_back(member.key(), std::string_view(member.value().get_string()));
  std::sort(texts.begin(), texts.end());
  std::string out;
  for (const auto& [name, text] : texts) out += (out.empty() ? "" : "\n") + text;
  return out;
}

std::string dispatch_text(const SentLetter& letter, std::string_view zone, std::string_view language, bool texts) {
  const bool zh = language == "zh";
  std::string out = zh ? "收件人：" : "To ";
  out += receiver_text(letter.to, language, texts);
  out += (zh ? "；" : "; in the outbox since ") + local(letter.added_at, zone, zh) + (zh ? "放入发件箱；" : "; ");
  const auto why = texts && !letter.reason.empty() ? (zh ? "：" : ": ") + letter.reason : std::string{};
  const auto when = letter.settled_at ? local(*letter.settled_at, zone, zh) : std::string{};
  if (letter.status == "acknowledged") return out + (zh ? when + "已送达" : "delivered on " + when);
  if (letter.status == "dropped") return out + (zh ? when + "不再发送" : "given up on " + when) + why;
  if (letter.status == "parked") return out + (zh ? "发送失败，须由人处理" : "could not be delivered, and needs a person") + why;
  if (letter.status == "withheld") return out + (zh ? "暂缓发出" : "held back");
  return out + (zh ? "待送达" : "waits for delivery");
}

json::Value letter_section(const SentLetter& letter, const runtime::CaseState& state, const runtime::Organisation& organisation) {
  const auto words = words_of(letter);
  const bool zh = in_chinese(words);
  const std::string language = zh ? "zh" : "en";
  const auto zone = calendar::Zone::find(organisation.zone);
  const auto date = zone ? calendar::describe_date(zone->date(letter.added_at)) : calendar::Bilingual{};
  json::Object sheet{{"kind", "sent"},
                     {"lang", language},
                     {"subject", json::text_at(letter.body, "subject")},
                     {"number", state.id()},
                     {"date", zh ? date.zh : date.en},
                     {"dispatch", dispatch_text(letter, organisation.zone, language, true)},
                     {"blocks", json::Array{json::Object{{"id", "text"}, {"text", words}}}},
                     {"text", words}};
  if (const auto signature = signature_of(letter, state); !signature.empty()) sheet["blocks"].as_array().push_back(json::Object{{"id", "signature"}, {"text", signature}});
  sheet["head"] = json::Object{{"institution", json::in_language(&organisation.name, language)}, {"unit", ""}, {"contact", ""}};
  return json::Object{{"letter", std::move(sheet)}, {"release_ready", true}, {"signed", true}};
}

std::vector<json::Value> letters_of(const runtime::Runtime::Loaded& loaded, const runtime::Organisation& organisation) {
  std::vector<json::Value> out;
  auto sent = sent_letters(loaded);
  if (const auto* section = json::find(loaded.state.record(), "analysis.response_letter"); !json::is_null(section)) {
    json::Value letter = *section;
    const auto text = json::text_at(*section, "letter.text");
    const auto same = std::find_if(sent.rbegin(), sent.rend(), [&](const SentLetter& one) { return words_of(one) == text; });
    // A signature given in a step of the workflow stands with its approval: a letter that went out is no draft on paper.
    if (json::bool_at(letter, "release_ready") && (same != sent.rend() || letter_signed(loaded.state, organisation))) letter.as_object()["signed"] = true;
    if (same != sent.rend()) {
      letter.as_object()["letter"].as_object()["dispatch"] = dispatch_text(*same, organisation.zone, json::text_at(letter, "letter.lang", "zh"), true);
      sent.erase(std::next(same).base());
    }
    if (letter_state(letter) != LetterState::absent || sent.empty()) out.push_back(std::move(letter));
  }
  for (auto one = sent.rbegin(); one != sent.rend(); ++one) out.push_back(letter_section(*one, loaded.state, organisation));
  return out;
}

}  // namespace amends::review

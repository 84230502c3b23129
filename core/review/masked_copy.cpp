#include "review/masked_copy.hpp"

#include "review/labels.hpp"
#include "review/page.hpp"
#include "review/review.hpp"
#include "runtime/masking.hpp"
#include "support/hash.hpp"

namespace amends::review {
namespace {

using runtime::Masker;

/// "user:li.na" -> a pseudonym; stages and the system keep their names, without the hash of a library.
std::string actor(const Masker& masker, std::string_view actor) {
  if (actor.starts_with("user:")) return masker.pseudonym(actor.substr(5));
  return std::string(actor.substr(0, actor.find('#')));
}

json::Value code_or_null(const Masker& masker, std::string_view text) { return !text.empty() && runtime::is_code(text) && !masker.gives_away(text) ? json::Value(text) : json::Value(nullptr); }

json::Array clocks(const Masker& masker, const runtime::CaseState& state) {
  json::Array out;
  for (const auto& clock : state.clocks())
    out.push_back(json::Object{{"kind", clock.kind}, {"rule", code_or_null(masker, clock.rule)}, {"state", clock.state}, {"starts_at", format_instant(clock.starts_at)}, {"due_at", format_instant(clock.due_at)},
                               {"met_at", clock.met_at ? json::Value(format_instant(*clock.met_at)) : json::Value(nullptr)}});
  return out;
}

json::Array tasks(const Masker& masker, const runtime::CaseState& state) {
  json::Array out;
  for (const auto& task : state.tasks())
    out.push_back(json::Object{{"id", task.id}, {"kind", task.kind}, {"role", task.role}, {"form", task.form}, {"status", task.status}, {"blocking", task.blocking}, {"opened_at", format_instant(task.opened_at)},
                               {"due_at", task.due_at ? json::Value(format_instant(*task.due_at)) : json::Value(nullptr)},
                               {"answered_by", task.answered_by.empty() ? json::Value(nullptr) : json::Value(masker.pseudonym(task.answered_by))}});
  return out;
}

/// What each event was, without its payload: the parts that are codes and dates.
json::Array events(const Masker& masker, const runtime::Runtime::Loaded& loaded) {
  json::Array out;
  for (const auto& event : loaded.events) {
    json::Object one{{"seq", event.seq}, {"at", format_instant(event.at)}, {"by", actor(masker, event.actor)}, {"kind", event.kind}};
    if (const auto payload = json::parse(event.payload)) {
      for (const auto* member : {"step", "id", "task", "form", "role", "rule", "due_at", "status"})
        if (const auto shown = code_or_null(masker, json::text_at(*payload, member)); !shown.is_null()) one[member] = shown;
      if (event.kind == runtime::kinds::stage_done) one["stage"] = json::text_at(*payload, "envelope.stage");
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::string both(const json::Value& texts) { return std::string(json::in_language(&texts, "zh")) + " · " + std::string(json::in_language(&texts, "en")); }

void rows(std::string& out, const std::string& name, const json::Value& value) {
  if (value.is_object()) {
    for (const auto& member : value.get_object()) rows(out, name + (name.empty() ? "" : ".") + std::string(member.key()), member.value());
  } else if (value.is_array()) {
    std::size_t index = 0;
    for (const auto& one : value.get_array()) rows(out, name + "[" + std::to_string(index++) + "]", one);
  } else if (!value.is_null()) {
    out += "<tr><th>" + escape_html(name) + "</th><td>" + escape_html(value.is_string() ? std::string(json::text_or(&value, "")) : json::write(value)) + "</td></tr>\n";
  }
}

}  // namespace

std::string masking_salt() {
  std::array<std::uint8_t, 16> bytes{};
  system_entropy()->fill(bytes);
  return hex(std::span<const std::uint8_t>(bytes));
}

json::Value masked_copy(const runtime::Runtime::Loaded& loaded, std::string_view salt) {
  const auto& state = loaded.state;
  Masker masker(state, std::string(salt));
  json::Object sections;
  auto facts = masker.facts();
  for (const auto& [path, section] : state.sections())
    if (auto shown = masker.envelope(path, section.envelope); !shown.is_null()) sections[path] = std::move(shown);
  json::Array taken;
  for (const auto& one : masker.taken_out()) taken.push_back(json::Object{{"path", one.path}, {"class", one.level}, {"count", one.count}});
  // The conversation with the machine is over: answers and journal payloads are never in it, whatever they hold.
  for (const auto* path : {"journal.payload", "answers", "task.title"}) taken.push_back(json::Object{{"path", path}, {"class", "P3"}, {"count", nullptr}});
  return json::Object{{"format", kMaskedCopyFormat},
                      {"notice", json::bilingual("脱敏副本：自由文本、敏感个人信息和内部受限内容已移除，姓名和工号换成了本副本内一致的代号。移除了什么，见 taken_out。",
                                                 "A masked copy: free text, sensitive personal data and restricted internal content are taken out; names and staff ids are pseudonyms that hold within this copy. What was taken out is listed in taken_out.")},
                      {"case", json::Object{{"id", state.id()}, {"workflow", loaded.row.workflow}, {"progress", loaded.row.status}, {"opened_at", format_instant(loaded.row.opened_at)}, {"changed_at", format_instant(loaded.row.changed_at)},
                                            {"events", loaded.row.seq}, {"head", hex(loaded.row.head)}}},
                      {"facts", facts.is_null() ? json::Value(json::Object{}) : std::move(facts)},
                      {"sections", std::move(sections)},
                      {"clocks", clocks(masker, state)},
                      {"tasks", tasks(masker, state)},
                      {"history", events(masker, loaded)},
                      {"taken_out", std::move(taken)}};
}

std::string masked_copy_html(const json::Value& copy) {
  std::string out = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + escape_html(std::string(json::text_at(copy, "case.id"))) +
                    "</title>\n<style>body{font:15px/1.5 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}"
                    "p.notice{border-left:4px solid #b26a00;padding:.4rem .8rem;background:#fff6e5;color:#1c1c1c}table{border-collapse:collapse;width:100%}"
                    "th,td{border:1px solid #bbb;padding:.2rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{font-weight:500}</style>\n</head>\n<body>\n<h1>" +
                    escape_html(std::string(json::text_at(copy, "case.id"))) + "</h1>\n<p class=\"notice\">" + escape_html(both(*json::find(copy, "notice"))) + "</p>\n";
  struct Block {
    const char* member;
    const char* title;
  };
  for (const auto& block : {Block{"taken_out", "移除的内容 · Taken out"}, Block{"case", "案件 · Case"}, Block{"facts", "事实 · Facts"}, Block{"clocks", "时限 · Clocks"}, Block{"tasks", "待办 · Tasks"},
                            Block{"sections", "各阶段结果 · Results of the stages"}, Block{"history", "经过 · What happened"}}) {
    out += "<h2>" + std::string(block.title) + "</h2>\n<table>\n";
    if (block.member == std::string_view("taken_out")) {
      for (const auto& one : json::list_at(copy, "taken_out"))
        out += "<tr><th>" + escape_html(std::string(json::text_at(one, "path"))) + "</th><td>" + escape_html(std::string(json::text_at(one, "class"))) + "</td></tr>\n";
    } else if (const auto* value = json::find(copy, block.member)) {
      rows(out, "", *value);
    }
    out += "</table>\n";
  }
  return out + "</body>\n</html>\n";
}

json::Array history(const runtime::Runtime& runtime, const runtime::Runtime::Loaded& loaded, runtime::RoleView view) {
  Options options;
  options.texts = view.texts();
  options.restricted = view.restricted();
  options.language = "zh";
  const auto zh = model(runtime, loaded, options);
  options.language = "en";
  const auto en = model(runtime, loaded, options);
  const auto& lines_zh = json::list_at(zh, "timeline");
  const auto& lines_en = json::list_at(en, "timeline");
  json::Array out;
  for (std::size_t i = 0; i < loaded.events.size() && i < lines_zh.size() && i < lines_en.size(); ++i) {
    const auto& event = loaded.events[i];
    out.push_back(json::Object{{"seq", event.seq}, {"at", format_instant(event.at)}, {"kind", event.kind}, {"by", event.actor.substr(0, event.actor.find('#'))},
                               {"title", json::bilingual(json::text_at(lines_zh[i], "kind"), json::text_at(lines_en[i], "kind"))},
                               {"text", json::bilingual(json::text_at(lines_zh[i], "text"), json::text_at(lines_en[i], "text"))}});
  }
  return out;
}

}  // namespace amends::review

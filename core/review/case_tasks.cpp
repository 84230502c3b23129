#include "packs/packs.hpp"
#include "review/case_parts.hpp"
#include "review/review.hpp"

namespace amends::review {
namespace {

constexpr std::size_t kFormValuesShown = 7;
constexpr std::string_view kWho = "who";  ///< who answers is known from --by

/// How a value of a field is written on the command line.
std::string how_written(const json::Value& field, std::string_view language) {
  const bool zh = language == "zh";
  std::string values;
  const auto* labels = json::find(field, "value_labels");
  for (const auto& value : json::list_at(field, "values")) {
    const auto word = std::string(json::text_or(&value, ""));
    values += (values.empty() ? "" : zh ? "、" : ", ") + word;
    if (const auto* label = labels ? json::find(*labels, word) : nullptr) values += (zh ? "（" : " (") + std::string(json::in_language(label, language)) + (zh ? "）" : ")");
  }
  if (!values.empty()) return values;
  const auto type = json::text_at(field, "type");
  if (type == "boolean") return zh ? "true 或 false" : "true or false";
  if (type == "money") return zh ? "金额，如 300.00CNY" : "a sum, such as 300.00CNY";
  if (type == "integer") return zh ? "整数" : "a whole number";
  if (type == "date") return zh ? "日期，如 2026-03-02" : "a date, such as 2026-03-02";
  if (type == "instant") return zh ? "时间，如 2026-03-02T09:00:00+08:00，或 now" : "an instant, such as 2026-03-02T09:00:00+08:00, or now";
  return "";
}

std::string joined(const std::vector<std::string>& words, bool zh) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : zh ? "、" : ", ") + word;
  return out;
}

/// Who has an open task, and who may take it: "held by li.na (for wang.yi)", "for sun.hao".
json::Array hands(const Source& source, const runtime::TaskState& task) {
  json::Array out;
  if (task.status != "open") return out;
  const auto bracketed = [&](const std::string& text) { return source.zh() ? "（" + text + "）" : " (" + text + ")"; };
  const auto named = [&](const char* key, const std::string& what) { return json::Value(source.say(key) + (source.zh() ? "：" : ": ") + what); };
  if (!task.assignee.empty()) {
    out.push_back(named("task.held_by", task.assignee + (task.assignee_for.empty() ? std::string{} : bracketed(source.say("task.for") + " " + task.assignee_for))));
    if (!task.passed_by.empty()) out.push_back(named("task.passed_by", joined(task.passed_by, source.zh())));
  } else if (!task.candidate_people.empty() || !task.candidate_roles.empty()) {
    auto who = task.candidate_people;
    for (const auto& role : task.candidate_roles) who.push_back(role_text(role, source.options.language));
    out.push_back(named("task.candidates", joined(who, source.zh())));
  }
  if (task.reminders > 0) out.push_back(named("task.reminders", std::to_string(task.reminders)));
  return out;
}

}  // namespace

json::Array recusals(const Source& source) {
  json::Array out;
  for (const auto& one : source.state().recusals())
    out.push_back(json::Object{{"by", one.by}, {"role_text", role_text(one.role, source.options.language)}, {"at", source.local(one.at)}, {"reason", source.options.texts ? one.reason : std::string("…")}});
  return out;
}

json::Array tasks(const Source& source) {
  json::Array out;
  for (const auto& task : source.state().tasks()) {
    json::Object one{{"id", task.id}, {"title", source.pick(&task.title)}, {"role", task.role}, {"role_text", role_text(task.role, source.options.language)}, {"form", task.form},
                     {"form_title", form_title(source, task.form)}, {"kind", task.kind}, {"blocking", task.blocking}};
    const auto status = runtime::listed_status(source.state(), task);
    one["status_code"] = status;
    const std::string cause = status != "withheld" ? "" : source.state().withholds(task) ? ".safety" : ".suspended";
    one["status"] = source.say(task.late() ? "answered_late" : status + cause);
    if (task.due_at) {
      one["due"] = source.due(*task.due_at);
      one["due_at"] = format_instant(*task.due_at);
      one["late"] = task.late() || (task.status == "open" && *task.due_at <= source.now);
    }
    if (!task.answered_by.empty()) {
      one["by"] = task.answered_by;
      if (task.answered_at) one["at"] = source.local(*task.answered_at);
    }
    if (task.status == "answered" && task.answer.is_object() && source.options.texts && !is_withheld(source, "answers." + task.form)) {
      // The form's own labels, so that an answer reads as it was given.
      const auto* form = source.runtime.environment().packs->file("forms/" + task.form);
      json::Array lines;
      for (const auto& [name, value] : task.answer.get_object()) {
        // What a person wrote stays as it is; only instants, sums and yes or no are put into words.
        std::string title(name), shown = value.is_string() && !json::text_or(&value, "").ends_with("Z") ? std::string(json::text_or(&value, "")) : value_text(source, value);
        if (form)
          for (const auto& field : json::list_at(*form, "fields")) {
            if (json::text_at(field, "field") != name) continue;
            title = source.pick(json::find(field, "label"));
            if (const auto* labels = json::find(field, "value_labels"))
              if (const auto* text = json::find(*labels, shown)) shown = source.pick(text);
          }
        lines.push_back(json::Object{{"label", title}, {"value", shown}});
      }
      one["answer"] = std::move(lines);
    }
    if (status == "open") {
      // How `amends task answer` is to be called: the fields that must be filled in, with their values where only some are known.
      if (const auto fields = form_fields(source.runtime, task.form); !fields.empty()) one["fields"] = (task.shows.is_null() ? "" : "--seen " + std::string(source.zh() ? "校验码 " : "DIGEST ")) + fields;
    }
    json::Array to;
    for (const auto& role : task.escalated_to) to.push_back(json::Value(role));
    one["escalated_to"] = std::move(to);
    one["hands"] = hands(source, task);
    out.push_back(std::move(one));
  }
  return out;
}

std::string form_fields(const runtime::Runtime& runtime, std::string_view form) {
  const auto* file = form.empty() ? nullptr : runtime.environment().packs->file("forms/" + std::string(form));
  std::string out;
  for (const auto& field : file ? json::list_at(*file, "fields") : json::Array{}) {
    const auto name = json::text_at(field, "field");
    if (!json::bool_at(field, "required") || name == kWho) continue;
    std::string values;
    std::size_t shown = 0;
    for (const auto& value : json::list_at(field, "values")) {
      if (++shown > kFormValuesShown) {
        values += "|…";  // a wrong value is answered by the whole list
        break;
      }
      values += (values.empty() ? "" : "|") + std::string(json::text_or(&value, ""));
    }
    if (json::text_at(field, "type") == "boolean") values = "true|false";
    if (values.empty() && name.ends_with("_at")) values = "now";
    out += (out.empty() ? "" : " ") + std::string(name) + "=" + (values.empty() ? "…" : values);
  }
  return out;
}

std::string form_text(const runtime::Runtime& runtime, std::string_view form, std::string_view language) {
  const auto* file = form.empty() ? nullptr : runtime.environment().packs->file("forms/" + std::string(form));
  if (!file) return "";
  const bool zh = language == "zh";
  std::string out;
  for (const auto& field : json::list_at(*file, "fields")) {
    const auto name = json::text_at(field, "field");
    if (name == kWho) continue;
    const auto label = std::string(json::in_language(json::find(field, "label"), language)), help = std::string(json::in_language(json::find(field, "help"), language)), how = how_written(field, language);
    out += "  " + std::string(name) + (zh ? "：" : ": ") + label + (json::bool_at(field, "required") ? (zh ? "（必填）" : " (must be given)") : "") + "\n";
    if (!how.empty()) out += "      " + how + "\n";
    if (!help.empty()) out += "      " + help + "\n";
  }
  return out;
}

}  // namespace amends::review

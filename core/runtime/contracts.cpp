#include "runtime/contracts.hpp"

#include <algorithm>
#include <set>

#include "packs/packs.hpp"
#include "packs/schema.hpp"
#include "support/money.hpp"
#include "support/utf8.hpp"

namespace amends::runtime {
namespace {

Result<void> check(const packs::Schema& schema, const json::Value& value) {
  const auto faults = schema.check(value);
  if (faults.empty()) return {};
  return fail(ErrorCode::schema, faults.front().message, faults.front().path);
}

}  // namespace

Contracts::~Contracts() = default;

Result<std::shared_ptr<const Contracts>> Contracts::compile(const host::StageCatalogue& stages) {
  auto self = std::make_shared<Contracts>();
  for (const auto* manifest : stages.all()) {
    Compiled compiled;
    compiled.defaults = "{}";
    const auto compile_one = [&](const char* name, std::shared_ptr<const packs::Schema>& out) -> Result<void> {
      const auto* schema = json::find(manifest->raw, name);
      if (!schema || !schema->is_object()) return {};
      auto made = packs::Schema::compile(*schema);
      if (!made) return made.error().within(manifest->id + " " + name);
      out = std::make_shared<const packs::Schema>(std::move(*made));
      return {};
    };
    AMENDS_CHECK(compile_one("config_schema", compiled.config));
    AMENDS_CHECK(compile_one("output_schema", compiled.output));
    if (compiled.config) {
      json::Value empty = json::Object{};
      // A manifest whose configuration has no default for what it requires: every step that uses the stage gives it.
      if (auto filled = compiled.config->fill_defaults(empty); !filled) compiled.incomplete = filled.error().within(manifest->id + " config");
      else compiled.defaults = json::write(empty);
    }
    self->compiled_[manifest] = std::move(compiled);
  }
  return std::shared_ptr<const Contracts>(std::move(self));
}

Result<std::string> Contracts::configuration(const host::StageManifest& manifest, const json::Value* given) const {
  const auto found = compiled_.find(&manifest);
  const bool empty = json::is_null(given) || (given->is_object() && given->get_object().empty());
  if (found == compiled_.end() || !found->second.config) {
    if (empty) return std::string("{}");
    return fail(ErrorCode::schema, "the stage takes no configuration; remove it", manifest.id + " config");
  }
  if (empty && found->second.incomplete) return *found->second.incomplete;
  if (empty) return found->second.defaults;
  json::Value config = *given;
  if (auto filled = found->second.config->fill_defaults(config); !filled) return filled.error().within(manifest.id + " config");
  return json::write(config);
}

Result<void> Contracts::check_output(const host::StageManifest& manifest, const json::Value& envelope) const {
  const auto found = compiled_.find(&manifest);
  if (found == compiled_.end() || !found->second.output || json::text_at(envelope, "status") != "ok") return {};
  const auto* result = json::find(envelope, "result");
  if (auto ok = check(*found->second.output, *result); !ok) return ok.error().within(manifest.id + " result");
  return {};
}

const packs::Schema* Contracts::output(const host::StageManifest& manifest) const {
  const auto found = compiled_.find(&manifest);
  return found == compiled_.end() ? nullptr : found->second.output.get();
}

Result<void> check_answer(const packs::PackSet& packs, std::string_view form, const json::Value& answer, Completeness completeness) {
  if (!answer.is_object()) return fail(ErrorCode::bad_type, "an answer is an object of the form's fields, for example {\"confirmed\": true, \"reason\": \"…\"}");
  const auto* file = packs.file("forms/" + std::string(form));
  if (!file) return {};
  const auto& fields = json::list_at(*file, "fields");
  std::set<std::string, std::less<>> known{"reason", "who", "at"};
  const auto language = std::string_view("en");
  for (const auto& field : fields) {
    const auto name = json::text_at(field, "field");
    known.emplace(name);
    const auto* value = json::find(answer, name);
    const auto label = std::string(json::in_language(json::find(field, "label"), language));
    // A text of blanks or of characters without a glyph says nothing.
    if (json::is_null(value) || (json::bool_at(field, "required") && value->is_string() && utf8::blank(json::text_or(value, "")))) {
      if (json::bool_at(field, "required") && name != "who" && completeness == Completeness::whole)
        return fail(ErrorCode::missing_field, "the form asks for " + std::string(name) + (label.empty() ? "" : " (" + label + ")"), std::string(name));
      continue;
    }
    const auto type = json::text_at(field, "type");
    const auto wrong = [&](std::string_view expected) { return fail(ErrorCode::bad_type, "this field is " + std::string(expected), std::string(name)); };
    if (type == "boolean" && !value->is_bool()) return wrong("true or false");
    if (type == "integer" && !value->is_int64()) return wrong("an integer");
    if ((type == "string" || type == "date" || type == "instant" || type == "text") && !value->is_string()) return wrong("a text");
    if (type == "money") {
      if (!value->is_object()) return wrong("a sum with its currency: write " + std::string(name) + "=\"300 CNY\" on the command line, or {\"minor\": 30000, \"currency\": \"CNY\"}");
      if (auto money = money_from_json(*value); !money) return money.error().within(name);
    }
    if (type == "enum") {
      bool listed = false;
      std::string allowed;
      for (const auto& one : json::list_at(field, "values")) {
        const auto* code = one.is_object() ? json::find(one, "value") : &one;
        listed = listed || (code && *code == *value);
        if (code) allowed += (allowed.empty() ? "" : ", ") + (code->is_string() ? std::string(json::text_or(code, "")) : json::write(*code));
      }
      if (!listed) return fail(ErrorCode::range, "the form knows only " + allowed, std::string(name));
    }
  }
  for (const auto& member : answer.get_object())
    if (!known.contains(member.key())) {
      std::string names;
      for (const auto& name : known)
        if (name != "at") names += (names.empty() ? "" : ", ") + name;
      return fail(ErrorCode::schema, "the form " + std::string(form) + " has no field '" + std::string(member.key()) + "'; its fields are " + names, std::string(member.key()));
    }
  return {};
}

namespace {

/// The field that decides, nullptr when there is none.
const json::Value* deciding_field(const packs::PackSet& packs, std::string_view form) {
  const auto* file = packs.file("forms/" + std::string(form));
  if (!file) return nullptr;
  const json::Value* plain = nullptr;
  for (const auto& field : json::list_at(*file, "fields")) {
    if (json::find(field, "approves")) return &field;
    if (json::text_at(field, "field") == "approved" && json::text_at(field, "type") == "boolean") plain = &field;
  }
  return plain;
}

}  // namespace

bool says_yes(const packs::PackSet& packs, std::string_view form, const json::Value& answer) {
  const auto* field = deciding_field(packs, form);
  if (!field) return false;
  const auto* value = json::find(answer, json::text_at(*field, "field"));
  if (!value) return false;
  const auto* values = json::find(*field, "approves");
  if (!values) return value->is_bool() && value->get_bool();
  const auto& list = json::list_or_empty(values);
  return std::find(list.begin(), list.end(), *value) != list.end();
}

bool can_say_yes(const packs::PackSet& packs, std::string_view form) { return deciding_field(packs, form) != nullptr; }

}  // namespace amends::runtime

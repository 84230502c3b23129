#include "flow/field_reader.hpp"

#include <algorithm>

#include "flow/definition.hpp"
#include "flow/nearest.hpp"
#include "support/ids.hpp"

namespace amends::flow {
namespace {

constexpr std::array<std::string_view, 2> kTitleKeys{"zh", "en"};

/// True when YAML has cut an unquoted text at a comma, brace or bracket: what is left of it stands as a key without a value, or as an odd one.
bool looks_cut(std::string_view key, const json::Value& value) { return value.is_null() || !is_name(key); }

}  // namespace

std::string sub(const std::string& path, std::string_view part) { return path.empty() ? std::string(part) : path + "." + std::string(part); }
std::string sub(const std::string& path, std::size_t part) { return sub(path, std::to_string(part)); }

void FieldReader::problem(std::string_view path, std::string message) {
  const auto& marks = document_.marks;
  std::string key(path);
  auto found = marks.find(key);
  while (found == marks.end() && !key.empty()) {
    const auto dot = key.rfind('.');
    key = dot == std::string::npos ? std::string{} : key.substr(0, dot);
    found = marks.find(key);
  }
  problems_.push_back({found == marks.end() ? yaml::Mark{} : found->second, place(path), std::move(message)});
}

Error FieldReader::all_problems() {
  std::stable_sort(problems_.begin(), problems_.end(), [](const Problem& left, const Problem& right) {
    return std::pair(left.mark.line, left.mark.column) < std::pair(right.mark.line, right.mark.column);
  });
  std::string message = problems_.front().message;
  const auto told = std::min(problems_.size(), kProblemsMax);
  for (std::size_t i = 1; i < told; ++i) message += "\n" + problems_[i].where + ": " + problems_[i].message;
  if (problems_.size() > told) message += "\nand " + std::to_string(problems_.size() - told) + " more errors; mend these first";
  return fail(ErrorCode::schema, std::move(message), problems_.front().where);
}

bool FieldReader::known_keys(const json::Object& object, const std::string& path, Words keys, std::string_view of_what) {
  bool all = true;
  for (const auto& member : object) {
    const auto key = key_text(member);
    if (contains(keys, key)) continue;
    all = false;
    if (looks_cut(key, member.value())) {
      problem(sub(path, key), "'" + shown(key) + "' is no key of " + std::string(of_what) + " and looks like the rest of an unquoted text; " + std::string(kQuote));
    } else {
      problem(sub(path, key), "unknown key '" + shown(key) + "' in " + std::string(of_what) + did_you_mean(key, keys) + " The keys here are: " + list_words(keys));
    }
  }
  return all;
}

const json::Object* FieldReader::map(const json::Value* value, const std::string& path, std::string_view what) {
  if (value && value->is_object()) return &value->get_object();
  problem(path, std::string(what) + " is a map; write `key: value` pairs below it or in braces");
  return nullptr;
}

const json::Array* FieldReader::list(const json::Value* value, const std::string& path, std::string_view what) {
  if (value && value->is_array()) return &value->get_array();
  problem(path, std::string(what) + " is a list; begin each entry with `- ` or write [a, b]");
  return nullptr;
}

std::optional<std::string> FieldReader::text(const json::Value* value, const std::string& path, std::string_view what) {
  if (is_text(value)) return std::string(value->get_string());
  problem(path, std::string(what) + (!value || value->is_null() ? " is missing; write it" : value->is_string() ? " is empty; write it" : " is a text; " + std::string(kQuote)));
  return std::nullopt;
}

std::optional<std::string> FieldReader::name(const json::Value* value, const std::string& path, std::string_view what) {
  auto found = text(value, path, what);
  if (!found || is_name(*found)) return found;
  problem(path, std::string(what) + " '" + shown(*found) + "' is no name; write a small letter, then small letters, digits and _, at most 64 characters");
  return std::nullopt;
}

std::optional<bool> FieldReader::yes_no(const json::Value* value, const std::string& path, std::string_view what) {
  if (value && value->is_bool()) return value->get_bool();
  problem(path, std::string(what) + " is true or false");
  return std::nullopt;
}

std::optional<feel::Expression> FieldReader::expression(const json::Value* value, const std::string& path) {
  std::string source;
  if (is_text(value)) {
    source = std::string(value->get_string());
  } else if (value && value->is_bool()) {
    source = value->get_bool() ? "true" : "false";
  } else if (std::int64_t number = 0; value && json::as_integer(*value, number)) {
    source = std::to_string(number);
  } else {
    problem(path, !value || value->is_null() ? "the expression is missing; write FEEL, and null as 'null' in quotes" : "an expression is a text; " + std::string(kQuote));
    return std::nullopt;
  }
  auto parsed = feel::Expression::parse(source, place(path));
  if (parsed) return *std::move(parsed);
  // Only what the parser adds to our own place (the position inside the text) is worth repeating.
  std::string_view at = parsed.error().where;
  const auto here = place(path);
  if (at.starts_with(here)) at.remove_prefix(here.size());
  while (!at.empty() && (at.front() == ':' || at.front() == ' ')) at.remove_prefix(1);
  problem(path, "the expression '" + shown(source, 200) + "' cannot be read: " + (at.empty() ? std::string{} : std::string(at) + ": ") + parsed.error().message);
  return std::nullopt;
}

std::optional<calendar::Duration> FieldReader::duration(const json::Value* value, const std::string& path, bool zero_allowed) {
  if (!is_text(value)) {
    problem(path, "a duration is a number with its unit, for example 5wd (working days), 15d (calendar days), 4h or 90m");
    return std::nullopt;
  }
  const auto parsed = calendar::parse_duration(std::string_view(value->get_string()));
  if (!parsed) {
    problem(path, parsed.error().message);
    return std::nullopt;
  }
  if (parsed->count == 0 && !zero_allowed) {
    problem(path, "a duration of nothing makes no sense here; write at least one " + std::string(calendar::unit_suffix(parsed->unit)));
    return std::nullopt;
  }
  return *parsed;
}

json::Value FieldReader::bilingual(const json::Value* value, const std::string& path) {
  if (!value || !value->is_object()) {
    problem(path, "the title stands in both languages; write {zh: …, en: …}");
    return nullptr;
  }
  known_keys(value->get_object(), path, kTitleKeys, "a title");
  const auto zh = text(value->get_object().if_contains("zh"), sub(path, "zh"), "the Chinese title (zh)");
  const auto en = text(value->get_object().if_contains("en"), sub(path, "en"), "the English title (en)");
  return json::bilingual(zh.value_or(""), en.value_or(""));
}

}  // namespace amends::flow

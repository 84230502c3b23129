#include "packs/schema.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "support/time.hpp"
#include "support/utf8.hpp"

namespace amends::packs {

using json::Value;

namespace {

constexpr std::string_view kTypes[] = {"null", "boolean", "object", "array", "number", "string", "integer"};

/// A value in a message: short, quoted as JSON.
std::string shown(const Value& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  auto text = json::write(value);
  if (utf8::length(text) > 60) text = std::string(utf8::slice(text, 0, 57)) + "...";
  return text;
}

std::string type_name(const Value& value) {
  switch (value.kind()) {
    case boost::json::kind::null: return "null";
    case boost::json::kind::bool_: return "boolean";
    case boost::json::kind::object: return "object";
    case boost::json::kind::array: return "array";
    case boost::json::kind::string: return "string";
    default: return "number";
  }
}

bool is_number(const Value& value) { return value.is_int64() || value.is_uint64() || value.is_double(); }
/// 3 and 3.0 are both integers in JSON Schema.
bool is_integer(const Value& value) {
  if (value.is_int64() || value.is_uint64()) return true;
  if (!value.is_double()) return false;
  const double d = value.get_double();
  return d >= -9.0e15 && d <= 9.0e15 && d == static_cast<double>(static_cast<std::int64_t>(d));
}
bool has_type(const Value& value, std::string_view type) {
  if (type == "number") return is_number(value);
  if (type == "integer") return is_integer(value);
  return type_name(value) == type;
}

/// -1, 0, 1. Integers are compared as integers; a double only where one is in the value or in the schema.
int compare(const Value& a, const Value& b) {
  std::int64_t x = 0, y = 0;
  if (json::as_integer(a, x) && json::as_integer(b, y)) return x < y ? -1 : x > y ? 1 : 0;
  const auto real = [](const Value& v) { return v.is_double() ? v.get_double() : v.is_uint64() ? static_cast<double>(v.get_uint64()) : static_cast<double>(v.get_int64()); };
  const double p = real(a), q = real(b);
  return p < q ? -1 : p > q ? 1 : 0;
}

/// Equality of JSON Schema: 1 and 1.0 are one number, the order of members does not matter.
bool equal(const Value& a, const Value& b) {
  if (is_number(a) && is_number(b)) return compare(a, b) == 0;
  if (a.is_array() && b.is_array()) return std::equal(a.get_array().begin(), a.get_array().end(), b.get_array().begin(), b.get_array().end(), equal);
  if (a.is_object() && b.is_object()) {
    if (a.get_object().size() != b.get_object().size()) return false;
    return std::all_of(a.get_object().begin(), a.get_object().end(), [&](const auto& member) {
      const auto* other = b.get_object().if_contains(member.key());
      return other != nullptr && equal(member.value(), *other);
    });
  }
  return a == b;
}

bool is_date(std::string_view text) {
  int part[3] = {0, 0, 0};
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const char* at[] = {text.data(), text.data() + 5, text.data() + 8};
  const std::size_t size[] = {4, 2, 2};
  for (int i = 0; i < 3; ++i)
    for (std::size_t k = 0; k < size[i]; ++k) {
      if (at[i][k] < '0' || at[i][k] > '9') return false;
      part[i] = part[i] * 10 + (at[i][k] - '0');
    }
  if (part[0] < 1 || part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > 31) return false;
  const auto back = civil_from_days(days_from_civil(part[0], static_cast<unsigned>(part[1]), static_cast<unsigned>(part[2])));
  return back.month == static_cast<unsigned>(part[1]) && back.day == static_cast<unsigned>(part[2]);
}

bool has_format(std::string_view text, std::string_view format) {
  if (format == "date") return is_date(text);
  if (format == "date-time") return parse_instant(text).has_value();
  if (format == "email") {
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos && text.find(' ') == std::string_view::npos;
  }
  const auto colon = text.find(':');  // uri: a scheme and something behind it
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() && text.find(' ') == std::string_view::npos;
}

std::string join(std::string_view path, std::string_view name) { return path.empty() ? std::string(name) : std::string(path) + "." + std::string(name); }
std::string join(std::string_view path, std::size_t index) { return join(path, std::to_string(index)); }

std::string or_list(const json::Array& values) {
  std::string out;
  for (std::size_t i = 0; i < values.size() && i < 20; ++i) out += (i == 0 ? "" : i + 1 == values.size() ? " or " : ", ") + shown(values[i]);
  return values.size() > 20 ? out + " and more" : out;
}

struct Expression {
  std::string text;
  std::shared_ptr<const RE2> compiled;
};

}  // namespace

struct Schema::Node {
  std::optional<bool> always;  ///< the schemas `true` and `false`
  std::vector<std::string> types;
  std::optional<Value> constant, fallback;
  json::Array choices;
  bool has_choices = false;
  std::vector<std::string> required;
  std::map<std::string, const Node*, std::less<>> properties;
  std::vector<std::string> property_order;  ///< as the schema lists them; defaults are put in this order
  std::vector<std::pair<Expression, const Node*>> pattern_properties;
  const Node *additional_properties = nullptr, *property_names = nullptr;
  std::vector<std::pair<std::string, const Node*>> dependent_schemas;
  std::vector<std::pair<std::string, std::vector<std::string>>> dependent_names;
  const Node *items = nullptr, *additional_items = nullptr, *contains = nullptr;
  std::vector<const Node*> tuple;
  bool is_tuple = false, unique_items = false;
  std::optional<std::int64_t> min_properties, max_properties, min_items, max_items, min_length, max_length;
  std::optional<Value> minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;
  std::optional<Expression> pattern;
  std::string format, title;
  std::vector<const Node*> all_of, any_of, one_of;
  const Node *negated = nullptr, *condition = nullptr, *then = nullptr, *otherwise = nullptr, *target = nullptr;
};

struct Schema::Impl {
  std::vector<std::unique_ptr<Node>> nodes;
  const Node* root = nullptr;
};

namespace {

using Node = Schema::Node;

class Compiler {
 public:
  Compiler(const Value& root, std::vector<std::unique_ptr<Node>>& nodes) : root_(root), nodes_(nodes) {}

  Result<const Node*> compile(const Value& schema, const std::string& where) {
    // One node for each place: a $ref meets the node of its target, built or being built.
    if (const auto known = by_place_.find(where); known != by_place_.end()) return known->second;
    if (nodes_.size() >= kSchemaNodesMax) return bad(where, "has more than " + std::to_string(kSchemaNodesMax) + " parts; split it");
    nodes_.push_back(std::make_unique<Node>());
    Node& node = *nodes_.back();
    by_place_[where] = &node;
    if (schema.is_bool()) {
      node.always = schema.get_bool();
      return const_cast<const Node*>(&node);
    }
    if (!schema.is_object()) return bad(where, "must be an object or a boolean");
    AMENDS_CHECK(read(schema.get_object(), node, where));
    return const_cast<const Node*>(&node);
  }

 private:
  static Error bad(const std::string& where, const std::string& what) { return fail(ErrorCode::schema, "the schema " + what, where.empty() ? "#" : "#" + where); }

  Result<std::int64_t> count(const Value& value, const std::string& where) {
    std::int64_t out = 0;
    if (!json::as_integer(value, out) || out < 0) return bad(where, "needs a whole number of at least 0 here");
    return out;
  }
  Result<Expression> expression(std::string_view text, const std::string& where) {
    RE2::Options options;
    options.set_log_errors(false);
    auto compiled = std::make_shared<RE2>(re2::StringPiece(text.data(), text.size()), options);
    if (!compiled->ok()) return bad(where, "has an expression that cannot be read: " + compiled->error());
    return Expression{std::string(text), std::move(compiled)};
  }
  Result<std::vector<std::string>> names(const Value& value, const std::string& where) {
    std::vector<std::string> out;
    if (!value.is_array()) return bad(where, "needs a list of names here");
    for (const auto& name : value.get_array()) {
      if (!name.is_string()) return bad(where, "needs a list of names here");
      out.emplace_back(std::string_view(name.get_string()));
    }
    return out;
  }
  Result<std::vector<const Node*>> list(const Value& value, const std::string& where) {
    if (!value.is_array() || value.get_array().empty()) return bad(where, "needs a list of schemas here");
    std::vector<const Node*> out;
    for (std::size_t i = 0; i < value.get_array().size(); ++i) {
      AMENDS_TRY(const auto* node, compile(value.get_array()[i], where + "/" + std::to_string(i)));
      out.push_back(node);
    }
    return out;
  }
  Result<const Node*> reference(const Value& value, const std::string& where) {
    const auto text = json::text_or(&value, "");
    if (text == "#") return compile(root_, "");
    if (!text.starts_with("#/")) return bad(where, "has a $ref that does not begin with #/; only parts of the same schema can be named");
    const Value* at = &root_;
    std::string place;
    for (std::size_t from = 2; from <= text.size();) {
      const auto to = std::min(text.find('/', from), text.size());
      std::string part(text.substr(from, to - from));
      for (std::size_t t = 0; (t = part.find('~', t)) != std::string::npos; ++t) part.replace(t, 2, part.compare(t, 2, "~1") == 0 ? "/" : "~");
      std::size_t index = 0;
      if (at->is_object()) at = at->get_object().if_contains(part);
      else if (at->is_array() && std::from_chars(part.data(), part.data() + part.size(), index).ec == std::errc{} && index < at->get_array().size()) at = &at->get_array()[index];
      else at = nullptr;
      if (at == nullptr) return bad(where, "has the $ref '" + std::string(text) + "', which leads nowhere");
      place += "/" + part;
      from = to + 1;
    }
    return compile(*at, place);
  }

  Result<void> read(const json::Object& schema, Node& node, const std::string& where) {
    for (const auto& member : schema) {
      const std::string key(std::string_view(member.key()));
      const Value& value = member.value();
      const std::string here = where + "/" + key;
      const auto sub = [&](const Node*& out) -> Result<void> { AMENDS_TRY(out, compile(value, here)); return {}; };
      const auto number_of = [&](std::optional<std::int64_t>& out) -> Result<void> { AMENDS_TRY(out, count(value, here)); return {}; };
      const auto number = [&](std::optional<Value>& out) -> Result<void> {
        if (!is_number(value)) return bad(here, "needs a number here");
        out = value;
        return {};
      };
      if (key == "$ref") {
        AMENDS_TRY(node.target, reference(value, here));
        if (node.target == &node) return bad(here, "has a $ref to itself");
      } else if (key == "type") {
        if (value.is_string()) node.types.emplace_back(std::string_view(value.get_string()));
        else { AMENDS_TRY(node.types, names(value, here)); }
        for (const auto& type : node.types)
          if (std::find(std::begin(kTypes), std::end(kTypes), type) == std::end(kTypes)) return bad(here, "names the type '" + type + "', which JSON Schema does not have");
      } else if (key == "enum") {
        if (!value.is_array() || value.get_array().empty()) return bad(here, "needs a list of values here");
        node.choices = value.get_array();
        node.has_choices = true;
      } else if (key == "const") { node.constant = value;
      } else if (key == "default") { node.fallback = value;
      } else if (key == "required") { AMENDS_TRY(node.required, names(value, here));
      } else if (key == "properties" || key == "definitions" || key == "patternProperties") {
        if (!value.is_object()) return bad(here, "needs an object here");
        for (const auto& part : value.get_object()) {
          const std::string name(std::string_view(part.key()));
          AMENDS_TRY(const auto* made, compile(part.value(), here + "/" + name));
          if (key == "properties") { node.properties[name] = made; node.property_order.push_back(name); }
          if (key == "patternProperties") {
            AMENDS_TRY(auto made_expression, expression(name, here));
            node.pattern_properties.emplace_back(std::move(made_expression), made);
          }
        }
      } else if (key == "dependencies") {
        if (!value.is_object()) return bad(here, "needs an object here");
        for (const auto& part : value.get_object()) {
          const std::string name(std::string_view(part.key()));
          if (part.value().is_array()) {
            AMENDS_TRY(auto needed, names(part.value(), here + "/" + name));
            node.dependent_names.emplace_back(name, std::move(needed));
          } else {
            AMENDS_TRY(const auto* made, compile(part.value(), here + "/" + name));
            node.dependent_schemas.emplace_back(name, made);
          }
        }
      } else if (key == "items") {
        if (value.is_array()) { node.is_tuple = true; AMENDS_TRY(node.tuple, list(value, here)); }
        else AMENDS_CHECK(sub(node.items));
      } else if (key == "additionalProperties") { AMENDS_CHECK(sub(node.additional_properties));
      } else if (key == "propertyNames") { AMENDS_CHECK(sub(node.property_names));
      } else if (key == "additionalItems") { AMENDS_CHECK(sub(node.additional_items));
      } else if (key == "contains") { AMENDS_CHECK(sub(node.contains));
      } else if (key == "not") { AMENDS_CHECK(sub(node.negated));
      } else if (key == "if") { AMENDS_CHECK(sub(node.condition));
      } else if (key == "then") { AMENDS_CHECK(sub(node.then));
      } else if (key == "else") { AMENDS_CHECK(sub(node.otherwise));
      } else if (key == "allOf") { AMENDS_TRY(node.all_of, list(value, here));
      } else if (key == "anyOf") { AMENDS_TRY(node.any_of, list(value, here));
      } else if (key == "oneOf") { AMENDS_TRY(node.one_of, list(value, here));
      } else if (key == "minProperties") { AMENDS_CHECK(number_of(node.min_properties));
      } else if (key == "maxProperties") { AMENDS_CHECK(number_of(node.max_properties));
      } else if (key == "minItems") { AMENDS_CHECK(number_of(node.min_items));
      } else if (key == "maxItems") { AMENDS_CHECK(number_of(node.max_items));
      } else if (key == "minLength") { AMENDS_CHECK(number_of(node.min_length));
      } else if (key == "maxLength") { AMENDS_CHECK(number_of(node.max_length));
      } else if (key == "minimum") { AMENDS_CHECK(number(node.minimum));
      } else if (key == "maximum") { AMENDS_CHECK(number(node.maximum));
      } else if (key == "exclusiveMinimum") { AMENDS_CHECK(number(node.exclusive_minimum));
      } else if (key == "exclusiveMaximum") { AMENDS_CHECK(number(node.exclusive_maximum));
      } else if (key == "multipleOf") {
        std::int64_t divisor = 0;
        if (!json::as_integer(value, divisor) || divisor < 1) return bad(here, "needs a whole number of at least 1 here; fractions are no whole multiples");
        node.multiple_of = value;
      } else if (key == "uniqueItems") {
        if (!value.is_bool()) return bad(here, "needs true or false here");
        node.unique_items = value.get_bool();
      } else if (key == "pattern") {
        if (!value.is_string()) return bad(here, "needs a text here");
        AMENDS_TRY(node.pattern, expression(value.get_string(), here));
      } else if (key == "format") {
        node.format = json::text_or(&value, "");
        if (node.format != "date" && node.format != "date-time" && node.format != "email" && node.format != "uri")
          return bad(here, "asks for the format " + shown(value) + "; date, date-time, email and uri are known");
      } else if (key == "title") { node.title = json::text_or(&value, "");
      } else if (key != "$schema" && key != "$id" && key != "$comment" && key != "description" && key != "examples" && key != "readOnly" && key != "writeOnly" && !key.starts_with("x-")) {
        return bad(here, "has the keyword '" + key + "', which is not known here; see packs/schema.hpp for those that are");
      }
    }
    return {};
  }

  const Value& root_;
  std::vector<std::unique_ptr<Node>>& nodes_;
  std::unordered_map<std::string, Node*> by_place_;
};

class Checker {
 public:
  [[nodiscard]] bool fits(const Node& node, const Value& value, std::size_t depth) const {
    Checker inner;
    inner.check(node, value, "", depth);
    return inner.faults.empty();
  }
  void fault(std::string_view path, std::string message) {
    if (faults.size() < kFaultsMax) faults.push_back({std::string(path), std::move(message)});
  }

  void check(const Node& node, const Value& value, std::string_view path, std::size_t depth) {
    if (faults.size() >= kFaultsMax) return;
    if (depth > kSchemaDepthMax) return fault(path, "is nested deeper than a schema is followed (" + std::to_string(kSchemaDepthMax) + " steps)");
    if (node.always) {
      if (!*node.always) fault(path, "is not allowed here; found " + shown(value));
      return;
    }
    if (node.target != nullptr) return check(*node.target, value, path, depth + 1);  // draft 7: what stands beside a $ref is ignored
    if (!node.types.empty() && std::none_of(node.types.begin(), node.types.end(), [&](const auto& type) { return has_type(value, type); })) {
      std::string wanted;
      for (std::size_t i = 0; i < node.types.size(); ++i) wanted += (i == 0 ? "" : i + 1 == node.types.size() ? " or " : ", ") + node.types[i];
      return fault(path, "expected " + wanted + ", found " + type_name(value) + (value.is_structured() ? "" : " " + shown(value)));
    }
    if (node.constant && !equal(*node.constant, value)) fault(path, "expected " + shown(*node.constant) + ", found " + shown(value));
    if (node.has_choices && std::none_of(node.choices.begin(), node.choices.end(), [&](const Value& choice) { return equal(choice, value); }))
      fault(path, "expected " + or_list(node.choices) + ", found " + shown(value));
    if (is_number(value)) check_number(node, value, path);
    if (value.is_string()) check_text(node, value.get_string(), path);
    if (value.is_array()) check_list(node, value.get_array(), path, depth);
    if (value.is_object()) check_object(node, value.get_object(), path, depth);
    check_combined(node, value, path, depth);
  }

  std::vector<SchemaFault> faults;

 private:
  void check_number(const Node& node, const Value& value, std::string_view path) {
    if (node.minimum && compare(value, *node.minimum) < 0) fault(path, "expected at least " + shown(*node.minimum) + ", found " + shown(value));
    if (node.maximum && compare(value, *node.maximum) > 0) fault(path, "expected at most " + shown(*node.maximum) + ", found " + shown(value));
    if (node.exclusive_minimum && compare(value, *node.exclusive_minimum) <= 0) fault(path, "expected more than " + shown(*node.exclusive_minimum) + ", found " + shown(value));
    if (node.exclusive_maximum && compare(value, *node.exclusive_maximum) >= 0) fault(path, "expected less than " + shown(*node.exclusive_maximum) + ", found " + shown(value));
    std::int64_t number = 0, divisor = 0;
    if (node.multiple_of && json::as_integer(*node.multiple_of, divisor) && (!json::as_integer(value, number) || number % divisor != 0))
      fault(path, "expected a multiple of " + std::to_string(divisor) + ", found " + shown(value));
  }
  void check_text(const Node& node, std::string_view text, std::string_view path) {
    const auto length = utf8::length(text);
    if (node.min_length && length < *node.min_length)
      fault(path, *node.min_length == 1 ? std::string("expected a text, found an empty one")
                                        : "expected at least " + std::to_string(*node.min_length) + " characters, found " + std::to_string(length));
    if (node.max_length && length > *node.max_length) fault(path, "expected at most " + std::to_string(*node.max_length) + " characters, found " + std::to_string(length));
    if (node.pattern && !RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *node.pattern->compiled))
      fault(path, "expected a text of the form " + node.pattern->text + ", found " + shown(Value(text)));
    if (!node.format.empty() && !has_format(text, node.format))
      fault(path, "expected " + (node.format == "date" ? std::string("a date such as 2026-03-02") : node.format == "date-time" ? std::string("an instant such as 2026-03-02T01:00:00Z") : "the format " + node.format) +
                      ", found " + shown(Value(text)));
  }
  void check_list(const Node& node, const json::Array& list, std::string_view path, std::size_t depth) {
    const auto size = static_cast<std::int64_t>(list.size());
    if (node.min_items && size < *node.min_items) fault(path, "expected at least " + std::to_string(*node.min_items) + " entries, found " + std::to_string(size));
    if (node.max_items && size > *node.max_items) fault(path, "expected at most " + std::to_string(*node.max_items) + " entries, found " + std::to_string(size));
    for (std::size_t i = 0; i < list.size(); ++i) {
      const Node* at = node.is_tuple ? (i < node.tuple.size() ? node.tuple[i] : node.additional_items) : node.items;
      if (at != nullptr) check(*at, list[i], join(path, i), depth + 1);
    }
    if (node.unique_items) {
      std::map<std::string, std::size_t> seen;  // by canonical form: no pairwise comparison of long lists
      for (std::size_t i = 0; i < list.size(); ++i)
        if (const auto [first, added] = seen.emplace(json::canonical(list[i]), i); !added)
          fault(join(path, i), "stands at position " + std::to_string(first->second) + " already; each entry may stand once");
    }
    if (node.contains != nullptr && std::none_of(list.begin(), list.end(), [&](const Value& entry) { return fits(*node.contains, entry, depth + 1); }))
      fault(path, "expected an entry " + described(*node.contains) + ", found none");
  }
  void check_object(const Node& node, const json::Object& object, std::string_view path, std::size_t depth) {
    const auto size = static_cast<std::int64_t>(object.size());
    for (const auto& name : node.required)
      if (!object.contains(name)) fault(path, "the member '" + name + "' is missing");
    if (node.min_properties && size < *node.min_properties) fault(path, "expected at least " + std::to_string(*node.min_properties) + " members, found " + std::to_string(size));
    if (node.max_properties && size > *node.max_properties) fault(path, "expected at most " + std::to_string(*node.max_properties) + " members, found " + std::to_string(size));
    for (const auto& member : object) {
      const std::string_view name = member.key();
      const auto here = join(path, name);
      if (node.property_names != nullptr) check(*node.property_names, Value(name), here, depth + 1);
      bool named = false;
      if (const auto known = node.properties.find(name); known != node.properties.end()) {
        named = true;
        check(*known->second, member.value(), here, depth + 1);
      }
      for (const auto& [pattern, sub] : node.pattern_properties)
        if (RE2::PartialMatch(re2::StringPiece(name.data(), name.size()), *pattern.compiled)) {
          named = true;
          check(*sub, member.value(), here, depth + 1);
        }
      if (named || node.additional_properties == nullptr) continue;
      if (node.additional_properties->always == false) {
        std::string known;
        for (const auto& property : node.property_order) known += (known.empty() ? "" : ", ") + property;
        fault(here, "the member '" + std::string(name) + "' is not known here" + (known.empty() ? "" : "; known are " + known));
      } else {
        check(*node.additional_properties, member.value(), here, depth + 1);
      }
    }
    for (const auto& [name, needed] : node.dependent_names)
      if (object.contains(name))
        for (const auto& other : needed)
          if (!object.contains(other)) fault(path, "the member '" + other + "' is missing; '" + name + "' needs it");
    for (const auto& [name, sub] : node.dependent_schemas)
      if (object.contains(name)) check(*sub, Value(object), path, depth + 1);
  }
  void check_combined(const Node& node, const Value& value, std::string_view path, std::size_t depth) {
    for (const auto* part : node.all_of) check(*part, value, path, depth + 1);
    if (!node.any_of.empty()) choose(node.any_of, value, path, depth, false);
    if (!node.one_of.empty()) choose(node.one_of, value, path, depth, true);
    if (node.negated != nullptr && fits(*node.negated, value, depth + 1))
      fault(path, "must not be " + (node.negated->required.empty() ? "of a form that is excluded here" : "with the member '" + node.negated->required.front() + "'") + "; found " + shown(value));
    if (node.condition != nullptr) {
      const Node* branch = fits(*node.condition, value, depth + 1) ? node.then : node.otherwise;
      if (branch != nullptr) check(*branch, value, path, depth + 1);
    }
  }
  /// When no branch fits, the faults of the one that got furthest are the ones that help.
  void choose(const std::vector<const Node*>& branches, const Value& value, std::string_view path, std::size_t depth, bool one) {
    std::size_t fitting = 0;
    const Checker* best = nullptr;
    std::vector<Checker> tried(branches.size());
    for (std::size_t i = 0; i < branches.size(); ++i) {
      tried[i].check(*branches[i], value, path, depth + 1);
      if (tried[i].faults.empty()) {
        ++fitting;
        if (!one) return;
      } else if (best == nullptr || distance(tried[i], path) < distance(*best, path)) {
        best = &tried[i];
      }
    }
    if (fitting == 1) return;
    if (fitting > 1) return fault(path, "fits " + std::to_string(fitting) + " of the forms that exclude each other; found " + shown(value));
    for (const auto& found : best->faults) fault(found.path, found.message);
  }
  /// How far from fitting: faults, those at the value itself (wrong type, missing member) weighing most.
  static std::size_t distance(const Checker& tried, std::string_view path) {
    std::size_t out = 0;
    for (const auto& found : tried.faults) out += found.path == path ? (found.message.starts_with("expected") ? 100 : 3) : 2;
    return out;
  }
  static std::string described(const Node& node) {
    if (!node.title.empty()) return "'" + node.title + "'";
    for (const auto& [name, sub] : node.properties)
      if (sub->constant) return "with " + name + " " + shown(*sub->constant);
    return node.constant ? shown(*node.constant) : "of the form that is asked for";
  }
};

void fill(const Node& node, Value& value, std::size_t depth) {
  if (depth > kSchemaDepthMax || node.always) return;
  if (node.target != nullptr) return fill(*node.target, value, depth + 1);
  if (value.is_object()) {
    for (const auto& name : node.property_order) {
      const Node* sub = node.properties.find(name)->second;
      Value* there = value.get_object().if_contains(name);
      if (there == nullptr) {
        const Node* holder = sub;
        for (std::size_t hops = 0; holder->target != nullptr && hops < kSchemaDepthMax; ++hops) holder = holder->target;
        if (!holder->fallback) continue;
        there = &value.get_object().emplace(name, *holder->fallback).first->value();
      }
      fill(*sub, *there, depth + 1);
    }
  } else if (value.is_array() && node.items != nullptr) {
    for (auto& entry : value.get_array()) fill(*node.items, entry, depth + 1);
  }
  for (const auto* part : node.all_of) fill(*part, value, depth + 1);
}

}  // namespace

Result<Schema> Schema::compile(const json::Value& schema) {
  auto impl = std::make_shared<Impl>();
  Compiler compiler(schema, impl->nodes);
  AMENDS_TRY(impl->root, compiler.compile(schema, ""));
  for (const auto& node : impl->nodes) {
    // A chain of $ref that closes would be followed for ever.
    const Node* at = node->target;
    for (std::size_t hops = 0; at != nullptr; at = at->target)
      if (++hops > impl->nodes.size()) return fail(ErrorCode::schema, "the schema has a $ref that leads back to itself", "#");
    if (!node->fallback) continue;
    Checker checker;
    checker.check(*node, *node->fallback, "", 0);
    if (!checker.faults.empty())
      return fail(ErrorCode::schema, "the schema has the default " + shown(*node->fallback) + ", which it refuses itself: " + checker.faults.front().message, "#");
  }
  return Schema(std::move(impl));
}

std::vector<SchemaFault> Schema::check(const json::Value& value) const {
  Checker checker;
  checker.check(*impl_->root, value, "", 0);
  return std::move(checker.faults);
}

Result<void> Schema::fill_defaults(json::Value& value) const {
  fill(*impl_->root, value, 0);
  const auto faults = check(value);
  if (!faults.empty()) return fail(ErrorCode::schema, faults.front().message, faults.front().path);
  return {};
}

}  // namespace amends::packs

#include "feel/type.hpp"

#include <algorithm>
#include <array>

#include "feel/function.hpp"

namespace amends::feel {
namespace {

std::string_view name_of(TypeName name) {
  switch (name) {
    case TypeName::any: return "Any";
    case TypeName::null: return "Null";
    case TypeName::boolean: return "boolean";
    case TypeName::number: return "number";
    case TypeName::string: return "string";
    case TypeName::date: return "date";
    case TypeName::time: return "time";
    case TypeName::date_time: return "date and time";
    case TypeName::years_months: return "years and months duration";
    case TypeName::days_time: return "days and time duration";
    case TypeName::list: return "list";
    case TypeName::context: return "context";
    case TypeName::function: return "function";
    case TypeName::range: return "range";
  }
  return "Any";
}

std::string text_or_any(const TypePtr& type) { return type ? text_of(*type) : "Any"; }

bool is_any(const TypePtr& type) { return !type || type->name == TypeName::any; }

/// The kind of a value that a plain type names.
bool has_kind(const Value& value, TypeName name) {
  using Kind = Value::Kind;
  switch (name) {
    case TypeName::any: return true;
    case TypeName::null: return value.is_null();
    case TypeName::boolean: return value.kind() == Kind::boolean;
    case TypeName::number: return value.kind() == Kind::number;
    case TypeName::string: return value.kind() == Kind::string;
    case TypeName::date: return value.kind() == Kind::date;
    case TypeName::time: return value.kind() == Kind::time;
    case TypeName::date_time: return value.kind() == Kind::date_time;
    case TypeName::years_months: return value.kind() == Kind::years_months;
    case TypeName::days_time: return value.kind() == Kind::days_time;
    case TypeName::list: return value.kind() == Kind::list;
    case TypeName::context: return value.kind() == Kind::context;
    case TypeName::function: return value.kind() == Kind::function;
    case TypeName::range: return value.kind() == Kind::range;
  }
  return false;
}

/// What a function is as a type: parameters may be given more than they ask for, the result gives at least what is wanted.
bool function_conforms(const std::vector<TypePtr>& parameters, const TypePtr& result, const Type& to) {
  if (to.parts.empty()) return true;  // any function
  if (parameters.size() != to.parts.size() - 1) return false;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (is_any(parameters[i])) continue;
    if (is_any(to.parts[i]) || !conforms(*to.parts[i], *parameters[i])) return false;
  }
  return is_any(to.parts.back()) || (result && conforms(*result, *to.parts.back()));
}

/// `checked`: whether what an item definition allows is asked.
bool belongs(const Value& value, const Type& type, bool checked) {
  if (value.is_null()) return true;
  if (!has_kind(value, type.name)) return false;
  switch (type.name) {
    case TypeName::list:
      if (!type.parts.empty() && !is_any(type.parts[0]))
        if (!std::all_of(value.as_list()->begin(), value.as_list()->end(), [&](const Value& one) { return belongs(one, *type.parts[0], checked); })) return false;
      break;
    case TypeName::context:
      for (const auto& [key, wanted] : type.entries) {
        const auto* entry = value.entry(key);
        if (entry == nullptr || (wanted && !belongs(*entry, *wanted, checked))) return false;
      }
      break;
    case TypeName::range:
      if (!type.parts.empty() && !is_any(type.parts[0]))
        if (!belongs(value.as_range()->low, *type.parts[0], checked) || !belongs(value.as_range()->high, *type.parts[0], checked)) return false;
      break;
    case TypeName::function: {
      std::vector<TypePtr> parameters;
      for (const auto& parameter : value.as_function()->parameters()) parameters.push_back(parameter.type);
      if (!function_conforms(parameters, value.as_function()->result(), type)) return false;
      break;
    }
    default: break;
  }
  return !checked || !type.allowed || type.allowed(value);
}

}  // namespace

TypePtr simple_type(TypeName name) {
  static const auto types = [] {
    std::array<TypePtr, 14> out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::make_shared<const Type>(Type{static_cast<TypeName>(i), {}, {}, {}});
    return out;
  }();
  return types[static_cast<std::size_t>(name)];
}

std::string text_of(const Type& type) {
  std::string out(name_of(type.name));
  if (type.name == TypeName::context && !type.entries.empty()) {
    out += "<";
    for (std::size_t i = 0; i < type.entries.size(); ++i) out += (i > 0 ? ", " : "") + type.entries[i].first + ": " + text_or_any(type.entries[i].second);
    return out + ">";
  }
  if (type.parts.empty()) return out;
  const std::size_t held = type.parts.size() - (type.name == TypeName::function ? 1 : 0);
  out += "<";
  for (std::size_t i = 0; i < held; ++i) out += (i > 0 ? ", " : "") + text_or_any(type.parts[i]);
  out += ">";
  return type.name == TypeName::function ? out + " -> " + text_or_any(type.parts.back()) : out;
}

bool conforms(const Value& value, const Type& type) { return belongs(value, type, true); }

bool is_instance(const Value& value, const Type& type) {
  if (value.is_null()) return type.name == TypeName::null;
  return belongs(value, type, false);
}

bool conforms(const Type& type, const Type& to) {
  if (to.name == TypeName::any || type.name == TypeName::null) return true;
  if (type.name != to.name) return false;
  const auto part = [](const Type& of, std::size_t i) { return i < of.parts.size() ? of.parts[i] : nullptr; };
  switch (type.name) {
    case TypeName::list:
    case TypeName::range: {
      const TypePtr wanted = part(to, 0), given = part(type, 0);
      return is_any(wanted) || (given && conforms(*given, *wanted));
    }
    case TypeName::context:
      return std::all_of(to.entries.begin(), to.entries.end(), [&](const auto& wanted) {
        const auto given = std::find_if(type.entries.begin(), type.entries.end(), [&](const auto& entry) { return entry.first == wanted.first; });
        if (given == type.entries.end()) return false;
        return is_any(wanted.second) || (given->second && conforms(*given->second, *wanted.second));
      });
    case TypeName::function: {
      if (type.parts.empty()) return to.parts.empty();
      return function_conforms({type.parts.begin(), type.parts.end() - 1}, type.parts.back(), to);
    }
    default: return true;
  }
}

Value coerce(Value value, const Type& type) {
  if (conforms(value, type)) return value;
  if (const auto* list = value.as_list(); list && type.name != TypeName::list && list->size() == 1) return coerce(list->front(), type);
  if (type.name == TypeName::list && !value.as_list()) {
    Value one = type.parts.empty() || is_any(type.parts[0]) ? std::move(value) : coerce(std::move(value), *type.parts[0]);
    if (one.is_null()) return {};
    Value out = Value::list({std::move(one)});
    return conforms(out, type) ? out : Value();
  }
  if (type.name == TypeName::date_time && value.as_date()) {
    Value out = midnight_utc(*value.as_date());
    return conforms(out, type) ? out : Value();
  }
  return {};
}

}  // namespace amends::feel

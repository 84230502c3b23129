#include "feel/builtin_functions.hpp"

#include <unordered_set>

#include "feel/limits.hpp"

namespace amends::feel::builtin {
namespace {

/// The same value in the same form: unlike `=`, 10:00Z and 11:00+01:00 differ.
bool identical(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return false;
  switch (left.kind()) {
    case Value::Kind::time: return *left.as_time() == *right.as_time();
    case Value::Kind::date_time: return *left.as_date_time() == *right.as_date_time();
    case Value::Kind::list: {
      const auto& a = *left.as_list();
      const auto& b = *right.as_list();
      if (a.size() != b.size()) return false;
      for (std::size_t i = 0; i < a.size(); ++i)
        if (!identical(a[i], b[i])) return false;
      return true;
    }
    default: return same(left, right);
  }
}

/// Puts an entry at its key, at the end when it is new.
void put(Value::Context& context, std::string_view key, Value value) {
  for (auto& [name, held] : context)
    if (name == key) { held = std::move(value); return; }
  context.emplace_back(std::string(key), std::move(value));
}

/// The context with a value put at a path of keys; each but the last names a context inside.
std::optional<Value> put_at(CallContext& call, const Value& into, std::span<const Value> keys, const Value& value) {
  const auto* context = into.as_context();
  const auto* key = keys.front().as_string();
  if (context == nullptr || key == nullptr || !call.charge(1 + context->size())) return std::nullopt;
  Value::Context out = *context;
  if (keys.size() == 1) {
    put(out, *key, value);
    return Value::context(std::move(out));
  }
  const auto* inner = into.entry(*key);
  auto changed = inner ? put_at(call, *inner, keys.subspan(1), value) : std::nullopt;
  if (!changed) return std::nullopt;
  put(out, *key, std::move(*changed));
  return Value::context(std::move(out));
}

}  // namespace

Value not_(CallContext& call, Arguments arguments) {
  const auto truth = arguments[0].truth();
  if (!truth) return arguments[0].is_null() ? Value() : wrong(call, 0, arguments[0], "a boolean");
  return Value::boolean(!*truth);
}

/// Not in DMN 1.5; other engines have it under this name. A path that is absent and one that is null are the same here.
Value is_defined(CallContext&, Arguments arguments) { return Value::boolean(!arguments[0].is_null()); }

Value get_value(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_TAKE(Value::Context, context, 0, as_context, "a context");
  AMENDS_FEEL_CHARGE(context->size());
  if (const auto* keys = arguments[1].as_list()) {  // a path of keys
    Value at = arguments[0];
    for (const auto& key : *keys) {
      const auto* name = key.as_string();
      const auto* entry = name ? at.entry(*name) : nullptr;
      if (entry == nullptr) return call.null_because("the context has no entry at this path");
      AMENDS_FEEL_CHARGE(1 + at.as_context()->size());
      at = Value(*entry);
    }
    return keys->empty() ? call.null_because("the path of keys is empty") : at;
  }
  AMENDS_FEEL_STRING(key, 1);
  const Value* entry = nullptr;
  for (const auto& [name, value] : *context)
    if (name == *key) entry = &value;
  return entry ? *entry : call.null_because("the context has no entry '" + key->substr(0, 60) + "'");
}

Value get_entries(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_TAKE(Value::Context, context, 0, as_context, "a context");
  AMENDS_FEEL_CHARGE(context->size() * 2);
  Value::List out;
  for (const auto& [key, value] : *context) out.push_back(Value::context({{"key", Value::string(key)}, {"value", value}}));
  return list_result(call, std::move(out));
}

Value is(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_CHARGE(std::min(arguments[0].weight(), arguments[1].weight()));
  return Value::boolean(identical(arguments[0], arguments[1]));
}

/// context([{key: "a", value: 1}]): the other way of `get entries`.
Value context(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(entries, 0);
  AMENDS_FEEL_CHARGE(entries->size() * 2);
  Value::Context out;
  std::unordered_set<std::string_view> seen;
  for (const auto& entry : *entries) {
    const auto* key = entry.entry("key");
    const auto* value = entry.entry("value");
    if (key == nullptr || value == nullptr || key->as_string() == nullptr) return call.null_because("an entry is a context with a string 'key' and a 'value'");
    if (!seen.insert(*key->as_string()).second) return call.null_because("the key '" + key->as_string()->substr(0, 60) + "' stands twice");
    out.emplace_back(*key->as_string(), *value);
  }
  if (out.size() > kListSizeMax) return call.stop(ErrorCode::range, "the context would have more than " + std::to_string(kListSizeMax) + " entries; make it smaller");
  return Value::context(std::move(out));
}

Value context_put(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_TAKE(Value::Context, context, 0, as_context, "a context");
  const Value into = arguments[0].as_context() ? arguments[0] : Value::context(*context);
  const auto* keys = arguments[1].as_list();
  if (keys != nullptr && arguments.size() == 4) return wrong(call, 1, arguments[1], "a string");  // called with `key`, not `keys`
  if (keys != nullptr && keys->empty()) return call.null_because("the path of keys is empty");
  auto out = put_at(call, into, keys ? std::span<const Value>(*keys) : arguments.subspan(1, 1), arguments[2]);
  return out ? std::move(*out) : call.null_because("a key is a string, and every key of a path but the last names a context");
}

/// A later context's entries win.
Value context_merge(CallContext& call, Arguments arguments) {
  const auto contexts = elements_of(arguments);
  Value::Context out;
  for (const auto& one : contexts) {
    const auto* context = one.as_context();
    if (context == nullptr) return call.null_because("the list holds " + std::string(kind_name(one.kind())) + ", not only contexts");
    for (const auto& [key, value] : *context) {
      AMENDS_FEEL_CHARGE(1 + out.size() / 16);
      put(out, key, value);
    }
  }
  if (out.size() > kListSizeMax) return call.stop(ErrorCode::range, "the context would have more than " + std::to_string(kListSizeMax) + " entries; make it smaller");
  return Value::context(std::move(out));
}

}  // namespace amends::feel::builtin

#include "feel/builtin_functions.hpp"

namespace amends::feel::builtin {

Value not_(CallContext& call, Arguments arguments) {
  const auto truth = arguments[0].truth();
  if (!truth) return arguments[0].is_null() ? Value() : wrong(call, 0, arguments[0], "a boolean");
  return Value::boolean(!*truth);
}

/// Not in DMN 1.5; other engines have it under this name. A path that is absent and one that is null are the same here.
Value is_defined(CallContext&, Arguments arguments) { return Value::boolean(!arguments[0].is_null()); }

Value get_value(CallContext& call, Arguments arguments) {
  if (arguments[0].as_context() == nullptr) return wrong(call, 0, arguments[0], "a context");
  AMENDS_FEEL_STRING(key, 1);
  AMENDS_FEEL_CHARGE(arguments[0].as_context()->size());
  const auto* entry = arguments[0].entry(*key);
  return entry ? *entry : call.null_because("the context has no entry '" + key->substr(0, 60) + "'");
}

Value get_entries(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_TAKE(Value::Context, context, 0, as_context, "a context");
  AMENDS_FEEL_CHARGE(context->size() * 2);
  Value::List out;
  for (const auto& [key, value] : *context) out.push_back(Value::context({{"key", Value::string(key)}, {"value", value}}));
  return list_result(call, std::move(out));
}

}  // namespace amends::feel::builtin

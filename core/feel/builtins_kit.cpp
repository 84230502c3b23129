#include "feel/builtins_kit.hpp"

#include "feel/limits.hpp"

namespace amends::feel::builtin {

Value wrong(CallContext& call, std::size_t index, const Value& given, std::string_view wanted) {
  return call.null_because("argument " + std::to_string(index + 1) + " is " + std::string(kind_name(given.kind())) + ", not " + std::string(wanted));
}

std::optional<std::span<const Value>> list_content(const Value& argument) {
  if (const auto* list = argument.as_list()) return std::span<const Value>(*list);
  if (argument.is_null()) return std::nullopt;
  return std::span<const Value>(&argument, 1);
}

std::optional<std::size_t> index_at(const Value& position, std::size_t size) {
  const auto* number = position.as_number();
  const auto at = number ? number->integer() : std::nullopt;
  const auto count = static_cast<std::int64_t>(size);
  if (!at || *at == 0 || *at > count || *at < -count) return std::nullopt;
  return static_cast<std::size_t>(*at > 0 ? *at - 1 : count + *at);
}

bool same(const Value& left, const Value& right) { return equals(left, right) == Ternary(true); }

Value text_result(CallContext& call, std::string text) {
  if (text.size() > kStringBytesMax)
    return call.stop(ErrorCode::range, "the string would have " + std::to_string(text.size()) + " bytes, more than " + std::to_string(kStringBytesMax) +
        "; make it shorter");
  return Value::string(std::move(text));
}

Value list_result(CallContext& call, Value::List list) {
  if (list.size() > kListSizeMax)
    return call.stop(ErrorCode::range, "the list would have more than " + std::to_string(kListSizeMax) + " elements; make it shorter");
  return Value::list(std::move(list));
}

Value number_result(CallContext& call, const std::optional<Decimal>& number) {
  return number ? Value::number(*number) : call.null_because("the result is outside the range of numbers");
}

Arguments elements_of(Arguments arguments) {
  if (arguments.size() == 1 && arguments[0].as_list()) return *arguments[0].as_list();
  return arguments;
}

}  // namespace amends::feel::builtin

#include "feel/builtin_functions.hpp"

#include <utf8proc.h>

#include "feel/limits.hpp"
#include "support/utf8.hpp"

namespace amends::feel::builtin {
namespace {

/// Simple case mapping, one code point to one; no language's special rules, so that the answer is the same everywhere.
Value change_case(CallContext& call, const std::string& text, utf8proc_int32_t (*change)(utf8proc_int32_t)) {
  AMENDS_FEEL_CHARGE(text_work(text.size()));
  auto decoded = utf8::decode(text);
  if (!decoded) return call.null_because("the string is not UTF-8");
  for (char32_t& c : *decoded)
    if (c != 0xDF) c = static_cast<char32_t>(change(static_cast<utf8proc_int32_t>(c)));  // the sharp s has no single capital in use
  return text_result(call, utf8::encode(*decoded));
}

}  // namespace

Value string_length(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  AMENDS_FEEL_CHARGE(text_work(text->size()));
  return Value::integer(utf8::length(*text));
}

Value contains(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  AMENDS_FEEL_STRING(part, 1);
  AMENDS_FEEL_CHARGE(text_work(text->size()));
  return Value::boolean(text->find(*part) != std::string::npos);
}

Value starts_with(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  AMENDS_FEEL_STRING(part, 1);
  return Value::boolean(text->compare(0, part->size(), *part) == 0);
}

Value ends_with(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  AMENDS_FEEL_STRING(part, 1);
  return Value::boolean(text->size() >= part->size() && text->compare(text->size() - part->size(), part->size(), *part) == 0);
}

Value upper_case(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  return change_case(call, *text, utf8proc_toupper);
}

Value lower_case(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  return change_case(call, *text, utf8proc_tolower);
}

/// Positions count code points from 1; negative ones count from the end.
Value substring(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  AMENDS_FEEL_NUMBER(start, 1);
  AMENDS_FEEL_CHARGE(text_work(text->size()));
  const std::int64_t size = utf8::length(*text);
  const auto from = start->integer();
  if (!from || *from == 0 || *from > size || *from < -size) return call.null_because("the start position lies outside the string; positions count from 1");
  const std::int64_t first = *from > 0 ? *from - 1 : size + *from;
  std::int64_t last = size;
  if (arguments.size() > 2 && !arguments[2].is_null()) {
    AMENDS_FEEL_NUMBER(length, 2);
    const auto whole = length->rounded(0, Rounding::down);  // 3.8 characters are three
    const auto count = whole ? whole->integer() : std::nullopt;
    if (!count || *count < 0) return call.null_because("the length is no whole number from 0");
    last = *count >= size - first ? size : first + *count;
  }
  return Value::string(std::string(utf8::slice(*text, first, last)));
}

Value substring_before(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  AMENDS_FEEL_STRING(part, 1);
  const auto at = text->find(*part);
  return Value::string(at == std::string::npos ? std::string() : text->substr(0, at));
}

Value substring_after(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  AMENDS_FEEL_STRING(part, 1);
  const auto at = text->find(*part);
  return Value::string(at == std::string::npos ? std::string() : text->substr(at + part->size()));
}

Value string_join(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  std::string_view delimiter;
  if (arguments.size() > 1 && !arguments[1].is_null()) {
    AMENDS_FEEL_STRING(given, 1);
    delimiter = *given;
  }
  std::string out;
  bool first = true;
  for (const auto& element : *list) {
    if (element.is_null()) continue;  // DMN: null elements are left out
    const auto* text = element.as_string();
    if (text == nullptr) return call.null_because("the list holds " + std::string(kind_name(element.kind())) + ", not only strings");
    if (!first) out += delimiter;
    first = false;
    out += *text;
    AMENDS_FEEL_CHARGE(text_work(text->size() + delimiter.size()));
    if (out.size() > kStringBytesMax) break;
  }
  return text_result(call, std::move(out));
}

Value string(CallContext& call, Arguments arguments) {
  if (arguments[0].is_null()) return {};
  if (arguments[0].as_string()) return arguments[0];
  AMENDS_FEEL_CHARGE(arguments[0].weight());
  return text_result(call, text_of(arguments[0]));
}

}  // namespace amends::feel::builtin

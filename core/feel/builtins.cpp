#include "feel/builtins.hpp"

#include <re2/re2.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "feel/expression.hpp"
#include "feel/limits.hpp"
#include "support/utf8.hpp"

namespace amends::feel {
namespace {

using Arguments = std::span<const Value>;

Value wrong(CallContext& call, std::size_t index, const Value& given, std::string_view wanted) {
  return call.null_because("argument " + std::to_string(index + 1) + " is " + std::string(kind_name(given.kind())) + ", not " + std::string(wanted));
}

#define AMENDS_FEEL_TAKE(type, name, index, accessor, wanted)                  \
  const type* name = arguments[index].accessor();                             \
  if (name == nullptr) return wrong(call, index, arguments[index], wanted)
#define AMENDS_FEEL_STRING(name, index) AMENDS_FEEL_TAKE(std::string, name, index, as_string, "a string")
#define AMENDS_FEEL_NUMBER(name, index) AMENDS_FEEL_TAKE(Decimal, name, index, as_number, "a number")
#define AMENDS_FEEL_LIST(name, index) AMENDS_FEEL_TAKE(Value::List, name, index, as_list, "a list")
/// Work of about one per 64 bytes, and one.
#define AMENDS_FEEL_CHARGE(amount) \
  if (!call.charge(amount)) return {}

std::size_t text_work(std::size_t bytes) { return 1 + bytes / 64; }

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

/// One list argument is its elements; otherwise the arguments are the elements (sum([1, 2]) and sum(1, 2)).
Arguments elements_of(Arguments arguments) {
  if (arguments.size() == 1 && arguments[0].as_list()) return *arguments[0].as_list();
  return arguments;
}

// --- strings ---------------------------------------------------------------------------------------------------------------------------------

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

/// Simple case mapping, one code point to one; no language's special rules, so that the answer is the same everywhere.
Value change_case(CallContext& call, const std::string& text, utf8proc_int32_t (*change)(utf8proc_int32_t)) {
  AMENDS_FEEL_CHARGE(text_work(text.size()));
  auto decoded = utf8::decode(text);
  if (!decoded) return call.null_because("the string is not UTF-8");
  for (char32_t& c : *decoded)
    if (c != 0xDF) c = static_cast<char32_t>(change(static_cast<utf8proc_int32_t>(c)));  // the sharp s has no single capital in use
  return text_result(call, utf8::encode(*decoded));
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
    const auto count = length->integer();
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

/// The compiled pattern of a call: from the syntax tree when it is a literal, else compiled now and kept alive in `held`.
const re2::RE2* pattern_of(CallContext& call, Arguments arguments, std::size_t flags_index, std::shared_ptr<const re2::RE2>& held) {
  if (call.pattern() != nullptr) return call.pattern();
  const auto* pattern = arguments[1].as_string();
  if (pattern == nullptr) { (void)wrong(call, 1, arguments[1], "a string"); return nullptr; }
  std::string_view flags;
  if (arguments.size() > flags_index && !arguments[flags_index].is_null()) {
    const auto* given = arguments[flags_index].as_string();
    if (given == nullptr) { (void)wrong(call, flags_index, arguments[flags_index], "a string"); return nullptr; }
    flags = *given;
  }
  if (!call.charge(500)) return nullptr;  // compiling costs some 10 us
  auto compiled = compile_pattern(*pattern, flags);
  if (!compiled) {
    if (compiled.error().code == ErrorCode::unsupported) (void)call.stop(compiled.error().code, compiled.error().message);
    else (void)call.null_because(compiled.error().message);
    return nullptr;
  }
  held = std::move(*compiled);
  return held.get();
}

Value matches(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  std::shared_ptr<const re2::RE2> held;
  const auto* pattern = pattern_of(call, arguments, 2, held);
  if (pattern == nullptr) return {};
  AMENDS_FEEL_CHARGE(text_work(text->size() * 8));
  return Value::boolean(re2::RE2::PartialMatch(*text, *pattern));
}

Value split(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_STRING(text, 0);
  std::shared_ptr<const re2::RE2> held;
  const auto* pattern = pattern_of(call, arguments, 2, held);
  if (pattern == nullptr) return {};
  AMENDS_FEEL_CHARGE(text_work(text->size() * 8));
  if (re2::RE2::FullMatch("", *pattern)) return call.null_because("the delimiter fits the empty string; give one that does not");
  Value::List out;
  re2::StringPiece found;
  std::size_t start = 0;
  while (pattern->Match(*text, start, text->size(), re2::RE2::UNANCHORED, &found, 1) && !found.empty()) {
    AMENDS_FEEL_CHARGE(1);
    const auto at = static_cast<std::size_t>(found.data() - text->data());
    out.push_back(Value::string(text->substr(start, at - start)));
    if (out.size() > kListSizeMax) return list_result(call, std::move(out));
    start = at + found.size();
  }
  out.push_back(Value::string(text->substr(start)));
  return list_result(call, std::move(out));
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

// --- conversion ------------------------------------------------------------------------------------------------------------------------------

/// number("1 234,50", " ", ","): the grouping separator is dropped, the decimal separator becomes a point.
Value number(CallContext& call, Arguments arguments) {
  if (arguments.size() == 1 && arguments[0].as_number()) return arguments[0];
  AMENDS_FEEL_STRING(text, 0);
  std::string digits = *text;
  if (arguments.size() == 3) {
    std::string_view grouping, point = ".";
    if (!arguments[1].is_null()) {
      AMENDS_FEEL_STRING(given, 1);
      if (*given != " " && *given != "," && *given != ".") return call.null_because("the grouping separator is a blank, a comma or a point");
      grouping = *given;
    }
    if (!arguments[2].is_null()) {
      AMENDS_FEEL_STRING(given, 2);
      if (*given != "," && *given != ".") return call.null_because("the decimal separator is a point or a comma");
      point = *given;
    }
    if (grouping == point) return call.null_because("grouping and decimal separator are the same");
    std::string plain;
    for (const char c : digits) {
      if (!grouping.empty() && c == grouping[0]) continue;
      if (c == point[0]) plain += '.';
      else if (c == '.') return call.null_because("'" + digits.substr(0, 60) + "' is no number with these separators");
      else plain += c;
    }
    digits = std::move(plain);
  }
  auto out = Decimal::parse(digits);
  return out ? Value::number(*out) : call.null_because(out.error().message);
}

Value string(CallContext& call, Arguments arguments) {
  if (arguments[0].is_null()) return {};
  if (arguments[0].as_string()) return arguments[0];
  AMENDS_FEEL_CHARGE(arguments[0].weight());
  return text_result(call, text_of(arguments[0]));
}

template <class T> Value read_moment(CallContext& call, const std::string& text, Result<T> (*read)(std::string_view)) {
  auto out = read(text);
  if (out) return Value(*out);
  if (out.error().code == ErrorCode::unsupported) return call.stop(ErrorCode::unsupported, out.error().message);
  return call.null_because(out.error().message);
}

bool integers(Arguments arguments, std::span<std::int64_t> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto* number = arguments[i].as_number();
    const auto value = number ? number->integer() : std::nullopt;
    if (!value) return false;
    out[i] = *value;
  }
  return true;
}

Value date(CallContext& call, Arguments arguments) {
  if (arguments.size() == 2) return call.null_because("date takes one argument or year, month and day");
  if (arguments.size() == 3) {
    std::array<std::int64_t, 3> parts{};
    if (!integers(arguments, parts)) return call.null_because("year, month and day are whole numbers");
    const auto out = make_date(parts[0], parts[1], parts[2]);
    return out ? Value(*out) : call.null_because("there is no such day");
  }
  if (arguments[0].as_date()) return arguments[0];
  if (const auto* at = arguments[0].as_date_time()) return Value(date_of(*at));
  AMENDS_FEEL_STRING(text, 0);
  return read_moment(call, *text, parse_date);
}

Value time(CallContext& call, Arguments arguments) {
  if (arguments.size() == 2) return call.null_because("time takes one argument or hour, minute, second and perhaps an offset");
  if (arguments.size() >= 3) {
    std::array<std::int64_t, 2> parts{};
    const auto* seconds = arguments[2].as_number();
    const auto us = seconds ? multiply(*seconds, Decimal::from_integer(kMicrosecondsPerSecond)) : std::nullopt;
    const std::int64_t whole_us = us ? us->integer().value_or(-1) : -1;
    if (!integers(arguments.first(2), parts) || whole_us < 0) return call.null_because("hour and minute are whole numbers, second has at most six places");
    auto out = make_time(parts[0], parts[1], whole_us / kMicrosecondsPerSecond, whole_us % kMicrosecondsPerSecond);
    if (!out) return call.null_because("there is no such time");
    if (arguments.size() == 4 && !arguments[3].is_null()) {
      AMENDS_FEEL_TAKE(DaysTime, offset, 3, as_days_time, "a days and time duration");
      const std::int64_t offset_s = offset->us / kMicrosecondsPerSecond;
      if (offset->us % kMicrosecondsPerSecond != 0 || !offset_in_range(offset_s)) return call.null_because("the offset is outside 14 hours");
      out->offset_s = static_cast<std::int32_t>(offset_s);
    }
    return Value(*out);
  }
  if (arguments[0].as_time()) return arguments[0];
  if (const auto* at = arguments[0].as_date_time()) return Value(time_of(*at));
  if (arguments[0].as_date()) return Value(Time{0, 0});  // DMN: midnight UTC
  AMENDS_FEEL_STRING(text, 0);
  return read_moment(call, *text, parse_time);
}

Value date_and_time(CallContext& call, Arguments arguments) {
  if (arguments.size() == 2) {
    std::optional<Date> day;
    if (const auto* date_value = arguments[0].as_date()) day = *date_value;
    else if (const auto* at = arguments[0].as_date_time()) day = date_of(*at);
    else return wrong(call, 0, arguments[0], "a date");
    AMENDS_FEEL_TAKE(Time, clock, 1, as_time, "a time");
    return Value(join(*day, *clock));
  }
  if (arguments[0].as_date_time()) return arguments[0];
  AMENDS_FEEL_STRING(text, 0);
  return read_moment(call, *text, parse_date_time);
}

Value duration(CallContext& call, Arguments arguments) {
  if (arguments[0].as_years_months() || arguments[0].as_days_time()) return arguments[0];
  AMENDS_FEEL_STRING(text, 0);
  auto out = parse_duration(*text);
  if (!out && out.error().code == ErrorCode::unsupported) return call.stop(ErrorCode::unsupported, out.error().message);
  if (!out) return call.null_because(out.error().message);
  return out->calendar ? Value(out->years_months) : Value(out->days_time);
}

Value years_and_months_duration(CallContext& call, Arguments arguments) {
  std::array<Date, 2> days{};
  for (std::size_t i = 0; i < 2; ++i) {
    if (const auto* day = arguments[i].as_date()) days[i] = *day;
    else if (const auto* at = arguments[i].as_date_time()) days[i] = date_of(*at);
    else return wrong(call, i, arguments[i], "a date");
  }
  return Value(YearsMonths{months_between(days[0], days[1])});
}

/// The instant of the scope on the clock of its zone.
std::optional<DateTime> moment(CallContext& call) {
  const auto at = call.scope().instant();
  if (!at) {
    (void)call.stop(ErrorCode::missing_field, "there is no recorded instant here, so now() and today() have no meaning; give the scope one");
    return std::nullopt;
  }
  return date_time_at(*at, call.scope().utc_offset_s());
}

Value now(CallContext& call, Arguments) {
  const auto at = moment(call);
  return at ? Value(*at) : Value();
}

Value today(CallContext& call, Arguments) {
  const auto at = moment(call);
  return at ? Value(date_of(*at)) : Value();
}

Value day_of_week(CallContext& call, Arguments arguments) {
  static constexpr std::string_view kNames[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  std::optional<Date> day;
  if (const auto* date_value = arguments[0].as_date()) day = *date_value;
  else if (const auto* at = arguments[0].as_date_time()) day = date_of(*at);
  else return wrong(call, 0, arguments[0], "a date");
  return Value::string(std::string(kNames[weekday(*day) - 1]));
}

// --- lists -----------------------------------------------------------------------------------------------------------------------------------

Value count(CallContext& call, Arguments arguments) {
  if (arguments.size() == 1 && arguments[0].is_null()) return wrong(call, 0, arguments[0], "a list");
  return Value::integer(static_cast<std::int64_t>(elements_of(arguments).size()));
}

std::optional<Decimal> total(CallContext& call, Arguments elements, std::optional<Decimal> (*join_two)(const Decimal&, const Decimal&) noexcept,
    std::int64_t start) {
  std::optional<Decimal> out = Decimal::from_integer(start);
  if (!call.charge(elements.size())) return std::nullopt;
  for (const auto& element : elements) {
    const auto* value = element.as_number();
    if (value == nullptr) { (void)call.null_because("the list holds " + std::string(kind_name(element.kind())) + ", not only numbers"); return std::nullopt; }
    out = join_two(*out, *value);
    if (!out) { (void)call.null_because("the result is outside the range of numbers"); return std::nullopt; }
  }
  return out;
}

Value maybe_number(const std::optional<Decimal>& value) { return value ? Value::number(*value) : Value(); }

Value sum(CallContext& call, Arguments arguments) {
  const auto elements = elements_of(arguments);
  if (elements.empty()) return call.null_because("the sum of no numbers is null");
  return maybe_number(total(call, elements, add, 0));
}

Value product(CallContext& call, Arguments arguments) {
  const auto elements = elements_of(arguments);
  if (elements.empty()) return call.null_because("the product of no numbers is null");
  return maybe_number(total(call, elements, multiply, 1));
}

Value mean(CallContext& call, Arguments arguments) {
  const auto elements = elements_of(arguments);
  if (elements.empty()) return call.null_because("the mean of no numbers is null");
  const auto sum_of = total(call, elements, add, 0);
  return sum_of ? number_result(call, divide(*sum_of, Decimal::from_integer(static_cast<std::int64_t>(elements.size())))) : Value();
}

Value extreme(CallContext& call, Arguments elements, int wanted) {
  if (elements.empty()) return call.null_because("there is no smallest or largest of nothing");
  AMENDS_FEEL_CHARGE(elements.size());
  const Value* best = &elements[0];
  for (const auto& element : elements) {
    const auto order = compare(element, *best);
    if (!order) return call.null_because(std::string(kind_name(element.kind())) + " and " + std::string(kind_name(best->kind())) + " have no order");
    if (*order == wanted) best = &element;
  }
  return *best;
}

Value min(CallContext& call, Arguments arguments) { return extreme(call, elements_of(arguments), -1); }
Value max(CallContext& call, Arguments arguments) { return extreme(call, elements_of(arguments), 1); }

Value median(CallContext& call, Arguments arguments) {
  const auto elements = elements_of(arguments);
  if (elements.empty()) return call.null_because("the median of no numbers is null");
  AMENDS_FEEL_CHARGE(elements.size() * 8);
  std::vector<Decimal> sorted;
  for (const auto& element : elements) {
    const auto* value = element.as_number();
    if (value == nullptr) return call.null_because("the list holds " + std::string(kind_name(element.kind())) + ", not only numbers");
    sorted.push_back(*value);
  }
  std::sort(sorted.begin(), sorted.end());
  const auto middle = sorted.size() / 2;
  if (sorted.size() % 2 == 1) return Value::number(sorted[middle]);
  const auto both = add(sorted[middle - 1], sorted[middle]);
  return number_result(call, both ? divide(*both, Decimal::from_integer(2)) : std::nullopt);
}

bool same(const Value& left, const Value& right) { return equals(left, right) == Ternary(true); }

Value list_contains(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  AMENDS_FEEL_CHARGE(arguments[0].weight());
  return Value::boolean(std::any_of(list->begin(), list->end(), [&](const Value& element) { return same(element, arguments[1]); }));
}

Value append(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  AMENDS_FEEL_CHARGE(list->size() + arguments.size());
  Value::List out = *list;
  out.insert(out.end(), arguments.begin() + 1, arguments.end());
  return list_result(call, std::move(out));
}

Value concatenate(CallContext& call, Arguments arguments) {
  Value::List out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    AMENDS_FEEL_LIST(list, i);
    AMENDS_FEEL_CHARGE(1 + list->size());
    out.insert(out.end(), list->begin(), list->end());
    if (out.size() > kListSizeMax) break;
  }
  return list_result(call, std::move(out));
}

/// Adds what `out` does not hold yet. False when the steps are used up.
bool add_distinct(CallContext& call, const Value::List& list, Value::List& out) {
  for (const auto& element : list) {
    if (!call.charge(1 + out.size() * element.weight() / 16)) return false;
    if (std::none_of(out.begin(), out.end(), [&](const Value& seen) { return same(seen, element); })) out.push_back(element);
  }
  return true;
}

Value distinct_values(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  Value::List out;
  if (!add_distinct(call, *list, out)) return {};
  return list_result(call, std::move(out));
}

Value union_of(CallContext& call, Arguments arguments) {
  Value::List out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    AMENDS_FEEL_LIST(list, i);
    if (!add_distinct(call, *list, out)) return {};
  }
  return list_result(call, std::move(out));
}

bool flatten_into(CallContext& call, const Value::List& list, Value::List& out) {
  for (const auto& element : list) {
    if (!call.charge(1) || out.size() > kListSizeMax) return false;
    if (const auto* inner = element.as_list()) {
      if (!flatten_into(call, *inner, out)) return false;  // as deep as the value: JSON's 64 levels and the expression's own
    } else {
      out.push_back(element);
    }
  }
  return true;
}

Value flatten(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  Value::List out;
  if (!flatten_into(call, *list, out) && out.size() <= kListSizeMax) return {};
  return list_result(call, std::move(out));
}

Value reverse(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  AMENDS_FEEL_CHARGE(list->size());
  return Value::list(Value::List(list->rbegin(), list->rend()));
}

Value index_of(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  AMENDS_FEEL_CHARGE(arguments[0].weight());
  Value::List out;
  for (std::size_t i = 0; i < list->size(); ++i)
    if (same((*list)[i], arguments[1])) out.push_back(Value::integer(static_cast<std::int64_t>(i) + 1));
  return Value::list(std::move(out));
}

/// A position from 1, or from the end when negative, as an index; nothing outside the list.
std::optional<std::size_t> index_at(const Value& position, std::size_t size) {
  const auto* number_value = position.as_number();
  const auto at = number_value ? number_value->integer() : std::nullopt;
  const auto count_of = static_cast<std::int64_t>(size);
  if (!at || *at == 0 || *at > count_of || *at < -count_of) return std::nullopt;
  return static_cast<std::size_t>(*at > 0 ? *at - 1 : count_of + *at);
}

Value sublist(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  const auto from = index_at(arguments[1], list->size());
  if (!from) return call.null_because("the start position lies outside the list; positions count from 1");
  std::size_t length = list->size() - *from;
  if (arguments.size() > 2 && !arguments[2].is_null()) {
    AMENDS_FEEL_NUMBER(given, 2);
    const auto wanted = given->integer();
    if (!wanted || *wanted < 0 || static_cast<std::uint64_t>(*wanted) > length) return call.null_because("the length is more than the list holds");
    length = static_cast<std::size_t>(*wanted);
  }
  AMENDS_FEEL_CHARGE(length);
  const auto first = list->begin() + static_cast<std::ptrdiff_t>(*from);
  return Value::list(Value::List(first, first + static_cast<std::ptrdiff_t>(length)));
}

Value insert_before(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  const auto at = index_at(arguments[1], list->size());
  if (!at) return call.null_because("the position lies outside the list; positions count from 1");
  AMENDS_FEEL_CHARGE(list->size());
  Value::List out = *list;
  out.insert(out.begin() + static_cast<std::ptrdiff_t>(*at), arguments[2]);
  return list_result(call, std::move(out));
}

Value remove(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_LIST(list, 0);
  const auto at = index_at(arguments[1], list->size());
  if (!at) return call.null_because("the position lies outside the list; positions count from 1");
  AMENDS_FEEL_CHARGE(list->size());
  Value::List out = *list;
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(*at));
  return Value::list(std::move(out));
}

/// Three-valued: `deciding` settles it, null or another kind leaves it open.
Value truth_over(CallContext& call, Arguments elements, bool deciding) {
  AMENDS_FEEL_CHARGE(elements.size());
  Ternary out = !deciding;
  for (const auto& element : elements) {
    const auto truth = element.truth();
    if (truth == Ternary(deciding)) return Value::boolean(deciding);
    if (!truth) out = std::nullopt;
  }
  return out ? Value::boolean(*out) : call.null_because("an element is no boolean");
}

Value all(CallContext& call, Arguments arguments) { return truth_over(call, elements_of(arguments), false); }
Value any(CallContext& call, Arguments arguments) { return truth_over(call, elements_of(arguments), true); }

// --- numbers ---------------------------------------------------------------------------------------------------------------------------------

Value round_to(CallContext& call, Arguments arguments, Rounding rounding) {
  AMENDS_FEEL_NUMBER(value, 0);
  std::int64_t scale = 0;
  if (arguments.size() > 1) {
    AMENDS_FEEL_NUMBER(given, 1);
    const auto wanted = given->integer();
    if (!wanted || *wanted < -6111 || *wanted > 6176) return call.null_because("the scale is no whole number within -6111 to 6176");
    scale = *wanted;
  }
  return number_result(call, value->rounded(scale, rounding));
}

Value floor(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::floor); }
Value ceiling(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::ceiling); }
Value decimal(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::half_even); }
Value round_up(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::up); }
Value round_down(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::down); }
Value round_half_up(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::half_up); }
Value round_half_down(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::half_down); }

Value abs(CallContext& call, Arguments arguments) {
  if (const auto* months = arguments[0].as_years_months()) return Value(YearsMonths{months->months < 0 ? -months->months : months->months});
  if (const auto* exact = arguments[0].as_days_time(); exact && exact->us != INT64_MIN) return Value(DaysTime{exact->us < 0 ? -exact->us : exact->us});
  AMENDS_FEEL_NUMBER(value, 0);
  return Value::number(value->absolute());
}

Value modulo(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_NUMBER(dividend, 0);
  AMENDS_FEEL_NUMBER(divisor, 1);
  if (divisor->is_zero()) return call.null_because("division by zero has no answer");
  return number_result(call, feel::modulo(*dividend, *divisor));
}

Value parity(CallContext& call, Arguments arguments, bool odd) {
  AMENDS_FEEL_NUMBER(value, 0);
  if (!value->is_integer()) return call.null_because("only whole numbers are odd or even");
  const auto rest = feel::modulo(*value, Decimal::from_integer(2));
  return rest ? Value::boolean(rest->is_zero() != odd) : call.null_because("the number is outside the range");
}

Value odd(CallContext& call, Arguments arguments) { return parity(call, arguments, true); }
Value even(CallContext& call, Arguments arguments) { return parity(call, arguments, false); }

// --- truth and contexts ----------------------------------------------------------------------------------------------------------------------

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

constexpr Builtin later(std::string_view name) { return {name, 0, kAnyNumber, nullptr, -1, -1}; }

/// Sorted by name.
constexpr Builtin kBuiltins[] = {
    {"abs", 1, 1, abs},
    later("after"),
    {"all", 1, kAnyNumber, all},
    {"any", 1, kAnyNumber, any},
    {"append", 1, kAnyNumber, append},
    later("before"),
    {"ceiling", 1, 2, ceiling},
    later("coincides"),
    {"concatenate", 1, kAnyNumber, concatenate},
    {"contains", 2, 2, contains},
    later("context"),
    later("context merge"),
    later("context put"),
    {"count", 1, kAnyNumber, count},
    {"date", 1, 3, date},
    {"date and time", 1, 2, date_and_time},
    {"day of week", 1, 1, day_of_week},
    later("day of year"),
    {"decimal", 2, 2, decimal},
    {"distinct values", 1, 1, distinct_values},
    {"duration", 1, 1, duration},
    later("during"),
    {"ends with", 2, 2, ends_with},
    {"even", 1, 1, even},
    later("exp"),
    later("finished by"),
    later("finishes"),
    {"flatten", 1, 1, flatten},
    {"floor", 1, 2, floor},
    {"get entries", 1, 1, get_entries},
    {"get value", 2, 2, get_value},
    later("includes"),
    {"index of", 2, 2, index_of},
    {"insert before", 3, 3, insert_before},
    later("is"),
    {"is defined", 1, 1, is_defined},
    {"list contains", 2, 2, list_contains},
    later("list replace"),
    later("log"),
    {"lower case", 1, 1, lower_case},
    {"matches", 2, 3, matches, 1, 2},
    {"max", 1, kAnyNumber, max},
    {"mean", 1, kAnyNumber, mean},
    {"median", 1, kAnyNumber, median},
    later("meets"),
    later("met by"),
    {"min", 1, kAnyNumber, min},
    later("mode"),
    {"modulo", 2, 2, modulo},
    later("month of year"),
    {"not", 1, 1, not_},
    {"now", 0, 0, now},
    {"number", 1, 3, number},
    {"odd", 1, 1, odd},
    later("overlaps"),
    later("overlaps after"),
    later("overlaps before"),
    {"product", 1, kAnyNumber, product},
    later("range"),
    {"remove", 2, 2, remove},
    later("replace"),
    {"reverse", 1, 1, reverse},
    {"round down", 1, 2, round_down},
    {"round half down", 1, 2, round_half_down},
    {"round half up", 1, 2, round_half_up},
    {"round up", 1, 2, round_up},
    later("sort"),
    {"split", 2, 2, split, 1, -1},
    later("sqrt"),
    later("started by"),
    later("starts"),
    {"starts with", 2, 2, starts_with},
    later("stddev"),
    {"string", 1, 1, string},
    {"string join", 1, 2, string_join},
    {"string length", 1, 1, string_length},
    {"sublist", 2, 3, sublist},
    {"substring", 2, 3, substring},
    {"substring after", 2, 2, substring_after},
    {"substring before", 2, 2, substring_before},
    {"sum", 1, kAnyNumber, sum},
    {"time", 1, 4, time},
    {"today", 0, 0, today},
    {"union", 1, kAnyNumber, union_of},
    {"upper case", 1, 1, upper_case},
    later("week of year"),
    {"years and months duration", 2, 2, years_and_months_duration},
};

constexpr bool sorted_by_name() {
  for (std::size_t i = 1; i < std::size(kBuiltins); ++i)
    if (!(kBuiltins[i - 1].name < kBuiltins[i].name)) return false;
  return true;
}
static_assert(sorted_by_name(), "find_builtin searches by halves");

/// Edits between two names: insert, drop, change a byte, or swap two neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, last, row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::move(last);
    last = row;
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::span<const Builtin> builtins() noexcept { return kBuiltins; }

const Builtin* find_builtin(std::string_view name) noexcept {
  const auto* found = std::lower_bound(std::begin(kBuiltins), std::end(kBuiltins), name, [](const Builtin& entry, std::string_view wanted) {
      return entry.name < wanted; });
  return found != std::end(kBuiltins) && found->name == name ? found : nullptr;
}

std::string nearest_name(std::string_view name, std::span<const std::string_view> known) {
  if (name.size() > 64) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(name.size() / 3, 1) + 1;
  for (const auto candidate : known) {
    const auto far = distance(name, candidate);
    if (far < best_distance) { best_distance = far; best = candidate; }
  }
  return std::string(best);
}

std::string nearest_builtin(std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& entry : kBuiltins) names.push_back(entry.name);
  // People write starts_with and startsWith for "starts with".
  std::string plain;
  for (const char c : name.substr(0, 64)) {
    if (c == '_') plain += ' ';
    else if (c >= 'A' && c <= 'Z') { if (!plain.empty() && plain.back() != ' ') plain += ' '; plain += static_cast<char>(c - 'A' + 'a'); }
    else plain += c;
  }
  return nearest_name(plain, names);
}

Result<std::shared_ptr<const re2::RE2>> compile_pattern(std::string_view pattern, std::string_view flags) {
  if (pattern.size() > kPatternBytesMax)
    return fail(ErrorCode::range, "the regular expression has " + std::to_string(pattern.size()) + " bytes, more than " + std::to_string(kPatternBytesMax) +
        "; shorten it");
  re2::RE2::Options options;
  options.set_log_errors(false);  // nothing in core writes to a stream
  options.set_max_mem(kPatternMemoryMax);
  std::string prefix;
  for (const char flag : flags) {
    if (flag == 'i' || flag == 's' || flag == 'm') prefix += flag;
    else if (flag == 'x' || flag == 'q') return fail(ErrorCode::unsupported, std::string("the flag '") + flag +
        "' of a regular expression is not supported; use i, s or m");
    else return fail(ErrorCode::schema, "'" + std::string(flags.substr(0, 20)) + "' are no flags of a regular expression; use i, s or m");
  }
  auto compiled = std::make_shared<const re2::RE2>((prefix.empty() ? "" : "(?" + prefix + ")") + std::string(pattern), options);
  if (!compiled->ok())
    return fail(ErrorCode::schema, "'" + std::string(utf8::slice(pattern, 0, 60)) + "' is no regular expression this program reads (" + compiled->error() +
        "); correct it");
  return std::shared_ptr<const re2::RE2>(std::move(compiled));
}

}  // namespace amends::feel

#include "feel/value.hpp"

#include <algorithm>
#include <cmath>

#include "feel/function.hpp"

namespace amends::feel {
namespace {

/// Enough for 2^53-1: above it JSON readers lose digits.
json::Value json_number(const Decimal& number) {
  const auto integer = number.integer();
  if (integer && *integer <= json::kIntegerMax && *integer >= -json::kIntegerMax) return *integer;
  return json::Value(number.text());
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else out += c;
  }
  return out + "\"";
}

std::string inner_text(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::string: return quoted(*value.as_string());
    case Value::Kind::date:
    case Value::Kind::time:
    case Value::Kind::date_time:
    case Value::Kind::years_months:
    case Value::Kind::days_time: return "@" + quoted(text_of(value));
    default: return text_of(value);
  }
}

std::vector<const std::pair<std::string, Value>*> by_key(const Value::Context& context) {
  std::vector<const std::pair<std::string, Value>*> out;
  out.reserve(context.size());
  for (const auto& entry : context) out.push_back(&entry);
  std::sort(out.begin(), out.end(), [](const auto* left, const auto* right) { return left->first < right->first; });
  return out;
}

int sign(WideInteger value) { return value < 0 ? -1 : value > 0 ? 1 : 0; }

Time whole_second(Time value) { value.ns -= value.ns % kNanosecondsPerSecond; return value; }
DateTime whole_second(DateTime value) { value.ns = 0; return value; }

std::optional<Value> convert(const json::Value& value) {
  switch (value.kind()) {
    case boost::json::kind::null: return Value();
    case boost::json::kind::bool_: return Value::boolean(value.get_bool());
    case boost::json::kind::int64: return Value::integer(value.get_int64());
    case boost::json::kind::uint64: {
      std::int64_t number = 0;
      if (!json::as_integer(value, number)) return std::nullopt;
      return Value::integer(number);
    }
    case boost::json::kind::double_: {
      const double number = value.get_double();  // only whole numbers, which a double of this size holds exactly
      if (!(std::fabs(number) <= static_cast<double>(json::kIntegerMax)) || number != std::trunc(number)) return std::nullopt;
      return Value::integer(static_cast<std::int64_t>(number));
    }
    case boost::json::kind::string: return Value::string(std::string(value.get_string()));
    case boost::json::kind::array: {
      Value::List list;
      list.reserve(value.get_array().size());
      for (const auto& element : value.get_array()) {
        auto converted = convert(element);
        if (!converted) return std::nullopt;
        list.push_back(std::move(*converted));
      }
      return Value::list(std::move(list));
    }
    case boost::json::kind::object: {
      Value::Context context;
      context.reserve(value.get_object().size());
      for (const auto& [key, entry] : value.get_object()) {
        auto converted = convert(entry);
        if (!converted) return std::nullopt;
        context.emplace_back(std::string(key), std::move(*converted));
      }
      return Value::context(std::move(context));
    }
  }
  return std::nullopt;
}

Value member_at(const json::Value& root, std::string_view path) {
  const json::Value* at = &root;
  while (!path.empty()) {
    if (const auto* list = at->if_array()) {
      Value::List out;
      out.reserve(list->size());
      for (const auto& element : *list) out.push_back(member_at(element, path));
      return Value::list(std::move(out));
    }
    const auto* object = at->if_object();
    if (object == nullptr) {
      // A part of a scalar; JSON has no dates, so there is none.
      return Value();
    }
    const auto dot = path.find('.');
    const auto name = path.substr(0, dot);
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    at = object->if_contains(boost::json::string_view(name.data(), name.size()));
    if (at == nullptr) return Value();
  }
  auto out = convert(*at);
  return out ? std::move(*out) : Value();
}

}  // namespace

Value Value::list(List value) {
  std::size_t weight = 1, depth = 0;
  for (const auto& element : value) {
    weight += element.weight();
    depth = std::max(depth, element.depth());
  }
  return Value(Held(std::make_shared<const Weighed<List>>(Weighed<List>{std::move(value), weight, depth + 1})));
}

Value Value::context(Context value) {
  std::size_t weight = 1, depth = 0;
  for (const auto& [key, entry] : value) {
    weight += 1 + key.size() / 64 + entry.weight();
    depth = std::max(depth, entry.depth());
  }
  return Value(Held(std::make_shared<const Weighed<Context>>(Weighed<Context>{std::move(value), weight, depth + 1})));
}

Value Value::range(Range value) { return Value(Held(std::make_shared<const Range>(std::move(value)))); }
Value Value::function(std::shared_ptr<const Function> value) { return Value(Held(std::move(value))); }

const Value::Range* Value::as_range() const noexcept {
  const auto* held = std::get_if<std::shared_ptr<const Range>>(&held_);
  return held ? held->get() : nullptr;
}

const Function* Value::as_function() const noexcept {
  const auto* held = std::get_if<std::shared_ptr<const Function>>(&held_);
  return held ? held->get() : nullptr;
}

std::size_t Value::weight() const noexcept {
  if (const auto* list = std::get_if<std::shared_ptr<const Weighed<List>>>(&held_)) return (*list)->weight;
  if (const auto* context = std::get_if<std::shared_ptr<const Weighed<Context>>>(&held_)) return (*context)->weight;
  if (const auto* range = as_range()) return 1 + range->low.weight() + range->high.weight();
  if (const auto* text = as_string()) return 1 + text->size() / 64;
  if (const auto* function = as_function()) return function->weight();
  return 1;
}

std::size_t Value::depth() const noexcept {
  if (const auto* list = std::get_if<std::shared_ptr<const Weighed<List>>>(&held_)) return (*list)->depth;
  if (const auto* context = std::get_if<std::shared_ptr<const Weighed<Context>>>(&held_)) return (*context)->depth;
  if (const auto* function = as_function()) return function->depth();
  return 0;
}

const Value* Value::entry(std::string_view key) const noexcept {
  const auto* context = as_context();
  if (context == nullptr) return nullptr;
  for (const auto& [name, value] : *context)
    if (name == key) return &value;
  return nullptr;
}

std::string_view kind_name(Value::Kind kind) noexcept {
  switch (kind) {
    case Value::Kind::null: return "null";
    case Value::Kind::boolean: return "a boolean";
    case Value::Kind::number: return "a number";
    case Value::Kind::string: return "a string";
    case Value::Kind::date: return "a date";
    case Value::Kind::time: return "a time";
    case Value::Kind::date_time: return "a date and time";
    case Value::Kind::years_months: return "a years and months duration";
    case Value::Kind::days_time: return "a days and time duration";
    case Value::Kind::list: return "a list";
    case Value::Kind::context: return "a context";
    case Value::Kind::range: return "a range";
    case Value::Kind::function: return "a function";
  }
  return "a value";
}

std::string text_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null: return "null";
    case Value::Kind::boolean: return *value.as_boolean() ? "true" : "false";
    case Value::Kind::number: return value.as_number()->text();
    case Value::Kind::string: return *value.as_string();
    case Value::Kind::date: return text_of(*value.as_date());
    case Value::Kind::time: return text_of(*value.as_time());
    case Value::Kind::date_time: return text_of(*value.as_date_time());
    case Value::Kind::years_months: return text_of(*value.as_years_months());
    case Value::Kind::days_time: return text_of(*value.as_days_time());
    case Value::Kind::list: {
      std::string out = "[";
      for (const auto& element : *value.as_list()) out += (out.size() > 1 ? ", " : "") + inner_text(element);
      return out + "]";
    }
    case Value::Kind::context: {
      std::string out = "{";
      for (const auto& [key, entry] : *value.as_context()) out += (out.size() > 1 ? ", " : "") + quoted(key) + ": " + inner_text(entry);
      return out + "}";
    }
    case Value::Kind::range: {
      const auto& range = *value.as_range();
      if (range.form == Value::Range::Form::complement) return "(!= " + inner_text(range.low) + ")";
      if (range.form == Value::Range::Form::comparison && !range.low.is_null() && !range.high.is_null()) return "(= " + inner_text(range.low) + ")";
      if (range.low.is_null()) return std::string("(") + (range.high_closed ? "<= " : "< ") + inner_text(range.high) + ")";
      if (range.high.is_null()) return std::string("(") + (range.low_closed ? ">= " : "> ") + inner_text(range.low) + ")";
      return (range.low_closed ? "[" : "(") + inner_text(range.low) + ".." + inner_text(range.high) + (range.high_closed ? "]" : ")");
    }
    case Value::Kind::function: return text_of(*value.as_function());
  }
  return {};
}

Ternary equals(const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return left.is_null() == right.is_null();
  if (left.kind() != right.kind()) {
    if (left.as_date() && right.as_date_time()) return equals(midnight_utc(*left.as_date()), right);  // 10.3.2.9.4: a date is its midnight UTC
    if (left.as_date_time() && right.as_date()) return equals(left, midnight_utc(*right.as_date()));
    return std::nullopt;
  }
  switch (left.kind()) {
    case Value::Kind::null: return true;
    case Value::Kind::boolean: return *left.as_boolean() == *right.as_boolean();
    case Value::Kind::number: return *left.as_number() == *right.as_number();
    case Value::Kind::string: return *left.as_string() == *right.as_string();
    case Value::Kind::date: return *left.as_date() == *right.as_date();
    case Value::Kind::years_months: return *left.as_years_months() == *right.as_years_months();
    case Value::Kind::days_time: return *left.as_days_time() == *right.as_days_time();
    // Table 54 compares hour, minute and second, and a second is a whole number: the TCK takes 10:30:00.0001 and 10:30:00.0002 as equal.
    case Value::Kind::time: {
      const auto off = difference(whole_second(*left.as_time()), whole_second(*right.as_time()));
      return off ? Ternary(*off == 0) : Ternary();
    }
    case Value::Kind::date_time: {
      const auto off = difference(whole_second(*left.as_date_time()), whole_second(*right.as_date_time()));
      return off ? Ternary(*off == 0) : Ternary();
    }
    case Value::Kind::list: {
      const auto& a = *left.as_list();
      const auto& b = *right.as_list();
      if (a.size() != b.size()) return false;
      Ternary out = true;
      for (std::size_t i = 0; i < a.size(); ++i) {
        const auto same = equals(a[i], b[i]);
        if (same == Ternary(false)) return false;
        if (!same) out = std::nullopt;
      }
      return out;
    }
    case Value::Kind::context: {
      // Entries have no order of meaning; sorting keeps large contexts from n * n searches.
      const auto a = by_key(*left.as_context()), b = by_key(*right.as_context());
      if (a.size() != b.size()) return false;
      Ternary out = true;
      for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i]->first != b[i]->first) return false;
        const auto same = equals(a[i]->second, b[i]->second);
        if (same == Ternary(false)) return false;
        if (!same) out = std::nullopt;
      }
      return out;
    }
    case Value::Kind::range: {
      const auto& a = *left.as_range();
      const auto& b = *right.as_range();
      if (a.form != b.form || a.low_closed != b.low_closed || a.high_closed != b.high_closed) return false;
      const auto low = equals(a.low, b.low), high = equals(a.high, b.high);
      if (low == Ternary(false) || high == Ternary(false)) return false;
      return low && high ? Ternary(true) : Ternary();
    }
    case Value::Kind::function: return left.as_function() == right.as_function();  // a function equals itself alone
  }
  return std::nullopt;
}

std::optional<int> compare(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) {
    if (left.as_date() && right.as_date_time()) return compare(midnight_utc(*left.as_date()), right);
    if (left.as_date_time() && right.as_date()) return compare(left, midnight_utc(*right.as_date()));
    return std::nullopt;
  }
  switch (left.kind()) {
    case Value::Kind::number: return Decimal::compare(*left.as_number(), *right.as_number());
    case Value::Kind::string: return sign(left.as_string()->compare(*right.as_string()));  // bytes of UTF-8 sort as code points
    case Value::Kind::date: return sign(left.as_date()->days - right.as_date()->days);
    case Value::Kind::years_months: return left.as_years_months()->months < right.as_years_months()->months ? -1
        : *left.as_years_months() > *right.as_years_months();
    case Value::Kind::days_time: return *left.as_days_time() < *right.as_days_time() ? -1 : *left.as_days_time() > *right.as_days_time();
    case Value::Kind::time: {
      const auto ns = difference(*left.as_time(), *right.as_time());
      return ns ? std::optional<int>(sign(*ns)) : std::nullopt;
    }
    case Value::Kind::date_time: {
      const auto ns = difference(*left.as_date_time(), *right.as_date_time());
      return ns ? std::optional<int>(sign(*ns)) : std::nullopt;
    }
    default: return std::nullopt;
  }
}

Ternary lies_in(const Value& value, const Value::Range& range) {
  if (range.form == Value::Range::Form::complement) {
    const Ternary same = equals(value, range.low);
    return same ? Ternary(!*same) : Ternary();
  }
  Ternary out = true;
  const auto check = [&](const Value& end, bool closed, int wanted) {
    if (end.is_null()) return;
    const auto order = compare(value, end);
    if (!order) { if (out == Ternary(true)) out = std::nullopt; return; }
    if (*order == 0 ? !closed : *order != wanted) out = false;
  };
  check(range.low, range.low_closed, 1);
  check(range.high, range.high_closed, -1);
  return out;
}

Value member(const Value& value, std::string_view name) {
  const auto clock_part = [&](const Time& time) -> Value {
    const std::int64_t seconds = time.ns / kNanosecondsPerSecond;
    if (name == "hour") return Value::integer(seconds / 3600);
    if (name == "minute") return Value::integer(seconds / 60 % 60);
    if (name == "second") return Value::integer(seconds % 60);
    if (name == "time offset" && time.offset_s) return Value(DaysTime{*time.offset_s, 0});
    if (name == "timezone" && time.zone) return Value::string(std::string(zone_name(time.zone)));
    return Value();
  };
  const auto day_part = [&](const Date& date) -> Value {
    const auto day = civil_from_days(date.days);
    if (name == "year") return Value::integer(day.year);
    if (name == "month") return Value::integer(day.month);
    if (name == "day") return Value::integer(day.day);
    if (name == "weekday") return Value::integer(weekday(date));
    return Value();
  };
  switch (value.kind()) {
    case Value::Kind::context: {
      const auto* entry = value.entry(name);
      return entry ? *entry : Value();
    }
    case Value::Kind::list: {
      Value::List out;
      out.reserve(value.as_list()->size());
      for (const auto& element : *value.as_list()) out.push_back(member(element, name));
      return Value::list(std::move(out));
    }
    case Value::Kind::date: return day_part(*value.as_date());
    case Value::Kind::time: return clock_part(*value.as_time());
    case Value::Kind::date_time: {
      if (name == "time offset" && value.as_date_time()->offset_s) return Value(DaysTime{*value.as_date_time()->offset_s, 0});
      auto out = day_part(date_of(*value.as_date_time()));
      return out.is_null() ? clock_part(time_of(*value.as_date_time())) : out;
    }
    case Value::Kind::range: {
      const auto& range = *value.as_range();
      if (name == "start") return range.low;
      if (name == "end") return range.high;
      if (name == "start included") return Value::boolean(range.low_closed);
      if (name == "end included") return Value::boolean(range.high_closed);
      return Value();
    }
    case Value::Kind::years_months: {
      const std::int64_t months = value.as_years_months()->months;
      if (name == "years") return Value::integer(months / 12);
      if (name == "months") return Value::integer(months % 12);
      return Value();
    }
    case Value::Kind::days_time: {
      const auto s = static_cast<std::int64_t>(value.as_days_time()->total_ns() / kNanosecondsPerSecond);  // towards zero
      if (name == "days") return Value::integer(s / kSecondsPerDay);
      if (name == "hours") return Value::integer(s % kSecondsPerDay / 3600);
      if (name == "minutes") return Value::integer(s % 3600 / 60);
      if (name == "seconds") return Value::integer(s % 60);
      return Value();
    }
    default: return Value();
  }
}

Result<Value> from_json(const json::Value& value) {
  auto out = convert(value);
  if (!out)
    return fail(ErrorCode::bad_type, "a JSON number here has a fraction or is beyond 2^53-1 and is no longer exact; write it as a string and use number()");
  return std::move(*out);
}

json::Value to_json(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null: return nullptr;
    case Value::Kind::boolean: return *value.as_boolean();
    case Value::Kind::number: return json_number(*value.as_number());
    case Value::Kind::list: {
      json::Array out;
      out.reserve(value.as_list()->size());
      for (const auto& element : *value.as_list()) out.push_back(to_json(element));
      return out;
    }
    case Value::Kind::context: {
      json::Object out;
      out.reserve(value.as_context()->size());
      for (const auto& [key, entry] : *value.as_context()) out.insert_or_assign(key, to_json(entry));
      return out;
    }
    default: return json::Value(text_of(value));
  }
}

std::optional<Value> value_at(const json::Value& root, std::string_view path) {
  const auto* object = root.if_object();
  if (object == nullptr) return std::nullopt;
  const auto dot = path.find('.');
  const auto* at = object->if_contains(boost::json::string_view(path.data(), dot == std::string_view::npos ? path.size() : dot));
  if (at == nullptr) return std::nullopt;
  return member_at(*at, dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1));
}

}  // namespace amends::feel

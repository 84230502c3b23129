#include "feel/builtin_functions.hpp"

#include <array>

#include "feel/expression.hpp"

namespace amends::feel::builtin {
namespace {

template <class T> Value read_moment(CallContext& call, const std::string& text, Result<T> (*read)(std::string_view)) {
  auto out = read(text);
  if (out) return Value(*out);
  if (out.error().code == ErrorCode::unavailable) return call.stop(ErrorCode::unavailable, out.error().message);
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

/// The day of a date or a date and time.
std::optional<Date> day_of(const Value& value) {
  if (const auto* date = content<Date>(value, &Value::as_date)) return *date;
  if (const auto* at = content<DateTime>(value, &Value::as_date_time)) return date_of(*at);
  return std::nullopt;
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

}  // namespace

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
    const auto ns = seconds ? multiply(*seconds, Decimal::from_integer(kNanosecondsPerSecond)) : std::nullopt;
    const std::int64_t whole_ns = ns ? ns->integer().value_or(-1) : -1;
    if (!integers(arguments.first(2), parts) || whole_ns < 0) return call.null_because("hour and minute are whole numbers, second has at most nine places");
    auto out = make_time(parts[0], parts[1], whole_ns / kNanosecondsPerSecond, whole_ns % kNanosecondsPerSecond);
    if (!out) return call.null_because("there is no such time");
    if (arguments.size() == 4 && !arguments[3].is_null()) {
      AMENDS_FEEL_TAKE(DaysTime, offset, 3, as_days_time, "a days and time duration");
      const std::int64_t offset_s = offset->s;
      if (offset->ns != 0 || !offset_in_range(offset_s)) return call.null_because("the offset is outside 14 hours");
      out->offset_s = static_cast<std::int32_t>(offset_s);
    }
    return Value(*out);
  }
  if (arguments[0].as_time()) return arguments[0];
  if (const auto* at = arguments[0].as_date_time()) return Value(time_of(*at));
  if (arguments[0].as_date()) return Value(Time{0, 0, nullptr});  // DMN: midnight UTC
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
    const auto out = join(*day, *clock);
    return out ? Value(*out) : call.null_because("the day lies outside the years whose clock changes the zone data lists");
  }
  if (arguments[0].as_date_time()) return arguments[0];
  AMENDS_FEEL_STRING(text, 0);
  return read_moment(call, *text, parse_date_time);
}

Value duration(CallContext& call, Arguments arguments) {
  if (arguments[0].as_years_months() || arguments[0].as_days_time()) return arguments[0];
  AMENDS_FEEL_STRING(text, 0);
  auto out = parse_duration(*text);
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
  const auto day = day_of(arguments[0]);
  return day ? Value::string(std::string(kNames[weekday(*day) - 1])) : wrong(call, 0, arguments[0], "a date");
}

Value month_of_year(CallContext& call, Arguments arguments) {
  static constexpr std::string_view kNames[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December"};
  const auto day = day_of(arguments[0]);
  return day ? Value::string(std::string(kNames[civil_from_days(day->days).month - 1])) : wrong(call, 0, arguments[0], "a date");
}

Value day_of_year(CallContext& call, Arguments arguments) {
  const auto day = day_of(arguments[0]);
  return day ? Value::integer(feel::day_of_year(*day)) : wrong(call, 0, arguments[0], "a date");
}

Value week_of_year(CallContext& call, Arguments arguments) {
  const auto day = day_of(arguments[0]);
  return day ? Value::integer(feel::week_of_year(*day)) : wrong(call, 0, arguments[0], "a date");
}

}  // namespace amends::feel::builtin

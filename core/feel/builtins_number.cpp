#include "feel/builtin_functions.hpp"

#include <cstdint>

namespace amends::feel::builtin {
namespace {

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

Value parity(CallContext& call, Arguments arguments, bool odd) {
  AMENDS_FEEL_NUMBER(value, 0);
  if (!value->is_integer()) return call.null_because("only whole numbers are odd or even");
  const auto rest = feel::modulo(*value, Decimal::from_integer(2));
  return rest ? Value::boolean(rest->is_zero() != odd) : call.null_because("the number is outside the range");
}

}  // namespace

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

Value floor(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::floor); }
Value ceiling(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::ceiling); }
Value decimal(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::half_even); }
Value round_up(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::up); }
Value round_down(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::down); }
Value round_half_up(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::half_up); }
Value round_half_down(CallContext& call, Arguments arguments) { return round_to(call, arguments, Rounding::half_down); }

Value abs(CallContext& call, Arguments arguments) {
  if (const auto* months = arguments[0].as_years_months()) return Value(YearsMonths{months->months < 0 && months->months != INT64_MIN ? -months->months : months->months});
  if (const auto* exact = arguments[0].as_days_time())
    if (const auto out = DaysTime::of(exact->s < 0 ? -exact->total_ns() : exact->total_ns())) return Value(*out);
  AMENDS_FEEL_NUMBER(value, 0);
  return Value::number(value->absolute());
}

Value modulo(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_NUMBER(dividend, 0);
  AMENDS_FEEL_NUMBER(divisor, 1);
  if (divisor->is_zero()) return call.null_because("division by zero has no answer");
  return number_result(call, feel::modulo(*dividend, *divisor));
}

Value odd(CallContext& call, Arguments arguments) { return parity(call, arguments, true); }
Value even(CallContext& call, Arguments arguments) { return parity(call, arguments, false); }

Value sqrt(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_NUMBER(value, 0);
  AMENDS_FEEL_CHARGE(10);
  return value->is_negative() ? call.null_because("a negative number has no square root") : number_result(call, square_root(*value));
}

Value exp(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_NUMBER(value, 0);
  AMENDS_FEEL_CHARGE(50);
  return number_result(call, exponential(*value));
}

Value log(CallContext& call, Arguments arguments) {
  AMENDS_FEEL_NUMBER(value, 0);
  AMENDS_FEEL_CHARGE(50);
  return value->is_negative() || value->is_zero() ? call.null_because("only a number above zero has a logarithm") : number_result(call, logarithm(*value));
}

}  // namespace amends::feel::builtin

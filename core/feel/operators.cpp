#include "feel/operators.hpp"

#include <cmath>

namespace amends::feel {
namespace {

using Kind = Value::Kind;

std::string_view verb(Operator op) {
  switch (op) {
    case Operator::add: return "added";
    case Operator::subtract: return "subtracted";
    case Operator::multiply: return "multiplied";
    case Operator::divide: return "divided";
    case Operator::power: return "raised to a power";
    default: return "compared";
  }
}

Value no_answer(std::string* why, std::string text) {
  if (why != nullptr) *why = std::move(text);
  return {};
}

Value unfit(Operator op, const Value& left, const Value& right, std::string* why) {
  if (why == nullptr) return {};
  return no_answer(why, std::string(kind_name(left.kind())) + " and " + std::string(kind_name(right.kind())) + " cannot be " + std::string(verb(op)));
}

Value out_of_range(std::string* why) { return no_answer(why, "the result is outside the range of its kind"); }

Value numbers(Operator op, const Decimal& left, const Decimal& right, std::string* why) {
  std::optional<Decimal> out;
  switch (op) {
    case Operator::add: out = add(left, right); break;
    case Operator::subtract: out = subtract(left, right); break;
    case Operator::multiply: out = multiply(left, right); break;
    case Operator::divide:
      if (right.is_zero()) return no_answer(why, "division by zero has no answer");
      out = divide(left, right);
      break;
    case Operator::power: out = power(left, right); break;
    default: break;
  }
  return out ? Value::number(*out) : out_of_range(why);
}

/// A duration's count times or through a number: nanoseconds rounded half to even, months cut to whole ones.
std::optional<WideInteger> scaled(Operator op, WideInteger count, const Decimal& by, Rounding rounding) {
  const auto number = Decimal::from_wide(count);
  if (!number) return std::nullopt;
  const auto product = op == Operator::multiply ? multiply(*number, by) : divide(*number, by);
  const auto rounded = product ? product->rounded(0, rounding) : std::nullopt;
  return rounded ? rounded->wide_integer() : std::nullopt;
}

template <class T> Value wrap(const std::optional<T>& value, std::string* why) { return value ? Value(*value) : out_of_range(why); }

std::optional<std::int64_t> sum(std::int64_t left, std::int64_t right) {
  std::int64_t out = 0;
  if (__builtin_add_overflow(left, right, &out)) return std::nullopt;
  return out;
}

/// `value` plus the duration, or less it: the sign of the duration.
Value shifted(const Value& value, const Value& duration, int sign, Operator op, std::string* why) {
  if (const auto* months = duration.as_years_months()) {
    if (months->months == INT64_MIN) return out_of_range(why);
    const std::int64_t by = sign * months->months;
    if (const auto* date = value.as_date()) return wrap(plus_months(*date, by), why);
    if (const auto* at = value.as_date_time()) return wrap(plus_months(*at, by), why);
    if (const auto* other = value.as_years_months()) {
      const auto out = sum(other->months, by);
      return out ? Value(YearsMonths{*out}) : out_of_range(why);
    }
  }
  if (const auto* exact = duration.as_days_time()) {
    const WideInteger by = sign * exact->total_ns();
    if (const auto* date = value.as_date()) return wrap(plus(*date, by), why);
    if (const auto* at = value.as_date_time()) return wrap(plus(*at, by), why);
    if (const auto* time = value.as_time()) return Value(plus(*time, by));
    if (const auto* other = value.as_days_time()) {
      return wrap(DaysTime::of(other->total_ns() + by), why);
    }
  }
  return unfit(op, value, duration, why);
}

Value between_moments(const Value& left, const Value& right, std::string* why) {
  std::optional<WideInteger> ns;
  if (left.as_date() && right.as_date()) ns = static_cast<WideInteger>(left.as_date()->days - right.as_date()->days) * kNanosecondsPerDay;
  else if (left.as_date_time() && right.as_date_time()) ns = difference(*left.as_date_time(), *right.as_date_time());
  else if (left.as_time() && right.as_time()) ns = difference(*left.as_time(), *right.as_time());
  else if (left.as_date() && right.as_date_time()) ns = difference(midnight_utc(*left.as_date()), *right.as_date_time());
  else if (left.as_date_time() && right.as_date()) ns = difference(*left.as_date_time(), midnight_utc(*right.as_date()));
  else return unfit(Operator::subtract, left, right, why);
  if (!ns) return no_answer(why, "only one of the two times has a UTC offset; give both one");
  return wrap(DaysTime::of(*ns), why);
}

bool is_duration(const Value& value) { return value.kind() == Kind::years_months || value.kind() == Kind::days_time; }

}  // namespace

Value calculate(Operator op, const Value& left, const Value& right, std::string* why) {
  if (left.as_number() && right.as_number()) return numbers(op, *left.as_number(), *right.as_number(), why);
  if (left.is_null() || right.is_null()) return unfit(op, left, right, why);
  switch (op) {
    case Operator::add:
      if (left.as_string() && right.as_string()) return Value::string(*left.as_string() + *right.as_string());
      if (is_duration(right)) return shifted(left, right, 1, op, why);
      if (is_duration(left)) return shifted(right, left, 1, op, why);
      break;
    case Operator::subtract:
      if (is_duration(right)) return shifted(left, right, -1, op, why);
      return between_moments(left, right, why);
    case Operator::multiply:
      if (left.as_number() && is_duration(right)) return calculate(op, right, left, why);
      [[fallthrough]];
    case Operator::divide:
      if (const auto* by = right.as_number()) {
        if (op == Operator::divide && by->is_zero()) return no_answer(why, "division by zero has no answer");
        if (const auto* months = left.as_years_months()) {
          const auto out = scaled(op, months->months, *by, Rounding::down);
          return out && *out <= INT64_MAX && *out >= -INT64_MAX ? Value(YearsMonths{static_cast<std::int64_t>(*out)}) : out_of_range(why);
        }
        if (const auto* exact = left.as_days_time()) {
          const auto out = scaled(op, exact->total_ns(), *by, Rounding::half_even);
          return out ? wrap(DaysTime::of(*out), why) : out_of_range(why);
        }
      }
      if (op == Operator::divide && left.kind() == right.kind() && is_duration(left)) {
        const auto count = [](const Value& value) { return Decimal::from_wide(value.as_years_months() ? value.as_years_months()->months : value.as_days_time()->total_ns()); };
        const auto over = count(left), under = count(right);
        if (under && under->is_zero()) return no_answer(why, "division by zero has no answer");
        const auto out = over && under ? divide(*over, *under) : std::nullopt;
        return out ? Value::number(*out) : out_of_range(why);
      }
      break;
    default: break;
  }
  return unfit(op, left, right, why);
}

Value negate(const Value& value, std::string* why) {
  if (const auto* number = value.as_number()) return Value::number(number->negated());
  if (const auto* months = value.as_years_months(); months && months->months != INT64_MIN) return Value(YearsMonths{-months->months});
  if (const auto* exact = value.as_days_time()) return wrap(DaysTime::of(-exact->total_ns()), why);
  if (why == nullptr) return {};
  return no_answer(why, std::string(kind_name(value.kind())) + " has no negative");
}

Ternary relate(Operator op, const Value& left, const Value& right, bool null_is_unknown, std::string* why) {
  if (op == Operator::equal || op == Operator::not_equal) {
    if (null_is_unknown && left.is_null() != right.is_null()) return std::nullopt;
    const auto same = equals(left, right);
    if (!same) {
      unfit(op, left, right, why);
      return std::nullopt;
    }
    return op == Operator::equal ? *same : !*same;
  }
  const auto order = compare(left, right);
  if (!order) {
    unfit(op, left, right, why);
    return std::nullopt;
  }
  switch (op) {
    case Operator::less: return *order < 0;
    case Operator::less_equal: return *order <= 0;
    case Operator::greater: return *order > 0;
    case Operator::greater_equal: return *order >= 0;
    default: return std::nullopt;
  }
}

}  // namespace amends::feel

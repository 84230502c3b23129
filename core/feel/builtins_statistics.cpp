#include "feel/builtin_functions.hpp"

#include <algorithm>

namespace amends::feel::builtin {
namespace {

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

/// The elements as numbers, sorted; nothing, with a note, when one is none.
std::optional<std::vector<Decimal>> sorted_numbers(CallContext& call, Arguments elements) {
  if (!call.charge(elements.size() * 8)) return std::nullopt;
  std::vector<Decimal> out;
  for (const auto& element : elements) {
    const auto* value = element.as_number();
    if (value == nullptr) {
      (void)call.null_because("the list holds " + std::string(kind_name(element.kind())) + ", not only numbers");
      return std::nullopt;
    }
    out.push_back(*value);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

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

Value median(CallContext& call, Arguments arguments) {
  const auto elements = elements_of(arguments);
  if (elements.empty()) return call.null_because("the median of no numbers is null");
  const auto sorted = sorted_numbers(call, elements);
  if (!sorted) return {};
  const auto middle = sorted->size() / 2;
  if (sorted->size() % 2 == 1) return Value::number((*sorted)[middle]);
  const auto both = add((*sorted)[middle - 1], (*sorted)[middle]);
  return number_result(call, both ? divide(*both, Decimal::from_integer(2)) : std::nullopt);
}

/// The most frequent numbers, smallest first; none of nothing.
Value mode(CallContext& call, Arguments arguments) {
  const auto sorted = sorted_numbers(call, elements_of(arguments));
  if (!sorted) return {};
  Value::List out;
  std::size_t most = 0;
  for (std::size_t i = 0; i < sorted->size();) {
    std::size_t end = i;
    while (end < sorted->size() && (*sorted)[end] == (*sorted)[i]) ++end;
    if (end - i > most) out.clear();
    if (end - i >= most) {
      most = end - i;
      out.push_back(Value::number((*sorted)[i]));
    }
    i = end;
  }
  return Value::list(std::move(out));
}

/// Of a sample: divided by one less than there are numbers.
Value stddev(CallContext& call, Arguments arguments) {
  const auto elements = elements_of(arguments);
  if (elements.size() < 2) return call.null_because("the standard deviation needs two numbers or more");
  const auto size = static_cast<std::int64_t>(elements.size());
  const auto sum_of = total(call, elements, add, 0);
  if (!sum_of) return {};
  const auto middle = divide(*sum_of, Decimal::from_integer(size));
  std::optional<Decimal> squares = Decimal();
  for (const auto& element : elements) {
    const auto off = middle ? subtract(*element.as_number(), *middle) : std::nullopt;
    const auto square = off ? multiply(*off, *off) : std::nullopt;
    squares = square && squares ? add(*squares, *square) : std::nullopt;
  }
  const auto variance = squares ? divide(*squares, Decimal::from_integer(size - 1)) : std::nullopt;
  return number_result(call, variance ? square_root(*variance) : std::nullopt);
}

}  // namespace amends::feel::builtin

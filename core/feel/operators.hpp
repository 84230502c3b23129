#pragma once
// The operators of FEEL on values: + - * / ** and the comparisons (DMN 1.5, tables 53 to 57). Pure.
#include <string>

#include "feel/syntax.hpp"
#include "feel/value.hpp"

namespace amends::feel {

/// A value, or null and why. The sentence is only made when `why` is not nullptr.
[[nodiscard]] Value calculate(Operator op, const Value& left, const Value& right, std::string* why);
[[nodiscard]] Value negate(const Value& value, std::string* why);
/// = != < <= > >=. With `null_is_unknown` a null operand of = and != gives null too (conditions and cells, where an unknown fact decides nothing).
[[nodiscard]] Ternary relate(Operator op, const Value& left, const Value& right, bool null_is_unknown, std::string* why);

}  // namespace amends::feel

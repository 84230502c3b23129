#pragma once
// Every built-in function that is built, declared by the file that holds it. What they are called in FEEL and how many arguments they take stands in
// one table, in builtins.cpp. All take evaluated arguments; the table has checked their number. Internal to core/feel.
#include "feel/builtins_kit.hpp"

namespace amends::feel::builtin {

using BuiltinFunction = Value(CallContext& call, Arguments arguments);

// builtins_text.cpp
BuiltinFunction string, string_length, string_join, contains, starts_with, ends_with, upper_case, lower_case, substring, substring_before, substring_after, matches, split;

// builtins_number.cpp
BuiltinFunction number, decimal, floor, ceiling, round_up, round_down, round_half_up, round_half_down, abs, modulo, odd, even;

// builtins_list.cpp
BuiltinFunction count, sum, product, mean, median, min, max, all, any, list_contains, index_of, append, concatenate, insert_before, remove, reverse, sublist, union_of, distinct_values, flatten;

// builtins_temporal.cpp
BuiltinFunction date, time, date_and_time, duration, years_and_months_duration, now, today, day_of_week;

// builtins_context.cpp
BuiltinFunction not_, is_defined, get_value, get_entries;

}  // namespace amends::feel::builtin

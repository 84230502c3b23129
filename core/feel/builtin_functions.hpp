#pragma once
// Every built-in function that is built, declared by the file that holds it. What they are called in FEEL and how many arguments they take stands in
// one table, in builtins.cpp. All take evaluated arguments; the table has checked their number. Internal to core/feel.
#include "feel/builtins_kit.hpp"

namespace amends::feel::builtin {

using Body = Value(CallContext& call, Arguments arguments);

// builtins_text.cpp
Body string, string_length, string_join, contains, starts_with, ends_with, upper_case, lower_case, substring, substring_before, substring_after;

// builtins_pattern.cpp
Body matches, replace, split;

// builtins_number.cpp
Body number, decimal, floor, ceiling, round_up, round_down, round_half_up, round_half_down, abs, modulo, odd, even, sqrt, exp, log;

// builtins_list.cpp
Body count, min, max, all, any, list_contains, index_of, append, concatenate, insert_before, remove, reverse, sublist, union_of, distinct_values, flatten;
Body list_replace, sort;

// builtins_statistics.cpp
Body sum, product, mean, median, mode, stddev;

// builtins_temporal.cpp
Body date, time, date_and_time, duration, years_and_months_duration, now, today, day_of_week, day_of_year, week_of_year, month_of_year;

// builtins_context.cpp
Body not_, is_defined, is, get_value, get_entries, context, context_put, context_merge;

// builtins_range.cpp
Body range, before, after, meets, met_by, overlaps, overlaps_before, overlaps_after, finishes, finished_by, includes, during, starts, started_by, coincides;

}  // namespace amends::feel::builtin

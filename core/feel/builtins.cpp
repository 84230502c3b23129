#include "feel/builtins.hpp"

#include <algorithm>
#include <iterator>

#include "feel/builtin_functions.hpp"
#include "support/nearest.hpp"

namespace amends::feel {
namespace {

using namespace builtin;

/// Every function of DMN 1.5 and the few more that are offered, sorted by name: name, least and most arguments, function, names of the
/// parameters (of each parameter list), position of a pattern and of its flags.
constexpr Builtin kBuiltins[] = {
    {"abs", 1, 1, abs, "n"},
    {"after", 2, 2, after, "point1,point2;range,point;point,range;range1,range2"},
    {"all", 1, kAnyNumber, all, "list"},
    {"any", 1, kAnyNumber, any, "list"},
    {"append", 1, kAnyNumber, append, "list,item"},
    {"before", 2, 2, before, "point1,point2;range,point;point,range;range1,range2"},
    {"ceiling", 1, 2, ceiling, "n,scale"},
    {"coincides", 2, 2, coincides, "point1,point2;range1,range2"},
    {"concatenate", 1, kAnyNumber, concatenate, "list"},
    {"contains", 2, 2, contains, "string,match"},
    {"context", 1, 1, context, "entries"},
    {"context merge", 1, kAnyNumber, context_merge, "contexts"},
    {"context put", 3, 3, context_put, "context,key,value,=;context,keys,value"},
    {"count", 1, kAnyNumber, count, "list"},
    {"date", 1, 3, date, "from;year,month,day"},
    {"date and time", 1, 2, date_and_time, "from;date,time"},
    {"day of week", 1, 1, day_of_week, "date"},
    {"day of year", 1, 1, day_of_year, "date"},
    {"decimal", 2, 2, decimal, "n,scale"},
    {"distinct values", 1, 1, distinct_values, "list"},
    {"duration", 1, 1, duration, "from"},
    {"during", 2, 2, during, "point,range;range1,range2"},
    {"ends with", 2, 2, ends_with, "string,match"},
    {"even", 1, 1, even, "number"},
    {"exp", 1, 1, exp, "number"},
    {"finished by", 2, 2, finished_by, "range,point;range1,range2"},
    {"finishes", 2, 2, finishes, "point,range;range1,range2"},
    {"flatten", 1, 1, flatten, "list"},
    {"floor", 1, 2, floor, "n,scale"},
    {"get entries", 1, 1, get_entries, "m"},
    {"get value", 2, 2, get_value, "m,key"},
    {"includes", 2, 2, includes, "range,point;range1,range2"},
    {"index of", 2, 2, index_of, "list,match"},
    {"insert before", 3, 3, insert_before, "list,position,newItem"},
    {"is", 2, 2, is, "value1,value2"},
    {"is defined", 1, 1, is_defined, "value"},
    {"list contains", 2, 2, list_contains, "list,element"},
    {"list replace", 3, 3, list_replace, "list,position,newItem;list,match,newItem"},
    {"log", 1, 1, log, "number"},
    {"lower case", 1, 1, lower_case, "string"},
    {"matches", 2, 3, matches, "input,pattern,flags", 1, 2},
    {"max", 1, kAnyNumber, max, "list"},
    {"mean", 1, kAnyNumber, mean, "list"},
    {"median", 1, kAnyNumber, median, "list"},
    {"meets", 2, 2, meets, "range1,range2"},
    {"met by", 2, 2, met_by, "range1,range2"},
    {"min", 1, kAnyNumber, min, "list"},
    {"mode", 1, kAnyNumber, mode, "list"},
    {"modulo", 2, 2, modulo, "dividend,divisor"},
    {"month of year", 1, 1, month_of_year, "date"},
    {"not", 1, 1, not_, "negand"},
    {"now", 0, 0, now, ""},
    {"number", 1, 3, number, "from,grouping separator,decimal separator"},
    {"odd", 1, 1, odd, "number"},
    {"overlaps", 2, 2, overlaps, "range1,range2"},
    {"overlaps after", 2, 2, overlaps_after, "range1,range2"},
    {"overlaps before", 2, 2, overlaps_before, "range1,range2"},
    {"product", 1, kAnyNumber, product, "list"},
    {"range", 1, 1, range, "from"},
    {"remove", 2, 2, remove, "list,position"},
    {"replace", 3, 4, replace, "input,pattern,replacement,flags", 1, 3},
    {"reverse", 1, 1, reverse, "list"},
    {"round down", 1, 2, round_down, "n,scale"},
    {"round half down", 1, 2, round_half_down, "n,scale"},
    {"round half up", 1, 2, round_half_up, "n,scale"},
    {"round up", 1, 2, round_up, "n,scale"},
    {"sort", 2, 2, sort, "list,precedes"},
    {"split", 2, 2, split, "string,delimiter", 1, -1},
    {"sqrt", 1, 1, sqrt, "number"},
    {"started by", 2, 2, started_by, "range,point;range1,range2"},
    {"starts", 2, 2, starts, "point,range;range1,range2"},
    {"starts with", 2, 2, starts_with, "string,match"},
    {"stddev", 1, kAnyNumber, stddev, "list"},
    {"string", 1, 1, string, "from"},
    {"string join", 1, 2, string_join, "list,delimiter"},
    {"string length", 1, 1, string_length, "string"},
    {"sublist", 2, 3, sublist, "list,start position,length"},
    {"substring", 2, 3, substring, "string,start position,length"},
    {"substring after", 2, 2, substring_after, "string,match"},
    {"substring before", 2, 2, substring_before, "string,match"},
    {"sum", 1, kAnyNumber, sum, "list"},
    {"time", 1, 4, time, "from;hour,minute,second,offset"},
    {"today", 0, 0, today, ""},
    {"union", 1, kAnyNumber, union_of, "list"},
    {"upper case", 1, 1, upper_case, "string"},
    {"week of year", 1, 1, week_of_year, "date"},
    {"years and months duration", 2, 2, years_and_months_duration, "from,to"},
};

constexpr bool sorted_by_name() {
  for (std::size_t i = 1; i < std::size(kBuiltins); ++i)
    if (!(kBuiltins[i - 1].name < kBuiltins[i].name)) return false;
  return true;
}
static_assert(sorted_by_name(), "find_builtin searches by halves");

}  // namespace

std::span<const Builtin> builtins() noexcept { return kBuiltins; }

const Builtin* find_builtin(std::string_view name) noexcept {
  const auto* found = std::lower_bound(std::begin(kBuiltins), std::end(kBuiltins), name, [](const Builtin& entry, std::string_view wanted) {
      return entry.name < wanted; });
  return found != std::end(kBuiltins) && found->name == name ? found : nullptr;
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

}  // namespace amends::feel

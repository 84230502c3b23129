#include "feel/builtins.hpp"

#include <algorithm>
#include <iterator>

#include "feel/builtin_functions.hpp"
#include "support/nearest.hpp"

namespace amends::feel {
namespace {

using namespace builtin;

constexpr Builtin later(std::string_view name) { return {name, 0, kAnyNumber, nullptr, -1, -1}; }

/// Every function of DMN 1.5 and the few more that are offered, sorted by name: name, least and most arguments, function, position of a pattern and of its flags.
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

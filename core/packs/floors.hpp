#pragma once
// What a later layer may do to a file whose schema declares floors: raise them, never weaken them. A schema says so beside the member, with `x-floor`:
//   "keep"             the same as below
//   "rise", "fall"     a number at least, at most as below; for "fall" also an object of numbers, in which nothing is new
//   {"rise": [a, b]}   a word, or false and true, that stands in this order at or after the one below
//   "subset"           a list of some of what stands below, at least one; what no row below it has, while another has it, is new and refused
//   "superset"         a word or list with all that stands below
// `x-floor-keep-where: {type: money}` beside it: a row of that kind keeps the member as it is below, and gets none where it has none.
// A row that has such a member is neither disabled nor left out. A member that nothing has below is free. Floors stand under `properties` and `items` (and a
// `$ref`) of the schema; lists of rows are met by their ids. Internal to core/packs. Guard files have a rule of their own (guards.hpp).
#include <vector>

#include "packs/merge.hpp"

namespace amends::packs {

/// `below`: the file as the layers underneath made it. `whole`: the layer replaces the file, so what it does not name is gone.
/// Errors: `refused` with file, line and the id of the row.
[[nodiscard]] Result<void> check_floors(const json::Value& schema, const json::Value& below, const std::vector<Source>& layer, bool whole);

}  // namespace amends::packs

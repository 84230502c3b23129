#pragma once
// What a person may put in the place of a reading: what the stage that wrote it could have written itself. Its words stand in the result schema of its
// manifest, as an `enum`, or as codes of a pack that the schema names beside the member:
//   "primary": {"type": "string", "x-vocabulary": "nature.taxonomy#rows.code"}
// the member `code` of each row of the list `rows` in the file nature.taxonomy. A list that a pack set does not have limits nothing. Free functions; thread: any.
#include <string_view>

#include "host/stage.hpp"
#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::packs {
class PackSet;
class Schema;
}  // namespace amends::packs

namespace amends::runtime {

/// `value` is to stand at `path` ("nature.primary") of `result`, which the stage of `manifest` wrote. `output`: its compiled result schema; nullptr checks words alone.
/// Errors: `range` for a word that the stage does not know, with the nearest that it does; `schema` for what else its schema refuses and did not refuse before.
/// `where` is the path inside the result.
[[nodiscard]] Result<void> check_reading(const host::StageManifest& manifest, const packs::Schema* output, const packs::PackSet& packs, const json::Value& result, std::string_view path,
                                         const json::Value& value);

}  // namespace amends::runtime

#pragma once
// Which form somebody had before them: a digest of what it asks for, given back with an answer or kept with a draft, so that one to an older form is told from one to
// today's. Pure; where older forms are kept is the runtime's.
#include <string>
#include <string_view>

#include "runtime/case_state.hpp"
#include "support/json.hpp"

namespace amends::packs { class PackSet; }

namespace amends::runtime {

/// What the form of a task asks for today: its fields as the packs have them, with labels and bounds; of a stage's question without a form in the packs what the stage
/// asked. Null when nothing is asked for by name: any object answers it then.
[[nodiscard]] json::Value fields_of(const packs::PackSet& packs, const TaskState& task);
/// 16 hexadecimal digits; empty for null.
[[nodiscard]] std::string form_digest(const json::Value& fields);
/// "added amount; changed reason; gone how", by the names of the fields; "their order" when no field differs.
[[nodiscard]] std::string form_differences(const json::Value& before, const json::Value& now);

}  // namespace amends::runtime

#pragma once
// The way one case took through its workflow, read from its journal: the events are folded once more and the moves of the tokens are counted.
// Used by `amends draw --case` and by the report of a case.
#include "review/workflow_drawing.hpp"
#include "runtime/runtime.hpp"

namespace amends::review {

/// Errors: those of the fold (`state`, `corrupt`, `schema`); a case that `Runtime::load` gave has none of them.
[[nodiscard]] Result<Trail> trail_of(const runtime::Runtime::Loaded& loaded);

/// The titles of the loaded stages and of the forms that the workflow uses, for its drawing. `language`: "zh" or "en".
[[nodiscard]] DrawingOptions drawing_options(const runtime::Runtime& runtime, const flow::Definition& definition, std::string_view language);

}  // namespace amends::review

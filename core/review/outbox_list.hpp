#pragma once
// Messages that wait for their delivery, as a list shows them: to whom each goes, why its delivery failed last, and when it is tried again. The list of the store has no
// reasons, for they may hold words; the fold of a case has them. Used by `amends outbox list` and by Python.
#include <optional>
#include <string>
#include <vector>

#include "runtime/runtime.hpp"

namespace amends::review {

struct OutboxLine {
  store::OutboxRow row;
  std::string to;                   ///< as the workflow names it; "…" for a reader without texts where it is no receiver or role that has a word
  std::string reason;               ///< of the last failure; empty without one, "…" for a reader without texts
  std::string institution;          ///< of the case
  std::optional<Instant> next_at;   ///< handed out from then on; nothing while it is held back, or waits for a person
};

/// Errors: those of the store, and of a case that cannot be read.
[[nodiscard]] Result<std::vector<OutboxLine>> outbox_lines(runtime::Runtime& runtime, const store::OutboxFilter& filter, bool texts);

}  // namespace amends::review

#pragma once
// The whole check of a journal: every hash (core/store), and that the lists beside the events hold what the events say. Needs no pack and no plugin.
#include <cstdint>
#include <functional>

#include "store/store.hpp"

namespace amends::runtime {

enum class Lists { check, mend };

/// Store::verify, then each case is folded from its events and compared with its status, attributes, tasks, timers, waits and keys for lookups. A case whose events were
/// changed has no lists to trust and is told once; one whose payloads were erased cannot be folded and is left out.
/// With `mend` the lists of a case that differ are made anew (no event, the chain is untouched), which needs a store that is open for writing.
/// Last, the record of reads beside the journal (store/reads.hpp).
/// A status of "stranded" and its reason are kept as they are: they say what was loaded then, which no event tells.
/// Errors: those of Store::verify and Store::rebuild; `cancelled` when `progress` returns false.
[[nodiscard]] Result<store::VerifyReport> verify(store::Store& store, const std::function<bool(std::int64_t, std::int64_t)>& progress, Lists lists = Lists::check);

}  // namespace amends::runtime

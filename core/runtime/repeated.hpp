#pragma once
// Whether a record that comes under a known reference or id is the stored complaint once more. A message that is delivered twice writes nothing the second
// time; another complaint under the same reference must not be taken for it, or what it says would be lost.
#include <optional>
#include <string>

#include "support/json.hpp"

namespace amends::runtime {

/// The first path at which `again` says something that the record of the stored case's opening did not say; nothing when it says no more. Both are whole
/// records, as `complete_record` leaves them. Times of receipt and recording, ids and the case's own particulars are no words of the complainant and may differ;
/// so may what is left out the second time.
[[nodiscard]] std::optional<std::string> said_besides(const json::Value& opening, const json::Value& again);

}  // namespace amends::runtime

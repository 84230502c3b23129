#pragma once
// Lists that stages put into a sentence: names for people and the evidence behind them. Used by every explanation; knows nothing of what is listed.
#include <cstddef>
#include <vector>

#include "sdk/envelope.hpp"
#include "sdk/values.hpp"

namespace amends::kit {

/// The texts in one enumeration: 、 in Chinese, a comma in English. Empty for an empty list.
[[nodiscard]] sdk::Texts joined(const std::vector<sdk::Texts>& list);
/// Each id once, in order; at most `most` of them.
[[nodiscard]] std::vector<sdk::EvidenceId> once(const std::vector<sdk::EvidenceId>& ids, std::size_t most = static_cast<std::size_t>(-1));

}  // namespace amends::kit

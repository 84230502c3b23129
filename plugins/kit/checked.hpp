#pragma once
// Reading of values that have a range: settings of a step and words of the record, with one sentence that says what would be right. Over sdk::Reader,
// which knows types but no ranges.
#include <cstdint>
#include <span>
#include <string_view>

#include "sdk/reader.hpp"

namespace amends::kit {

/// A setting. Errors: Failure `error.range` outside least..most, `error.bad_type`.
[[nodiscard]] std::int64_t in_range(const sdk::Reader& config, std::string_view key, std::int64_t otherwise, std::int64_t least, std::int64_t most);
/// A word of a closed list; `otherwise` when absent. Errors: Failure `error.range` for a word that is not `known`, `error.bad_type`. The view lives as long
/// as the reader's value and `otherwise`.
[[nodiscard]] std::string_view one_of(const sdk::Reader& record, std::string_view path, std::span<const std::string_view> known, std::string_view otherwise);
/// Configuration `sign_off`: true when the stage asks for the signature by a question of its own, false when a step of the workflow does.
[[nodiscard]] bool asks_for_sign_off(const sdk::Reader& config);
/// Something is there: neither null nor an empty text, list or object.
[[nodiscard]] bool is_filled(const sdk::Value* value);

}  // namespace amends::kit

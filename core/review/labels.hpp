#pragma once
// The words of reviews in both languages. One place, so that a word is the same in every view.
#include <string>
#include <string_view>

namespace amends::review {

/// The label of a key ("severity", "status.accepted", "channel.phone") in "zh" or "en"; the key itself when nobody wrote one.
[[nodiscard]] std::string label(std::string_view key, std::string_view language);

}  // namespace amends::review

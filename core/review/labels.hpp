#pragma once
// The words of reviews in both languages. One place, so that a word is the same in every view.
#include <optional>
#include <string>
#include <string_view>

namespace amends::review {

/// The label of a key ("severity", "status.accepted", "channel.phone") in "zh" or "en"; the key itself when nobody wrote one.
[[nodiscard]] std::string label(std::string_view key, std::string_view language);
/// The same; nothing when nobody wrote one.
[[nodiscard]] std::optional<std::string> known_label(std::string_view key, std::string_view language);

/// A role as people call it ("crisis_trained": "受过危机处置培训的人员", "crisis-trained staff"); a role of the institution's own stays as it is.
[[nodiscard]] std::string role_text(std::string_view role, std::string_view language);

}  // namespace amends::review

#pragma once
// To whom a message of the outbox goes, in words.
#include <string>
#include <string_view>

namespace amends::review {

/// A receiver that workflows know by a word of ours (`complainant`), or a role.
[[nodiscard]] bool is_known_receiver(std::string_view to);
/// The word for such a receiver, else the address as it stands; "…" for a reader without texts.
[[nodiscard]] std::string receiver_text(std::string_view to, std::string_view language, bool texts);

}  // namespace amends::review

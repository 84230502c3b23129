#pragma once
// Words by which a condition makes a payment wait, or asks for something in return. Pure; used for conditions on what is owed alone, where none of them has a
// place (guardrails G6 and G7): the words are told by what they do, so that the list stays short.
#include <string_view>

namespace amends::matter {

/// The first such word of the list that the text holds; empty when there is none. text: as the text kit normalises it (catalogue 0.2). The view is static.
[[nodiscard]] std::string_view bargain_word(std::string_view text) noexcept;

}  // namespace amends::matter

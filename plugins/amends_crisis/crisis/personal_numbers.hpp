#pragma once
// Numbers that belong to one person and have no place in public words (G11): identity, card and mobile numbers, told by their shape. Pure. In a statement the shape
// is enough: nobody needs a number of that length there, and a mistyped identity number still points at somebody.
#include <string_view>

namespace amends::crisis {

/// text: as the text kit normalises it. own: a text whose numbers may stand, the institution's contact. True for 15 to 19 digits in one run, or 17 and an x, or
/// grouped as cards and identity numbers are; and for a mainland mobile number. Sums, dates, hotlines and telephone numbers pass.
[[nodiscard]] bool holds_personal_number(std::string_view text, std::string_view own);

}  // namespace amends::crisis

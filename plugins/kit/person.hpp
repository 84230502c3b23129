#pragma once
// Whether two names are two people, where one person must not count as two: who negotiates and who reviews, commander and legal, who finds a sum and who checks it.
// Used by every stage that asks for a second person. Pure. Source of the rule: guardrail of four eyes, catalogue 0.4.
#include <string>
#include <string_view>

namespace amends::kit {

/// What is the same for every way to write one name: letter case (ASCII, Latin-1), full width, blanks, characters without a glyph and the marks people put
/// between the parts of a name (`.` `-` `_` `·` `。`) make no second person: "Li.Na", "ｌｉ　ｎａ" and "li_na" have one key. Empty for a name without a letter
/// or digit, which is nobody. Bytes that are no UTF-8 stay as they are.
[[nodiscard]] std::string person_key(std::string_view name);

/// Both name somebody, and it is one person.
[[nodiscard]] bool same_person(std::string_view one, std::string_view other);
/// Both name somebody, and these are two people. Neither holds where one of the names is nobody.
[[nodiscard]] bool two_people(std::string_view one, std::string_view other);

}  // namespace amends::kit

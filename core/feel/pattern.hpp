#pragma once
// Regular expressions of matches() and split(): compiled by RE2, which runs in time linear in the text, within the limits of limits.hpp.
// Used by the parser for patterns that stand in the text as literals, and by the built-ins for all others.
#include <memory>
#include <string_view>

#include "support/result.hpp"

namespace re2 { class RE2; }

namespace amends::feel {

/// Compiles a regular expression of XPath within the limits; references back to a group are what RE2 does not have. Errors: `range` (too long), `schema`.
[[nodiscard]] Result<std::shared_ptr<const re2::RE2>> compile_pattern(std::string_view pattern, std::string_view flags);

}  // namespace amends::feel

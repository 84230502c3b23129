#pragma once
// Reads FEEL (DMN 1.5, chapter 10.3.1) into a syntax tree. `vocabulary` is borrowed until the return.
#include <memory>
#include <string_view>

#include "feel/syntax.hpp"
#include "support/result.hpp"

namespace amends::feel {

/// One expression. Errors: `schema`, `unsupported`, `range` (a limit of limits.hpp), `not_utf8`; `where` names place and column.
[[nodiscard]] Result<std::shared_ptr<const Syntax>> parse_expression(std::string_view text, std::string_view place, const Vocabulary& vocabulary = {});

/// Unary tests: `-`, `not(...)`, or tests joined by commas. The root is a `tests` or `any` node. Errors: the same.
[[nodiscard]] Result<std::shared_ptr<const Syntax>> parse_unary_tests(std::string_view text, std::string_view place, const Vocabulary& vocabulary = {});

}  // namespace amends::feel

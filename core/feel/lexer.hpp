#pragma once
// Splits FEEL text into tokens. Words are kept one by one: which words together make a name ("string length", "date and time") is for the parser to
// say, because FEEL decides that by the names that are known.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "feel/decimal.hpp"
#include "support/result.hpp"

namespace amends::feel {

enum class TokenKind { end, word, number, string, symbol, other };  ///< other: what only a known name may hold ("2nd", an apostrophe)

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t at = 0;        ///< byte offset in the text
  std::uint32_t length = 0;    ///< bytes in the text
  std::string_view text;       ///< as written; borrowed from the text
  std::string string;          ///< content of a string literal, escapes resolved; of `other` what is wrong with it where no known name holds it
  Decimal number;
};

/// Splits all of the text; the last token is `end`. Errors: `not_utf8`, `range` (text too long, number of more than 34 digits), `schema`; `where` is
/// where_in(text, offset, place).
[[nodiscard]] Result<std::vector<Token>> tokenize(std::string_view text, std::string_view place);

/// "PLACE, column 7", with "line 2, " before the column in a text of several lines; columns count code points from 1.
[[nodiscard]] std::string where_in(std::string_view text, std::size_t offset, std::string_view place);

}  // namespace amends::feel

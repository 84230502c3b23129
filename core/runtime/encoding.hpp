#pragma once
// What encoding bytes that are not UTF-8 seem to be in, and the command that converts them. For sentences to people; nothing is converted by a guess.
#include <string>
#include <string_view>

namespace amends::runtime {

/// "UTF-16", "GB18030" (also GBK and, for traditional characters, Big5, which bytes alone do not tell apart), or empty.
[[nodiscard]] std::string_view guess_encoding(std::string_view bytes) noexcept;

/// "it looks like GB18030 (…); convert it with `iconv -f GB18030 -t UTF-8 FILE > NEW` and take the new file".
[[nodiscard]] std::string how_to_convert(std::string_view bytes, std::string_view file);

}  // namespace amends::runtime

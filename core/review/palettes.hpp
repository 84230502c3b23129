#pragma once
// The colours of a drawing or page as CSS custom properties, for light and for dark.
#include <string>
#include <string_view>

namespace amends::review {

struct Palettes {
  std::string_view light, dark;  ///< "--ink:#1d2430;--dim:#5b6675"
};

/// Rules that give `selector` its colours by the reader's own preference; `own`: further declarations of the selector, each ends in a semicolon or is the last.
[[nodiscard]] inline std::string adaptive(std::string_view selector, Palettes palettes, std::string_view own = {}) {
  std::string out = "\n" + std::string(selector) + "{" + std::string(palettes.light);
  if (!own.empty()) out += ";" + std::string(own);
  return out + "}\n@media (prefers-color-scheme:dark){" + std::string(selector) + "{" + std::string(palettes.dark) + "}}\n";
}

}  // namespace amends::review

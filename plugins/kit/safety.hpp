#pragma once
// Degrees of a safety sign (guardrail G10), the same for every stage that looks at flags.safety. Value types only.
#include <array>
#include <string_view>

namespace amends::kit {

/// What flags.safety.self_harm and .violence may say, weakest first.
inline constexpr std::array<std::string_view, 3> kSafetyDegrees = {"none", "veiled", "explicit"};

/// The stronger of two degrees: none < veiled < explicit. An unknown degree counts as none. Views into constants.
[[nodiscard]] std::string_view stronger(std::string_view left, std::string_view right) noexcept;

}  // namespace amends::kit

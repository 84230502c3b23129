#include "kit/safety.hpp"

namespace amends::kit {

std::string_view stronger(std::string_view left, std::string_view right) noexcept {
  for (const std::string_view strong : {"explicit", "veiled"})
    if (left == strong || right == strong) return strong;
  return "none";
}

}  // namespace amends::kit

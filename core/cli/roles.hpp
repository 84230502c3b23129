#pragma once
// Which roles of the command line read what (catalogue 2.4). An unknown word opens nothing. The same roles as in Python.
#include <algorithm>
#include <iterator>
#include <string_view>

namespace amends::cli {

/// Free text, names and contacts of a case.
[[nodiscard]] inline bool reads_texts(std::string_view role) noexcept {
  static constexpr std::string_view kRoles[] = {"handler", "supervisor", "legal", "consumer_protection", "crisis_trained"};
  return std::find(std::begin(kRoles), std::end(kRoles), role) != std::end(kRoles);
}

/// Class P4: portrait, psychology, plan of a talk. A handler is among them, because handlers confirm the portrait and lead the talk; who is called in for a person's
/// safety needs none of it.
[[nodiscard]] inline bool reads_restricted(std::string_view role) noexcept { return reads_texts(role) && role != "crisis_trained"; }

}  // namespace amends::cli

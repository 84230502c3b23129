#pragma once
// The guard rows as they stood in the shipped packs when this library was built. They hold whatever a pack set says, so that no configuration
// and no overlay switches a pattern off (catalogue 0.4). floor.cpp is made by CMake from workflows/packs/shipped/guard. Internal to core/guard.
#include <span>
#include <string_view>

namespace amends::guard {

struct FloorFile {
  std::string_view name;  ///< "guard/deceive"
  std::string_view yaml;  ///< the file's text
};
[[nodiscard]] std::span<const FloorFile> floor_files() noexcept;

}  // namespace amends::guard

#pragma once
// The files of plugins/_template as the build embedded them (core/cmake/AmendsEmbedTemplate.cmake writes the source).
#include <span>
#include <string_view>

namespace amends::host {

struct TemplateFile {
  std::string_view name;  ///< relative, "tests/plugin_test.cpp.in"
  std::string_view text;
};

[[nodiscard]] std::span<const TemplateFile> template_files() noexcept;

}  // namespace amends::host

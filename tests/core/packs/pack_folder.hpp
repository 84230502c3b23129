#pragma once
// A folder of pack files that a test writes and that goes when the test ends.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "packs/packs.hpp"

namespace amends::packs {

class PackFolder {
 public:
  PackFolder() {
    static int count = 0;
    root_ = std::filesystem::temp_directory_path() / ("amends-packs-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    std::filesystem::remove_all(root_);
    // One schema for everything: headers are free, rows are objects.
    write("schemas/index.json", R"({"schemas": [["*", "any"]]})");
    write("schemas/any.schema.json", R"({"type": "object", "required": ["pack"], "properties": {"pack": {"type": "string"}, "rows": {"type": "array", "items": {"type": "object",
      "properties": {"w": {"type": "integer"}, "term": {"type": "string", "minLength": 1}}}}}})");
    write("base/pack.yaml", "pack: base\nversion: 1.0.0\ntitle: {zh: 基础, en: Base}\n");
  }
  ~PackFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  PackFolder(const PackFolder&) = delete;
  PackFolder& operator=(const PackFolder&) = delete;

  PackFolder& write(const std::string& path, std::string_view text) {
    const auto full = root_ / path;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full, std::ios::binary) << text;
    return *this;
  }
  [[nodiscard]] std::filesystem::path path(const std::string& inner = {}) const { return inner.empty() ? root_ : root_ / inner; }
  [[nodiscard]] Result<std::shared_ptr<const PackSet>> load(std::string_view set = "base", const std::vector<std::string>& overlays = {}) const {
    std::vector<std::filesystem::path> folders;
    for (const auto& overlay : overlays) folders.push_back(root_ / overlay);
    return PackSet::load(root_, set, folders);
  }
  [[nodiscard]] std::string error(std::string_view set = "base", const std::vector<std::string>& overlays = {}) const {
    const auto loaded = load(set, overlays);
    return loaded ? "" : loaded.error().text();
  }

 private:
  std::filesystem::path root_;
};

}  // namespace amends::packs

#pragma once
// A temporary plugin folder for the tests of the loader: libraries of the zoo are copied in, trusted, and spoilt as a test needs it.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "host/loader.hpp"
#include "host/trust.hpp"

namespace amends::host {

class PluginFolder {
 public:
  PluginFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "amends-plugins-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    root_ = name;
    std::filesystem::create_directory(root_ / "plugins");
  }
  ~PluginFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  PluginFolder(const PluginFolder&) = delete;
  PluginFolder& operator=(const PluginFolder&) = delete;

  [[nodiscard]] std::string folder() const { return (root_ / "plugins").string(); }
  [[nodiscard]] std::string file(const std::string& name) const { return (root_ / "plugins" / name).string(); }
  [[nodiscard]] std::string private_folder() const { return (root_ / "private").string(); }

  /// Copies library and manifest of "good/c_plugin" or "bad/bad_throws".
  void add(const std::string& plugin) {
    const auto from = std::filesystem::path(AMENDS_TEST_PLUGINS) / plugin;
    for (const auto* ending : {".so", ".json"}) {
      auto source = from;
      source += ending;
      std::filesystem::copy_file(source, root_ / "plugins" / source.filename(), std::filesystem::copy_options::overwrite_existing);
    }
  }
  void trust_all() {
    const auto lock = write_lock(folder());
    ASSERT_TRUE(lock) << lock.error().text();
  }
  LoadReport load(PluginCatalogue& catalogue) { return catalogue.load({{folder()}, private_folder()}); }

 private:
  std::filesystem::path root_;
};

}  // namespace amends::host

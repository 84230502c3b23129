#pragma once
// The folders that a pack set is put together from, lowest first, and the files that stand in them, as they are read: which there are, and the YAML or JSON of each.
// What is laid over what is merge.hpp. Internal to core/packs.
#include <filesystem>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/result.hpp"
#include "support/yaml.hpp"

namespace amends::packs {

/// One folder with pack files.
struct Layer {
  std::filesystem::path folder;
  std::string name;                 ///< of the set, or of the overlay's folder
  std::set<std::string> replaces;   ///< logical names whose lower layers are dropped
  std::shared_ptr<const yaml::Document> header;
};

struct FoundFile {
  std::filesystem::path path;
  std::string shown;     ///< for messages: set/relative path
  std::string logical;
  std::string language;
  bool is_table_of_pairs = false;  ///< .tsv
  bool is_model = false;           ///< .dmn
};

/// The chain of sets, then the overlays. Errors: as PackSet::load says of these.
[[nodiscard]] Result<std::vector<Layer>> read_layers(const std::filesystem::path& packs_folder, std::string_view set_name, std::span<const std::filesystem::path> overlays);

/// The pack files of a layer, sorted by logical name and language ("", zh, en); models stand last.
[[nodiscard]] Result<std::vector<FoundFile>> list_files(const Layer& layer);

/// Reads YAML, or JSON with the marks that the YAML reader finds in it. `shown`: the file's name in messages.
[[nodiscard]] Result<std::shared_ptr<const yaml::Document>> read_document(const std::filesystem::path& path, const std::string& shown);

}  // namespace amends::packs

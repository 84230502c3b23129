#pragma once
// The DMN models of a pack set while it is put together: tables/routing.dmn stands beside or above tables/routing.yaml, and each of its decisions takes the place of the
// table with its name. A later layer's model replaces an earlier one of the same name whole. Internal to core/packs.
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/model.hpp"
#include "packs/merge.hpp"

namespace amends::packs {

/// A .dmn file of one layer.
struct ModelFile {
  std::filesystem::path path;
  std::string shown;    ///< for messages: layer/relative path
  std::string logical;  ///< without extension
};

struct PackModel {
  dmn::Model model;
  std::string shown;
};

class PackModels {
 public:
  /// Takes the models of one layer. Imports are found among the models of the same folder. Errors: `pack_invalid` with all problems of a model, `pack_missing`,
  /// `range`, `io`, `refused` for a model outside of tables/.
  [[nodiscard]] Result<void> lay(const std::vector<ModelFile>& layer);
  /// A table that this layer writes in YAML and that a model of this or a lower layer decides would be dead: `pack_invalid` with the table's place.
  [[nodiscard]] Result<void> check_beside(const std::string& logical, const std::vector<Source>& layer) const;
  /// The model fits the file whose tables it takes the place of: a decision of each name that it means, no input that nobody gives, each output that is read.
  /// `schema`: of the file, nullptr without one. Errors: `refused` for a file with floors, which a model cannot be held against; `pack_invalid`.
  [[nodiscard]] Result<void> check_above(const std::string& logical, const json::Value& file, const json::Value* schema) const;

  [[nodiscard]] const std::map<std::string, PackModel, std::less<>>& all() const noexcept { return models_; }
  /// nullptr without one.
  [[nodiscard]] const PackModel* find(std::string_view logical) const;

 private:
  std::map<std::string, PackModel, std::less<>> models_;
};

}  // namespace amends::packs

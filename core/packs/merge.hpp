#pragma once
// One logical file of a pack set while it is put together: documents of one layer joined over their languages, layers laid over each other,
// and the way back from every merged row to the file and line where it stands. Internal to core/packs.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/json.hpp"
#include "support/result.hpp"
#include "support/yaml.hpp"

namespace amends::packs {

/// A file as read. `language` is "", "zh" or "en" from its name.
struct Source {
  std::shared_ptr<const yaml::Document> document;
  std::string language;
};

/// What stands for the id of a row; empty when nothing does.
[[nodiscard]] std::string row_key(const json::Value& row);
/// True for a non-empty list of objects that all have a key.
[[nodiscard]] bool is_keyed_list(const json::Value& value);

class Merged {
 public:
  /// Lays one layer over what is there. `sources` are the files of the layer, languages in the order "", zh, en.
  /// Errors: `pack_invalid` with the place: an id that stands twice in a layer, `disabled` of a row that is not there, a type that changes.
  [[nodiscard]] Result<void> lay(const std::vector<Source>& sources);
  /// The merged value without its marks of origin. Call once, after the last layer.
  void finish();
  [[nodiscard]] const json::Value& value() const noexcept { return value_; }
  /// "file:line:column".
  [[nodiscard]] std::string place(std::string_view path) const;

 private:
  struct Origin {
    std::size_t document = 0;
    std::string path;
  };
  [[nodiscard]] Result<json::Value> join(const std::vector<Source>& sources);
  [[nodiscard]] Result<void> over(json::Value& below, json::Value above);
  [[nodiscard]] Result<void> over_rows(json::Array& below, json::Array above);
  void mark(json::Value& value, std::size_t document, const std::string& path);
  void unmark(json::Value& value, const std::string& path);
  [[nodiscard]] std::string origin_place(const json::Value& marked) const;
  [[nodiscard]] Result<void> check_unique(const json::Value& value) const;

  bool empty_ = true;
  json::Value value_;
  std::vector<std::shared_ptr<const yaml::Document>> documents_;
  std::map<std::string, Origin, std::less<>> origins_;  ///< by merged path, objects only
};

}  // namespace amends::packs

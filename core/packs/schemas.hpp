#pragma once
// Which schema each pack file is checked by (schemas/index.json), and the check with the file's own places. A schema itself is schema.hpp. Internal to core/packs.
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "packs/schema.hpp"
#include "support/json.hpp"
#include "support/result.hpp"
#include "support/yaml.hpp"

namespace amends::packs {

/// The schemas of a packs folder, read once for a load.
class Schemas {
 public:
  /// Errors: `pack_missing` without an index, `pack_invalid` with the place.
  [[nodiscard]] static Result<Schemas> read(const std::filesystem::path& folder);
  /// Calendars are checked by their own reader, which knows more than a schema could say.
  [[nodiscard]] static bool checked_elsewhere(std::string_view logical) { return logical.starts_with("calendar."); }
  /// The schema of a file as it is written; nullptr for one that is checked elsewhere.
  [[nodiscard]] const json::Value* raw(const std::string& logical) const;
  /// Errors: `pack_invalid` with the place of the first fault, several in one sentence.
  [[nodiscard]] Result<void> check(const std::string& logical, const yaml::Document& document) const;

 private:
  std::vector<std::pair<std::string, std::string>> index_;
  std::map<std::string, Schema> schemas_;
  std::map<std::string, json::Value> raw_;
};

}  // namespace amends::packs

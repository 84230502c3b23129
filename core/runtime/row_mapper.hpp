#pragma once
// A row of what a user has as a case record. It may be a case record, a shared case file, a raw message {channel, at, sender, body}, or a row of columns with a mapping
// from the packs. Knows no file but a mapping.
#include <memory>
#include <string>
#include <string_view>

#include "runtime/organisation.hpp"
#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::packs { class PackSet; }

namespace amends::runtime {

struct InputOptions {
  std::string mapping;      ///< name of a mapping in the packs or path of a YAML file; empty: chosen by the column names
  std::string institution;  ///< for every row; empty: what the row or the mapping says
};

/// Turns what a user has into case records. Pure; shared by files and by Python's iterables.
class RowMapper {
 public:
  /// Errors: `not_found` for an unknown mapping, `pack_invalid` with the place for a mapping that cannot be read.
  [[nodiscard]] static Result<std::unique_ptr<RowMapper>> make(const packs::PackSet& packs, std::shared_ptr<const Organisations> organisations, InputOptions options);
  virtual ~RowMapper() = default;
  /// Errors: `schema` (no form fits; names the known ones), those of the mapping (a date that fits no format), `bad_type`.
  /// A row without a reference gets its id, else its digest, so that a file that is read twice adds nothing.
  [[nodiscard]] virtual Result<json::Value> record(const json::Value& row) const = 0;
};

/// Without the blanks, tabs and line ends around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// With small letters for the capital ones of ASCII.
[[nodiscard]] std::string lowered(std::string_view text);

}  // namespace amends::runtime

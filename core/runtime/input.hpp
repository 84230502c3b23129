#pragma once
// Files of complaints as case records: JSON, JSON Lines, CSV, each also gzipped. Rows are streamed, so that memory does not grow with the file.
// A row may be a case record, a shared case file, a raw message {channel, at, sender, body}, or a row of columns with a mapping from the packs.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/organisation.hpp"
#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::packs { class PackSet; }

namespace amends::runtime {

inline constexpr std::size_t kRowBytesMax = 16u << 20;  ///< one line or one CSV record
inline constexpr std::size_t kColumnsMax = 1'000;

struct InputOptions {
  std::string mapping;      ///< name of a mapping in the packs or path of a YAML file; empty: chosen by the column names
  std::string institution;  ///< for every row; empty: what the row or the mapping says
};

/// One row. Exactly one of record and error is set.
struct InputRow {
  std::int64_t number = 0;              ///< line of the file (1 is the first), for CSV the line the record starts on
  std::optional<json::Value> record;
  std::optional<Error> error;
  std::string raw;                      ///< the row as it was read, for the file of rejected rows
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

class InputFile {
 public:
  /// Errors: `not_found`, `io`, `schema` (neither JSON nor CSV, a header with a column twice), those of RowMapper::make.
  [[nodiscard]] static Result<std::unique_ptr<InputFile>> open(const std::string& path, const packs::PackSet& packs, std::shared_ptr<const Organisations> organisations,
                                                               InputOptions options);
  virtual ~InputFile() = default;
  /// The next row, nothing at the end. Errors: `io` when the file cannot be read on (a truncated gzip).
  [[nodiscard]] virtual Result<std::optional<InputRow>> next() = 0;
  /// Bytes of the file that were consumed and its size, for a progress bar.
  [[nodiscard]] virtual std::int64_t bytes_done() const = 0;
  [[nodiscard]] virtual std::int64_t bytes_total() const = 0;
};

}  // namespace amends::runtime

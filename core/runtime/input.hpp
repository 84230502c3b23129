#pragma once
// Files of complaints as case records: JSON, JSON Lines, CSV, each also gzipped. Rows are streamed, so that memory does not grow with the file.
// What a row may be says row_mapper.hpp.
#include <memory>
#include <optional>
#include <string>

#include "runtime/row_mapper.hpp"

namespace amends::runtime {

inline constexpr std::size_t kRowBytesMax = 16u << 20;  ///< one line or one CSV record
inline constexpr std::size_t kColumnsMax = 1'000;

/// One row. Exactly one of record and error is set.
struct InputRow {
  std::int64_t number = 0;              ///< line of the file (1 is the first), for CSV the line the record starts on
  std::optional<json::Value> record;
  std::optional<Error> error;
  std::string raw;                      ///< the row as it was read, for the file of rejected rows
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

#include "runtime/input.hpp"

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <set>

#include "runtime/encoding.hpp"
#include "support/utf8.hpp"

namespace amends::runtime {
namespace {

/// Bytes of a plain or gzipped file, in blocks; zlib reads plain files through unchanged.
class Bytes {
 public:
  static Result<std::unique_ptr<Bytes>> open(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return fail(ErrorCode::not_found, "there is no such file; check the path", path);
    if (S_ISDIR(info.st_mode)) return fail(ErrorCode::io, "this is a folder, not a file", path);
    auto* file = gzopen(path.c_str(), "rb");
    if (!file) return fail(ErrorCode::io, "the file cannot be opened; check its permissions", path);
    gzbuffer(file, 1u << 17);
    auto bytes = std::make_unique<Bytes>();
    bytes->path_ = path;
    bytes->file_ = file;
    bytes->total_ = info.st_size;
    return bytes;
  }
  ~Bytes() {
    if (file_) gzclose(file_);
  }
  /// The next byte, or -1 at the end.
  int get() {
    if (at_ == size_ && !fill()) return -1;
    return static_cast<unsigned char>(buffer_[at_++]);
  }
  int peek() {
    if (at_ == size_ && !fill()) return -1;
    return static_cast<unsigned char>(buffer_[at_]);
  }
  /// Passes over these bytes when the file begins with them. Only before the first byte was read.
  void skip(std::string_view prefix) {
    if (peek() >= 0 && at_ == 0 && std::string_view(buffer_, size_).starts_with(prefix)) at_ = prefix.size();
  }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  [[nodiscard]] std::int64_t done() const { return std::max<std::int64_t>(0, gzoffset(file_)); }
  [[nodiscard]] std::int64_t total() const { return total_; }

 private:
  bool fill() {
    if (error_) return false;
    const auto n = gzread(file_, buffer_, sizeof buffer_);
    int code = Z_OK;
    const char* text = gzerror(file_, &code);
    if (n < 0 || (code != Z_OK && code != Z_STREAM_END)) {
      error_ = fail(ErrorCode::io, "the file cannot be read to its end (" + std::string(text) + "); it may be truncated", path_);
      return false;
    }
    at_ = 0;
    size_ = static_cast<std::size_t>(n);
    return n > 0;
  }
  std::string path_;
  gzFile file_ = nullptr;
  std::int64_t total_ = 0;
  char buffer_[1 << 16];
  std::size_t at_ = 0, size_ = 0;
  std::optional<Error> error_;
};

enum class Format { json, json_lines, csv };

class File final : public InputFile {
 public:
  File(std::unique_ptr<Bytes> bytes, std::unique_ptr<RowMapper> mapper, Format format, std::string path)
      : bytes_(std::move(bytes)), mapper_(std::move(mapper)), format_(format), path_(std::move(path)) {}

  Result<void> begin() {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    bytes_->skip(kByteOrderMark);
    if (format_ == Format::csv) {
      auto header = read_csv_record();
      if (!header) return std::move(header).error();
      if (!*header) return fail(ErrorCode::schema, "the file is empty; a CSV file starts with a line of column names", path_);
      std::set<std::string> seen;
      for (auto& name : **header) {
        name = std::string(trimmed(name));
        if (!utf8::valid(name) || name.find('\0') != std::string::npos) return fail(ErrorCode::not_utf8, "the column names are not UTF-8; " + how_to_convert(raw_, path_), path_);
        if (!seen.insert(name).second) return fail(ErrorCode::schema, "the column '" + name + "' stands twice in the first line; rename one of them", path_);
      }
      if ((**header).size() > kColumnsMax) return fail(ErrorCode::schema, "the file has more than " + std::to_string(kColumnsMax) + " columns", path_);
      columns_ = std::move(**header);
    } else if (format_ == Format::json) {
      std::string text;
      for (int c = bytes_->get(); c >= 0; c = bytes_->get()) text.push_back(static_cast<char>(c));
      if (bytes_->error()) return *bytes_->error();
      auto value = json::parse(text);
      if (!value) return not_utf8(text, value.error().within(path_));
      if (value->is_array()) {
        for (auto& item : value->get_array()) whole_.push_back(std::move(item));
      } else {
        whole_.push_back(std::move(*value));
      }
    }
    return {};
  }

  Result<std::optional<InputRow>> next() override {
    if (format_ == Format::json) {
      if (index_ >= whole_.size()) return std::optional<InputRow>{};
      InputRow row;
      row.number = static_cast<std::int64_t>(index_ + 1);
      map(row, whole_[index_]);
      if (row.error) row.raw = json::write(whole_[index_]);
      whole_[index_++] = nullptr;
      return std::optional<InputRow>(std::move(row));
    }
    if (format_ == Format::json_lines) {
      while (true) {
        std::string line;
        const auto got = read_line(line);
        if (bytes_->error()) return *bytes_->error();
        if (!got) return std::optional<InputRow>{};
        if (trimmed(line).empty()) continue;
        InputRow row;
        row.number = line_;
        row.raw = line;
        if (line.size() > kRowBytesMax) {
          row.raw = line.substr(0, 1000);
          row.error = fail(ErrorCode::range, "the line is longer than " + std::to_string(kRowBytesMax) + " bytes; split it", where());
          return std::optional<InputRow>(std::move(row));
        }
        auto value = json::parse(line);
        if (!value) row.error = not_utf8(line, value.error().within(where()));
        else map(row, *value);
        return std::optional<InputRow>(std::move(row));
      }
    }
    auto cells = read_csv_record();
    if (!cells) return std::move(cells).error();
    if (!*cells) return std::optional<InputRow>{};
    InputRow row;
    const auto first_line = first_line_;
    row.number = first_line;
    row.raw = raw_;
    if ((*cells)->size() != columns_.size()) {
      row.error = fail(ErrorCode::schema, "the row has " + std::to_string((*cells)->size()) + " fields, the first line has " + std::to_string(columns_.size()) + "; check its quotes and commas",
                       path_ + ":" + std::to_string(first_line));
      return std::optional<InputRow>(std::move(row));
    }
    json::Object object;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!utf8::valid((**cells)[i])) {
        row.error = fail(ErrorCode::not_utf8, "the column " + columns_[i] + " is not UTF-8; " + how_to_convert((**cells)[i], path_), path_ + ":" + std::to_string(first_line));
        return std::optional<InputRow>(std::move(row));
      }
      object[columns_[i]] = (**cells)[i];
    }
    map(row, object);
    return std::optional<InputRow>(std::move(row));
  }

  std::int64_t bytes_done() const override { return bytes_->done(); }
  std::int64_t bytes_total() const override { return bytes_->total(); }

 private:
  /// The error with how to convert the file, when it is one of encoding.
  Error not_utf8(std::string_view bytes, Error error) const {
    if (!utf8::valid(bytes)) return fail(ErrorCode::not_utf8, "the text is not UTF-8; " + how_to_convert(bytes, path_), error.where);
    return error;
  }
  std::string where() const { return path_ + ":" + std::to_string(line_); }

  void map(InputRow& row, const json::Value& value) {
    auto record = mapper_->record(value);
    if (record) row.record = std::move(*record);
    else row.error = record.error().within(path_ + ":" + std::to_string(row.number));
  }

  bool read_line(std::string& line) {
    int c = bytes_->get();
    if (c < 0) return false;
    ++line_;
    for (; c >= 0 && c != '\n'; c = bytes_->get())
      if (line.size() <= kRowBytesMax) line.push_back(static_cast<char>(c));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return true;
  }

  /// RFC 4180: quoted fields may hold commas, quotes doubled and line ends. Nothing at the end of the file.
  Result<std::optional<std::vector<std::string>>> read_csv_record() {
    using Cells = std::vector<std::string>;
    raw_.clear();
    while (bytes_->peek() == '\n' || bytes_->peek() == '\r') {  // empty lines; a loop, for a file may hold millions
      if (bytes_->get() == '\n') ++line_;
    }
    first_line_ = line_ + 1;
    if (bytes_->peek() < 0) return bytes_->error() ? Result<std::optional<Cells>>(*bytes_->error()) : Result<std::optional<Cells>>(std::optional<Cells>{});
    Cells cells(1);
    bool quoted = false, was_quoted = false;
    ++line_;
    while (true) {
      const int c = bytes_->get();
      if (bytes_->error()) return *bytes_->error();
      if (raw_.size() > kRowBytesMax)
        return fail(ErrorCode::schema, "the record is longer than " + std::to_string(kRowBytesMax) + " bytes; a quote that is never closed is the usual cause", where());
      if (c < 0) {
        if (quoted) return fail(ErrorCode::schema, "the file ends inside a quoted field; it may be truncated", where());
        break;
      }
      raw_.push_back(static_cast<char>(c));
      if (quoted) {
        if (c != '"') {
          if (c == '\n') ++line_;
          cells.back().push_back(static_cast<char>(c));
        } else if (bytes_->peek() == '"') {
          cells.back().push_back('"');
          raw_.push_back(static_cast<char>(bytes_->get()));
        } else {
          quoted = false;
        }
      } else if (c == '"' && cells.back().empty() && !was_quoted) {
        quoted = was_quoted = true;
      } else if (c == ',') {
        cells.emplace_back();
        was_quoted = false;
        if (cells.size() > kColumnsMax) return fail(ErrorCode::schema, "the record has more than " + std::to_string(kColumnsMax) + " fields", where());
      } else if (c == '\n' || (c == '\r' && bytes_->peek() != '\n')) {
        break;  // a line ends with a line feed, with both, or, from old programs, with a carriage return
      } else if (c != '\r') {
        cells.back().push_back(static_cast<char>(c));
      }
    }
    while (!raw_.empty() && (raw_.back() == '\n' || raw_.back() == '\r')) raw_.pop_back();
    return std::optional<Cells>(std::move(cells));
  }

  std::unique_ptr<Bytes> bytes_;
  std::unique_ptr<RowMapper> mapper_;
  Format format_;
  std::string path_;
  std::vector<std::string> columns_;
  std::vector<json::Value> whole_;
  std::size_t index_ = 0;
  std::int64_t line_ = 0;
  std::int64_t first_line_ = 1;  ///< line on which the last CSV record starts
  std::string raw_;
};

}  // namespace

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string& path, const packs::PackSet& packs, std::shared_ptr<const Organisations> organisations, InputOptions options) {
  AMENDS_TRY(auto mapper, RowMapper::make(packs, std::move(organisations), std::move(options)));
  AMENDS_TRY(auto bytes, Bytes::open(path));
  auto name = lowered(path);
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  Format format;
  if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) format = Format::json_lines;
  else if (name.ends_with(".json")) format = Format::json;
  else if (name.ends_with(".csv")) format = Format::csv;
  else {
    const int first = bytes->peek();
    if (first < 0) return fail(ErrorCode::schema, "the file is empty", path);
    format = first == '{' ? Format::json_lines : first == '[' ? Format::json : Format::csv;
  }
  auto file = std::make_unique<File>(std::move(bytes), std::move(mapper), format, path);
  AMENDS_CHECK(file->begin());
  return std::unique_ptr<InputFile>(std::move(file));
}

}  // namespace amends::runtime

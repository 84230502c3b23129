#pragma once
// A table in columns, as analysts read it: typed, with nulls, codes kept once. Knows no case, no Arrow and no SQL; those that show it do.
// The layout of a column is that of the Arrow format (validity bits, fixed-width values, text by offsets, codes by numbers), so that it is shown without a copy.
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/store.hpp"
#include "support/time.hpp"

namespace amends::tables {

enum class Type {
  integer,    ///< int64; of money: minor units; of a length of time: microseconds
  boolean,
  timestamp,  ///< microseconds UTC
  day,        ///< a local date: days since 1970-01-01
  text,       ///< UTF-8, mostly different in each row: ids, pseudonyms
  code,       ///< UTF-8 of a small vocabulary, kept once
};

/// Privacy class (catalogue 2.4). Tables hold nothing above P2, and of P2 pseudonyms only.
enum class Privacy { p0, p1, p2 };

/// What a column is, for documents and for whoever shows it. `about` is one English sentence without a full stop.
struct ColumnSpec {
  const char* name;
  Type type;
  Privacy privacy;
  const char* about;
};

class Column {
 public:
  explicit Column(const ColumnSpec& spec) : spec_(&spec) {
    if (spec.type == Type::text) offsets_.push_back(0);
  }
  [[nodiscard]] const ColumnSpec& spec() const { return *spec_; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] std::int64_t nulls() const { return nulls_; }

  void null();
  void integer(std::int64_t value);   ///< of integer, timestamp
  void boolean(bool value);
  void day(std::int32_t days);
  void text(std::string_view value);  ///< of text, code
  void code(std::int32_t number);     ///< of code: a number that `word` gave
  [[nodiscard]] std::int32_t word(std::string_view value);
  void instant(const std::optional<Instant>& at) { at ? integer(at->us) : null(); }
  void text_or_null(std::string_view value) { value.empty() ? null() : text(value); }

  // The buffers.
  [[nodiscard]] const std::vector<std::uint8_t>& validity() const { return validity_; }  ///< one bit a row, lowest first
  [[nodiscard]] const std::vector<std::int64_t>& integers() const { return integers_; }
  [[nodiscard]] const std::vector<std::int32_t>& numbers() const { return numbers_; }    ///< of day, code
  [[nodiscard]] const std::vector<std::uint8_t>& bits() const { return bits_; }          ///< of boolean
  [[nodiscard]] const std::vector<std::int64_t>& offsets() const { return offsets_; }    ///< of text: rows + 1
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] const std::deque<std::string>& words() const { return words_; }          ///< of code

  [[nodiscard]] bool is_null(std::int64_t row) const { return (validity_[static_cast<std::size_t>(row / 8)] >> (row % 8) & 1) == 0; }
  [[nodiscard]] bool is_textual() const { return spec_->type == Type::text || spec_->type == Type::code; }
  [[nodiscard]] std::string_view text_at(std::int64_t row) const;
  [[nodiscard]] std::int64_t integer_at(std::int64_t row) const;  ///< of all that is no text; of boolean 0 or 1

 private:
  void valid(bool is_valid);

  const ColumnSpec* spec_;
  std::int64_t rows_ = 0, nulls_ = 0;
  std::vector<std::uint8_t> validity_, bits_;
  std::vector<std::int64_t> integers_, offsets_;
  std::vector<std::int32_t> numbers_;
  std::string bytes_;
  std::deque<std::string> words_;                             // a deque: the views of the map must stay
  std::unordered_map<std::string_view, std::int32_t> number_of_;
};

/// What a table is: its name and columns in order. Static storage.
struct TableSpec {
  const char* name;
  const char* about;
  std::vector<ColumnSpec> columns;
};

class Table final : public store::ViewTable {
 public:
  explicit Table(const TableSpec& spec);
  [[nodiscard]] const TableSpec& spec() const { return *spec_; }
  [[nodiscard]] const std::vector<Column>& data() const { return columns_; }
  /// The column of that name; it must be one of the spec.
  [[nodiscard]] Column& at(std::string_view name);
  [[nodiscard]] Column& at(std::size_t index) { return columns_[index]; }

  [[nodiscard]] std::string_view name() const override { return spec_->name; }
  [[nodiscard]] const std::vector<store::ViewColumn>& columns() const override { return view_columns_; }
  [[nodiscard]] std::int64_t rows() const override { return columns_.empty() ? 0 : columns_.front().rows(); }
  [[nodiscard]] store::ViewCell cell(std::size_t column, std::int64_t row) const override;

 private:
  const TableSpec* spec_;
  std::vector<Column> columns_;
  std::vector<store::ViewColumn> view_columns_;
};

/// Fills one row after the other by name; what is not named is null.
class Row {
 public:
  explicit Row(Table& table) : table_(table), before_(table.rows()) {}
  ~Row();
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;
  Row& text(std::string_view name, std::string_view value) { table_.at(name).text_or_null(value); return *this; }
  Row& integer(std::string_view name, std::int64_t value) { table_.at(name).integer(value); return *this; }
  Row& integer(std::string_view name, const std::optional<std::int64_t>& value) { value ? table_.at(name).integer(*value) : table_.at(name).null(); return *this; }
  Row& boolean(std::string_view name, bool value) { table_.at(name).boolean(value); return *this; }
  Row& boolean(std::string_view name, const std::optional<bool>& value) { value ? table_.at(name).boolean(*value) : table_.at(name).null(); return *this; }
  Row& instant(std::string_view name, const std::optional<Instant>& value) { table_.at(name).instant(value); return *this; }
  Row& day(std::string_view name, std::int64_t days) { table_.at(name).day(static_cast<std::int32_t>(days)); return *this; }

 private:
  Table& table_;
  std::int64_t before_;
};

}  // namespace amends::tables

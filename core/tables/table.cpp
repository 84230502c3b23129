#include "tables/table.hpp"

#include <cassert>

namespace amends::tables {

void Column::valid(bool is_valid) {
  if (rows_ % 8 == 0) validity_.push_back(0);
  if (is_valid) validity_.back() |= static_cast<std::uint8_t>(1u << (rows_ % 8));
  else ++nulls_;
  ++rows_;
}

void Column::null() {
  switch (spec_->type) {
    case Type::integer:
    case Type::timestamp: integers_.push_back(0); break;
    case Type::boolean:
      if (rows_ % 8 == 0) bits_.push_back(0);
      break;
    case Type::day:
    case Type::code: numbers_.push_back(0); break;
    case Type::text: offsets_.push_back(offsets_.back()); break;
  }
  valid(false);
}

void Column::integer(std::int64_t value) {
  assert(spec_->type == Type::integer || spec_->type == Type::timestamp);
  integers_.push_back(value);
  valid(true);
}

void Column::boolean(bool value) {
  assert(spec_->type == Type::boolean);
  if (rows_ % 8 == 0) bits_.push_back(0);
  if (value) bits_.back() |= static_cast<std::uint8_t>(1u << (rows_ % 8));
  valid(true);
}

void Column::day(std::int32_t days) {
  assert(spec_->type == Type::day);
  numbers_.push_back(days);
  valid(true);
}

std::int32_t Column::word(std::string_view value) {
  if (const auto known = number_of_.find(value); known != number_of_.end()) return known->second;
  const auto number = static_cast<std::int32_t>(words_.size());
  words_.emplace_back(value);
  number_of_.emplace(words_.back(), number);
  return number;
}

void Column::code(std::int32_t number) {
  assert(spec_->type == Type::code);
  numbers_.push_back(number);
  valid(true);
}

void Column::text(std::string_view value) {
  if (spec_->type == Type::code) return code(word(value));
  assert(spec_->type == Type::text);
  bytes_.append(value);
  offsets_.push_back(static_cast<std::int64_t>(bytes_.size()));
  valid(true);
}

std::string_view Column::text_at(std::int64_t row) const {
  const auto at = static_cast<std::size_t>(row);
  if (spec_->type == Type::code) return words_[static_cast<std::size_t>(numbers_[at])];
  return std::string_view(bytes_).substr(static_cast<std::size_t>(offsets_[at]), static_cast<std::size_t>(offsets_[at + 1] - offsets_[at]));
}

std::int64_t Column::integer_at(std::int64_t row) const {
  const auto at = static_cast<std::size_t>(row);
  if (spec_->type == Type::boolean) return bits_[at / 8] >> (at % 8) & 1;
  return spec_->type == Type::day ? numbers_[at] : integers_[at];
}

Table::Table(const TableSpec& spec) : spec_(&spec) {
  columns_.reserve(spec.columns.size());
  for (const auto& column : spec.columns) {
    columns_.emplace_back(column);
    view_columns_.push_back({column.name, columns_.back().is_textual() ? store::ViewType::text : store::ViewType::integer});
  }
}

Column& Table::at(std::string_view name) {
  for (auto& column : columns_)
    if (name == column.spec().name) return column;
  assert(!"a column that the table's spec does not have");
  std::abort();
}

store::ViewCell Table::cell(std::size_t column, std::int64_t row) const {
  const auto& from = columns_[column];
  store::ViewCell out;
  out.null = from.is_null(row);
  out.is_text = from.is_textual();
  if (out.null) return out;
  if (out.is_text) out.text = from.text_at(row);
  else out.integer = from.integer_at(row);
  return out;
}

Row::~Row() {
  for (std::size_t i = 0; i < table_.data().size(); ++i)
    if (table_.data()[i].rows() == before_) table_.at(i).null();
}

}  // namespace amends::tables

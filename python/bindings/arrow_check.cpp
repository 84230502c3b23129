#include "arrow_check.hpp"

#include <charconv>
#include <cstring>
#include <limits>
#include <string_view>

namespace amends::python::arrow {
namespace {

Error broken(const std::string& path, const std::string& what) {
  return fail(ErrorCode::bad_type, "the stream does not keep to its schema: " + what + "; build the table anew with one type for each column", path.empty() ? "the table" : path);
}

template <class Offset>
Offset offset_at(const void* buffer, std::int64_t place) {
  Offset out;
  std::memcpy(&out, static_cast<const char*>(buffer) + place * static_cast<std::int64_t>(sizeof(Offset)), sizeof(Offset));
  return out;
}

/// The offsets of the rows rise from 0 on and end within `limit`.
template <class Offset>
Result<void> check_offsets(const Array& array, const std::string& path, std::int64_t limit) {
  auto before = offset_at<Offset>(array.buffers[1], array.offset);
  if (before < 0) return broken(path, "an offset is negative");
  for (std::int64_t row = 1; row <= array.length; ++row) {
    const auto next = offset_at<Offset>(array.buffers[1], array.offset + row);
    // Each is compared before the next is read, so that offsets of another width end the walk early.
    if (next < before || static_cast<std::int64_t>(next) > limit) return broken(path, "the offset of row " + std::to_string(row - 1) + " lies outside the data");
    before = next;
  }
  return {};
}

bool is_list(std::string_view format) { return format == "+l" || format == "+L"; }
bool is_text(std::string_view format) { return format == "u" || format == "U"; }

Result<void> check_count(const std::string& path, const char* what, std::int64_t have, std::int64_t want) {
  if (have == want) return {};
  return broken(path, "a chunk has " + std::to_string(have) + " " + what + " where the schema has " + std::to_string(want));
}

Result<void> check_buffers(std::string_view format, bool dictionary, const Array& array, const std::string& path) {
  if (format == "n" && !dictionary) return {};  // none is read
  const bool fixed_list = format.starts_with("+w:");
  if (format == "vu" && !dictionary) {
    // Validity, views, any number of data buffers, their sizes.
    if (array.n_buffers < 3) return check_count(path, "buffers", array.n_buffers, 3);
  } else {
    const auto want = format == "+s" || fixed_list ? 1 : is_text(format) && !dictionary ? 3 : 2;
    AMENDS_CHECK(check_count(path, "buffers", array.n_buffers, want));
  }
  if (array.length == 0) return {};
  if (!array.buffers) return broken(path, "a chunk has rows and no buffers");
  if (array.null_count > 0 && !array.buffers[0]) return broken(path, "a chunk has missing values and does not say which");
  if (format == "+s" || fixed_list) return {};
  if (!array.buffers[1]) return broken(path, "a chunk has rows and no data");
  if (dictionary) return {};
  if (format == "u") AMENDS_CHECK(check_offsets<std::int32_t>(array, path, std::numeric_limits<std::int32_t>::max()));
  if (format == "U") AMENDS_CHECK(check_offsets<std::int64_t>(array, path, kChunkTextBytesMax));
  if (is_text(format) && !array.buffers[2]) {
    const auto last = array.offset + array.length;
    const bool empty = format == "u" ? offset_at<std::int32_t>(array.buffers[1], array.offset) == offset_at<std::int32_t>(array.buffers[1], last)
                                     : offset_at<std::int64_t>(array.buffers[1], array.offset) == offset_at<std::int64_t>(array.buffers[1], last);
    if (!empty) return broken(path, "a chunk has texts and no data");
  }
  return {};
}

/// How many values a child must hold for the parent's rows. Errors: `bad_type`: offsets of a list that lead outside the child.
Result<std::int64_t> rows_of_child(std::string_view format, const Array& array, const Array& child, const std::string& path) {
  if (array.length == 0) return 0;
  if (format == "+s") return array.offset + array.length;
  if (format == "+l") {
    AMENDS_CHECK(check_offsets<std::int32_t>(array, path, child.length));
  } else if (format == "+L") {
    AMENDS_CHECK(check_offsets<std::int64_t>(array, path, child.length));
  } else if (std::int64_t size = 0; format.starts_with("+w:")) {
    std::from_chars(format.data() + 3, format.data() + format.size(), size);
    if (size > 0 && array.offset + array.length > std::numeric_limits<std::int64_t>::max() / size) return broken(path, "a list is longer than any memory");
    return (array.offset + array.length) * size;
  }
  return 0;
}

}  // namespace

Result<void> check_layout(const Schema& schema, const Array& array, const std::string& path) {
  const std::string_view format = schema.format ? schema.format : "";
  constexpr auto kRowsMax = std::numeric_limits<std::int64_t>::max() / 32;  // no product of a row and a width overflows
  if (array.length < 0 || array.offset < 0 || array.length > kRowsMax || array.offset > kRowsMax || array.null_count < -1 || array.null_count > array.length)
    return broken(path, "a chunk's length, offset or number of missing values is impossible");
  if ((schema.dictionary != nullptr) != (array.dictionary != nullptr)) return broken(path, schema.dictionary ? "a chunk has no dictionary" : "a chunk has a dictionary where the schema has none");
  const auto children = schema.dictionary ? 0 : schema.n_children;
  AMENDS_CHECK(check_count(path, "columns", array.n_children, children));
  AMENDS_CHECK(check_buffers(format, schema.dictionary != nullptr, array, path));
  if (schema.dictionary) return check_layout(*schema.dictionary, *array.dictionary, path);
  for (std::int64_t i = 0; i < children; ++i) {
    const std::string name = is_list(format) || format.starts_with("+w:") ? "[]" : schema.children[i]->name ? schema.children[i]->name : "";
    const auto place = name == "[]" ? path + name : path.empty() ? name : path + "." + name;
    if (!array.children || !array.children[i]) return broken(place, "a chunk does not have this column");
    AMENDS_CHECK(check_layout(*schema.children[i], *array.children[i], place));
    AMENDS_TRY(const auto rows, rows_of_child(format, array, *array.children[i], path));
    if (array.children[i]->length < rows) return broken(place, "a chunk has " + std::to_string(array.children[i]->length) + " values of this column where " + std::to_string(rows) + " are needed");
  }
  return {};
}

}  // namespace amends::python::arrow

#include "arrow_rows.hpp"

#include <cstring>

#include "arrow_check.hpp"
#include "convert.hpp"

namespace amends::python {
namespace py = pybind11;
namespace {

Error stream_error(arrow::Stream& stream, int code) {
  const char* said = stream.get_last_error ? stream.get_last_error(&stream) : nullptr;
  return fail(ErrorCode::io, "the table cannot be read: " + std::string(said && *said ? said : std::strerror(code)));
}

}  // namespace

ArrowRows::ArrowRows(const py::object& table, std::int64_t rows) : rows_(rows) {
  const py::object capsule = table.attr("__arrow_c_stream__")();
  if (PyCapsule_IsValid(capsule.ptr(), "arrow_array_stream") == 0) raise(fail(ErrorCode::bad_type, "__arrow_c_stream__() answered no 'arrow_array_stream' capsule; hand over a table or data frame"));
  auto* given = static_cast<arrow::Stream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
  if (!given->release) raise(fail(ErrorCode::state, "the table was read already; hand it over anew"));
  // Ours from now on: a structure whose release is null is one that was moved from.
  stream_ = *given;
  given->release = nullptr;
  const auto code = stream_.get_schema(&stream_, &schema_);
  std::optional<Error> wrong;
  if (code != 0) {
    wrong = stream_error(stream_, code);
  } else if (!schema_.format || std::string_view(schema_.format) != "+s") {
    wrong = fail(ErrorCode::bad_type, "one column is no table; hand over a table or data frame");
  } else if (auto made = arrow::Column::make(schema_, ""); made) {
    row_ = std::move(*made);
  } else {
    wrong = made.error();
  }
  if (!wrong) return;
  if (schema_.release) schema_.release(&schema_);
  stream_.release(&stream_);
  raise(*wrong);
}

ArrowRows::~ArrowRows() {
  drop_chunk();
  if (schema_.release) schema_.release(&schema_);
  if (stream_.release) stream_.release(&stream_);
}

void ArrowRows::drop_chunk() {
  if (chunk_.release) chunk_.release(&chunk_);
  chunk_ = {};
}

Result<std::optional<NativeRow>> ArrowRows::next() {
  while (!ended_ && at_ >= chunk_.length) {
    drop_chunk();
    at_ = 0;
    if (const auto code = stream_.get_next(&stream_, &chunk_); code != 0) {
      ended_ = true;
      return stream_error(stream_, code);
    }
    ended_ = chunk_.release == nullptr;
    if (ended_) break;
    if (auto kept = arrow::check_layout(schema_, chunk_); !kept) {
      ended_ = true;
      return std::move(kept).error();
    }
  }
  if (ended_) return std::optional<NativeRow>();
  NativeRow row;
  row.number = number_++;
  auto value = row_->at(chunk_, at_++);
  if (value) row.record = std::move(*value);
  else row.error = std::move(value).error();
  return std::optional<NativeRow>(std::move(row));
}

}  // namespace amends::python

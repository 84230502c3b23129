#pragma once
// Whether a chunk of an Arrow stream has the layout that the stream's schema promises. Asked once per chunk, before a value is read: what a producer got wrong is
// an error with a sentence, never a read outside its buffers.
#include <cstdint>
#include <string>

#include "arrow_c.hpp"
#include "support/result.hpp"

namespace amends::python::arrow {

/// Bytes of text that one column of one chunk may hold. Far above what a chunk of complaints needs, and low enough that 32-bit offsets read as 64-bit ones are caught.
inline constexpr std::int64_t kChunkTextBytesMax = (std::int64_t{1} << 32) - 1;

/// Checks lengths, offsets, the number of buffers and children, the buffers that must be there, the offsets of texts and lists, and that children and dictionary cover
/// what refers to them. `schema` is one that Column::make accepted. The interface does not tell how long a buffer is: a chunk that has the right number of
/// buffers, but shorter ones than its length says, cannot be told. Errors: `bad_type` with the column's path.
[[nodiscard]] Result<void> check_layout(const Schema& schema, const Array& array, const std::string& path = {});

}  // namespace amends::python::arrow

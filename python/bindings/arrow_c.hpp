#pragma once
// The C data and stream interfaces of Apache Arrow, as its specification defines them (Arrow columnar format 1.5, "The Arrow C data interface"): the layout is
// the contract, so that no Arrow library is needed to read what any of them hands over.
#include <cstdint>

namespace amends::python::arrow {

struct Schema {
  const char* format;      ///< type, "l" for int64, "u" for utf8, "+s" for a struct
  const char* name;
  const char* metadata;
  std::int64_t flags;
  std::int64_t n_children;
  Schema** children;
  Schema* dictionary;      ///< type of the values of a dictionary-encoded column; else null
  void (*release)(Schema*);  ///< null once released
  void* private_data;
};

struct Array {
  std::int64_t length;
  std::int64_t null_count;  ///< -1: not counted
  std::int64_t offset;      ///< first logical row within the buffers
  std::int64_t n_buffers;
  std::int64_t n_children;
  const void** buffers;
  Array** children;
  Array* dictionary;
  void (*release)(Array*);
  void* private_data;
};

struct Stream {
  int (*get_schema)(Stream*, Schema*);  ///< 0, or an errno
  int (*get_next)(Stream*, Array*);     ///< a released array is the end
  const char* (*get_last_error)(Stream*);
  void (*release)(Stream*);
  void* private_data;
};

}  // namespace amends::python::arrow

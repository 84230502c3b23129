#include "arrow_export.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "tables/catalogue.hpp"

namespace amends::python {
namespace {

using tables::Column;
using tables::Table;
using tables::Type;

constexpr std::int64_t kArrowNullable = 2;  ///< ARROW_FLAG_NULLABLE of the specification

const char* format_of(Type type) {
  switch (type) {
    case Type::integer: return "l";
    case Type::boolean: return "b";
    case Type::timestamp: return "tsu:UTC";
    case Type::day: return "tdD";
    case Type::text: return "U";
    case Type::code: return "i";
  }
  return "n";
}

/// Key and value pairs as the specification packs them: counts and lengths as int32 of the machine, then the bytes.
std::string packed(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string out;
  const auto number = [&](std::size_t value) {
    const auto as = static_cast<std::int32_t>(value);
    out.append(reinterpret_cast<const char*>(&as), sizeof as);
  };
  number(pairs.size());
  for (const auto& [key, value] : pairs)
    for (const auto* text : {&key, &value}) {
      number(text->size());
      out += *text;
    }
  return out;
}

struct SchemaNode {
  std::string name, format, metadata;
  std::vector<arrow::Schema> children;
  std::vector<arrow::Schema*> pointers;
  arrow::Schema dictionary{};
};

void release_schema(arrow::Schema* schema) {
  auto* node = static_cast<SchemaNode*>(schema->private_data);
  for (auto* child : node->pointers)
    if (child->release) child->release(child);
  if (schema->dictionary && schema->dictionary->release) schema->dictionary->release(schema->dictionary);
  schema->release = nullptr;
  delete node;
}

void fill(arrow::Schema* out, std::unique_ptr<SchemaNode> node, std::int64_t flags) {
  *out = {};
  for (auto& child : node->children) node->pointers.push_back(&child);
  out->format = node->format.c_str();
  out->name = node->name.c_str();
  out->metadata = node->metadata.empty() ? nullptr : node->metadata.data();
  out->flags = flags;
  out->n_children = static_cast<std::int64_t>(node->pointers.size());
  out->children = node->pointers.empty() ? nullptr : node->pointers.data();
  out->dictionary = node->dictionary.release ? &node->dictionary : nullptr;
  out->release = release_schema;
  out->private_data = node.release();
}

void column_schema(const tables::ColumnSpec& spec, arrow::Schema* out) {
  auto node = std::make_unique<SchemaNode>();
  node->name = spec.name;
  node->format = format_of(spec.type);
  node->metadata = packed({{"privacy", std::string(tables::privacy_name(spec.privacy))}, {"about", spec.about}});
  if (spec.type == Type::code) {
    auto words = std::make_unique<SchemaNode>();
    words->format = "U";
    fill(&node->dictionary, std::move(words), kArrowNullable);
  }
  fill(out, std::move(node), kArrowNullable);
}

/// One array's own storage: pointers to buffers that the table, or `words`, owns.
struct ArrayNode {
  std::shared_ptr<const void> owner;
  std::array<const void*, 3> buffers{};
  std::vector<arrow::Array> children;
  std::vector<arrow::Array*> pointers;
  arrow::Array dictionary{};
};

void release_array(arrow::Array* array) {
  auto* node = static_cast<ArrayNode*>(array->private_data);
  for (auto* child : node->pointers)
    if (child->release) child->release(child);
  if (array->dictionary && array->dictionary->release) array->dictionary->release(array->dictionary);
  array->release = nullptr;
  delete node;
}

void fill(arrow::Array* out, std::unique_ptr<ArrayNode> node, std::int64_t length, std::int64_t nulls, std::int64_t buffers) {
  *out = {};
  for (auto& child : node->children) node->pointers.push_back(&child);
  out->length = length;
  out->null_count = nulls;
  out->n_buffers = buffers;
  out->buffers = node->buffers.data();
  out->n_children = static_cast<std::int64_t>(node->pointers.size());
  out->children = node->pointers.empty() ? nullptr : node->pointers.data();
  out->dictionary = node->dictionary.release ? &node->dictionary : nullptr;
  out->release = release_array;
  out->private_data = node.release();
}

/// The words of a code column as one array of text.
struct Words {
  std::vector<std::int64_t> offsets{0};
  std::string bytes;
};
std::shared_ptr<const Words> words_of(const Column& column) {
  auto out = std::make_shared<Words>();
  for (const auto& word : column.words()) {
    out->bytes += word;
    out->offsets.push_back(static_cast<std::int64_t>(out->bytes.size()));
  }
  return out;
}

struct Stream {
  std::shared_ptr<const Table> table;
  std::vector<std::shared_ptr<const Words>> words;  ///< one a column; nullptr where it is no code
  std::int64_t next = 0;
  std::string error;
};

template <class T>
const T* start(const std::vector<T>& values, std::int64_t from) {
  static const T none{};
  return values.empty() ? &none : values.data() + from;  // a consumer may not like a null pointer even for no rows
}

void column_array(const Stream& stream, std::size_t index, std::int64_t from, std::int64_t length, arrow::Array* out) {
  const auto& column = stream.table->data()[index];
  auto node = std::make_unique<ArrayNode>();
  node->owner = stream.table;
  const bool nulls = column.nulls() > 0;
  node->buffers[0] = nulls ? start(column.validity(), from / 8) : nullptr;
  std::int64_t buffers = 2;
  switch (column.spec().type) {
    case Type::integer:
    case Type::timestamp: node->buffers[1] = start(column.integers(), from); break;
    case Type::boolean: node->buffers[1] = start(column.bits(), from / 8); break;
    case Type::day: node->buffers[1] = start(column.numbers(), from); break;
    case Type::text:
      node->buffers[1] = start(column.offsets(), from);
      node->buffers[2] = column.bytes().data();
      buffers = 3;
      break;
    case Type::code: {
      node->buffers[1] = start(column.numbers(), from);
      const auto& words = stream.words[index];
      auto text = std::make_unique<ArrayNode>();
      text->owner = words;
      text->buffers[1] = words->offsets.data();
      text->buffers[2] = words->bytes.data();
      fill(&node->dictionary, std::move(text), static_cast<std::int64_t>(words->offsets.size()) - 1, 0, 3);
      break;
    }
  }
  fill(out, std::move(node), length, nulls ? -1 : 0, buffers);
}

int stream_schema(arrow::Stream* self, arrow::Schema* out) {
  auto* stream = static_cast<Stream*>(self->private_data);
  try {
    export_schema(*stream->table, out);
    return 0;
  } catch (const std::bad_alloc&) {
    stream->error = "not enough memory for the schema";
    return ENOMEM;
  }
}

int stream_next(arrow::Stream* self, arrow::Array* out) {
  auto* stream = static_cast<Stream*>(self->private_data);
  try {
    const auto left = stream->table->rows() - stream->next;
    if (left <= 0) {
      *out = {};  // released: the end of the stream
      return 0;
    }
    const auto length = std::min(left, kBatchRows);
    auto node = std::make_unique<ArrayNode>();
    node->owner = stream->table;
    node->children.resize(stream->table->data().size());
    for (std::size_t i = 0; i < node->children.size(); ++i) column_array(*stream, i, stream->next, length, &node->children[i]);
    fill(out, std::move(node), length, 0, 1);
    stream->next += length;
    return 0;
  } catch (const std::bad_alloc&) {
    stream->error = "not enough memory for a batch of rows";
    return ENOMEM;
  }
}

const char* stream_error(arrow::Stream* self) {
  const auto& error = static_cast<Stream*>(self->private_data)->error;
  return error.empty() ? nullptr : error.c_str();
}

void release_stream(arrow::Stream* self) {
  delete static_cast<Stream*>(self->private_data);
  self->release = nullptr;
}

}  // namespace

void export_schema(const Table& table, arrow::Schema* out) {
  auto node = std::make_unique<SchemaNode>();
  node->format = "+s";
  node->name = table.spec().name;
  node->children.resize(table.data().size());
  for (std::size_t i = 0; i < node->children.size(); ++i) column_schema(table.data()[i].spec(), &node->children[i]);
  fill(out, std::move(node), 0);
}

void export_stream(std::shared_ptr<const Table> table, arrow::Stream* out) {
  auto stream = std::make_unique<Stream>();
  for (const auto& column : table->data()) stream->words.push_back(column.spec().type == Type::code ? words_of(column) : nullptr);
  stream->table = std::move(table);
  *out = {};
  out->get_schema = stream_schema;
  out->get_next = stream_next;
  out->get_last_error = stream_error;
  out->release = release_stream;
  out->private_data = stream.release();
}

}  // namespace amends::python

#include "arrow_table.hpp"

#include "arrow_export.hpp"
#include "convert.hpp"
#include "tables/catalogue.hpp"

namespace amends::python {
namespace py = pybind11;
using namespace py::literals;

namespace {

// A consumer that took the structure has set `release` to null; one that did not leaves it to the capsule.
void drop_stream(PyObject* capsule) {
  auto* stream = static_cast<arrow::Stream*>(PyCapsule_GetPointer(capsule, "arrow_array_stream"));
  if (stream->release) stream->release(stream);
  delete stream;
}

void drop_schema(PyObject* capsule) {
  auto* schema = static_cast<arrow::Schema*>(PyCapsule_GetPointer(capsule, "arrow_schema"));
  if (schema->release) schema->release(schema);
  delete schema;
}

py::object cell(const tables::Column& column, std::int64_t row) {
  if (column.is_null(row)) return py::none();
  if (column.is_textual()) {
    const auto text = column.text_at(row);
    return py::str(text.data(), text.size());
  }
  if (column.spec().type == tables::Type::boolean) return py::bool_(column.integer_at(row) != 0);
  return py::int_(column.integer_at(row));
}

}  // namespace

py::list ArrowTable::columns() const {
  py::list out;
  for (const auto& column : table_->spec().columns)
    out.append(py::make_tuple(column.name, std::string(tables::type_name(column.type)), std::string(tables::privacy_name(column.privacy)), column.about));
  return out;
}

py::capsule ArrowTable::stream() const {
  auto stream = std::make_unique<arrow::Stream>();
  export_stream(table_, stream.get());
  return py::reinterpret_steal<py::capsule>(PyCapsule_New(stream.release(), "arrow_array_stream", drop_stream));
}

py::capsule ArrowTable::schema() const {
  auto schema = std::make_unique<arrow::Schema>();
  export_schema(*table_, schema.get());
  return py::reinterpret_steal<py::capsule>(PyCapsule_New(schema.release(), "arrow_schema", drop_schema));
}

py::list ArrowTable::rows_between(std::int64_t from, std::int64_t to) const {
  std::vector<py::str> names;
  for (const auto& column : table_->spec().columns) names.emplace_back(column.name);
  py::list out;
  for (auto row = std::max<std::int64_t>(from, 0); row < std::min(to, rows()); ++row) {
    py::dict one;
    for (std::size_t i = 0; i < names.size(); ++i) one[names[i]] = cell(table_->data()[i], row);
    out.append(std::move(one));
  }
  return out;
}

void define_arrow_table(py::module_& m) {
  py::class_<ArrowTable>(m, "ArrowTable")
      .def("__len__", &ArrowTable::rows)
      .def_property_readonly("name", &ArrowTable::name)
      .def("columns", &ArrowTable::columns)
      .def("rows", &ArrowTable::rows_between, "start"_a, "stop"_a)
      .def("stream", &ArrowTable::stream)
      .def("schema", &ArrowTable::schema);
  m.def(
      "table_columns",
      [](const std::string& name) {
        const auto* spec = tables::spec_of(name);
        if (!spec) raise(fail(ErrorCode::invalid_argument, "there is no table '" + name + "'"));
        return ArrowTable(tables::Table(*spec)).columns();
      },
      "name"_a);
  m.def("tables_document", &tables::document);
  m.def("table_names", [] {
    py::list out;
    for (const auto* spec : tables::all_specs()) out.append(spec->name);
    return out;
  });
  m.attr("TABLES_VERSION") = tables::kTablesVersion;
}

}  // namespace amends::python

#include "case_view.hpp"

#include <optional>
#include <string>

#include "convert.hpp"

namespace amends::python {
namespace py = pybind11;
namespace {

constexpr std::size_t kReprCharsMax = 2'000;  // a case may hold 200,000 code points; to_dict() shows all

/// nothing for a key that no JSON object can have.
std::optional<std::string_view> key_of(py::handle key) {
  if (!PyUnicode_Check(key.ptr())) return std::nullopt;
  Py_ssize_t size = 0;
  const char* text = PyUnicode_AsUTF8AndSize(key.ptr(), &size);
  if (!text) {
    PyErr_Clear();  // a lone surrogate
    return std::nullopt;
  }
  return std::string_view(text, static_cast<std::size_t>(size));
}

const json::Value* member(const MapView& view, py::handle key) {
  const auto name = key_of(key);
  return name ? view.at->if_contains(*name) : nullptr;
}

py::object item(const MapView& view, const py::object& key) {
  if (const auto* value = member(view, key)) return look_at(view.owner, *value);
  // A KeyError that is also the missing_field of the catalogue: a stage that needs what is not there says so by itself.
  const py::object error = py::module_::import("amends.errors").attr("MissingKey")(key);
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error.ptr())), error.ptr());
  throw py::error_already_set();
}

py::object get(const MapView& view, const py::object& key, const py::object& other) {
  const auto* value = member(view, key);
  return value ? look_at(view.owner, *value) : other;
}

py::list names(const MapView& view) {
  py::list out;
  for (const auto& one : *view.at) out.append(py::str(one.key().data(), one.key().size()));
  return out;
}

py::dict to_dict(const MapView& view) {
  py::dict out;
  for (const auto& one : *view.at) out[py::str(one.key().data(), one.key().size())] = to_python(one.value());
  return out;
}

py::list to_list(const ListView& view) {
  py::list out;
  for (const auto& one : *view.at) out.append(to_python(one));
  return out;
}

/// The items as views, in a list of their own.
py::list items_of(const ListView& view) {
  py::list out;
  for (const auto& one : *view.at) out.append(look_at(view.owner, one));
  return out;
}

py::object at_index(const ListView& view, const py::object& index) {
  if (PySlice_Check(index.ptr())) return items_of(view)[index];
  auto i = PyNumber_AsSsize_t(index.ptr(), PyExc_IndexError);
  if (i == -1 && PyErr_Occurred()) throw py::error_already_set();
  const auto size = static_cast<Py_ssize_t>(view.at->size());
  if (i < 0) i += size;
  if (i < 0 || i >= size) throw py::index_error("list index out of range");
  return look_at(view.owner, (*view.at)[static_cast<std::size_t>(i)]);
}

std::string shown(const char* name, const py::object& content) {
  auto text = py::repr(content);
  if (py::len(text) > kReprCharsMax) text = py::str(text[py::slice(0, static_cast<Py_ssize_t>(kReprCharsMax), 1)]) + py::str("...");
  return name + ("(" + py::cast<std::string>(text) + ")");
}

/// Content against content; what is neither mapping nor view is not equal, as with a dict.
template <class View, class Whole>
py::object equals(const View& view, const py::object& other, const Whole& whole) {
  if (py::isinstance<View>(other)) return py::bool_(whole(view).equal(whole(py::cast<const View&>(other))));
  return py::reinterpret_steal<py::object>(PyObject_RichCompare(py::object(whole(view)).ptr(), other.ptr(), Py_EQ));
}

}  // namespace

py::object look_at(const SharedValue& owner, const json::Value& value) {
  if (const auto* object = value.if_object()) return py::cast(MapView{owner, object});
  if (const auto* list = value.if_array()) return py::cast(ListView{owner, list});
  return to_python(value);
}

const json::Object* viewed_object(py::handle object) { return py::isinstance<MapView>(object) ? py::cast<const MapView&>(object).at : nullptr; }
const json::Array* viewed_list(py::handle object) { return py::isinstance<ListView>(object) ? py::cast<const ListView&>(object).at : nullptr; }

void bind_views(py::module_& m) {
  using namespace py::literals;
  m.def("look_at", [](const py::object& value) {
    const auto shared = std::make_shared<const json::Value>(from_python(value));
    return look_at(shared, *shared);
  }, "value"_a);
  const auto abc = py::module_::import("collections.abc");
  const auto through = [](const char* name) {
    return [name](const py::object& self) { return py::module_::import("collections.abc").attr(name)(self); };
  };
  const auto map_equals = [](const MapView& view, const py::object& other) { return equals(view, other, to_dict); };
  const auto list_equals = [](const ListView& view, const py::object& other) { return equals(view, other, to_list); };
  const auto differs = [](const py::object& equal) { return equal.is(py::reinterpret_borrow<py::object>(Py_NotImplemented)) ? equal : py::object(py::bool_(!py::cast<bool>(equal))); };

  auto map = py::class_<MapView>(m, "MapView", "A read-only mapping over a part of a case; converts what is touched. to_dict() gives a dict of your own.")
                 .def("__getitem__", item)
                 .def("get", get, "key"_a, "default"_a = py::none())
                 .def("__contains__", [](const MapView& view, const py::object& key) { return member(view, key) != nullptr; })
                 .def("__len__", [](const MapView& view) { return view.at->size(); })
                 .def("__iter__", [](const MapView& view) { return py::iter(names(view)); })
                 .def("__reversed__", [](const MapView& view) { return py::module_::import("builtins").attr("reversed")(names(view)); })
                 .def("keys", through("KeysView"))
                 .def("values", through("ValuesView"))
                 .def("items", through("ItemsView"))
                 .def("to_dict", to_dict, "A dict of the whole content, yours to change.")
                 .def("copy", to_dict)
                 .def("__copy__", to_dict)
                 .def("__deepcopy__", [](const MapView& view, const py::object&) { return to_dict(view); })
                 .def("__reduce__", [](const MapView& view) { return py::make_tuple(py::type::of(py::dict()), py::make_tuple(to_dict(view))); })
                 .def("__or__", [](const MapView& view, const py::object& other) { return to_dict(view).attr("__or__")(py::dict(other)); })
                 .def("__ror__", [](const MapView& view, const py::object& other) { return py::dict(other).attr("__or__")(to_dict(view)); })
                 .def("__eq__", map_equals)
                 .def("__ne__", [=](const MapView& view, const py::object& other) { return differs(map_equals(view, other)); })
                 .def("__repr__", [](const MapView& view) { return shown("MapView", to_dict(view)); });
  map.attr("__hash__") = py::none();
  abc.attr("Mapping").attr("register")(map);

  auto list = py::class_<ListView>(m, "ListView", "A read-only list over a part of a case; converts what is touched. to_list() gives a list of your own.")
                  .def("__getitem__", at_index)
                  .def("__len__", [](const ListView& view) { return view.at->size(); })
                  .def("__iter__", [](const ListView& view) { return py::iter(items_of(view)); })
                  .def("__reversed__", [](const ListView& view) { return py::module_::import("builtins").attr("reversed")(items_of(view)); })
                  .def("__contains__", [](const ListView& view, const py::object& one) { return to_list(view).contains(one); })
                  .def("index", [](const ListView& view, const py::args& of) { return to_list(view).attr("index")(*of); })
                  .def("count", [](const ListView& view, const py::object& one) { return to_list(view).attr("count")(one); })
                  .def("to_list", to_list, "A list of the whole content, yours to change.")
                  .def("copy", to_list)
                  .def("__copy__", to_list)
                  .def("__deepcopy__", [](const ListView& view, const py::object&) { return to_list(view); })
                  .def("__reduce__", [](const ListView& view) { return py::make_tuple(py::type::of(py::list()), py::make_tuple(to_list(view))); })
                  .def("__add__", [](const ListView& view, const py::object& other) { return items_of(view).attr("__add__")(py::list(other)); })
                  .def("__radd__", [](const ListView& view, const py::object& other) { return py::list(other).attr("__add__")(items_of(view)); })
                  .def("__eq__", list_equals)
                  .def("__ne__", [=](const ListView& view, const py::object& other) { return differs(list_equals(view, other)); })
                  .def("__repr__", [](const ListView& view) { return shown("ListView", to_list(view)); });
  list.attr("__hash__") = py::none();
  abc.attr("Sequence").attr("register")(list);
}

}  // namespace amends::python

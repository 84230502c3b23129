#include "convert.hpp"

#include <cmath>
#include <string>

namespace amends::python {
namespace py = pybind11;
namespace {

constexpr int kDepthMax = static_cast<int>(json::kDepthMax);

json::Value convert(py::handle object, const std::string& path, int depth) {
  const auto where = [&] { return path.empty() ? std::string("the value") : path; };
  if (depth > kDepthMax) throw py::value_error(where() + ": nested deeper than " + std::to_string(kDepthMax) + " levels");
  PyObject* raw = object.ptr();
  if (raw == Py_None) return nullptr;
  if (PyBool_Check(raw)) return raw == Py_True;
  if (PyLong_Check(raw)) {
    int overflow = 0;
    const auto number = PyLong_AsLongLongAndOverflow(raw, &overflow);
    if (overflow != 0 || number > json::kIntegerMax || number < -json::kIntegerMax) throw py::value_error(where() + ": the integer is beyond 2**53-1; pass it as a string");
    return static_cast<std::int64_t>(number);
  }
  if (PyFloat_Check(raw)) {
    const double number = PyFloat_AS_DOUBLE(raw);
    if (!std::isfinite(number)) throw py::value_error(where() + ": the number is not finite");
    return number;
  }
  if (PyUnicode_Check(raw)) {
    Py_ssize_t size = 0;
    const char* text = PyUnicode_AsUTF8AndSize(raw, &size);
    if (!text) {
      PyErr_Clear();
      throw py::value_error(where() + ": the text holds a lone surrogate and cannot be stored; clean it first");
    }
    return json::Value(std::string_view(text, static_cast<std::size_t>(size)));
  }
  if (PyDict_Check(raw)) {
    json::Object out;
    PyObject *key = nullptr, *value = nullptr;
    Py_ssize_t position = 0;
    while (PyDict_Next(raw, &position, &key, &value)) {
      if (!PyUnicode_Check(key)) throw py::type_error(where() + ": a key is a str, not " + std::string(Py_TYPE(key)->tp_name));
      const auto name = py::cast<std::string>(py::handle(key));
      out[name] = convert(value, path.empty() ? name : path + "." + name, depth + 1);
    }
    return out;
  }
  if (PyList_Check(raw) || PyTuple_Check(raw)) {
    json::Array out;
    const auto size = PySequence_Fast_GET_SIZE(raw);
    for (Py_ssize_t i = 0; i < size; ++i) out.push_back(convert(PySequence_Fast_GET_ITEM(raw, i), path + "[" + std::to_string(i) + "]", depth + 1));
    return out;
  }
  // Less usual things: datetimes, mappings such as pandas rows, objects that offer to_dict.
  if (py::hasattr(object, "isoformat") && py::hasattr(object, "tzinfo")) {
    if (object.attr("tzinfo").is_none()) throw py::value_error(where() + ": a datetime needs its zone; use datetime(..., tzinfo=...)");
    auto text = py::cast<std::string>(object.attr("isoformat")());
    return json::Value(text);
  }
  if (py::hasattr(object, "to_dict")) return convert(object.attr("to_dict")(), path, depth + 1);
  if (py::hasattr(object, "items") && py::hasattr(object, "__getitem__")) return convert(py::dict(py::reinterpret_borrow<py::object>(object)), path, depth + 1);
  if (py::hasattr(object, "item") && !py::hasattr(object, "__len__")) return convert(object.attr("item")(), path, depth + 1);  // numpy scalars
  throw py::type_error(where() + ": a " + std::string(Py_TYPE(raw)->tp_name) + " cannot be stored as JSON; pass dict, list, str, int, bool or None");
}

}  // namespace

py::object to_python(const json::Value& value) {
  switch (value.kind()) {
    case boost::json::kind::null: return py::none();
    case boost::json::kind::bool_: return py::bool_(value.get_bool());
    case boost::json::kind::int64: return py::int_(value.get_int64());
    case boost::json::kind::uint64: return py::int_(value.get_uint64());
    case boost::json::kind::double_: return py::float_(value.get_double());
    case boost::json::kind::string: {
      const auto& text = value.get_string();
      return py::str(text.data(), text.size());
    }
    case boost::json::kind::array: {
      const auto& array = value.get_array();
      py::list out(array.size());
      std::size_t i = 0;
      for (const auto& item : array) PyList_SET_ITEM(out.ptr(), static_cast<Py_ssize_t>(i++), to_python(item).release().ptr());
      return out;
    }
    case boost::json::kind::object: {
      py::dict out;
      for (const auto& member : value.get_object()) out[py::str(member.key().data(), member.key().size())] = to_python(member.value());
      return out;
    }
  }
  return py::none();
}

json::Value from_python(py::handle object) { return convert(object, {}, 0); }

void raise(const Error& error) {
  const py::module_ errors = py::module_::import("amends.errors");
  const py::object exception = errors.attr("make")(std::string(code_name(error.code)), error.message, error.where);
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
  throw py::error_already_set();
}

}  // namespace amends::python

#include "convert.hpp"

#include <cmath>
#include <string>
#include <string_view>

#include "case_view.hpp"

namespace amends::python {
namespace py = pybind11;
namespace {

constexpr int kDepthMax = static_cast<int>(json::kDepthMax);
constexpr std::size_t kPathBytesMax = 200;  // of a list that holds itself, the beginning tells enough

[[noreturn]] void refuse(ErrorCode code, std::string path, std::string message) {
  if (path.size() > kPathBytesMax) path = path.substr(0, path.find_last_of(".[", kPathBytesMax)) + "...";
  throw Unstorable(fail(code, std::move(message), path.empty() ? std::string("the value") : std::move(path)));
}

/// The bytes of a text; its hash and cache stay with the object.
std::string_view text_of(PyObject* text, const std::string& path, const char* what) {
  Py_ssize_t size = 0;
  const char* bytes = PyUnicode_AsUTF8AndSize(text, &size);
  if (!bytes) {
    PyErr_Clear();
    refuse(ErrorCode::not_utf8, path, std::string(what) + " holds a lone surrogate and cannot be stored; clean it first");
  }
  return {bytes, static_cast<std::size_t>(size)};
}

json::Value convert(py::handle object, const std::string& path, int depth) {
  if (depth > kDepthMax) refuse(ErrorCode::range, path, "nested deeper than " + std::to_string(kDepthMax) + " levels");
  PyObject* raw = object.ptr();
  if (raw == Py_None) return nullptr;
  if (PyBool_Check(raw)) return raw == Py_True;
  if (PyLong_Check(raw)) {
    int overflow = 0;
    const auto number = PyLong_AsLongLongAndOverflow(raw, &overflow);
    if (overflow != 0 || number > json::kIntegerMax || number < -json::kIntegerMax) refuse(ErrorCode::range, path, "the integer is beyond 2**53-1; pass it as a string");
    return static_cast<std::int64_t>(number);
  }
  if (PyFloat_Check(raw)) {
    const double number = PyFloat_AS_DOUBLE(raw);
    if (!std::isfinite(number)) refuse(ErrorCode::range, path, "the number is not finite");
    return number;
  }
  if (PyUnicode_Check(raw)) return json::Value(text_of(raw, path, "the text"));
  if (PyDict_Check(raw)) {
    json::Object out;
    PyObject *key = nullptr, *value = nullptr;
    Py_ssize_t position = 0;
    while (PyDict_Next(raw, &position, &key, &value)) {
      if (!PyUnicode_Check(key)) refuse(ErrorCode::bad_type, path, "a key is a str, not " + std::string(Py_TYPE(key)->tp_name));
      const auto name = std::string(text_of(key, path, "a key"));
      const auto held = py::reinterpret_borrow<py::object>(value);  // what it converts to may run Python code
      out[name] = convert(held, path.empty() ? name : path + "." + name, depth + 1);
    }
    return out;
  }
  if (PyList_Check(raw) || PyTuple_Check(raw)) {
    json::Array out;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(raw); ++i) {
      const auto held = py::reinterpret_borrow<py::object>(PySequence_Fast_GET_ITEM(raw, i));
      out.push_back(convert(held, path + "[" + std::to_string(i) + "]", depth + 1));
    }
    return out;
  }
  if (const auto* view = viewed_object(object)) return *view;
  if (const auto* view = viewed_list(object)) return *view;
  // Less usual things: datetimes, mappings such as pandas rows, objects that offer to_dict.
  if (py::hasattr(object, "isoformat") && py::hasattr(object, "tzinfo")) {
    if (object.attr("tzinfo").is_none()) refuse(ErrorCode::range, path, "a datetime needs its zone; use datetime(..., tzinfo=...)");
    auto text = py::cast<std::string>(object.attr("isoformat")());
    return json::Value(text);
  }
  if (py::hasattr(object, "to_dict")) return convert(object.attr("to_dict")(), path, depth + 1);
  if (py::hasattr(object, "items") && py::hasattr(object, "__getitem__")) return convert(py::dict(py::reinterpret_borrow<py::object>(object)), path, depth + 1);
  if (py::hasattr(object, "item") && !py::hasattr(object, "__len__")) return convert(object.attr("item")(), path, depth + 1);  // numpy scalars
  refuse(ErrorCode::bad_type, path, "a " + std::string(Py_TYPE(raw)->tp_name) + " cannot be stored as JSON; pass dict, list, str, int, bool or None");
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

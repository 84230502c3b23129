#include "workflow_text.hpp"

#include "engine.hpp"
#include "flow/canonical.hpp"
#include "flow/names.hpp"
#include "flow/nearest.hpp"
#include "review/case_trail.hpp"
#include "review/workflow_drawing.hpp"
#include "runtime/called.hpp"
#include "support/ids.hpp"

namespace amends::python {
using namespace py::literals;
namespace {

using Strings = std::vector<std::string>;

std::vector<std::string_view> views(const Strings& texts) { return {texts.begin(), texts.end()}; }

template <std::size_t size>
Strings strings(const std::array<std::string_view, size>& words) { return {words.begin(), words.end()}; }

py::object yaml_value(const std::string& text, const std::string& file_name) { return to_python(unwrap(yaml::parse(text, file_name)).value); }

/// `root`: of the installation whose workflows may be called; may be empty.
Row read_workflow(const std::string& text, const std::string& file_name, const std::string& root) {
  const auto definition = unwrap(flow::Definition::from_yaml(text, file_name, runtime::called_from(file_name, root)));
  py::typing::List<py::str> warnings;
  for (const auto& warning : definition->warnings()) warnings.append(warning.where + ": " + warning.message);
  return Row(py::dict("name"_a = definition->name(), "hash"_a = flow::graph_hash(*definition), "graph"_a = to_python(flow::canonical(*definition)), "warnings"_a = warnings));
}

void check_expression(const std::string& text, const std::string& where) { (void)unwrap(feel::Expression::parse(text, where)); }

void check_duration(const std::string& text, const std::string& where) {
  if (auto read = calendar::parse_duration(text); !read) raise(std::move(read).error().within(where));
}

std::string draw_workflow(const std::string& text, const std::string& file_name, const std::string& language, const std::string& format, const py::typing::Optional<Engine>& engine) {
  const auto definition = unwrap(flow::Definition::from_yaml(text, file_name, runtime::called_from(file_name, engine.is_none() ? std::string() : engine.cast<Engine&>().runtime().options().root)));
  review::DrawingOptions options;
  options.language = language;
  if (!engine.is_none()) options = review::drawing_options(engine.cast<Engine&>().runtime(), *definition, language);
  const auto drawing = review::draw_workflow(*definition, options);
  return format == "mermaid" ? review::to_mermaid(*definition, drawing) : review::to_svg(drawing);
}

}  // namespace

void bind_workflow_text(py::module_& m) {
  m.def("yaml_value", &yaml_value, "text"_a, "file_name"_a, "A YAML text as dict, list, str, int, bool and None. Raises SchemaError with file:line:column.");
  m.def("read_workflow", &read_workflow, "text"_a, "file_name"_a, "root"_a = "", "Reads and checks a workflow file: its name, canonical graph, hash of that, warnings. Raises SchemaError, every error with its place.");
  m.def("check_expression", &check_expression, "text"_a, "where"_a, "Raises SchemaError when the text is no FEEL expression.");
  m.def("check_duration", &check_duration, "text"_a, "where"_a, "Raises BadType or RangeError when the text is no duration such as 5wd.");
  m.def("nearest", [](const std::string& word, const Strings& known) { return std::string(flow::nearest(word, views(known))); }, "word"_a, "known"_a, "The known word nearest to a mistyped one, or an empty text.");
  m.def("is_name", [](const std::string& text) { return is_name(text); }, "text"_a, "Whether a step, path, branch, role or message may have this name.");
  m.def("expression_words", [] { return strings(flow::kFeelWords); }, "The words of the expression language; no step or path is named like one.");
  m.def("fact_roots", [] { return strings(flow::kFactRoots); }, "First parts of the fact paths of a case; no step or path is named like one.");
  m.def("draw_workflow", &draw_workflow, "text"_a, "file_name"_a, "language"_a, "format"_a, "engine"_a, "The picture of a workflow: svg or mermaid. An engine gives the titles of stages and forms.");
}

}  // namespace amends::python

#include "engine_views.hpp"

#include "engine.hpp"
#include "review/case_trail.hpp"
#include "review/desk.hpp"
#include "review/fragments.hpp"
#include "review/review.hpp"
#include "review/wrapped.hpp"
#include "runtime/privacy.hpp"

namespace amends::python {
using namespace py::literals;
using runtime::Runtime;
namespace {

constexpr int kTextWidth = 100;

/// The model of one case as the role that the engine was opened with may see it, made and used without the GIL. The caller has recorded the read.
template <class F>
auto with_model(Engine& engine, const std::string& case_id, const std::string& part, const std::string& language, F&& use) {
  return engine.call([&](Runtime& r) -> decltype(use(std::declval<const json::Value&>())) {
    AMENDS_TRY(auto loaded, r.load(case_id));
    const auto view = runtime::view_of_role(r.options().by.role);
    review::Options options{.language = language, .texts = view.texts(), .full_ledger = part == "clocks" || part == "review", .drawing = part == "workflow" || part == "review", .restricted = view.restricted(), .charts = true};
    return use(review::model(r, loaded, options));
  });
}

using Texts = std::pair<std::string, std::string>;

Texts fragment(Engine& engine, const std::string& case_id, const std::string& part, const std::string& language) {
  return with_model(engine, case_id, part, language, [&](const json::Value& model) -> Result<Texts> {
    AMENDS_TRY(auto html, review::to_html_fragment(model, part));
    return Texts(std::move(html), review::fragment_svg(model, part));
  });
}

std::string fragment_text(Engine& engine, const std::string& case_id, const std::string& part, const std::string& language, int width) {
  return with_model(engine, case_id, part, language, [&](const json::Value& model) { return review::to_text_fragment(model, part, width); });
}

std::string finding(Engine& engine, const std::string& case_id, std::int64_t index, const std::string& language) {
  return with_model(engine, case_id, "findings", language, [&](const json::Value& model) { return review::finding_fragment(model, static_cast<std::size_t>(std::max<std::int64_t>(index, 0))); });
}

Row case_model(Engine& engine, const std::string& case_id, const std::string& language) {
  return Row(to_python(with_model(engine, case_id, "clocks", language, [](const json::Value& model) -> Result<json::Value> { return model; })));
}

Texts both(const json::Value& part, const std::string& language) { return {review::part_fragment(part, language), review::part_text(part, language, kTextWidth, false)}; }

Texts inbox(Engine& engine, const Rows& rows, const std::string& language) {
  const auto& environment = engine.runtime().environment();
  const auto tasks = from_python(rows);
  return both(review::inbox_part(json::list_or_empty(&tasks), {language, environment.organisations->standard().zone, engine.runtime().clock().now()}), language);
}

Texts no_tasks(const std::string& language) { return both(review::inbox_part({}, {.language = language}), language); }

Texts run_summary(const Rows& cases, const Rows& rejected, const std::string& language) {
  const auto taken = from_python(cases), refused = from_python(rejected);
  return both(review::run_part(json::list_or_empty(&taken), json::list_or_empty(&refused), {.language = language}), language);
}

std::string runtime_line(Engine* engine, const Row& about, const std::string& language) {
  auto state = from_python(about);
  if (engine && !json::text_at(state, "file").empty()) {
    const auto counts = engine->stored([](store::Store& s) { return s.counts("status"); });
    const auto tasks = engine->stored([](store::Store& s) { return s.tasks("", "", "open"); });
    const auto now = engine->runtime().clock().now();
    json::Array rows;
    for (const auto& [status, count] : counts) rows.push_back(json::Object{{"status", status}, {"count", count}});
    std::int64_t late = 0;
    for (const auto& task : tasks) late += task.due_at && *task.due_at <= now ? 1 : 0;
    auto& members = state.as_object();
    members["cases"] = std::move(rows);
    members["open"] = static_cast<std::int64_t>(tasks.size());
    members["late"] = late;
  }
  return review::runtime_line(state, language);
}

std::tuple<std::string, std::string, std::string> workflow(Engine& engine, const std::string& name, const std::string& language) {
  const auto definition = engine.call([&](Runtime& r) { return r.definition(name); });
  const auto drawing = review::draw_workflow(*definition, review::drawing_options(engine.runtime(), *definition, language));
  const auto svg = review::to_svg(drawing);
  return {review::drawing_fragment(svg, drawing.title, language), svg, drawing.description + "\n"};
}

}  // namespace

void bind_fragments(py::module_& m) {
  m.def("fragment", &fragment, "engine"_a, "case_id"_a, "part"_a, "language"_a, "A part of a review: HTML, and its picture as SVG or an empty text.");
  m.def("fragment_text", &fragment_text, "engine"_a, "case_id"_a, "part"_a, "language"_a, "width"_a, "The same as plain text.");
  m.def("finding_fragment", &finding, "engine"_a, "case_id"_a, "index"_a, "language"_a, "One finding with its words marked in the original text.");
  m.def("case_model", &case_model, "engine"_a, "case_id"_a, "language"_a, "The model behind the views, with the numbers of the pictures.");
  m.def("inbox", &inbox, "engine"_a, "rows"_a, "language"_a, "Tasks as HTML and as plain text.");
  m.def("no_tasks", &no_tasks, "language"_a, "An inbox with nothing in it.");
  m.def("run_summary", &run_summary, "cases"_a, "rejected"_a, "language"_a, "What was taken in, as HTML and as plain text.");
  m.def("runtime_line", &runtime_line, py::arg("engine").none(true), "about"_a, "language"_a, "The state of a runtime in one line.");
  m.def("workflow", &workflow, "engine"_a, "name"_a, "language"_a, "A deployed workflow: HTML, SVG and plain text.");
  m.def("frame", &review::frame_fragment, "inside"_a, "language"_a, "HTML whose texts are escaped, in the frame and style of a piece of a review.");
  m.def("notice", &review::notice_fragment, "sentence"_a, "language"_a, "One sentence as HTML: why nothing can be shown.");
  m.def("parts", [] { return std::vector<std::string>(review::fragment_parts().begin(), review::fragment_parts().end()); }, "The parts of a review by name.");
}

}  // namespace amends::python

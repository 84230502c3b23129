#include <filesystem>

#include "cli/context.hpp"
#include "review/case_trail.hpp"
#include "review/workflow_drawing.hpp"
#include "runtime/called.hpp"
#include "support/files.hpp"

namespace amends::cli {
namespace {

namespace fs = std::filesystem;

/// The workflow as its file has it. Nothing is asked of plugins and packs: a draft can be drawn before its stages exist.
Result<std::shared_ptr<const flow::Definition>> read_workflow(const Context& context, const std::string& workflow) {
  fs::path file = workflow;
  if (fs::is_directory(file)) file /= "workflow.yaml";
  else if (!fs::exists(file)) file = fs::path(context.root()) / "workflows" / workflow / "workflow.yaml";
  if (!fs::is_regular_file(file)) return fail(ErrorCode::not_found, "there is no workflow '" + workflow + "': give the name of a shipped one, a folder that holds workflow.yaml, or the file itself");
  AMENDS_TRY(const auto text, read_file(file.string()));
  return flow::Definition::from_yaml(text, file.string(), runtime::called_from(file.string(), context.root()));
}

}  // namespace

int draw(Context& context, const DrawOptions& options) {
  const bool with_case = !options.case_id.empty();
  if (options.workflow.empty() && !with_case) return context.report(fail(ErrorCode::invalid_argument, "name a workflow to draw, or a case with --case"));
  auto runtime = context.open(with_case ? Context::Need::read : Context::Need::none);
  if (!runtime) return context.report(runtime.error());
  std::shared_ptr<const flow::Definition> definition;
  std::optional<review::Trail> trail;
  if (with_case) {
    auto loaded = (*runtime)->load(options.case_id);
    if (!loaded) return context.report(loaded.error());
    definition = loaded->state.definition_pointer();
    // The definition that the case is pinned to is drawn, which may be older than the file of that name.
    const auto asked = fs::path(options.workflow).filename().string();
    if (!asked.empty() && asked != definition->name())
      return context.report(fail(ErrorCode::invalid_argument, "the case " + options.case_id + " runs in the workflow " + definition->name() + ", not in " + asked + "; leave the workflow out to draw the one it runs in"));
    auto found = review::trail_of(*loaded);
    if (!found) return context.report(found.error());
    trail = std::move(*found);
  } else {
    auto read = read_workflow(context, options.workflow);
    if (!read) return context.report(read.error());
    definition = std::move(*read);
  }
  const auto drawing = review::draw_workflow(*definition, review::drawing_options(**runtime, *definition, context.language()), trail ? &*trail : nullptr);
  const auto text = options.format == "mermaid" ? review::to_mermaid(*definition, drawing) : review::to_svg(drawing);
  if (options.out.empty()) {
    if (!context.options().json) context.print(text);
    else context.print_json(json::Object{{"workflow", definition->name()}, {"format", options.format}, {"text", text}});
    return kOk;
  }
  if (auto written = context.write_output(options.out, text); !written) return context.report(written.error());
  return context.done(context.say("已生成 ", "Written: ") + options.out, json::Object{{"workflow", definition->name()}, {"format", options.format}, {"file", options.out}});
}

}  // namespace amends::cli

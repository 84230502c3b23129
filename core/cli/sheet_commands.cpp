// amends case sheet, letter, checklist, situation: what a person takes along on paper.
#include <functional>

#include "cli/context.hpp"
#include "packs/packs.hpp"
#include "review/checklist_sheet.hpp"
#include "review/letter_sheet.hpp"
#include "review/sent_letters.hpp"
#include "review/situation_sheet.hpp"
#include "review/tool_sheet.hpp"

namespace amends::cli {
namespace {

/// What a sheet is made of: the open journal and one case.
struct Open {
  std::unique_ptr<runtime::Runtime> runtime;
  runtime::Runtime::Loaded loaded;
};

Result<Open> open_case(Context& context, const std::string& id) {
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return runtime.error();
  auto loaded = (*runtime)->load(id);
  if (!loaded) return loaded.error();
  return Open{*std::move(runtime), *std::move(loaded)};
}

/// Prints the sheet, or writes it where the user said.
int give(Context& context, const std::string& id, const std::string& out, const std::string& text) {
  if (out.empty()) {
    context.print(text);
    return kOk;
  }
  if (auto ok = context.check_output(out); !ok) return context.report(ok.error());
  if (auto written = context.write_output(out, text); !written) return context.report(written.error());
  return context.done(out, json::Object{{"case", id}, {"file", out}});
}

Error refused(const char* what) { return fail(ErrorCode::refused, std::string(what) + " is for the staff who handle the case; read it as handler or supervisor (--role handler)"); }
Error absent(const std::string& id, const char* what, const char* stage) {
  return fail(ErrorCode::not_found, std::string("the case has no ") + what + " yet; it comes with the stage " + stage + ", which this case has not run", id);
}

}  // namespace

int case_sheet(Context& context, const std::string& id, const SheetOptions& options) {
  if (!context.view().restricted()) return context.report(refused("the tool sheet"));
  auto open = open_case(context, id);
  if (!open) return context.report(open.error());
  const auto* sheet = json::find(open->loaded.state.record(), "analysis.portrait.sheet");
  if (json::is_null(sheet)) return context.report(absent(id, "tool sheet", "amends.portrait"));
  auto text = review::sheet_text(*sheet, options.format, context.language());
  if (!text) return context.report(text.error());
  if (auto recorded = context.record(*open->runtime, {id, {runtime::What::portrait}}); !recorded) return context.report(recorded.error());
  return give(context, id, options.out, *text);
}

int case_letter(Context& context, const std::string& id, const SheetOptions& options) {
  if (!context.view().texts()) return context.report(refused("the letter"));
  auto open = open_case(context, id);
  if (!open) return context.report(open.error());
  const auto& organisations = *open->runtime->environment().organisations;
  const auto* organisation = organisations.find(open->loaded.state.institution());
  const auto letters = review::letters_of(open->loaded, organisation ? *organisation : organisations.standard());
  if (letters.empty()) return context.report(fail(ErrorCode::not_found, "the case has no letter yet; it comes with the stage amends.response_letter or with a `send` step of the kind letter, and this case has come to neither", id));
  if (auto recorded = context.record(*open->runtime, {id, {runtime::What::letter}}); !recorded) return context.report(recorded.error());
  return give(context, id, options.out, options.format == "html" ? review::letters_html(letters) : review::letters_markdown(letters));
}

int case_checklist(Context& context, const std::string& id, const SheetOptions& options) {
  if (!context.view().restricted()) return context.report(refused("the checklist of a talk"));
  auto open = open_case(context, id);
  if (!open) return context.report(open.error());
  const auto* section = json::find(open->loaded.state.record(), "analysis.negotiation_plan");
  if (json::is_null(section)) return context.report(absent(id, "plan of a talk", "amends.negotiation_plan"));
  if (auto recorded = context.record(*open->runtime, {id, {runtime::What::plan}}); !recorded) return context.report(recorded.error());
  const review::PlanOptions plan{context.language(), open->runtime->environment().packs->currency_digits(json::text_at(*section, "frame.entitlement.currency"))};
  return give(context, id, options.out, options.format == "html" ? review::checklist_html(*section, plan) : review::checklist_markdown(*section, plan));
}

int case_situation(Context& context, const std::string& id, const SheetOptions& options) {
  auto open = open_case(context, id);
  if (!open) return context.report(open.error());
  const auto& state = open->loaded.state;
  const auto found = state.sections().find("analysis.crisis");
  const auto* result = json::find(state.record(), "analysis.crisis");
  if (found == state.sections().end() || json::is_null(result)) return context.report(absent(id, "situation sheet", "amends.crisis"));
  if (context.view().texts())
    if (auto recorded = context.record(*open->runtime, {id, {runtime::What::situation}}); !recorded) return context.report(recorded.error());
  // The result with its corrections, beside the evidence that holds the words behind it.
  json::Value section = found->second.envelope;
  if (auto put = json::set(section, "result", *result); !put) return context.report(put.error());
  const auto& organisations = *open->runtime->environment().organisations;
  const auto* organisation = organisations.find(state.institution());
  review::SheetOptions sheet;
  sheet.language = context.language();
  sheet.zone = organisation ? organisation->zone : organisations.standard().zone;
  sheet.title = id;
  sheet.texts = context.view().texts();
  return give(context, id, options.out, options.format == "html" ? review::situation_html(section, sheet) : review::situation_markdown(section, sheet));
}

}  // namespace amends::cli

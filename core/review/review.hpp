#pragma once
// A case as a tired officer can read it: one model in one language, rendered as text for a terminal and as one self-contained HTML page.
// The command line, `amends report` and the notebooks all show this model, so that nobody sees another case than his colleague.
#include <string>
#include <string_view>

#include "runtime/runtime.hpp"

namespace amends::review {

struct Options {
  std::string language = "zh";   ///< "zh" or "en"
  bool texts = true;             ///< false: no document, quote, name or contact (the analyst's view)
  bool full_ledger = false;      ///< every day of a clock instead of runs of days
  bool drawing = false;          ///< with the picture of the way through the workflow, for a page
  bool restricted = true;        ///< false: nothing of class P4 (portrait, psychology, suspicion of an agent, plan of a talk); without texts it is hidden as well
  bool charts = false;           ///< with the numbers behind the pictures (case_charts.hpp)
};

/// The model. Members: language, case, headline, alerts, facts, documents (with marks), classification, route, clocks, parts (crisis, risk, verification, options, plan,
/// letter, dimensions, behind; each in the shape that part_source.hpp tells, and absent while it has nothing to show), findings, explanations, tasks, timeline,
/// corrections, sections, guards, withheld ("texts", "restricted" or ""), and drawing (an <svg> element), drawing_text and charts where they are asked for. All texts are in the language; offsets are code points of the original documents.
[[nodiscard]] json::Value model(const runtime::Runtime& runtime, const runtime::Runtime::Loaded& loaded, const Options& options);

/// For a terminal of `width` columns (CJK characters count two). `colour`: ANSI colours.
[[nodiscard]] std::string to_text(const json::Value& model, int width, bool colour);

/// One section of the same: tasks, clocks, said, findings, timeline, head, or a part by its name. Empty for what the model has nothing for.
[[nodiscard]] std::string to_text_section(const json::Value& model, std::string_view section, int width);

/// One HTML page without scripts, fonts or pictures from elsewhere; readable in light and dark, prints on A4.
[[nodiscard]] std::string to_html(const json::Value& model);

/// An index page that links reports: rows of {href, title, line}.
[[nodiscard]] std::string index_html(const json::Value& rows, std::string_view language, std::string_view title);

/// One page in both languages: rows of {title, zh: {href, line}, en: {href, line}}; a language without `href` has no report and no link.
[[nodiscard]] std::string index_of_languages(const json::Value& rows);

/// How to fill in a form on the command line: "sent_at=now how=phone|email reason=…", required fields only; empty for an unknown form.
[[nodiscard]] std::string form_fields(const runtime::Runtime& runtime, std::string_view form);

/// What a form asks for, for a person who is to fill it in: each field with its label, its values or the way to write one, and the form's help. Ends with a
/// line break; empty for an unknown form. `language`: "zh" or "en".
[[nodiscard]] std::string form_text(const runtime::Runtime& runtime, std::string_view form, std::string_view language);

}  // namespace amends::review

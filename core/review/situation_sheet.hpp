#pragma once
// The situation sheet of a crisis (catalogue 3.18) on paper: facts, rumours, actions, open questions, team and stand-down, as Markdown and as one self-contained HTML
// page that prints on A4. Pure: a function of the stage's section alone; it knows no case, no runtime and no clock.
#include <string>

#include "support/json.hpp"

namespace amends::review {

struct SheetOptions {
  std::string language = "zh";  ///< "zh" or "en"
  std::string zone = "UTC";     ///< IANA name of the zone in which times are shown; UTC when it is not known
  std::string title = {};       ///< what stands behind the heading, the case's number as a rule; may be empty
  bool texts = true;            ///< false: no words of the case and no names of people (the analyst's view)
};

/// section: the result of amends.crisis, or its whole envelope; with the envelope, the words behind a line stand beside it. A section of level none, or anything that
/// is no such section, gives a sheet that says that there is no crisis. Every text is escaped: what people wrote becomes neither markup nor a table's cell.
[[nodiscard]] std::string situation_markdown(const json::Value& section, const SheetOptions& options);
[[nodiscard]] std::string situation_html(const json::Value& section, const SheetOptions& options);

}  // namespace amends::review

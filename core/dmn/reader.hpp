#pragma once
// Reads one DMN file (1.2, 1.3, 1.4, 1.5) into definitions. Elements of other namespaces (drawings, extensions of modellers) are passed over, as are knowledge
// sources, artifacts and business context, which decide nothing. Opens no file.
#include <string_view>

#include "dmn/definitions.hpp"
#include "support/result.hpp"

namespace amends::dmn {

/// Errors: those of xml::parse; `schema` for what no DMN is (an unknown hit policy, a rule with too few cells, a decision without name, an id or name twice);
/// `unsupported` for DMN 1.1 and for versions that are not known here. `where` is file:line and the sentence names the element.
[[nodiscard]] Result<Definitions> read_definitions(std::string_view text, std::string_view file);

}  // namespace amends::dmn

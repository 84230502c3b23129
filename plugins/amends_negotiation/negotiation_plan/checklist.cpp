#include "checklist.hpp"

#include <algorithm>

namespace amends::negotiation_plan {

Checklist assess(const Done& done, bool with_ladder) {
  Checklist out;
  out.done = std::count(done.begin(), done.end(), true);
  out.completeness_percent = 100 * out.done / static_cast<std::int64_t>(done.size());
  const auto require = [&](Item item) {
    if (!done[static_cast<std::size_t>(item)]) out.required_open.push_back(item);
  };
  require(Item::entitlement_paid);
  if (with_ladder) require(Item::qc_pass);
  require(Item::exit_and_rights);
  require(Item::compliance_signoff);
  out.released = out.completeness_percent >= kCompletenessLeast_percent && out.required_open.empty();
  return out;
}

}  // namespace amends::negotiation_plan

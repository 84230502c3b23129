#pragma once
// Making of Actions, shared by every check. Internal to core/guard.
#include <string>
#include <string_view>

#include "guard/guard.hpp"
#include "guard/rules.hpp"
#include "guard/surface.hpp"

namespace amends::guard {

inline constexpr std::size_t kActionsPerTextMax = 200;  ///< listed for one text and one kind of check; the last one says when more were left out

/// An action without a place in a text. action: blocked | rewritten | flagged.
[[nodiscard]] Action make_action(std::string_view guard, std::string_view rule, std::string_view action, std::string where, std::string_view zh, std::string_view en);
/// What a row found. A row that rewrites and whose places are not all listed blocks instead.
[[nodiscard]] Action action_of(const RuleHit& hit, std::string_view where, const Surface& surface);
/// Sets start, end and the quote to what stands at a span.
void place(Action& action, text::Span span, const Surface& surface);
/// The same message with the remark that more places were left out.
[[nodiscard]] json::Value with_more(const json::Value& message);

}  // namespace amends::guard

#pragma once
// The checks of one text that leaves, whoever wrote it: wording, what a customer under care must not hear, personal numbers. Internal to core/guard.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guard/knowledge.hpp"
#include "guard/signs.hpp"
#include "guard/surface.hpp"

namespace amends::guard {

/// A text as all checks see it, or why it cannot be read: what cannot be checked is not released.
struct Reading {
  std::optional<Surface> surface;
  std::optional<Action> unreadable;
};
[[nodiscard]] Reading read_text(const Knowledge& knowledge, std::string_view text, std::string_view where);

/// Bargaining for a vulnerable customer (G9), bargaining and arguing on a sign of danger (G10); nothing without either.
[[nodiscard]] std::vector<Action> check_care(const Knowledge& knowledge, const Surface& surface, std::string_view where, Sign sign, bool vulnerable);

struct Personal {
  Action action;
  std::vector<std::int32_t> hidden;  ///< original code points to mask
};
/// Personal numbers (G11), all of them: the caller lists at most kActionsPerTextMax.
[[nodiscard]] std::vector<Personal> check_numbers(const Knowledge& knowledge, const Surface& surface, const Context& context, std::string_view where);

/// All of these for a draft by hand, in text order.
[[nodiscard]] std::vector<Action> check_outgoing(const Knowledge& knowledge, std::string_view text, std::string_view language, const Context& context, std::string_view where);

}  // namespace amends::guard

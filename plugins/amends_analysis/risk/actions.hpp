#pragma once
// What follows from the level (catalogue 3.6): who looks at the case and by when, and when the risk is looked at again. The tables name both; a date is never
// later than the first legal clock on the answer (guardrail G3), and nothing here holds the case.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "axes.hpp"

namespace amends::risk {

struct Action {
  std::string id;                     ///< supervisor_now, legal_now, crisis_stage, supervisor_review, weekly_review, or an institution's own
  std::string owner_role;
  std::optional<sdk::Instant> due_at; ///< nothing without the time of the turn, or beyond the calendar
  sdk::Texts text;
  bool task = false;                  ///< a person is given a task
};

struct Next {
  std::vector<Action> actions;
  std::optional<sdk::Instant> review_at;
};

/// Opens the tasks too. picture: the computation of the level.
[[nodiscard]] Next decide_next(const Context& context, std::string_view level, bool crisis, const sdk::EvidenceId& picture);

}  // namespace amends::risk

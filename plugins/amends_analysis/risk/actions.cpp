#include "actions.hpp"

#include <algorithm>

#include "kit/clocks.hpp"

namespace amends::risk {
namespace {

using sdk::Instant;
using sdk::Object;
using sdk::Reader;

/// When a length from now ends, brought forward to the first legal clock on the answer: "now", or a duration of catalogue 0.1.
class Dates {
 public:
  explicit Dates(const Context& context) : context_(context), first_clock_(kit::first_answer_due(kit::clocks_of(context.record))) {}

  std::optional<Instant> after(std::string_view within, const sdk::EvidenceId& picture) {
    const auto now = context_.call.now();
    if (!now) return std::nullopt;
    auto due = *now;
    if (within != "now") {
      try {
        due = context_.call.add(*now, within).due_at;
      } catch (const sdk::Failure& failure) {
        // A calendar that ends must not hide a level: the date is left to a person.
        if (failure.code() != "error.pack_missing" && failure.code() != "error.not_found" && failure.code() != "error.range") throw;
        context_.out.finding({.code = "risk.calendar_missing",
                              .severity = sdk::Severity::warn,
                              .text = sdk::fill({"日期（{within}）算不出来：{why}。请补充日历或由人填写。", "The date ({within}) cannot be worked out: {why}. Extend the calendar or enter the date by hand."}, {{"within", std::string(within)}, {"why", std::string(failure.what())}}),
                              .evidence = {picture},
                              .rule = "catalogue 0.1"});
        return std::nullopt;
      }
    }
    return first_clock_ ? std::max(*now, std::min(due, *first_clock_)) : due;
  }

 private:
  const Context& context_;
  std::optional<Instant> first_clock_;
};

}  // namespace

Next decide_next(const Context& context, std::string_view level, bool crisis, const sdk::EvidenceId& picture) {
  Next out;
  Dates dates(context);
  const std::string name(level);
  for (const auto& row : context.rules.rows("actions", Object{{"level", name}, {"crisis_axis", crisis}})) {
    const Reader then(row.then, table_path("actions", row.id));
    Action action{.id = std::string(then.need_text("action")), .owner_role = std::string(then.need_text("owner_role")), .due_at = dates.after(then.need_text("within"), picture), .text = row.because, .task = then.flag_or("task", true)};
    if (action.task) context.out.task({.id = action.id, .kind = "risk_review", .owner_role = action.owner_role, .due_at = action.due_at, .title = action.text, .blocking = false});
    out.actions.push_back(std::move(action));
  }
  const auto row = context.rules.row("review", Object{{"level", name}});
  if (const auto within = Reader(row.then, table_path("review", row.id)).text("within")) out.review_at = dates.after(*within, picture);
  return out;
}

}  // namespace amends::risk

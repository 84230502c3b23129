#include "due.hpp"

#include <string>

namespace amends::intake {
namespace {

/// Records what the calendar cannot answer; any other failure goes on its way. To be called while one is caught.
void record_gap(const Context& context, const sdk::Failure& failure, std::string_view kind) {
  if (failure.code() != "error.pack_missing" && failure.code() != "error.not_found" && failure.code() != "error.range") throw;
  context.out.finding({.code = "clock.calendar_missing",
                       .severity = sdk::Severity::warn,
                       .text = sdk::fill({"期限（{kind}）算不出来：{why}。请补充日历或由人填写期限。", "The due date ({kind}) cannot be worked out: {why}. Extend the calendar or enter the date by hand."}, {{"kind", std::string(kind)}, {"why", std::string(failure.what())}}),
                       .evidence = {context.out.field("channel.received_at")},
                       .rule = "catalogue 0.1#" + std::string(kind)});
}

}  // namespace

std::optional<sdk::DueDate> due_from(const Context& context, sdk::Instant start, std::string_view length, std::string_view kind) {
  try {
    return context.call.add(start, length);
  } catch (const sdk::Failure& failure) {
    record_gap(context, failure, kind);
    return std::nullopt;
  }
}

std::optional<sdk::DueDate> due_from_receipt(const Context& context, std::string_view length, std::string_view kind) { return due_from(context, context.received.at, length, kind); }

std::vector<sdk::ClockRule> rules_at_receipt(const Context& context) {
  try {
    return context.call.clock_rules(context.received.at);
  } catch (const sdk::Failure& failure) {
    record_gap(context, failure, "clock rules");
    return {};
  }
}

}  // namespace amends::intake

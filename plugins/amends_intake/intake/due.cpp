#include "due.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace amends::intake {
namespace {

using sdk::Texts;

/// Records what the calendar cannot answer; any other failure goes on its way. To be called while one is caught.
void record_gap(const Context& context, const sdk::Failure& failure, std::string_view kind) {
  if (failure.code() != "error.pack_missing" && failure.code() != "error.not_found" && failure.code() != "error.range") throw;
  context.out.finding({.code = "clock.calendar_missing",
                       .severity = sdk::Severity::warn,
                       .text = sdk::fill({"日期算不出来（{kind}）：{why}。请补充资料包，或由人填写日期。", "The date cannot be worked out ({kind}): {why}. Complete the packs, or enter the date by hand."},
                                         {{"kind", due_name(kind)}, {"why", Texts{"日历或期限规则不包括这一天", failure.what()}}}),
                       .evidence = {context.out.field("channel.received_at")},
                       .rule = "catalogue 0.1#" + std::string(kind)});
}

}  // namespace

Texts due_name(std::string_view kind) {
  static const std::map<std::string_view, Texts> kNames = {{"acknowledge", {"发出受理确认", "acknowledge"}}, {"decide", {"作出处理决定", "decide"}},       {"regulator", {"监管要求的日期", "the regulator's own date"}},
                                                           {"update", {"告知进展", "next update"}},         {"safety", {"确认人身安全", "safety contact"}}, {"rules", {"期限规则", "clock rules"}}};
  const auto found = kNames.find(kind);
  return found == kNames.end() ? Texts{std::string(kind), std::string(kind)} : found->second;
}

Texts written(const Context& context, sdk::Instant due) {
  // The host writes the dates that it has worked out, so it works this one out from the minute before.
  constexpr std::int64_t kMinuteUs = 60'000'000;
  try {
    return context.call.add(sdk::Instant{due.us - kMinuteUs}, "1m").text;
  } catch (const sdk::Failure&) {
    return {sdk::format_instant(due), sdk::format_instant(due)};
  }
}

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
    record_gap(context, failure, "rules");
    return {};
  }
}

}  // namespace amends::intake

// CaseState, continued: its legal clocks, and what the record says of them.
#include <algorithm>
#include <utility>

#include "calendar/deadline_event.hpp"
#include "runtime/case_payload.hpp"
#include "runtime/case_state.hpp"

namespace amends::runtime {

const ClockState* CaseState::clock(std::string_view kind) const {
  const auto found = std::find_if(clocks_.begin(), clocks_.end(), [&](const ClockState& c) { return c.kind == kind; });
  return found == clocks_.end() ? nullptr : &*found;
}

ClockState* CaseState::find_clock(std::string_view kind) { return const_cast<ClockState*>(std::as_const(*this).clock(kind)); }

void CaseState::record_clocks() {
  json::Array list;
  for (const auto& clock : clocks_) {
    json::Array paused;
    for (const auto& event : clock.events) {
      if (event.kind == calendar::DeadlineEventKind::suspended) paused.push_back(json::Object{{"from", format_instant(event.at)}, {"to", nullptr}, {"reason", event.reason}});
      if (event.kind == calendar::DeadlineEventKind::resumed && !paused.empty()) paused.back().get_object()["to"] = format_instant(event.at);
    }
    json::Object one{{"kind", clock.kind}, {"basis", clock.rule}, {"starts_at", format_instant(clock.starts_at)}, {"due_at", format_instant(clock.due_at)}, {"paused", std::move(paused)}, {"met_at", nullptr}};
    if (clock.met_at) one["met_at"] = format_instant(*clock.met_at);
    list.push_back(std::move(one));
  }
  (void)json::set(record_, "clocks", std::move(list));
  changed("clocks");
}

Result<std::vector<flow::Command>> CaseState::fold_clock(std::string_view kind, json::Value payload, Instant at, std::int64_t seq) {
  const auto text = [&](std::string_view path) { return std::string(json::text_at(payload, path)); };
  const bool rebased = kind == kinds::clock_rebased;
  const bool moved = rebased || kind == kinds::clock_extended || kind == kinds::clock_suspended || kind == kinds::clock_resumed || kind == kinds::clock_restarted;
  if (moved || kind == kinds::clock_started || kind == kinds::clock_changed) {
    auto* clock = find_clock(text("kind"));
    if (moved && !clock) return fail(ErrorCode::corrupt, "the journal moves the clock '" + text("kind") + "', which the case does not have; run `amends verify`", id_ + " seq " + std::to_string(seq));
    std::optional<calendar::DeadlineEvent> happened;
    if (moved && !rebased) {
      const auto* written = json::find(payload, "event");
      auto event_read = calendar::deadline_event_from_json(written ? *written : json::Value(nullptr));
      if (!event_read) return fail(ErrorCode::corrupt, event_read.error().text(), id_ + " seq " + std::to_string(seq));
      happened = *std::move(event_read);
    }
    if (!clock) {
      clocks_.emplace_back();
      clock = &clocks_.back();
      clock->kind = text("kind");
    }
    if (kind != kinds::clock_started) clock->changes.push_back(payload);
    if (happened) clock->events.push_back(*std::move(happened));
    clock->rule = text("rule");
    clock->basis = take_member(payload, "basis");
    clock->starts_at = instant_at(payload, "starts_at").value_or(clock->starts_at);
    if (kind == kinds::clock_started) clock->first_start = clock->starts_at;
    clock->due_at = instant_at(payload, "due_at").value_or(clock->due_at);
    clock->ledger = take_member(payload, "ledger");
    clock->on_breach = text("on_breach");
    clock->to = text("to");
    clock->warned.clear();
    for (const auto& rung : json::list_at(payload, "warned"))
      if (std::int64_t number = 0; json::as_integer(rung, number)) clock->warned.push_back(number);
    if (clock->state != "met") clock->state = text("state").empty() ? "running" : text("state");
    const auto prefix = "clock:" + clock->kind + ":";
    std::erase_if(timers_, [&](const auto& timer) { return timer.first.starts_with(prefix); });
    std::erase_if(missing_dates_, [&](const auto& one) { return one.first == "clock:" + clock->kind || one.first.starts_with("timer:" + prefix); });
    clock->rungs = 0;
    for (const auto& timer : json::list_at(payload, "timers")) {
      const auto id = json::text_at(timer, "id");
      if (const auto due = instant_at(timer, "due_at")) timers_[std::string(id)] = *due;
      clock->rungs += id.find(":warn:") == std::string_view::npos ? 0 : 1;
    }
    clock->rungs = json::integer_at(payload, "rungs", clock->rungs);
    record_clocks();
    return std::vector<flow::Command>{};
  }
  if (kind == kinds::clock_met || kind == kinds::clock_warned || kind == kinds::clock_breached) {
    if (auto* clock = find_clock(text("kind"))) {
      const auto prefix = "clock:" + clock->kind + ":";
      if (kind == kinds::clock_met) {
        clock->state = "met";
        clock->met_at = instant_at(payload, "met_at");
        clock->met_by = text("by");
        clock->due_at = instant_at(payload, "due_at").value_or(clock->due_at);
        std::erase_if(missing_dates_, [&](const auto& one) { return one.first.starts_with("timer:" + prefix); });
        std::erase_if(timers_, [&](const auto& timer) { return timer.first.starts_with(prefix); });
      } else if (kind == kinds::clock_warned) {
        clock->warned.push_back(json::integer_at(payload, "rung"));
        timers_.erase(text("id"));
      } else {
        clock->state = "breached";
        clock->breached_at = at;
        timers_.erase(text("id"));
      }
      record_clocks();
    }
    return std::vector<flow::Command>{};
  }
  return unknown_kind(kind, seq);
}

}  // namespace amends::runtime

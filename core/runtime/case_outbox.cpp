// The fold, continued: messages on their way out, notices, and a person who stops a case, lets it go on or takes it back.
#include <algorithm>

#include "runtime/case_payload.hpp"
#include "runtime/case_state.hpp"

namespace amends::runtime {
namespace {

bool tells_of(const flow::Definition& definition, std::string_view notice) {
  const auto& notices = definition.notices();
  return std::find(notices.begin(), notices.end(), notice) != notices.end();
}

}  // namespace

std::string case_of_key(std::string_view key) {
  const auto slash = key.rfind('/');
  return slash == std::string_view::npos || slash + 1 == key.size() ? std::string{} : std::string(key.substr(0, slash));
}

Instant ready_after_failure(Instant now, std::int32_t failures) {
  auto wait = kDeliveryBackoffUs;
  for (std::int32_t i = 1; i < failures && wait < kDeliveryBackoffMaxUs; ++i) wait *= 2;
  return {now.us + std::min(wait, kDeliveryBackoffMaxUs)};
}

const OutboxMessage* CaseState::outgoing(std::string_view key) const {
  const auto found = std::find_if(outbox_.rbegin(), outbox_.rend(), [&](const OutboxMessage& one) { return one.key == key; });
  return found == outbox_.rend() ? nullptr : &*found;
}

void CaseState::add_outgoing(OutboxMessage message) {
  message.key = id_ + "/" + std::to_string(message.seq);
  std::size_t same = 0;
  while (same < outbox_.size() && outbox_[outbox_.size() - 1 - same].seq == message.seq) ++same;
  if (same > 0) message.key += "." + std::to_string(same + 1);
  message.ready_at = message.added_at;
  outbox_.push_back(std::move(message));
}

/// Ids, roles and dates alone: a notice goes to staff by whatever way, and holds no word of the case.
void CaseState::add_notices(std::string_view kind, const json::Object& told, const std::set<std::string>& open_before, Instant at, std::int64_t seq) {
  const auto text = [&](std::string_view member) {
    const auto* value = told.if_contains(member);
    return value ? std::string(json::text_or(value, "")) : std::string{};
  };
  const auto add = [&](std::string_view notice, std::string to, json::Object body) {
    if (!tells_of(*definition_, notice)) return;
    OutboxMessage message;
    message.kind = notice;
    message.to = std::move(to);
    body["case"] = id_;
    message.body = std::move(body);
    message.seq = seq;
    message.added_at = at;
    add_outgoing(std::move(message));
  };
  if (kind == kinds::clock_warned || kind == kinds::clock_breached) {
    if (const auto* clock = this->clock(text("kind"))) add(kind, clock->to.empty() ? std::string("supervisor") : clock->to, json::Object{{"clock", clock->kind}, {"rule", clock->rule}, {"due_at", format_instant(clock->due_at)}});
    return;
  }
  if (kind == kinds::task_escalated) {
    if (const auto* task = this->task(text("id"))) add("task_escalated", text("to"), json::Object{{"task", task->id}, {"form", task->form}, {"step", task->step}, {"due_at", task->due_at ? json::Value(format_instant(*task->due_at)) : json::Value(nullptr)}});
    return;
  }
  if (!tells_of(*definition_, "task_opened")) return;
  for (const auto place : tasks_.open())
    if (const auto& task = tasks_.all()[place]; !open_before.contains(task.id))
      add("task_opened", task.role, json::Object{{"task", task.id}, {"kind", task.kind}, {"form", task.form}, {"step", task.step}, {"due_at", task.due_at ? json::Value(format_instant(*task.due_at)) : json::Value(nullptr)}});
}

Result<std::vector<flow::Command>> CaseState::fold_delivery(std::string_view kind, json::Value payload, Instant at, std::int64_t seq) {
  const auto text = [&](std::string_view path) { return std::string(json::text_at(payload, path)); };
  const auto value = [&](std::string_view path) {
    const auto* found = json::find(payload, path);
    return found ? *found : json::Value(nullptr);
  };
  if (kind == kinds::outbox_added) {
    flow::Event event;
    event.kind = flow::EventKind::queued;
    event.step = text("step");
    event.visit = static_cast<std::int32_t>(json::integer_at(payload, "visit", 1));
    auto at_items = items_at(event.step, event.visit);
    auto commands = advance(event);
    if (!commands) return commands;
    OutboxMessage message;
    message.items = std::move(at_items);
    message.kind = text("kind");
    message.to = text("to");
    message.body = value("body");
    message.step = event.step;
    message.visit = event.visit;
    message.seq = seq;
    message.added_at = at;
    add_outgoing(std::move(message));
    if (const auto* release = json::find(payload, "release")) use_approval(*release, event.step, event.step + "#" + std::to_string(event.visit));
    return commands;
  }
  const auto key = text("key");
  const auto newest_first = std::find_if(outbox_.rbegin(), outbox_.rend(), [&](const OutboxMessage& one) { return one.key == key; });
  const auto found = newest_first == outbox_.rend() ? outbox_.end() : std::prev(newest_first.base());
  if (found == outbox_.end()) return fail(ErrorCode::state, "the case has no message '" + key + "' in its outbox; `amends outbox list` shows what waits", id_);
  if (found->settled()) return fail(ErrorCode::state, "the message " + key + " was " + (found->status == "dropped" ? "given up" : "acknowledged") + " at " + format_instant(*found->settled_at), id_);
  // The step that waits for this very message; what it sent in an earlier try is only noted.
  const auto waits = [&] {
    const auto index = definition_->find(found->step);
    const auto* token = index == flow::kEnd ? nullptr : flow::token_at(flow_, index, found->visit);
    const bool newest = std::none_of(found + 1, outbox_.end(), [&](const OutboxMessage& later) { return later.step == found->step && later.visit == found->visit; });
    return token && token->state == flow::TokenState::waiting && newest;
  };
  std::vector<flow::Command> commands;
  if (kind == kinds::outbox_acknowledged || kind == kinds::outbox_dropped) {
    const bool delivered = kind == kinds::outbox_acknowledged;
    if (!found->is_notice() && waits()) {
      flow::Event event;
      event.kind = delivered ? flow::EventKind::acknowledged : flow::EventKind::stage_failed;
      event.step = found->step;
      event.visit = found->visit;
      if (delivered) {
        event.id = found->step + "#" + std::to_string(found->visit);
      } else {
        event.code = "unavailable";
        event.reason = "the message " + key + " was given up: " + text("reason");
      }
      auto moved = advance(event);
      if (!moved) return moved;
      commands = std::move(*moved);
    }
    if (delivered && !found->is_notice()) results_[found->step].put(found->items, json::Object{{"acknowledged_at", format_instant(at)}, {"receipt", value("receipt")}});
    found->status = delivered ? "acknowledged" : "dropped";
    found->reason = delivered ? std::string{} : text("reason");
    found->settled_at = at;
    found->body = nullptr;
    while (settled_ < outbox_.size() && outbox_[settled_].settled()) ++settled_;
    return commands;
  }
  if (kind == kinds::outbox_failed) {
    found->failures = static_cast<std::int32_t>(json::integer_at(payload, "failures", found->failures + 1));
    found->reason = text("reason");
    if (json::bool_at(payload, "parked")) found->status = "parked";
    found->ready_at = instant_at(payload, "again_at").value_or(at);
    return commands;
  }
  if (kind == kinds::outbox_retried) {
    found->status = "open";
    found->failures = 0;
    found->ready_at = at;
    return commands;
  }
  return unknown_kind(kind, seq);
}

Result<std::vector<flow::Command>> CaseState::fold_stop(std::string_view kind, const json::Value& payload, Instant at) {
  flow::Event event;
  event.reason = json::text_at(payload, "reason");
  if (kind == kinds::retried) {
    event.kind = flow::EventKind::retried;
    event.step = json::text_at(payload, "step");
    event.visit = static_cast<std::int32_t>(json::integer_at(payload, "visit", 1));
    event.target = json::text_at(payload, "to");
    return advance(event);
  }
  const bool stop = kind == kinds::case_suspended;
  event.kind = stop ? flow::EventKind::suspended : flow::EventKind::continued;
  auto commands = advance(event);
  if (!commands) return commands;
  tasks_.touch_open();
  suspension_.reset();
  if (stop) suspension_ = Suspension{std::string(json::text_at(payload, "by")), event.reason, at};
  return commands;
}

}  // namespace amends::runtime

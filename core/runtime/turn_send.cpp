// Turn, continued: what leaves the engine, and a case that works again after it was suspended.
#include <algorithm>

#include "runtime/approving.hpp"
#include "runtime/sent.hpp"
#include "runtime/turn.hpp"

namespace amends::runtime {
Result<void> Turn::send_message(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  const auto fails = [&](std::string_view code, std::string message) { return step_failed(command, code, std::move(message)); };
  const auto open = std::count_if(state_.outbox_open().begin(), state_.outbox_open().end(), [](const OutboxMessage& one) { return !one.settled(); });
  if (static_cast<std::size_t>(open) >= kOutboxOpenMax)
    return fails("unavailable", "the outbox holds " + std::to_string(kOutboxOpenMax) + " messages of this case that nobody has delivered, and no more than that; see that they are (`amends outbox list`), then resume the case");
  json::Object payload{{"step", step.name}, {"visit", command.visit}, {"kind", step.send.kind}};
  if (!step.requires_approval.empty()) {
    auto covered = check_release(state_, organisation(), step.requires_approval, 1, {}, step.name, step.name + "#" + std::to_string(command.visit), items_around(command), json::Object{}, two_digits);
    if (covered.refusal) return fails("refused", covered.refusal->error.message);
    payload["release"] = std::move(covered.member);
  }
  const auto scope = this->scope(command);
  std::string to;
  if (step.send.to) {
    const auto value = step.send.to->evaluate(scope);
    if (!value) return fails("needs_person", value.error().text());
    const auto as_json = feel::to_json(*value);
    if (as_json.is_null()) return fails("needs_person", "to whom the message goes is not known (" + std::string(step.send.to->text()) + "); add it, then resume the case");
    to = as_json.is_string() ? std::string(json::text_or(&as_json, "")) : json::write(as_json);
  }
  payload["to"] = to;
  json::Object body;
  for (const auto& [name, expression] : step.send.body) {
    const auto value = expression.evaluate(scope);
    if (!value) return fails("needs_person", value.error().text());
    auto as_json = feel::to_json(*value);
    if (as_json.is_null() && expression.text() != "null")
      return fails("needs_person", "'" + name + "' of the message is not known (" + std::string(expression.text()) + "); add it, then resume the case");
    body[name] = std::move(as_json);
  }
  if (const auto bytes = json::write(body).size(); bytes > kMessageBytesMax)
    return fails("range", "the message has " + std::to_string(bytes) + " bytes, and one holds at most " + std::to_string(kMessageBytesMax) + "; name a document instead of what stands in it");
  if (auto kept = json::check_read_back(body, json::kDepthMax - 1); !kept) return fails("range", kept.error().text());
  auto guards = check_outgoing(environment_, state_, organisation(), step.send.kind, body, now_);
  if (!guards) return fails("refused", guards.error().message);
  payload["body"] = std::move(body);
  if (!guards->empty()) payload["guards"] = std::move(*guards);
  return append(kinds::outbox_added, std::move(payload), {}, kSystem);
}

Result<void> Turn::go_on() {
  for (auto& command : left_to_do(state_)) {
    const auto queued = [&](const flow::Command& other) { return other.kind == command.kind && other.step == command.step && other.visit == command.visit && other.id == command.id; };
    if (std::none_of(queue_.begin(), queue_.end(), queued)) queue_.push_back(std::move(command));
  }
  AMENDS_CHECK(reconsider_items());
  // One message may lead on, so that another wait is gone.
  for (bool given = true; given;) {
    given = false;
    for (const auto& [id, wait] : state_.waits()) {
      const auto& kept = state_.kept_messages();
      const auto found = std::find_if(kept.begin(), kept.end(), [&](const KeptMessage& one) { return one.name == wait.name && one.key == wait.key && one.until > now_; });
      if (found == kept.end()) continue;
      const auto message = *found;
      const auto wait_id = id;
      AMENDS_CHECK(append(kinds::message_received, received(wait_id, message.name, message.key, message.message_id, message.body, true), {}, kSystem));
      given = true;
      break;
    }
  }
  return {};
}

}  // namespace amends::runtime

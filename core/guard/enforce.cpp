#include "guard/enforce.hpp"

namespace amends::guard {

std::string join(std::string_view path, std::string_view part) { return path.empty() ? std::string(part) : std::string(path) + "." + std::string(part); }

std::vector<Action> Enforcer::run() {
  if (!envelope_.is_object() || says_nothing()) return {};
  know_what_is_there();
  read_signs();
  facts();
  deadlines();
  waits();
  contact();
  ladder();
  techniques();
  hypotheses();
  proposals();
  outgoing();
  staff_texts();
  if (done_.empty()) return {};
  auto& guards = envelope_.get_object()["guards"];
  if (!guards.is_array()) guards = json::Array{};
  for (const auto& action : done_) guards.get_array().push_back(to_json(action));
  return std::move(done_);
}

/// Nothing that any guard looks at: no fact, date, task, question or text. Most answers of small computing stages.
bool Enforcer::says_nothing() const {
  for (const auto& member : envelope_.get_object()) {
    const std::string_view name = member.key();
    const auto& value = member.value();
    if (name == "result" && value.is_object()) {
      for (const auto* part : {"flags", "clocks", "ack", "letter", "letters", "statement_drafts", "ladder", "proposals"})
        if (value.get_object().contains(part)) return false;
    } else if (name == "explain") {
      if (!value.is_null()) return false;
    } else if (name == "facts" || name == "deadlines" || name == "tasks" || name == "questions" || name == "scripts") {
      if (!value.is_array() || !value.get_array().empty()) return false;
    }
  }
  return true;
}

void Enforcer::know_what_is_there() {
  for (const auto& row : json::list_at(envelope_, "guards"))
    ++known_[Key(json::text_at(row, "guard"), json::text_at(row, "rule"), json::text_at(row, "action"), json::text_at(row, "where"), json::text_at(row, "quote"))];
}

/// Adds an act. One that only flags leaves the envelope as it was, so it would be found on every pass: the rows that stand in `guards` already are
/// counted off. What was mended is always told, even when the stage wrote such a row itself.
void Enforcer::add(Action action) {
  if (action.action == "flagged") {
    auto& left = known_[Key(action.guard, action.rule, action.action, action.where, action.quote)];
    if (left > 0) { --left; return; }
  }
  done_.push_back(std::move(action));
}

json::Array* Enforcer::list(std::string_view name) {
  auto* value = envelope_.get_object().if_contains(name);
  return value && value->is_array() ? &value->get_array() : nullptr;
}

json::Value* Enforcer::at(json::Value& from, std::string_view name) { return from.is_object() ? from.get_object().if_contains(name) : nullptr; }

}  // namespace amends::guard

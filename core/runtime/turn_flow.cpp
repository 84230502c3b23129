// Turn, continued: the items of a for-each, and messages and signals that are waited for.
#include <algorithm>
#include <set>

#include "runtime/turn.hpp"

namespace amends::runtime {
namespace {

constexpr std::size_t kItemKeyMax = 64;

std::string key_text(const json::Value& value) { return value.is_string() ? std::string(json::text_or(&value, "")) : json::write(value); }

/// A key names the entry of an item in a section, so it is a word of a path: letters of any script, digits, _ and -, and no number alone.
std::string as_path_word(const std::string& key, std::size_t place) {
  std::string out;
  for (const char c : key) out += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || static_cast<unsigned char>(c) >= 0x80 ? c : '_';
  if (out.empty() || out.size() > kItemKeyMax) return "item_" + std::to_string(place);
  if (out.find_first_not_of("0123456789") == std::string::npos) return "item_" + out;
  return out;
}

}  // namespace

/// {key, value} of each item as the list is now.
Result<json::Array> Turn::items_of(const flow::Step& step, const flow::Token* token) const {
  const auto offset_s = environment_.clock_rules->utc_offset_s(organisation(), now_);
  const auto around = state_.items_of(token);
  AMENDS_TRY(const auto value, step.each.list->evaluate(CaseScope(state_, now_, offset_s, around)));
  auto list = feel::to_json(value);
  const auto said = std::string(step.each.list->text());
  if (list.is_null()) return fail(ErrorCode::missing_field, "the list " + said + " of the step '" + step.name + "' is not known; add it and resume the case", state_.id());
  if (!list.is_array()) list = json::Array{std::move(list)};  // FEEL: one value is a list of one
  if (list.as_array().size() > static_cast<std::size_t>(flow::kItemsMax))
    return fail(ErrorCode::range, "the list " + said + " has " + std::to_string(list.as_array().size()) + " items, and a for-each has at most " + std::to_string(flow::kItemsMax) + "; make it shorter", state_.id());
  json::Array out;
  std::set<std::string> keys;
  for (auto& item : list.as_array()) {
    const auto place = out.size() + 1;
    auto key = std::string{};
    if (step.each.key) {
      AMENDS_TRY(const auto read, step.each.key->evaluate(CaseScope(state_, now_, offset_s, around, {{step.each.as, item}})));
      const auto as_json = feel::to_json(read);
      if (as_json.is_null()) return fail(ErrorCode::missing_field, "the key " + std::string(step.each.key->text()) + " of item " + std::to_string(place) + " of the step '" + step.name + "' is not known; add it and resume the case", state_.id());
      key = key_text(as_json);
    }
    key = as_path_word(key, place);
    if (!keys.insert(key).second) return fail(ErrorCode::conflict, "two items of the step '" + step.name + "' have the key '" + key + "'; give them keys that differ, then resume the case", state_.id());
    out.push_back(json::Object{{"key", std::move(key)}, {"value", std::move(item)}});
  }
  return out;
}

Result<void> Turn::list_items(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  auto items = items_of(step, flow::token_at(state_.flow(), command.step, command.visit));
  if (!items) return park(command, items.error().message);
  json::Object payload{{"step", step.name}, {"visit", command.visit}, {"items", *std::move(items)}};
  if (auto kept = json::check_read_back(payload); !kept) return park(command, kept.error().text());
  return append(kinds::items_listed, std::move(payload), {}, kSystem);
}

Result<void> Turn::reconsider_items() {
  if (state_.suspension()) return {};  // looked at when the case is resumed
  const auto tokens = state_.flow().tokens;
  for (const auto& token : tokens) {
    const auto& step = state_.definition().step(token.step);
    if (step.kind != flow::StepKind::each || token.state != flow::TokenState::joining) continue;
    const auto* known = state_.items({token.step, token.visit, 0});
    auto now = items_of(step, &token);
    if (!known || !now) continue;  // what it cannot read now adds nothing
    json::Array added;
    for (std::size_t i = 0; i < now->size(); ++i) {
      const auto key = json::text_at((*now)[i], "key");
      const bool is_new = step.each.key ? std::none_of(known->begin(), known->end(), [&](const Item& item) { return item.key == key; }) : i >= known->size();
      if (is_new && known->size() + added.size() < static_cast<std::size_t>(flow::kItemsMax)) added.push_back((*now)[i]);
    }
    if (added.empty()) continue;
    json::Object payload{{"step", step.name}, {"visit", token.visit}, {"items", std::move(added)}};
    if (json::check_read_back(payload)) AMENDS_CHECK(append(kinds::item_added, std::move(payload), {}, kSystem));
  }
  return {};
}

Result<void> Turn::await_message(const flow::Command& command) {
  if (command.signal) return append(kinds::message_awaited, json::Object{{"id", command.id}, {"name", "signal:" + command.message}, {"key", ""}}, {}, kSystem);
  std::string key = state_.id();
  if (command.key) {
    auto value = command.key->evaluate(scope(command));
    if (!value) return park(command, value.error().text());
    const auto as_json = feel::to_json(*value);
    if (as_json.is_null()) return park(command, "the key " + std::string(command.key->text()) + " of the awaited message is not known; add it and resume the case");
    key = key_text(as_json);
  }
  AMENDS_CHECK(append(kinds::message_awaited, json::Object{{"id", command.id}, {"name", command.message}, {"key", key}}, {}, kSystem));
  for (const auto& kept : state_.kept_messages()) {
    if (kept.name != command.message || kept.key != key || kept.until <= now_) continue;
    const auto message = kept;
    return append(kinds::message_received, received(command.id, message.name, message.key, message.message_id, message.body, true), {}, kSystem);
  }
  return {};
}

void Turn::set_missing_events() {
  for (auto& command : left_to_do(state_)) {
    if (command.id.find(":on:") == std::string::npos && command.id.find(":more:") == std::string::npos) continue;
    if (std::none_of(queue_.begin(), queue_.end(), [&](const flow::Command& queued) { return queued.id == command.id && queued.kind == command.kind; })) queue_.push_back(std::move(command));
  }
}

json::Object Turn::received(const std::string& wait_id, std::string_view name, std::string_view key, std::string_view message_id, json::Value body, bool kept) const {
  json::Object out{{"id", wait_id}, {"name", name}, {"key", key}, {"message_id", message_id}};
  // The item that it brings to a for-each has a key, as the items of the list have.
  const auto id = flow::parse_command_id(wait_id);
  const auto index = id && id->part.starts_with("more:") ? state_.definition().find(id->step) : flow::kEnd;
  if (index != flow::kEnd) {
    const auto& step = state_.definition().step(index);
    const auto* known = state_.items({index, id->visit, 0});
    std::string item_key;
    if (step.each.key) {
      const auto offset_s = environment_.clock_rules->utc_offset_s(organisation(), now_);
      const auto value = step.each.key->evaluate(CaseScope(state_, now_, offset_s, state_.items_at(id->step, id->visit), {{step.each.as, body}}));
      if (value) item_key = key_text(feel::to_json(*value));
    }
    const auto place = (known ? known->size() : 0) + 1;
    item_key = as_path_word(item_key, place);
    const auto taken = [&](const std::string& one) { return known && std::any_of(known->begin(), known->end(), [&](const Item& item) { return item.key == one; }); };
    if (taken(item_key)) item_key = as_path_word(item_key + "_" + std::to_string(place), place);
    for (auto n = place; taken(item_key); ++n) item_key = "item_" + std::to_string(n);
    out["item_key"] = std::move(item_key);
  }
  out["body"] = std::move(body);
  if (kept) out["kept"] = true;
  return out;
}

}  // namespace amends::runtime

// CaseState, continued: what holds for one item of a for-each alone, and what the whole case shares.
#include <algorithm>

#include "runtime/case_payload.hpp"
#include "runtime/case_state.hpp"

namespace amends::runtime {
namespace {

bool at_or_below(std::string_view path, std::string_view outer) { return path.starts_with(outer) && (path.size() == outer.size() || path[outer.size()] == '.'); }

/// What is behind `outer` in a path at or below it.
std::string_view rest_of(std::string_view path, std::string_view outer) { return path.size() == outer.size() ? std::string_view{} : path.substr(outer.size() + 1); }

std::string joined(const std::string& path, std::string_view rest) { return rest.empty() ? path : path + "." + std::string(rest); }

/// A copy of the value at `path` in which the own parts (full path -> value, nullptr: left out) stand in the place of what the record has there.
json::Value with_own(const json::Value& value, const std::string& path, const std::map<std::string, const json::Value*>& own) {
  const auto next = own.lower_bound(path.empty() ? path : path + ".");
  const bool inside = next != own.end() && (path.empty() || next->first.starts_with(path + "."));
  if (!inside || !value.is_object()) return value;
  json::Object out;
  for (const auto& member : value.get_object()) {
    const auto at = path.empty() ? std::string(member.key()) : path + "." + std::string(member.key());
    const auto part = own.find(at);
    if (part == own.end()) out[member.key()] = with_own(member.value(), at, own);
    else if (part->second) out[member.key()] = *part->second;
  }
  return out;
}

}  // namespace

const std::vector<Item>* CaseState::items(const flow::ItemRef& of) const {
  const auto found = items_.find(definition_->step(of.each).name + "#" + std::to_string(of.visit));
  return found == items_.end() ? nullptr : &found->second;
}

void CaseState::add_items(std::string_view step, std::int32_t visit, const json::Array& items, std::string_view by) {
  auto& list = items_[std::string(step) + "#" + std::to_string(visit)];
  for (const auto& one : items) {
    const auto* value = json::find(one, "value");
    list.push_back({std::string(json::text_at(one, "key")), value ? *value : json::Value(nullptr), std::string(by)});
  }
}

ItemPath CaseState::items_of(const flow::Token* token) const {
  ItemPath out;
  if (!token) return out;
  for (const auto& ref : token->items)
    if (const auto* list = items(ref); list && static_cast<std::size_t>(ref.index) < list->size())
      out.push_back({definition_->step(ref.each).name, ref.visit, ref.index, (*list)[static_cast<std::size_t>(ref.index)].key});
  return out;
}

ItemPath CaseState::items_at(std::string_view step, std::int32_t visit) const {
  const auto index = definition_->find(step);
  return index == flow::kEnd ? ItemPath{} : items_of(flow::token_at(flow_, index, visit));
}

const Item* CaseState::item_named(std::string_view name, const ItemPath& at) const {
  for (auto one = at.rbegin(); one != at.rend(); ++one) {
    const auto each = definition_->find(one->each);
    if (each == flow::kEnd || definition_->step(each).each.as != name) continue;
    const auto* list = items({each, one->visit, 0});
    return list && static_cast<std::size_t>(one->index) < list->size() ? &(*list)[static_cast<std::size_t>(one->index)] : nullptr;
  }
  return nullptr;
}

const json::Value* CaseState::item_variable(std::string_view name, const ItemPath& at) const {
  const auto* item = item_named(name, at);
  return item ? &item->value : nullptr;
}

std::string_view CaseState::item_sender(std::string_view name, const ItemPath& at) const {
  const auto* item = item_named(name, at);
  return item ? std::string_view(item->by) : std::string_view{};
}

const feel::Expression* CaseState::item_list(std::string_view name, const ItemPath& at) const {
  for (auto one = at.rbegin(); one != at.rend(); ++one)
    if (const auto each = definition_->find(one->each); each != flow::kEnd && definition_->step(each).each.as == name) return &*definition_->step(each).each.list;
  return nullptr;
}

const json::Value* CaseState::result(std::string_view step, const ItemPath& at) const {
  const auto found = results_.find(step);
  return found == results_.end() ? nullptr : found->second.at(at);
}

std::string CaseState::section_at(const std::string& section, const ItemPath& at) { return joined(section, keys_of(at)); }

std::optional<CaseState::OwnPart> CaseState::own_part(std::string_view full_path, const ItemPath& at) const {
  if (at.empty()) return std::nullopt;
  if (full_path.starts_with(kAnswers)) {
    const auto end = full_path.find('.', kAnswers.size());
    const auto found = answers_.find(full_path.substr(kAnswers.size(), end == std::string_view::npos ? end : end - kAnswers.size()));
    if (found == answers_.end() || shared_levels(at, found->second.eaches()) == 0) return std::nullopt;
    return OwnPart{found->second.at(at), end == std::string_view::npos ? std::string_view{} : full_path.substr(end + 1)};
  }
  for (const auto& [section, eaches] : parted_) {
    if (!at_or_below(full_path, section)) continue;
    const auto levels = shared_levels(at, eaches);
    if (levels == 0) return std::nullopt;
    const auto own = section + "." + keys_of(at, levels);
    // What an earlier visit of the for-each, or another one with the same key, left there is not this item's.
    const auto written = sections_.find(own);
    const bool other = written != sections_.end() && !stands_around(written->second.items, at);
    return OwnPart{other ? nullptr : json::find(record_, own), rest_of(full_path, section)};
  }
  return std::nullopt;
}

std::string CaseState::own_path(std::string_view full_path, const ItemPath& at) const {
  for (const auto& [section, eaches] : parted_)
    if (at_or_below(full_path, section))
      if (const auto levels = shared_levels(at, eaches); levels > 0) return joined(section + "." + keys_of(at, levels), rest_of(full_path, section));
  return std::string(full_path);
}

std::map<std::string, const json::Value*> CaseState::own_parts_below(std::string_view full_path, const ItemPath& at) const {
  std::map<std::string, const json::Value*> out;
  if (at.empty()) return out;
  const auto add = [&](const std::string& part) {
    if (!full_path.empty() && (part.size() == full_path.size() || !at_or_below(part, full_path))) return;
    if (const auto own = own_part(part, at)) out.emplace(part, own->value);
  };
  for (const auto& [form, answers] : answers_) add(std::string(kAnswers) + form);
  for (const auto& [section, eaches] : parted_) add(section);
  return out;
}

json::Value CaseState::value_at(std::string_view full_path, const ItemPath& at) const {
  const auto copy = [](const json::Value* value) { return value ? *value : json::Value(nullptr); };
  if (const auto own = own_part(full_path, at)) return own->value && !own->rest.empty() ? copy(json::find(*own->value, own->rest)) : copy(own->value);
  const auto* shared = json::find(record_, full_path);
  const auto own = own_parts_below(full_path, at);
  return shared && !own.empty() ? with_own(*shared, std::string(full_path), own) : copy(shared);
}

std::optional<json::Value> CaseState::record_at(const ItemPath& at) const {
  const auto own = own_parts_below("", at);
  if (own.empty()) return std::nullopt;
  return with_own(record_, "", own);
}

}  // namespace amends::runtime

#include "packs/floors.hpp"

#include <algorithm>
#include <optional>

namespace amends::packs {
namespace {

using json::Value;

constexpr std::string_view kKeyword = "x-floor", kKeepWhere = "x-floor-keep-where", kOrigin = "\x01";  ///< kOrigin: merge.cpp marks objects with it
constexpr std::size_t kDepthMax = 16;

const Value* member(const Value* object, std::string_view key) {
  if (!object || !object->is_object()) return nullptr;
  const auto* found = object->get_object().if_contains(key);
  return json::is_null(found) ? nullptr : found;
}

bool same(const Value& left, const Value& right) {
  if (left.is_object() && right.is_object()) {
    const auto within = [](const json::Object& one, const json::Object& other) {
      return std::all_of(one.begin(), one.end(), [&](const auto& part) {
        if (std::string_view(part.key()) == kOrigin) return true;
        const auto* there = other.if_contains(part.key());
        return there && same(part.value(), *there);
      });
    };
    return within(left.get_object(), right.get_object()) && within(right.get_object(), left.get_object());
  }
  return left == right;
}

/// A word or a list, as a list.
std::vector<Value> items_of(const Value& value) {
  if (!value.is_array()) return {value};
  return {value.get_array().begin(), value.get_array().end()};
}

bool holds_all(const std::vector<Value>& all, const std::vector<Value>& some) {
  return std::all_of(some.begin(), some.end(), [&](const Value& one) { return std::find(all.begin(), all.end(), one) != all.end(); });
}

std::string shown(const Value& value) {
  auto text = json::write(value);
  return text.size() > 80 ? text.substr(0, 77) + "…" : text;
}

/// What is wrong with `above` over `below`; nothing when the floor holds. Both are there.
std::optional<std::string> weaker(const Value& floor, const Value& below, const Value& above) {
  const auto against = [&](const std::string& how) { return shown(above) + " " + how + " " + shown(below) + " of the layer below"; };
  const auto kind = json::text_or(&floor, floor.is_object() ? "order" : "");
  if (kind == "keep") return same(below, above) ? std::nullopt : std::optional(against("is another value than"));
  if (kind == "subset") return above.is_array() && !above.get_array().empty() && holds_all(items_of(below), items_of(above)) ? std::nullopt : std::optional(against("is not part of"));
  if (kind == "superset") return holds_all(items_of(above), items_of(below)) ? std::nullopt : std::optional(against("leaves out something of"));
  if (kind == "order") {
    const auto& order = json::list_at(floor, "rise");
    const auto rank = [&](const Value& word) { return std::find(order.begin(), order.end(), word) - order.begin(); };
    const bool known = rank(below) < static_cast<std::ptrdiff_t>(order.size()) && rank(above) < static_cast<std::ptrdiff_t>(order.size());
    return (known && rank(above) >= rank(below)) || same(below, above) ? std::nullopt : std::optional(against("is less than"));
  }
  if (below.is_object() && above.is_object()) {
    for (const auto& part : above.get_object()) {
      if (std::string_view(part.key()) == kOrigin) continue;
      const auto* there = member(&below, part.key());
      if (!there) return "'" + std::string(std::string_view(part.key())) + "' is new, and the layer below gives it nothing";
      if (auto fault = weaker(floor, *there, part.value())) return "'" + std::string(std::string_view(part.key())) + "': " + *fault;
    }
    return std::nullopt;
  }
  if (!below.is_int64() || !above.is_int64()) return against("cannot be compared with");
  if (kind == "rise") return above.get_int64() >= below.get_int64() ? std::nullopt : std::optional(against("is less than"));
  return above.get_int64() <= below.get_int64() ? std::nullopt : std::optional(against("is more than"));
}

class Walk {
 public:
  Walk(const Value& schema, const Source& source) : schema_(schema), source_(source) {}

  /// `gone`: a member that the layer does not name is no longer there (inside a row, and where the whole file is replaced).
  Result<void> check(const Value& node_given, const Value* below, const Value* above, const std::string& path, const std::string& id, bool gone, std::size_t depth) const {
    const auto& node = resolved(node_given);
    if (depth > kDepthMax || !node.is_object()) return {};
    if (const auto* floor = member(&node, kKeyword); floor && below) {
      if (!above) return gone ? refuse(path, id, "must not go: it is " + shown(*below) + " in the layer below") : Result<void>();
      if (const auto fault = weaker(*floor, *below, *above)) return refuse(path, id, *fault);
    }
    if (const auto* properties = member(&node, "properties"); properties && properties->is_object())
      for (const auto& property : properties->get_object()) {
        const std::string key(std::string_view(property.key()));
        AMENDS_CHECK(keep_where(resolved(property.value()), key, below, above, path, id));
        AMENDS_CHECK(check(property.value(), member(below, key), member(above, key), path.empty() ? key : path + "." + key, id, gone, depth + 1));
      }
    if (const auto* items = member(&node, "items"); items && below && below->is_array()) return rows(resolved(*items), below->get_array(), above, path, gone, depth);
    return {};
  }

 private:
  const Value& resolved(const Value& node) const {
    const auto reference = json::text_at(node, "$ref");
    if (!reference.starts_with("#/")) return node;
    std::string path(reference.substr(2));
    std::replace(path.begin(), path.end(), '/', '.');
    const auto* target = json::find(schema_, path);
    return target ? *target : node;
  }

  Result<void> refuse(const std::string& path, const std::string& id, const std::string& what) const {
    const auto name = path.substr(path.rfind('.') + 1);
    return fail(ErrorCode::refused, (id.empty() ? std::string() : "row '" + id + "': ") + name + ": " + what + "; a later layer may raise what keeps people safe and sums within authority, never weaken it",
                source_.document->place(path));
  }

  /// A member that a row of this kind keeps as it is below, and does not get where it has none.
  Result<void> keep_where(const Value& node, const std::string& key, const Value* below, const Value* above, const std::string& path, const std::string& id) const {
    const auto* kind = member(&node, kKeepWhere);
    const auto* laid = member(above, key);
    if (!kind || !kind->is_object() || !below || !below->is_object() || !laid) return {};
    for (const auto& part : kind->get_object()) {
      const auto* there = member(below, part.key());
      if (!there || !same(*there, part.value())) return {};
    }
    const auto* was = member(below, key);
    if (was && holds_all(items_of(*was), items_of(*laid))) return {};
    return refuse(path.empty() ? key : path + "." + key, id, was ? shown(*laid) + " is more than " + shown(*was) + " of the layer below" : "is new, and the layer below gives a " + shown(kind->get_object().begin()->value()) + " field none, so that what is owed can always be stated");
  }

  /// Whether a row has a member with a floor.
  bool has_floor(const Value& node_given, const Value& value, std::size_t depth) const {
    const auto& node = resolved(node_given);
    if (depth > kDepthMax || !node.is_object()) return false;
    if (const auto* floor = member(&node, kKeyword)) {
      const auto& order = json::list_at(*floor, "rise");
      return order.empty() || !(order.front() == value && value.is_bool());  // what is not required may go
    }
    if (const auto* items = member(&node, "items"); items && value.is_array())
      return std::any_of(value.get_array().begin(), value.get_array().end(), [&](const Value& row) { return has_floor(*items, row, depth + 1); });
    const auto* properties = member(&node, "properties");
    if (!properties || !properties->is_object()) return false;
    return std::any_of(properties->get_object().begin(), properties->get_object().end(), [&](const auto& property) {
      const auto* there = member(&value, property.key());
      return there && has_floor(property.value(), *there, depth + 1);
    });
  }

  Result<void> rows(const Value& node, const json::Array& below, const Value* above, const std::string& path, bool gone, std::size_t depth) const {
    const auto& laid = json::list_or_empty(above);
    for (const auto& row : below) {
      const auto key = row_key(row);
      if (key.empty()) continue;
      const auto at = std::find_if(laid.begin(), laid.end(), [&](const Value& other) { return row_key(other) == key; });
      if (at == laid.end()) {
        if (gone && has_floor(node, row, depth)) return refuse(path, key, "must not be left out");
        continue;
      }
      const auto here = path + "." + std::to_string(at - laid.begin());
      if (json::bool_at(*at, "disabled")) {
        if (has_floor(node, row, depth)) return refuse(here, key, "must not be disabled");
        continue;
      }
      AMENDS_CHECK(check(node, &row, &*at, here, key, true, depth + 1));
    }
    return new_ones(node, below, laid, path);
  }

  /// A subset that some row below has is decided there: no other row gets one.
  Result<void> new_ones(const Value& node, const json::Array& below, const json::Array& laid, const std::string& path) const {
    const auto* properties = member(&node, "properties");
    if (!properties || !properties->is_object()) return {};
    for (const auto& property : properties->get_object()) {
      const std::string key(std::string_view(property.key()));
      if (json::text_at(resolved(property.value()), kKeyword) != "subset") continue;
      if (std::none_of(below.begin(), below.end(), [&](const Value& row) { return member(&row, key) != nullptr; })) continue;
      for (std::size_t i = 0; i < laid.size(); ++i) {
        if (!member(&laid[i], key)) continue;
        const auto id = row_key(laid[i]);
        const auto there = std::find_if(below.begin(), below.end(), [&](const Value& row) { return row_key(row) == id; });
        if (there == below.end() || !member(&*there, key)) return refuse(path + "." + std::to_string(i) + "." + key, id, "another row has it in the layer below, and this one has not");
      }
    }
    return {};
  }

  const Value& schema_;
  const Source& source_;
};

}  // namespace

Result<void> check_floors(const Value& schema, const Value& below, const std::vector<Source>& layer, bool whole) {
  for (const auto& source : layer) AMENDS_CHECK(Walk(schema, source).check(schema, &below, &source.document->value, "", "", whole && layer.size() == 1, 0));
  return {};
}

}  // namespace amends::packs

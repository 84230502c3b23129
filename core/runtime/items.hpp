#pragma once
// The items of for-each steps that work stands in, and what holds for each of them alone. Whoever works on one item (a condition, a stage, a person, an approval)
// sees what was found, answered and approved for that item, never what came of another one. Pure; used by CaseState, which folds it, and by all that read a case
// for some work in it.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "support/json.hpp"

namespace amends::runtime {

/// One item of a for-each around some work.
struct ItemAt {
  std::string each;        ///< the for-each step
  std::int32_t visit = 0;  ///< of that step
  std::int32_t index = 0;  ///< of the item, from 0
  std::string key;         ///< of the item, unique in its for-each
};
/// The items around some work, outermost first; empty outside of any for-each.
using ItemPath = std::vector<ItemAt>;

/// "A.b": the keys of the first `levels` items.
[[nodiscard]] std::string keys_of(const ItemPath& at, std::size_t levels = static_cast<std::size_t>(-1));
/// "each#1:A/other#4:b": the first `levels` items and the visits of their for-each steps, a name for good. Neither names of steps nor keys hold a colon, a slash or a #.
[[nodiscard]] std::string name_of(const ItemPath& at, std::size_t levels = static_cast<std::size_t>(-1));
/// The same items of the same for-each steps by their keys, in whatever visits.
[[nodiscard]] bool same_items(const ItemPath& one, const ItemPath& other);
/// What was done at the items `other` concerns work at `at`: as far as both stand in the same for-each steps, in the same items of the same visit. A for-each that
/// is entered again has other items, whatever their keys.
[[nodiscard]] bool concerns(const ItemPath& other, const ItemPath& at);
/// `other` are the outermost items of `at`, visits and all; nothing stands outside of everything.
[[nodiscard]] bool stands_around(const ItemPath& other, const ItemPath& at);
/// How many of the outermost items of `at` are of these for-each steps.
[[nodiscard]] std::size_t shared_levels(const ItemPath& at, const std::set<std::string>& eaches);

/// What was said or found at items: the results of one step, the answers to one form.
class OfItems {
 public:
  void put(const ItemPath& at, json::Value value);
  /// As whoever stands at `at` sees it. Where a for-each stands around both: what was said for the same item, else what was said outside of that for-each, else
  /// nothing. Elsewhere the newest of all. nullptr: nothing. Lives until the next `put`.
  [[nodiscard]] const json::Value* at(const ItemPath& at) const;
  [[nodiscard]] const json::Value& newest() const { return within_.at({}); }  ///< precondition: something was put
  [[nodiscard]] const std::set<std::string>& eaches() const { return eaches_; }  ///< the for-each steps around some of it
  /// Each value by the name of its items (name_of; empty outside), for a dump.
  [[nodiscard]] const std::map<std::string, json::Value>& all() const { return exact_; }

 private:
  std::set<std::string> eaches_;
  std::map<std::string, json::Value> exact_;   ///< by the items it was said at
  std::map<std::string, json::Value> within_;  ///< by items: the newest said at them or further in
};

}  // namespace amends::runtime

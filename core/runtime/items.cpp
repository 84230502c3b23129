#include "runtime/items.hpp"

#include <algorithm>

namespace amends::runtime {

std::string name_of(const ItemPath& at, std::size_t levels) {
  std::string out;
  for (std::size_t i = 0; i < std::min(levels, at.size()); ++i) out += (out.empty() ? "" : "/") + at[i].each + "#" + std::to_string(at[i].visit) + ":" + at[i].key;
  return out;
}

std::string keys_of(const ItemPath& at, std::size_t levels) {
  std::string out;
  for (std::size_t i = 0; i < std::min(levels, at.size()); ++i) out += (out.empty() ? "" : ".") + at[i].key;
  return out;
}

bool same_items(const ItemPath& one, const ItemPath& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](const ItemAt& a, const ItemAt& b) { return a.each == b.each && a.key == b.key; });
}

bool concerns(const ItemPath& other, const ItemPath& at) {
  for (std::size_t i = 0; i < std::min(other.size(), at.size()) && other[i].each == at[i].each; ++i)
    if (other[i].key != at[i].key || other[i].visit != at[i].visit) return false;
  return true;
}

bool stands_around(const ItemPath& other, const ItemPath& at) {
  return other.size() <= at.size() && std::equal(other.begin(), other.end(), at.begin(), [](const ItemAt& a, const ItemAt& b) { return a.each == b.each && a.visit == b.visit && a.key == b.key; });
}

std::size_t shared_levels(const ItemPath& at, const std::set<std::string>& eaches) {
  const auto other = std::find_if(at.begin(), at.end(), [&](const ItemAt& one) { return !eaches.contains(one.each); });
  return static_cast<std::size_t>(other - at.begin());
}

void OfItems::put(const ItemPath& at, json::Value value) {
  for (std::size_t levels = 0; levels <= at.size(); ++levels) within_[name_of(at, levels)] = value;
  for (const auto& one : at) eaches_.insert(one.each);
  exact_[name_of(at)] = std::move(value);
}

const json::Value* OfItems::at(const ItemPath& at) const {
  auto levels = shared_levels(at, eaches_);
  if (const auto own = within_.find(name_of(at, levels)); own != within_.end()) return &own->second;
  while (levels > 0)
    if (const auto outside = exact_.find(name_of(at, --levels)); outside != exact_.end()) return &outside->second;
  return nullptr;
}

}  // namespace amends::runtime

#include "runtime/form_digest.hpp"

#include <map>

#include "packs/packs.hpp"

namespace amends::runtime {
namespace {

std::map<std::string, std::string> by_name(const json::Value& fields) {
  std::map<std::string, std::string> out;
  for (const auto& field : json::list_or_empty(&fields)) out.emplace(json::text_at(field, "field"), json::canonical(field));
  return out;
}

}  // namespace

json::Value fields_of(const packs::PackSet& packs, const TaskState& task) {
  const auto* file = task.form.empty() ? nullptr : packs.file("forms/" + task.form);
  if (!file) return task.fields;
  const auto* fields = json::find(*file, "fields");
  return fields ? *fields : json::Value(nullptr);
}

std::string form_digest(const json::Value& fields) { return fields.is_null() ? std::string{} : short_digest(&fields); }

std::string form_differences(const json::Value& before, const json::Value& now) {
  const auto old_fields = by_name(before), new_fields = by_name(now);
  std::string added, changed, gone;
  const auto note = [](std::string& list, const std::string& name) { list += (list.empty() ? "" : ", ") + name; };
  for (const auto& [name, text] : new_fields) {
    const auto found = old_fields.find(name);
    if (found == old_fields.end()) note(added, name);
    else if (found->second != text) note(changed, name);
  }
  for (const auto& [name, text] : old_fields)
    if (!new_fields.contains(name)) note(gone, name);
  std::string out;
  for (const auto& [what, list] : {std::pair{"added ", &added}, std::pair{"changed ", &changed}, std::pair{"gone ", &gone}})
    if (!list->empty()) out += (out.empty() ? "" : "; ") + std::string(what) + *list;
  return out.empty() ? "the order of its fields" : out;
}

}  // namespace amends::runtime

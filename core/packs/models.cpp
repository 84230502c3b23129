#include "packs/models.hpp"

#include <algorithm>
#include <set>

#include "dmn/limits.hpp"
#include "packs/packs.hpp"
#include "packs/table.hpp"
#include "support/files.hpp"
#include "support/nearest.hpp"

namespace amends::packs {
namespace {

constexpr std::string_view kTables = "tables/";

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

/// The tables that a YAML file writes: name and path.
std::vector<std::pair<std::string, std::string>> tables_of(const json::Value& file) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& table : json::object_at(file, "tables")) out.emplace_back(std::string(table.key()), "tables." + std::string(table.key()));
  if (const auto name = json::text_at(file, "table"); out.empty() && !name.empty()) out.emplace_back(name, "");
  return out;
}

/// Members that every row of a table and its default give: what is read of it.
std::set<std::string> outputs_of(const json::Value& table) {
  std::set<std::string> out;
  bool first = true;
  const auto take = [&](const json::Value* then) {
    if (then == nullptr || !then->is_object()) return;
    std::set<std::string> here;
    for (const auto& member : then->get_object()) here.emplace(member.key());
    if (first) out = here;
    else std::erase_if(out, [&](const auto& one) { return !here.contains(one); });
    first = false;
  };
  for (const auto& row : json::list_at(table, "rows")) take(json::find(row, "then"));
  take(json::find(table, "default"));
  return out;
}

bool has_floor(const json::Value& schema) {
  if (const auto* object = schema.if_object())
    return std::any_of(object->begin(), object->end(), [](const auto& member) { return member.key() == "x-floor" || has_floor(member.value()); });
  if (const auto* list = schema.if_array()) return std::any_of(list->begin(), list->end(), [](const auto& one) { return has_floor(one); });
  return false;
}

Error all_problems(const dmn::Model& model) {
  auto first = model.problems().front();
  for (std::size_t i = 1; i < model.problems().size(); ++i) first.message += "; " + model.problems()[i].text();
  return fail(ErrorCode::pack_invalid, first.message, first.where);
}

}  // namespace

const PackModel* PackModels::find(std::string_view logical) const {
  const auto found = models_.find(logical);
  return found == models_.end() ? nullptr : &found->second;
}

Result<void> PackModels::lay(const std::vector<ModelFile>& layer) {
  std::vector<dmn::Source> sources;
  for (const auto& file : layer) {
    if (!file.logical.starts_with(kTables)) return fail(ErrorCode::refused, "a model decides tables and stands in tables/; move it there", file.shown);
    AMENDS_TRY(auto text, read_file(file.path.string(), kFileBytesMax));
    sources.push_back({file.shown, std::move(text)});
  }
  for (std::size_t i = 0; i < layer.size(); ++i) {
    std::vector<dmn::Source> others;
    for (std::size_t k = 0; k < layer.size(); ++k)
      if (k != i && layer[k].path.parent_path() == layer[i].path.parent_path()) others.push_back(sources[k]);
    auto model = dmn::Model::load(sources[i], others);
    if (!model) {
      auto error = std::move(model).error();
      if (error.code == ErrorCode::schema) error.code = ErrorCode::pack_invalid;
      return error;
    }
    if (!model->problems().empty()) return all_problems(*model);
    if (model->decisions().empty()) return fail(ErrorCode::pack_invalid, "the model has no decision, so that nothing can ask it; add one or remove the file", layer[i].shown);
    models_.insert_or_assign(layer[i].logical, PackModel{*std::move(model), layer[i].shown});
  }
  return {};
}

Result<void> PackModels::check_beside(const std::string& logical, const std::vector<Source>& layer) const {
  const auto* entry = find(logical);
  if (entry == nullptr) return {};
  const auto decisions = entry->model.decisions();
  for (const auto& source : layer)
    for (const auto& [name, path] : tables_of(source.document->value))
      if (std::find(decisions.begin(), decisions.end(), name) != decisions.end())
        return fail(ErrorCode::pack_invalid, "the table '" + name + "' is decided by the model " + entry->shown + ", so these rows would never be asked; remove one of the two", source.document->place(path));
  return {};
}

Result<void> PackModels::check_above(const std::string& logical, const json::Value& file, const json::Value* schema) const {
  const auto* entry = find(logical);
  if (entry == nullptr) return {};
  const auto bad = [&](const std::string& what) { return fail(ErrorCode::pack_invalid, what, entry->shown); };
  if (schema != nullptr && has_floor(*schema))
    return fail(ErrorCode::refused, "rows of " + logical + " may only be made stricter, and a model cannot be held against them; write the change in YAML", entry->shown);
  const auto decisions = entry->model.decisions();
  const auto tables = tables_of(file);
  if (tables.empty()) return {};
  std::vector<std::string> names;
  std::vector<std::string_view> views;
  bool any = false;
  for (const auto& [name, path] : tables) names.push_back(name);
  for (const auto& name : names) views.push_back(name);
  for (const auto& [name, path] : tables) {
    if (std::find(decisions.begin(), decisions.end(), name) == decisions.end()) continue;
    any = true;
    const auto& written = path.empty() ? file : *json::find(file, path);
    AMENDS_TRY(const auto table, Table::from_model(entry->model, name));
    std::vector<std::string> given;
    for (const auto& input : json::list_at(written, "inputs"))
      if (input.is_string()) given.emplace_back(std::string_view(input.get_string()));
    for (const auto& input : table.inputs())
      if (std::none_of(given.begin(), given.end(), [&](const auto& one) { return one == input || one == as_name(input); }))
        return bad("the decision '" + name + "' needs the input '" + input + "', which nobody gives to this table; it is given " + joined(given));
    const auto boxed = entry->model.tables(name);
    if (boxed.size() != 1) continue;  // what an expression gives shows when it decides
    std::set<std::string> outputs;
    for (const auto& output : boxed.front().second->outputs) outputs.insert(output.name.empty() ? name : output.name);
    for (const auto& wanted : outputs_of(written))
      if (!outputs.contains(wanted)) return bad("the decision '" + name + "' has no output '" + wanted + "', which is read of this table; name an output column so");
  }
  if (any) return {};
  const auto near = decisions.empty() ? std::string() : nearest_name(decisions.front(), views);
  return bad("none of its decisions has the name of a table of " + logical + ", which has " + joined(names) + (near.empty() ? "" : "; did you mean '" + near + "' with '" + decisions.front() + "'?") +
             "; a decision takes the place of the table with its name");
}

}  // namespace amends::packs

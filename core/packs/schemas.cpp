#include "packs/schemas.hpp"

#include <algorithm>

#include "packs/layers.hpp"
#include "packs/merge.hpp"

namespace amends::packs {
namespace {

/// `*` stands for any text.
bool fits_pattern(std::string_view name, std::string_view pattern) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return name == pattern;
  const auto head = pattern.substr(0, star), tail = pattern.substr(star + 1);
  if (!name.starts_with(head)) return false;
  name.remove_prefix(head.size());
  if (tail.empty()) return true;
  for (std::size_t i = 0; i <= name.size(); ++i)
    if (fits_pattern(name.substr(i), tail)) return true;
  return false;
}

/// "row 'em.zh.001', w: " for a path inside a row.
std::string named(const yaml::Document& document, std::string_view path) {
  std::string id;
  for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
    const auto* above = json::find(document.value, path.substr(0, dot));
    if (above != nullptr && !row_key(*above).empty()) id = row_key(*above);
  }
  if (const auto* here = json::find(document.value, path); here != nullptr && !row_key(*here).empty()) id = row_key(*here);
  const auto last = path.substr(path.rfind('.') + 1);
  return (id.empty() ? "" : "row '" + id + "', ") + (path.empty() ? "" : std::string(last) + ": ");
}

}  // namespace

Result<Schemas> Schemas::read(const std::filesystem::path& folder) {
  Schemas out;
  const auto path = folder / "schemas" / "index.json";
  auto index = read_document(path, "schemas/index.json");
  if (!index) {
    if (index.error().code == ErrorCode::not_found)
      return fail(ErrorCode::pack_missing, "there is no schemas/index.json beside the pack sets, so that no pack can be checked; restore it", path.string());
    return std::move(index).error();
  }
  const auto& rows = json::list_at((*index)->value, "schemas");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& pair = json::list_or_empty(&rows[i]);
    if (pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string())
      return fail(ErrorCode::pack_invalid, "each entry is a pair [pattern, schema]", (*index)->place("schemas." + std::to_string(i)));
    const std::string pattern(std::string_view(pair[0].get_string())), name(std::string_view(pair[1].get_string()));
    if (!out.schemas_.contains(name)) {
      const auto shown = "schemas/" + name + ".schema.json";
      AMENDS_TRY(const auto document, read_document(folder / shown, shown));
      auto schema = Schema::compile(document->value);
      if (!schema) {
        auto error = std::move(schema).error().within(shown);
        error.code = ErrorCode::pack_invalid;
        return error;
      }
      out.schemas_.emplace(name, *std::move(schema));
      out.raw_.emplace(name, document->value);
    }
    out.index_.emplace_back(pattern, name);
  }
  return out;
}

const json::Value* Schemas::raw(const std::string& logical) const {
  const auto entry = std::find_if(index_.begin(), index_.end(), [&](const auto& pair) { return fits_pattern(logical, pair.first); });
  return checked_elsewhere(logical) || entry == index_.end() ? nullptr : &raw_.find(entry->second)->second;
}

Result<void> Schemas::check(const std::string& logical, const yaml::Document& document) const {
  if (checked_elsewhere(logical)) return {};
  const auto entry = std::find_if(index_.begin(), index_.end(), [&](const auto& pair) { return fits_pattern(logical, pair.first); });
  if (entry == index_.end())
    return fail(ErrorCode::pack_invalid, "no schema is named for '" + logical + "' in schemas/index.json; add one or remove the file", document.name);
  const auto faults = schemas_.find(entry->second)->second.check(document.value);
  if (faults.empty()) return {};
  std::string message;
  constexpr std::size_t kShown = 5;
  for (std::size_t i = 0; i < faults.size() && i < kShown; ++i) {
    const auto& fault = faults[i];
    if (i > 0) message += "; " + document.place(fault.path) + ": ";
    message += named(document, fault.path) + fault.message;
  }
  if (faults.size() > kShown) message += "; and " + std::to_string(faults.size() - kShown) + " more";
  return fail(ErrorCode::pack_invalid, message + " (schema " + entry->second + ")", document.place(faults.front().path));
}

}  // namespace amends::packs

#include "packs/layers.hpp"

#include <algorithm>
#include <tuple>

#include "packs/guards.hpp"
#include "packs/packs.hpp"
#include "support/files.hpp"

namespace amends::packs {

namespace fs = std::filesystem;

namespace {

bool is_set_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; });
}

Result<Layer> read_layer(const fs::path& folder, const std::string& name, bool needs_header) {
  Layer layer{.folder = folder, .name = name, .replaces = {}, .header = nullptr};
  std::error_code error;
  if (!fs::is_directory(folder, error)) return fail(ErrorCode::not_found, "there is no pack folder '" + name + "'; check the name and the folder of the packs", folder.string());
  auto header = read_document(folder / "pack.yaml", name + "/pack.yaml");
  if (!header) {
    if (!needs_header && header.error().code == ErrorCode::not_found) return layer;
    if (header.error().code == ErrorCode::not_found) return fail(ErrorCode::pack_missing, "the pack set '" + name + "' has no pack.yaml; write one with pack, version and title", folder.string());
    return std::move(header).error();
  }
  layer.header = *std::move(header);
  const auto& value = layer.header->value;
  const auto bad = [&](std::string_view path, const std::string& what) { return fail(ErrorCode::pack_invalid, what, layer.header->place(path)); };
  if (!value.is_object()) return bad("", "pack.yaml is a mapping with pack, version and title");
  for (const auto& member : value.get_object()) {
    const std::string_view key = member.key();
    if (key != "pack" && key != "version" && key != "title" && key != "extends" && key != "replaces" && key != "licence" && key != "authored_by" && key != "reviewed_by" && key != "note")
      return bad(key, "the member '" + std::string(key) + "' is not known in pack.yaml");
  }
  if (needs_header && json::text_at(value, "pack") != name) return bad("pack", "the pack set stands in the folder '" + name + "' and must have that name");
  if (json::text_at(value, "version").empty()) return bad("version", "pack.yaml needs a version such as 1.0.0 as text");
  const auto* replaces = json::find(value, "replaces");
  if (!json::is_null(replaces) && !replaces->is_array()) return bad("replaces", "replaces is a list of logical names such as lex/emotion");
  for (const auto& entry : json::list_or_empty(replaces)) {
    if (!entry.is_string()) return bad("replaces", "replaces is a list of logical names such as lex/emotion");
    const std::string logical(std::string_view(entry.get_string()));
    if (is_guard(logical)) return fail(ErrorCode::refused, "the guard pack '" + logical + "' must not be replaced; guard packs can be extended, never reduced or weakened", layer.header->place("replaces"));
    layer.replaces.insert(logical);
  }
  return layer;
}

}  // namespace

Result<std::shared_ptr<const yaml::Document>> read_document(const fs::path& path, const std::string& shown) {
  AMENDS_TRY(auto text, read_file(path.string(), kFileBytesMax));
  const auto at = [&](Error error) {
    if (error.code == ErrorCode::schema) error.code = ErrorCode::pack_invalid;
    if (error.where.empty()) error.where = shown;
    return error;
  };
  if (path.extension() != ".json") {
    auto document = yaml::parse(text, shown);
    if (!document) return at(std::move(document).error());
    return std::shared_ptr<const yaml::Document>(std::make_shared<yaml::Document>(*std::move(document)));
  }
  auto value = json::parse(text);
  if (!value) return at(std::move(value).error().within(shown));
  auto document = std::make_shared<yaml::Document>();
  if (auto marked = yaml::parse(text, shown)) document->marks = std::move(marked->marks);
  document->name = shown;
  document->value = *std::move(value);
  return std::shared_ptr<const yaml::Document>(std::move(document));
}

Result<std::vector<FoundFile>> list_files(const Layer& layer) {
  std::vector<FoundFile> out;
  std::error_code error;
  fs::recursive_directory_iterator at(layer.folder, error), end;
  for (; !error && at != end; at.increment(error)) {
    if (!at->is_regular_file(error)) continue;
    const auto relative = at->path().lexically_relative(layer.folder);
    const auto file_name = relative.filename().string();
    const auto extension = relative.extension().string();
    if (file_name.starts_with('.') || (extension != ".yaml" && extension != ".yml" && extension != ".json" && extension != ".tsv" && extension != ".dmn")) continue;
    if (relative == "pack.yaml" || relative.begin()->string() == "schemas") continue;
    FoundFile file{.path = at->path(), .shown = layer.name + "/" + relative.generic_string(), .logical = relative.generic_string(), .language = {}, .is_table_of_pairs = extension == ".tsv", .is_model = extension == ".dmn"};
    file.logical.resize(file.logical.size() - extension.size());
    for (const std::string_view language : {"zh", "en"})
      if (!file.is_table_of_pairs && !file.is_model && file.logical.ends_with("." + std::string(language))) {
        file.language = language;
        file.logical.resize(file.logical.size() - 3);
      }
    out.push_back(std::move(file));
    if (out.size() > kFilesMax) return fail(ErrorCode::range, "the folder has more than " + std::to_string(kFilesMax) + " pack files; split it", layer.folder.string());
  }
  if (error) return fail(ErrorCode::io, "the pack folder cannot be read: " + error.message(), layer.folder.string());
  const auto rank = [](const FoundFile& file) { return std::make_tuple(file.is_model, file.logical, file.language.empty() ? 0 : file.language == "zh" ? 1 : 2, file.shown); };
  std::sort(out.begin(), out.end(), [&](const FoundFile& a, const FoundFile& b) { return rank(a) < rank(b); });
  for (std::size_t i = 1; i < out.size(); ++i)
    if (out[i].logical == out[i - 1].logical && out[i].language == out[i - 1].language && out[i].is_model == out[i - 1].is_model)
      return fail(ErrorCode::pack_invalid, "this file and " + out[i - 1].shown + " have the same name; keep one of them", out[i].shown);
  return out;
}

Result<std::vector<Layer>> read_layers(const fs::path& packs_folder, std::string_view set_name, std::span<const fs::path> overlays) {
  if (!is_set_name(set_name)) return fail(ErrorCode::invalid_argument, "'" + std::string(set_name) + "' is no name of a pack set; use a-z, 0-9, - and _");
  if (overlays.size() > kOverlaysMax) return fail(ErrorCode::range, "there are more than " + std::to_string(kOverlaysMax) + " overlay folders; merge some of them");
  std::vector<Layer> layers;
  for (std::string next(set_name); !next.empty();) {
    if (std::any_of(layers.begin(), layers.end(), [&](const Layer& layer) { return layer.name == next; }))
      return fail(ErrorCode::pack_invalid, "the pack set '" + next + "' extends itself in the end; take one extends away", layers.back().header->place("extends"));
    if (layers.size() >= kExtendsMax) return fail(ErrorCode::range, "more than " + std::to_string(kExtendsMax) + " pack sets extend each other", layers.back().header->place("extends"));
    if (!is_set_name(next)) return fail(ErrorCode::pack_invalid, "'" + next + "' is no name of a pack set; use a-z, 0-9, - and _", layers.back().header->place("extends"));
    auto layer = read_layer(packs_folder / next, next, true);
    if (!layer) {
      auto error = std::move(layer).error();
      return layers.empty() || error.code != ErrorCode::not_found ? error : fail(ErrorCode::pack_missing, "there is no pack set '" + next + "' to extend", layers.back().header->place("extends"));
    }
    next = json::text_at(layer->header->value, "extends");
    layers.push_back(*std::move(layer));
  }
  std::reverse(layers.begin(), layers.end());
  for (const auto& folder : overlays) {
    AMENDS_TRY(auto layer, read_layer(folder, folder.filename().empty() ? folder.parent_path().filename().string() : folder.filename().string(), false));
    layers.push_back(std::move(layer));
  }
  return layers;
}

}  // namespace amends::packs

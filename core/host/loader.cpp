#include "host/loader.hpp"

#include <algorithm>
#include <filesystem>

#include "host/boundary.hpp"
#include "host/library.hpp"
#include "host/manifest.hpp"
#include "host/plugin_stage.hpp"
#include "host/trust.hpp"
#include "support/files.hpp"
#include "support/hash.hpp"

namespace amends::host {
namespace {

namespace fs = std::filesystem;

/// A library that passed every check and is not in the catalogue yet.
struct Candidate {
  PluginManifest manifest;
  const amends_plugin* plugin = nullptr;
  std::string sha256;
};

Result<std::string> trusted_bytes(const fs::path& file, const std::map<std::string, TrustedFile>& lock, LoadRow& row) {
  const auto shown = file.string();
  const auto known = lock.find(file.filename().string());
  if (known == lock.end())
    return fail(ErrorCode::refused, "the plugin is not in " + std::string(kLockName) + " and was not loaded; if you know where it comes from, run `amends plugin trust " + shown + "`", shown);
  AMENDS_TRY(auto bytes, read_file(shown, kLibraryBytesMax));
  row.sha256 = hex(sha256(bytes));
  if (row.sha256 != known->second.sha256 || static_cast<std::int64_t>(bytes.size()) != known->second.size)
    return fail(ErrorCode::corrupt, "the file has changed since it was trusted (SHA-256 then " + known->second.sha256.substr(0, 12) + ", now " + row.sha256.substr(0, 12) +
                "); find out who changed it, then restore it or run `amends plugin trust " + shown + "`", shown);
  return bytes;
}

Result<Candidate> open_candidate(const fs::path& file, const std::map<std::string, TrustedFile>& lock, const std::string& private_folder, LoadRow& row) {
  const auto shown = file.string();
  AMENDS_TRY(const auto bytes, trusted_bytes(file, lock, row));

  auto beside = file;
  beside.replace_extension(".json");
  const auto manifest_text = read_file(beside.string(), kManifestBytesMax);
  if (!manifest_text) return fail(manifest_text.error().code, "the plugin's manifest is missing: " + manifest_text.error().text() + "; copy it beside the library", shown);
  Candidate out;
  AMENDS_TRY(out.manifest, parse_manifest(*manifest_text, beside.string()));
  row.plugin = out.manifest.plugin;
  for (const auto& stage : out.manifest.stages) row.stages.push_back(stage.id + " " + stage.version);
  if (out.manifest.plugin != file.stem().string())
    return fail(ErrorCode::schema, "the manifest is of the plugin '" + out.manifest.plugin + "' and the file is called " + file.filename().string() + "; give both one name", shown);

  AMENDS_TRY(const auto copy, private_copy(private_folder, bytes, row.sha256));
  AMENDS_TRY(const auto library, open_library(copy, shown));
  AMENDS_TRY(out.plugin, plugin_table(library, shown));
  if (from_c(out.plugin->manifest) != *manifest_text)
    return fail(ErrorCode::corrupt, "the manifest inside the library differs from " + beside.filename().string() + " beside it; build the plugin again, which writes both", shown);
  for (std::uint32_t i = 0; i < out.plugin->stage_count; ++i) {
    const auto id = from_c(out.plugin->stages[i]->id);
    if (std::none_of(out.manifest.stages.begin(), out.manifest.stages.end(), [&](const StageManifest& stage) { return stage.id == id; }))
      return fail(ErrorCode::corrupt, "the library offers the stage '" + std::string(id) + "', which its manifest does not name; correct plugin.json or the id in the source", shown);
  }
  if (out.plugin->stage_count != out.manifest.stages.size())
    return fail(ErrorCode::corrupt, "the manifest names " + std::to_string(out.manifest.stages.size()) + " stages and the library offers " + std::to_string(out.plugin->stage_count) + "; correct plugin.json or AMENDS_PLUGIN", shown);
  out.sha256 = row.sha256;
  return out;
}

std::vector<fs::path> libraries_in(const std::string& folder, std::error_code& error) {
  std::vector<fs::path> out;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (it->path().extension() == ".so") out.push_back(it->path());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

struct PluginCatalogue::State {
  explicit State(std::shared_ptr<Services> given) : services(std::move(given)), host(*services) {}
  std::shared_ptr<Services> services;
  HostTable host;
  std::map<std::pair<std::string, std::int32_t>, std::unique_ptr<Stage>, std::less<>> stages;  // by id and major

  Result<void> room_for(const PluginManifest& manifest, const std::string& shown) const {
    for (const auto& stage : manifest.stages)
      if (stages.contains({stage.id, stage.major}))
        return fail(ErrorCode::already_exists, "the stage " + stage.id + "@" + std::to_string(stage.major) + " is there already, from another plugin; remove one of the two", shown);
    return {};
  }
};

std::size_t LoadReport::refused() const {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [](const LoadRow& row) { return row.state == LoadRow::State::refused; }));
}

const LoadRow* LoadReport::find(std::string_view file_name) const {
  for (const auto& row : rows)
    if (fs::path(row.path).filename().string() == file_name) return &row;
  return nullptr;
}

PluginCatalogue::PluginCatalogue(std::shared_ptr<Services> services) : state_(std::make_unique<State>(std::move(services))) {}
PluginCatalogue::~PluginCatalogue() = default;

Stage* PluginCatalogue::find(std::string_view id, std::int32_t major) const {
  Stage* best = nullptr;
  for (const auto& [key, stage] : state_->stages)
    if (key.first == id && (major == 0 || key.second == major)) best = stage.get();  // majors rise within one id: the last is the highest
  return best;
}

std::vector<const StageManifest*> PluginCatalogue::all() const {
  std::vector<const StageManifest*> out;
  for (const auto& [key, stage] : state_->stages) out.push_back(&stage->manifest());
  return out;
}

Result<void> PluginCatalogue::add(std::unique_ptr<Stage> stage) {
  const auto& manifest = stage->manifest();
  const auto key = std::pair(manifest.id, manifest.major);
  if (state_->stages.contains(key)) return fail(ErrorCode::already_exists, "the stage " + manifest.id + "@" + std::to_string(manifest.major) + " is there already; give yours another id", manifest.id);
  state_->stages.emplace(key, std::move(stage));
  return {};
}

LoadReport PluginCatalogue::load(const LoadOptions& options) {
  LoadReport report;
  const auto private_folder = options.private_folder.empty() ? default_private_folder() : options.private_folder;
  const auto refuse = [&](LoadRow row, const Error& error) {
    row.state = LoadRow::State::refused;
    row.code = error.code;
    row.reason = error.text();
    report.rows.push_back(std::move(row));
  };
  for (const auto& folder : options.folders) {
    std::error_code trouble;
    const auto files = libraries_in(folder, trouble);
    if (trouble) {
      LoadRow row;
      row.path = folder;
      refuse(std::move(row), fail(ErrorCode::not_found, "the plugin folder cannot be read: " + trouble.message() + "; create it or name another one", folder));
      continue;
    }
    const auto lock = read_lock(folder);
    for (const auto& file : files) {
      LoadRow row;
      row.path = file.string();
      if (!lock) {
        refuse(std::move(row), lock.error());
        continue;
      }
      if (report.rows.size() >= kPluginsMax) {
        refuse(std::move(row), fail(ErrorCode::range, "there are more than " + std::to_string(kPluginsMax) + " plugins; move some of them away", row.path));
        break;
      }
      auto candidate = open_candidate(file, *lock, private_folder, row);
      if (!candidate) {
        refuse(std::move(row), candidate.error());
        continue;
      }
      if (const auto room = state_->room_for(candidate->manifest, row.path); !room) {
        refuse(std::move(row), room.error());
        continue;
      }
      for (auto& manifest : candidate->manifest.stages) {
        const amends_stage* table = nullptr;
        for (std::uint32_t i = 0; i < candidate->plugin->stage_count; ++i)
          if (from_c(candidate->plugin->stages[i]->id) == manifest.id) table = candidate->plugin->stages[i];
        const auto key = std::pair(manifest.id, manifest.major);
        state_->stages.emplace(key, make_plugin_stage(candidate->manifest.plugin, std::move(manifest), "sha256:" + candidate->sha256, table, state_->host));
      }
      row.state = LoadRow::State::loaded;
      report.rows.push_back(std::move(row));
    }
  }
  return report;
}

}  // namespace amends::host

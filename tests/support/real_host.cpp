#include "support/real_host.hpp"

#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "host/pack_services.hpp"
#include "host/trust.hpp"
#include "support/json.hpp"

namespace amends::tests {
namespace {

namespace fs = std::filesystem;

std::string fresh_folder() {
  std::string name = (fs::temp_directory_path() / "amends-real-host-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder can be made");
  return name;
}

amends_status status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::unavailable: return AMENDS_UNAVAILABLE;
    case ErrorCode::needs_person: return AMENDS_NEEDS_PERSON;
    case ErrorCode::deadline: return AMENDS_DEADLINE;
    case ErrorCode::cancelled: return AMENDS_CANCELLED;
    case ErrorCode::internal: return AMENDS_INTERNAL;
    default: return AMENDS_INVALID_ARGUMENT;
  }
}

}  // namespace

RealHost::RealHost(const std::string& plugin_file, const std::string& packs_folder, std::string_view pack_set, std::vector<std::string> overlays)
    : folder_(fresh_folder()), log_(std::make_shared<std::vector<std::string>>()) {
  if (!packs_folder.empty()) {
    const std::vector<fs::path> paths(overlays.begin(), overlays.end());
    auto packs = packs::PackSet::load(packs_folder, pack_set, paths);
    if (!packs) throw std::runtime_error(packs.error().text());
    packs_ = *std::move(packs);
  }
  const fs::path library(plugin_file);
  auto manifest = library;
  manifest.replace_extension(".json");
  fs::create_directory(folder_ + "/plugins");
  fs::copy_file(library, fs::path(folder_) / "plugins" / library.filename());
  fs::copy_file(manifest, fs::path(folder_) / "plugins" / manifest.filename());
  if (const auto lock = host::write_lock(folder_ + "/plugins"); !lock) throw std::runtime_error(lock.error().text());
  catalogue_ = std::make_unique<host::PluginCatalogue>(host::make_pack_services([log = log_](host::LogLevel, std::string_view stage, std::string_view, std::string_view text) {
    log->push_back(std::string(stage) + ": " + std::string(text));
  }));
  const auto report = catalogue_->load({{folder_ + "/plugins"}, folder_ + "/private"});
  for (const auto& row : report.rows)
    if (row.state == host::LoadRow::State::refused) throw std::runtime_error(row.reason);
}

RealHost::~RealHost() {
  catalogue_.reset();
  std::error_code ignored;  // the folder is temporary; what cannot be removed is left to the system
  fs::remove_all(folder_, ignored);
}

host::Stage& RealHost::loaded(std::string_view stage_id) const {
  auto* stage = catalogue_->find(stage_id, 0);
  if (!stage) throw std::runtime_error("the plugin has no stage '" + std::string(stage_id) + "'");
  return *stage;
}

sdk::StageUnderTest RealHost::stage(std::string_view stage_id) const {
  return {loaded(stage_id).manifest().raw, [this, id = std::string(stage_id)](const sdk::CallInput& input) { return run(id, input); }};
}

sdk::Answer RealHost::run(std::string_view stage_id, const sdk::CallInput& input) const {
  auto& stage = loaded(stage_id);
  const auto& manifest = stage.manifest();
  const auto* schema = json::find(manifest.raw, "config_schema");
  const auto record = json::write(sdk::only_read_paths(input.record, manifest.raw));
  const auto config = json::write(schema ? sdk::with_defaults(*schema, input.config) : input.config);
  host::StageCall call;
  call.case_id = input.case_id;
  call.record = record;
  call.config = config;
  call.run = static_cast<std::int32_t>(input.run);
  if (const auto now = parse_instant(input.now)) call.now = *now;
  call.packs = packs_.get();
  call.locale = input.locale;
  call.institution = input.institution;
  call.cancelled = input.cancelled;
  const auto start = std::chrono::steady_clock::now();
  auto result = stage.run(call);
  sdk::Answer answer;
  answer.took_us = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
  if (result) {
    answer.status = AMENDS_OK;
    answer.result = std::move(result->text);
  } else {
    answer.status = status_of(result.error().code);
    answer.code = code_name(result.error().code);
    answer.text = result.error().message;
    answer.details = json::write(json::Object{{"path", result.error().where}});
  }
  return answer;
}

}  // namespace amends::tests

#pragma once
// plugin.json: what a library says about itself and its stages (catalogue 0.6). Everything is checked here, so that the rest of the host and the runtime
// need not look twice; unknown members are refused, because a misspelt one would otherwise be a promise that nobody keeps.
#include <string>
#include <string_view>
#include <vector>

#include "host/stage.hpp"
#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::host {

inline constexpr std::int32_t kApiVersion = 1;                   ///< the manifest's `api`
inline constexpr std::size_t kManifestBytesMax = 1u << 20;
inline constexpr std::size_t kStagesMax = 64;                    ///< of one library
inline constexpr std::size_t kListMax = 256;                     ///< entries of reads, packs, sets, ...
inline constexpr std::int64_t kTimeLimitMsMax = 600'000;         ///< ten minutes
inline constexpr std::int64_t kTimeLimitMsDefault = 50'000;

struct PluginManifest {
  std::string plugin;                  ///< library name without ".so"
  std::vector<StageManifest> stages;   ///< in the file's order, ids distinct
  json::Value raw;
};

/// Reads and checks plugin.json. `name` stands in messages, usually the file's path.
/// Errors: `schema`, `missing_field`, `bad_type`, `range`, `unsupported` (another api version); `where` is name and JSON path.
[[nodiscard]] Result<PluginManifest> parse_manifest(std::string_view text, std::string_view name);

/// True for "amends.intake", "bank.vip_check": two or more names joined by dots.
[[nodiscard]] bool is_stage_id(std::string_view text) noexcept;
/// True when a manifest's `packs` names the logical pack file: exactly, or by "letters/*". What follows a '#' is not looked at.
[[nodiscard]] bool may_read_pack(const StageManifest& manifest, std::string_view name) noexcept;

}  // namespace amends::host

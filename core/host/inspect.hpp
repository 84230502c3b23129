#pragma once
// Looks into a library that nobody trusts yet: in a child process, so that a crash, a hang or bad words of it cost nothing.
#include <cstdint>
#include <string>

#include "host/manifest.hpp"
#include "support/result.hpp"

namespace amends::host {

/// The hidden verb of the program that runs the child: `program plugin-inspect-child PATH`, which calls inspect_child().
inline constexpr std::string_view kInspectVerb = "plugin-inspect-child";
inline constexpr std::int64_t kInspectLimitMs = 10'000;

struct Inspection {
  std::uint32_t abi_version = 0;
  std::string manifest_text;
  PluginManifest manifest;
  std::string sha256;
};

/// Starts `program` with the hidden verb, waits at most limit_ms and reads what it found. The library's own output is dropped.
/// Errors: what the child found wrong; `corrupt` when it crashed; `deadline` when it hung (it is killed); `io` when the program cannot be started.
[[nodiscard]] Result<Inspection> inspect_in_child(const std::string& program, const std::string& path, std::int64_t limit_ms = kInspectLimitMs);

/// The child: limits itself, loads the library and writes its findings to descriptor 3. Answers the exit code for main().
[[nodiscard]] int inspect_child(const std::string& path);

}  // namespace amends::host

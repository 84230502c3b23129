#pragma once
// A stage behind the C boundary as the runtime sees it.
#include <memory>
#include <string>

#include "abi/amends_plugin.h"
#include "host/boundary.hpp"
#include "host/stage.hpp"

namespace amends::host {

/// plugin: the library's name, for messages. stage and host outlive the answer (a loaded library is never unloaded).
/// Calls: the call document is put together from the texts of StageCall without parsing them; the answer is copied, at most kResultBytesMax, and must be a
/// JSON object with the envelope's keys that speaks for this stage. Errors of run(): those the stage reports; `deadline` when it came back after its time
/// limit; `cancelled`; `schema` for an answer that is no envelope; `internal` (naming the plugin) for everything that breaks the boundary's rules.
[[nodiscard]] std::unique_ptr<Stage> make_plugin_stage(std::string plugin, StageManifest manifest, std::string library_hash, const amends_stage* stage, const HostTable& host);

}  // namespace amends::host

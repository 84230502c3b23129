#pragma once
// The folder of a new plugin, from the files of plugins/_template, which are embedded in the program.
#include <string>
#include <string_view>

#include "support/result.hpp"

namespace amends::host {

/// Writes a plugin folder for the stage `id` ("bank.vip_check") that builds and passes its tests at once. target: the folder to make; when it exists already
/// (or is empty, meaning here), the plugin's own name is put below it: "bank_vip_check". prefix: where find_package(Amends) finds its package, written into
/// the folder's README; may be empty. Answers the folder.
/// Errors: `invalid_argument` (no stage id, or one of `amends.`), `unsupported` (another language than "cpp"), `already_exists` (nothing is overwritten), `io`.
Result<std::string> create_plugin_folder(std::string_view id, const std::string& target, std::string_view prefix = {}, std::string_view language = "cpp");

}  // namespace amends::host

#pragma once
// One shared library, opened once and never closed. Boost.DLL stays in library.cpp.
#include <cstdint>
#include <string>

#include "abi/amends_plugin.h"
#include "support/result.hpp"

namespace amends::host {

/// The two symbols of a plugin. Pointers live until the process ends.
struct Library {
  std::uint32_t abi_version = 0;
  const amends_plugin* (*entry)(void) = nullptr;
};

/// Maps a library and looks its symbols up; no function of it is called beyond what the system loader runs. `shown` is the name for messages.
/// Errors: `corrupt` (the system cannot load the file), `not_found` (a symbol is missing), `unsupported` (another ABI version).
[[nodiscard]] Result<Library> open_library(const std::string& path, const std::string& shown);

/// The plugin's table after its entry was called, with sizes and pointers checked. Errors: `corrupt`.
[[nodiscard]] Result<const amends_plugin*> plugin_table(const Library& library, const std::string& shown);

}  // namespace amends::host

#define BOOST_DLL_USE_STD_FS
#include "host/library.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <boost/dll/import.hpp>
#include <boost/dll/shared_library.hpp>
#include <cstring>
#include <string_view>

#include "support/files.hpp"

namespace amends::host {

namespace dll = boost::dll;

namespace {

constexpr std::size_t kLibraryBytesMax = 256u << 20;

/// A structure of the file at an offset. False when the file ends before it.
template <class T>
bool copy_at(std::string_view bytes, std::uint64_t offset, T& out) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return false;
  std::memcpy(&out, bytes.data() + offset, sizeof(T));
  return true;
}

/// The system's loader maps what the headers promise without looking at the file's length: a library that was cut short would take the process down with
/// SIGBUS. So the headers are checked against the length first.
Result<void> check_whole(std::string_view bytes, const std::string& shown) {
  const auto bad = [&](const char* what) { return fail(ErrorCode::corrupt, std::string("the system cannot load the library: ") + what + "; build or copy it again", shown); };
  ElfW(Ehdr) header;
  if (!copy_at(bytes, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return bad("it is no shared library");
  if (header.e_ident[EI_CLASS] != (sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32) || header.e_type != ET_DYN || header.e_phentsize != sizeof(ElfW(Phdr)))
    return bad("it is no shared library for this machine");
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    ElfW(Phdr) part;
    if (!copy_at(bytes, header.e_phoff + std::uint64_t(i) * sizeof part, part)) return bad("the file is cut short");
    if (part.p_type == PT_LOAD && (part.p_offset > bytes.size() || bytes.size() - part.p_offset < part.p_filesz)) return bad("the file is cut short");
  }
  return {};
}

}  // namespace

Result<Library> open_library(const std::string& path, const std::string& shown) {
  constexpr auto kMode = dll::load_mode::rtld_now | dll::load_mode::rtld_local;
  Library out;
  {
    AMENDS_TRY(const auto bytes, read_file(path, kLibraryBytesMax));
    AMENDS_CHECK(check_whole(bytes, shown));
  }
  try {
    dll::shared_library library(path, kMode);
    for (const auto* symbol : {"amends_abi_version", "amends_plugin_entry"})
      if (!library.has(symbol))
        return fail(ErrorCode::not_found, std::string("the library has no symbol ") + symbol + ", so it is no Amends plugin; build it with amends_add_plugin and AMENDS_PLUGIN, or move it out of the plugin folder", shown);
    // Stages, threads and static objects of the library may be alive until the process ends: it is pinned and never unmapped.
    if (!::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD | RTLD_NODELETE))
      return fail(ErrorCode::corrupt, std::string("the library cannot be kept in memory: ") + ::dlerror() + "; build it again", shown);
    out.abi_version = *dll::import_symbol<const std::uint32_t>(library, "amends_abi_version");
    if (out.abi_version != AMENDS_ABI_VERSION)
      return fail(ErrorCode::unsupported, "the plugin was built for ABI version " + std::to_string(out.abi_version) + " and this host has " + std::to_string(AMENDS_ABI_VERSION) +
                  "; get a build of the plugin for this version of Amends", shown);
    out.entry = &library.get<const amends_plugin*(void)>("amends_plugin_entry");
    return out;
  } catch (const std::exception& exception) {
    return fail(ErrorCode::corrupt, std::string("the system cannot load the library: ") + exception.what() + "; build or copy it again", shown);
  }
}

Result<const amends_plugin*> plugin_table(const Library& library, const std::string& shown) {
  const auto wrong = [&](const std::string& what) { return fail(ErrorCode::corrupt, "the plugin's table is not usable: " + what + "; build the plugin again with this version's SDK", shown); };
  const amends_plugin* plugin = nullptr;
  try {
    plugin = library.entry();
  } catch (...) {
    return wrong("amends_plugin_entry let an exception out");
  }
  if (!plugin) return wrong("amends_plugin_entry answered nothing; plugin.json and AMENDS_PLUGIN may name different stages");
  if (plugin->struct_size < sizeof(amends_plugin)) return wrong("struct_size " + std::to_string(plugin->struct_size) + " is too small");
  if (!plugin->manifest.data || plugin->manifest.size == 0) return wrong("it holds no manifest");
  if (plugin->stage_count == 0 || !plugin->stages) return wrong("it holds no stage");
  for (std::uint32_t i = 0; i < plugin->stage_count; ++i) {
    const auto* stage = plugin->stages[i];
    if (!stage || stage->struct_size < sizeof(amends_stage) || !stage->create || !stage->handle || !stage->destroy || !stage->id.data)
      return wrong("stage " + std::to_string(i) + " is incomplete");
  }
  return plugin;
}

}  // namespace amends::host

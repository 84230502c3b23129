// The small tool that amends_add_plugin() runs while building: `plugin_tool check plugin.json` and `plugin_tool trust FILE.so`.
#include <iostream>

#include "host/manifest.hpp"
#include "host/trust.hpp"
#include "support/files.hpp"

int main(int argc, char** argv) {
  using namespace amends;
  const std::string verb = argc > 1 ? argv[1] : "";
  const auto complain = [](const Error& error) {
    std::cerr << error.text() << '\n';
    return 1;
  };
  if (argc == 3 && verb == "check") {
    const auto text = read_file(argv[2], host::kManifestBytesMax);
    if (!text) return complain(text.error());
    if (const auto manifest = host::parse_manifest(*text, argv[2]); !manifest) return complain(manifest.error());
    return 0;
  }
  if (argc == 3 && verb == "trust") {
    if (const auto trusted = host::trust(argv[2]); !trusted) return complain(trusted.error());
    return 0;
  }
  std::cerr << "usage: plugin_tool check plugin.json | plugin_tool trust LIBRARY.so\n";
  return 2;
}

// What the `amends` program does with plugins, for tests that need a program: the hidden verb of inspect_in_child, `inspect FILE`, `new ID FOLDER PREFIX`.
#include <iostream>
#include <string>

#include "host/inspect.hpp"
#include "host/scaffold.hpp"

int main(int argc, char** argv) {
  using namespace amends;
  const std::string verb = argc > 1 ? argv[1] : "";
  if (argc == 3 && verb == host::kInspectVerb) return host::inspect_child(argv[2]);
  if (argc == 3 && verb == "inspect") {
    const auto found = host::inspect_in_child(argv[0], argv[2]);
    if (!found) {
      std::cerr << found.error().text() << '\n';
      return 1;
    }
    for (const auto& stage : found->manifest.stages) std::cout << stage.id << ' ' << stage.version << '\n';
    return 0;
  }
  if (argc == 5 && verb == "new") {
    const auto made = host::create_plugin_folder(argv[2], argv[3], argv[4]);
    if (!made) {
      std::cerr << made.error().text() << '\n';
      return 1;
    }
    std::cout << *made << '\n';
    return 0;
  }
  return 2;
}

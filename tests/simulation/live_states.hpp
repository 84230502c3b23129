#pragma once
// What a turn holds in memory when its events go to the journal. The linker puts our function in the place of Turn::take (CMakeLists.txt beside this file), so that the product has no
// door for it: `live` is never read back from a journal, and a fold of the journal must give the same.
#include <map>
#include <string>

namespace amends::simulation {

/// Dumps (state_dump.hpp) by case, of the newest take. One thread.
std::map<std::string, std::string>& live_states();

}  // namespace amends::simulation

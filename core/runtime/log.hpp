#pragma once
// One line of log, with the case it is about. Where lines go is the host's choice (spdlog in the program, `logging` in Python). No personal data in lines.
#include <functional>
#include <string_view>

namespace amends::runtime {

enum class LogLevel { debug, info, warn, error };
/// Thread: called from any thread; must not call back into the runtime.
using Log = std::function<void(LogLevel level, std::string_view case_id, std::string_view message)>;

}  // namespace amends::runtime

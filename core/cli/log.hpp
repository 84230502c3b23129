#pragma once
// Logs on standard error by spdlog, which is included in log.cpp alone (it costs every other file seconds of compile time).
#include "runtime/log.hpp"

namespace amends::cli {

/// Warnings and errors; with `verbose` everything. Thread: any.
[[nodiscard]] runtime::Log make_log(bool verbose);

}  // namespace amends::cli

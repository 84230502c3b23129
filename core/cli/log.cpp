#include "cli/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "support/utf8.hpp"

namespace amends::cli {

runtime::Log make_log(bool verbose) {
  // A logger of its own, not the library's default: two runtimes in one process must not notice each other.
  auto logger = std::make_shared<spdlog::logger>("amends", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_level(verbose ? spdlog::level::debug : spdlog::level::err);
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
  return [logger](runtime::LogLevel level, std::string_view case_id, std::string_view message) {
    const auto to = level == runtime::LogLevel::debug ? spdlog::level::debug : level == runtime::LogLevel::info ? spdlog::level::info : level == runtime::LogLevel::warn ? spdlog::level::warn : spdlog::level::err;
    const auto plain = utf8::without_controls(message);
    if (case_id.empty()) logger->log(to, "{}", plain);
    else logger->log(to, "[{}] {}", case_id, plain);
  };
}

}  // namespace amends::cli

#pragma once
// How the parts of the fold (case_*.cpp) read a payload.
#include <optional>
#include <string>
#include <string_view>

#include "flow/machine.hpp"
#include "support/json.hpp"
#include "support/time.hpp"

namespace amends::runtime {

inline constexpr std::string_view kAnswers = "answers.";  ///< and the form: where the record has what was answered to it

/// Takes a member out of the payload; what is not kept goes with it. Null when it has none.
inline json::Value take_member(json::Value& payload, std::string_view name) {
  auto* found = payload.is_object() ? payload.get_object().if_contains(name) : nullptr;
  return found ? std::move(*found) : json::Value(nullptr);
}

inline std::optional<Instant> instant_at(const json::Value& value, std::string_view path) {
  const auto text = json::text_at(value, path);
  if (text.empty()) return std::nullopt;
  const auto parsed = parse_instant(text);
  return parsed ? std::optional<Instant>(*parsed) : std::nullopt;
}

/// The step of a task, timer or wait; empty when it belongs to none.
inline std::string command_step(std::string_view id) {
  const auto parsed = flow::parse_command_id(id);
  return parsed ? parsed->step : std::string{};
}

}  // namespace amends::runtime

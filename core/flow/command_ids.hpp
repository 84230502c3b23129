#pragma once
// The ids of tasks, timers and awaited messages (machine.hpp, Command): made and taken apart here only.
#include <cstdint>
#include <string>
#include <string_view>

#include "flow/definition.hpp"

namespace amends::flow {

/// The parts of "<step>#<visit>[:part]"; valid as long as the id is.
struct IdView {
  std::string_view step;
  std::int32_t visit = 0;
  std::string_view part;
};

/// Reads a number from 1 without leading zeros; false for anything else.
[[nodiscard]] bool positive(std::string_view text, std::int32_t& out);
[[nodiscard]] bool split_id(std::string_view id, IdView& out);
[[nodiscard]] std::string make_id(const Step& step, std::int32_t visit, std::string_view part = {});

inline constexpr std::string_view kEscalate = "escalate:";
inline constexpr std::string_view kRemind = "remind:";
inline constexpr std::string_view kRetry = "retry:";
inline constexpr std::string_view kOn = "on:";
inline constexpr std::string_view kMore = "more:";

/// The id of rung n (from 1) of a task.
[[nodiscard]] std::string rung_id(const std::string& task_id, std::size_t rung);
/// The id of reminder n (from 1) of a task.
[[nodiscard]] std::string reminder_id(const std::string& task_id, std::size_t number);
/// True when `part` is "escalate:<n>" with a rung of `work`, or "remind:<n>" with one of its reminders.
[[nodiscard]] bool is_rung(const HumanWork& work, std::string_view part);
/// The part of an `on` event that was heard `heard` times.
[[nodiscard]] std::string on_part(const Boundary& boundary, std::int32_t heard);

}  // namespace amends::flow

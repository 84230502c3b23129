#pragma once
// What lists and timers need of a case, from its fold: the rows that the store keeps beside the events and that can be made anew from them at any time.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/case_state.hpp"
#include "store/store.hpp"

namespace amends::runtime {

/// The attribute of a case that waits for a newer calendar pack; its value is the hash of the one that did not reach.
inline constexpr std::string_view kCalendarMissing = "calendar_missing";

/// Why a case is parked, suspended or stranded.
inline constexpr std::string_view kReason = "reason";
/// The reason of a case that recovery parks because one of its steps took the process down again and again.
inline constexpr std::string_view kTookTheProcessDown = "the process ended three times while this step ran; look at the stage, then resume the case";

/// The attributes lists filter by, from the record: nature, severity, complexity, route, complaint, safety, status, channel, institution, due.
[[nodiscard]] std::map<std::string, std::string> attributes_of(const CaseState& state);

/// Status, attributes, tasks, timers and waits, all of them. `commands_left`: the turn is cut here, the case is not waiting yet and recovery goes on with it.
/// `stranded`: why no loaded plugin can carry the case on, empty when one can; the events do not tell. `lookup_salt`: of the store, when other cases may
/// ask for this one; then with the keys by which they find it.
[[nodiscard]] store::Projection project(const CaseState& state, bool commands_left, std::string_view stranded = {}, std::optional<std::int64_t> lookup_salt = std::nullopt);
/// The same without the tasks, of which a case keeps all that it ever had; a turn writes those that changed (CaseState::changed_tasks).
[[nodiscard]] store::Projection project_but_tasks(const CaseState& state, bool commands_left, std::string_view stranded = {}, std::optional<std::int64_t> lookup_salt = std::nullopt);
[[nodiscard]] store::TaskRow task_row(const CaseState& state, const TaskState& task);

/// What has to be written so that a store that holds `before` holds `after`; an empty status: it stays.
[[nodiscard]] store::Projection difference(const store::Projection& before, const store::Projection& after);

/// Of a legal clock, which runs on whatever a person does to the work on the case; else a timer of the workflow.
[[nodiscard]] bool is_legal_timer(std::string_view timer_id);
/// A task of a person's safety or of a legal clock that ran out: neither waits for the case to be resumed.
[[nodiscard]] bool answered_while_suspended(const TaskState& task);
/// What a list says of a task: open, withheld (it waits until a person is out of danger, or until the case is resumed), answered or closed.
[[nodiscard]] std::string listed_status(const CaseState& state, const TaskState& task);

/// The commands that the case still waits for and that nobody has carried out: what is in the projections already is not done twice, pure work is.
/// None of a suspended case.
[[nodiscard]] std::vector<flow::Command> left_to_do(const CaseState& state);

}  // namespace amends::runtime

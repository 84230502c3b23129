#pragma once
// What tables need of a case beyond its fold: when it had which status, first readings, who acted. Collected from the events while they are folded.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/case_state.hpp"

namespace amends::tables {

struct StatusSpan {
  std::string status;
  Instant from;
  std::int64_t seq = 0;
};

/// A relation of an event to a thing, `object` with the case in its id.
struct EventLink {
  std::int64_t seq = 0;
  std::string object, qualifier;
};

struct CaseFacts {
  std::vector<StatusSpan> status;   ///< oldest first
  std::optional<Instant> first_reply, finished, acknowledged;
  bool answered_final = false, nature_confirmed = false;
  std::optional<std::int64_t> emotion_first, emotion_last;
  std::int64_t emotion_first_seq = 0, emotion_last_seq = 0;
  std::map<std::string, Instant> first_warned;     ///< by clock kind
  std::map<std::string, std::int64_t> clock_changes;
  std::vector<std::string> handlers;               ///< ids, in order of their first answer
  std::int64_t overrides = 0, events = 0;
  std::vector<EventLink> links;
  std::set<std::string> stages;                    ///< ids of stages that ran
  std::map<std::string, std::vector<std::pair<std::int64_t, std::string>>, std::less<>> task_events;  ///< task id -> event, how it is related

  [[nodiscard]] const std::vector<std::pair<std::int64_t, std::string>>& of_task(std::string_view id) const;

  [[nodiscard]] std::optional<Instant> first(std::string_view name) const;
  [[nodiscard]] std::int64_t count(std::string_view name) const;
};

/// Ids of things: "<case>/<kind>/<id>".
[[nodiscard]] std::string object_id(std::string_view case_id, std::string_view kind, std::string_view id);

/// Takes note of one event before it is folded.
void observe(CaseFacts& facts, std::string_view case_id, const store::Event& event, const json::Value& payload);

/// Whether a stage's findings and tasks may stand in a table: no portrait, psychology, organised agents, plans of a talk; nothing of a stage that is not known here.
[[nodiscard]] bool is_shown(std::string_view stage);
/// Codes that speak of safety or of somebody's vulnerability stand in no table (class P3).
[[nodiscard]] bool is_shown_code(std::string_view code);

}  // namespace amends::tables

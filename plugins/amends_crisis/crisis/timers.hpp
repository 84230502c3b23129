#pragma once
// The timers of a crisis (catalogue 3.18): when each began, is due by the calendar, and was met. A timer runs from the instant at which its level was first
// reached; that instant goes into the record (crisis_facts.level_since), so that running the stage again never gives more time.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "release.hpp"

namespace amends::crisis {

struct Timer {
  std::string id, duration, owner_role;  ///< id: team, first_contact, holding, update, regulator
  sdk::Texts title, basis;
  sdk::Texts when = {};                  ///< the date as people write it; empty when it cannot be worked out
  std::optional<sdk::Instant> starts_at = {}, due_at = {}, met_at = {};
  bool met = false;
  bool missed = false;                   ///< due and not met in time
  bool verify = false;                   ///< counsel has yet to confirm its length
  std::vector<sdk::EvidenceId> evidence = {};
};

struct Timers {
  std::vector<Timer> list;
  std::optional<sdk::Instant> since;     ///< when the level was reached; nothing for level none
  bool prepared_only = false;
  [[nodiscard]] const Timer* find(std::string_view id) const;
};

/// Opens a task for each timer that is not met, and says what was missed.
[[nodiscard]] Timers read_timers(const Context& context, const Reading& reading, bool team_confirmed, const Release& release);

}  // namespace amends::crisis

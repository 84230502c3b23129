#pragma once
// What is read from the journal, on one connection. Private to core/store. Thread: one at a time for a connection.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace amends::store {

[[nodiscard]] Result<CaseRow> read_case(Connection& db, std::string_view case_id);
[[nodiscard]] Result<StoredCase> read_stored(Connection& db, std::string_view case_id);
[[nodiscard]] Result<std::vector<std::string>> read_case_ids(Connection& db, std::string_view after, std::int64_t limit);
[[nodiscard]] Result<std::vector<std::optional<CaseRow>>> read_known(Connection& db, std::span<const CaseKey> keys);
[[nodiscard]] Result<std::vector<Event>> read_events(Connection& db, std::string_view case_id, std::int64_t after_seq);
[[nodiscard]] Result<std::vector<JournalEvent>> read_journal(Connection& db, std::int64_t after, std::int64_t limit, bool payloads);
[[nodiscard]] Result<std::vector<CaseRow>> read_cases(Connection& db, const CaseFilter& filter);
[[nodiscard]] Result<std::vector<CaseRow>> read_unfinished(Connection& db);
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> read_attributes(Connection& db, std::string_view case_id);
[[nodiscard]] Result<std::vector<TaskRow>> read_tasks(Connection& db, std::string_view case_id, std::string_view role, std::string_view status);
[[nodiscard]] Result<std::vector<TimerRow>> read_timers_due(Connection& db, Instant until, std::int64_t limit);
[[nodiscard]] Result<std::optional<Instant>> read_next_timer(Connection& db);
[[nodiscard]] Result<std::vector<MessageWait>> read_waits(Connection& db, std::string_view name, std::string_view key);
[[nodiscard]] Result<std::vector<std::pair<std::string, std::int64_t>>> read_counts(Connection& db, std::string_view attribute);
[[nodiscard]] Result<std::int64_t> read_integer(Connection& db, const char* sql, std::string_view doing);
[[nodiscard]] Result<std::string> read_blob(Connection& db, std::string_view hash);
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> read_blobs(Connection& db, std::string_view kind);

[[nodiscard]] Error no_such_case(std::string_view case_id);

}  // namespace amends::store

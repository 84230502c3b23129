#pragma once
// The files that stand beside a journal and belong to it. Whoever writes a file that a person named asks here first.
#include <array>
#include <string>
#include <string_view>

#include "support/result.hpp"

namespace amends::store {

/// What is added to the journal's name: SQLite's own files, the writer's lock, the record of reads and its journal, a journal in the making, attachments (a folder), the socket of
/// the process that works on it.
inline constexpr std::array<std::string_view, 11> kCompanions{"-wal", "-shm", "-journal", ".lock", ".sock", ".reads", ".reads-journal", ".reads-wal", ".reads-shm", ".new", ".files"};

/// Refuses a place for output that is a journal or one of its companions, or lies in its attachments: by its resolved name, whether or not the file is there
/// yet, and by the file itself when it has another name (a hard link). `database`: the journal at hand; empty: none, then names beside any journal are refused
/// alone. Errors: `refused`; `where` is the path. Thread: any.
[[nodiscard]] Result<void> check_output(const std::string& database, const std::string& path);

}  // namespace amends::store

#pragma once
// A small pool of read-only connections. Private to core/store. Thread: any.
// A file that nobody has open for writing (no -wal beside it) is read as immutable, so that nothing is made beside it and read-only media work;
// such a read is done again when the file has changed meanwhile.
#include <sys/types.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/sqlite.hpp"

namespace amends::store {

class Readers {
 public:
  /// `live`: this process holds the writing connection, so the -wal is there.
  Readers(std::string file, std::string shown, bool live) : file_(std::move(file)), shown_(std::move(shown)), live_(live) {}

  /// Calls `body(Connection&)`, which gives a Result, in one read snapshot. `fresh`: a connection of its own, for what takes long.
  template <class Body>
  auto read(Body&& body, bool fresh = false) -> decltype(body(std::declval<Connection&>())) {
    for (int attempt = 1;; ++attempt) {
      auto lease = take(fresh);
      if (!lease) return std::move(lease).error();
      auto& held = **lease;
      if (Query begin(held.connection->statement("BEGIN")); begin.step() != SQLITE_DONE) return held.connection->failure("reading");
      auto result = body(*held.connection);
      Query(held.connection->statement("ROLLBACK")).step();
      if (is_current(held)) {
        if (!fresh) give_back(std::move(*lease));
        return result;
      }
      if (attempt == kAttemptsMax) return fail(ErrorCode::busy, "the journal was changed while it was read, several times; try again", shown_);
    }
  }

 private:
  static constexpr int kAttemptsMax = 5;
  static constexpr std::size_t kKeptMax = 4;  ///< idle connections that stay open

  /// What shows that a file read as immutable was changed.
  struct Stamp {
    ino_t inode = 0;
    off_t size = 0;
    std::int64_t changed_ns = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  struct Held {
    std::unique_ptr<Connection> connection;
    bool immutable = false;
    Stamp stamp;
  };

  [[nodiscard]] Result<std::unique_ptr<Held>> take(bool fresh);
  void give_back(std::unique_ptr<Held> held);
  [[nodiscard]] bool is_current(const Held& held) const;
  [[nodiscard]] Stamp stamp() const;
  [[nodiscard]] bool has_wal() const;

  std::string file_, shown_;
  bool live_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Held>> idle_;
};

}  // namespace amends::store

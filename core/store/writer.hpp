#pragma once
// The writer role: one connection, one thread at a time, natural group commit. Private to core/store.
// Whoever finds the role free takes it, commits what waits, and hands the role to the first that still waits: at low load nobody waits for a hand-over.
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/format.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace amends::store {

class Writer {
 public:
  /// Takes the connection of a file whose schema is up to date, raises the epoch and reads the end of the chain.
  [[nodiscard]] static Result<std::unique_ptr<Writer>> start(std::unique_ptr<Connection> connection);

  /// Thread: any.
  std::vector<Result<void>> append(std::span<Turn> turns);
  /// Thread: any. `job` runs in a transaction of its own that is durable when this returns success.
  Result<void> run(const std::function<Result<void>(Writer&)>& job);

  // For jobs, under the writer role.
  [[nodiscard]] Connection& connection() { return *connection_; }
  /// The number of an interned word; adds it when it is new.
  [[nodiscard]] Result<std::int64_t> word(std::string_view text);
  Result<void> apply_projection(std::int64_t case_no, const Projection& projection);

  [[nodiscard]] std::int64_t epoch() const { return epoch_; }

 private:
  explicit Writer(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

  /// What one thread waits for: turns, or a job.
  struct Request {
    std::span<Turn> turns;
    const std::function<Result<void>(Writer&)>* job = nullptr;
    std::size_t next = 0;                 ///< first turn that no commit has taken
    std::vector<Result<void>> results;    ///< one for each turn, or one for the job
    bool done = false;
    bool leads = false;                   ///< the role was handed to this thread
    std::condition_variable wake;
  };
  /// Turns of one request that go into one commit.
  struct Part {
    Request* request = nullptr;
    std::size_t begin = 0, end = 0;
  };

  void submit(Request& own);
  [[nodiscard]] std::vector<Part> take_batch();
  void write_batch(const std::vector<Part>& batch) noexcept;
  Result<void> write_turns(const std::vector<Part>& batch);
  enum class Savepoints { no, yes };
  Result<void> try_turns(const std::vector<Part>& batch, Savepoints savepoints);
  Result<void> write_job(Request& request);
  /// Begins, runs `body`, commits or rolls back.
  Result<void> in_transaction(const std::function<Result<void>()>& body, std::string_view doing);

  Result<void> apply_turn(const Turn& turn);
  Result<void> check_turn(const Turn& turn) const;
  Result<std::int64_t> open_case(const Turn& turn);
  Result<std::int64_t> move_case(const Turn& turn);
  Result<std::int64_t> number_of(const Turn& turn);
  std::int64_t remember(const std::string& case_id, std::int64_t case_no);
  /// After a rollback: what was added by it is not there.
  void forget() {
    words_.clear();
    numbers_.clear();
  }
  Result<void> insert_events(std::int64_t case_no, const Turn& turn);
  Result<void> insert_commit_row(Digest& hash);
  /// An error of SQLite that ends the whole transaction, not only the turn.
  Error broken(std::string_view doing);

  std::unique_ptr<Connection> connection_;
  std::int64_t epoch_ = 0;
  std::int64_t commit_no_ = 0;   ///< newest durable commit
  Digest chain_{};               ///< its chain hash

  // Of the transaction under way.
  bool broken_ = false;
  bool wrote_ = false;        ///< the turn under way has changed a case
  bool failed_late_ = false;  ///< a turn was refused behind its first write, without a savepoint to go back to
  CommitText text_;
  std::string list_;
  std::int64_t newest_at_us_ = 0;

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, std::int64_t, TextHash, std::equal_to<>> words_;
  std::unordered_map<std::string, std::int64_t, TextHash, std::equal_to<>> numbers_;  ///< of cases written lately, by id
  std::optional<Error> stopped_;  ///< a failed write to disk: no more turns until the journal is opened again

  std::mutex mutex_;              ///< guards what follows
  std::deque<Request*> queue_;
  bool role_taken_ = false;
};

}  // namespace amends::store

#pragma once
// Cases that were worked on a moment ago, as they stood when their last turn became durable: the next turn goes on from there and does not read the journal again,
// so that a step of an old case costs what a step of a young one does. What is kept is exactly what folding the journal would give; who takes a case out says at
// which event the store has it, and gets nothing when that is another one.
// Thread: any.
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "runtime/case_state.hpp"
#include "store/store.hpp"

namespace amends::runtime {

inline constexpr std::size_t kWarmCasesMax = 64;
inline constexpr std::int64_t kWarmEventsMax = 50'000;  ///< of all kept cases together, for their memory; the newest one is kept whatever its age

/// A case between two turns.
struct WarmCase {
  CaseState state;
  store::Projection listed;  ///< what the store holds of it beside the events and tasks
  std::int64_t seq = 0;      ///< of its newest event
  Digest head{};
  Instant at;                ///< of its newest event
};

class WarmCases {
 public:
  /// Takes a case out. Nothing when it is not kept, or was kept at another event than (seq, head): then it is dropped.
  [[nodiscard]] std::optional<WarmCase> take(const std::string& case_id, std::int64_t seq, const Digest& head);
  /// Keeps a case in place of an older one of the same id; the one that was used longest ago goes where a limit is met.
  void keep(WarmCase one);
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::int64_t events() const;  ///< of all that are kept

 private:
  using Cases = std::list<WarmCase>;  ///< used last at the front
  void move_out(Cases::iterator one, Cases& into);

  mutable std::mutex mutex_;
  Cases cases_;
  std::map<std::string, Cases::iterator> by_id_;
  std::int64_t events_ = 0;
};

}  // namespace amends::runtime

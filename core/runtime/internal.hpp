#pragma once
// What the files of Runtime share: runtime.cpp (opening, workflows, turns), submit_many.cpp (whole files), commands.cpp (acts on a case), stop_commands.cpp (suspend, resume,
// cancel, retry), outbox_commands.cpp (what leaves), work.cpp (timers and recovery). Not for other users.
#include <utility>

#include "runtime/runtime.hpp"
#include "runtime/schedule.hpp"
#include "runtime/wake_up.hpp"

namespace amends::runtime {

inline constexpr int kConflictRetriesMax = 20;  ///< somebody else's turn on the same case came first
inline constexpr int kSignalHopsFree = 2;      ///< a signal, and one that it leads to, reach all cases that listen
inline constexpr std::size_t kSignalEchoCasesMax = 1'000;  ///< cases that hear signals which came over more hops than these, of one signal from outside
inline constexpr int kSignalHopsMax = 16;      ///< signals from case to case that one fact outside may set off, one after the other

inline constexpr std::string_view kFormsBlob = "forms";  ///< kind of the stored texts {digest: fields} of forms as they once were

/// Who changes a case is a named person, and no analyst. Errors: `refused`.
[[nodiscard]] Result<void> needs_name(const Actor& by);

/// An act that is counted until it ends.
class Runtime::UnderWay {
 public:
  explicit UnderWay(std::atomic<std::int32_t>& count) : count_(&count) {}
  UnderWay(UnderWay&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  UnderWay& operator=(UnderWay&&) = delete;
  ~UnderWay() {
    if (count_) --*count_;
  }

 private:
  std::atomic<std::int32_t>* count_;
};

/// Which workflow a case is of, and what its definition says of the engine's own turns.
struct Runtime::Lot {
  std::string workflow;
  flow::WorkUse work;
};

/// What `work` waits on.
struct Runtime::Wake {
  WakeUp happened;
};

}  // namespace amends::runtime

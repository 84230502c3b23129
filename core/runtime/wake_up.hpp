#pragma once
// What a thread that has nothing to do waits on: descriptors that become readable, so that one wait sees a call from another thread, a signal handler, a
// socket and a time alike, and nobody looks every second whether something has happened.
#include <initializer_list>
#include <optional>
#include <utility>

#include "support/result.hpp"
#include "support/time.hpp"

namespace amends::runtime {

/// A descriptor that is closed at the end of its life; -1: none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();
  [[nodiscard]] int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// Set by any thread; the descriptor can be read until it is cleared. A set between two waits is not lost.
class WakeUp {
 public:
  /// Errors: `io` (no more descriptors).
  [[nodiscard]] static Result<WakeUp> make();
  void set() const noexcept;
  void clear() const noexcept;
  [[nodiscard]] int descriptor() const { return held_.number(); }

 private:
  explicit WakeUp(Descriptor held) : held_(std::move(held)) {}
  Descriptor held_;
};

/// A time at which its descriptor can be read. Of the machine's clock it keeps to the wall: it can be read at once when somebody sets that clock, so that its owner
/// looks again. Of another clock it takes the distance to the instant as time that passes here.
class Alarm {
 public:
  enum class Of { machine, another_clock };
  /// Errors: `io`.
  [[nodiscard]] static Result<Alarm> make(Of clock);
  /// Nothing: never. `now`: of the clock that `due` is of.
  void set(std::optional<Instant> due, Instant now) const noexcept;
  [[nodiscard]] int descriptor() const { return held_.number(); }

 private:
  Alarm(Descriptor held, Of clock) : held_(std::move(held)), clock_(clock) {}
  Descriptor held_;
  Of clock_;
};

/// Returns when one of them can be read, or a signal came; -1 stands for none.
void wait_for_any(std::initializer_list<int> descriptors) noexcept;

}  // namespace amends::runtime

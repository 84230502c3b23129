#include "runtime/wake_up.hpp"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace amends::runtime {
namespace {

constexpr std::size_t kWaitedMax = 8;  ///< descriptors of one wait

Error none_left(const char* what) {
  const int number = errno;
  return fail(ErrorCode::io, std::string("cannot make ") + what + " (" + std::strerror(number) + "): close files of this program, or raise its limit (ulimit -n)");
}

timespec time_of(std::int64_t us) {
  return {static_cast<time_t>(us / 1'000'000), static_cast<long>(us % 1'000'000 * 1'000)};
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Result<WakeUp> WakeUp::make() {
  Descriptor held(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!held) return none_left("a wake-up");
  return WakeUp(std::move(held));
}

void WakeUp::set() const noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(held_.number(), &one, sizeof one);  // full: it is set
}

void WakeUp::clear() const noexcept {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto taken = ::read(held_.number(), &count, sizeof count);
}

Result<Alarm> Alarm::make(Of clock) {
  Descriptor held(::timerfd_create(clock == Of::machine ? CLOCK_REALTIME : CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  if (!held) return none_left("an alarm");
  return Alarm(std::move(held), clock);
}

void Alarm::set(std::optional<Instant> due, Instant now) const noexcept {
  itimerspec at{};
  // A value of zero would mean never.
  if (due) at.it_value = time_of(std::max<std::int64_t>(1, clock_ == Of::machine ? due->us : due->us - now.us));
  const int flags = clock_ == Of::machine ? TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET : 0;
  ::timerfd_settime(held_.number(), flags, &at, nullptr);
}

void wait_for_any(std::initializer_list<int> descriptors) noexcept {
  std::array<pollfd, kWaitedMax> waited{};
  const auto count = std::min(descriptors.size(), waited.size());
  std::transform(descriptors.begin(), descriptors.begin() + static_cast<std::ptrdiff_t>(count), waited.begin(), [](int one) { return pollfd{one, POLLIN, 0}; });
  ::poll(waited.data(), count, -1);
}

}  // namespace amends::runtime

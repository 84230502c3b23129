#include "cli/interrupt.hpp"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>

namespace amends::cli {
namespace {

// A signal handler can reach nothing but such a flag and a descriptor.
volatile std::sig_atomic_t stop_asked = 0;
volatile std::sig_atomic_t asked_descriptor = -1;

extern "C" void on_signal(int number) {
  if (stop_asked) {  // asked twice: end at once
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
  stop_asked = 1;
  const int before = errno;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(asked_descriptor, &one, sizeof one);
  errno = before;
}

}  // namespace

void catch_interrupts() {
  asked_descriptor = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on the size of files is then an error of the write, with a sentence
}

bool interrupted() noexcept { return stop_asked != 0; }

int interrupted_descriptor() noexcept { return asked_descriptor; }

}  // namespace amends::cli

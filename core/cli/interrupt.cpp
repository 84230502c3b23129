#include "cli/interrupt.hpp"

#include <csignal>

namespace amends::cli {
namespace {

// A signal handler can reach nothing but such a flag.
volatile std::sig_atomic_t stop_asked = 0;

extern "C" void on_signal(int number) {
  if (stop_asked) {  // asked twice: end at once
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
  stop_asked = 1;
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on the size of files is then an error of the write, with a sentence
}

bool interrupted() noexcept { return stop_asked != 0; }

}  // namespace amends::cli

#pragma once
// Ctrl-C and a polite stop (SIGTERM) as a flag that long commands look at, and as a descriptor that those which wait can wait on.
namespace amends::cli {

void catch_interrupts();
[[nodiscard]] bool interrupted() noexcept;
/// Can be read from the first signal on; never closed, never read by anybody.
[[nodiscard]] int interrupted_descriptor() noexcept;

}  // namespace amends::cli

#pragma once
// Ctrl-C and a polite stop (SIGTERM) as a flag that long commands look at.
namespace amends::cli {

void catch_interrupts();
[[nodiscard]] bool interrupted() noexcept;

}  // namespace amends::cli

#pragma once
// The team of the level: which seats are filled, by whom people said, and whether that may be (catalogue 3.18).
#include <vector>

#include "reading.hpp"
#include "seats.hpp"

namespace amends::crisis {

struct Team {
  std::vector<const SeatRow*> rows;
  std::vector<Seat> seats;        ///< in the order of rows; without names until people confirm
  std::vector<Fault> faults;
  bool answered = false;
  [[nodiscard]] bool confirmed() const noexcept { return answered && faults.empty(); }
};

[[nodiscard]] Team read_team(const Context& context, const Reading& reading);
void ask_for_team(const Context& context, const Team& team);

}  // namespace amends::crisis

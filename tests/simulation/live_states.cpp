#include "simulation/live_states.hpp"

#include "runtime/turn.hpp"
#include "simulation/state_dump.hpp"

namespace amends::simulation {

std::map<std::string, std::string>& live_states() {
  static std::map<std::string, std::string> states;
  return states;
}

store::Turn taken(Turn* turn) __asm__("__real__ZN6amends7runtime4Turn4takeEv");  // the product's own
store::Turn take_and_look(Turn* turn) __asm__("__wrap__ZN6amends7runtime4Turn4takeEv");
store::Turn take_and_look(Turn* turn) {
  auto out = taken(turn);
  live_states()[turn->state().id()] = dump(turn->state());
  return out;
}

}  // namespace amends::simulation

#include "seats.hpp"

#include <algorithm>

#include "kit/person.hpp"

namespace amends::crisis {
namespace {

std::string trimmed(std::string_view text) {
  constexpr std::string_view kWide = "　";
  bool more = true;
  while (more) {
    more = false;
    if (!text.empty() && text.front() == ' ') text.remove_prefix(1), more = true;
    if (!text.empty() && text.back() == ' ') text.remove_suffix(1), more = true;
    if (text.starts_with(kWide)) text.remove_prefix(kWide.size()), more = true;
    if (text.ends_with(kWide)) text.remove_suffix(kWide.size()), more = true;
  }
  return std::string(text);
}

const Seat* find(const std::vector<Seat>& seats, std::string_view id) {
  for (const auto& seat : seats)
    if (seat.id == id) return &seat;
  return nullptr;
}

}  // namespace

Seat read_seat(std::string_view id, std::string_view text) {
  std::size_t at = text.size(), width = 0;
  for (const std::string_view stroke : {"/", "／"})
    if (const auto found = text.find(stroke); found < at) {
      at = found;
      width = stroke.size();
    }
  return {.id = std::string(id), .person = trimmed(text.substr(0, at)), .stand_in = width == 0 ? std::string() : trimmed(text.substr(at + width))};
}

std::string_view name(FaultKind kind) noexcept {
  switch (kind) {
    case FaultKind::no_person: return "no_person";
    case FaultKind::no_stand_in: return "no_stand_in";
    case FaultKind::own_stand_in: return "own_stand_in";
    case FaultKind::too_many: return "too_many";
    case FaultKind::apart: return "apart";
  }
  return "no_person";
}

std::vector<Fault> faults_of(const std::vector<Seat>& seats, std::size_t seats_max, const std::vector<std::pair<std::string, std::string>>& apart) {
  std::vector<Fault> out;
  for (const auto& seat : seats) {
    if (kit::person_key(seat.person).empty()) {
      out.push_back({FaultKind::no_person, seat.id, {}});
      continue;
    }
    if (kit::person_key(seat.stand_in).empty()) out.push_back({FaultKind::no_stand_in, seat.id, {}});
    else if (kit::same_person(seat.stand_in, seat.person)) out.push_back({FaultKind::own_stand_in, seat.id, {}});
    // Said at the first seat that is one too many.
    const auto held = std::count_if(seats.data(), &seat + 1, [&](const Seat& other) { return kit::same_person(other.person, seat.person); });
    if (static_cast<std::size_t>(held) > seats_max) out.push_back({FaultKind::too_many, seat.id, {}});
  }
  for (const auto& [one, other] : apart) {
    const auto *left = find(seats, one), *right = find(seats, other);
    if (left && right && kit::same_person(left->person, right->person)) out.push_back({FaultKind::apart, one, other});
  }
  return out;
}

}  // namespace amends::crisis

#pragma once
// Who sits where in a crisis team (catalogue 3.18). Value types only.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amends::crisis {

struct Seat {
  std::string id, person, stand_in;  ///< empty: nobody is named yet
};

/// "li.na / wang.yi": the person and the stand-in; also with a full-width stroke. Blanks around names are dropped.
[[nodiscard]] Seat read_seat(std::string_view id, std::string_view text);

enum class FaultKind { no_person, no_stand_in, own_stand_in, too_many, apart };
[[nodiscard]] std::string_view name(FaultKind kind) noexcept;
struct Fault {
  FaultKind kind = FaultKind::no_person;
  std::string seat, other;  ///< other: of `apart`, the second seat
  friend bool operator==(const Fault&, const Fault&) = default;
};

/// seats_max: how many one person may hold, at least 1. apart: pairs that one person may not hold together. Faults in the order of the seats.
[[nodiscard]] std::vector<Fault> faults_of(const std::vector<Seat>& seats, std::size_t seats_max, const std::vector<std::pair<std::string, std::string>>& apart);

}  // namespace amends::crisis

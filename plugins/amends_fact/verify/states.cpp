#include "states.hpp"

#include <array>
#include <cstddef>

namespace amends::verify {
namespace {

struct Word {
  std::string_view text;
  State state;
};
constexpr std::array<Word, 9> kWords = {{{"confirmed", State::confirmed}, {"refuted", State::refuted}, {"undetermined", State::undetermined}, {"属实", State::confirmed}, {"不属实", State::refuted},
                                         {"无法认定", State::undetermined}, {"成立", State::confirmed}, {"不成立", State::refuted}, {"待定", State::undetermined}}};

int rank(Bearing bearing) noexcept { return bearing == Bearing::holds ? 2 : bearing == Bearing::open ? 1 : 0; }

}  // namespace

std::string_view name(Grade grade) noexcept {
  static constexpr std::array<std::string_view, 5> kNames = {"A", "B", "C", "D", "E"};
  return kNames[static_cast<std::size_t>(grade)];
}

std::string_view name(State state) noexcept {
  switch (state) {
    case State::confirmed: return "confirmed";
    case State::refuted: return "refuted";
    case State::undetermined: return "undetermined";
  }
  return "undetermined";
}

std::string_view name(How how) noexcept {
  switch (how) {
    case How::evidence: return "evidence";
    case How::person: return "person";
    case How::admitted: return "admitted";
    case How::kept: return "kept";
  }
  return "evidence";
}

std::optional<State> state_of(std::string_view word) noexcept {
  for (const auto& known : kWords)
    if (known.text == word) return known.state;
  return std::nullopt;
}

std::optional<Grade> grade_of(std::string_view word) noexcept {
  if (word.size() != 1 || word[0] < 'A' || word[0] > 'E') return std::nullopt;
  return static_cast<Grade>(word[0] - 'A');
}

State by_grades(std::optional<Grade> best_for, std::optional<Grade> best_against) noexcept {
  const auto carries = [](std::optional<Grade> own, std::optional<Grade> other) { return own && *own <= Grade::B && (!other || *other > *own); };
  if (carries(best_for, best_against)) return State::confirmed;
  if (carries(best_against, best_for)) return State::refuted;
  return State::undetermined;
}

Bearing bearing(State state, bool favours_customer) noexcept {
  if (state == State::undetermined) return Bearing::open;
  return (state == State::confirmed) == favours_customer ? Bearing::holds : Bearing::fails;
}

Decided decide(State word, State graded, bool favours_customer) noexcept {
  if (word == graded) return {word, How::evidence};
  const auto said = bearing(word, favours_customer), shown = bearing(graded, favours_customer);
  if (rank(said) > rank(shown)) return {word, said == Bearing::holds ? How::admitted : How::person};
  return {graded, How::kept};
}

}  // namespace amends::verify

#pragma once
// The state of an allegation or a key point (catalogue 3.7): what the grades of the evidence give, and what stands when a person has spoken too. Value types only.
//
// The rule is not the same in both directions. What a person finds for the customer stands, with or without evidence: an institution may always admit. What a
// person finds against the customer stands only when evidence of at least grade B carries it: nobody is refused on somebody's word (guardrail G5).
#include <optional>
#include <string_view>

namespace amends::verify {

/// Best first. Evidence below B proves nothing alone.
enum class Grade { A, B, C, D, E };
enum class State { confirmed, refuted, undetermined };

[[nodiscard]] std::string_view name(Grade grade) noexcept;
[[nodiscard]] std::string_view name(State state) noexcept;
/// Nothing for another word. Chinese words too: 属实, 不属实, 无法认定.
[[nodiscard]] std::optional<State> state_of(std::string_view word) noexcept;
[[nodiscard]] std::optional<Grade> grade_of(std::string_view word) noexcept;

/// Confirmed: the best evidence for it is at least B, and nothing against it is as good or better. Refuted: the mirror. Else undetermined.
[[nodiscard]] State by_grades(std::optional<Grade> best_for, std::optional<Grade> best_against) noexcept;

enum class How {
  evidence,  ///< the person and the grades agree
  person,    ///< the person's word, which the grades leave open
  admitted,  ///< the person's word for the customer, beyond what the grades give
  kept,      ///< the person's word against the customer had nothing of grade B behind it and does not stand
};
[[nodiscard]] std::string_view name(How how) noexcept;

struct Decided {
  State state = State::undetermined;
  How how = How::evidence;
  friend bool operator==(const Decided&, const Decided&) = default;
};
/// favours_customer: the statement speaks for the customer when it holds. graded: by_grades of its evidence.
[[nodiscard]] Decided decide(State word, State graded, bool favours_customer) noexcept;

/// What a state means for the customer.
enum class Bearing { holds, fails, open };
[[nodiscard]] Bearing bearing(State state, bool favours_customer) noexcept;

}  // namespace amends::verify

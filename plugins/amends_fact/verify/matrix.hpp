#pragma once
// The matrix of catalogue 3.7: one row per allegation, and one for each key point that a person looked into, with the evidence for and against it, the gaps and
// the state. A result holds numbers and paths of the record; the words stand in the evidence alone.
#include <optional>
#include <string>
#include <vector>

#include "reading.hpp"

namespace amends::verify {

struct Row {
  std::string id, kind, path;  ///< kind: allegation (an event), demand, complaint, key_point; path: what states the claim, empty for a key point
  std::string owner;
  bool favours_customer = true;
  std::vector<const Item*> pro, contra;
  std::optional<Grade> best_pro, best_contra;
  std::vector<const Duty*> gaps;
  std::optional<State> word;        ///< a person's
  std::optional<Decided> decided;   ///< nothing until a person has spoken
  std::vector<const KeyPoint*> points;
  std::vector<sdk::EvidenceId> evidence;  ///< the claim first
  [[nodiscard]] bool is_allegation() const noexcept { return kind != "key_point"; }
  [[nodiscard]] bool is_open() const noexcept { return !decided || decided->state == State::undetermined; }
};

struct Matrix {
  std::vector<Row> rows;
  std::vector<const KeyPoint*> points;     ///< the checklist of the case
  std::vector<std::string> unreadable;     ///< words of the answer that name nothing in the case
  bool complete = false;                   ///< every allegation has a state
  bool facts_open = true;
  [[nodiscard]] Row* find(std::string_view id);
  [[nodiscard]] const Row* find(std::string_view id) const;
};

/// Errors: Failure `error.bad_type`.
[[nodiscard]] Matrix read_matrix(const Context& context, const std::vector<Item>& items, const Answer& answer);

}  // namespace amends::verify

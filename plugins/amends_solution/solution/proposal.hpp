#pragma once
// The proposal as the stage builds it: options with dated lines, their scores, and what a person has approved and chosen. Reads packs, calendar and forms; the
// order, the scores and the composition are told by options.hpp.
#include <optional>
#include <string>
#include <vector>

#include "matter/days.hpp"
#include "payday.hpp"
#include "remedies.hpp"

namespace amends::solution {

struct Line {
  const Remedy* remedy = nullptr;        ///< of the book
  std::vector<std::string> demands;
  std::optional<matter::Term> term;      ///< nothing where the calendar does not reach; of what is owed never later than its payday
  std::optional<matter::Term> planned;   ///< counted from this run alone; it orders the options
  std::optional<sdk::Money> amount;      ///< of a line with money, once it is known
  sdk::Texts what;                       ///< with its amount
  sdk::EvidenceId evidence;              ///< how the date came about
  std::string task;                      ///< id of the task that carries the date; empty while nothing is approved or chosen
  [[nodiscard]] bool conditional() const { return remedy->conditions.has_value(); }
};

struct Option {
  std::string id, way;
  std::vector<Line> lines;               ///< what is owed first, then what the customer gets, then what is mended in the house
  std::vector<sdk::Texts> conditions;
  std::optional<std::int64_t> effect_days;
  Parts parts;
  std::optional<std::int64_t> score;
  std::int64_t total_minor = 0;          ///< of the known amounts
  std::string approver_role;             ///< supervisor, or executive beyond the authority limit
  bool approved = false;
};

/// What the forms say. decision: open, approved, changes, refused.
struct Approval {
  std::string decision = "open", by;
  std::optional<sdk::Money> interest;
  std::string single_option_reason;
  std::vector<std::string> options;      ///< empty: all
  bool unreadable = false;               ///< the list of options is none; the decision then counts as `changes`
  std::string conditions;                ///< empty when none or when a guard refuses the words
};

struct Proposal {
  matter::Matter matter;
  Book book;
  Needs needs;
  Circumstances circumstances;
  std::vector<Reasoned> reasons;
  std::vector<Option> options;
  Approval approval;
  std::optional<std::string> chosen;     ///< A.., other, another_route; nothing while the customer has not decided
  std::optional<std::size_t> recommended;
  std::optional<Payday> payday;          ///< of what is owed, as the record keeps it
  std::size_t left_out = 0;              ///< options beyond kOptionsMax
  sdk::EvidenceId merits, owed;          ///< what the explanation cites

  [[nodiscard]] bool approved() const { return approval.decision == "approved"; }
  /// The option that the customer chose, when it is one of the approved ones.
  [[nodiscard]] const Option* chosen_option() const;
};

struct Settings {
  bool asks_for_approval = true;           ///< false: a step of the workflow does, with the form approve_solution
  std::int64_t quick_limit_major = 1'000;  ///< up to here a supervisor's click is enough; major units of CNY
};

/// Errors: Failure `error.missing_field` without the time of the turn, `error.pack_missing`, `error.pack_invalid`, `error.currency_mismatch`, `error.range`.
[[nodiscard]] Proposal propose(const sdk::Call& call, sdk::Envelope& out, matter::Matter matter);

}  // namespace amends::solution

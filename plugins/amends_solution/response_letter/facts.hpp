#pragma once
// What a letter is written from: the case, verification, the options, the rights and the institution, read once. Knows nothing of blocks and phrases.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "matter/days.hpp"
#include "matter/demands.hpp"
#include "checks.hpp"
#include "kit/organisation.hpp"

namespace amends::letter {

/// A dated line of the options. what: a sentence without owner and date.
struct Step {
  sdk::Texts owner, what;
  sdk::Texts day;                       ///< as people write it; empty where no date is known
  std::optional<matter::Day> last;
  std::string within, task;
  bool owed = false, customer = true, conditional = false;
};
struct Choice {
  std::string id;
  sdk::Texts way;
  std::vector<Step> steps;
  std::vector<sdk::Texts> conditions;
  bool approved = false;
};

struct Facts {
  std::string_view language;            ///< of the letter: that of the case's locale
  std::string kind;
  std::optional<matter::Matter> matter;
  std::vector<Choice> options;          ///< the approved ones; all while nothing is approved
  bool has_solution = false, approved = false, second_person_open = false;
  std::string chosen;                   ///< id of an option, other, another_route; empty while open
  std::vector<sdk::Money> sums;         ///< that the options and the demands carry
  std::vector<sdk::Texts> checked;      ///< what verification looked at
  std::vector<sdk::Texts> checking;     ///< what it has yet to look at
  std::vector<std::pair<std::string, std::string>> points;  ///< allegation in the customer's words and its state
  std::vector<sdk::Texts> basis;
  std::string finding;                  ///< what an officer wrote down as found
  Grounds grounds;                      ///< of a refusal
  std::vector<kit::Right> rights;
  sdk::Texts institution, unit, handler_contact;
  std::string jurisdiction;
  bool self_harm = false;               ///< there was a sign that the customer might harm themselves
  std::string recipient;                ///< empty for an anonymous customer
  std::vector<std::string> others;      ///< names and numbers of other people
  std::vector<matter::Day> clock_days;  ///< that running clocks carry
  matter::Day today, received;
  std::optional<matter::Term> update;   ///< the next news, never after the first legal clock
  std::string case_id;
  std::map<std::string, std::string> details;  ///< of the form letter_details
  std::vector<sdk::Texts> missing, mediation;
  std::optional<matter::Day> extended;
  bool signed_ = false;
  std::string signer;                      ///< who signed
  std::string below_name, below_position;  ///< of the person whose name stands below the letter; empty: it is not known yet
};

struct Settings {
  std::string kind = "auto";            ///< or one of kKinds
  std::string update_within = "5wd";
  bool asks_for_signature = true;  ///< false: a step of the workflow does, with the form signer
};

/// Errors: Failure `error.missing_field` without the time of the turn or of the receipt, `error.pack_missing`, `error.range`, `error.bad_type`, `error.currency_mismatch`.
[[nodiscard]] Facts read_facts(const sdk::Call& call, sdk::Envelope& out, const Settings& settings);

}  // namespace amends::letter

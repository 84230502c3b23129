#pragma once
// What a person writes to the complainant: a reply that is to be sent, or the record of one that was. Used by the runtime on the answers of forms. A
// stage's texts go through Guard::enforce; a person's are never rewritten: what breaks a rule is told, and whoever records it decides.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "guard/guard.hpp"
#include "support/json.hpp"
#include "support/money.hpp"
#include "text/numbers.hpp"

namespace amends::guard {

/// What the check needs beside the guard.
struct ReplyContext {
  Context context;                            ///< record: the facts, answers and sections of the case
  std::string_view form = "reply_sent";       ///< `where` begins with "answers.<form>."
  std::vector<std::string> texts{"text_sent"};///< the fields whose words leave to the complainant
  const text::NumberReader* numbers = nullptr;///< nothing: sums are not compared
  text::MoneyContext money{};
};

/// Acts on the words of an answer, in the order of its fields:
/// - wording (G1 deception, G2 threat, G4, G5, G6, G7 gagging), bargaining in spite of a safety sign (G10)
///   or for a vulnerable customer (G9), and personal numbers (G11);
/// - dates, lengths of time and rules that nothing in the record carries (G1); flagged;
/// - the notice of rights (G8) where the answer says that it is final or where the officer's decision refuses a demand in whole or part: that
///   `rights_included` is true, where the form has it, and that the text names the rights. An answer to an enquiry needs none;
/// - the sum (G6): a text that states sums states the one that the officer's decision granted.
/// Nothing is masked or rewritten here, so every action is `flagged` or `blocked`: the latter is what must not be sent.
[[nodiscard]] std::vector<Action> check_reply(const Guard& guard, const json::Value& answer, const ReplyContext& reply);

/// True for what must not be sent, and for which a supervisor looks at what was sent: rows that block, a missing right, another sum. Rows that only
/// flag are shown to the writer, and a personal number that went to its owner is shown and no more; in public words it blocks.
[[nodiscard]] bool breaks(const Action& action) noexcept;

/// One line for a person: `G2 "the words": why, and what to do instead`.
[[nodiscard]] std::string sentence(const Action& action, std::string_view language);

}  // namespace amends::guard

#pragma once
// Guardrails G1-G14 of the catalogue, enforced on every text, task and date that leaves a stage or a person's hand. Used by core/runtime;
// no plugin can switch them off. Pure: works on the guard packs it was built from and on what it is given.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/json.hpp"
#include "support/result.hpp"
#include "support/time.hpp"
#include "text/normalise.hpp"
#include "text/numbers.hpp"
#include "text/words.hpp"

namespace amends::packs { class PackSet; }

namespace amends::guard {

inline constexpr std::size_t kTextCodePointsMax = 200'000;

/// A running legal clock: no stage may set its own date for that kind later (G3).
struct LegalClock {
  std::string kind;
  Instant due_at;
};

struct Context {
  const json::Value* record = nullptr;  ///< facts: flags, case.locale, money
  std::string_view stage;               ///< "amends.intake", or "person" for a draft by hand
  Instant now;
  std::vector<LegalClock> clocks;
  /// `now` plus one working day in the institution's calendar (G9). Nothing: the guard counts Monday to Friday itself and leaves half a day for
  /// time zones, so a public holiday flags too early rather than too late. Asked only for a vulnerable customer; may be empty.
  std::function<std::optional<Instant>()> human_contact_by = nullptr;
};

/// One thing the guards did: what the envelope's `guards` list carries.
struct Action {
  std::string guard;    ///< "G3"
  std::string rule;     ///< row id in the guard pack, or the name of a computed rule
  std::string action;   ///< blocked | rewritten | flagged
  std::string where;    ///< "scripts.0.text.zh", "deadlines.1.due_at", ...
  std::int64_t start = 0, end = 0;  ///< code points in that text as it came; 0, 0 when it is no text
  std::string quote;    ///< the words at [start, end) as they came; the removed value where it is no text; masked for G11, so that the number is gone
  json::Value message;  ///< {zh, en}: why, and what to do instead
};
/// {guard, action, text{zh,en}, rule, where, start, end, quote}
[[nodiscard]] json::Value to_json(const Action& action);

/// What a Guard is built from.
struct Sources {
  /// Guard rows: {id, guard, lang, pattern, regex?, also?[], unless?, action, message{zh,en}, rewrite?{zh,en}}. Rows of G8 are the words by which a letter refuses, so that
  /// it needs the notice of rights; those of G9 and G10 hold where the customer is vulnerable or somebody is in danger. All others hold always.
  json::Array rows;
  text::FoldTable fold;                   ///< traditional to simplified
  text::NumberReader numbers{text::WordLists::defaults()};
  std::vector<std::string> own_numbers;   ///< digits of the institution's telephone numbers and the emergency contacts: never masked (G11)
  /// Rows of the register of techniques (banks/techniques): {id, ethics: ok | caution, blocked_when[], safe_form{zh,en}}. No script uses one that does not stand here (G13).
  json::Array techniques;
  std::vector<std::string> rights_texts;  ///< items of the rights notice: a limit stated inside one of them has its rule there (G1)
};

class Guard {
 public:
  /// Built once from the newest guard packs. The guard files of the shipped set must be there; the rows they shipped with stand in this
  /// library too and hold whatever a pack set says, so that no configuration takes one away. Errors: `pack_missing`, `pack_invalid`.
  [[nodiscard]] static Result<std::shared_ptr<const Guard>> from_packs(const packs::PackSet& packs);
  /// The same from rows alone, without the shipped ones. Errors: `pack_invalid` with the row's id.
  [[nodiscard]] static Result<std::shared_ptr<const Guard>> from_sources(Sources sources);
  virtual ~Guard() = default;

  /// Checks a draft that leaves to the customer for a language ("zh", "en"; empty = both): wording, bargaining where the record carries a safety sign
  /// (G10) or a vulnerable customer (G9), personal numbers.
  [[nodiscard]] virtual std::vector<Action> check_text(std::string_view text, std::string_view language, const Context& context) const = 0;

  /// Dates, lengths of time and rules that a draft by hand states and that nothing in the record carries (G1); flagged, because a person may know more
  /// than the record. Nothing without a record.
  [[nodiscard]] virtual std::vector<Action> check_grounds(std::string_view text, const Context& context) const = 0;

  /// Checks an envelope and mends it in place: a blocked script loses its text, a date later than its legal clock becomes the clock's date, a fact that
  /// would close or reject the case is removed (G5), everything but the safety protocol is withheld on a safety sign (G10). Each act is appended to
  /// envelope.guards and returned. Never throws a finding away; enforcing again adds nothing.
  ///
  /// Outgoing texts (scripts, result.ack.text, result.letter, result.statement_drafts, questions to the complainant) meet every row, and a date, a length
  /// of time or a rule that rests on no deadline, no task and no evidence of the envelope blocks them (G1). What staff reads (task titles, other questions, reasons, explain)
  /// meets G2, G3, G4, G5, G7 and G12. A text that is blocked in one language is blanked in all, and its letter is not ready for release. The text of a
  /// blocked task title gives way to a neutral one and the task stays; other texts for staff are only flagged.
  ///
  /// Beyond wording: a letter that refuses, or says that it is final, names the rights (G8); result.ladder and scripts of bargaining moments are off for a
  /// vulnerable customer and on a sign of danger (G9, G10); a script names a technique of the register that no sign of the record bars and that
  /// no row of result.techniques refuses, and for one that needs care a row there says `allowed` and its `ethics_note` (G13); guesses about people say that they may be wrong (G12); a proposal is never applied (G14).
  [[nodiscard]] virtual std::vector<Action> enforce(json::Value& envelope, const Context& context) const = 0;
};

}  // namespace amends::guard

#pragma once
// Who may read what (catalogue 2.4): the one table of roles, the privacy class of every place in a case, and the act of reading. Used by the command line,
// by Python and by core/review, which ask here and have no idea of their own. Unknown role: the least view. Unknown field: hidden from every view without texts.
// Data, not configuration: an institution's overlay cannot open what is closed here.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/reads.hpp"
#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::runtime {

struct Actor;
struct View;

/// Privacy classes: P0 technical, P1 business, P2 personal, P3 sensitive personal, P4 restricted internal (portrait, psychology, suspicion of an agent, plan and
/// reserve of a talk).
enum class Level { p0, p1, p2, p3, p4 };
[[nodiscard]] std::string_view level_name(Level level) noexcept;  ///< "P3"

/// What a role sees of a single case.
struct RoleView {
  Level highest = Level::p1;  ///< P2 and below it without texts: pseudonyms only
  /// Free text, names, contacts, P3. Such a role gives a purpose, and each of its reads is recorded.
  [[nodiscard]] bool texts() const { return highest >= Level::p3; }
  [[nodiscard]] bool restricted() const { return highest >= Level::p4; }
};
/// handler, supervisor, legal and consumer_protection see P4; crisis_trained, who is called in for a person's safety, sees P3; every other word, analyst and
/// trainer among them, sees P1. A handler sees P4, unlike in the catalogue's table, because handlers confirm the portrait and lead the talk.
[[nodiscard]] RoleView view_of_role(std::string_view role) noexcept;
/// The roles that see texts, for sentences: "handler, supervisor, ...".
[[nodiscard]] std::string text_roles();
/// Every role of the table, for tests and documents.
[[nodiscard]] std::span<const std::string_view> known_roles() noexcept;

/// How a place of the record may be shown to a view without texts.
enum class Masking {
  keep,       ///< numbers, flags, instants, sums, and words that are codes
  keep_name,  ///< the same, and the name of a thing (a product, a reference) as long as it repeats nothing of the case
  pseudonym,  ///< a name or an id of a person: a stand-in that is the same within one copy
  hide,       ///< left out
};
struct FieldRule {
  std::string_view path;  ///< "parties[].name"; "*" at the end: everything below
  Level level;
  Masking masking;
};
/// The class of a place in the record; positions in lists as numbers ("parties.0.name") or left out. Nothing for a place that the table does not know.
[[nodiscard]] const FieldRule* field_rule(std::string_view path) noexcept;
[[nodiscard]] std::span<const FieldRule> field_rules() noexcept;
/// Whether a place is of class P4: sections and facts that only restricted views see. Exact for known places, also for a place above one ("money" is not, "money.target" is).
[[nodiscard]] bool is_restricted(std::string_view path) noexcept;

/// What was read, as the record of reads names it: a closed vocabulary. Each word has a class; a role whose view is lower is refused.
enum class What { record, texts, portrait, psychology, agent_signs, plan, letter, situation, journal, task_view, draft, masked_copy, whole_file, reads };
[[nodiscard]] std::string_view what_name(What what) noexcept;
[[nodiscard]] Level what_level(What what) noexcept;

/// One read of one case (or, without a case, of the whole file).
struct ReadAct {
  std::string case_id;
  std::vector<What> what;
};
/// What a person who opens this case in that view has before them: record, texts, journal, and the restricted sections that it has.
[[nodiscard]] ReadAct whole_case(std::string_view case_id, const json::Value& record, RoleView view);

/// What the approver of a task is shown; with a place of class P4 among it, of that class. `view` may be nullptr: a task that shows nothing but its title.
[[nodiscard]] ReadAct task_view(std::string_view case_id, const View* view);

/// The rows of an act, checked: the role sees what is read, and a role that sees texts says why. Errors: `refused` with what to do.
[[nodiscard]] Result<std::vector<store::Read>> read_rows(const Actor& by, std::span<const ReadAct> acts, Instant at);

/// What a view without P4 gets of a record: the restricted places are gone. The record itself for a view with it.
[[nodiscard]] json::Value without_restricted(const json::Value& record);

}  // namespace amends::runtime

#pragma once
// Who is who, where one person must not count as two: four eyes, maker and checker. Pure. Knows no roles and no case.
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::runtime {

/// What is the same for every way to write one id: compatibility forms (full width, ligatures), letter case, blanks, characters without a glyph and all marks that
/// people put between the parts of a name make no second person (Unicode NFKC_Casefold, UAX 31, then letters, digits and their accents alone). "Li.Na", "ｌｉ．ｎａ",
/// "li-na" and "LINA" have one key; a Latin letter that differs by a missing dot or its size alone (lı.na, ʟi.na) is the plain one. Two persons whose names differ in such marks alone count as one, which asks for a third pair of eyes and lets nobody through.
/// plugins/kit/person.hpp folds the names in answers alike. An id without a letter or digit keeps its marks; bytes that are no UTF-8 stay as they are.
[[nodiscard]] std::string person_key(std::string_view id);

/// Refuses a name that only looks like another: one that mixes alphabets with letters alike (Latin, Greek, Cyrillic, Armenian, Cherokee, Lisu, Coptic), such as a
/// Cyrillic "а" among Latin letters, and one with a blank, a control character or a mark that turns a line (utf8::is_command). Chinese, Japanese or Korean beside
/// one alphabet is fine. A name that is wholly of another alphabet passes. Refused too: what the log writes before a name or instead of one (user:, stage:, system,
/// import, ...), and every character but letters, digits, accents and . _ - @ ' ’ ·, also in their wide forms. Errors: `refused`.
[[nodiscard]] Result<void> check_name(std::string_view id);

/// Whether a text names anybody: it has a letter. A mark, a number alone and a blank are nobody's name.
[[nodiscard]] bool names_somebody(std::string_view text);

/// The ids of an institution's people that belong to one person: `people: [{id: li.na, also: [E10231]}]` of its row in org.yaml. Value type.
class People {
 public:
  People() = default;
  explicit People(const json::Value& organisation_row);
  /// The key of the person behind an id; an id that no row names is a person of its own.
  [[nodiscard]] std::string person(std::string_view id) const;

 private:
  std::map<std::string, std::string, std::less<>> person_of_;  ///< key of an id -> key of its person
};

/// The persons behind one act: who did it and, when it was done for somebody else or handed on by others, those too. None of them may stand on both sides of four eyes.
struct ActingPersons {
  std::string by, on_behalf_of;  ///< ids; on_behalf_of is empty for most acts
  std::vector<std::string> passed_by = {};  ///< who handed the work on to them
};
[[nodiscard]] bool share_a_person(const People& people, const ActingPersons& left, const ActingPersons& right);

}  // namespace amends::runtime

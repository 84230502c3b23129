#pragma once
// Who is who, where one person must not count as two: four eyes, maker and checker. Pure. Knows no roles and no case.
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "support/json.hpp"

namespace amends::runtime {

/// What is the same for every way to write one id: compatibility forms (full width, ligatures), letter case, blanks and characters without a glyph make no second
/// person (Unicode NFKC_Casefold, UAX 31). "Li.Na", "ｌｉ．ｎａ" and "li.na" have one key. Bytes that are no UTF-8 stay as they are.
[[nodiscard]] std::string person_key(std::string_view id);

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

/// The persons behind one act: who did it and, when it was done for somebody else, that one too. Either may not stand on both sides of four eyes.
struct ActingPersons {
  std::string by, on_behalf_of;  ///< ids; on_behalf_of is empty for most acts
};
[[nodiscard]] bool share_a_person(const People& people, const ActingPersons& left, const ActingPersons& right);

}  // namespace amends::runtime

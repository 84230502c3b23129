#pragma once
// One person under several names: what the institution's row of org.yaml says in `people: [{id, also}]`, for stages that ask for a second person. The core reads the
// same rows for approvals (core/runtime/person.hpp).
#include <map>
#include <string>
#include <string_view>

#include "sdk/call.hpp"

namespace amends::kit {

/// Value type. Names are folded as in kit/person.hpp.
class People {
 public:
  /// Of the call's institution, else of the first row of org; nobody has a second name where the row says nothing. Errors: Failure `error.pack_missing`.
  explicit People(const sdk::Call& call);
  /// Both name somebody, and it is one person.
  [[nodiscard]] bool same(std::string_view one, std::string_view other) const;
  /// Both name somebody, and these are two people.
  [[nodiscard]] bool two(std::string_view one, std::string_view other) const;

 private:
  [[nodiscard]] std::string person(std::string_view name) const;
  std::map<std::string, std::string, std::less<>> person_of_;  ///< key of a name -> key of its person
};

}  // namespace amends::kit

#include "kit/people.hpp"

#include "kit/organisation.hpp"
#include "kit/person.hpp"

namespace amends::kit {

People::People(const sdk::Call& call) {
  auto row = institution(call, call.institution());
  if (!row) row = first_institution(call);
  if (!row) return;
  for (const auto& person : row->list("people")) {
    const auto key = person_key(person.text_or("id", ""));
    for (const auto also : person.text_list("also")) person_of_.emplace(person_key(also), key);
  }
}

std::string People::person(std::string_view name) const {
  auto key = person_key(name);
  const auto found = person_of_.find(key);
  return found == person_of_.end() ? key : found->second;
}

bool People::same(std::string_view one, std::string_view other) const {
  const auto left = person(one);
  return !left.empty() && left == person(other);
}

bool People::two(std::string_view one, std::string_view other) const {
  const auto left = person(one), right = person(other);
  return !left.empty() && !right.empty() && left != right;
}

}  // namespace amends::kit

#include "runtime/person.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace amends::runtime {

std::string person_key(std::string_view id) {
  utf8proc_uint8_t* folded = nullptr;
  constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(id.data()), static_cast<utf8proc_ssize_t>(id.size()), &folded, kOptions);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(folded, &std::free);
  std::string out = length < 0 ? std::string(id) : std::string(reinterpret_cast<const char*>(folded), static_cast<std::size_t>(length));
  std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) <= 0x20; });  // wide and unbreakable blanks are plain ones by now
  return out;
}

People::People(const json::Value& organisation_row) {
  for (const auto& row : json::list_at(organisation_row, "people")) {
    const auto key = person_key(json::text_at(row, "id"));
    for (const auto& other : json::list_at(row, "also")) person_of_.emplace(person_key(json::text_or(&other, "")), key);
  }
}

std::string People::person(std::string_view id) const {
  auto key = person_key(id);
  const auto found = person_of_.find(key);
  return found == person_of_.end() ? key : found->second;
}

bool share_a_person(const People& people, const ActingPersons& left, const ActingPersons& right) {
  for (const auto* one : {&left.by, &left.on_behalf_of})
    for (const auto* other : {&right.by, &right.on_behalf_of})
      if (!one->empty() && !other->empty() && people.person(*one) == people.person(*other)) return true;
  return false;
}

}  // namespace amends::runtime

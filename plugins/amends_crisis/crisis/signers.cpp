#include "signers.hpp"

#include "kit/people.hpp"
#include "kit/person.hpp"
#include "seats.hpp"

namespace amends::crisis {
namespace {

bool sits_there(const Context& context, std::string_view seat, std::string_view name) {
  if (kit::person_key(name).empty()) return false;
  const auto known = read_seat(seat, context.record.at("answers.crisis_team").text_or(seat, ""));
  if (kit::person_key(known.person).empty() && kit::person_key(known.stand_in).empty()) return true;
  return kit::same_person(name, known.person) || kit::same_person(name, known.stand_in);
}

}  // namespace

Signers signers_of(const Context& context, const sdk::Reader& answer) {
  const auto commander = answer.text_or("signer_commander", ""), legal = answer.text_or("signer_legal", "");
  return {.commander = sits_there(context, "commander", commander), .legal = sits_there(context, "legal", legal) && !kit::People(context.call).same(commander, legal)};
}

}  // namespace amends::crisis

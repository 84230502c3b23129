#include "tables/pseudonym.hpp"

#include <span>

#include "runtime/case_state.hpp"
#include "runtime/person.hpp"
#include "support/hash.hpp"

namespace amends::tables {
namespace {

constexpr std::size_t kDigestBytes = 6;  ///< twelve digits: of a million people two share one with a chance of 1 in 560

}  // namespace

const std::string& Pseudonyms::made(std::string_view kind, std::string_view what) {
  static const std::string none;
  if (what.empty()) return none;
  const auto key = std::string(kind) + "-" + std::string(what);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  const auto digest = sha256("amends pseudonym " + std::to_string(salt_) + " " + key);
  return known_.emplace(key, std::string(kind) + "-" + hex(std::span<const std::uint8_t>(digest).first(kDigestBytes))).first->second;
}

const std::string& Pseudonyms::staff(std::string_view id) { return made("staff", runtime::person_key(id)); }

const std::string& Pseudonyms::person(std::string_view what) { return made("person", what); }

std::string Pseudonyms::actor(std::string_view actor) {
  constexpr std::string_view kUser = "user:";
  if (actor.starts_with(kUser)) return staff(actor.substr(kUser.size()));
  if (const auto stage = runtime::parse_stage_actor(actor); !stage.stage.empty()) return stage.stage;
  return actor == "system" ? "system" : staff(actor);  // a word that nobody knows may be a name
}

}  // namespace amends::tables

#pragma once
// All rules of a pack set, of every jurisdiction, whether an institution uses them or not: clocks, which a compliance officer reads and computes with, and what the
// rules behind routing, notices and refusals ask for (rules/handling).
// ClockRules (clocks.hpp) holds those that cases run on.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/rule.hpp"
#include "support/json.hpp"

namespace amends::packs { class PackSet; }

namespace amends::runtime {

/// One clock pack.
struct RulePack {
  std::string name;          ///< "tables/clocks.cn"
  std::string jurisdiction;  ///< "cn"
  std::string calendar;      ///< the calendar that counts its working days unless an institution has another, "calendar.cn"
  std::string version;
  std::vector<calendar::ClockRule> rules;  ///< in the order of the pack; each with its jurisdiction
  json::Array rows;                        ///< the same as data
};

class RuleBook {
 public:
  /// Errors: `pack_invalid`, with the place.
  [[nodiscard]] static Result<RuleBook> from_packs(const packs::PackSet& packs);

  [[nodiscard]] const std::vector<RulePack>& packs() const noexcept { return packs_; }  ///< by name
  /// Rows of rules/handling, with `pack` and `pack_version`: {rule_id, jurisdiction, kind, instrument, article, issuer, effective_from, effective_to, source_ref, confidence,
  /// verified_on, verify, title, plain}. Empty where the set has no such pack.
  [[nodiscard]] const json::Array& handling() const noexcept { return handling_; }
  [[nodiscard]] const json::Value* handling(std::string_view id) const noexcept;  ///< nullptr: none

  struct Found {
    const RulePack* pack;
    const calendar::ClockRule* rule;
  };
  /// The rules of that id; a house rule stands in several packs. `jurisdiction` empty: any. Errors: `not_found`, with the nearest id.
  [[nodiscard]] Result<std::vector<Found>> find(std::string_view id, std::string_view jurisdiction) const;

 private:
  std::vector<RulePack> packs_;
  json::Array handling_;
};

/// The row with jurisdiction, pack, pack_version and calendar: {rule_id, jurisdiction, instrument, article, issuer, effective_from, effective_to, source_ref, confidence,
/// verified_on, verify, start_event, length, day_type, inclusive, extensions, suspensions, restarts, on_breach, ...}.
[[nodiscard]] json::Object rule_json(const RulePack& pack, const calendar::ClockRule& rule);

}  // namespace amends::runtime

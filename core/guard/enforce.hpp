#pragma once
// Walks one envelope with everything a Guard knows. Internal to core/guard.
#include <string>
#include <string_view>
#include <vector>

#include "guard/guard.hpp"
#include "guard/rules.hpp"

namespace amends::guard {

/// What a built guard holds.
struct Knowledge {
  std::shared_ptr<const GuardRules> rules;       ///< of the packs
  std::shared_ptr<const GuardRules> bargaining;  ///< wording that bargains: stopped on a safety sign (G10), shown for a vulnerable customer (G9)
  text::FoldTable fold;
  text::NumberReader numbers;
  std::vector<std::string> own_numbers;
  std::vector<std::u32string> rights_texts;      ///< in the surface's form
};

/// Actions of the texts kit on one outgoing text, in text order: wording and personal numbers.
[[nodiscard]] std::vector<Action> check_outgoing(const Knowledge& knowledge, std::string_view text, std::string_view language, const Context& context, std::string_view where);

[[nodiscard]] std::vector<Action> enforce_envelope(const Knowledge& knowledge, json::Value& envelope, const Context& context);

}  // namespace amends::guard

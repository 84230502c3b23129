#pragma once
// The least and the greatest value that a field of a form takes (core/flow/grammar.md, Forms): written as numbers, or as where the value stands.
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::packs {

/// One bound of one field. `source` is empty for a number that the form itself states.
struct FormBound {
  bool least = true;        ///< minimum, minimum_of; else maximum, maximum_of
  std::int64_t number = 0;  ///< where source is empty
  std::string source;       ///< "target" (a field of the form), "money.entitlement" (of the record), kBoundNow
  std::string member;       ///< where it stands in the field: "minimum_of", "minimum_of.1"
};

inline constexpr std::string_view kBoundNow = "now";  ///< the instant of the answer
inline constexpr std::string_view kCurrencyOfCase = "case";  ///< the only value of `currency`

/// The facts of a record that a bound may name, with the type they have. What a stage has read (analysis.SECTION.MEMBER) and what was answered
/// (answers.FORM.FIELD) may be named too.
struct BoundFact {
  std::string_view path, type;
};
inline constexpr std::array<BoundFact, 11> kBoundFacts{{{"money.entitlement", "money"},
                                                        {"money.claimed", "money"},
                                                        {"money.target", "money"},
                                                        {"money.authority_limit", "money"},
                                                        {"money.offered", "money"},
                                                        {"money.settled", "money"},
                                                        {"money.loss_proved", "money"},
                                                        {"channel.received_at", "instant"},
                                                        {"regulator.received_at", "instant"},
                                                        {"regulator.due_at", "instant"},
                                                        {"group.size", "integer"}}};

/// The bounds of a field of a checked form, in the order minimum, maximum, minimum_of, maximum_of.
[[nodiscard]] std::vector<FormBound> bounds_of(const json::Value& field);

/// Checks the bounds of one form: a field that can be compared, sources that are there and of the same kind, no minimum above the maximum.
/// `form_file` gives forms/NAME of the set or nullptr. Errors: `pack_invalid`; `where` is the path inside the form's file.
[[nodiscard]] Result<void> check_form_bounds(const json::Value& form, const std::function<const json::Value*(std::string_view)>& form_file);

}  // namespace amends::packs

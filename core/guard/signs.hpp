#pragma once
// What a case says about danger to a person (G10) and about a need for support (G9). Internal to core/guard.
#include "support/json.hpp"

namespace amends::guard {

enum class Sign { none, veiled, explicit_sign };

/// What a value of flags.safety says: {self_harm, violence} or one word. A word that nobody knows counts as veiled; nullptr and null are none.
[[nodiscard]] Sign sign_of(const json::Value* value);
/// The sign that the record carries. Once a trained person has answered the protocol the dispute goes on, and bargaining does not (catalogue 3.19, row 1).
[[nodiscard]] Sign recorded_sign(const json::Value& record);
/// A flag of flags.vulnerability is suspected or confirmed.
[[nodiscard]] bool is_vulnerable(const json::Value* flags);

}  // namespace amends::guard

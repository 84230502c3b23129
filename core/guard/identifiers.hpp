#pragma once
// Personal numbers in outgoing texts (G11): PRC resident ids (GB 11643-1999: region, date of birth, check digit), bank cards (ISO/IEC 7812-1: issuer
// range, Luhn) and mainland mobile numbers. Proved by their structure, so that order, case and contract numbers pass. Internal to core/guard.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/normalise.hpp"

namespace amends::guard {

enum class NumberKind { resident_id, bank_card, mobile };

struct PersonalNumber {
  NumberKind kind = NumberKind::mobile;
  text::Span span;                    ///< in the original text, with the separators between its digits
  std::string digits;                 ///< without separators; a resident id may end with X
  std::vector<std::int32_t> hidden;   ///< original code points to mask: all digits but the last four, and of a mobile number the first three
};

/// "resident_id", "bank_card", "mobile"; static storage.
[[nodiscard]] std::string_view kind_name(NumberKind kind) noexcept;

/// All of them in text order, without overlap. `own`: digits that may stand (the institution's numbers, the case id's).
[[nodiscard]] std::vector<PersonalNumber> find_personal_numbers(const text::Normalised& text, const std::vector<std::string>& own);

/// Check digit of an 18-character resident id, with a plausible region and date of birth.
[[nodiscard]] bool is_resident_id(std::string_view digits) noexcept;
/// Luhn check digit, 13 to 19 digits, first digits of a card issuer.
[[nodiscard]] bool is_bank_card(std::string_view digits) noexcept;
/// 1[3-9] and nine digits.
[[nodiscard]] bool is_mobile(std::string_view digits) noexcept;

}  // namespace amends::guard

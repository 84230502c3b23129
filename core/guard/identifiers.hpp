#pragma once
// Personal numbers in outgoing texts (G11): PRC resident ids (GB 11643-1999: region, date of birth, check digit), bank cards (ISO/IEC 7812-1: issuer
// range, Luhn) and mainland mobile numbers. A right check digit proves one wherever it stands. Without it the shape decides (length, grouping, region and date of
// birth, issuer) together with the words beside it: what people mistype is a person's number all the same, and order, case and contract numbers pass. Internal to
// core/guard.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guard/number_labels.hpp"
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
/// Region, date of birth and 18 characters, whatever the check digit says.
[[nodiscard]] bool has_shape_of_resident_id(std::string_view digits) noexcept;
/// 13 to 19 digits with the first digits of a card issuer.
[[nodiscard]] bool has_issuer(std::string_view digits) noexcept;
/// What digits are by their shape and the word beside them. A reference is none. An identity word makes 18 characters one, a card word 16 or 19 digits, or 13 to 19
/// with an issuer. Without a word the shape of an identity number, or 16 or 19 digits with an issuer.
[[nodiscard]] std::optional<NumberKind> kind_by_shape(std::string_view digits, NumberLabel label) noexcept;
/// 1[3-9] and nine digits.
[[nodiscard]] bool is_mobile(std::string_view digits) noexcept;

}  // namespace amends::guard

#pragma once
// A case without the people in it: what a view without texts gets (the analyst, the masked copy). The fence is the table of fields (privacy.hpp): what it does
// not name is left out. Behind it stands a net: a text that repeats words, names or numbers of the case is left out wherever it stands. Pure.
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "runtime/case_state.hpp"
#include "runtime/privacy.hpp"
#include "support/json.hpp"

namespace amends::runtime {

inline constexpr std::size_t kNetWordsMin = 5;       ///< so many words in a row that a text of the case has too are a quotation
inline constexpr std::size_t kNetCharactersMin = 6;  ///< the same in characters of scripts that write without blanks between words; in a mixture each counts its share
inline constexpr std::size_t kNetShortTextMin = 3;   ///< a text of the case that is shorter than that counts whole, down to this length; names and numbers count at any length
inline constexpr std::size_t kCodeBytesMax = 80;     ///< a longer word is no code
inline constexpr std::size_t kCodeDigitsMax = 6;     ///< more digits in a row and a word is a number of something or somebody, not a code

/// A word of a closed list, an id of a pack's row, a date or an instant: what tells no story. No text, name or number of a person has this shape, except
/// a single small word.
[[nodiscard]] bool is_code(std::string_view text) noexcept;

/// A number or address of a person by its shape alone, with or without blanks and hyphens: resident id (right or wrong check digit), bank card, mobile number,
/// passport, travel permit, IBAN, e-mail address.
[[nodiscard]] bool holds_personal_number(std::string_view text);

/// Left out of a copy: a place of the record, why, and how often.
struct TakenOut {
  std::string path;   ///< without positions: "parties.id_doc"
  std::string level;  ///< "P3"; "unknown" for a place that the table does not know
  std::int64_t count = 0;
};

class Masker {
 public:
  /// `salt`: mixed into pseudonyms; a new one for each copy, so that two copies cannot be joined.
  Masker(const CaseState& state, std::string salt);

  /// "person-3f09ab": the same for the same name within one masker.
  [[nodiscard]] std::string pseudonym(std::string_view name) const;
  /// Whether a text repeats words, a name or a number of the case, or holds a personal number.
  [[nodiscard]] bool gives_away(std::string_view text) const;
  /// The facts, without sections.
  [[nodiscard]] json::Value facts();
  /// A value at a place of the record; null when it may not be shown.
  [[nodiscard]] json::Value at(std::string_view path, const json::Value& value);
  /// An answer of a stage: result, findings and evidence without words of the case; null for a restricted or unknown section.
  [[nodiscard]] json::Value envelope(std::string_view section, const json::Value& envelope);
  /// The same texts in any document (a model of core/review): what gives something away becomes "…".
  void veil(json::Value& document) const;
  [[nodiscard]] std::vector<TakenOut> taken_out() const;

 private:
  void learn(std::string_view path, const json::Value& value);
  void learn_text(std::string_view text, bool whole);
  json::Value masked(const std::string& path, const json::Value& value);
  void took(const std::string& path, const FieldRule* rule);

  const CaseState& state_;
  std::string salt_;
  std::unordered_set<std::size_t> runs_;                              ///< hashes of runs that are long enough
  std::map<std::string, std::vector<std::vector<std::string>>> short_;  ///< by first word: whole short texts and names
  std::map<std::pair<std::string, std::string>, std::int64_t> taken_;
};

/// A code of the institution ("branch-7", "credit_card", "WL.2026"): ASCII letters, digits and marks, with too few digits for anybody's number. For lists and tables
/// that show codes and no names.
[[nodiscard]] bool is_plain_code(std::string_view text);

/// Digests of what a stage read, for eyes that may not try out values: salted.
[[nodiscard]] std::string salted_digest(std::string_view salt, std::string_view digest);

}  // namespace amends::runtime

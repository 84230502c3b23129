#pragma once
// The phrase rows of the guard packs, compiled. A row is a term or an RE2 expression over the surface of a text; English rows begin at a word
// boundary. Rows are independent: none takes a text away from another, so an added row can never hide what a shipped one finds.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "guard/surface.hpp"
#include "support/json.hpp"
#include "support/result.hpp"

namespace re2 {
class FilteredRE2;
class RE2;
}  // namespace re2

namespace amends::guard {

inline constexpr std::size_t kRowsMax = 5'000;
inline constexpr std::size_t kPatternBytesMax = 1'000;
inline constexpr std::size_t kAlsoMax = 4;          ///< further expressions of a row
inline constexpr int kPatternProgramMax = 4'000;   ///< instructions of one compiled expression
inline constexpr std::size_t kHitsPerRowMax = 16;  ///< places of one row in one text that are listed; the last one says when more were left out

enum class Act { flag, rewrite, block };

struct GuardRule {
  GuardRule();
  ~GuardRule();
  GuardRule(GuardRule&&) noexcept;
  GuardRule& operator=(GuardRule&&) noexcept;

  std::string id;
  std::string guard;     ///< "G1"
  std::string language;  ///< "zh" or "en": of the pattern; it is looked for in texts of any language
  Act act = Act::block;
  json::Value message;   ///< {zh, en}
  json::Value rewrite;   ///< {zh, en}: what stands in the place of a match; null unless act is rewrite
  std::string pattern;   ///< the expression as it was compiled
  const re2::RE2* expression = nullptr;  ///< lives as long as the GuardRules
  std::vector<std::unique_ptr<re2::RE2>> also;  ///< each of these stands in the same sentence too
  std::unique_ptr<re2::RE2> unless;             ///< and this does not; null for nothing
  bool always = false;   ///< looked for in every text, see GuardRules
};

struct RuleHit {
  const GuardRule* rule = nullptr;
  text::Span span;
  bool more = false;  ///< kHitsPerRowMax was reached: further places are not listed
};

/// Immutable; any number of threads may match at once.
///
/// Most texts hold nothing of most rows: RE2 names the fragments of which an expression needs some, one pass over the text finds which are there,
/// and only the rows that could match are run. Measured on 20,000 code points with the shipped rows in tests/core/guard/sentences_test.cpp.
class GuardRules {
 public:
  GuardRules();
  ~GuardRules();
  GuardRules(const GuardRules&) = delete;
  GuardRules& operator=(const GuardRules&) = delete;

  /// Rows as {id, guard, lang, pattern, regex?, also?[], unless?, action, message{zh,en}, rewrite?{zh,en}}. A row that stands twice word for word is one.
  /// A row with `also` or `unless` (expressions, without word borders of their own) finds a sentence: the pattern and each of `also` stand in it in any
  /// order, and `unless` does not.
  /// Errors: `pack_invalid` with the row's id: a member that is missing or unknown, `disabled`, a bad, too long or too large expression, one that
  /// matches an empty text, `rewrite` without its texts; `range` beyond kRowsMax.
  [[nodiscard]] static Result<std::shared_ptr<const GuardRules>> from_rows(const json::Array& rows, const text::FoldTable& fold = {});

  /// All places of all rows of a language (empty: both) in text order, then in order of rows. Time is linear in the text for each row.
  [[nodiscard]] std::vector<RuleHit> match(const Surface& surface, std::string_view language = {}) const;
  [[nodiscard]] const std::vector<GuardRule>& rules() const noexcept { return rules_; }

 private:
  class Fragments;
  [[nodiscard]] std::vector<bool> candidates(const Surface& surface) const;
  std::vector<GuardRule> rules_;
  std::unique_ptr<re2::FilteredRE2> filter_;  ///< null without rows
  std::unique_ptr<Fragments> fragments_;
};

}  // namespace amends::guard

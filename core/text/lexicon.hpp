#pragma once
// Lexicon matching of catalogue 0.2, items 2 to 5: the longest term at each position, consumption, negation and intensifiers, with spans in
// the original text. Used through core/packs by every lexicon stage; knows nothing of files.
//
// The matcher is our own (trie.hpp). Item 2 asks for the longest term at each position with word borders, consumption, flexible blanks and
// spans of code points; Hyperscan reports all ends of all terms over bytes, so the same walk would be needed again after it, and it runs on
// x86 alone. `python tests/measure/lexicon.py` measures ours beside Hyperscan and the Aho-Corasick packages of Python.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "support/result.hpp"
#include "text/normalise.hpp"
#include "text/words.hpp"

namespace amends::text {

inline constexpr std::size_t kEntriesMax = 100'000;       ///< rows of one lexicon
inline constexpr std::size_t kTermCodePointsMax = 200;    ///< one term, normalised
inline constexpr std::size_t kPatternBytesMax = 1'000;    ///< one regular expression
inline constexpr int kPatternProgramMax = 4'000;          ///< instructions of one compiled expression
inline constexpr std::size_t kPatternMatchMax = 200;      ///< code points that one match of an expression may span

/// One row of a lexicon.
struct Entry {
  std::string id;
  std::string term;        ///< plain text, or an RE2 expression over the normalised text
  bool regex = false;
  bool negatable = false;  ///< dropped when negated (item 3)
  std::int64_t weight = 0;
  json::Value row;         ///< the whole row, for whoever reads the hit
};

struct LexiconOptions {
  bool intensify = false;  ///< item 4; `lex/emotion` only
};

/// One match. `kept` is false for a negated hit: it has consumed its text and counts for nothing.
struct Hit {
  std::size_t entry = 0;    ///< index in `Lexicon::entries()`
  Span span;                ///< in the original text
  std::int64_t weight = 0;  ///< after the intensifier; 0 when dropped
  bool kept = true;
  bool intensified = false;
  friend bool operator==(const Hit&, const Hit&) = default;
};

/// A compiled lexicon. Immutable; any number of threads may match at once.
class Lexicon {
 public:
  /// Compiles rows; terms pass the same normalisation as texts. Expressions are matched without regard to case and state no word borders:
  /// those of item 2 are applied to them too.
  /// Errors: `pack_invalid` (`where` is the row's id): empty or too long a term, a term that stands twice, a bad or too large expression,
  /// one that matches nothing at all; `not_utf8`; `range` beyond kEntriesMax.
  [[nodiscard]] static Result<std::shared_ptr<const Lexicon>> compile(std::vector<Entry> entries, const WordLists& lists, const FoldTable& fold = {},
                                                                      LexiconOptions options = {});
  ~Lexicon();
  Lexicon(const Lexicon&) = delete;
  Lexicon& operator=(const Lexicon&) = delete;

  /// All hits in text order, dropped ones included. At one position the longest wins, of two equally long the earlier row. A match is
  /// measured in normalised code points. Blanks of any kind and number match one blank of a term; the apostrophes ' and ’ are one.
  [[nodiscard]] std::vector<Hit> match(const Normalised& text) const;
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept;
  /// The table that texts must be normalised with to meet these terms.
  [[nodiscard]] const FoldTable& fold() const noexcept;

 private:
  struct Impl;
  explicit Lexicon(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Item 5: which hits count, over all documents of a case in order. Feed it each hit in document and text order.
class CountTwice {
 public:
  /// True for the first two kept hits of an entry.
  [[nodiscard]] bool counts(const Hit& hit);

 private:
  std::vector<std::uint8_t> seen_;
};
/// The hits of one document that count, in order.
[[nodiscard]] std::vector<Hit> count_twice(std::span<const Hit> hits);

/// How many U+0021 and U+FF01 the original text has.
[[nodiscard]] std::int64_t exclamations(std::u32string_view original) noexcept;
/// What they add to an emotion total (item 5): 2 each, at most 6 a case.
[[nodiscard]] constexpr std::int64_t exclamation_points(std::int64_t count) noexcept { return count >= 3 ? 6 : 2 * count; }

}  // namespace amends::text

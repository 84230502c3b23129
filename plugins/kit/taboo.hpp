#pragma once
// The taboo reading of a draft (catalogue 3.13): what a complaint handler does not write, found by the rows of lex/taboos, and whether the draft may
// leave. Used by amends.taboo_check and by whoever writes letters. Reading goes through the text service; judging is pure and knows no JSON.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sdk/call.hpp"
#include "sdk/values.hpp"

namespace amends::kit {

inline constexpr std::string_view kTabooLexicon = "lex/taboos";
inline constexpr std::int64_t kTabooPassScore = 80;  ///< least score of a draft that passes (catalogue 3.13, a design choice)

/// What stands behind a draft. A row says by its `unless` which of these makes it harmless.
struct Backing {
  bool solution_ref = false;  ///< a decided solution is cited: a promise is none of the writer's own
  bool task_ref = false;      ///< a task stands behind a stated date
  bool verify_done = false;   ///< the facts are established: an admission is no guess
  bool next_date = false;     ///< an update says when the next one comes
};

/// One place that a row finds. Offsets: code points of the draft, [start, end).
struct TabooHit {
  std::string row, category;           ///< "tb.001", "shift_blame"
  std::int64_t start = 0, end = 0;
  std::string quote;
  bool blocks = false;                 ///< severity block; else warn
  std::int64_t points = 0;             ///< 1..100; taken once for each row, however often it stands
  std::optional<sdk::Texts> rewrite;   ///< nothing when the row has none; a language that it does not have takes the other's words
  sdk::Texts why;                      ///< the row's, else its category's
  bool never = false;                  ///< no supervisor may release it
};

struct TabooReading {
  std::vector<TabooHit> hits;          ///< in text order, without harmless rows and without those that the backing makes harmless
  std::vector<TabooHit> backed;        ///< those that it does
  std::int64_t taken = 0;              ///< points of the distinct rows of `hits`
  std::int64_t score = 100;            ///< 100 - taken, at least 0
  bool blocked = false;                ///< some hit blocks
  bool pass = true;                    ///< none blocks and the score reaches the pass score
  /// Who may release a draft that does not pass: "none" (nobody is needed), "writer" (it fails by score alone and is written anew), "supervisor", "never".
  [[nodiscard]] std::string_view release() const noexcept;
};

/// Thinking alone. `found`: every place in text order with the `unless` of its row. Precondition: 0 <= pass_score <= 100.
struct FoundTaboo {
  TabooHit hit;
  std::string unless;  ///< empty, or the name of a member of Backing
};
[[nodiscard]] TabooReading judge(const std::vector<FoundTaboo>& found, const Backing& backing, std::int64_t pass_score = kTabooPassScore);

/// Reads a draft with the rows of lex/taboos, which the stage's manifest lists under `packs`. `language`: of the draft, "zh" or "en"; rows of both look at it.
/// An empty draft has no hit: whether one may be empty is the caller's question.
/// Errors: Failure `error.text_too_long` beyond sdk::kTextLengthMax code points, `error.not_utf8`, `error.pack_missing`; `error.pack_invalid` for a row whose
/// category or `unless` nobody knows, or whose points and severity do not fit.
[[nodiscard]] TabooReading read_taboos(const sdk::Call& call, std::string_view draft, const Backing& backing, std::int64_t pass_score = kTabooPassScore);

/// The categories of catalogue 3.13 in its order, without the harmless "none".
struct TabooCategory {
  std::string_view id;
  sdk::Texts title, why;
  bool never = false;  ///< gag, threat, deceive, discriminate: never released by anybody
};
[[nodiscard]] const std::vector<TabooCategory>& taboo_categories();
/// nullptr for a category that nobody knows.
[[nodiscard]] const TabooCategory* taboo_category(std::string_view id);

}  // namespace amends::kit

#pragma once
// What a text states and nothing carries (G1: any stated deadline, limit or rule must cite an evidence id): dates and lengths of time, and rules by name.
// Internal to core/guard.
#include <string>
#include <string_view>
#include <vector>

#include "guard/knowledge.hpp"
#include "guard/statements.hpp"
#include "guard/surface.hpp"

namespace amends::guard {

/// A rule that a text names: 《...办法》, section 5, article 23, regulation E. A contract is none: its clauses are quoted and enclosed.
struct Citation {
  text::Span span;
  std::vector<std::u32string> names;  ///< any of these in a source is the same rule: article 23, art. 23, 第23条
};
[[nodiscard]] std::vector<Citation> read_citations(const Surface& surface);

/// What a text states: read first, so that a text that states nothing costs no search for grounds.
struct Stated {
  std::vector<Statement> statements;
  std::vector<Citation> citations;
  [[nodiscard]] bool empty() const noexcept { return statements.empty() && citations.empty(); }
};
[[nodiscard]] Stated read_stated(const Knowledge& knowledge, const Surface& surface, const Context& context);

/// What statements of one envelope or one case may rest on.
class Grounds {
 public:
  /// Knows the time of the turn, the running clocks and the date of receipt.
  Grounds(const Knowledge& knowledge, const Context& context);
  /// Deadlines and evidence of an envelope.
  void add_envelope(const json::Value& envelope);
  /// What a case knows, for a draft by hand: its texts, answers, clocks and sections.
  void add_record(const json::Value& record);
  /// Actions for what stands in a text without a ground, in text order; at most kActionsPerTextMax. An item of the rights notice that is quoted word for
  /// word has its rule in the pack beside it.
  [[nodiscard]] std::vector<Action> check(const Stated& stated, const Surface& surface, std::string_view where, std::string_view action) const;

 private:
  void add_strings(const json::Value& value);
  [[nodiscard]] std::vector<text::Span> quoted_rights(const Surface& surface) const;
  const Knowledge* knowledge_;
  Support support_;
  std::vector<std::u32string> sources_;  ///< in the surface's form
};

}  // namespace amends::guard

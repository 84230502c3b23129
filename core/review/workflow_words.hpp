#pragma once
// What the drawing of a workflow says about a step, a way out of it and a clock, in one language. No places and no shapes.
#include <string>
#include <vector>

#include "review/workflow_drawing.hpp"

namespace amends::review {

struct WordLine {
  std::string text;
  TextStyle style = TextStyle::plain;
  bool quiet = false;
  int lines_max = 1;  ///< how many lines it may take
  std::string source = {};  ///< the expression that it tells in words
};

/// What stands in the box of a step: what it is, its name in the file, then who and until when, what it sets and meets.
[[nodiscard]] std::vector<WordLine> words_of_step(const flow::Definition& definition, const flow::Step& step, const DrawingOptions& options);
/// What stands on an arrow; nothing for `onward`.
[[nodiscard]] std::vector<WordLine> words_of_arrow(const flow::Definition& definition, const flow::Step& from, const ArrowKey& key, const DrawingOptions& options);
/// One line for each clock of the workflow, and one for what it tells of by itself.
[[nodiscard]] std::vector<std::string> words_of_clocks(const flow::Definition& definition, const DrawingOptions& options);
/// "waits here now", for what stands at one step: the first of them, with who holds its task, what became of its message and how many of its items have ended.
[[nodiscard]] std::vector<std::string> words_of_here(const std::vector<Trail::Here>& here, const DrawingOptions& options);
[[nodiscard]] std::string word_of_mark(DrawnMark mark, const DrawingOptions& options);
/// The name of a shape in the legend.
[[nodiscard]] std::string word_of_shape(DrawnShape shape, const DrawingOptions& options);

}  // namespace amends::review

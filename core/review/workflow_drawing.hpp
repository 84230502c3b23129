#pragma once
// The picture of a workflow: boxes with their text, arrows with their corners, and the same as SVG or Mermaid text. A pure function of the definition, the
// titles it is given and, optionally, the trail of one case: no clock, no file, no fonts; the same input gives the same bytes.
// Used by `amends draw` and by the report of a case. The SVG has no script and nothing from elsewhere, and reads in light and dark.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flow/machine.hpp"
#include "review/drawn_text.hpp"
#include "review/layered_layout.hpp"
#include "review/palettes.hpp"
#include "review/workflow_arrows.hpp"

namespace amends::review {

/// The way of one case through the workflow. Times are counts, from 0.
struct Trail {
  struct Here {
    flow::StepIndex step = flow::kEnd;
    flow::TokenState state = flow::TokenState::waiting;
    std::string holder = {};       ///< who holds its task; empty: nobody, or there is none
    std::string delivery = {};     ///< of a message on its way: open, withheld, parked; empty: none is waited for
    std::int32_t arrived = 0, total = 0;  ///< joining: branches or items that have ended, of how many; total 0: not told
  };
  std::vector<std::int32_t> visits;         ///< by step index: how often it was entered
  std::map<ArrowKey, std::int32_t> taken;   ///< how often each arrow was taken; absent: never
  std::vector<Here> here;                   ///< where its tokens stand now
  std::string case_id;
  bool suspended = false;                   ///< a person stopped the work
};

/// A field of a form: its label, and those of its values.
struct FieldWords {
  std::string label;
  std::map<std::string, std::string> values;
};

struct DrawingOptions {
  std::string language = "zh";                        ///< "zh" or "en"
  std::map<std::string, std::string> stage_titles;    ///< by stage id, in the language; a stage without one shows its id
  std::map<std::string, std::string> form_titles;     ///< by form, in the language
  std::map<std::string, std::map<std::string, FieldWords>> form_fields = {};  ///< by form and field, in the language: what conditions ask for
  std::map<std::string, std::string> block_titles = {};  ///< by step: the title of the workflow that it calls, in the language
};

enum class DrawnShape { start, end, stage, decide, human, choose, first_of, message, wait, parallel, join, set, label, block, act };

struct DrawnText {
  std::string text;
  TextStyle style = TextStyle::plain;
  Point at;              ///< left end of the base line
  bool quiet = false;
  bool marked = false;   ///< says where the case is now
};

struct DrawnBox {
  DrawnShape shape = DrawnShape::stage;
  DrawnShape glyph = DrawnShape::stage;   ///< of a label: human, message or wait draw their sign; stage draws none
  flow::StepIndex step = flow::kEnd;      ///< the step it is, or that a label, join or end belongs to; kEnd: the start
  Rectangle place;
  std::vector<DrawnText> texts;
  std::string tooltip;                    ///< everything in full
  std::string source = {};                ///< the condition as the file has it, where the box tells it in words
  std::int32_t visits = 0;                ///< of the case; labels and joins: how often they were passed
  bool here = false;                      ///< the case stands here now
};

struct DrawnArrow {
  ArrowKey key;                  ///< the start's own arrow has `from` kEnd
  flow::StepIndex to = flow::kEnd;
  bool to_join = false;
  int from_box = 0, label_box = -1, to_box = 0;   ///< indexes into boxes; -1: without a label
  std::vector<Point> first, second;               ///< to the label and on from it; without a label all is in `first`
  bool upward = false;                            ///< leads back, at the side
  std::int32_t taken = 0;
};

/// What a line of the legend explains: a shape, or a mark of arrows and of a case.
enum class DrawnMark { shape, way_back, way_taken, stands_here };

struct DrawnLegend {
  DrawnMark mark = DrawnMark::shape;
  DrawnShape shape = DrawnShape::stage;
  Rectangle sample;
  DrawnText text;
};

struct Drawing {
  int width = 0, height = 0;
  std::string language, name, title, description;
  bool with_case = false;
  std::vector<DrawnText> heading, clocks;
  std::vector<DrawnBox> boxes;
  std::vector<DrawnArrow> arrows;
  std::vector<DrawnLegend> legend;
};

/// `trail`: null for the workflow alone. Precondition: a trail's visits have one entry for each step.
[[nodiscard]] Drawing draw_workflow(const flow::Definition& definition, const DrawingOptions& options, const Trail* trail = nullptr);

/// The colours of the picture; its own style follows the reader's preference, a page that declares a theme overrides it with these.
[[nodiscard]] Palettes workflow_palettes() noexcept;
/// One <svg> element without ids, ends in a line end; may stand in a page or be a file of its own.
[[nodiscard]] std::string to_svg(const Drawing& drawing);
/// A Mermaid flowchart of the same boxes and arrows.
[[nodiscard]] std::string to_mermaid(const flow::Definition& definition, const Drawing& drawing);

}  // namespace amends::review

#pragma once
// Pieces of a review for a document that is not ours, such as a notebook: the sections of the page (page_sections.hpp) and the pictures of a case, each in one element with a
// style of its own that touches nothing outside it and that nothing outside touches. They read in light and dark, without scripts, and hold no ids, so that any number of
// them stands in one document. Used by the Python package; the model must be made with `charts` and `drawing` (review.hpp).
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::review {

/// review, summary, text, findings, timeline, clocks, workflow, ladder, dimensions, risk, emotion, tasks.
[[nodiscard]] std::span<const std::string_view> fragment_parts() noexcept;

/// One part as one <div>. What this reader may not see is said in one line with what to do about it; so is what no stage has found yet. A long time line is cut in the
/// middle at kFragmentEventsMax. Errors: `invalid_argument` for a part that is none of fragment_parts().
[[nodiscard]] Result<std::string> to_html_fragment(const json::Value& model, std::string_view part);
/// The picture of a part alone: of workflow, ladder, clocks, dimensions, risk, emotion. Empty for another part and where there is nothing to draw.
[[nodiscard]] std::string fragment_svg(const json::Value& model, std::string_view part);
/// The same for a terminal of `width` columns. Errors: as to_html_fragment.
[[nodiscard]] Result<std::string> to_text_fragment(const json::Value& model, std::string_view part, int width);

/// Finding number `index` of the model with the words it rests on, marked in the original text; a long text as excerpts of kExcerptContext code points on either side.
/// Errors: `range` for a number that is none.
[[nodiscard]] Result<std::string> finding_fragment(const json::Value& model, std::size_t index);

/// A part in the shape of part_source.hpp (an inbox, a run) as one <div>.
[[nodiscard]] std::string part_fragment(const json::Value& part, std::string_view language);
/// The drawing of a workflow under its title.
[[nodiscard]] std::string drawing_fragment(std::string_view svg, std::string_view title, std::string_view language);
/// One sentence in the same frame: why nothing can be shown.
[[nodiscard]] std::string notice_fragment(std::string_view sentence, std::string_view language);
/// HTML of somebody else's making in the same frame and style. `inside` is trusted: its texts are escaped already.
[[nodiscard]] std::string frame_fragment(std::string_view inside, std::string_view language);

inline constexpr std::size_t kFragmentEventsMax = 200;
inline constexpr std::size_t kSummaryEventsMax = 60;
inline constexpr std::size_t kSummaryTasksShown = 3;
inline constexpr std::int64_t kExcerptContext = 60;   ///< code points
inline constexpr std::int64_t kWholeTextMax = 400;    ///< code points of a document that is shown whole beside a finding

}  // namespace amends::review

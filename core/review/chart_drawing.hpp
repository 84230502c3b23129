#pragma once
// Small pictures of one case as inline SVG: how much time each clock has left, how the feelings move from text to text, where the risks lie, how much is known in each
// dimension. Pure: each reads one member of the model's `charts` (case_charts.hpp) and nothing else. No ids, no script, nothing from elsewhere; states are told by words,
// shapes and patterns as well as by colours that people who see few colours can tell apart. Empty where there is nothing to draw.
#include <string>
#include <string_view>

#include "review/palettes.hpp"
#include "support/json.hpp"

namespace amends::review {

/// A bar for each clock from its start to its due instant on one axis, with a line for now.
[[nodiscard]] std::string clocks_chart(const json::Value& chart, std::string_view language);
/// Intensity of feelings, 0 to 100, for each text of the complainant; a text without a reading of its own is a gap that says so.
[[nodiscard]] std::string emotion_chart(const json::Value& chart, std::string_view language);
/// Likelihood by impact, five by five, with a number for each axis.
[[nodiscard]] std::string risk_chart(const json::Value& chart, std::string_view language);
/// For each dimension what is known, what was found and what is still to be asked, one sign each.
[[nodiscard]] std::string dimensions_chart(const json::Value& chart, std::string_view language);

/// The colours of these pictures, for a page that declares a theme.
[[nodiscard]] Palettes chart_palettes() noexcept;

}  // namespace amends::review

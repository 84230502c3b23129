#pragma once
// One decision of a table in words: what came out, by which row and why, from which inputs, and why each other row did not match. For the review of a case
// (case_decisions.cpp) and for a decision by hand (amends.decide).
#include <functional>
#include <string>
#include <vector>

#include "review/part_source.hpp"
#include "runtime/deciding.hpp"

namespace amends::review {

/// A value as a reader may see it.
using CellText = std::function<std::string(const json::Value&)>;

/// `title` heads it, `more` stands below the inputs.
void add_decision(Part& part, const PartSource& words, const runtime::Told& told, const CellText& cell, const std::string& title, std::vector<std::string> more);
/// A decision by hand as a part of its own: {title, blocks}; see Part.
[[nodiscard]] json::Value told_part(const runtime::Told& told, std::string_view language);
/// A value by its members: "level = high; points = 3". What is no object or list goes through `plain`; null is "not known".
[[nodiscard]] std::string cell_text(const PartSource& words, const json::Value& value, const CellText& plain);

}  // namespace amends::review

#pragma once
// The words of the analysis stages (dimensions, psychology, portrait, risk) for reviews. labels.cpp looks here when it has no word of its own.
#include <map>
#include <string_view>

namespace amends::review {

struct LabelWords {
  std::string_view zh, en;
};

/// By key: note.<note of a computation>, operand.<name>, path.<place in the record>, or a code.
[[nodiscard]] const std::map<std::string_view, LabelWords>& analysis_words();

}  // namespace amends::review

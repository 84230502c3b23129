#pragma once
// The tasks of a review in the order in which a person takes them up. Used by the page and by the terminal.
#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

#include "support/json.hpp"

namespace amends::review {

/// Pointers into the model's tasks, valid as long as the model. Open ones: what is past due first, then by due instant, those without one last; what holds the case
/// before what does not. The others as they came.
struct OrderedTasks {
  std::vector<const json::Value*> open, done;
};

[[nodiscard]] inline OrderedTasks ordered_tasks(const json::Value& model) {
  OrderedTasks out;
  for (const auto& task : json::list_at(model, "tasks")) {
    const auto status = json::text_at(task, "status_code");
    (status == "open" || status == "withheld" ? out.open : out.done).push_back(&task);
  }
  // Instants of one format compare as text; "~" stands behind all of them.
  const auto rank = [](const json::Value* task) { return std::tuple(!json::bool_at(*task, "late"), json::text_at(*task, "due_at", "~"), !json::bool_at(*task, "blocking")); };
  std::stable_sort(out.open.begin(), out.open.end(), [&](const json::Value* a, const json::Value* b) { return rank(a) < rank(b); });
  return out;
}

}  // namespace amends::review

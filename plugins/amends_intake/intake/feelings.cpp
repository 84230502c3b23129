#include "feelings.hpp"

#include <algorithm>

namespace amends::intake {

Feelings read_feelings(const Context& context) {
  auto& out = context.out;
  const auto match = context.call.match("lex/emotion", context.received.told);
  Feelings found;
  found.points = match.total;
  std::vector<CategoryPoints> categories;
  if (!match.hits.empty()) {
    const auto pack = context.call.pack("lex/emotion");
    for (const auto& row : pack.list("rows")) {
      const auto category = row.text_or("cat", "");
      if (std::none_of(categories.begin(), categories.end(), [&](const CategoryPoints& known) { return known.category == category; })) categories.push_back({std::string(category), 0});
    }
  }
  for (const auto& hit : match.hits) {
    if (!hit.counts || hit.weight <= 0) continue;
    const auto category = sdk::Reader(hit.row).text_or("cat", "");
    for (auto& known : categories)
      if (known.category == category) known.points += hit.weight;
    if (found.words.size() < kMarksMax) found.words.push_back(out.span(hit, "emotion " + std::string(category)));
  }
  found.emotion = emotion_of(match.total, categories);
  sdk::Object operands{{"exclamations", match.exclamations}};
  for (const auto& known : categories)
    if (known.points > 0) operands[known.category] = known.points;
  found.sum = out.computation("emotion intensity: words of feeling, exclamation marks 2 each and at most 6, at most 100", std::move(operands), found.emotion.intensity);
  return found;
}

}  // namespace amends::intake

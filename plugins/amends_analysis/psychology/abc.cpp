#include "abc.hpp"

#include <algorithm>
#include <array>

#include "kit/checked.hpp"

namespace amends::psychology {
namespace {

constexpr std::array<std::string_view, 3> kVerified = {"unknown", "confirmed", "refuted"};
constexpr std::string_view kThreats = "analysis.intake.threats";

void read_events(const Context& context, Abc& abc) {
  for (const auto& row : context.record.list("events")) {
    if (abc.events.size() == kShownMax) break;
    const auto verified = kit::one_of(row, "verified", kVerified, "unknown");
    abc.events.push_back({std::string(row.text_or("id", "")), verified == "confirmed" ? "agreed" : verified == "refuted" ? "disputed" : "asserted", std::string(row.text_or("what", "")), context.out.field(row.path("what"))});
  }
}

void read_acts(const Context& context, Abc& abc) {
  for (const auto& row : context.record.list(kThreats)) {
    const auto kind = std::string(row.text_or("kind", ""));
    if (kind.empty() || std::find(abc.acts.begin(), abc.acts.end(), kind) != abc.acts.end()) continue;
    abc.acts.push_back(kind);
    abc.act_evidence.push_back(context.out.field(row.path("kind")));
  }
}

}  // namespace

Abc read_abc(const Context& context, const Feelings& feelings, const std::vector<Word>& beliefs) {
  Abc abc;
  read_events(context, abc);
  for (const auto& word : beliefs) {
    if (abc.beliefs.size() == kShownMax) break;
    auto sentence = around(context, word.place, Part::sentence, word.code);
    abc.beliefs.push_back({word.code, std::move(sentence.quote), std::move(sentence.evidence)});
  }
  abc.emotions = feelings.categories;
  read_acts(context, abc);
  if (!abc.beliefs.empty()) {
    const auto& belief = *context.map.belief(abc.beliefs.front().tag);
    abc.question = belief.question;
    abc.alternative = belief.alternative;
    abc.evidence = {abc.beliefs.front().evidence};
  } else {
    abc.question = {"能请您说说，这件事对您最大的影响是什么吗？", "May I ask what the largest effect of this on you is?"};
    abc.alternative = {"没有读出固定的看法：先问影响，再谈道理。", "No fixed view was read: ask about the effect before the reasons."};
    abc.evidence = {abc.events.empty() ? context.out.field("text.docs") : abc.events.front().evidence};
  }
  return abc;
}

}  // namespace amends::psychology

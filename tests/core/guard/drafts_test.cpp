// The drafts of tests/core/guard/drafts: what a bank employee might write, in two halves. The rows were tuned on `tuned` until both rates were 0. `held_out`
// was written after the rows were fixed, and no row was changed for its sake; its rates say what the rows do with words that nobody has tuned them on.
//
// Three earlier held-out halves are tuned now, because rows were written with them in mind. What each showed before that: 98 of 106 missed by the rows that
// stood before this corpus; 107 of 120, 76 of 114 by those of the first and the second round (1 of 318 innocent drafts stopped). Word lists find the
// wordings that somebody thought of. Whoever writes the same thing in words of their own passes, so a person reads what leaves.
#include <iostream>
#include <map>
#include <set>

#include "guard_test_kit.hpp"
#include "packs/packs.hpp"

namespace amends::guard_test {
namespace {

struct Draft {
  std::string guard, kind, moment, text;
  std::string care;  ///< safety, safety_explicit, vulnerable or empty
};

std::vector<Draft> drafts(std::string_view sort, std::string_view language, std::string_view half) {
  std::vector<Draft> out;
  const auto file = read_yaml("tests/core/guard/drafts/" + std::string(sort) + "." + std::string(language) + "." + std::string(half) + ".yaml");
  for (const auto& item : json::list_or_empty(&file))
    out.push_back({std::string(json::text_at(item, "g")), std::string(json::text_at(item, "k")), std::string(json::text_at(item, "m", "talk")), std::string(json::text_at(item, "t")), std::string(json::text_at(item, "with"))});
  return out;
}

json::Value record_of(const Draft& draft) {
  auto record = parsed(R"({"case": {"id": "CASE-1", "locale": "zh-CN"}, "flags": {"safety": {"self_harm": "none", "violence": "none"}, "vulnerability": []}})");
  if (draft.care == "safety") put(record, "flags.safety.self_harm", "veiled");
  if (draft.care == "safety_explicit") put(record, "flags.safety.self_harm", "explicit");
  if (draft.care == "vulnerable") put(record, "flags.vulnerability", parsed(R"([{"kind": "elder", "status": "suspected"}])"));
  return record;
}

/// The envelope in which such a draft would leave: a letter, a refusal, a task for staff, else something said to the customer.
json::Value envelope_of(const Draft& draft) {
  auto out = parsed(R"({"stage": "amends.dialogue", "status": "ok", "result": {}, "tasks": [], "scripts": [], "guards": []})");
  const json::Value text = json::bilingual(draft.text, draft.text);
  if (draft.kind == "letter") put(out, "result.letter", json::Object{{"kind", "reply"}, {"text", draft.text}});
  else if (draft.kind == "final") put(out, "result.letter", json::Object{{"kind", "refusal"}, {"text", draft.text}});
  else if (draft.kind == "task" || draft.kind == "note") put(out, "tasks", json::Array{json::Object{{"id", "t1"}, {"kind", "todo"}, {"title", text}}});
  else put(out, "scripts", json::Array{json::Object{{"id", "s1"}, {"moment", draft.moment}, {"text", text}}});
  return out;
}

/// The guard as the product has it, with traditional characters folded.
const guard::Guard& product() {
  static const auto made = [] {
    const auto packs = packs::PackSet::load(std::string(AMENDS_SOURCE_DIR) + "/workflows/packs", "shipped", {});
    if (!packs) throw std::runtime_error(packs.error().text());
    auto guard = guard::Guard::from_packs(**packs);
    if (!guard) throw std::runtime_error(guard.error().text());
    return *guard;
  }();
  return *made;
}

/// The guards that stop or mend a draft. A date without a ground is another matter: the drafts carry no deadlines, and innocent ones state some.
std::set<std::string> stopped_by(const Draft& draft) {
  const auto record = record_of(draft);
  auto envelope = envelope_of(draft);
  std::set<std::string> out;
  for (const auto& action : product().enforce(envelope, context(&record, "amends.dialogue")))
    if (action.action != "flagged" && (!action.rule.starts_with("stated.") || draft.care == "safety_explicit")) out.insert(action.guard);
  return out;
}

struct Rates {
  int forbidden = 0, missed = 0, innocent = 0, stopped = 0;
};
Rates measure(std::string_view half, bool tell) {
  Rates out;
  for (const auto* language : {"zh", "en"}) {
    std::map<std::string, std::pair<int, int>> by_guard;
    for (const auto& draft : drafts("forbidden", language, half)) {
      ++out.forbidden;
      auto& [count, missed] = by_guard[draft.guard];
      ++count;
      if (!stopped_by(draft).empty()) continue;
      ++missed;
      ++out.missed;
      if (tell) ADD_FAILURE() << half << " " << draft.guard << " passes: " << draft.text;
    }
    for (const auto& draft : drafts("innocent", language, half)) {
      ++out.innocent;
      const auto guards = stopped_by(draft);
      if (guards.empty()) continue;
      ++out.stopped;
      if (tell) ADD_FAILURE() << half << " innocent, and stopped by " << *guards.begin() << ": " << draft.text;
    }
    std::cout << half << "." << language << ": missed of all by guard:";
    for (const auto& [guard, counts] : by_guard) std::cout << " " << guard << " " << counts.second << "/" << counts.first;
    std::cout << "\n";
  }
  std::cout << half << ": forbidden drafts " << out.forbidden << ", missed " << out.missed << "; innocent drafts " << out.innocent << ", stopped " << out.stopped << "\n";
  return out;
}

/// Rows that no draft and no sentence of tests/workflows/packs/sentences/guard.yaml fires would be there for nothing. The words by which a letter refuses
/// (G8) are no fault and are told by nobody; rights_test.cpp has a letter for each.
TEST(GuardDrafts, EveryRowIsFiredByADraft) {
  std::set<std::string> seen;
  const auto file = read_yaml("tests/workflows/packs/sentences/guard.yaml");
  for (const auto& item : json::list_or_empty(&file))
    for (const auto& action : product().check_text(json::text_at(item, "text"), {}, context())) seen.insert(action.rule);
  for (const auto* language : {"zh", "en"})
    for (const auto& draft : drafts("forbidden", language, "tuned")) {
      const auto record = record_of(draft);
      auto envelope = envelope_of(draft);
      for (const auto& action : product().enforce(envelope, context(&record, "amends.dialogue"))) seen.insert(action.rule);
    }
  for (const auto& row : shipped_rows())
    EXPECT_TRUE(json::text_at(row, "guard") == "G8" || seen.contains(std::string(json::text_at(row, "id")))) << "no draft fires " << json::text_at(row, "id");
}

TEST(GuardDrafts, TheTunedHalfHasNoError) {
  const auto rates = measure("tuned", true);
  EXPECT_GE(rates.forbidden, 500);
  EXPECT_GE(rates.innocent, 500);
}

// The bounds are the rates of the day the half was written, with a margin for a shipped row that is withdrawn because it stops innocent drafts. They are not
// what one would wish for, and lowering them by rows for these drafts would say nothing: a new half has to be written for a new figure.
constexpr int kMissedPercentMax = 92;   // 91 of 102 were missed
constexpr int kStoppedPercentMax = 3;   // 0 of 102 were stopped

TEST(GuardDrafts, TheHeldOutHalfStaysWithinItsBounds) {
  const auto rates = measure("held_out", false);
  EXPECT_GE(rates.forbidden, 100);
  EXPECT_GE(rates.innocent, 100);
  EXPECT_LE(100 * rates.missed, kMissedPercentMax * rates.forbidden);
  EXPECT_LE(100 * rates.stopped, kStoppedPercentMax * rates.innocent);
}

}  // namespace
}  // namespace amends::guard_test

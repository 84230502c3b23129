#include "needs.hpp"

#include <algorithm>
#include <array>

#include "kit/checked.hpp"

namespace amends::psychology {
namespace {

using sdk::EvidenceId;
using sdk::Object;

constexpr std::string_view kBand = "analysis.intake.emotion.band";
constexpr std::string_view kAnswer = "answers.psychology_correct.top_need";
constexpr std::array<std::string_view, 4> kBands = {"calm", "upset", "agitated", "extreme"};
constexpr std::int64_t kAgitatedPoints = 20, kExclamationPoints = 10, kExclamationsLeast = 3, kPaidGotPoints = 20;
constexpr std::int64_t kGapMax = 8;  // code points between the word and its sum: 只给我 | 三万二

/// A rule of the stage, beside the words.
struct Rule {
  std::string need;
  std::int64_t points = 0;
  std::string_view name;
  std::vector<EvidenceId> evidence;
};

void read_band(const Context& context, std::vector<Rule>& rules) {
  const auto band = kit::one_of(context.record, kBand, kBands, "");
  if (band == "agitated" || band == "extreme") rules.push_back({"vent", kAgitatedPoints, "band", {context.out.field(kBand)}});
}

void read_exclamations(const Context& context, std::vector<Rule>& rules) {
  const auto marks = context.call.match("lex/emotion", context.documents).exclamations;
  if (marks < kExclamationsLeast) return;
  rules.push_back({"vent", kExclamationPoints, "exclamations", {context.out.computation("exclamation marks of the complainant's texts", Object{{"least", kExclamationsLeast}}, marks)}});
}

/// "I paid 100,000 and only got 32,000": both sums in the complainant's own words, and less came back.
void read_exchange(const Context& context, std::vector<Rule>& rules) {
  const auto words = read_words(context, "lex/exchange", "side");
  const auto with = [&](std::string_view side) { return std::any_of(words.begin(), words.end(), [&](const Word& word) { return word.code == side; }); };
  if (!with("paid") || !with("got")) return;
  const auto stated = context.call.stated(context.documents);
  const auto sum_after = [&](const Word& word) -> const sdk::StatedMoney* {
    for (const auto& money : stated.money)
      if (money.doc == word.place.doc && money.start >= word.place.end && money.start - word.place.end <= kGapMax) return &money;
    return nullptr;
  };
  for (const auto& paid : words) {
    const auto* given = paid.code == "paid" ? sum_after(paid) : nullptr;
    if (!given) continue;
    for (const auto& got : words) {
      const auto* returned = got.code == "got" ? sum_after(got) : nullptr;
      if (!returned || returned->money.currency != given->money.currency || returned->money.minor >= given->money.minor) continue;
      const auto sum = context.out.computation("what was paid against what came back", Object{{"paid", given->money.minor}, {"got", returned->money.minor}}, true);
      rules.push_back({"balance", kPaidGotPoints, "paid_versus_got", {context.out.span(*given, "paid"), context.out.span(*returned, "got"), sum}});
      return;
    }
  }
}

/// A person who met the customer outweighs all words: the need they name stands first.
void read_answer(const Context& context, NeedReading& reading) {
  const auto answer = context.record.text(kAnswer);
  if (!answer) return;
  const auto evidence = context.out.answer(kAnswer);
  if (*answer == "none") {
    reading.needs.clear();
    reading.evidence.clear();
  } else {
    if (!context.map.need(*answer)) sdk::fail("error.range", "'" + std::string(*answer) + "' is no need of psychology.map; choose one of its codes or none", std::string(kAnswer));
    const auto codes = context.map.need_codes();
    const auto place = [&](std::string_view code) { return std::find(codes.begin(), codes.end(), code) - codes.begin(); };
    std::size_t at = 0;
    while (at < reading.needs.size() && place(reading.needs[at].code) < place(*answer)) ++at;
    if (at == reading.needs.size() || reading.needs[at].code != *answer) {
      reading.needs.insert(reading.needs.begin() + static_cast<std::ptrdiff_t>(at), Points{std::string(*answer), 0});
      reading.evidence.insert(reading.evidence.begin() + static_cast<std::ptrdiff_t>(at), std::vector<EvidenceId>{});
    }
    // 100 words' worth would tie with it; all others stay below.
    for (auto& need : reading.needs) need.points = std::min(need.points, kScoreMax - 1);
    reading.needs[at].points = kScoreMax;
    reading.evidence[at].push_back(evidence);
  }
  reading.by_person = true;
  reading.basis = evidence;
  context.out.finding({.code = "need.by_person",
                       .text = {"主要需要由人核对过，以人的判断为准。", "A person checked the strongest need; that judgement stands."},
                       .evidence = {evidence},
                       .rule = "forms/psychology_correct"});
}

void say(const Context& context, const NeedReading& reading) {
  for (std::size_t i = 0; i < reading.needs.size(); ++i) {
    const auto& need = *context.map.need(reading.needs[i].code);
    context.out.finding({.code = "need." + need.code,
                         .confidence = 60,
                         .text = sdk::fill({"可能的需要：{need}（{points}分）。先做：{move}推断可能有误。", "A possible need: {need} ({points}). First: {move} The reading may be wrong."},
                                           {{"need", need.title}, {"points", reading.needs[i].points}, {"move", need.first_move}}),
                         .evidence = reading.evidence[i],
                         .rule = "lex/needs"});
  }
}

}  // namespace

const std::vector<EvidenceId>& NeedReading::of(std::string_view code) const {
  const auto found = std::find_if(needs.begin(), needs.end(), [&](const Points& need) { return need.code == code; });
  return evidence[static_cast<std::size_t>(found - needs.begin())];
}

NeedReading read_needs(const Context& context) {
  NeedReading reading;
  const auto words = read_words(context, "lex/needs", "code");
  std::vector<Rule> rules;
  read_band(context, rules);
  if (!context.documents.empty()) {
    read_exclamations(context, rules);
    read_exchange(context, rules);
  }
  auto cues = cues_of(words);
  for (const auto& cue : cues)
    if (!context.map.need(cue.code)) sdk::fail("error.pack_invalid", "lex/needs names the need '" + cue.code + "', which psychology.map lacks; add it there or correct the word", "lex/needs");
  for (const auto& rule : rules) cues.push_back({rule.need, rule.points});
  const auto all = add_up(context.map.need_codes(), cues);
  Object operands;
  for (const auto& score : all)
    if (score.points > 0) operands[score.code] = score.points;
  reading.needs = at_least(all, context.settings.need_min);
  const auto top = highest(reading.needs);
  reading.basis = context.out.computation("points of the needs", std::move(operands), top ? sdk::Value(top->code) : sdk::Value(nullptr));
  for (const auto& need : reading.needs) {
    auto evidence = evidence_of(words, need.code);
    for (const auto& rule : rules)
      if (rule.need == need.code) evidence.insert(evidence.end(), rule.evidence.begin(), rule.evidence.end());
    evidence.push_back(reading.basis);
    reading.evidence.push_back(std::move(evidence));
  }
  read_answer(context, reading);
  reading.top = highest(reading.needs);
  for (const auto& need : reading.needs)
    if (100 * need.points >= context.settings.need_second * reading.top->points) reading.leading.push_back(need.code);
  say(context, reading);
  return reading;
}

}  // namespace amends::psychology

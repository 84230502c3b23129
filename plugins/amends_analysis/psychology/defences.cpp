#include "defences.hpp"

#include <algorithm>

#include "kit/pack_reading.hpp"

namespace amends::psychology {
namespace {

using sdk::EvidenceId;
using sdk::Object;

constexpr std::string_view kLexicon = "lex/defences";
constexpr std::string_view kDenial = "reaction_formation";
constexpr std::int64_t kExcessPoints = 20, kRisePoints = 20;

struct Rule {
  std::string_view code;
  std::int64_t points = 0;
  EvidenceId evidence;
};

/// A claim far above the proved loss. The loss must be known: before it is, a high claim says nothing.
void read_claim(const Context& context, std::vector<Rule>& rules) {
  const auto claimed = context.record.money("money.claimed"), loss = context.record.money("money.loss_proved");
  if (!claimed || !loss) return;
  (void)kit::scale_of(context.call, context.out, {{"money.claimed", *claimed}, {"money.loss_proved", *loss}});
  if (!far_above(claimed->minor, loss->minor, context.settings.excess_times)) return;
  rules.push_back({"exaggeration", kExcessPoints, context.out.computation("claim against the proved loss", Object{{"claimed", claimed->minor}, {"loss_proved", loss->minor}, {"times", context.settings.excess_times}}, true)});
}

/// Feelings that rise from the first text to the last: by date where each has one, else as recorded.
void read_rise(const Context& context, std::vector<Rule>& rules) {
  if (context.documents.size() < 2) return;
  std::vector<std::pair<sdk::Instant, const sdk::Document*>> dated;
  for (const auto* document : context.documents) {
    sdk::Instant at;
    if (sdk::parse_instant(document->at(), at)) dated.emplace_back(at, document);
  }
  const sdk::Document *first = context.documents.front(), *last = context.documents.back();
  if (dated.size() == context.documents.size()) {
    std::stable_sort(dated.begin(), dated.end(), [](const auto& left, const auto& right) { return left.first < right.first; });
    first = dated.front().second;
    last = dated.back().second;
  }
  const auto intensity = [&](const sdk::Document* document) { return std::clamp<std::int64_t>(context.call.match("lex/emotion", {document}).total, 0, kScoreMax); };
  const auto before = intensity(first), after = intensity(last);
  if (after - before < context.settings.rise_min) return;
  rules.push_back({"outburst", kRisePoints, context.out.computation("feelings from the first text to the last", Object{{"first", before}, {"last", after}, {"rise_min", context.settings.rise_min}}, after - before)});
}

bool taken_back(const Context& context, std::string_view code) {
  const auto path = "answers.psychology_correct.not_" + std::string(code);
  if (!context.record.flag_or(path, false)) return false;
  context.out.finding({.code = "defence.by_person",
                       .text = sdk::fill({"由人核对：不是「{title}」，不再显示这一推断。", "A person checked it: this is not {title}; the hypothesis is no longer shown."}, {{"title", context.map.defence(code)->title}}),
                       .evidence = {context.out.answer(path)},
                       .rule = "forms/psychology_correct"});
  return true;
}

}  // namespace

std::vector<Word> read_defence_words(const Context& context) {
  auto words = read_words(context, kLexicon, "code");
  for (const auto& word : words)
    if (!context.map.defence(word.code)) sdk::fail("error.pack_invalid", "lex/defences names '" + word.code + "', which psychology.map lacks; add it there or correct the word", std::string(kLexicon));
  return words;
}

std::vector<Word> denials_of_money(const std::vector<Word>& words) {
  std::vector<Word> out;
  for (const auto& word : words)
    if (word.code == kDenial) out.push_back(word);
  return out;
}

DefenceReading read_defences(const Context& context, const std::vector<Word>& words, const DemandReading& demand) {
  DefenceReading reading;
  std::vector<Rule> rules;
  read_claim(context, rules);
  read_rise(context, rules);
  std::vector<Points> cues;
  for (const auto& word : words)
    if (word.code != kDenial || demand.money) cues.push_back({word.code, word.points});  // to say it is not about money and to ask for none is no contradiction
  for (const auto& rule : rules) cues.push_back({std::string(rule.code), rule.points});
  const auto all = add_up(context.map.defence_codes(), cues);
  Object operands;
  for (const auto& score : all)
    if (score.points > 0) operands[score.code] = score.points;
  operands["defence_min"] = context.settings.defence_min;
  reading.basis = context.out.computation("points of the defences", std::move(operands), sdk::Value(static_cast<std::int64_t>(at_least(all, context.settings.defence_min).size())));
  for (const auto& score : at_least(all, context.settings.defence_min)) {
    if (taken_back(context, score.code)) continue;
    auto evidence = evidence_of(words, score.code);
    for (const auto& rule : rules)
      if (rule.code == score.code) evidence.push_back(rule.evidence);
    evidence.push_back(reading.basis);
    const auto& defence = *context.map.defence(score.code);
    context.out.finding({.code = "defence." + score.code,
                         .confidence = 50,
                         .text = sdk::fill({"可能是{title}（{points}分），只用于斟酌措辞，不是对人的评价。建议：{hint}推断可能有误。",
                                            "Possibly {title} ({points}); for the wording only, no judgement of the person. Hint: {hint} The reading may be wrong."},
                                           {{"title", defence.title}, {"points", score.points}, {"hint", defence.hint}}),
                         .evidence = evidence,
                         .rule = std::string(kLexicon)});
    reading.defences.push_back(score);
    reading.evidence.push_back(std::move(evidence));
  }
  return reading;
}

}  // namespace amends::psychology

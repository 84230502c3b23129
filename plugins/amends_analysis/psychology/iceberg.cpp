#include "iceberg.hpp"

#include <algorithm>

namespace amends::psychology {
namespace {

using sdk::EvidenceId;
using sdk::Texts;

class Reading {
 public:
  Reading(const Context& context, const std::vector<Word>& beliefs, const NeedReading& needs) : context_(context), beliefs_(beliefs), needs_(needs) {}

  std::vector<LayerReading> read(const Feelings& found) {
    feelings(found);
    views();
    expectations();
    yearnings();
    self();
    return std::move(layers_);
  }

 private:
  void observed(std::string_view layer, std::string code, std::string quote, Texts reading, Texts question, std::vector<EvidenceId> evidence) {
    layers_.push_back({std::string(layer), true, std::move(code), std::move(quote), std::move(reading), std::move(question), std::move(evidence)});
  }
  void not_observed(std::string_view layer) {
    layers_.push_back({std::string(layer), false, {}, {}, {"没有观察到", "not observed"}, context_.map.layer(layer).question, {context_.out.field("text.docs")}});
  }

  void feelings(const Feelings& found) {
    if (found.categories.empty()) return not_observed("feelings");
    const auto& code = found.categories.front().code;
    const Word* word = nullptr;  // the strongest one stands for the feeling
    for (const auto& one : found.words)
      if (one.code == code && (!word || one.points > word->points)) word = &one;
    observed("feelings", code, word->quote, context_.map.feeling(code), context_.map.layer("feelings").question, evidence_of(found.words, code));
  }

  void views() {
    if (beliefs_.empty()) return not_observed("views");
    const auto& first = beliefs_.front();
    const auto* belief = context_.map.belief(first.code);
    std::vector<EvidenceId> evidence;
    for (const auto& word : beliefs_)
      if (evidence.size() < kShownMax) evidence.push_back(word.evidence);
    observed("views", first.code, first.quote, belief->title, belief->question, std::move(evidence));
  }

  void expectations() {
    const auto words = read_words(context_, "lex/expectations", "mode");
    if (words.empty()) return not_observed("expectations");
    std::vector<EvidenceId> evidence;
    std::string quote;
    for (const auto& word : words) {
      if (evidence.size() == kShownMax) break;
      auto clause = around(context_, word.place, Part::clause, "expectation");
      if (quote.empty()) quote = clause.quote;
      evidence.push_back(std::move(clause.evidence));
    }
    const Texts reading = sdk::fill({"希望：{quote}", "expects: {quote}"}, {{"quote", quote}});
    observed("expectations", words.front().code, quote, reading, context_.map.layer("expectations").question, std::move(evidence));
  }

  /// The yearning of the strongest need; its words stand for it.
  void yearnings() {
    if (!needs_.top) return not_observed("yearnings");
    const auto& need = *context_.map.need(needs_.top->code);
    std::string quote;
    for (const auto& word : read_words(context_, "lex/needs", "code"))
      if (quote.empty() && word.code == need.code) quote = word.quote;
    observed("yearnings", need.code, quote, need.yearning, need.question, needs_.of(need.code));
  }

  void self() {
    const auto words = read_words(context_, "lex/identity", "aspect");
    if (words.empty()) return not_observed("self");
    observed("self", words.front().code, words.front().quote, context_.map.aspect(words.front().code), context_.map.layer("self").question, evidence_of(words, words.front().code));
  }

  const Context& context_;
  const std::vector<Word>& beliefs_;
  const NeedReading& needs_;
  std::vector<LayerReading> layers_;
};

}  // namespace

Feelings read_feelings(const Context& context) {
  Feelings out;
  for (auto& word : read_words(context, "lex/emotion", "cat"))
    if (word.points > 0) out.words.push_back(std::move(word));
  out.categories = at_least(add_up(context.map.feeling_codes(), cues_of(out.words)), 1);
  std::stable_sort(out.categories.begin(), out.categories.end(), [](const Points& left, const Points& right) { return left.points > right.points; });
  return out;
}

std::vector<LayerReading> read_iceberg(const Context& context, const Feelings& feelings, const std::vector<Word>& beliefs, const NeedReading& needs) {
  for (const auto& word : beliefs)
    if (!context.map.belief(word.code)) sdk::fail("error.pack_invalid", "lex/beliefs has the tag '" + word.code + "', which psychology.map lacks; add it there or correct the word", "lex/beliefs");
  return Reading(context, beliefs, needs).read(feelings);
}

}  // namespace amends::psychology

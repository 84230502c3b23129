#include "nature_reading.hpp"

#include <algorithm>
#include <optional>

#include "kit/documents.hpp"

namespace amends::classify {
namespace {

using sdk::Object;
using sdk::Reader;
using sdk::Texts;
using sdk::Value;

/// The complainant's documents in the languages of the cue words. The others are named in a finding and not guessed at.
std::vector<const sdk::Document*> readable_documents(const Context& context, NatureReading& reading) {
  const auto documents = kit::complainant_documents(context.call);
  if (documents.empty()) context.out.insufficient("text.docs", {"没有投诉人的文本。", "There is no text by the complainant."});
  std::vector<std::string_view> languages;
  bool any_language = false;
  for (const auto& row : context.call.pack("lex/nature").list("rows")) {
    const auto language = row.text_or("lang", "");
    if (language.empty()) any_language = true;
    else if (std::find(languages.begin(), languages.end(), language) == languages.end()) languages.push_back(language);
  }
  std::vector<const sdk::Document*> out;
  for (const auto* found : documents) {
    const auto& document = *found;
    const auto language = document.lang().substr(0, document.lang().find('-'));
    if (any_language || language.empty() || std::find(languages.begin(), languages.end(), language) != languages.end()) {
      out.push_back(found);
      continue;
    }
    reading.other_language = true;
    context.out.finding({.code = "language_not_covered",
                         .severity = sdk::Severity::warn,
                         .text = sdk::fill({"文本{doc}的语言（{lang}）没有词库，性质没有据此判断。", "Document {doc} is in a language ({lang}) that the word lists do not cover; its nature was not read."},
                                           {{"doc", std::string(document.id())}, {"lang", std::string(document.lang())}}),
                         .evidence = {context.out.document(document.id(), document.lang())},
                         .rule = "lex/nature"});
  }
  return out;
}

/// Points of the cue words.
void read_words(const Context& context, NatureReading& reading) {
  const auto& settings = context.settings;
  NatureRules rules{.codes = {}, .min_score = settings.min_score, .secondary_share = settings.secondary_share, .secondary_least = settings.secondary_least};
  const auto taxonomy = context.call.pack("nature.taxonomy");
  for (const auto& row : taxonomy.list("rows")) {
    const auto code = std::string(row.need_text("code"));
    reading.codes.push_back({code, row.texts("title").value_or(Texts{code, code})});
    if (row.text_or("by", "words") == "words") rules.codes.push_back(code);
  }
  std::vector<Cue> cues;
  for (const auto& hit : context.call.match("lex/nature", readable_documents(context, reading)).hits) {
    context.call.check_time();
    if (!hit.counts || hit.weight <= 0) continue;  // a row of weight 0 only keeps its text from other rows
    const auto code = std::string(Reader(hit.row, "lex/nature").need_text("code"));
    if (std::find(rules.codes.begin(), rules.codes.end(), code) == rules.codes.end())
      sdk::fail("error.pack_invalid", "lex/nature has a cue of the nature '" + code + "', which nature.taxonomy does not read from words; add the code there or correct the cue", "lex/nature");
    cues.push_back({code, hit.weight});
    reading.spans.push_back({code, hit.weight, context.out.span(hit, code + " " + std::to_string(hit.weight))});
  }
  reading.words = nature_of(cues, rules);
  Object points;
  for (const auto& score : reading.words.scores) points[score.code] = score.points;
  reading.sum = context.out.computation("points of the cue words by nature", std::move(points), Value(reading.words.primary));
}

/// The nature that an officer named stands instead of the words' own.
void read_answer(const Context& context, NatureReading& reading) {
  reading.stands = reading.words;
  const auto answer = context.record.text("answers.nature_confirm.nature");
  if (!answer) return;
  if (!reading.title_or_null(*answer)) sdk::fail("error.range", "'" + std::string(*answer) + "' is no nature of nature.taxonomy; choose one of its codes", "answers.nature_confirm.nature");
  reading.stands = confirmed(reading.words, *answer);
  reading.answer = context.out.answer("answers.nature_confirm.nature");
}

void say(const Context& context, const NatureReading& reading) {
  const auto& nature = reading.stands;
  const auto title = reading.title(nature.primary);
  auto evidence = reading.spans_of(nature.primary);
  evidence.push_back(reading.basis());
  context.out.finding({.code = "nature.primary",
                       .confidence = nature.confidence.value_or(0),
                       .text = nature.by_person           ? sdk::fill({"主要性质经人确认为：{title}。", "A person confirmed the primary nature: {title}."}, {{"title", title}})
                               : nature.primary == kOther ? Texts{"没有足够的词语指向某一性质。", "The words do not point to any one nature."}
                                                          : sdk::fill({"主要性质：{title}（{points}分）。", "Primary nature: {title} ({points} points)."}, {{"title", title}, {"points", nature.points(nature.primary)}}),
                       .evidence = std::move(evidence),
                       .rule = "nature.taxonomy#" + nature.primary});
  for (const auto& code : nature.secondary) {
    auto cited = reading.spans_of(code);
    cited.push_back(reading.sum);
    context.out.finding({.code = "nature.secondary",
                         .text = sdk::fill({"次要性质：{title}（{points}分）。", "Secondary nature: {title} ({points} points)."}, {{"title", reading.title(code)}, {"points", nature.points(code)}}),
                         .evidence = std::move(cited),
                         .rule = "nature.taxonomy#" + code});
  }
}

/// excess_demand is added by rule and never read from words.
void add_excess(const Context& context, NatureReading& reading) {
  const auto& [claimed, loss, entitlement, scale] = context.sums;
  const auto times = context.settings.excess_times;
  const auto demands = context.record.list("demand");
  const bool compensation = std::any_of(demands.begin(), demands.end(), [](const Reader& demand) { return demand.text_or("kind", "") == "compensation"; });
  const auto excess = excess_demand(compensation, minor_of(claimed), minor_of(loss), times);
  if (excess == Excess::unknown && !loss)
    context.out.insufficient("money.loss_proved", {"有赔偿诉求，但已证明的损失未知，没有判断诉求是否过高。", "Compensation is demanded and the proved loss is not known, so whether the demand is in excess was not judged."});
  if (excess != Excess::yes || reading.stands.has(kExcessDemand)) return;
  reading.stands.secondary.emplace_back(kExcessDemand);
  const auto sum = context.out.computation("demand against the proved loss", Object{{"claimed", sdk::to_value(minor_of(claimed))}, {"loss_proved", loss->minor}, {"times", times}}, true);
  context.out.finding({.code = "nature.secondary",
                       .text = sdk::fill({"赔偿诉求达到已证明损失的{times}倍以上，或没有已证明的损失：{title}。这不影响应得的给付。",
                                          "The compensation asked for is at least {times} times the proved loss, or no loss is proved: {title}. It changes nothing in what is owed."},
                                         {{"times", times}, {"title", reading.title(kExcessDemand)}}),
                       .evidence = {sum, context.out.field("money.loss_proved"), context.out.field("money.claimed")},
                       .rule = "nature.taxonomy#excess_demand"});
}

}  // namespace

std::vector<sdk::EvidenceId> NatureReading::spans_of(std::string_view code) const {
  std::vector<sdk::EvidenceId> out;
  for (const auto& span : spans)
    if (span.code == code) out.push_back(span.id);
  return out;
}

const Texts* NatureReading::title_or_null(std::string_view code) const {
  for (const auto& known : codes)
    if (known.code == code) return &known.title;
  return nullptr;
}

Texts NatureReading::title(std::string_view code) const {
  const auto* found = title_or_null(code);
  return found ? *found : Texts{std::string(code), std::string(code)};
}

NatureReading read_nature(const Context& context) {
  NatureReading out;
  read_words(context, out);
  read_answer(context, out);
  say(context, out);
  add_excess(context, out);
  return out;
}

}  // namespace amends::classify

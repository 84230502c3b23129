#include "emotion_reading.hpp"

#include <algorithm>

#include "feeling.hpp"
#include "kit/checked.hpp"
#include "words.hpp"

namespace amends::dimensions {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Reader;

constexpr std::string_view kLexicon = "lex/emotion";
constexpr std::string_view kIntensity = "analysis.intake.emotion.intensity";
constexpr std::string_view kBand = "analysis.intake.emotion.band";
constexpr std::string_view kDominant = "analysis.intake.emotion.dominant";
constexpr std::array<std::string_view, 4> kBands = {"calm", "upset", "agitated", "extreme"};
constexpr std::int64_t kIntensityMax = 100;

class Reading {
 public:
  explicit Reading(const Context& context) : context_(context), out_(context.out) {}

  EmotionReading read() {
    own_ = context_.call.complainant_documents();
    read_intake();
    read_feelings();
    read_trend();
    read_expectation();
    return std::move(reading_);
  }

 private:
  void read_intake() {
    const auto& record = context_.record;
    reading_.intensity = record.integer(kIntensity);
    if (reading_.intensity && (*reading_.intensity < 0 || *reading_.intensity > kIntensityMax)) sdk::fail("error.range", "an intensity is 0 to 100; run amends.intake again", std::string(kIntensity));
    if (const auto band = kit::one_of(record, kBand, kBands, ""); !band.empty()) reading_.band = std::string(band);
    if (const auto dominant = record.text(kDominant)) reading_.dominant = std::string(*dominant);
    if (!reading_.intensity) {
      reading_.cited.push_back(insufficient(context_, reading_.block, kIntensity, {"情绪强度没有读出。", "No intensity of feelings has been read."}));
      return;
    }
    reading_.cited.push_back(out_.field(kIntensity));
  }

  /// The words behind intake's number, by category.
  void read_feelings() {
    const auto documents = readable(context_, own_, kLexicon);
    for (const auto* document : own_) {
      if (std::find(documents.begin(), documents.end(), document) != documents.end()) continue;
      reading_.block.finding(out_.finding({.code = "language_not_covered",
                                           .severity = sdk::Severity::warn,
                                           .text = sdk::fill({"文本{doc}的语言（{lang}）没有词库，情绪没有据此判断。", "Document {doc} is in a language ({lang}) that the word lists do not cover; its feelings were not read."},
                                                             {{"doc", std::string(document->id())}, {"lang", std::string(document->lang())}}),
                                           .evidence = {out_.document(document->id(), document->lang())},
                                           .rule = std::string(kLexicon)}));
    }
    if (documents.empty()) return;
    struct Category {
      std::string code;
      std::int64_t points = 0;
      std::vector<EvidenceId> spans;
    };
    std::vector<Category> categories;
    const auto match = context_.call.match(kLexicon, documents);
    for (const auto& hit : match.hits) {
      context_.call.check_time();
      if (!hit.counts || hit.weight <= 0) continue;
      const auto code = std::string(Reader(hit.row, std::string(kLexicon)).need_text("cat"));
      auto found = std::find_if(categories.begin(), categories.end(), [&](const Category& known) { return known.code == code; });
      if (found == categories.end()) found = categories.insert(found, {code, 0, {}});
      found->points += hit.weight;
      if (found->spans.size() < kShownMax) found->spans.push_back(out_.span(hit, code + " " + std::to_string(hit.weight)));
    }
    // Of equal points the feeling that intake took as dominant stands first.
    const auto is_dominant = [&](const Category& category) { return reading_.dominant && category.code == *reading_.dominant; };
    std::stable_sort(categories.begin(), categories.end(), [&](const Category& left, const Category& right) { return left.points != right.points ? left.points > right.points : is_dominant(left) && !is_dominant(right); });
    const auto intensity = std::clamp<std::int64_t>(match.total, 0, kIntensityMax);
    Object operands{{"exclamations", match.exclamations}};
    auto points_of_marks = match.total;
    for (const auto& category : categories) {
      operands[category.code] = category.points;
      points_of_marks -= category.points;
    }
    const auto sum = out_.computation("emotion intensity: words of feeling, exclamation marks 2 each and at most 6, at most 100", std::move(operands), intensity);
    for (const auto& category : categories) {
      auto evidence = category.spans;
      evidence.push_back(sum);
      reading_.block.fact(Object{{"kind", "feeling"}, {"category", category.code}, {"points", category.points}}, evidence);
    }
    if (match.exclamations > 0) reading_.block.fact(Object{{"kind", "exclamations"}, {"count", match.exclamations}, {"points", points_of_marks}}, {sum});
    reading_.cited.push_back(sum);
    if (!reading_.intensity) return;
    if (intensity != *reading_.intensity) {
      reading_.block.finding(out_.finding({.code = "emotion.changed",
                                           .severity = sdk::Severity::warn,
                                           .text = sdk::fill({"文本现在读作{now}分，登记时读作{then}分；请重新登记后再用。", "The texts now read as {now}, and intake read {then}; run intake again before relying on it."}, {{"now", intensity}, {"then", *reading_.intensity}}),
                                           .evidence = {out_.field(kIntensity), sum},
                                           .rule = std::string(kLexicon)}));
      return;
    }
    if (categories.empty() || !reading_.band) return;
    auto evidence = categories.front().spans;
    evidence.push_back(sum);
    reading_.cited.insert(reading_.cited.end(), categories.front().spans.begin(), categories.front().spans.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(3, categories.front().spans.size())));
    reading_.block.finding(out_.finding({.code = "emotion.reading",
                                         .confidence = 70,
                                         .text = sdk::fill({"情绪强度{intensity}分，以{feeling}为主（{points}分）；判断可能有误。", "Intensity of feelings {intensity}, mostly {feeling} ({points}); the reading may be wrong."},
                                                           {{"intensity", intensity}, {"feeling", context_.names.feeling(categories.front().code)}, {"points", categories.front().points}}),
                                         .evidence = std::move(evidence),
                                         .rule = std::string(kLexicon)}));
  }

  /// From the first text to the last: by date where each has one, else as recorded.
  void read_trend() {
    if (own_.empty()) {
      (void)insufficient(context_, reading_.block, "text.docs", {"没有投诉人的文本。", "There is no text by the complainant."});
      return;
    }
    if (own_.size() < 2) return;
    auto documents = own_;
    std::vector<std::pair<std::string_view, std::int64_t>> dates;
    bool all_dated = true;
    for (const auto* document : documents) {
      sdk::Instant at;
      all_dated = all_dated && sdk::parse_instant(document->at(), at);
      dates.emplace_back(document->id(), at.us);
    }
    const auto date_of = [&](const sdk::Document* document) { return std::find_if(dates.begin(), dates.end(), [&](const auto& date) { return date.first == document->id(); })->second; };
    if (all_dated) std::stable_sort(documents.begin(), documents.end(), [&](const sdk::Document* left, const sdk::Document* right) { return date_of(left) < date_of(right); });
    const std::vector<const sdk::Document*> ends{documents.front(), documents.back()};
    if (readable(context_, ends, kLexicon).size() < 2) return;  // said above: one of the two cannot be read
    std::array<std::int64_t, 2> intensities{};
    for (std::size_t i = 0; i < ends.size(); ++i) intensities[i] = std::clamp<std::int64_t>(context_.call.match(kLexicon, {ends[i]}).total, 0, kIntensityMax);
    const auto word = std::string(trend(intensities[0], intensities[1], context_.settings.stable_within));
    reading_.trend = word;
    const auto sum = out_.computation("feelings from the first text to the last", Object{{"first", intensities[0]}, {"last", intensities[1]}, {"stable_within", context_.settings.stable_within}}, sdk::to_value(word));
    const auto first = out_.document(ends[0]->id()), last = out_.document(ends[1]->id());
    reading_.cited.push_back(sum);
    reading_.block.fact(Object{{"kind", "trend"}, {"first", intensities[0]}, {"last", intensities[1]}}, {first, last, sum});
    if (word == "rising")
      reading_.block.finding(out_.finding({.code = "emotion.rising",
                                           .severity = sdk::Severity::warn,
                                           .confidence = 70,
                                           .text = sdk::fill({"情绪从{first}分升到{last}分，请尽快联系客户。", "Feelings rise from {first} to {last}; get in touch with the customer soon."}, {{"first", intensities[0]}, {"last", intensities[1]}}),
                                           .evidence = {first, last, sum},
                                           .rule = "catalogue 3.3"}));
  }

  void read_expectation() {
    const auto demands = context_.record.list("demand");
    for (const auto& row : demands) {
      if (!row.flag_or("explicit", false)) continue;
      const auto kind = row.text("kind");
      if (!kind) continue;
      const auto evidence = out_.field(row.path(row.has("text") ? "text" : "kind"));
      reading_.expectation.emplace_back(*kind, evidence);
      reading_.block.fact(Object{{"kind", "expectation"}, {"demand", sdk::to_value(row.text("id"))}, {"of", sdk::to_value(*kind)}}, {evidence});
    }
    if (demands.empty()) (void)insufficient(context_, reading_.block, "demand", {"没有记录任何诉求，不知道客户希望得到什么。", "No demand is recorded, so that what is expected is not known."});
    else if (reading_.expectation.empty())
      reading_.block.finding(out_.finding({.code = "emotion.expectation_unsaid",
                                           .text = {"客户没有明说希望得到什么，请在沟通中问清。", "The customer has not said outright what is expected; ask in the talk."},
                                           .evidence = {out_.field(demands.front().path("explicit"))},
                                           .rule = "catalogue 3.3"}));
  }

  const Context& context_;
  sdk::Envelope& out_;
  EmotionReading reading_;
  std::vector<const sdk::Document*> own_;
};

}  // namespace

EmotionReading read_emotion(const Context& context) { return Reading(context).read(); }

}  // namespace amends::dimensions

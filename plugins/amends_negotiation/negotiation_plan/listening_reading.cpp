#include "listening_reading.hpp"

#include <algorithm>

namespace amends::negotiation_plan {
namespace {

using sdk::Object;
using sdk::Reader;

constexpr std::int64_t kStartGapMax = 2;          ///< an answer to a label begins with yes or no, give or take a quotation mark
constexpr std::int64_t kMarkMax = 100'000;

std::vector<std::u32string> names(const Reader& bank, std::string_view code) {
  std::vector<std::u32string> out;
  for (const auto& row : bank.list("speakers"))
    if (row.text_or("code", "") == code)
      for (const auto word : row.text_list("words")) out.push_back(code_points_of(word));
  return out;
}

class Reading {
 public:
  Reading(const Context& context, const Facts& facts) : call_(context.call), record_(context.record), out_(context.out), facts_(facts) {}

  Talk read() {
    talk_.proof.band = facts_.band;
    talk_.proof.agreed = record_.has("answers.talk_result.agreed_option");
    transcript();
    if (record_.has("answers.transcript_marks")) {
      talk_.known = true;
      talk_.evidence.push_back(out_.answer("answers.transcript_marks"));
    }
    mark("facts_asserted", talk_.counts.asserted);
    mark("facts_taken_up", talk_.counts.taken_up);
    mark("judging_phrases", talk_.counts.judging);
    mark("talk_share", talk_.counts.talk_share_percent);
    mark("interruptions", talk_.counts.interruptions);
    mark("unanswered_questions", talk_.counts.unanswered);
    // Ticks or transcript: either proves.
    std::optional<std::int64_t> paraphrases, labels;
    mark("paraphrases_confirmed", paraphrases);
    mark("labels_accepted", labels);
    talk_.proof.paraphrases_confirmed = std::max(talk_.proof.paraphrases_confirmed, paraphrases.value_or(0));
    talk_.proof.labels_accepted = std::max(talk_.proof.labels_accepted, labels.value_or(0));
    if (talk_.counts.asserted && talk_.counts.taken_up && *talk_.counts.taken_up > *talk_.counts.asserted)
      sdk::fail("error.range", "more points were taken up than were named; correct the marks", record_.path("answers.transcript_marks.facts_taken_up"));
    return std::move(talk_);
  }

 private:
  void mark(std::string_view field, std::optional<std::int64_t>& out) {
    const auto path = "answers.transcript_marks." + std::string(field);
    const auto value = record_.integer(path);
    if (!value) return;
    if (*value < 0 || *value > kMarkMax) sdk::fail("error.range", "a mark is outside 0.." + std::to_string(kMarkMax) + "; correct it", record_.path(path));
    out = value;
  }

  /// Talks as one document with names at the start of lines, and chats as one document a message.
  void transcript() {
    const auto bank = call_.pack("banks/plan_scripts");
    const Speakers speakers{.handler = names(bank, "handler"), .complainant = names(bank, "complainant")};
    for (const auto& document : call_.documents()) {
      if (document.kind() != "call_transcript" && document.kind() != "chat") continue;
      const auto text = code_points_of(document.body());
      auto turns = turns_of(text, documents_.size(), speakers);
      const auto role = document.author_role();
      const bool whole = turns.empty() && document.kind() == "chat" && !role.empty() && !text.empty();
      if (whole) turns.push_back({.handler = role != "complainant", .document = documents_.size(), .range = {0, static_cast<std::int64_t>(text.size())}, .text = text});
      if (turns.empty()) continue;
      documents_.push_back(&document);
      turns_.insert(turns_.end(), std::make_move_iterator(turns.begin()), std::make_move_iterator(turns.end()));
    }
    const bool both = std::any_of(turns_.begin(), turns_.end(), [](const Turn& turn) { return turn.handler; }) && std::any_of(turns_.begin(), turns_.end(), [](const Turn& turn) { return !turn.handler; });
    if (!both) return;
    talk_.known = true;
    for (const auto* document : documents_) talk_.evidence.push_back(out_.document(document->id(), "transcript"));
    call_.check_time();
    cover();
    talk_.counts.talk_share_percent = talk_share_percent(turns_);
    talk_.counts.unanswered = unanswered_questions(turns_);
    phrases();
  }

  void cover() {
    std::int64_t asserted = 0, covered = 0;
    const auto said = said_by_handler(turns_);
    for (const auto* list : {&facts_.asserted, &facts_.demands})
      for (const auto& item : *list) {
        ++asserted;
        covered += taken_up(code_points_of(item.text.zh), said) || (item.text.en != item.text.zh && taken_up(code_points_of(item.text.en), said));
      }
    if (asserted == 0) return;
    talk_.counts.asserted = asserted;
    talk_.counts.taken_up = covered;
    talk_.evidence.push_back(out_.computation("points taken up in the talk", Object{{"asserted", asserted}, {"taken_up", covered}}, covered * 100 / asserted));
  }

  std::ptrdiff_t turn_of(const sdk::Hit& hit) const {
    for (std::size_t i = 0; i < turns_.size(); ++i)
      if (documents_[turns_[i].document]->id() == hit.doc && turns_[i].range.start <= hit.start && hit.end <= turns_[i].range.end) return static_cast<std::ptrdiff_t>(i);
    return -1;
  }

  void phrases() {
    std::vector<bool> labels(turns_.size()), accepts(turns_.size()), denies(turns_.size());
    std::int64_t judging = 0, interruptions = 0, confirmed = 0;
    for (const auto& hit : call_.match("lex/listening", documents_).hits) {
      const auto index = turn_of(hit);
      if (index < 0) continue;
      const auto at = static_cast<std::size_t>(index);
      const auto& turn = turns_[at];
      const auto kind = Reader(hit.row).text_or("kind", "none");
      const bool answers = !turn.handler && index > 0 && turns_[at - 1].handler;
      const bool begins = hit.start - turn.range.start <= kStartGapMax;
      if (kind == "judging" && turn.handler) {
        ++judging;
        talk_.judging_evidence.push_back(out_.span(hit, "judging phrase"));
      } else if (kind == "interruption") {
        ++interruptions;
      } else if (kind == "confirmation" && answers) {
        ++confirmed;
        accepts[at] = accepts[at] || begins;
        talk_.evidence.push_back(out_.span(hit, "paraphrase confirmed"));
      } else if (kind == "acceptance" && answers && begins) {
        accepts[at] = true;
      } else if (kind == "denial" && answers && begins) {
        denies[at] = true;
      } else if (kind == "label_opening" && turn.handler) {
        labels[at] = true;
      }
    }
    std::int64_t accepted = 0;
    for (std::size_t i = 1; i < turns_.size(); ++i) accepted += labels[i - 1] && accepts[i] && !denies[i];
    talk_.counts.judging = judging;
    talk_.counts.interruptions = interruptions;
    talk_.proof.paraphrases_confirmed = confirmed;
    talk_.proof.labels_accepted = accepted;
  }

  const sdk::Call& call_;
  const Reader& record_;
  sdk::Envelope& out_;
  const Facts& facts_;
  std::vector<const sdk::Document*> documents_;
  std::vector<Turn> turns_;
  Talk talk_;
};

}  // namespace

Talk read_talk(const Context& context, const Facts& facts) { return Reading(context, facts).read(); }

}  // namespace amends::negotiation_plan

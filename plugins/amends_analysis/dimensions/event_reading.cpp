#include "event_reading.hpp"

#include <algorithm>
#include <map>

#include "kit/lists.hpp"
#include "words.hpp"

namespace amends::dimensions {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Reader;
using sdk::Texts;
using sdk::Value;

constexpr std::string_view kForm = "fact_details";
constexpr std::string_view kAnswer = "answers.fact_details";

/// What the words say of one event.
struct Wording {
  std::string part, step;
  std::vector<std::string> topics, missing;  ///< missing: steps said not to have happened
};

struct Missing {
  std::vector<std::string> fields;
  std::vector<Texts> names;
};

Missing missing_of(const Event& event) {
  Missing out;
  const auto look = [&](const Known& known, std::string_view field, Texts name) {
    if (known.is_known()) return;
    out.fields.emplace_back(field);
    out.names.push_back(std::move(name));
  };
  look(event.date, "date", {"日期", "date"});
  look(event.place, "place", {"地点", "place"});
  look(event.actor, "actor", {"行为人", "who acted"});
  return out;
}

void add_once(std::vector<std::string>& list, const std::string& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

class Reading {
 public:
  explicit Reading(const Context& context) : context_(context), out_(context.out) {}

  EventReading read() {
    word_events();
    word_texts();
    facts();
    text_disputes();
    order();
    process();
    ask();
    return std::move(reading_);
  }

 private:
  /// The words of the events themselves. An event is no document of the case, so its evidence is its field.
  void word_events() {
    wordings_.resize(context_.events.size());
    std::vector<sdk::Document> bodies;
    std::vector<std::string> ids;
    ids.reserve(context_.events.size());
    bodies.reserve(context_.events.size());
    for (const auto& event : context_.events) {
      ids.push_back(event.path);
      bodies.emplace_back(ids.back(), "note", "", "", "", event.what);
    }
    std::vector<const sdk::Document*> documents;
    for (const auto& body : bodies)
      if (body.length() > 0) documents.push_back(&body);
    if (documents.empty()) return;
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < ids.size(); ++i) places[ids[i]] = i;
    // Whether a row counts once more is of no matter here: each event is read for itself.
    for (const auto& hit : context_.call.match("lex/disputes", documents).hits) add_once(wordings_[places.at(hit.doc)].topics, std::string(Reader(hit.row, "lex/disputes").need_text("topic")));
    for (const auto& hit : context_.call.match("lex/chain", documents).hits) {
      context_.call.check_time();
      auto& wording = wordings_[places.at(hit.doc)];
      const Reader row(hit.row, "lex/chain");
      const auto step = std::string(row.text_or("step", ""));
      if (row.flag_or("missing", false)) {
        add_once(wording.missing, step);
        continue;
      }
      if (wording.part.empty()) wording.part = std::string(row.need_text("part"));
      if (wording.step.empty()) wording.step = step;
    }
  }

  void word_texts() {
    std::vector<const sdk::Document*> all;
    for (const auto& document : context_.call.documents())
      if (document.kind() != "note") all.push_back(&document);
    disputes_ = read_words(context_, "lex/disputes", "topic", all);
    const auto own = context_.call.complainant_documents();
    if (own.empty()) return;
    for (const auto& hit : context_.call.match("lex/chain", own).hits) {
      const Reader row(hit.row, "lex/chain");
      if (!hit.counts || !row.flag_or("missing", false)) continue;
      const auto step = std::string(row.need_text("step"));
      missing_.push_back({step, out_.span(hit, "missing " + step)});
    }
  }

  std::vector<EvidenceId> spans_of(std::string_view topic) const {
    std::vector<EvidenceId> out;
    for (const auto& word : disputes_)
      if (word.code == topic && out.size() < kShownMax) out.push_back(word.evidence);
    return out;
  }

  void facts() {
    std::vector<FactView> views;
    for (std::size_t i = 0; i < context_.events.size(); ++i) {
      const auto& event = context_.events[i];
      views.push_back({.what = event.what, .verified = event.verified, .side = event.side, .contested = !wordings_[i].topics.empty()});
    }
    const auto both = said_by_both(views);
    for (std::size_t i = 0; i < views.size(); ++i) standings_.push_back(standing(views[i], both[i]));

    // The chain reads from cause to consequence; within a part by date, then as recorded.
    std::vector<std::optional<When>> whens;
    for (const auto& event : context_.events) whens.push_back(event.when);
    auto places = in_order(whens);
    std::stable_sort(places.begin(), places.end(), [&](std::size_t left, std::size_t right) { return part_rank(wordings_[left].part) < part_rank(wordings_[right].part); });
    for (const auto at : places) fact(at);
    if (context_.events.empty()) reading_.cited.push_back(insufficient(context_, reading_.block, "events", {"没有记录任何事件，看不出因果。", "No event is recorded, so that no chain can be read."}));
  }

  void fact(std::size_t at) {
    const auto& event = context_.events[at];
    const auto& wording = wordings_[at];
    const auto what = out_.field(event.path + ".what");
    std::vector<EvidenceId> evidence{what};
    sdk::Array topics;
    for (const auto& topic : wording.topics) {
      topics.emplace_back(topic);
      const auto spans = spans_of(topic);
      evidence.insert(evidence.end(), spans.begin(), spans.end());
    }
    if (event.verified != "unknown") evidence.push_back(out_.field(event.path + ".verified"));
    const auto standing = standings_[at];
    sdk::Array missing;
    if (standing == Standing::disputed)
      for (const auto& field : missing_of(event).fields) missing.emplace_back(field);
    reading_.block.fact(Object{{"kind", "event"},
                               {"event", event.id},
                               {"standing", sdk::to_value(standing_name(standing))},
                               {"part", wording.part.empty() ? Value(nullptr) : Value(wording.part)},
                               {"step", wording.step.empty() ? Value(nullptr) : Value(wording.step)},
                               {"topics", std::move(topics)},
                               {"missing", std::move(missing)}},
                        evidence);
    reading_.cited.push_back(what);
    if (!wording.part.empty()) reading_.chain.push_back(event.id);
    (standing == Standing::agreed ? reading_.agreed : standing == Standing::disputed ? reading_.disputed : reading_.asserted) += 1;
    if (standing != Standing::disputed || shown_++ >= kShownMax) return;
    std::vector<Texts> names;
    for (const auto& topic : wording.topics) names.push_back(context_.names.topic(topic));
    for (std::size_t i = 0; i < names.size(); ++i) see_topic(wording.topics[i]);
    reading_.block.finding(out_.finding({.code = "event.disputed",
                                         .severity = sdk::Severity::warn,
                                         .confidence = event.verified == "refuted" ? 100 : 70,
                                         .text = names.empty() ? sdk::fill({"事件{event}有争议：核实结果与陈述不符。", "Event {event} is disputed: verification does not bear it out."}, {{"event", event.id}})
                                                               : sdk::fill({"事件{event}有争议：{topics}。谁对谁错还没有判断。", "Event {event} is disputed: {topics}. Who is right is not judged here."}, {{"event", event.id}, {"topics", kit::joined(names)}}),
                                         .evidence = evidence,
                                         .rule = "lex/disputes"}));
  }

  void see_topic(const std::string& topic) {
    if (std::find(topics_.begin(), topics_.end(), topic) != topics_.end()) return;
    topics_.push_back(topic);
    reading_.topics.push_back(context_.names.topic(topic));
  }

  /// Disputes that a text names and no event holds.
  void text_disputes() {
    for (const auto& word : disputes_) {
      const bool held = std::any_of(wordings_.begin(), wordings_.end(), [&](const Wording& wording) { return std::find(wording.topics.begin(), wording.topics.end(), word.code) != wording.topics.end(); });
      if (held || std::find(unrecorded_.begin(), unrecorded_.end(), word.code) != unrecorded_.end()) continue;
      unrecorded_.push_back(word.code);
      see_topic(word.code);
      ++reading_.disputed;
      const auto spans = spans_of(word.code);
      reading_.cited.push_back(spans.front());
      reading_.block.fact(Object{{"kind", "topic"}, {"topic", word.code}, {"standing", "disputed"}}, spans);
      reading_.block.finding(out_.finding({.code = "event.disputed",
                                           .severity = sdk::Severity::warn,
                                           .confidence = 60,
                                           .text = sdk::fill({"文本中有争议：{topic}，但还没有记成事件。谁对谁错还没有判断。", "A text shows a dispute, {topic}, that no event records yet. Who is right is not judged here."}, {{"topic", context_.names.topic(word.code)}}),
                                           .evidence = spans,
                                           .rule = "lex/disputes"}));
    }
  }

  void contradiction(Texts text, std::vector<EvidenceId> evidence) {
    if (reading_.contradictions++ >= static_cast<std::int64_t>(kShownMax)) return;
    reading_.cited.push_back(evidence.front());
    reading_.block.finding(out_.finding({.code = "record.contradiction", .severity = sdk::Severity::warn, .text = std::move(text), .evidence = std::move(evidence), .rule = "catalogue 3.3"}));
  }

  void deviation(Texts text, std::int64_t confidence, const std::string& step, std::vector<EvidenceId> evidence) {
    if (reading_.deviations++ >= static_cast<std::int64_t>(kShownMax)) return;
    reading_.cited.push_back(evidence.front());
    reading_.block.fact(Object{{"kind", "deviation"}, {"step", step}}, evidence);
    reading_.block.finding(out_.finding({.code = "event.process_deviation", .severity = sdk::Severity::warn, .confidence = confidence, .text = std::move(text), .evidence = std::move(evidence), .rule = "dimensions.map#" + step}));
  }

  /// Dates that cannot both be right.
  void order() {
    std::map<std::string_view, std::pair<sdk::Instant, std::string>> told;  // when each text came, and the path that says so
    for (const auto& row : context_.record.list("text.docs"))
      if (const auto at = row.instant("at")) told.emplace(row.text_or("id", ""), std::pair(*at, row.path("at")));
    for (const auto& event : context_.events) {
      if (event.backwards)
        contradiction(sdk::fill({"事件{event}的结束早于开始，请核对日期。", "Event {event} ends before it begins; check its dates."}, {{"event", event.id}}), {out_.field(event.path + ".at")});
      const auto text = told.find(event.source_doc);
      if (!event.when || event.source_doc.empty() || text == told.end()) continue;
      const auto& [at, path] = text->second;
      if (certainly_before({at.us, at.us, Precision::minute, false}, *event.when))
        contradiction(sdk::fill({"事件{event}的日期晚于讲述它的文本，请核对。", "Event {event} is dated after the text that tells of it; check the dates."}, {{"event", event.id}}), {evidence_of(context_, event.date), out_.field(path)});
    }
  }

  void process() {
    std::vector<StepEvent> events;
    for (std::size_t i = 0; i < wordings_.size(); ++i)
      if (const auto* step = context_.names.find_step(wordings_[i].step)) events.push_back({i, step, context_.events[i].when});
    for (const auto& found : reversals(events, kShownMax)) {
      const auto &first = context_.events[found.earlier], &last = context_.events[found.later];
      const std::vector<sdk::Slot> slots{{"first", first.id}, {"first_step", context_.names.step(wordings_[found.earlier].step)}, {"last", last.id}, {"last_step", context_.names.step(wordings_[found.later].step)}};
      std::vector<EvidenceId> evidence{evidence_of(context_, first.date), evidence_of(context_, last.date), out_.field(first.path + ".what"), out_.field(last.path + ".what")};
      if (found.impossible)
        contradiction(sdk::fill({"{first_step}（{first}）的日期早于{last_step}（{last}），顺序不可能，请核对。", "{first_step} ({first}) is dated before {last_step} ({last}), which cannot be; check the dates."}, slots), std::move(evidence));
      else
        deviation(sdk::fill({"{first_step}（{first}）早于{last_step}（{last}），与流程不符，请核实。", "{first_step} ({first}) comes before {last_step} ({last}), against the process; verify it."}, slots), 80, wordings_[found.later].step, std::move(evidence));
    }
    const auto said = Texts{"据陈述，流程中的{step}没有做，请核实。", "By what is said, the step {step} was left out; verify it."};
    std::vector<std::string> seen;
    for (const auto& word : missing_) {
      if (std::find(seen.begin(), seen.end(), word.code) != seen.end()) continue;
      seen.push_back(word.code);
      deviation(sdk::fill(said, {{"step", context_.names.step(word.code)}}), 60, word.code, {word.evidence});
    }
    for (std::size_t i = 0; i < wordings_.size(); ++i)
      for (const auto& step : wordings_[i].missing) {
        if (std::find(seen.begin(), seen.end(), step) != seen.end()) continue;
        seen.push_back(step);
        deviation(sdk::fill(said, {{"step", context_.names.step(step)}}), 60, step, {out_.field(context_.events[i].path + ".what")});
      }
    for (const auto& record : context_.names.records()) {
      const auto done = context_.record.flag(record.path);
      if (done && !*done)
        deviation(sdk::fill({"记录显示流程中的{step}没有做。", "The record shows that the step {step} was not done."}, {{"step", context_.names.step(record.step)}}), 100, record.step, {out_.field(record.path)});
    }
  }

  void question(std::vector<std::string> fields, Texts reason) {
    fields.insert(fields.begin(), "event");
    fields.emplace_back("reason");
    reading_.asked = true;
    reading_.block.open_questions.emplace_back(std::string(kForm));
    out_.question({.id = std::string(kForm), .form_name = std::string(kForm), .fields = std::move(fields), .to_role = "handler", .reason = std::move(reason), .blocking = false});
  }

  /// One disputed fact at a time, in the order of the record: the form holds one answer, so the facts up to the answered one are not asked about again.
  void ask() {
    const auto answered = context_.record.text_or(std::string(kAnswer) + ".event", "");
    const Event* first = nullptr;
    std::int64_t more = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < context_.events.size(); ++i)
      if (!answered.empty() && context_.events[i].id == answered) begin = i + 1;
    for (std::size_t i = begin; i < context_.events.size(); ++i) {
      if (standings_[i] != Standing::disputed || context_.events[i].id.empty() || missing_of(context_.events[i]).fields.empty()) continue;
      if (first) ++more;
      else first = &context_.events[i];
    }
    if (first) {
      auto missing = missing_of(*first);
      const auto rest = more > 0 ? sdk::fill({"另有{more}项之后再问。", " {more} more will be asked about afterwards."}, {{"more", more}}) : Texts{};
      return question(std::move(missing.fields), sdk::fill({"有争议的事件{event}还缺{names}，请补充并记入该事件；不清楚的留空。{rest}", "The disputed event {event} lacks: {names}. Please answer what is known, enter it in the event too, and leave the rest empty.{rest}"},
                                                           {{"event", first->id}, {"names", kit::joined(missing.names)}, {"rest", rest}}));
    }
    if (unrecorded_.empty() || context_.names.has_topic(answered)) return;
    std::vector<Texts> names;
    for (const auto& topic : unrecorded_) names.push_back(sdk::fill({"{name}（{code}）", "{name} ({code})"}, {{"name", context_.names.topic(topic)}, {"code", topic}}));
    question({"date", "place", "actor"}, sdk::fill({"文本中有争议而没有记成事件：{names}。请问清何时、何地、何人，并补记为事件。", "Disputed in a text and recorded as no event: {names}. Please find out when, where and who, and record it as an event."}, {{"names", kit::joined(names)}}));
  }

  const Context& context_;
  sdk::Envelope& out_;
  EventReading reading_;
  std::vector<Wording> wordings_;
  std::vector<Standing> standings_;
  std::vector<Word> disputes_, missing_;
  std::vector<std::string> topics_, unrecorded_;
  std::size_t shown_ = 0;
};

}  // namespace

std::vector<Event> with_answer(const sdk::Call& call, const Names& names, std::vector<Event> events) {
  const auto answer = call.record().at(kAnswer);
  const auto about = answer.text("event");
  if (!about || names.has_topic(*about)) return events;
  const auto found = std::find_if(events.begin(), events.end(), [&](const Event& event) { return event.id == *about; });
  if (found == events.end()) sdk::fail("error.range", "'" + std::string(*about) + "' is no event of the case and no topic; give the number of an event such as e1", answer.path("event"));
  const auto take = [&](Known& known, std::string_view field) {
    const auto value = answer.text(field);
    if (!value || value->empty() || known.is_known()) return;
    known = {std::string(*value), answer.path(field)};
  };
  take(found->place, "place");
  take(found->actor, "actor");
  if (const auto date = answer.text("date"); date && !date->empty() && !found->date.is_known()) {
    sdk::Instant day;
    if (date->size() != 10 || !sdk::parse_instant(std::string(*date) + "T00:00:00Z", day)) sdk::fail("error.bad_type", "this is a date such as 2026-03-01", answer.path("date"));
    found->date = {std::string(*date), answer.path("date")};
    found->when = When{.from_us = day.us, .to_us = day.us, .precision = Precision::day, .is_range = false};
  }
  return events;
}

EventReading read_event(const Context& context) { return Reading(context).read(); }

}  // namespace amends::dimensions

#include "time_reading.hpp"

#include <algorithm>
#include <cstdlib>

#include "kit/pack_reading.hpp"
#include "rates.hpp"
#include "words.hpp"

namespace amends::dimensions {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Reader;
using sdk::Texts;
using sdk::Value;

constexpr std::string_view kReceived = "channel.received_at";

std::string_view precision_name(Precision precision) {
  constexpr std::array<std::string_view, 4> kNames = {"minute", "day", "month", "unknown"};
  return kNames[static_cast<std::size_t>(precision)];
}

/// Whole days from one instant to another, rounded down.
std::int64_t days_between(std::int64_t from_us, std::int64_t to_us) {
  const auto difference = to_us - from_us;
  return difference >= 0 ? difference / kDayUs : -((-difference + kDayUs - 1) / kDayUs);
}

/// A date alone, "2026-12-31", or an instant.
std::optional<std::int64_t> day_at(const Reader& record, std::string_view path) {
  const auto text = record.text(path);
  if (!text) return std::nullopt;
  sdk::Instant at;
  const auto written = text->size() == 10 ? std::string(*text) + "T00:00:00Z" : std::string(*text);
  if (!sdk::parse_instant(written, at)) sdk::fail("error.bad_type", "this is a date such as 2026-12-31", std::string(path));
  return at.us;
}

class Reading {
 public:
  explicit Reading(const Context& context) : context_(context), out_(context.out) {}

  TimeReading read() {
    timeline();
    waits();
    seasons();
    lift_of_period();
    return std::move(reading_);
  }

 private:
  struct Entry {
    Object members;
    std::optional<When> when;
    EvidenceId evidence;
  };

  void timeline() {
    std::vector<Entry> entries;
    for (const auto& event : context_.events) entries.push_back({Object{{"kind", "event"}, {"event", event.id}}, event.when, event.date.is_known() ? evidence_of(context_, event.date) : out_.field(event.path + ".at")});
    read_messages(entries);
    std::vector<std::optional<When>> whens;
    for (const auto& entry : entries) whens.push_back(entry.when);
    for (const auto at : in_order(whens)) {
      auto& entry = entries[at];
      const auto& when = entry.when;
      entry.members["from"] = when ? sdk::to_value(sdk::Instant{when->from_us}) : Value(nullptr);
      entry.members["to"] = when ? sdk::to_value(sdk::Instant{when->to_us}) : Value(nullptr);
      entry.members["precision"] = sdk::to_value(precision_name(when ? when->precision : Precision::unknown));
      if (!when) ++reading_.undated;
      reading_.block.fact(std::move(entry.members), {entry.evidence});
    }
    reading_.entries = static_cast<std::int64_t>(entries.size());
    if (entries.empty()) insufficient(context_, reading_.block, "events", {"没有记录任何事件，时间线是空的。", "No event is recorded; the timeline is empty."});
  }

  /// Texts and contacts, as they wait for an answer or give one.
  void read_messages(std::vector<Entry>& entries) {
    const auto add = [&](Object members, const Reader& row, std::optional<bool> is_answer) {
      const auto at = row.instant("at");
      const auto evidence = out_.field(row.path("at"));
      if (at && is_answer) {
        messages_.push_back({at->us, *is_answer, sources_.size()});
        sources_.push_back(evidence);
      }
      entries.push_back({std::move(members), at ? std::optional(When{at->us, at->us, Precision::minute, false}) : std::nullopt, evidence});
    };
    for (const auto& row : context_.record.list("text.docs")) {
      const auto kind = row.text_or("kind", ""), author = row.text_or("author_role", "");
      std::optional<bool> is_answer;
      if (kind == "reply") is_answer = true;
      else if (author.empty() ? kind == "complaint" : author == "complainant") is_answer = false;
      add(Object{{"kind", "document"}, {"doc", sdk::to_value(row.text_or("id", ""))}}, row, is_answer);
    }
    std::int64_t number = 0;
    for (const auto& row : context_.record.list("history.contacts")) {
      const auto direction = row.text_or("direction", "");
      std::optional<bool> is_answer;
      if (direction.starts_with("out")) is_answer = true;
      else if (direction.starts_with("in")) is_answer = false;
      add(Object{{"kind", "contact"}, {"contact", number++}}, row, is_answer);
    }
  }

  void waits() {
    const auto found = gaps(messages_, context_.settings.gap_days * kDayUs);
    reading_.late_answers = static_cast<std::int64_t>(found.size());
    for (std::size_t i = 0; i < found.size() && i < kShownMax; ++i) {
      const auto& gap = found[i];
      const auto days = gap.length_us / kDayUs;
      const auto sum = out_.computation("whole days from a contact to its answer", Object{{"seconds", gap.length_us / 1'000'000}, {"longest_days", context_.settings.gap_days}}, days);
      reading_.cited.push_back(sum);
      reading_.block.fact(Object{{"kind", "gap"}, {"days", days}}, {sources_[gap.contact], sources_[gap.answer], sum});
      reading_.block.finding(out_.finding({.code = "time.gap",
                                           .severity = sdk::Severity::warn,
                                           .text = sdk::fill({"从来函来电到答复隔了{days}天，超过{longest}天。", "{days} days lie between a contact and its answer, more than {longest}."}, {{"days", days}, {"longest", context_.settings.gap_days}}),
                                           .evidence = {sources_[gap.contact], sources_[gap.answer], sum},
                                           .rule = "catalogue 3.3"}));
    }
    const auto unanswered = count_at(context_.record, "history.unanswered").value_or(0);
    if (unanswered > 0)
      reading_.block.finding(out_.finding({.code = "time.unanswered",
                                           .severity = sdk::Severity::warn,
                                           .text = sdk::fill({"客户有{count}次联系至今没有答复。", "{count} contacts by the customer have no answer yet."}, {{"count", unanswered}}),
                                           .evidence = {out_.field("history.unanswered")},
                                           .rule = "catalogue 2.1"}));
  }

  void season(std::string_view tag, std::vector<EvidenceId> evidence) {
    if (std::find(tags_.begin(), tags_.end(), tag) != tags_.end()) return;
    tags_.emplace_back(tag);
    reading_.seasons.push_back(context_.names.season(tag));
    reading_.cited.insert(reading_.cited.end(), evidence.begin(), evidence.end());
    reading_.block.fact(Object{{"kind", "season"}, {"tag", sdk::to_value(tag)}}, evidence);
    reading_.block.finding(out_.finding({.code = "time.season",
                                         .text = sdk::fill({"时节：{name}。只供参考。", "Season: {name}. For reading only."}, {{"name", context_.names.season(tag)}}),
                                         .evidence = std::move(evidence),
                                         .rule = "tables/dimensions#seasons"}));
  }

  void seasons() {
    Object inputs{{"month", nullptr}, {"days_to_end", nullptr}};
    std::vector<EvidenceId> evidence;
    if (const auto received = context_.record.instant(kReceived)) {
      const auto written = sdk::format_instant(*received);  // "2026-12-05T..."
      inputs["month"] = std::int64_t{(written[5] - '0') * 10 + (written[6] - '0')};
      evidence.push_back(out_.field(kReceived));
      std::optional<std::int64_t> nearest;
      for (const std::string_view path : {"contract.end_on", "contract.closed_until"}) {
        const auto end = day_at(context_.record, path);
        if (!end) continue;
        const auto days = days_between(received->us, *end);
        if (!nearest || std::llabs(days) < std::llabs(*nearest)) nearest = days;
        evidence.push_back(out_.field(path));
      }
      if (nearest) inputs["days_to_end"] = *nearest;
    }
    for (const auto& row : kit::fired_rows(context_.call.evaluate("tables/dimensions#seasons", std::move(inputs))))
      if (const auto tag = Reader(row.then, "tables/dimensions#seasons").text("tag"); tag && !evidence.empty()) season(*tag, evidence);
    for (const auto& word : read_words(context_, "lex/seasons", "tag", readable(context_, context_.call.complainant_documents(), "lex/seasons"))) season(word.code, {word.evidence});
  }

  void lift_of_period() {
    const auto window = count_at(context_.record, "store_facts.count_window"), baseline = count_at(context_.record, "store_facts.count_baseline");
    const auto& settings = context_.settings;
    if (!window || !baseline) {
      reading_.basis = insufficient(context_, reading_.block, window ? "store_facts.count_baseline" : "store_facts.count_window",
                                    {"近期同类案件的数量未知，无法判断是否集中出现。", "The number of like cases is not known, so whether they come together in the period was not judged."});
      return;
    }
    const auto percent = lift(*window, *baseline, settings.window_days, settings.baseline_days);
    reading_.lift = percent;
    reading_.common = common(percent, *window, settings.lift_min, settings.count_min);
    reading_.basis = out_.computation("like cases a day in the window against the baseline before it, percent",
                                      Object{{"count_window", *window}, {"count_baseline", *baseline}, {"window_days", settings.window_days}, {"baseline_days", settings.baseline_days}}, percent);
    reading_.block.fact(Object{{"kind", "lift"}, {"percent", percent}, {"count", *window}}, {reading_.basis});
    if (!reading_.common) return;
    reading_.block.finding(out_.finding({.code = "time.common_period",
                                         .severity = sdk::Severity::warn,
                                         .text = sdk::fill({"近{days}天同类案件{count}件，是此前日均的{percent}%：可能是共性问题。", "{count} like cases in {days} days, {percent} % of the daily rate before: it may be a common problem."},
                                                           {{"days", settings.window_days}, {"count", *window}, {"percent", percent}}),
                                         .evidence = {reading_.basis},
                                         .rule = "catalogue 3.3"}));
    out_.task({.id = "common_cause.period",
               .kind = "common_cause",
               .owner_role = "product_owner",
               .due_at = std::nullopt,
               .title = {"同类投诉在近期集中出现，请查找共同原因", "Like complaints come together in this period; look for the common cause"}});
  }

  const Context& context_;
  sdk::Envelope& out_;
  TimeReading reading_;
  std::vector<Message> messages_;
  std::vector<EvidenceId> sources_;
  std::vector<std::string> tags_;
};

}  // namespace

TimeReading read_time(const Context& context) { return Reading(context).read(); }

}  // namespace amends::dimensions

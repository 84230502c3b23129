#include "behaviour.hpp"

#include <algorithm>
#include <array>

#include "kit/documents.hpp"
#include "kit/lists.hpp"
#include "kit/organisation.hpp"

namespace amends::portrait {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Reader;

constexpr std::string_view kReceived = "channel.received_at";
constexpr std::int64_t kDayUs = 86'400'000'000, kYearDays = 365, kHoursLeast = 3;
constexpr std::array<std::string_view, 4> kOutside = {"regulator", "hotline_regulator", "petition_office", "mediation_body"};  // and court, media below

void read_prior(const Context& context, Behaviour& behaviour) {
  const auto received = context.record.instant(kReceived);
  std::int64_t listed = 0, undated = 0;
  for (const auto& row : context.record.list("history.prior")) {
    ++listed;
    if (row.flag_or("same_matter", false)) ++behaviour.same_matter;
    const auto closed = row.instant("closed_at");
    if (!closed || !received) ++undated;
    else if (received->us - closed->us <= kYearDays * kDayUs) ++behaviour.prior_12m;
  }
  behaviour.prior_evidence = {context.out.computation("earlier complaints of the last twelve months", Object{{"listed", listed}, {"undated", undated}, {"same_matter", behaviour.same_matter}, {"days", kYearDays}}, behaviour.prior_12m),
                              context.out.field("history.prior")};
}

void add_channel(const Context& context, Behaviour& behaviour, std::string_view channel, std::string_view path) {
  if (channel.empty() || std::find(behaviour.channels.begin(), behaviour.channels.end(), channel) != behaviour.channels.end()) return;
  behaviour.channels.emplace_back(channel);
  if (behaviour.channel_evidence.size() < kShownMax) behaviour.channel_evidence.push_back(context.out.field(path));
}

void read_contacts(const Context& context, Behaviour& behaviour) {
  add_channel(context, behaviour, context.record.text_or("channel.kind", ""), "channel.kind");
  std::int64_t called = 0, answered = 0;
  bool known = false;
  for (const auto& row : context.record.list("history.contacts")) {
    const auto direction = row.text_or("direction", "");
    if (direction.starts_with("in")) {
      ++behaviour.inbound;
      add_channel(context, behaviour, row.text_or("channel", ""), row.path("channel"));
    } else if (direction.starts_with("out")) {
      ++behaviour.outbound;
      if (row.text_or("channel", "") != "phone") continue;
      ++called;
      if (const auto picked_up = row.flag("answered")) {
        known = true;
        answered += *picked_up ? 1 : 0;
      }
    }
  }
  if (known) behaviour.answered = answered, behaviour.called = called;
  if (behaviour.channel_evidence.empty()) behaviour.channel_evidence.push_back(context.out.field("channel.kind"));
  behaviour.contact_evidence = {context.out.computation("contacts by the complainant and to the complainant", Object{{"inbound", behaviour.inbound}, {"outbound", behaviour.outbound}}, behaviour.inbound)};
}

/// When the complainant reaches out, in local time. Nothing for a zone whose hours are not known, or for fewer than three contacts.
void read_hours(const Context& context, Behaviour& behaviour) {
  const auto own = kit::institution(context.call, context.call.institution());
  const auto place = own ? own : kit::first_institution(context.call);
  const auto minutes = place ? context.words.minutes(place->text_or("zone", "")) : std::nullopt;
  if (!minutes) return;
  std::vector<std::int64_t> hours(4, 0);
  std::int64_t count = 0;
  const auto add = [&](const std::optional<sdk::Instant>& at) {
    if (!at) return;
    const auto local = (at->us / 60'000'000 + *minutes) % 1440;
    ++hours[static_cast<std::size_t>((local + 1440) % 1440 / 360)];
    ++count;
  };
  add(context.record.instant(kReceived));
  for (const auto& row : context.record.list("history.contacts"))
    if (row.text_or("direction", "").starts_with("in")) add(row.instant("at"));
  if (count >= kHoursLeast) behaviour.hours = std::move(hours);
}

void read_papers(const Context& context, Behaviour& behaviour) {
  const auto own = context.complainant ? context.complainant->text_or("id", "") : std::string_view{};
  for (const auto& row : context.record.list("documents")) {
    const auto by = row.text_or("provided_by", "complainant");
    if (by == "complainant" || (!own.empty() && by == own)) ++behaviour.attachments;
  }
  const auto documents = kit::complainant_documents(context.call);
  behaviour.texts = static_cast<std::int64_t>(documents.size());
  behaviour.attachment_evidence = {context.out.computation("papers that the complainant gave", Object{{"texts", behaviour.texts}}, behaviour.attachments), context.out.field("documents")};
  std::vector<const sdk::Document*> told;
  for (const auto* document : documents)
    if (kit::is_own_telling(*document) && !sdk::is_blank(document->body())) told.push_back(document);
  if (!told.empty())
    for (const auto& hit : context.call.match("lex/legal_terms", told).hits) {
      context.call.check_time();
      if (!hit.counts || Reader(hit.row, "lex/legal_terms").text_or("kind", "") == "none") continue;
      ++behaviour.citations;
      if (behaviour.citation_evidence.size() < kShownMax) behaviour.citation_evidence.push_back(context.out.span(hit, "citation"));
    }
  behaviour.citation_evidence.push_back(context.out.computation("citations of clauses and laws", Object{{"texts", static_cast<std::int64_t>(told.size())}}, behaviour.citations));
  std::vector<EvidenceId> leaving;
  if (!told.empty())
    for (const auto& hit : context.call.match("lex/responses", told).hits)
      if (hit.counts && Reader(hit.row, "lex/responses").text_or("style", "") == "private" && leaving.size() < kShownMax) leaving.push_back(context.out.span(hit, "private"));
  if (!leaving.empty()) behaviour.styles.push_back({"private", std::move(leaving)});
}

/// Voice is what reaches us, a third party what reaches others, and private what reaches neither.
void read_styles(const Context& context, Behaviour& behaviour) {
  const auto& record = context.record;
  std::vector<EvidenceId> others;
  const auto channel = record.text_or("channel.kind", "");
  const bool outside = std::find(kOutside.begin(), kOutside.end(), channel) != kOutside.end() || channel == "court" || channel == "media" || channel == "social";
  if (outside) others.push_back(context.out.field("channel.kind"));
  for (const auto* path : {"regulator.involved", "media.posted", "media.reporter_contact", "litigation.filed"})
    if (record.flag_or(path, false)) others.push_back(context.out.field(path));
  for (const auto& row : record.list("analysis.intake.threats")) {
    behaviour.escalation.push_back({std::string(row.text_or("kind", "")), std::string(row.text_or("state", ""))});
    if (others.size() < kShownMax) others.push_back(context.out.field(row.path("kind")));
  }
  if (!others.empty()) behaviour.styles.insert(behaviour.styles.begin(), {"third_party", kit::once(others)});
  if (!outside && !channel.empty()) behaviour.styles.insert(behaviour.styles.begin(), {"voice", {context.out.field("channel.kind")}});
}

}  // namespace

Behaviour read_behaviour(const Context& context) {
  Behaviour behaviour;
  read_prior(context, behaviour);
  read_contacts(context, behaviour);
  read_hours(context, behaviour);
  read_papers(context, behaviour);
  read_styles(context, behaviour);
  return behaviour;
}

}  // namespace amends::portrait

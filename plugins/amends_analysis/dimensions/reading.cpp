#include "reading.hpp"

#include <algorithm>

#include "kit/checked.hpp"

namespace amends::dimensions {
namespace {

using sdk::Reader;
using sdk::Texts;

constexpr std::array<std::string_view, 4> kPrecisions = {"minute", "day", "month", "unknown"};
constexpr std::array<std::string_view, 3> kVerified = {"unknown", "confirmed", "refuted"};

Side side_of(std::string_view role) {
  if (role.empty() || role == "third_institution") return Side::unknown;
  return role == "salesperson" || role == "employee" || role == "officer" ? Side::institution : Side::complainant;
}

/// asserted_by and actor name a party by its number, or a role by its word.
Side side_of(std::string_view who, const std::vector<Party>& parties) {
  if (who.empty()) return Side::unknown;
  for (const auto& party : parties)
    if (party.id == who) return side_of(party.role);
  if (who == "complainant") return Side::complainant;
  return who == "institution" || who == "officer" || who == "employee" || who == "salesperson" ? Side::institution : Side::unknown;
}

void read_when(const Reader& row, Event& event) {
  const auto* at = row.find("at");
  if (!at) return;
  const auto precision = kit::one_of(row, "at_precision", kPrecisions, "unknown");
  When when;
  when.precision = static_cast<Precision>(std::find(kPrecisions.begin(), kPrecisions.end(), precision) - kPrecisions.begin());
  if (at->is_object()) {
    const auto from = row.instant("at.from"), to = row.instant("at.to");
    if (!from && !to) return;
    when.from_us = (from ? from : to)->us;
    when.to_us = (to ? to : from)->us;
    when.is_range = true;
  } else {
    when.from_us = when.to_us = row.need_instant("at").us;
  }
  event.date = {sdk::format_instant({when.from_us}), event.path + ".at"};
  event.backwards = when.from_us > when.to_us;
  if (!event.backwards) event.when = when;
}

void say_more(sdk::Envelope& out, std::string_view code, std::size_t there, std::size_t read) {
  const auto count = out.computation(std::string(code) + ": entries read", sdk::Object{{"entries", static_cast<std::int64_t>(there)}}, static_cast<std::int64_t>(read));
  out.finding({.code = std::string(code),
               .severity = sdk::Severity::warn,
               .text = sdk::fill({"记录共{there}项，只读了前{read}项，其余请人工查看。", "There are {there} entries and only the first {read} were read; look at the rest yourself."},
                                 {{"there", static_cast<std::int64_t>(there)}, {"read", static_cast<std::int64_t>(read)}}),
               .evidence = {count},
               .rule = {}});
}

}  // namespace

Names::Names(const sdk::Call& call) {
  const auto pack = call.pack("dimensions.map");
  feelings_ = read(pack, "feelings", "code");
  topics_ = read(pack, "topics", "code");
  seasons_ = read(pack, "seasons", "code");
  roles_ = read(pack, "roles", "code");
  step_names_ = read(pack, "steps", "id");
  for (const auto& row : pack.list("steps")) {
    steps_.push_back({.id = std::string(row.need_text("id")), .process = std::string(row.need_text("process")), .needs = std::string(row.text_or("needs", "")), .order = row.need_integer("order")});
    if (const auto path = row.text("record")) records_.push_back({steps_.back().id, std::string(*path)});
  }
}

Names::List Names::read(const Reader& pack, std::string_view list, std::string_view key) {
  List out;
  for (const auto& row : pack.list(list)) {
    const auto code = std::string(row.need_text(key));
    out.emplace_back(code, row.texts("title").value_or(Texts{code, code}));
  }
  return out;
}

Texts Names::of(const List& list, std::string_view code) {
  for (const auto& [known, title] : list)
    if (known == code) return title;
  return {std::string(code), std::string(code)};
}

bool Names::has_topic(std::string_view code) const {
  return std::any_of(topics_.begin(), topics_.end(), [&](const auto& topic) { return topic.first == code; });
}

const ProcessStep* Names::find_step(std::string_view id) const {
  for (const auto& step : steps_)
    if (step.id == id) return &step;
  return nullptr;
}

void Block::fact(sdk::Object members, const std::vector<sdk::EvidenceId>& evidence) {
  if (evidence.empty()) sdk::fail("error.internal", "a fact of a block has no evidence");
  sdk::Array ids;
  for (const auto& id : evidence) ids.emplace_back(id);
  members["evidence"] = std::move(ids);
  facts.push_back(std::move(members));
}

std::vector<Party> read_parties(const Reader& record, sdk::Envelope& out) {
  std::vector<Party> parties;
  const auto rows = record.list("parties");
  for (const auto& row : rows) {
    if (parties.size() == kPartiesMax) {
      say_more(out, "participants.more", rows.size(), kPartiesMax);
      break;
    }
    parties.push_back({.path = row.where(), .id = std::string(row.text_or("id", "")), .role = std::string(row.text_or("role", ""))});
  }
  return parties;
}

std::vector<Event> read_events(const Reader& record, const std::vector<Party>& parties, sdk::Envelope& out) {
  std::vector<Event> events;
  const auto rows = record.list("events");
  for (const auto& row : rows) {
    if (events.size() == kEventsMax) {
      say_more(out, "event.more", rows.size(), kEventsMax);
      break;
    }
    Event event;
    event.path = row.where();
    event.id = row.text_or("id", "");
    event.what = row.text_or("what", "");
    event.verified = kit::one_of(row, "verified", kVerified, "unknown");
    event.asserted_by = row.text_or("asserted_by", "");
    event.source_doc = row.text_or("source_doc", "");
    event.actor = {std::string(row.text_or("actor", "")), event.path + ".actor"};
    event.place = {std::string(row.text_or("place", "")), event.path + ".place"};
    event.side = side_of(event.asserted_by, parties);
    read_when(row, event);
    events.push_back(std::move(event));
  }
  return events;
}

std::optional<std::int64_t> count_at(const Reader& record, std::string_view path) {
  const auto count = record.integer(path);
  if (count && *count < 0) sdk::fail("error.range", "a count is at least 0; correct it", std::string(path));
  return count;
}

sdk::EvidenceId evidence_of(const Context& context, const Known& known) {
  return known.path.starts_with("answers.") ? context.out.answer(known.path) : context.out.field(known.path);
}

sdk::EvidenceId insufficient(const Context& context, Block& block, std::string_view path, Texts what) {
  const auto id = context.out.field(path);
  block.finding(context.out.finding({.code = "insufficient_data", .text = std::move(what), .evidence = {id}, .rule = {}}));
  return id;
}

}  // namespace amends::dimensions

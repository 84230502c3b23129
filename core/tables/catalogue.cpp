#include "tables/catalogue.hpp"

#include <array>

namespace amends::tables {
namespace {

constexpr auto kInteger = Type::integer;
constexpr auto kBool = Type::boolean;
constexpr auto kTime = Type::timestamp;
constexpr auto kDay = Type::day;
constexpr auto kText = Type::text;
constexpr auto kCode = Type::code;
constexpr auto kP0 = Privacy::p0;
constexpr auto kP1 = Privacy::p1;
constexpr auto kP2 = Privacy::p2;

}  // namespace

const TableSpec& events_spec() {
  static const TableSpec spec{"events", "One row an event of the journal, in the order of appending", {
      {"case_id", kText, kP0, "the case"},
      {"seq", kInteger, kP0, "number within the case, from 1"},
      {"at", kTime, kP1, "when it happened, as the clock of the turn stood"},
      {"actor_kind", kCode, kP0, "system, stage or user"},
      {"actor", kCode, kP2, "system, the stage's id, or the pseudonym of a person on the staff"},
      {"kind", kCode, kP0, "what happened: case_opened, stage_done, task_answered, clock_breached, ..."},
      {"step", kCode, kP0, "the step of the workflow that the event names; null where it names none"},
      {"workflow", kCode, kP0, "name of the case's workflow"},
      {"dwell_us", kInteger, kP1, "microseconds until the next event of the case; null for the newest"},
      {"payload_bytes", kInteger, kP0, "size of the event's payload, which is not shown; null when it was erased"},
      {"erased", kBool, kP0, "whether the payload was erased on request"},
  }};
  return spec;
}

const TableSpec& cases_spec() {
  static const TableSpec spec{"cases", "One row a case, as it stands", {
      {"case_id", kText, kP0, "the case"},
      {"institution", kCode, kP1, "id of the institution in org.yaml"},
      {"unit", kCode, kP1, "id of the unit; null where it is no plain code"},
      {"workflow", kCode, kP0, "name of the workflow"},
      {"definition", kCode, kP0, "content hash of the definition that the case runs"},
      {"run_status", kCode, kP0, "running, waiting, parked, stranded, finished or cancelled"},
      {"case_status", kCode, kP1, "status by the catalogue: received, accepted, ..., closed"},
      {"kind", kCode, kP1, "complaint, enquiry, drill, workshop or review"},
      {"locale", kCode, kP0, "language of the case"},
      {"channel", kCode, kP1, "kind of the channel it came by"},
      {"received_at", kTime, kP1, "when it was received, as the record says"},
      {"opened_at", kTime, kP1, "when the case was opened here"},
      {"changed_at", kTime, kP1, "its newest event"},
      {"accepted_at", kTime, kP1, "first time it had the status accepted"},
      {"acknowledged_at", kTime, kP1, "when the acknowledgement was given (the clock acknowledge was met)"},
      {"first_reply_at", kTime, kP1, "first reply that a person recorded as sent (form reply_sent), the acknowledgement not counted"},
      {"replied_at", kTime, kP1, "first time it had the status replied"},
      {"closed_at", kTime, kP1, "when it was closed or withdrawn; of a case whose workflow finished otherwise, when it finished; null while it is open or was reopened"},
      {"reopened_at", kTime, kP1, "first time it was reopened"},
      {"reopens", kInteger, kP1, "how often it was reopened"},
      {"transferred_at", kTime, kP1, "first time it was transferred to a body outside"},
      {"withdrawn_at", kTime, kP1, "when the complainant withdrew it"},
      {"last_closed_at", kTime, kP1, "the newest closing, also of a case that was reopened after it"},
      {"complainant", kText, kP2, "pseudonym of the complainant, equal in all cases of the file where document, telephone, or name and birth year agree; null when none is known"},
      {"product_kind", kCode, kP1, "kind of product"},
      {"product", kCode, kP1, "code of the product; null where it is no plain code"},
      {"seller", kText, kP2, "pseudonym of the person who sold it"},
      {"is_complaint", kBool, kP1, "what intake found"},
      {"nature", kCode, kP1, "primary nature, as it stands (a person's correction included)"},
      {"nature_machine", kCode, kP1, "primary nature as the stage gave it last"},
      {"nature_confirmed", kBool, kP1, "whether a person confirmed or corrected the nature"},
      {"nature_confidence", kInteger, kP1, "confidence of the stage, 0 to 100"},
      {"severity", kCode, kP1, "S1 to S4"},
      {"severity_score", kInteger, kP1, "0 to 100"},
      {"complexity", kCode, kP1, "simple or complex"},
      {"breach", kCode, kP1, "whether a rule was broken, as verification or classification gives it"},
      {"emotion_first", kInteger, kP1, "intensity of feeling at the first reading, 0 to 100"},
      {"emotion_last", kInteger, kP1, "the same at the newest reading"},
      {"emotion_first_seq", kInteger, kP1, "event of the first reading"},
      {"emotion_last_seq", kInteger, kP1, "event of the newest reading; equal to the first where there is one only"},
      {"risk", kCode, kP1, "level of risk: blue, yellow, orange, red"},
      {"route", kCode, kP1, "number of the route row that routing chose"},
      {"merit", kCode, kP1, "what verification found of the whole case: full, partial, none; null while it is open"},
      {"root_cause", kCode, kP1, "as verification states it"},
      {"claimed_minor", kInteger, kP1, "sum claimed, minor units"},
      {"claimed_currency", kCode, kP1, "ISO 4217"},
      {"owed_minor", kInteger, kP1, "sum that is owed, minor units"},
      {"owed_currency", kCode, kP1, "ISO 4217"},
      {"offered_minor", kInteger, kP1, "highest sum offered, minor units"},
      {"offered_currency", kCode, kP1, "ISO 4217"},
      {"settled_minor", kInteger, kP1, "sum settled on, minor units"},
      {"settled_currency", kCode, kP1, "ISO 4217"},
      {"regulator", kBool, kP1, "whether a regulator is involved"},
      {"litigation", kBool, kP1, "whether a court is seised"},
      {"media", kBool, kP1, "whether it was posted in public"},
      {"group_size", kInteger, kP1, "complainants of the same matter"},
      {"prior_same_matter", kInteger, kP1, "earlier cases of the same matter that the record names"},
      {"dedupe", kCode, kP1, "what intake found among stored cases: new, related, same"},
      {"unanswered", kInteger, kP1, "contacts of the complainant without an answer"},
      {"handlers", kInteger, kP1, "different people who answered tasks of the role handler"},
      {"first_handler", kText, kP2, "pseudonym of the first of them"},
      {"letter_kind", kCode, kP1, "kind of the newest response letter"},
      {"answered_final", kBool, kP1, "whether a final reply was recorded as sent"},
      {"csat", kInteger, kP1, "satisfaction, 1 to 5"},
      {"effort", kInteger, kP1, "effort of the customer, as asked"},
      {"stability", kCode, kP1, "after the end: none, related, repeat, escalation"},
      {"kept_90d", kBool, kP1, "whether the product was kept for 90 days"},
      {"days_late", kInteger, kP1, "days late of the worst legal clock, as evaluation has it"},
      {"overrides", kInteger, kP1, "readings of stages that people corrected"},
      {"tasks", kInteger, kP1, "tasks opened, safety tasks not counted"},
      {"events", kInteger, kP0, "events of the case"},
      {"erased", kBool, kP0, "parts were erased on request: only ids, times and status are known"},
  }};
  return spec;
}

const TableSpec& clocks_spec() {
  static const TableSpec spec{"clocks", "One row a clock of a case", {
      {"case_id", kText, kP0, "the case"},
      {"kind", kCode, kP1, "acknowledge, decide, regulator, reply, ..."},
      {"rule", kCode, kP0, "row of the clock pack"},
      {"instrument", kCode, kP0, "the law, regulation or house rule"},
      {"article", kCode, kP0, "article of it"},
      {"statutory", kBool, kP0, "false for an institution's own house rule"},
      {"starts_at", kTime, kP1, "start"},
      {"due_at", kTime, kP1, "end; met before it is in time"},
      {"state", kCode, kP1, "running, suspended, met, breached"},
      {"met_at", kTime, kP1, "when it was met"},
      {"met_by", kCode, kP0, "the step or task that met it"},
      {"in_time", kBool, kP1, "met before it was due; null while it runs and is not due as far as the journal knows"},
      {"breached_at", kTime, kP1, "when the breach was recorded"},
      {"first_warned_at", kTime, kP1, "first warning"},
      {"warnings", kInteger, kP1, "warnings so far, since the clock last changed its rule"},
      {"changes", kInteger, kP1, "how often its rule changed, for example when the case became complex"},
  }};
  return spec;
}

const TableSpec& findings_spec() {
  static const TableSpec spec{"findings", "One row a finding of the newest run of a stage; no texts, and nothing of portrait, psychology, organised agents, negotiation plan, safety or vulnerability", {
      {"case_id", kText, kP0, "the case"},
      {"stage", kCode, kP0, "id of the stage"},
      {"version", kCode, kP0, "its version"},
      {"run", kInteger, kP0, "1, 2, ...: how often the stage has run in the case"},
      {"seq", kInteger, kP0, "the event"},
      {"at", kTime, kP1, "when"},
      {"code", kCode, kP1, "what was found"},
      {"severity", kCode, kP1, "info, warn or block"},
      {"confidence", kInteger, kP1, "0 to 100"},
      {"rule", kCode, kP0, "row or table that the finding rests on"},
      {"evidence", kInteger, kP0, "pieces of evidence behind it"},
  }};
  return spec;
}

const TableSpec& tasks_spec() {
  static const TableSpec spec{"tasks", "One row a task of people, safety tasks left out", {
      {"case_id", kText, kP0, "the case"},
      {"id", kText, kP0, "the task"},
      {"kind", kCode, kP0, "human, stage, question or clock"},
      {"role", kCode, kP1, "whose task it is"},
      {"form", kCode, kP0, "its form"},
      {"step", kCode, kP0, "the step that opened it"},
      {"opened_at", kTime, kP1, "when it opened"},
      {"due_at", kTime, kP1, "when it is due"},
      {"answered_at", kTime, kP1, "when it was answered"},
      {"answered_by", kText, kP2, "pseudonym of who answered it"},
      {"status", kCode, kP1, "open, withheld, answered or closed"},
      {"escalations", kInteger, kP1, "how often it was handed up"},
      {"approval", kCode, kP1, "of an approval: approved or refused"},
  }};
  return spec;
}

const TableSpec& demands_spec() {
  static const TableSpec spec{"demands", "One row a demand of a case", {
      {"case_id", kText, kP0, "the case"},
      {"demand", kText, kP0, "id within the case"},
      {"kind", kCode, kP1, "refund, compensation, apology, ..."},
      {"explicit", kBool, kP1, "said in words"},
      {"amount_minor", kInteger, kP1, "sum, minor units"},
      {"amount_currency", kCode, kP1, "ISO 4217"},
      {"merit", kCode, kP1, "what verification found of it"},
  }};
  return spec;
}

const TableSpec& status_spec() {
  static const TableSpec spec{"status", "One row a status that a case had", {
      {"case_id", kText, kP0, "the case"},
      {"status", kCode, kP1, "status by the catalogue"},
      {"from_at", kTime, kP1, "since when"},
      {"until_at", kTime, kP1, "until when; null for the one it has"},
      {"seq", kInteger, kP0, "the event"},
  }};
  return spec;
}

const TableSpec& objects_spec() {
  static const TableSpec spec{"objects", "One row a thing that events are about, for object-centric tools", {
      {"object", kText, kP0, "id, unique in the file"},
      {"type", kCode, kP0, "complaint, issue, demand, party, product, evidence, offer, letter, clock, task, approval or stage"},
      {"case_id", kText, kP0, "the case; null for things that many cases share"},
      {"at", kTime, kP1, "when it came to be"},
      {"kind", kCode, kP1, "its kind: nature of an issue, role of a party, kind of a letter, ..."},
      {"state", kCode, kP1, "as it stands"},
      {"amount_minor", kInteger, kP1, "sum, minor units"},
      {"amount_currency", kCode, kP1, "ISO 4217"},
      {"due_at", kTime, kP1, "when it is due"},
  }};
  return spec;
}

const TableSpec& object_links_spec() {
  static const TableSpec spec{"object_links", "One row a relation of two things", {
      {"source", kText, kP0, "an object"},
      {"target", kText, kP0, "another"},
      {"qualifier", kCode, kP0, "how they are related"},
  }};
  return spec;
}

const TableSpec& event_links_spec() {
  static const TableSpec spec{"event_links", "One row a relation of an event to a thing", {
      {"case_id", kText, kP0, "the case"},
      {"seq", kInteger, kP0, "the event"},
      {"object", kText, kP0, "the object"},
      {"qualifier", kCode, kP0, "how they are related"},
  }};
  return spec;
}

const TableSpec& open_daily_spec() {
  static const TableSpec spec{"open_daily", "One row a case and local day at whose end it was open", {
      {"day", kDay, kP1, "day in the institution's zone"},
      {"case_id", kText, kP0, "the case"},
      {"case_status", kCode, kP1, "status at the end of the day"},
      {"severity", kCode, kP1, "severity as it stands today"},
      {"age_days", kInteger, kP1, "days since it was received, 0 on the first"},
      {"overdue", kBool, kP1, "a clock was due and not met by the end of the day"},
  }};
  return spec;
}

const TableSpec& actors_spec() {
  static const TableSpec spec{"actors", "One row an actor of the journal, for v_events", {
      {"no", kInteger, kP0, "number of the word"},
      {"actor", kText, kP2, "system, stage id or pseudonym"},
      {"actor_kind", kCode, kP0, "system, stage or user"},
      {"stage", kText, kP0, "id of the stage; null otherwise"},
  }};
  return spec;
}

std::span<const TableSpec* const> all_specs() {
  static const std::array<const TableSpec*, 12> specs{&events_spec(), &cases_spec(), &clocks_spec(), &findings_spec(), &tasks_spec(), &demands_spec(), &status_spec(),
                                                      &open_daily_spec(), &objects_spec(), &object_links_spec(), &event_links_spec(), &actors_spec()};
  return specs;
}

const TableSpec* spec_of(std::string_view name) {
  for (const auto* spec : all_specs())
    if (name == spec->name) return spec;
  return nullptr;
}

std::string_view type_name(Type type) {
  switch (type) {
    case Type::integer: return "integer";
    case Type::boolean: return "boolean";
    case Type::timestamp: return "timestamp";
    case Type::day: return "day";
    case Type::text: return "text";
    case Type::code: return "code";
  }
  return "text";
}

std::string_view privacy_name(Privacy privacy) {
  switch (privacy) {
    case Privacy::p0: return "P0";
    case Privacy::p1: return "P1";
    case Privacy::p2: return "P2";
  }
  return "P2";
}

std::string document() {
  std::string out =
      "# The tables\n\n"
      "What Python's `rt.table(NAME)`, the views of `amends snapshot --views` and the exports show, column by column. Version " + std::to_string(kTablesVersion) + ".\n\n"
      "Tables hold classes P0 to P2 of the catalogue whatever the role: no free text, no document or account numbers, no telephone, nothing of safety, vulnerability,\n"
      "portrait, psychology, organised agents or plans of a talk. Of P2 there are pseudonyms only (`staff-...`, `person-...`), one a person and file.\n\n"
      "Types: `timestamp` is microseconds UTC (in SQL an integer since 1970-01-01T00:00:00Z), `day` a local date (in SQL days since 1970-01-01), `code` a text of a small\n"
      "vocabulary (in Arrow dictionary-encoded), `boolean` in SQL 0 or 1; sums are integers of minor units with their currency beside them.\n\n"
      "In SQL the views are `v_<table>`, beside them `v_about` (`version`, `as_of`, `file_head`: the chain hash of the newest commit that was seen). `v_events` is a view\n"
      "over the journal's own tables, without `step` and `payload_bytes` and with `stage`. In DuckDB `make_timestamp(received_at)` is the instant.\n";
  for (const auto* spec : all_specs()) {
    out += "\n## " + std::string(spec->name) + "\n\n" + spec->about + ".\n\n| column | type | class | meaning |\n|---|---|---|---|\n";
    for (const auto& column : spec->columns)
      out += "| " + std::string(column.name) + " | " + std::string(type_name(column.type)) + " | " + std::string(privacy_name(column.privacy)) + " | " + column.about + " |\n";
  }
  return out;
}

}  // namespace amends::tables

#include "tables/case_row.hpp"

#include <algorithm>

#include "runtime/lookup_keys.hpp"
#include "runtime/masking.hpp"

namespace amends::tables {
namespace {

constexpr std::string_view kNature = "analysis.classify.nature.primary";

bool ends(std::string_view status) { return status == "closed" || status == "withdrawn"; }

std::optional<Instant> last_closing(const runtime::CaseState& state, const CaseFacts& facts) {
  for (auto span = facts.status.rbegin(); span != facts.status.rend(); ++span)
    if (ends(span->status)) return span->from;
  return state.flow().status == flow::CaseStatus::finished || state.flow().status == flow::CaseStatus::cancelled ? facts.finished : std::nullopt;
}

/// The person who sold: the contract's word, else the party of that role.
std::string seller_of(const json::Value& record) {
  if (const auto named = json::text_at(record, "contract.seller"); !named.empty()) return std::string(named);
  for (const auto& party : json::list_at(record, "parties"))
    if (json::text_at(party, "role") == "salesperson") return std::string(json::text_at(party, "name"));
  return {};
}

std::optional<std::int64_t> number(const json::Value& record, std::string_view path) {
  const auto* value = json::find(record, path);
  std::int64_t out = 0;
  return value && json::as_integer(*value, out) ? std::optional(out) : std::nullopt;
}

std::optional<bool> truth(const json::Value& record, std::string_view path) {
  const auto* value = json::find(record, path);
  return value && value->is_bool() ? std::optional(value->get_bool()) : std::nullopt;
}

void money(Row& row, const std::string& name, const json::Value& record, const std::string& path) {
  row.integer(name + "_minor", number(record, path + ".minor")).text(name + "_currency", json::text_at(record, path + ".currency"));
}

}  // namespace

std::string Complainants::pseudonym(const json::Value& record) {
  const runtime::KeyMaker keys(record, salt_);
  std::string name;
  for (const auto& party : json::list_at(record, "parties"))
    if (json::text_at(party, "role") == "complainant") {
      name = runtime::comparable_form(json::text_at(party, "name"));
      break;
    }
  std::vector<std::string> own;
  if (auto key = keys.identity(); !key.empty()) own.push_back(std::move(key));
  if (auto key = keys.name_and_birth(); !key.empty()) own.push_back(std::move(key));
  const auto sure = own.size();
  for (auto& key : keys.phones()) own.push_back(std::move(key));
  if (own.empty()) return {};
  std::string found;
  for (std::size_t i = 0; i < own.size() && found.empty(); ++i) {
    const auto known = by_key_.find(own[i]);
    if (known == by_key_.end()) continue;
    const bool other_name = !name.empty() && !known->second.name.empty() && name != known->second.name;
    if (i < sure || !other_name) found = known->second.pseudonym;
  }
  if (found.empty()) found = pseudonyms_.person(own.front());
  for (auto& key : own) by_key_.try_emplace(std::move(key), Known{found, name});
  return found;
}

std::optional<Instant> closed_at(const runtime::CaseState& state, const CaseFacts& facts) {
  if (!facts.status.empty() && ends(facts.status.back().status)) return facts.status.back().from;
  if (!facts.status.empty() && facts.status.back().status == "reopened") return std::nullopt;
  return state.flow().status == flow::CaseStatus::finished || state.flow().status == flow::CaseStatus::cancelled ? facts.finished : std::nullopt;
}

void add_case(Table& cases, const store::CaseRow& stored, const runtime::CaseState& state, const CaseFacts& facts, Pseudonyms& pseudonyms, Complainants& complainants) {
  const auto& record = state.record();
  const auto text = [&](std::string_view path) { return json::text_at(record, path); };
  const auto instant = [&](std::string_view path) -> std::optional<Instant> {
    const auto parsed = parse_instant(text(path));
    return parsed ? std::optional(*parsed) : std::nullopt;
  };
  const auto code = [&](std::string_view path) { return runtime::is_plain_code(text(path)) ? text(path) : std::string_view{}; };
  Row row(cases);
  row.text("case_id", stored.id).text("institution", text("case.institution")).text("unit", code("case.unit")).text("workflow", stored.workflow).text("definition", stored.definition_hash);
  row.text("run_status", stored.status.empty() ? flow::status_name(state.flow().status) : std::string_view(stored.status));
  row.text("case_status", text("case.status")).text("kind", text("case.kind").empty() ? "complaint" : text("case.kind")).text("locale", text("case.locale")).text("channel", text("channel.kind"));
  const auto received = instant("channel.received_at");
  row.instant("received_at", received ? received : std::optional(stored.opened_at)).instant("opened_at", stored.opened_at).instant("changed_at", stored.changed_at);
  row.instant("accepted_at", facts.first("accepted")).instant("acknowledged_at", facts.acknowledged).instant("first_reply_at", facts.first_reply).instant("replied_at", facts.first("replied"));
  row.instant("closed_at", closed_at(state, facts)).instant("reopened_at", facts.first("reopened")).integer("reopens", facts.count("reopened"));
  row.instant("transferred_at", facts.first("transferred")).instant("withdrawn_at", facts.first("withdrawn")).instant("last_closed_at", last_closing(state, facts));
  row.text("complainant", complainants.pseudonym(record)).text("product_kind", text("product.kind")).text("product", code("product.code")).text("seller", pseudonyms.staff(seller_of(record)));

  row.boolean("is_complaint", truth(record, "analysis.intake.is_complaint")).text("nature", text(kNature));
  if (const auto section = state.sections().find("analysis.classify"); section != state.sections().end())
    row.text("nature_machine", json::text_at(section->second.envelope, "result.nature.primary"));
  row.boolean("nature_confirmed", facts.nature_confirmed).integer("nature_confidence", number(record, "analysis.classify.nature.confidence"));
  row.text("severity", text("analysis.classify.severity.level")).integer("severity_score", number(record, "analysis.classify.severity.score")).text("complexity", text("analysis.classify.complexity"));
  row.text("breach", text("analysis.verify.breach").empty() ? text("analysis.classify.breach") : text("analysis.verify.breach"));
  row.integer("emotion_first", facts.emotion_first).integer("emotion_last", facts.emotion_last);
  if (facts.emotion_first) row.integer("emotion_first_seq", facts.emotion_first_seq).integer("emotion_last_seq", facts.emotion_last_seq);
  row.text("risk", text("analysis.risk.level"));
  if (const auto route = number(record, "analysis.routing.primary")) row.text("route", std::to_string(*route));
  row.text("merit", text("analysis.verify.case_merit")).text("root_cause", text("analysis.verify.root_cause.code"));
  money(row, "claimed", record, "money.claimed");
  money(row, "owed", record, "money.entitlement");
  money(row, "offered", record, "money.offered");
  money(row, "settled", record, "money.settled");

  row.boolean("regulator", truth(record, "regulator.involved")).boolean("litigation", truth(record, "litigation.filed")).boolean("media", truth(record, "media.posted"));
  row.integer("group_size", number(record, "group.size"));
  const auto& prior = json::list_at(record, "history.prior");
  row.integer("prior_same_matter", std::count_if(prior.begin(), prior.end(), [](const json::Value& one) { return json::bool_at(one, "same_matter"); }));
  row.text("dedupe", text("analysis.intake.dedupe.decision")).integer("unanswered", number(record, "history.unanswered"));
  row.integer("handlers", static_cast<std::int64_t>(facts.handlers.size()));
  if (!facts.handlers.empty()) row.text("first_handler", pseudonyms.staff(facts.handlers.front()));
  row.text("letter_kind", text("analysis.response_letter.letter.kind")).boolean("answered_final", facts.answered_final);
  row.integer("csat", number(record, "outcome.csat")).integer("effort", number(record, "outcome.effort")).text("stability", text("outcome.stability"));
  row.boolean("kept_90d", truth(record, "outcome.kept_90d")).integer("days_late", number(record, "outcome.days_late"));
  row.integer("overrides", facts.overrides).integer("events", facts.events).boolean("erased", false);
  row.integer("tasks", std::count_if(state.tasks().begin(), state.tasks().end(), [](const runtime::TaskState& task) { return task.kind != "safety"; }));
}

void add_erased_case(Table& cases, const store::CaseRow& stored, const std::vector<std::pair<std::string, std::string>>& attributes) {
  Row row(cases);
  row.text("case_id", stored.id).text("workflow", stored.workflow).text("definition", stored.definition_hash).text("run_status", stored.status);
  row.instant("opened_at", stored.opened_at).instant("changed_at", stored.changed_at).integer("events", stored.seq).boolean("erased", true);
  for (const auto& [name, value] : attributes)
    for (const auto* known : {"case_status", "kind", "institution", "channel", "nature", "severity", "complexity", "route"})
      if (name == known) row.text(name, value);
}

}  // namespace amends::tables

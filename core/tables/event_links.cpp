#include "tables/event_links.hpp"

#include <algorithm>

#include "runtime/masking.hpp"

namespace amends::tables {
namespace {

/// One case's things on their way into the tables.
class Things {
 public:
  Things(Table& objects, Table& links, const runtime::CaseState& state, std::set<std::string>& shared) : objects_(objects), links_(links), state_(state), shared_(shared) {}

  struct More {
    std::optional<Instant> at = std::nullopt, due = std::nullopt;
    const json::Value* sum = nullptr;  ///< {minor, currency}
  };
  void own(std::string_view type, std::string_view id, std::string_view kind, std::string_view state, const More& more, std::string_view qualifier) {
    const auto object = object_id(state_.id(), type, id);
    if (!seen_.insert(object).second) return;
    put(object, type, state_.id(), kind, state, more);
    relate(state_.id(), object, qualifier);
  }
  void common(std::string_view type, std::string_view id, std::string_view kind, std::string_view qualifier) {
    const auto object = std::string(type) + "/" + std::string(id);
    if (shared_.insert(object).second) put(object, type, {}, kind, {}, {});
    relate(state_.id(), object, qualifier);
  }
  void put(std::string_view object, std::string_view type, std::string_view case_id, std::string_view kind, std::string_view state, const More& more) {
    Row row(objects_);
    row.text("object", object).text("type", type).text("case_id", case_id).text("kind", kind).text("state", state).instant("at", more.at).instant("due_at", more.due);
    std::int64_t minor = 0;
    if (more.sum)
      if (const auto* value = json::find(*more.sum, "minor"); value && json::as_integer(*value, minor)) row.integer("amount_minor", minor).text("amount_currency", json::text_at(*more.sum, "currency"));
  }
  void relate(std::string_view source, std::string_view target, std::string_view qualifier) { Row(links_).text("source", source).text("target", target).text("qualifier", qualifier); }
  [[nodiscard]] bool has(const std::string& object) const { return seen_.contains(object) || shared_.contains(object); }

 private:
  Table &objects_, &links_;
  const runtime::CaseState& state_;
  std::set<std::string>& shared_;
  std::set<std::string> seen_;
};

std::optional<Instant> instant_at(const json::Value& value, std::string_view path) {
  const auto parsed = parse_instant(json::text_at(value, path));
  return parsed ? std::optional(*parsed) : std::nullopt;
}

void add_record(Things& things, const runtime::CaseState& state) {
  const auto& record = state.record();
  // Who is suspected of being a paid agent is class P4: the role says no more than that somebody represents the complainant.
  for (const auto& party : json::list_at(record, "parties")) {
    const auto role = json::text_at(party, "role");
    things.own("party", json::text_at(party, "id"), role == "agent_unverified" ? "representative" : role, {}, {}, "involves");
  }
  if (const auto code = json::text_at(record, "product.code"); runtime::is_plain_code(code)) things.common("product", code, json::text_at(record, "product.kind"), "about");
  for (const auto& demand : json::list_at(record, "demand")) {
    const auto id = json::text_at(demand, "id");
    const auto* merit = json::object_at(record, "analysis.verify.merit").if_contains(id);
    things.own("demand", id, json::text_at(demand, "kind"), json::text_or(merit, ""), {.sum = json::find(demand, "amount")}, "demands");
  }
  const auto& matrix = json::list_at(record, "analysis.verify.matrix");
  for (const auto& claim : json::list_at(record, "events")) {
    const auto id = json::text_at(claim, "id");
    const auto point = std::find_if(matrix.begin(), matrix.end(), [&](const json::Value& one) { return json::text_at(one, "id") == id; });
    const auto verified = point == matrix.end() ? json::text_at(claim, "verified") : json::text_at(*point, "state", "open");
    things.own("issue", id, json::text_at(record, "analysis.classify.nature.primary"), verified, {.at = instant_at(claim, "at")}, "raises");
  }
  for (const auto& document : json::list_at(record, "documents")) things.own("evidence", json::text_at(document, "id"), json::text_at(document, "kind"), {}, {.at = instant_at(document, "received_at")}, "rests on");
  for (const auto& document : json::list_at(record, "text.docs"))
    if (json::text_at(document, "kind") != "complaint") things.own("evidence", json::text_at(document, "id"), json::text_at(document, "kind"), {}, {.at = instant_at(document, "at")}, "rests on");
}

void add_results(Things& things, const runtime::CaseState& state) {
  const auto& record = state.record();
  const auto chosen = json::text_at(record, "analysis.solution.chosen"), recommended = json::text_at(record, "analysis.solution.recommended");
  for (const auto& option : json::list_at(record, "analysis.solution.options")) {
    const auto id = json::text_at(option, "id");
    things.own("offer", id, json::text_at(option, "way.id"), id == chosen ? "chosen" : id == recommended ? "recommended" : "open", {.sum = json::find(option, "total")}, "offers");
  }
  if (const auto& letter = json::object_at(record, "analysis.response_letter.letter"); !letter.empty())
    things.own("letter", "response", json::text_at(record, "analysis.response_letter.letter.kind"), json::bool_at(record, "analysis.response_letter.signed") ? "signed" : "draft", {}, "answers by");
  for (const auto& clock : state.clocks()) things.own("clock", clock.kind, clock.kind, clock.state, {.at = clock.starts_at, .due = clock.due_at}, "must keep");
  for (const auto& approval : state.approvals()) {
    things.own("approval", std::to_string(approval.seq), approval.step, approval.approved ? "approved" : "refused", {.at = approval.at}, "needs");
  }
  for (const auto& task : state.tasks()) {
    if (task.kind == "safety" || (!task.stage.empty() && !is_shown(task.stage))) continue;
    things.own("task", task.id, task.form.empty() ? task.kind : task.form, task.status, {.at = task.opened_at, .due = task.due_at}, "asks for");
  }
}

}  // namespace

void add_objects(Table& objects, Table& links, Table& event_links, const runtime::CaseState& state, const CaseFacts& facts, std::set<std::string>& shared) {
  Things things(objects, links, state, shared);
  things.put(state.id(), "complaint", state.id(), json::text_at(state.record(), "analysis.classify.nature.primary"), json::text_at(state.record(), "case.status"),
             {.at = instant_at(state.record(), "channel.received_at")});
  add_record(things, state);
  add_results(things, state);
  for (const auto& stage : facts.stages) things.common("stage", stage, {}, "read by");
  for (const auto& link : facts.links)
    // What an earlier run proposed and a later one dropped is no thing any more.
    if (things.has(link.object)) Row(event_links).text("case_id", state.id()).integer("seq", link.seq).text("object", link.object).text("qualifier", link.qualifier);
  for (const auto& task : state.tasks()) {
    const auto object = object_id(state.id(), "task", task.id);
    if (!things.has(object)) continue;
    for (const auto& [seq, qualifier] : facts.of_task(task.id)) Row(event_links).text("case_id", state.id()).integer("seq", seq).text("object", object).text("qualifier", qualifier);
  }
}

}  // namespace amends::tables

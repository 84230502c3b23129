#include "reading.hpp"

#include <algorithm>

namespace amends::verify {
namespace {

using sdk::Object;
using sdk::Reader;

bool is_institutions_role(std::string_view role) { return role == "salesperson" || role == "employee" || role == "officer" || role == "institution" || role == "third_institution"; }

/// The stored bytes and the hash of receipt do not agree: said by the core, or by a later entry of the chain of custody.
bool is_altered(const Reader& row) {
  if (!row.flag_or("hash_matches", true)) return true;
  const auto hash = row.text_or("sha256", "");
  if (hash.empty()) return false;
  for (const auto& step : row.list("custody"))
    if (const auto later = step.text_or("sha256", hash); later != hash) return true;
  return false;
}

void say_altered(const Context& context, const Item& item) {
  context.out.finding({.code = "verify.evidence_altered",
                       .severity = sdk::Severity::warn,
                       .text = sdk::fill({"材料{id}的校验值与存档不一致，只按传闻（E级）看待；请查明原因，保留原样。", "The hash of document {id} is not that of what was stored, so it counts as hearsay (grade E) only; find out why and keep it as it is."}, {{"id", item.id}}),
                       .evidence = {context.out.field(item.path)},
                       .rule = "catalogue 3.7"});
}

void say_unknown_kind(const Context& context, const Item& item) {
  context.out.finding({.code = "verify.evidence_ungraded",
                       .text = sdk::fill({"材料{id}没有写明可以定级的类别，暂按E级看待；请补记类别。", "Document {id} has no kind that can be graded and counts as grade E for now; record what kind it is."}, {{"id", item.id}}),
                       .evidence = {context.out.field(item.path + ".kind")},
                       .rule = "verify/evidence.grades"});
}

void say_more(const Context& context, std::string_view code, std::size_t there, std::size_t read) {
  const auto count = context.out.computation(std::string(code) + ": entries read", Object{{"entries", static_cast<std::int64_t>(there)}}, static_cast<std::int64_t>(read));
  context.out.finding({.code = std::string(code),
                       .severity = sdk::Severity::warn,
                       .text = sdk::fill({"记录共{there}项，只读了前{read}项，其余请人工查看。", "There are {there} entries and only the first {read} were read; look at the rest yourself."}, {{"there", static_cast<std::int64_t>(there)}, {"read", static_cast<std::int64_t>(read)}}),
                       .evidence = {count},
                       .rule = {}});
}

std::vector<Entry> taken_apart(const Reader& answer, std::string_view field, Answer& out) {
  auto entries = parse_entries(answer.text_or(field, ""));
  for (const auto& words : entries.unreadable) out.unreadable.push_back(std::string(field) + ": " + words);
  return std::move(entries.list);
}

}  // namespace

std::vector<std::string> natures_of(const Reader& record) {
  std::vector<std::string> out;
  const auto add = [&](std::string_view nature) {
    if (!nature.empty() && std::find(out.begin(), out.end(), nature) == out.end()) out.emplace_back(nature);
  };
  add(record.text_or("analysis.classify.nature.primary", ""));
  for (const auto nature : record.text_list("analysis.classify.nature.secondary")) add(nature);
  return out;
}

bool is_customers(const Reader& record, std::string_view who) {
  if (who.empty()) return false;
  for (const auto& party : record.list("parties"))
    if (party.text_or("id", "") == who) return !is_institutions_role(party.text_or("role", ""));
  return !is_institutions_role(who);
}

std::vector<Item> read_evidence(const Context& context) {
  std::vector<Item> out;
  const auto rows = context.record.list("documents");
  for (const auto& row : rows) {
    if (out.size() == kEvidenceMax) {
      say_more(context, "verify.evidence_more", rows.size(), kEvidenceMax);
      break;
    }
    Item item{.path = row.where(), .id = std::string(row.text_or("id", "")), .kind = std::string(row.text_or("kind", "")), .from_customer = is_customers(context.record, row.text_or("provided_by", "")), .received_at = row.instant("received_at")};
    if (item.id.empty()) continue;
    bool known = false;
    item.grade = context.knowledge.grade(item.kind, known);
    item.altered = is_altered(row);
    if (item.altered) {
      item.grade = Grade::E;
      say_altered(context, item);
    } else if (!known) {
      say_unknown_kind(context, item);
    }
    out.push_back(std::move(item));
  }
  // What people wrote and said proves something too; it is not the evidence that somebody handed in.
  for (const auto& document : context.call.documents()) {
    if (find_item(out, document.id())) continue;
    Item item{.path = "text.docs", .id = std::string(document.id()), .kind = std::string(document.kind()), .from_customer = false, .received_at = std::nullopt};
    bool known = false;
    item.grade = context.knowledge.grade(item.kind, known);
    out.push_back(std::move(item));
  }
  return out;
}

const Item* find_item(const std::vector<Item>& items, std::string_view id) {
  for (const auto& item : items)
    if (item.id == id) return &item;
  return nullptr;
}

Answer read_answer(const Context& context) {
  Answer out;
  if (!context.record.has(kStatesAnswer)) return out;
  const auto answer = context.record.at(kStatesAnswer);
  out.given = true;
  out.who = answer.text_or("who", "");
  out.on_behalf_of = answer.text_or("for", "");
  out.at = answer.instant("at");
  for (const auto user : context.record.text_list("flags.conflict_of_interest")) out.interested = out.interested || (!out.who.empty() && (user == out.who || user == out.on_behalf_of));
  if (out.interested) {
    context.out.finding({.code = "verify.investigator_interested",
                         .severity = sdk::Severity::warn,
                         .text = {"认定人与本案有利害关系，这份认定不采用；请换人重新认定。", "The person who found the facts has an interest in the matter, so the findings do not count; somebody else has to make them."},
                         .evidence = {context.out.answer(std::string(kStatesAnswer) + ".who"), context.out.field("flags.conflict_of_interest")},
                         .rule = "catalogue 3.7"});
    return out;
  }
  out.states = taken_apart(answer, "states", out);
  out.supporting = taken_apart(answer, "supporting", out);
  out.contrary = taken_apart(answer, "contrary", out);
  out.missing_records = taken_apart(answer, "missing_records", out);
  out.necessary = taken_apart(answer, "necessary", out);
  return out;
}

}  // namespace amends::verify

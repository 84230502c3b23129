#include "remedies.hpp"

#include <algorithm>
#include <array>

#include "kit/checked.hpp"
#include "kit/pack_reading.hpp"
#include "matter/days.hpp"
#include "sdk/failure.hpp"

namespace amends::solution {
namespace {

using sdk::Object;
using sdk::Reader;
using sdk::Texts;
using sdk::Value;

constexpr std::string_view kTable = "tables/remedies";
constexpr std::string_view kPack = "remedies";

std::map<std::string, Texts> titles(const Reader& pack, std::string_view list) {
  std::map<std::string, Texts> out;
  for (const auto& row : pack.list(list)) out.emplace(row.need_text("id"), row.texts("title").value_or(Texts{}));
  return out;
}

Texts title_of(const std::map<std::string, Texts>& known, const std::string& id) {
  const auto found = known.find(id);
  return found == known.end() ? Texts{id, id} : found->second;
}

/// verify may say the cause alone or with its notes.
std::optional<std::string> root_cause(const Reader& record) {
  const auto* cause = record.find("analysis.verify.root_cause");
  if (!cause) return std::nullopt;
  if (const auto* text = cause->if_string()) return std::string(text->data(), text->size());
  if (cause->is_object())
    if (const auto code = Reader(*cause, "analysis.verify.root_cause").text("code")) return std::string(*code);
  return std::nullopt;
}

/// A sign of hardship that nobody has ruled out. It only adds remedies (guardrails G4 and G9).
bool hardship(const Reader& record) {
  for (const auto& flag : record.list("flags.vulnerability"))
    if (flag.text_or("kind", "") == "financial_hardship" && flag.text_or("status", "suspected") != "denied") return true;
  return false;
}

/// The product cannot be redeemed today: its closed period ends after the institution's own today.
bool closed(const sdk::Call& call) {
  const auto until = call.record().text("contract.closed_until");
  if (!until || !call.now()) return false;
  const auto last = matter::parse_day(*until);
  if (!last) sdk::fail("error.bad_type", "'" + std::string(*until) + "' is no date; write it as 2026-03-02", "contract.closed_until");
  return *last > matter::local_day(call, *call.now());
}

}  // namespace

const Remedy& Book::remedy(std::string_view id) const {
  const auto found = remedies.find(id);
  if (found == remedies.end()) sdk::fail("error.pack_invalid", "tables/remedies names the remedy '" + std::string(id) + "', which the pack remedies does not have; add it there", std::string(kPack));
  return found->second;
}

Texts Book::way_title(const std::string& way) const { return title_of(way_titles, way); }
Texts Book::owner_title(const std::string& owner) const { return title_of(owner_titles, owner); }

Book read_book(const sdk::Call& call) {
  const auto pack = call.pack(kPack);
  Book book{.ways = {}, .way_titles = titles(pack, "ways"), .owner_titles = titles(pack, "owners"), .remedies = {}};
  for (const auto& way : pack.list("ways")) book.ways.emplace_back(way.need_text("id"));
  for (const auto& row : pack.list("rows")) {
    Remedy one{.id = std::string(row.need_text("id")), .kind = std::string(row.need_text("kind")), .owner = std::string(row.need_text("owner")), .within = std::string(row.need_text("within")), .money = std::string(row.text_or("money", "none")),
               .serves = {}, .customer = row.flag_or("customer", true), .title = row.texts("title").value_or(Texts{}), .text = row.texts("text").value_or(Texts{}), .pros = row.texts("pros"), .cons = row.texts("cons"), .conditions = row.texts("conditions")};
    for (const auto need : row.text_list("serves")) one.serves.emplace_back(need);
    book.remedies.emplace(one.id, std::move(one));
  }
  return book;
}

Needs read_needs(const Reader& record) {
  Needs out;
  for (const auto& need : record.list("analysis.psychology.needs"))
    if (const auto points = need.integer_or("score", 0); points > 0) out.emplace_back(std::string(need.text_or("code", "")), std::min<std::int64_t>(points, 100));
  std::stable_sort(out.begin(), out.end(), [](const auto& left, const auto& right) { return left.second > right.second; });
  return out;
}

Circumstances read_circumstances(const sdk::Call& call, sdk::Envelope& out, const Needs& needs) {
  const auto& record = call.record();
  Circumstances found;
  const auto cause = root_cause(record);
  found.inputs["nature"] = std::string(record.text_or("analysis.classify.nature.primary", "other"));
  found.inputs["root_cause"] = cause ? Value(*cause) : Value(nullptr);
  found.inputs["need"] = needs.empty() ? Value(nullptr) : Value(needs.front().first);
  found.inputs["product"] = std::string(record.text_or("product.kind", "other"));
  found.inputs["closed"] = closed(call);
  found.inputs["hardship"] = hardship(record);
  found.evidence.push_back(out.field("analysis.classify.nature.primary"));
  found.evidence.push_back(out.field("product.kind"));
  if (record.has("contract.closed_until")) found.evidence.push_back(out.field("contract.closed_until"));
  if (cause) found.evidence.push_back(out.field("analysis.verify.root_cause"));
  else out.insufficient("analysis.verify.root_cause", {"原因尚未查明，整改措施只按性质提出。", "The cause has not been established; what is mended follows from the nature alone."});
  if (!needs.empty()) found.evidence.push_back(out.field("analysis.psychology.needs"));
  return found;
}

std::vector<Reasoned> offers_for(const sdk::Call& call, const matter::Matter& matter, const Circumstances& circumstances) {
  std::vector<Reasoned> out;
  for (const auto& demand : matter.demands) {
    auto inputs = circumstances.inputs;
    inputs["demand"] = demand.kind;
    inputs["merit"] = demand.merit;
    const auto answer = call.evaluate(kTable, std::move(inputs));
    const auto add = [&](const kit::FiredRow& fired) {
      const Reader then(fired.then, std::string(kTable) + "#" + fired.id);
      out.push_back({.offer = {.demand = demand.id, .way = std::string(then.need_text("way")), .remedy = std::string(then.need_text("remedy"))}, .row = fired.id, .because = fired.because});
    };
    const auto rows = answer.by_default ? std::vector<kit::FiredRow>{} : kit::fired_rows(answer);
    for (const auto& fired : rows) add(fired);
    if (rows.empty()) {
      // The table's default; under `collect` the host answers it as a list or as it stands.
      const auto* list = answer.output.if_array();
      add({.id = "default", .then = list && !list->empty() ? list->front() : answer.output, .because = {"按默认办法书面答复", "the default: answered in writing"}});
    }
  }
  return out;
}

}  // namespace amends::solution

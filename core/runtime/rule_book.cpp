#include "runtime/rule_book.hpp"

#include "packs/packs.hpp"
#include "support/nearest.hpp"

namespace amends::runtime {
namespace {

constexpr std::string_view kPrefix = "tables/clocks.", kHandling = "rules/handling";

}  // namespace

Result<RuleBook> RuleBook::from_packs(const packs::PackSet& packs) {
  RuleBook book;
  for (const auto& name : packs.names()) {
    if (!std::string_view(name).starts_with(kPrefix)) continue;
    const auto* file = packs.file(name);
    if (!file) continue;
    RulePack pack;
    pack.name = name;
    pack.jurisdiction = json::text_at(*file, "jurisdiction", std::string_view(name).substr(kPrefix.size()));
    pack.calendar = json::text_at(*file, "calendar");
    pack.version = json::text_at(*file, "version");
    const auto place = [&](std::string_view path) { return packs.place(name, path); };
    AMENDS_TRY(pack.rules, calendar::rules_from_rows(json::list_at(*file, "rows"), place));
    for (const auto& row : json::list_at(*file, "rows"))
      if (!json::bool_at(row, "disabled")) pack.rows.push_back(row);
    for (auto& rule : pack.rules)
      if (rule.jurisdiction.empty()) rule.jurisdiction = pack.jurisdiction;
    book.packs_.push_back(std::move(pack));
  }
  if (const auto* file = packs.file(kHandling))
    for (const auto& row : json::list_at(*file, "rows")) {
      if (json::bool_at(row, "disabled")) continue;
      json::Object one{{"rule_id", json::text_at(row, "id")}};
      for (const auto& member : row.get_object())
        if (member.key() != "id") one[member.key()] = member.value();
      one["pack"] = kHandling;
      one["pack_version"] = json::text_at(*file, "version");
      book.handling_.push_back(std::move(one));
    }
  return book;
}

const json::Value* RuleBook::handling(std::string_view id) const noexcept {
  for (const auto& row : handling_)
    if (json::text_at(row, "rule_id") == id) return &row;
  return nullptr;
}

Result<std::vector<RuleBook::Found>> RuleBook::find(std::string_view id, std::string_view jurisdiction) const {
  std::vector<Found> out;
  std::vector<std::string_view> known;
  for (const auto& pack : packs_)
    for (const auto& rule : pack.rules) {
      known.push_back(rule.id);
      if (rule.id == id && (jurisdiction.empty() || rule.jurisdiction == jurisdiction)) out.push_back({&pack, &rule});
    }
  if (!out.empty()) return out;
  for (const auto& row : handling_) known.push_back(json::text_at(row, "rule_id"));
  const auto near = nearest_name(id, known);
  return fail(ErrorCode::not_found, "no clock rule is called '" + std::string(id) + "'" + (jurisdiction.empty() ? "" : " in the jurisdiction " + std::string(jurisdiction)) + "; " +
                                        (near.empty() || near == id ? "" : "did you mean '" + near + "'? ") + "`amends rules list` shows them all");
}

json::Object rule_json(const RulePack& pack, const calendar::ClockRule& rule) {
  json::Object out{{"rule_id", rule.id}, {"jurisdiction", rule.jurisdiction}, {"pack", pack.name}, {"pack_version", pack.version}, {"calendar", pack.calendar}};
  for (const auto& row : pack.rows)
    if (json::text_at(row, "id") == rule.id)
      for (const auto& member : row.get_object())
        if (member.key() != "id" && !out.contains(member.key())) out[member.key()] = member.value();
  return out;
}

}  // namespace amends::runtime

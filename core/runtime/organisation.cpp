#include "runtime/organisation.hpp"

#include "calendar/civil.hpp"
#include "flow/definition.hpp"
#include "flow/names.hpp"
#include "packs/packs.hpp"
#include "runtime/person.hpp"

namespace amends::runtime {
namespace {

Result<std::vector<Substitute>> substitutes_of(const json::Value& row, const std::string& institution) {
  const People people(row);
  const auto& list = json::list_at(row, "substitutes");
  const auto wrong = [&](std::size_t index, const std::string& what) { return fail(ErrorCode::pack_invalid, institution + " " + what, "org substitutes." + std::to_string(index)); };
  if (list.size() > kSubstitutesMax) return wrong(kSubstitutesMax, "has more than " + std::to_string(kSubstitutesMax) + " substitutes; leave out those whose time is over");
  std::vector<Substitute> out;
  for (const auto& entry : list) {
    const auto text = [&](std::string_view name) { return std::string(json::text_at(entry, name)); };
    Substitute one{text("person"), text("by"), text("from"), text("until")};
    for (const auto* name : {&one.person, &one.by})
      if (auto ok = name->empty() ? Result<void>(fail(ErrorCode::pack_invalid, "it is empty")) : check_name(*name); !ok) return wrong(out.size(), "names a substitute so that nobody is meant: " + ok.error().message);
    for (const auto* day : {&one.from, &one.until})
      if (auto date = calendar::parse_date(*day); !date) return wrong(out.size(), "has a substitute whose time is no day: " + date.error().message);
    if (one.until < one.from) return wrong(out.size(), "lets " + one.by + " stand in until " + one.until + ", before it begins at " + one.from + "; turn the days round");
    if (people.person(one.person) == people.person(one.by)) return wrong(out.size(), "lets " + one.by + " stand in for themselves; name another person");
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

Result<std::shared_ptr<const Organisations>> Organisations::from_packs(const packs::PackSet& packs) {
  const auto* file = packs.file("org");
  if (!file) return fail(ErrorCode::pack_missing, "the pack set has no org.yaml; add it with at least one institution", packs.name());
  auto result = std::make_shared<Organisations>();
  const auto* rows = json::find(*file, "rows");
  if (!rows) rows = json::find(*file, "institutions");
  for (const auto& row : json::list_or_empty(rows)) {
    Organisation one;
    one.id = json::text_at(row, "institution");
    if (one.id.empty()) one.id = json::text_at(row, "id");
    if (const auto* name = json::find(row, "name")) one.name = *name;
    one.locale = json::text_at(row, "locale", "en");
    one.zone = json::text_at(row, "zone", "UTC");
    one.currency = json::text_at(row, "currency", "CNY");
    const auto with_prefix = [](std::string_view name, std::string_view prefix) {
      return name.find('/') == std::string_view::npos && !name.starts_with(prefix) ? std::string(prefix) + std::string(name) : std::string(name);
    };
    one.clock_pack = with_prefix(json::text_at(row, "clock_pack", "clocks.cn"), "tables/");
    // Where the institution names none, the calendar of its jurisdiction's clock pack counts.
    const auto* clocks = packs.file(one.clock_pack);
    const auto of_pack = clocks ? json::text_at(*clocks, "calendar", "calendar.cn") : std::string_view("calendar.cn");
    one.calendar = with_prefix(json::text_at(row, "calendar", of_pack), "calendar.");
    one.raw = row;
    if (one.id.empty()) return fail(ErrorCode::pack_invalid, "an institution in org.yaml has no id; give it one", packs.name());
    for (const auto& role : json::list_at(row, "safety_roles")) {
      one.safety_roles.emplace_back(json::text_or(&role, ""));
      if (flow::is_administrator(one.safety_roles.back()))
        return fail(ErrorCode::pack_invalid, "the institution " + one.id + " lets the role " + one.safety_roles.back() + " answer safety tasks, but that role runs the machine; name roles of people who are trained to talk with a person in danger", "org safety_roles");
    }
    for (const auto& person : json::list_at(row, "people")) {
      auto names = json::list_at(person, "also");
      names.emplace_back(json::text_at(person, "id"));
      for (const auto& name : names) {
        std::string whole(json::text_or(&name, ""));
        std::erase(whole, ' ');  // a second name may be a full one: "Li Na"
        if (auto ok = check_name(whole); !ok) return fail(ErrorCode::pack_invalid, one.id + " names a person so that it looks like another: " + ok.error().message, "org people");
      }
    }
    AMENDS_TRY(one.substitutes, substitutes_of(row, one.id));
    if (one.safety_roles.empty()) one.safety_roles.emplace_back(kSafetyRole);
    result->rows_.push_back(std::move(one));
  }
  if (result->rows_.empty()) return fail(ErrorCode::pack_invalid, "org.yaml names no institution; add one", packs.name());
  return std::shared_ptr<const Organisations>(std::move(result));
}

const Organisation* Organisations::find(std::string_view id) const {
  for (const auto& row : rows_)
    if (row.id == id) return &row;
  return nullptr;
}

}  // namespace amends::runtime

#include "packs/form_bounds.hpp"

#include <algorithm>

#include "support/nearest.hpp"

namespace amends::packs {
namespace {

constexpr std::string_view kAnswers = "answers.", kAnalysis = "analysis.";

bool is_time(std::string_view type) { return type == "date" || type == "instant"; }
bool comparable(std::string_view type) { return type == "integer" || type == "money" || is_time(type); }
bool alike(std::string_view left, std::string_view right) { return left == right || (is_time(left) && is_time(right)); }

const json::Value* field_of(const json::Value& form, std::string_view name) {
  for (const auto& field : json::list_at(form, "fields"))
    if (json::text_at(field, "field") == name) return &field;
  return nullptr;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known) {
  const auto nearest = nearest_name(name.substr(0, 64), known);
  return nearest.empty() ? std::string() : " (the nearest is " + nearest + ")";
}

std::string did_you_mean_field(std::string_view name, const json::Value& form) {
  std::vector<std::string_view> known;
  for (const auto& field : json::list_at(form, "fields")) known.push_back(json::text_at(field, "field"));
  return did_you_mean(name, known);
}

/// The type of what a bound names; empty for what only a run can tell. The error is the sentence alone.
Result<std::string> type_of(const json::Value& form, std::string_view self, std::string_view source, const std::function<const json::Value*(std::string_view)>& form_file) {
  const auto no = [](std::string text) { return fail(ErrorCode::pack_invalid, std::move(text)); };
  if (source == kBoundNow) return std::string("instant");
  if (source.find('.') == std::string_view::npos) {
    if (source == self) return no("a field is no bound of itself; name another field or a fact");
    const auto* other = field_of(form, source);
    if (!other) return no("the form has no field '" + std::string(source) + "'" + did_you_mean_field(source, form) + "; name a field of the form, a fact such as money.entitlement, or now");
    return std::string(json::text_at(*other, "type"));
  }
  if (source.starts_with(kAnswers)) {
    const auto rest = source.substr(kAnswers.size());
    const auto dot = rest.find('.');
    const auto* there = form_file(rest.substr(0, dot));
    if (!there) return no("the form '" + std::string(rest.substr(0, dot)) + "' is not in forms/; correct the name");
    const auto name = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
    const auto* field = field_of(*there, name);
    if (!field) return no("the form '" + std::string(rest.substr(0, dot)) + "' has no field '" + std::string(name) + "'" + did_you_mean_field(name, *there) + "; correct the name");
    return std::string(json::text_at(*field, "type"));
  }
  if (source.starts_with(kAnalysis)) {
    if (std::count(source.begin(), source.end(), '.') < 2 || source.ends_with('.')) return no("'" + std::string(source) + "' is a whole result; name a member of it, for example analysis.negotiation_plan.ladder");
    return std::string();
  }
  std::vector<std::string_view> known;
  for (const auto& fact : kBoundFacts) {
    if (fact.path == source) return std::string(fact.type);
    known.push_back(fact.path);
  }
  return no("'" + std::string(source) + "' is no fact that a bound may name" + did_you_mean(source, known) + "; core/flow/grammar.md lists them under Forms");
}

}  // namespace

std::vector<FormBound> bounds_of(const json::Value& field) {
  std::vector<FormBound> out;
  for (const std::string_view member : {"minimum", "maximum"})
    if (const auto* number = json::find(field, member)) out.push_back({member == "minimum", json::integer_or(number, 0), {}, std::string(member)});
  for (const std::string_view member : {"minimum_of", "maximum_of"}) {
    const auto* sources = json::find(field, member);
    if (!sources) continue;
    if (sources->is_string()) out.push_back({member == "minimum_of", 0, std::string(json::text_or(sources, "")), std::string(member)});
    std::size_t index = 0;
    for (const auto& source : json::list_or_empty(sources)) out.push_back({member == "minimum_of", 0, std::string(json::text_or(&source, "")), std::string(member) + "." + std::to_string(index++)});
  }
  return out;
}

Result<void> check_form_bounds(const json::Value& form, const std::function<const json::Value*(std::string_view)>& form_file) {
  std::size_t index = 0;
  for (const auto& field : json::list_at(form, "fields")) {
    const auto path = "fields." + std::to_string(index++) + ".";
    const auto name = json::text_at(field, "field"), type = json::text_at(field, "type");
    if (const auto currency = json::text_at(field, "currency"); !currency.empty() && (type != "money" || currency != kCurrencyOfCase))
      return fail(ErrorCode::pack_invalid, "field '" + std::string(name) + "': only money has a currency, and it is written currency: case; take this away", path + "currency");
    if (const auto other = json::text_at(field, "other_person_than"); !other.empty()) {
      const auto* there = field_of(form, other);
      if (type != "string" || other == name || !there || json::text_at(*there, "type") != "string")
        return fail(ErrorCode::pack_invalid, "field '" + std::string(name) + "': two fields of text name two people, and '" + std::string(other) + "' is no other one of this form" + did_you_mean_field(other, form) + "; correct the name", path + "other_person_than");
    }
    std::optional<std::int64_t> least, greatest;
    for (const auto& bound : bounds_of(field)) {
      const auto refuse = [&](const std::string& what) { return fail(ErrorCode::pack_invalid, "field '" + std::string(name) + "': " + what, path + bound.member); };
      if (!comparable(type)) return refuse("a " + std::string(type) + " has no least or greatest value; take this away, or make the field an integer, money, a date or an instant");
      if (bound.source.empty()) {
        if (type != "integer") return refuse("a number is a bound of an integer field only; name where the value stands with " + bound.member + "_of");
        (bound.least ? least : greatest) = bound.number;
        continue;
      }
      auto other = type_of(form, name, bound.source, form_file);
      if (!other) return refuse(other.error().message);
      if (!other->empty() && !alike(type, *other)) return refuse("it is " + std::string(type) + " and " + bound.source + " is " + *other + ", so they cannot be compared; name a value of its own kind");
    }
    if (least && greatest && *least > *greatest) return fail(ErrorCode::pack_invalid, "field '" + std::string(name) + "': the minimum is above the maximum, so no answer fits; correct one of them", path + "minimum");
  }
  return {};
}

}  // namespace amends::packs

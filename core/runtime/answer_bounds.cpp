#include "runtime/answer_bounds.hpp"

#include <algorithm>
#include <optional>

#include "calendar/civil.hpp"
#include "host/stage.hpp"
#include "packs/form_bounds.hpp"
#include "packs/packs.hpp"
#include "support/money.hpp"
#include "support/offset_time.hpp"

namespace amends::runtime {
namespace {

constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000, kSecondsPerDay = 86'400;

/// A value as it is compared: a number, a sum, a day or an instant.
struct Value {
  std::string_view type;      ///< integer, money, date, instant
  std::int64_t number = 0;    ///< rows, minor units, days since 1970-01-01, microseconds since then
  std::string currency;       ///< of money
};

class Bounds {
 public:
  Bounds(const packs::PackSet& packs, const json::Value& form, const json::Value& answer, const AnswerContext& context) : packs_(packs), form_(form), answer_(answer), context_(context) {}

  Result<void> check() const {
    for (const auto& field : json::list_at(form_, "fields")) {
      const auto name = json::text_at(field, "field");
      const auto* given = json::find(answer_, name);
      if (json::is_null(given)) continue;
      if (auto ok = check_field(field, *given); !ok) return ok.error().within(name);
    }
    return {};
  }

 private:
  Result<void> check_field(const json::Value& field, const json::Value& given) const {
    const auto type = json::text_at(field, "type");
    AMENDS_TRY(const auto value, read(type, given));
    if (!value) return {};
    if (is_time(*value)) AMENDS_CHECK(plausible(*value));
    if (json::text_at(field, "currency") == packs::kCurrencyOfCase) AMENDS_CHECK(in_currency_of_case(*value));
    for (const auto& bound : packs::bounds_of(field)) AMENDS_CHECK(within(field, *value, bound));
    return {};
  }

  static bool is_time(const Value& value) { return value.type == "date" || value.type == "instant"; }

  /// Nothing for a type that is not compared.
  static Result<std::optional<Value>> read(std::string_view type, const json::Value& given) {
    if (type == "integer") {
      if (given.is_int64()) return std::optional<Value>({"integer", given.get_int64(), {}});
      if (given.is_array()) return std::optional<Value>({"integer", static_cast<std::int64_t>(given.get_array().size()), {}});
      return fail(ErrorCode::bad_type, "this is a whole number; write for example 3");
    }
    if (type == "money") {
      AMENDS_TRY(const auto sum, money_from_json(given));
      return std::optional<Value>({"money", sum.minor, std::string(sum.currency.code())});
    }
    const auto text = json::text_or(&given, "");
    if (type == "date") {
      const auto date = calendar::parse_date(text);
      if (!date) return fail(ErrorCode::bad_type, "'" + std::string(text.substr(0, 40)) + "' is no date; write a day of the calendar such as 2026-03-02");
      return std::optional<Value>({"date", date->days, {}});
    }
    if (type == "instant") {
      const auto at = parse_instant(text);
      if (!at) return fail(ErrorCode::bad_type, "'" + std::string(text.substr(0, 40)) + "' is no instant; write for example 2026-03-02T09:30:00+08:00, or now");
      return std::optional<Value>({"instant", at->us, {}});
    }
    return std::optional<Value>{};
  }

  std::int64_t day_of(const Value& value) const {
    if (value.type == "date") return value.number;
    const auto seconds = value.number / kMicrosecondsPerSecond + (context_.utc_offset_s ? context_.utc_offset_s({value.number}) : 0);
    return seconds >= 0 ? seconds / kSecondsPerDay : -((-seconds + kSecondsPerDay - 1) / kSecondsPerDay);
  }

  std::string shown(const Value& value) const {
    if (value.type == "money") return format_minor(value.number, packs_.currency_digits(value.currency)) + " " + value.currency;
    if (value.type == "instant") return format_instant({value.number}, context_.utc_offset_s ? context_.utc_offset_s({value.number}) : 0);
    if (value.type == "date") return calendar::format_date({static_cast<std::int32_t>(value.number)});
    return std::to_string(value.number);
  }

  Result<void> plausible(const Value& value) const {
    const auto earliest = calendar::parse_date(kAnsweredDateEarliest);
    if (day_of(value) >= earliest->days) return {};
    return fail(ErrorCode::range, shown(value) + " lies before " + std::string(kAnsweredDateEarliest) + ", which no matter of today goes back to; correct the year, or leave the field out where the day is not known");
  }

  Result<void> in_currency_of_case(const Value& value) const {
    std::string currency = context_.currency, where = "the institution counts in";
    const auto take = [&](const json::Value* sum, const std::string& path) {
      if (json::is_null(sum) || !where.starts_with("the institution")) return;
      if (const auto code = json::text_at(*sum, "currency"); !code.empty()) {
        currency = code;
        where = path + " is in";
      }
    };
    for (const auto& member : json::object_at(context_.record, "money")) take(&member.value(), "money." + std::string(member.key()));
    std::size_t index = 0;
    for (const auto& demand : json::list_at(context_.record, "demand")) take(json::find(demand, "amount"), "demand." + std::to_string(index++) + ".amount");
    if (currency.empty() || currency == value.currency) return {};
    return fail(ErrorCode::currency_mismatch, shown(value) + " is in " + value.currency + ", and " + where + " " + currency + "; sums of one case stand in one currency: convert it and say how in the reason");
  }

  Result<void> within(const json::Value& field, const Value& value, const packs::FormBound& bound) const {
    Value other{"integer", bound.number, {}};
    if (bound.source == packs::kBoundNow) {
      other = {"instant", context_.now.us, {}};
    } else if (!bound.source.empty()) {
      const bool own = bound.source.find('.') == std::string::npos;
      const auto* there = json::find(own ? answer_ : context_.record, bound.source);
      if (json::is_null(there)) return {};
      auto read_there = read(is_time(value) ? time_type(*there) : value.type, *there);
      if (!read_there || !*read_there)
        return fail(ErrorCode::bad_type, "it is bounded by " + bound.source + ", and what stands there cannot be compared with it; correct that first");
      other = **read_there;
    }
    if (other.type == "money" && other.currency != value.currency) return fail(ErrorCode::currency_mismatch, shown(value) + " cannot be compared with " + shown(other) + " at " + bound.source + "; state both in one currency");
    const bool days = is_time(value) && (value.type == "date" || other.type == "date");
    const auto mine = days ? day_of(value) : value.number, theirs = days ? day_of(other) : other.number;
    if (bound.least ? mine >= theirs : mine <= theirs) return {};
    const auto label = json::in_language(json::find(field, "label"), "en");
    std::string place;
    if (bound.source == packs::kBoundNow) place = " (now)";
    else if (!bound.source.empty()) place = std::string(" (") + bound.source + (context_is_rows(bound) ? ", counted by its rows" : "") + ")";
    return fail(ErrorCode::range, (label.empty() ? std::string("it") : "'" + std::string(label) + "'") + " is " + shown(value) + ", which is " + (bound.least ? "below " : "above ") + shown(other) + place + "; give at " +
                                      (bound.least ? "least" : "most") + " that, or correct the other value first");
  }

  [[nodiscard]] bool context_is_rows(const packs::FormBound& bound) const {
    const auto* there = json::find(context_.record, bound.source);
    return there != nullptr && there->is_array();
  }
  static std::string_view time_type(const json::Value& there) { return json::text_or(&there, "").find('T') == std::string_view::npos ? "date" : "instant"; }

  const packs::PackSet& packs_;
  const json::Value& form_;
  const json::Value& answer_;
  const AnswerContext& context_;
};

}  // namespace

void fill_now(const packs::PackSet& packs, std::string_view form, json::Value& answer, Instant now) {
  const auto* file = packs.file("forms/" + std::string(form));
  if (!file || !answer.is_object()) return;
  for (const auto& field : json::list_at(*file, "fields")) {
    if (json::text_at(field, "type") != "instant") continue;
    auto* given = answer.get_object().if_contains(json::text_at(field, "field"));
    if (given && json::text_or(given, "") == "now") *given = format_instant(now);
  }
}

Result<void> check_bounds(const packs::PackSet& packs, std::string_view form, const json::Value& answer, const AnswerContext& context) {
  const auto* file = packs.file("forms/" + std::string(form));
  return file ? Bounds(packs, *file, answer, context).check() : Result<void>();
}

Result<void> check_two_people(const packs::PackSet& packs, std::string_view form, const json::Value& answer, const People& people) {
  const auto* file = packs.file("forms/" + std::string(form));
  if (!file) return {};
  for (const auto& field : json::list_at(*file, "fields")) {
    const auto other = json::text_at(field, "other_person_than");
    if (other.empty()) continue;
    const auto name = json::text_at(field, "field");
    for (const auto one : {name, other})
      if (!names_somebody(json::text_at(answer, one))) return fail(ErrorCode::refused, "this is the name of a person; write who it is", std::string(one));
    if (people.person(json::text_at(answer, name)) == people.person(json::text_at(answer, other)))
      return fail(ErrorCode::refused, "'" + std::string(json::text_at(answer, name)) + "' is the person in " + std::string(other) + " too, and two people agree here; have another person look and name them", std::string(name));
  }
  return {};
}

Result<void> check_bound_results(const packs::PackSet& packs, const host::StageCatalogue& stages) {
  for (const auto& form : packs.forms())
    for (const auto& field : json::list_at(*packs.file("forms/" + form), "fields"))
      for (const auto& bound : packs::bounds_of(field)) {
        if (!bound.source.starts_with("analysis.")) continue;
        const auto section = std::string_view(bound.source).substr(0, bound.source.find('.', std::string_view("analysis.").size()));
        const auto all = stages.all();
        const auto stage = std::find_if(all.begin(), all.end(), [&](const host::StageManifest* one) { return one->section == section; });
        if (stage == all.end()) continue;
        const auto* schema = json::find((*stage)->raw, "output_schema");
        const auto* members = schema ? json::find(*schema, "properties") : nullptr;
        if (!members || !members->is_object()) continue;  // the stage does not say what it writes
        const auto rest = std::string_view(bound.source).substr(section.size() + 1);
        if (members->get_object().contains(rest.substr(0, rest.find('.')))) continue;
        return fail(ErrorCode::pack_invalid, "the field is bounded by " + bound.source + ", which " + (*stage)->id + " does not write; correct the path", "forms/" + form + " " + std::string(json::text_at(field, "field")) + " " + bound.member);
      }
  return {};
}

}  // namespace amends::runtime

#include "runtime/lookups.hpp"

#include <algorithm>
#include <map>

#include "calendar/duration.hpp"
#include "host/lookups.hpp"
#include "packs/text_kit.hpp"
#include "runtime/lookup_keys.hpp"

namespace amends::runtime {
namespace {

constexpr std::string_view kNature = "analysis.classify.nature.primary";
constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::int64_t kPersonDays = 180;
constexpr std::int64_t kPriorDays = 365;
constexpr std::int64_t kComparableDaysDefault = 365;
constexpr std::int64_t kDedupeDaysDefault = 90;
constexpr std::string_view kWindowDefault = "30d", kBaselineDefault = "90d";
constexpr Instant kEver{0};

constexpr std::string_view kCount = R"({"type":"integer","minimum":0})";
constexpr std::string_view kMoneyList =
    R"({"type":"array","maxItems":200,"items":{"type":"object","additionalProperties":false,"required":["minor","currency"],
        "properties":{"minor":{"type":"integer","minimum":0},"currency":{"type":"string"}}}})";
constexpr std::string_view kDedupeList =
    R"({"type":"array","maxItems":50,"items":{"type":"object","additionalProperties":false,
        "required":["case_id","open","closed_days","same_id","same_phone","same_name_birth","same_contract","same_nature","similarity"],
        "properties":{"case_id":{"type":"string"},"open":{"type":"boolean"},"closed_days":{"type":"integer","minimum":0},"same_id":{"type":"boolean"},"same_phone":{"type":"boolean"},
        "same_name_birth":{"type":"boolean"},"same_contract":{"type":"boolean"},"same_nature":{"type":"boolean"},"similarity":{"type":"integer","minimum":0,"maximum":100}}}})";
constexpr std::string_view kPriorList =
    R"({"type":"array","maxItems":50,"items":{"type":"object","additionalProperties":false,"required":["case_id","received_at","channel","open","closed_days","same_contract","same_nature"],
        "properties":{"case_id":{"type":"string"},"received_at":{"type":"string"},"channel":{"type":"string"},"open":{"type":"boolean"},"closed_days":{"type":"integer","minimum":0},
        "same_contract":{"type":"boolean"},"same_nature":{"type":"boolean"}}}})";

const std::vector<LookupSpec>& specs() {
  // What a stage of reception asks is made from what is known then: a nature or contract number that is found out later makes its answer no less true.
  static const std::vector<LookupSpec> kSpecs{
      {"comparable", {kNature}, kMoneyList},
      {"count_baseline", {kNature}, kCount},
      {"count_window", {kNature}, kCount},
      {"dedupe", {"parties", "text.docs"}, kDedupeList},
      {"inst_count", {kNature}, kCount},
      {"inst_customers", {}, kCount},
      {"person_count_180d", {kNature, "parties"}, kCount},
      {"prior", {"parties"}, kPriorList},
      {"unit_count", {kNature, "case.unit"}, kCount},
      {"unit_customers", {"case.unit"}, kCount},
  };
  return kSpecs;
}

// --- questions ---

std::int64_t days_of(const json::Value& config, std::string_view member, std::string_view fallback) {
  const auto length = calendar::parse_duration(json::text_at(config, member, fallback));
  return length && length->unit == calendar::Unit::days && length->count >= 1 && length->count <= kLookupDaysMax ? length->count : 0;
}

std::int64_t days_of(const json::Value& config, std::string_view member, std::int64_t fallback) {
  const auto days = json::integer_at(config, member, fallback);
  return days >= 0 && days <= kLookupDaysMax ? days : -1;
}

json::Object missing(std::string_view path) { return json::Object{{"missing", path}}; }

/// What is asked, or `missing` with the path of what it would need. Salt 0: only whether a key can be made matters here.
json::Object question_of(std::string_view name, const Asking& asking) {
  const KeyMaker keys(asking.record, 0);
  if (name == "inst_customers") return {};
  const auto unit = json::text_at(asking.record, "case.unit");
  if (name == "unit_customers") return unit.empty() ? missing("case.unit") : json::Object{{"unit", unit}};
  if (name == "dedupe" || name == "prior") {
    json::Array by;
    if (!keys.identity().empty()) by.emplace_back("id");
    if (!keys.phones().empty()) by.emplace_back("phone");
    if (!keys.name_and_birth().empty()) by.emplace_back("name_birth");
    if (name == "dedupe" && !keys.contract().empty()) by.emplace_back("contract");
    const auto days = name == "prior" ? kPriorDays : days_of(asking.config, "dedupe_window_days", kDedupeDaysDefault);
    if (days < 0) return missing("config.dedupe_window_days");
    return json::Object{{"by", std::move(by)}, {"days", days}};
  }
  if (keys.nature().empty()) return missing(kNature);
  json::Object out{{"nature", keys.nature()}};
  if (name == "comparable") {
    const auto days = days_of(asking.config, "comparable_days", kComparableDaysDefault);
    if (days < 1) return missing("config.comparable_days");
    auto currency = json::text_at(asking.record, "money.claimed.currency");
    if (currency.empty()) currency = asking.organisation.currency;
    out["currency"] = currency;
    out["days"] = days;
    return out;
  }
  if (name == "person_count_180d") {
    if (keys.staff() == 0) return missing("parties");
    out["people"] = static_cast<std::int64_t>(keys.staff());
    out["days"] = kPersonDays;
    return out;
  }
  if (name == "unit_count") {
    if (unit.empty()) return missing("case.unit");
    out["unit"] = unit;
  }
  const auto window = days_of(asking.config, "window", kWindowDefault);
  if (window < 1) return missing("config.window");
  out["days"] = window;
  if (name != "count_baseline") return out;
  const auto baseline = days_of(asking.config, "baseline", kBaselineDefault);
  if (baseline < 1) return missing("config.baseline");
  out["days"] = baseline;
  out["before_days"] = window;
  return out;
}

// --- answers ---

/// What one lookup asks the store, and what becomes of it.
struct Plan {
  std::vector<store::LookupQuery> queries;
  std::vector<std::string> sources;   ///< of each query of dedupe and prior: "id", "phone", ...
};

/// (now - days - before_days, now - before_days]
store::LookupQuery within(std::string key, const json::Value& question, Instant now, std::int64_t limit) {
  store::LookupQuery query;
  query.key = std::move(key);
  query.until = {now.us - json::integer_at(question, "before_days") * kDayUs};
  query.after = {query.until.us - json::integer_at(question, "days") * kDayUs};
  query.limit = limit;
  return query;
}

class Answering {
 public:
  Answering(const Asking& asking, store::Store& store, const packs::PackSet& packs) : asking_(asking), store_(store), packs_(packs), keys_(asking.record, store.lookup_salt()) {}

  [[nodiscard]] Plan plan(std::string_view name, const json::Value& question) const {
    Plan out;
    const auto count = [&](std::string key) { out.queries.push_back(within(std::move(key), question, asking_.now, kLookupCountMax)); };
    const auto rows = [&](std::string_view source, std::string key, std::int64_t limit, bool ever) {
      if (key.empty()) return;
      auto query = within(std::move(key), question, asking_.now, limit);
      if (ever) query.after = {kEver.us - 1};
      query.list = true;
      query.attributes = {"case_status", "nature", "channel"};
      out.queries.push_back(std::move(query));
      out.sources.emplace_back(source);
    };
    if (name == "count_window" || name == "count_baseline" || name == "inst_count") count(keys_.like());
    if (name == "unit_count") count(keys_.like_at_unit());
    if (name == "person_count_180d")
      for (auto& key : keys_.named()) count(std::move(key));
    if (name == "comparable") rows("settled", keys_.settled(json::text_at(question, "currency")), kComparableRowsMax, false);
    if (name == "dedupe" || name == "prior") {
      const bool ever = name == "dedupe";  // an open case counts however old it is
      const auto limit = ever ? kDedupeRowsMax : kPriorRowsMax;
      rows("id", keys_.identity(), limit, ever);
      for (auto& key : keys_.phones()) rows("phone", std::move(key), limit, ever);
      rows("name_birth", keys_.name_and_birth(), limit, ever);
      // Whether it is the same contract is told of prior cases as well, and finds none by itself.
      rows("contract", keys_.contract(), limit, true);
    }
    return out;
  }

  [[nodiscard]] Result<json::Value> fold(std::string_view name, const json::Value& question, const Plan& plan, std::span<const store::LookupFound> found) const {
    if (name == "comparable") {
      json::Array out;
      for (const auto& one : found)
        for (const auto& row : one.cases) out.push_back(json::Object{{"minor", row.number}, {"currency", json::text_at(question, "currency")}});
      return json::Value(std::move(out));
    }
    if (name == "dedupe" || name == "prior") return rows_of(name, question, plan, found);
    // One count, or the highest for one of the people: they are not added up, since one case may name several.
    std::int64_t highest = 0;
    for (const auto& one : found) highest = std::max(highest, one.count);
    return json::Value(highest);
  }

 private:
  struct Other {
    store::LookupCase row;
    std::vector<std::string> same;
    [[nodiscard]] bool has(std::string_view source) const { return std::find(same.begin(), same.end(), source) != same.end(); }
    [[nodiscard]] bool same_person() const { return has("id") || has("phone") || has("name_birth"); }
    [[nodiscard]] bool open() const {
      const auto& status = row.attributes.at(0);
      return row.status != "finished" && row.status != "cancelled" && status != "closed" && status != "withdrawn";
    }
  };

  Result<json::Value> rows_of(std::string_view name, const json::Value& question, const Plan& plan, std::span<const store::LookupFound> found) const {
    std::map<std::string, Other, std::less<>> others;
    for (std::size_t i = 0; i < found.size(); ++i)
      for (const auto& row : found[i].cases) {
        auto& other = others[row.case_id];
        other.row = row;
        other.same.push_back(plan.sources[i]);
      }
    std::vector<const Other*> kept;
    const auto days = json::integer_at(question, "days");
    for (const auto& [id, other] : others) {
      if (name == "prior" ? !other.same_person() : !other.open() && closed_days(other) > days) continue;
      kept.push_back(&other);
    }
    std::sort(kept.begin(), kept.end(), [](const Other* a, const Other* b) { return a->row.at != b->row.at ? a->row.at > b->row.at : a->row.case_id < b->row.case_id; });
    const auto limit = static_cast<std::size_t>(name == "prior" ? kPriorRowsMax : kDedupeRowsMax);
    if (kept.size() > limit) kept.resize(limit);
    json::Array out;
    for (const auto* other : kept) {
      const bool open = other->open();
      const bool same_nature = !keys_.nature().empty() && other->row.attributes.at(1) == keys_.nature();
      if (name == "prior") {
        out.push_back(json::Object{{"case_id", other->row.case_id}, {"received_at", format_instant(other->row.at)}, {"channel", other->row.attributes.at(2)}, {"open", open},
                                   {"closed_days", open ? 0 : closed_days(*other)}, {"same_contract", other->has("contract")}, {"same_nature", same_nature}});
        continue;
      }
      AMENDS_TRY(const auto alike, similarity(other->row.case_id));
      out.push_back(json::Object{{"case_id", other->row.case_id}, {"open", open}, {"closed_days", open ? 0 : closed_days(*other)}, {"same_id", other->has("id")}, {"same_phone", other->has("phone")},
                                 {"same_name_birth", other->has("name_birth")}, {"same_contract", other->has("contract")}, {"same_nature", same_nature}, {"similarity", alike}});
    }
    return json::Value(std::move(out));
  }

  /// Whole days since the newest event of a case that is over.
  [[nodiscard]] std::int64_t closed_days(const Other& other) const { return std::max<std::int64_t>(0, asking_.now.us - other.row.changed_at.us) / kDayUs; }

  /// 0 to 100 of the complaints as they were received. 0 for a case whose text was erased.
  Result<std::int64_t> similarity(const std::string& case_id) const {
    AMENDS_TRY(const auto payload, store_.opening(case_id));
    if (payload.empty()) return std::int64_t{0};
    AMENDS_TRY(const auto opened, json::parse(payload));
    const auto* other = json::find(opened, "record");
    if (!other) return std::int64_t{0};
    json::Array removed;
    for (const auto* record : {&asking_.record, other}) {
      for (const auto& party : json::list_at(*record, "parties"))
        if (const auto name = json::text_at(party, "name"); !name.empty()) removed.emplace_back(name);
      for (const auto* path : {"product.name", "product.code"})
        if (const auto name = json::text_at(*record, path); !name.empty()) removed.emplace_back(name);
    }
    const auto ours = told(asking_.record), theirs = told(*other);
    if (ours.empty() || theirs.empty()) return std::int64_t{0};
    auto answer = packs::similarity(packs_, ours, theirs, removed);
    // A text that is too long to compare keeps nobody from complaining.
    return answer ? json::integer_at(*answer, "similarity") : std::int64_t{0};
  }

  static std::string told(const json::Value& record) {
    std::string out;
    for (const auto& document : json::list_at(record, "text.docs"))
      if (json::text_at(document, "kind") == "complaint") out += std::string(json::text_at(document, "body")) + "\n";
    return out;
  }

  const Asking& asking_;
  store::Store& store_;
  const packs::PackSet& packs_;
  KeyMaker keys_;
};

/// Null with what is missing when org.yaml says nothing.
json::Object customers(std::string_view name, const json::Value& question, const Organisation& organisation) {
  const json::Value* found = nullptr;
  if (name == "inst_customers") found = json::find(organisation.raw, "customers");
  else
    for (const auto& unit : json::list_at(organisation.raw, "units"))
      if (json::text_at(unit, "id") == json::text_at(question, "unit")) found = json::find(unit, "customers");
  if (json::is_null(found)) return json::Object{{"answer", nullptr}, {"missing", name == "inst_customers" ? "org.customers" : "org.units.customers"}};
  return json::Object{{"answer", *found}};
}

}  // namespace

bool AskingWorkflows::asks(const flow::Definition& definition) const {
  const std::lock_guard lock(mutex_);
  const auto [found, added] = known_.try_emplace(definition.hash(), false);
  if (!added) return found->second;
  for (const auto& step : definition.steps()) {
    const auto* stage = step.stage.empty() ? nullptr : stages_.find(step.stage, step.stage_major);
    if (stage && !stage->manifest().lookups.empty()) found->second = true;
  }
  return found->second;
}

std::span<const LookupSpec> lookup_specs() { return specs(); }

std::vector<std::string> lookup_parameters(const host::StageManifest& manifest) {
  std::vector<std::string> out;
  for (const auto& spec : specs()) {
    if (std::find(manifest.lookups.begin(), manifest.lookups.end(), spec.name) == manifest.lookups.end()) continue;
    for (const auto path : spec.parameters)
      if (std::find(out.begin(), out.end(), path) == out.end()) out.emplace_back(path);
  }
  return out;
}

json::Array lookup_questions(const std::vector<std::string>& names, const Asking& asking) {
  json::Array out;
  for (const auto& name : names) {
    json::Object one{{"lookup", name}};
    if (asking.given(host::lookup_path(name))) one["given"] = true;
    else one["question"] = question_of(name, asking);
    out.push_back(std::move(one));
  }
  return out;
}

Result<LookupReply> answer_lookups(json::Array questions, const Asking& asking, store::Store* store, const packs::PackSet& packs) {
  LookupReply reply;
  std::vector<store::LookupQuery> queries;
  std::vector<std::pair<std::size_t, Plan>> planned;  ///< which question
  std::optional<Answering> answering;
  if (store) answering.emplace(asking, *store, packs);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    auto& one = questions[i].as_object();
    if (one.contains("given")) continue;
    const auto name = json::text_at(questions[i], "lookup");
    const auto* question = json::find(questions[i], "question");
    if (const auto lacking = json::text_at(*question, "missing"); !lacking.empty()) {
      one["answer"] = nullptr;
    } else if (name.ends_with("_customers")) {
      for (auto& member : customers(name, *question, asking.organisation)) one[member.key()] = std::move(member.value());
    } else if (!store) {
      one["answer"] = nullptr;
      one["missing"] = "store";
    } else {
      auto plan = answering->plan(name, *question);
      queries.insert(queries.end(), plan.queries.begin(), plan.queries.end());
      planned.emplace_back(i, std::move(plan));
    }
  }
  if (planned.empty()) return LookupReply{std::move(questions), 0};
  AMENDS_TRY(const auto answers, store->lookup(queries, asking.case_id));
  std::span<const store::LookupFound> left = answers.found;
  for (const auto& [i, plan] : planned) {
    const auto own = left.first(plan.queries.size());
    left = left.subspan(plan.queries.size());
    AMENDS_TRY(auto answer, answering->fold(json::text_at(questions[i], "lookup"), *json::find(questions[i], "question"), plan, own));
    questions[i].as_object()["answer"] = std::move(answer);
  }
  return LookupReply{std::move(questions), answers.commit};
}

}  // namespace amends::runtime

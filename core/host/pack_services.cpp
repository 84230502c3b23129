#include "host/pack_services.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "calendar/calendar.hpp"
#include "calendar/due.hpp"
#include "calendar/rule.hpp"
#include "feel/expression.hpp"
#include "host/manifest.hpp"
#include "packs/packs.hpp"
#include "packs/table.hpp"
#include "packs/text_kit.hpp"
#include "support/json.hpp"
#include "support/utf8.hpp"
#include "text/normalise.hpp"

namespace amends::host {
namespace {

constexpr std::size_t kKeptMax = 256;  // pack files and clock packs by hash; beyond it the cache starts anew

/// A bounded map by content hash, shared by all threads.
template <class T>
class Kept {
 public:
  std::shared_ptr<const T> find(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = items_.find(key);
    return found == items_.end() ? nullptr : found->second;
  }
  void keep(const std::string& key, std::shared_ptr<const T> item) {
    const std::lock_guard lock(mutex_);
    if (items_.size() >= kKeptMax) items_.clear();
    items_[key] = std::move(item);
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const T>> items_;
};

struct CompiledRule {
  calendar::ClockRule rule;
  std::optional<feel::Expression> applies;  // nothing: always
};
using CompiledRules = std::vector<CompiledRule>;

/// The names of a clock rule's condition: a fact by its path, else a section by its stage's short id. What is absent is null.
class FactScope final : public feel::Scope {
 public:
  FactScope(const json::Value& facts, Instant at) : facts_(facts), at_(at) {}
  std::optional<feel::Value> lookup(std::string_view path) const override {
    const auto root = path.substr(0, path.find('.'));
    if (json::find(facts_, root)) return feel::value_at(facts_, path);
    if (const auto* sections = json::find(facts_, "analysis"))
      if (json::find(*sections, root)) return feel::value_at(*sections, path);
    return feel::Value();
  }
  std::optional<Instant> instant() const override { return at_; }

 private:
  const json::Value& facts_;
  Instant at_;
};

/// The inputs of a table by the names its columns have, dots included; what is left out is null.
class InputScope final : public feel::Scope {
 public:
  explicit InputScope(const json::Object& inputs) : inputs_(inputs) {}
  std::optional<feel::Value> lookup(std::string_view path) const override {
    const auto* value = inputs_.if_contains({path.data(), path.size()});
    if (!value) return feel::Value();
    auto converted = feel::from_json(*value);
    return converted ? *std::move(converted) : feel::Value();
  }

 private:
  const json::Object& inputs_;
};

Result<json::Value> read_request(std::string_view request) {
  AMENDS_TRY(auto value, json::parse(request));
  if (!value.is_object()) return fail(ErrorCode::bad_type, "the request is no JSON object; send one", "request");
  return value;
}

/// A text that a request must have.
Result<std::string> need_text(const json::Value& request, std::string_view key) {
  const auto* value = json::find(request, key);
  if (json::is_null(value)) return fail(ErrorCode::missing_field, "the request needs the member '" + std::string(key) + "'; add it", "request." + std::string(key));
  if (!value->is_string()) return fail(ErrorCode::bad_type, "a text is expected here", "request." + std::string(key));
  return std::string(value->get_string());
}

Result<const packs::PackSet*> packs_of(const ServiceContext& context) {
  if (!context.packs) return fail(ErrorCode::pack_missing, "the case has no packs; choose a pack set", context.manifest.id);
  return context.packs;
}

Result<void> may_read(const ServiceContext& context, std::string_view name) {
  if (!may_read_pack(context.manifest, name))
    return fail(ErrorCode::refused, "the stage asks for the pack file '" + std::string(name) + "', which its manifest does not name; add it to `packs`", context.manifest.id);
  return {};
}

/// The institution's row of org: the named one, or the first when the case names none.
Result<const json::Value*> institution_row(const packs::PackSet& packs, std::string_view institution) {
  if (institution.empty()) {
    const auto* org = packs.file("org");
    const auto& rows = org ? json::list_at(*org, "rows") : json::list_or_empty(nullptr);
    if (!rows.empty()) return &rows[0];
  } else if (const auto* row = packs.row("org", institution)) {
    return row;
  }
  return fail(ErrorCode::not_found, "the packs have no institution '" + std::string(institution) + "'; add its row to org.yaml", "org");
}

class PackServices final : public Services {
 public:
  explicit PackServices(LogSink log) : log_(std::move(log)) {}

  Result<std::shared_ptr<const std::string>> pack_file(const ServiceContext& context, std::string_view name) override {
    AMENDS_CHECK(may_read(context, name));
    AMENDS_TRY(const auto* packs, packs_of(context));
    const auto* file = packs->file(name);
    if (!file) return missing(name);
    const auto key = packs->hash_of(name);
    if (auto kept = files_.find(key)) return kept;
    auto text = std::make_shared<const std::string>(json::write(*file));
    files_.keep(key, text);
    return text;
  }

  Result<std::string> pack_hash(const ServiceContext& context, std::string_view name) override {
    AMENDS_CHECK(may_read(context, name));
    AMENDS_TRY(const auto* packs, packs_of(context));
    auto hash = packs->hash_of(name);
    if (hash.empty()) return missing(name);
    return hash;
  }

  Result<std::string> text_match(const ServiceContext& context, std::string_view text) override {
    AMENDS_TRY(const auto request, read_request(text));
    AMENDS_TRY(const auto lexicon, need_text(request, "lexicon"));
    AMENDS_CHECK(may_read(context, lexicon));
    AMENDS_TRY(const auto* packs, packs_of(context));
    AMENDS_TRY(const auto answer, packs::match(*packs, lexicon, member(request, "docs"), member(request, "options")));
    return json::write(answer);
  }

  Result<std::string> text_normalise(const ServiceContext& context, std::string_view text) override {
    AMENDS_TRY(const auto request, read_request(text));
    AMENDS_TRY(const auto original, need_text(request, "text"));
    AMENDS_TRY(const auto normalised, text::normalise(original, context.packs ? context.packs->fold() : text::FoldTable{}));
    json::Array starts(normalised.start.begin(), normalised.start.end()), ends(normalised.end.begin(), normalised.end.end());
    return json::write(json::Object{{"text", utf8::encode(normalised.text)}, {"starts", std::move(starts)}, {"ends", std::move(ends)}});
  }

  Result<std::string> text_numbers(const ServiceContext& context, std::string_view text) override {
    AMENDS_TRY(const auto request, read_request(text));
    AMENDS_TRY(const auto* packs, packs_of(context));
    json::Value options = member(request, "options");
    if (options.is_null()) options = json::Object{};
    if (!options.is_object()) return fail(ErrorCode::bad_type, "the options are an object", "request.options");
    auto& object = options.get_object();
    // The case's own institution and locale, unless the stage says otherwise.
    if (!context.institution.empty() && !object.contains("institution")) object["institution"] = context.institution;
    if (!context.locale.empty() && !object.contains("locale")) object["locale"] = context.locale;
    AMENDS_TRY(const auto answer, packs::numbers(*packs, member(request, "docs"), options));
    return json::write(answer);
  }

  Result<std::string> text_similarity(const ServiceContext& context, std::string_view text) override {
    AMENDS_TRY(const auto request, read_request(text));
    AMENDS_TRY(const auto* packs, packs_of(context));
    AMENDS_TRY(const auto a, need_text(request, "a"));
    AMENDS_TRY(const auto b, need_text(request, "b"));
    AMENDS_TRY(const auto answer, packs::similarity(*packs, a, b, member(request, "removed")));
    return json::write(answer);
  }

  Result<std::string> calendar_add(const ServiceContext& context, std::string_view text) override {
    AMENDS_TRY(const auto request, read_request(text));
    AMENDS_TRY(const auto* packs, packs_of(context));
    AMENDS_TRY(const auto start_text, need_text(request, "start"));
    AMENDS_TRY(const auto start, parse_instant(start_text));
    AMENDS_TRY(const auto duration_text, need_text(request, "duration"));
    AMENDS_TRY(const auto duration, calendar::parse_duration(duration_text));
    std::string name(json::text_at(request, "calendar")), zone(json::text_at(request, "zone"));
    if (name.empty() || zone.empty()) {
      AMENDS_TRY(const auto* institution, institution_row(*packs, context.institution));
      if (name.empty()) name = std::string(json::text_at(*institution, "calendar"));
      if (const auto* clocks = name.empty() ? packs->file(json::text_at(*institution, "clock_pack")) : nullptr) name = std::string(json::text_at(*clocks, "calendar"));
      if (zone.empty()) zone = std::string(json::text_at(*institution, "zone"));
    }
    AMENDS_TRY(const auto found, packs->calendar(name));
    AMENDS_TRY(const auto due, calendar::due_at(start, duration, *found, zone));
    return json::write(calendar::to_json(due));
  }

  Result<std::string> calendar_rules(const ServiceContext& context, std::string_view text) override {
    AMENDS_TRY(const auto request, read_request(text));
    AMENDS_TRY(const auto* packs, packs_of(context));
    AMENDS_TRY(const auto at_text, need_text(request, "at"));
    AMENDS_TRY(const auto at, parse_instant(at_text));
    const auto* facts = json::find(request, "facts");
    if (json::is_null(facts) || !facts->is_object()) return fail(ErrorCode::missing_field, "the request needs the object 'facts'; send the record", "request.facts");
    AMENDS_TRY(const auto* institution, institution_row(*packs, context.institution));
    std::string name(json::text_at(request, "pack"));
    if (name.empty()) name = std::string(json::text_at(*institution, "clock_pack"));
    AMENDS_TRY(const auto zone, calendar::Zone::find(json::text_at(*institution, "zone")));
    AMENDS_TRY(const auto compiled, rules_of(*packs, name));

    const auto day = zone.date(at);
    const FactScope scope(*facts, at);
    json::Array rows;
    for (const auto& [rule, applies] : *compiled) {
      if (!rule.in_force(day)) continue;
      json::Value holds = true;
      json::Array nulls;
      if (applies) {
        // By FEEL's own rules, as the runtime does: a clock must run even while a fact is not known. What was not known is said beside it.
        AMENDS_TRY(const auto value, applies->evaluate(scope));
        AMENDS_TRY(const auto truth, applies->test(scope));
        holds = value.truth() == true;
        for (const auto& path : truth.nulls) nulls.emplace_back(path);
      }
      rows.push_back(json::Object{{"id", rule.id},
                                  {"kind", rule.kind},
                                  {"applies", std::move(holds)},
                                  {"nulls", std::move(nulls)},
                                  {"length", rule.length ? json::Value(calendar::format_duration(*rule.length)) : json::Value(nullptr)},
                                  {"start_event", rule.start_event},
                                  {"extendable", !rule.extensions.empty()},
                                  {"on_breach", rule.on_breach},
                                  {"basis", calendar::basis_json(rule)}});
    }
    return json::write(json::Object{{"pack", name}, {"hash", packs->hash_of(name)}, {"rules", std::move(rows)}});
  }

  Result<std::string> table_evaluate(const ServiceContext& context, std::string_view text) override {
    AMENDS_TRY(const auto request, read_request(text));
    AMENDS_TRY(const auto name, need_text(request, "table"));
    AMENDS_CHECK(may_read(context, name));
    AMENDS_TRY(const auto* packs, packs_of(context));
    AMENDS_TRY(const auto table, packs->named_table(name));
    const auto* inputs = json::find(request, "inputs");
    if (json::is_null(inputs) || !inputs->is_object()) return fail(ErrorCode::missing_field, "the request needs the object 'inputs'; add it", "request.inputs");
    for (const auto& input : inputs->get_object())
      if (!table->model() && !table->takes(input.key()))  // a model takes of the inputs what it needs
        return fail(ErrorCode::schema, "the table " + name + " has no input '" + std::string(input.key()) + "'; remove it or correct its name", "request.inputs");
    AMENDS_TRY(auto decision, table->decide(InputScope(inputs->get_object())));
    json::Array matched;
    for (auto& row : decision.matched) matched.push_back(json::Object{{"id", row.row_id}, {"then", std::move(row.output)}, {"because", std::move(row.because)}});
    return json::write(json::Object{{"matched", std::move(matched)}, {"output", std::move(decision.output)}, {"default", decision.used_default}, {"hash", table->hash()}});
  }

  void log(const ServiceContext& context, LogLevel level, std::string_view text) override {
    if (log_) log_(level, context.manifest.id, context.case_id, text);
  }

 private:
  static Error missing(std::string_view name) {
    return fail(ErrorCode::pack_missing, "the pack set has no file '" + std::string(name) + "'; choose another pack set or add the file", std::string(name));
  }

  static const json::Value& member(const json::Value& request, std::string_view key) {
    static const json::Value nothing;
    const auto* found = json::find(request, key);
    return found ? *found : nothing;
  }

  Result<std::shared_ptr<const CompiledRules>> rules_of(const packs::PackSet& packs, const std::string& name) {
    const auto* file = packs.file(name);
    if (!file) return missing(name);
    const auto key = packs.hash_of(name);
    if (auto kept = rules_.find(key)) return kept;
    const auto place = [&](std::string_view path) { return packs.place(name, path); };
    AMENDS_TRY(auto rows, calendar::rules_from_rows(json::list_at(*file, "rows"), place));
    CompiledRules compiled;
    for (auto& rule : rows) {
      std::optional<feel::Expression> applies;
      if (!rule.applies_when.empty()) {
        AMENDS_TRY(applies, feel::Expression::parse(rule.applies_when, rule.place));
      }
      compiled.push_back({std::move(rule), std::move(applies)});
    }
    auto shared = std::make_shared<const CompiledRules>(std::move(compiled));
    rules_.keep(key, shared);
    return shared;
  }

  LogSink log_;
  Kept<std::string> files_;
  Kept<CompiledRules> rules_;
};

}  // namespace

std::shared_ptr<Services> make_pack_services(LogSink log) { return std::make_shared<PackServices>(std::move(log)); }

}  // namespace amends::host

#include "runtime/stage_runner.hpp"

#include <algorithm>

#include "packs/packs.hpp"
#include "runtime/contracts.hpp"
#include "runtime/envelope.hpp"
#include "support/hash.hpp"

namespace amends::runtime {
namespace {

bool is_default(const json::Value* value) {
  if (!value || value->is_null()) return true;
  if (value->is_array()) return value->get_array().empty();
  if (value->is_object()) return value->get_object().empty();
  if (value->is_bool()) return !value->get_bool();
  if (value->is_string()) {
    const auto text = json::text_or(value, "");
    return text.empty() || text == "none" || text == "unknown";
  }
  return false;
}

/// "group.size" defaults to one person, and a case is a complaint until intake reads otherwise (catalogue 2.1).
bool is_default_at(std::string_view path, const json::Value* value) {
  if (path == "group.size" && json::integer_or(value, 1) == 1) return true;
  if (path == "case.kind" && json::text_or(value, "complaint") == "complaint") return true;
  return is_default(value);
}

bool overlaps(std::string_view a, std::string_view b) {
  const auto below = [](std::string_view inner, std::string_view outer) { return inner == outer || (inner.starts_with(outer) && inner[outer.size()] == '.'); };
  return below(a, b) || below(b, a);
}

}  // namespace

std::string short_digest(const json::Value* value) {
  if (!value || value->is_null()) return "-";
  return hex(std::span<const std::uint8_t>(sha256(json::canonical(*value))).first(8));
}

Result<StageOutcome> run_checked(const Environment& environment, host::Stage& stage, const StageInput& input) {
  const auto& manifest = stage.manifest();
  for (const auto& needed : manifest.requires_stages)
    if (!json::find(*input.record, "analysis." + short_stage_id(needed)))
      return fail(ErrorCode::missing_field, "the stage needs the result of " + needed + ", which has not run; put it before this step", manifest.id);
  AMENDS_TRY(const auto config, environment.contracts->configuration(manifest, input.config));

  const auto view = view_of(manifest, *input.record);
  const auto locale = std::string(json::text_at(*input.record, "case.locale", input.organisation->locale));
  host::StageCall call;
  call.case_id = input.case_id;
  call.record = view;
  call.config = config;
  call.run = input.run;
  call.now = input.now;
  call.packs = environment.packs.get();
  call.locale = locale;
  call.institution = input.organisation->id;

  StageOutcome outcome;
  AMENDS_TRY(outcome.text, stage.run(call));
  auto parsed = json::parse(outcome.text);
  if (!parsed) return parsed.error().within("the answer of " + manifest.id);
  outcome.envelope = std::move(*parsed);
  AMENDS_CHECK(check_envelope(manifest, outcome.envelope, *input.record));
  if (json::text_at(outcome.envelope, "status") == "error")
    return fail(code_from_name(json::text_at(outcome.envelope, "error.code")), std::string(json::text_at(outcome.envelope, "error.detail")),
                manifest.id + " " + std::string(json::text_at(outcome.envelope, "error.path")));
  AMENDS_CHECK(environment.contracts->check_output(manifest, outcome.envelope));

  if (environment.guard) {
    guard::Context context;
    context.record = input.record;
    context.stage = manifest.id;
    context.now = input.now;
    context.clocks = input.clocks;
    if (auto contact = environment.clock_rules->due(*input.organisation, input.now, {1, calendar::Unit::working_days})) context.human_contact_by = *contact;
    if (!environment.guard->enforce(outcome.envelope, context).empty()) outcome.text = json::write(outcome.envelope);
  }

  for (const auto& fact : json::list_at(outcome.envelope, "facts")) {
    const auto path = json::text_at(fact, "path");
    const auto* value = json::find(fact, "value");
    const auto* before = json::find(*input.record, path);
    if (json::is_null(value) || (before && *before == *value)) continue;
    const bool own = input.set_by && input.set_by(std::string(path)) == "stage:" + manifest.id;
    if (own || is_default_at(path, before))
      outcome.applied.push_back(json::Object{{"path", path}, {"value", *value}});
    else
      outcome.clashes.push_back(json::Object{{"path", path}, {"kept", *before}, {"proposed", *value}});
  }

  // A stage's own proposals do not make its result stale: the digests of what they touch are taken after them.
  json::Value after;
  for (const auto& path : manifest.reads) {
    const auto full = record_path(path);
    const bool touched = std::any_of(outcome.applied.begin(), outcome.applied.end(), [&](const json::Value& fact) { return overlaps(json::text_at(fact, "path"), full); });
    if (!touched) {
      outcome.reads[path] = input.digest ? input.digest(path) : short_digest(json::find(*input.record, full));
      continue;
    }
    if (after.is_null()) {
      after = *input.record;
      for (const auto& fact : outcome.applied) AMENDS_CHECK(json::set(after, json::text_at(fact, "path"), *json::find(fact, "value")));
    }
    outcome.reads[path] = short_digest(json::find(after, full));
  }
  return outcome;
}

}  // namespace amends::runtime

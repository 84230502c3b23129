#include "runtime/stage_runner.hpp"

#include <algorithm>

#include "packs/packs.hpp"
#include "runtime/contracts.hpp"
#include "runtime/turn.hpp"

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

}  // namespace

Result<std::unique_ptr<const PreparedCall>> PreparedCall::make(const Environment& environment, const host::StageManifest& manifest, const StageInput& input) {
  for (const auto& needed : manifest.requires_stages)
    if (!json::find(*input.record, "analysis." + short_stage_id(needed)))
      return fail(ErrorCode::missing_field, "the stage needs the result of " + needed + ", which has not run; put it before this step", manifest.id);
  std::unique_ptr<PreparedCall> self(new PreparedCall);
  AMENDS_TRY(self->config_, environment.contracts->configuration(manifest, input.config));
  self->case_id_ = input.case_id;
  self->record_ = view_of(manifest, input.text_of);
  self->locale_ = std::string(json::text_at(*input.record, "case.locale", input.organisation->locale));
  auto& call = self->call_;
  call.case_id = self->case_id_;
  call.record = self->record_;
  call.config = self->config_;
  call.run = input.run;
  call.now = input.now;
  call.packs = environment.packs.get();
  call.locale = self->locale_;
  call.institution = input.organisation->id;
  call.diagnose = input.diagnose;
  return std::unique_ptr<const PreparedCall>(std::move(self));
}

Result<StageOutcome> run_checked(const Environment& environment, host::Stage& stage, const StageInput& input) {
  AMENDS_TRY(const auto prepared, PreparedCall::make(environment, stage.manifest(), input));
  AMENDS_TRY(auto answer, stage.run(prepared->call()));
  return check_answer_of(environment, stage, input, std::move(answer));
}

Result<StageOutcome> check_answer_of(const Environment& environment, const host::Stage& stage, const StageInput& input, host::StageAnswer answer) {
  const auto& manifest = stage.manifest();
  StageOutcome outcome{std::move(answer), {}, {}, {}};
  auto& envelope = outcome.answer.envelope;
  AMENDS_CHECK(check_envelope(manifest, envelope, *input.record));
  AMENDS_CHECK(environment.contracts->check_output(manifest, envelope));

  if (environment.guard) {
    guard::Context context;
    context.record = input.record;
    context.stage = manifest.id;
    context.now = input.now;
    context.clocks = input.clocks;
    context.human_contact_by = [&]() -> std::optional<Instant> {
      const auto contact = environment.clock_rules->due(*input.organisation, input.now, {1, calendar::Unit::working_days});
      return contact ? std::optional<Instant>(*contact) : std::nullopt;
    };
    if (!environment.guard->enforce(envelope, context).empty()) outcome.answer.text = json::write(envelope);
  }

  for (const auto& fact : json::list_at(envelope, "facts")) {
    const auto path = json::text_at(fact, "path");
    const auto* value = json::find(fact, "value");
    const auto* before = json::find(*input.record, path);
    if (json::is_null(value) || (before && *before == *value)) continue;
    const bool own = input.set_by(std::string(path)) == "stage:" + manifest.id;
    if (own || is_default_at(path, before))
      outcome.applied.push_back(json::Object{{"path", path}, {"value", *value}});
    else
      outcome.clashes.push_back(json::Object{{"path", path}, {"kept", *before}, {"proposed", *value}});
  }

  // A stage's own proposals do not make its result stale: the digests of what they touch are taken after them.
  json::Value after;
  for (const auto& path : manifest.reads) {
    const auto full = record_path(path);
    const bool touched = std::any_of(outcome.applied.begin(), outcome.applied.end(), [&](const json::Value& fact) { return paths_overlap(json::text_at(fact, "path"), full); });
    if (!touched) {
      outcome.reads[path] = input.digest(path);
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

// Turn, continued: a stage runs. What it is given, whether it is held back to be called with others, and how its answer, or why there is none, becomes an event.
#include "packs/packs.hpp"
#include "runtime/approving.hpp"
#include "runtime/turn.hpp"

namespace amends::runtime {
namespace {

std::string strip_error_prefix(std::string_view name) { return std::string(name.starts_with("error.") ? name.substr(6) : name); }

}  // namespace

Result<const json::Value*> Turn::configuration(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  if (step.with.empty()) return &step.config;
  config_ = step.config.is_object() ? step.config : json::Value(json::Object{});
  const auto scope = this->scope(command);
  for (const auto& [name, expression] : step.with) {
    AMENDS_TRY(const auto value, expression.evaluate(scope));
    config_.as_object()[name] = feel::to_json(value);
  }
  return &config_;
}

Result<void> Turn::stage_failed(const flow::Command& command, std::string_view stage, const Error& error, bool retryable) {
  const auto& step = state_.definition().step(command.step);
  json::Object payload{{"step", step.name},
                       {"visit", command.visit},
                       {"stage", stage},
                       {"attempt", command.attempt},
                       {"code", strip_error_prefix(code_name(error.code))},
                       {"message", error.text()},
                       {"retryable", retryable}};
  if (!diagnostic_.is_null()) payload["diagnostic"] = std::exchange(diagnostic_, nullptr);
  return append(kinds::stage_failed, std::move(payload), {}, "stage:" + std::string(stage));
}

Result<void> Turn::ask_lookups(const flow::Command& command, const host::StageManifest& manifest) {
  const auto& step = state_.definition().step(command.step);
  const auto settings = environment_.contracts->configuration(manifest, step.with.empty() ? &step.config : &config_);
  if (!settings) return {};  // told by the run itself
  AMENDS_TRY(const auto config, json::parse(*settings));
  const Asking asking{state_.id(), state_.record(), config, organisation(), now_, [this](std::string_view path) { return state_.is_given(path); }};
  auto questions = lookup_questions(manifest.lookups, asking);
  const auto run = state_.runs(CaseState::section_at(manifest.section, items_around(command))) + 1;
  if (state_.has_answers(manifest.id, run, questions)) return {};
  AMENDS_TRY(auto reply, answer_lookups(std::move(questions), asking, environment_.store, *environment_.packs));
  json::Object payload{{"step", step.name}};
  if (command.visit != 1) payload["visit"] = command.visit;
  payload["stage"] = manifest.id;
  payload["run"] = run;
  payload["commit"] = reply.commit;
  payload["answers"] = std::move(reply.answers);
  return append(kinds::lookup_answered, std::move(payload), {}, kSystem);
}

StageInput Turn::stage_input(const flow::Step& step, const host::StageManifest& manifest, const flow::Token* token) {
  StageInput input;
  input.case_id = state_.id();
  input.record = &state_.record();
  input.config = step.with.empty() ? &step.config : &config_;
  const auto at = state_.items_of(token);
  input.run = state_.runs(CaseState::section_at(manifest.section, at)) + 1;
  input.now = now_;
  input.organisation = &organisation();
  for (const auto& clock : state_.clocks())
    if (clock.state == "running" || clock.state == "suspended") input.clocks.push_back({clock.kind, clock.due_at});
  input.text_of = [this, at](const std::string& path) -> std::string_view { return state_.text_at(path, at); };
  input.digest = [this, at](const std::string& path) -> std::string_view { return state_.digest_at(path, at); };
  input.set_by = [this](const std::string& path) -> std::string_view {
    const auto found = state_.provenance().find(path);
    return found == state_.provenance().end() ? std::string_view() : std::string_view(found->second);
  };
  item_record_ = state_.record_at(at);
  if (item_record_) input.record = &*item_record_;
  input.diagnose = [this](json::Value diagnostic) { diagnostic_ = std::move(diagnostic); };
  return input;
}

Result<void> Turn::run_stage(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  auto* stage = environment_.stages->find(step.stage, step.stage_major);
  if (!stage) {
    if (!step.optional) {
      stranded_ = "no loaded plugin offers the stage " + step.stage + (step.stage_major ? "@" + std::to_string(step.stage_major) : "") +
                  "; install it, trust it and run `amends work`";
      return {};
    }
    json::Object envelope{{"stage", step.stage}, {"run", state_.runs(default_section(step.stage)) + 1}, {"status", "skipped"}, {"error", nullptr}, {"result", json::Object{}}};
    envelope["evidence"] = json::Array{json::Object{{"id", "e1"}, {"kind", "field"}, {"path", "stage"}, {"value", nullptr}}};
    envelope["findings"] = json::Array{json::Object{{"id", "f1"},
                                                    {"code", "stage_skipped"},
                                                    {"severity", "info"},
                                                    {"confidence", 100},
                                                    {"text", json::bilingual("未安装阶段 " + step.stage + "，已跳过。", "The stage " + step.stage + " is not installed and was skipped.")},
                                                    {"evidence", json::Array{"e1"}}}};
    return append(kinds::stage_done,
                  json::Object{{"step", step.name}, {"visit", command.visit}, {"envelope", std::move(envelope)}}, {}, to_actor({step.stage, "", ""}));
  }
  std::optional<json::Value> release;
  if (!step.requires_approval.empty()) {
    auto covered = check_release(state_, organisation(), step.requires_approval, 1, {}, step.name, step.name + "#" + std::to_string(command.visit), items_around(command), json::Object{}, two_digits);
    if (covered.refusal) return stage_failed(command, step.stage, covered.refusal->error, false);
    release = std::move(covered.member);
  }
  const auto& manifest = stage->manifest();
  if (auto config = configuration(command); !config) return stage_failed(command, step.stage, config.error(), false);
  if (!manifest.lookups.empty()) AMENDS_CHECK(ask_lookups(command, manifest));
  const auto input = stage_input(step, manifest, flow::token_at(state_.flow(), command.step, command.visit));
  if (holds_ && stage->together()) {
    auto prepared = PreparedCall::make(environment_, manifest, input);
    if (!prepared) return conclude(command, *stage, std::move(release), std::move(prepared).error());
    held_.emplace(Held{command, stage, std::move(release), *std::move(prepared), std::nullopt});
    return {};
  }
  return conclude(command, *stage, std::move(release), run_checked(environment_, *stage, input));
}

Result<void> Turn::give_up_hold() {
  auto held = *std::move(held_);
  held_.reset();
  auto& answer = *held.answer;
  if (!answer) return conclude(held.command, *held.stage, std::move(held.release), std::move(answer).error());
  const auto input = stage_input(state_.definition().step(held.command.step), held.stage->manifest(), flow::token_at(state_.flow(), held.command.step, held.command.visit));
  return conclude(held.command, *held.stage, std::move(held.release), check_answer_of(environment_, *held.stage, input, *std::move(answer)));
}

Result<void> Turn::conclude(const flow::Command& command, const host::Stage& stage, std::optional<json::Value> release, Result<StageOutcome> outcome) {
  const auto& step = state_.definition().step(command.step);
  const auto& manifest = stage.manifest();
  if (!outcome) {
    const auto code = outcome.error().code;
    // Somebody asked the process to stop (Ctrl-C inside a stage): no failure of the case; the turn is given up and computed again later.
    if (code == ErrorCode::cancelled) return std::move(outcome).error();
    return stage_failed(command, manifest.id, outcome.error(), code == ErrorCode::unavailable || code == ErrorCode::deadline || code == ErrorCode::busy);
  }
  json::Object payload{{"step", step.name}};
  if (command.visit != 1) payload["visit"] = command.visit;
  const auto at = items_around(command);
  const auto section = CaseState::section_at(manifest.section, at);
  if (section != default_section(manifest.id)) payload["section"] = section;
  if (!at.empty()) payload["item"] = keys_of(at);
  if (release) payload["release"] = std::move(*release);
  if (!manifest.packs.empty()) {
    json::Object used;
    for (const auto& pack : manifest.packs) used[pack] = environment_.packs->hash_of(pack);
    payload["packs"] = std::move(used);
  }
  // What the questions were made from counts as read.
  if (!manifest.lookups.empty())
    for (const auto& path : lookup_parameters(manifest))
      if (!outcome->reads.contains(path)) outcome->reads[path] = state_.digest_at(path, at);
  payload["reads"] = std::move(outcome->reads);
  if (!outcome->applied.empty()) payload["applied"] = std::move(outcome->applied);
  if (!outcome->clashes.empty()) payload["clashes"] = std::move(outcome->clashes);
  // The stage's own bytes go into the journal as they are; the tree moves into the fold beside the rest of the payload.
  json::Value rest = std::move(payload);
  std::string text;
  text.reserve(outcome->answer.text.size() + 256);
  json::append(text, rest);
  text.pop_back();
  text += ",\"envelope\":";
  text += outcome->answer.text;
  text += '}';
  if (auto kept = json::check_read_back(rest); !kept) return stage_failed(command, manifest.id, kept.error(), false);
  // An answer that no event can hold is a failure of the stage: the case goes its way for failures, and nothing of it is lost.
  if (text.size() > store::kPayloadBytesMax)
    return stage_failed(command, manifest.id, fail(ErrorCode::range, "the answer of the stage makes an event of " + std::to_string(text.size()) + " bytes, and one holds at most " + std::to_string(store::kPayloadBytesMax) + "; let the stage answer less", manifest.id), false);
  const bool has_deadlines = !json::list_at(outcome->answer.envelope, "deadlines").empty();
  AMENDS_CHECK(append(kinds::stage_done, std::move(rest), std::move(text), to_actor({manifest.id, manifest.version, stage.library_hash()}), &outcome->answer.envelope));
  if (!has_deadlines && state_.clocks().empty() && state_.definition().clocks().empty()) return {};
  return reconsider_clocks(&state_.sections().at(section).envelope);
}

}  // namespace amends::runtime

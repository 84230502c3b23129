// Turn, continued: what a step works out by itself from the facts: the way of a choice, the answer of a table, facts that it sets.
#include "packs/packs.hpp"
#include "packs/table.hpp"
#include "runtime/record.hpp"
#include "runtime/turn.hpp"

namespace amends::runtime {
namespace {

std::string first_reason(const std::vector<std::string>& nulls) {
  std::string out = "the condition needs a value that is not known:";
  for (const auto& name : nulls) out += " " + name;
  return out + "; add it and resume the case";
}

}  // namespace

Result<void> Turn::choose(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  json::Object payload{{"step", step.name}, {"visit", command.visit}, {"branch", -1}};
  const auto scope = this->scope(command);
  for (std::size_t i = 0; i < step.choose.size(); ++i) {
    const auto& branch = step.choose[i];
    if (branch.when) {
      auto truth = branch.when->test(scope);
      if (!truth) {
        payload["reason"] = truth.error().text();
        break;
      }
      if (truth->kind == feel::Truth::Kind::no) continue;
      payload["when"] = branch.when->text();
      if (truth->kind == feel::Truth::Kind::unknown) {
        payload["reason"] = first_reason(truth->nulls);
        break;
      }
    }
    payload["branch"] = static_cast<std::int64_t>(i);
    payload["go"] = branch.go == flow::kEnd ? std::string("end") : state_.definition().step(branch.go).name;
    break;
  }
  if (payload["branch"].as_int64() < 0 && !payload.contains("reason")) payload["reason"] = "no condition of the step holds and it has no else; add one, or correct the facts and resume the case";
  return append(kinds::chosen, std::move(payload), {}, kSystem);
}

Result<void> Turn::choose_branches(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  json::Object payload{{"step", step.name}, {"visit", command.visit}};
  json::Array branches;
  const auto scope = this->scope(command);
  std::int64_t other = -1;
  for (std::size_t i = 0; i < step.branches.size(); ++i) {
    const auto& when = step.branches[i].when;
    if (!when) {
      other = static_cast<std::int64_t>(i);
      continue;
    }
    auto truth = when->test(scope);
    if (!truth || truth->kind == feel::Truth::Kind::unknown) {
      std::string reason = truth ? "the condition of the branch '" + step.branches[i].name + "' needs a value that is not known:" : truth.error().text();
      if (truth) {
        for (const auto& name : truth->nulls) reason += " " + name;
        reason += "; add it and resume the case";
      }
      payload["reason"] = std::move(reason);
      branches.clear();
      other = -1;
      break;
    }
    if (truth->kind == feel::Truth::Kind::yes) branches.emplace_back(static_cast<std::int64_t>(i));
  }
  if (branches.empty() && other >= 0) branches.emplace_back(other);
  if (branches.empty() && !payload.contains("reason")) payload["reason"] = "no condition of the step holds and it has no else; add one, or correct the facts and resume the case";
  payload["branches"] = std::move(branches);
  return append(kinds::chosen, std::move(payload), {}, kSystem);
}

Result<void> Turn::decide(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  const auto scope = this->scope(command);
  json::Value inputs = json::Object{};
  const auto fails = [&](std::string message) { return step_failed(command, "needs_person", std::move(message)); };
  for (const auto& [name, expression] : step.with) {
    auto value = expression.evaluate(scope);
    if (!value) return fails(value.error().text());
    inputs.as_object()[name] = feel::to_json(*value);
  }
  auto table = environment_.packs->named_table(step.table);
  if (!table) return fails(table.error().text());
  auto decision = (*table)->decide(feel::JsonScope(inputs));
  if (!decision) return fails(decision.error().text());
  json::Array matched, notes;
  for (const auto& row : decision->matched) matched.push_back(json::Object{{"row", row.row_id}, {"because", row.because}});
  for (auto& note : decision->notes) notes.emplace_back(std::move(note));
  json::Object payload{{"step", step.name}, {"visit", command.visit}, {"table", step.table}, {"hash", (*table)->hash()}, {"inputs", std::move(inputs)}, {"matched", std::move(matched)}, {"output", decision->output}};
  if (!notes.empty()) payload["notes"] = std::move(notes);
  if (auto kept = json::check_read_back(payload); !kept) return fails(kept.error().text());
  return append(kinds::decided, std::move(payload), {}, kSystem);
}

Result<void> Turn::set_facts(const flow::Command& command) {
  const auto& step = state_.definition().step(command.step);
  const auto scope = this->scope(command);
  json::Array facts;
  json::Object set;
  for (const auto& [path, expression] : step.set) {
    auto value = expression.evaluate(scope);
    if (!value) return step_failed(command, "needs_person", value.error().text());
    auto as_json = feel::to_json(*value);
    const auto full = path == "status" ? std::string("case.status") : path;
    // What a workflow sets is held to the same types as what a person sets: a fact of another type would mislead whoever reads it.
    if (auto fits = check_fact(full, as_json, now_); !fits) return step_failed(command, "schema", fits.error().text());
    const auto* before = json::find(state_.record(), full);
    facts.push_back(json::Object{{"path", full}, {"value", as_json}, {"before", before ? *before : json::Value(nullptr)}});
    set[full] = std::move(as_json);
  }
  if (auto fits = check_sums_with(state_.record(), set); !fits) return step_failed(command, "schema", fits.error().text());
  // What has no place in the record (an element behind the end of a list, a member of a text) would be journalled and never stand there.
  json::Value record = json::Object{};
  for (const auto& member : set) {
    const auto root = std::string(member.key()).substr(0, std::string_view(member.key()).find('.'));
    if (const auto* now = json::find(state_.record(), root); now && !json::find(record, root)) (void)json::set(record, root, *now);
    if (auto placed = json::set(record, member.key(), member.value()); !placed) return step_failed(command, "schema", placed.error().within(member.key()).text());
  }
  json::Object payload{{"step", step.name}, {"visit", command.visit}, {"facts", std::move(facts)}};
  if (auto kept = json::check_read_back(payload); !kept) return step_failed(command, "range", kept.error().text());
  return append(kinds::facts_set, std::move(payload), {}, kSystem);
}

Result<void> Turn::step_failed(const flow::Command& command, std::string_view code, std::string message) {
  const auto& name = state_.definition().step(command.step).name;
  return append(kinds::stage_failed,
                json::Object{{"step", name}, {"visit", command.visit}, {"stage", ""}, {"attempt", 1}, {"code", code}, {"message", std::move(message)}, {"retryable", false}}, {}, kSystem);
}

}  // namespace amends::runtime

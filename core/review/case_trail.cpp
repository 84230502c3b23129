#include "review/case_trail.hpp"

#include <algorithm>
#include <optional>

#include "packs/packs.hpp"

namespace amends::review {
namespace {

namespace kinds = runtime::kinds;

const flow::Token* find(const flow::State& state, std::int32_t id) {
  const auto found = std::find_if(state.tokens.begin(), state.tokens.end(), [&](const flow::Token& token) { return token.id == id; });
  return found == state.tokens.end() ? nullptr : &*found;
}

/// Which of its ways a token took out of its step, told from what happened. A step whose own `set` is outstanding has chosen its way before it leaves.
class Ways {
 public:
  /// Before the event is folded: a choice and an error name their way themselves.
  void note(const flow::Definition& definition, const flow::State& before, const store::Event& event, const json::Value& payload) {
    const auto step = definition.find(json::text_at(payload, "step"));
    if (step == flow::kEnd) return;
    const auto& what = definition.step(step);
    if (event.kind == kinds::chosen) {
      const auto branch = static_cast<std::int32_t>(json::integer_at(payload, "branch", -1));
      if (branch >= 0) way_[token_at(before, step)] = {step, ArrowKind::choice, branch};
    } else if (event.kind == kinds::stage_failed) {
      const auto code = json::text_at(payload, "code");
      std::int32_t route = -1;
      for (std::size_t i = 0; i < what.on_error.size(); ++i) {
        if (what.on_error[i].code == code) {
          route = static_cast<std::int32_t>(i);
          break;
        }
        if (what.on_error[i].code == "default") route = static_cast<std::int32_t>(i);
      }
      if (route >= 0) way_[token_at(before, step)] = {step, ArrowKind::error, route};
    } else if (event.kind != kinds::facts_set) {
      way_.erase(token_at(before, step));  // the stage ran again and did its work
    }
  }

  /// An `on` event that came from outside: which, and whether it took its step away. What comes from inside the case is not told by one event.
  std::optional<ArrowKey> heard(const flow::Definition& definition, const flow::State& before, const store::Event& event, const json::Value& payload) {
    if (event.kind != kinds::message_received && event.kind != kinds::timer_fired) return std::nullopt;
    const auto id = flow::parse_command_id(json::text_at(payload, "id"));
    if (!id || !id->part.starts_with("on:")) return std::nullopt;
    const auto step = definition.find(id->step);
    if (step == flow::kEnd) return std::nullopt;
    const auto name = std::string_view(id->part).substr(3, id->part.find(':', 3) - 3);
    const auto& on = definition.step(step).on;
    for (std::size_t i = 0; i < on.size(); ++i) {
      if (on[i].name != name) continue;
      const ArrowKey key{step, ArrowKind::event, static_cast<std::int32_t>(i)};
      if (!on[i].interrupting) return key;
      if (const auto* token = flow::token_at(before, step, id->visit)) way_[token->id] = key;
    }
    return std::nullopt;
  }

  ArrowKey take(const flow::Definition& definition, const flow::State& after, const flow::Token& token) {
    const auto kind = definition.step(token.step).kind;
    ArrowKey key{token.step, ArrowKind::onward, 0};
    if (const auto found = way_.find(token.id); found != way_.end() && found->second.from == token.step) key = found->second;
    else if (kind == flow::StepKind::first_of)
      for (const auto& taken : after.taken)
        if (taken.step == token.step) key = {token.step, ArrowKind::alternative, taken.alternative};
    way_.erase(token.id);
    return key;
  }

 private:
  static std::int32_t token_at(const flow::State& state, flow::StepIndex step) {
    for (const auto& token : state.tokens)
      if (token.step == step) return token.id;
    return 0;
  }
  std::map<std::int32_t, ArrowKey> way_;  // by token
};

}  // namespace

Result<Trail> trail_of(const runtime::Runtime::Loaded& loaded) {
  const auto& definition = loaded.state.definition();
  runtime::CaseState state(loaded.state.id(), loaded.state.definition_pointer());
  Trail trail;
  trail.case_id = loaded.state.id();
  Ways ways;
  for (const auto& event : loaded.events) {
    AMENDS_TRY(auto payload, json::parse(event.payload));
    const auto before = state.flow();
    ways.note(definition, before, event, payload);
    if (const auto beside = ways.heard(definition, before, event, payload)) ++trail.taken[*beside];
    AMENDS_CHECK(state.apply(event.kind, std::move(payload), event.at, event.seq, event.actor));
    const auto& after = state.flow();
    if (event.kind == kinds::cancelled) continue;  // its tokens went nowhere
    const auto count = [&](const ArrowKey& key) { ++trail.taken[key]; };
    for (const auto& token : before.tokens) {
      const auto* now = find(after, token.id);
      const bool moved = !now || now->step != token.step || (now->visit != token.visit && event.kind != kinds::resumed);
      if (moved && event.kind != kinds::retried) count(ways.take(definition, after, token));  // a person took it back: no way of the workflow
    }
    for (const auto& token : after.tokens) {
      if (token.parent == 0 || token.state == flow::TokenState::absorbing || find(before, token.id)) continue;
      const auto* parent = find(after, token.parent);
      if (!parent) continue;
      const auto& branches = definition.step(parent->step).branches;
      const auto branch = definition.step(token.step).branch;
      if (branch >= 0 && branch < static_cast<std::int32_t>(branches.size()) && branches[static_cast<std::size_t>(branch)].first == token.step) count({parent->step, ArrowKind::branch, branch});
    }
  }
  trail.visits = loaded.state.flow().visits;
  trail.visits.resize(definition.steps().size(), 0);
  for (const auto& token : loaded.state.flow().tokens) trail.here.push_back({token.step, token.state});
  return trail;
}

DrawingOptions drawing_options(const runtime::Runtime& runtime, const flow::Definition& definition, std::string_view language) {
  DrawingOptions out;
  out.language = language;
  for (const auto* manifest : runtime.stages().all()) {
    const auto title = json::in_language(json::find(manifest->raw, "texts.title"), language);
    if (!title.empty()) out.stage_titles.emplace(manifest->id, title);
  }
  const auto name = [&](const flow::HumanWork& work) {
    const auto* file = work.form.empty() ? nullptr : runtime.environment().packs->file("forms/" + work.form);
    const auto title = file ? json::in_language(json::find(*file, "title"), language) : std::string_view{};
    if (!title.empty()) out.form_titles.emplace(work.form, title);
  };
  for (const auto& step : definition.steps()) {
    name(step.human);
    for (const auto& alternative : step.alternatives)
      if (alternative.human) name(*alternative.human);
  }
  return out;
}

}  // namespace amends::review

#include "review/case_trail.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "packs/packs.hpp"
#include "support/files.hpp"
#include "support/yaml.hpp"

namespace amends::review {
namespace {

namespace kinds = runtime::kinds;

const flow::Token* find(const flow::State& state, std::int32_t id) {
  const auto found = std::find_if(state.tokens.begin(), state.tokens.end(), [&](const flow::Token& token) { return token.id == id; });
  return found == state.tokens.end() ? nullptr : &*found;
}

/// The `on` event of a step that takes this error or escalation: the exact name goes before `default`; -1 when it has none.
std::int32_t fitting(const flow::Step& step, flow::Boundary::Kind kind, std::string_view what) {
  std::int32_t other = -1;
  for (std::size_t i = 0; i < step.on.size(); ++i) {
    if (step.on[i].kind != kind) continue;
    if (step.on[i].what == what) return static_cast<std::int32_t>(i);
    if (kind == flow::Boundary::Kind::error && step.on[i].what == "default") other = static_cast<std::int32_t>(i);
  }
  return other;
}

/// Follows the tokens from event to event. An event moves the token that it is about, what this one completes or interrupts around it, and who hears its signal;
/// every other token that is gone was taken back and went no way of the workflow.
class Follower {
 public:
  Follower(const flow::Definition& definition, Trail& trail) : definition_(definition), trail_(trail) {
    for (const auto& arrow : arrows_of(definition)) arrows_.emplace(arrow.key, arrow);
  }

  /// Before the event is folded: which token it is about, and which way was chosen where the event says so.
  void note(const runtime::CaseState& state, const store::Event& event, const json::Value& payload) {
    before_ = state.flow();
    caught_.reset();
    fails_ = false;
    cause_ = cause(state, event, payload);
    const auto* token = find(before_, cause_);
    if (!token) return;
    const auto& step = definition_.step(token->step);
    if (event.kind == kinds::chosen) {
      if (const auto branch = static_cast<std::int32_t>(json::integer_at(payload, "branch", -1)); branch >= 0) way_[cause_] = {token->step, ArrowKind::choice, branch};
    } else if (event.kind == kinds::stage_failed || event.kind == kinds::outbox_dropped) {
      note_failure(*token, step, event.kind == kinds::stage_failed ? json::text_at(payload, "code") : std::string_view("unavailable"));
    } else if (event.kind == kinds::message_received || event.kind == kinds::timer_fired) {
      note_event(*token, step, json::text_at(payload, "id"));
    } else if (event.kind != kinds::facts_set) {
      way_.erase(cause_);  // the step began anew, or did its work after all
    }
  }

  /// After it: counts what was taken.
  void follow(const flow::State& after, const store::Event& event) {
    after_ = &after;
    if (event.kind == kinds::cancelled || event.kind == kinds::retried) return;  // its tokens went no way of the workflow
    if (event.kind == kinds::case_opened) pass(definition_.first(), 0);
    for (const auto& token : before_.tokens) beside(token);
    if (caught_ && moved(caught_->first)) way_[caught_->first] = caught_->second;
    skip_below_ = fails_ && caught_ && moved(caught_->first) && caught_->first != cause_ ? caught_->first : 0;
    for (const auto* token = find(before_, cause_); token; token = find(before_, token->parent)) {
      if (skip_below_ == token->id) skip_below_ = 0;
      if (skip_below_ == 0 && moved(token->id) && !(event.kind == kinds::resumed && stands_at(*token))) leave(*token);
    }
    for (const auto& token : after.tokens) entered(token);
  }

 private:
  [[nodiscard]] std::int32_t cause(const runtime::CaseState& state, const store::Event& event, const json::Value& payload) const {
    auto name = json::text_at(payload, "step");
    auto visit = json::integer_at(payload, "visit", 1);
    const auto by_id = [&](std::string_view id) -> std::int32_t {
      for (const auto& token : before_.tokens)
        if (std::find(token.holds.begin(), token.holds.end(), id) != token.holds.end()) return token.id;
      const auto parsed = flow::parse_command_id(id);
      const auto step = parsed ? definition_.find(parsed->step) : flow::kEnd;
      const auto* token = step == flow::kEnd ? nullptr : flow::token_at(before_, step, parsed->visit);
      return token ? token->id : 0;
    };
    if (event.kind == kinds::task_answered || event.kind == kinds::message_received || event.kind == kinds::timer_fired) return by_id(json::text_at(payload, "id"));
    if (event.kind == kinds::outbox_acknowledged || event.kind == kinds::outbox_dropped) {
      const auto* message = state.outgoing(json::text_at(payload, "key"));
      if (!message || message->is_notice()) return 0;
      name = message->step;
      visit = message->visit;
    }
    const auto step = definition_.find(name);
    const auto* token = step == flow::kEnd ? nullptr : flow::token_at(before_, step, static_cast<std::int32_t>(visit));
    return token ? token->id : 0;
  }

  void note_failure(const flow::Token& token, const flow::Step& step, std::string_view code) {
    std::int32_t route = -1;
    for (std::size_t i = 0; i < step.on_error.size(); ++i) {
      if (step.on_error[i].code == code) {
        route = static_cast<std::int32_t>(i);
        break;
      }
      if (step.on_error[i].code == "default") route = static_cast<std::int32_t>(i);
    }
    if (route >= 0) {
      way_[token.id] = {token.step, ArrowKind::error, route};
      return;
    }
    fails_ = true;
    for (const auto* around = &token; around; around = find(before_, around->parent)) {
      const auto index = fitting(definition_.step(around->step), flow::Boundary::Kind::error, code);
      if (index < 0 || around->leaving || around->state == flow::TokenState::absorbing) continue;
      const ArrowKey key{around->step, ArrowKind::event, index};
      if (definition_.step(around->step).on[static_cast<std::size_t>(index)].interrupting) caught_ = {around->id, key};
      return;
    }
  }

  void note_event(const flow::Token& token, const flow::Step& step, std::string_view id) {
    const auto parsed = flow::parse_command_id(id);
    if (!parsed || !parsed->part.starts_with("on:")) return;
    const auto name = std::string_view(parsed->part).substr(3, parsed->part.find(':', 3) - 3);
    for (std::size_t i = 0; i < step.on.size(); ++i)
      if (step.on[i].name == name && step.on[i].interrupting) way_[token.id] = {token.step, ArrowKind::event, static_cast<std::int32_t>(i)};
  }

  [[nodiscard]] bool moved(std::int32_t id) const {
    const auto* token = find(before_, id);
    const auto* now = find(*after_, id);
    return token && (!now || now->step != token->step || now->visit != token->visit);
  }
  [[nodiscard]] bool stands_at(const flow::Token& token) const {
    const auto* now = find(*after_, token.id);
    return now && now->step == token.step;
  }
  void count(const ArrowKey& key) { ++trail_.taken[key]; }

  /// A token that stays while its step heard events: each sent a second token on its way.
  void beside(const flow::Token& token) {
    const auto* now = find(*after_, token.id);
    if (!now || now->step != token.step || now->visit != token.visit) return;
    for (std::size_t i = 0; i < now->heard.size(); ++i)
      for (auto times = now->heard[i] - (i < token.heard.size() ? token.heard[i] : 0); times > 0; --times) {
        const ArrowKey key{token.step, ArrowKind::event, static_cast<std::int32_t>(i)};
        count(key);
        pass_on(key, token.parent);
      }
  }

  /// The token left its step: by the way that was noted, else onward.
  void leave(const flow::Token& token) {
    ArrowKey key{token.step, ArrowKind::onward, 0};
    if (const auto found = way_.find(token.id); found != way_.end() && found->second.from == token.step) key = found->second;
    else if (definition_.step(token.step).kind == flow::StepKind::first_of)
      for (const auto& taken : after_->taken)
        if (taken.step == token.step) key = {token.step, ArrowKind::alternative, taken.alternative};
    way_.erase(token.id);
    count(key);
    pass_on(key, token.parent);
  }

  void pass_on(const ArrowKey& key, std::int32_t parent) {
    const auto arrow = arrows_.find(key);
    if (arrow != arrows_.end() && arrow->second.to != flow::kEnd && !arrow->second.to_join) pass(arrow->second.to, parent);
  }

  /// What a token does in the same turn that comes to a step: steps that act and are left at once have no event of their own. `parent`: the token around them.
  /// Answers whether it went on to the end of the part that the step stands in.
  bool pass(flow::StepIndex at, std::int32_t parent) {
    for (std::size_t guard = 0; at != flow::kEnd && guard < definition_.steps().size(); ++guard) {
      const auto& step = definition_.step(at);
      if (const auto way = turned_away(at)) {
        count(way->key);
        if (way->to_join || way->to == flow::kEnd) return true;
        at = way->to;
        continue;
      }
      const ArrowKey onward{at, ArrowKind::onward, 0};
      switch (step.kind) {
        case flow::StepKind::block:
        case flow::StepKind::run:
        case flow::StepKind::parallel: {
          if (std::any_of(after_->tokens.begin(), after_->tokens.end(), [&](const flow::Token& token) { return token.step == at && fresh(token); })) return false;  // its own tokens tell where they went
          bool through = true;
          for (std::size_t i = 0; i < step.branches.size(); ++i) {
            count({at, ArrowKind::branch, static_cast<std::int32_t>(i)});
            through = pass(step.branches[i].first, parent) && through;
          }
          if (!through) return false;
          break;
        }
        case flow::StepKind::raise:
          if (raised(at, step, parent) || step.raises_error) return false;
          break;
        case flow::StepKind::signal: told(step); break;
        case flow::StepKind::cancel:
        case flow::StepKind::terminate:
          if (step.kind == flow::StepKind::cancel && !step.whole_case) break;
          count(onward);
          ends(step.whole_case ? flow::kEnd : step.targets.front());
          return false;
        default: return false;
      }
      count(onward);
      const auto arrow = arrows_.find(onward);
      at = arrow == arrows_.end() || arrow->second.to_join ? flow::kEnd : arrow->second.to;
    }
    return true;
  }

  /// The way that a token took instead of entering a step: its bound was reached, or the case does not stand where its milestone says.
  [[nodiscard]] std::optional<Arrow> turned_away(flow::StepIndex at) const {
    const auto visits = [&](const flow::State& state) { return static_cast<std::size_t>(at) < state.visits.size() ? state.visits[static_cast<std::size_t>(at)] : 0; };
    if (visits(before_) != visits(*after_)) return std::nullopt;
    for (const auto kind : {ArrowKind::bound, ArrowKind::milestone})
      if (const auto arrow = arrows_.find({at, kind, 0}); arrow != arrows_.end()) return arrow->second;
    return std::nullopt;
  }

  /// It came to its step by this event.
  [[nodiscard]] bool fresh(const flow::Token& token) const {
    const auto* old = find(before_, token.id);
    return !old || old->step != token.step || old->visit != token.visit;
  }

  /// An error or escalation of the step `at` goes to the nearest step around that takes it. Answers whether it took the token away from here.
  bool raised(flow::StepIndex at, const flow::Step& step, std::int32_t parent) {
    const auto kind = step.raises_error ? flow::Boundary::Kind::error : flow::Boundary::Kind::escalation;
    for (auto around = at; around != flow::kEnd; around = definition_.step(around).inside) {
      const auto index = fitting(definition_.step(around), kind, step.event);
      if (index < 0) continue;
      const ArrowKey key{around, ArrowKind::event, index};
      const bool interrupting = definition_.step(around).on[static_cast<std::size_t>(index)].interrupting;
      const auto* token = find(before_, parent);
      while (token && token->step != around) token = find(before_, token->parent);
      if (interrupting && token) {
        way_[token->id] = key;
        skip_below_ = token->id;
      } else if (!token || moved(token->id)) {  // it came, or went, within the turn; else its count of what it heard tells
        count(key);
        pass_on(key, token ? token->parent : parent);
      }
      return interrupting;
    }
    return false;
  }

  /// Who listens now is told; a step that is taken away by it goes its way.
  void told(const flow::Step& signal) {
    for (const auto& token : before_.tokens) {
      if (token.leaving || token.state == flow::TokenState::absorbing || !moved(token.id)) continue;
      const auto& step = definition_.step(token.step);
      const auto on = std::find_if(step.on.begin(), step.on.end(), [&](const flow::Boundary& one) { return one.kind == flow::Boundary::Kind::signal && one.what == signal.event; });
      const bool hears = on != step.on.end();
      if (hears && !on->interrupting) continue;
      const bool waits = step.event == signal.event || std::any_of(step.alternatives.begin(), step.alternatives.end(), [&](const flow::Alternative& one) { return one.signal == signal.event; });
      const bool listens = token.state == flow::TokenState::waiting && waits && (step.kind == flow::StepKind::listen || step.kind == flow::StepKind::first_of);
      if (!hears && !listens) continue;
      if (hears) way_[token.id] = {token.step, ArrowKind::event, static_cast<std::int32_t>(on - step.on.begin())};
      if (!is_around(token.id, cause_)) leave(token);  // what stands around the sender is counted on its way out
      else skip_below_ = token.id;
    }
  }

  [[nodiscard]] bool is_around(std::int32_t outer, std::int32_t inner) const {
    for (const auto* token = find(before_, inner); token; token = find(before_, token->parent))
      if (token->id == outer) return true;
    return false;
  }
  /// The step ends as done, and what stands between it and the token that ends it goes no way; kEnd: the whole case ends.
  void ends(flow::StepIndex scope) {
    skip_below_ = -1;
    for (const auto* token = find(before_, cause_); token && scope != flow::kEnd; token = find(before_, token->parent))
      if (token->step == scope) skip_below_ = token->id;
  }

  /// A token that begins in a branch of a step that was entered, or in an item of a for-each.
  void entered(const flow::Token& token) {
    if (token.parent == 0 || token.state == flow::TokenState::absorbing || find(before_, token.id)) return;
    const auto* parent = find(*after_, token.parent);
    const auto* old = find(before_, token.parent);
    if (!parent || (!fresh(*parent) && parent->begun == old->begun)) return;  // an `on` event began it
    const auto& branches = definition_.step(parent->step).branches;
    const auto branch = definition_.step(parent->step).kind == flow::StepKind::run ? 0 : definition_.step(token.step).branch;
    if (branch < 0 || branch >= static_cast<std::int32_t>(branches.size())) return;
    const auto first = branches[static_cast<std::size_t>(branch)].first;
    count({parent->step, ArrowKind::branch, branch});
    if (first != token.step) pass(first, token.parent);  // it has left the first step already
  }

  const flow::Definition& definition_;
  Trail& trail_;
  std::map<ArrowKey, Arrow> arrows_;
  flow::State before_;
  const flow::State* after_ = nullptr;
  std::int32_t cause_ = 0;
  bool fails_ = false;         ///< the event says that the token's step failed, and the step itself has no way for it
  std::optional<std::pair<std::int32_t, ArrowKey>> caught_;  ///< the token around whose `on` event takes the failure
  std::int32_t skip_below_ = 0;              ///< tokens between the cause and this one were taken back; -1: all; 0: none
  std::map<std::int32_t, ArrowKey> way_;     ///< by token: the way that was chosen out of its step. A step whose own `set` is outstanding has chosen before it leaves
};

Trail::Here stands(const runtime::CaseState& state, const flow::Token& token) {
  Trail::Here out{token.step, token.state};
  const auto place = state.definition().step(token.step).name + "#" + std::to_string(token.visit);
  for (const auto& task : state.tasks())
    if (task.status == "open" && (task.id == place || task.id.starts_with(place + ":") || std::find(token.holds.begin(), token.holds.end(), task.id) != token.holds.end()) && !task.assignee.empty()) out.holder = task.assignee;
  for (const auto& message : state.outbox()) {
    if (message.settled() || message.is_notice() || message.visit != token.visit || message.step != state.definition().step(token.step).name) continue;
    const bool held = message.status == "open" && (state.suspension() || state.safety_hold());
    out.delivery = held ? "withheld" : message.status;
  }
  if (token.state == flow::TokenState::joining && token.total > 0) {
    out.arrived = token.arrived;
    out.total = token.total;
  }
  return out;
}

/// A called workflow stands as a block whose steps have the call's name before theirs.
bool is_call(const flow::Definition& definition, const flow::Step& block) {
  const auto index = definition.find(block.name);
  const auto prefix = block.name + "_";
  bool any = false;
  for (const auto& step : definition.steps()) {
    if (step.inside != index) continue;
    if (!step.name.starts_with(prefix)) return false;
    any = true;
  }
  return any;
}

/// Of a shipped workflow, by its file; empty where there is none of this name.
std::string title_of_workflow(const std::string& root, const std::string& name, std::string_view language) {
  const auto file = std::filesystem::path(root) / "workflows" / name / "workflow.yaml";
  std::error_code missing;
  if (root.empty() || !std::filesystem::is_regular_file(file, missing)) return {};
  const auto text = read_file(file.string());
  if (!text) return {};
  const auto document = yaml::parse(*text, file.string());
  return document ? std::string(json::in_language(json::find(document->value, "title"), language)) : std::string{};
}

}  // namespace

Result<Trail> trail_of(const runtime::Runtime::Loaded& loaded) {
  const auto& definition = loaded.state.definition();
  runtime::CaseState state(loaded.state.id(), loaded.state.definition_pointer());
  Trail trail;
  trail.case_id = loaded.state.id();
  Follower follower(definition, trail);
  for (const auto& event : loaded.events) {
    AMENDS_TRY(auto payload, json::parse(event.payload));
    follower.note(state, event, payload);
    AMENDS_CHECK(state.apply(event.kind, std::move(payload), event.at, event.seq, event.actor));
    follower.follow(state.flow(), event);
  }
  trail.visits = loaded.state.flow().visits;
  trail.visits.resize(definition.steps().size(), 0);
  for (const auto& token : loaded.state.flow().tokens) trail.here.push_back(stands(loaded.state, token));
  trail.suspended = loaded.state.suspension().has_value();
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
    if (!file || out.form_fields.contains(work.form)) return;
    auto& fields = out.form_fields[work.form];
    for (const auto& field : json::list_at(*file, "fields")) {
      auto& words = fields[std::string(json::text_at(field, "field"))];
      words.label = json::in_language(json::find(field, "label"), language);
      for (const auto& [value, text] : json::object_at(field, "value_labels")) words.values.emplace(value, json::in_language(&text, language));
    }
  };
  for (const auto& step : definition.steps()) {
    name(step.human);
    for (const auto& alternative : step.alternatives)
      if (alternative.human) name(*alternative.human);
    if (step.kind == flow::StepKind::block && is_call(definition, step))
      if (auto title = title_of_workflow(runtime.options().root, step.name, language); !title.empty()) out.block_titles.emplace(step.name, std::move(title));
  }
  return out;
}

}  // namespace amends::review

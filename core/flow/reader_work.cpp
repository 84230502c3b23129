// The second pass, continued: the steps that have work done, by a stage, a decision table or a person.
#include <algorithm>
#include <charconv>

#include "flow/nearest.hpp"
#include "flow/reader.hpp"
#include "support/ids.hpp"

namespace amends::flow {
namespace {

constexpr std::array<std::string_view, 2> kRetryKeys{"max", "backoff"};
constexpr std::array<std::string_view, 13> kHumanKeys{"role", "form", "title", "due", "escalate", "remind", "candidates", "four_eyes_with", "shows", "amount", "limits", "requires_approval", "releases"};

}  // namespace

void DefinitionReader::read_stage(Step& step, const Body& body, StepIndex index) {
  const auto path = sub(body.path, "stage");
  if (auto id = text(&body.value->at("stage"), path, "the id of a stage")) {
    const auto at = id->find('@');
    const auto major = at == std::string::npos ? std::string_view{} : std::string_view(*id).substr(at + 1);
    bool fits = is_stage_id(std::string_view(*id).substr(0, at));
    if (at != std::string::npos) {
      const auto [end, error] = std::from_chars(major.data(), major.data() + major.size(), step.stage_major);
      fits = fits && error == std::errc{} && end == major.data() + major.size() && step.stage_major >= 1 && step.stage_major <= 999;
    }
    if (!fits) problem(path, "'" + shown(*id) + "' is no stage; write its id and, if wanted, the major version, for example amends.intake or amends.intake@1");
    step.stage = id->substr(0, at);
  }
  if (const auto* config = body.value->if_contains("config")) {
    if (map(config, sub(body.path, "config"), "`config`")) step.config = *config;
  } else {
    step.config = json::Object{};
  }
  read_with(step, body);
  for (const auto& [member, expression] : step.with)
    if (step.config.is_object() && step.config.get_object().contains(member)) problem(sub(sub(body.path, "with"), member), "'" + member + "' stands in `config` too; write it in one of them");
  if (const auto* optional = body.value->if_contains("optional")) step.optional = yes_no(optional, sub(body.path, "optional"), "`optional`").value_or(false);
  if (const auto* approval = body.value->if_contains("requires_approval")) step.requires_approval = name(approval, sub(body.path, "requires_approval"), "the step whose approval is needed (`requires_approval`)").value_or("");
  if (const auto* retry = body.value->if_contains("retry")) read_retry(step, *retry, sub(body.path, "retry"));
  if (const auto* routes = body.value->if_contains("on_error")) read_on_error(step, *routes, sub(body.path, "on_error"), index);
}

void DefinitionReader::read_retry(Step& step, const json::Value& value, const std::string& path) {
  const auto* object = map(&value, path, "`retry` ({max, backoff})");
  if (!object) return;
  known_keys(*object, path, kRetryKeys, "`retry`");
  std::int64_t most = 0;
  const auto* max = object->if_contains("max");
  if (!max || !json::as_integer(*max, most) || most < 1 || most > kAttemptsMax)
    problem(sub(path, "max"), "`max` is the number of attempts in all, the first included: 1 to " + std::to_string(kAttemptsMax));
  else
    step.retry.attempts_max = static_cast<std::int32_t>(most);
  step.retry.backoff = {1, calendar::Unit::seconds};
  if (const auto* backoff = object->if_contains("backoff"))
    if (const auto read = duration(backoff, sub(path, "backoff"), true)) step.retry.backoff = *read;
}

void DefinitionReader::read_on_error(Step& step, const json::Value& value, const std::string& path, StepIndex index) {
  if (value.is_string()) {
    step.on_error.push_back({"default", go(&value, path, index)});
    return;
  }
  const auto* routes = map(&value, path, "`on_error` (a step, or {code: step, default: step})");
  if (!routes) return;
  std::vector<std::string_view> codes{"default"};
  for (const auto code : stage_errors()) codes.push_back(code);
  for (const auto& member : *routes) {
    const auto code = key_text(member);
    if (!contains(codes, code)) {
      problem(sub(path, code), "'" + shown(code) + "' is no error of a stage" + did_you_mean(code, codes) + " The codes are: " + list_words(codes));
      continue;
    }
    step.on_error.push_back({code, go(&member.value(), sub(path, code), index)});
  }
}

void DefinitionReader::read_decide(Step& step, const Body& body) {
  step.table = text(&body.value->at("decide"), sub(body.path, "decide"), "the name of a decision table").value_or("");
  read_with(step, body);
}

/// Inputs of a decision table, members of a stage's configuration.
void DefinitionReader::read_with(Step& step, const Body& body) {
  const auto* with = body.value->if_contains("with");
  if (!with) return;
  const auto path = sub(body.path, "with");
  const auto* inputs = map(with, path, "`with` (name: expression)");
  if (!inputs) return;
  for (const auto& member : *inputs) {
    const auto variable = key_text(member);
    const auto at = sub(path, variable);
    if (!is_name(variable) || contains(kFeelWords, variable)) {
      problem(at, "'" + shown(variable) + "' is no name of a variable; write a small letter, then small letters, digits and _ (" + std::string(kQuote) + ")");
      continue;
    }
    if (contains(kFactRoots, variable)) {
      problem(at, "the variable '" + variable + "' is named like the fact '" + variable + "' and would hide it; choose another name");
      continue;
    }
    if (auto read = expression(&member.value(), at)) step.with.emplace(variable, *std::move(read));
  }
}

HumanWork DefinitionReader::read_human(const json::Value& value, const std::string& path) {
  HumanWork work;
  const auto* object = map(&value, path, "`human` ({role, form, …})");
  if (!object) return work;
  known_keys(*object, path, kHumanKeys, "a human step");
  work.role = name(object->if_contains("role"), sub(path, "role"), "the role that does the work (`role`)").value_or("");
  work.form = text(object->if_contains("form"), sub(path, "form"), "the form to fill in (`form`)").value_or("");
  if (const auto* title = object->if_contains("title")) work.title = bilingual(title, sub(path, "title"));
  if (const auto* due = object->if_contains("due")) work.due = duration(due, sub(path, "due"));
  if (const auto* other = object->if_contains("four_eyes_with")) work.four_eyes_with = text(other, sub(path, "four_eyes_with"), "the step whose answerer may not answer this one").value_or("");
  read_approval(work, *object, path);
  if (const auto* escalate = object->if_contains("escalate")) read_escalate(work, *escalate, sub(path, "escalate"));
  if (const auto* remind = object->if_contains("remind")) read_reminders(work, *remind, sub(path, "remind"));
  if (const auto* candidates = object->if_contains("candidates")) read_candidates(work, *candidates, sub(path, "candidates"));
  return work;
}

void DefinitionReader::check_four_eyes() {
  const auto& steps = definition_->steps_;
  const auto opens_task = [](const Step& step) {
    return step.kind == StepKind::human ||
           std::any_of(step.alternatives.begin(), step.alternatives.end(), [](const Alternative& alternative) { return alternative.human.has_value(); });
  };
  std::vector<std::string_view> people;
  for (const auto& step : steps)
    if (opens_task(step)) people.push_back(step.name);
  const auto check = [&](const HumanWork& work, const Step& step, const std::string& path) {
    if (work.four_eyes_with.empty()) return;
    if (work.four_eyes_with == step.name) {
      problem(path, "`four_eyes_with` names the step itself; name the other step");
    } else if (!contains(people, work.four_eyes_with)) {
      problem(path, "there is no human step '" + shown(work.four_eyes_with) + "'" + (nearest(work.four_eyes_with, people).empty() ? "; name a step that a person answers" : did_you_mean(work.four_eyes_with, people)));
    }
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    check(steps[i].human, steps[i], bodies_[i].path + ".human.four_eyes_with");
    for (const auto& alternative : steps[i].alternatives)
      if (alternative.human) check(*alternative.human, steps[i], bodies_[i].path + ".first_of." + alternative.name + ".human.four_eyes_with");
  }
}

}  // namespace amends::flow

// What leaves by the outbox (`send` steps, `notices`), and how the engine's own turns of the workflow take their turn (`work`).
#include <algorithm>
#include <charconv>

#include "flow/nearest.hpp"
#include "flow/reader.hpp"
#include "support/ids.hpp"

namespace amends::flow {
namespace {

constexpr std::array<std::string_view, 4> kSendKeys{"kind", "to", "body", "wait"};
constexpr std::array<std::string_view, 2> kWorkKeys{"priority", "rate"};

constexpr std::string_view kRateForm = "`rate` is a count and an elapsed time, for example 100/1m or 20/1s";

bool elapses(calendar::Unit unit) { return unit == calendar::Unit::seconds || unit == calendar::Unit::minutes || unit == calendar::Unit::hours; }

/// "money.claimed" of an expression that is a path and nothing more; else empty.
std::string_view plain_path(const feel::Expression& expression) {
  const auto& names = expression.names();
  return names.size() == 1 && *names.begin() == expression.text() ? expression.text() : std::string_view{};
}

bool at_or_below(std::string_view inner, std::string_view outer) { return inner == outer || (inner.starts_with(outer) && inner[outer.size()] == '.'); }

}  // namespace

void DefinitionReader::read_send(Step& step, const Body& body) {
  const auto path = sub(body.path, "send");
  const auto* object = map(&body.value->at("send"), path, "`send` ({kind, to, body, wait})");
  if (!object) return;
  known_keys(*object, path, kSendKeys, "`send`");
  step.send.kind = name(object->if_contains("kind"), sub(path, "kind"), "what the message is (`kind`)").value_or("");
  if (contains(kNoticeKinds, step.send.kind)) problem(sub(path, "kind"), "'" + step.send.kind + "' is what the engine tells of by itself (`notices`); give the message another kind");
  if (const auto* to = object->if_contains("to")) step.send.to = expression(to, sub(path, "to"));
  if (const auto* wait = object->if_contains("wait")) step.send.waits = yes_no(wait, sub(path, "wait"), "`wait`").value_or(false);
  if (const auto* members = map(object->if_contains("body"), sub(path, "body"), "what the message says (`body`: {name: expression})")) {
    if (members->size() > kSendMembersMax) problem(sub(path, "body"), "a message has at most " + std::to_string(kSendMembersMax) + " members; leave some out");
    for (const auto& member : *members) {
      const auto key = key_text(member);
      const auto at = sub(sub(path, "body"), key);
      if (!is_name(key)) problem(at, "'" + shown(key) + "' is no name of a member; write a small letter, then small letters, digits and _, at most 64 characters");
      else if (auto read = expression(&member.value(), at)) step.send.body.emplace(key, *std::move(read));
    }
  }
  if (const auto* approval = body.value->if_contains("requires_approval")) step.requires_approval = name(approval, sub(body.path, "requires_approval"), "the step whose approval is needed (`requires_approval`)").value_or("");
}

/// What leaves on an approval is what it showed, to the letter: paths that were shown and nothing that is worked out from them afterwards.
void DefinitionReader::check_sending() {
  const auto& steps = definition_->steps_;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    if (step.kind != StepKind::send) continue;
    const auto path = sub(bodies_[i].path, "send");
    if (step.requires_approval.empty()) {
      if (contains(kReleasedKinds, step.send.kind)) problem(path, "a " + step.send.kind + " leaves only as it was released; write `requires_approval:` with the step in which another person approves it");
      continue;
    }
    check_release(step.requires_approval, {}, step, bodies_[i].path);
    const auto index = definition_->find(step.requires_approval);
    if (index == kEnd || !definition_->step(index).human.approves()) continue;  // told by check_release
    const auto& shows = definition_->step(index).human.shows;
    const auto seen = [&](const feel::Expression& expression) {
      const auto named = plain_path(expression);
      return !named.empty() && std::any_of(shows.begin(), shows.end(), [&](const std::string& one) { return at_or_below(named, one); });
    };
    if (const auto& to = step.send.to; to && !to->names().empty() && !seen(*to))
      problem(sub(path, "to"), "'" + shown(to->text()) + "' is no path that '" + step.requires_approval + "' shows, and to whom it goes is part of what was approved: add it to its `shows`, or write a fixed text");
    for (const auto& [member, expression] : step.send.body) {
      if (!seen(expression)) problem(sub(sub(path, "body"), member), "'" + shown(expression.text()) + "' is no path that '" + step.requires_approval + "' shows, and what leaves on an approval is exactly what was seen: add it to its `shows`, and name it here as it stands there");
    }
  }
}

void DefinitionReader::read_work(const json::Value& value) {
  const auto* object = map(&value, "work", "`work` ({priority, rate})");
  if (!object) return;
  known_keys(*object, "work", kWorkKeys, "`work`");
  auto& work = definition_->work_;
  if (const auto* priority = object->if_contains("priority")) {
    std::int64_t number = 0;
    if (!json::as_integer(*priority, number) || number < 0 || number > kPriorityMax) problem("work.priority", "`priority` is a whole number from 0 to " + std::to_string(kPriorityMax) + "; the higher one comes first, and 5 is what a workflow has that says nothing");
    else work.priority = static_cast<std::int32_t>(number);
  }
  const auto* rate = object->if_contains("rate");
  if (!rate) return;
  const auto said = text(rate, "work.rate", "how many turns in which time (`rate`)");
  if (!said) return;
  const auto slash = said->find('/');
  const auto count = std::string_view(*said).substr(0, slash);
  std::int32_t most = 0;
  const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), most);
  const auto per = slash == std::string::npos ? Result<calendar::Duration>(fail(ErrorCode::schema, "")) : calendar::parse_duration(std::string_view(*said).substr(slash + 1));
  if (error != std::errc{} || end != count.data() + count.size() || !per || !elapses(per->unit)) return problem("work.rate", "'" + shown(*said) + "' is no rate; " + std::string(kRateForm));
  if (most < 1 || most > kRateMax) return problem("work.rate", "a rate is 1 to " + std::to_string(kRateMax) + " turns in a time; " + std::string(kRateForm));
  if (per->count < 1 || calendar::time_us(*per) > kRateWindowMaxUs) return problem("work.rate", "the time of a rate is at least a second and at most 24h; " + std::string(kRateForm));
  work.most = most;
  work.per = *per;
}

void DefinitionReader::read_notices(const json::Value& value) {
  const auto* kinds = list(&value, "notices", "`notices` (what the engine tells of by itself)");
  if (!kinds) return;
  std::vector<std::string_view> named;
  for (std::size_t i = 0; i < kinds->size(); ++i) {
    const auto at = sub("notices", i);
    const auto one = text(&(*kinds)[i], at, "a kind of notice");
    if (!one) continue;
    const auto* const found = std::find(kNoticeKinds.begin(), kNoticeKinds.end(), *one);
    if (found == kNoticeKinds.end()) problem(at, "'" + shown(*one) + "' is no notice" + did_you_mean(*one, kNoticeKinds) + " There are: " + list_words(kNoticeKinds));
    else named.push_back(*found);
  }
  for (const auto kind : kNoticeKinds)
    if (contains(named, kind)) definition_->notices_.emplace_back(kind);
}

}  // namespace amends::flow

#include "flow/canonical.hpp"

#include "flow/names.hpp"
#include "support/hash.hpp"

namespace amends::flow {
namespace {

// Each structure is taken apart by a structured binding that names all its members: a member that is added later does not compile before it is written here.

json::Value text(const std::optional<feel::Expression>& expression) { return expression ? json::Value(expression->text()) : json::Value(nullptr); }
json::Value text(const std::optional<calendar::Duration>& duration) { return duration ? json::Value(calendar::format_duration(*duration)) : json::Value(nullptr); }

json::Value texts(const std::vector<std::string>& list) {
  json::Array out;
  for (const auto& one : list) out.emplace_back(one);
  return out;
}

json::Value texts(const std::map<std::string, feel::Expression>& expressions) {
  json::Object out;
  for (const auto& [name, expression] : expressions) out[name] = expression.text();
  return out;
}

class Writer {
 public:
  explicit Writer(const Definition& definition) : definition_(definition) {}

  [[nodiscard]] json::Value step(const Step& step) const {
    const auto& [name, path, body, kind, next, joins, inside, branch, stage, stage_major, config, optional, requires_approval, retry, on_error, table, with, human, choose, branches, alternatives, message,
                 key, wait, set, meets, join, each, on, bound, milestone, undo, event, raises_error, whole_case, targets, send] = step;
    (void)path, (void)body;  // places in the file
    json::Object out{{"name", name}, {"kind", kKindKeys[static_cast<std::size_t>(kind)]}};
    out["next"] = joins ? json::Value(nullptr) : target(next);
    out["joins"] = joins;
    out["inside"] = inside == kEnd ? json::Value(nullptr) : json::Value(json::Array{definition_.step(inside).name, branch == kUndo ? std::string("undo") : definition_.step(inside).branches[static_cast<std::size_t>(branch)].name});
    out["set"] = texts(set);
    out["meets"] = texts(meets);
    switch (kind) {
      case StepKind::stage: {
        out["stage"] = stage;
        out["major"] = stage_major;
        out["config"] = config;
        out["optional"] = optional;
        out["requires_approval"] = requires_approval;
        const auto& [attempts_max, backoff] = retry;
        out["attempts"] = attempts_max;
        out["backoff"] = attempts_max > 1 ? json::Value(calendar::format_duration(backoff)) : json::Value(nullptr);
        json::Object routes;
        for (const auto& [code, go] : on_error) routes[code] = target(go);
        out["on_error"] = std::move(routes);
        if (!with.empty()) out["with"] = texts(with);
        break;
      }
      case StepKind::decide:
        out["table"] = table;
        out["with"] = texts(with);
        break;
      case StepKind::human: out["human"] = work(human); break;
      case StepKind::choose: {
        json::Array list;
        for (const auto& [when, go] : choose) list.push_back(json::Object{{"when", text(when)}, {"go", target(go)}});
        out["choose"] = std::move(list);
        break;
      }
      case StepKind::parallel: {
        json::Array list;
        for (const auto& [branch_name, first, when] : branches) list.push_back(json::Object{{"name", branch_name}, {"first", target(first)}});
        out["branches"] = std::move(list);
        break;
      }
      case StepKind::first_of: {
        json::Array list;
        for (const auto& [alternative, waits_for, hears, waits_key, after, by, go] : alternatives) {
          json::Object one{{"name", alternative}, {"message", waits_for}, {"key", text(waits_key)}, {"after", text(after)}, {"human", by ? work(*by) : json::Value(nullptr)}, {"go", target(go)}};
          if (!hears.empty()) one["signal"] = hears;
          list.push_back(std::move(one));
        }
        out["alternatives"] = std::move(list);
        break;
      }
      case StepKind::message:
        out["message"] = message;
        out["key"] = text(key);
        break;
      case StepKind::wait: out["wait"] = text(wait); break;
      case StepKind::set: break;
      case StepKind::inclusive: {
        json::Array list;
        for (const auto& [branch_name, first, when] : branches) list.push_back(json::Object{{"name", branch_name}, {"when", text(when)}, {"first", target(first)}});
        out["branches"] = std::move(list);
        break;
      }
      case StepKind::each: {
        const auto& [items, as, item_key, one_by_one, grows_by, grows_key] = each;
        out["each"] = json::Object{{"list", text(items)}, {"as", as}, {"key", text(item_key)}, {"one_by_one", one_by_one}, {"grows_by", grows_by}, {"grows_key", text(grows_key)}};
        out["first"] = target(branches.empty() ? kEnd : branches.front().first);
        break;
      }
      case StepKind::run:
      case StepKind::block: out["first"] = target(branches.empty() ? kEnd : branches.front().first); break;
      case StepKind::raise:
        out["raise"] = event;
        out["error"] = raises_error;
        break;
      case StepKind::signal:
      case StepKind::listen: out["signal"] = event; break;
      case StepKind::cancel:
      case StepKind::terminate:
      case StepKind::compensate: {
        json::Array list;
        for (const auto index : targets) list.push_back(target(index));
        out["targets"] = whole_case ? json::Value("case") : json::Value(std::move(list));
        break;
      }
      case StepKind::send: {
        const auto& [message_kind, to, members, waits] = send;
        out["send"] = json::Object{{"kind", message_kind}, {"to", text(to)}, {"body", texts(members)}, {"wait", waits}};
        out["requires_approval"] = requires_approval;
        break;
      }
    }
    // What most steps do not have is left out, so that their text stays as it was.
    if (join.of != 0) out["join"] = json::Object{{"of", join.of}, {"cancel", join.cancel}};
    if (!on.empty()) {
      json::Array list;
      for (const auto& [on_name, on_kind, after, what, on_key, interrupting, go] : on)
        list.push_back(json::Object{{"name", on_name}, {"kind", kBoundaryKeys[static_cast<std::size_t>(on_kind)]}, {"after", text(after)}, {"what", what}, {"key", text(on_key)}, {"interrupting", interrupting}, {"go", target(go)}});
      out["on"] = std::move(list);
    }
    if (const auto& [bound_name, most, go] = bound; !bound_name.empty()) out["bound"] = json::Object{{"name", bound_name}, {"most", most}, {"go", target(go)}};
    if (const auto& [at, otherwise] = milestone; !at.empty()) {
      json::Array list;
      for (const auto index : at) list.push_back(target(index));
      out["while"] = json::Object{{"at", std::move(list)}, {"waits", !otherwise}, {"else", otherwise ? target(*otherwise) : json::Value(nullptr)}};
    }
    if (undo != kEnd) out["undo"] = target(undo);
    return out;
  }

  static json::Value clock(const ClockUse& use) {
    const auto& [name, rule, kind, from, warn, on_breach, to] = use;
    json::Array before;
    for (const auto duration : warn) before.emplace_back(calendar::format_duration(duration));
    return json::Object{{"name", name}, {"rule", rule}, {"kind", kind}, {"from", from}, {"warn", std::move(before)}, {"on_breach", on_breach}, {"to", to}};
  }

 private:
  [[nodiscard]] json::Value target(StepIndex index) const { return index == kEnd ? json::Value(nullptr) : json::Value(definition_.step(index).name); }

  static json::Value work(const HumanWork& human) {
    const auto& [role, form, title, due, escalate, remind, candidates, four_eyes_with, shows, amount, amount_is_total, limits, requires_approval, approval_uses, releases] = human;
    json::Array rungs;
    for (const auto& [after, to] : escalate) rungs.push_back(json::Object{{"after", calendar::format_duration(after)}, {"to", to}});
    json::Object authority, released;
    for (const auto& [limit_role, currency, limit_minor] : limits) {
      auto& sums = authority[limit_role];
      if (!sums.is_object()) sums = json::Object{};
      sums.as_object()[currency] = limit_minor;
    }
    for (const auto& [field, path] : releases) released[field] = path;
    json::Object out{{"role", role},
                        {"form", form},
                        {"title", title},
                        {"due", text(due)},
                        {"escalate", std::move(rungs)},
                        {"four_eyes_with", four_eyes_with},
                        {"shows", texts(shows)},
                        {"amount", amount},
                        {"amount_is_total", amount_is_total},
                        {"limits", std::move(authority)},
                        {"requires_approval", requires_approval},
                        {"approval_uses", approval_uses},
                        {"releases", std::move(released)}};
    if (!remind.empty()) {
      json::Array list;
      for (const auto& [length, before_due] : remind) list.push_back(json::Object{{before_due ? "before" : "after", calendar::format_duration(length)}});
      out["remind"] = std::move(list);
    }
    if (!candidates.empty()) {
      json::Array list;
      for (const auto& [person, candidate_role, from] : candidates) list.push_back(json::Object{{"person", person}, {"role", candidate_role}, {"from", text(from)}});
      out["candidates"] = std::move(list);
    }
    return out;
  }

  const Definition& definition_;
};

}  // namespace

json::Value canonical(const Definition& definition) {
  const Writer writer(definition);
  json::Array steps;
  for (const auto& step : definition.steps()) steps.push_back(writer.step(step));
  json::Object clocks;
  for (const auto& clock : definition.clocks()) clocks[clock.name] = Writer::clock(clock);
  json::Object out{{"workflow", definition.name()},
                   {"version", definition.version()},
                   {"title", definition.title()},
                   {"packs", definition.pack_set()},
                   {"commit", definition.commit_each_step() ? "step" : "turn"},
                   {"clocks", std::move(clocks)},
                   {"steps", std::move(steps)}};
  if (!definition.bounds().empty()) {
    json::Object bounds;
    for (const auto& [name, most] : definition.bounds()) bounds[name] = most;
    out["bounds"] = std::move(bounds);
  }
  if (definition.work() != WorkUse{}) {
    const auto& [priority, most, per] = definition.work();
    out["work"] = json::Object{{"priority", priority}, {"most", most}, {"per", most > 0 ? json::Value(calendar::format_duration(per)) : json::Value(nullptr)}};
  }
  if (!definition.notices().empty()) out["notices"] = texts(definition.notices());
  return out;
}

std::string graph_hash(const Definition& definition) { return content_hash(json::canonical(canonical(definition))); }

}  // namespace amends::flow

// The `clocks:` block.
#include <algorithm>

#include "flow/nearest.hpp"
#include "flow/reader.hpp"
#include "support/ids.hpp"

namespace amends::flow {
namespace {

constexpr std::array<std::string_view, 6> kClockKeys{"rule", "kind", "from", "warn", "on_breach", "to"};

/// For the order of warnings only; units are compared roughly there and converted nowhere.
std::int64_t rough_seconds(calendar::Duration d) {
  switch (d.unit) {
    case calendar::Unit::seconds: return d.count;
    case calendar::Unit::minutes: return d.count * 60;
    case calendar::Unit::hours: return d.count * 3'600;
    case calendar::Unit::working_hours: return d.count * 10'800;
    case calendar::Unit::days: return d.count * 86'400;
    case calendar::Unit::working_days: return d.count * 120'960;
    case calendar::Unit::weeks: return d.count * 604'800;
    case calendar::Unit::months: return d.count * 2'629'800;
  }
  return 0;
}

}  // namespace

void DefinitionReader::read_clocks(const json::Value& value) {
  const auto* clocks = map(&value, "clocks", "`clocks` (name: {rule | kind, from, …})");
  if (!clocks) return;
  for (const auto& member : *clocks) {
    const auto path = sub("clocks", key_text(member));
    ClockUse use;
    use.name = key_text(member);
    if (!is_name(use.name)) problem(path, "'" + shown(use.name) + "' is no name of a clock; write a small letter, then small letters, digits and _, at most 64 characters");
    const auto* object = map(&member.value(), path, "a clock ({rule | kind, from, warn, on_breach, to})");
    if (!object) continue;
    known_keys(*object, path, kClockKeys, "a clock");
    const auto* rule = object->if_contains("rule");
    const auto* kind = object->if_contains("kind");
    if ((rule != nullptr) == (kind != nullptr)) problem(path, "a clock names exactly one of `rule` (an id of the clock pack) and `kind` (the running clock of that kind)");
    if (rule) use.rule = text(rule, sub(path, "rule"), "the id of a clock rule (`rule`)").value_or("");
    if (kind) use.kind = name(kind, sub(path, "kind"), "the kind of a clock (`kind`)").value_or("");
    if (const auto* from = object->if_contains("from")) {
      use.from = text(from, sub(path, "from"), "the fact path of the start (`from`)").value_or("");
      const auto root = std::string_view(use.from).substr(0, use.from.find('.'));
      if (!use.from.empty() && !is_fact_path(use.from)) problem(sub(path, "from"), "'" + shown(use.from) + "' is no fact path; write for example channel.received_at");
      else if (!use.from.empty() && !contains(kFactRoots, root)) problem(sub(path, "from"), "'" + shown(use.from) + "' is no fact of a case" + did_you_mean(root, kFactRoots) + " The first part is one of: " + list_words(kFactRoots));
    } else if (rule) {
      problem(path, "a clock that starts by a rule says from when; write for example `from: channel.received_at`");
    }
    if (const auto* warn = object->if_contains("warn")) {
      if (const auto* rungs = list(warn, sub(path, "warn"), "`warn` (durations before the due time)"))
        for (std::size_t i = 0; i < rungs->size(); ++i)
          if (const auto before = duration(&(*rungs)[i], sub(sub(path, "warn"), i))) use.warn.push_back(*before);
      std::stable_sort(use.warn.begin(), use.warn.end(), [](calendar::Duration left, calendar::Duration right) { return rough_seconds(left) > rough_seconds(right); });
    }
    const auto* on_breach = object->if_contains("on_breach");
    const auto* to = object->if_contains("to");
    if (on_breach) {
      use.on_breach = on_breach->is_string() ? std::string(on_breach->get_string()) : std::string{};
      if (use.on_breach != "escalate") problem(sub(path, "on_breach"), "`on_breach` is escalate (a task for the role in `to`), or is left out");
      if (!to) problem(path, "a clock that escalates says to whom; write `to: supervisor`");
    }
    if (to) {
      use.to = name(to, sub(path, "to"), "the role that is told (`to`)").value_or("");
      if (!on_breach) problem(sub(path, "to"), "`to` belongs to `on_breach: escalate`; add that or remove `to`");
    }
    definition_->clocks_.push_back(std::move(use));
  }
}

}  // namespace amends::flow

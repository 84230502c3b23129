// The second pass, continued: who may take a task, who is told when nobody does, and when who has it is reminded.
#include <algorithm>

#include "flow/duration_sum.hpp"
#include "flow/reader.hpp"
#include "support/ids.hpp"
#include "support/utf8.hpp"

namespace amends::flow {
namespace {

constexpr std::array<std::string_view, 2> kRungKeys{"after", "to"};
constexpr std::array<std::string_view, 2> kReminderKeys{"after", "before"};
constexpr std::array<std::string_view, 2> kCandidateKeys{"role", "from"};

/// One word, as a person is named to the engine. What the name may hold is asked where somebody acts under it.
bool names_a_person(std::string_view text) {
  return utf8::valid(text) && text.size() <= kPersonBytesMax && text.find(':') == std::string_view::npos && std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
}

}  // namespace

/// The time of a rung that is counted on top of the ones before it.
std::optional<calendar::Duration> DefinitionReader::on_top(const std::optional<calendar::Duration>& sum, const calendar::Duration& after, const std::string& path, std::string_view rungs) {
  if (!sum) return after;
  const auto next = add(*sum, after);
  if (!next)
    problem(path, "the time of this rung is counted on top of the rungs before it, and " + calendar::format_duration(*sum) + " and " + calendar::format_duration(after) + " cannot be added up; write all " +
                      std::string(rungs) + " of a task in one unit (s, m and h go together), and fewer or shorter ones");
  return next;
}

void DefinitionReader::read_escalate(HumanWork& work, const json::Value& value, const std::string& path) {
  const auto* rungs = list(&value, path, "`escalate` ({after, to} entries)");
  if (!rungs) return;
  if (rungs->size() > kEscalationsMax) problem(path, "a task has at most " + std::to_string(kEscalationsMax) + " rungs of escalation; leave some out");
  std::optional<calendar::Duration> sum;
  for (std::size_t i = 0; i < rungs->size(); ++i) {
    const auto at = sub(path, i);
    const auto* rung = map(&(*rungs)[i], at, "a rung of `escalate` ({after, to})");
    if (!rung) continue;
    known_keys(*rung, at, kRungKeys, "a rung of `escalate`");
    const auto after = duration(rung->if_contains("after"), sub(at, "after"));
    auto to = text(rung->if_contains("to"), sub(at, "to"), "the role or person that is told (`to`)");
    if (!after || !to) continue;
    const auto next = on_top(sum, *after, sub(at, "after"), "rungs");
    if (!next) continue;
    sum = next;
    work.escalate.push_back({*after, *std::move(to)});
  }
}

void DefinitionReader::read_reminders(HumanWork& work, const json::Value& value, const std::string& path) {
  const auto before_due = [&](const calendar::Duration& length, const std::string& at) {
    if (!work.due) return problem(at, "a reminder `before` the due date needs `due`; add it, or write `after`, counted from the opening of the task");
    if (length.unit == work.due->unit && length.count >= work.due->count)
      return problem(at, "the task is due after " + calendar::format_duration(*work.due) + ", so a reminder " + calendar::format_duration(length) + " before that would come before it opens; write a shorter time");
    work.remind.push_back({length, true});
  };
  if (value.is_string()) {  // one, before the task is due
    if (const auto length = duration(&value, path)) before_due(*length, path);
    return;
  }
  const auto* reminders = list(&value, path, "`remind` (a time before the task is due, or {after} and {before} entries)");
  if (!reminders) return;
  if (reminders->size() > kRemindersMax) problem(path, "a task has at most " + std::to_string(kRemindersMax) + " reminders; leave some out");
  std::optional<calendar::Duration> sum;
  for (std::size_t i = 0; i < reminders->size(); ++i) {
    const auto at = sub(path, i);
    const auto* one = map(&(*reminders)[i], at, "a reminder ({after} or {before})");
    if (!one) continue;
    known_keys(*one, at, kReminderKeys, "a reminder");
    const auto* after = one->if_contains("after");
    const auto* before = one->if_contains("before");
    if ((after != nullptr) == (before != nullptr)) {
      problem(at, "a reminder has `after` (from the opening of the task, or the reminder before it) or `before` (the task is due); this one has " + std::string(after ? "both" : "none"));
      continue;
    }
    const auto length = duration(after ? after : before, sub(at, after ? "after" : "before"));
    if (!length) continue;
    if (before) {
      before_due(*length, sub(at, "before"));
      continue;
    }
    const auto next = on_top(sum, *length, sub(at, "after"), "reminders");
    if (!next) continue;
    sum = next;
    work.remind.push_back({*length, false});
  }
}

void DefinitionReader::read_candidates(HumanWork& work, const json::Value& value, const std::string& path) {
  const auto* entries = list(&value, path, "`candidates` (names of persons, {role} and {from} entries)");
  if (!entries) return;
  if (entries->empty()) problem(path, "`candidates` names nobody; name who may take the task, or leave it out");
  if (entries->size() > kCandidatesMax) problem(path, "a task has at most " + std::to_string(kCandidatesMax) + " candidates; name a role that they hold");
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const auto at = sub(path, i);
    const auto& entry = (*entries)[i];
    Candidate one;
    if (!entry.is_object()) {
      one.person = text(&entry, at, "a candidate (the name of a person, {role: …} or {from: …})").value_or("");
      if (!one.person.empty() && !names_a_person(one.person))
        problem(at, "'" + shown(one.person) + "' is no name of a person; write it as one word of at most " + std::to_string(kPersonBytesMax) + " bytes, for example li.na");
      else if (!one.person.empty())
        work.candidates.push_back(std::move(one));
      continue;
    }
    const auto& object = entry.get_object();
    known_keys(object, at, kCandidateKeys, "a candidate");
    const auto* role = object.if_contains("role");
    const auto* from = object.if_contains("from");
    if ((role != nullptr) == (from != nullptr)) {
      problem(at, "a candidate is the name of a person, {role: …} or {from: …}; this one has " + std::string(role ? "both" : "neither"));
      continue;
    }
    if (role) one.role = name(role, sub(at, "role"), "the role of a candidate").value_or("");
    else one.from = expression(from, sub(at, "from"));
    if (!one.role.empty() || one.from) work.candidates.push_back(std::move(one));
  }
}

}  // namespace amends::flow

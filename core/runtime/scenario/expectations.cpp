#include "runtime/scenario/expectations.hpp"

#include <functional>
#include <map>
#include <set>

namespace amends::runtime {
namespace {

std::string names(const std::set<std::string>& set) {
  std::string out;
  for (const auto& one : set) out += (out.empty() ? "" : ", ") + one;
  return out.empty() ? "(none)" : out;
}

/// All texts of a value, however deep, one a line.
void gather(const json::Value& value, std::string& out) {
  if (value.is_string()) out += std::string(value.get_string()) + "\n";
  for (const auto& one : json::list_or_empty(&value)) gather(one, out);
  for (const auto& member : json::object_or_empty(&value)) gather(member.value(), out);
}

json::Value texts_of(const std::vector<std::string>& texts) {
  json::Array out;
  for (const auto& one : texts) out.push_back(json::Value(one));
  return out;
}

json::Value instant_of(const std::optional<Instant>& at) { return at ? json::Value(format_instant(*at)) : json::Value(""); }

/// A message as an expectation sees it.
struct Leaving {
  const OutboxMessage* message = nullptr;
  std::string status;
  json::Value body, receipt;
};

class Expectations {
 public:
  Expectations(const yaml::Document& file, Runtime& runtime, const Runtime::Loaded& loaded, const std::vector<store::Event>& events) : file_(file), runtime_(runtime), loaded_(loaded), events_(events) {}

  Result<std::vector<ScenarioFailure>> unmet(const std::string& path, const json::Value& expected) {
    for (const auto& member : json::object_or_empty(&expected)) {
      const std::string key(member.key());
      const auto& value = member.value();
      const auto at = path + "." + key;
      if (key == "status") same(at, value, json::Value(loaded_.row.status));
      else if (key == "reason") contains(at, value, reasons(), "the reason");
      else if (key == "at" || key == "open" || key == "withheld") exactly(at, value, places(key));
      else if (key == "kept") kept(at, value);
      else if (key == "clocks") clocks(at, value);
      else if (key == "tasks") tasks(at, value);
      else if (key == "facts") facts(at, value);
      else AMENDS_CHECK(messages(at, key, value));
    }
    return std::move(failures_);
  }

 private:
  void failed(const std::string& path, std::string message) { failures_.push_back({file_.place(path), std::move(message)}); }
  static std::string shown(const json::Value& value) { return value.is_string() ? (value.get_string().empty() ? "nothing" : std::string(value.get_string())) : value.is_null() ? "nothing" : json::write(value); }
  /// An expected null is "nothing there", as an empty text is.
  void same(const std::string& path, const json::Value& wanted, const json::Value& is) {
    if (wanted == is || (wanted.is_null() && json::text_or(&is, "x").empty())) return;
    failed(path, "expected " + shown(wanted) + ", it is " + shown(is));
  }
  void contains(const std::string& path, const json::Value& wanted, const std::string& text, const std::string& what) {
    if (const auto words = json::text_or(&wanted, ""); text.find(words) == std::string::npos) failed(path, what + " does not say '" + std::string(words) + "'; it says: " + (text.empty() ? "nothing" : text));
  }
  void words(const std::string& path, const json::Value& wanted, const json::Value& value) {
    std::string text;
    gather(value, text);
    std::size_t i = 0;
    for (const auto& one : json::list_or_empty(&wanted)) contains(path + "." + std::to_string(i++), one, text, "it");
  }
  void exactly(const std::string& path, const json::Value& wanted, const std::set<std::string>& is) {
    std::set<std::string> expected;
    for (const auto& one : json::list_or_empty(&wanted)) expected.emplace(json::text_or(&one, ""));
    if (expected != is) failed(path, "expected " + names(expected) + ", it is " + names(is));
  }

  [[nodiscard]] std::set<std::string> places(const std::string& key) const {
    const auto& state = loaded_.state;
    std::set<std::string> out;
    if (key == "at") {
      for (const auto& token : state.flow().tokens) out.insert(state.definition().step(token.step).name);
    } else {
      for (const auto& task : state.tasks())
        if (task.status == "open" && state.withholds(task) == (key == "withheld")) out.insert(task.id);
    }
    return out;
  }
  /// Why the case stands still.
  [[nodiscard]] std::string reasons() const {
    const auto& state = loaded_.state;
    std::string out = state.suspension() ? state.suspension()->reason : std::string{};
    for (const auto& token : state.flow().tokens)
      if (token.state == flow::TokenState::parked) out += (out.empty() ? "" : "\n") + token.reason;
    return out;
  }
  void kept(const std::string& path, const json::Value& wanted) {
    std::set<std::string> is;
    for (const auto& one : loaded_.state.kept_messages()) is.insert(one.name);
    exactly(path, wanted, is);
  }
  void clocks(const std::string& path, const json::Value& wanted) {
    for (const auto& [kind, expected] : json::object_or_empty(&wanted)) {
      const auto at = path + "." + std::string(kind);
      const auto* clock = loaded_.state.clock(kind);
      if (!clock) {
        failed(at, "no clock of this kind was started");
        continue;
      }
      const std::map<std::string, json::Value, std::less<>> is{{"rule", json::Value(clock->rule)}, {"due", instant_of(clock->due_at)}, {"state", json::Value(clock->state)}, {"starts", instant_of(clock->starts_at)},
                                                               {"met", instant_of(clock->met_at)}};
      for (const auto& [name, one] : json::object_or_empty(&expected)) same(at + "." + std::string(name), one, is.find(std::string_view(name))->second);
    }
  }
  void tasks(const std::string& path, const json::Value& wanted) {
    for (const auto& [id, expected] : json::object_or_empty(&wanted)) {
      const auto at = path + "." + std::string(id);
      const auto* task = loaded_.state.task(std::string_view(id));
      if (!task) {
        std::set<std::string> there;
        for (const auto& one : loaded_.state.tasks()) there.insert(one.id);
        failed(at, "the case has no such task; it has " + names(there));
        continue;
      }
      const std::map<std::string, json::Value, std::less<>> is{
          {"status", json::Value(task->status)},     {"role", json::Value(task->role)},         {"form", json::Value(task->form)},
          {"step", json::Value(task->step)},         {"due", instant_of(task->due_at)},         {"late", json::Value(task->late())},
          {"assignee", json::Value(task->assignee)}, {"assignee_for", json::Value(task->assignee_for)}, {"reminders", json::Value(task->reminders)},
          {"escalated_to", texts_of(task->escalated_to)}, {"answered_by", json::Value(task->answered_by)}, {"answered_for", json::Value(task->answered_for)}};
      for (const auto& [name, one] : json::object_or_empty(&expected)) {
        const auto there = at + "." + std::string(name);
        if (name == "words") words(there, one, task->answer);
        else if (name == "candidates") candidates(there, one, *task);
        else same(there, one, is.find(std::string_view(name))->second);
      }
    }
  }
  void candidates(const std::string& path, const json::Value& wanted, const TaskState& task) {
    std::set<std::string> expected, is(task.candidate_people.begin(), task.candidate_people.end());
    for (const auto& role : task.candidate_roles) is.insert("the role " + role);
    for (const auto& one : json::list_or_empty(&wanted)) expected.insert(one.is_string() ? std::string(json::text_or(&one, "")) : "the role " + std::string(json::text_at(one, "role")));
    if (expected != is) failed(path, "expected " + names(expected) + ", it is " + names(is));
  }
  void facts(const std::string& path, const json::Value& wanted) {
    for (const auto& [name, expected] : json::object_or_empty(&wanted)) {
      const auto* is = json::find(loaded_.state.record(), record_path(name));
      const json::Value none = nullptr;
      if ((is ? *is : none) != expected) failed(path + "." + std::string(name), "expected " + json::write(expected) + ", it is " + json::write(is ? *is : none));
    }
  }

  [[nodiscard]] json::Value member_of_event(std::int64_t seq, const std::string& member) const {
    for (const auto& event : events_) {
      if (event.seq != seq) continue;
      const auto payload = json::parse(event.payload);
      const auto* found = payload ? json::find(*payload, member) : nullptr;
      return found ? *found : json::Value(nullptr);
    }
    return nullptr;
  }
  [[nodiscard]] json::Value receipt_of(const OutboxMessage& message) const {
    for (const auto& event : events_) {
      if (event.kind != kinds::outbox_acknowledged) continue;
      const auto payload = json::parse(event.payload);
      if (!payload || json::text_at(*payload, "key") != message.key) continue;
      const auto* found = json::find(*payload, "receipt");
      return found ? *found : json::Value(nullptr);
    }
    return nullptr;
  }
  /// The messages of a list of expectations, in the order of adding.
  Result<std::vector<Leaving>> leaving(const std::string& which) const {
    std::map<std::string, std::string> waits;
    if (which == "outbox") {
      AMENDS_TRY(const auto rows, runtime_.store()->outbox({loaded_.state.id(), "", "", static_cast<std::int64_t>(kOutboxOpenMax) + 1}));
      for (const auto& row : rows) waits.emplace(row.key, row.status);
    }
    std::vector<Leaving> out;
    for (const auto& message : loaded_.state.outbox()) {
      const bool wanted = which == "outbox" ? !message.settled() : message.status == (which == "sent" ? "acknowledged" : "dropped");
      if (!wanted) continue;
      Leaving one{&message, message.status, message.body, nullptr};
      if (const auto row = waits.find(message.key); row != waits.end()) one.status = row->second;
      if (message.settled() && !message.is_notice()) one.body = member_of_event(message.seq, "body");
      if (which == "sent") one.receipt = receipt_of(message);
      out.push_back(std::move(one));
    }
    return out;
  }
  Result<void> messages(const std::string& path, const std::string& which, const json::Value& wanted) {
    AMENDS_TRY(const auto is, leaving(which));
    const auto& expected = json::list_or_empty(&wanted);
    if (expected.size() != is.size()) {
      std::string there;
      for (const auto& one : is) there += (there.empty() ? "" : ", ") + one.message->kind + (one.message->to.empty() ? "" : " to " + one.message->to) + " (" + one.status + ")";
      failed(path, "expected " + std::to_string(expected.size()) + (expected.size() == 1 ? " message" : " messages") + ", there " + (is.size() == 1 ? "is " : "are ") + std::to_string(is.size()) + ": " + (there.empty() ? "(none)" : there));
      return {};
    }
    for (std::size_t i = 0; i < is.size(); ++i) message(path + "." + std::to_string(i), expected[i], is[i]);
    return {};
  }
  void message(const std::string& path, const json::Value& expected, const Leaving& one) {
    const std::map<std::string, json::Value, std::less<>> is{{"kind", json::Value(one.message->kind)}, {"to", json::Value(one.message->to)}, {"step", json::Value(one.message->step)},
                                                             {"status", json::Value(one.status)}, {"failures", json::Value(one.message->failures)}};
    for (const auto& [name, wanted] : json::object_or_empty(&expected)) {
      const auto at = path + "." + std::string(name);
      if (name == "reason") contains(at, wanted, one.message->reason, "the reason");
      else if (name == "words") words(at, wanted, one.body);
      else if (name == "body" || name == "receipt")
        for (const auto& [member, value] : json::object_or_empty(&wanted)) {
          const auto* found = json::find(name == "body" ? one.body : one.receipt, member);
          same(at + "." + std::string(member), value, found ? *found : json::Value(nullptr));
        }
      else same(at, wanted, is.find(std::string_view(name))->second);
    }
  }

  const yaml::Document& file_;
  Runtime& runtime_;
  const Runtime::Loaded& loaded_;
  const std::vector<store::Event>& events_;
  std::vector<ScenarioFailure> failures_;
};

}  // namespace

Result<std::vector<ScenarioFailure>> unmet(const yaml::Document& file, const std::string& path, const json::Value& expected, Runtime& runtime, const std::string& case_id) {
  AMENDS_TRY(const auto loaded, runtime.load(case_id));
  AMENDS_TRY(const auto events, runtime.store()->events(case_id));
  return Expectations(file, runtime, loaded, events).unmet(path, expected);
}

}  // namespace amends::runtime

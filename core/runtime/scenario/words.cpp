#include "runtime/scenario/words.hpp"

#include <algorithm>
#include <array>

#include "flow/field_reader.hpp"
#include "flow/nearest.hpp"

namespace amends::runtime {
namespace {

using flow::sub;
using flow::Words;

enum class Value { text, duration, document, message, incoming, correction, expectation };

struct Act {
  std::string_view word;
  Value value;          ///< what stands behind the word
  Words keys;           ///< what may stand beside it, besides `after` and `refused`
  std::string_view what;
};

constexpr std::size_t kNameMax = 100;  ///< of a scenario
constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
constexpr std::array<std::string_view, 3> kPerson{"by", "role", "on_behalf_of"};
constexpr std::array<std::string_view, 5> kAnswerKeys{"by", "role", "on_behalf_of", "seen", "with"};
constexpr std::array<std::string_view, 4> kReasonKeys{"by", "role", "on_behalf_of", "reason"};
constexpr std::array<std::string_view, 5> kDelegateKeys{"by", "role", "on_behalf_of", "reason", "to"};
constexpr std::array<std::string_view, 7> kRetryKeys{"by", "role", "on_behalf_of", "reason", "from", "approved_by", "approver_role"};
constexpr std::array<std::string_view, 3> kDeliverKeys{"by", "role", "receipt"};
constexpr std::array<std::string_view, 4> kFailKeys{"by", "role", "reason", "for_good"};
constexpr std::array<std::string_view, 3> kGiveUpKeys{"by", "role", "reason"};
constexpr std::array<std::string_view, 2> kSenderKeys{"by", "role"};

constexpr std::array<Act, 19> kActs{{
    {"answer", Value::text, kAnswerKeys, "the task"},
    {"claim", Value::text, kReasonKeys, "the task"},
    {"release", Value::text, kReasonKeys, "the task"},
    {"delegate", Value::text, kDelegateKeys, "the task"},
    {"recuse", Value::text, kReasonKeys, "the task"},
    {"pass", Value::duration, {}, ""},
    {"correct", Value::correction, {}, ""},
    {"add", Value::document, {}, ""},
    {"message", Value::incoming, kSenderKeys, ""},
    {"signal", Value::incoming, kSenderKeys, ""},
    {"deliver", Value::message, kDeliverKeys, ""},
    {"fail", Value::message, kFailKeys, ""},
    {"redeliver", Value::message, kGiveUpKeys, ""},
    {"drop", Value::message, kGiveUpKeys, ""},
    {"suspend", Value::text, kPerson, "the reason"},
    {"resume", Value::text, kPerson, "the reason"},
    {"cancel", Value::text, kPerson, "the reason"},
    {"retry", Value::text, kRetryKeys, "the step"},
    {"expect", Value::expectation, {}, ""},
}};
constexpr std::array<std::string_view, 2> kBeside{"after", "refused"};

constexpr std::array<std::string_view, 5> kFileKeys{"scenario", "title", "packs", "given", "when"};
constexpr std::array<std::string_view, 2> kGivenKeys{"case", "set"};
constexpr std::array<std::string_view, 1> kSeenKeys{"of"};
constexpr std::array<std::string_view, 5> kCorrectionKeys{"path", "value", "reason", "by", "role"};
constexpr std::array<std::string_view, 5> kMessageKeys{"name", "key", "body", "id", "keep"};
constexpr std::array<std::string_view, 3> kSignalKeys{"name", "body", "id"};
constexpr std::array<std::string_view, 3> kOutgoingKeys{"kind", "to", "step"};

constexpr std::array<std::string_view, 12> kExpectations{"status", "reason", "at", "open", "withheld", "tasks", "outbox", "sent", "dropped", "kept", "clocks", "facts"};
constexpr std::array<std::string_view, 7> kStatuses{"running", "waiting", "parked", "suspended", "finished", "cancelled", "stranded"};
constexpr std::array<std::string_view, 5> kClockKeys{"rule", "due", "state", "starts", "met"};
constexpr std::array<std::string_view, 14> kTaskKeys{"status", "role", "form", "step", "due", "late", "assignee", "assignee_for", "candidates", "reminders", "escalated_to", "answered_by", "answered_for", "words"};
constexpr std::array<std::string_view, 8> kTaskTexts{"role", "form", "step", "due", "assignee", "assignee_for", "answered_by", "answered_for"};
constexpr std::array<std::string_view, 3> kTaskStatuses{"open", "answered", "closed"};
constexpr std::array<std::string_view, 9> kLeavingKeys{"kind", "to", "step", "status", "failures", "reason", "words", "body", "receipt"};
constexpr std::array<std::string_view, 4> kLeavingTexts{"kind", "to", "step", "reason"};
constexpr std::array<std::string_view, 5> kLeavingStatuses{"open", "withheld", "parked", "acknowledged", "dropped"};
constexpr std::array<std::string_view, 1> kRoleKeys{"role"};

class WordCheck : private flow::FieldReader {
 public:
  explicit WordCheck(const yaml::Document& file) : FieldReader(file) {}

  Result<void> check() {
    if (const auto* whole = map(&document_.value, "", "a scenario file")) {
      known_keys(*whole, "", kFileKeys, "a scenario file");
      text(whole->if_contains("scenario"), "scenario", "the name of the scenario (scenario)");
      // It becomes the name of files.
      if (const auto name = json::text_at(document_.value, "scenario"); name.size() > kNameMax || name.find_first_not_of(kNameCharacters) != std::string_view::npos)
        problem("scenario", "the name of a scenario is at most " + std::to_string(kNameMax) + " letters, digits, _ and -; choose such a name");
      if (const auto* title = whole->if_contains("title")) bilingual(title, "title");
      if (const auto* packs = whole->if_contains("packs")) texts(packs, "packs", "the pack sets");
      given(whole->if_contains("given"));
      if (const auto* acts = list(whole->if_contains("when"), "when", "what happens (when)"))
        for (std::size_t i = 0; i < acts->size(); ++i) act((*acts)[i], sub("when", i));
    }
    if (failed()) return all_problems();
    return {};
  }

 private:
  void given(const json::Value* value) {
    const auto* given = map(value, "given", "what is given");
    if (!given) return;
    known_keys(*given, "given", kGivenKeys, "given");
    text(given->if_contains("case"), "given.case", "the file of the case (given.case)");
    if (const auto* set = given->if_contains("set")) map(set, "given.set", "what the case has besides (set)");
  }

  void act(const json::Value& value, const std::string& path) {
    const auto* one = map(&value, path, "an act");
    if (!one) return;
    std::vector<const Act*> found;
    for (const auto& act : kActs)
      if (one->if_contains(act.word)) found.push_back(&act);
    std::vector<std::string_view> keys;
    if (found.empty()) {
      for (const auto& act : kActs) keys.push_back(act.word);
      const auto acts = keys;
      keys.insert(keys.end(), kBeside.begin(), kBeside.end());
      if (known_keys(*one, path, keys, "an act")) problem(path, "an act says what is done; write one of " + flow::list_words(acts));
      return;
    }
    if (found.size() > 1) problem(sub(path, found[1]->word), "an act does one thing, and this one says '" + std::string(found[0]->word) + "' and '" + std::string(found[1]->word) + "'; begin another entry with `- `");
    const auto& is = *found.front();
    keys.push_back(is.word);
    if (found.size() > 1) keys.push_back(found[1]->word);
    keys.insert(keys.end(), is.keys.begin(), is.keys.end());
    keys.push_back("after");
    if (is.value != Value::expectation && is.value != Value::duration) keys.push_back("refused");
    known_keys(*one, path, keys, "the act '" + std::string(is.word) + "'");
    beside(*one, path);
    content(is, *one->if_contains(is.word), sub(path, is.word));
    if (is.word == "delegate") text(one->if_contains("to"), sub(path, "to"), "the person it is handed on to (to)");
  }

  void beside(const json::Object& act, const std::string& path) {
    for (const auto* word : {"by", "role", "on_behalf_of", "reason", "from", "approved_by", "approver_role"})
      if (const auto* value = act.if_contains(word)) text(value, sub(path, word), word);
    if (const auto* after = act.if_contains("after")) duration(after, sub(path, "after"), true);
    if (const auto* given = act.if_contains("for_good")) yes_no(given, sub(path, "for_good"), "for_good");
    if (const auto* given = act.if_contains("with")) map(given, sub(path, "with"), "an answer (with)");
    if (const auto* seen = act.if_contains("seen"); seen && !flow::is_text(seen))
      if (const auto* of = map(seen, sub(path, "seen"), "what was seen, a digest or {of: task},"); of && known_keys(*of, sub(path, "seen"), kSeenKeys, "seen")) text(of->if_contains("of"), sub(path, "seen.of"), "the task (of)");
    if (const auto* refused = act.if_contains("refused")) one_of(refused, sub(path, "refused"), codes(), "the code of a refusal is");
  }

  void content(const Act& act, const json::Value& value, const std::string& path) {
    switch (act.value) {
      case Value::text: text(&value, path, act.what); break;
      case Value::duration: duration(&value, path, true); break;
      case Value::document: map(&value, path, "a document (add)"); break;
      case Value::correction:
        if (const auto* of = map(&value, path, "a correction"); of && known_keys(*of, path, kCorrectionKeys, "a correction")) text(of->if_contains("path"), sub(path, "path"), "the path that is corrected");
        break;
      case Value::incoming: {
        const bool message = act.word == "message";
        const auto* of = map(&value, path, message ? "a message" : "a signal");
        if (!of || !known_keys(*of, path, message ? Words(kMessageKeys) : Words(kSignalKeys), message ? "a message" : "a signal")) break;
        text(of->if_contains("name"), sub(path, "name"), message ? "the name of the message" : "the name of the signal");
        for (const auto* word : {"key", "id"})
          if (const auto* given = of->if_contains(word)) text(given, sub(path, word), word);
        if (const auto* keep = of->if_contains("keep")) duration(keep, sub(path, "keep"));
        break;
      }
      case Value::message: {
        const auto* of = map(&value, path, "which message of the outbox");
        if (!of || !known_keys(*of, path, kOutgoingKeys, "a message of the outbox")) break;
        if (of->empty()) problem(path, "say which message of the outbox: by kind, to or step");
        for (const auto& member : *of) text(&member.value(), sub(path, member.key()), member.key());
        break;
      }
      case Value::expectation: expectation(value, path); break;
    }
  }

  void expectation(const json::Value& value, const std::string& path) {
    const auto* of = map(&value, path, "an expectation");
    if (!of) return;
    known_keys(*of, path, kExpectations, "an expectation");
    if (const auto* one = of->if_contains("status")) one_of(one, sub(path, "status"), kStatuses, "a case is");
    if (const auto* one = of->if_contains("reason")) text(one, sub(path, "reason"), "the reason");
    for (const auto* word : {"at", "open", "withheld", "kept"})
      if (const auto* one = of->if_contains(word)) texts(one, sub(path, word), word);
    if (const auto* facts = of->if_contains("facts"))
      if (const auto* each = map(facts, sub(path, "facts"), "the facts, {path: value},"))
        for (const auto& fact : *each) named(fact.key(), sub(path, "facts"), "the path of a fact");
    if (const auto* clocks = of->if_contains("clocks"))
      if (const auto* each = map(clocks, sub(path, "clocks"), "the clocks, {kind: {rule, due, state, starts, met}},"))
        for (const auto& clock : *each) {
          const auto at = sub(sub(path, "clocks"), clock.key());
          named(clock.key(), sub(path, "clocks"), "the kind of a clock");
          if (const auto* one = map(&clock.value(), at, "a clock"); one && known_keys(*one, at, kClockKeys, "a clock")) plain(*one, at, kClockKeys);
        }
    if (const auto* tasks = of->if_contains("tasks"))
      if (const auto* each = map(tasks, sub(path, "tasks"), "the tasks, {task: {status, role, …}},"))
        for (const auto& task : *each) {
          named(task.key(), sub(path, "tasks"), "the id of a task");
          this->task(task.value(), sub(sub(path, "tasks"), task.key()));
        }
    for (const auto* word : {"outbox", "sent", "dropped"})
      if (const auto* messages = of->if_contains(word))
        if (const auto* each = list(messages, sub(path, word), word))
          for (std::size_t i = 0; i < each->size(); ++i) leaving((*each)[i], sub(sub(path, word), i));
  }

  void task(const json::Value& value, const std::string& path) {
    const auto* of = map(&value, path, "a task");
    if (!of) return;
    known_keys(*of, path, kTaskKeys, "a task");
    if (const auto* one = of->if_contains("status")) one_of(one, sub(path, "status"), kTaskStatuses, "a task is");
    if (const auto* one = of->if_contains("late")) yes_no(one, sub(path, "late"), "late");
    if (const auto* one = of->if_contains("reminders")) number(one, sub(path, "reminders"));
    plain(*of, path, kTaskTexts);
    for (const auto* word : {"escalated_to", "words"})
      if (const auto* one = of->if_contains(word)) texts(one, sub(path, word), word);
    if (const auto* candidates = of->if_contains("candidates"))
      if (const auto* each = list(candidates, sub(path, "candidates"), "candidates"))
        for (std::size_t i = 0; i < each->size(); ++i) {
          const auto at = sub(sub(path, "candidates"), i);
          if (flow::is_text(&(*each)[i])) continue;
          if (const auto* role = map(&(*each)[i], at, "a candidate, a person or {role: name},"); role && known_keys(*role, at, kRoleKeys, "a candidate")) text(role->if_contains("role"), sub(at, "role"), "the role");
        }
  }

  void leaving(const json::Value& value, const std::string& path) {
    const auto* of = map(&value, path, "a message of the outbox");
    if (!of) return;
    known_keys(*of, path, kLeavingKeys, "a message of the outbox");
    if (const auto* one = of->if_contains("status")) one_of(one, sub(path, "status"), kLeavingStatuses, "a message of the outbox is");
    if (const auto* one = of->if_contains("failures")) number(one, sub(path, "failures"));
    if (const auto* one = of->if_contains("words")) texts(one, sub(path, "words"), "words");
    plain(*of, path, kLeavingTexts);
    for (const auto* word : {"body", "receipt"})
      if (const auto* one = of->if_contains(word))
        if (const auto* each = map(one, sub(path, word), std::string(word) + ", {path: value},"))
          for (const auto& member : *each) named(member.key(), sub(path, word), "a path of the " + std::string(word));
  }

  /// Values that an expectation compares as text; null expects that nothing is there.
  void plain(const json::Object& of, const std::string& path, Words words) {
    for (const auto word : words)
      if (const auto* value = of.if_contains(word); value && !value->is_string() && !value->is_null())
        problem(sub(path, word), "'" + std::string(word) + "' is compared as text, and " + flow::shown(json::write(*value)) + " is none; write a text, or null for nothing");
  }

  void named(std::string_view name, const std::string& path, std::string_view what) {
    if (name.empty()) problem(path, std::string(what) + " is empty; name it");
  }

  void texts(const json::Value* value, const std::string& path, std::string_view what) {
    if (const auto* each = list(value, path, what))
      for (std::size_t i = 0; i < each->size(); ++i) text(&(*each)[i], sub(path, i), "an entry of " + std::string(what));
  }

  void number(const json::Value* value, const std::string& path) {
    if (std::int64_t is = 0; !json::as_integer(*value, is)) problem(path, "a whole number is expected here");
  }

  void one_of(const json::Value* value, const std::string& path, Words words, std::string_view what) {
    const auto is = std::string(json::text_or(value, ""));
    if (flow::contains(words, is)) return;
    problem(path, std::string(what) + " one of " + flow::list_words(words) + ", and not '" + flow::shown(is.empty() ? json::write(*value) : is) + "'" + flow::did_you_mean(is, words));
  }

  static Words codes() {
    static const auto all = [] {
      std::vector<std::string_view> out;
      for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) out.push_back(code_name(static_cast<ErrorCode>(code)));
      return out;
    }();
    return all;
  }
};

}  // namespace

Result<void> check_scenario_words(const yaml::Document& file) { return WordCheck(file).check(); }

std::string_view act_word(const json::Value& act) {
  const auto& members = json::object_or_empty(&act);
  const auto found = std::find_if(kActs.begin(), kActs.end(), [&](const Act& one) { return members.if_contains(one.word) != nullptr; });
  return found == kActs.end() ? std::string_view{} : found->word;
}

}  // namespace amends::runtime

#include "runtime/scenario.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "support/files.hpp"
#include "support/yaml.hpp"

namespace amends::runtime {
namespace {

namespace fs = std::filesystem;

/// Members that change with every build or pack edit without meaning anything for the case.
void strip(json::Value& value) {
  static const std::set<std::string_view> kDropped{"version", "library", "packs", "reads", "definition", "hash", "calendar_hash", "pack_version", "sha256"};
  if (value.is_array()) {
    for (auto& item : value.get_array()) strip(item);
  } else if (value.is_object()) {
    json::Object kept;
    for (auto& member : value.get_object()) {
      if (kDropped.contains(std::string_view(member.key()))) continue;
      strip(member.value());
      kept[member.key()] = std::move(member.value());
    }
    value = std::move(kept);
  }
}

/// An answer as the person gives it: "now" stands for the virtual instant, {from: path} for the value that stands there in the case.
Result<json::Value> filled_in(const json::Value& value, const json::Value& record, Instant now) {
  json::Value out = value;
  if (!out.is_object()) return out;
  for (auto& member : out.get_object()) {
    auto& field = member.value();
    if (json::text_or(&field, "") == "now") field = json::Value(format_instant(now));
    const auto path = json::text_at(field, "from");
    if (path.empty() || field.as_object().size() != 1) continue;
    const auto* found = json::find(record, record_path(path));
    if (!found) return fail(ErrorCode::not_found, "the case has no value at '" + std::string(path) + "'; `amends case show` lists what it has", std::string(member.key()) + ".from");
    json::Value copy = *found;
    field = std::move(copy);
  }
  return out;
}

std::string names(const std::set<std::string>& set) {
  std::string out;
  for (const auto& one : set) out += (out.empty() ? "" : ", ") + one;
  return out.empty() ? "(none)" : out;
}

/// One scenario under one pack set.
class Player {
 public:
  Player(const yaml::Document& file, Runtime& runtime, VirtualClock& clock, ScenarioOutcome& outcome) : file_(file), runtime_(runtime), clock_(clock), outcome_(outcome) {}

  Result<void> play(const std::string& workflow, json::Value record) {
    auto submitted = runtime_.submit(workflow, std::move(record));
    if (!submitted) return submitted.error().within(file_.place("given"));
    outcome_.case_id = submitted->case_id;
    std::size_t index = 0;
    for (const auto& act : json::list_at(file_.value, "when")) {
      path_ = "when." + std::to_string(index++);
      if (const auto after = json::text_at(act, "after"); !after.empty()) AMENDS_CHECK(pass(after));
      if (json::find(act, "answer")) AMENDS_CHECK(answer(act));
      else if (const auto hand = kHands.find(first_key(act)); hand != kHands.end()) AMENDS_CHECK(hands(act, hand->second));
      else if (const auto* length = json::find(act, "pass")) AMENDS_CHECK(pass(json::text_or(length, "")));
      else if (const auto* correction = json::find(act, "correct")) AMENDS_CHECK(correct(*correction));
      else if (const auto* document = json::find(act, "add")) AMENDS_CHECK(add(*document));
      else if (const auto* message = json::find(act, "message")) AMENDS_CHECK(send(*message));
      else if (const auto* expected = json::find(act, "expect")) AMENDS_CHECK(expect(*expected));
      else return fail(ErrorCode::schema, "an act is one of answer, claim, release, delegate, recuse, pass, correct, add, message, expect", file_.place(path_));
    }
    return {};
  }

 private:
  void failed(std::string_view path, std::string message) { outcome_.failures.push_back({file_.place(path), std::move(message)}); }

  Result<void> pass(std::string_view length) {
    auto duration = calendar::parse_duration(length);
    if (!duration) return duration.error().within(file_.place(path_));
    const auto& organisations = *runtime_.environment().organisations;
    AMENDS_TRY(auto loaded, runtime_.load(outcome_.case_id));
    const auto* organisation = organisations.find(loaded.state.institution());
    AMENDS_TRY(const auto until, runtime_.environment().clock_rules->due(organisation ? *organisation : organisations.standard(), clock_.now(), *duration));
    // Timers fire at their own instants, in order, as they would in real time.
    while (true) {
      AMENDS_TRY(const auto next, runtime_.store()->next_timer());
      if (!next || *next > until) break;
      if (*next > clock_.now()) clock_.set(*next);
      AMENDS_TRY(const auto fired, runtime_.fire_timers());
      if (fired == 0) break;
    }
    clock_.set(until);
    return {};
  }

  Result<void> answer(const json::Value& act) {
    Actor by;
    by.id = json::text_at(act, "by", "li.na");
    by.role = json::text_at(act, "role", "handler");
    const auto* with = json::find(act, "with");
    by.on_behalf_of = json::text_at(act, "on_behalf_of");
    // A person answers what stands before them, unless the scenario gives an older digest.
    auto seen = std::string(json::text_at(act, "seen"));
    AMENDS_TRY(const auto loaded, runtime_.load(outcome_.case_id));
    if (const auto of = json::text_at(act, "seen.of"); !of.empty()) {
      for (const auto& approval : loaded.state.approvals())
        if (approval.task == of) seen = approval.digest;
      if (seen.empty()) {
        failed(path_ + ".seen", "no approval was given with the task " + std::string(of));
        return {};
      }
    }
    if (seen.empty())
      if (const auto shown = runtime_.shown(outcome_.case_id, json::text_at(act, "answer"))) seen = shown->digest;
    auto given = filled_in(with ? *with : json::Value(json::Object{}), loaded.state.record(), clock_.now());
    if (!given) {
      failed(path_, given.error().text());
      return {};
    }
    auto done = runtime_.answer(outcome_.case_id, json::text_at(act, "answer"), *std::move(given), by, seen);
    const auto refused = json::text_at(act, "refused");
    if (!refused.empty()) {
      if (done) failed(path_, "the answer should have been refused with " + std::string(refused) + " and was taken");
      else if (code_name(done.error().code) != refused) failed(path_, "expected " + std::string(refused) + ", got " + std::string(code_name(done.error().code)) + ": " + done.error().text());
      return {};
    }
    if (!done) failed(path_, "the answer was refused: " + done.error().text());
    return {};
  }

  enum class Hand { claim, release, delegate, recuse };
  static inline const std::map<std::string, Hand, std::less<>> kHands{{"claim", Hand::claim}, {"release", Hand::release}, {"delegate", Hand::delegate}, {"recuse", Hand::recuse}};
  static std::string first_key(const json::Value& act) {
    for (const auto& member : json::object_or_empty(&act))
      if (kHands.contains(std::string_view(member.key()))) return std::string(member.key());
    return {};
  }

  /// {claim: task, by, role, reason: takes over}, {release: task, …}, {delegate: task, to, reason}, {recuse: task, reason}; `refused`: the code that is expected.
  Result<void> hands(const json::Value& act, Hand what) {
    Actor by{std::string(json::text_at(act, "by", "li.na")), std::string(json::text_at(act, "role", "handler")), {}, std::string(json::text_at(act, "on_behalf_of"))};
    const auto task = json::text_at(act, first_key(act)), reason = json::text_at(act, "reason");
    std::optional<Error> error;
    const auto told = [&](auto done) {
      if (!done) error = done.error();
    };
    switch (what) {
      case Hand::claim: told(runtime_.claim(outcome_.case_id, task, by, reason)); break;
      case Hand::release: told(runtime_.release(outcome_.case_id, task, reason, by)); break;
      case Hand::delegate: told(runtime_.delegate(outcome_.case_id, task, json::text_at(act, "to"), reason, by)); break;
      case Hand::recuse: told(runtime_.recuse(outcome_.case_id, task, reason, by)); break;
    }
    const auto refused = json::text_at(act, "refused");
    if (refused.empty() && error) failed(path_, "the act was refused: " + error->text());
    if (!refused.empty() && !error) failed(path_, "the act should have been refused with " + std::string(refused) + " and was taken");
    if (!refused.empty() && error && code_name(error->code) != refused) failed(path_, "expected " + std::string(refused) + ", got " + std::string(code_name(error->code)) + ": " + error->text());
    return {};
  }

  Result<void> correct(const json::Value& act) {
    Actor by{std::string(json::text_at(act, "by", "li.na")), std::string(json::text_at(act, "role", "handler")), {}};
    const auto* value = json::find(act, "value");
    if (auto done = runtime_.correct(outcome_.case_id, json::text_at(act, "path"), value ? *value : json::Value(nullptr), json::text_at(act, "reason"), by); !done)
      failed(path_, "the correction was refused: " + done.error().text());
    return {};
  }

  Result<void> add(const json::Value& act) {
    Actor by{std::string(json::text_at(act, "by", "li.na")), "handler", {}};
    json::Object document = act.is_object() ? act.get_object() : json::Object{};
    document.erase("by");
    if (auto done = runtime_.add_document(outcome_.case_id, document, by); !done) failed(path_, "the document was refused: " + done.error().text());
    return {};
  }

  Result<void> send(const json::Value& act) {
    const auto* body = json::find(act, "body");
    if (auto done = runtime_.message(json::text_at(act, "name"), json::text_at(act, "key", outcome_.case_id), body ? *body : json::Value(json::Object{}), json::text_at(act, "id"), {}); !done)
      failed(path_, "the message was refused: " + done.error().text());
    return {};
  }

  Result<void> expect(const json::Value& expected) {
    AMENDS_TRY(auto loaded, runtime_.load(outcome_.case_id));
    const auto& state = loaded.state;
    const auto base = path_ + ".expect.";
    const auto map = [&](const json::Value& value, const std::string& path, const char* form) -> const json::Object& {
      static const json::Object none;
      if (!value.is_object()) failed(path, std::string("a map is expected here, ") + form);
      return value.is_object() ? value.get_object() : none;
    };
    for (const auto& member : map(expected, path_ + ".expect", "{status, at, open, withheld, clocks, facts}")) {
      const std::string key(member.key());
      const auto& value = member.value();
      if (key == "status") {
        if (json::text_or(&value, "") != loaded.row.status) failed(base + key, "expected the status " + std::string(json::text_or(&value, "")) + ", it is " + loaded.row.status);
      } else if (key == "at" || key == "open" || key == "withheld") {
        std::set<std::string> wanted, is;
        for (const auto& one : json::list_or_empty(&value)) wanted.emplace(json::text_or(&one, ""));
        if (key == "at") {
          for (const auto& token : state.flow().tokens) is.insert(state.definition().step(token.step).name);
        } else {
          for (const auto& task : state.tasks())
            if (task.status == "open" && task.withheld == (key == "withheld")) is.insert(task.id);
        }
        if (wanted != is) failed(base + key, "expected " + names(wanted) + ", it is " + names(is));
      } else if (key == "clocks") {
        for (const auto& [kind, wanted] : map(value, base + key, "{kind: {rule, due, state, starts, met}}")) {
          const auto* clock = state.clock(kind);
          const auto path = base + "clocks." + std::string(kind);
          if (!clock) {
            failed(path, "no clock of this kind was started");
            continue;
          }
          const std::map<std::string, std::string> is{{"rule", clock->rule}, {"due", format_instant(clock->due_at)}, {"state", clock->state}, {"starts", format_instant(clock->starts_at)},
                                                      {"met", clock->met_at ? format_instant(*clock->met_at) : ""}};
          for (const auto& [name, one] : map(wanted, path, "{rule, due, state, starts, met}")) {
            const auto found = is.find(std::string(name));
            if (found == is.end()) failed(path + "." + std::string(name), "a clock has rule, due, state, starts, met");
            else if (found->second != json::text_or(&one, "")) failed(path + "." + std::string(name), "expected " + std::string(json::text_or(&one, "")) + ", it is " + found->second);
          }
        }
      } else if (key == "facts") {
        for (const auto& [path, wanted] : map(value, base + key, "{path: value}")) {
          const auto* is = json::find(state.record(), record_path(path));
          const json::Value none = nullptr;
          if ((is ? *is : none) != wanted) failed(base + "facts." + std::string(path), "expected " + json::write(wanted) + ", it is " + json::write(is ? *is : none));
        }
      } else {
        failed(base + key, "an expectation is one of status, at, open, withheld, clocks, facts");
      }
    }
    return {};
  }

  const yaml::Document& file_;
  Runtime& runtime_;
  VirtualClock& clock_;
  ScenarioOutcome& outcome_;
  std::string path_;
};

/// The record that a scenario opens its case with: the file of the case, and what the scenario sets in it.
Result<json::Value> given_record(const yaml::Document& file, const std::string& scenario_file) {
  const auto case_file = json::text_at(file.value, "given.case");
  if (case_file.empty()) return fail(ErrorCode::schema, "given.case names the file of the case", file.place("given"));
  const auto case_path = (fs::path(scenario_file).parent_path() / std::string(case_file)).string();
  AMENDS_TRY(auto text, read_file(case_path));
  auto record = json::parse(text);
  if (!record) return record.error().within(case_path);
  if (json::find(*record, "expected") && json::find(*record, "case")) {
    json::Value inner = *json::find(*record, "case");
    *record = std::move(inner);
  }
  for (const auto& [path, value] : json::object_at(file.value, "given.set")) AMENDS_CHECK(json::set(*record, path, value));
  return record;
}

}  // namespace

json::Value plain_journal(const std::vector<store::Event>& events) {
  json::Array out;
  for (const auto& event : events) {
    auto payload = json::parse(event.payload);
    json::Value body = payload ? std::move(*payload) : json::Value(nullptr);
    strip(body);
    const auto at_sign = event.actor.find('@');
    out.push_back(json::Object{{"seq", event.seq}, {"at", format_instant(event.at)}, {"actor", event.actor.substr(0, at_sign)}, {"kind", event.kind}, {"payload", std::move(body)}});
  }
  return out;
}

std::string ScenarioRunner::database_of(const std::string& scenario_name, const std::string& pack_set) const { return !keep_in.empty() ? keep_in : (fs::path(folder) / (scenario_name + "." + pack_set + ".db")).string(); }

Result<void> ScenarioRunner::check_kept(const std::vector<std::string>& scenario_files) const {
  std::error_code ec;
  if (keep_in.empty() || !fs::exists(keep_in, ec) || fs::file_size(keep_in, ec) == 0) return {};
  std::set<std::string> played;
  for (const auto& scenario_file : scenario_files) {
    AMENDS_TRY(const auto file, yaml::read_file(scenario_file));
    AMENDS_TRY(const auto record, given_record(file, scenario_file));
    played.emplace(json::text_at(record, "case.id"));
  }
  store::OpenOptions options;
  options.read_only = true;
  options.create = false;
  options.holder = "amends test";
  AMENDS_TRY(const auto store, store::Store::open(keep_in, options));
  constexpr std::int64_t kPage = 500;
  std::string after;
  while (true) {
    AMENDS_TRY(const auto ids, store->case_ids(after, kPage));
    for (const auto& id : ids)
      if (!played.contains(id))
        return fail(ErrorCode::refused, "the database holds the case " + id + ", which no scenario of this workflow plays; played cases are not mixed with real ones: give --keep a file of its own", keep_in);
    if (ids.empty()) return {};
    after = ids.back();
  }
}

Result<std::vector<ScenarioOutcome>> ScenarioRunner::run(const std::string& scenario_file) const {
  AMENDS_TRY(auto file, yaml::read_file(scenario_file));
  const auto name = std::string(json::text_at(file.value, "scenario"));
  if (name.empty()) return fail(ErrorCode::schema, "a scenario file names itself: scenario: <name>", file.place(""));
  AMENDS_TRY(auto record, given_record(file, scenario_file));

  std::vector<std::string> sets;
  for (const auto& one : json::list_at(file.value, "packs")) sets.emplace_back(json::text_or(&one, ""));
  if (sets.empty()) sets.emplace_back("shipped");
  if (!pack_set.empty()) {
    if (std::find(sets.begin(), sets.end(), pack_set) == sets.end()) return fail(ErrorCode::not_found, "the scenario is not written for the pack set '" + pack_set + "'", file.place("packs"));
    sets = {pack_set};
  }
  if (!keep_in.empty() && sets.size() > 1) return fail(ErrorCode::invalid_argument, "one database keeps the cases of one pack set; name it", file.place("packs"));
  std::vector<ScenarioOutcome> outcomes;
  for (const auto& set : sets) {
    ScenarioOutcome outcome;
    outcome.name = name;
    outcome.pack_set = set;
    auto start = parse_instant(json::text_at(record, "channel.received_at"));
    if (!start) return start.error().within(file.place("given.case") + " channel.received_at");
    const auto clock = std::make_shared<VirtualClock>(*start);
    Options options;
    options.root = root;
    options.database = database_of(name, set);
    options.pack_set = set;
    options.plugin_folders = plugin_folders;
    options.stages = stages;
    options.clock = clock;
    options.by = {"import", "handler", "scenario"};
    options.holder = "amends test";
    std::error_code ec;
    if (keep_in.empty())
      for (const auto* suffix : {"", "-wal", "-shm", ".lock"}) fs::remove(options.database + suffix, ec);
    AMENDS_TRY(auto runtime, Runtime::open(std::move(options)));
    AMENDS_TRY(const auto workflow_name, runtime->deploy(workflow));
    Player player(file, *runtime, *clock, outcome);
    AMENDS_CHECK(player.play(workflow_name, record));
    AMENDS_TRY(auto events, runtime->store()->events(outcome.case_id));
    outcome.journal = plain_journal(events);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace amends::runtime

#include "runtime/scenario/scenario.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "runtime/scenario/player.hpp"
#include "runtime/scenario/words.hpp"
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
  AMENDS_CHECK(check_scenario_words(file));
  const auto name = std::string(json::text_at(file.value, "scenario"));
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
    AMENDS_CHECK(play_scenario(file, *runtime, *clock, workflow_name, record, outcome));
    AMENDS_TRY(auto events, runtime->store()->events(outcome.case_id));
    outcome.journal = plain_journal(events);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace amends::runtime

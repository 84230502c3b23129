#include "tables/fold.hpp"

#include <algorithm>
#include <map>

#include "tables/case_row.hpp"
#include "tables/catalogue.hpp"
#include "tables/event_links.hpp"
#include "tables/events.hpp"
#include "tables/open_daily.hpp"
#include "tables/part_rows.hpp"

namespace amends::tables {
namespace {

constexpr std::int64_t kPage = 500;  ///< ids read at once
constexpr std::size_t kDefinitionsKept = 64;

class Fold {
 public:
  Fold(const Source& source, std::map<std::string, Table>& tables, const DailyRange& days) : source_(source), tables_(tables), days_(days), pseudonyms_(source.store.lookup_salt()), complainants_(pseudonyms_, source.store.lookup_salt()) {}

  Result<void> add(const std::string& case_id) {
    AMENDS_TRY(const auto row, source_.store.case_row(case_id));
    AMENDS_TRY(const auto events, source_.store.events(case_id));
    if (std::any_of(events.begin(), events.end(), [](const store::Event& event) { return event.payload.empty(); })) {
      if (auto* cases = table("cases")) {
        AMENDS_TRY(const auto attributes, source_.store.attributes(case_id));
        add_erased_case(*cases, row, attributes);
      }
      return {};
    }
    AMENDS_TRY(auto definition, definition_of(row.definition_hash));
    runtime::CaseState state(row.id, std::move(definition));
    CaseFacts facts;
    for (const auto& event : events) {
      const auto place = [&] { return row.id + " seq " + std::to_string(event.seq); };
      auto payload = json::parse(event.payload);
      if (!payload) return payload.error().within(place());
      observe(facts, row.id, event, *payload);
      if (auto folded = state.apply(event.kind, *std::move(payload), event.at, event.seq, event.actor); !folded) return folded.error().within(place());
    }
    if (auto* to = table("cases")) add_case(*to, row, state, facts, pseudonyms_, complainants_);
    if (auto* to = table("clocks")) add_clocks(*to, state, facts);
    if (auto* to = table("findings")) add_findings(*to, state);
    if (auto* to = table("tasks")) add_tasks(*to, state, pseudonyms_);
    if (auto* to = table("demands")) add_demands(*to, state);
    if (auto* to = table("status")) add_status(*to, state, facts);
    if (auto* to = table("objects")) add_objects(*to, *table("object_links"), *table("event_links"), state, facts, shared_);
    if (auto* to = table("open_daily")) AMENDS_CHECK(add_open_days(*to, state, facts, row, source_, days_));
    return {};
  }

 private:
  Table* table(const char* name) {
    const auto found = tables_.find(name);
    return found == tables_.end() ? nullptr : &found->second;
  }

  Result<std::shared_ptr<const flow::Definition>> definition_of(const std::string& hash) {
    if (const auto known = definitions_.find(hash); known != definitions_.end()) return known->second;
    AMENDS_TRY(const auto text, source_.store.blob(hash));
    AMENDS_TRY(auto definition, flow::Definition::from_yaml(text, "workflow " + hash.substr(0, 15)));
    if (definitions_.size() >= kDefinitionsKept) definitions_.clear();
    definitions_[hash] = definition;
    return definition;
  }

  const Source& source_;
  std::map<std::string, Table>& tables_;
  const DailyRange& days_;
  Pseudonyms pseudonyms_;
  Complainants complainants_;
  std::set<std::string> shared_;
  std::map<std::string, std::shared_ptr<const flow::Definition>> definitions_;
};

Error unknown_table(const std::string& name) {
  std::string names;
  for (const auto* spec : all_specs()) names += (names.empty() ? "" : ", ") + std::string(spec->name);
  return fail(ErrorCode::invalid_argument, "there is no table '" + name + "'; there are " + names);
}

bool is_heads(std::string_view name) { return name == "events" || name == "actors"; }

}  // namespace

Result<std::vector<Table>> make_tables(const Source& source, const std::vector<std::string>& names, const DailyRange& days) {
  std::map<std::string, Table> made;
  bool fold = false;
  const auto want = [&](const std::string& name) { made.try_emplace(name, *spec_of(name)); };
  for (const auto& name : names) {
    if (!spec_of(name)) return unknown_table(name);
    if (is_heads(name)) continue;
    fold = true;
    want(name);
    // Things and their relations are made together.
    if (name == "objects" || name.ends_with("_links"))
      for (const auto* one : {"objects", "object_links", "event_links"}) want(one);
  }
  if (fold) {
    Fold folding(source, made, days);
    std::string after;
    while (true) {
      AMENDS_TRY(const auto ids, source.store.case_ids(after, kPage));
      if (ids.empty()) break;
      for (const auto& id : ids) {
        if (source.keep_going && !source.keep_going()) return fail(ErrorCode::cancelled, "making the tables was stopped", source.store.path());
        AMENDS_CHECK(folding.add(id));
      }
      after = ids.back();
    }
  }
  Pseudonyms pseudonyms(source.store.lookup_salt());
  std::vector<Table> out;
  for (const auto& name : names) {
    if (name == "events") {
      AMENDS_TRY(auto events, events_table(source.store, pseudonyms, source.keep_going));
      out.push_back(std::move(events));
    } else if (name == "actors") {
      AMENDS_TRY(auto actors, actors_table(source.store, pseudonyms));
      out.push_back(std::move(actors));
    } else if (const auto found = made.find(name); found != made.end()) {
      out.push_back(std::move(found->second));
      made.erase(found);
    } else {
      return fail(ErrorCode::invalid_argument, "the table '" + name + "' is named twice; name it once");
    }
  }
  return out;
}

}  // namespace amends::tables

#include "runtime/verify.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "runtime/projection.hpp"
#include "store/reads.hpp"

namespace amends::runtime {
namespace {

constexpr std::int64_t kPage = 500;         ///< ids read at once
constexpr std::size_t kNamedMax = 3;        ///< differences of one case that are spelled out
constexpr std::size_t kDefinitionsKept = 64;

std::string quoted(const std::string& text) { return text.empty() ? std::string("nothing") : "'" + text + "'"; }

std::string shown(const store::TaskRow& task) {
  return task.status + " for " + task.role + (task.due_at ? " by " + format_instant(*task.due_at) : "") + (task.answered_by.empty() ? "" : ", answered by " + task.answered_by);
}

/// Sentences for what is stored differently from what the events give.
std::vector<std::string> differences(const store::Projection& stored, const store::Projection& folded) {
  std::vector<std::string> out;
  if (stored.status != folded.status) out.push_back("the status is stored as '" + stored.status + "', the events give '" + folded.status + "'");
  const std::map<std::string, std::string> has(stored.attributes.begin(), stored.attributes.end()), wants(folded.attributes.begin(), folded.attributes.end());
  const auto attribute = [&](const std::string& name) {
    const auto a = has.find(name), b = wants.find(name);
    out.push_back("the attribute " + name + " is stored as " + quoted(a == has.end() ? "" : a->second) + ", the events give " + quoted(b == wants.end() ? "" : b->second));
  };
  // `difference` names what would have to be written; what it would remove is stored and should not be.
  const auto change = difference(stored, folded);
  for (const auto& [name, value] : change.attributes) attribute(name);
  const auto task_at = [](const store::Projection& of, const std::string& id) {
    return std::find_if(of.tasks.begin(), of.tasks.end(), [&](const auto& task) { return task.id == id; });
  };
  for (const auto& task : change.tasks) {
    const auto known = task_at(stored, task.id);
    if (known == stored.tasks.end()) out.push_back("the task " + task.id + " is missing from the list");
    else if (shown(*known) == shown(task)) out.push_back("the task " + task.id + " is listed with another title, form, kind, step, opening or detail than the events give");
    else out.push_back("the task " + task.id + " is listed as " + shown(*known) + ", the events give " + shown(task));
  }
  for (const auto& task : stored.tasks)
    if (task_at(folded, task.id) == folded.tasks.end()) out.push_back("the list has a task " + task.id + " that no event opened");
  for (const auto& timer : change.timers_set) out.push_back("the timer " + timer.id + " is not listed for " + format_instant(timer.due_at) + ", as the events give it");
  for (const auto& id : change.timers_cancelled) out.push_back("the list has a timer " + id + " that the events do not give");
  for (const auto& wait : change.waits_set) out.push_back("the wait " + wait.id + " for the message " + wait.name + " is not listed as the events give it");
  for (const auto& message : change.outbox_set) out.push_back("the message " + message.key + " is not in the outbox as the events give it");
  for (const auto& key : change.outbox_removed) out.push_back("the outbox has a message " + key + " that the events do not give");
  if (change.lookup_keys) out.push_back("the keys by which other cases find it are not those that the events give");
  for (const auto& id : change.waits_cancelled) out.push_back("the list has a wait " + id + " that the events do not give");
  return out;
}

class ListCheck {
 public:
  ListCheck(store::Store& store, Lists lists, store::VerifyReport& report) : store_(store), lists_(lists), report_(report) {
    for (const auto& fault : report.faults) told_.insert(fault.case_id);
  }

  Result<void> check(const std::string& case_id) {
    if (told_.contains(case_id)) return {};
    auto stored = store_.stored(case_id);
    if (!stored && stored.error().code != ErrorCode::corrupt) return std::move(stored).error();
    if (!stored) {
      if (lists_ == Lists::check) return fault(case_id, stored.error().message);
      AMENDS_TRY(auto events, store_.events(case_id));
      AMENDS_TRY(auto row, store_.case_row(case_id));
      store::StoredCase bare{std::move(row), std::move(events), {}};
      AMENDS_TRY(const bool keys, store_.has_lookup_keys(case_id));
      if (keys) bare.projection.lookup_keys.emplace();
      return rebuild(bare);
    }
    auto definition = definition_of(stored->row.definition_hash);
    if (!definition) return fault(case_id, "the workflow definition of the case cannot be read: " + definition.error().text());
    const auto state = fold_events(stored->row.id, *definition, stored->events);
    if (!state && state.error().code == ErrorCode::unsupported) return {};
    if (!state) return fault(case_id, "the events of the case cannot be folded: " + state.error().text());
    const bool asks = std::any_of(stored->events.begin(), stored->events.end(), [](const store::Event& event) { return event.kind == kinds::lookup_answered; });
    if (asks || stored->projection.lookup_keys) asking_.insert(stored->row.workflow);
    auto wanted = wanted_of(*state, stored->projection);
    const auto found = differences(stored->projection, wanted);
    if (found.empty()) return {};
    if (lists_ == Lists::mend) return rebuild(*stored);
    std::string sentence;
    for (std::size_t i = 0; i < std::min(found.size(), kNamedMax); ++i) sentence += (i ? "; " : "") + found[i];
    if (found.size() > kNamedMax) sentence += "; and " + std::to_string(found.size() - kNamedMax) + " more";
    return fault(case_id, sentence + ". `amends verify --mend` makes the lists anew from the events");
  }

  /// After all cases: where one case of a workflow asked for others or has keys, each has some. A table of keys that was emptied shows in no case alone.
  Result<void> check_keys() {
    for (const auto& workflow : asking_) {
      AMENDS_TRY(const auto without, store_.without_lookup_keys(workflow));
      for (const auto& case_id : without) {
        if (told_.contains(case_id)) continue;
        AMENDS_TRY(auto stored, store_.stored(case_id));
        AMENDS_TRY(const auto definition, definition_of(stored.row.definition_hash));
        if (const auto state = fold_events(stored.row.id, definition, stored.events); !state && state.error().code == ErrorCode::unsupported) continue;  // erased in part: it is found by nobody
        stored.projection.lookup_keys.emplace();
        if (lists_ == Lists::mend) AMENDS_CHECK(rebuild(stored));
        else AMENDS_CHECK(fault(case_id, "the keys by which other cases find it are missing. `amends verify --mend` makes them anew from the events"));
      }
    }
    return {};
  }

 private:
  Result<void> fault(const std::string& case_id, std::string what) {
    told_.insert(case_id);
    ++report_.faults_total;
    if (report_.faults.size() < store::kFaultsMax) report_.faults.push_back({case_id, 0, std::move(what)});
    return {};
  }

  Result<std::shared_ptr<const flow::Definition>> definition_of(const std::string& hash) {
    if (const auto known = definitions_.find(hash); known != definitions_.end()) return known->second;
    AMENDS_TRY(const auto text, store_.blob(hash));
    AMENDS_TRY(auto definition, flow::Definition::from_yaml(text, "workflow " + hash.substr(0, 15)));
    // The store's own digest goes with the bytes; the name under which the case is pinned to them does not.
    if (definition->hash() != hash) return fail(ErrorCode::corrupt, "it is not the one that it was opened with; restore the file from a copy", hash);
    if (definitions_.size() >= kDefinitionsKept) definitions_.clear();
    definitions_[hash] = definition;
    return definition;
  }

  /// What the lists must hold, given that a stranded case says so itself.
  store::Projection wanted_of(const CaseState& state, const store::Projection& stored) const {
    // A case without keys may have none by right: only those of workflows that ask have some (check_keys).
    auto wanted = project(state, !left_to_do(state).empty(), {}, stored.lookup_keys ? std::optional(store_.lookup_salt()) : std::nullopt);
    if (stored.status == "stranded" && wanted.status == "running") {
      wanted.status = "stranded";
      std::erase_if(wanted.attributes, [](const auto& one) { return one.first == kReason; });
      for (const auto& one : stored.attributes)
        if (one.first == kReason) wanted.attributes.push_back(one);
    }
    return wanted;
  }

  Result<void> rebuild(const store::StoredCase& stored) {
    AMENDS_TRY(const auto definition, definition_of(stored.row.definition_hash));
    AMENDS_TRY(const auto state, fold_events(stored.row.id, definition, stored.events));
    AMENDS_CHECK(store_.rebuild(stored.row.id, wanted_of(state, stored.projection)));
    ++report_.mended;
    return {};
  }

  store::Store& store_;
  Lists lists_;
  store::VerifyReport& report_;
  std::set<std::string> told_;    ///< cases with a fault that was told
  std::set<std::string> asking_;  ///< workflows of which a case asked for others, or is found by them
  std::map<std::string, std::shared_ptr<const flow::Definition>> definitions_;
};

}  // namespace

Result<store::VerifyReport> verify(store::Store& store, const std::function<bool(std::int64_t, std::int64_t)>& progress, Lists lists) {
  AMENDS_TRY(auto report, store.verify(progress));
  ListCheck check(store, lists, report);
  std::string after;
  std::int64_t done = 0;
  while (true) {
    AMENDS_TRY(const auto ids, store.case_ids(after, kPage));
    if (ids.empty()) break;
    for (const auto& id : ids) AMENDS_CHECK(check.check(id));
    after = ids.back();
    done += static_cast<std::int64_t>(ids.size());
    if (progress && !progress(done, report.cases)) return fail(ErrorCode::cancelled, "verification was cancelled", store.path());
  }
  AMENDS_CHECK(check.check_keys());
  AMENDS_TRY(const auto reads, store::ReadLog(store.path()).verify());
  report.reads = reads.rows;
  report.reads_head = reads.head;
  report.faults_total += reads.faults_total;
  for (const auto& what : reads.faults)
    if (report.faults.size() < store::kFaultsMax) report.faults.push_back({{}, 0, what, true});
  return report;
}

}  // namespace amends::runtime

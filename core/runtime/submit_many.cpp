// Many records at once: one worker runs and seals the cases, the caller's thread reads the records (they may come from Python), opens the cases, commits
// what the worker computed, and calls back. With small stages both are about the same work.
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "runtime/handover/relay.hpp"

namespace amends::runtime {
namespace {

/// One is computed, one committed, and one lies between, so that neither thread waits while a checkpoint or a flush holds the other up. Two cost a tenth of
/// the time more (`amends bench eight`), a fourth gains nothing.
constexpr std::size_t kGroupsInFlight = 3;

/// How long the caller's thread waits for a group before it asks `progress` whether to stop: a stage may take seconds, and a group has a hundred cases.
constexpr std::chrono::milliseconds kAskSlice{100};

}  // namespace

/// The cases of one group while their turns are under way. The worker has it or the caller's thread has it, never both.
struct Runtime::Lane {
  struct Item {
    std::int64_t row = 0;
    std::string key;              ///< reference or case id
    std::unique_ptr<Turn> turn;
    std::optional<json::Object> opening;  ///< payload of the first event, until the worker has applied it
    std::optional<Error> failed;
    bool begun = false;           ///< a part of it was given away to be committed: it is brought to its end
    bool over = false;            ///< the caller has been told
  };
  std::vector<Item> items;
  std::vector<store::Turn> parts;
  std::vector<std::size_t> owners;  ///< item of each part

  /// The cases that wait at one stage with one configuration are called together; answers whether any case waited. A stage sees its cases in the order of the
  /// rows, and since its answer for one does not hang on the others, the journals are those of cases that ran one by one.
  template <class GoOn>
  bool call_held(const GoOn& go_on) {
    std::vector<Item*> waiting;
    for (auto& item : items)
      if (!item.failed && item.turn->held_stage()) waiting.push_back(&item);
    if (waiting.empty()) return false;
    auto* stage = waiting.front()->turn->held_stage();
    const auto config = std::string(waiting.front()->turn->held_call().config);
    std::erase_if(waiting, [&](const Item* item) { return item->turn->held_stage() != stage || item->turn->held_call().config != config; });
    std::vector<host::StageCall> calls;
    calls.reserve(waiting.size());
    for (const auto* item : waiting) calls.push_back(item->turn->held_call());
    auto answers = stage->run_many(calls);
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      waiting[i]->turn->give(i < answers.size() ? std::move(answers[i]) : fail(ErrorCode::internal, "the stage left a case of the group without an answer", stage->manifest().id));
      go_on(*waiting[i]);
    }
    return true;
  }

  /// The worker's part: the next part of every case that is not over.
  /// Once `stop` is set, by the caller or by a stage that was told to stop, no further case is begun.
  void compute(bool by_step, const std::string& actor, std::atomic<bool>& stop) {
    parts.clear();
    owners.clear();
    std::erase_if(items, [](const Item& item) { return item.over; });  // taking a case's tree apart costs as much as sealing it
    const auto go_on = [&](Item& item) {
      auto ran = stop && !item.begun ? Result<void>(fail(ErrorCode::cancelled, "stopped before this case ran")) : item.turn->run(by_step);
      if (ran) return;
      item.failed = std::move(ran).error();
      if (item.failed->code == ErrorCode::cancelled) stop = true;
    };
    for (auto& item : items) {
      item.turn->hold_where_together(true);
      auto opened = item.opening ? item.turn->happen(kinds::case_opened, std::move(*item.opening), actor) : Result<void>{};
      item.opening.reset();
      if (opened) go_on(item);
      else item.failed = std::move(opened).error();
    }
    while (call_held(go_on)) {}
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].failed) continue;
      items[i].begun = true;
      parts.push_back(items[i].turn->take());
      owners.push_back(i);
    }
  }
};

Result<Progress> Runtime::submit_many(const std::string& workflow, const std::function<std::optional<json::Value>()>& next,
                                      const std::function<void(std::int64_t, const Submitted&)>& taken, const std::function<void(std::int64_t, const Error&)>& refused,
                                      const std::function<bool(const Progress&)>& progress, const SubmitOptions& options) {
  if (!store_) return fail(ErrorCode::state, "no database is open; open one with --db FILE");
  if (relay_) {
    AMENDS_TRY(const auto taken_there, name_at_worker(workflow));
    return relay_->submit_many(taken_there, next, taken, refused, progress, options, options_.by);
  }
  AMENDS_TRY(auto definition, this->definition(workflow));
  const bool by_step = definition->commit_each_step();
  // Where stages ask for other cases, each case must see those before it, or the answers would hang on how the rows fell into groups.
  const bool one_by_one = environment_.asking->asks(*definition);
  const std::size_t group = one_by_one ? 1 : store::kGroupTurnsMax, groups = one_by_one ? 1 : kGroupsInFlight;

  const auto actor = options.by.value_or(options_.by).actor();
  // Lanes go round between the two threads.
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::unique_ptr<Lane>> to_compute, to_commit;
  bool closing = false;
  std::atomic<bool> stop = false;
  std::thread worker([&] {
    ::pthread_setname_np(::pthread_self(), "amends-compute");
    const auto& enter = options.thread_scope ? options.thread_scope : options_.thread_scope;
    const auto scope = enter ? enter() : nullptr;
    while (true) {
      std::unique_ptr<Lane> lane;
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return closing || !to_compute.empty(); });
        if (to_compute.empty()) return;
        lane = std::move(to_compute.front());
        to_compute.pop_front();
      }
      lane->compute(by_step, actor, stop);
      if (lane->items.empty()) continue;
      {
        const std::lock_guard lock(mutex);
        to_commit.push_back(std::move(lane));
      }
      changed.notify_all();
    }
  });
  struct Joiner {
    std::thread& thread;
    std::mutex& mutex;
    std::condition_variable& changed;
    bool& closing;
    ~Joiner() {
      {
        const std::lock_guard lock(mutex);
        closing = true;
      }
      changed.notify_all();
      thread.join();
    }
  } joiner{worker, mutex, changed, closing};

  Progress count;
  std::int64_t row = 0;
  bool more = true, stopped = false;
  std::set<std::string> under_way;  ///< two rows of one file may carry one reference

  struct Read {
    std::int64_t row;
    Instant now;
    Opening opening;
  };
  std::deque<Read> aside;  ///< rows whose reference is under way: looked at once that case is stored, with which they are compared
  const auto refuse = [&](std::int64_t this_row, const Error& error) {
    ++count.done;
    ++count.refused;
    refused(this_row, error);
  };
  const auto exists = [&](std::int64_t this_row, const store::CaseRow& stored, const Opening& opening) -> Result<void> {
    auto again = same_again(stored, opening.payload.at("record"));
    if (!again && again.error().code != ErrorCode::already_exists) return std::move(again).error();
    if (!again) {
      refuse(this_row, again.error());
      return {};
    }
    ++count.done;
    ++count.existed;
    taken(this_row, *again);
    return {};
  };
  const auto read_lane = [&]() -> Result<std::unique_ptr<Lane>> {
    auto lane = std::make_unique<Lane>();
    std::vector<Read> records;
    std::vector<store::CaseKey> keys;
    for (; !aside.empty() && records.size() < group; aside.pop_front()) {
      keys.push_back({aside.front().opening.state.id(), aside.front().opening.ref});
      records.push_back(std::move(aside.front()));
    }
    while (more && records.size() < group) {
      auto record = next();
      if (!record) {
        more = false;
        break;
      }
      ++row;
      const auto now = turn_instant(*record, options);
      auto opening = opened(workflow, std::move(*record), now);
      if (!opening) {
        refuse(row, opening.error());
        continue;
      }
      keys.push_back({opening->state.id(), opening->ref});
      records.push_back({row, now, std::move(*opening)});
    }
    AMENDS_TRY(const auto stored, store_->known(keys));
    for (std::size_t i = 0; i < records.size(); ++i) {
      auto& [this_row, now, opening] = records[i];
      Lane::Item item{this_row, opening.ref.empty() ? opening.state.id() : opening.ref, nullptr, std::nullopt, std::nullopt};
      if (stored[i]) {
        AMENDS_CHECK(exists(this_row, *stored[i], opening));
        continue;
      }
      if (!under_way.insert(item.key).second) {
        aside.push_back(std::move(records[i]));
        continue;
      }
      item.turn = std::make_unique<Turn>(environment_, std::move(opening.state), Turn::Stored{}, now);
      item.opening = std::move(opening.payload);
      lane->items.push_back(std::move(item));
    }
    return lane;
  };
  const auto hand_over = [&](std::unique_ptr<Lane> lane) {
    {
      const std::lock_guard lock(mutex);
      to_compute.push_back(std::move(lane));
    }
    changed.notify_all();
  };
  const auto commit = [&](Lane& lane) -> Result<void> {
    auto written = store_->append(lane.parts);
    const auto forget = [&](Lane::Item& item) {
      under_way.erase(item.key);
      item.over = true;
    };
    for (std::size_t i = 0; i < lane.parts.size(); ++i) {
      auto& item = lane.items[lane.owners[i]];
      if (!written[i]) {
        item.failed = std::move(written[i]).error();
        if (item.failed->code == ErrorCode::conflict && lane.parts[i].expected_seq != 0) {
          // The case is stored, and another act came between two of its steps.
          AMENDS_CHECK(go_on(lane.parts[i].case_id));
          AMENDS_TRY(const auto row, store_->case_row(lane.parts[i].case_id));
          item.failed.reset();
          ++count.done;
          ++count.added;
          taken(item.row, Submitted{row.id, false, row.status});
          forget(item);
          continue;
        }
        if (item.failed->code == ErrorCode::io || item.failed->code == ErrorCode::corrupt) return *item.failed;
      } else if (item.turn->idle()) {
        ++count.done;
        ++count.added;
        taken(item.row, Submitted{item.turn->state().id(), false, item.turn->status()});
        AMENDS_CHECK(spread(*item.turn));
        forget(item);
      }
    }
    for (auto& item : lane.items) {
      if (item.over || !item.failed) continue;
      forget(item);
      if (item.failed->code == ErrorCode::cancelled) stopped = true;  // Ctrl-C inside a stage: nothing of this case was written
      else refuse(item.row, *item.failed);
    }
    return {};
  };

  std::size_t lanes = 0;
  while (true) {
    // Rows that were put aside come next, after everything that is under way.
    while (!stopped && lanes < groups && (aside.empty() ? more : lanes == 0)) {
      AMENDS_TRY(auto lane, read_lane());
      if (lane->items.empty()) continue;
      hand_over(std::move(lane));
      ++lanes;
    }
    if (lanes == 0) break;
    std::unique_ptr<Lane> lane;
    {
      std::unique_lock lock(mutex);
      while (!changed.wait_for(lock, kAskSlice, [&] { return !to_commit.empty(); })) {
        if (stopped || !progress) continue;
        lock.unlock();
        if (!progress(count)) stopped = stop = true;
        lock.lock();
      }
      lane = std::move(to_commit.front());
      to_commit.pop_front();
    }
    AMENDS_CHECK(commit(*lane));
    if (progress && !progress(count)) stopped = stop = true;
    // A lane whose cases are all over goes to the worker too, which only takes them apart.
    if (std::all_of(lane->items.begin(), lane->items.end(), [](const Lane::Item& item) { return item.over; })) --lanes;
    hand_over(std::move(lane));
  }
  wake();
  if (stopped) return fail(ErrorCode::cancelled, "stopped by the caller after " + std::to_string(count.done) + " rows; what was acknowledged is stored, run the file again to go on");
  return count;
}

}  // namespace amends::runtime

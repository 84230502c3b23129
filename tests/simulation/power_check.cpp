#include "simulation/power_check.hpp"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <stdexcept>

#include "runtime/scenario/scenario.hpp"

namespace amends::simulation {
namespace {

constexpr std::size_t kSaidMax = 12;
constexpr std::int64_t kReadsMax = 10'000;

Meddling::What meddled;

int authorize(void* db, int action, const char* first, const char* second, const char*, const char*) {
  if (action == SQLITE_TRANSACTION && meddled.no_transactions) return SQLITE_IGNORE;
  if (action != SQLITE_PRAGMA || !second) return SQLITE_OK;
  if ((meddled.no_extra_sync || meddled.normal_sync) && sqlite3_stricmp(first, "synchronous") == 0) return SQLITE_IGNORE;
  if (meddled.checkpoint_pages > 0 && sqlite3_stricmp(first, "wal_autocheckpoint") == 0) {
    // Here and not where the connection is opened: SQLite sets its own number after that.
    sqlite3_wal_autocheckpoint(static_cast<sqlite3*>(db), meddled.checkpoint_pages);
    return SQLITE_IGNORE;
  }
  return SQLITE_OK;
}

int meddle(sqlite3* db, char**, const void*) {
  if (meddled.normal_sync) sqlite3_exec(db, "PRAGMA synchronous=NORMAL", nullptr, nullptr, nullptr);
  sqlite3_set_authorizer(db, authorize, db);
  return SQLITE_OK;
}
void (*extension())() { return reinterpret_cast<void (*)()>(meddle); }

std::mt19937_64 sqlite_random;
sqlite3_vfs seeded_vfs;

std::string text_of(const Call& call) {
  static constexpr const char* kNames[] = {"create", "write", "truncate", "sync", "link", "rename", "remove", "make folder", "sync folder"};
  return std::string(kNames[static_cast<int>(call.kind)]) + " " + (call.name.empty() ? "." : call.name);
}

std::map<std::string, std::size_t> counts(Player& player, const Script& script) {
  std::map<std::string, std::size_t> out;
  for (const auto& id : script.cases) {
    const auto row = player.store().case_row(id);
    out[id] = row ? static_cast<std::size_t>(row->seq) : 0;
  }
  return out;
}

/// The rest of a life after a cut; each answers the first sentence of what is wrong, or nothing.
class After {
 public:
  /// `twice`: a first life has recovered, so that events which nobody had been told of may have been made again, with salts of their own.
  After(const Script& script, const Reference& reference, std::size_t point, Player& player, bool twice) : script_(script), reference_(reference), player_(player), twice_(twice) {
    while (acknowledged_ < reference.marks.size() && reference.marks[acknowledged_].calls <= point) ++acknowledged_;
    if (acknowledged_ > 0) mark_ = reference.marks[acknowledged_ - 1];
    set_time(acknowledged_);
  }

  /// Somebody looks before the program starts again.
  std::string looked_at() {
    if (acknowledged_ == 0) return {};
    store::OpenOptions options;
    options.read_only = true;
    options.create = false;
    const auto store = store::Store::open(player_.database(), options);
    if (!store) return "it cannot be read: " + store.error().text();
    if (auto wrong = faults(**store); !wrong.empty()) return wrong;
    return reads();
  }

  /// What the opened runtime holds.
  std::string checked() {
    for (const auto& id : script_.cases) {
      const auto& wanted = reference_.events.at(id);
      const auto row = player_.store().case_row(id);
      const auto events = row ? player_.store().events(id) : Result<std::vector<store::Event>>(std::vector<store::Event>{});
      if (!events) return "the events of " + id + " cannot be read: " + events.error().text();
      const auto acknowledged = mark_.events.contains(id) ? mark_.events.at(id) : 0;
      if (events->size() < acknowledged) return id + " has " + std::to_string(events->size()) + " events, " + std::to_string(acknowledged) + " were acknowledged";
      if (events->size() > wanted.size()) return id + " has more events than were ever written";
      if (!reference_.ends.at(id).contains(events->size())) return "half a turn: " + id + " has " + std::to_string(events->size()) + " events";
      for (std::size_t i = 0; i < (twice_ ? acknowledged : events->size()); ++i) {
        const auto &is = events->at(i), &was = wanted[i];
        if (is.payload != was.payload || is.salt != was.salt || is.hash != was.hash || is.prev != was.prev || is.at != was.at || is.actor != was.actor || is.kind != was.kind)
          return "event " + std::to_string(i + 1) + " of " + id + " is another one";
      }
    }
    const auto head = player_.store().chain_head();
    if (!head) return "the chain cannot be read: " + head.error().text();
    if (head->no < mark_.commits) return "the chain ends at commit " + std::to_string(head->no) + ", commit " + std::to_string(mark_.commits) + " was acknowledged";
    if (const auto was = reference_.chain.find(head->no); head->no > 0 && (!twice_ || head->no <= mark_.commits) && (was == reference_.chain.end() || was->second != head->hash)) return "commit " + std::to_string(head->no) + " is another one";
    if (auto wrong = reads(); !wrong.empty()) return wrong;
    for (std::size_t i = 0; i < acknowledged_; ++i) {
      const auto& act = script_.acts[i];
      const auto over = std::find_if(script_.acts.begin(), script_.acts.end(), [&](const Act& one) { return one.name == act.kept_until; });
      const bool over_now = over != script_.acts.end() && over - script_.acts.begin() <= static_cast<std::ptrdiff_t>(acknowledged_);
      if (act.kept && !over_now && !act.kept(player_)) return "what '" + act.name + "' was told is not there";
    }
    return faults(player_.store());
  }

  std::string played_on() {
    if (const auto done = player_.runtime->recover(); !done) return "recover: " + done.error().text();
    for (auto i = acknowledged_; i < script_.acts.size(); ++i) {
      const auto& act = script_.acts[i];
      set_time(i);
      if (act.starts_anew) continue;
      // Who was not told looks first whether it was done.
      if (i == acknowledged_ && i > 0 && reference_.marks[i].events != reference_.marks[i - 1].events && counts(player_, script_) == reference_.marks[i].events) continue;
      if (const auto done = act.run(player_); !done) return "'" + act.name + "' afterwards: " + done.error().text();
    }
    for (const auto& id : script_.cases) {
      const auto events = player_.store().events(id);
      if (!events) return "the events of " + id + " cannot be read: " + events.error().text();
      const auto journal = runtime::plain_journal(*events);
      if (journal == reference_.journals.at(id)) continue;
      const auto &is = journal.as_array(), &was = reference_.journals.at(id).as_array();
      std::size_t at = 0;
      while (at < is.size() && at < was.size() && is[at] == was[at]) ++at;
      return id + " went another way at event " + std::to_string(at + 1) + ": " + (at < is.size() ? json::write(is[at]).substr(0, 300) : "(no more)") + " instead of " + (at < was.size() ? json::write(was[at]).substr(0, 300) : "(no more)");
    }
    if (auto wrong = faults(player_.store()); !wrong.empty()) return "in the end: " + wrong;
    const auto rows = player_.reads().list({{}, kReadsMax});
    if (!rows || rows->size() < reference_.reads.size()) return "in the end reads are missing";
    return {};
  }

 private:
  void set_time(std::size_t act) {
    const auto at_s = act < script_.acts.size() ? script_.acts[act].at_s : script_.acts.back().at_s + 10;
    player_.clock->set({std::max(player_.clock->now().us, script_.begin.us + at_s * kSecond)});
  }
  static std::string faults(store::Store& store) {
    const auto report = runtime::verify(store, {});
    if (!report) return "verify: " + report.error().text();
    if (report->faults_total > 0) return "verify: " + report->faults.front().what;
    return {};
  }
  std::string reads() {
    const auto rows = player_.reads().list({{}, kReadsMax});
    if (!rows) return "the record of reads cannot be read: " + rows.error().text();
    if (rows->size() < mark_.reads) return "the record of reads has " + std::to_string(rows->size()) + " rows, " + std::to_string(mark_.reads) + " were acknowledged";
    if (rows->size() > reference_.reads.size()) return "the record of reads has more rows than were ever written";
    for (std::size_t i = 0; i < rows->size(); ++i)
      if (rows->at(i).hash != reference_.reads[i].hash) return "read " + std::to_string(i + 1) + " is another one";
    return {};
  }

  const Script& script_;
  const Reference& reference_;
  Player& player_;
  const bool twice_;
  std::size_t acknowledged_ = 0;
  Reference::Mark mark_;
};

}  // namespace

Meddling::Meddling(const What& what) {
  meddled = what;
  sqlite3_auto_extension(extension());
}
Meddling::~Meddling() { sqlite3_cancel_auto_extension(extension()); }

SeededSqlite::SeededSqlite(std::uint64_t seed) {
  sqlite_random.seed(seed);
  seeded_vfs = *sqlite3_vfs_find(nullptr);
  seeded_vfs.zName = "seeded";
  seeded_vfs.pNext = nullptr;
  seeded_vfs.xRandomness = [](sqlite3_vfs*, int n, char* out) {
    for (int i = 0; i < n; ++i) out[i] = static_cast<char>(sqlite_random());
    return n;
  };
  sqlite3_vfs_register(&seeded_vfs, 1);
  sqlite3_randomness(0, nullptr);
}
SeededSqlite::~SeededSqlite() {
  sqlite3_vfs_unregister(&seeded_vfs);
  sqlite3_randomness(0, nullptr);
}

Reference play(const Ground& ground, const Script& script, std::uint64_t seed) {
  Reference out;
  const SeededSqlite sqlite(seed);
  const NoRealSyncs fast;
  Folder folder;
  const auto data = folder.file("disk");
  std::filesystem::create_directory(data);
  const Recorder recorder(data);
  Player player(ground, data, seed);
  for (const auto& act : script.acts) {
    player.clock->set({script.begin.us + act.at_s * kSecond});
    if (const auto done = act.run(player); !done) {
      out.fault = "'" + act.name + "': " + done.error().text();
      return out;
    }
    Reference::Mark mark;
    mark.calls = recorder.size();
    mark.events = counts(player, script);
    const auto reads = player.reads().list({{}, kReadsMax});
    const auto head = player.store().chain_head();
    if (!reads || !head) {
      out.fault = "'" + act.name + "': what it wrote cannot be read";
      return out;
    }
    mark.reads = reads->size();
    mark.commits = head->no;
    out.marks.push_back(std::move(mark));
  }
  for (const auto& id : script.cases) {
    out.events[id] = *player.store().events(id);
    out.journals[id] = runtime::plain_journal(out.events[id]);
    out.ends[id].insert(0);
    const auto commits = player.store().commits_of(id);
    if (!commits) {
      out.fault = commits.error().text();
      return out;
    }
    for (const auto& commit : *commits) {
      out.chain[commit.no] = commit.hash;
      for (const auto& listed : commit.events)
        if (listed.case_id == id) out.ends[id].insert(static_cast<std::size_t>(listed.seq));
      // Of the events of a commit only the last one ends it.
      std::optional<std::size_t> last;
      for (const auto& listed : commit.events)
        if (listed.case_id == id) {
          if (last) out.ends[id].erase(*last);
          last = static_cast<std::size_t>(listed.seq);
        }
    }
  }
  out.reads = *player.reads().list({{}, kReadsMax});
  player.runtime.reset();
  out.calls = recorder.calls();
  // What was recorded makes the very files: no call went past the recorder.
  Disk disk;
  for (const auto& call : out.calls) disk.apply(call);
  if (const auto differs = difference(disk.live(), Image::of(data)); !differs.empty()) out.fault = "a call to the disk was not recorded: " + differs;
  return out;
}

namespace {

/// The text that a child says before it ends, or that it ended without a word.
std::string heard_from(pid_t child, int pipe) {
  std::string text;
  char buffer[4096];
  for (auto n = ::read(pipe, buffer, sizeof buffer); n > 0; n = ::read(pipe, buffer, sizeof buffer)) text.append(buffer, static_cast<std::size_t>(n));
  ::close(pipe);
  int status = 0;
  ::waitpid(child, &status, 0);
  return text.ends_with('.') ? text : "the process died with " + std::to_string(status) + " " + text;
}
[[noreturn]] void say_and_end(int pipe, const std::string& text) {
  const auto all = text + ".";
  for (std::size_t done = 0; done < all.size();) {
    const auto n = ::write(pipe, all.data() + done, all.size() - done);
    if (n <= 0) ::_exit(1);
    done += static_cast<std::size_t>(n);
  }
  ::_exit(0);
}
/// A child that goes on from here; 0 in the child, whose end of the pipe is in `pipe`.
pid_t branch(int& pipe) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  std::fflush(nullptr);
  const auto child = ::fork();
  if (child < 0) throw std::runtime_error("no process");
  ::close(ends[child == 0 ? 0 : 1]);
  pipe = ends[child == 0 ? 1 : 0];
  return child;
}

}  // namespace

// Opening a runtime is mostly packs and guards. They are read once: where Runtime::open touches the journal for the first time a child goes on for each point, in the
// ordinary way.
Outcome cut(const Ground& ground, const Script& script, const Reference& reference, const Points& points, std::uint64_t seed) {
  Outcome out;
  const NoRealSyncs fast;
  Folder folder;
  const auto data = folder.file("disk");
  std::filesystem::create_directory(data);
  Player player(ground, data, seed + 1'000);
  const auto renew = [&](const Image& image) {
    std::filesystem::remove_all(data);
    image.write_to(data);
  };

  // Of the child:
  std::optional<After> after;
  std::optional<Recorder> recorder;  // in the first of two lives, which began with
  Image start;
  std::mt19937_64 random;
  std::string wrong;
  int pipe = -1;

  before_open_of(data + "/cases.db.lock", [&] {
    Disk disk;
    std::size_t applied = 0;
    for (auto point = points.first; point <= reference.calls.size(); point += points.step) {
      for (; applied < point; ++applied)
        if (!points.swallows || !points.swallows(reference.calls[applied])) disk.apply(reference.calls[applied]);
      random.seed(seed ^ (point * 0x9E3779B97F4A7C15));
      renew(disk.after_cut(random));
      ++out.points;
      const bool twice = points.twice && random() % 4 == 0;
      if (twice) ++out.twice;
      const auto child = branch(pipe);
      if (child == 0) {
        after.emplace(script, reference, point, player, false);
        if (twice) {
          // The power goes a second time, somewhere while the first cut is recovered.
          const auto draw = random();
          start = Image::of(data);
          int inner = -1;
          const auto first = branch(inner);
          if (first == 0) {
            pipe = inner;
            recorder.emplace(data);
            return;
          }
          wrong = heard_from(first, inner);
          wrong.pop_back();
          if (!wrong.empty()) say_and_end(pipe, wrong);
          after.emplace(script, reference, point, player, true);
          random.seed(draw);
        }
        if (random() % 2 == 0) wrong = after->looked_at();
        if (!wrong.empty()) say_and_end(pipe, wrong);
        return;
      }
      auto text = heard_from(child, pipe);
      pipe = -1;
      if (text == ".") continue;
      ++out.violations;
      if (out.said.size() < kSaidMax)
        out.said.push_back("point " + std::to_string(point) + (point == 0 ? " (nothing yet)" : " (after: " + text_of(reference.calls[point - 1]) + ")") + (twice ? ", cut twice: " : ": ") + text);
    }
    renew({});
  });

  const auto opened = player.open();
  if (!after) {
    if (!opened) out.said.push_back(opened.error().text());
    return out;
  }
  if (!opened) wrong = "it cannot be opened: " + opened.error().text();
  if (wrong.empty()) wrong = after->checked();
  if (recorder) {
    if (wrong.empty())
      if (const auto done = player.runtime->recover(); !done) wrong = "recover: " + done.error().text();
    if (!wrong.empty()) say_and_end(pipe, wrong);
    const auto calls = recorder->calls();
    recorder.reset();
    Disk again(start);
    const auto until = calls.empty() ? 0 : random() % (calls.size() + 1);
    for (std::size_t i = 0; i < until; ++i) again.apply(calls[i]);
    player.runtime.reset();
    renew(again.after_cut(random));
    say_and_end(pipe, "");
  }
  if (wrong.empty()) wrong = after->played_on();
  say_and_end(pipe, wrong);
}

}  // namespace amends::simulation

// A journal that a release wrote is opened, checked, folded and carried on by the build of today, for ever. Each folder of golden/ is one: journal.sql (the file, as text), files (its attachments), journal.txt (its
// events) and state.txt (what they gave then, state_dump.hpp). Old folders are kept; a new schema or header format needs a new one, and this test says so:
//   AMENDS_WRITE_GOLDEN=1 test_simulation_golden    writes the folder of this release, unless it is there
//   AMENDS_GOLDEN_STATE=1 test_simulation_golden    writes state.txt of all folders anew: for a dump that shows more than before, and nothing else; look at what changes
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>

#include "core/runtime/runtime_kit.hpp"
#include "simulation/state_dump.hpp"
#include "support/utf8.hpp"

namespace amends::simulation {
namespace {

using runtime::testing::Bench;
using runtime::testing::constant;
namespace fs = std::filesystem;

const fs::path kGolden = fs::path(AMENDS_SOURCE_DIR) / "tests" / "simulation" / "golden";
constexpr std::size_t kGoldenBytesMax = 300'000;  ///< of one folder
const Actor kLi{"li.na", "handler", "test"}, kSun{"sun.hao", "handler", "test"}, kChief{"wang.yi", "supervisor", "test"};

constexpr std::string_view kScan = "a scan of the letter";

std::string name_of_release() { return "schema_" + std::to_string(store::kSchemaVersion) + "_format_" + std::to_string(store::kFormatVersion); }

constexpr const char* kHead = "clocks:\n  decide: {kind: decide, from: channel.received_at, warn: [5d, 2d], on_breach: escalate, to: supervisor}\n  acknowledge: {kind: acknowledge, from: channel.received_at, on_breach: escalate, to: supervisor}\n"
                              "notices: [task_escalated, clock_warned]\n";
constexpr const char* kSteps = R"(  - classify: {stage: amends.classify}
  - which:
      choose:
        - {when: 'group.size = 1', go: people}
        - {when: 'group.size = 2', go: many}
        - {when: 'group.size = 3', go: out}
        - {when: 'group.size = 4', go: talk}
        - {else: broken}
  - people:
      human:
        role: handler
        form: free
        title: {zh: 联系客户, en: Call the customer}
        due: 5wd
        remind: [{after: 2wd}, {before: 1wd}]
        escalate: [{after: 1d, to: supervisor}]
        candidates: [li.na, {role: legal}]
      on: {late: {after: 60d, go: end}}
      meets: [decide]
      go: end
  - many:
      each:
        in: flags.watch
        as: n
        key: n.id
        grows_by: {message: joined}
        do:
          - look: {human: {role: handler, form: free}}
          - note: {stage: x.note}
      undo: [{undone: {set: {flags.undone: true}}}]
      go: end
  - out: {send: {kind: order, to: '"bank"', body: {ref: channel.ref, n: group.size}, wait: true}, go: end}
  - talk:
      first_of:
        reply: {message: reply, key: channel.ref, go: end}
        silence: {after: 30d, go: end}
        recall: {signal: recall, go: end}
  - broken: {stage: x.broken, retry: {max: 2, backoff: 2s}}
)";

/// Stages as they were when the golden files were written; `mended`: the one that failed does so no more.
std::vector<std::shared_ptr<host::Stage>> stages(bool mended) {
  return {constant("amends.classify", {{"complexity", "complex"}, {"nature", json::Object{{"primary", "fee"}}}, {"score", 7}}),
          runtime::testing::stage("x.note", [](const json::Value&, int run) -> Result<json::Value> {
            return json::Value(json::Object{{"result", json::Object{{"run", run}}},
                                            {"tasks", json::Array{json::Object{{"id", "file"}, {"kind", "human"}, {"owner_role", "handler"}, {"form", "free"}, {"title", json::bilingual("归档", "File it")}, {"blocking", false}}}}});
          }),
          runtime::testing::stage("x.broken", [mended](const json::Value&, int) -> Result<json::Value> {
            if (!mended) return fail(ErrorCode::unavailable, "the other system is away");
            return json::Value(json::Object{{"result", json::Object{}}});
          })};
}

json::Value record(int size, const std::string& ref) {
  auto value = runtime::testing::record(ref, "年费多扣了300元，请退还。 I was charged twice.");
  (void)json::set(value, "group.size", size);
  (void)json::set(value, "money.claimed", json::Object{{"minor", 30'000}, {"currency", "CNY"}});
  (void)json::set(value, "flags.watch", json::Array{json::Object{{"id", "w1"}}, json::Object{{"id", "w2"}}});
  return value;
}

/// Writes a journal that holds something of everything that waits. One seed, one clock.
void generate(Bench& bench) {
  bench.stages = stages(false);
  ASSERT_TRUE(bench.open());
  const auto deployed = bench.deploy(kSteps, kHead);
  ASSERT_TRUE(deployed) << deployed.error().text();
  auto& runtime = *bench.runtime;
  std::vector<std::string> ids;
  for (const int size : {1, 2, 3, 4, 5, 1, 1}) {
    const auto done = runtime.submit("test", record(size, "r-" + std::to_string(ids.size() + 1)));
    ASSERT_TRUE(done) << done.error().text();
    ids.push_back(done->case_id);
    bench.pass(60);
  }
  const auto ok = [](const auto& done) { ASSERT_TRUE(done) << done.error().text(); };
  // A task that was handed on, a correction of a correction, documents, an attachment, a clock that stood still, an escalation.
  ok(runtime.claim(ids[0], "people#1", kLi));
  ok(runtime.delegate(ids[0], "people#1", "sun.hao", "knows the branch", kLi));
  ok(runtime.correct(ids[0], "classify.score", 8, "read again", kLi));
  ok(runtime.correct(ids[0], "classify.score", 9, "and once more", kChief));
  ok(runtime.add_document(ids[0], json::Object{{"kind", "note"}, {"body", "客户来电，补充说明。"}}, kLi));
  ok(runtime.store()->put_attachment(kScan));
  calendar::DeadlineEvent stop;
  stop.kind = calendar::DeadlineEventKind::suspended;
  stop.reason = "outside_appraisal";
  stop.approver = "qian.hua";
  stop.approver_role = "head_office_senior_manager";
  stop.notices = {{"complainant", bench.clock->now()}};
  ok(runtime.move_clock(ids[0], "decide", stop, kLi));
  ok(runtime.recuse(ids[5], "people#1", "a relative of mine", {"zhao.min", "handler", "test"}));
  // A for-each with one item done and one more come by a message.
  ok(runtime.answer(ids[1], "look#1", json::Object{{"n", 1}}, kLi));
  ok(runtime.message("joined", ids[1], json::Object{{"id", "late"}}, "j-1", kLi));
  ok(runtime.set_facts(ids[1], json::Object{{"flags.watch.[]", json::Object{{"id", "w3"}}}}, "one more", kLi));
  // A delivery that failed once, a message that was kept, a case that does no work, one that is over.
  Runtime::Pull pull;
  pull.kind = "order";
  const auto pulled = runtime.pull_outbox(pull, kLi);
  ASSERT_TRUE(pulled && pulled->size() == 1);
  ok(runtime.delivery_failed(pulled->front().message.key, "no answer", false, kLi));
  ok(runtime.message("news", ids[3], json::Object{{"text", "好"}}, "k-1", kLi, Runtime::Keep{calendar::Duration{90, calendar::Unit::days}, ids[3]}));
  bench.pass(2 * 86'400);
  ok(runtime.fire_timers());
  ok(runtime.suspend(ids[5], "the ombudsman looks at it", kChief));
  ok(runtime.answer(ids[6], "people#1", json::Object{{"n", 3}, {"reason", "refunded"}}, kLi));
  EXPECT_EQ(bench.faults(), 0);
}

/// The whole file as SQL; blobs that are texts stay readable.
std::string dump_sql(const std::string& path) {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  const auto rows = [&](const std::string& sql) {
    std::vector<std::vector<std::string>> out;
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      auto& row = out.emplace_back();
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
        const std::string text(bytes ? bytes : "", bytes ? static_cast<std::size_t>(sqlite3_column_bytes(statement, i)) : 0);
        const auto type = sqlite3_column_type(statement, i);
        const bool readable = text.size() > 32 && utf8::valid(text) && text.find('\0') == std::string::npos;
        if (type == SQLITE_NULL) row.push_back("NULL");
        else if (type == SQLITE_INTEGER) row.push_back(std::to_string(sqlite3_column_int64(statement, i)));
        else if (type == SQLITE_BLOB && !readable) row.push_back("x'" + hex(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())) + "'");
        else {
          std::string quoted = "'";
          for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c);
          row.push_back(type == SQLITE_BLOB ? "CAST(" + quoted + "' AS BLOB)" : quoted + "'");
        }
      }
    }
    sqlite3_finalize(statement);
    return out;
  };
  const auto plain = [](std::string quoted) {
    quoted = quoted.substr(1, quoted.size() - 2);
    for (std::size_t at = 0; (at = quoted.find("''", at)) != std::string::npos; ++at) quoted.erase(at, 1);
    return quoted;
  };
  std::string out = "PRAGMA page_size=4096;\nBEGIN;\n";
  for (const auto& row : rows("SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")) out += plain(row[0]) + ";\n";
  for (const auto& table : rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")) {
    for (const auto& row : rows("SELECT * FROM " + plain(table[0]))) {
      out += "INSERT INTO " + plain(table[0]) + " VALUES(";
      for (std::size_t i = 0; i < row.size(); ++i) out += (i ? "," : "") + row[i];
      out += ");\n";
    }
  }
  for (const auto& row : rows("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")) out += plain(row[0]) + ";\n";
  out += "PRAGMA application_id=" + rows("PRAGMA application_id")[0][0] + ";\nPRAGMA user_version=" + rows("PRAGMA user_version")[0][0] + ";\nCOMMIT;\n";
  sqlite3_close(db);
  return out;
}

void load_sql(const std::string& text, const std::string& path) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(db, text.c_str(), nullptr, nullptr, &message), SQLITE_OK) << (message ? message : "");
  sqlite3_free(message);
  sqlite3_close(db);
}

/// One line for each event, one for each commit that a case had a part in.
std::string plain_journal(store::Store& store) {
  std::string out;
  const auto ids = store.case_ids("", 1'000);
  for (const auto& id : *ids) {
    const auto events = store.events(id);
    for (const auto& event : *events)
      out += id + " " + std::to_string(event.seq) + " " + format_instant(event.at) + " " + event.actor + " " + event.kind + " " + hex(event.hash) + " " + event.payload + "\n";
    const auto commits = store.commits_of(id);
    for (const auto& commit : *commits) out += id + " commit " + std::to_string(commit.no) + " " + hex(commit.hash) + "\n";
  }
  return out;
}

std::string states(Runtime& runtime) {
  std::string out;
  const auto ids = runtime.store()->case_ids("", 1'000);
  for (const auto& id : *ids) {
    const auto loaded = runtime.load(id);
    EXPECT_TRUE(loaded) << loaded.error().text();
    if (!loaded) continue;
    const auto folded = fold_events(id, loaded->state.definition_pointer(), loaded->events);
    EXPECT_TRUE(folded) << folded.error().text();
    if (!folded) continue;
    const auto stored = runtime.store()->stored(id);
    EXPECT_EQ(first_difference(dump(loaded->state), dump(*folded)), "") << "what the runtime loads is not what the events give";
    EXPECT_EQ(first_difference(dump(stored->projection), dump(project(*folded, !left_to_do(*folded).empty()))), "") << "the rows are not what the events give";
    out += dump(*folded);
  }
  return out;
}

std::vector<fs::path> folders() {
  std::vector<fs::path> out;
  if (fs::exists(kGolden))
    for (const auto& entry : fs::directory_iterator(kGolden)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

/// A journal of that folder, opened by the runtime of today.
void open_golden(Bench& bench, const fs::path& folder, bool mended) {
  load_sql(*read_file((folder / "journal.sql").string()), bench.folder.file("cases.db"));
  fs::copy(folder / "files", bench.folder.file("cases.db.files"), fs::copy_options::recursive);
  bench.stages = stages(mended);
  bench.entropy_seed = 99;
  bench.clock->set(*parse_instant("2026-03-05T01:00:00Z"));
  ASSERT_TRUE(bench.open());
}

TEST(Golden, ThisReleaseHasOne) {
  const auto folder = kGolden / name_of_release();
  if (std::getenv("AMENDS_WRITE_GOLDEN") && !fs::exists(folder)) {
    Bench bench;
    generate(bench);
    if (HasFailure()) return;
    const auto journal = plain_journal(*bench.runtime->store()), state = states(*bench.runtime);
    bench.runtime.reset();
    fs::create_directories(folder);
    ASSERT_TRUE(write_file((folder / "journal.sql").string(), dump_sql(bench.folder.file("cases.db"))));
    ASSERT_TRUE(write_file((folder / "journal.txt").string(), journal));
    ASSERT_TRUE(write_file((folder / "state.txt").string(), state));
    fs::copy(bench.folder.file("cases.db.files"), folder / "files", fs::copy_options::recursive);
    std::printf("written: %s\n", folder.c_str());
  }
  EXPECT_TRUE(fs::exists(folder)) << "the schema or the format of headers has changed and no journal of it is kept: run AMENDS_WRITE_GOLDEN=1 test_simulation_golden, and keep the older folders of " << kGolden;
}

TEST(Golden, EachIsOpenedCheckedAndFoldedToWhatItWas) {
  ASSERT_FALSE(folders().empty());
  for (const auto& folder : folders()) {
    SCOPED_TRACE(folder.filename().string());
    std::size_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file()) bytes += entry.file_size();
    EXPECT_LT(bytes, kGoldenBytesMax);
    Bench bench;
    open_golden(bench, folder, false);
    if (HasFatalFailure()) return;
    EXPECT_EQ(bench.faults(), 0);
    EXPECT_EQ(first_difference(plain_journal(*bench.runtime->store()), *read_file((folder / "journal.txt").string())), "");
    const auto now = states(*bench.runtime);
    if (std::getenv("AMENDS_GOLDEN_STATE")) {
      ASSERT_TRUE(write_file((folder / "state.txt").string(), now));
    }
    EXPECT_EQ(first_difference(now, *read_file((folder / "state.txt").string())), "") << "the events of a journal that is kept give another state than they gave then";
    const auto scan = bench.runtime->store()->attachment(hex(sha256(kScan)));
    EXPECT_TRUE(scan && *scan == kScan) << "the attachment";
    // What stands in it: without these the file would show little.
    for (const auto* table : {"task", "timer", "wait", "outbox", "attribute", "blob"}) EXPECT_NE(read_file((folder / "journal.sql").string())->find(std::string("INSERT INTO ") + table + " "), std::string::npos) << table;
    for (const auto kind : {kinds::items_listed, kinds::item_added, kinds::corrected, kinds::document_added, kinds::clock_suspended, kinds::task_delegated, kinds::task_escalated, kinds::outbox_failed, kinds::message_kept, kinds::parked,
                            kinds::case_suspended, kinds::recused, kinds::finished})
      EXPECT_NE(read_file((folder / "journal.txt").string())->find(" " + std::string(kind) + " "), std::string::npos) << kind;
  }
}

TEST(Golden, EachCaseIsCarriedOnToItsEnd) {
  for (const auto& folder : folders()) {
    SCOPED_TRACE(folder.filename().string());
    Bench bench;
    open_golden(bench, folder, true);
    if (HasFatalFailure()) return;
    auto& runtime = *bench.runtime;
    const auto recovered = runtime.recover();
    ASSERT_TRUE(recovered) << recovered.error().text();
    const auto ids = *runtime.store()->case_ids("", 1'000);
    EXPECT_EQ(ids.size(), 7u);
    for (const auto& id : ids) {
      for (int rounds = 0; rounds < 20 && runtime.store()->case_row(id)->status != "finished"; ++rounds) {
        const auto state = bench.state(id);
        const auto status = runtime.store()->case_row(id)->status;
        if (status == "suspended" || status == "parked") {
          const auto done = runtime.resume(id, "it goes on", kChief);
          ASSERT_TRUE(done) << id << " " << status << ": " << done.error().text();
          continue;
        }
        bool did = false;
        for (const auto& task : state.tasks()) {
          if (task.status != "open" || task.step.empty() || task.kind == "clock" || task.id.find('#') == std::string::npos) continue;
          const auto done = runtime.answer(id, task.id, json::Object{{"n", 2}, {"reason", "done"}}, task.assignee == "sun.hao" ? kSun : kLi);
          ASSERT_TRUE(done) << id << " " << task.id << ": " << done.error().text();
          did = true;
          break;
        }
        if (did) continue;
        for (const auto& message : state.outbox())
          if (!message.settled() && !message.is_notice()) {
            const auto done = runtime.acknowledge(message.key, json::Object{{"no", 1}}, kLi);
            ASSERT_TRUE(done) << done.error().text();
            did = true;
          }
        if (did) continue;
        for (const auto& [wait_id, wait] : state.waits())
          if (wait.name == "reply") {
            const auto done = runtime.message(wait.name, wait.key, json::Object{{"text", "ok"}}, "last", kLi);
            ASSERT_TRUE(done) << done.error().text();
            did = true;
            break;
          }
        ASSERT_TRUE(did) << id << " is " << status << " and nothing takes it on:\n" << dump(state);
      }
      EXPECT_EQ(runtime.store()->case_row(id)->status, "finished") << id;
    }
    EXPECT_EQ(bench.faults(), 0);
    (void)states(runtime);
  }
}

}  // namespace
}  // namespace amends::simulation

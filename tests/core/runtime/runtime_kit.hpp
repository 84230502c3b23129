#pragma once
// A runtime for tests: a small pack set (institutions, clocks, calendars, forms, guards; no word lists), stages that are lambdas, virtual time.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <functional>

#include "host/manifest.hpp"
#include "runtime/runtime.hpp"
#include "runtime/verify.hpp"
#include "support/files.hpp"

namespace amends::runtime::testing {

namespace fs = std::filesystem;

/// A folder that is removed at the end.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("amends-runtime-" + std::to_string(::getpid()) + "-" + std::to_string(next()++))) { fs::create_directories(path_); }
  ~Folder() {
    std::error_code ec;
    fs::remove_all(path_, ec);
  }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  static std::atomic<int>& next() {
    static std::atomic<int> number{0};
    return number;
  }
  fs::path path_;
};

/// An installation root whose packs are the few files that the runtime itself needs; opening it takes milliseconds.
inline fs::path make_root(const Folder& folder) {
  const fs::path shipped = fs::path(AMENDS_SOURCE_DIR) / "workflows" / "packs" / "shipped";
  const auto root = folder.path() / "root";
  const auto set = root / "packs" / "small";
  for (const auto* part : {"tables", "guard", "forms", "rights"}) fs::create_directories(set / part);
  fs::create_directory_symlink(fs::path(AMENDS_SOURCE_DIR) / "workflows" / "packs" / "schemas", root / "packs" / "schemas");
  for (const auto* name : {"org.yaml", "calendar.cn.yaml", "calendar.us.yaml", "tables/clocks.cn.yaml", "tables/clocks.us.yaml", "tables/clocks.uk.yaml", "tables/clocks.eu.yaml", "tables/currency.yaml"}) fs::copy_file(shipped / name, set / name);
  for (const auto* part : {"guard", "forms", "rights"})
    for (const auto& entry : fs::directory_iterator(shipped / part)) fs::copy_file(entry.path(), set / part / entry.path().filename());
  // A form for steps that test something else: all its fields may stay empty.
  std::string free = "pack: forms/free\nlang: [zh, en]\nversion: 1.0.0\nlicence: Apache-2.0\nauthored_by: tests\nreviewed_by: null\nvalid_from: 2026-01-01\nverify: false\nform: free\ntitle: {zh: 任意, en: Free}\nfields:\n";
  for (const auto* field : {"{field: n, type: integer", "{field: reason, type: string", "{field: who, type: string"}) free += std::string("  - ") + field + ", required: false, label: {zh: 项, en: Field}, help: {zh: 填写, en: Fill in}}\n";
  (void)write_file((set / "forms" / "free.yaml").string(), free);
  (void)write_file((set / "pack.yaml").string(), "pack: small\nversion: 1.0.0\ntitle: {zh: 小, en: Small}\n");
  return root;
}

/// A stage that is a function from (record, run) to the members of its envelope besides stage, version, run.
class LambdaStage final : public host::Stage {
 public:
  using Body = std::function<Result<json::Value>(const json::Value& record, int run)>;
  LambdaStage(const std::string& id, std::vector<std::string> reads, Body body, std::vector<std::string> sets = {}, std::vector<std::string> requires_stages = {},
              std::vector<std::string> lookups = {}, json::Value config_schema = json::Object{{"type", "object"}},
              json::Value output_schema = json::Object{{"type", "object"}})
      : body_(std::move(body)) {
    const auto list = [](const std::vector<std::string>& items) {
      json::Array out;
      for (const auto& item : items) out.push_back(json::Value(item));
      return out;
    };
    const auto dot = id.find('.');
    const auto section = id.substr(0, dot) == "amends" ? "analysis." + id.substr(dot + 1) : "ext." + id;
    const json::Value manifest = json::Object{{"plugin", "lambda"},
                                              {"stages", json::Array{json::Object{{"id", id},
                                                                                  {"version", "1.0.0"},
                                                                                  {"api", 1},
                                                                                  {"reads", list(reads)},
                                                                                  {"writes", json::Array{json::Value(section)}},
                                                                                  {"sets", list(sets)},
                                                                                  {"lookups", list(lookups)},
                                                                                  {"requires", list(requires_stages)},
                                                                                  {"optional", json::Array{}},
                                                                                  {"packs", json::Array{}},
                                                                                  {"asks", json::Array{}},
                                                                                  {"effects", "none"},
                                                                                  {"threads", "any"},
                                                                                  {"privacy_max", "P2"},
                                                                                  {"config_schema", config_schema},
                                                                                  {"output_schema", output_schema},
                                                                                  {"texts", json::Object{{"title", json::bilingual("测试", "Test")}}}}}}};
    auto parsed = host::parse_manifest(json::write(manifest), id);
    EXPECT_TRUE(parsed) << parsed.error().text();
    manifest_ = std::move(parsed->stages.front());
  }
  const host::StageManifest& manifest() const override { return manifest_; }
  std::string library_hash() const override { return "sha256:test"; }
  Result<host::StageAnswer> run(const host::StageCall& call) override {
    ++runs;
    AMENDS_TRY(auto record, json::parse(call.record));
    AMENDS_TRY(auto given, body_(record, call.run));
    json::Object envelope{{"stage", manifest_.id}, {"version", manifest_.version}, {"run", call.run}, {"status", "ok"}, {"error", nullptr}, {"result", json::Object{}}, {"findings", json::Array{}},
                          {"evidence", json::Array{}}, {"explain", nullptr}};
    for (auto& member : given.as_object()) envelope[member.key()] = member.value();
    return host::read_answer(json::write(envelope), manifest_, call.run, "the test stage");
  }
  std::atomic<int> runs{0};

 private:
  host::StageManifest manifest_;
  Body body_;
};

inline std::shared_ptr<LambdaStage> stage(const std::string& id, LambdaStage::Body body, std::vector<std::string> reads = {"text"}, std::vector<std::string> sets = {}) {
  return std::make_shared<LambdaStage>(id, std::move(reads), std::move(body), std::move(sets));
}
/// A stage that answers a constant result.
inline std::shared_ptr<LambdaStage> constant(const std::string& id, json::Object result) {
  return stage(id, [result](const json::Value&, int) -> Result<json::Value> { return json::Value(json::Object{{"result", result}}); });
}

inline constexpr const char* kMonday = "2026-03-02T01:00:00Z";  ///< 09:00 in Shanghai

inline json::Value record(const std::string& ref = "r-1", const std::string& body = "年费多扣了300元，请退还。") {
  json::Value value = json::Object{};
  (void)json::set_text(value, "case.institution", "TESTBANK");
  (void)json::set_text(value, "channel.kind", "phone");
  (void)json::set_text(value, "channel.ref", ref);
  (void)json::set_text(value, "channel.received_at", kMonday);
  (void)json::set(value, "text.docs", json::Array{json::Object{{"id", "t1"}, {"kind", "complaint"}, {"body", body}}});
  (void)json::set(value, "parties", json::Array{json::Object{{"id", "p1"}, {"role", "complainant"}, {"anonymous", true}}});
  return value;
}

/// A runtime over one database in one folder.
struct Bench {
  Folder folder;
  fs::path root = make_root(folder);
  std::shared_ptr<VirtualClock> clock = std::make_shared<VirtualClock>(*parse_instant(kMonday));
  std::unique_ptr<Runtime> runtime;
  std::vector<std::shared_ptr<host::Stage>> stages;
  std::string pack_set = "small";
  std::int32_t acts_under_way_max = kActsUnderWayMax;
  std::uint64_t entropy_seed = 7;  ///< of ids and salts, the same in each run

  Result<void> open(bool read_only = false) {
    runtime.reset();
    Options options;
    options.root = root.string();
    options.database = folder.file("cases.db");
    options.read_only = read_only;
    options.pack_set = pack_set;
    options.stages = stages;
    options.clock = clock;
    options.entropy = std::shared_ptr<Entropy>(seeded_entropy(entropy_seed));
    options.by = {"import", "handler", "test"};
    options.acts_under_way_max = acts_under_way_max;
    auto opened = Runtime::open(std::move(options));
    if (!opened) {
      ADD_FAILURE() << opened.error().text();
      return std::move(opened).error();
    }
    runtime = std::move(*opened);
    return {};
  }
  /// Writes and deploys a workflow whose steps are given as YAML.
  Result<std::string> deploy(const std::string& steps, const std::string& head = "") {
    const auto path = folder.file("workflow.yaml");
    AMENDS_CHECK(write_file(path, "workflow: test\nversion: 1.0.0\ntitle: {zh: 测试, en: Test}\n" + head + "steps:\n" + steps));
    return runtime->deploy(path);
  }
  CaseState state(const std::string& id) {
    auto loaded = runtime->load(id);
    EXPECT_TRUE(loaded) << loaded.error().text();
    return std::move(loaded->state);
  }
  std::vector<std::string> kinds(const std::string& id) {
    std::vector<std::string> out;
    const auto events = runtime->store()->events(id);
    for (const auto& event : *events) out.push_back(event.kind);
    return out;
  }
  void pass(std::int64_t seconds) { clock->set({clock->now().us + seconds * 1'000'000}); }
  std::int64_t faults() {
    const auto report = verify(*runtime->store(), {});
    EXPECT_TRUE(report);
    if (report)
      for (const auto& fault : report->faults) std::printf("%s: %s\n", fault.case_id.c_str(), fault.what.c_str());
    return report ? report->faults_total : -1;
  }
};

}  // namespace amends::runtime::testing

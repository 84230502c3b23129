// Stages behind the boundary as the runtime runs them, good ones and each way of breaking the rules of a call.
#include "host/plugin_stage.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "plugin_folder.hpp"
#include "support/json.hpp"

namespace amends::host {
namespace {

/// Answers like a host with one pack, and keeps what was logged.
class FakeServices final : public Services {
 public:
  Result<std::shared_ptr<const std::string>> pack_file(const ServiceContext& context, std::string_view name) override {
    if (!std::count(context.manifest.packs.begin(), context.manifest.packs.end(), std::string(name))) return fail(ErrorCode::refused, "not named", std::string(name));
    return fail(ErrorCode::pack_missing, "the pack set has no file lex/fees; add it", std::string(name));
  }
  Result<std::string> pack_hash(const ServiceContext& context, std::string_view name) override {
    const auto file = pack_file(context, name);
    return file.error();
  }
  Result<std::string> text_match(const ServiceContext&, std::string_view) override { return std::string(R"({"hits":[],"total":0,"exclamations":0})"); }
  Result<std::string> text_normalise(const ServiceContext&, std::string_view) override { return std::string("{}"); }
  Result<std::string> text_numbers(const ServiceContext&, std::string_view) override { return std::string(R"({"money":[]})"); }
  Result<std::string> text_similarity(const ServiceContext&, std::string_view) override { return std::string("{}"); }
  Result<std::string> calendar_add(const ServiceContext& context, std::string_view) override {
    return std::string(R"({"due_at":"2026-03-09T16:00:00Z","ledger":[{"date":"2026-03-03"}],"zone":")") + std::string(context.institution) + "\"}";
  }
  Result<std::string> calendar_rules(const ServiceContext&, std::string_view) override { return std::string(R"({"rules":[]})"); }
  Result<std::string> table_evaluate(const ServiceContext&, std::string_view request) override {
    const std::lock_guard lock(mutex);
    last_request = request;
    return std::string(R"({"matched":[],"output":{"level":"low"},"default":true})");
  }
  void log(const ServiceContext& context, LogLevel level, std::string_view text) override {
    const std::lock_guard lock(mutex);
    lines.push_back(std::to_string(static_cast<int>(level)) + " " + context.manifest.id + " " + std::string(context.case_id) + " " + std::string(text));
  }
  std::mutex mutex;  // services are asked from many threads
  std::string last_request;
  std::vector<std::string> lines;
};

class PluginStageTest : public ::testing::Test {
 protected:
  static constexpr std::string_view kRecord = R"({"money":{"claimed":{"minor":30000,"currency":"CNY"}},"text":{"docs":[{"id":"t1","kind":"complaint","body":"年费"}]},"channel":{"received_at":"2026-03-02T01:00:00Z"}})";

  Stage& load(const std::string& plugin, const std::string& id) {
    if (auto* known = catalogue_.find(id, 0)) return *known;
    PluginFolder plugins;
    plugins.add(plugin);
    plugins.trust_all();
    const auto report = plugins.load(catalogue_);
    for (const auto& row : report.rows) EXPECT_EQ(row.state, LoadRow::State::loaded) << row.reason;
    auto* stage = catalogue_.find(id, 0);
    if (!stage) throw std::runtime_error("no stage " + id);
    return *stage;
  }
  static StageCall call(std::string_view record = "{}", std::string_view config = "{}") {
    StageCall out;
    out.case_id = "CASE-TEST-1";
    out.record = record;
    out.config = config;
    out.run = 3;
    out.now = *parse_instant("2026-03-02T01:00:00Z");
    out.locale = "zh-CN";
    out.institution = "TESTBANK";
    return out;
  }
  Result<StageAnswer> fail_as(std::string_view how) {
    auto& stage = load("good/sdk_plugin", "example.failing");
    const auto config = "{\"how\":\"" + std::string(how) + "\"}";
    auto failing = call("{\"case\":{\"locale\":\"zh-CN\"}}", config);
    return stage.run(failing);
  }
  std::shared_ptr<FakeServices> services_ = std::make_shared<FakeServices>();
  PluginCatalogue catalogue_{services_};
};

TEST_F(PluginStageTest, APluginInPlainCMeetsTheSameContract) {
  auto& stage = load("good/c_plugin", "example.size");
  const auto answer = stage.run(call(kRecord, R"({"large":100})"));
  ASSERT_TRUE(answer) << answer.error().text();
  const auto& envelope = answer->envelope;
  EXPECT_EQ(json::integer_at(envelope, "run"), 3);
  EXPECT_TRUE(json::bool_at(envelope, "result.large"));
  EXPECT_FALSE(json::bool_at(stage.run(call(kRecord, R"({"large":10000})"))->envelope, "result.large"));
  EXPECT_EQ(services_->lines.front(), "0 example.size CASE-TEST-1 measured");
}

TEST_F(PluginStageTest, PassesRecordConfigurationAndServices) {
  auto& stage = load("good/sdk_plugin", "example.fee_check");
  const auto answer = stage.run(call(kRecord, R"({"reply_within":"5wd","limit":{"minor":100000}})"));
  ASSERT_TRUE(answer) << answer.error().text();
  const auto& envelope = answer->envelope;
  EXPECT_EQ(json::text_at(envelope, "deadlines.0.due_at"), "2026-03-09T16:00:00Z");
  EXPECT_EQ(json::text_at(envelope, "result.level"), "low");
  EXPECT_EQ(services_->last_request, R"({"table":"tables/fee_limits","inputs":{"minor":30000}})");
  EXPECT_EQ(services_->lines.back(), "1 example.fee_check CASE-TEST-1 fee checked");
}

TEST_F(PluginStageTest, PassesTheInstantOnlyToAStageWhoseEffectsSaySo) {
  auto& counter = load("good/sdk_plugin", "example.counter");
  EXPECT_EQ(json::text_at(counter.run(call())->envelope, "result.now"), "2026-03-02T01:00:00Z");
  auto& size = load("good/c_plugin", "example.size");
  const auto with_now = json::integer_at(size.run(call())->envelope, "result.bytes");
  auto later = call();
  later.now = Instant{later.now.us + 1};  // would print a fraction of seven characters
  EXPECT_EQ(json::integer_at(size.run(later)->envelope, "result.bytes"), with_now);
}

TEST_F(PluginStageTest, QuotesWhatTheHostPutsIntoTheDocument) {
  auto& counter = load("good/sdk_plugin", "example.counter");
  auto strange = call();
  strange.institution = "A\"B\\C\n";
  EXPECT_EQ(json::text_at(counter.run(strange)->envelope, "result.institution"), "A\"B\\C\n");
}

TEST_F(PluginStageTest, KeepsAnInstanceForEachConfigurationAndDropsThemAtTheLimit) {
  auto& counter = load("good/sdk_plugin", "example.counter");
  const auto count = [&](const std::string& config) { return json::integer_at(counter.run(call("{}", config))->envelope, "result.count"); };
  EXPECT_EQ(count("{}"), 1);
  EXPECT_EQ(count("{}"), 2);
  EXPECT_EQ(count(R"({"start":10})"), 11);
  EXPECT_EQ(count("{}"), 3);
  for (int i = 0; i < 70; ++i) (void)count("{\"start\":" + std::to_string(100 + i) + "}");
  EXPECT_EQ(count("{}"), 1) << "the cache of instances has no limit";
}

TEST_F(PluginStageTest, AStageForOneThreadIsNeverCalledTwiceAtOnce) {
  auto& counter = load("good/sdk_plugin", "example.counter");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) EXPECT_TRUE(counter.run(call()));  // the stage fails when it finds another call inside
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(json::integer_at(counter.run(call())->envelope, "result.count"), 801);
}

TEST_F(PluginStageTest, AStageForAnyThreadMayBeCalledByMany) {
  auto& stage = load("good/sdk_plugin", "example.fee_check");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const auto config = "{\"reply_within\":\"" + std::to_string(1 + t) + "wd\"}";
        EXPECT_TRUE(stage.run(call(R"({"money":{"claimed":{"minor":1,"currency":"CNY"}},"text":{"docs":[{"id":"t1","body":"x"}]}})", config)));
      }
    });
  for (auto& thread : threads) thread.join();
}

TEST_F(PluginStageTest, CarriesTheStagesOwnErrorWithCodeSentenceAndPlace) {
  const auto range = fail_as("failure");
  ASSERT_FALSE(range);
  EXPECT_EQ(range.error().code, ErrorCode::range);
  EXPECT_EQ(range.error().message, "the amount is too large; correct it");
  EXPECT_EQ(range.error().where, "example.failing, money.claimed");
  EXPECT_EQ(fail_as("person").error().code, ErrorCode::needs_person);
  EXPECT_EQ(fail_as("type").error().code, ErrorCode::bad_type);
}

TEST_F(PluginStageTest, AnExceptionIsAnInternalErrorThatNamesThePlugin) {
  for (const auto* how : {"std", "other", "no evidence"}) {
    const auto answer = fail_as(how);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::internal);
    EXPECT_NE(answer.error().message.find("sdk_plugin"), std::string::npos) << answer.error().text();
  }
}

TEST_F(PluginStageTest, AServicesErrorReachesTheCallerAsItIs) {
  EXPECT_EQ(fail_as("pack missing").error().code, ErrorCode::pack_missing);
  EXPECT_EQ(fail_as("pack not named").error().code, ErrorCode::refused);
}

TEST_F(PluginStageTest, StopsWhenTheTimeIsUpOrTheCallerAsks) {
  EXPECT_EQ(fail_as("late").error().code, ErrorCode::deadline);
  auto& stage = load("good/sdk_plugin", "example.failing");
  auto cancelled = call("{}", R"({"how":"late"})");
  cancelled.cancelled = [] { return true; };
  EXPECT_EQ(stage.run(cancelled).error().code, ErrorCode::deadline);
}

TEST_F(PluginStageTest, ARefusedConfigurationIsAnErrorOfTheRun) {
  auto& counter = load("good/sdk_plugin", "example.counter");
  const auto answer = counter.run(call("{}", R"({"start":-1})"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::range);
  EXPECT_NE(answer.error().where.find("config.start"), std::string::npos) << answer.error().where;
  EXPECT_TRUE(counter.run(call())) << "a bad configuration spoilt the stage";
}

struct Broken {
  const char* name;
  ErrorCode code;
  const char* says;
};

class BrokenCall : public PluginStageTest, public ::testing::WithParamInterface<Broken> {};

TEST_P(BrokenCall, IsReportedAndHarmsNobodyElse) {
  const std::string kind = GetParam().name;
  auto& stage = load("bad/bad_" + kind, "example." + kind);
  for (int again = 0; again < 2; ++again) {
    auto one = call();
    one.run = 1;
    const auto answer = stage.run(one);
    ASSERT_FALSE(answer);
    EXPECT_EQ(code_name(answer.error().code), code_name(GetParam().code)) << answer.error().text();
    EXPECT_NE(answer.error().message.find(GetParam().says), std::string::npos) << answer.error().text();
    EXPECT_NE(answer.error().text().find(kind), std::string::npos) << answer.error().text();
  }
  EXPECT_TRUE(load("good/c_plugin", "example.size").run(call()));
}

INSTANTIATE_TEST_SUITE_P(
    Zoo, BrokenCall,
    ::testing::Values(Broken{"throws", ErrorCode::internal, "let an exception out: thrown in handle"}, Broken{"throws_in_create", ErrorCode::internal, "thrown in create"},
                      Broken{"answers_in_create", ErrorCode::internal, "answers inside create()"}, Broken{"no_instance", ErrorCode::internal, "makes no instance"},
                      Broken{"non_json", ErrorCode::schema, "is no result envelope"}, Broken{"wrong_schema", ErrorCode::schema, "has no member 'version'"},
                      Broken{"other_stage", ErrorCode::schema, "speaks for the stage 'example.somebody_else'"}, Broken{"two_results", ErrorCode::internal, "answers twice"},
                      Broken{"no_result", ErrorCode::internal, "without an answer"}, Broken{"unknown_status", ErrorCode::internal, "unknown status 4711"},
                      Broken{"silent_failure", ErrorCode::internal, "without set_error"}, Broken{"too_large", ErrorCode::internal, "larger than 8 MiB"},
                      Broken{"foreign_thread", ErrorCode::internal, "from another thread"}, Broken{"hangs", ErrorCode::deadline, "longer than its limit of 60 ms"},
                      Broken{"late", ErrorCode::deadline, "longer than its limit of 60 ms"}, Broken{"error_envelope", ErrorCode::range, "too large; correct it"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace amends::host

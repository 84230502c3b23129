// An empty stage through the C boundary with a 2 KB record: what a call costs beside the stage's own work. Aim: 50 us.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "host/loader.hpp"
#include "host/trust.hpp"

namespace {

using namespace amends;
namespace fs = std::filesystem;

/// A complaint record of about 2 KB with the usual members.
std::string record() {
  std::string out = R"({"case":{"id":"CASE-0001","schema":"1.0.0","kind":"complaint","status":"received","locale":"zh-CN","institution":"TESTBANK","unit":"BRANCH-1"},)"
                    R"("channel":{"kind":"phone","ref":"k-1","received_at":"2026-03-02T01:00:00Z","recorded_by":"u1"},"text":{"docs":[{"id":"t1","kind":"complaint","lang":"zh","body":")";
  for (int i = 0; i < 14; ++i) out += "你们上个月多扣了我信用卡年费300元，我很生气，请退还。";
  out += R"(","at":"2026-03-02T01:00:00Z","author_role":"complainant"}]},"parties":[{"id":"p1","role":"complainant","name":"x","sex":"unknown","anonymous":false,"contacts":[{"kind":"email",)"
         R"("value":"k01@example.org","verified":true,"on_file_since":"2020-01-01"}],"authority":{"kind":"self"}}],"product":{"kind":"card","code":"P-01","name":"product"},"contract":{"no":"C-1"},)"
         R"("money":{"claimed":{"minor":30000,"currency":"CNY"}},"demand":[{"id":"d1","kind":"refund","amount":{"minor":30000,"currency":"CNY"},"text":"x","explicit":true,"evidence":"t1"}],)"
         R"("regulator":{"involved":false},"group":{"size":1,"representatives":[]},"flags":{"safety":{"self_harm":"none","violence":"none"},"vulnerability":[]}})";
  return out;
}

struct Loaded {
  Loaded() {
    std::string name = (fs::temp_directory_path() / "amends-bench-XXXXXX").string();
    if (!::mkdtemp(name.data())) std::abort();
    folder = name;
    for (const auto* plugin : {"sdk_plugin", "c_plugin"})
      for (const auto* ending : {".so", ".json"}) fs::copy_file(fs::path(AMENDS_TEST_PLUGINS) / "good" / (std::string(plugin) + ending), folder / (std::string(plugin) + ending));
    if (!host::write_lock(folder.string())) std::abort();
    if (catalogue.load({{folder.string()}, (folder / "private").string()}).refused() != 0) std::abort();
  }
  ~Loaded() { fs::remove_all(folder); }
  fs::path folder;
  host::PluginCatalogue catalogue{std::make_shared<host::NoServices>()};
};

void run(benchmark::State& state, const char* id) {
  static Loaded loaded;
  auto* stage = loaded.catalogue.find(id, 0);
  const auto text = record();
  host::StageCall call;
  call.case_id = "CASE-0001";
  call.record = text;
  call.config = "{}";
  call.locale = "zh-CN";
  call.institution = "TESTBANK";
  for (auto _ : state) {
    auto answer = stage->run(call);
    if (!answer) state.SkipWithError(answer.error().text().c_str());
    benchmark::DoNotOptimize(answer);
  }
  state.counters["record_bytes"] = static_cast<double>(text.size());
}

void empty_stage_over_the_sdk(benchmark::State& state) { run(state, "example.empty"); }
void stage_in_plain_c(benchmark::State& state) { run(state, "example.size"); }
BENCHMARK(empty_stage_over_the_sdk)->Unit(benchmark::kMicrosecond);
BENCHMARK(stage_in_plain_c)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();

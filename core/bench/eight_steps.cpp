#include "bench/eight_steps.hpp"

#include <zlib.h>

#include <cstdio>
#include <cstdlib>

#include "abi/amends_plugin.h"
#include "host/manifest.hpp"
#include "host/plugin_stage.hpp"
#include "support/files.hpp"

namespace amends::bench {
namespace {

amends_status bench_create(const amends_stage*, const amends_host*, const amends_call*, amends_str, amends_instance** out) {
  static int instance = 0;
  *out = reinterpret_cast<amends_instance*>(&instance);
  return AMENDS_OK;
}

amends_status bench_handle(amends_instance*, const amends_call* call, amends_str document) {
  const std::string_view text(document.data, document.size);
  const auto at = text.rfind("\"run\":");
  const auto answer = answer_for(text, at == std::string_view::npos ? 0 : std::atoi(text.data() + at + 6));
  return call->set_result(call, {answer.data(), answer.size()});
}

void bench_destroy(amends_instance*) {}

constexpr std::string_view kManifest = R"({"plugin":"bench","stages":[{"id":"bench.crc","version":"1.0.0","api":1,"reads":["text","ext"],"writes":["ext.bench.crc"],"sets":[],"lookups":[],
"requires":[],"optional":[],"packs":[],"asks":[],"effects":"none","threads":"any","privacy_max":"P2","config_schema":{"type":"object"},"output_schema":{"type":"object"},
"texts":{"title":{"zh":"基准","en":"Benchmark"}}}]})";

}  // namespace

std::string answer_for(std::string_view record, int run) {
  const auto crc = ::crc32(0, reinterpret_cast<const Bytef*>(record.data()), static_cast<uInt>(record.size()));
  char head[256];
  const int n = std::snprintf(head, sizeof head,
                              "{\"stage\":\"bench.crc\",\"version\":\"1.0.0\",\"run\":%d,\"status\":\"ok\",\"error\":null,\"findings\":[],\"evidence\":[],\"explain\":null,\"result\":{\"crc\":%lu,\"note\":\"", run, crc);
  std::string out(head, static_cast<std::size_t>(n));
  out.append(kAnswerBytes - out.size() - 3, 'x');
  return out + "\"}}";
}

Result<std::shared_ptr<host::Stage>> crc_stage() {
  static const amends_stage stage{sizeof(amends_stage), 0, nullptr, {"bench.crc", 9}, bench_create, bench_handle, bench_destroy};
  static host::NoServices services;
  static const host::HostTable table(services);
  AMENDS_TRY(auto manifest, host::parse_manifest(kManifest, "bench"));
  return std::shared_ptr<host::Stage>(host::make_plugin_stage("bench", manifest.stages.front(), "sha256:bench", &stage, table));
}

std::string workflow_text(bool by_step) {
  std::string text = std::string("workflow: bench\nversion: 1.0.0\ntitle: {zh: 基准, en: Benchmark}\ncommit: ") + (by_step ? "step" : "turn") + "\nsteps:\n";
  for (int i = 0; i < kSteps; ++i) text += "  - step_" + std::to_string(i) + ": {stage: bench.crc}\n";
  return text;
}

json::Value record_of(Shape shape, std::int64_t number) {
  json::Value record = json::Object{};
  (void)json::set_text(record, "channel.kind", "web");
  (void)json::set_text(record, "channel.ref", "b" + std::to_string(number));
  (void)json::set_text(record, "channel.received_at", "2026-03-02T01:00:00Z");
  (void)json::set_text(record, "case.institution", "TESTBANK");
  std::string body = "Synthetic complaint " + std::to_string(number) + ". ";
  if (shape == Shape::text) {
    while (body.size() < 1'180) body += "The fee was charged twice and nobody answered my letters. ";
    body.resize(1'180);
  } else {
    json::Array items;
    for (int i = 0; i < 40; ++i) items.push_back(json::Object{{"n", i}, {"kind", "x"}, {"ok", i % 2 == 0}});
    (void)json::set(record, "ext.bench.items", std::move(items));
  }
  (void)json::set(record, "text.docs", json::Array{json::Object{{"id", "t1"}, {"kind", "complaint"}, {"body", body}}});
  (void)json::set(record, "parties", json::Array{json::Object{{"id", "p1"}, {"role", "complainant"}, {"anonymous", true}}});
  return record;
}

Result<std::unique_ptr<runtime::Runtime>> open_runtime(const std::string& root, const std::string& database, bool by_step) {
  AMENDS_TRY(auto stage, crc_stage());
  runtime::Options options;
  options.root = root;
  options.database = database;
  options.pack_set = "catalogue";
  options.stages = {std::move(stage)};
  options.by = {"bench", "handler", ""};
  AMENDS_TRY(auto runtime, runtime::Runtime::open(std::move(options)));
  const auto workflow = database + ".workflow.yaml";
  AMENDS_CHECK(write_file(workflow, workflow_text(by_step)));
  AMENDS_CHECK(runtime->deploy(workflow));
  return runtime;
}

}  // namespace amends::bench

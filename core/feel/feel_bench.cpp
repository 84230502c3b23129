// Google Benchmark program `feel_bench`: what a condition and a table cost. Aims: a condition on a 2 KB record 2 us, a table of 100 rows and 5 inputs 20 us.
#include <benchmark/benchmark.h>

#include <string>

#include "feel/decision_table.hpp"
#include "feel/expression.hpp"
#include "support/json.hpp"

namespace amends::feel {
namespace {

/// A case record of about 2 KB.
json::Value record() {
  json::Array people, events;
  for (int i = 0; i < 4; ++i)
    people.push_back(json::Object{{"id", "p" + std::to_string(i)}, {"role", i == 0 ? "complainant" : "employee"}, {"name", "name " + std::to_string(i)},
        {"birth_year", 1950 + i}, {"occupation", "teacher"}});
  for (int i = 0; i < 8; ++i)
    events.push_back(json::Object{{"id", "e" + std::to_string(i)}, {"at", "2026-03-02T01:00:00Z"}, {"what", std::string(80, 'x')}, {"asserted_by",
        "complainant"}, {"verified", "unknown"}});
  return json::Object{{"case", json::Object{{"id", "K000001"}, {"kind", "complaint"}, {"status", "received"}, {"locale", "zh-CN"}}},
                      {"channel", json::Object{{"kind", "hotline_regulator"}, {"received_at", "2026-03-02T01:00:00Z"}}},
                      {"parties", people},
                      {"events", events},
                      {"money", json::Object{{"claimed", json::Object{{"minor", 3'000'000}, {"currency", "CNY"}}}}},
                      {"group", json::Object{{"size", 3}}},
                      {"risk", json::Object{{"level", "high"}, {"score", 72}}}};
}

Expression parsed(const char* text) { return *Expression::parse(text); }

void condition(benchmark::State& state, const char* text) {
  const auto root = record();
  const auto expression = parsed(text);
  const JsonScope scope(root);
  for (auto _ : state) {
    auto truth = expression.test(scope);
    benchmark::DoNotOptimize(truth);
  }
  state.SetLabel(std::to_string(json::write(root).size()) + " byte record");
}

void parse_condition(benchmark::State& state) {
  for (auto _ : state) {
    auto expression = Expression::parse("money.claimed.minor >= 1000000 and risk.level in (\"high\", \"extreme\") and group.size > 1");
    benchmark::DoNotOptimize(expression);
  }
}

json::Value table() {
  json::Array rows;
  for (int i = 0; i < 100; ++i) {
    json::Object when;
    when["score"] = "[" + std::to_string(i) + ".." + std::to_string(i + 1) + ")";
    when["level"] = "\"high\", \"extreme\"";
    when["reach"] = ">= " + std::to_string(i * 10);
    when["kind"] = "not(\"none\")";
    if (i % 2 == 0) when["open"] = "true";
    rows.push_back(json::Object{{"id", "R" + std::to_string(i)}, {"when", when}, {"then", json::Object{{"level", "L" + std::to_string(i)}}}, {"because",
        json::bilingual("因为", "because")}});
  }
  return json::Object{{"table", "bench"}, {"hit", "first"}, {"inputs", json::Array{"level", "kind", "score", "reach", "open"}}, {"rows", rows}, {"default",
      json::Object{{"level", "none"}}}};
}

void table_of_100_rows(benchmark::State& state, std::int64_t score) {
  const auto loaded = *DecisionTable::from_json(table());
  const json::Value inputs = json::Object{{"score", score}, {"level", "extreme"}, {"reach", 5'000}, {"kind", "complaint"}, {"open", true}};
  const JsonScope scope(inputs);
  for (auto _ : state) {
    auto decision = loaded.decide(scope);
    benchmark::DoNotOptimize(decision);
  }
}

void load_table_of_100_rows(benchmark::State& state) {
  const auto source = table();
  for (auto _ : state) {
    auto loaded = DecisionTable::from_json(source);
    benchmark::DoNotOptimize(loaded);
  }
}

BENCHMARK_CAPTURE(condition, compare, "money.claimed.minor > 1000000");
BENCHMARK_CAPTURE(condition, three_facts, "money.claimed.minor >= 1000000 and risk.level in (\"high\", \"extreme\") and group.size > 1");
BENCHMARK_CAPTURE(condition, unknown, "verify.merit > 3 or risk.score > 90");
BENCHMARK_CAPTURE(condition, filter, "count(parties[role = \"employee\"]) > 2");
BENCHMARK(parse_condition);
BENCHMARK_CAPTURE(table_of_100_rows, last_row_fires, 98);
BENCHMARK_CAPTURE(table_of_100_rows, no_row_fires, 200);
BENCHMARK(load_table_of_100_rows);

}  // namespace
}  // namespace amends::feel

BENCHMARK_MAIN();

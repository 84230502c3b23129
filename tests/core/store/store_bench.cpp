// What appending costs with synchronous FULL: time a case and an event (`a_case`, `an_event`); sealing and reading apart.
#include <benchmark/benchmark.h>

#include "core/store/store_testing.hpp"

namespace amends::store {
namespace {

using testing::case_name;
using testing::History;
using testing::TemporaryFolder;

constexpr std::size_t kPayloadBytes = 280;  // 300 B with its frame
constexpr int kEvents = 10;

/// `cases` cases of 10 events a commit; the turns are sealed outside the measured time.
void append_cases(benchmark::State& state) {
  const auto cases = static_cast<int>(state.range(0));
  TemporaryFolder folder;
  const auto store = *Store::open(folder.file("b.db"), {});
  int next = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<Turn> turns;
    for (int i = 0; i < cases; ++i) turns.push_back(History(case_name(next++)).turn(kEvents, kPayloadBytes));
    state.ResumeTiming();
    for (const auto& result : store->append(turns))
      if (!result) state.SkipWithError(result.error().text().c_str());
  }
  const auto done = static_cast<double>(state.iterations()) * cases;
  state.counters["a_case"] = benchmark::Counter(done, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["an_event"] = benchmark::Counter(done * kEvents, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["bytes_a_case"] = static_cast<double>(std::filesystem::file_size(folder.file("b.db"))) / static_cast<double>(next);
}
BENCHMARK(append_cases)->Arg(1)->Arg(10)->Arg(100)->UseRealTime()->Unit(benchmark::kMicrosecond);

void seal_event(benchmark::State& state) {
  const auto entropy = system_entropy();
  Sealer sealer(*entropy);
  Event event;
  event.at = {testing::kStartUs};
  event.actor = "stage:amends.intake@1.0.0";
  event.kind = "stage_done";
  event.payload.assign(300, 'x');
  std::int64_t seq = 0;
  Digest head{};
  for (auto _ : state) sealer.seal("01JNQ7M3T0ABCDEFGHJKMNPQRS", event, seq, head);
  benchmark::DoNotOptimize(head);
}
BENCHMARK(seal_event);

void read_events(benchmark::State& state) {
  TemporaryFolder folder;
  const auto store = *Store::open(folder.file("b.db"), {});
  auto turn = History("CASE-00001").turn(kEvents, kPayloadBytes);
  if (!store->append_one(turn)) state.SkipWithError("cannot append");
  for (auto _ : state) benchmark::DoNotOptimize(store->events("CASE-00001", 0));
}
BENCHMARK(read_events)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace amends::store

BENCHMARK_MAIN();

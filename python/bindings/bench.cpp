#include "bench.hpp"

#include <pybind11/stl.h>
#include <time.h>

#include <chrono>
#include <thread>
#include <utility>

#include "bench/eight_steps.hpp"
#include "engine.hpp"

namespace amends::python {
using namespace py::literals;
namespace {

constexpr std::int64_t kCallsMax = 100'000'000;

using Clock = std::chrono::steady_clock;

/// Nanoseconds of one call: on the wall, and of the calling thread's CPU, which a busy machine does not stretch.
using Nanoseconds = std::pair<double, double>;

double thread_cpu_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// What a call of `once` takes on a thread of its own that keeps its Python thread state, as the engine's worker does. Called without the GIL.
template <class Once>
Result<Nanoseconds> on_worker(std::int64_t calls, Once&& once) {
  if (calls < 1 || calls > kCallsMax) return fail(ErrorCode::range, "calls is between 1 and " + std::to_string(kCallsMax));
  Result<Nanoseconds> answer = Nanoseconds{};
  std::thread worker([&] {
    const auto scope = thread_scope();
    const auto started = Clock::now();
    const auto cpu_before = thread_cpu_ns();
    for (std::int64_t i = 0; i < calls; ++i)
      if (Result<void> done = once(); !done) {
        answer = done.error();
        return;
      }
    const auto cpu = thread_cpu_ns() - cpu_before;
    answer = Nanoseconds{std::chrono::duration<double, std::nano>(Clock::now() - started).count() / static_cast<double>(calls), cpu / static_cast<double>(calls)};
  });
  worker.join();
  return answer;
}

/// A stage of the engine over a record's text, as a step calls it: what goes in is read from JSON text, what comes out is checked and written as JSON text.
Nanoseconds crossing(Engine& engine, const std::string& stage, const std::string& record, std::int64_t calls) {
  return engine.call([&](runtime::Runtime& runtime) -> Result<Nanoseconds> {
    auto* found = runtime.stages().find(stage, 0);
    if (!found) return fail(ErrorCode::not_found, "the engine was opened without this stage", stage);
    host::StageCall call;
    call.case_id = "CASE-BENCH-1";
    call.record = record;
    call.config = "{}";
    call.now = runtime.clock().now();
    call.packs = runtime.environment().packs.get();
    call.locale = "en";
    call.institution = "TESTBANK";
    return on_worker(calls, [&]() -> Result<void> {
      AMENDS_CHECK(found->run(call));
      return {};
    });
  });
}

/// A Python callable with these arguments and nothing around it: the floor of a crossing.
Nanoseconds bare_call(const py::object& callable, const py::tuple& arguments, std::int64_t calls) {
  callable(*arguments);  // raises here, with its traceback, what it would raise there
  auto answer = [&] {
    const py::gil_scoped_release release;
    return on_worker(calls, [&]() -> Result<void> {
      const py::gil_scoped_acquire gil;
      PyObject* got = PyObject_CallObject(callable.ptr(), arguments.ptr());
      if (!got) {
        PyErr_WriteUnraisable(callable.ptr());
        return fail(ErrorCode::internal, "the measured callable raised");
      }
      Py_DECREF(got);
      return {};
    });
  }();
  return unwrap(std::move(answer));
}

}  // namespace

void bind_bench(py::module_& m) {
  py::class_<CompiledStage>(m, "CompiledStage");
  m.def("bench_stage", [] { return CompiledStage{unwrap(bench::crc_stage())}; });
  m.def("bench_workflow", &bench::workflow_text, "by_step"_a);
  m.def("bench_record", [](std::int64_t number) { return to_python(bench::record_of(bench::Shape::text, number)); }, "number"_a);
  m.def("bench_crossing", &crossing, "engine"_a, "stage"_a, "record"_a, "calls"_a);
  m.def("bench_call", &bare_call, "callable"_a, "arguments"_a, "calls"_a);
}

}  // namespace amends::python

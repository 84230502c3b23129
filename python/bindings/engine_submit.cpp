#include <algorithm>
#include <deque>

#include "engine.hpp"
#include "native_rows.hpp"
#include "store/store.hpp"

namespace amends::python {
using namespace py::literals;
using runtime::Actor;
using runtime::Runtime;

namespace {

/// A row that cannot be converted, or whose own methods raise, is refused like any other bad row.
Result<json::Value> row_of(py::handle object) {
  try {
    return from_python(object);
  } catch (const Unstorable& what) {
    return what.error();
  } catch (py::error_already_set& error) {
    if (!error.matches(PyExc_Exception)) throw;
    return fail(ErrorCode::bad_type, error.what());
  }
}

Row submitted_dict(const runtime::Submitted& submitted) { return Row(py::dict("id"_a = submitted.case_id, "existed"_a = submitted.existed, "status"_a = submitted.status)); }

}  // namespace

Row rejected_dict(std::int64_t row, const Error& error) {
  return Row(py::dict("row"_a = row, "code"_a = std::string(code_name(error.code)), "message"_a = error.message, "where"_a = error.where));
}

json::Value Engine::map(json::Value row, const std::string& mapping, const std::string& institution) {
  runtime::InputOptions input;
  input.mapping = mapping;
  input.institution = institution;
  auto mapper = unwrap(runtime::RowMapper::make(*runtime().environment().packs, runtime().environment().organisations, input));
  return unwrap(mapper->record(row));
}

Row Engine::submit(const std::string& workflow, const py::object& row, bool at_received, const std::string& mapping, const std::string& institution) {
  auto record = map(from_python(row), mapping, institution);
  runtime::SubmitOptions options;
  options.now_is_received_at = at_received;
  return submitted_dict(call([&](Runtime& r) { return r.submit(workflow, std::move(record), options); }));
}

Batch Engine::submit_many(const std::string& workflow, const py::object& rows, bool at_received, const std::string& mapping, const std::string& institution, const py::object& progress) {
  const auto engine_held = held();
  auto& engine = *engine_held;
  const UnderWay under_way(*this);
  Interruption interruption;
  const CallFrame frame(this, &interruption);
  runtime::InputOptions input;
  input.mapping = mapping;
  input.institution = institution;
  auto mapper = unwrap(runtime::RowMapper::make(*engine.environment().packs, engine.environment().organisations, input));
  auto* native = py::isinstance<NativeRows>(rows) ? rows.cast<NativeRows*>() : nullptr;
  py::iterator iterator = native ? py::iterator() : py::iter(rows);
  std::deque<json::Value> ready;
  bool ended = false;
  std::int64_t row = 0;
  struct Refused {
    std::int64_t row;
    Error error;
  };
  std::vector<std::pair<std::int64_t, runtime::Submitted>> taken;
  std::vector<Refused> refused;
  std::int64_t unread = 0;            // of the refused: those that the engine has not seen, because no record could be made of them
  std::optional<Error> broken;        // the source could not be read to its end
  std::vector<std::int64_t> numbers;  // our count of given records -> row of the caller
  const auto refuse = [&](std::int64_t number, Error error) {
    ++unread;
    refused.push_back({number, std::move(error)});
  };
  const auto take = [&](std::int64_t number, Result<json::Value> record) {
    if (!record) return refuse(number, std::move(record).error());
    ready.push_back(std::move(*record));
    numbers.push_back(number);
  };
  // From Python: a group at a time, so that the GIL is taken once a group.
  const auto pull_python = [&] {
    const py::gil_scoped_acquire gil;
    try {
      while (!ended && ready.size() < store::kGroupTurnsMax) {
        if (iterator == py::iterator::sentinel()) {
          ended = true;
          break;
        }
        const auto this_row = row++;
        auto mapped = row_of(*iterator);
        if (mapped) take(this_row, mapper->record(*mapped));
        else refuse(this_row, mapped.error());
        ++iterator;
      }
    } catch (py::error_already_set& error) {  // the iterable itself raised
      interruption.keep(error);
      ended = true;
    }
  };
  // From a file or a table: one at a time, no GIL.
  const auto pull_native = [&] {
    while (ready.empty() && !ended) {
      auto given = native->next();
      if (!given) broken = std::move(given).error();
      ended = broken || !*given;
      if (ended) return;
      auto& one = **given;
      if (one.error) refuse(one.number, std::move(*one.error));
      else if (native->mapped()) take(one.number, std::move(*one.record));
      else take(one.number, mapper->record(*one.record));
    }
  };
  const auto next = [&]() -> std::optional<json::Value> {
    if (ready.empty() && !ended) native ? pull_native() : pull_python();
    if (ready.empty()) return std::nullopt;
    auto value = std::move(ready.front());
    ready.pop_front();
    return value;
  };
  runtime::SubmitOptions options;
  options.now_is_received_at = at_received;
  // The worker's stages run for this call, whatever other calls run beside it.
  struct WorkerScope {
    WorkerScope(Engine* engine, Interruption* interruption) : frame(engine, interruption) {}
    std::shared_ptr<void> thread = thread_scope();
    CallFrame frame;
  };
  options.thread_scope = [&]() -> std::shared_ptr<void> { return std::make_shared<WorkerScope>(this, &interruption); };
  auto result = [&] {
    const py::gil_scoped_release release;
    return engine.submit_many(
        workflow, next, [&](std::int64_t number, const runtime::Submitted& submitted) { taken.emplace_back(numbers[static_cast<std::size_t>(number - 1)], submitted); },
        [&](std::int64_t number, const Error& error) { refused.push_back({numbers[static_cast<std::size_t>(number - 1)], error}); },
        [&](const runtime::Progress& count) {
          const py::gil_scoped_acquire gil;
          if (PyErr_CheckSignals() != 0) {
            py::error_already_set error;
            interruption.keep(error);
            return false;
          }
          if (stopping_) return false;
          if (!progress.is_none()) {
            try {
              progress(count.done + unread, count.added, count.existed, count.refused + unread, native ? native->done() : 0, native ? native->total() : 0);
            } catch (py::error_already_set& error) {
              interruption.keep(error);
              return false;
            }
          }
          return true;
        },
        options);
  }();
  interruption.raise_if_any();
  if (!result) raise(result.error());
  if (broken) raise(*broken);
  std::sort(taken.begin(), taken.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::sort(refused.begin(), refused.end(), [](const auto& a, const auto& b) { return a.row < b.row; });
  Rows cases, errors;
  for (const auto& [number, submitted] : taken) {
    auto one = submitted_dict(submitted);
    one["row"] = number;
    cases.append(one);
  }
  for (const auto& one : refused) errors.append(rejected_dict(one.row, one.error));
  return Batch(py::make_tuple(cases, errors));
}

}  // namespace amends::python

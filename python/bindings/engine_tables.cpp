#include "arrow_table.hpp"
#include "engine.hpp"
#include "tables/fold.hpp"
#include "tables/pseudonym.hpp"
#include "tables/views.hpp"

namespace amends::python {
using namespace py::literals;

namespace {

tables::Source source_of(runtime::Runtime& runtime) {
  return {*runtime.store(), runtime.environment().organisations, runtime.clock().now(), [] {
            const py::gil_scoped_acquire gil;
            return PyErr_CheckSignals() == 0;
          }};
}

}  // namespace

std::vector<ArrowTable> Engine::tables(const std::vector<std::string>& names, std::optional<std::int64_t> since, std::optional<std::int64_t> until) {
  if (!held()->store()) raise(fail(ErrorCode::state, "no database is open; open one with amends.open(path)"));
  auto engine = held();
  auto made = [&] {
    const py::gil_scoped_release release;
    return amends::tables::make_tables(source_of(*engine), names, {since, until});
  }();
  if (PyErr_Occurred()) throw py::error_already_set();  // Ctrl-C while it was made
  std::vector<ArrowTable> out;
  for (auto& table : unwrap(std::move(made))) out.emplace_back(std::move(table));
  return out;
}

void Engine::snapshot_with_views(const std::string& path) {
  if (!held()->store()) raise(fail(ErrorCode::state, "no database is open; open one with amends.open(path)"));
  check_output(path);
  auto engine = held();
  call([&](runtime::Runtime& r) { return r.record_read(r.options().by, {"", {runtime::What::whole_file}}); });
  auto done = [&] {
    const py::gil_scoped_release release;
    return amends::tables::snapshot_with_views(source_of(*engine), path);
  }();
  if (PyErr_Occurred()) throw py::error_already_set();
  unwrap(std::move(done));
}

std::string Engine::pseudonym(const std::string& id) {
  return stored([&](store::Store& s) -> Result<std::string> { return amends::tables::Pseudonyms(s.lookup_salt()).staff(id); });
}

}  // namespace amends::python

#pragma once
// What `python -m amends.bench` needs from C++: calls timed on a worker thread as the engine's own are made, and the stage, workflow and records of `amends bench`.
#include <pybind11/pybind11.h>

#include <memory>

#include "host/stage.hpp"

namespace amends::python {

/// A stage that is compiled into the extension, in the list of stages that an Engine is opened with.
struct CompiledStage {
  std::shared_ptr<host::Stage> stage;
};

/// Adds CompiledStage and the functions `bench_*` to the module. Nothing of the product uses them.
void bind_bench(pybind11::module_& m);

}  // namespace amends::python

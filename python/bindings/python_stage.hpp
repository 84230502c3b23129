#pragma once
// A stage written in Python as the runtime sees it. Runs inside recorded steps only; is never run again on replay.
#include <pybind11/pybind11.h>

#include <memory>
#include <mutex>
#include <string>

#include "host/stage.hpp"

namespace amends::python {

/// What a stage raised that is no failure of the case (KeyboardInterrupt, SystemExit): kept until the binding call that started the work can raise it.
class Interruption {
 public:
  void keep(pybind11::error_already_set& error);  ///< needs the GIL
  /// Raises what was kept, if anything. Needs the GIL.
  void raise_if_any();
  ~Interruption();

 private:
  std::mutex mutex_;
  PyObject *type_ = nullptr, *value_ = nullptr, *trace_ = nullptr;
};

class PythonStage final : public host::Stage {
 public:
  /// `callable(record: dict, config: dict, meta: dict) -> dict` answers the envelope. Needs the GIL.
  PythonStage(host::StageManifest manifest, std::string source_hash, pybind11::object callable, std::shared_ptr<Interruption> interruption);
  ~PythonStage() override;
  [[nodiscard]] const host::StageManifest& manifest() const override { return manifest_; }
  [[nodiscard]] std::string library_hash() const override { return source_hash_; }
  [[nodiscard]] Result<host::StageAnswer> run(const host::StageCall& call) override;

 private:
  host::StageManifest manifest_;
  std::string source_hash_;
  PyObject* callable_;  ///< owned; released under the GIL
  std::shared_ptr<Interruption> interruption_;
};

/// Keeps the Python thread state of a C++ thread for its life: taking the GIL then costs 0.1 us instead of 8-13 us.
[[nodiscard]] std::shared_ptr<void> thread_scope();

}  // namespace amends::python

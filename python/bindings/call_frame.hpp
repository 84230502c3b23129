#pragma once
// What a call from Python into an engine keeps on its thread while it runs: what a stage raised that the call must raise in turn, and that a stage is running.
#include <pybind11/pybind11.h>

#include <mutex>

#include "support/json.hpp"

namespace amends::python {

/// What a stage raised that is no failure of the case (KeyboardInterrupt, SystemExit): kept until the binding call that started the work can raise it. The first
/// one counts.
class Interruption {
 public:
  Interruption() = default;
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  ~Interruption();
  void keep(pybind11::error_already_set& error);  ///< needs the GIL
  /// Raises what was kept, if anything. Needs the GIL.
  void raise_if_any();

 private:
  std::mutex mutex_;
  PyObject *type_ = nullptr, *value_ = nullptr, *trace_ = nullptr;
};

/// How a Python stage failed, for whoever called it directly (`rt.run_stage`).
struct StageFailure {
  std::string stage, case_id;
  Error error;
  json::Value diagnostic;
  pybind11::object cause;  ///< the exception; empty when there was none. Under the GIL
};

/// One level of the calls of this thread. Frames stand on the stack, the innermost is current().
class CallFrame {
 public:
  /// `engine`: whose work it is; `in_stage`: Python code of a stage runs in it. `failure`: filled by a stage that fails, may be nullptr.
  CallFrame(const void* engine, Interruption* interruption, bool in_stage = false, StageFailure* failure = nullptr)
      : engine(engine), interruption(interruption), in_stage(in_stage), failure(failure), outer_(current_) {
    current_ = this;
  }
  ~CallFrame() { current_ = outer_; }
  CallFrame(const CallFrame&) = delete;
  CallFrame& operator=(const CallFrame&) = delete;

  [[nodiscard]] static CallFrame* current() noexcept { return current_; }
  /// Whether a stage of this engine runs on this thread: then it may not call the engine, which would wait for it.
  [[nodiscard]] static bool in_stage_of(const void* engine) noexcept {
    for (const auto* frame = current_; frame; frame = frame->outer_)
      if (frame->in_stage && frame->engine == engine) return true;
    return false;
  }

  const void* const engine;
  Interruption* const interruption;
  const bool in_stage;
  StageFailure* const failure;

 private:
  CallFrame* outer_;
  static thread_local CallFrame* current_;
};

}  // namespace amends::python

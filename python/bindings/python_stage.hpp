#pragma once
// A stage written in Python as the runtime sees it. Runs inside recorded steps only; is never run again on replay.
#include <pybind11/pybind11.h>

#include <memory>
#include <mutex>
#include <string>

#include "case_view.hpp"
#include "host/stage.hpp"

namespace amends::python {

class PythonStage final : public host::Stage {
 public:
  /// `stage`: an amends.Stage. Its `call` answers one envelope, its `call_many` a list of envelopes and exceptions. Needs the GIL.
  /// Errors: those of host::parse_manifest.
  [[nodiscard]] static Result<std::shared_ptr<PythonStage>> make(const pybind11::object& stage);
  ~PythonStage() override;
  PythonStage(const PythonStage&) = delete;
  PythonStage& operator=(const PythonStage&) = delete;

  [[nodiscard]] const host::StageManifest& manifest() const override { return manifest_; }
  [[nodiscard]] std::string library_hash() const override { return source_hash_; }
  /// Called without the GIL. Errors: the code of an exception of amends.errors, `internal` for any other, `bad_type`, `range`, `not_utf8` for an answer that
  /// cannot be stored, `cancelled` for an exception that is no Exception (KeyboardInterrupt): the current CallFrame keeps that one.
  [[nodiscard]] Result<host::StageAnswer> run(const host::StageCall& call) override;
  [[nodiscard]] bool together() const override { return together_; }
  [[nodiscard]] std::vector<Result<host::StageAnswer>> run_many(std::span<const host::StageCall> calls) override;

 private:
  PythonStage(host::StageManifest manifest, std::string source_hash, bool together, const pybind11::object& stage);
  pybind11::object record_of(const SharedValue& record) const;
  pybind11::object config_of(std::string_view text);
  pybind11::tuple about(const host::StageCall& call) const;
  Result<host::StageAnswer> answer(const host::StageCall& call, const pybind11::object& given) const;

  host::StageManifest manifest_;
  std::string source_hash_;
  bool together_;
  // Owned; touched and released under the GIL.
  PyObject *call_, *call_many_, *config_ = nullptr;
  std::string config_text_;  ///< what config_ was made of
  std::mutex alone_;         ///< never two calls at once; taken before the GIL
};

/// Keeps the Python thread state of a C++ thread for its life: taking the GIL then costs 0.1 us instead of 8-13 us.
[[nodiscard]] std::shared_ptr<void> thread_scope();

/// A stage on its own, called through the very boundary that the engine uses, for amends.testing.
class Probe {
 public:
  explicit Probe(const pybind11::object& stage);
  /// record, config: JSON texts. Answers (envelope text or "", code, sentence).
  pybind11::tuple run(const std::string& record, const std::string& config, const std::string& case_id, std::int32_t run, const std::string& locale, const std::string& institution, const std::string& now);
  /// The same for many records in one call of a batch stage.
  pybind11::list run_many(const std::vector<std::string>& records, const std::string& config, const std::string& locale, const std::string& institution, const std::string& now);

 private:
  std::shared_ptr<PythonStage> stage_;
};

}  // namespace amends::python

#pragma once
// Runs one stage and checks everything about its answer: contract, output schema, guards, fact proposals. Shared by turns and by `stage run`.
#include <functional>
#include <memory>
#include <string>

#include "host/stage.hpp"
#include "guard/guard.hpp"
#include "runtime/envelope.hpp"
#include "runtime/organisation.hpp"

namespace amends::runtime {

struct Environment;  // turn.hpp

struct StageInput {
  std::string_view case_id;
  const json::Value* record = nullptr;       ///< facts and sections
  const json::Value* config = nullptr;       ///< the step's, without defaults
  std::int32_t run = 1;
  Instant now;
  const Organisation* organisation = nullptr;
  std::vector<guard::LegalClock> clocks;
  TextOf text_of;                                                           ///< JSON text at a read path
  std::function<std::string_view(const std::string& path)> digest;          ///< of the value at a read path, before the stage
  std::function<std::string_view(const std::string& path)> set_by;          ///< who set a fact last; "" when nobody
  std::function<void(json::Value)> diagnose;                                ///< see host::StageCall; may be empty
};

/// A call that only needs to be made, with what its views point into.
class PreparedCall {
 public:
  /// Errors: `missing_field` (a stage that this one requires has not run), `schema` (the step's configuration).
  [[nodiscard]] static Result<std::unique_ptr<const PreparedCall>> make(const Environment& environment, const host::StageManifest& manifest, const StageInput& input);
  PreparedCall(const PreparedCall&) = delete;
  PreparedCall& operator=(const PreparedCall&) = delete;
  [[nodiscard]] const host::StageCall& call() const { return call_; }

 private:
  PreparedCall() = default;
  std::string case_id_, record_, config_, locale_;
  host::StageCall call_;
};

struct StageOutcome {
  host::StageAnswer answer;  ///< its text is what is journalled
  json::Array applied;    ///< [{path, value}]: proposals that are taken over
  json::Array clashes;    ///< [{path, kept, proposed}]: a person or the input said otherwise; nothing is overwritten
  json::Object reads;     ///< path -> digest, after the stage's own proposals
};

/// Checks an answer and takes over what it proposes. `input`: as the call was prepared from it. Errors: `schema` when the answer breaks the contract.
[[nodiscard]] Result<StageOutcome> check_answer_of(const Environment& environment, const host::Stage& stage, const StageInput& input, host::StageAnswer answer);

/// Prepares, calls and checks. Errors: those of the stage; `schema` when the answer breaks the contract; an envelope of status error comes back as that error.
[[nodiscard]] Result<StageOutcome> run_checked(const Environment& environment, host::Stage& stage, const StageInput& input);

}  // namespace amends::runtime

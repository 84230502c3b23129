#pragma once
// Runs one stage and checks everything about its answer: contract, output schema, guards, fact proposals. Shared by turns and by `stage run`.
#include <functional>
#include <string>

#include "host/stage.hpp"
#include "runtime/case_state.hpp"
#include "runtime/envelope.hpp"
#include "runtime/turn.hpp"

namespace amends::runtime {

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
};

struct StageOutcome {
  host::StageAnswer answer;  ///< its text is what is journalled
  json::Array applied;    ///< [{path, value}]: proposals that are taken over
  json::Array clashes;    ///< [{path, kept, proposed}]: a person or the input said otherwise; nothing is overwritten
  json::Object reads;     ///< path -> digest, after the stage's own proposals
};

/// Errors: those of the stage; `schema` when the answer breaks the contract; an envelope of status error comes back as that error.
[[nodiscard]] Result<StageOutcome> run_checked(const Environment& environment, host::Stage& stage, const StageInput& input);

}  // namespace amends::runtime

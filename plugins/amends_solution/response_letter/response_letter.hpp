#pragma once
// The adapter of stage amends.response_letter: its settings, the order of its steps, the questions, the task and the result. Each step has a file of its own.
#include "facts.hpp"
#include "sdk/plugin.hpp"

namespace amends::letter {

class ResponseLetter final : public sdk::Stage {
 public:
  /// config: see plugin.json. Errors: Failure `error.range`, `error.bad_type`.
  explicit ResponseLetter(const sdk::Reader& config);
  void handle(const sdk::Call& call, sdk::Envelope& out) override;

 private:
  Settings settings_;
};

}  // namespace amends::letter

#pragma once
// Safety comes before everything (guardrail G10): signs of self-harm or violence in the record and in lex/safety, and what follows at once: the finding, the
// emergency contacts, the script, the task for a trained person.
#include <string>
#include <vector>

#include "received.hpp"

namespace amends::intake {

struct Safety {
  std::int64_t hits = 0;                  ///< that count: what the cue counts
  std::string self_harm = "none", violence = "none";  ///< none, veiled, explicit; never below what the record has
  bool answered = false;                  ///< a trained person has filled in the protocol
  bool in_texts = false;                  ///< the texts give a sign, not the record alone
  std::vector<sdk::EvidenceId> evidence;  ///< empty without a sign
  sdk::Array contacts;                    ///< of the institution, when there is a sign
};

[[nodiscard]] Safety read_safety(const Context& context);
/// Proposes flags.safety when the texts give a sign.
void propose_safety(const Context& context, const Safety& safety);

}  // namespace amends::intake

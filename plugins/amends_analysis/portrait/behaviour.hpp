#pragma once
// The second block (catalogue 3.4): how often, by which ways and with what the complainant has come so far, and the style of answering dissatisfaction.
#include "reading.hpp"

namespace amends::portrait {

struct Behaviour {
  std::int64_t prior_12m = 0, same_matter = 0;
  std::vector<std::string> channels;                 ///< distinct, in order of appearance
  std::int64_t inbound = 0, outbound = 0;
  struct Step {
    std::string kind, state;
  };
  std::vector<Step> escalation;
  std::int64_t attachments = 0, texts = 0, citations = 0;
  std::optional<std::int64_t> answered, called;      ///< calls to the complainant
  std::optional<std::vector<std::int64_t>> hours;    ///< contacts at night, in the morning, afternoon and evening, local time
  struct Style {
    std::string code;                                ///< voice, private, third_party
    std::vector<sdk::EvidenceId> evidence;
  };
  std::vector<Style> styles;

  std::vector<sdk::EvidenceId> prior_evidence, channel_evidence, contact_evidence, attachment_evidence, citation_evidence;  ///< each at least one
};

/// Errors: Failure `error.bad_type`, `error.pack_missing`.
[[nodiscard]] Behaviour read_behaviour(const Context& context);

}  // namespace amends::portrait

#pragma once
// The parts of the model of a case, each in a file of its own: case_documents, case_findings, case_standing, case_clocks, case_decisions, case_tasks, case_timeline, case_headline.
// Every part is a function of the source alone; model() puts them together and names their members (review.hpp).
#include "review/case_source.hpp"

namespace amends::review {

/// The texts of the case with their marks; without texts, what stands in their place.
[[nodiscard]] json::Array documents(const Source& source);

/// The evidence items of `ids` of an envelope in words: [{kind, code, text, place, where, operands, note}].
[[nodiscard]] json::Array evidence_of(const Source& source, const json::Value& envelope, const json::Array& ids);
/// Findings of all sections, the most serious first, and what clashed with the record.
[[nodiscard]] json::Array findings(const Source& source);

/// Nature, severity with its parts, complexity; null before amends.classify.
[[nodiscard]] json::Value classification(const Source& source);
/// The proposed route, duties, alternatives and the notice of rights; null before amends.routing.
[[nodiscard]] json::Value route(const Source& source);

[[nodiscard]] json::Array clocks(const Source& source);
[[nodiscard]] json::Array tasks(const Source& source);
[[nodiscard]] json::Array recusals(const Source& source);
[[nodiscard]] json::Array timeline(const Source& source);

/// What each `decide` step asked its table and was told: inputs, the rows that matched and why each other did not, version and hash of the table. Null without one,
/// and without those that read what this reader may not see. The other rows are computed again where the packs still hold the very table.
[[nodiscard]] json::Value decisions_part(const Source& source);

/// The sentence that says it all, the facts below it, and what must be seen at once.
[[nodiscard]] std::string headline(const Source& source, const json::Value& classified, const json::Value& routed);
[[nodiscard]] json::Array facts(const Source& source);
[[nodiscard]] json::Array alerts(const Source& source);

}  // namespace amends::review

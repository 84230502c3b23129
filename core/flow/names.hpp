#pragma once
// How the names of a workflow file are written: versions, stage ids, fact paths, and the words that are no names. Used by the reader only.
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace amends::flow {

using Words = std::span<const std::string_view>;

[[nodiscard]] inline bool contains(Words words, std::string_view word) { return std::find(words.begin(), words.end(), word) != words.end(); }

/// A text of the file as a message quotes it: cut, so that a file of one long word does not give an error as long.
[[nodiscard]] std::string shown(std::string_view text, std::int64_t characters_max = 64);

/// The keys that say what a step does, by StepKind.
inline constexpr std::array<std::string_view, 20> kKindKeys{"stage", "decide", "human",  "choose", "parallel", "first_of", "message", "wait", "set",
                                                            "inclusive", "each", "block", "raise", "signal", "listen", "cancel", "terminate", "compensate", "run", "send"};

/// The keys that say what an `on` event waits for, by Boundary::Kind.
inline constexpr std::array<std::string_view, 5> kBoundaryKeys{"after", "message", "signal", "error", "escalation"};

/// What a stage can fail with, without "error."; static storage.
[[nodiscard]] std::vector<std::string_view> stage_errors();

/// Words of FEEL's grammar (DMN 1.5, 10.3.1.2): a step of such a name could not be read in an expression.
inline constexpr std::array<std::string_view, 21> kFeelWords{"for", "return", "if", "then", "else", "some", "every", "satisfies", "instance", "of", "function",
                                                      "external", "or", "and", "between", "in", "not", "null", "true", "false", "end"};

/// One of kAdministratorRoles (definition.hpp), also in capitals and with a blank or hyphen for the underscore.
[[nodiscard]] bool is_administrator(std::string_view role);

/// "1.0.0", "2.3.4-draft.1", "1.0.0+7" (Semantic Versioning 2.0.0).
[[nodiscard]] bool is_semver(std::string_view text);

/// "amends.intake": at least two names with points between them.
[[nodiscard]] bool is_stage_id(std::string_view text);

inline constexpr std::size_t kFactPathBytesMax = 512;

/// A fact path: names, list positions, and `[]` at the end to append; at most kFactPathBytesMax.
[[nodiscard]] bool is_fact_path(std::string_view text);

}  // namespace amends::flow

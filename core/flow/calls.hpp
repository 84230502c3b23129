#pragma once
// `call`: a workflow as one step of another. Before the reader sees the file, each `call` becomes a block of the called workflow's steps, so that the machine, the journal,
// the drawing and every check know nothing of it, and a case stays pinned to one text. Pure: the caller finds the files.
//
//   - handled: {call: follow_up, on: {…}, go: …}     the steps of follow_up inside a block `handled`
//
// Names of the called workflow's steps, paths and bounds get the call's name before them (`handled_ask`), in its targets and expressions too, so that it can be called twice
// and its names meet nobody's. Both work on the one record of the case. What it raises and does not take itself goes on to the call's own `on`; `terminate: case` and
// `compensate: case` in it mean the call; `cancel: case` means the case. Its clocks come along unless the caller has them.
#include <functional>
#include <string_view>

#include "flow/definition.hpp"
#include "support/result.hpp"
#include "support/yaml.hpp"

namespace amends::flow {

inline constexpr std::size_t kCallDepthMax = 8;  ///< workflows that call one another in a chain, the first one counted

// Callee (definition.hpp): the file of a workflow by its name. Errors: `not_found`, and those of reading it.

/// True when a step says `call`.
[[nodiscard]] bool has_calls(const yaml::Document& document);
/// The file with every call carried out; places lead into the file where a part was written. The called file is read and checked by itself first. Errors: those of `callee` and
/// of the called file, at their places; `schema` for a workflow that calls itself in the end, a chain that is too long, clocks of one name that differ, packs that differ.
[[nodiscard]] Result<yaml::Document> with_calls(yaml::Document document, const Callee& callee);
/// An expression with `prefix` before each name of `names` that begins a path. Words in texts, members and keys stay. A text that is no FEEL stays as it is.
[[nodiscard]] std::string with_prefix(std::string_view expression, const std::function<bool(std::string_view)>& names, std::string_view prefix);

}  // namespace amends::flow

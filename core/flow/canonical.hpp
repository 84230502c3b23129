#pragma once
// What a workflow says, without how its file is written: two files (or a file and a program that builds the workflow) that say the same give the same JSON.
// Used where workflows are compared: by Python's builder and by tests. A case is pinned to the hash of the text instead (Definition::hash), whose places its
// messages name.
#include <string>

#include "flow/definition.hpp"

namespace amends::flow {

/// Every field of the definition that decides how a case runs or what people see. Targets are names of steps, and null where a token ends; `inside` is the parallel
/// step and the branch that a step stands in; durations and expressions are their texts. Nothing of comments, quotes, places or the order of keys; the order of
/// steps, of the alternatives of one step and of lists counts.
[[nodiscard]] json::Value canonical(const Definition& definition);

/// "sha256:" and the digest of the RFC 8785 bytes of `canonical`.
[[nodiscard]] std::string graph_hash(const Definition& definition);

}  // namespace amends::flow

#pragma once
// From what the files say to a graph that can be evaluated. Errors that leave the graph without meaning refuse the model; a single expression or type that
// cannot be read is a problem of the graph, so that a reader sees all of them at once.
#include <memory>
#include <span>

#include "dmn/definitions.hpp"
#include "dmn/graph.hpp"
#include "support/result.hpp"

namespace amends::dmn {

/// `models`: the main one first, then at least all that it imports, directly or not. Errors: `schema` (a reference to nothing or to a node of another kind, a circle of
/// requirements, two models of one namespace), `not_found` (an import that was not handed in), `range`.
[[nodiscard]] Result<std::shared_ptr<const Graph>> compile(std::span<const Definitions> models);

}  // namespace amends::dmn

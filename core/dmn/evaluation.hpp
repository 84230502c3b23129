#pragma once
// Evaluates a graph: decisions in the order of their requirements, each once, and the boxed expressions inside. What cannot be computed is null and a note says
// why. One Run serves one answer on one thread. Used by model.cpp.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dmn/graph.hpp"
#include "feel/expression.hpp"
#include "support/result.hpp"

namespace amends::dmn {

/// What a table did: for people.
struct TableTrace {
  struct Matched {
    std::string rule;                       ///< its number in the table, from 1
    feel::Value output;
    std::vector<std::pair<std::string, std::string>> annotations;  ///< column and text
  };
  struct Missed {
    std::string rule;
    std::string column;
    std::string cell;
    feel::Value value;
  };
  std::string where;                        ///< the node it belongs to
  std::vector<std::pair<std::string, feel::Value>> inputs;  ///< column and value
  std::vector<Matched> matched;             ///< the one that fired first
  std::vector<Missed> missed;               ///< of the rules that were tried
  bool used_default = false;
};

/// What belongs to one answer. Borrowed by everything below it.
struct Run {
  std::shared_ptr<const Graph> graph;
  feel::Budget& budget;
  std::optional<Instant> instant;
  std::int32_t utc_offset_s = 0;
  std::vector<std::string>* notes = nullptr;     ///< nullptr: not wanted
  std::vector<TableTrace>* tables = nullptr;     ///< nullptr: not wanted

  void note(const std::string& where, const std::string& text) const;
};

/// The values of inputs and decisions in one run: given, or computed already. A decision service has a world of its own.
struct World {
  explicit World(const Graph& graph) : inputs(graph.inputs.size()), decisions(graph.decisions.size()) {}
  std::vector<std::optional<feel::Value>> inputs;
  std::vector<std::optional<feel::Value>> decisions;
};

/// Variables that shadow those of an outer frame; innermost asked first. The scope of every expression. Borrows the outer frame and the run.
class Frame final : public feel::Scope {
 public:
  Frame(const Run& run, const Frame* outer) : run_(run), outer_(outer) {}
  void set(std::string name, feel::Value value) { variables_.emplace_back(std::move(name), std::move(value)); }
  /// The item of a filter: its entries are names.
  void set_item(feel::Value item) { item_ = std::move(item); }

  [[nodiscard]] std::optional<feel::Value> lookup(std::string_view path) const override;
  [[nodiscard]] std::optional<Instant> instant() const override { return run_.instant; }
  [[nodiscard]] std::int32_t utc_offset_s() const override { return run_.utc_offset_s; }
  [[nodiscard]] const Run& run() const noexcept { return run_; }
  /// All variables, outermost first: what a function captures.
  void gather(std::vector<std::pair<std::string, feel::Value>>& out) const;

 private:
  const Run& run_;
  const Frame* outer_;
  std::vector<std::pair<std::string, feel::Value>> variables_;
  std::optional<feel::Value> item_;
};

/// The value of a boxed expression. Errors: those of feel::Expression::evaluate (limits, unsupported).
[[nodiscard]] Result<feel::Value> evaluate(const Compiled& expression, const Frame& scope);
/// The same of a decision table (table_evaluation.cpp).
[[nodiscard]] Result<feel::Value> evaluate_table(const CompiledTable& table, const std::string& where, const Frame& scope);
/// The value in its type, or null and a note.
[[nodiscard]] feel::Value in_type(feel::Value value, const feel::TypePtr& type, const std::string& where, const std::string& what, const Run& run);

[[nodiscard]] Result<feel::Value> decide(std::size_t decision, World& world, const Run& run);
/// A decision service, or a business knowledge model, as a function.
[[nodiscard]] std::shared_ptr<const feel::Function> service_function(std::shared_ptr<const Graph> graph, std::size_t service);
[[nodiscard]] std::shared_ptr<const feel::Function> knowledge_function(std::shared_ptr<const Graph> graph, std::size_t knowledge);
/// Runs a service with parameters in its order. The result is the output decision's, or a context of them.
[[nodiscard]] Result<feel::Value> serve(std::size_t service, std::span<const feel::Value> arguments, const Run& run);

}  // namespace amends::dmn

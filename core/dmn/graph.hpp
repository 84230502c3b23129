#pragma once
// A model ready to be evaluated: FEEL parsed, types found, references followed, over all files that it imports. Made by compiler.hpp, read by evaluation.hpp; never
// changes once made, so that any number of threads may evaluate it.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dmn/definitions.hpp"
#include "feel/expression.hpp"
#include "feel/function.hpp"
#include "feel/hit_policy.hpp"
#include "feel/type.hpp"
#include "feel/unary_tests.hpp"

namespace amends::dmn {

struct CompiledTable;

/// A boxed expression with its FEEL parsed.
struct Compiled {
  Boxed::Kind kind = Boxed::Kind::none;
  std::string where;                            ///< file:line, for sentences
  std::optional<feel::Expression> expression;   ///< of a literal
  std::optional<Error> problem;                 ///< why it has no value: it is null, and this is the note
  Boxed::FunctionKind function_kind = Boxed::FunctionKind::feel;
  std::string variable;                         ///< of for, some, every
  std::vector<std::string> names;               ///< see Boxed::variables
  std::vector<feel::TypePtr> types;             ///< as many
  feel::TypePtr result;                         ///< of a function; nullptr: any
  std::vector<Compiled> parts;                  ///< see Boxed::parts
  std::shared_ptr<const CompiledTable> table;
};

struct CompiledInput {
  std::string label;
  std::string text;
  feel::Expression expression;
  feel::TypePtr type;
  std::optional<feel::UnaryTests> allowed;
};

struct CompiledOutput {
  std::string name;
  feel::TypePtr type;
  std::optional<feel::UnaryTests> allowed;
  std::vector<feel::Value> order;  ///< best first
  std::optional<feel::Expression> fallback;
};

struct CompiledTable {
  std::string label;
  feel::HitPolicy hit = feel::HitPolicy::unique;
  feel::Aggregate aggregate = feel::Aggregate::none;
  std::vector<CompiledInput> inputs;
  std::vector<CompiledOutput> outputs;
  std::vector<feel::Rule> rules;
  std::vector<std::vector<std::optional<feel::Expression>>> entries;  ///< by rule and output; nothing: null
  std::vector<int> lines;                                             ///< of the rules
  std::vector<std::string> annotation_names;
  std::vector<std::vector<std::string>> annotations;                  ///< by rule
};

/// What a node may read, and under which name.
struct Link {
  enum class Kind { input, decision, knowledge, service };
  Kind kind = Kind::input;
  std::size_t index = 0;       ///< into the list of that kind in the graph
  std::string import_name;     ///< empty: of the same file, or imported without a name
};

struct GraphNode {
  std::size_t model = 0;       ///< into Graph::models
  std::string name;
  std::string id;
  std::string where;           ///< file:line
  feel::TypePtr type;          ///< of its variable; nullptr: any
  std::vector<Link> needs;
};

struct InputNode : GraphNode {
  std::string type_ref;
};

struct DecisionNode : GraphNode {
  std::string question;
  Compiled logic;
};

struct KnowledgeNode : GraphNode {
  Compiled logic;              ///< a function
};

struct ServiceNode : GraphNode {
  std::vector<Link> parameters;  ///< inputs first, then input decisions
  std::vector<Link> outputs;
};

struct ModelName {
  std::string file;
  std::string name;
  std::string space;
};

struct Graph {
  std::vector<ModelName> models;  ///< the main one first
  std::vector<InputNode> inputs;
  std::vector<DecisionNode> decisions;
  std::vector<KnowledgeNode> knowledge;
  std::vector<ServiceNode> services;
  std::vector<Error> problems;    ///< parts without a value: what refers to them is null
};

}  // namespace amends::dmn

#pragma once
// What one DMN file says, as read: item definitions, inputs, decisions, business knowledge models, services, imports and their boxed expressions. Texts in FEEL
// are not parsed yet and references are not followed; both is model.hpp's work. Values only; made by reader.hpp.
#include <memory>
#include <string>
#include <vector>

#include "feel/hit_policy.hpp"

namespace amends::dmn {

struct Table;

struct Variable {
  std::string name;      ///< blanks inside are single
  std::string type_ref;  ///< empty: not said
};

/// A boxed expression.
struct Boxed {
  enum class Kind { none, literal, table, context, list, relation, function, invocation, filter, for_return, some, every, conditional };
  enum class FunctionKind { feel, java, pmml };
  Kind kind = Kind::none;    ///< none: the file leaves the place empty
  std::string id;
  std::string type_ref;
  int line = 0;
  std::string text;                  ///< literal: the FEEL; for, some, every: the iterator variable
  std::string language;              ///< literal: the expression language when it is not FEEL
  FunctionKind function_kind = FunctionKind::feel;
  std::vector<Variable> variables;   ///< context: of each entry, the result cell without name; function: parameters; relation: columns; invocation: of bindings
  std::vector<Boxed> parts;          ///< context: of each entry; list: items; relation: cells by row; function: the body; invocation: what is called, then the
                                     ///< bindings; filter: list, match; for, some, every: list, body; conditional: if, then, else
  std::shared_ptr<const Table> table;
};

struct TableInput {
  std::string label;       ///< of the column, else the expression's text
  std::string text;        ///< the input expression
  std::string type_ref;
  std::string values;      ///< allowed input values as unary tests; empty: not said
  int line = 0;
};

struct TableOutput {
  std::string name;        ///< empty only when it is the single output
  std::string type_ref;
  std::string values;      ///< allowed output values, in order of priority; empty: not said
  std::string fallback;    ///< the default output entry; empty: none
  int line = 0;
};

struct TableRule {
  std::string id;
  int line = 0;
  std::vector<std::string> inputs;       ///< cells, one an input
  std::vector<std::string> outputs;      ///< entries, one an output
  std::vector<std::string> annotations;  ///< at most one an annotation column
};

struct Table {
  feel::HitPolicy hit = feel::HitPolicy::unique;
  feel::Aggregate aggregate = feel::Aggregate::none;
  std::string label;
  std::vector<TableInput> inputs;
  std::vector<TableOutput> outputs;
  std::vector<std::string> annotations;  ///< names of the columns
  std::vector<TableRule> rules;
};

struct ItemDefinition {
  std::string name;
  std::string type_ref;                    ///< of a simple one
  bool collection = false;
  std::string allowed_values;              ///< unary tests; empty: none
  std::string type_constraint;             ///< the same for the whole value (DMN 1.5)
  std::vector<ItemDefinition> components;  ///< of a structure
  bool function = false;
  std::vector<Variable> parameters;        ///< of a function item
  std::string output_type_ref;
  int line = 0;
};

struct Reference {
  std::string href;  ///< "#id" or "namespace#id"
  int line = 0;
};

/// What every node of the requirement graph has.
struct Node {
  std::string id;
  std::string name;
  Variable variable;
  int line = 0;
};

struct InputData : Node {};

struct Decision : Node {
  std::string question;
  std::string allowed_answers;
  std::vector<Reference> inputs;
  std::vector<Reference> decisions;
  std::vector<Reference> knowledge;
  Boxed expression;
};

struct KnowledgeModel : Node {
  std::vector<Reference> knowledge;
  Boxed logic;  ///< a function
};

struct Service : Node {
  std::vector<Reference> outputs;
  std::vector<Reference> encapsulated;
  std::vector<Reference> input_decisions;
  std::vector<Reference> inputs;
};

struct Import {
  std::string name;
  std::string space;
  std::string type;  ///< import type: the model namespace of DMN for models
  int line = 0;
};

struct Definitions {
  std::string file;
  std::string name;
  std::string space;  ///< the namespace of its elements
  std::vector<Import> imports;
  std::vector<ItemDefinition> items;
  std::vector<InputData> inputs;
  std::vector<Decision> decisions;
  std::vector<KnowledgeModel> knowledge;
  std::vector<Service> services;
};

}  // namespace amends::dmn

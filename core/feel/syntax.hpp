#pragma once
// The syntax tree of an expression or of unary tests: flat vectors that never change once parsed, so that any number of threads may evaluate one
// tree. Made by parser.cpp, read by evaluator.cpp and unary_tests.cpp; nobody else needs it.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "feel/function.hpp"
#include "feel/type.hpp"
#include "feel/value.hpp"

namespace re2 { class RE2; }

namespace amends::feel {

using NodeIndex = std::uint32_t;
inline constexpr NodeIndex kNoNode = 0xFFFFFFFFu;

enum class NodeKind : std::uint8_t {
  literal,        ///< data: constant
  name,           ///< data: text, a dotted path; bound: may be a for/some/every variable, an entry or an item's member
  question,       ///< ? in unary tests
  list,           ///< children: elements
  context,        ///< children: values; data: first of as many texts, the keys
  negate,
  arithmetic,     ///< op; two children
  comparison,     ///< op; two children
  logic_and,      ///< two children or more
  logic_or,
  between,        ///< value, low, high
  in,             ///< value, tests
  range,          ///< low, high; flags low_closed, high_closed; op: the comparison of (> 5), (= 5), (!= 5)
  iteration_range,///< low, high: the 1..10 of `for`
  if_then_else,   ///< condition, then, else
  for_return,     ///< sources, then the body; data: first of as many texts, the variables
  some,           ///< as for_return
  every,
  filter,         ///< list, condition
  path,           ///< value; data: text, one name
  call,           ///< children: arguments; data: built-in
  call_value,     ///< children: what is called, then the arguments; named: data is the first of as many texts, the arguments' names
  function,       ///< child: the body; data: in Syntax::functions
  instance_of,    ///< value; data: in Syntax::types
  test_compare,   ///< op; one child: the value compared with
  tests,          ///< children: tests joined by commas; flag negated
  any,            ///< the dash
};

enum class Operator : std::uint8_t { none, add, subtract, multiply, divide, power, equal, not_equal, less, less_equal, greater, greater_equal };

struct Node {
  NodeKind kind = NodeKind::literal;
  Operator op = Operator::none;
  bool low_closed = false;    ///< range
  bool high_closed = false;   ///< range
  bool negated = false;       ///< tests
  bool bound = false;         ///< name
  bool whole = false;         ///< name: the text is one name, even with a point in it
  bool named = false;         ///< call_value
  bool asks = false;          ///< contains a `?`: in unary tests such an expression answers itself
  std::uint32_t first = 0;    ///< of the children in Syntax::children
  std::uint32_t count = 0;
  std::uint32_t data = 0;     ///< see NodeKind
  std::uint32_t at = 0;       ///< byte offset in the text, for errors and notes
  std::int32_t pattern = -1;  ///< call: the compiled regular expression of a literal pattern
};

/// What a function definition says besides its body.
struct FunctionSyntax {
  std::vector<Function::Parameter> parameters;
  TypePtr result;                     ///< what the body always gives, as far as the text alone tells
  std::vector<std::uint32_t> reads;   ///< texts of the paths that its body reads from the scope, or may read
  std::int64_t depth = 0;             ///< levels of the body
  bool external = false;
};

struct Syntax : std::enable_shared_from_this<Syntax> {
  std::string text;
  std::string place;
  std::vector<Node> nodes;
  std::vector<NodeIndex> children;
  std::vector<Value> constants;
  std::vector<std::string> texts;
  std::vector<FunctionSyntax> functions;
  std::vector<TypePtr> types;
  std::vector<std::shared_ptr<const re2::RE2>> patterns;  ///< RE2 matching is safe from any thread
  NodeIndex root = kNoNode;
  std::int64_t depth = 0;                   ///< levels of the tree
  bool builtin_values = false;              ///< Vocabulary::builtin_values
  std::vector<std::string> names;           ///< dotted paths read from the scope for certain, each once, in order of first use
  std::vector<std::string> possible_names;  ///< names inside a filter: a member of the item if it has one, else read from the scope

  [[nodiscard]] const Node& node(NodeIndex index) const { return nodes[index]; }
  [[nodiscard]] NodeIndex child(const Node& node, std::uint32_t i) const { return children[node.first + i]; }
};

}  // namespace amends::feel

#pragma once
// The reader of FEEL as one class over several files: parser.cpp (start, operators, unary tests), parser_values.cpp (literals, lists, ranges, contexts,
// loops), parser_names.cpp (names and their words), parser_calls.cpp (calls and function definitions), parser_types.cpp. Internal to core/feel.
#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "feel/builtins.hpp"
#include "feel/known_names.hpp"
#include "feel/lexer.hpp"
#include "feel/parser.hpp"
#include "feel/syntax.hpp"

namespace amends::feel {

/// Words that stand between operands: none of them begins a value.
[[nodiscard]] bool joining(std::string_view word);
/// At most 40 bytes, cut between characters: for messages.
[[nodiscard]] std::string_view utf8_head(std::string_view text);

/// Recursive descent. An error is kept in error_ and every function returns kNoNode from then on; that keeps the grammar readable.
class Parser {
 public:
  enum class Goal { expression, unary_tests, type };

  Parser(std::string_view text, std::string_view place, const Vocabulary& vocabulary);
  Result<std::shared_ptr<const Syntax>> run(Goal goal);

 private:
  /// A variable, a key or an item in sight. A function's parameters follow one with `function` set.
  struct Binder { bool item; std::string name; bool function = false; };
  struct Argument {
    std::string name;  // empty: by position
    std::uint32_t at = 0;
    NodeIndex value = kNoNode;
  };

  // --- tokens and errors: parser.cpp ----------------------------------------------------------------------------------------------------------
  const Token& here() const { return tokens_[at_]; }
  const Token& ahead(std::size_t n) const { return tokens_[std::min(at_ + n, tokens_.size() - 1)]; }
  static bool is_symbol(const Token& token, std::string_view symbol) { return token.kind == TokenKind::symbol && token.text == symbol; }
  static bool is_word(const Token& token, std::string_view word) { return token.kind == TokenKind::word && token.text == word; }
  bool symbol(std::string_view text) const { return is_symbol(here(), text); }
  bool word(std::string_view text) const { return is_word(here(), text); }
  void next() { if (at_ + 1 < tokens_.size()) ++at_; }
  void skip(std::size_t count) { while (count-- > 0) next(); }
  bool take_symbol(std::string_view text) { if (failed() || !symbol(text)) return false; next(); return true; }
  bool take_word(std::string_view text) { if (failed() || !word(text)) return false; next(); return true; }
  bool expect_symbol(std::string_view text);
  bool expect_word(std::string_view text);
  std::string where(std::size_t offset) const { return where_in(syntax_->text, offset, syntax_->place); }
  bool failed() const { return error_.has_value(); }
  NodeIndex refuse(std::size_t offset, std::string message, ErrorCode code = ErrorCode::schema);
  NodeIndex unsupported(std::size_t offset, std::string what) { return refuse(offset, std::move(what), ErrorCode::unsupported); }
  NodeIndex unexpected(std::string_view wanted);

  // --- nodes: parser.cpp ----------------------------------------------------------------------------------------------------------------------
  NodeIndex make(Node node, const std::vector<NodeIndex>& children = {});
  static Node node(NodeKind kind, std::uint32_t at, Operator op = Operator::none);
  NodeIndex literal(std::uint32_t at, Value value);
  std::uint32_t text(std::string value);

  /// Nested grammar calls; bounds the C stack even where no node is made, as with parentheses.
  struct Level {
    explicit Level(Parser& parser);
    ~Level() { --parser_.level_; }
    Parser& parser_;
  };

  // --- operators, loosest first, and tests: parser.cpp ----------------------------------------------------------------------------------------
  NodeIndex expression();
  NodeIndex disjunction() { return joined("or", NodeKind::logic_or, &Parser::conjunction); }
  NodeIndex conjunction() { return joined("and", NodeKind::logic_and, &Parser::comparison); }
  NodeIndex joined(std::string_view joint, NodeKind kind, NodeIndex (Parser::*part)());
  static Operator comparison_of(const Token& token);
  NodeIndex comparison();
  NodeIndex additive();
  NodeIndex multiplicative();
  NodeIndex exponential();
  NodeIndex signed_value();
  NodeIndex postfix();
  NodeIndex unary_tests();
  NodeIndex tests_until(std::string_view close, std::uint32_t at, bool negated);
  NodeIndex group_of_tests();
  NodeIndex single_test(bool whole_expression);

  // --- values: parser_values.cpp --------------------------------------------------------------------------------------------------------------
  NodeIndex primary();
  NodeIndex symbol_value(const Token& token);
  NodeIndex at_literal(const Token& token);
  NodeIndex parenthesis(const Token& open);
  NodeIndex one_sided_range(const Token& open, Operator op);
  NodeIndex bracket(const Token& open);
  NodeIndex range_from(const Token& open, NodeIndex low, bool low_closed);
  NodeIndex context(const Token& open);
  NodeIndex conditional(const Token& token);
  NodeIndex iteration(const Token& token, NodeKind kind);

  // --- names: parser_names.cpp ----------------------------------------------------------------------------------------------------------------
  /// From now on the name is known wherever it stands.
  void learn(std::string_view name) { learnt_.add(name); }
  /// Tokens of the longest known name that stands here, 0 for none; its text goes to `out`.
  std::size_t known_name(std::string& out) const;
  /// Reads a name that is being introduced (a key, a variable, a parameter) and ends before one of `stops`.
  std::optional<std::string> new_name(std::string_view what, std::initializer_list<std::string_view> stops);
  std::string written(std::size_t from, std::size_t count) const;
  NodeIndex word_value(const Token& token);
  NodeIndex name(const Token& token, std::string head, std::size_t words);
  NodeIndex path_after_point(NodeIndex from);
  void read_from_scope(const std::string& path, std::uint32_t text_index, bool in_filter, std::size_t depth_of_function);
  bool is_variable(std::string_view name) const;

  // --- calls and functions: parser_calls.cpp --------------------------------------------------------------------------------------------------
  bool arguments(std::vector<Argument>& out);
  NodeIndex call_builtin(const Token& token, const Builtin& builtin);
  bool in_order(const Token& token, const Builtin& builtin, const std::vector<Argument>& given, std::vector<NodeIndex>& out);
  NodeIndex call_value(const Token& token, NodeIndex callee);
  bool compile_literal_pattern(const Builtin& builtin, const std::vector<NodeIndex>& arguments, Node& out);
  NodeIndex function_definition(const Token& token);
  TypePtr type_of_result(NodeIndex index) const;

  // --- types: parser_types.cpp ----------------------------------------------------------------------------------------------------------------
  bool type(TypePtr& out);
  bool types_until(std::string_view close, std::vector<TypePtr>& out);
  bool context_type(Type& out);

  std::shared_ptr<Syntax> syntax_;
  const Vocabulary& vocabulary_;
  std::vector<Token> tokens_;
  std::vector<std::uint8_t> depths_;  // of each node's subtree
  std::vector<Binder> binders_;       // variables, keys and items in sight, innermost last
  std::vector<std::uint32_t> open_functions_;  // whose bodies are being read, innermost last
  std::unordered_set<std::string> seen_, possible_seen_;  // what names and possible_names hold already
  std::shared_ptr<const KnownNames> known_;  // of the vocabulary; nullptr: none
  Phrases learnt_;                           // names that the text itself introduces
  std::optional<Error> error_;
  std::size_t at_ = 0;
  int level_ = 0;
  bool range_end_ = false;
  bool unary_ = false;
};

}  // namespace amends::feel

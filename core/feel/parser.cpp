#include "feel/parser_state.hpp"

#include <algorithm>

#include "feel/limits.hpp"

namespace amends::feel {
namespace {

constexpr std::string_view kJoiningWords[] = {"and", "or", "in", "between", "instance", "of", "then", "else", "return", "satisfies"};

}  // namespace

bool joining(std::string_view word) { return std::find(std::begin(kJoiningWords), std::end(kJoiningWords), word) != std::end(kJoiningWords); }

std::string_view utf8_head(std::string_view text) {
  if (text.size() <= 40) return text;
  std::size_t end = 40;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

Parser::Parser(std::string_view text, std::string_view place, const Vocabulary& vocabulary) : syntax_(std::make_shared<Syntax>()), vocabulary_(vocabulary) {
  syntax_->text = std::string(text);
  syntax_->place = std::string(place);
  syntax_->builtin_values = vocabulary.builtin_values;
  if (vocabulary.prepared) known_ = vocabulary.prepared;
  else if (!vocabulary.names.empty() || !vocabulary.types.empty()) known_ = std::make_shared<const KnownNames>(vocabulary);
}

Result<std::shared_ptr<const Syntax>> Parser::run(Goal goal) {
  auto tokens = tokenize(syntax_->text, syntax_->place);
  if (!tokens) return std::move(tokens).error();
  tokens_ = std::move(*tokens);
  if (here().kind == TokenKind::end) return fail(ErrorCode::schema, goal == Goal::unary_tests ? "the cell is empty; write - where any value fits"
      : goal == Goal::type ? "the type is empty; write one" : "the expression is empty; write one", where(0));
  if (goal == Goal::type) {
    TypePtr read;
    if (type(read)) syntax_->types.push_back(std::move(read));
  } else {
    syntax_->root = goal == Goal::unary_tests ? unary_tests() : expression();
  }
  if (!failed() && here().kind != TokenKind::end) unexpected("the end");
  if (failed()) return std::move(*error_);
  if (syntax_->root != kNoNode) syntax_->depth = depths_[syntax_->root];
  return std::shared_ptr<const Syntax>(std::move(syntax_));
}

// --- tokens and errors -----------------------------------------------------------------------------------------------------------------------

NodeIndex Parser::refuse(std::size_t offset, std::string message, ErrorCode code) {
  if (!failed()) error_ = fail(code, std::move(message), where(offset));
  return kNoNode;
}

NodeIndex Parser::unexpected(std::string_view wanted) {
  if (failed()) return kNoNode;
  const Token& token = here();
  if (token.kind == TokenKind::end) return refuse(token.at, "the text ends where " + std::string(wanted) + " is expected");
  if (token.kind == TokenKind::other) return refuse(token.at, token.string);
  if (token.kind == TokenKind::word && at_ > 0 && tokens_[at_ - 1].kind == TokenKind::word && !joining(token.text) && !joining(tokens_[at_ - 1].text))
    return refuse(tokens_[at_ - 1].at, "two words '" + std::string(tokens_[at_ - 1].text) + " " + std::string(utf8_head(token.text)) +
                                           "' in a row are no known name; write an underscore, an operator, or put text in double quotes");
  return refuse(token.at, "'" + std::string(utf8_head(token.text)) + "' stands where " + std::string(wanted) + " is expected");
}

bool Parser::expect_symbol(std::string_view text) {
  if (take_symbol(text)) return true;
  unexpected("'" + std::string(text) + "'");
  return false;
}

bool Parser::expect_word(std::string_view text) {
  if (take_word(text)) return true;
  unexpected("'" + std::string(text) + "'");
  return false;
}

// --- nodes -----------------------------------------------------------------------------------------------------------------------------------

NodeIndex Parser::make(Node node, const std::vector<NodeIndex>& children) {
  if (failed()) return kNoNode;
  int depth = 0;
  for (const NodeIndex child : children) {
    if (child == kNoNode) continue;  // the open end of a range
    depth = std::max<int>(depth, depths_[child]);
    node.asks = node.asks || syntax_->nodes[child].asks;
  }
  if (depth + 1 > kDepthMax) return refuse(node.at, "the expression is nested deeper than " + std::to_string(kDepthMax) + " levels; split it",
      ErrorCode::range);
  if (syntax_->nodes.size() >= kNodesMax) return refuse(node.at, "the expression has more than " + std::to_string(kNodesMax) + " parts; split it",
      ErrorCode::range);
  node.first = static_cast<std::uint32_t>(syntax_->children.size());
  node.count = static_cast<std::uint32_t>(children.size());
  syntax_->children.insert(syntax_->children.end(), children.begin(), children.end());
  syntax_->nodes.push_back(node);
  depths_.push_back(static_cast<std::uint8_t>(depth + 1));
  return static_cast<NodeIndex>(syntax_->nodes.size() - 1);
}

Node Parser::node(NodeKind kind, std::uint32_t at, Operator op) {
  Node out;
  out.kind = kind;
  out.at = at;
  out.op = op;
  return out;
}

NodeIndex Parser::literal(std::uint32_t at, Value value) {
  Node out = node(NodeKind::literal, at);
  out.data = static_cast<std::uint32_t>(syntax_->constants.size());
  syntax_->constants.push_back(std::move(value));
  return make(out);
}

std::uint32_t Parser::text(std::string value) {
  syntax_->texts.push_back(std::move(value));
  return static_cast<std::uint32_t>(syntax_->texts.size() - 1);
}

Parser::Level::Level(Parser& parser) : parser_(parser) {
  if (++parser_.level_ > kDepthMax)
    parser_.refuse(parser_.here().at, "the expression is nested deeper than " + std::to_string(kDepthMax) + " levels; split it", ErrorCode::range);
}

// --- operators, loosest first ----------------------------------------------------------------------------------------------------------------

NodeIndex Parser::expression() {
  const Level level(*this);
  if (failed()) return kNoNode;
  const bool outer = std::exchange(range_end_, false);
  const NodeIndex out = disjunction();
  range_end_ = outer;
  return out;
}

/// One node for a whole chain, so that a long list of conditions is not deep.
NodeIndex Parser::joined(std::string_view joint, NodeKind kind, NodeIndex (Parser::*part)()) {
  const auto at = here().at;
  const NodeIndex first = (this->*part)();
  if (failed() || !word(joint)) return first;
  std::vector<NodeIndex> parts = {first};
  while (take_word(joint)) parts.push_back((this->*part)());
  return make(node(kind, at), parts);
}

Operator Parser::comparison_of(const Token& token) {
  if (token.kind != TokenKind::symbol) return Operator::none;
  if (token.text == "=") return Operator::equal;
  if (token.text == "!=") return Operator::not_equal;
  if (token.text == "<") return Operator::less;
  if (token.text == "<=") return Operator::less_equal;
  if (token.text == ">") return Operator::greater;
  if (token.text == ">=") return Operator::greater_equal;
  return Operator::none;
}

NodeIndex Parser::comparison() {
  NodeIndex left = additive();
  if (failed()) return kNoNode;
  const auto at = here().at;
  if (const Operator op = comparison_of(here()); op != Operator::none) {
    next();
    const NodeIndex right = additive();
    left = make(node(NodeKind::comparison, at, op), {left, right});
  } else if (take_word("between")) {
    const NodeIndex low = additive();
    if (failed() || !expect_word("and")) return kNoNode;
    const NodeIndex high = additive();
    left = make(node(NodeKind::between, at), {left, low, high});
  } else if (take_word("in")) {
    const NodeIndex tests = symbol("(") ? group_of_tests() : single_test(false);
    left = make(node(NodeKind::in, at), {left, tests});
  } else {
    return left;
  }
  if (!failed() && (comparison_of(here()) != Operator::none || word("between") || word("in")))
    return refuse(here().at, "two comparisons in a row compare a truth value; join them with 'and', for example a < b and b < c");
  return left;
}

NodeIndex Parser::additive() {
  NodeIndex left = multiplicative();
  while (!failed() && (symbol("+") || symbol("-"))) {
    const Token& token = here();
    const Node out = node(NodeKind::arithmetic, token.at, token.text == "+" ? Operator::add : Operator::subtract);
    next();
    const NodeIndex right = multiplicative();
    left = make(out, {left, right});
  }
  return left;
}

NodeIndex Parser::multiplicative() {
  NodeIndex left = exponential();
  while (!failed() && (symbol("*") || symbol("/"))) {
    const Token& token = here();
    const Node out = node(NodeKind::arithmetic, token.at, token.text == "*" ? Operator::multiply : Operator::divide);
    next();
    const NodeIndex right = exponential();
    left = make(out, {left, right});
  }
  return left;
}

/// From left to right, below the sign: 2 ** 3 ** 2 is 64 and -2 ** 2 is 4, as in DMN's grammar.
NodeIndex Parser::exponential() {
  NodeIndex left = signed_value();
  while (!failed() && symbol("**")) {
    const auto at = here().at;
    next();
    const NodeIndex right = signed_value();
    left = make(node(NodeKind::arithmetic, at, Operator::power), {left, right});
  }
  return left;
}

NodeIndex Parser::signed_value() {
  std::vector<std::uint32_t> signs;
  while (symbol("-")) { signs.push_back(here().at); next(); }
  NodeIndex out = postfix();
  for (auto at = signs.rbegin(); at != signs.rend() && !failed(); ++at) out = make(node(NodeKind::negate, *at), {out});
  return out;
}

NodeIndex Parser::postfix() {
  NodeIndex out = primary();
  while (!failed()) {
    const auto at = here().at;
    if (symbol(".")) {
      out = path_after_point(out);
    } else if (symbol("[") && !range_end_) {
      next();
      binders_.push_back({true, "item"});
      const NodeIndex condition = expression();
      binders_.pop_back();
      if (failed() || !expect_symbol("]")) return kNoNode;
      out = make(node(NodeKind::filter, at), {out, condition});
    } else if (symbol("(")) {
      if (syntax_->nodes[out].kind == NodeKind::literal) return refuse(at, "only a function can be called; put an operator before '('");
      out = call_value(here(), out);
    } else if (word("instance") && is_word(ahead(1), "of")) {
      next();
      next();
      TypePtr wanted;
      if (!type(wanted)) return kNoNode;
      Node test = node(NodeKind::instance_of, at);
      test.data = static_cast<std::uint32_t>(syntax_->types.size());
      syntax_->types.push_back(std::move(wanted));
      out = make(test, {out});
    } else {
      break;
    }
  }
  return out;
}

// --- unary tests -----------------------------------------------------------------------------------------------------------------------------

NodeIndex Parser::unary_tests() {
  unary_ = true;
  const auto at = here().at;
  if (symbol("-") && ahead(1).kind == TokenKind::end) {
    next();
    return make(node(NodeKind::any, at));
  }
  if (word("not") && is_symbol(ahead(1), "(")) {
    const std::size_t start = at_;
    next();
    next();
    const NodeIndex inner = tests_until(")", at, true);
    if (!failed() && take_symbol(")") && here().kind == TokenKind::end) return inner;
    if (failed()) return kNoNode;
    if (at_ > start && !is_symbol(tokens_[at_ - 1], ")")) return unexpected("',' or ')'");
    at_ = start;  // not(...) was only the beginning of an expression
  }
  return tests_until("", at, false);
}

NodeIndex Parser::tests_until(std::string_view close, std::uint32_t at, bool negated) {
  std::vector<NodeIndex> tests;
  do {
    tests.push_back(single_test(true));
  } while (take_symbol(","));
  if (failed()) return kNoNode;
  if (close.empty() && here().kind != TokenKind::end) return unexpected("',' or the end");
  Node out = node(NodeKind::tests, at);
  out.negated = negated;
  return make(out, tests);
}

/// `in (...)`: tests joined by commas, or one range or value in parentheses.
NodeIndex Parser::group_of_tests() {
  const Token open = here();
  next();
  std::vector<NodeIndex> tests;
  tests.push_back(single_test(true));
  if (!failed() && symbol("..") && tests.size() == 1) {
    if (syntax_->nodes[tests[0]].kind == NodeKind::test_compare) return refuse(here().at, "a range goes from one value to another, for example (1..5]; a comparison ends with its value");
    return range_from(open, tests[0], false);
  }
  while (take_symbol(",")) tests.push_back(single_test(true));
  if (failed() || !expect_symbol(")")) return kNoNode;
  return make(node(NodeKind::tests, open.at), tests);
}

NodeIndex Parser::single_test(bool whole_expression) {
  const auto at = here().at;
  if (const Operator op = comparison_of(here()); op != Operator::none) {
    next();
    const NodeIndex operand = additive();
    return make(node(NodeKind::test_compare, at, op), {operand});
  }
  return whole_expression ? expression() : additive();
}

// --- entries ---------------------------------------------------------------------------------------------------------------------------------

Result<std::shared_ptr<const Syntax>> parse_expression(std::string_view text, std::string_view place, const Vocabulary& vocabulary) {
  return Parser(text, place, vocabulary).run(Parser::Goal::expression);
}

Result<std::shared_ptr<const Syntax>> parse_unary_tests(std::string_view text, std::string_view place, const Vocabulary& vocabulary) {
  return Parser(text, place, vocabulary).run(Parser::Goal::unary_tests);
}

Result<TypePtr> parse_type(std::string_view text, std::string_view place, const Vocabulary& vocabulary) {
  AMENDS_TRY(const auto syntax, Parser(text, place, vocabulary).run(Parser::Goal::type));
  return syntax->types.front();
}

}  // namespace amends::feel

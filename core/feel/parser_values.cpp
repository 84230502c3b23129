#include "feel/parser_state.hpp"

namespace amends::feel {

NodeIndex Parser::primary() {
  if (failed()) return kNoNode;
  const Token token = here();
  if (std::string known; const std::size_t words = known_name(known)) {
    if (words > 1) return name(token, std::move(known), words);
  }
  switch (token.kind) {
    case TokenKind::number: next(); return literal(token.at, Value::number(token.number));
    case TokenKind::string: next(); return literal(token.at, Value::string(token.string));
    case TokenKind::word: return word_value(token);
    case TokenKind::symbol: return symbol_value(token);
    case TokenKind::other:
    case TokenKind::end: break;
  }
  return unexpected("a value");
}

NodeIndex Parser::symbol_value(const Token& token) {
  if (token.text == "(") return parenthesis(token);
  if (token.text == "[") return bracket(token);
  if (token.text == "]") {
    next();
    const NodeIndex low = expression();
    if (failed() || !symbol("..")) return unexpected("'..'");
    return range_from(token, low, false);
  }
  if (token.text == "{") return context(token);
  if (token.text == "?") {
    next();
    if (!unary_) return refuse(token.at, "'?' stands for the input of a table cell and has no meaning in an expression; write the name");
    Node out = node(NodeKind::question, token.at);
    out.asks = true;
    return make(out);
  }
  if (token.text == "@") return at_literal(token);
  return unexpected("a value");
}

NodeIndex Parser::at_literal(const Token& token) {
  next();
  if (here().kind != TokenKind::string) return unexpected("a text in double quotes, for example @\"2026-03-02\"");
  const std::string written = here().string;
  next();
  const bool duration = !written.empty() && (written[0] == 'P' || written.compare(0, 2, "-P") == 0);
  if (duration) {
    auto value = parse_duration(written);
    if (!value) return refuse(token.at, value.error().message, value.error().code);
    return literal(token.at, value->calendar ? Value(value->years_months) : Value(value->days_time));
  }
  const auto keep = [&](auto value) { return value ? literal(token.at, Value(*value)) : refuse(token.at, value.error().message, value.error().code); };
  if (written.find('T') != std::string::npos && written.find('T') < written.find('@')) return keep(parse_date_time(written));
  if (written.find(':') != std::string::npos) return keep(parse_time(written));
  return keep(parse_date(written));
}

NodeIndex Parser::parenthesis(const Token& open) {
  next();
  if (const Operator op = comparison_of(here()); op != Operator::none) return one_sided_range(open, op);
  const NodeIndex inner = expression();
  if (failed()) return kNoNode;
  if (symbol("..")) return range_from(open, inner, false);
  if (symbol(",")) return refuse(here().at, "a list stands in square brackets, for example [1, 2]; several tests in parentheses follow 'in' only");
  return expect_symbol(")") ? inner : kNoNode;
}

/// (> 5), (= 5) and (!= 5) as values.
NodeIndex Parser::one_sided_range(const Token& open, Operator op) {
  next();
  const NodeIndex end = expression();
  if (failed() || !expect_symbol(")")) return kNoNode;
  Node out = node(NodeKind::range, open.at, op);
  const bool below = op == Operator::less || op == Operator::less_equal;
  if (op == Operator::equal || op == Operator::not_equal) {
    out.low_closed = out.high_closed = op == Operator::equal;
    return make(out, {end, kNoNode});
  }
  (below ? out.high_closed : out.low_closed) = op == Operator::less_equal || op == Operator::greater_equal;
  return below ? make(out, {kNoNode, end}) : make(out, {end, kNoNode});
}

NodeIndex Parser::bracket(const Token& open) {
  next();
  std::vector<NodeIndex> elements;
  if (take_symbol("]")) return make(node(NodeKind::list, open.at));
  elements.push_back(expression());
  if (!failed() && symbol("..")) return range_from(open, elements[0], true);
  while (take_symbol(",")) elements.push_back(expression());
  if (failed() || !expect_symbol("]")) return kNoNode;
  return make(node(NodeKind::list, open.at), elements);
}

/// After the low end, at `..`. At its outermost level the high end takes no filter, because there `[` closes the range: [1..5[
NodeIndex Parser::range_from(const Token& open, NodeIndex low, bool low_closed) {
  next();
  const bool outer = std::exchange(range_end_, true);
  const NodeIndex high = additive();
  range_end_ = outer;
  if (failed()) return kNoNode;
  Node out = node(NodeKind::range, open.at);
  out.low_closed = low_closed;
  if (take_symbol("]")) out.high_closed = true;
  else if (!take_symbol(")") && !take_symbol("[")) return unexpected("the end of the range: ']' or ')'");
  return make(out, {low, high});
}

NodeIndex Parser::context(const Token& open) {
  next();
  std::vector<std::string> keys;
  std::vector<NodeIndex> values;
  const std::size_t outer = binders_.size();
  if (!take_symbol("}")) {
    do {
      const Token key = here();
      std::optional<std::string> name;
      if (key.kind == TokenKind::string) {
        name = key.string;
        learn(*name);
        next();
      } else {
        name = new_name("a key", {":"});
      }
      if (!name) return kNoNode;
      if (std::find(keys.begin(), keys.end(), *name) != keys.end()) return refuse(key.at, "the key '" + std::string(utf8_head(*name)) +
          "' stands twice; keep one of them");
      if (!expect_symbol(":")) return kNoNode;
      const bool function = word("function") && is_symbol(ahead(1), "(");
      if (function) binders_.push_back({false, *name});  // which may call itself
      values.push_back(expression());
      if (failed()) return kNoNode;
      if (!function) binders_.push_back({false, *name});  // later entries see earlier ones
      keys.push_back(std::move(*name));
    } while (take_symbol(","));
    if (!expect_symbol("}")) return kNoNode;
  }
  binders_.resize(outer);
  Node out = node(NodeKind::context, open.at);
  out.data = static_cast<std::uint32_t>(syntax_->texts.size());
  for (auto& key : keys) text(std::move(key));
  return make(out, values);
}

NodeIndex Parser::conditional(const Token& token) {
  next();
  const NodeIndex condition = expression();
  if (failed() || !expect_word("then")) return kNoNode;
  const NodeIndex yes = expression();
  if (failed() || !expect_word("else")) return kNoNode;
  const NodeIndex no = expression();
  return make(node(NodeKind::if_then_else, token.at), {condition, yes, no});
}

NodeIndex Parser::iteration(const Token& token, NodeKind kind) {
  next();
  std::vector<std::string> variables;
  std::vector<NodeIndex> children;
  const std::size_t outer = binders_.size();
  do {
    auto variable = new_name("the name of a variable", {"in"});
    if (!variable || !expect_word("in")) return kNoNode;
    const auto at = here().at;
    NodeIndex source = expression();
    if (take_symbol("..")) {
      const NodeIndex high = expression();
      source = make(node(NodeKind::iteration_range, at), {source, high});
    }
    if (failed()) return kNoNode;
    children.push_back(source);
    binders_.push_back({false, *variable});
    variables.push_back(std::move(*variable));
  } while (take_symbol(","));
  if (!expect_word(kind == NodeKind::for_return ? "return" : "satisfies")) return kNoNode;
  if (kind == NodeKind::for_return) binders_.push_back({false, "partial"});  // the results so far
  children.push_back(expression());
  binders_.resize(outer);
  Node out = node(kind, token.at);
  out.data = static_cast<std::uint32_t>(syntax_->texts.size());
  for (auto& variable : variables) text(std::move(variable));
  return make(out, children);
}

}  // namespace amends::feel

#include "feel/parser.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "feel/builtins.hpp"
#include "feel/lexer.hpp"
#include "feel/limits.hpp"
#include "support/nearest.hpp"
#include "feel/pattern.hpp"

namespace amends::feel {
namespace {

/// Words that stand between operands: none of them begins a value.
constexpr std::string_view kJoiningWords[] = {"and", "or", "in", "between", "instance", "of", "then", "else", "return", "satisfies"};

bool joining(std::string_view word) { return std::find(std::begin(kJoiningWords), std::end(kJoiningWords), word) != std::end(kJoiningWords); }

struct TypeEntry { std::string_view name; TypeName type; };
constexpr TypeEntry kTypes[] = {
    {"Any", TypeName::any}, {"Null", TypeName::null}, {"boolean", TypeName::boolean}, {"number", TypeName::number}, {"string", TypeName::string},
    {"date", TypeName::date}, {"time", TypeName::time}, {"date and time", TypeName::date_time}, {"dateTime", TypeName::date_time},
    {"years and months duration", TypeName::years_months}, {"yearMonthDuration", TypeName::years_months},
    {"days and time duration", TypeName::days_time}, {"dayTimeDuration", TypeName::days_time}, {"list", TypeName::list}, {"context", TypeName::context}};

/// Recursive descent. An error is kept in error_ and every function returns kNoNode from then on; that keeps the grammar readable.
class Parser {
 public:
  Parser(std::string_view text, std::string_view place) : syntax_(std::make_shared<Syntax>()) {
    syntax_->text = std::string(text);
    syntax_->place = std::string(place);
  }

  Result<std::shared_ptr<const Syntax>> run(bool unary) {
    auto tokens = tokenize(syntax_->text, syntax_->place);
    if (!tokens) return std::move(tokens).error();
    tokens_ = std::move(*tokens);
    if (here().kind == TokenKind::end) return fail(ErrorCode::schema, unary ? "the cell is empty; write - where any value fits"
        : "the expression is empty; write one", where(0));
    syntax_->root = unary ? unary_tests() : expression();
    if (!failed() && here().kind != TokenKind::end) unexpected("the end");
    if (failed()) return std::move(*error_);
    return std::shared_ptr<const Syntax>(std::move(syntax_));
  }

 private:
  struct Binder { bool item; std::string name; };

  // --- tokens and errors -------------------------------------------------------------------------------------------------------------------

  const Token& here() const { return tokens_[at_]; }
  const Token& ahead(std::size_t n) const { return tokens_[std::min(at_ + n, tokens_.size() - 1)]; }
  static bool is_symbol(const Token& token, std::string_view symbol) { return token.kind == TokenKind::symbol && token.text == symbol; }
  static bool is_word(const Token& token, std::string_view word) { return token.kind == TokenKind::word && token.text == word; }
  bool symbol(std::string_view text) const { return is_symbol(here(), text); }
  bool word(std::string_view text) const { return is_word(here(), text); }
  void next() { if (at_ + 1 < tokens_.size()) ++at_; }
  bool take_symbol(std::string_view text) { if (failed() || !symbol(text)) return false; next(); return true; }
  bool take_word(std::string_view text) { if (failed() || !word(text)) return false; next(); return true; }

  std::string where(std::size_t offset) const { return where_in(syntax_->text, offset, syntax_->place); }
  bool failed() const { return error_.has_value(); }

  NodeIndex refuse(std::size_t offset, std::string message, ErrorCode code = ErrorCode::schema) {
    if (!failed()) error_ = fail(code, std::move(message), where(offset));
    return kNoNode;
  }
  NodeIndex unsupported(std::size_t offset, std::string what) { return refuse(offset, std::move(what), ErrorCode::unsupported); }

  NodeIndex unexpected(std::string_view wanted) {
    if (failed()) return kNoNode;
    const Token& token = here();
    if (token.kind == TokenKind::end) return refuse(token.at, "the text ends where " + std::string(wanted) + " is expected");
    if (token.kind == TokenKind::word && at_ > 0 && tokens_[at_ - 1].kind == TokenKind::word && !joining(token.text) && !joining(tokens_[at_ - 1].text))
      return unsupported(tokens_[at_ - 1].at, "two words '" + std::string(tokens_[at_ - 1].text) + " " + std::string(token.text) +
                                                  "' in a row: names with blanks are not supported; write an underscore, or put text in double quotes");
    return refuse(token.at, "'" + std::string(utf8_head(token.text)) + "' stands where " + std::string(wanted) + " is expected");
  }

  /// At most 40 bytes, cut between characters.
  static std::string_view utf8_head(std::string_view text) {
    if (text.size() <= 40) return text;
    std::size_t end = 40;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end);
  }

  bool expect_symbol(std::string_view text) {
    if (take_symbol(text)) return true;
    unexpected("'" + std::string(text) + "'");
    return false;
  }
  bool expect_word(std::string_view text) {
    if (take_word(text)) return true;
    unexpected("'" + std::string(text) + "'");
    return false;
  }

  // --- nodes -------------------------------------------------------------------------------------------------------------------------------

  NodeIndex make(Node node, const std::vector<NodeIndex>& children = {}) {
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

  static Node node(NodeKind kind, std::uint32_t at, Operator op = Operator::none) {
    Node out;
    out.kind = kind;
    out.at = at;
    out.op = op;
    return out;
  }

  NodeIndex literal(std::uint32_t at, Value value) {
    Node out = node(NodeKind::literal, at);
    out.data = static_cast<std::uint32_t>(syntax_->constants.size());
    syntax_->constants.push_back(std::move(value));
    return make(out);
  }

  std::uint32_t text(std::string value) {
    syntax_->texts.push_back(std::move(value));
    return static_cast<std::uint32_t>(syntax_->texts.size() - 1);
  }

  /// Nested grammar calls; bounds the C stack even where no node is made, as with parentheses.
  struct Level {
    explicit Level(Parser& parser) : parser_(parser) {
      if (++parser_.level_ > kDepthMax)
        parser_.refuse(parser_.here().at, "the expression is nested deeper than " + std::to_string(kDepthMax) + " levels; split it", ErrorCode::range);
    }
    ~Level() { --parser_.level_; }
    Parser& parser_;
  };

  // --- grammar, loosest first --------------------------------------------------------------------------------------------------------------

  NodeIndex expression() {
    const Level level(*this);
    if (failed()) return kNoNode;
    const bool outer = std::exchange(range_end_, false);
    const NodeIndex out = disjunction();
    range_end_ = outer;
    return out;
  }

  NodeIndex disjunction() { return joined("or", NodeKind::logic_or, &Parser::conjunction); }
  NodeIndex conjunction() { return joined("and", NodeKind::logic_and, &Parser::comparison); }

  /// One node for a whole chain, so that a long list of conditions is not deep.
  NodeIndex joined(std::string_view joint, NodeKind kind, NodeIndex (Parser::*part)()) {
    const auto at = here().at;
    const NodeIndex first = (this->*part)();
    if (failed() || !word(joint)) return first;
    std::vector<NodeIndex> parts = {first};
    while (take_word(joint)) parts.push_back((this->*part)());
    return make(node(kind, at), parts);
  }

  static Operator comparison_of(const Token& token) {
    if (token.kind != TokenKind::symbol) return Operator::none;
    if (token.text == "=") return Operator::equal;
    if (token.text == "!=") return Operator::not_equal;
    if (token.text == "<") return Operator::less;
    if (token.text == "<=") return Operator::less_equal;
    if (token.text == ">") return Operator::greater;
    if (token.text == ">=") return Operator::greater_equal;
    return Operator::none;
  }

  NodeIndex comparison() {
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

  NodeIndex additive() {
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

  NodeIndex multiplicative() {
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
  NodeIndex exponential() {
    NodeIndex left = signed_value();
    while (!failed() && symbol("**")) {
      const auto at = here().at;
      next();
      const NodeIndex right = signed_value();
      left = make(node(NodeKind::arithmetic, at, Operator::power), {left, right});
    }
    return left;
  }

  NodeIndex signed_value() {
    std::vector<std::uint32_t> signs;
    while (symbol("-")) { signs.push_back(here().at); next(); }
    NodeIndex out = postfix();
    for (auto at = signs.rbegin(); at != signs.rend() && !failed(); ++at) out = make(node(NodeKind::negate, *at), {out});
    return out;
  }

  NodeIndex postfix() {
    NodeIndex out = primary();
    while (!failed()) {
      const auto at = here().at;
      if (symbol(".")) {
        next();
        if (here().kind != TokenKind::word) return unexpected("a name");
        Node path = node(NodeKind::path, at);
        path.data = text(std::string(here().text));
        next();
        out = make(path, {out});
      } else if (symbol("[") && !range_end_) {
        next();
        binders_.push_back({true, "item"});
        const NodeIndex condition = expression();
        binders_.pop_back();
        if (failed() || !expect_symbol("]")) return kNoNode;
        out = make(node(NodeKind::filter, at), {out, condition});
      } else if (symbol("(")) {
        return refuse(at, "only a function's name can be called; put an operator before '('");
      } else if (word("instance") && is_word(ahead(1), "of")) {
        next();
        next();
        Node test = node(NodeKind::instance_of, at);
        if (!type_name(test)) return kNoNode;
        out = make(test, {out});
      } else {
        break;
      }
    }
    return out;
  }

  bool type_name(Node& test) {
    const auto at = here().at;
    const TypeEntry* best = nullptr;
    std::size_t best_words = 0;
    std::string name;
    for (std::size_t n = 1; n <= 4 && ahead(n - 1).kind == TokenKind::word; ++n) {
      name += (n > 1 ? " " : "") + std::string(ahead(n - 1).text);
      for (const auto& type : kTypes)
        if (type.name == name) { best = &type; best_words = n; }
    }
    if (word("function") || word("range") || (best && is_symbol(ahead(best_words), "<"))) {
      unsupported(at, "types of functions, ranges and typed lists are not supported after 'instance of'; use a plain type such as list");
      return false;
    }
    if (best == nullptr) {
      if (here().kind == TokenKind::word) {
        std::vector<std::string_view> names;
        for (const auto& type : kTypes) names.push_back(type.name);
        const auto near = nearest_name(here().text, names);
        refuse(at, "'" + std::string(utf8_head(here().text)) + "' is no type" + (near.empty()
            ? "; types are number, string, boolean, list, context, date and so on" : "; did you mean '" + near + "'?"));
      } else {
        unexpected("a type");
      }
      return false;
    }
    test.data = static_cast<std::uint32_t>(best->type);
    for (std::size_t i = 0; i < best_words; ++i) next();
    return true;
  }

  // --- primary values ----------------------------------------------------------------------------------------------------------------------

  NodeIndex primary() {
    if (failed()) return kNoNode;
    const Token token = here();
    switch (token.kind) {
      case TokenKind::number: next(); return literal(token.at, Value::number(token.number));
      case TokenKind::string: next(); return literal(token.at, Value::string(token.string));
      case TokenKind::word: return word_value(token);
      case TokenKind::symbol: return symbol_value(token);
      case TokenKind::end: break;
    }
    return unexpected("a value");
  }

  NodeIndex symbol_value(const Token& token) {
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

  NodeIndex at_literal(const Token& token) {
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
    if (written.find('T') != std::string::npos) return keep(parse_date_time(written));
    if (written.find(':') != std::string::npos) return keep(parse_time(written));
    return keep(parse_date(written));
  }

  NodeIndex parenthesis(const Token& open) {
    next();
    if (const Operator op = comparison_of(here()); op != Operator::none) return one_sided_range(open, op);
    const NodeIndex inner = expression();
    if (failed()) return kNoNode;
    if (symbol("..")) return range_from(open, inner, false);
    if (symbol(",")) return refuse(here().at, "a list stands in square brackets, for example [1, 2]; several tests in parentheses follow 'in' only");
    return expect_symbol(")") ? inner : kNoNode;
  }

  /// (> 5) as a value.
  NodeIndex one_sided_range(const Token& open, Operator op) {
    if (op == Operator::equal || op == Operator::not_equal) return unsupported(open.at, "a range made of = or != is not supported; compare instead");
    next();
    const NodeIndex end = expression();
    if (failed() || !expect_symbol(")")) return kNoNode;
    Node out = node(NodeKind::range, open.at);
    const bool below = op == Operator::less || op == Operator::less_equal;
    (below ? out.high_closed : out.low_closed) = op == Operator::less_equal || op == Operator::greater_equal;
    return below ? make(out, {kNoNode, end}) : make(out, {end, kNoNode});
  }

  NodeIndex bracket(const Token& open) {
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
  NodeIndex range_from(const Token& open, NodeIndex low, bool low_closed) {
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

  NodeIndex context(const Token& open) {
    next();
    std::vector<std::string> keys;
    std::vector<NodeIndex> values;
    const std::size_t outer = binders_.size();
    if (!take_symbol("}")) {
      do {
        const Token key = here();
        if (key.kind == TokenKind::word && ahead(1).kind == TokenKind::word)
          return unsupported(key.at, "a key with blanks in it is not supported; write an underscore, or put the key in double quotes");
        if (key.kind != TokenKind::word && key.kind != TokenKind::string) return unexpected("a key");
        next();
        std::string name = key.kind == TokenKind::word ? std::string(key.text) : key.string;
        if (std::find(keys.begin(), keys.end(), name) != keys.end()) return refuse(key.at, "the key '" + std::string(utf8_head(name)) +
            "' stands twice; keep one of them");
        if (!expect_symbol(":")) return kNoNode;
        values.push_back(expression());
        if (failed()) return kNoNode;
        binders_.push_back({false, name});  // later entries see earlier ones
        keys.push_back(std::move(name));
      } while (take_symbol(","));
      if (!expect_symbol("}")) return kNoNode;
    }
    binders_.resize(outer);
    Node out = node(NodeKind::context, open.at);
    out.data = static_cast<std::uint32_t>(syntax_->texts.size());
    for (auto& key : keys) text(std::move(key));
    return make(out, values);
  }

  NodeIndex word_value(const Token& token) {
    if (token.text == "null") { next(); return literal(token.at, Value()); }
    if (token.text == "true" || token.text == "false") { next(); return literal(token.at, Value::boolean(token.text == "true")); }
    if (token.text == "if") return conditional(token);
    if (token.text == "for") return iteration(token, NodeKind::for_return);
    if (token.text == "some") return iteration(token, NodeKind::some);
    if (token.text == "every") return iteration(token, NodeKind::every);
    if (token.text == "function" && is_symbol(ahead(1), "(")) return unsupported(token.at, "functions of your own are not supported; use the built-in ones");
    if (joining(token.text)) return unexpected("a value");
    std::size_t words = 1;
    while (words < 6 && ahead(words).kind == TokenKind::word) ++words;
    if (is_symbol(ahead(words), "(")) {
      std::string name;
      for (std::size_t i = 0; i < words; ++i) name += (i > 0 ? " " : "") + std::string(ahead(i).text);
      if (const Builtin* found = find_builtin(name)) {
        for (std::size_t i = 0; i < words; ++i) next();
        return call(token, *found);
      }
      if (words == 1 || !joining(ahead(1).text)) {
        const auto near = nearest_builtin(name);
        return refuse(token.at, "there is no function '" + std::string(utf8_head(name)) + "'" + (near.empty() ? "; see the list of built-in functions"
            : "; did you mean '" + near + "'?"));
      }
    }
    return name(token);
  }

  NodeIndex name(const Token& token) {
    std::string path(token.text);
    const std::string head = path;
    next();
    while (symbol(".") && ahead(1).kind == TokenKind::word) {
      next();
      path += "." + std::string(here().text);
      next();
    }
    Node out = node(NodeKind::name, token.at);
    bool in_filter = false, variable = false;
    for (auto binder = binders_.rbegin(); binder != binders_.rend() && !variable; ++binder) {
      in_filter = in_filter || binder->item;
      variable = binder->name == head;
    }
    out.bound = in_filter || variable;
    if (head == "partial" && in_for_ > 0 && !variable) return unsupported(token.at,
        "'partial' inside 'for' is not supported; use another name if a variable is meant");
    if (!variable && (in_filter ? possible_seen_ : seen_).insert(path).second) (in_filter ? syntax_->possible_names : syntax_->names).push_back(path);
    out.data = text(std::move(path));
    return make(out);
  }

  NodeIndex conditional(const Token& token) {
    next();
    const NodeIndex condition = expression();
    if (failed() || !expect_word("then")) return kNoNode;
    const NodeIndex yes = expression();
    if (failed() || !expect_word("else")) return kNoNode;
    const NodeIndex no = expression();
    return make(node(NodeKind::if_then_else, token.at), {condition, yes, no});
  }

  NodeIndex iteration(const Token& token, NodeKind kind) {
    next();
    std::vector<std::string> variables;
    std::vector<NodeIndex> children;
    const std::size_t outer = binders_.size();
    do {
      const Token variable = here();
      if (variable.kind != TokenKind::word || joining(variable.text)) return unexpected("the name of a variable");
      if (ahead(1).kind == TokenKind::word && !joining(ahead(1).text)) return unsupported(variable.at,
          "a variable with blanks in its name is not supported; write an underscore");
      next();
      if (!expect_word("in")) return kNoNode;
      const auto at = here().at;
      NodeIndex source = expression();
      if (take_symbol("..")) {
        const NodeIndex high = expression();
        source = make(node(NodeKind::iteration_range, at), {source, high});
      }
      if (failed()) return kNoNode;
      children.push_back(source);
      variables.emplace_back(variable.text);
      binders_.push_back({false, variables.back()});
    } while (take_symbol(","));
    if (!expect_word(kind == NodeKind::for_return ? "return" : "satisfies")) return kNoNode;
    in_for_ += kind == NodeKind::for_return ? 1 : 0;
    children.push_back(expression());
    in_for_ -= kind == NodeKind::for_return ? 1 : 0;
    binders_.resize(outer);
    Node out = node(kind, token.at);
    out.data = static_cast<std::uint32_t>(syntax_->texts.size());
    for (auto& variable : variables) text(std::move(variable));
    return make(out, children);
  }

  NodeIndex call(const Token& token, const Builtin& builtin) {
    if (builtin.function == nullptr) return unsupported(token.at, "the function '" + std::string(builtin.name) + "' of DMN is not supported yet");
    if (!expect_symbol("(")) return kNoNode;
    std::vector<NodeIndex> arguments;
    if (!take_symbol(")")) {
      do {
        std::size_t words = 0;
        while (words < 4 && ahead(words).kind == TokenKind::word) ++words;
        if (words > 0 && is_symbol(ahead(words), ":")) return unsupported(here().at, "named arguments are not supported; give the arguments in their order");
        arguments.push_back(expression());
      } while (take_symbol(","));
      if (failed() || !expect_symbol(")")) return kNoNode;
    }
    const auto given = static_cast<int>(arguments.size());
    if (given < builtin.arguments_min || given > builtin.arguments_max) {
      const std::string wanted = builtin.arguments_max == kAnyNumber ? "at least " + std::to_string(builtin.arguments_min)
                                 : builtin.arguments_min == builtin.arguments_max ? std::to_string(builtin.arguments_min)
                                 : std::to_string(builtin.arguments_min) + " to " + std::to_string(builtin.arguments_max);
      return refuse(token.at, "'" + std::string(builtin.name) + "' takes " + wanted + (wanted == "1" ? " argument" : " arguments") + ", here stand " +
          std::to_string(given));
    }
    Node out = node(NodeKind::call, token.at);
    out.data = static_cast<std::uint32_t>(&builtin - builtins().data());
    if (!compile_literal_pattern(builtin, arguments, out)) return kNoNode;
    return make(out, arguments);
  }

  /// A pattern that stands in the text is compiled once, and a bad one is an error of the text.
  bool compile_literal_pattern(const Builtin& builtin, const std::vector<NodeIndex>& arguments, Node& out) {
    const auto text_of_argument = [&](int index) -> const std::string* {
      if (index < 0 || static_cast<std::size_t>(index) >= arguments.size()) return nullptr;
      const Node& argument = syntax_->nodes[arguments[static_cast<std::size_t>(index)]];
      return argument.kind == NodeKind::literal ? syntax_->constants[argument.data].as_string() : nullptr;
    };
    const auto* pattern = text_of_argument(builtin.pattern_argument);
    if (pattern == nullptr) return true;
    const bool has_flags = builtin.flags_argument >= 0 && static_cast<std::size_t>(builtin.flags_argument) < arguments.size();
    const auto* flags = text_of_argument(builtin.flags_argument);
    if (has_flags && flags == nullptr) return true;
    auto compiled = compile_pattern(*pattern, flags ? std::string_view(*flags) : std::string_view{});
    if (!compiled) {
      refuse(syntax_->nodes[arguments[static_cast<std::size_t>(builtin.pattern_argument)]].at, compiled.error().message, compiled.error().code);
      return false;
    }
    out.pattern = static_cast<std::int32_t>(syntax_->patterns.size());
    syntax_->patterns.push_back(std::move(*compiled));
    return true;
  }

  // --- unary tests -------------------------------------------------------------------------------------------------------------------------

  NodeIndex unary_tests() {
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

  NodeIndex tests_until(std::string_view close, std::uint32_t at, bool negated) {
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
  NodeIndex group_of_tests() {
    const Token open = here();
    next();
    std::vector<NodeIndex> tests;
    tests.push_back(single_test(true));
    if (!failed() && symbol("..") && tests.size() == 1) return range_from(open, tests[0], false);
    while (take_symbol(",")) tests.push_back(single_test(true));
    if (failed() || !expect_symbol(")")) return kNoNode;
    return make(node(NodeKind::tests, open.at), tests);
  }

  NodeIndex single_test(bool whole_expression) {
    const auto at = here().at;
    if (const Operator op = comparison_of(here()); op != Operator::none) {
      next();
      const NodeIndex operand = additive();
      return make(node(NodeKind::test_compare, at, op), {operand});
    }
    return whole_expression ? expression() : additive();
  }

  std::shared_ptr<Syntax> syntax_;
  std::vector<Token> tokens_;
  std::vector<std::uint8_t> depths_;  // of each node's subtree
  std::vector<Binder> binders_;       // variables, keys and items in sight, innermost last
  std::unordered_set<std::string> seen_, possible_seen_;  // what names and possible_names hold already
  std::optional<Error> error_;
  std::size_t at_ = 0;
  int level_ = 0;
  int in_for_ = 0;
  bool range_end_ = false;
  bool unary_ = false;
};

}  // namespace

Result<std::shared_ptr<const Syntax>> parse_expression(std::string_view text, std::string_view place) { return Parser(text, place).run(false); }

Result<std::shared_ptr<const Syntax>> parse_unary_tests(std::string_view text, std::string_view place) { return Parser(text, place).run(true); }

}  // namespace amends::feel

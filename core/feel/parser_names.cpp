#include "feel/parser_state.hpp"
#include "support/nearest.hpp"

namespace amends::feel {
namespace {

/// The properties of values that have a blank in their names (DMN 1.5, table 66): read after a point whatever else is known.
constexpr std::string_view kProperties[] = {"time offset", "start included", "end included"};

bool name_token(const Token& token) {
  if (token.kind == TokenKind::word || token.kind == TokenKind::number || token.kind == TokenKind::other) return true;
  if (token.kind != TokenKind::symbol) return false;
  static constexpr std::string_view kSigns[] = {".", "/", "-", "'", "+", "*", "**", "..", "->"};  // grammar rule 30, as the lexer splits them
  return std::find(std::begin(kSigns), std::end(kSigns), token.text) != std::end(kSigns);
}

}  // namespace

/// As written, with every run of blanks as one.
std::string Parser::written(std::size_t from, std::size_t count) const {
  std::string out;
  for (std::size_t i = from; i < from + count; ++i) {
    if (i > from && tokens_[i].at > tokens_[i - 1].at + tokens_[i - 1].length) out += ' ';
    out += tokens_[i].text;
  }
  return out;
}

std::size_t Parser::known_name(std::string& out) const {
  const auto rest = std::span<const Token>(tokens_).subspan(at_);
  const std::size_t own = learnt_.longest(rest, out);
  if (!known_) return own;
  std::string given;
  const std::size_t count = known_->names.longest(rest, given);
  if (count <= own) return own;
  out = std::move(given);
  return count;
}

std::optional<std::string> Parser::new_name(std::string_view what, std::initializer_list<std::string_view> stops) {
  const std::size_t start = at_;
  std::string out;
  std::size_t count = known_name(out);  // a name that is known already may have a stop word in it
  const auto stops_here = [&](const Token& token) { return std::find(stops.begin(), stops.end(), token.text) != stops.end(); };
  if (count == 0 || !stops_here(ahead(count))) {
    count = 0;
    while (name_token(ahead(count)) && (count == 0 || !stops_here(ahead(count)))) ++count;
    if (here().kind != TokenKind::word || joining(here().text)) count = 0;
    if (count > 0) out = written(start, count);
  }
  if (count == 0) {
    unexpected(what);
    return std::nullopt;
  }
  if (!stops_here(ahead(count))) {
    skip(count);
    unexpected(stops.size() == 1 ? "'" + std::string(*stops.begin()) + "'" : "the end of the name");
    return std::nullopt;
  }
  skip(count);
  if (count > 1) learn(out);
  return out;
}

bool Parser::is_variable(std::string_view name) const {
  return std::any_of(binders_.begin(), binders_.end(), [&](const Binder& binder) { return !binder.item && binder.name == name; });
}

NodeIndex Parser::word_value(const Token& token) {
  if (token.text == "null") { next(); return literal(token.at, Value()); }
  if (token.text == "true" || token.text == "false") { next(); return literal(token.at, Value::boolean(token.text == "true")); }
  if (token.text == "if") return conditional(token);
  if (token.text == "for") return iteration(token, NodeKind::for_return);
  if (token.text == "some") return iteration(token, NodeKind::some);
  if (token.text == "every") return iteration(token, NodeKind::every);
  if (token.text == "function" && is_symbol(ahead(1), "(")) return function_definition(token);
  if (joining(token.text)) return unexpected("a value");
  std::size_t words = 1;
  while (words < 6 && ahead(words).kind == TokenKind::word) ++words;
  if (is_symbol(ahead(words), "(") && !(words == 1 && is_variable(token.text))) {
    std::string called(token.text);
    for (std::size_t i = 1; i < words; ++i) called += " " + std::string(ahead(i).text);
    if (const Builtin* found = find_builtin(called)) {
      skip(words);
      return call_builtin(token, *found);
    }
    if (words == 1 ? !(known_ && known_->words.count(called) > 0) : !joining(ahead(1).text)) {
      const auto near = nearest_builtin(called);
      return refuse(token.at, "there is no function '" + std::string(utf8_head(called)) + "'" + (near.empty() ? "; see the list of built-in functions"
          : "; did you mean '" + near + "'?"));
    }
  }
  return name(token, std::string(token.text), 1);
}

/// One name after a point: the longest known one, a property with a blank, or one word.
NodeIndex Parser::path_after_point(NodeIndex from) {
  const auto at = here().at;
  next();
  std::string part;
  std::size_t words = known_name(part);
  for (const auto property : kProperties)
    if (words < 2 && here().kind == TokenKind::word && ahead(1).kind == TokenKind::word && written(at_, 2) == property) { part = property; words = 2; }
  if (words == 0 && here().kind == TokenKind::word) { part = std::string(here().text); words = 1; }
  if (words == 0) return unexpected("a name");
  skip(words);
  Node path = node(NodeKind::path, at);
  path.data = text(std::move(part));
  return make(path, {from});
}

/// Notes what an evaluation will ask the scope for, and what the function definitions around must keep.
void Parser::read_from_scope(const std::string& path, std::uint32_t text_index, bool in_filter, std::size_t functions) {
  if ((in_filter ? possible_seen_ : seen_).insert(path).second) (in_filter ? syntax_->possible_names : syntax_->names).push_back(path);
  for (std::size_t i = 0; i < functions; ++i) {
    auto& reads = syntax_->functions[open_functions_[i]].reads;
    const bool known = std::any_of(reads.begin(), reads.end(), [&](std::uint32_t index) { return syntax_->texts[index] == path; });
    if (!known) reads.push_back(text_index);
  }
}

/// A name of so many tokens, and the dotted path that follows it as far as its parts are plain words: one node, so that a scope is asked once.
NodeIndex Parser::name(const Token& token, std::string head, std::size_t words) {
  skip(words);
  bool in_filter = false, variable = false;
  for (auto binder = binders_.rbegin(); binder != binders_.rend() && !variable; ++binder) {
    in_filter = in_filter || binder->item;
    variable = binder->name == head;
  }
  Node out = node(NodeKind::name, token.at);
  out.bound = in_filter || variable;
  out.whole = head.find('.') != std::string::npos;
  std::string path = head;
  while (!out.whole && symbol(".")) {
    if (ahead(1).kind != TokenKind::word) break;
    const std::size_t back = at_;
    next();
    std::string part;
    std::size_t count = known_name(part);
    if (count == 0) { part = std::string(here().text); count = 1; }
    const bool property = count < 2 && ahead(1).kind == TokenKind::word &&
                          std::find(std::begin(kProperties), std::end(kProperties), written(at_, 2)) != std::end(kProperties);
    if (property || part.find('.') != std::string::npos) {  // read by path_after_point
      at_ = back;
      break;
    }
    skip(count);
    path += "." + part;
  }
  out.data = text(path);
  if (!variable) read_from_scope(path, out.data, in_filter, open_functions_.size());
  return make(out);
}

}  // namespace amends::feel

#include <iterator>

#include "feel/parser_state.hpp"
#include "support/nearest.hpp"

namespace amends::feel {
namespace {

struct TypeEntry { std::string_view name; TypeName type; };
constexpr TypeEntry kTypes[] = {
    {"Any", TypeName::any}, {"Null", TypeName::null}, {"boolean", TypeName::boolean}, {"number", TypeName::number}, {"string", TypeName::string},
    {"date", TypeName::date}, {"time", TypeName::time}, {"date and time", TypeName::date_time}, {"dateTime", TypeName::date_time},
    {"years and months duration", TypeName::years_months}, {"yearMonthDuration", TypeName::years_months},
    {"days and time duration", TypeName::days_time}, {"dayTimeDuration", TypeName::days_time}, {"list", TypeName::list}, {"context", TypeName::context},
    {"range", TypeName::range}, {"function", TypeName::function}};

}  // namespace

/// A type's name, and what list, range, context and function hold. False, with an error, when there is none.
bool Parser::type(TypePtr& out) {
  const Level level(*this);
  if (failed()) return false;
  const auto at = here().at;
  const TypeEntry* best = nullptr;
  std::size_t best_words = 0;
  for (std::size_t n = 1; n <= 4 && ahead(n - 1).kind == TokenKind::word; ++n)
    for (const auto& entry : kTypes)
      if (entry.name == written(at_, n)) { best = &entry; best_words = n; }
  std::string named(here().text);
  std::size_t named_words = known_ ? known_->types.longest(std::span<const Token>(tokens_).subspan(at_), named) : 0;
  if (named_words == 0 && here().kind == TokenKind::word) named_words = 1;
  if (named_words >= best_words && named_words > 0) {
    if (const auto found = vocabulary_.types.find(named); found != vocabulary_.types.end()) {
      skip(named_words);
      out = found->second;
      return true;
    }
  }
  if (best == nullptr) {
    if (here().kind != TokenKind::word) {
      unexpected("a type");
      return false;
    }
    std::vector<std::string_view> names;
    for (const auto& entry : kTypes) names.push_back(entry.name);
    for (const auto& [name, made] : vocabulary_.types) names.push_back(name);
    const auto near = nearest_name(here().text, names);
    refuse(at, "'" + std::string(utf8_head(here().text)) + "' is no type" + (near.empty()
        ? "; types are number, string, boolean, list, context, date and so on" : "; did you mean '" + near + "'?"));
    return false;
  }
  skip(best_words);
  Type made;
  made.name = best->type;
  const bool open = symbol("<");
  switch (best->type) {
    case TypeName::list:
    case TypeName::range:
      if (!open) break;  // a list or a range of anything
      next();
      if (!types_until(">", made.parts)) return false;
      if (made.parts.size() != 1) {
        refuse(at, "'" + std::string(best->name) + "' holds one type, for example " + std::string(best->name) + "<number>");
        return false;
      }
      break;
    case TypeName::context:
      if (open && !context_type(made)) return false;
      break;
    case TypeName::function: {
      if (!open) {
        unexpected("'<'");
        return false;
      }
      next();
      if (!types_until(">", made.parts) || !expect_symbol("->")) return false;
      TypePtr result;
      if (!type(result)) return false;
      made.parts.push_back(std::move(result));
      break;
    }
    default:
      out = simple_type(best->type);
      return true;
  }
  out = std::make_shared<const Type>(std::move(made));
  return true;
}

/// Types joined by commas up to the closing sign; none at all is fine.
bool Parser::types_until(std::string_view close, std::vector<TypePtr>& out) {
  if (take_symbol(close)) return true;
  do {
    TypePtr one;
    if (!type(one)) return false;
    out.push_back(std::move(one));
  } while (take_symbol(","));
  return expect_symbol(close);
}

bool Parser::context_type(Type& out) {
  next();
  if (take_symbol(">")) return true;
  do {
    auto name = new_name("an entry's name", {":"});
    if (!name || !expect_symbol(":")) return false;
    TypePtr wanted;
    if (!type(wanted)) return false;
    out.entries.emplace_back(std::move(*name), std::move(wanted));
  } while (take_symbol(","));
  return expect_symbol(">");
}

}  // namespace amends::feel

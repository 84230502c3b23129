#include "feel/expression.hpp"

#include <algorithm>

#include "feel/evaluator.hpp"
#include "feel/lexer.hpp"
#include "feel/parser.hpp"
#include "support/utf8.hpp"

namespace amends::feel {

Value resolve(const Scope& scope, std::string_view path) {
  auto found = scope.lookup(path);
  if (found) return std::move(*found);
  auto dot = path.find('.');
  if (dot == std::string_view::npos) return {};
  found = scope.lookup(path.substr(0, dot));
  if (!found) return {};
  Value out = std::move(*found);
  while (dot != std::string_view::npos && !out.is_null()) {
    path = path.substr(dot + 1);
    dot = path.find('.');
    out = member(out, path.substr(0, dot));
  }
  return out;
}

Result<Expression> Expression::parse(std::string_view text, std::string place, const Vocabulary& vocabulary) {
  AMENDS_TRY(auto syntax, parse_expression(text, place, vocabulary));
  return Expression(std::move(syntax));
}

Result<Value> Expression::evaluate(const Scope& scope) const { return Evaluator(*syntax_, scope, NullMode::dmn).run(); }

Result<Value> Expression::evaluate(const Scope& scope, Budget& budget, std::vector<std::string>* notes) const {
  const Evaluator::Nested nested(budget, syntax_->depth);
  if (!nested.fits()) return fail(ErrorCode::range, nested.refusal(), where_in(syntax_->text, 0, syntax_->place));
  Evaluator evaluator(*syntax_, scope, NullMode::dmn, budget);
  if (notes != nullptr) evaluator.keep_notes();
  auto out = evaluator.run();
  if (notes != nullptr) *notes = std::move(evaluator.notes());
  return out;
}

Result<Truth> Expression::test(const Scope& scope) const {
  Evaluator evaluator(*syntax_, scope, NullMode::unknown);
  AMENDS_TRY(const Value value, evaluator.run());
  if (const bool* decided = value.as_boolean()) return Truth{*decided ? Truth::Kind::yes : Truth::Kind::no, {}, {}};
  if (!value.is_null())
    return fail(ErrorCode::bad_type, "the condition '" + std::string(utf8::slice(syntax_->text, 0, 200)) + "' gives " + std::string(kind_name(value.kind())) +
                                         ", not true or false; compare it with something", where_in(syntax_->text, 0, syntax_->place));
  Truth out;
  out.nulls = std::move(evaluator.nulls());
  Evaluator again(*syntax_, scope, NullMode::unknown);  // evaluation is pure: the second run only adds the sentences
  again.keep_notes();
  if (auto same = again.run()) out.notes = std::move(again.notes());
  return out;
}

const std::vector<std::string>& Expression::names() const noexcept { return syntax_->names; }
const std::vector<std::string>& Expression::possible_names() const noexcept { return syntax_->possible_names; }
std::string_view Expression::text() const noexcept { return syntax_->text; }

}  // namespace amends::feel

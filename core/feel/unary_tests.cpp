#include "feel/unary_tests.hpp"

#include <optional>

#include "feel/evaluator.hpp"
#include "feel/lexer.hpp"
#include "feel/operators.hpp"
#include "feel/parser.hpp"
#include "support/utf8.hpp"

namespace amends::feel {

struct UnaryTests::Compiled {
  std::shared_ptr<const Syntax> syntax;
  std::vector<SimpleTest> tests;
  bool simple = false;
  bool any = false;
  bool negated = false;
};

namespace {

/// Knows nothing: only constants can be computed in it.
class EmptyScope final : public Scope {
 public:
  [[nodiscard]] std::optional<Value> lookup(std::string_view) const override { return std::nullopt; }
};

/// Precondition: the tree reads no name and no `?`. Nothing when the part has no constant value, as with now().
std::optional<Value> constant(const Syntax& syntax, NodeIndex index) {
  auto value = Evaluator(syntax, EmptyScope(), NullMode::dmn).run_part(index);
  if (!value) return std::nullopt;
  return std::move(*value);
}

bool null_literal(const Syntax& syntax, NodeIndex index) {
  const Node& node = syntax.node(index);
  return node.kind == NodeKind::literal && syntax.constants[node.data].is_null();
}

std::optional<SimpleTest> simplified(const Syntax& syntax, NodeIndex index) {
  using Kind = SimpleTest::Kind;
  const Node& node = syntax.node(index);
  if (null_literal(syntax, index)) return SimpleTest{Kind::null, {}, {}};
  const bool comparison = node.kind == NodeKind::test_compare;
  const NodeIndex operand = comparison ? syntax.child(node, 0) : index;
  auto value = constant(syntax, operand);
  if (!value) return std::nullopt;
  if (comparison) {
    if (null_literal(syntax, operand)) {
      if (node.op == Operator::equal) return SimpleTest{Kind::null, {}, {}};
      if (node.op == Operator::not_equal) return SimpleTest{Kind::not_null, {}, {}};
      return std::nullopt;
    }
    Kind kind = Kind::equal;
    switch (node.op) {
      case Operator::not_equal: kind = Kind::not_equal; break;
      case Operator::less: kind = Kind::less; break;
      case Operator::less_equal: kind = Kind::less_equal; break;
      case Operator::greater: kind = Kind::greater; break;
      case Operator::greater_equal: kind = Kind::greater_equal; break;
      default: break;
    }
    if (value->is_null() || value->as_range()) return std::nullopt;
    return SimpleTest{kind, std::move(*value), {}};
  }
  if (value->is_null() || value->as_list()) return std::nullopt;
  if (value->as_range() && value->as_range()->form == Value::Range::Form::complement) return std::nullopt;  // (!= 5)
  if (const auto* range = value->as_range()) return SimpleTest{Kind::interval, range->low, range->high, range->low_closed, range->high_closed};
  return SimpleTest{Kind::equal, std::move(*value), {}};
}

Ternary holds(const SimpleTest& test, const Value& input) {
  using Kind = SimpleTest::Kind;
  if (test.kind == Kind::null) return input.is_null();
  if (test.kind == Kind::not_null) return !input.is_null();
  if (input.is_null()) return std::nullopt;
  switch (test.kind) {
    case Kind::equal: return equals(input, test.low);
    case Kind::not_equal: return relate(Operator::not_equal, input, test.low, true, nullptr);
    case Kind::less: return relate(Operator::less, input, test.low, true, nullptr);
    case Kind::less_equal: return relate(Operator::less_equal, input, test.low, true, nullptr);
    case Kind::greater: return relate(Operator::greater, input, test.low, true, nullptr);
    case Kind::greater_equal: return relate(Operator::greater_equal, input, test.low, true, nullptr);
    case Kind::interval: {
      Value::Range range{test.low, test.high, test.low_closed, test.high_closed};
      return lies_in(input, range);
    }
    default: return std::nullopt;
  }
}

}  // namespace

Result<UnaryTests> UnaryTests::parse(std::string_view text, std::string place, const Vocabulary& vocabulary) {
  auto compiled = std::make_shared<Compiled>();
  AMENDS_TRY(compiled->syntax, parse_unary_tests(text, place, vocabulary));
  const Syntax& syntax = *compiled->syntax;
  const Node& root = syntax.node(syntax.root);
  compiled->any = root.kind == NodeKind::any;
  compiled->negated = root.negated;
  if (!compiled->any && !root.asks && syntax.names.empty() && syntax.possible_names.empty()) {
    compiled->simple = true;
    for (std::uint32_t i = 0; i < root.count && compiled->simple; ++i) {
      auto test = simplified(syntax, syntax.child(root, i));
      compiled->simple = test.has_value();
      if (test) compiled->tests.push_back(std::move(*test));
    }
    if (!compiled->simple) compiled->tests.clear();
  }
  return UnaryTests(std::move(compiled));
}

Result<Ternary> UnaryTests::match(const Value& input, const Scope& scope) const {
  if (compiled_->any) return Ternary(true);
  if (!compiled_->simple || input.as_range()) return Evaluator(*compiled_->syntax, scope, NullMode::unknown).run_tests(input);
  Ternary out = false;
  for (const auto& test : compiled_->tests) {
    const Ternary one = holds(test, input);
    if (one == Ternary(true)) { out = true; break; }
    if (!one) out = std::nullopt;
  }
  return compiled_->negated && out ? Ternary(!*out) : out;
}

Result<Ternary> UnaryTests::match(const Value& input, const Scope& scope, Budget& budget, NullMode mode) const {
  if (compiled_->any) return Ternary(true);
  const Evaluator::Nested nested(budget, compiled_->syntax->depth);
  if (!nested.fits()) return fail(ErrorCode::range, nested.refusal(), where_in(compiled_->syntax->text, 0, compiled_->syntax->place));
  return Evaluator(*compiled_->syntax, scope, mode, budget).run_tests(input);
}

bool UnaryTests::any() const noexcept { return compiled_->any; }
std::string_view UnaryTests::text() const noexcept { return compiled_->syntax->text; }
const std::vector<std::string>& UnaryTests::names() const noexcept { return compiled_->syntax->names; }
const std::vector<SimpleTest>* UnaryTests::simple() const noexcept { return compiled_->simple ? &compiled_->tests : nullptr; }
bool UnaryTests::negated() const noexcept { return compiled_->negated; }

std::int64_t UnaryTests::column_of(std::string_view name) const noexcept {
  const Syntax& syntax = *compiled_->syntax;
  for (const auto& node : syntax.nodes)
    if (node.kind == NodeKind::name && syntax.texts[node.data] == name) return 1 + utf8::length(std::string_view(syntax.text).substr(0, node.at));
  return 1;
}

}  // namespace amends::feel

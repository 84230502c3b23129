#pragma once
// Unary tests: the cells of decision tables. A value, a comparison, an interval, several of them joined by commas, not(...), null, and - for any.
// A null input is not known: it fits `null` and `-` and makes every other test unknown, so that not(...) of an unknown fact does not fit either.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "feel/expression.hpp"
#include "feel/value.hpp"
#include "support/result.hpp"

namespace amends::feel {

/// One test whose values are constants: what table checks can reason about and what is computed without the evaluator.
struct SimpleTest {
  enum class Kind { equal, null, less, less_equal, greater, greater_equal, not_equal, not_null, interval };
  Kind kind = Kind::equal;
  Value low;   ///< the constant; of an interval the low end
  Value high;  ///< of an interval
  bool low_closed = false;
  bool high_closed = false;
};

/// Parsed unary tests. Copies share one immutable tree; any number of threads may use it.
class UnaryTests {
 public:
  /// Errors: as Expression::parse.
  [[nodiscard]] static Result<UnaryTests> parse(std::string_view text, std::string place = {}, const Vocabulary& vocabulary = {});

  /// Yes, no, or nothing when it is not known; the input fits only on yes. Names inside mean what the scope says.
  /// Errors: `range` (limits), `unsupported`, `missing_field`.
  [[nodiscard]] Result<Ternary> match(const Value& input, const Scope& scope) const;
  /// The same as a part of a larger answer. With NullMode::dmn null is a value: not("a") holds for it.
  [[nodiscard]] Result<Ternary> match(const Value& input, const Scope& scope, Budget& budget, NullMode mode = NullMode::unknown) const;

  [[nodiscard]] bool any() const noexcept;  ///< the dash
  [[nodiscard]] std::string_view text() const noexcept;
  [[nodiscard]] const std::vector<std::string>& names() const noexcept;
  /// The column inside the text, from 1, where a name of names() is first used.
  [[nodiscard]] std::int64_t column_of(std::string_view name) const noexcept;
  /// The constant tests, joined by or; nullptr when a part reads a name, asks by `?` or is a list.
  [[nodiscard]] const std::vector<SimpleTest>* simple() const noexcept;
  [[nodiscard]] bool negated() const noexcept;

 private:
  struct Compiled;
  explicit UnaryTests(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace amends::feel

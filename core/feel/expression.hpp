#pragma once
// FEEL expressions (DMN 1.5): parse once, evaluate often. The public face of core/feel for conditions and mappings; tables are decision_table.hpp.
// Pure: no clock, disk, thread or log. What the time is, the scope says.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feel/function.hpp"
#include "feel/type.hpp"
#include "feel/value.hpp"
#include "support/json.hpp"
#include "support/result.hpp"
#include "support/time.hpp"

namespace amends::feel {

struct Syntax;

/// What the names of an expression mean. Thread: one scope may serve many evaluations when its `lookup` allows it.
class Scope {
 public:
  virtual ~Scope() = default;
  /// The value of a dotted path as it stands in the expression ("money.claimed.minor"); null for what is absent below a known first name, nothing for an
  /// unknown first name. When a dotted path gets nothing, its first name alone is asked for and the rest is walked in that value, so that a scope of
  /// plain variables need not know about paths.
  [[nodiscard]] virtual std::optional<Value> lookup(std::string_view path) const = 0;
  /// The recorded instant that now() and today() mean; without one they are an error.
  [[nodiscard]] virtual std::optional<Instant> instant() const { return std::nullopt; }
  /// Seconds east of UTC of the institution's zone at that instant: now() and today() are expressed in it.
  [[nodiscard]] virtual std::int32_t utc_offset_s() const { return 0; }
};

/// What a dotted path means in a scope; null when it is absent. The rule of Scope::lookup in one place.
[[nodiscard]] Value resolve(const Scope& scope, std::string_view path);

/// A JSON document as scope. Borrows the document. Converts only the paths that are asked for.
class JsonScope final : public Scope {
 public:
  explicit JsonScope(const json::Value& root, std::optional<Instant> instant = std::nullopt, std::int32_t utc_offset_s = 0)
      : root_(root), instant_(instant), utc_offset_s_(utc_offset_s) {}
  [[nodiscard]] std::optional<Value> lookup(std::string_view path) const override { return value_at(root_, path); }
  [[nodiscard]] std::optional<Instant> instant() const override { return instant_; }
  [[nodiscard]] std::int32_t utc_offset_s() const override { return utc_offset_s_; }

 private:
  const json::Value& root_;
  std::optional<Instant> instant_;
  std::int32_t utc_offset_s_;
};

/// How null counts in = and != and `in`: as a value like any other, or as a fact that is not known (see Expression::test).
enum class NullMode { dmn, unknown };

/// The outcome of a condition.
struct Truth {
  enum class Kind { yes, no, unknown };
  Kind kind = Kind::unknown;
  std::vector<std::string> nulls;  ///< when unknown: the paths that were null or absent, in order of reading
  std::vector<std::string> notes;  ///< when unknown: why parts of it were null ("column 7: a string and a number cannot be added"), at most kNotesMax
};

/// A parsed expression. Copies share one immutable tree; any number of threads may evaluate it.
class Expression {
 public:
  /// `place` (file:line:column) is put into every later message. Errors: `schema`, `unsupported` (part of DMN 1.5 that is not built yet), `range` (a
  /// limit of limits.hpp), `not_utf8`; each with the column inside the text. `vocabulary`: known names and types, borrowed until the return.
  [[nodiscard]] static Result<Expression> parse(std::string_view text, std::string place = {}, const Vocabulary& vocabulary = {});

  /// The value as DMN defines it: what cannot be computed is null. Errors: `range` (limits), `unsupported`, `missing_field` (now() without an instant).
  [[nodiscard]] Result<Value> evaluate(const Scope& scope) const;
  /// The same as a part of a larger answer, whose steps and nesting it adds to: for what is called from FEEL (Function::call).
  /// `notes` gets the sentences on why parts of the value are null, at most kNotesMax; nullptr: none are made.
  [[nodiscard]] Result<Value> evaluate(const Scope& scope, Budget& budget, std::vector<std::string>* notes = nullptr) const;

  /// The expression as a condition. An unknown fact decides nothing: besides what is null in `evaluate`, an `=`, `!=` or `in` with one null operand
  /// and an `if` on null are null, unless the word `null` itself is compared with (`x = null`). Null becomes `unknown` with the names that were null.
  /// Errors: those of `evaluate`, and `bad_type` when the result is neither a boolean nor null.
  [[nodiscard]] Result<Truth> test(const Scope& scope) const;

  /// The dotted paths it reads from the scope, each once, in order of first use.
  [[nodiscard]] const std::vector<std::string>& names() const noexcept;
  /// Names inside a filter, `list[name = 1]`: a member of the list's items where they have one, else read from the scope.
  [[nodiscard]] const std::vector<std::string>& possible_names() const noexcept;
  [[nodiscard]] std::string_view text() const noexcept;

 private:
  explicit Expression(std::shared_ptr<const Syntax> syntax) : syntax_(std::move(syntax)) {}
  std::shared_ptr<const Syntax> syntax_;
};

}  // namespace amends::feel

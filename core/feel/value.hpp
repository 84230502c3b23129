#pragma once
// The values of FEEL. A value is immutable and cheap to copy: lists, contexts and ranges are shared. Truth has three values: yes, no and null,
// spelled std::optional<bool>. Used by everything that evaluates; knows nothing of syntax.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "feel/decimal.hpp"
#include "feel/temporal.hpp"
#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::feel {

class Function;

using Ternary = std::optional<bool>;  ///< nothing: null, not known

class Value {
 public:
  enum class Kind { null, boolean, number, string, date, time, date_time, years_months, days_time, list, context, range, function };
  using List = std::vector<Value>;
  using Context = std::vector<std::pair<std::string, Value>>;  ///< in order of writing; keys are unique
  struct Range;

  Value() = default;  ///< null
  [[nodiscard]] static Value boolean(bool value) { return Value(Held(value)); }
  [[nodiscard]] static Value ternary(Ternary value) { return value ? boolean(*value) : Value(); }
  [[nodiscard]] static Value number(const Decimal& value) { return Value(Held(value)); }
  [[nodiscard]] static Value integer(std::int64_t value) { return Value(Held(Decimal::from_integer(value))); }
  [[nodiscard]] static Value string(std::string value) { return Value(Held(std::move(value))); }  ///< valid UTF-8
  [[nodiscard]] static Value list(List value);
  [[nodiscard]] static Value context(Context value);
  [[nodiscard]] static Value range(Range value);
  [[nodiscard]] static Value function(std::shared_ptr<const Function> value);  ///< never nullptr
  Value(const Date& value) : held_(value) {}
  Value(const Time& value) : held_(value) {}
  Value(const DateTime& value) : held_(value) {}
  Value(const YearsMonths& value) : held_(value) {}
  Value(const DaysTime& value) : held_(value) {}

  [[nodiscard]] Kind kind() const noexcept { return static_cast<Kind>(held_.index()); }
  [[nodiscard]] bool is_null() const noexcept { return held_.index() == 0; }
  /// The content when the value is of that kind, else nullptr. Borrowed from this value.
  [[nodiscard]] const bool* as_boolean() const noexcept { return std::get_if<bool>(&held_); }
  [[nodiscard]] const Decimal* as_number() const noexcept { return std::get_if<Decimal>(&held_); }
  [[nodiscard]] const std::string* as_string() const noexcept { return std::get_if<std::string>(&held_); }
  [[nodiscard]] const Date* as_date() const noexcept { return std::get_if<Date>(&held_); }
  [[nodiscard]] const Time* as_time() const noexcept { return std::get_if<Time>(&held_); }
  [[nodiscard]] const DateTime* as_date_time() const noexcept { return std::get_if<DateTime>(&held_); }
  [[nodiscard]] const YearsMonths* as_years_months() const noexcept { return std::get_if<YearsMonths>(&held_); }
  [[nodiscard]] const DaysTime* as_days_time() const noexcept { return std::get_if<DaysTime>(&held_); }
  [[nodiscard]] const List* as_list() const noexcept { return shared<List>(); }
  [[nodiscard]] const Context* as_context() const noexcept { return shared<Context>(); }
  [[nodiscard]] const Range* as_range() const noexcept;
  [[nodiscard]] const Function* as_function() const noexcept;
  /// About how much work it is to visit all of it: 1 for a value and for every 64 bytes of text, summed over elements. A shared element counts each time,
  /// so that a few nested lists which unfold to millions are seen for what they are.
  [[nodiscard]] std::size_t weight() const noexcept;
  /// Levels of lists, contexts and captured values one in the other; 0 for a plain value.
  [[nodiscard]] std::size_t depth() const noexcept;
  /// The boolean, or nothing for null and for values of other kinds.
  [[nodiscard]] Ternary truth() const noexcept { const bool* held = as_boolean(); return held ? Ternary(*held) : Ternary(); }
  /// The entry of a context, else nullptr. Borrowed.
  [[nodiscard]] const Value* entry(std::string_view key) const noexcept;

 private:
  template <class T> struct Weighed {
    T content;
    std::size_t weight;
    std::size_t depth;
  };
  using Held = std::variant<std::monostate, bool, Decimal, std::string, Date, Time, DateTime, YearsMonths, DaysTime, std::shared_ptr<const Weighed<List>>,
                            std::shared_ptr<const Weighed<Context>>, std::shared_ptr<const Range>, std::shared_ptr<const Function>>;
  explicit Value(Held held) : held_(std::move(held)) {}
  template <class T> [[nodiscard]] const T* shared() const noexcept {
    const auto* held = std::get_if<std::shared_ptr<const Weighed<T>>>(&held_);
    return held ? &(*held)->content : nullptr;
  }

  Held held_;
};

/// An interval; an end that is null is open to infinity. (= 5) and (!= 5) are ranges too: from 5 to 5, and everything else.
struct Value::Range {
  enum class Form : std::uint8_t { interval, comparison, complement };  ///< [1..5]; (> 5), (= 5); (!= 5)
  Value low;
  Value high;
  bool low_closed = false;
  bool high_closed = false;
  Form form = Form::interval;
};

/// "a number", "a list", "null": for sentences.
[[nodiscard]] std::string_view kind_name(Value::Kind kind) noexcept;
/// What string(value) gives for a single value and what FEEL source would give inside lists and contexts.
[[nodiscard]] std::string text_of(const Value& value);

/// Equality of DMN 1.5 table 54: null equals only null; two values of different kinds are neither equal nor unequal (nothing), but a date is its midnight
/// UTC beside a date and time. Times are equal to the second.
[[nodiscard]] Ternary equals(const Value& left, const Value& right);
/// Negative, zero or positive; nothing when the two have no order (null, different kinds, booleans, lists, contexts, one time with and one without offset).
[[nodiscard]] std::optional<int> compare(const Value& left, const Value& right);
/// Whether a value lies in a range; nothing when it cannot be compared with an end.
[[nodiscard]] Ternary lies_in(const Value& value, const Value::Range& range);
/// The member of a context, the members of a list's elements, or a part of a date, time or duration ("year", "days"); null when there is none.
[[nodiscard]] Value member(const Value& value, std::string_view name);

/// JSON integers become numbers, strings stay strings. Errors: `bad_type` for a number with a fraction: it went through a double when the JSON was read,
/// so write it as a string and use number().
[[nodiscard]] Result<Value> from_json(const json::Value& value);
/// Integers within +-(2^53-1) become JSON integers, other numbers strings of their digits; dates, times, durations and ranges their FEEL text.
[[nodiscard]] json::Value to_json(const Value& value);
/// The value at a dotted path of a JSON document; null when absent, nothing when its first name is absent. Converts only what the path names; a path
/// through a list gives the list of its members. A number that is no integer is null (see from_json).
[[nodiscard]] std::optional<Value> value_at(const json::Value& root, std::string_view path);

}  // namespace amends::feel

#pragma once
// The types of FEEL: written in `instance of` and in a function's parameters, and made from a model's item definitions. What conforms to what, and how a
// value is brought into a type, is DMN 1.5, 10.3.2.9. Pure.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "feel/value.hpp"

namespace amends::feel {

enum class TypeName : std::uint8_t { any, null, boolean, number, string, date, time, date_time, years_months, days_time, list, context, function, range };

struct Type;
using TypePtr = std::shared_ptr<const Type>;  ///< nullptr: any

struct Type {
  TypeName name = TypeName::any;
  std::vector<TypePtr> parts;                               ///< list and range: what they hold (none: anything); function: its parameters, then its result
  std::vector<std::pair<std::string, TypePtr>> entries;     ///< context: at least these
  std::function<bool(const Value&)> allowed;                ///< a further demand of an item definition, asked of values that have the type; may be empty
};

/// The type without parts; one object for all who ask.
[[nodiscard]] TypePtr simple_type(TypeName name);
/// "list<number>", "function<number, string> -> Any": as FEEL writes it.
[[nodiscard]] std::string text_of(const Type& type);

/// Whether a value has a type. Null belongs to every type.
[[nodiscard]] bool conforms(const Value& value, const Type& type);
/// `instance of`: as conforms, but null itself is an instance of Null alone, and what an item definition allows is not asked.
[[nodiscard]] bool is_instance(const Value& value, const Type& type);
/// Whether every value of one type is a value of the other.
[[nodiscard]] bool conforms(const Type& type, const Type& to);
/// The value in the type: as it is when it conforms; the only element of a list where one value is wanted, a list of one where a list is wanted, a date's
/// midnight UTC where a date and time is wanted (DMN 1.5, 10.3.2.9.4); else null.
[[nodiscard]] Value coerce(Value value, const Type& type);

class KnownNames;

/// What the parser is told beside the text; borrowed while it parses.
struct Vocabulary {
  std::vector<std::string> names;  ///< known names; those with blanks or signs in them ("Employment Status", "Date-Time") could not be read otherwise
  std::map<std::string, TypePtr, std::less<>> types;  ///< named types: for `instance of` and parameters
  bool builtin_values = false;     ///< whether the bare name of a built-in function that is no other name means the function
  std::shared_ptr<const KnownNames> prepared;  ///< what prepare made of names and types; without it every parse does it anew

  /// To be called once names and types stand, when many texts are read with them.
  void prepare();
};

/// Reads "number", "list<number>", "context<a: string>", "function<number> -> string", "range<date>" and the named types. Errors: as Expression::parse.
[[nodiscard]] Result<TypePtr> parse_type(std::string_view text, std::string_view place = {}, const Vocabulary& vocabulary = {});

}  // namespace amends::feel

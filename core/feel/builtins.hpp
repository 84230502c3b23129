#pragma once
// The built-in functions of FEEL: their names, which the parser needs because some have blanks in them, and what they do with evaluated arguments.
// A wrong argument gives null and a note, as DMN asks; only limits and what is unsupported are errors.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "feel/value.hpp"

namespace re2 { class RE2; }

namespace amends::feel {

class Scope;

/// What a built-in sees besides its arguments. Borrowed for one call.
class CallContext {
 public:
  virtual ~CallContext() = default;
  /// Counts work; false when the evaluation has used up its steps, and the built-in returns at once.
  [[nodiscard]] virtual bool charge(std::size_t work) = 0;
  /// Says why the answer is null. Always returns null.
  virtual Value null_because(std::string why) = 0;
  /// Ends the evaluation with an error. Returns null.
  virtual Value stop(ErrorCode code, std::string message) = 0;
  [[nodiscard]] virtual const Scope& scope() const = 0;
  /// The compiled pattern when it stands in the text as a literal, else nullptr.
  [[nodiscard]] virtual const re2::RE2* pattern() const = 0;
  /// Calls a function that was given as an argument.
  [[nodiscard]] virtual Value call_function(const Function& function, std::span<const Value> arguments) = 0;
};

struct Builtin {
  using Body = Value (*)(CallContext&, std::span<const Value>);
  std::string_view name;
  int arguments_min = 0;
  int arguments_max = 0;       ///< kAnyNumber for no bound
  Body function = nullptr;
  std::string_view parameters; ///< names for calls by name, in order: "from;year,month,day" when there are several lists; a last "=" adds the argument
                               ///< true, which tells the built-in that it was called by that list
  int pattern_argument = -1;   ///< which argument is a regular expression
  int flags_argument = -1;     ///< and which its flags
};

inline constexpr int kAnyNumber = 1 << 20;

/// All built-ins of DMN 1.5 and the few more that are offered here (`is defined`), sorted by name; static storage.
[[nodiscard]] std::span<const Builtin> builtins() noexcept;
/// A built-in as a value that can be called.
[[nodiscard]] Value builtin_value(const Builtin& builtin);
[[nodiscard]] const Builtin* find_builtin(std::string_view name) noexcept;
/// The known name nearest to a misspelt one, empty when none is near.
[[nodiscard]] std::string nearest_builtin(std::string_view name);

}  // namespace amends::feel

#pragma once
// The item definitions of a model as types of FEEL: what a typeRef means, with allowed values and constraints. Used by the compiler.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/definitions.hpp"
#include "feel/type.hpp"
#include "support/result.hpp"

namespace amends::dmn {

/// The named types of one model. Types of an imported model stand under "import.name".
class Types {
 public:
  /// Item definitions that cannot be a type (an unknown or circular typeRef, allowed values that do not parse) become `any` and are told in `problems`.
  Types(const Definitions& definitions, const std::map<std::string, const Types*>& imported, std::vector<Error>& problems);

  /// What a typeRef means; nullptr: anything. Errors: `schema` for a name that is no type; `place` is its file and line.
  [[nodiscard]] Result<feel::TypePtr> find(std::string_view type_ref, const std::string& place) const;
  /// The allowed values of a named type as written, which also say their order; empty: none.
  [[nodiscard]] std::string allowed_values(std::string_view type_ref) const;
  [[nodiscard]] const std::map<std::string, feel::TypePtr, std::less<>>& named() const noexcept { return named_; }

 private:
  struct Making;
  [[nodiscard]] Result<feel::TypePtr> make(const ItemDefinition& item, Making& making, int depth);
  [[nodiscard]] Result<feel::TypePtr> refer(std::string_view type_ref, int line, Making& making, int depth);

  std::map<std::string, feel::TypePtr, std::less<>> named_;
  std::map<std::string, std::string, std::less<>> allowed_;
};

}  // namespace amends::dmn

#pragma once
// Parses the FEEL of boxed expressions in the scope where they stand. Used by compiler.cpp alone.
#include <string>
#include <string_view>
#include <vector>

#include "dmn/definitions.hpp"
#include "dmn/graph.hpp"
#include "dmn/types.hpp"

namespace amends::dmn {

class BoxedCompiler {
 public:
  /// Borrows `types` and `problems`. `members`: names with blanks or signs that values may have entries of.
  BoxedCompiler(std::string file, const Types& types, std::vector<std::string> members, std::vector<Error>& problems);

  /// `names`: what the expression may name. `type_ref`: of the variable that holds its value, whose allowed values order a table's output.
  [[nodiscard]] Compiled compile(const Boxed& boxed, const std::vector<std::string>& names, const std::string& who, const std::string& type_ref);

 private:
  [[nodiscard]] Compiled expression(const Boxed& boxed, const std::string& type_ref);
  [[nodiscard]] Result<std::shared_ptr<const CompiledTable>> table(const Table& table, const std::string& type_ref);
  [[nodiscard]] Result<CompiledInput> input(const TableInput& input) const;
  [[nodiscard]] Result<CompiledOutput> output(const TableOutput& output, const std::string& type_ref, bool ranked) const;
  [[nodiscard]] feel::TypePtr type_of(const std::string& type_ref, int line);
  [[nodiscard]] std::string at(int line) const { return file_ + ":" + std::to_string(line); }
  void tell(Compiled& out, Error error);

  std::string file_;
  const Types& types_;
  std::vector<Error>& problems_;
  feel::Vocabulary vocabulary_;
  std::size_t members_ = 0;  ///< how many of the vocabulary's names always stand there
  std::string who_;
};

}  // namespace amends::dmn

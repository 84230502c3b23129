#pragma once
// A decision table of the packs in either form: YAML (feel/decision_table.hpp), or a decision of a DMN model. Stages, `decide` steps, the command line and Python
// decide by this alone, so that an institution can put the one in the other's place.
//
// What a decision of a model does to fit:
//   inputs   the input data that it needs, directly or not, by their names. Where a caller has only names such as `claim_amount`, "Claim Amount" is found under it.
//   output   an object, as `then` of a YAML row is. A context stays as it is; any other value becomes the one member of an object, named as the table's only named
//            output column, else as the decision. Of a list each element does so.
//   rows     the rules that matched, by their numbers; those of the decisions that it needs follow as "Name/3". Annotations are the reason: the columns `zh` and `en`
//            give it in both languages, other columns give one text for both.
//   now()    is an error: what is decided hangs on the inputs alone.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/model.hpp"
#include "feel/decision_table.hpp"

namespace amends::packs {

/// Immutable; any number of threads may decide with it.
class Table {
 public:
  explicit Table(feel::DecisionTable table);
  /// Errors: `not_found` for a decision that the model does not have.
  [[nodiscard]] static Result<Table> from_model(dmn::Model model, std::string_view decision);

  /// Errors: those of DecisionTable::decide and of Model::decide; `bad_type` for an input that is no value of the type which the model declares.
  [[nodiscard]] Result<feel::Decision> decide(const feel::Scope& inputs, feel::Explain explain = feel::Explain::no) const;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// Of the table's content, or of the model with what it imports: "sha256:...".
  [[nodiscard]] const std::string& hash() const noexcept;
  [[nodiscard]] const std::vector<std::string>& inputs() const noexcept;
  /// True when `input` is one of inputs(), or what stands for one where names have neither capitals nor blanks.
  [[nodiscard]] bool takes(std::string_view input) const noexcept;
  /// nullptr: it stands in a model.
  [[nodiscard]] const feel::DecisionTable* yaml() const noexcept { return model_ ? nullptr : &*yaml_; }
  /// nullptr: it stands in YAML.
  [[nodiscard]] const dmn::Model* model() const noexcept { return model_ ? &*model_ : nullptr; }

 private:
  Table() = default;
  [[nodiscard]] Result<feel::Decision> decide_model(const feel::Scope& inputs, feel::Explain explain) const;

  std::string name_;
  std::optional<feel::DecisionTable> yaml_;
  std::optional<dmn::Model> model_;
  std::vector<std::string> inputs_;          ///< of the model
  std::vector<feel::TypePtr> input_types_;   ///< as many
  std::string output_name_;                  ///< of a value that is no context
};

/// "Claim Amount" as a name of a workflow: "claim_amount".
[[nodiscard]] std::string as_name(std::string_view input);

}  // namespace amends::packs

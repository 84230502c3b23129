#pragma once
// DMN 1.2 to 1.5 models: load, check, decide, and say why. The public face of core/dmn. Pure: the caller hands in the texts of the files; the instant that now() and
// today() mean, the caller says.
//
//   AMENDS_TRY(auto model, Model::load({"loan.dmn", text}, others));
//   AMENDS_TRY(auto answer, model.decide("Eligibility", {{"Applicant", value}}));
//   answer.value; answer.notes; answer.tables
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dmn/evaluation.hpp"
#include "dmn/graph.hpp"
#include "feel/table_check.hpp"
#include "feel/type.hpp"
#include "feel/value.hpp"
#include "support/json.hpp"
#include "support/result.hpp"
#include "support/time.hpp"

namespace amends::dmn {

/// A file as text.
struct Source {
  std::string file;  ///< its name, for messages
  std::string text;
};

/// The value of an input, or of a decision that is given rather than computed (an input decision of a service).
struct Given {
  std::string name;
  feel::Value value;
  std::string space;  ///< namespace of the model it belongs to; empty: the first model that has the name, the main one before its imports
};

struct Moment {
  std::optional<Instant> instant;   ///< what now() and today() mean; without one they are an error
  std::int32_t utc_offset_s = 0;
};

struct Answer {
  feel::Value value;
  std::vector<std::string> notes;   ///< why parts of it are null, at most kNotesMax; each begins with file:line
  std::vector<TableTrace> tables;   ///< decision tables in the order in which they were decided; only when asked for
  std::vector<std::pair<std::string, feel::Value>> inputs;  ///< as they counted: in their types
};

enum class Trace { no, yes };

/// A loaded model. Copies share one immutable graph; any number of threads may decide with it.
class Model {
 public:
  /// `others`: the .dmn files of the same folder; those that the model imports, directly or not, are found among them by namespace. Errors: those of
  /// read_definitions and compile (an unknown href, a circle with its path, a missing import).
  [[nodiscard]] static Result<Model> load(const Source& main, std::span<const Source> others = {});

  /// Single expressions, cells and types that cannot be read; what needs them is null. A careful caller refuses a model that has any.
  [[nodiscard]] const std::vector<Error>& problems() const noexcept;
  /// "sha256:..." of the bytes of the main file and of the files that it imports.
  [[nodiscard]] const std::string& hash() const noexcept;
  [[nodiscard]] const std::string& name() const noexcept;

  /// The names of the main model, in order of the file.
  [[nodiscard]] std::vector<std::string> decisions() const;
  [[nodiscard]] std::vector<std::string> services() const;
  /// The inputs that a decision needs, directly or not, in order of first need, with their types (nullptr: anything). Errors: `not_found`.
  [[nodiscard]] Result<std::vector<std::pair<std::string, feel::TypePtr>>> inputs_of(std::string_view decision) const;
  /// The decision tables of the main model with the name of the decision or business knowledge model that holds them; of one alone when `node` is given. Borrowed from
  /// the model. Tables that cannot be read are among the problems instead.
  [[nodiscard]] std::vector<std::pair<std::string, const CompiledTable*>> tables(std::string_view node = {}) const;

  /// Errors: `not_found` for a decision that is not there (with the nearest name); limits of feel. An input that is not given is null; one that is not of its type counts as
  /// null with a note.
  [[nodiscard]] Result<Answer> decide(std::string_view decision, std::span<const Given> given, const Moment& moment = {}, Trace trace = Trace::no) const;
  /// The same by a decision service: its inputs and input decisions by name; what the service does not name it does not see.
  [[nodiscard]] Result<Answer> serve(std::string_view service, std::span<const Given> given, const Moment& moment = {}, Trace trace = Trace::no) const;

 private:
  struct Data;
  explicit Model(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// A value of JSON in a type: strings become dates, times, durations and numbers where the type asks for them, inside lists and structures too.
/// Errors: `bad_type` for a number with a fraction (write it as a string) or a text that is no value of the type; `where` is the path inside.
[[nodiscard]] Result<feel::Value> value_from_json(const json::Value& value, const feel::TypePtr& type, const std::string& where);

/// A table as feel::check_table takes it: with declared types and allowed values. Borrows the table.
[[nodiscard]] feel::CheckedTable checked(const CompiledTable& table);

}  // namespace amends::dmn

#pragma once
// JSON Schemas of the loaded manifests, compiled once when the runtime opens: configurations with their defaults, results. And the forms of the packs.
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "host/stage.hpp"
#include "support/json.hpp"

namespace amends::packs {
class PackSet;
class Schema;
}  // namespace amends::packs

namespace amends::runtime {

/// Immutable after `compile`. Thread: any.
class Contracts {
 public:
  /// Errors: `schema`, naming the stage whose manifest holds a schema that cannot be used.
  [[nodiscard]] static Result<std::shared_ptr<const Contracts>> compile(const host::StageCatalogue& stages);
  ~Contracts();

  /// The step's configuration with the manifest's defaults filled in, as JSON bytes. Errors: `schema` naming the key.
  [[nodiscard]] Result<std::string> configuration(const host::StageManifest& manifest, const json::Value* given) const;
  /// Checks envelope.result against the manifest's output schema, when it has one.
  [[nodiscard]] Result<void> check_output(const host::StageManifest& manifest, const json::Value& envelope) const;
  /// The compiled output schema; nullptr where the manifest has none. Lives as long as this.
  [[nodiscard]] const packs::Schema* output(const host::StageManifest& manifest) const;

 private:
  struct Compiled {
    std::shared_ptr<const packs::Schema> config, output;
    std::string defaults;  ///< the configuration of a step that gives none
    std::optional<Error> incomplete;  ///< why a step may not give none
  };
  std::map<const host::StageManifest*, Compiled> compiled_;
};

/// Checks an answer against its form in the packs (forms/<name>): required fields, types, values; unknown fields are refused.
/// An unknown form takes any object. Of a `partial` one, a draft, nothing need be there.
enum class Completeness { whole, partial };
[[nodiscard]] Result<void> check_answer(const packs::PackSet& packs, std::string_view form, const json::Value& answer, Completeness completeness = Completeness::whole);

/// Whether an answer says yes: the field that the form marks with `approves` has one of the values named there; without a mark, the yes-or-no field `approved` is true.
[[nodiscard]] bool says_yes(const packs::PackSet& packs, std::string_view form, const json::Value& answer);
/// Whether a form of the packs has such a field. An unknown form has none.
[[nodiscard]] bool can_say_yes(const packs::PackSet& packs, std::string_view form);

}  // namespace amends::runtime

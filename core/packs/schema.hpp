#pragma once
// JSON Schema, draft 7, for packs, forms, manifests and stage results. One checker for all of them, so that every refusal reads alike.
//
// The checker is our own. valijson comes in a Debian package that needs 68 others and would have to be unpacked from a downloaded .deb at
// configure time; RapidJSON's validator stops at draft 4. Both speak of keywords ("invalid by allOf"), while the messages are what the person
// who wrote the pack gets to read: the place, what was expected, what was found. It is strict in turn: a schema with a keyword that stands
// outside the list below is refused, so that nothing is silently unchecked.
//
// Keywords: type enum const; required properties additionalProperties patternProperties propertyNames minProperties maxProperties
// dependencies; items additionalItems contains minItems maxItems uniqueItems; minimum maximum exclusiveMinimum exclusiveMaximum multipleOf;
// minLength maxLength pattern format; allOf anyOf oneOf not if then else; $ref to "#" and "#/..." of the same schema; default.
// Annotations: $schema $id $comment title description examples readOnly writeOnly definitions, and anything that begins with x-.
// Expressions are RE2 (no look-around); formats are date, date-time, email, uri. Lengths count code points.
#include <memory>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::packs {

inline constexpr std::size_t kSchemaNodesMax = 20'000;  ///< schemas inside one schema
inline constexpr std::size_t kSchemaDepthMax = 200;     ///< steps of $ref, allOf and properties on the way to one value
inline constexpr std::size_t kFaultsMax = 50;           ///< faults reported for one value

struct SchemaFault {
  std::string path;     ///< dotted ("rows.3.w"); empty for the whole value
  std::string message;  ///< what was expected and what was found
};

/// A compiled schema. Immutable and cheap to copy; any number of threads may check at once.
class Schema {
 public:
  /// Errors: `schema`, `where` is the JSON pointer inside the schema: an unknown keyword, a wrong type of a keyword's value, an expression
  /// that RE2 does not read, a $ref that leads nowhere or to itself, a default that its own schema refuses.
  [[nodiscard]] static Result<Schema> compile(const json::Value& schema);

  /// The faults, at most kFaultsMax, in the order of the value; empty when it fits.
  [[nodiscard]] std::vector<SchemaFault> check(const json::Value& value) const;
  /// Puts the `default` of every absent property of an object that is there, through $ref and allOf. Branches of anyOf, oneOf and if
  /// give no defaults, because which of them holds may depend on them.
  /// Errors: `schema` for the first fault of the filled value.
  [[nodiscard]] Result<void> fill_defaults(json::Value& value) const;

  struct Node;

 private:
  struct Impl;
  explicit Schema(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace amends::packs

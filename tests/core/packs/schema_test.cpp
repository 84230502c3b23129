#include "packs/schema.hpp"

#include <gtest/gtest.h>

namespace amends::packs {
namespace {

Schema schema(std::string_view text) {
  auto made = Schema::compile(*json::parse(text));
  if (!made) throw std::runtime_error(made.error().text());
  return *std::move(made);
}
/// "path: message" of each fault.
std::string faults(std::string_view schema_text, std::string_view value) {
  std::string out;
  for (const auto& fault : schema(schema_text).check(*json::parse(value))) out += (out.empty() ? "" : "; ") + fault.path + ": " + fault.message;
  return out;
}
bool fits(std::string_view schema_text, std::string_view value) { return faults(schema_text, value).empty(); }
std::string refused(std::string_view schema_text) {
  const auto made = Schema::compile(*json::parse(schema_text));
  return made ? "" : made.error().text();
}

TEST(Schema, ChecksTypesAndTellsIntegersFromNumbers) {
  EXPECT_EQ(faults(R"({"type": "integer"})", R"("3")"), R"(: expected integer, found string "3")");
  EXPECT_TRUE(fits(R"({"type": "integer"})", "3.0"));
  EXPECT_FALSE(fits(R"({"type": "integer"})", "3.5"));
  EXPECT_TRUE(fits(R"({"type": ["string", "null"]})", "null"));
  EXPECT_EQ(faults(R"({"type": ["string", "null"]})", "[]"), ": expected string or null, found array");
}

TEST(Schema, NamesTheMemberAndWhatIsKnown) {
  const auto text = R"({"type": "object", "required": ["id", "w"], "additionalProperties": false, "properties": {"id": {"type": "string"}, "w": {"minimum": 0, "maximum": 10}}})";
  EXPECT_EQ(faults(text, R"({"id": "a"})"), ": the member 'w' is missing");
  EXPECT_EQ(faults(text, R"({"id": "a", "w": 1, "wheight": 2})"), "wheight: the member 'wheight' is not known here; known are id, w");
  EXPECT_EQ(faults(text, R"({"id": "a", "w": 11})"), "w: expected at most 10, found 11");
  EXPECT_TRUE(fits(text, R"({"id": "a", "w": 10})"));
  EXPECT_TRUE(fits(text, R"({"id": "a", "w": 0})"));
  EXPECT_FALSE(fits(text, R"({"id": "a", "w": -1})"));
}

TEST(Schema, ChecksTextsByCodePointPatternAndFormat) {
  EXPECT_TRUE(fits(R"({"minLength": 2, "maxLength": 2})", R"("退保")"));
  EXPECT_FALSE(fits(R"({"maxLength": 1})", R"("退保")"));
  EXPECT_EQ(faults(R"({"minLength": 1})", R"("")"), ": expected a text, found an empty one");
  EXPECT_EQ(faults(R"({"pattern": "^[a-z]+$"})", R"("A1")"), R"(: expected a text of the form ^[a-z]+$, found "A1")");
  EXPECT_TRUE(fits(R"({"format": "date"})", R"("2024-02-29")"));
  EXPECT_FALSE(fits(R"({"format": "date"})", R"("2023-02-29")"));
  EXPECT_FALSE(fits(R"({"format": "date"})", R"("2023-2-9")"));
  EXPECT_TRUE(fits(R"({"format": "date-time"})", R"("2026-03-02T09:00:00+08:00")"));
  EXPECT_FALSE(fits(R"({"format": "date-time"})", R"("2026-03-02")"));
}

TEST(Schema, ChecksListsWithTheirIndex) {
  EXPECT_EQ(faults(R"({"items": {"type": "string"}, "minItems": 1})", R"(["a", 2])"), "1: expected string, found number 2");
  EXPECT_FALSE(fits(R"({"minItems": 1})", "[]"));
  EXPECT_TRUE(fits(R"({"maxItems": 1})", "[1]"));
  EXPECT_FALSE(fits(R"({"maxItems": 1})", "[1, 2]"));
  EXPECT_EQ(faults(R"({"uniqueItems": true})", R"([{"a": 1, "b": 2}, {"b": 2, "a": 1}])"), "1: stands at position 0 already; each entry may stand once");
  EXPECT_TRUE(fits(R"({"items": [{"type": "string"}, {"type": "integer"}], "additionalItems": false})", R"(["a", 1])"));
  EXPECT_FALSE(fits(R"({"items": [{"type": "string"}], "additionalItems": false})", R"(["a", 1])"));
  EXPECT_EQ(faults(R"({"contains": {"properties": {"field": {"const": "who"}}}})", R"([{"field": "a"}])"), R"(: expected an entry with field "who", found none)");
}

TEST(Schema, ReportsTheBranchThatCameNearest) {
  const auto text = R"({"anyOf": [{"type": "object", "required": ["id", "term"], "properties": {"term": {"type": "string"}, "w": {"type": "integer"}}, "additionalProperties": true},
                                  {"type": "object", "required": ["id", "disabled"], "additionalProperties": false, "properties": {"id": {}, "disabled": {"const": true}}}]})";
  EXPECT_EQ(faults(text, R"({"id": "a", "term": "x", "w": "ten"})"), R"(w: expected integer, found string "ten")");
  EXPECT_TRUE(fits(text, R"({"id": "a", "disabled": true})"));
  EXPECT_EQ(faults(R"({"oneOf": [{"minimum": 1}, {"minimum": 2}]})", "3"), ": fits 2 of the forms that exclude each other; found 3");
  EXPECT_TRUE(fits(R"({"oneOf": [{"minimum": 1}, {"minimum": 2}]})", "1"));
}

TEST(Schema, FollowsConditionsNegationAndDependencies) {
  const auto text = R"({"if": {"properties": {"type": {"const": "enum"}}, "required": ["type"]}, "then": {"required": ["values"]}, "else": {"not": {"required": ["values"]}}})";
  EXPECT_TRUE(fits(text, R"({"type": "enum", "values": []})"));
  EXPECT_EQ(faults(text, R"({"type": "enum"})"), ": the member 'values' is missing");
  EXPECT_EQ(faults(text, R"({"type": "string", "values": []})"), ": must not be with the member 'values'; found an object");
  EXPECT_EQ(faults(R"({"dependencies": {"regex": ["pattern"]}})", R"({"regex": true})"), ": the member 'pattern' is missing; 'regex' needs it");
  EXPECT_FALSE(fits(R"({"dependencies": {"a": {"required": ["b"]}}})", R"({"a": 1})"));
}

TEST(Schema, FollowsReferencesAndRecursion) {
  const auto tree = R"({"definitions": {"node": {"type": "object", "required": ["v"], "properties": {"v": {"type": "integer"}, "next": {"$ref": "#/definitions/node"}}}}, "$ref": "#/definitions/node"})";
  EXPECT_TRUE(fits(tree, R"({"v": 1, "next": {"v": 2, "next": {"v": 3}}})"));
  EXPECT_EQ(faults(tree, R"({"v": 1, "next": {"v": 2, "next": {"w": 3}}})"), "next.next: the member 'v' is missing");
  EXPECT_NE(refused(R"({"$ref": "#"})").find("itself"), std::string::npos);
  EXPECT_NE(refused(R"({"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}})").find("itself"), std::string::npos);
  EXPECT_NE(refused(R"({"$ref": "#/definitions/none"})").find("leads nowhere"), std::string::npos);
  EXPECT_NE(refused(R"({"$ref": "other.json"})").find("#/"), std::string::npos);
  EXPECT_FALSE(fits(R"({"allOf": [{"$ref": "#"}]})", "1"));  // never ends by itself: stopped by the depth limit
}

TEST(Schema, RefusesWhatItDoesNotKnow) {
  EXPECT_NE(refused(R"({"properties": {"a": {"minimun": 1}}})").find("#/properties/a/minimun"), std::string::npos);
  EXPECT_NE(refused(R"({"type": "int"})").find("'int'"), std::string::npos);
  EXPECT_NE(refused(R"j({"pattern": "(?=a)"})j").find("cannot be read"), std::string::npos);
  EXPECT_NE(refused(R"({"format": "ipv4"})").find("ipv4"), std::string::npos);
  EXPECT_NE(refused(R"({"minLength": -1})").find("whole number"), std::string::npos);
  EXPECT_NE(refused(R"({"required": "id"})").find("list of names"), std::string::npos);
  EXPECT_NE(refused(R"([])").find("object or a boolean"), std::string::npos);
  EXPECT_EQ(refused(R"({"x-form": {"anything": 1}, "description": "fine"})"), "");
}

TEST(Schema, AllowsAndForbidsEverythingByABoolean) {
  EXPECT_TRUE(fits("true", "1"));
  EXPECT_FALSE(fits("false", "1"));
  EXPECT_FALSE(fits(R"({"properties": {"a": false}})", R"({"a": 1})"));
}

TEST(Schema, FillsDefaultsInPlace) {
  const auto config = schema(R"({"type": "object", "properties": {
      "ack_within": {"type": "string", "default": "1wd"},
      "thresholds": {"type": "object", "default": {}, "properties": {"red": {"type": "integer", "default": 15}, "orange": {"type": "integer", "default": 10}}},
      "list": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer", "default": 1}}}}}})");
  json::Value value = *json::parse(R"({"thresholds": {"red": 20}, "list": [{}]})");
  ASSERT_TRUE(config.fill_defaults(value));
  EXPECT_EQ(json::canonical(value), R"({"ack_within":"1wd","list":[{"n":1}],"thresholds":{"orange":10,"red":20}})");
  json::Value empty = json::Object{};
  ASSERT_TRUE(config.fill_defaults(empty));
  EXPECT_EQ(json::canonical(empty), R"({"ack_within":"1wd","thresholds":{"orange":10,"red":15}})");
  json::Value wrong = *json::parse(R"({"thresholds": {"red": "much"}})");
  const auto filled = config.fill_defaults(wrong);
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().where, "thresholds.red");
  EXPECT_NE(refused(R"({"properties": {"a": {"type": "integer", "default": "x"}}})").find("refuses itself"), std::string::npos);
}

TEST(Schema, BoundsTheNumberOfFaults) {
  std::string list = "[";
  for (std::size_t i = 0; i < kFaultsMax + 10; ++i) list += (i ? "," : "") + std::string("\"x\"");
  EXPECT_EQ(schema(R"({"items": {"type": "integer"}})").check(*json::parse(list + "]")).size(), kFaultsMax);
}

TEST(Schema, ComparesNumbersExactlyAndAcrossForms) {
  EXPECT_TRUE(fits(R"({"const": 1})", "1.0"));
  EXPECT_TRUE(fits(R"({"enum": [9007199254740991]})", "9007199254740991"));
  EXPECT_FALSE(fits(R"({"enum": [9007199254740991]})", "9007199254740990"));
  EXPECT_FALSE(fits(R"({"exclusiveMinimum": 0})", "0"));
  EXPECT_TRUE(fits(R"({"exclusiveMaximum": 1})", "0"));
  EXPECT_FALSE(fits(R"({"multipleOf": 3})", "4"));
  EXPECT_TRUE(fits(R"({"multipleOf": 3})", "6"));
}

}  // namespace
}  // namespace amends::packs

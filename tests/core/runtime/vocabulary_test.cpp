// A corrected reading is one that its stage could have written: words of the result schema's enums and of the packs it names, and nothing else that the schema refuses.
#include "runtime/vocabulary.hpp"

#include <filesystem>

#include "packs/packs.hpp"
#include "packs/schema.hpp"
#include "runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

constexpr const char* kManifest = R"({"output_schema": {
  "type": "object", "additionalProperties": false,
  "properties": {
    "severity": {"type": "object", "properties": {"level": {"enum": ["S1", "S2", "S3", "S4"]}, "score": {"type": "integer", "minimum": 0, "maximum": 100}}},
    "nature": {"type": "string", "minLength": 1, "x-vocabulary": "nature.taxonomy#rows.code"},
    "others": {"type": "array", "items": {"type": "string", "x-vocabulary": "nature.taxonomy#rows.code"}, "uniqueItems": true},
    "ways": {"type": "array", "items": {"$ref": "#/definitions/way"}},
    "temperament": {"anyOf": [{"const": "unknown"}, {"type": "string", "x-vocabulary": "psychology.map#temperaments.code"}]},
    "merit": {"oneOf": [{"type": "null"}, {"enum": ["full", "partial", "none"]}]},
    "top": {"type": ["string", "null"], "x-vocabulary": "psychology.map#needs.code"},
    "note": {"type": "string"},
    "anything": {},
    "elsewhere": {"type": "string", "x-vocabulary": "no.such.file#rows.code"},
    "by_name": {"type": "object", "additionalProperties": {"enum": ["yes", "no"]}}},
  "definitions": {"way": {"type": "object", "required": ["route"], "properties": {"route": {"type": "string", "x-vocabulary": "routes#rows.id"}}}}}})";

class Vocabulary : public ::testing::Test {
 protected:
  Vocabulary() {
    manifest.id = "bank.reader";
    manifest.raw = *json::parse(kManifest);
    output = std::make_shared<packs::Schema>(*packs::Schema::compile(*json::find(manifest.raw, "output_schema")));
    result = *json::parse(R"({"severity": {"level": "S2", "score": 40}, "nature": "other", "others": ["nav_loss"], "ways": [{"route": "internal"}, {"route": "court"}], "temperament": "unknown", "merit": null, "top": null,
                              "note": "n", "anything": "x", "elsewhere": "e", "by_name": {"a": "yes"}})");
  }
  static const packs::PackSet& shipped() {
    static const auto set = *packs::PackSet::load(std::filesystem::path(AMENDS_SOURCE_DIR) / "workflows/packs", "shipped", {});
    return *set;
  }
  Result<void> check(std::string_view path, const json::Value& value) const { return check_reading(manifest, output.get(), shipped(), result, path, value); }
  /// The sentence of the refusal; "" when the value is taken.
  std::string refusal(std::string_view path, const json::Value& value) const {
    const auto done = check(path, value);
    return done ? "" : done.error().message;
  }
  host::StageManifest manifest;
  std::shared_ptr<const packs::Schema> output;
  json::Value result;
};

TEST_F(Vocabulary, AWordOutsideTheEnumIsRefusedWithTheNearestKnownName) {
  EXPECT_EQ(refusal("severity.level", "S4"), "");
  EXPECT_EQ(refusal("severity.level", "S9"), "bank.reader does not know the word 'S9' here; did you mean 'S1'? It knows S1, S2, S3, S4");
  EXPECT_EQ(check("severity.level", "S9").error().code, ErrorCode::range);
  EXPECT_EQ(check("severity.level", "S9").error().where, "severity.level");
  EXPECT_EQ(refusal("severity.level", "grave"), "bank.reader does not know the word 'grave' here. It knows S1, S2, S3, S4") << "nothing is near";
  for (const auto* look_alike : {"s2", " S2", "S2 ", "S22", "", "Ｓ2"}) EXPECT_NE(refusal("severity.level", look_alike), "") << look_alike;
}

TEST_F(Vocabulary, TheWordsOfAPackAreThoseOfTheFileThatTheSchemaNames) {
  for (const auto* known : {"fee_interest", "nav_loss", "other"}) EXPECT_EQ(refusal("nature", known), "") << known;
  const auto told = refusal("nature", "fee_intrest");
  EXPECT_NE(told.find("did you mean 'fee_interest'?"), std::string::npos) << told;
  EXPECT_NE(told.find(" more"), std::string::npos) << "a long list is cut: " << told;
  EXPECT_NE(refusal("nature", "费用与利息"), "") << "a title is no code";
  EXPECT_EQ(refusal("others", json::Array{"fee_interest", "collections"}), "");
  EXPECT_NE(refusal("others", json::Array{"fee_interest", "colections"}).find("did you mean 'collections'?"), std::string::npos);
  EXPECT_EQ(check("others", json::Array{"fee_interest", "colections"}).error().where, "others.1");
  EXPECT_EQ(refusal("ways.1.route", "mediation"), "");
  EXPECT_NE(refusal("ways.1.route", "mediaton").find("did you mean 'mediation'?"), std::string::npos);
  EXPECT_NE(refusal("ways.0", json::Object{{"route", "nowhere"}}), "") << "inside an object too";
  EXPECT_EQ(refusal("top", "comfort"), "");
  EXPECT_NE(refusal("top", "money"), "");
}

TEST_F(Vocabulary, BranchesAndNullsAreWhatTheSchemaSays) {
  for (const auto* known : {"unknown", "dominant", "patient"}) EXPECT_EQ(refusal("temperament", known), "") << known;
  EXPECT_NE(refusal("temperament", "dominnt").find("did you mean 'dominant'?"), std::string::npos);
  EXPECT_EQ(refusal("merit", "partial"), "");
  EXPECT_EQ(refusal("merit", nullptr), "");
  EXPECT_NE(refusal("merit", "half"), "");
  EXPECT_EQ(refusal("top", nullptr), "");
  EXPECT_NE(refusal("nature", nullptr), "") << "this reading is never empty";
  EXPECT_EQ(refusal("by_name.b", "no"), "");
  EXPECT_NE(refusal("by_name.b", "maybe"), "");
}

TEST_F(Vocabulary, WhatIsNoWordKeepsItsTypeAndItsRange) {
  EXPECT_EQ(refusal("severity.score", 0), "");
  EXPECT_EQ(refusal("severity.score", 100), "");
  for (const auto& [value, where] : {std::pair{json::Value(101), "severity.score"}, std::pair{json::Value(-1), "severity.score"}, std::pair{json::Value("40"), "severity.score"}}) {
    const auto done = check("severity.score", value);
    ASSERT_FALSE(done) << json::write(value);
    EXPECT_EQ(done.error().code, ErrorCode::schema);
    EXPECT_EQ(done.error().where, where);
  }
  EXPECT_NE(refusal("ways.0", json::Object{}), "") << "what the schema requires stays";
  EXPECT_NE(refusal("others", json::Array{"nav_loss", "nav_loss"}), "");
}

TEST_F(Vocabulary, FreeTextIsFreeAndAListThatIsNotThereLimitsNothing) {
  for (const auto* path : {"note", "anything", "elsewhere"}) EXPECT_EQ(refusal(path, "任何话 any words"), "") << path;
  manifest.raw = json::Object{};
  EXPECT_EQ(check_reading(manifest, nullptr, shipped(), result, "severity.level", "S9").has_value(), true) << "a stage that does not say what it writes";
}

TEST_F(Vocabulary, WhatWasWrongBeforeIsNotHeldAgainstACorrection) {
  result.at("nature") = "";
  EXPECT_EQ(refusal("severity.level", "S3"), "");
  EXPECT_EQ(refusal("nature", "other"), "") << "and may be mended";
}

}  // namespace
}  // namespace amends::runtime::testing

#include "packs/form_bounds.hpp"

#include <gtest/gtest.h>

#include "core/packs/pack_folder.hpp"

namespace amends::packs {
namespace {

/// The error of a set whose form `f` has these members in its field `x`, beside the fields `n` (integer), `m` (money), `d` (date) and `t` (string).
std::string error_of(const std::string& type, const std::string& members) {
  PackFolder folder;
  folder.write("base/forms/other.yaml", "pack: forms/other\nform: other\nfields:\n  - {field: sum, type: money}\n");
  folder.write("base/forms/f.yaml", "pack: forms/f\nform: f\nfields:\n  - {field: n, type: integer}\n  - {field: m, type: money}\n  - {field: d, type: date}\n  - {field: t, type: string}\n  - {field: x, type: " + type + ", " + members + "}\n");
  return folder.error();
}

TEST(FormBounds, NameNumbersFieldsFactsAnswersAndReadings) {
  EXPECT_EQ(error_of("integer", "minimum: 0, maximum: 0"), "");
  EXPECT_EQ(error_of("integer", "minimum_of: n, maximum_of: analysis.negotiation_plan.ladder"), "");
  EXPECT_EQ(error_of("integer", "maximum_of: group.size"), "");
  EXPECT_EQ(error_of("money", "minimum_of: [m, money.entitlement, answers.other.sum]"), "");
  EXPECT_EQ(error_of("date", "minimum_of: channel.received_at, maximum_of: [now, d]"), "");
  EXPECT_EQ(error_of("instant", "minimum_of: d"), "");
}

TEST(FormBounds, RefuseWhatLeadsNowhereWithItsPlace) {
  const auto text = error_of("money", "minimum_of: money.entitlment");
  EXPECT_TRUE(text.starts_with("base/forms/f.yaml:8:29: field 'x': 'money.entitlment' is no fact that a bound may name (the nearest is money.entitlement)")) << text;
  const auto has = [](const std::string& text, const std::string& part) { return text.find(part) != std::string::npos ? std::string() : "not there: " + text; };
  EXPECT_EQ(has(error_of("money", "minimum_of: [m, mm]"), "the form has no field 'mm'"), "");
  EXPECT_EQ(has(error_of("money", "minimum_of: x"), "no bound of itself"), "");
  EXPECT_EQ(has(error_of("money", "minimum_of: answers.gone.sum"), "the form 'gone' is not in forms/"), "");
  EXPECT_EQ(has(error_of("money", "minimum_of: answers.other.sums"), "(the nearest is sum)"), "");
  EXPECT_EQ(has(error_of("money", "minimum_of: answers.other"), "has no field ''"), "");
  EXPECT_EQ(has(error_of("integer", "maximum_of: analysis.negotiation_plan"), "is a whole result"), "");
  EXPECT_EQ(has(error_of("integer", "maximum_of: analysis.negotiation_plan."), "is a whole result"), "");
  EXPECT_EQ(has(error_of("integer", "maximum_of: case.status"), "is no fact that a bound may name"), "");
}

TEST(FormBounds, RefuseWhatCannotBeCompared) {
  const auto has = [](const std::string& text, const std::string& part) { return text.find(part) != std::string::npos ? std::string() : "not there: " + text; };
  for (const auto* members : {"minimum_of: n", "minimum_of: d", "minimum_of: now", "minimum_of: channel.received_at", "minimum_of: t"}) EXPECT_EQ(has(error_of("money", members), "cannot be compared"), "") << members;
  EXPECT_EQ(has(error_of("integer", "maximum_of: money.target"), "cannot be compared"), "");
  for (const auto* type : {"string", "boolean", "enum"}) EXPECT_EQ(has(error_of(type, "minimum_of: n"), "no least or greatest value"), "") << type;
  for (const auto* type : {"money", "date"}) EXPECT_EQ(has(error_of(type, "minimum: 1"), "a bound of an integer field only"), "") << type;
  EXPECT_EQ(has(error_of("integer", "minimum: 1, maximum: 0"), "no answer fits"), "");
  EXPECT_EQ(error_of("money", "currency: case"), "");
  EXPECT_EQ(has(error_of("integer", "currency: case"), "only money has a currency"), "");
  EXPECT_EQ(has(error_of("money", "currency: CNY"), "only money has a currency"), "");
}

// The schema of the shipped packs knows these keys and no others.
TEST(FormBounds, AnUnknownKeyIsRefusedByTheSchema) {
  PackFolder folder;
  const auto shipped = std::filesystem::path(AMENDS_SOURCE_DIR) / "workflows" / "packs";
  std::filesystem::remove_all(folder.path("schemas"));
  std::filesystem::copy(shipped / "schemas", folder.path("schemas"), std::filesystem::copy_options::recursive);
  const auto form = [](const std::string& member) {
    const std::string tail = ", required: true, label: {zh: 项, en: Field}, help: {zh: 填写, en: Fill in}}\n";
    return "pack: forms/f\nlang: [zh, en]\nversion: 1.0.0\nlicence: Apache-2.0\nauthored_by: tests\nreviewed_by: null\nvalid_from: 2026-01-01\nverify: false\nform: f\ntitle: {zh: 表, en: Form}\nfields:\n  - {field: n, type: integer" + member + tail +
           "  - {field: reason, type: string" + tail + "  - {field: who, type: string" + tail;
  };
  folder.write("base/forms/f.yaml", form(", minimum: 0, maximum: 10"));
  EXPECT_EQ(folder.error(), "");
  for (const auto* member : {", least: 0", ", minimum_off: reason", ", minimum: '0'", ", minimum: 0.5", ", minimum_of: []", ", minimum_of: ''", ", maximum_of: [group.size, group.size]"}) {
    folder.write("base/forms/f.yaml", form(member));
    EXPECT_TRUE(folder.error().starts_with("base/forms/f.yaml:12:")) << member << ": " << folder.error();
  }
}

}  // namespace
}  // namespace amends::packs

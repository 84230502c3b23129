// DMN models in a pack set: in the place of tables in YAML, or alone.
#include <gtest/gtest.h>

#include "core/packs/pack_folder.hpp"
#include "packs/packs.hpp"
#include "packs/table.hpp"

namespace amends::packs {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

constexpr std::string_view kPoints =
    "pack: tables/points\nversion: 1.0.0\ntables:\n"
    "  amount_points:\n    hit: first\n    inputs: [claim_amount, band]\n    rows:\n"
    "      - {id: A1, when: {claim_amount: '>= 100'}, then: {points: 5}, because: {zh: 大额, en: large}}\n    default: {points: 0}\n"
    "  other:\n    hit: first\n    inputs: [x]\n    rows:\n      - {id: O1, when: {x: '1'}, then: {y: 1}}\n";

std::string model(std::string_view inside) {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"urn:m\">\n" + std::string(inside) + "</definitions>\n";
}

std::string input(std::string_view name, std::string_view type = "number") {
  const std::string n(name);
  return "<inputData id=\"" + n + "\" name=\"" + n + "\"><variable name=\"" + n + "\" typeRef=\"" + std::string(type) + "\"/></inputData>\n";
}

/// A table of one input and one output: 7 from ten on, with a reason in both languages, else 1.
std::string points(std::string_view decision, std::string_view input, std::string_view output) {
  const std::string name(decision), in(input);
  return "<decision name=\"" + name + "\" id=\"d\"><variable name=\"" + name + "\"/><informationRequirement><requiredInput href=\"#" + in + "\"/></informationRequirement>\n" +
         "<decisionTable hitPolicy=\"FIRST\"><input label=\"" + in + "\"><inputExpression><text>" + in + "</text></inputExpression></input><output name=\"" + std::string(output) + "\"/>" +
         "<annotation name=\"zh\"/><annotation name=\"en\"/>\n" +
         "<rule><inputEntry><text>&gt;= 10</text></inputEntry><outputEntry><text>7</text></outputEntry><annotationEntry><text>十以上</text></annotationEntry><annotationEntry><text>ten or more</text></annotationEntry></rule>\n" +
         "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>\n</decisionTable></decision>\n";
}

feel::Decision decide(const Table& table, std::string_view inputs, feel::Explain explain = feel::Explain::no) {
  const auto value = *json::parse(inputs);
  auto out = table.decide(feel::JsonScope(value), explain);
  EXPECT_TRUE(out) << (out ? "" : out.error().text());
  return out ? *std::move(out) : feel::Decision{};
}

class Models : public ::testing::Test {
 protected:
  Models() { folder_.write("base/tables/points.yaml", kPoints); }
  std::string refused(const std::string& dmn, const std::string& path = "bank/tables/points.dmn") {
    folder_.write(path, dmn);
    return folder_.error("base", {"bank"});
  }
  PackFolder folder_;
};

TEST_F(Models, ADecisionTakesThePlaceOfTheTableWithItsName) {
  const auto before = (*folder_.load())->hash();
  folder_.write("bank/tables/points.dmn", model(input("Claim Amount") + points("amount_points", "Claim Amount", "points")));
  const auto packs = folder_.load("base", {"bank"});
  ASSERT_TRUE(packs) << packs.error().text();
  const auto table = *(*packs)->table("tables/points", "amount_points");
  ASSERT_NE(table->model(), nullptr);
  EXPECT_EQ(table->yaml(), nullptr);
  EXPECT_EQ(table->inputs(), std::vector<std::string>{"Claim Amount"});
  EXPECT_TRUE(table->takes("claim_amount"));
  EXPECT_FALSE(table->takes("band"));
  const auto decision = decide(*table, R"({"claim_amount": 12, "band": "calm"})", feel::Explain::yes);
  EXPECT_EQ(json::canonical(decision.output), R"({"points":7})");
  ASSERT_EQ(decision.matched.size(), 1u);
  EXPECT_EQ(decision.matched[0].row_id, "1");
  EXPECT_EQ(json::canonical(decision.matched[0].because), R"({"en":"ten or more","zh":"十以上"})");
  EXPECT_EQ(json::canonical(decision.inputs), R"({"Claim Amount":12})");
  const auto low = decide(*table, R"({"claim_amount": 9})", feel::Explain::yes);
  EXPECT_EQ(json::canonical(low.output), R"({"points":1})");
  ASSERT_EQ(low.misses.size(), 1u);
  EXPECT_EQ(low.misses[0].row_id + " " + low.misses[0].column + " " + low.misses[0].cell + " " + json::write(low.misses[0].value), "1 Claim Amount >= 10 9");
  // The other table of the file is as it was, and the set is another one.
  EXPECT_NE((*(*packs)->table("tables/points", "other"))->yaml(), nullptr);
  EXPECT_NE((*packs)->hash(), before);
  EXPECT_EQ((*packs)->tables(), (std::vector<std::string>{"tables/points#amount_points", "tables/points#other"}));
  EXPECT_EQ((*packs)->model_file("tables/points"), "bank/tables/points.dmn");
  EXPECT_TRUE((*packs)->compile_all());
}

TEST_F(Models, AModelAloneIsAFileOfTables) {
  folder_.write("base/tables/triage.dmn", model(input("x") + points("triage", "x", "level") +
                                                "<decision name=\"twice\" id=\"t\"><variable name=\"twice\"/><informationRequirement><requiredInput href=\"#x\"/></informationRequirement><literalExpression><text>x * 2</text></literalExpression></decision>\n" +
                                                "<decision name=\"all\" id=\"a\"><variable name=\"all\"/><informationRequirement><requiredDecision href=\"#t\"/></informationRequirement><literalExpression><text>[twice, 1]</text></literalExpression></decision>\n"));
  const auto packs = folder_.load();
  ASSERT_TRUE(packs) << packs.error().text();
  EXPECT_EQ(json::canonical(decide(**(*packs)->table("tables/triage"), R"({"x": 10})").output), R"({"level":7})") << "the decision with the name of the file";
  EXPECT_EQ(json::canonical(decide(**(*packs)->table("tables/triage", "twice"), R"({"x": 4})").output), R"({"twice":8})");
  EXPECT_EQ(json::canonical(decide(**(*packs)->table("tables/triage", "all"), R"({"x": 4})").output), R"([{"all":8},{"all":1}])");
  const auto unknown = decide(**(*packs)->table("tables/triage", "twice"), "{}");
  EXPECT_TRUE(unknown.output.is_null()) << json::write(unknown.output);
  EXPECT_EQ((*packs)->table("tables/triage", "none").error().code, ErrorCode::pack_missing);
  EXPECT_EQ((*packs)->file("tables/triage"), nullptr);
}

TEST_F(Models, AnInputThatIsNoValueOfItsTypeIsAnError) {
  folder_.write("base/tables/day.dmn", model(input("day", "date") + "<decision name=\"day of\" id=\"t\"><variable name=\"day of\"/><informationRequirement><requiredInput href=\"#day\"/></informationRequirement><literalExpression><text>day.day</text></literalExpression></decision>\n"));
  const auto packs = *folder_.load();
  const auto table = *packs->table("tables/day");
  EXPECT_EQ(json::canonical(decide(*table, R"({"day": "2026-03-02"})").output), R"({"day of":2})");
  const auto wrong = *json::parse(R"({"day": "soon"})");
  const auto out = table->decide(feel::JsonScope(wrong));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::bad_type);
}

TEST_F(Models, ALaterModelReplacesAnEarlierOneWhole) {
  folder_.write("base/tables/triage.dmn", model(input("x") + points("triage", "x", "level")));
  folder_.write("bank/tables/triage.dmn", model(input("x") + points("routes", "x", "level")));
  const auto packs = *folder_.load("base", {"bank"});
  EXPECT_FALSE(packs->table("tables/triage", "triage"));
  EXPECT_TRUE(packs->table("tables/triage", "routes"));
}

TEST_F(Models, RefusesWhatCannotTakeThePlaceOfATable) {
  EXPECT_TRUE(has(refused(model(input("claim_amount") + points("amount_point", "claim_amount", "points"))), "none of its decisions has the name of a table of tables/points")) << folder_.error("base", {"bank"});
  EXPECT_TRUE(has(folder_.error("base", {"bank"}), "did you mean 'amount_points'"));
  EXPECT_TRUE(has(refused(model(input("sum") + points("amount_points", "sum", "points"))), "needs the input 'sum', which nobody gives to this table; it is given claim_amount, band"));
  EXPECT_TRUE(has(refused(model(input("claim_amount") + points("amount_points", "claim_amount", "score"))), "has no output 'points', which is read of this table"));
  EXPECT_TRUE(has(refused(model("")), "the model has no decision"));
  EXPECT_TRUE(has(refused("<definitions"), "bank/tables/points.dmn:1"));
  EXPECT_TRUE(has(refused(model(input("claim_amount") + points("amount_points", "claim_amount +", "points"))), "bank/tables/points.dmn:"));
  EXPECT_TRUE(has(refused(model(input("claim_amount") + points("amount_points", "claim_amount", "points")), "bank/lex/points.dmn"), "a model decides tables and stands in tables/"));
}

TEST_F(Models, TwoFormsOfOneTableAreRefused) {
  folder_.write("base/tables/points.dmn", model(input("claim_amount") + points("amount_points", "claim_amount", "points")));
  EXPECT_TRUE(has(folder_.error(), "is decided by the model base/tables/points.dmn, so these rows would never be asked")) << folder_.error();
  EXPECT_TRUE(has(folder_.error(), "base/tables/points.yaml:4"));
}

TEST_F(Models, ALaterLayerCannotWriteRowsThatAModelBelowDecides) {
  PackFolder folder;
  folder.write("base/tables/triage.dmn", model(input("x") + points("triage", "x", "level")));
  folder.write("bank/tables/triage.yaml", "pack: tables/triage\ntable: triage\nhit: first\ninputs: [x]\nrows:\n  - {id: A, when: {x: '1'}, then: {level: 1}}\n");
  EXPECT_TRUE(has(folder.error("base", {"bank"}), "the table 'triage' is decided by the model base/tables/triage.dmn"));
}

TEST_F(Models, AFileWithFloorsStaysInYaml) {
  folder_.write("schemas/index.json", R"({"schemas": [["tables/points", "floor"], ["*", "any"]]})");
  folder_.write("schemas/floor.schema.json", R"({"type": "object", "properties": {"tables": {"type": "object", "x-floor": "keep"}}})");
  EXPECT_TRUE(has(refused(model(input("claim_amount") + points("amount_points", "claim_amount", "points"))), "rows of tables/points may only be made stricter"));
}

}  // namespace
}  // namespace amends::packs

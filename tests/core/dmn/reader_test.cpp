#include "dmn/reader.hpp"

#include <gtest/gtest.h>

#include "core/dmn/dmn_helper.hpp"

namespace amends::dmn {
namespace {

using namespace test;

std::string refusal(std::string_view text) {
  auto read = read_definitions(text, "m.dmn");
  return read ? "read" : std::string(code_name(read.error().code)) + " " + read.error().text();
}

std::string table(std::string_view attributes, std::string_view inside) {
  return decision("d", "<decisionTable " + std::string(attributes) + ">" + std::string(inside) + "</decisionTable>");
}

constexpr std::string_view kInput = "<input><inputExpression><text>a</text></inputExpression></input>";

TEST(DmnReader, ReadsFourVersionsAndRefusesOthersByName) {
  for (const auto* date : {"http://www.omg.org/spec/DMN/20180521", "https://www.omg.org/spec/DMN/20191111", "https://www.omg.org/spec/DMN/20211108", "https://www.omg.org/spec/DMN/20230324"}) {
    const auto read = read_definitions(definitions(input("a", "string"), std::string(date) + "/MODEL/"), "m.dmn");
    ASSERT_TRUE(read) << date << " " << read.error().text();
    EXPECT_EQ(read->inputs.at(0).variable.type_ref, "string");
  }
  EXPECT_EQ(refusal(definitions("", "http://www.omg.org/spec/DMN/20151101/dmn.xsd")).substr(0, 55), "error.unsupported m.dmn:1: <definitions> 'm' is of anot");
  EXPECT_NE(refusal("<definitions xmlns=\"urn:other\"/>").find("is no DMN model"), std::string::npos);
  EXPECT_NE(refusal("<decision xmlns=\"" + std::string(kSpace) + "\"/>").find("the root element of a DMN file is <definitions>"), std::string::npos);
}

TEST(DmnReader, ReadsByPrefixAndPassesOverForeignElements) {
  const auto read = read_definitions("<s:definitions xmlns:s=\"" + std::string(kSpace) + "\" xmlns:x=\"urn:x\" namespace=\"urn:m\">"
      "<s:extensionElements><x:decision name=\"no\"/></s:extensionElements><x:decision name=\"no\"/>"
      "<s:knowledgeSource name=\"law\"/><s:decision name=\" my \n decision \"><x:literalExpression/><s:literalExpression><s:text> 1 </s:text></s:literalExpression></s:decision>"
      "</s:definitions>", "m.dmn");
  ASSERT_TRUE(read) << read.error().text();
  ASSERT_EQ(read->decisions.size(), 1u);
  EXPECT_EQ(read->decisions[0].name, "my decision") << "blanks inside names are single";
  EXPECT_EQ(read->decisions[0].expression.text, "1");
}

TEST(DmnReader, ReadsItemDefinitions) {
  const auto read = read_definitions(definitions(
      "<itemDefinition name=\"tLoan\"><itemComponent name=\"sum\"><typeRef>number</typeRef><allowedValues><text>&gt; 0</text></allowedValues></itemComponent></itemDefinition>"
      "<itemDefinition name=\"tLoans\" isCollection=\"true\"><typeRef>tLoan</typeRef><typeConstraint><text>count(?) > 1</text></typeConstraint></itemDefinition>"
      "<itemDefinition name=\"tRate\"><functionItem outputTypeRef=\"number\"><parameters name=\"a\" typeRef=\"number\"/></functionItem></itemDefinition>"), "m.dmn");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->items[0].components.at(0).allowed_values, "> 0");
  EXPECT_TRUE(read->items[1].collection);
  EXPECT_EQ(read->items[1].type_constraint, "count(?) > 1");
  EXPECT_TRUE(read->items[2].function);
  EXPECT_EQ(read->items[2].output_type_ref, "number");
}

TEST(DmnReader, ReadsATableWithAllItsParts) {
  const auto read = read_definitions(definitions(table("hitPolicy=\"COLLECT\" aggregation=\"MAX\"", std::string(kInput) +
      "<output name=\"x\" typeRef=\"number\"><outputValues><text>1, 2</text></outputValues><defaultOutputEntry><text>0</text></defaultOutputEntry></output>"
      "<annotation name=\"why\"/><rule id=\"r\"><inputEntry><text>&lt; 5</text></inputEntry><outputEntry><text>1</text></outputEntry>"
      "<annotationEntry><text>small</text></annotationEntry></rule>")), "m.dmn");
  ASSERT_TRUE(read) << read.error().text();
  const auto& out = *read->decisions[0].expression.table;
  EXPECT_EQ(out.hit, feel::HitPolicy::collect);
  EXPECT_EQ(out.aggregate, feel::Aggregate::max);
  EXPECT_EQ(out.inputs[0].text, "a");
  EXPECT_EQ(out.outputs[0].fallback, "0");
  EXPECT_EQ(out.rules[0].inputs[0], "< 5");
  EXPECT_EQ(out.rules[0].annotations[0], "small");
}

TEST(DmnReader, RefusesWhatIsNoModelAndNamesElementAndLine) {
  const std::pair<std::string, const char*> cases[] = {
      {"<decision/>", "m.dmn:2: <decision> has no name"},
      {input("a") + input("a"), "m.dmn:3: <inputData> 'a' (id 'a') has the id 'a', which line 2 has too"},
      {"<inputData name=\"a\"/><decision name=\"a\"/>", "has the same name as the element of line 2"},
      {"<inputData name=\"a\"><variable name=\"b\"/></inputData>", "is called 'b' and its inputData 'a'"},
      {decision("d", "", "<informationRequirement><requiredInput/></informationRequirement>"), "has no href with an id"},
      {"<import name=\"x\"/>", "has no namespace; write the namespace of the model that is imported"},
      {"<import name=\"x\" namespace=\"urn:1\"/><import name=\"x\" namespace=\"urn:2\"/>", "has the same name as the import of line 2"},
      {"<itemDefinition/>", "has no name"},
      {"<itemDefinition name=\"t\"/><itemDefinition name=\"t\"/>", "has the same name as line 2"},
      {"<itemDefinition name=\"t\"><typeRef>number</typeRef><itemComponent name=\"c\"/></itemDefinition>", "has a typeRef and components"},
      {"<decisionService name=\"s\"/>", "has no output decision"},
      {table("hitPolicy=\"LAST\"", "<output/>"), "<decisionTable> has the hit policy 'LAST'; write UNIQUE"},
      {table("aggregation=\"SUM\"", "<output/>"), "belongs to the hit policy COLLECT"},
      {table("hitPolicy=\"COLLECT\" aggregation=\"MEAN\"", "<output/>"), "write SUM, COUNT, MIN or MAX"},
      {table("", "<input/><output/>"), "<input> has no input expression"},
      {table("", ""), "has no output"},
      {table("", "<output name=\"a\"/><output/>"), "one of them without name"},
      {table("", "<output name=\"a\"/><output name=\"a\"/>"), "the same name as another output"},
      {table("", std::string(kInput) + "<output/><rule><outputEntry><text>1</text></outputEntry></rule>"), "has 0 input entries and 1 output entries; its table has 1 inputs and 1 outputs"},
      {decision("d", "<context><contextEntry>" + literal("1") + "</contextEntry><contextEntry>" + literal("1") + "</contextEntry></context>"), "follows the result cell"},
      {decision("d", "<context><contextEntry><variable name=\"a\"/></contextEntry><contextEntry><variable name=\"a\"/></contextEntry></context>"), "stands twice in its context"},
      {decision("d", "<relation><column name=\"a\"/><row/></relation>"), "has 0 cells and its relation 1 columns"},
      {decision("d", "<for><in/><return/></for>"), "has no iterator variable"},
      {decision("d", "<for iteratorVariable=\"i\"><in/></for>"), "has no <return>"},
      {decision("d", "<conditional><if/><then/></conditional>"), "has no <else>"},
      {decision("d", "<invocation>" + literal("f") + "<binding/></invocation>"), "names no parameter"},
      {decision("d", "<functionDefinition kind=\"Cobol\"/>"), "has the kind 'Cobol'"},
      {decision("d", "<functionDefinition><formalParameter/></functionDefinition>"), "<formalParameter> has no name"},
      {decision("d", "<literalExpression><importedValues/></literalExpression>"), "has imported values"},
  };
  for (const auto& [elements, words] : cases) {
    const auto said = refusal(definitions(elements));
    EXPECT_NE(said.find(words), std::string::npos) << elements << "\n  " << said;
    EXPECT_NE(said.find(" m.dmn:"), std::string::npos) << said;
  }
}

}  // namespace
}  // namespace amends::dmn

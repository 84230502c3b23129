#include <gtest/gtest.h>

#include "core/dmn/dmn_helper.hpp"
#include "dmn/limits.hpp"

namespace amends::dmn {
namespace {

using namespace test;

std::string entry(std::string_view name, std::string_view logic, std::string_view type = {}) {
  return "<contextEntry><variable name=\"" + std::string(name) + "\"" + (type.empty() ? "" : " typeRef=\"" + std::string(type) + "\"") + "/>" + std::string(logic) + "</contextEntry>";
}
std::string result_cell(std::string_view logic) { return "<contextEntry>" + std::string(logic) + "</contextEntry>"; }

TEST(Boxed, Literal) {
  EXPECT_EQ(value_of(literal("1 + 2")), "3");
  EXPECT_EQ(value_of("<literalExpression expressionLanguage=\"urn:js\"><text>1</text></literalExpression>").substr(0, 84),
            "problem m.dmn:2: in the decision 'd': the expression language 'urn:js' is not suppor");
}

TEST(Boxed, AnEmptyPlaceIsNullAndSaysSo) {
  Answer answer;
  EXPECT_EQ(value_of("", &answer), "null");
  EXPECT_EQ(first_note(answer), "m.dmn:2: there is no expression here");
  EXPECT_EQ(value_of("<literalExpression/>"), "null");
}

TEST(Boxed, Context) {
  EXPECT_EQ(value_of("<context>" + entry("monthly sum", literal("2")) + entry("b", literal("monthly sum * 3")) + "</context>"), "{\"monthly sum\": 2, \"b\": 6}");
  EXPECT_EQ(value_of("<context>" + entry("a", literal("2")) + result_cell(literal("a + 1")) + "</context>"), "3");
  Answer answer;
  EXPECT_EQ(value_of("<context>" + entry("a", literal("\"x\""), "number") + "</context>", &answer), "{\"a\": null}");
  EXPECT_EQ(first_note(answer), "m.dmn:2: 'a' is a string that its type 'number' does not allow, so it counts as null");
}

TEST(Boxed, ListAndRelation) {
  EXPECT_EQ(value_of("<list>" + literal("1") + literal("\"x\"") + "</list>"), "[1, \"x\"]");
  EXPECT_EQ(value_of("<relation><column name=\"a\"/><column name=\"b\"/><row>" + literal("1") + literal("2") + "</row><row>" + literal("3") + literal("4") + "</row></relation>"),
            "[{\"a\": 1, \"b\": 2}, {\"a\": 3, \"b\": 4}]");
  EXPECT_EQ(value_of("<list/>"), "[]");
}

TEST(Boxed, FunctionDefinitionAndInvocation) {
  const std::string add = "<functionDefinition><formalParameter name=\"x\" typeRef=\"number\"/><formalParameter name=\"y\"/>" + literal("x + y") + "</functionDefinition>";
  EXPECT_EQ(value_of("<context>" + entry("add", add) + result_cell(literal("add(1, 2)")) + "</context>"), "3");
  EXPECT_EQ(value_of("<context>" + entry("add", add) + result_cell("<invocation>" + literal("add") + "<binding><parameter name=\"y\"/>" + literal("10") +
                     "</binding><binding><parameter name=\"x\"/>" + literal("1") + "</binding></invocation>") + "</context>"), "11");
  Answer answer;
  EXPECT_EQ(value_of("<context>" + entry("add", add) + result_cell("<invocation>" + literal("add") + "<binding><parameter name=\"z\"/>" + literal("10") + "</binding></invocation>") + "</context>", &answer),
            "null");
  EXPECT_EQ(first_note(answer), "m.dmn:2: the function has no parameter 'z'");
  EXPECT_EQ(value_of("<invocation>" + literal("5") + "</invocation>", &answer), "null");
  EXPECT_EQ(first_note(answer), "m.dmn:2: what the invocation calls is a number, not a function");
}

TEST(Boxed, AFunctionSeesWhereItStandsAndMayCallItself) {
  const std::string factorial = "<functionDefinition><formalParameter name=\"n\"/>" + literal("if n <= 1 then k else n * factorial(n - 1)") + "</functionDefinition>";
  EXPECT_EQ(value_of("<context>" + entry("k", literal("1")) + entry("factorial", factorial) + result_cell(literal("factorial(5)")) + "</context>"), "120");
  const std::string endless = "<functionDefinition><formalParameter name=\"n\"/>" + literal("f(n)") + "</functionDefinition>";
  const auto said = value_of("<context>" + entry("f", endless) + result_cell(literal("f(1)")) + "</context>");
  EXPECT_EQ(said.substr(0, 11), "error.range") << said;
}

TEST(Boxed, FunctionsInJavaAndPmmlAreNullWithAReason) {
  for (const auto* kind : {"Java", "PMML"}) {
    Answer answer;
    EXPECT_EQ(value_of("<context>" + entry("f", "<functionDefinition kind=\"" + std::string(kind) + "\"><formalParameter name=\"x\"/><context/></functionDefinition>") +
                       result_cell(literal("f(1)")) + "</context>", &answer), "null");
    EXPECT_NE(first_note(answer).find("a function in " + std::string(kind) + " is not run here"), std::string::npos) << first_note(answer);
  }
}

TEST(Boxed, Filter) {
  EXPECT_EQ(value_of("<filter><in>" + literal("[1, 5, 9]") + "</in><match>" + literal("item > 3") + "</match></filter>"), "[5, 9]");
  EXPECT_EQ(value_of("<filter><in>" + literal("[{a: 1}, {a: 2}]") + "</in><match>" + literal("a = 2") + "</match></filter>"), "[{\"a\": 2}]");
  EXPECT_EQ(value_of("<filter><in>" + literal("[4, 5]") + "</in><match>" + literal("2") + "</match></filter>"), "5");
  EXPECT_EQ(value_of("<filter><in>" + literal("[4, 5]") + "</in><match>" + literal("3") + "</match></filter>"), "null");
}

TEST(Boxed, Iterations) {
  const auto loop = [](std::string_view name, std::string_view in, std::string_view part, std::string_view body) {
    return "<" + std::string(name) + " iteratorVariable=\"i\"><in>" + literal(in) + "</in><" + std::string(part) + ">" + literal(body) + "</" + std::string(part) + "></" + std::string(name) + ">";
  };
  EXPECT_EQ(value_of(loop("for", "[1, 2, 3]", "return", "i * i")), "[1, 4, 9]");
  EXPECT_EQ(value_of(loop("for", "[1..4]", "return", "i + count(partial)")), "[1, 3, 5, 7]");
  EXPECT_EQ(value_of(loop("some", "[1, 2]", "satisfies", "i > 1")), "true");
  EXPECT_EQ(value_of(loop("some", "[1, 2]", "satisfies", "i > 2")), "false");
  EXPECT_EQ(value_of(loop("every", "[1, 2]", "satisfies", "i > 0")), "true");
  EXPECT_EQ(value_of(loop("every", "[1, 2]", "satisfies", "i > 1")), "false");
  EXPECT_EQ(value_of(loop("every", "[1, 2]", "satisfies", "\"x\"")), "null");
  Answer answer;
  EXPECT_EQ(value_of(loop("for", "null", "return", "i"), &answer), "null");
  EXPECT_EQ(first_note(answer), "m.dmn:2: the list to go through is null");
  EXPECT_EQ(value_of("<some iteratorVariable=\"i\"><in>" + literal("[1..100000]") + "</in><satisfies>" + literal("i = 1") + "</satisfies></some>"), "true") << kIterationsMax;
  EXPECT_NE(value_of(loop("some", "[1..100001]", "satisfies", "true")).find("more than 100000 elements"), std::string::npos);
}

TEST(Boxed, Conditional) {
  const auto choose = [](std::string_view condition) { return "<conditional><if>" + literal(condition) + "</if><then>" + literal("1") + "</then><else>" + literal("2") + "</else></conditional>"; };
  EXPECT_EQ(value_of(choose("true")), "1");
  EXPECT_EQ(value_of(choose("false")), "2");
  EXPECT_EQ(value_of(choose("null")), "2");
  Answer answer;
  EXPECT_EQ(value_of(choose("\"x\""), &answer), "null");
  EXPECT_EQ(first_note(answer), "m.dmn:2: the condition is a string, neither true nor false");
}

}  // namespace
}  // namespace amends::dmn

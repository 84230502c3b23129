#include "dmn/model.hpp"

#include <gtest/gtest.h>

#include "core/dmn/dmn_helper.hpp"
#include "dmn/limits.hpp"
#include "feel/temporal.hpp"

namespace amends::dmn {
namespace {

using namespace test;

TEST(DmnModel, DecidesInOrderOfRequirementsAndSeesOnlyThem) {
  const auto elements = input("monthly income", "number") + decision("b", literal("a * 2"), needs_decision("a")) + decision("a", literal("monthly income + 1"), needs_input("monthly income")) +
                        decision("c", literal("a"), needs_decision("b"));
  EXPECT_EQ(decided(elements, "b", {{"monthly income", number(4), ""}}), "10");
  EXPECT_EQ(decided(elements, "c", {{"monthly income", number(4), ""}}), "null") << "'a' is no requirement of 'c'";
  EXPECT_EQ(decided(elements, "b", {{"a", number(5), ""}}), "10") << "a decision may be given";
  EXPECT_EQ(decided(elements, "bb"), "error.not_found m.dmn: there is no decision 'bb'; did you mean 'b'?");
}

TEST(DmnModel, RefusesCirclesWithThePath) {
  EXPECT_EQ(decided(decision("a", literal("b"), needs_decision("b")) + decision("b", literal("c"), needs_decision("c")) + decision("c", literal("a"), needs_decision("a")), "a"),
            "error.schema m.dmn:2: requirements go in a circle: 'a' -> 'b' -> 'c' -> 'a'; remove one of them");
  EXPECT_NE(decided(decision("a", literal("1"), needs_decision("a")), "a").find("'a' -> 'a'"), std::string::npos);
  EXPECT_NE(decided("<itemDefinition name=\"t\"><typeRef>u</typeRef></itemDefinition><itemDefinition name=\"u\"><typeRef>t</typeRef></itemDefinition>" + decision("a", literal("1")), "a")
                .find("refer to one another in a circle: 't' -> 'u' -> 't'"), std::string::npos);
}

TEST(DmnModel, HoldsTheLengthOfChainsOnBothSides) {
  const auto chain = [](std::size_t length) {
    std::string out = decision("d0", literal("0"));
    for (std::size_t i = 1; i < length; ++i) out += decision("d" + std::to_string(i), literal("d" + std::to_string(i - 1) + " + 1"), needs_decision("d" + std::to_string(i - 1)));
    return out;
  };
  // From the file's last decision down: the first ones are looked at before it.
  std::string backwards;
  for (std::size_t i = kRequirementDepthMax; i-- > 0;)
    backwards += decision("d" + std::to_string(i), i == 0 ? literal("0") : literal("d" + std::to_string(i - 1) + " + 1"), i == 0 ? "" : needs_decision("d" + std::to_string(i - 1)));
  EXPECT_EQ(decided(backwards, "d199"), "199");
  const auto longer = decision("top", literal("d199"), needs_decision("d199")) + backwards;
  EXPECT_NE(decided(longer, "top").find("a chain of more than 200 requirements"), std::string::npos);
  EXPECT_EQ(decided(chain(10), "d9"), "9");
}

TEST(DmnModel, RefusesReferencesToNothingAndToTheWrongKind) {
  EXPECT_EQ(decided(decision("a", literal("1"), needs_decision("x")), "a"),
            "error.schema m.dmn:2: the decision 'a' refers to '#x', and no element of 'm.dmn' has that id; correct the href");
  EXPECT_NE(decided(input("i") + decision("a", literal("1"), needs_decision("i")), "a").find("which is a input data; it needs a decision"), std::string::npos);
  EXPECT_NE(decided(decision("a", literal("1"), "<informationRequirement><requiredInput href=\"urn:other#i\"/></informationRequirement>"), "a").find("whose namespace is not imported"), std::string::npos);
}

TEST(DmnModel, ReadsItsOwnNamespaceInHrefs) {
  EXPECT_EQ(decided(decision("b", literal("7")) + decision("a", literal("b"), "<informationRequirement><requiredDecision href=\"urn:m#b\"/></informationRequirement>"), "a"), "7");
}

TEST(DmnModel, BringsInputsIntoTheirTypes) {
  const auto elements = "<itemDefinition name=\"tSum\"><typeRef>number</typeRef><allowedValues><text>[0..100]</text></allowedValues></itemDefinition>"
                        "<itemDefinition name=\"tPerson\"><itemComponent name=\"first name\"><typeRef>string</typeRef></itemComponent><itemComponent name=\"sums\" isCollection=\"true\"><typeRef>tSum</typeRef></itemComponent></itemDefinition>" +
                        input("s", "tSum") + input("p", "tPerson") + decision("d", literal("s"), needs_input("s")) + decision("e", literal("p.first name + string(count(p.sums))"), needs_input("p"));
  EXPECT_EQ(decided(elements, "d", {{"s", number(100), ""}}), "100");
  Answer answer;
  EXPECT_EQ(decided(elements, "d", {{"s", number(101), ""}}, &answer), "null");
  EXPECT_NE(first_note(answer).find("the input 's' is a number that its type"), std::string::npos) << first_note(answer);
  EXPECT_EQ(decided(elements, "d", {{"s", feel::Value::list({number(5)}), ""}}), "5") << "a list of one is its element";
  EXPECT_EQ(decided(elements, "e", {{"p", feel::Value::context({{"first name", text("Li")}, {"sums", feel::Value::list({number(1), number(2)})}}), ""}}), "Li2");
  EXPECT_EQ(decided(elements, "e", {{"p", feel::Value::context({{"first name", text("Li")}, {"sums", feel::Value::list({number(1), number(200)})}}), ""}}), "null");
}

TEST(DmnModel, AnUnknownTypeIsAProblemWithTheNearestName) {
  const auto said = decided(input("s", "nubmer") + decision("d", literal("s"), needs_input("s")), "d");
  EXPECT_NE(said.find("'nubmer' is no type of this model; did you mean 'number'?"), std::string::npos) << said;
}

TEST(DmnModel, CallsBusinessKnowledge) {
  const auto knowledge = "<businessKnowledgeModel id=\"k\" name=\"net sum\"><encapsulatedLogic><formalParameter name=\"x\" typeRef=\"number\"/>" + literal("x - fee(x)") + "</encapsulatedLogic>" +
                         needs_knowledge("f") + "</businessKnowledgeModel><businessKnowledgeModel id=\"f\" name=\"fee\"><encapsulatedLogic><formalParameter name=\"x\"/>" + literal("x / 10") +
                         "</encapsulatedLogic></businessKnowledgeModel>";
  EXPECT_EQ(decided(knowledge + decision("d", literal("net sum(50)"), needs_knowledge("k")), "d"), "45");
  EXPECT_EQ(decided(knowledge + decision("d", "<invocation>" + literal("net sum") + "<binding><parameter name=\"x\"/>" + literal("20") + "</binding></invocation>", needs_knowledge("k")), "d"), "18");
}

const std::string kService = input("a", "number") + decision("b", literal("1")) + decision("c", literal("a + b"), needs_input("a") + needs_decision("b")) + decision("e", literal("a - b"), needs_input("a") + needs_decision("b")) +
    "<decisionService id=\"s\" name=\"s\"><outputDecision href=\"#c\"/><inputDecision href=\"#b\"/><inputData href=\"#a\"/></decisionService>"
    "<decisionService id=\"two\" name=\"two\"><outputDecision href=\"#c\"/><outputDecision href=\"#e\"/><inputDecision href=\"#b\"/><inputData href=\"#a\"/></decisionService>";

TEST(DmnModel, ServesAsAFunctionAndByName) {
  EXPECT_EQ(decided(kService + decision("d", literal("s(10, 5)"), needs_knowledge("s")), "d"), "15") << "inputs first, then input decisions";
  EXPECT_EQ(decided(kService + decision("d", literal("two(10, 5)"), needs_knowledge("two")), "d"), "{\"c\": 15, \"e\": 5}");
  EXPECT_EQ(decided(kService + decision("d", literal("two(b: 5, a: 10).e"), needs_knowledge("two")), "d"), "5");
  EXPECT_EQ(decided(kService + decision("d", literal("s(10)"), needs_knowledge("s")), "d"), "null");
  Answer answer;
  EXPECT_EQ(decided(kService + decision("d", literal("s(\"x\", 5) = null"), needs_knowledge("s")), "d", {}, &answer), "true");
  EXPECT_NE(first_note(answer).find("the argument 'a' is a string that its type 'number' does not allow"), std::string::npos) << first_note(answer);
  const auto model = Model::load({"m.dmn", definitions(kService)});
  ASSERT_TRUE(model);
  EXPECT_EQ(model->services(), (std::vector<std::string>{"s", "two"}));
  const std::vector<Given> given = {{"a", number(10), ""}, {"b", number(2), ""}};
  EXPECT_EQ(feel::text_of(model->serve("s", given)->value), "12");
  EXPECT_EQ(model->serve("x", given).error().code, ErrorCode::not_found);
}

TEST(DmnModel, ImportsByNamespaceFromWhatIsHandedIn) {
  const Source types{"types.dmn", definitions("<itemDefinition name=\"tName\"><typeRef>string</typeRef></itemDefinition>" + input("person name", "tName") + decision("greeting", literal("\"Hello, \" + person name"), needs_input("person name")), kSpace, "urn:types")};
  const Source broken{"broken.dmn", "<definitions"};
  const auto main = "<import name=\"base model\" namespace=\"urn:types\" importType=\"" + std::string(kSpace) + "\"/>" + input("other", "base model.tName") +
                    decision("d", literal("base model.greeting + \"!\""), "<informationRequirement><requiredDecision href=\"urn:types#greeting\"/></informationRequirement>");
  EXPECT_EQ(decided(main, "d", {{"person name", text("Li"), ""}}, nullptr, {broken, types}), "Hello, Li!");
  EXPECT_EQ(decided(main, "d", {{"person name", text("Li"), "urn:types"}}, nullptr, {types}), "Hello, Li!");
  EXPECT_EQ(decided(main, "d").substr(0, 96), "error.not_found m.dmn:2: the import 'base model' needs the model of the namespace 'urn:types', w");
  const Source circle{"c.dmn", definitions("<import name=\"m\" namespace=\"urn:m\"/>", kSpace, "urn:types")};
  EXPECT_NE(decided(main, "d", {}, nullptr, {circle}).find("models import one another in a circle: m.dmn -> c.dmn -> m.dmn"), std::string::npos);
}

TEST(DmnModel, TheHashIsThatOfAllFilesThatCount) {
  const Source main{"m.dmn", definitions(decision("d", literal("1")))};
  const auto one = Model::load(main), other = Model::load({"other.dmn", main.text}), changed = Model::load({"m.dmn", definitions(decision("d", literal("2")))});
  EXPECT_EQ(one->hash(), other->hash());
  EXPECT_NE(one->hash(), changed->hash());
  EXPECT_EQ(one->hash().substr(0, 7), "sha256:");
}

TEST(DmnModel, GivesInputsAndTablesForPeople) {
  const auto model = Model::load({"m.dmn", definitions(input("a", "number") + decision("b", literal("a"), needs_input("a")) + decision("c", literal("b"), needs_decision("b")))});
  ASSERT_TRUE(model);
  const auto inputs = model->inputs_of("c");
  ASSERT_TRUE(inputs);
  ASSERT_EQ(inputs->size(), 1u);
  EXPECT_EQ(inputs->at(0).first, "a");
  EXPECT_EQ(model->decisions(), (std::vector<std::string>{"b", "c"}));
  EXPECT_TRUE(model->tables().empty());
}

TEST(DmnModel, ReadsJsonInTheTypesOfItsInputs) {
  const auto read = [](std::string_view json, feel::TypeName type) {
    auto value = value_from_json(*json::parse(json), feel::simple_type(type), "x");
    return value ? std::string(feel::kind_name(value->kind())) + " " + feel::text_of(*value) : value.error().text();
  };
  EXPECT_EQ(read("\"2026-03-01\"", feel::TypeName::date), "a date 2026-03-01");
  EXPECT_EQ(read("\"1.25\"", feel::TypeName::number), "a number 1.25");
  EXPECT_EQ(read("\"P1D\"", feel::TypeName::days_time), "a days and time duration P1D");
  EXPECT_EQ(read("\"P1D\"", feel::TypeName::string), "a string P1D");
  EXPECT_NE(read("\"soon\"", feel::TypeName::date).find("x: 'soon' is no date"), std::string::npos);
  EXPECT_NE(read("1.5", feel::TypeName::number).find("write it as a string"), std::string::npos);
}

TEST(DmnModel, WithoutAnInstantNowIsAnError) {
  const auto model = Model::load({"m.dmn", definitions(decision("d", literal("string(today())")))});
  ASSERT_TRUE(model);
  EXPECT_FALSE(model->decide("d", {}));
  EXPECT_EQ(feel::text_of(model->decide("d", {}, {Instant{1'772'413'200'000'000}, 0})->value), "2026-03-02");
}

// --- limits on both sides ------------------------------------------------------------------------------------------------------------------------

TEST(DmnLimits, ModelsThatOneImports) {
  const auto load = [](std::size_t files) {
    std::string imports;
    std::vector<Source> others;
    for (std::size_t i = 1; i < files; ++i) {
      const auto name = "x" + std::to_string(i);
      imports += "<import name=\"" + name + "\" namespace=\"urn:" + name + ":\"/>";
      others.push_back({name + ".dmn", definitions("", kSpace, "urn:" + name + ":")});
    }
    return decided(imports + decision("d", literal("1")), "d", {}, nullptr, others);
  };
  EXPECT_EQ(load(kModelsMax), "1");
  EXPECT_NE(load(kModelsMax + 1).find("more than 49; join some of them"), std::string::npos) << load(kModelsMax + 1);
}

TEST(DmnLimits, DepthOfTypes) {
  const auto load = [](int depth) {
    std::string out;
    for (int i = 1; i <= depth; ++i)
      out += "<itemDefinition name=\"t" + std::to_string(i) + "\"><typeRef>" + (i == depth ? "number" : "t" + std::to_string(i + 1)) + "</typeRef></itemDefinition>";
    return decided(out + decision("d", literal("1")), "d");
  };
  EXPECT_EQ(load(kTypeDepthMax), "1");
  EXPECT_NE(load(kTypeDepthMax + 1).find("more than 32 deep"), std::string::npos) << load(kTypeDepthMax + 1);
}

TEST(DmnLimits, ProblemsAndNotesThatAreKept) {
  std::string broken, noted = "<list>";
  for (std::size_t i = 0; i < kProblemsMax + 5; ++i) broken += decision("d" + std::to_string(i), literal("1 +"));
  const auto model = Model::load({"m.dmn", definitions(broken)});
  ASSERT_TRUE(model);
  EXPECT_EQ(model->problems().size(), kProblemsMax);
  for (std::size_t i = 0; i < kNotesMax + 5; ++i) noted += "\n" + literal("1 + \"x\"");
  Answer answer;
  EXPECT_NE(value_of(noted + "</list>", &answer).find("[null, null"), std::string::npos);
  EXPECT_EQ(answer.notes.size(), kNotesMax);
  EXPECT_NE(answer.notes[0].find("m.dmn:3: "), std::string::npos) << answer.notes[0];
}

}  // namespace
}  // namespace amends::dmn

// Models with bytes, elements and words changed at random must be refused or decided, never crash, hang or read beyond their limits.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "core/dmn/dmn_helper.hpp"

namespace amends::dmn {
namespace {

using namespace test;

std::uint64_t seed() {
  if (const char* given = std::getenv("AMENDS_SEED")) return std::strtoull(given, nullptr, 10);
  return std::random_device{}();
}

const std::string kModel = definitions(
    "<itemDefinition name=\"tSum\"><typeRef>number</typeRef><allowedValues><text>[0..100]</text></allowedValues></itemDefinition>" + input("a", "tSum") +
    decision("b", "<context><contextEntry><variable name=\"x y\"/>" + literal("a + 1") + "</contextEntry><contextEntry>" + literal("x y * 2") + "</contextEntry></context>", needs_input("a"), "number") +
    decision("c", "<decisionTable hitPolicy=\"OUTPUT ORDER\"><input><inputExpression typeRef=\"number\"><text>b</text></inputExpression></input><output><outputValues><text>1, 2</text></outputValues></output>"
                  "<rule><inputEntry><text>&gt; 1</text></inputEntry><outputEntry><text>2</text></outputEntry></rule><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable>",
             needs_decision("b")) +
    decision("d", "<for iteratorVariable=\"i\"><in>" + literal("[1..3]") + "</in><return>" + literal("k(i)") + "</return></for>", needs_knowledge("k")) +
    "<businessKnowledgeModel id=\"k\" name=\"k\"><encapsulatedLogic><formalParameter name=\"n\"/>" + literal("if n > 1 then n * k(n - 1) else 1") + "</encapsulatedLogic></businessKnowledgeModel>"
    "<decisionService id=\"s\" name=\"s\"><outputDecision href=\"#c\"/><inputData href=\"#a\"/></decisionService>");

TEST(DmnFuzz, ChangedModelsAreRefusedOrDecided) {
  const auto start = seed();
  std::printf("AMENDS_SEED=%llu\n", static_cast<unsigned long long>(start));
  std::mt19937_64 random(start);
  constexpr std::string_view kWords[] = {"<", ">", "\"", "&", "#a", "#b", "#c", "#k", "href=", "<text>", "</text>", "<decision ", "typeRef=\"tSum\"", "tSum", "[", "]", "..", "-", "not(", "k(", "\xFF", "]]>", "<![CDATA["};
  int refused = 0, decided_count = 0;
  for (int round = 0; round < 3'000; ++round) {
    std::string model_text = kModel;
    const int changes = 1 + static_cast<int>(random() % 3);
    for (int i = 0; i < changes; ++i) {
      const std::size_t place = random() % model_text.size();
      switch (random() % 4) {
        case 0: model_text[place] = static_cast<char>(32 + random() % 95); break;
        case 1: model_text.erase(place, 1 + random() % 20); break;
        case 2: model_text.insert(place, kWords[random() % std::size(kWords)]); break;
        default: model_text.insert(place, model_text.substr(random() % model_text.size(), random() % 200)); break;
      }
    }
    auto model = Model::load({"m.dmn", model_text});
    if (!model) {
      ++refused;
      EXPECT_FALSE(model.error().message.empty());
      EXPECT_NE(model.error().where.find(".dmn"), std::string::npos) << model.error().text() << "\n" << model_text;
      continue;
    }
    const std::vector<Given> given = {{"a", number(5), ""}};
    for (const auto& name : model->decisions()) {
      auto answer = model->decide(name, given, {}, Trace::yes);
      if (answer) ++decided_count;
      else EXPECT_FALSE(answer.error().message.empty());
    }
    for (const auto& name : model->services()) (void)model->serve(name, given);
  }
  EXPECT_GT(refused, 100);
  EXPECT_GT(decided_count, 100);
}

}  // namespace
}  // namespace amends::dmn

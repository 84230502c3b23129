// Who corrected what: the machine's reading and every correction stay in the case, in the journal and in what an approver's independence is read from.
#include "runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

const Actor kFirst{"li.na", "handler", ""}, kSecond{"wang.yi", "supervisor", ""};
json::Value nature(std::string_view primary, int confidence = 80) { return json::Object{{"primary", primary}, {"confidence", confidence}}; }

/// A stage that reads "fee" at its first visit and "sale" at its second; a person stands between them.
class CorrectionHistory : public ::testing::Test {
 protected:
  void SetUp() override {
    bench.stages = {stage("amends.classify", [](const json::Value&, int run) -> Result<json::Value> {
      return json::Value(json::Object{{"result", json::Object{{"nature", nature(run == 1 ? "fee" : "sale")}}}});
    })};
    ASSERT_TRUE(bench.open());
    ASSERT_TRUE(bench.deploy("  - classify: {stage: amends.classify}\n  - look: {human: {role: handler, form: free, title: {zh: 看, en: Look}}}\n  - again: {stage: amends.classify}\n"
                             "  - end_look: {human: {role: handler, form: free, title: {zh: 看, en: Look}}}\n"));
    id = bench.runtime->submit("test", record())->case_id;
  }
  void correct(std::string_view path, json::Value value, const Actor& by) {
    const auto done = bench.runtime->correct(id, path, std::move(value), "looked", by);
    ASSERT_TRUE(done) << done.error().text();
  }
  std::vector<json::Value> journalled() {
    std::vector<json::Value> out;
    const auto events = bench.runtime->store()->events(id);
    for (const auto& event : *events)
      if (event.kind == kinds::corrected) out.push_back(*json::parse(event.payload));
    return out;
  }
  Bench bench;
  std::string id;
};

TEST_F(CorrectionHistory, ASecondCorrectionKeepsTheFirstAndTheMachinesReading) {
  correct("classify.nature.primary", "service", kFirst);
  correct("classify.nature.primary", "sale", kSecond);
  const auto state = bench.state(id);
  EXPECT_EQ(json::text_at(state.record(), "analysis.classify.nature.primary"), "sale");
  ASSERT_EQ(state.corrections().size(), 2u);
  const auto& first = state.corrections()[0];
  const auto& second = state.corrections()[1];
  EXPECT_EQ(first.by + " " + second.by, "li.na wang.yi");
  for (const auto* one : {&first, &second}) EXPECT_EQ(json::text_or(&one->machine, ""), "fee");
  EXPECT_EQ(json::text_or(&first.before, ""), "fee");
  EXPECT_EQ(json::text_or(&second.before, ""), "service");
  const auto events = journalled();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_FALSE(events[0].as_object().contains("machine")) << "what it replaced was the machine's";
  EXPECT_EQ(json::text_at(events[1], "before"), "service");
  EXPECT_EQ(json::text_at(events[1], "machine"), "fee");
}

TEST_F(CorrectionHistory, ANewVisitOfTheStageIsTheMachinesReadingOfAllOfThem) {
  correct("classify.nature.primary", "service", kFirst);
  correct("classify.nature.primary", "terms", kSecond);
  ASSERT_TRUE(bench.runtime->answer(id, "look#1", json::Object{{"reason", "r"}}, kFirst));
  const auto state = bench.state(id);
  EXPECT_EQ(json::text_at(state.record(), "analysis.classify.nature.primary"), "terms") << "the last correction holds";
  ASSERT_EQ(state.corrections().size(), 2u);
  for (const auto& one : state.corrections()) EXPECT_EQ(json::text_or(&one.machine, ""), "sale");
}

TEST_F(CorrectionHistory, ACorrectionInsideAnotherFindsWhatTheMachineReadThere) {
  correct("classify.nature", nature("service", 10), kFirst);
  correct("classify.nature.primary", "terms", kSecond);
  auto state = bench.state(id);
  EXPECT_EQ(json::text_or(&state.corrections()[1].machine, ""), "fee");
  EXPECT_EQ(json::text_or(&state.corrections()[1].before, ""), "service");
  ASSERT_TRUE(bench.runtime->answer(id, "look#1", json::Object{{"reason", "r"}}, kFirst));
  state = bench.state(id);
  EXPECT_EQ(json::text_or(&state.corrections()[1].machine, ""), "sale");
  EXPECT_EQ(json::text_at(state.record(), "analysis.classify.nature.primary"), "terms");
  EXPECT_EQ(json::integer_at(state.record(), "analysis.classify.nature.confidence"), 10);
}

TEST_F(CorrectionHistory, AFactKeepsWhatStoodThereBeforeAnybodyCorrectedIt) {
  const auto cny = [](std::int64_t minor) { return json::Value(json::Object{{"minor", minor}, {"currency", "CNY"}}); };
  correct("money.claimed", cny(100), kFirst);
  correct("money.claimed", cny(200), kSecond);
  correct("money.claimed", cny(300), kFirst);
  const auto state = bench.state(id);
  ASSERT_EQ(state.corrections().size(), 3u);
  for (const auto& one : state.corrections()) EXPECT_TRUE(one.machine.is_null());
  EXPECT_EQ(json::integer_at(state.corrections()[2].before, "minor"), 200);
}

}  // namespace
}  // namespace amends::runtime::testing

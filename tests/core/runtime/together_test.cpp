// Stages that want the calls of several cases together: submit_many gathers, and nothing in the journals tells.
#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

/// A lambda stage that is called for many cases at once.
class TogetherStage final : public host::Stage {
 public:
  explicit TogetherStage(std::shared_ptr<LambdaStage> one) : one_(std::move(one)) {}
  const host::StageManifest& manifest() const override { return one_->manifest(); }
  std::string library_hash() const override { return one_->library_hash(); }
  Result<host::StageAnswer> run(const host::StageCall& call) override { return one_->run(call); }
  bool together() const override { return true; }
  std::vector<Result<host::StageAnswer>> run_many(std::span<const host::StageCall> calls) override {
    sizes.push_back(calls.size());
    auto answers = Stage::run_many(calls);
    answers.resize(std::min(answers.size(), keeps), fail(ErrorCode::internal, ""));
    return answers;
  }
  std::vector<std::size_t> sizes;
  std::size_t keeps = 1'000;  ///< answers that are given back

 private:
  std::shared_ptr<LambdaStage> one_;
};

std::shared_ptr<TogetherStage> sizes_of_texts(const std::string& id = "bank.size") {
  return std::make_shared<TogetherStage>(stage(id, [](const json::Value& record, int) -> Result<json::Value> {
    const auto body = std::string(json::text_at(record, "text.docs.0.body"));
    if (body == "bad") return fail(ErrorCode::bad_type, "this text is bad", "text");
    return json::Value(json::Object{{"result", json::Object{{"bytes", static_cast<std::int64_t>(body.size())}}}});
  }));
}

constexpr const char* kSteps = "  - size: {stage: bank.size}\n";

std::vector<Submitted> submit_many(Runtime& runtime, std::vector<json::Value> records) {
  std::vector<Submitted> taken;
  std::size_t next = 0;
  auto done = runtime.submit_many(
      "test", [&]() -> std::optional<json::Value> { return next < records.size() ? std::optional<json::Value>(records[next++]) : std::nullopt; },
      [&](std::int64_t, const Submitted& one) { taken.push_back(one); }, [](std::int64_t, const Error& error) { ADD_FAILURE() << error.text(); }, {});
  EXPECT_TRUE(done) << done.error().text();
  return taken;
}

std::vector<json::Value> records(int count) {
  std::vector<json::Value> out;
  for (int i = 0; i < count; ++i) {
    out.push_back(record("r-" + std::to_string(i), i == 1 ? "bad" : std::string(static_cast<std::size_t>(i), 'x')));
    (void)json::set_text(out.back(), "case.id", "CASE-" + std::to_string(i));
  }
  return out;
}

TEST(Together, SubmitManyCallsOnceForAGroupAndSubmitForOne) {
  Bench bench;
  auto stage = sizes_of_texts();
  bench.stages = {stage};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy(kSteps));
  const auto taken = submit_many(*bench.runtime, records(5));
  ASSERT_EQ(taken.size(), 5u);
  EXPECT_EQ(stage->sizes, std::vector<std::size_t>{5});
  EXPECT_EQ(std::count_if(taken.begin(), taken.end(), [](const Submitted& one) { return one.status == "parked"; }), 1);
  ASSERT_TRUE(bench.runtime->submit("test", record("alone")));
  EXPECT_EQ(stage->sizes.size(), 1u);  // one case is called as ever
}

TEST(Together, JournalsAreThoseOfCasesThatRanAlone) {
  for (const std::string durability : {"", "commit: step\n"}) {
    std::vector<std::vector<std::pair<std::string, std::string>>> journals[2];
    for (int side = 0; side < 2; ++side) {
      Bench bench;
      bench.stages = {sizes_of_texts()};
      ASSERT_TRUE(bench.open());
      ASSERT_TRUE(bench.deploy(kSteps, durability));
      if (side == 0) (void)submit_many(*bench.runtime, records(5));
      else
        for (auto& one : records(5)) ASSERT_TRUE(bench.runtime->submit("test", one));
      for (int i = 0; i < 5; ++i) {
        auto loaded = bench.runtime->load("CASE-" + std::to_string(i));
        ASSERT_TRUE(loaded) << loaded.error().text();
        auto& journal = journals[side].emplace_back();
        for (const auto& event : loaded->events) journal.emplace_back(event.kind, event.payload);
      }
    }
    EXPECT_EQ(journals[0], journals[1]);
  }
}

TEST(Together, AGroupWithTooFewAnswersFailsTheCasesThatHaveNone) {
  Bench bench;
  auto stage = sizes_of_texts();
  stage->keeps = 3;
  bench.stages = {stage};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy(kSteps));
  auto many = records(5);
  many.erase(many.begin() + 1);
  const auto taken = submit_many(*bench.runtime, many);
  ASSERT_EQ(taken.size(), 4u);
  EXPECT_EQ(taken.back().status, "parked");
  EXPECT_EQ(std::count_if(taken.begin(), taken.end(), [](const Submitted& one) { return one.status == "finished"; }), 3);
}

/// A stage that says why it failed to whoever wrote it.
class Diagnosing final : public host::Stage {
 public:
  const host::StageManifest& manifest() const override { return one_->manifest(); }
  std::string library_hash() const override { return ""; }
  Result<host::StageAnswer> run(const host::StageCall& call) override {
    if (call.diagnose) call.diagnose(json::Object{{"class", "Broken"}, {"traceback", "at line 3"}});
    return fail(ErrorCode::internal, "it broke", "bank.size");
  }

 private:
  std::shared_ptr<LambdaStage> one_ = constant("bank.size", {});
};

TEST(Together, WhatAStageTellsItsDeveloperStandsApartFromTheSentence) {
  Bench bench;
  bench.stages = {std::make_shared<Diagnosing>()};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy(kSteps));
  const auto case_id = bench.runtime->submit("test", record())->case_id;
  const auto loaded = bench.runtime->load(case_id);
  const auto failed = std::find_if(loaded->events.begin(), loaded->events.end(), [](const store::Event& event) { return event.kind == kinds::stage_failed; });
  ASSERT_NE(failed, loaded->events.end());
  const auto payload = *json::parse(failed->payload);
  EXPECT_EQ(json::text_at(payload, "message"), "bank.size: it broke");
  EXPECT_EQ(json::text_at(payload, "diagnostic.traceback"), "at line 3");
}

}  // namespace
}  // namespace amends::runtime::testing

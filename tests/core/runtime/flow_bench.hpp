#pragma once
// For tests of what a case does: a bench whose workflow is given as YAML in the test, stages that are counted, and the question whether a case is whole.
#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {

inline const Actor kOfficer{"li.na", "handler", "test"};

class FlowBench : public ::testing::Test {
 protected:
  Bench bench;
  std::vector<std::string> ran;  ///< the counted stages in the order of their runs

  /// A stage that tells the number of its run.
  std::shared_ptr<LambdaStage> counted(const std::string& id) {
    return stage(id, [this, id](const json::Value&, int run) -> Result<json::Value> {
      ran.push_back(id);
      return json::Value(json::Object{{"result", json::Object{{"run", run}}}});
    });
  }
  /// The forms of tests/fixtures/offer_release; before the bench is opened.
  void add_release_forms() {
    for (const auto& form : fs::directory_iterator(fs::path(AMENDS_SOURCE_DIR) / "tests" / "fixtures" / "offer_release" / "overlay" / "forms"))
      fs::copy_file(form.path(), bench.root / "packs" / "small" / "forms" / form.path().filename());
  }
  /// The id of a case of these steps.
  std::string submit(const std::string& steps, const std::string& head = "", json::Value row = record()) {
    const auto deployed = bench.deploy(steps, head);
    EXPECT_TRUE(deployed) << deployed.error().text();
    if (!deployed) return {};
    auto submitted = bench.runtime->submit("test", std::move(row));
    EXPECT_TRUE(submitted) << submitted.error().text();
    return submitted ? submitted->case_id : "";
  }
  void answer(const std::string& id, const std::string& task) {
    const auto done = bench.runtime->answer(id, task, json::Object{}, kOfficer);
    EXPECT_TRUE(done) << done.error().text();
  }
  std::string status(const std::string& id) { return bench.runtime->store()->case_row(id)->status; }
  /// Rows and events agree, and the events make the same state again after the file was closed; a case that is over has nothing left.
  void whole(const std::string& id) {
    const auto before = json::canonical(flow::to_json(bench.state(id).definition(), bench.state(id).flow()));
    EXPECT_EQ(bench.faults(), 0);
    ASSERT_TRUE(bench.open());
    EXPECT_EQ(*bench.runtime->recover(), 0);
    EXPECT_EQ(bench.faults(), 0);
    const auto state = bench.state(id);
    EXPECT_EQ(json::canonical(flow::to_json(state.definition(), state.flow())), before);
    if (status(id) != "finished" && status(id) != "cancelled") return;
    EXPECT_TRUE(state.timers().empty());
    EXPECT_TRUE(state.waits().empty());
    for (const auto& task : state.tasks()) EXPECT_NE(task.status, "open") << task.id;
  }
};

}  // namespace amends::runtime::testing

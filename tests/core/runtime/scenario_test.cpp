// Scenario files: how an answer may speak of what stands in the case, and what is said when it does not stand there.
#include "runtime/scenario/scenario.hpp"

#include "runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

/// A letter that a stage wrote, approved by one person and sent by another: what goes out is what was approved.
class Scenarios : public ::testing::Test {
 protected:
  void SetUp() override {
    write("workflow.yaml", R"(workflow: letters
version: 1.0.0
title: {zh: 信, en: Letters}
steps:
  - draft: {stage: amends.draft}
  - sign: {human: {role: supervisor, form: signer, shows: [draft.text]}}
  - send:
      first_of:
        out: {human: {role: handler, form: reply_sent, requires_approval: sign, releases: {text_sent: draft.text}}, go: end}
        again: {human: {role: handler, form: step_back}, go: draft}
)");
    write("case.json", json::write(record()));
  }
  void write(const std::string& name, const std::string& text) { ASSERT_TRUE(write_file(folder_.file(name), text)); }

  /// The failures of a scenario whose letter is sent with this text.
  std::vector<ScenarioFailure> sent_with(const std::string& text) {
    write("s.yaml", "scenario: s\ntitle: {zh: 信, en: Letter}\npacks: [small]\ngiven: {case: case.json}\nwhen:\n"
                    "  - answer: sign#1\n    by: wang.yi\n    role: supervisor\n    with: {decision: signed, name: Wang Yi, reason: read}\n"
                    "  - answer: send#1:out\n    by: li.na\n    role: handler\n    with: {sent_at: now, how: letter, text_sent: " + text + ", rights_included: true, final: false, reason: sent}\n"
                    "  - expect: {status: finished}\n");
    return failures();
  }
  std::vector<ScenarioFailure> failures() {
    ScenarioRunner runner;
    runner.root = root_.string();
    runner.workflow = folder_.path().string();
    runner.folder = folder_.path().string();
    runner.stages = {constant("amends.draft", json::Object{{"text", "We answer by letter."}, {"parts", json::Object{{"en", "We answer by letter."}}}})};
    auto outcomes = runner.run(folder_.file("s.yaml"));
    EXPECT_TRUE(outcomes) << outcomes.error().text();
    return outcomes && !outcomes->empty() ? outcomes->front().failures : std::vector<ScenarioFailure>{{"", "it did not run"}};
  }

  Folder folder_;
  fs::path root_ = make_root(folder_);
};

TEST_F(Scenarios, PlayedCasesAreKeptBesideNoCaseOfSomebodyElse) {
  Bench bench;
  bench.stages = {constant("test.one", {})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - s: {stage: test.one}\n"));
  const auto take = [&](const std::string& id) {
    auto row = record("r-" + id);
    (void)json::set_text(row, "case.id", id);
    ASSERT_TRUE(bench.runtime->submit("test", row));
    if (id == "CASE-PLAYED") write("case.json", json::write(row));
  };
  take("CASE-PLAYED");
  write("s.yaml", "scenario: s\ntitle: {zh: 信, en: Letter}\npacks: [small]\ngiven: {case: case.json}\nwhen: []\n");
  ScenarioRunner runner;
  const auto kept = [&](const std::string& file) {
    runner.keep_in = file;
    return runner.check_kept({folder_.file("s.yaml")});
  };
  EXPECT_TRUE(kept("")) << "nothing is kept";
  EXPECT_TRUE(kept(folder_.file("new.db")));
  EXPECT_TRUE(kept(bench.folder.file("cases.db"))) << "played before";
  take("CASE-REAL");
  const auto refused = kept(bench.folder.file("cases.db"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_NE(refused.error().message.find("CASE-REAL"), std::string::npos);
}

TEST_F(Scenarios, AnAnswerMayTakeAValueOfTheCase) {
  for (const auto* path : {"{from: draft.text}", "{from: analysis.draft.text}", "{from: draft.parts.en}", "We answer by letter."}) {
    const auto failures = sent_with(path);
    EXPECT_TRUE(failures.empty()) << path << ": " << (failures.empty() ? "" : failures.front().message);
  }
}

TEST_F(Scenarios, APathThatTheCaseLacksIsNamed) {
  const auto failures = sent_with("{from: draft.words}");
  ASSERT_FALSE(failures.empty());
  EXPECT_NE(failures.front().message.find("draft.words"), std::string::npos) << failures.front().message;
  EXPECT_NE(failures.front().place.find("s.yaml:"), std::string::npos);
}

TEST_F(Scenarios, AnObjectOfMoreIsAValueOfItsOwn) {
  const auto failures = sent_with("{from: draft.text, to: p1}");
  ASSERT_FALSE(failures.empty()) << "an object is no text, so the form refuses it";
  EXPECT_EQ(failures.front().message.find("has no value at"), std::string::npos) << failures.front().message;
}

// An approval is given once: the digest of an earlier one approves nothing more.
TEST_F(Scenarios, AnEarlierApprovalMayBeShownAgainAndIsRefused) {
  const auto again = [&](const std::string& of) {
    write("s.yaml", "scenario: s\ntitle: {zh: 信, en: Letter}\npacks: [small]\ngiven: {case: case.json}\nwhen:\n"
                    "  - answer: sign#1\n    by: wang.yi\n    role: supervisor\n    with: {decision: signed, name: Wang Yi, reason: read}\n"
                    "  - answer: send#1:again\n    by: li.na\n    role: handler\n    with: {changed: the date, reason: a new date}\n"
                    "  - answer: sign#2\n    by: wang.yi\n    role: supervisor\n    seen: {of: '" + of + "'}\n    with: {decision: signed, name: Wang Yi, reason: read}\n    refused: error.refused\n");
    return failures();
  };
  EXPECT_TRUE(again("sign#1").empty());
  const auto unknown = again("sign#7");
  ASSERT_FALSE(unknown.empty());
  EXPECT_NE(unknown.front().message.find("sign#7"), std::string::npos) << unknown.front().message;
}

TEST_F(Scenarios, AnotherTextThanTheApprovedOneIsRefused) {
  const auto failures = sent_with("We answer later.");
  ASSERT_FALSE(failures.empty());
  EXPECT_NE(failures.front().message.find("not what was approved"), std::string::npos) << failures.front().message;
}

}  // namespace
}  // namespace amends::runtime::testing

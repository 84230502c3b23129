// Who may answer a safety task: people who are trained for it, by the institution's own word.
#include "runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

constexpr const char* kProtocol = R"({"person_contacted": true, "emergency_called": false, "present_danger": "none", "signs": "a quiet voice", "dispute_may_continue": true, "reason": "called back"})";

class SafetyRoles : public ::testing::Test {
 protected:
  /// A case with an open safety task; `roles` is what org.yaml says of them, empty for nothing.
  void open_case(const std::string& roles) {
    if (!roles.empty()) {
      const auto path = (bench.root / "packs" / "small" / "org.yaml").string();
      auto text = *read_file(path, 1 << 20);
      const auto at = text.find("    jurisdiction: cn");
      text.insert(at, "    safety_roles: " + roles + "\n");
      ASSERT_TRUE(write_file(path, text));
    }
    bench.stages = {stage("amends.intake", [](const json::Value&, int) -> Result<json::Value> {
      return json::Value(json::Object{{"tasks", json::Array{json::Object{{"id", "safety"}, {"kind", "safety"}, {"owner_role", "crisis_trained"}, {"form", "safety_protocol"}, {"title", json::bilingual("安全", "Safety")}, {"blocking", true}}}}});
    })};
    ASSERT_TRUE(bench.open());
    ASSERT_TRUE(bench.deploy("  - intake: {stage: amends.intake}\n  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n"));
    const auto done = bench.runtime->submit("test", record());
    ASSERT_TRUE(done) << done.error().text();
    id = done->case_id;
  }
  Result<std::string> answer(const std::string& role) { return bench.runtime->answer(id, "intake.safety", *json::parse(kProtocol), {"zhao.min", role, ""}); }
  Bench bench;
  std::string id;
};

TEST_F(SafetyRoles, ASupervisorIsRefusedAndThatIsRecorded) {
  open_case("");
  for (const auto* role : {"supervisor", "handler", "head_of_office", "admin", ""}) {
    const auto before = bench.kinds(id).size();
    const auto done = answer(role);
    ASSERT_FALSE(done) << role;
    EXPECT_EQ(done.error().code, ErrorCode::refused);
    EXPECT_NE(done.error().text().find("the role crisis_trained, not "), std::string::npos) << done.error().text();
    const auto kinds = bench.kinds(id);
    ASSERT_EQ(kinds.size(), before + 1) << role;
    EXPECT_EQ(kinds.back(), "approval_refused");
  }
  EXPECT_TRUE(bench.state(id).safety_hold());
  EXPECT_TRUE(answer("crisis_trained"));
  EXPECT_FALSE(bench.state(id).safety_hold());
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(SafetyRoles, AnInstitutionNamesItsOwnTrainedRoles) {
  open_case("[nurse, crisis_trained]");
  EXPECT_NE(answer("supervisor").error().text().find("the role nurse, crisis_trained"), std::string::npos);
  EXPECT_TRUE(answer("nurse"));
}

TEST_F(SafetyRoles, TheNamedRolesStandAloneWhereTheyStand) {
  open_case("[supervisor]");
  EXPECT_FALSE(answer("crisis_trained"));
  EXPECT_TRUE(answer("supervisor"));
}

TEST(SafetyRolesOfPacks, NoRoleThatRunsTheMachineAnswers) {
  Bench bench;
  const auto path = (bench.root / "packs" / "small" / "org.yaml").string();
  auto text = *read_file(path, 1 << 20);
  text.insert(text.find("    jurisdiction: cn"), "    safety_roles: [crisis_trained, admin]\n");
  ASSERT_TRUE(write_file(path, text));
  Options options;
  options.root = bench.root.string();
  options.pack_set = "small";
  const auto opened = Runtime::open(std::move(options));
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().text().find("the role admin"), std::string::npos) << opened.error().text();
}

TEST_F(SafetyRoles, NeitherAClaimNorATieBarsTheWayToHelp) {
  open_case("");
  ASSERT_TRUE(bench.runtime->claim(id, "intake.safety", {"wang.yi", "crisis_trained", "test"}));
  ASSERT_TRUE(bench.runtime->recuse(id, "intake.safety", "a neighbour", {"zhao.min", "crisis_trained", "test"}));
  EXPECT_TRUE(answer("crisis_trained"));
}

TEST_F(SafetyRoles, AWithheldTaskIsClaimedByNobody) {
  open_case("");
  const auto done = bench.runtime->claim(id, "h#1", {"li.na", "handler", "test"});
  ASSERT_FALSE(done);
}

}  // namespace
}  // namespace amends::runtime::testing

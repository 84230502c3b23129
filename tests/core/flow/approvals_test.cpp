// Approvals and releases in the workflow file: what is read, and what is refused because nobody could ever approve, or the wrong person could.
#include <gtest/gtest.h>

#include "flow/graph.hpp"
#include "flow_kit.hpp"
#include "support/files.hpp"

namespace amends::flow {
namespace {

using kit::kHead;

std::shared_ptr<const Definition> fixture() {
  const auto path = std::string(AMENDS_SOURCE_DIR) + "/tests/fixtures/offer_release/workflow.yaml";
  const auto text = read_file(path, std::size_t{1} << 20);
  EXPECT_TRUE(text);
  auto definition = Definition::from_yaml(*text, "w.yaml");
  EXPECT_TRUE(definition) << definition.error().text();
  return definition ? *definition : nullptr;
}

TEST(Approvals, AreReadWithWhatIsShownTheAmountTheLimitsAndWhatIsReleased) {
  const auto definition = fixture();
  ASSERT_TRUE(definition);
  const auto& approve = definition->step(definition->find("approve")).human;
  EXPECT_TRUE(approve.approves());
  EXPECT_EQ(approve.shows, (std::vector<std::string>{"draft.offer", "draft.letter", "money.entitlement"}));
  EXPECT_EQ(approve.amount, "draft.offer");
  EXPECT_TRUE(approve.amount_is_total);
  ASSERT_EQ(approve.limits.size(), 2u);
  EXPECT_EQ(approve.limits[1].role, "head_of_office");
  EXPECT_EQ(approve.limits[1].currency, "CNY");
  EXPECT_EQ(approve.limits[1].limit_minor, 5'000'000);
  const auto& ladder = *definition->work_of("ladder#1:offer");
  EXPECT_EQ(ladder.requires_approval, "approve");
  EXPECT_EQ(ladder.approval_uses, 2);
  ASSERT_EQ(ladder.releases.size(), 1u);
  EXPECT_EQ(ladder.releases[0].field, "offer");
  EXPECT_EQ(ladder.releases[0].path, "draft.offer");
  EXPECT_FALSE(ladder.approves());
  EXPECT_EQ(definition->work_of("letter#1:send")->approval_uses, 1);
  EXPECT_FALSE(definition->step(definition->find("approve_goodwill")).human.amount_is_total);
}

TEST(Approvals, TheWorkBehindATaskIsFoundByItsId) {
  const auto definition = kit::read("steps:\n  - h: {human: {role: r, form: f}}\n  - w: {first_of: {a: {human: {role: q, form: g}, go: end}, t: {after: 1d, go: end}}}\n");
  ASSERT_TRUE(definition);
  EXPECT_EQ(definition->work_of("h#1")->role, "r");
  EXPECT_EQ(definition->work_of("w#12:a")->role, "q");
  for (const auto* id : {"w#1", "w#1:t", "x#1", "intake.ack", "clock:decide:breach", ""}) EXPECT_EQ(definition->work_of(id), nullptr) << id;
}

TEST(Approvals, CanReachFollowsEveryKindOfArrow) {
  const auto definition = fixture();
  const auto at = [&](const char* name) { return definition->find(name); };
  EXPECT_TRUE(can_reach(definition->steps(), at("approve"), at("letter")));
  EXPECT_TRUE(can_reach(definition->steps(), at("approve"), at("approve"))) << "a no leads back to the draft";
  EXPECT_TRUE(can_reach(definition->steps(), at("letter"), at("draft"))) << "by its other alternative";
  const auto line = kit::read("steps:\n  - a: {wait: 1d}\n  - b: {wait: 1d}\n");
  EXPECT_TRUE(can_reach(line->steps(), line->find("a"), line->find("b")));
  EXPECT_FALSE(can_reach(line->steps(), line->find("b"), line->find("a")));
  EXPECT_FALSE(can_reach(line->steps(), line->find("a"), line->find("a")));
}

struct Bad {
  const char* name;
  std::string maker, approve, release;  ///< members of the three human steps
  int line;                             ///< of the first error: the maker stands on line 5
  const char* sentence;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

const std::string kMaker = "role: handler, form: f", kApprove = "role: supervisor, form: g, shows: [draft.offer]", kRelease = "role: handler, form: h, requires_approval: approve";

std::string file(const std::string& maker, const std::string& approve, const std::string& release) {
  return kHead + "steps:\n  - draft: {human: {" + maker + "}}\n  - approve: {human: {" + approve + "}}\n  - release: {human: {" + release + "}}\n";
}

class BadApprovals : public testing::TestWithParam<Bad> {};

TEST_P(BadApprovals, AreRefusedWithTheirPlaceAndWhatToDo) {
  const auto& bad = GetParam();
  const auto read = Definition::from_yaml(file(bad.maker, bad.approve, bad.release), "w.yaml");
  ASSERT_FALSE(read) << file(bad.maker, bad.approve, bad.release);
  EXPECT_EQ(read.error().code, ErrorCode::schema);
  EXPECT_TRUE(read.error().where.starts_with("w.yaml:" + std::to_string(bad.line) + ":")) << read.error().text();
  EXPECT_NE(read.error().message.find(bad.sentence), std::string::npos) << read.error().text();
}

const Bad kBad[] = {
    {"shows_nothing", kMaker, "role: supervisor, form: g, shows: []", kRelease, 6, "`shows` lists nothing"},
    {"shows_no_path", kMaker, "role: supervisor, form: g, shows: ['Draft offer']", kRelease, 6, "is no path"},
    {"shows_twice", kMaker, "role: supervisor, form: g, shows: [draft.offer, draft.offer]", kRelease, 6, "is shown twice"},
    {"shows_what_is_not_there", kMaker, "role: supervisor, form: g, shows: [drfat.offer]", kRelease, 6, "nothing is called 'drfat'"},
    {"shows_its_own_answer", kMaker, "role: supervisor, form: g, shows: [approve]", kRelease, 6, "is what the approver's own answer changes"},
    {"shows_its_own_form", kMaker, "role: supervisor, form: g, shows: [answers.g.approved]", kRelease, 6, "is what the approver's own answer changes"},
    {"shows_all_answers", kMaker, "role: supervisor, form: g, shows: [answers]", kRelease, 6, "is what the approver's own answer changes"},
    {"amount_not_shown", kMaker, kApprove + ", amount: draft.total", kRelease, 6, "the amount 'draft.total' is not shown"},
    {"amount_of_nothing_shown", kMaker, "role: supervisor, form: g, amount: draft.offer", "role: handler, form: h", 6, "`amount` belongs to a step that approves"},
    {"amount_key", kMaker, kApprove + ", amount: {totl: draft.offer}", kRelease, 6, "did you mean 'total'?"},
    {"limits_without_amount", kMaker, kApprove + ", limits: {supervisor: {CNY: 1}}", kRelease, 6, "limits without an `amount` hold nobody"},
    {"limits_of_nothing_shown", kMaker, "role: supervisor, form: g, limits: {supervisor: {CNY: 1}}", "role: handler, form: h", 6, "`limits` belong to a step that approves money"},
    {"limit_of_a_role_that_never_gets_it", kMaker, kApprove + ", amount: draft.offer, limits: {manager: {CNY: 1}}", kRelease, 6, "the role 'manager' never gets this task"},
    {"limit_in_no_currency", kMaker, kApprove + ", amount: draft.offer, limits: {supervisor: {yuan: 1}}", kRelease, 6, "'yuan' is no currency"},
    {"limit_below_nothing", kMaker, kApprove + ", amount: draft.offer, limits: {supervisor: {CNY: -1}}", kRelease, 6, "a limit is a whole number of minor units"},
    {"limit_beyond_json", kMaker, kApprove + ", amount: draft.offer, limits: {supervisor: {CNY: 9007199254740992}}", kRelease, 6, ""},
    {"administrator_approves", kMaker, "role: admin, form: g, shows: [draft.offer]", kRelease, 6, "the role 'admin' runs the machine and approves nothing"},
    {"administrator_by_escalation", kMaker, kApprove + ", escalate: [{after: 1d, to: system_administrator}]", kRelease, 6, "runs the machine and approves nothing"},
    {"administrator_in_capitals", kMaker, kApprove + ", escalate: [{after: 1d, to: 'System Administrator'}]", kRelease, 6, "the role 'System Administrator' runs the machine"},
    {"administrator_releases", kMaker, kApprove, "role: root, form: h, requires_approval: approve", 7, "the role 'root' runs the machine and releases nothing"},
    {"maker_and_checker_of_one_role", kMaker, "role: handler, form: g, shows: [draft.offer], four_eyes_with: draft", kRelease, 6, "maker and checker have the same role 'handler' ('draft' and 'approve')"},
    {"maker_is_checker", kMaker, kApprove + ", four_eyes_with: approve", kRelease, 6, "names the step itself"},
    {"approval_that_is_not_there", kMaker, kApprove, "role: handler, form: h, requires_approval: aprove", 7, "there is no step 'aprove' that approves; did you mean 'approve'?"},
    {"approval_that_shows_nothing", kMaker, kApprove, "role: handler, form: h, requires_approval: draft", 7, "the step 'draft' approves nothing, because it shows nothing"},
    {"approval_of_itself", kMaker, kApprove, "role: handler, form: h, requires_approval: release", 7, "names the step itself"},
    {"approval_that_comes_after", kMaker + ", requires_approval: approve", "role: supervisor, form: g, shows: [money]", "role: handler, form: h", 5, "no way leads from 'approve' to 'draft'"},
    {"no_uses", kMaker, kApprove, "role: handler, form: h, requires_approval: {step: approve, uses: 0}", 7, "1 to 100"},
    {"too_many_uses", kMaker, kApprove, "role: handler, form: h, requires_approval: {step: approve, uses: 101}", 7, "1 to 100"},
    {"releases_without_approval", kMaker, kApprove, "role: handler, form: h, releases: {sum: draft.offer}", 7, "`releases` belongs to a step with `requires_approval`"},
    {"releases_what_was_not_seen", kMaker, kApprove, kRelease + ", releases: {text: draft.letter}", 7, "'draft.letter' is not shown in 'approve'"},
    {"releases_nothing", kMaker, kApprove, kRelease + ", releases: {}", 7, "`releases` names nothing"},
};
INSTANTIATE_TEST_SUITE_P(Definition, BadApprovals, testing::ValuesIn(kBad), [](const auto& info) { return std::string(info.param.name); });

TEST(Approvals, TheFileThatTheBadOnesAreMadeFromIsGood) {
  const auto read = Definition::from_yaml(file(kMaker, kApprove + ", amount: draft.offer, limits: {supervisor: {CNY: 0}}, four_eyes_with: draft", kRelease + ", releases: {sum: draft.offer}"), "w.yaml");
  EXPECT_TRUE(read) << read.error().text();
}

TEST(Approvals, AFactThatTheStepSetsWhenItIsLeftCannotBeShown) {
  const auto read = Definition::from_yaml(kHead + "steps:\n  - a: {human: {role: r, form: f, shows: [case.status]}, set: {case.status: '\"accepted\"'}}\n", "w.yaml");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("'case.status' is set when this step is left"), std::string::npos) << read.error().text();
}

TEST(Approvals, BothSidesOfTheLimits) {
  const auto shown = [](std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += (i ? ", " : "") + ("ext.x.p" + std::to_string(i));
    return Definition::from_yaml(kHead + "steps:\n  - a: {human: {role: r, form: f, shows: [" + list + "]}}\n", "w.yaml");
  };
  EXPECT_TRUE(shown(kShownMax));
  ASSERT_FALSE(shown(kShownMax + 1));
  EXPECT_NE(shown(kShownMax + 1).error().message.find("at most 64 paths"), std::string::npos);
  EXPECT_TRUE(Definition::from_yaml(file(kMaker, kApprove, "role: handler, form: h, requires_approval: {step: approve, uses: 100}"), "w.yaml"));
  EXPECT_TRUE(Definition::from_yaml(file(kMaker, kApprove + ", amount: draft.offer, limits: {supervisor: {CNY: 9007199254740991}}", kRelease), "w.yaml"));
  const auto rows = [](std::size_t count) {
    std::string sums;
    for (std::size_t i = 0; i < count; ++i) sums += (i ? ", " : "") + std::string{static_cast<char>('A' + i / 26), static_cast<char>('A' + i % 26), 'X'} + ": 1";
    return Definition::from_yaml(file(kMaker, kApprove + ", amount: draft.offer, limits: {supervisor: {" + sums + "}}", kRelease), "w.yaml");
  };
  EXPECT_TRUE(rows(kLimitsMax)) << rows(kLimitsMax).error().text();
  EXPECT_FALSE(rows(kLimitsMax + 1));
}

TEST(Approvals, WhatAnApproverIsShownDoesNotChangeInAnotherBranch) {
  const std::string body = "steps:\n  - p:\n      parallel:\n        look: {human: {role: r, form: f, shows: [money.offered]}}\n        other: {set: {money.offered.minor: 1}}\n";
  const auto read = Definition::from_yaml(kHead + body, "w.yaml");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("'look' reads money.offered, which 'other' writes"), std::string::npos) << read.error().text();
  const auto released = Definition::from_yaml(kHead + "steps:\n  - p:\n      parallel:\n        approve: {human: {role: r, form: f, shows: [money]}}\n        go_on: {human: {role: q, form: g, requires_approval: approve}}\n", "w.yaml");
  EXPECT_FALSE(released) << "a release would hang on which branch was faster";
}

TEST(Approvals, AReleaseWithoutAWayBackIsAWarning) {
  EXPECT_TRUE(fixture()->warnings().empty());
  const auto alone = Definition::from_yaml(file(kMaker, kApprove, kRelease), "w.yaml");
  ASSERT_TRUE(alone);
  ASSERT_EQ((*alone)->warnings().size(), 1u);
  EXPECT_TRUE((*alone)->warnings()[0].where.starts_with("w.yaml:7:"));
  EXPECT_NE((*alone)->warnings()[0].message.find("no way leads from here back to it"), std::string::npos);
  const auto stage = [](const std::string& more) { return kit::read("steps:\n  - a: {human: {role: r, form: f, shows: [money]}}\n  - s: {stage: x.pay, requires_approval: a" + more + "}\n"); };
  EXPECT_EQ(stage("")->warnings().size(), 1u);
  EXPECT_EQ(stage(", on_error: {busy: a}")->warnings().size(), 1u);
  EXPECT_TRUE(stage(", on_error: {refused: a}")->warnings().empty());
  EXPECT_TRUE(stage(", on_error: a")->warnings().empty());
}

TEST(Approvals, AStageMayNeedOneAndOtherKindsMayNot) {
  const auto stage = Definition::from_yaml(kHead + "steps:\n  - a: {human: {role: r, form: f, shows: [money]}}\n  - s: {stage: x.pay, requires_approval: a}\n", "w.yaml");
  ASSERT_TRUE(stage) << stage.error().text();
  EXPECT_EQ((*stage)->step((*stage)->find("s")).requires_approval, "a");
  EXPECT_FALSE(Definition::from_yaml(kHead + "steps:\n  - s: {stage: x.pay, requires_approval: a}\n", "w.yaml"));
  EXPECT_FALSE(Definition::from_yaml(kHead + "steps:\n  - a: {human: {role: r, form: f, shows: [money]}}\n  - s: {wait: 1d, requires_approval: a}\n", "w.yaml"));
}

TEST(Approvals, TheFormMustBeAbleToSayYesAndToHoldWhatIsReleased) {
  const auto definition = fixture();
  PackNames packs;
  packs.forms = {"approve_draft", "draft_goodwill", "draft_offer", "letter_sent", "offer_made", "pay_goodwill", "send_back"};
  packs.approving = {"approve_draft"};
  packs.fields = {{"letter_sent", {"text_sent"}}, {"offer_made", {"offer", "next"}}, {"pay_goodwill", {"sum"}}};
  EXPECT_TRUE(definition->check_pack_names(packs));
  packs.fields["offer_made"] = {"total", "next"};
  auto refused = definition->check_pack_names(packs);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::schema);
  EXPECT_NE(refused.error().message.find("the form 'offer_made' has no field 'offer'; its fields are total, next"), std::string::npos) << refused.error().text();
  packs.approving.clear();
  refused = definition->check_pack_names(packs);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("the form 'approve_draft' has no field that says yes"), std::string::npos) << refused.error().text();
}

}  // namespace
}  // namespace amends::flow

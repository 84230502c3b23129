// What the runtime checks with what it has loaded: forms and tables of the packs, stages and their manifests.
#include <gtest/gtest.h>

#include "flow_kit.hpp"

namespace amends::flow {
namespace {

using kit::read;

const PackNames kPacks{{"officer_decision", "reply_sent", "supervisor_review"}, {"tables/night#a", "tables/night#b", "tables/triage"}};

TEST(DefinitionChecks, AcceptsFormsAndTablesOfThePacks) {
  const auto definition = read("steps:\n  - a: {human: {role: r, form: reply_sent}}\n  - b: {decide: tables/night#a}\n  - c: {decide: tables/triage}\n");
  ASSERT_TRUE(definition);
  const auto checked = definition->check_pack_names(kPacks);
  EXPECT_TRUE(checked) << checked.error().text();
}

TEST(DefinitionChecks, RefusesAFormThatNoPackHasWithItsPlaceAndTheNearestOne) {
  const auto definition = read("steps:\n  - a: {human: {title: {zh: 查明事实, en: Look}, role: r, form: offcer_decision}}\n");
  ASSERT_TRUE(definition);
  const auto checked = definition->check_pack_names(kPacks);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::not_found);
  EXPECT_EQ(checked.error().text(), "w.yaml:5:55: no pack has the form 'offcer_decision'; did you mean 'officer_decision'? If not, add forms/offcer_decision.yaml to the packs");
}

TEST(DefinitionChecks, ListsWhatThereIsWhereNoNameIsNear) {
  const auto definition = read("steps:\n  - a: {decide: somewhere}\n");
  ASSERT_TRUE(definition);
  EXPECT_EQ(definition->check_pack_names(kPacks).error().text(),
            "w.yaml:5:9: no pack has the decision table 'somewhere'; add it to the packs, or name one of theirs: tables/night#a, tables/night#b, tables/triage");
  EXPECT_EQ(definition->check_pack_names({}).error().text(), "w.yaml:5:9: no pack has the decision table 'somewhere'; add it to the packs, which have none yet");
}

TEST(DefinitionChecks, FindsFormsAndTablesWhereverAStepStands) {
  const auto definition = read(R"(steps:
  - f: {first_of: {m: {message: m, go: p}, h: {human: {role: r, form: reply_snt}, go: end}}}
  - p: {parallel: {b: {decide: tables/night}, c: [{d: {human: {role: r, form: supervisor_reveiw}}}]}, go: last}
paths:
  last:
    - e: {decide: tables/triage#b}
)");
  ASSERT_FALSE(definition->check_pack_names(kPacks));
  const auto text = definition->check_pack_names(kPacks).error().text();
  EXPECT_TRUE(text.starts_with("w.yaml:5:65: no pack has the form 'reply_snt'; did you mean 'reply_sent'?")) << text;
  EXPECT_NE(text.find("\nw.yaml:6:24: no pack has the decision table 'tables/night'; did you mean 'tables/night#a'?"), std::string::npos) << text;
  EXPECT_NE(text.find("\nw.yaml:6:73: no pack has the form 'supervisor_reveiw'; did you mean 'supervisor_review'?"), std::string::npos) << text;
  EXPECT_NE(text.find("\nw.yaml:9:11: no pack has the decision table 'tables/triage#b'; did you mean 'tables/triage'?"), std::string::npos) << text;
}

TEST(DefinitionChecks, KnowsFromTheManifestsWhichBranchesGetInEachOthersWay) {
  const auto definition = read("steps:\n  - p:\n      parallel:\n        a: {stage: amends.risk}\n        b: {stage: bank.vip}\n        c: {stage: x.c}\n");
  ASSERT_TRUE(definition) << "the file alone does not say what the stages read";
  StageUses uses{{"amends.risk", {{"text"}, {"analysis.risk"}}}, {"bank.vip", {{"text", "parties.0"}, {"ext.bank.vip", "flags.vip"}}}, {"x.c", {{"text"}, {"ext.x.c"}}}};
  const auto fits = definition->check_branches(uses);
  EXPECT_TRUE(fits) << fits.error().text();
  uses["bank.vip"].reads.push_back("risk.level");
  EXPECT_EQ(definition->check_branches(uses).error().text(),
            "w.yaml:8:9: the steps 'a' and 'b' stand in two branches and may run in any order, but 'b' reads analysis.risk.level, which 'a' writes; put one behind the other");
  uses["x.c"].writes.push_back("parties");
  uses["x.c"].reads.push_back("flags");
  const auto both = definition->check_branches(uses).error().text();
  EXPECT_NE(both.find("\nw.yaml:9:9: the steps 'b' and 'c' stand in two branches and may run in any order, but 'c' reads flags, which 'b' writes"), std::string::npos) << both;
}

TEST(DefinitionChecks, LetsBranchesAppendToOneList) {
  ASSERT_TRUE(read("steps:\n  - p: {parallel: {a: {set: {'events.[]': 1}}, b: {set: {'events.[]': 2}}}}\n"));
  EXPECT_FALSE(Definition::from_yaml(kit::kHead + "steps:\n  - p: {parallel: {a: {set: {'events.[]': 1}}, b: {set: {events.0: 2}}}}\n", "w.yaml"));
}

}  // namespace
}  // namespace amends::flow

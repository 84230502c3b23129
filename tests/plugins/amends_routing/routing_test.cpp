// Stage amends.routing with the real packs: the shared cases, each row of catalogue 3.19, its questions, the kit, the notice of rights.
#include <gtest/gtest.h>

#include "plugins/amends_routing/routing_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;
using Rows = std::vector<std::int64_t>;

class SharedCases : public ::testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(SharedCases, GetTheRoutesThatTheCatalogueStates) {
  const auto& [set, id] = GetParam();
  auto host = routing_host(set);
  const auto shared = shared_case(id);
  const auto* expected = sdk::find(shared, "expected.routing");
  if (!expected) GTEST_SKIP() << "the catalogue states no route for " << id;
  for (const auto& row : expected->as_array()) {
    const auto envelope = host.envelope(routing_record(id, row.at("given")));
    for (const auto& difference : differences(row.at("result"), *sdk::find(envelope, "result"))) ADD_FAILURE() << id << " " << text_at(row, "why") << ": " << difference;
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, SharedCases, ::testing::Combine(::testing::Values("catalogue", "shipped"), ::testing::Values("K01", "K02", "K03", "K08", "K12")),
                         [](const auto& info) { return std::get<0>(info.param) + std::get<1>(info.param); });

class Routes : public ::testing::Test {
 protected:
  Value run(const Value& record, std::string_view now = "2026-03-02T01:00:00Z") { return host_.envelope(record, Object{}, now); }
  Rows rows(const Value& record, std::string_view now = "2026-03-02T01:00:00Z") { return rows_of_envelope(run(record, now)); }
  static Value with(Value record, std::string_view path, Value value) {
    sdk::set(record, path, std::move(value));
    return record;
  }

  PackHost host_ = routing_host("catalogue");
};

TEST_F(Routes, AClaimThatIsOwedIsSettledInside) {
  const auto envelope = run(with(open_dispute(), "analysis.verify.case_merit", "full"));
  EXPECT_EQ(rows_of_envelope(envelope), (Rows{7, 8}));
  EXPECT_EQ(*sdk::find(envelope, "result.alternatives"), (Array{Object{{"row", 8}, {"kind", "choice"}}}));
  EXPECT_EQ(text_at(envelope, "result.matched.0.route"), "internal_settlement");
}

TEST_F(Routes, AfterTheFinalReplyMediationComesBeforeCourtAndTheRegulatorIsTold) {
  const auto shared = shared_case("K03");
  const auto envelope = run(routing_record("K03", shared.at("expected").at("routing").at(0).at("given")));
  EXPECT_EQ(rows_of_envelope(envelope), (Rows{12, 13, 14}));
  EXPECT_EQ(text_at(envelope, "result.matched.0.reason.en"), "both sides are willing to mediate");
  EXPECT_EQ(text_at(envelope, "result.matched.1.route"), "court");
  EXPECT_EQ(text_at(envelope, "result.matched.2.kind"), "duty");
}

TEST_F(Routes, RowOneNeedsAnExplicitSafetySign) {
  for (const auto* path : {"flags.safety.self_harm", "flags.safety.violence"}) {
    EXPECT_EQ(rows(with(open_dispute(), path, "explicit")), (Rows{1, 8})) << path;
    EXPECT_EQ(rows(with(open_dispute(), path, "veiled")), (Rows{8})) << path;
  }
}

TEST_F(Routes, EachPlainFactReachesItsRowAndAnUnknownOneCountsAsFalse) {
  const std::vector<std::pair<const char*, Rows>> before = {
      {"route_facts.other_institution", {2, 8}}, {"route_facts.credit_data_disputed", {5, 8}}, {"route_facts.agreed_partial", {7, 8}}, {"route_facts.crime_evidence", {8, 15}}, {"litigation.filed", {3, 8}}};
  for (const auto& [path, expected] : before) {
    EXPECT_EQ(rows(with(open_dispute(), path, true)), expected) << path;
    EXPECT_EQ(rows(with(open_dispute(), path, false)), (Rows{8})) << path;
    EXPECT_EQ(rows(with(open_dispute(), path, nullptr)), (Rows{8})) << path;
  }
  const std::vector<std::pair<const char*, Rows>> after = {{"route_facts.wants_internal_review", {9}}, {"route_facts.remote_wished", {11}}, {"route_facts.cross_region", {11}},
                                                           {"route_facts.facts_agreed", {12}},        {"route_facts.relation_continues", {12}}, {"route_facts.both_willing", {12}},
                                                           {"route_facts.key_point_disputed", {13}},  {"route_facts.precedent_needed", {13}}, {"route_facts.mediation_failed", {13}}};
  EXPECT_EQ(rows(replied_dispute()), Rows{});
  for (const auto& [path, expected] : after) {
    EXPECT_EQ(rows(with(replied_dispute(), path, true)), expected) << path;
    EXPECT_EQ(rows(with(replied_dispute(), path, nullptr)), Rows{}) << path;
    EXPECT_EQ(rows(with(open_dispute(), path, true)), (Rows{8})) << path << " before a final reply";
  }
}

TEST_F(Routes, RowSixHoldsOnceTheRegulatorHasHandedTheMatterOver) {
  EXPECT_EQ(rows(with(open_dispute(), "regulator.transferred_at", "2026-03-01T01:00:00Z")), (Rows{6, 8}));
  EXPECT_EQ(rows(with(open_dispute(), "regulator.involved", true)), (Rows{8})) << "involved, and no clock or transfer of its own";
  auto record = with(open_dispute(), "regulator.involved", true);
  EXPECT_EQ(rows(with(record, "regulator.due_at", "2026-03-17T16:00:00Z")), (Rows{6, 8}));
}

TEST_F(Routes, RowEightEndsWithTheFinalReply) {
  EXPECT_EQ(rows(open_dispute()), (Rows{8}));
  EXPECT_EQ(rows(with(open_dispute(), "route_facts.final_reply_at", "2026-03-01T01:00:00Z")), Rows{});
}

TEST_F(Routes, AnAcceptedReplyLeavesNoDispute) {
  auto record = with(replied_dispute(), "route_facts.final_reply_accepted", true);
  for (const auto* path : {"route_facts.both_willing", "route_facts.key_point_disputed", "route_facts.remote_wished"}) sdk::set(record, path, true);
  const auto envelope = run(record);
  EXPECT_EQ(rows_of_envelope(envelope), Rows{});
  EXPECT_TRUE(sdk::find(envelope, "result.primary")->is_null());
  EXPECT_TRUE(sdk::find(envelope, "questions")->as_array().empty());
  EXPECT_NE(text_at(envelope, "explain.en").find("No row of the table holds"), std::string::npos);
}

TEST_F(Routes, AnArbitrationAgreementLeadsToArbitrationAndToMediationFirstWhereBothWish) {
  auto record = with(replied_dispute(), "route_facts.arbitration", "yes");
  auto envelope = run(record);
  EXPECT_EQ(rows_of_envelope(envelope), (Rows{10}));
  EXPECT_EQ(text_at(envelope, "result.matched.0.route"), "arbitration");
  envelope = run(with(record, "route_facts.both_willing", true));
  EXPECT_EQ(rows_of_envelope(envelope), (Rows{10, 12}));
  EXPECT_EQ(text_at(envelope, "result.matched.0.route"), "mediation");
  envelope = run(with(record, "route_facts.key_point_disputed", true));
  EXPECT_EQ(rows_of_envelope(envelope), (Rows{10, 13}));
  EXPECT_EQ(text_at(envelope, "result.matched.1.route"), "arbitration") << "the agreement excludes court";
  EXPECT_EQ(rows(with(record, "route_facts.arbitration", "no")), Rows{});
}

TEST_F(Routes, AnUnknownArbitrationClauseIsAskedOfLegalAndMatchesNoRowTen) {
  auto record = with(replied_dispute(), "route_facts.arbitration", "unknown");
  sdk::set(record, "route_facts.key_point_disputed", true);
  auto envelope = run(record);
  EXPECT_EQ(rows_of_envelope(envelope), (Rows{13}));
  EXPECT_EQ(text_at(envelope, "result.matched.0.route"), "court");
  ASSERT_EQ(questions_of(envelope, "arbitration_clause").size(), 1u);
  EXPECT_EQ(text_at(questions_of(envelope, "arbitration_clause")[0], "to_role"), "legal");
  EXPECT_EQ(findings_of(envelope, "arbitration_unknown").size(), 1u);
  // Before a final reply the clause decides nothing, and after an accepted one neither.
  EXPECT_TRUE(questions_of(run(open_dispute()), "arbitration_clause").empty());
  EXPECT_TRUE(questions_of(run(with(record, "route_facts.final_reply_accepted", true)), "arbitration_clause").empty());
  // The answer of legal is read on the next run and not asked for again, whatever it says.
  sdk::set(record, "answers.arbitration_clause", Object{{"arbitration", "yes"}, {"reason", "第十二条"}, {"who", "u3"}});
  envelope = run(record);
  EXPECT_EQ(rows_of_envelope(envelope), (Rows{10, 13}));
  EXPECT_TRUE(questions_of(envelope, "arbitration_clause").empty());
  EXPECT_EQ(text_at(evidence_of(envelope, text_at(envelope, "result.matched.0.evidence.2")), "kind"), "answer");
  sdk::set(record, "answers.arbitration_clause.arbitration", "unknown");
  EXPECT_TRUE(questions_of(run(record), "arbitration_clause").empty());
}

TEST_F(Routes, ASmallDisputeMayGoToAPlatformUpToFiftyThousand) {
  auto record = with(replied_dispute(), "route_facts.remote_wished", true);
  const auto claiming = [&](std::int64_t minor, const char* currency = "CNY") { return with(record, "money.claimed", Object{{"minor", minor}, {"currency", currency}}); };
  EXPECT_EQ(rows(claiming(5'000'000)), (Rows{11}));
  EXPECT_EQ(rows(claiming(5'000'001)), Rows{});
  EXPECT_EQ(rows(with(claiming(5'000'001), "money.entitlement", Object{{"minor", 1}, {"currency", "CNY"}})), (Rows{11})) << "only what lies beyond the entitlement is in dispute";
  EXPECT_EQ(rows(claiming(714'285, "USD")), (Rows{11}));
  EXPECT_EQ(rows(claiming(714'286, "USD")), Rows{}) << "7142.86 USD are more than 50000 CNY";
  EXPECT_EQ(rows(with(record, "money", Object{})), (Rows{11})) << "an unknown sum counts 0";
}

TEST_F(Routes, ARightThatExpiresWithinSixtyDaysIsNoticedNow) {
  const auto expiring = [&](const char* date) { return with(open_dispute(), "route_facts.right_expires_on", date); };
  EXPECT_EQ(rows(expiring("2026-03-02")), (Rows{4, 8})) << "today";
  EXPECT_EQ(rows(expiring("2026-05-01")), (Rows{4, 8})) << "60 days";
  EXPECT_EQ(rows(expiring("2026-05-02")), (Rows{8})) << "61 days";
  EXPECT_EQ(rows(expiring("2026-03-01")), (Rows{8})) << "expired yesterday: no row, a question";
}

TEST_F(Routes, TheDaysOfARightCountByTheInstitutionsOwnDate) {
  // 17:00 UTC is already the third of March in Shanghai.
  const auto record = with(open_dispute(), "route_facts.right_expires_on", "2026-03-02");
  EXPECT_EQ(rows(record, "2026-03-02T15:59:59Z"), (Rows{4, 8}));
  EXPECT_EQ(rows(record, "2026-03-02T16:00:00Z"), (Rows{8}));
  EXPECT_EQ(findings_of(run(record, "2026-03-02T16:00:00Z"), "right.expired").size(), 1u);
}

TEST_F(Routes, AnExpiredRightIsAskedOfLegalOnceAndClosesNothing) {
  auto record = with(open_dispute(), "route_facts.right_expires_on", "2026-03-01");
  auto envelope = run(record);
  ASSERT_EQ(findings_of(envelope, "right.expired").size(), 1u);
  ASSERT_EQ(questions_of(envelope, "right_expired").size(), 1u);
  EXPECT_EQ(text_at(questions_of(envelope, "right_expired")[0], "to_role"), "legal");
  EXPECT_FALSE(Reader(questions_of(envelope, "right_expired")[0]).flag_or("blocking", true));
  sdk::set(record, "answers.right_expired", Object{{"legal_view", "未过期"}, {"right", "诉讼时效"}});
  envelope = run(record);
  EXPECT_TRUE(questions_of(envelope, "right_expired").empty());
  EXPECT_EQ(findings_of(envelope, "right.expired").size(), 1u) << "the finding stays visible";
}

TEST_F(Routes, ASuspectedBreachIsADuty) {
  for (const auto& [breach, expected] : std::vector<std::pair<const char*, Rows>>{{"none", {8}}, {"possible", {8, 14}}, {"likely", {8, 14}}})
    EXPECT_EQ(rows(with(open_dispute(), "analysis.classify.breach", breach)), expected) << breach;
}

TEST_F(Routes, DutiesAndChoicesAreToldApart) {
  auto record = open_dispute();
  for (const auto* path : {"route_facts.other_institution", "route_facts.credit_data_disputed", "route_facts.crime_evidence", "litigation.filed"}) sdk::set(record, path, true);
  sdk::set(record, "flags.safety.violence", "explicit");
  sdk::set(record, "route_facts.right_expires_on", "2026-03-20");
  sdk::set(record, "regulator.transferred_at", "2026-03-01T01:00:00Z");
  sdk::set(record, "analysis.verify.case_merit", "full");
  sdk::set(record, "analysis.classify.breach", "likely");
  const auto envelope = run(record);
  EXPECT_EQ(rows_of_envelope(envelope), (Rows{1, 2, 3, 4, 5, 6, 7, 8, 14, 15}));
  for (const auto& row : Reader(envelope).list("result.matched")) {
    const auto number = row.integer_or("row", 0);
    const bool duty = number == 1 || number == 4 || number == 5 || number == 6 || number == 14 || number == 15;
    EXPECT_EQ(row.text_or("kind", ""), duty ? "duty" : "choice") << number;
    EXPECT_FALSE(row.text_list("evidence").empty()) << number;
    EXPECT_FALSE(row.text_or("reason.zh", "").empty() || row.text_or("reason.en", "").empty()) << number;
  }
}

TEST_F(Routes, TwoReasonsForOneRowStandTogether) {
  auto record = with(replied_dispute(), "route_facts.facts_agreed", true);
  sdk::set(record, "route_facts.both_willing", true);
  const auto envelope = run(record);
  EXPECT_EQ(rows_of_envelope(envelope), (Rows{12}));
  EXPECT_EQ(text_at(envelope, "result.matched.0.reason.en"), "facts are mostly agreed, a neutral person can help; both sides are willing to mediate");
  EXPECT_EQ(text_at(envelope, "result.matched.0.reason.zh"), "事实大体一致，可请中立方协助；双方都愿意调解");
}

TEST_F(Routes, ConsentIsAskedWhenMediationIsProposed) {
  auto record = with(replied_dispute(), "route_facts.both_willing", true);
  auto envelope = run(record);
  ASSERT_EQ(questions_of(envelope, "mediation_consent").size(), 1u);
  EXPECT_FALSE(Reader(questions_of(envelope, "mediation_consent")[0]).flag_or("blocking", true));
  sdk::set(record, "regulator.transferred_at", "2026-03-01T01:00:00Z");
  EXPECT_TRUE(questions_of(run(record), "mediation_consent").empty()) << "mediation is open here, and not proposed";
  EXPECT_TRUE(questions_of(run(open_dispute()), "mediation_consent").empty());
}

TEST_F(Routes, ARefusalOfMediationIsSaidAndEndsTheWillingness) {
  auto record = with(replied_dispute(), "route_facts.both_willing", true);
  sdk::set(record, "answers.mediation_consent", Object{{"party", "complainant"}, {"consent", false}});
  const auto refused = run(record);
  EXPECT_EQ(rows_of_envelope(refused), Rows{});
  EXPECT_EQ(findings_of(refused, "mediation.refused").size(), 1u);
  EXPECT_TRUE(questions_of(refused, "mediation_consent").empty());
  sdk::set(record, "answers.mediation_consent.consent", true);
  EXPECT_EQ(rows(record), (Rows{12}));
}

TEST_F(Routes, TheCustomersOwnChoiceIsAskedAndPrinted) {
  auto record = replied_dispute();
  EXPECT_EQ(questions_of(run(record), "route_preference").size(), 1u);
  EXPECT_TRUE(questions_of(run(open_dispute()), "route_preference").empty());
  sdk::set(record, "answers.route_preference", Object{{"route", "court"}});
  auto envelope = run(record);
  EXPECT_TRUE(questions_of(envelope, "route_preference").empty());
  ASSERT_EQ(findings_of(envelope, "route.preference").size(), 1u);
  EXPECT_NE(text_at(findings_of(envelope, "route.preference")[0], "text.en").find("Court"), std::string::npos);
  sdk::set(record, "answers.route_preference", Object{{"route", "internal_review"}, {"remote_wished", true}});
  EXPECT_EQ(rows(record), (Rows{9, 11})) << "wishes said in the form count";
}

TEST_F(Routes, TheMediationKitIsCompleteAndOnlyThereWhereMediationIsOpen) {
  EXPECT_TRUE(sdk::find(run(open_dispute()), "result.kit")->as_array().empty());
  const auto envelope = run(with(replied_dispute(), "route_facts.both_willing", true));
  std::vector<std::string> ids;
  for (const auto& item : Reader(envelope).list("result.kit")) {
    ids.emplace_back(item.text_or("id", ""));
    EXPECT_FALSE(item.text_or("text.zh", "").empty() || item.text_or("text.en", "").empty());
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"consent", "facts_list", "offers", "legal_basis", "representative", "fee", "enforceability"}));
  EXPECT_NE(text_at(envelope, "result.kit.3.text.en").find("confirm an agreement within 30 days"), std::string::npos);
}

TEST_F(Routes, TheNoticeOfRightsNamesEveryRouteOfThePlaceWithItsRule) {
  const auto envelope = run(open_dispute());
  std::vector<std::string> routes;
  for (const auto& item : Reader(envelope).list("result.rights_notice.items")) {
    routes.emplace_back(item.text_or("route", ""));
    EXPECT_FALSE(item.text_or("rule", "").empty());
  }
  EXPECT_EQ(routes, (std::vector<std::string>{"review", "mediation", "regulator", "court"})) << "arbitration only where it was agreed";
  EXPECT_EQ(text_at(envelope, "result.rights_notice.jurisdiction"), "cn");
  EXPECT_NE(text_at(envelope, "result.rights_notice.zh").find("12378"), std::string::npos);
  EXPECT_EQ(text_at(envelope, "result.rights_notice.en").rfind("1. If you do not accept", 0), 0u);
  const auto agreed = run(with(open_dispute(), "route_facts.arbitration", "yes"));
  EXPECT_EQ(Reader(agreed).list("result.rights_notice.items").size(), 5u);
}

TEST_F(Routes, TheTopUnitHasNobodyAboveItToAsk) {
  EXPECT_EQ(text_at(run(with(open_dispute(), "case.unit", "HEAD")), "result.rights_notice.items.0.route"), "mediation");
  EXPECT_EQ(text_at(run(with(open_dispute(), "case.unit", "UNLISTED")), "result.rights_notice.items.0.route"), "review") << "a right is not left out because a unit is not listed";
}

TEST_F(Routes, AnotherJurisdictionHasItsOwnNotice) {
  sdk::CallInput input;
  input.record = open_dispute();
  input.institution = "TESTBANK-US";
  const auto envelope = host_.run(input).envelope();
  EXPECT_EQ(text_at(envelope, "result.rights_notice.jurisdiction"), "us");
  EXPECT_NE(text_at(envelope, "result.rights_notice.en").find("Consumer Financial Protection Bureau"), std::string::npos);
}

TEST_F(Routes, AnInstitutionWithoutANoticeIsSaidAloud) {
  sdk::CallInput input;
  input.record = open_dispute();
  input.institution = "NOWHERE";
  const auto envelope = host_.run(input).envelope();
  EXPECT_TRUE(sdk::find(envelope, "result.rights_notice")->is_null());
  EXPECT_EQ(findings_of(envelope, "rights_notice_missing").size(), 1u);
}

TEST_F(Routes, TheExplanationNamesReasonDutiesAlternativesAndWhatIsOpen) {
  const auto shared = shared_case("K03");
  auto record = routing_record("K03", shared.at("expected").at("routing").at(0).at("given"));
  sdk::set(record, "route_facts.arbitration", "unknown");
  const auto envelope = run(record);
  const auto zh = text_at(envelope, "explain.zh"), en = text_at(envelope, "explain.en");
  EXPECT_NE(zh.find("建议途径：调解（第12行），理由是双方都愿意调解。"), std::string::npos) << zh;
  EXPECT_NE(zh.find("无论选择哪条途径，都须办理：告知监管渠道并自查"), std::string::npos) << zh;
  EXPECT_NE(zh.find("其他可选途径：法院诉讼"), std::string::npos) << zh;
  EXPECT_NE(zh.find("法务确认仲裁条款"), std::string::npos) << zh;
  EXPECT_NE(en.find("Proposed route: Mediation (row 12), because: both sides are willing to mediate."), std::string::npos) << en;
  EXPECT_NE(en.find("Other routes open: Court"), std::string::npos) << en;
  EXPECT_NE(en.find("Any lawful route of the customer's own choice stays open"), std::string::npos) << en;
}

TEST_F(Routes, WhatIsNotKnownIsSaid) {
  auto record = open_dispute();
  record.as_object().erase("analysis");
  const auto envelope = run(record);
  EXPECT_EQ(rows_of_envelope(envelope), (Rows{8}));
  EXPECT_EQ(findings_of(envelope, "insufficient_data").size(), 2u) << "merit and breach";
}

TEST_F(Routes, AnEmptyCaseGetsTheInternalRouteAndItsRights) {
  const auto envelope = run(Object{});
  EXPECT_EQ(rows_of_envelope(envelope), (Rows{8}));
  EXPECT_FALSE(sdk::find(envelope, "result.rights_notice")->is_null());
}

TEST_F(Routes, BadValuesNameTheirPath) {
  const auto fails_with = [&](std::string_view path, Value value) {
    sdk::CallInput input;
    input.record = with(open_dispute(), path, std::move(value));
    return host_.run(input);
  };
  EXPECT_EQ(fails_with("route_facts.both_willing", "yes").code, "error.bad_type");
  EXPECT_NE(fails_with("route_facts.both_willing", "yes").details.find("route_facts.both_willing"), std::string::npos);
  EXPECT_EQ(fails_with("route_facts.arbitration", "perhaps").code, "error.range");
  EXPECT_EQ(fails_with("route_facts.right_expires_on", "next month").code, "error.bad_type");
  EXPECT_EQ(fails_with("route_facts.final_reply_at", "2026-03-01").code, "error.bad_type");
  EXPECT_EQ(fails_with("analysis.verify.case_merit", "good").code, "error.range");
  EXPECT_EQ(fails_with("money.entitlement", Object{{"minor", 1}, {"currency", "USD"}}).code, "error.currency_mismatch");
}

TEST_F(Routes, AnUnknownCurrencyIsSaid) {
  EXPECT_EQ(findings_of(run(with(open_dispute(), "money.claimed", Object{{"minor", 1}, {"currency", "THB"}})), "currency_unknown").size(), 1u);
}

TEST(RoutingOverlay, AnInstitutionsOwnLimitAndRowNeedNoBuild) {
  auto record = replied_dispute();
  sdk::set(record, "route_facts.remote_wished", true);
  sdk::set(record, "money.claimed", Object{{"minor", 2'000'001}, {"currency", "CNY"}});
  auto host = routing_host("catalogue", {std::filesystem::path(AMENDS_FIXTURES_DIR) / "bank_overlay"});
  EXPECT_EQ(rows_of_envelope(host.envelope(record)), (Rows{11}));
  EXPECT_EQ(rows_of_envelope(host.envelope(record, Object{{"small_dispute_major", 20'000}})), Rows{}) << "the limit is a setting";
  sdk::set(record, "route_facts.crime_evidence", true);
  const auto envelope = host.envelope(record);
  EXPECT_EQ(rows_of_envelope(envelope), (Rows{2, 11, 15})) << "the overlay's line of row 2 stands before the others";
  EXPECT_EQ(text_at(envelope, "result.matched.0.reason.en"), "our fraud desk takes it over");
}

}  // namespace
}  // namespace amends::testing

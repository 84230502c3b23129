// What people answer to amends.verify and what comes of it: states, evidence, gaps, the second person, and answers that cannot be read.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "plugins/amends_fact/verify_kit.hpp"

namespace amends::testing {
namespace {

using sdk::Array;
using sdk::Object;
using sdk::Reader;
using sdk::Value;

Object money(std::int64_t minor, std::string_view currency = "CNY") { return Object{{"minor", minor}, {"currency", std::string(currency)}}; }

void second(Value& record, std::string_view who, std::string_view result, std::int64_t minor, std::string_view at = "2026-03-06T02:00:00Z") {
  sdk::set(record, "answers.entitlement_check", Object{{"result", std::string(result)}, {"amount", money(minor)}, {"reason", "r"}, {"who", std::string(who)}, {"at", std::string(at)}});
}

TEST(VerifyStates, ARefusalNeedsEvidenceAndAnAdmissionDoesNot) {
  auto host = verify_host();
  auto record = verify_record("K01");
  states(record, Object{{"states", "e1: refuted"}});
  auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(row_of(envelope, "e1"), "state"), "undetermined");
  EXPECT_EQ(text_at(row_of(envelope, "e1"), "by"), "kept");
  EXPECT_EQ(text_at(envelope, "result.case_merit"), "undetermined");
  EXPECT_EQ(findings_of(envelope, "verify.state_unsupported").size(), 1u);

  add_documents(record, {{"D-1", "usage_log", "institution"}});
  states(record, Object{{"states", "e1: refuted"}, {"contrary", "e1: D-1"}});
  envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.case_merit"), "none");
  EXPECT_TRUE(fact_of(envelope, "money.entitlement").is_null()) << "that nothing is owed is for people to say";
  EXPECT_EQ(number_at(envelope, "result.entitlement.amount.minor"), 0);

  states(record, Object{{"states", "e1: confirmed"}, {"contrary", "e1: D-1"}});
  envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.case_merit"), "full");
  EXPECT_EQ(text_at(row_of(envelope, "e1"), "by"), "admitted");
}

TEST(VerifyStates, WhatTheRecordHasVerifiedCountsUntilTheFormSaysMore) {
  auto host = verify_host();
  auto record = verify_record("K01");
  sdk::set(record, "events.0.verified", "confirmed");
  auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "status"), "ok");
  EXPECT_EQ(text_at(envelope, "result.case_merit"), "full");
  EXPECT_TRUE(fact_of(envelope, "events.0.verified").is_null()) << "it stands there already";
  states(record, Object{{"states", "e1: undetermined"}});
  envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.case_merit"), "undetermined");
  EXPECT_EQ(fact_of(envelope, "events.0.verified"), Value("unknown"));
}

TEST(VerifyStates, AnAnswerThatNamesNothingInTheCaseIsAskedForAgain) {
  auto host = verify_host();
  for (const auto& [field, words] : std::vector<std::pair<const char*, const char*>>{{"states", "e1: confirmed; e9: refuted"}, {"states", "e1: maybe"}, {"supporting", "e1: D-9"}, {"contrary", "e7: t1"}, {"missing_records", "du.unknown"},
                                                                                     {"missing_records", "du.double_record"}, {"necessary", "d9: e1"}, {"necessary", "d1: e8"}, {"states", "e1, e2: confirmed"}}) {
    auto record = verify_record("K01");
    Object fields{{"states", "e1: confirmed"}};
    fields[field] = words;
    states(record, std::move(fields));
    sdk::CallInput input;
    input.record = record;
    input.run = 3;
    const auto envelope = host.run(input).envelope();
    EXPECT_EQ(text_at(envelope, "status"), "need_input") << words;
    const auto asked = questions_of(envelope, "verify_states_run3");
    ASSERT_EQ(asked.size(), 1u) << words << ": under a new number, or nobody would see it";
    EXPECT_EQ(text_at(asked[0], "form_name"), "verify_states");
    EXPECT_NE(text_at(asked[0], "reason.zh").find("对不上"), std::string::npos) << text_at(asked[0], "reason.zh");
    EXPECT_TRUE(Reader(envelope).list("facts").empty()) << words;
  }
}

TEST(VerifyStates, NewMaterialAfterTheAnswerOpensTheFactsAgain) {
  auto host = verify_host();
  auto record = fee_waived();
  sdk::set(record, "documents.0.received_at", "2026-03-05T02:00:00Z");
  EXPECT_EQ(text_at(host.envelope(record), "status"), "ok") << "at the very instant of the answer it was there";
  sdk::set(record, "documents.0.received_at", "2026-03-05T02:00:01Z");
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "status"), "need_input");
  EXPECT_NE(text_at(envelope, "questions.0.reason.en").find("D-1"), std::string::npos);
}

TEST(VerifyStates, WhoHasAnInterestInTheMatterFindsNoFacts) {
  auto host = verify_host();
  auto record = fee_waived();
  sdk::set(record, "flags.conflict_of_interest", Array{"li.na"});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "status"), "need_input");
  EXPECT_EQ(text_at(envelope, "questions.0.to_role"), "supervisor");
  EXPECT_EQ(findings_of(envelope, "verify.investigator_interested").size(), 1u);
  EXPECT_TRUE(sdk::find(envelope, "result.case_merit")->is_null());
}

TEST(VerifyEvidence, AnAlteredDocumentProvesNothing) {
  auto host = verify_host();
  for (const auto& [path, value] : std::vector<std::pair<const char*, Value>>{{"documents.0.hash_matches", false}, {"documents.0.custody", Array{Object{{"by", "li.na"}, {"sha256", std::string(64, 'b')}}}}}) {
    auto record = verify_record("K01");
    add_documents(record, {{"D-1", "fee_schedule", "p1"}});
    states(record, Object{{"states", "e1: confirmed"}, {"supporting", "e1: D-1"}});
    EXPECT_EQ(text_at(host.envelope(record), "result.evidence_strength"), "strong");
    sdk::set(record, path, value);
    const auto envelope = host.envelope(record);
    EXPECT_EQ(text_at(row_of(envelope, "e1"), "grade.for"), "E") << path;
    EXPECT_EQ(findings_of(envelope, "verify.evidence_altered").size(), 1u) << path;
    EXPECT_EQ(text_at(envelope, "result.evidence_strength"), "none") << path;
  }
  auto record = verify_record("K01");
  add_documents(record, {{"D-1", "fee_schedule", "p1"}});
  sdk::set(record, "documents.0.custody", Array{Object{{"by", "li.na"}, {"sha256", std::string(64, 'a')}}, Object{{"by", "wang.yi"}}});
  EXPECT_TRUE(findings_of(host.envelope(record), "verify.evidence_altered").empty()) << "the same hash, and a step without one";
}

TEST(VerifyEvidence, AKindThatNobodyGradedCountsLeastAndIsSaid) {
  auto host = verify_host();
  auto record = verify_record("K01");
  add_documents(record, {{"D-1", "napkin", "p1"}});
  const auto envelope = host.envelope(record);
  EXPECT_EQ(findings_of(envelope, "verify.evidence_ungraded").size(), 1u);
  EXPECT_EQ(text_at(envelope, "result.evidence_strength"), "none");
}

TEST(VerifyEvidence, StrengthIsTheBestOfWhatTheCustomerHandedIn) {
  auto host = verify_host();
  for (const auto& [kind, strength] : std::vector<std::pair<const char*, const char*>>{{"contract", "strong"}, {"usage_log", "strong"}, {"signed_statement", "some"}, {"letter", "some"}, {"hearsay", "none"}}) {
    auto record = verify_record("K01");
    add_documents(record, {{"D-0", "hearsay", "p1"}, {"D-1", kind, "complainant"}, {"D-2", "contract", "institution"}});
    EXPECT_EQ(text_at(host.envelope(record), "result.evidence_strength"), strength) << kind;
  }
}

TEST(VerifyEvidence, ARecordingWithoutConsentIsLookedAt) {
  auto host = verify_host();
  auto record = verify_record("K09");
  add_documents(record, {{"D-1", "video", "institution"}});
  states(record, Object{{"states", "e1: confirmed"}, {"supporting", "e1: D-1"}});
  EXPECT_EQ(findings_of(host.envelope(record), "verify.recording_consent").size(), 1u);
  sdk::set(record, "consents", Array{Object{{"kind", "recording"}, {"given_at", "2026-03-01T01:00:00Z"}}});
  EXPECT_TRUE(findings_of(host.envelope(record), "verify.recording_consent").empty());
}

TEST(VerifyGaps, AFieldThatIsFalseIsAGapAndAnUnknownOneIsNone) {
  auto host = verify_host();
  auto record = verify_record("K03");
  states(record, Object{{"states", "e1: undetermined; e2: undetermined"}});
  EXPECT_EQ(text_at(host.envelope(record), "result.case_merit"), "undetermined");
  sdk::set(record, "contract.callback_done", true);
  EXPECT_EQ(text_at(host.envelope(record), "result.case_merit"), "undetermined");
  sdk::set(record, "contract.callback_done", false);
  EXPECT_EQ(text_at(host.envelope(record), "result.case_merit"), "partial");
}

TEST(VerifyMerit, OneRefutedPointTakesADemandDownOnlyWhenAPersonCallsItNecessary) {
  auto host = verify_host();
  auto record = record_missing();
  add_documents(record, {{"D-1", "contract", "institution"}});
  states(record, Object{{"states", "e1: refuted; e2: confirmed"}, {"contrary", "e1: D-1"}, {"supporting", "e2: D-1"}});
  EXPECT_EQ(text_at(host.envelope(record), "result.merit.d1"), "partial");
  states(record, Object{{"states", "e1: refuted; e2: confirmed"}, {"contrary", "e1: D-1"}, {"supporting", "e2: D-1"}, {"necessary", "d1: e1"}});
  EXPECT_EQ(text_at(host.envelope(record), "result.merit.d1"), "none");
}

TEST(VerifyEntitlement, AboveTheQuickLimitASecondPersonLooks) {
  auto host = verify_host();
  auto record = not_asked();
  auto envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "status"), "need_input");
  EXPECT_EQ(text_at(envelope, "result.entitlement.second_person"), "needed");
  const auto asked = questions_of(envelope, "entitlement_check");
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_NE(text_at(asked[0], "reason.zh").find("50,000.00元"), std::string::npos) << "the second person sees the sum";
  EXPECT_TRUE(fact_of(envelope, "money.entitlement").is_null());
  EXPECT_EQ(text_at(envelope, "result.case_merit"), "full") << "the merit does not wait for the sum";

  second(record, "wang.yi", "agreed", 5'000'000);
  envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "status"), "ok");
  EXPECT_EQ(fact_of(envelope, "money.entitlement"), Value(money(5'000'000)));
  for (const auto& fault : host.faults(envelope, record)) ADD_FAILURE() << fault;

  for (const auto& [who, minor, at] : std::vector<std::tuple<const char*, std::int64_t, const char*>>{{"li.na", 5'000'000, "2026-03-06T02:00:00Z"}, {"wang.yi", 4'999'999, "2026-03-06T02:00:00Z"}, {"wang.yi", 5'000'000, "2026-03-04T02:00:00Z"}}) {
    second(record, who, "agreed", minor, at);
    EXPECT_EQ(text_at(host.envelope(record), "result.entitlement.second_person"), "needed") << who << " " << minor << " " << at;
  }
  second(record, "wang.yi", "returned", 5'000'000);
  envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.entitlement.second_person"), "returned");
  EXPECT_EQ(text_at(envelope, "questions.0.form_name"), "verify_states");
  EXPECT_TRUE(fact_of(envelope, "money.entitlement").is_null());
}

TEST(VerifyEntitlement, WhoStandsInForTheFirstIsNoSecondPerson) {
  auto host = verify_host();
  auto record = not_asked();
  for (const auto& [who, on_behalf_of, wanted] : {std::tuple{"wang.yi", "li.na", "needed"}, {"wang.yi", "Li-Na", "needed"}, {"li.na", "wang.yi", "needed"}, {"wang.yi", "sun.lei", "given"}}) {
    second(record, who, "agreed", 5'000'000);
    sdk::set(record, "answers.entitlement_check.for", on_behalf_of);
    EXPECT_EQ(text_at(host.envelope(record), "result.entitlement.second_person"), wanted) << who << " for " << on_behalf_of;
  }
  // The other way round: who checks had the facts found in their name.
  sdk::set(record, "answers.verify_states.for", "sun.lei");
  for (const auto& [who, on_behalf_of, wanted] : {std::tuple{"sun.lei", "", "needed"}, {"zhao.min", "sun.lei", "needed"}, {"zhao.min", "", "given"}}) {
    second(record, who, "agreed", 5'000'000);
    sdk::set(record, "answers.entitlement_check.for", on_behalf_of);
    EXPECT_EQ(text_at(host.envelope(record), "result.entitlement.second_person"), wanted) << who << " for " << on_behalf_of;
  }
}

// org.yaml says that E10231 is li.na, who found the facts.
TEST(VerifyEntitlement, ASecondNameMakesNoSecondPerson) {
  namespace fs = std::filesystem;
  const auto overlay = fs::temp_directory_path() / ("amends-verify-" + std::to_string(::getpid()));
  fs::remove_all(overlay);
  fs::create_directories(overlay);
  std::ifstream shipped(fs::path(AMENDS_SOURCE_DIR) / "workflows" / "packs" / "shipped" / "org.yaml");
  std::string org((std::istreambuf_iterator<char>(shipped)), {});
  org.insert(org.find("    units:"), "    people: [{id: li.na, also: [E10231]}]\n");
  std::ofstream(overlay / "org.yaml") << org;
  PackHost host(AMENDS_PLUGIN_FILE, "amends.verify", "catalogue", {overlay});
  fs::remove_all(overlay);
  auto record = not_asked();
  for (const auto& [who, wanted] : {std::pair{"E10231", "needed"}, {"e-10231", "needed"}, {"LI-NA", "needed"}, {"E10232", "given"}}) {
    second(record, who, "agreed", 5'000'000);
    EXPECT_EQ(text_at(host.envelope(record), "result.entitlement.second_person"), wanted) << who;
  }
}

TEST(VerifyEntitlement, TheQuickLimitHoldsOnBothSides) {
  auto host = verify_host();
  auto record = fee_waived();
  for (const auto& [minor, wanted] : std::vector<std::pair<std::int64_t, const char*>>{{100'000, "not_needed"}, {100'001, "needed"}}) {
    sdk::set(record, "demand.0.amount", money(minor));
    EXPECT_EQ(text_at(host.envelope(record), "result.entitlement.second_person"), wanted) << minor;
  }
  sdk::set(record, "demand.0.amount", money(100'001));
  EXPECT_EQ(text_at(host.envelope(record, Object{{"quick_limit_major", 1'001}}), "result.entitlement.second_person"), "not_needed");
}

TEST(VerifyEntitlement, WhatAPersonWorkedOutGoesFirstAndWhatNobodyCanIsAskedFor) {
  auto host = verify_host();
  auto record = fee_waived();
  sdk::set(record, "answers.verify_states.entitlement", money(20'000));
  auto envelope = host.envelope(record);
  EXPECT_EQ(number_at(envelope, "result.entitlement.amount.minor"), 20'000);
  EXPECT_EQ(text_at(envelope, "result.entitlement.by"), "owner");

  record = verify_record("K02");
  states(record, Object{{"states", "e1: confirmed; e2: undetermined"}});
  envelope = host.envelope(record);
  EXPECT_EQ(text_at(envelope, "result.case_merit"), "partial");
  EXPECT_TRUE(sdk::find(envelope, "result.entitlement.amount")->is_null());
  const auto asked = questions_of(envelope, "target_and_limit");
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_FALSE(Reader(asked[0]).flag_or("blocking", true));
  EXPECT_EQ(text_at(envelope, "status"), "ok");
  sdk::set(record, "answers.target_and_limit", Object{{"entitlement", money(2'000'000)}, {"computation", "甲+乙"}, {"who", "wang.yi"}});
  envelope = host.envelope(record);
  EXPECT_EQ(fact_of(envelope, "money.entitlement"), Value(money(2'000'000))) << "the supervisor is the second person";
  sdk::set(record, "answers.target_and_limit.who", "li.na");
  EXPECT_EQ(text_at(host.envelope(record), "result.entitlement.second_person"), "needed") << "the same person twice is one person";
}

TEST(VerifyEntitlement, TwoCurrenciesAreNotAdded) {
  auto host = verify_host();
  auto record = verify_record("K01");
  sdk::set(record, "demand.1", Object{{"id", "d2"}, {"kind", "compensation"}, {"amount", money(100, "USD")}});
  states(record, Object{{"states", "e1: confirmed"}});
  sdk::CallInput input;
  input.record = record;
  EXPECT_EQ(host.run(input).code, "error.currency_mismatch");
}

TEST(VerifyEntitlement, ASumBeyondTheRecordIsRefused) {
  auto host = verify_host();
  auto record = verify_record("K01");
  sdk::set(record, "demand.0.amount", money(sdk::kIntegerMax));
  sdk::set(record, "demand.1", Object{{"id", "d2"}, {"kind", "compensation"}, {"amount", money(1)}});
  states(record, Object{{"states", "e1: confirmed"}});
  sdk::CallInput input;
  input.record = record;
  EXPECT_EQ(host.run(input).code, "error.range");
  sdk::set(record, "demand.1.amount", money(0));
  input.record = record;
  EXPECT_TRUE(host.run(input).ok());
}

TEST(VerifyInput, WithoutClassifyItSaysWhatToRunFirst) {
  auto host = verify_host();
  sdk::CallInput input;
  input.record = record_of(shared_case("K01"));
  const auto answer = host.run(input);
  EXPECT_EQ(answer.code, "error.missing_field");
  EXPECT_NE(answer.text.find("amends.classify"), std::string::npos);
}

TEST(VerifyInput, SettingsHaveTheirRanges) {
  auto host = verify_host();
  for (const auto& config : {Object{{"quick_limit_major", -1}}, Object{{"due_share", 0}}, Object{{"due_share", 101}}, Object{{"quick_limit_major", 1'000'000'001}}}) {
    sdk::CallInput input;
    input.record = verify_record("K01");
    input.config = config;
    EXPECT_EQ(host.run(input).code, "error.range") << sdk::write_json(config);
  }
}

}  // namespace
}  // namespace amends::testing

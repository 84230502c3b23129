// The services that plugins get, over packs that the test writes.
#include "host/pack_services.hpp"

#include <gtest/gtest.h>

#include <array>

#include "core/packs/pack_folder.hpp"
#include "host/manifest.hpp"
#include "sdk/contract.hpp"
#include "sdk/reader.hpp"
#include "support/json.hpp"
#include "support/pack_host.hpp"

namespace amends::host {
namespace {

class PackServicesTest : public ::testing::Test {
 protected:
  PackServicesTest() {
    folder_.write("base/lex/fees.yaml", "pack: lex/fees\nrows:\n  - {id: a, lang: zh, term: 年费, w: 25}\n  - {id: b, lang: zh, term: 多扣, w: 20}\n");
    folder_.write("base/lex/secret.yaml", "pack: lex/secret\nrows: []\n");
    folder_.write("base/tables/fee_limits.yaml",
                  "pack: tables/fee_limits\ntable: fee_limits\nhit: first\ninputs: [minor]\nrows:\n"
                  "  - {id: L1, when: {minor: '>= 100000'}, then: {level: high}, because: {zh: 大额, en: large}}\n"
                  "  - {id: L2, when: {minor: '> 0'}, then: {level: low}, because: {zh: 小额, en: small}}\ndefault: {level: none}\n");
    folder_.write("base/calendar.cn.yaml",
                  "pack: base\nversion: 1.0.0\nid: calendar.cn\nregion: CN\ntitle: {zh: 日历, en: Calendar}\nzone: Asia/Shanghai\nfirst_year: 2026\nlast_year: 2026\nweekend: [saturday, sunday]\n"
                  "hours:\n  - {from: '09:00', to: '17:00'}\ndate_hours: []\nholidays:\n  - {date: '2026-03-04', name: {zh: 测试假日, en: Test holiday}}\nworking: []\n");
    folder_.write("base/org.yaml", "pack: org\nrows:\n  - {institution: TESTBANK, zone: Asia/Shanghai, currency: CNY, locale: zh-CN, calendar: calendar.cn, clock_pack: tables/clocks.cn}\n");
    std::string clock = "pack: tables/clocks.cn\nrows:\n";
    for (const auto& [id, kind, when, from, to] : {std::array{"CN-A", "decide", "classify.complexity = null or classify.complexity = \"simple\"", "2020-03-01", "null"},
                                                   std::array{"CN-B", "decide", "classify.complexity = \"complex\"", "2020-03-01", "null"},
                                                   std::array{"CN-C", "acknowledge", "channel.kind in (\"regulator\", \"court\")", "2020-03-01", "null"},
                                                   std::array{"CN-OLD", "reply", "true", "2010-01-01", "2019-12-31"}})
      clock += std::string("  - {id: ") + id + ", kind: " + kind + ", applies_when: '" + when + "', start_event: complaint_received, length: 15d, day_type: calendar, extensions: [], suspensions: [], " +
               "restarts: [], restart_allowed: false, approve_by: supervisor, on_breach: escalate, instrument: I, article: '1', issuer: X, effective_from: " + from + ", effective_to: " + to +
               ", source_ref: S, confidence: verified, verified_on: 2026-11-21, verify: true, title: {zh: 一, en: one}, plain: {zh: 一, en: one}}\n";
    folder_.write("base/tables/clocks.cn.yaml", clock);
    auto packs = folder_.load();
    if (!packs) throw std::runtime_error(packs.error().text());
    packs_ = *std::move(packs);
    manifest_.id = "example.fee_check";
    manifest_.packs = {"lex/fees", "tables/*"};
  }
  ServiceContext context(std::string_view institution = "TESTBANK") const { return {manifest_, packs_.get(), "CASE-TEST-1", "zh-CN", institution}; }
  static json::Value value(const Result<std::string>& answer) {
    EXPECT_TRUE(answer) << answer.error().text();
    return answer ? *json::parse(*answer) : json::Value();
  }

  packs::PackFolder folder_;
  std::shared_ptr<const packs::PackSet> packs_;
  StageManifest manifest_;
  std::shared_ptr<Services> services_ = make_pack_services();
};

TEST_F(PackServicesTest, ReadsAPackFileAndItsHash) {
  const auto file = services_->pack_file(context(), "lex/fees");
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(json::text_at(*json::parse(**file), "rows.0.term"), "年费");
  EXPECT_EQ(services_->pack_file(context(), "lex/fees")->get(), file->get()) << "the text was written again";
  EXPECT_EQ(*services_->pack_hash(context(), "lex/fees"), packs_->hash_of("lex/fees"));
}

TEST_F(PackServicesTest, ServesOnlyWhatTheManifestNames) {
  EXPECT_EQ(services_->pack_file(context(), "lex/secret").error().code, ErrorCode::refused);
  EXPECT_EQ(services_->pack_hash(context(), "lex/secret").error().code, ErrorCode::refused);
  EXPECT_EQ(services_->text_match(context(), R"({"lexicon":"lex/secret","docs":[]})").error().code, ErrorCode::refused);
  EXPECT_EQ(services_->table_evaluate(context(), R"({"table":"risk","inputs":{}})").error().code, ErrorCode::refused);
  EXPECT_EQ(services_->pack_file(context(), "tables/nothing").error().code, ErrorCode::pack_missing);
}

TEST_F(PackServicesTest, WithoutPacksEveryServiceSaysSo) {
  ServiceContext none{manifest_, nullptr, "", "", ""};
  EXPECT_EQ(services_->pack_file(none, "lex/fees").error().code, ErrorCode::pack_missing);
  EXPECT_EQ(services_->text_match(none, R"({"lexicon":"lex/fees","docs":[]})").error().code, ErrorCode::pack_missing);
  EXPECT_EQ(services_->calendar_rules(none, R"({"at":"2026-03-02T01:00:00Z","facts":{}})").error().code, ErrorCode::pack_missing);
}

TEST_F(PackServicesTest, MatchesALexiconWithSpansInTheOriginalText) {
  const auto answer = value(services_->text_match(context(), R"({"lexicon":"lex/fees","docs":[{"doc":"t1","text":"你们多扣了我年费"}],"options":{"kept_only":true}})"));
  EXPECT_EQ(json::integer_at(answer, "total"), 45);
  EXPECT_EQ(json::text_at(answer, "hits.1.quote"), "年费");
  EXPECT_EQ(json::integer_at(answer, "hits.1.start"), 6);
}

TEST_F(PackServicesTest, ReadsSumsInTheInstitutionsCurrency) {
  const auto answer = value(services_->text_numbers(context(), R"({"docs":[{"doc":"t1","text":"交了10万，要退300元"}]})"));
  EXPECT_EQ(json::integer_at(answer, "money.0.minor"), 10'000'000);
  EXPECT_TRUE(json::bool_at(answer, "money.0.assumed"));
  EXPECT_EQ(json::integer_at(answer, "money.1.minor"), 30'000);
}

TEST_F(PackServicesTest, NormalisesWithTheWayBack) {
  const auto answer = value(services_->text_normalise(context(), R"({"text":"ＡBC"})"));
  EXPECT_EQ(json::text_at(answer, "text"), "abc");
  EXPECT_EQ(json::integer_at(answer, "ends.2"), 3);
}

TEST_F(PackServicesTest, ComparesTexts) {
  EXPECT_EQ(json::integer_at(value(services_->text_similarity(context(), R"({"a":"多扣了我信用卡年费请退还","b":"多扣了我信用卡年费请退还"})")), "similarity"), 100);
}

TEST_F(PackServicesTest, AddsWorkingDaysByTheInstitutionsCalendarWithTheLedger) {
  const auto answer = value(services_->calendar_add(context(), R"({"start":"2026-03-02T01:00:00Z","duration":"3wd"})"));
  EXPECT_EQ(json::text_at(answer, "due_at"), "2026-03-06T16:00:00Z");  // 3, 5 and 6 March count, 4 March is a holiday; due at the midnight that ends the 6th in Shanghai
  EXPECT_GE(json::list_at(answer, "ledger").size(), 4u);
  EXPECT_EQ(value(services_->calendar_add(context(""), R"({"start":"2026-03-02T01:00:00Z","duration":"3wd"})")), answer) << "no institution means the first row of org";
}

TEST_F(PackServicesTest, RefusesDatesDurationsAndCalendarsThatAreNone) {
  EXPECT_EQ(services_->calendar_add(context(), R"({"start":"2026-03-02","duration":"3wd"})").error().code, ErrorCode::schema);
  EXPECT_EQ(services_->calendar_add(context(), R"({"start":"2026-03-02T01:00:00Z","duration":"P1D"})").error().code, ErrorCode::bad_type);
  EXPECT_EQ(services_->calendar_add(context(), R"({"duration":"1d"})").error().code, ErrorCode::missing_field);
  EXPECT_EQ(services_->calendar_add(context(), R"({"start":"2026-12-30T01:00:00Z","duration":"3wd"})").error().code, ErrorCode::pack_missing);
  EXPECT_EQ(services_->calendar_add(context("OTHERBANK"), R"({"start":"2026-03-02T01:00:00Z","duration":"1d"})").error().code, ErrorCode::not_found);
  EXPECT_EQ(services_->calendar_add(context(), "[]").error().code, ErrorCode::bad_type);
  EXPECT_EQ(services_->calendar_add(context(), "{").error().code, ErrorCode::schema);
}

TEST_F(PackServicesTest, SaysWhichClockRulesApplyAndWhatIsNotKnown) {
  const auto ask = [&](const std::string& facts) { return value(services_->calendar_rules(context(), R"({"at":"2026-03-02T01:00:00Z","facts":)" + facts + "}")); };
  const auto early = ask(R"({"channel":{"kind":"phone"}})");
  EXPECT_EQ(json::list_at(early, "rules").size(), 3u) << "CN-OLD is no longer in force";
  EXPECT_EQ(early.at("rules").at(0).at("applies"), true) << "no classification yet: the shorter row holds";
  EXPECT_EQ(early.at("rules").at(1).at("applies"), false);
  EXPECT_EQ(json::text_at(early, "rules.1.nulls.0"), "classify.complexity");
  EXPECT_EQ(early.at("rules").at(2).at("applies"), false);
  EXPECT_EQ(json::text_at(early, "rules.0.length"), "15d");
  EXPECT_EQ(json::text_at(early, "rules.0.basis.instrument"), "I");
  const auto late = ask(R"({"channel":{"kind":"regulator"},"analysis":{"classify":{"complexity":"complex"}}})");
  EXPECT_EQ(late.at("rules").at(0).at("applies"), false);
  EXPECT_EQ(late.at("rules").at(1).at("applies"), true);
  EXPECT_EQ(late.at("rules").at(2).at("applies"), true);
}

TEST_F(PackServicesTest, EvaluatesATableWithRowsAndReasons) {
  const auto ask = [&](const std::string& inputs) { return value(services_->table_evaluate(context(), R"({"table":"tables/fee_limits","inputs":)" + inputs + "}")); };
  const auto answer = ask(R"({"minor":30000})");
  EXPECT_EQ(json::text_at(answer, "output.level"), "low");
  EXPECT_EQ(json::text_at(answer, "matched.0.id"), "L2");
  EXPECT_EQ(json::text_at(answer, "matched.0.because.en"), "small");
  EXPECT_FALSE(json::bool_at(answer, "default", true));
  EXPECT_EQ(json::text_at(ask("{}"), "output.level"), "none") << "an input that is left out is null";
  EXPECT_TRUE(json::bool_at(ask("{}"), "default"));
  EXPECT_EQ(services_->table_evaluate(context(), R"({"table":"tables/fee_limits","inputs":{"sum":1}})").error().code, ErrorCode::schema);
  EXPECT_EQ(services_->table_evaluate(context(), R"({"table":"tables/nothing","inputs":{}})").error().code, ErrorCode::pack_missing);
}

TEST_F(PackServicesTest, LogsWithStageAndCase) {
  std::string line;
  const auto services = make_pack_services([&](LogLevel level, std::string_view stage, std::string_view case_id, std::string_view text) {
    line = std::to_string(static_cast<int>(level)) + " " + std::string(stage) + " " + std::string(case_id) + " " + std::string(text);
  });
  services->log(context(), LogLevel::warn, "slow");
  EXPECT_EQ(line, "2 example.fee_check CASE-TEST-1 slow");
}

TEST_F(PackServicesTest, AWholePluginKeepsItsContractOverRealPacks) {
  testing::PackHost host(AMENDS_TEST_PLUGINS "/good/sdk_plugin.so", "example.fee_check", "base", {}, folder_.path());
  const auto sample = sdk::parse_json(R"({"case":{"id":"CASE-TEST-1","locale":"zh-CN"},"channel":{"received_at":"2026-03-02T01:00:00Z"},
    "text":{"docs":[{"id":"t1","kind":"complaint","lang":"zh","author_role":"complainant","body":"你们多扣了我年费300元，请退还年费。"}]},"parties":[{"id":"p1","role":"complainant","sex":"f"}],"money":{}})");
  for (const auto& broken : sdk::check_contract(host.stage(), {sample})) ADD_FAILURE() << broken;
  sdk::CallInput input;
  input.record = sample;
  const auto envelope = host.run(input).envelope();
  EXPECT_EQ(sdk::Reader(envelope).text("deadlines.0.due_at"), "2026-03-10T16:00:00Z");
  EXPECT_EQ(sdk::Reader(envelope).integer("result.weight"), 70) << "多扣 once and 年费 twice";
}

}  // namespace
}  // namespace amends::host

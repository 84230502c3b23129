// A plugin written with the SDK, called through the real C boundary by the mock host.
#include <gtest/gtest.h>

#include "sdk/contract.hpp"
#include "sdk/failure.hpp"
#include "sdk/mock_host.hpp"
#include "sdk/reader.hpp"

namespace amends::sdk {
namespace {

const amends_plugin& plugin() {
  static const auto& opened = open_plugin(AMENDS_TEST_PLUGINS "/good/sdk_plugin.so");
  return opened;
}

Value complaint(std::string_view body) {
  return Object{{"case", Object{{"id", "CASE-TEST-1"}, {"locale", "zh-CN"}}},
                {"channel", Object{{"received_at", "2026-03-02T01:00:00Z"}, {"kind", "phone"}}},
                {"text", Object{{"docs", Array{Object{{"id", "t1"}, {"kind", "complaint"}, {"lang", "zh"}, {"author_role", "complainant"}, {"body", body}}}}}},
                {"parties", Array{Object{{"id", "p1"}, {"role", "complainant"}, {"sex", "f"}}}},
                {"money", Object{}}};
}

class SdkPlugin : public ::testing::Test {
 protected:
  SdkPlugin() {
    host_.pack_json("lex/fees", R"({"rows":[{"id":"a","term":"年费","w":25},{"id":"b","term":"费","w":5}]})");
    host_.pack_json("tables/fee_limits", R"({"hit":"first","inputs":["minor"],"rows":[{"id":"L1","when":{"minor":">= 100000"},"then":{"level":"high"}},{"id":"L2","when":{"minor":"> 0"},"then":{"level":"low"}}],"default":{"level":"none"}})");
  }
  Answer run(std::string_view stage, CallInput input) { return host_.run(plugin(), stage, input); }
  Answer fail_as(std::string_view how) {
    CallInput input;
    input.record = complaint("x");
    input.config = Object{{"how", how}};
    input.time_limit_ms = 60;
    return run("example.failing", input);
  }
  MockHost host_;
};

TEST_F(SdkPlugin, AnswersTheWholeEnvelopeOfTheCatalogue) {
  CallInput input;
  input.record = complaint("你们多扣了我年费300元，请退还。");
  const auto answer = run("example.fee_check", input);
  ASSERT_TRUE(answer.ok()) << answer.code << answer.text;
  const auto envelope = answer.envelope();
  EXPECT_TRUE(check_envelope(envelope, input.record, manifest_entry(plugin(), "example.fee_check")).empty());
  const Reader reader(envelope);
  EXPECT_EQ(reader.text("stage"), "example.fee_check");
  EXPECT_EQ(reader.text("version"), "2.1.0");
  EXPECT_EQ(reader.integer("run"), 1);
  EXPECT_EQ(reader.text("result.level"), "low");
  EXPECT_EQ(reader.money("result.fee"), (Money{30000, "CNY"}));
  EXPECT_EQ(reader.text("evidence.0.quote"), "300元");
  EXPECT_EQ(reader.integer("evidence.0.start"), 8);
  EXPECT_EQ(reader.text("facts.0.path"), "money.claimed");
  EXPECT_EQ(reader.text("deadlines.0.due_at"), "2026-03-10T00:00:00Z");  // Monday and five working days
  EXPECT_EQ(reader.list("deadlines.0.ledger").size(), 7u);
  EXPECT_EQ(reader.text("explain.en"), "The fee is 30000 cents, the limit 100000. [ev3]");
  EXPECT_EQ(reader.text("explain.zh"), "费用30000分，限额100000分。 [ev3]");
  EXPECT_EQ(host_.log(), (std::vector<std::string>{"1 fee checked"}));
}

TEST_F(SdkPlugin, AScriptNamesItsTechniqueWhereItHasOne) {
  CallInput input;
  input.record = complaint("你们多扣了我年费300元，请退还。");
  EXPECT_FALSE(Reader(run("example.fee_check", input).envelope()).has("scripts.0.technique")) << "no member without one";
  input.config = Object{{"technique", "paraphrase"}};
  EXPECT_EQ(Reader(run("example.fee_check", input).envelope()).text("scripts.0.technique"), "paraphrase");
}

TEST_F(SdkPlugin, ReadsTheTextsInWhichTheComplainantSpeaks) {
  const auto weight = [&](std::string_view kind, std::string_view role) {
    CallInput input;
    input.record = complaint("请退还。");
    Object document{{"id", "t2"}, {"kind", kind}, {"lang", "zh"}, {"body", "年费"}};
    if (!role.empty()) document["author_role"] = role;
    input.record.as_object()["text"].as_object()["docs"].as_array().push_back(std::move(document));
    const auto envelope = run("example.fee_check", input).envelope();
    return Reader(envelope).integer_or("result.weight", -1);
  };
  for (const auto* kind : {"complaint", "call_transcript", "chat"}) EXPECT_EQ(weight(kind, ""), 25) << kind << " of which nobody says who wrote it";
  for (const auto* kind : {"reply", "attachment_text", "note"}) EXPECT_EQ(weight(kind, ""), 0) << kind;
  EXPECT_EQ(weight("note", "complainant"), 25);
  EXPECT_EQ(weight("complaint", "officer"), 0);
}

TEST_F(SdkPlugin, KeepsTheOrderOfTheCataloguesKeys) {
  const auto answer = run("example.empty", {});
  EXPECT_EQ(answer.result,
            R"({"stage":"example.empty","version":"1.0.0","run":1,"status":"ok","error":null,"result":{},"findings":[],"evidence":[],"tasks":[],"deadlines":[],"facts":[],"questions":[],"scripts":[],"guards":[],"explain":{"zh":"","en":""}})");
}

TEST_F(SdkPlugin, ReadsOnlyWhatItsManifestNames) {
  CallInput input;
  input.record = complaint("年费300元");
  set(input.record, "money.paid_in", Object{{"minor", -5}, {"currency", "CNY"}});  // not read: cannot fail
  EXPECT_TRUE(run("example.fee_check", input).ok());
  EXPECT_FALSE(find(only_read_paths(input.record, manifest_entry(plugin(), "example.fee_check")), "money.paid_in"));
}

TEST_F(SdkPlugin, AsksWhenItCannotGoOn) {
  const auto envelope = run("example.fee_check", {}).envelope();
  const Reader reader(envelope);
  EXPECT_EQ(reader.text("status"), "need_input");
  EXPECT_EQ(reader.text("questions.0.form_name"), "fee_amount");
  EXPECT_EQ(reader.text("findings.0.code"), "insufficient_data");
  EXPECT_TRUE(reader.value().at("result").at("fee").is_null());
}

TEST_F(SdkPlugin, GetsTheInstantOnlyWhenItsEffectsSaySo) {
  EXPECT_EQ(Reader(run("example.counter", {}).envelope().at("result")).text_or("now", "none"), "2026-03-02T01:00:00Z");
}

TEST_F(SdkPlugin, KeepsOneInstanceForEachConfiguration) {
  CallInput at_ten;
  at_ten.config = Object{{"start", 10}};
  (void)run("example.counter", {});
  EXPECT_EQ(run("example.counter", {}).envelope().at("result").at("count"), 2);
  EXPECT_EQ(run("example.counter", at_ten).envelope().at("result").at("count"), 11);
}

TEST_F(SdkPlugin, RefusesAConfigurationInItsConstructor) {
  CallInput input;
  input.config = Object{{"start", -1}};
  const auto answer = run("example.counter", input);
  EXPECT_EQ(answer.status, AMENDS_INVALID_ARGUMENT);
  EXPECT_EQ(answer.code, "error.range");
  EXPECT_EQ(answer.details, R"({"path":"config.start"})");
}

TEST_F(SdkPlugin, LetsNoExceptionOut) {
  EXPECT_EQ(fail_as("std").code, "error.internal");
  EXPECT_EQ(fail_as("std").text, "an exception of the standard library");
  EXPECT_EQ(fail_as("other").status, AMENDS_INTERNAL);
  EXPECT_EQ(fail_as("other").text, "an exception that is no std::exception");
}

TEST_F(SdkPlugin, TurnsFailuresIntoCodesAndPlaces) {
  const auto range = fail_as("failure");
  EXPECT_EQ(range.status, AMENDS_INVALID_ARGUMENT);
  EXPECT_EQ(range.code, "error.range");
  EXPECT_EQ(range.text, "the amount is too large; correct it");
  EXPECT_EQ(range.details, R"({"path":"money.claimed"})");
  EXPECT_EQ(fail_as("person").status, AMENDS_NEEDS_PERSON);
  EXPECT_EQ(fail_as("type").code, "error.bad_type");
  EXPECT_EQ(fail_as("type").details, R"({"path":"case.locale"})");
}

TEST_F(SdkPlugin, RefusesAFindingWithoutEvidence) {
  const auto answer = fail_as("no evidence");
  EXPECT_EQ(answer.code, "error.internal");
  EXPECT_NE(answer.text.find("cites no evidence"), std::string::npos) << answer.text;
}

TEST_F(SdkPlugin, StopsAtItsTimeLimit) {
  EXPECT_EQ(fail_as("late").status, AMENDS_DEADLINE);
  CallInput input;
  input.config = Object{{"how", "late"}};
  input.cancelled = [] { return true; };
  EXPECT_EQ(run("example.failing", input).status, AMENDS_DEADLINE);
}

TEST_F(SdkPlugin, SaysWhichPackOrServiceIsMissing) {
  const auto missing = fail_as("pack not named");
  EXPECT_EQ(missing.code, "error.pack_missing");
  EXPECT_NE(missing.text.find("lex/other"), std::string::npos);
  host_.without("amends.text/1");
  CallInput input;
  input.record = complaint("年费");
  EXPECT_EQ(run("example.fee_check", input).code, "error.unsupported");
}

TEST_F(SdkPlugin, HandsOnNumbersThatNothingSaysToBeMoney) {
  CallInput input;
  input.record = complaint("年费多扣199，请退");
  const auto envelope = run("example.fee_check", input).envelope();
  const Reader reader(envelope);
  EXPECT_FALSE(reader.has("result.fee"));  // a bare number is no money by itself
  EXPECT_EQ(reader.integer("result.number.minor"), 19900);
  EXPECT_EQ(reader.text("result.number.currency"), "CNY");
  EXPECT_EQ(reader.flag("result.number.assumed"), true);
  EXPECT_EQ(reader.text("evidence.2.quote"), "199") << write_json(envelope);
}

TEST_F(SdkPlugin, LetsATestAnswerAServiceItself) {
  host_.on("numbers", [](const Value&) { return parse_json(R"({"money":[{"doc":"t1","start":0,"end":2,"minor":700,"currency":"USD"}]})"); });
  CallInput input;
  input.record = complaint("七元");
  EXPECT_EQ(Reader(run("example.fee_check", input).envelope()).money("result.fee"), (Money{700, "USD"}));
}

TEST_F(SdkPlugin, ASpanOutsideItsDocumentIsRefused) {
  host_.on("numbers", [](const Value&) { return parse_json(R"({"money":[{"doc":"t1","start":0,"end":3,"minor":700,"currency":"USD"}]})"); });
  CallInput input;
  input.record = complaint("七元");
  const auto answer = run("example.fee_check", input);
  EXPECT_EQ(answer.code, "error.internal");
  EXPECT_NE(answer.text.find("lies outside document 't1' of 2 code points"), std::string::npos) << answer.text;
}

TEST_F(SdkPlugin, TextBeyondTheLimitIsRefusedAndAtTheLimitItIsNot) {
  CallInput input;
  input.record = complaint(std::string(200'000, 'a'));
  input.time_limit_ms = 50'000;
  EXPECT_TRUE(run("example.fee_check", input).ok());
  input.record = complaint(std::string(200'001, 'a'));
  EXPECT_EQ(run("example.fee_check", input).code, "error.text_too_long");
}

TEST(SdkOpenPlugin, SaysWhatIsWrongWithALibrary) {
  EXPECT_THROW((void)open_plugin("/nowhere/x.so"), std::runtime_error);
  EXPECT_THROW((void)open_plugin(AMENDS_TEST_PLUGINS "/bad/bad_missing_symbol.so"), std::runtime_error);
  EXPECT_THROW((void)open_plugin(AMENDS_TEST_PLUGINS "/bad/bad_wrong_abi_version.so"), std::runtime_error);
  EXPECT_THROW((void)open_plugin(AMENDS_TEST_PLUGINS "/bad/bad_null_entry.so"), std::runtime_error);
}

}  // namespace
}  // namespace amends::sdk

// Other cases of the same people: found by digests, told by id, and never by anything that a person said or is called.
#include <sqlite3.h>

#include <algorithm>

#include "core/runtime/lookups_kit.hpp"
#include "runtime/lookup_keys.hpp"
#include "runtime/verify.hpp"

namespace amends::runtime::testing {
namespace {

using namespace lookups;

constexpr const char* kName = "欧阳静怡";
constexpr const char* kPhone = "+86 138 0013 8000";
constexpr const char* kDocument = "110101199003074514";
constexpr const char* kContract = "LN-2024 00817";
constexpr const char* kBody = "贵行多扣了我的信用卡年费三百元，打了三次电话都没有人处理，请尽快退还并说明原因。";

class People : public ::testing::Test {
 protected:
  Bench bench;

  void start(const std::vector<std::string>& asked = {"dedupe", "prior"}) {
    bench.stages = {classifier(), asker(asked)};
    bench.clock->set(*parse_instant(kNow));
    ASSERT_TRUE(bench.open());
    ASSERT_TRUE(bench.deploy(steps() + "  - h: {human: {role: handler, form: free, title: {zh: 办, en: Do}}}\n"));
  }
  std::string submit(json::Value row) {
    auto submitted = bench.runtime->submit("test", std::move(row), {true});
    EXPECT_TRUE(submitted) << submitted.error().text();
    return submitted ? submitted->case_id : "";
  }
  void close(const std::string& id) { ASSERT_TRUE(bench.runtime->answer(id, "h#1", json::Object{{"n", 1}}, {"li.na", "handler", ""})); }
  static json::Value whole(const std::string& ref, const std::string& at = kNow) {
    auto row = complainant(received(ref, at, kBody), kName, 1990, kPhone, kDocument);
    (void)json::set_text(row, "contract.no", kContract);
    return row;
  }
};

TEST_F(People, TheSamePersonAndContractAreFoundWithWhatIsTheSame) {
  start();
  const auto first = submit(whole("app"));
  auto other = whole("letter");
  (void)json::set_text(other, "parties.0.contacts.0.value", "13800138000");
  (void)json::set_text(other, "contract.no", "ln202400817");
  const auto id = submit(other);
  EXPECT_EQ(answer_of(bench, id, "dedupe"), json::Value(json::Array{json::Object{{"case_id", first}, {"open", true}, {"closed_days", 0}, {"same_id", true}, {"same_phone", true}, {"same_name_birth", true},
                                                                                 {"same_contract", true}, {"same_nature", true}, {"similarity", 100}}}));
  EXPECT_EQ(answer_of(bench, id, "prior"), json::Value(json::Array{json::Object{{"case_id", first}, {"received_at", kNow}, {"channel", "phone"}, {"open", true}, {"closed_days", 0}, {"same_contract", true},
                                                                                {"same_nature", true}}}));
}

TEST_F(People, StrangersAreNotFoundAndNeitherIsTheCaseItself) {
  start();
  (void)submit(complainant(received("stranger", kNow, kBody), "陈晓", 1971, "13900139000"));
  const auto id = submit(whole("asks"));
  EXPECT_TRUE(answer_of(bench, id, "dedupe").as_array().empty());
  EXPECT_TRUE(answer_of(bench, id, "prior").as_array().empty());
  const auto nobody = submit(received("anonymous", kNow, kBody));
  EXPECT_EQ(reply_of(bench, nobody, "dedupe").at("question"), json::Value(json::Object{{"by", json::Array{}}, {"days", 90}}));
  EXPECT_TRUE(answer_of(bench, nobody, "dedupe").as_array().empty());
}

TEST_F(People, AClosedCaseCountsUntilTheWindowIsOver) {
  start();
  const auto first = submit(whole("first"));
  close(first);
  bench.pass(90 * 86'400 + 86'399);  // ninety whole days and almost another
  const auto at = [&] { return format_instant(bench.clock->now()); };
  const auto inside = submit(whole("inside", at()));
  ASSERT_EQ(answer_of(bench, inside, "dedupe").as_array().size(), 1u);
  EXPECT_FALSE(json::bool_at(answer_of(bench, inside, "dedupe").at(0), "open", true));
  EXPECT_EQ(json::integer_at(answer_of(bench, inside, "dedupe").at(0), "closed_days"), 90);
  bench.pass(1);
  const auto outside = submit(whole("outside", at()));
  const auto rows = answer_of(bench, outside, "dedupe").as_array();
  ASSERT_EQ(rows.size(), 1u);  // the one that is still open
  EXPECT_EQ(json::text_at(rows.at(0), "case_id"), inside);
}

TEST_F(People, NeitherQuestionNorAnswerHoldsWhatAPersonIsCalledOrSaid) {
  start({"dedupe", "prior", "person_count_180d", "count_window", "comparable"});
  for (int i = 0; i < 3; ++i) {
    auto row = with_staff(whole("seed-" + std::to_string(i)), {"司马光华"});
    (void)json::set(row, "money.settled", json::Object{{"minor", 30000}, {"currency", "CNY"}});
    (void)submit(row);
  }
  const auto id = submit(with_staff(whole("asks"), {"司马光华"}));
  const auto text = journalled(bench, id);
  ASSERT_EQ(answer_of(bench, id, "dedupe").as_array().size(), 3u);
  ASSERT_EQ(answer_of(bench, id, "person_count_180d"), 3);
  for (const std::string secret : {"欧阳", "司马", "13800138000", "138 0013", "110101199003074514", "817", "年费三百", "1990"}) EXPECT_EQ(text.find(secret), std::string::npos) << secret << " in " << text;
  // The keys in the file hold none of it either.
  for (const auto& key : lookup_keys(bench.state(id).record(), bench.runtime->store()->lookup_salt())) {
    EXPECT_TRUE(std::all_of(key.key.begin(), key.key.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ':'; })) << key.key;
    EXPECT_LE(key.key.size(), 48u);
  }
  EXPECT_NE(lookup_keys(bench.state(id).record(), 1), lookup_keys(bench.state(id).record(), 2)) << "another file, other digests";
}

TEST_F(People, TheNewestRowsAreToldUpToTheLimit) {
  start();
  std::string oldest;
  for (std::int64_t i = 0; i < kDedupeRowsMax; ++i) {
    const auto id = submit(whole("r" + std::to_string(i), format_instant({parse_instant(kNow)->us - (kDedupeRowsMax - i) * 1'000'000})));
    if (i == 0) oldest = id;
  }
  const auto lists = [&](const std::string& asked, const std::string& sought) {
    int found = 0;
    for (const auto& [name, limit] : {std::pair{"dedupe", kDedupeRowsMax}, std::pair{"prior", kPriorRowsMax}}) {
      const auto rows = answer_of(bench, asked, name).as_array();
      EXPECT_EQ(rows.size(), static_cast<std::size_t>(limit)) << name;
      found += std::any_of(rows.begin(), rows.end(), [&](const json::Value& row) { return json::text_at(row, "case_id") == sought; });
    }
    EXPECT_NE(found, 1);
    return found == 2;
  };
  EXPECT_TRUE(lists(submit(whole("asks")), oldest));
  EXPECT_FALSE(lists(submit(whole("asks-too")), oldest));  // one more: the oldest falls out
}

TEST_F(People, AnEnquiryAndADrillAreNoComplaints) {
  start();
  auto drill = whole("drill");
  (void)json::set_text(drill, "case.kind", "drill");
  (void)submit(drill);
  EXPECT_TRUE(answer_of(bench, submit(whole("asks")), "dedupe").as_array().empty());
  auto record = whole("enquiry");
  (void)json::set(record, "analysis.classify.nature.primary", "fee_interest");
  const auto as_complaint = lookup_keys(record, 1).size();
  (void)json::set(record, "analysis.intake.is_complaint", false);
  EXPECT_EQ(lookup_keys(record, 1).size(), as_complaint - 1) << "an enquiry is nothing like a complaint, and still the same person's";
}

TEST_F(People, KeysThatAreNotThoseOfTheEventsAreNamedAndMadeAnew) {
  start();
  const auto first = submit(whole("first", "2026-03-31T04:00:00Z"));  // the ids of a runtime that is opened again begin as before, but for the time
  for (const std::string sql : {"DELETE FROM lookup_key WHERE key LIKE 'phone:%'", "UPDATE lookup_key SET at = at + 1", "UPDATE lookup_key SET number = 7", "INSERT INTO lookup_key SELECT 'like:invented', at, case_no, 0 FROM lookup_key LIMIT 1"}) {
    bench.runtime.reset();
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(bench.folder.file("cases.db").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sql;
    EXPECT_GT(sqlite3_changes(db), 0) << sql;
    sqlite3_close(db);
    ASSERT_TRUE(bench.open());
    const auto report = verify(*bench.runtime->store(), {});
    ASSERT_TRUE(report);
    ASSERT_EQ(report->faults_total, 1) << sql;
    EXPECT_EQ(report->faults[0].case_id, first);
    EXPECT_NE(report->faults[0].what.find("the keys by which other cases find it"), std::string::npos) << report->faults[0].what;
    ASSERT_TRUE(verify(*bench.runtime->store(), {}, Lists::mend));
    EXPECT_EQ(bench.faults(), 0) << sql;
  }
  ASSERT_TRUE(bench.deploy(steps()));
  EXPECT_EQ(answer_of(bench, submit(whole("asks")), "dedupe").as_array().size(), 1u);
}

TEST_F(People, AnEmptiedTableOfKeysIsAFaultOfEachCaseOfAWorkflowThatAsks) {
  start();
  const auto first = submit(whole("first", "2026-03-31T04:00:00Z"));
  const auto second = submit(whole("second", "2026-03-31T05:00:00Z"));
  for (const auto& of : {std::string(), " WHERE case_no = (SELECT no FROM case_row WHERE id = '" + first + "')"}) {
    bench.runtime.reset();
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(bench.folder.file("cases.db").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, ("DELETE FROM lookup_key" + of).c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_GT(sqlite3_changes(db), 0);
    sqlite3_close(db);
    ASSERT_TRUE(bench.open());
    const auto report = verify(*bench.runtime->store(), {});
    ASSERT_TRUE(report);
    ASSERT_EQ(report->faults_total, of.empty() ? 2 : 1);
    EXPECT_EQ(report->faults[0].case_id, first);
    EXPECT_NE(report->faults[0].what.find("the keys by which other cases find it are missing"), std::string::npos) << report->faults[0].what;
    const auto mended = verify(*bench.runtime->store(), {}, Lists::mend);
    ASSERT_TRUE(mended);
    EXPECT_EQ(mended->mended, of.empty() ? 2 : 1);
    EXPECT_EQ(bench.faults(), 0);
    EXPECT_TRUE(*bench.runtime->store()->has_lookup_keys(first) && *bench.runtime->store()->has_lookup_keys(second));
  }
  ASSERT_TRUE(bench.deploy(steps()));
  EXPECT_EQ(answer_of(bench, submit(whole("asks")), "dedupe").as_array().size(), 2u);
}

TEST_F(People, AWorkflowThatAsksNothingNeedsNoKeys) {
  bench.stages = {classifier()};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - classify: {stage: amends.classify}\n"));
  const auto id = submit(whole("first", "2026-03-31T04:00:00Z"));
  EXPECT_FALSE(*bench.runtime->store()->has_lookup_keys(id));
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(People, ACaseStaysFindableWhileTheStageThatAsksIsNotLoaded) {
  start({"dedupe", "count_window"});
  const auto first = submit(whole("first", "2026-03-31T04:00:00Z"));
  bench.stages = {classifier()};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.runtime->correct(first, "analysis.classify.nature.primary", "nav_loss", "it is about a fund", {"li.na", "supervisor", ""}));
  EXPECT_EQ(bench.faults(), 0);
  start({"dedupe", "count_window"});
  const auto id = submit(complainant(received("asks", kNow, "理财净值跌了很多，请说明。"), "陈晓", 1971, "13900139000"));
  EXPECT_EQ(answer_of(bench, id, "count_window"), 1) << "found by the nature that the person gave";
}

TEST(LookupKeys, NamesAndNumbersAreComparedWithoutTheirDress) {
  EXPECT_EQ(comparable_form("Ｌｎ－２０２４ 00817"), "ln202400817");
  EXPECT_EQ(comparable_form("阿卜杜拉·买买提"), comparable_form("阿卜杜拉•买买提"));
  EXPECT_EQ(comparable_form("\xFF"), "");
  EXPECT_EQ(comparable_phone("+86 138-0013-8000"), "13800138000");
  EXPECT_EQ(comparable_phone("0086 13800138000"), "13800138000");
  EXPECT_EQ(comparable_phone("１３８００１３８０００"), "13800138000");
  EXPECT_EQ(comparable_phone("12356"), "12356");
  EXPECT_EQ(comparable_phone("1235"), "");
  EXPECT_EQ(comparable_phone("call me"), "");
}

TEST(LookupKeys, OfManyNumbersAndPeopleTheFirstAreCompared) {
  json::Value record = json::Object{};
  (void)json::set(record, "analysis.classify.nature.primary", "fee_interest");
  (void)json::set(record, "parties.[]", json::Object{{"role", "complainant"}});
  const auto phones = [&] { return KeyMaker(record, 1).phones().size(); };
  const auto staff = [&] { return KeyMaker(record, 1).named().size(); };
  for (std::size_t i = 0; i <= kLookupPhonesMax; ++i) {
    EXPECT_EQ(phones(), i);
    (void)json::set(record, "parties.0.contacts.[]", json::Object{{"kind", "phone"}, {"value", std::to_string(13'800'138'000 + i)}});
  }
  EXPECT_EQ(phones(), kLookupPhonesMax);
  for (std::size_t i = 0; i <= kLookupStaffMax; ++i) {
    EXPECT_EQ(staff(), i);
    (void)json::set(record, "parties.[]", json::Object{{"role", "employee"}, {"name", "n" + std::to_string(i)}});
  }
  EXPECT_EQ(staff(), kLookupStaffMax);
  EXPECT_LE(lookup_keys(record, 1).size(), store::kLookupKeysMax);
}

TEST(LookupKeys, OtherIsNoNatureAndAnInstitutionKeepsItsCasesToItself) {
  json::Value record = json::Object{};
  (void)json::set_text(record, "analysis.classify.nature.primary", "other");
  EXPECT_EQ(KeyMaker(record, 1).like(), "");
  (void)json::set_text(record, "analysis.classify.nature.primary", "fee_interest");
  (void)json::set_text(record, "case.institution", "A");
  const auto of_a = KeyMaker(record, 1).like();
  (void)json::set_text(record, "case.institution", "B");
  EXPECT_NE(KeyMaker(record, 1).like(), of_a);
}

}  // namespace
}  // namespace amends::runtime::testing

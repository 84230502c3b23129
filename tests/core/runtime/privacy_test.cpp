// Who may read what: the matrix of roles and fields, the act of reading, codes and personal numbers, and a masked case with planted values.
#include <sqlite3.h>

#include "core/runtime/runtime_kit.hpp"
#include "runtime/masking.hpp"

namespace amends::runtime::testing {
namespace {

TEST(Privacy, RolesSeeWhatTheTableSaysAndUnknownOnesTheLeast) {
  const std::vector<std::tuple<std::string, bool, bool>> expected{
      {"handler", true, true}, {"supervisor", true, true}, {"legal", true, true}, {"consumer_protection", true, true}, {"crisis_trained", true, false}, {"analyst", false, false}, {"trainer", false, false},
      {"", false, false}, {"Handler", false, false}, {"handler ", false, false}, {"admin", false, false}, {"system", false, false}, {"compliance", false, false}};
  for (const auto& [role, texts, restricted] : expected) {
    EXPECT_EQ(view_of_role(role).texts(), texts) << role;
    EXPECT_EQ(view_of_role(role).restricted(), restricted) << role;
  }
  EXPECT_EQ(known_roles().size(), 7u) << "a new role is decided here too";
}

TEST(Privacy, EveryFieldHasAClassAndAnUnknownOneNone) {
  const std::vector<std::pair<const char*, Level>> expected{
      {"case.id", Level::p0}, {"channel.kind", Level::p1}, {"text.docs.0.body", Level::p2}, {"parties.0.name", Level::p2}, {"parties[].id_doc", Level::p3}, {"parties.12.sex", Level::p3}, {"parties.0.contacts.1.value", Level::p2},
      {"contract.no", Level::p3}, {"contract.premium_paid", Level::p2}, {"money.claimed", Level::p1}, {"money.claimed.minor", Level::p1}, {"money.target", Level::p4}, {"money.target.minor", Level::p4}, {"money.reserve", Level::p4},
      {"flags.safety.self_harm", Level::p3}, {"flags.vulnerability.0.kind", Level::p3}, {"agent_facts.fee_named", Level::p4}, {"store_facts.roster", Level::p4}, {"store_facts.unit_count", Level::p1},
      {"answers.observation.notes", Level::p4}, {"answers.reply_sent.how", Level::p3}, {"analysis.portrait", Level::p4}, {"analysis.portrait.sheet", Level::p4}, {"analysis.psychology.needs", Level::p4},
      {"analysis.negotiation_plan.frame.target.minor", Level::p4}, {"analysis.classify.severity.level", Level::p1}, {"analysis.intake.flags.safety", Level::p3}};
  for (const auto& [path, level] : expected) {
    const auto* rule = field_rule(path);
    ASSERT_NE(rule, nullptr) << path;
    EXPECT_EQ(rule->level, level) << path;
  }
  for (const auto* path : {"", "ext.bank.tier", "case", "case.colour", "money", "money.bribe", "analysis", "analysis.new_stage", "parties.0.nickname", "caseid", "analysis.portraits", "text.docs.0.translation"}) EXPECT_EQ(field_rule(path), nullptr) << path;
  for (const auto* path : {"money", "analysis", "analysis.portraits", "answers"}) EXPECT_FALSE(is_restricted(path)) << path;
}

TEST(Privacy, TheMatrixOfRolesAndFields) {
  for (const auto role : known_roles()) {
    const auto view = view_of_role(role);
    for (const auto& rule : field_rules()) {
      // A view without texts may keep nothing above P1 as it is; what it keeps of P2 is a pseudonym.
      if (!view.texts() && rule.level > Level::p1) {
        EXPECT_TRUE(rule.masking == Masking::pseudonym || rule.masking == Masking::hide) << role << " " << rule.path;
      }
      if (rule.level >= Level::p3) {
        EXPECT_EQ(rule.masking, Masking::hide) << role << " " << rule.path << ": P3 never, P4 absent";
      }
    }
  }
}

TEST(Privacy, AReadIsRefusedAboveTheViewAndWithoutAPurpose) {
  const auto rows = [](const std::string& role, const std::string& purpose, std::vector<What> what) {
    const ReadAct act{"CASE-1", std::move(what)};
    return read_rows(Actor{"li.na", role, purpose, {}}, {&act, 1}, Instant{5});
  };
  const std::vector<What> all{What::record, What::texts, What::portrait, What::psychology, What::agent_signs, What::plan, What::letter, What::situation, What::journal, What::task_view, What::masked_copy, What::whole_file, What::reads};
  for (const auto role : {"handler", "supervisor", "legal", "consumer_protection", "crisis_trained", "analyst", "trainer", "nobody", ""})
    for (const auto what : all) {
      const auto allowed = what_level(what) <= view_of_role(role).highest;
      const auto got = rows(role, "audit", {what});
      EXPECT_EQ(got.has_value(), allowed) << role << " " << what_name(what);
      if (!got) EXPECT_EQ(got.error().code, ErrorCode::refused);
      else EXPECT_EQ(got->front().level, level_name(what_level(what)));
    }
  for (const auto* blank : {"", "  ", "\xE3\x80\x80"}) EXPECT_EQ(rows("handler", blank, {What::record}).error().code, ErrorCode::refused);
  EXPECT_TRUE(rows("analyst", "", {What::masked_copy})) << "who sees nothing restricted owes no reason";
  const auto row = rows("handler", "audit", {What::record, What::texts, What::plan});
  EXPECT_EQ(row->front().what, "record,texts,plan");
  EXPECT_EQ(row->front().level, "P4");
}

TEST(Privacy, CodesTellNoStory) {
  for (const auto* code : {"fee_interest", "S3", "L2", "CN-NFRA-DECIDE-SIMPLE", "ck.claim_delay.1", "2026-03-02T01:00:00Z", "2026-03-02", "20wd", "decide#1", "CNY", "amends.risk", "A"}) EXPECT_TRUE(is_code(code)) << code;
  for (const auto* text : {"", "Alice", "li na", "李娜", "a@b.cn", "13812345678", "110105194912310021", "E12345678x", "DE89370400440532013000", "no 5", "+8613812345678", "1234567"}) EXPECT_FALSE(is_code(text)) << text;
  EXPECT_TRUE(is_code("n" + std::string(kCodeBytesMax - 1, 'x')));
  EXPECT_FALSE(is_code("n" + std::string(kCodeBytesMax, 'x')));
  EXPECT_TRUE(is_code("a" + std::string(kCodeDigitsMax, '1')));
  EXPECT_FALSE(is_code("a" + std::string(kCodeDigitsMax + 1, '1')));
}

TEST(Privacy, PersonalNumbersAreSeenByTheirShape) {
  for (const auto* text : {"110105194912310021", "11010519491231002X", "身份证110105194912310020号", "6222020200112233445", "6222 0202 0011 2233 445", "card 4111-1111-1111-1111", "13812345678", "+86 138 1234 5678", "8613812345678", "E12345678",
                           "passport G12345678.", "H1234567890", "DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "li.na@example.com", "致电13812345678谢谢"})
    EXPECT_TRUE(holds_personal_number(text)) << text;
  for (const auto* text : {"", "CASE-K01", "2026-03-02", "2026-03-02T09:00:00+08:00", "2026-03-02 09:00", "300.00", "CNY 1,234.50", "GB 11643-1999", "art. 39", "S3", "order 20260302001", "CN-NFRA-15", "3 March 2026", "12356", "ISO 4217"})
    EXPECT_FALSE(holds_personal_number(text)) << text;
}

/// Twenty values that no analyst may meet, in every place where a value can stand.
struct Planted {
  std::vector<std::string> values{"11010519491231002X", "110105194912310020", "6222020200112233445", "13812345678", "E12345678", "H1234567890", "DE89370400440532013000", "li.na@example.com", "王小明测试", "Margaret Oldfield",
                                  "蓝色大象在窗台上跳舞", "purple otters juggle teacups nightly", "悄悄话不能外传给别人", "the neighbour saw him weep yesterday", "备注里写着秘密的内容", "vendor secret remark seven words long here", "北京市海淀区牡丹园路12号", "HT-2026-00012345", "quietword", "地下室的保险柜密码"};
  json::Value record() const {
    auto value = testing::record("r-77", values[10] + "。" + values[11] + "。年费多扣了300元。");
    (void)json::set(value, "parties", json::Array{json::Object{{"id", "p1"}, {"role", "complainant"}, {"name", values[8]}, {"id_doc", values[0]}, {"occupation", values[18]},
                                                               {"contacts", json::Array{json::Object{{"kind", "phone"}, {"value", "+86" + values[3]}}, json::Object{{"kind", "email"}, {"value", values[7]}}, json::Object{{"kind", "address"}, {"value", values[16]}}}}},
                                                  json::Object{{"id", "p2"}, {"role", "representative"}, {"name", values[9]}, {"org", values[5]}}});
    (void)json::set(value, "contract.no", json::Value(values[17]));
    (void)json::set(value, "contract.seller", json::Value(values[4]));
    (void)json::set(value, "events", json::Array{json::Object{{"id", "e1"}, {"what", values[12]}, {"place", values[19]}}});
    (void)json::set(value, "demand", json::Array{json::Object{{"id", "d1"}, {"kind", "refund"}, {"text", values[13]}}});
    (void)json::set(value, "history.contacts", json::Array{json::Object{{"at", kMonday}, {"summary", values[14]}}});
    (void)json::set(value, "ext.bank", json::Object{{"remark", values[15]}, {"card", values[2]}, {"iban", values[6]}, {"word", values[18]}, {values[1], true}});
    return value;
  }
};

TEST(Privacy, NoPlantedValueIsInAMaskedCase) {
  const Planted planted;
  ASSERT_EQ(planted.values.size(), 20u);
  Bench bench;
  // A stage that repeats everything it reads, in results, findings and evidence, as a careless one would.
  bench.stages = {stage("amends.risk", [&](const json::Value&, int) -> Result<json::Value> {
    json::Object result{{"level", "orange"}, {"count", 3}, {"nested", json::Object{}}};
    json::Array findings, evidence;
    for (std::size_t i = 0; i < planted.values.size(); ++i) {
      const auto& value = planted.values[i];
      result["w" + std::to_string(i)] = value;
      result["said" + std::to_string(i)] = json::Object{{"text", value}, {"quote", value}, {"zh", value}};
      const auto id = "ev" + std::to_string(i + 1);
      evidence.push_back(json::Object{{"id", id}, {"kind", "field"}, {"path", "text.docs"}, {"value", value}, {"note", value}, {"rule", value}});
      findings.push_back(json::Object{{"id", "f" + std::to_string(i + 1)}, {"code", "test.found"}, {"severity", "info"}, {"rule", value}, {"text", json::bilingual("他说：" + value, "They said " + value)}, {"evidence", json::Array{json::Value(id)}}});
    }
    return json::Value(json::Object{{"result", std::move(result)}, {"findings", std::move(findings)}, {"evidence", std::move(evidence)}});
  })};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - s: {stage: amends.risk}\n  - w: {human: {role: handler, form: free}}\n"));
  const auto submitted = bench.runtime->submit("test", planted.record());
  ASSERT_TRUE(submitted) << submitted.error().text();
  const auto tasks = *bench.runtime->store()->tasks(submitted->case_id, "", "open");
  ASSERT_EQ(tasks.size(), 1u);
  ASSERT_TRUE(bench.runtime->answer(submitted->case_id, tasks.front().id, json::Object{{"reason", planted.values[12]}, {"who", planted.values[8]}}, {"li.na", "handler", "", {}}));
  const auto state = bench.state(submitted->case_id);
  ASSERT_EQ(state.sections().size(), 1u);
  Masker masker(state, "salt");
  json::Object out{{"facts", masker.facts()}};
  for (const auto& [path, section] : state.sections()) out[path] = masker.envelope(path, section.envelope);
  json::Array taken;
  for (const auto& one : masker.taken_out()) taken.push_back(json::Object{{"path", one.path}, {"level", one.level}});
  out["taken"] = taken;
  const auto text = json::write(out);
  for (const auto& value : planted.values) EXPECT_EQ(text.find(value), std::string::npos) << value << " in " << text;
  // What may be seen is there.
  for (const auto* kept : {"\"orange\"", "\"count\":3", "\"kind\":\"phone\"", "\"test.found\"", "\"TESTBANK\"", "person-"}) EXPECT_NE(text.find(kept), std::string::npos) << kept << " in " << text;
  EXPECT_EQ(masker.pseudonym("王小明测试"), masker.pseudonym("王小明测试"));
  EXPECT_NE(masker.pseudonym("王小明测试"), Masker(state, "other").pseudonym("王小明测试"));
  // A model of the review that repeats a value is veiled.
  json::Value model = json::Object{{"line", "see " + planted.values[10]}, {"fine", "two open clocks"}};
  masker.veil(model);
  EXPECT_EQ(json::text_at(model, "line"), "…");
  EXPECT_EQ(json::text_at(model, "fine"), "two open clocks");
}

TEST(Privacy, ARestrictedSectionIsNotInARecordWithoutP4) {
  json::Value record = testing::record();
  (void)json::set(record, "analysis.portrait.types", json::Array{json::Value("x")});
  (void)json::set(record, "analysis.classify.complexity", json::Value("simple"));
  (void)json::set(record, "money.target", json::Object{{"minor", 1}, {"currency", "CNY"}});
  (void)json::set(record, "answers.observation.notes", json::Value("x"));
  const auto out = without_restricted(record);
  EXPECT_EQ(json::find(out, "analysis.portrait"), nullptr);
  EXPECT_EQ(json::find(out, "money.target"), nullptr);
  EXPECT_EQ(json::find(out, "answers.observation"), nullptr);
  EXPECT_NE(json::find(out, "analysis.classify.complexity"), nullptr);
  EXPECT_NE(json::find(out, "parties"), nullptr);
}

TEST(Privacy, ReadsAreRecordedByAReaderOfAReadOnlyJournalInRealTimeAndVerified) {
  Bench bench;
  bench.stages = {constant("test.one", {{"ok", true}})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - s: {stage: test.one}\n"));
  const auto id = bench.runtime->submit("test", record())->case_id;
  const auto head = bench.runtime->store()->case_row(id)->head;
  ASSERT_TRUE(bench.open(true));
  const Actor li{"li.na", "handler", "test", {}};
  const auto before = SystemClock().now();
  ASSERT_TRUE(bench.runtime->record_read(li, {id, {What::record}}));
  const auto rows = bench.runtime->reads(li, {id, 10});
  ASSERT_TRUE(rows) << rows.error().text();
  ASSERT_EQ(rows->size(), 2u) << "the listing is a read too";
  EXPECT_GE(rows->front().at, before) << "the virtual clock of the runtime does not date a read";
  EXPECT_EQ(rows->back().what, "reads");
  EXPECT_EQ(bench.runtime->store()->case_row(id)->head, head) << "a read moves no case";
  EXPECT_FALSE(bench.runtime->reads({"li.na", "analyst", "test", {}}, {}));
  auto report = verify(*bench.runtime->store(), {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->reads, 2);
  EXPECT_EQ(report->faults_total, 0);
  bench.runtime.reset();
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(bench.folder.file("cases.db.reads").c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "UPDATE read SET by = 'somebody' WHERE no = 1", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  ASSERT_TRUE(bench.open(true));
  report = verify(*bench.runtime->store(), {});
  ASSERT_EQ(report->faults_total, 1);
  EXPECT_TRUE(report->faults.front().in_reads);
  EXPECT_NE(report->faults.front().what.find("read 1 was changed"), std::string::npos);
}

}  // namespace
}  // namespace amends::runtime::testing

// Drafts of answers: checked field by field, seen by their author and supervisors, gone with the task, and no event of the case.
#include "core/runtime/runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

const Actor kLi{"li.na", "handler", "test"}, kWang{"wang.yi", "handler", "test"}, kChief{"zhou.min", "supervisor", "test"};

class Drafting : public ::testing::Test {
 protected:
  Bench bench;
  std::string id;

  void SetUp() override {
    ASSERT_TRUE(bench.open());
    ASSERT_TRUE(bench.deploy("  - a: {human: {role: handler, form: officer_decision}}\n  - b: {human: {role: handler, form: free}}\n"));
    id = bench.runtime->submit("test", record())->case_id;
  }
  Result<json::Value> save(json::Object fields, const Actor& by = kLi) { return bench.runtime->save_draft(id, "a#1", std::move(fields), by); }
  std::vector<Runtime::Draft> seen_by(const Actor& by) {
    auto drafts = bench.runtime->drafts(id, "a#1", by);
    EXPECT_TRUE(drafts) << drafts.error().text();
    return drafts ? *std::move(drafts) : std::vector<Runtime::Draft>{};
  }
};

template <class T>
void refused(const Result<T>& done, ErrorCode code, const std::string& words) {
  ASSERT_FALSE(done) << "wanted: " << words;
  EXPECT_EQ(done.error().code, code) << done.error().text();
  EXPECT_NE(done.error().message.find(words), std::string::npos) << "wanted: " << words << "\ngot: " << done.error().text();
}

TEST_F(Drafting, GrowsFieldByFieldAndAsksForNothingThatIsMissing) {
  const auto before = bench.kinds(id);
  ASSERT_TRUE(save({{"reason", "first words"}}));
  const auto whole = save({{"decision", "upheld"}, {"reason", "better words"}});
  ASSERT_TRUE(whole) << whole.error().text();
  EXPECT_EQ(*whole, (json::Value(json::Object{{"reason", "better words"}, {"decision", "upheld"}})));
  EXPECT_EQ(*save({{"decision", nullptr}}), (json::Value(json::Object{{"reason", "better words"}})));
  EXPECT_EQ(bench.kinds(id), before) << "a draft is no event";
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Drafting, EachFieldIsCheckedAsInAnAnswer) {
  refused(save({{"decision", "perhaps"}}), ErrorCode::range, "the form knows only");
  refused(save({{"dicision", "upheld"}}), ErrorCode::schema, "has no field 'dicision'");
  refused(save({}), ErrorCode::bad_type, "a draft is an object of some of the form's fields");
  EXPECT_TRUE(seen_by(kLi).empty());
}

TEST_F(Drafting, ItsAuthorAndSupervisorsSeeIt) {
  ASSERT_TRUE(save({{"reason", "mine"}}));
  ASSERT_TRUE(save({{"reason", "another"}}, kWang));
  ASSERT_EQ(seen_by(kLi).size(), 1u);
  EXPECT_TRUE(seen_by({"LI.NA", "handler", "test"}).at(0).own) << "under another spelling";
  EXPECT_EQ(json::text_at(seen_by(kLi)[0].row.answer, "reason"), "mine");
  EXPECT_TRUE(seen_by({"sun.hao", "handler", "test"}).empty());
  EXPECT_TRUE(seen_by({"", "handler", "test"}).empty());
  const auto all = seen_by(kChief);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_FALSE(all[0].own);
}

TEST_F(Drafting, GoesWithItsTask) {
  ASSERT_TRUE(save({{"reason", "mine"}}));
  ASSERT_TRUE(bench.runtime->answer(id, "a#1", json::Object{{"decision", "upheld"}, {"findings", "f"}, {"basis", "b"}, {"reason", "r"}}, kWang));
  EXPECT_TRUE(bench.runtime->store()->drafts(id, "")->empty());
  refused(save({{"reason", "late"}}), ErrorCode::state, "the task was answered by wang.yi");
}

TEST_F(Drafting, GoesWhenTheCaseIsEnded) {
  ASSERT_TRUE(save({{"reason", "mine"}}));
  ASSERT_TRUE(bench.runtime->cancel(id, "withdrawn", kChief));
  EXPECT_TRUE(bench.runtime->store()->drafts(id, "")->empty());
}

TEST_F(Drafting, IsForWhoMayTakeTheTask) {
  refused(save({{"reason", "r"}}, {"wu.di", "legal", "test"}), ErrorCode::refused, "the task is for the role handler");
  refused(save({{"reason", "r"}}, {"wu.di", "analyst", "test"}), ErrorCode::refused, "an analyst reads and changes no case");
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kWang));
  refused(save({{"reason", "r"}}), ErrorCode::conflict, "the task is held by wang.yi");
  ASSERT_TRUE(save({{"reason", "r"}}, kWang));
  ASSERT_TRUE(bench.runtime->recuse(id, "a#1", "a tie", kWang));
  EXPECT_TRUE(bench.runtime->store()->drafts(id, "")->empty()) << "who takes no task keeps no draft";
  refused(save({{"reason", "r"}}, kWang), ErrorCode::refused, "declared a tie to the matter");
}

TEST_F(Drafting, IsDroppedByItsAuthor) {
  ASSERT_TRUE(save({{"reason", "r"}}));
  EXPECT_FALSE(*bench.runtime->drop_draft(id, "a#1", kWang));
  EXPECT_TRUE(*bench.runtime->drop_draft(id, "a#1", kLi));
  EXPECT_TRUE(seen_by(kLi).empty());
}

TEST_F(Drafting, KnowsThatItsFormHasChangedAndSoDoesTheAnswer) {
  ASSERT_TRUE(save({{"reason", "r"}}));
  EXPECT_FALSE(seen_by(kLi)[0].stale);
  const auto digest = seen_by(kLi)[0].row.form_digest;
  const auto path = (bench.root / "packs" / "small" / "forms" / "officer_decision.yaml").string();
  auto text = *read_file(path);
  const auto at = text.find("  - field: reason");
  ASSERT_NE(at, std::string::npos);
  text.insert(at, "  - {field: lesson, type: string, required: false, label: {zh: 教训, en: Lesson}, help: {zh: 填写, en: Fill in}}\n");
  ASSERT_TRUE(write_file(path, text));
  ASSERT_TRUE(bench.open());
  EXPECT_TRUE(seen_by(kLi)[0].stale);
  const json::Value whole = json::Object{{"decision", "upheld"}, {"findings", "f"}, {"basis", "b"}, {"reason", "r"}};
  refused(bench.runtime->answer(id, "a#1", whole, kLi, {}, digest), ErrorCode::conflict, "(added lesson)");
  ASSERT_TRUE(save({{"lesson", "l"}})) << "going on with it is to today's form";
  EXPECT_FALSE(seen_by(kLi)[0].stale);
  ASSERT_TRUE(bench.runtime->answer(id, "a#1", whole, kLi, {}, bench.runtime->shown(id, "a#1")->form_digest));
}

TEST_F(Drafting, AReadOnlyRuntimeShowsItAndKeepsNone) {
  ASSERT_TRUE(save({{"reason", "r"}}));
  ASSERT_TRUE(bench.open(true));
  EXPECT_EQ(seen_by(kLi).size(), 1u);
  refused(save({{"reason", "x"}}), ErrorCode::refused, "opened read-only");
}

}  // namespace
}  // namespace amends::runtime::testing

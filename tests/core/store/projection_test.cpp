#include <gtest/gtest.h>

#include "core/store/store_testing.hpp"
#include "support/json.hpp"

namespace amends::store {
namespace {

using testing::case_name;
using testing::History;
using testing::kStartUs;
using testing::TemporaryFolder;
using Pairs = std::vector<std::pair<std::string, std::string>>;

class Projections : public ::testing::Test {
 protected:
  Projections() : store_(*Store::open(folder_.file("p.db"), {})) {}
  void open_case(History& history, Projection projection, const std::string& workflow = "first_line") {
    auto turn = history.turn(1);
    turn.workflow = workflow;
    turn.projection = std::move(projection);
    const auto result = store_->append_one(turn);
    ASSERT_TRUE(result) << result.error().text();
  }
  void go_on(History& history, Projection projection) { open_case(history, std::move(projection)); }
  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
};

TaskRow task(const std::string& id, const std::string& role, std::optional<Instant> due) {
  TaskRow row;
  row.id = id;
  row.kind = "human";
  row.role = role;
  row.form = "approve_offer";
  row.step = "approve";
  row.title = json::bilingual("\u6279\u51C6", "Approve");
  row.opened_at = {kStartUs};
  row.due_at = due;
  row.blocking = true;
  row.detail = json::Object{{"fields", json::Array{1, 2}}};
  return row;
}

TEST_F(Projections, TasksComeBackWholeInTheOrderOfTheirDue) {
  History one("CASE-00001"), two("CASE-00002");
  Projection first, second;
  first.tasks = {task("b#1", "officer", std::nullopt), task("a#1", "officer", Instant{kStartUs + 2}), task("c#1", "head", Instant{kStartUs + 3})};
  second.tasks = {task("a#1", "officer", Instant{kStartUs + 1})};
  open_case(one, first);
  open_case(two, second);
  auto tasks = store_->tasks("", "officer", "open");
  ASSERT_TRUE(tasks) << tasks.error().text();
  ASSERT_EQ(tasks->size(), 3u);
  EXPECT_EQ((*tasks)[0].case_id, "CASE-00002");
  EXPECT_EQ((*tasks)[1].id, "a#1");
  EXPECT_EQ((*tasks)[2].id, "b#1");
  EXPECT_FALSE((*tasks)[2].due_at);
  const auto& row = (*tasks)[1];
  EXPECT_EQ(row.kind, "human");
  EXPECT_EQ(row.form, "approve_offer");
  EXPECT_EQ(row.step, "approve");
  EXPECT_EQ(json::text_at(row.title, "en"), "Approve");
  EXPECT_EQ(row.due_at, Instant{kStartUs + 2});
  EXPECT_TRUE(row.blocking);
  EXPECT_EQ(json::list_at(row.detail, "fields").size(), 2u);
  EXPECT_EQ(store_->tasks("CASE-00001", "", "")->size(), 3u);
  EXPECT_EQ(store_->tasks("", "nobody", "")->size(), 0u);
}

TEST_F(Projections, ATaskIsReplacedByItsId) {
  History one("CASE-00001");
  Projection first;
  first.tasks = {task("a#1", "officer", std::nullopt)};
  open_case(one, first);
  first.tasks[0].status = "answered";
  first.tasks[0].answered_by = "li.na";
  go_on(one, first);
  EXPECT_TRUE(store_->tasks("", "", "open")->empty());
  const auto tasks = store_->tasks("CASE-00001", "officer", "answered");
  ASSERT_EQ(tasks->size(), 1u);
  EXPECT_EQ((*tasks)[0].answered_by, "li.na");
}

TEST_F(Projections, TimersFireInDueOrderThenByCaseThenById) {
  History one("CASE-00001"), two("CASE-00002");
  EXPECT_FALSE(store_->next_timer()->has_value());
  Projection second;
  second.timers_set = {{"", "z", {kStartUs + 5}}, {"", "early", {kStartUs + 1}}};
  open_case(two, second);
  Projection first;
  first.timers_set = {{"", "y", {kStartUs + 5}}, {"", "x", {kStartUs + 5}}, {"", "late", {kStartUs + 9}}};
  open_case(one, first);
  auto due = store_->timers_due({kStartUs + 5}, 100);
  ASSERT_TRUE(due);
  std::vector<std::string> order;
  for (const auto& timer : *due) order.push_back(timer.case_id + ":" + timer.id);
  EXPECT_EQ(order, (std::vector<std::string>{"CASE-00002:early", "CASE-00001:x", "CASE-00001:y", "CASE-00002:z"}));
  EXPECT_EQ(store_->timers_due({kStartUs + 5}, 2)->size(), 2u);
  EXPECT_TRUE(store_->timers_due({kStartUs}, 100)->empty());  // one microsecond before the first
  EXPECT_EQ(store_->timers_due({kStartUs + 1}, 100)->size(), 1u);
  EXPECT_EQ(*store_->next_timer(), Instant{kStartUs + 1});
  Projection change;
  change.timers_cancelled = {"early"};
  change.timers_set = {{"", "z", {kStartUs + 7}}};
  go_on(two, change);
  EXPECT_EQ(*store_->next_timer(), Instant{kStartUs + 5});
  EXPECT_EQ(store_->timers_due({kStartUs + 100}, 100)->size(), 4u);
}

TEST_F(Projections, WaitsAreFoundByNameAndKey) {
  History one("CASE-00001"), two("CASE-00002");
  Projection wait;
  wait.waits_set = {{"", "answer#1:reply", "customer_reply", "K-1"}};
  open_case(one, wait);
  open_case(two, wait);
  const auto found = store_->waits("customer_reply", "K-1");
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[0].case_id, "CASE-00001");
  EXPECT_EQ((*found)[0].id, "answer#1:reply");
  EXPECT_TRUE(store_->waits("customer_reply", "K-2")->empty());
  Projection gone;
  gone.waits_cancelled = {"answer#1:reply"};
  go_on(one, gone);
  EXPECT_EQ(store_->waits("customer_reply", "K-1")->size(), 1u);
}

TEST_F(Projections, CasesAreFilteredByStatusWorkflowAndAttributes) {
  for (int i = 0; i < 6; ++i) {
    History history(case_name(i));
    Projection projection;
    projection.status = i < 3 ? "waiting" : "finished";
    projection.attributes = {{"nature", i % 2 == 0 ? "complaint" : "enquiry"}, {"severity", std::to_string(i)}};
    open_case(history, projection, i == 5 ? "other" : "first_line");
  }
  const auto ids = [&](const CaseFilter& filter) {
    std::vector<std::string> out;
    const auto rows = store_->cases(filter);
    for (const auto& row : *rows) out.push_back(row.id);
    return out;
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(ids({}), (Ids{case_name(5), case_name(4), case_name(3), case_name(2), case_name(1), case_name(0)}));
  EXPECT_EQ(ids({.status = "waiting", .workflow = "", .attributes = {{"nature", "complaint"}}}), (Ids{case_name(2), case_name(0)}));
  EXPECT_EQ(ids({.status = "", .workflow = "other", .attributes = {}}), (Ids{case_name(5)}));
  EXPECT_EQ(ids({.status = "", .workflow = "", .attributes = {{"nature", "complaint"}, {"severity", "4"}}}), (Ids{case_name(4)}));
  EXPECT_EQ(ids({.status = "no_such", .workflow = "", .attributes = {}}), Ids{});
  EXPECT_EQ(ids({.status = "", .workflow = "", .attributes = {}, .limit = 2, .offset = 1}), (Ids{case_name(4), case_name(3)}));
  EXPECT_EQ(ids({.status = "", .workflow = "", .attributes = {}, .limit = 0}), Ids{});
  using Counts = std::vector<std::pair<std::string, std::int64_t>>;
  EXPECT_EQ(*store_->counts("nature"), (Counts{{"complaint", 3}, {"enquiry", 3}}));
  EXPECT_EQ(*store_->counts("status"), (Counts{{"finished", 3}, {"waiting", 3}}));
  EXPECT_EQ(*store_->counts("workflow"), (Counts{{"first_line", 5}, {"other", 1}}));
  EXPECT_EQ(*store_->case_count(), 6);
}

TEST_F(Projections, CasesAreFilteredByAnAttributeThatIsThereAndByWhenTheyAreDue) {
  const std::pair<const char*, const char*> kDue[] = {{"", "decide"}, {"2026-03-02T01:00:00Z", ""}, {"2026-03-02T01:00:01Z", ""}, {"2026-04-01T00:00:00Z", "reply"}};
  for (int i = 0; i < 4; ++i) {
    History history(case_name(i));
    Projection projection;
    if (*kDue[i].first) projection.attributes.emplace_back("due", kDue[i].first);
    if (*kDue[i].second) projection.attributes.emplace_back("breached", kDue[i].second);
    open_case(history, projection);
  }
  const auto ids = [&](std::vector<std::string> has, std::optional<Instant> before) {
    CaseFilter filter;
    filter.has = std::move(has);
    filter.due_before = before;
    std::vector<std::string> out;
    const auto rows = store_->cases(filter);
    EXPECT_TRUE(rows);
    for (const auto& row : *rows) out.push_back(row.id);
    return out;
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(ids({"breached"}, {}), (Ids{case_name(3), case_name(0)}));
  EXPECT_EQ(ids({"due", "breached"}, {}), (Ids{case_name(3)}));
  EXPECT_EQ(ids({}, Instant{kStartUs}), Ids{});
  EXPECT_EQ(ids({}, Instant{kStartUs + 1'000'000}), (Ids{case_name(1)}));
  EXPECT_EQ(ids({}, Instant{kStartUs + 2'000'000}), (Ids{case_name(2), case_name(1)}));
  EXPECT_EQ(ids({"breached"}, Instant{kStartUs * 2}), (Ids{case_name(3)}));
}

TEST_F(Projections, TheJournalIsReadInTheOrderOfAppendingFromWhereOneStopped) {
  EXPECT_EQ(*store_->newest_event(), 0);
  History one("CASE-00001"), two("CASE-00002");
  open_case(one, {});
  open_case(two, {});
  go_on(one, {});
  const auto all = store_->journal(0, 100, true);
  ASSERT_TRUE(all);
  ASSERT_GE(all->size(), 3u);
  EXPECT_EQ(all->front().case_id, "CASE-00001");
  EXPECT_EQ(all->front().seq, 1);
  EXPECT_EQ(all->back().case_id, "CASE-00001");
  EXPECT_EQ(all->back().n, *store_->newest_event());
  const auto stored = store_->events("CASE-00001");
  EXPECT_EQ(all->front().hash, stored->front().hash);
  EXPECT_EQ(all->front().payload, stored->front().payload);
  EXPECT_EQ(all->front().kind, stored->front().kind);
  EXPECT_EQ(all->front().actor, stored->front().actor);
  for (std::size_t i = 1; i < all->size(); ++i) EXPECT_LT((*all)[i - 1].n, (*all)[i].n);
  const auto rest = store_->journal(all->front().n, 1, false);
  ASSERT_EQ(rest->size(), 1u);
  EXPECT_EQ(rest->front().n, (*all)[1].n);
  EXPECT_TRUE(rest->front().payload.empty()) << "not asked for";
  EXPECT_TRUE(store_->journal(all->back().n, 100, false)->empty());
}

TEST_F(Projections, AnEmptyAttributeValueRemovesIt) {
  History one("CASE-00001");
  Projection projection;
  projection.attributes = {{"route", "internal"}, {"nature", "complaint"}};
  open_case(one, projection);
  EXPECT_EQ(*store_->attributes("CASE-00001"), (Pairs{{"nature", "complaint"}, {"route", "internal"}}));
  projection.attributes = {{"route", ""}, {"nature", "enquiry"}};
  go_on(one, projection);
  EXPECT_EQ(*store_->attributes("CASE-00001"), (Pairs{{"nature", "enquiry"}}));
}

TEST_F(Projections, CasesThatACrashCutAreUnfinished) {
  History one("CASE-00001"), two("CASE-00002");
  open_case(one, {});
  Projection done;
  done.status = "finished";
  open_case(two, done);
  const auto unfinished = store_->unfinished_turns();
  ASSERT_EQ(unfinished->size(), 1u);
  EXPECT_EQ((*unfinished)[0].id, "CASE-00001");
}

TEST_F(Projections, RebuildReplacesThemAndKeepsTheHistory) {
  History one("CASE-00001");
  Projection old;
  old.status = "waiting";
  old.attributes = {{"nature", "complaint"}};
  old.tasks = {task("a#1", "officer", std::nullopt)};
  old.timers_set = {{"", "t", {kStartUs}}};
  old.waits_set = {{"", "w", "n", "k"}};
  open_case(one, old);
  Projection fresh;
  fresh.status = "parked";
  fresh.attributes = {{"route", "internal"}};
  ASSERT_TRUE(store_->rebuild("CASE-00001", fresh));
  EXPECT_EQ(*store_->attributes("CASE-00001"), (Pairs{{"route", "internal"}}));
  EXPECT_TRUE(store_->tasks("CASE-00001", "", "")->empty());
  EXPECT_FALSE(store_->next_timer()->has_value());
  EXPECT_TRUE(store_->waits("n", "k")->empty());
  EXPECT_EQ(store_->case_row("CASE-00001")->status, "parked");
  EXPECT_EQ(store_->rebuild("CASE-9", fresh).error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->verify({})->faults_total, 0);
}

TEST_F(Projections, TextsArePinnedByHashAndListedNewestLast) {
  ASSERT_TRUE(store_->put_blob("sha256:1", "workflow", "first_line", "one"));
  ASSERT_TRUE(store_->put_blob("sha256:2", "workflow", "first_line", "two"));
  ASSERT_TRUE(store_->put_blob("sha256:3", "pack", "shipped", std::string_view("a\0b", 3)));
  EXPECT_EQ(*store_->blob("sha256:3"), std::string("a\0b", 3));
  EXPECT_EQ(*store_->blobs("workflow"), (Pairs{{"sha256:1", "first_line"}, {"sha256:2", "first_line"}}));
  ASSERT_TRUE(store_->put_blob("sha256:2", "workflow", "first_line", "two"));  // is the newest already
  ASSERT_TRUE(store_->put_blob("sha256:1", "workflow", "first_line", "one"));  // put again: last again
  EXPECT_EQ(*store_->blobs("workflow"), (Pairs{{"sha256:2", "first_line"}, {"sha256:1", "first_line"}}));
  EXPECT_EQ(store_->put_blob("sha256:1", "workflow", "first_line", "other").error().code, ErrorCode::conflict);
  EXPECT_EQ(store_->put_blob("", "workflow", "x", "y").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(store_->blob("sha256:9").error().code, ErrorCode::not_found);
}

TEST_F(Projections, AChangedTextIsCorrupt) {
  ASSERT_TRUE(store_->put_blob("sha256:1", "workflow", "first_line", "one"));
  testing::RawDatabase(folder_.file("p.db")).run("UPDATE blob SET bytes = 'eno'");
  EXPECT_EQ(store_->blob("sha256:1").error().code, ErrorCode::corrupt);
  EXPECT_EQ(store_->verify({})->faults_total, 1);
}

}  // namespace
}  // namespace amends::store

// Who has a task: claim, release, delegate, candidates, substitutes, recusal, reminders, and every answer that comes too late or from the wrong person
// (core/flow/grammar.md has the table).
#include "core/runtime/runtime_kit.hpp"
#include "runtime/taking.hpp"

namespace amends::runtime::testing {
namespace {

const Actor kLi{"li.na", "handler", "test"}, kWang{"wang.yi", "handler", "test"}, kSun{"sun.hao", "handler", "test"}, kChief{"zhou.min", "supervisor", "test"};

Actor standing_in(const Actor& by, const std::string& person) {
  auto out = by;
  out.on_behalf_of = person;
  return out;
}

class Persons : public ::testing::Test {
 protected:
  Bench bench;
  std::string id;

  /// A case of a workflow with these steps; `org`: members of the institution's row.
  void start(const std::string& steps, const std::string& org = {}) {
    if (!org.empty()) {
      const auto path = (bench.root / "packs" / "small" / "org.yaml").string();
      auto text = *read_file(path);
      const std::string before = "    clock_pack: tables/clocks.cn\n";
      text.insert(text.find(before) + before.size(), org);
      ASSERT_TRUE(write_file(path, text));
    }
    ASSERT_TRUE(bench.open());
    const auto deployed = bench.deploy(steps);
    ASSERT_TRUE(deployed) << deployed.error().text();
    const auto done = bench.runtime->submit("test", record());
    ASSERT_TRUE(done) << done.error().text();
    id = done->case_id;
  }
  Result<std::string> answer(const std::string& task, const Actor& by, std::int64_t n = 1) { return bench.runtime->answer(id, task, json::Object{{"n", n}}, by); }
  TaskState task(const std::string& name) {
    const auto state = bench.state(id);
    const auto* found = state.task(name);
    EXPECT_NE(found, nullptr) << name;
    return found ? *found : TaskState{};
  }
  json::Value last_event(std::string_view kind) {
    const auto events = *bench.runtime->store()->events(id);
    for (auto event = events.rbegin(); event != events.rend(); ++event)
      if (event->kind == kind) return *json::parse(event->payload);
    ADD_FAILURE() << "no event " << kind;
    return nullptr;
  }
  std::int64_t count(std::string_view kind) {
    const auto all = bench.kinds(id);
    return std::count(all.begin(), all.end(), kind);
  }
  /// Fires what is due at each instant until so much later.
  void pass_days(int days) {
    const Instant until{bench.clock->now().us + days * std::int64_t{86'400'000'000}};
    while (true) {
      const auto next = *bench.runtime->store()->next_timer();
      if (!next || until < *next) break;
      if (bench.clock->now() < *next) bench.clock->set(*next);
      ASSERT_TRUE(bench.runtime->fire_timers());
    }
    bench.clock->set(until);
  }
};

template <class T>
void refused(const Result<T>& done, ErrorCode code, const std::string& words) {
  ASSERT_FALSE(done) << "wanted: " << words;
  EXPECT_EQ(done.error().code, code) << done.error().text();
  EXPECT_NE(done.error().message.find(words), std::string::npos) << "wanted: " << words << "\ngot: " << done.error().text();
}

const std::string kOne = "  - a: {human: {role: handler, form: free}}\n";
const std::string kTwo = "  - a: {human: {role: handler, form: free}}\n  - b: {human: {role: handler, form: free, four_eyes_with: a}}\n";

// --- claim and release ---

TEST_F(Persons, WithoutAClaimTheFirstAnswerHolds) {
  start(kOne);
  ASSERT_TRUE(answer("a#1", kWang));
  EXPECT_EQ(task("a#1").answered_by, "wang.yi");
  EXPECT_EQ(bench.kinds(id), (std::vector<std::string>{"case_opened", "task_opened", "task_answered", "finished"})) << "nothing else stands in the journal";
  EXPECT_FALSE(json::find(last_event(kinds::task_answered), "for"));
}

TEST_F(Persons, AClaimedTaskIsAnsweredByWhoHoldsIt) {
  start(kOne);
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi));
  EXPECT_EQ(task("a#1").assignee, "li.na");
  EXPECT_EQ(last_event(kinds::task_claimed), (json::Value(json::Object{{"id", "a#1"}, {"by", "li.na"}, {"role", "handler"}})));
  refused(answer("a#1", kWang), ErrorCode::conflict, "the task is held by li.na since 2026-03-02T09:00:00+08:00, not by wang.yi; ask them to give it back (`amends task release`) or to hand it on");
  refused(answer("a#1", kChief), ErrorCode::conflict, "take it over with `amends task claim " + id + " a#1 --take-over --reason");
  refused(bench.runtime->claim(id, "a#1", kWang), ErrorCode::conflict, "the task is held by li.na");
  refused(bench.runtime->release(id, "a#1", "r", kWang), ErrorCode::conflict, "the task is held by li.na");
  refused(bench.runtime->delegate(id, "a#1", "sun.hao", "r", kWang), ErrorCode::conflict, "the task is held by li.na");
  EXPECT_EQ(count(kinds::task_claimed), 1);
  EXPECT_EQ(count(kinds::approval_refused), 0);
  ASSERT_TRUE(answer("a#1", {"LI-NA", "handler", "test"})) << "another spelling of one person";
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Persons, ClaimingWhatOneHoldsChangesNothing) {
  start(kOne);
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi));
  const auto before = bench.kinds(id).size();
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi));
  EXPECT_EQ(bench.kinds(id).size(), before);
}

TEST_F(Persons, AClaimNeedsTheRoleAndAnOpenTask) {
  start(kOne);
  refused(bench.runtime->claim(id, "a#1", {"wu.di", "legal", "test"}), ErrorCode::refused, "the task is for the role handler, not for legal");
  refused(bench.runtime->claim(id, "a#1", {"", "handler", "test"}), ErrorCode::refused, "needs a named person");
  refused(bench.runtime->claim(id, "z#1", kLi), ErrorCode::not_found, "the case has no task 'z#1'");
  ASSERT_TRUE(answer("a#1", kLi));
  refused(bench.runtime->claim(id, "a#1", kLi), ErrorCode::state, "the task was answered by li.na at 2026-03-02T09:00:00+08:00");
  refused(bench.runtime->release(id, "a#1", "", kLi), ErrorCode::state, "the task was answered");
  refused(bench.runtime->delegate(id, "a#1", "wang.yi", "r", kLi), ErrorCode::state, "the task was answered");
}

TEST_F(Persons, ATaskThatIsGivenBackIsForItsRoleAgain) {
  start(kOne);
  refused(bench.runtime->release(id, "a#1", "", kLi), ErrorCode::state, "nobody holds the task");
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi));
  ASSERT_TRUE(bench.runtime->release(id, "a#1", "", kLi));
  EXPECT_EQ(task("a#1").assignee, "");
  ASSERT_EQ(task("a#1").acts.size(), 2u);
  EXPECT_EQ(task("a#1").acts[1].kind, kinds::task_released);
  ASSERT_TRUE(answer("a#1", kWang));
}

TEST_F(Persons, ASupervisorTakesOverOrGivesBackWithAReason) {
  start(kOne);
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi));
  refused(bench.runtime->claim(id, "a#1", kWang, "li.na is away"), ErrorCode::refused, "only a supervisor, or a role that the task was escalated to, takes over a task that li.na holds");
  refused(bench.runtime->claim(id, "a#1", kChief), ErrorCode::conflict, "the task is held by li.na");
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kChief, "li.na is away"));
  EXPECT_EQ(last_event(kinds::task_claimed), (json::Value(json::Object{{"id", "a#1"}, {"by", "zhou.min"}, {"role", "supervisor"}, {"from", "li.na"}, {"reason", "li.na is away"}})));
  refused(answer("a#1", kLi), ErrorCode::conflict, "the task is held by zhou.min");
  ASSERT_TRUE(bench.runtime->release(id, "a#1", "", kChief));
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kWang));
  refused(bench.runtime->release(id, "a#1", " ", kChief), ErrorCode::missing_field, "wang.yi holds the task; who takes it from them says why");
  ASSERT_TRUE(bench.runtime->release(id, "a#1", "wang.yi is ill", kChief));
  ASSERT_TRUE(answer("a#1", kLi));
}

TEST_F(Persons, AnEscalatedRoleTakesOver) {
  start("  - a: {human: {role: handler, form: free, escalate: [{after: 1d, to: head_of_office}]}}\n");
  const Actor head{"sun.hao", "head_of_office", "test"};
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi));
  refused(bench.runtime->claim(id, "a#1", head, "late"), ErrorCode::refused, "the task is for the role handler, not for head_of_office");
  pass_days(2);
  EXPECT_EQ(task("a#1").assignee, "li.na") << "an escalation tells another role, it takes the task from nobody";
  refused(answer("a#1", head), ErrorCode::conflict, "take it over with");
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", head, "late"));
  ASSERT_TRUE(answer("a#1", head));
}

TEST_F(Persons, ATaskChangesHandsSoOftenAndNoMore) {
  start(kOne);
  for (std::size_t i = 0; i < kTaskActsMax / 2; ++i) {
    ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi)) << i;
    ASSERT_TRUE(bench.runtime->release(id, "a#1", "", kLi)) << i;
  }
  refused(bench.runtime->claim(id, "a#1", kLi), ErrorCode::range, "the task has changed hands 200 times");
  ASSERT_TRUE(answer("a#1", kWang));
}

// --- delegation ---

TEST_F(Persons, WhoHandsATaskOnAndWhoAnswersItBothCountForFourEyes) {
  start(kTwo);
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi));
  ASSERT_TRUE(bench.runtime->delegate(id, "a#1", "wang.yi", "knows the branch", kLi));
  EXPECT_EQ(last_event(kinds::task_delegated), (json::Value(json::Object{{"id", "a#1"}, {"by", "li.na"}, {"role", "handler"}, {"to", "wang.yi"}, {"reason", "knows the branch"}})));
  refused(answer("a#1", kLi), ErrorCode::conflict, "the task is held by wang.yi");
  ASSERT_TRUE(answer("a#1", kWang));
  EXPECT_EQ(json::text_at(last_event(kinds::task_answered), "for"), "li.na");
  refused(answer("b#1", kWang), ErrorCode::refused, "another person must answer this one");
  refused(answer("b#1", kLi), ErrorCode::refused, "another person must answer this one");
  refused(bench.runtime->claim(id, "b#1", kLi), ErrorCode::refused, "another person must answer this one");
  refused(bench.runtime->delegate(id, "b#1", "li.na", "r", kSun), ErrorCode::refused, "another person must answer this one");
  ASSERT_TRUE(answer("b#1", kSun));
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Persons, EachOfAChainOfPersonsCounts) {
  start(kTwo);
  ASSERT_TRUE(bench.runtime->delegate(id, "a#1", "wang.yi", "r", kLi)) << "who could claim it hands it on at once";
  ASSERT_TRUE(bench.runtime->delegate(id, "a#1", "sun.hao", "r", kWang));
  EXPECT_EQ(task("a#1").passed_by, (std::vector<std::string>{"li.na", "wang.yi"}));
  ASSERT_TRUE(answer("a#1", kSun));
  for (const auto& by : {kLi, kWang, kSun}) refused(answer("b#1", by), ErrorCode::refused, "another person must answer this one");
  ASSERT_TRUE(answer("b#1", {"qian.er", "handler", "test"}));
}

TEST_F(Persons, WhoMayNotAnswerHandsNothingOnEither) {
  start(kTwo);
  ASSERT_TRUE(answer("a#1", kLi));
  refused(bench.runtime->delegate(id, "b#1", "wang.yi", "r", kLi), ErrorCode::refused, "li.na answered the step a; another person must answer this one");
  ASSERT_TRUE(bench.runtime->claim(id, "b#1", kWang));
  refused(bench.runtime->delegate(id, "b#1", "LI.NA", "r", kWang), ErrorCode::refused, "another person must answer this one");
}

TEST_F(Persons, ATaskIsHandedOnToANamedPersonWithAReason) {
  start(kOne);
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi));
  refused(bench.runtime->delegate(id, "a#1", "", "r", kLi), ErrorCode::missing_field, "to a named person");
  refused(bench.runtime->delegate(id, "a#1", "wang.yi", " ", kLi), ErrorCode::missing_field, "needs a reason");
  refused(bench.runtime->delegate(id, "a#1", "li.na", "r", kLi), ErrorCode::refused, "name another person");
  refused(bench.runtime->delegate(id, "a#1", "system", "r", kLi), ErrorCode::refused, "is how the log writes who acted");
  ASSERT_TRUE(bench.runtime->delegate(id, "a#1", "wang.yi", "r", kLi));
  ASSERT_TRUE(bench.runtime->delegate(id, "a#1", "li.na", "back", kWang)) << "it may come back";
  ASSERT_TRUE(answer("a#1", kLi));
  EXPECT_EQ(json::text_at(last_event(kinds::task_answered), "for"), "wang.yi");
}

TEST_F(Persons, WhoHasItFromSomebodyStillNeedsTheRole) {
  start(kOne);
  ASSERT_TRUE(bench.runtime->delegate(id, "a#1", "wu.di", "r", kLi));
  refused(answer("a#1", {"wu.di", "legal", "test"}), ErrorCode::refused, "the task is for the role handler");
  ASSERT_TRUE(answer("a#1", {"wu.di", "handler", "test"}));
}

// --- substitution ---

const std::string kStandsIn = "    people:\n      - {id: wang.yi, also: [E77]}\n    substitutes:\n      - {person: li.na, by: wang.yi, from: 2026-03-03, until: 2026-03-04}\n";

TEST_F(Persons, ASubstituteAnswersForThePersonWhileItHolds) {
  start(kTwo, kStandsIn);
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi));
  refused(answer("a#1", kWang), ErrorCode::conflict, "the task is held by li.na");
  bench.clock->set(*parse_instant("2026-03-02T16:00:00Z"));  // midnight in Shanghai: the first day
  refused(answer("a#1", kSun), ErrorCode::conflict, "the task is held by li.na");
  refused(answer("a#1", standing_in(kWang, "sun.hao")), ErrorCode::conflict, "the task is held by li.na");
  ASSERT_TRUE(answer("a#1", {"E77", "handler", "test"})) << "under any of their names, and without saying for whom";
  EXPECT_EQ(json::text_at(last_event(kinds::task_answered), "for"), "li.na");
  EXPECT_EQ(task("a#1").answered_for, "li.na");
  for (const auto& by : {kLi, kWang}) refused(answer("b#1", by), ErrorCode::refused, "another person must answer this one");
  ASSERT_TRUE(answer("b#1", kSun));
}

TEST_F(Persons, ASubstitutesTimeIsOverTheDayAfter) {
  start(kOne, kStandsIn);
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi));
  bench.clock->set(*parse_instant("2026-03-04T16:00:00Z"));
  refused(answer("a#1", standing_in(kWang, "li.na")), ErrorCode::conflict, "the task is held by li.na");
  bench.clock->set(*parse_instant("2026-03-04T15:59:59Z"));
  ASSERT_TRUE(answer("a#1", standing_in(kWang, "li.na")));
}

TEST_F(Persons, ASubstituteClaimsForThePersonAndBothHoldIt) {
  start("  - a: {human: {role: handler, form: free, candidates: [li.na]}}\n", kStandsIn);
  refused(bench.runtime->claim(id, "a#1", kWang), ErrorCode::refused, "the task is for li.na, not for wang.yi");
  bench.clock->set(*parse_instant("2026-03-03T01:00:00Z"));
  EXPECT_EQ(bench.runtime->tasks_of(kWang, "", "", "open")->size(), 1u);
  EXPECT_TRUE(bench.runtime->tasks_of(kSun, "", "", "open")->empty());
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kWang));
  EXPECT_EQ(task("a#1").assignee_for, "li.na");
  EXPECT_EQ(bench.runtime->tasks_of(kLi, "", "", "open")->size(), 1u);
  bench.clock->set(*parse_instant("2026-03-09T01:00:00Z"));
  refused(answer("a#1", kSun), ErrorCode::conflict, "the task is held by wang.yi (for li.na)");
  ASSERT_TRUE(answer("a#1", kLi)) << "the person is back";
}

TEST_F(Persons, AListOfSubstitutesMakesSense) {
  const std::pair<const char*, const char*> kBad[] = {
      {"{person: li.na, by: li.na, from: 2026-03-03, until: 2026-03-04}", "lets li.na stand in for themselves"},
      {"{person: li.na, by: LI-NA, from: 2026-03-03, until: 2026-03-04}", "stand in for themselves"},
      {"{person: li.na, by: wang.yi, from: 2026-03-05, until: 2026-03-04}", "before it begins"},
      {"{person: li.na, by: wang.yi, from: 2026-02-30, until: 2026-03-04}", "whose time is no day"},
      {"{person: system, by: wang.yi, from: 2026-03-03, until: 2026-03-04}", "so that nobody is meant"}};
  const auto path = (bench.root / "packs" / "small" / "org.yaml").string();
  const auto text = *read_file(path);
  const std::string before = "    clock_pack: tables/clocks.cn\n";
  for (const auto& [row, words] : kBad) {
    auto changed = text;
    changed.insert(changed.find(before) + before.size(), std::string("    substitutes:\n      - ") + row + "\n");
    ASSERT_TRUE(write_file(path, changed));
    Options options;
    options.root = bench.root.string();
    options.pack_set = "small";
    const auto opened = Runtime::open(std::move(options));
    ASSERT_FALSE(opened) << row;
    EXPECT_EQ(opened.error().code, ErrorCode::pack_invalid) << opened.error().text();
    EXPECT_NE(opened.error().message.find(words), std::string::npos) << opened.error().text();
  }
}

// --- candidates ---

TEST_F(Persons, CandidatesAloneMayTakeATask) {
  start("  - a: {human: {role: handler, form: free, candidates: [li.na, {role: legal}]}}\n");
  refused(answer("a#1", kWang), ErrorCode::refused, "the task is for li.na, or who acts in the role legal, not for wang.yi; a supervisor may take it over");
  refused(answer("a#1", kChief), ErrorCode::refused, "take it over with `amends task claim");
  EXPECT_EQ(bench.runtime->tasks_of(kLi, "", "", "open")->size(), 1u);
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", {"wu.di", "legal", "test"}));
  EXPECT_TRUE(bench.runtime->tasks_of(kLi, "", "", "open")->empty());
  ASSERT_TRUE(bench.runtime->release(id, "a#1", "", {"wu.di", "legal", "test"}));
  ASSERT_TRUE(bench.runtime->delegate(id, "a#1", "wang.yi", "r", kLi)) << "the word of a candidate";
  ASSERT_TRUE(answer("a#1", kWang));
}

TEST_F(Persons, ASupervisorTakesOverWhatTheyAreNoCandidateFor) {
  start("  - a: {human: {role: handler, form: free, candidates: [li.na]}}\n");
  refused(bench.runtime->claim(id, "a#1", kChief), ErrorCode::refused, "the task is for li.na, not for zhou.min");
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kChief, "li.na is ill"));
  EXPECT_EQ(json::text_at(last_event(kinds::task_claimed), "from", "?"), "");
  ASSERT_TRUE(answer("a#1", kChief));
}

TEST_F(Persons, AnEscalationGoesBeyondTheCandidates) {
  start("  - a: {human: {role: handler, form: free, candidates: [li.na], escalate: [{after: 1d, to: handler_two}]}}\n");
  const Actor second{"wang.yi", "handler_two", "test"};
  refused(answer("a#1", second), ErrorCode::refused, "the task is for the role handler");
  pass_days(2);
  ASSERT_TRUE(answer("a#1", second));
}

TEST_F(Persons, CandidatesMayComeFromTheCase) {
  start("  - first: {human: {role: handler, form: free}}\n  - a: {human: {role: handler, form: free, candidates: [{from: first.reason}]}}\n");
  ASSERT_TRUE(bench.runtime->answer(id, "first#1", json::Object{{"reason", "wang.yi"}}, kLi));
  EXPECT_EQ(task("a#1").candidate_people, std::vector<std::string>{"wang.yi"});
  refused(answer("a#1", kLi), ErrorCode::refused, "the task is for wang.yi");
  ASSERT_TRUE(answer("a#1", kWang));
}

TEST_F(Persons, WhereNobodyIsNamedTheTaskIsForItsRole) {
  start("  - first: {human: {role: handler, form: free}}\n  - a: {human: {role: handler, form: free, candidates: [{from: first.reason}]}}\n");
  ASSERT_TRUE(answer("first#1", kLi));
  EXPECT_FALSE(json::find(last_event(kinds::task_opened), "candidates"));
  ASSERT_TRUE(answer("a#1", kSun));
}

// --- recusal ---

TEST_F(Persons, WhoDeclaresATieTakesNoTaskOfTheCaseAnyMore) {
  start(kTwo);
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi));
  refused(bench.runtime->recuse(id, "a#1", "", kLi), ErrorCode::missing_field, "says which");
  refused(bench.runtime->recuse(id, "a#1", "r", standing_in(kWang, "li.na")), ErrorCode::refused, "by the person who has it");
  const auto back = bench.runtime->recuse(id, "a#1", "the complainant is my cousin", kLi);
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(*back, std::vector<std::string>{"a#1"});
  EXPECT_EQ(task("a#1").assignee, "");
  const auto state = bench.state(id);
  ASSERT_EQ(state.recusals().size(), 1u);
  EXPECT_EQ(state.recusals()[0].reason, "the complainant is my cousin");
  const std::string words = "li.na declared a tie to the matter at 2026-03-02T09:00:00+08:00 and takes no task of this case any more; another person must do it";
  refused(answer("a#1", {"LINA", "handler", "test"}), ErrorCode::refused, words);
  refused(bench.runtime->claim(id, "a#1", kLi), ErrorCode::refused, words);
  refused(bench.runtime->delegate(id, "a#1", "wang.yi", "r", kLi), ErrorCode::refused, words);
  refused(answer("a#1", standing_in(kWang, "li.na")), ErrorCode::refused, words);
  refused(bench.runtime->delegate(id, "a#1", "li.na", "r", kWang), ErrorCode::refused, "name another person");
  refused(bench.runtime->recuse(id, "a#1", "again", kLi), ErrorCode::state, "already");
  ASSERT_TRUE(answer("a#1", kWang));
  refused(answer("b#1", kLi), ErrorCode::refused, words);
  EXPECT_EQ(json::text_at(last_event(kinds::approval_refused), "why"), "recused");
  ASSERT_TRUE(answer("b#1", kSun));
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Persons, WhoDeclaresATieDecidesNothingAboutTheCaseBesidesItsTasksEither) {
  start(kTwo);
  auto& runtime = *bench.runtime;
  ASSERT_TRUE(runtime.recuse(id, "a#1", "the complainant is my cousin", kLi));
  const std::string tie = "li.na declared a tie to the matter";
  const auto before = bench.kinds(id).size();
  for (const auto& by : {kLi, standing_in(kWang, "li.na")}) {
    refused(runtime.set_facts(id, {{"product.line", "card"}}, "r", by), ErrorCode::refused, tie);
    refused(runtime.correct(id, "product.line", "card", "r", by), ErrorCode::refused, tie);
    refused(runtime.suspend(id, "r", by), ErrorCode::refused, tie);
    refused(runtime.resume(id, "r", by), ErrorCode::refused, tie);
    refused(runtime.cancel(id, "r", by), ErrorCode::refused, tie);
    refused(runtime.retry(id, {"a", {}, {}, {}}, "r", by), ErrorCode::refused, tie);
  }
  refused(runtime.retry(id, {"a", {}, "li.na", "supervisor"}, "r", kWang), ErrorCode::refused, tie);
  EXPECT_EQ(bench.kinds(id).size(), before);
  EXPECT_TRUE(runtime.add_document(id, json::Object{{"kind", "note"}, {"body", "what I know of it"}}, kLi)) << "what they know is still handed in";
  EXPECT_TRUE(runtime.correct(id, "product.line", "card", "r", kWang));
}

TEST_F(Persons, NobodyStandsInForWhoDeclaredATie) {
  start("  - a: {human: {role: handler, form: free, candidates: [li.na, zhao]}}\n", "    substitutes:\n      - {person: li.na, by: wang.yi, from: 2026-01-01, until: 2026-12-31}\n");
  ASSERT_TRUE(bench.runtime->recuse(id, "a#1", "r", kLi));
  refused(bench.runtime->claim(id, "a#1", kWang), ErrorCode::refused, "li.na declared a tie");
  refused(answer("a#1", kWang), ErrorCode::refused, "li.na declared a tie");
  ASSERT_TRUE(answer("a#1", {"zhao", "handler", "test"}));
}

TEST_F(Persons, WhatWhoDeclaresATieHasHandedOnGoesBackToo) {
  start(kOne);
  ASSERT_TRUE(bench.runtime->delegate(id, "a#1", "wang.yi", "r", kLi));
  ASSERT_EQ(*bench.runtime->recuse(id, "a#1", "r", kLi), std::vector<std::string>{"a#1"});
  ASSERT_TRUE(answer("a#1", kWang)) << "for themselves";
  EXPECT_FALSE(json::find(last_event(kinds::task_answered), "for"));
}

TEST_F(Persons, WhatWasDoneBeforeATieWasDeclaredStands) {
  start(kTwo);
  ASSERT_TRUE(answer("a#1", kLi));
  ASSERT_TRUE(bench.runtime->recuse(id, "b#1", "r", kLi));
  EXPECT_EQ(task("a#1").answered_by, "li.na");
  ASSERT_TRUE(answer("b#1", kWang));
}

TEST_F(Persons, SoManyDeclareATieAndNoMore) {
  start(kOne);
  for (std::size_t i = 0; i < kRecusalsMax; ++i) ASSERT_TRUE(bench.runtime->recuse(id, "a#1", "r", {"p" + std::to_string(i), "handler", "test"})) << i;
  refused(bench.runtime->recuse(id, "a#1", "r", {"another", "handler", "test"}), ErrorCode::range, "100 people have declared a tie");
}

// --- reminders ---

TEST_F(Persons, EachReminderComesOnceAndNoneAfterTheAnswer) {
  start("  - a: {human: {role: handler, form: free, due: 5d, remind: [{after: 1d}, {before: 2d}, {before: 1d}]}}\n");
  EXPECT_EQ(bench.state(id).timers().size(), 3u);
  pass_days(1);
  EXPECT_EQ(count(kinds::task_reminded), 0) << "a calendar day ends at midnight";
  pass_days(1);
  EXPECT_EQ(count(kinds::task_reminded), 1);
  EXPECT_EQ(json::integer_at(last_event(kinds::task_reminded), "reminder"), 1);
  ASSERT_TRUE(bench.open()) << "another process";
  ASSERT_TRUE(bench.runtime->recover());
  ASSERT_TRUE(bench.runtime->fire_timers());
  EXPECT_EQ(count(kinds::task_reminded), 1);
  pass_days(2);
  EXPECT_EQ(count(kinds::task_reminded), 2);
  EXPECT_EQ(task("a#1").reminders, 2);
  EXPECT_EQ(task("a#1").status, "open");
  const auto rows = *bench.runtime->store()->tasks(id, "", "open");
  EXPECT_EQ(json::integer_at(rows.at(0).detail, "reminders"), 2);
  ASSERT_TRUE(answer("a#1", kLi));
  EXPECT_TRUE(bench.state(id).timers().empty());
  pass_days(9);
  EXPECT_EQ(count(kinds::task_reminded), 2);
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Persons, ATimeBeforeTheDueDateCountsBackFromIt) {
  start("  - a: {human: {role: handler, form: free, due: 48h, remind: [{before: 3h}]}}\n");
  const auto timers = bench.state(id).timers();
  ASSERT_EQ(timers.size(), 1u);
  EXPECT_EQ(timers.begin()->first, "a#1:remind:1");
  EXPECT_EQ(format_instant(timers.begin()->second), "2026-03-03T22:00:00Z");
}

// --- the table: answers that come too late or from the wrong person ---

TEST_F(Persons, AnsweredTwiceTheFirstAnswerStands) {
  start(kOne);
  ASSERT_TRUE(answer("a#1", kLi));
  const auto before = bench.kinds(id);
  refused(answer("a#1", kWang), ErrorCode::state, "the task was answered by li.na at 2026-03-02T09:00:00+08:00; read the case again");
  EXPECT_EQ(bench.kinds(id), before);
}

TEST_F(Persons, AnAnswerAfterTheDueDateIsTakenAndMarkedLate) {
  start("  - a: {human: {role: handler, form: free, due: 1d}}\n  - b: {human: {role: handler, form: free, due: 1d}}\n");
  pass_days(9);
  ASSERT_TRUE(answer("a#1", kLi));
  EXPECT_TRUE(task("a#1").late());
  const auto rows = *bench.runtime->store()->tasks(id, "", "answered");
  EXPECT_TRUE(json::bool_at(rows.at(0).detail, "late"));
  ASSERT_TRUE(answer("b#1", kLi));
  EXPECT_FALSE(task("b#1").late());
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(Persons, AfterAnEscalationBothRolesAnswer) {
  start("  - a: {human: {role: handler, form: free, escalate: [{after: 1d, to: head_of_office}]}}\n");
  pass_days(2);
  ASSERT_TRUE(answer("a#1", kLi));
  const auto second = bench.runtime->submit("test", record("r-2"));
  ASSERT_TRUE(second) << second.error().text();
  id = second->case_id;
  pass_days(2);
  ASSERT_TRUE(answer("a#1", {"sun.hao", "head_of_office", "test"}));
}

TEST_F(Persons, AfterTheStepWasTakenBackAnAnswerHasNoEffect) {
  start("  - f: {first_of: {asked: {human: {role: handler, form: free}, go: end}, told: {message: told, go: b}}}\n  - b: {human: {role: handler, form: free}}\n");
  ASSERT_TRUE(bench.runtime->claim(id, "f#1:asked", kLi));
  ASSERT_TRUE(bench.runtime->message("told", id, json::Object{}, "", {}));
  refused(answer("f#1:asked", kLi), ErrorCode::state, "the task is closed: the case went on without it, and an answer has no effect any more; read the case again");
  refused(bench.runtime->claim(id, "f#1:asked", kLi), ErrorCode::state, "the task is closed");
}

TEST_F(Persons, AfterTheCaseWasEndedAnAnswerHasNoEffect) {
  start(kOne);
  ASSERT_TRUE(bench.runtime->cancel(id, "withdrawn", kChief));
  refused(answer("a#1", kLi), ErrorCode::state, "the task is closed: the work on the case was ended");
}

TEST_F(Persons, AnAnswerToAFormThatHasChangedIsRefusedWithWhatChanged) {
  start(kOne);
  const auto shown = bench.runtime->shown(id, "a#1")->form_digest;
  EXPECT_EQ(shown.size(), 16u);
  const auto path = (bench.root / "packs" / "small" / "forms" / "free.yaml").string();
  auto text = *read_file(path);
  const auto replace = [&](const std::string& from, const std::string& to) { text.replace(text.find(from), from.size(), to); };
  replace("{field: n, ", "{field: m, ");
  replace("{field: reason, type: string, required: false", "{field: reason, type: string, required: true");
  ASSERT_TRUE(write_file(path, text));
  ASSERT_TRUE(bench.open());
  const auto stale = bench.runtime->answer(id, "a#1", json::Object{{"n", 1}}, kLi, {}, shown);
  refused(stale, ErrorCode::conflict, "the form free is another one than when it was filled in (added m; changed reason; gone n); read it again with `amends task show`");
  refused(bench.runtime->answer(id, "a#1", json::Object{{"n", 1}}, kLi, {}, "0123456789abcdef"), ErrorCode::conflict, "the form free is another one than when it was filled in; read it again");
  EXPECT_EQ(task("a#1").status, "open");
  ASSERT_TRUE(bench.runtime->answer(id, "a#1", json::Object{{"m", 1}, {"reason", "r"}}, kLi, {}, bench.runtime->shown(id, "a#1")->form_digest));
}

TEST_F(Persons, WithoutADigestTodaysFormDecides) {
  start(kOne);
  refused(bench.runtime->answer(id, "a#1", json::Object{{"other", 1}}, kLi), ErrorCode::schema, "has no field 'other'");
  ASSERT_TRUE(answer("a#1", kLi));
}

TEST_F(Persons, ANewVersionOfAPackWithTheSameFieldsMakesNoFormStale) {
  start(kOne);
  const auto shown = bench.runtime->shown(id, "a#1")->form_digest;
  const auto path = (bench.root / "packs" / "small" / "forms" / "free.yaml").string();
  auto text = *read_file(path);
  text.replace(text.find("version: 1.0.0"), 14, "version: 1.0.1");
  ASSERT_TRUE(write_file(path, text));
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(bench.runtime->shown(id, "a#1")->form_digest, shown);
}

// --- the fold ---

TEST_F(Persons, TheFoldOfTheEventsIsWhatTheListsSay) {
  start(kTwo, kStandsIn);
  ASSERT_TRUE(bench.runtime->claim(id, "a#1", kLi));
  ASSERT_TRUE(bench.runtime->delegate(id, "a#1", "sun.hao", "r", kLi));
  const auto rows = *bench.runtime->store()->tasks(id, "", "open");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(json::text_at(rows[0].detail, "assignee"), "sun.hao");
  EXPECT_EQ(json::text_at(rows[0].detail, "passed_by.0"), "li.na");
  ASSERT_TRUE(bench.open());
  EXPECT_EQ(task("a#1").assignee, "sun.hao");
  EXPECT_EQ(task("a#1").passed_by, std::vector<std::string>{"li.na"});
  EXPECT_EQ(bench.faults(), 0);
}

}  // namespace
}  // namespace amends::runtime::testing

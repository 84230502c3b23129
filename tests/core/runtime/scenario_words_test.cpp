// The words of scenario files, each both ways: what holds passes, what does not hold is told with its place, and a misspelt word is refused with the nearest one.
#include "runtime/scenario/words.hpp"

#include <sstream>

#include "runtime/scenario/scenario.hpp"
#include "runtime_kit.hpp"

namespace amends::runtime::testing {
namespace {

/// The failures of what a scenario does and expects in one workflow; an error of reading or playing it is the only failure then.
class ScenarioWords : public ::testing::Test {
 protected:
  void workflow(const std::string& steps, const std::string& head = "") {
    ASSERT_TRUE(write_file(folder_.file("workflow.yaml"), "workflow: tried\nversion: 1.0.0\ntitle: {zh: 试, en: Tried}\n" + head + "steps:\n" + steps));
    ASSERT_TRUE(write_file(folder_.file("case.json"), json::write(record())));
  }
  /// `acts`: entries of `when`, each on a line of its own.
  std::vector<ScenarioFailure> play(const std::string& acts) {
    EXPECT_TRUE(write_file(folder_.file("s.yaml"), "scenario: s\ntitle: {zh: 试, en: Try}\npacks: [small]\ngiven: {case: case.json}\nwhen:\n" + acts));
    ScenarioRunner runner;
    runner.root = root_.string();
    runner.workflow = folder_.path().string();
    runner.folder = folder_.path().string();
    runner.stages = {constant("x.a", {{"n", 1}}), constant("amends.draft", json::Object{{"text", "We answer by letter."}})};
    auto outcomes = runner.run(folder_.file("s.yaml"));
    if (!outcomes) return {{outcomes.error().where, outcomes.error().message}};
    return std::move(outcomes->front().failures);
  }
  void holds(const std::string& acts) {
    for (const auto& failure : play(acts)) ADD_FAILURE() << failure.place << ": " << failure.message << "\nin:\n" << acts;
  }
  /// Exactly one thing does not hold: at this line of the file, in these words.
  void tells(const std::string& acts, int line, const std::string& words) {
    const auto found = play(acts);
    ASSERT_EQ(found.size(), 1u) << acts;
    EXPECT_NE(found[0].place.find("s.yaml:" + std::to_string(line) + ":"), std::string::npos) << found[0].place << ": " << found[0].message;
    EXPECT_NE(found[0].message.find(words), std::string::npos) << "wanted: " << words << "\ngot: " << found[0].message;
  }
  /// Each of these expectations after `before` does not hold, in these words; they are played in one go.
  void tells_each(const std::string& before, const std::vector<std::pair<std::string, std::string>>& expectations) {
    auto acts = before;
    for (const auto& [expected, words] : expectations) acts += "  - expect: {" + expected + "}\n";
    const auto found = play(acts);
    ASSERT_EQ(found.size(), expectations.size()) << (found.empty() ? "" : found[0].place + ": " + found[0].message);
    const auto first = kFirst + std::count(before.begin(), before.end(), '\n');
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_NE(found[i].place.find("s.yaml:" + std::to_string(first + static_cast<long>(i)) + ":"), std::string::npos) << found[i].place << ": " << found[i].message;
      EXPECT_NE(found[i].message.find(expectations[i].second), std::string::npos) << "wanted: " << expectations[i].second << "\ngot: " << found[i].message;
    }
  }
  static constexpr int kFirst = 6;  ///< the line of the first act

  Folder folder_;
  fs::path root_ = make_root(folder_);
};

constexpr const char* kOrder = "  - m: {send: {kind: order, to: '\"bank\"', body: {ref: channel.ref, sum: 5}, wait: true}}\n  - z: {human: {role: handler, form: free}}\n";
constexpr const char* kLook =
    "  - look:\n      human:\n        role: handler\n        form: free\n        due: 5d\n        remind: [{after: 1d}, {before: 1d}]\n        escalate: [{after: 6d, to: supervisor}]\n        candidates: [li.na, {role: legal}]\n";

// --- the outbox ---

TEST_F(ScenarioWords, WhatWaitsToLeaveIsExpected) {
  workflow(kOrder);
  holds("  - expect: {status: waiting, at: [m], outbox: [{kind: order, to: bank, step: m, status: open, failures: 0, words: [r-1], body: {ref: r-1, sum: 5}}], sent: [], dropped: []}\n");
  tells_each("", {{"outbox: []", "expected 0 messages, there is 1: order to bank (open)"},
                  {"outbox: [{kind: order}, {kind: order}]", "expected 2 messages, there is 1"},
                  {"outbox: [{kind: letter}]", "expected letter, it is order"},
                  {"outbox: [{to: branch}]", "expected branch, it is bank"},
                  {"outbox: [{step: z}]", "expected z, it is m"},
                  {"outbox: [{status: parked}]", "expected parked, it is open"},
                  {"outbox: [{failures: 1}]", "expected 1, it is 0"},
                  {"outbox: [{words: [r-2]}]", "does not say 'r-2'"},
                  {"outbox: [{body: {sum: 6}}]", "expected 6, it is 5"},
                  {"outbox: [{body: {sums: 5}}]", "expected 5, it is nothing"}});
}

TEST_F(ScenarioWords, AMessageIsDeliveredWithItsReceipt) {
  workflow(kOrder);
  holds("  - deliver: {kind: order}\n    by: post.room\n    receipt: {no: 7}\n  - expect: {at: [z], outbox: [], sent: [{kind: order, to: bank, words: [r-1], body: {sum: 5}, receipt: {no: 7}}]}\n");
  tells("  - deliver: {kind: order}\n    receipt: {no: 7}\n  - expect: {sent: [{receipt: {no: 8}}]}\n", kFirst + 2, "expected 8, it is 7");
  tells("  - deliver: {kind: ordre}\n", kFirst, "did you mean 'order'? In the outbox: order to bank (open)");
  tells("  - deliver: {kind: order, to: nobody}\n", kFirst, "no message that fits is handed out");
  tells("  - deliver: {kind: order}\n  - deliver: {kind: order}\n", kFirst + 1, "In the outbox: nothing");
  tells("  - deliver: {kind: order}\n    refused: error.not_found\n", kFirst, "should have been refused with error.not_found and was done");
  holds("  - deliver: {step: z}\n    refused: error.not_found\n");
}

TEST_F(ScenarioWords, ADeliveryFailsIsTriedAgainAndGivenUp) {
  workflow(kOrder);
  holds("  - fail: {kind: order}\n    reason: no line\n"
        "  - expect: {outbox: [{status: open, failures: 1, reason: no line}]}\n"
        "  - deliver: {kind: order}\n    refused: error.not_found\n"  // it waits a minute
        "  - deliver: {kind: order}\n    after: 1m\n  - expect: {at: [z]}\n");
  tells("  - fail: {kind: order}\n    reason: no line\n  - deliver: {kind: order}\n", kFirst + 2, "order to bank (open from 2026-03-02T01:01:00Z)");
  tells("  - fail: {kind: order}\n    reason: no line\n  - expect: {outbox: [{reason: no street}]}\n", kFirst + 2, "the reason does not say 'no street'; it says: no line");
  tells("  - fail: {kind: order}\n", kFirst, "say why the delivery failed");
  holds("  - fail: {kind: order}\n    reason: wrong street\n    for_good: true\n"
        "  - expect: {status: waiting, outbox: [{status: parked}]}\n"
        "  - redeliver: {kind: order}\n    reason: the street is right now\n"
        "  - deliver: {kind: order}\n  - expect: {at: [z]}\n");
  tells("  - redeliver: {kind: letter}\n", kFirst, "no message that fits waits");
  holds("  - drop: {kind: order}\n    reason: told by phone\n  - expect: {status: parked, reason: told by phone, outbox: [], sent: [], dropped: [{kind: order, words: [r-1], reason: told by phone}]}\n");
  tells("  - drop: {kind: order}\n    reason: told by phone\n  - expect: {reason: told by mail}\n", kFirst + 2, "the reason does not say 'told by mail'");
  tells("  - drop: {kind: order}\n    reason: told by phone\n  - expect: {dropped: []}\n", kFirst + 2, "expected 0 messages, there is 1");
  tells("  - drop: {kind: order}\n", kFirst, "giving a message up needs a reason");
}

TEST_F(ScenarioWords, ANoticeWaitsBesideWhatStepsSend) {
  workflow(kLook, "notices: [task_opened]\n");
  holds("  - expect: {outbox: [{kind: task_opened, to: handler, step: null, body: {task: look#1}}]}\n  - deliver: {kind: task_opened}\n  - expect: {outbox: [], sent: [{kind: task_opened}]}\n");
  tells("  - expect: {outbox: []}\n", kFirst, "task_opened to handler (open)");
}

// --- the case as a whole ---

TEST_F(ScenarioWords, ACaseIsSuspendedAndResumed) {
  workflow(kOrder);
  holds("  - suspend: the court asked for the file\n    by: zhou.min\n    role: supervisor\n"
        "  - expect: {status: suspended, reason: court, outbox: [{status: withheld}]}\n"
        "  - deliver: {kind: order}\n    refused: error.not_found\n"
        "  - suspend: once more\n    refused: error.state\n"
        "  - resume: it came back\n  - expect: {status: waiting, outbox: [{status: open}]}\n");
  tells("  - suspend: the court asked for the file\n  - expect: {status: waiting}\n", kFirst + 1, "expected waiting, it is suspended");
  tells("  - resume: it came back\n", kFirst, "nothing of this case is suspended or parked");
  tells("  - suspend: the court\n    refused: error.state\n", kFirst, "should have been refused with error.state and was done");
}

TEST_F(ScenarioWords, ACaseIsCancelled) {
  workflow(kOrder);
  holds("  - cancel: withdrawn in writing\n  - expect: {status: cancelled, at: []}\n  - cancel: again\n    refused: error.state\n");
  tells("  - cancel: withdrawn in writing\n  - cancel: again\n", kFirst + 1, "the act 'cancel' was refused");
}

TEST_F(ScenarioWords, ACaseGoesBackToAStep) {
  workflow("  - a: {human: {role: handler, form: free}}\n  - b: {human: {role: handler, form: free}}\n");
  const std::string answered = "  - answer: a#1\n    with: {n: 1}\n";
  holds(answered + "  - retry: a\n    reason: the wrong person\n    from: b#1\n  - expect: {at: [a], open: [a#2]}\n");
  tells(answered + "  - retry: c\n    reason: the wrong person\n", kFirst + 2, "the workflow of this case has no step 'c'");
  tells(answered + "  - retry: a\n", kFirst + 2, "needs a reason");
}

TEST_F(ScenarioWords, GoingBackOverAnApprovalNamesWhoApproves) {
  workflow("  - draft: {stage: amends.draft}\n  - sign: {human: {role: supervisor, form: signer, shows: [draft.text]}}\n  - z: {human: {role: handler, form: free}}\n");
  const std::string signed_ = "  - answer: sign#1\n    by: wang.yi\n    role: supervisor\n    with: {decision: signed, name: Wang Yi, reason: read}\n";
  tells(signed_ + "  - retry: sign\n    reason: a new date\n", kFirst + 4, "--approved-by");
  holds(signed_ + "  - retry: sign\n    reason: a new date\n    approved_by: zhou.min\n    approver_role: supervisor\n  - expect: {open: [sign#2]}\n");
}

// --- messages and signals ---

TEST_F(ScenarioWords, AMessageIsKeptForTheStepThatWillWait) {
  workflow("  - a: {human: {role: handler, form: free}}\n  - w: {message: reply}\n  - z: {human: {role: handler, form: free}}\n");
  const std::string kept = "  - message: {name: reply, body: {n: 1}, id: m1, keep: 2d}\n";
  holds(kept + "  - expect: {kept: [reply]}\n  - answer: a#1\n    after: 1d\n    with: {n: 1}\n  - expect: {at: [z], kept: []}\n");
  holds(kept + "  - answer: a#1\n    after: 3d\n    with: {n: 1}\n  - expect: {at: [w]}\n");
  tells(kept + "  - expect: {kept: []}\n", kFirst + 1, "expected (none), it is reply");
  tells("  - message: {name: reply}\n", kFirst, "the act 'message' was refused");
  holds("  - message: {name: reply}\n    refused: error.not_found\n");
}

TEST_F(ScenarioWords, ASignalIsHeardByWhoListens) {
  workflow("  - w: {listen: rates_changed}\n  - z: {human: {role: handler, form: free}}\n");
  holds("  - signal: {name: rates_changed, body: {n: 1}, id: s1}\n  - expect: {at: [z]}\n");
  holds("  - signal: {name: other}\n  - expect: {at: [w]}\n");
  tells("  - signal: {name: other}\n  - expect: {at: [z]}\n", kFirst + 1, "expected z, it is w");
}

// --- who has a task ---

TEST_F(ScenarioWords, ATaskChangesHands) {
  workflow(kLook);
  holds("  - expect: {tasks: {look#1: {status: open, role: handler, form: free, step: look, due: 2026-03-07T16:00:00Z, assignee: null, candidates: [li.na, {role: legal}], reminders: 0, escalated_to: [], late: false}}}\n"
        "  - claim: look#1\n  - expect: {tasks: {look#1: {assignee: li.na, assignee_for: null}}}\n"
        "  - answer: look#1\n    by: he.jing\n    role: legal\n    refused: error.conflict\n    with: {n: 1}\n"
        "  - release: look#1\n  - expect: {tasks: {look#1: {assignee: null}}}\n"
        "  - delegate: look#1\n    to: he.jing\n    reason: knows the law\n  - expect: {tasks: {look#1: {assignee: he.jing}}}\n"
        "  - claim: look#1\n    by: zhou.min\n    role: supervisor\n    reason: he.jing is ill\n  - expect: {tasks: {look#1: {assignee: zhou.min}}}\n"
        "  - release: look#1\n    by: zhou.min\n    role: supervisor\n"
        "  - recuse: look#1\n    reason: my brother\n"
        "  - answer: look#1\n    refused: error.refused\n    with: {n: 1}\n"
        "  - answer: look#1\n    by: he.jing\n    role: legal\n    with: {n: 1, reason: seen}\n"
        "  - expect: {status: finished, tasks: {look#1: {status: answered, answered_by: he.jing, answered_for: null, words: [seen]}}}\n");
}

TEST_F(ScenarioWords, WhatDoesNotHoldOfATaskIsTold) {
  workflow(kLook);
  const auto one = [](const std::string& what, const std::string& words) { return std::pair("tasks: {look#1: {" + what + "}}", words); };
  tells_each("  - claim: look#1\n", {{"tasks: {look#2: {status: open}}", "no such task; it has look#1"},
                                     one("status: answered", "expected answered, it is open"),
                                     one("role: legal", "expected legal, it is handler"),
                                     one("form: other", "expected other, it is free"),
                                     one("step: other", "expected other, it is look"),
                                     one("due: 2026-03-08T16:00:00Z", "it is 2026-03-07T16:00:00Z"),
                                     one("late: true", "expected true, it is false"),
                                     one("assignee: null", "expected nothing, it is li.na"),
                                     one("assignee_for: li.na", "expected li.na, it is nothing"),
                                     one("candidates: [li.na]", "it is li.na, the role legal"),
                                     one("candidates: [li.na, legal]", "expected legal, li.na, it is"),
                                     one("reminders: 1", "expected 1, it is 0"),
                                     one("escalated_to: [supervisor]", "it is []"),
                                     one("answered_by: li.na", "expected li.na, it is nothing"),
                                     one("answered_for: li.na", "expected li.na, it is nothing"),
                                     one("words: [seen]", "does not say 'seen'")});
}

TEST_F(ScenarioWords, HandsThatAreRefusedAreTold) {
  workflow(kLook);
  tells("  - claim: look#1\n    by: sun.hao\n", kFirst, "the act 'claim' was refused");
  tells("  - claim: look#1\n    refused: error.refused\n", kFirst, "should have been refused");
  tells("  - claim: look#1\n    by: sun.hao\n    refused: error.conflict\n", kFirst, "expected error.conflict, got error.refused");
  tells("  - release: look#1\n", kFirst, "the act 'release' was refused");
  tells("  - delegate: look#1\n    to: he.jing\n", kFirst, "the act 'delegate' was refused");
  tells("  - recuse: look#1\n", kFirst, "the act 'recuse' was refused");
}

TEST_F(ScenarioWords, RemindersAndEscalationsAreCounted) {
  workflow(kLook);
  holds("  - pass: 2d\n  - expect: {tasks: {look#1: {reminders: 1}}}\n  - pass: 2d\n  - expect: {tasks: {look#1: {reminders: 2, escalated_to: []}}}\n"
        "  - pass: 2d\n  - expect: {tasks: {look#1: {reminders: 2, escalated_to: [supervisor]}}}\n"
        "  - answer: look#1\n    with: {n: 1}\n  - expect: {tasks: {look#1: {late: true}}}\n");
  tells("  - pass: 2d\n  - expect: {tasks: {look#1: {reminders: 2}}}\n", kFirst + 1, "expected 2, it is 1");
}

// --- facts and clocks, as before ---

TEST_F(ScenarioWords, WhatIsCorrectedOrAddedMayBeRefused) {
  workflow(kLook);
  holds("  - correct: {path: channel.kind, value: letter, reason: it came by post}\n  - expect: {facts: {channel.kind: letter}}\n");
  holds("  - correct: {path: channel.kind, value: letter}\n    refused: error.missing_field\n");
  tells("  - correct: {path: channel.kind, value: letter, reason: it came by post}\n  - expect: {facts: {channel.kind: phone}}\n", kFirst + 1, "expected \"phone\", it is \"letter\"");
  tells("  - add: {id: t2, kind: complaint, body: more}\n    refused: error.schema\n", kFirst, "should have been refused with error.schema and was done");
  tells("  - expect: {clocks: {decide: {state: running}}}\n", kFirst, "no clock of this kind was started");
}

// --- misspelt words ---

TEST_F(ScenarioWords, AMisspeltWordIsRefusedWithItsPlaceAndTheNearestOne) {
  workflow(kOrder);
  const auto refused = [&](const std::string& acts, int column, const std::string& words) {
    const auto found = play(acts);
    ASSERT_EQ(found.size(), 1u) << acts;
    EXPECT_NE(found[0].place.find("s.yaml:6:" + std::to_string(column)), std::string::npos) << acts << found[0].place << ": " << found[0].message;
    EXPECT_NE(found[0].message.find(words), std::string::npos) << "wanted: " << words << "\ngot: " << found[0].message;
  };
  refused("  - anwser: m#1\n", 5, "did you mean 'answer'?");
  refused("  - delivers: {kind: order}\n", 5, "did you mean 'deliver'?");
  refused("  - redelivr: {kind: order}\n", 5, "did you mean 'redeliver'?");
  refused("  - suspnd: why\n", 5, "did you mean 'suspend'?");
  refused("  - {deliver: {kind: order}, reciept: {}}\n", 30, "did you mean 'receipt'?");
  refused("  - {fail: {kind: order}, forgood: true}\n", 27, "did you mean 'for_good'?");
  refused("  - {retry: m, reson: r}\n", 16, "did you mean 'reason'?");
  refused("  - {claim: m#1, rol: handler}\n", 18, "did you mean 'role'?");
  refused("  - deliver: {knd: order}\n", 15, "did you mean 'kind'?");
  refused("  - message: {name: a, keeps: 1d}\n", 24, "did you mean 'keep'?");
  refused("  - signal: {nam: a}\n", 14, "did you mean 'name'?");
  refused("  - correct: {path: a, valu: 1}\n", 24, "did you mean 'value'?");
  refused("  - {answer: m#1, seen: {off: m#1}}\n", 26, "did you mean 'of'?");
  refused("  - {answer: m#1, refused: error.refusd}\n", 19, "did you mean 'error.refused'?");
  refused("  - expect: {outbx: []}\n", 14, "did you mean 'outbox'?");
  refused("  - expect: {status: waitin}\n", 14, "did you mean 'waiting'?");
  refused("  - expect: {outbox: [{wrds: [a]}]}\n", 24, "did you mean 'words'?");
  refused("  - expect: {sent: [{status: acknowleged}]}\n", 22, "did you mean 'acknowledged'?");
  refused("  - expect: {tasks: {a: {asignee: b}}}\n", 26, "did you mean 'assignee'?");
  refused("  - expect: {tasks: {a: {status: opn}}}\n", 26, "did you mean 'open'?");
  refused("  - expect: {tasks: {a: {candidates: [{rol: b}]}}}\n", 40, "did you mean 'role'?");
  refused("  - expect: {clocks: {a: {duee: b}}}\n", 27, "did you mean 'due'?");
}

TEST_F(ScenarioWords, WhatHasTheWrongShapeIsRefused) {
  workflow(kOrder);
  tells("  - after: 1d\n", kFirst, "an act says what is done; write one of answer, claim");
  tells("  - {deliver: {kind: order}, drop: {kind: order}}\n", kFirst, "an act does one thing");
  tells("  - deliver: {}\n", kFirst, "by kind, to or step");
  tells("  - deliver: order\n", kFirst, "is a map");
  tells("  - suspend: ''\n", kFirst, "the reason is empty");
  tells("  - {delegate: m#1, reason: r}\n", kFirst, "the person it is handed on to (to) is missing");
  tells("  - pass: soon\n", kFirst, "");
  tells("  - expect: [status]\n", kFirst, "an expectation is a map");
  tells("  - expect: {outbox: order}\n", kFirst, "outbox is a list");
  tells("  - expect: {outbox: [{failures: some}]}\n", kFirst, "a whole number");
  tells("  - expect: {tasks: {a: {late: maybe}}}\n", kFirst, "late is true or false");
  tells("  - expect: {kept: [1]}\n", kFirst, "an entry of kept is a text");
  tells("  - message: {name: a, key: 5}\n", kFirst, "key is a text");
  tells("  - message: {name: a, id: [x]}\n", kFirst, "id is a text");
  tells("  - signal: {name: a, id: 7}\n", kFirst, "id is a text");
  tells("  - expect: {facts: {'': 1}}\n", kFirst, "the path of a fact is empty");
  tells("  - expect: {tasks: {'': {status: open}}}\n", kFirst, "the id of a task is empty");
  tells("  - expect: {clocks: {'': {state: met}}}\n", kFirst, "the kind of a clock is empty");
  tells("  - expect: {outbox: [{body: {'': 1}}]}\n", kFirst, "a path of the body is empty");
  tells("  - expect: {tasks: {a: {role: 5}}}\n", kFirst, "'role' is compared as text, and 5 is none");
  tells("  - expect: {clocks: {decide: {rule: [a]}}}\n", kFirst, "'rule' is compared as text");
  tells("  - expect: {outbox: [{to: true}]}\n", kFirst, "'to' is compared as text, and true is none");
}

/// Where people read of the words: the page of the documents, and the header.
TEST_F(ScenarioWords, EveryWordStandsWhereTheWordsAreDescribed) {
  workflow(kOrder);
  const auto page = *read_file(std::string(AMENDS_SOURCE_DIR) + "/python/docs/howto/test_workflows.md"), header = *read_file(std::string(AMENDS_SOURCE_DIR) + "/core/runtime/scenario/scenario.hpp");
  std::size_t words = 0;
  for (const auto* acts : {"  - zz: 1\n", "  - expect: {zz: 1}\n", "  - expect: {tasks: {a: {zz: 1}}}\n", "  - expect: {outbox: [{zz: 1}]}\n", "  - expect: {clocks: {a: {zz: 1}}}\n", "  - {answer: a, zz: 1}\n", "  - {delegate: a, to: b, zz: 1}\n",
                           "  - {retry: a, zz: 1}\n", "  - {deliver: {kind: a}, zz: 1}\n", "  - {fail: {kind: a}, zz: 1}\n", "  - deliver: {zz: 1}\n", "  - message: {name: a, zz: 1}\n", "  - signal: {name: a, zz: 1}\n", "  - correct: {path: a, zz: 1}\n"}) {
    const auto found = play(acts);
    ASSERT_FALSE(found.empty()) << acts;
    const std::string lead = "The keys here are: ";
    const auto at = found[0].message.find(lead);
    ASSERT_NE(at, std::string::npos) << acts << found[0].message;
    std::istringstream list(found[0].message.substr(at + lead.size(), found[0].message.find('\n', at) - at - lead.size()));
    for (std::string word; std::getline(list >> std::ws, word, ',');) {
      ++words;
      EXPECT_NE(page.find(word), std::string::npos) << word << " is not on the page";
      EXPECT_NE(header.find(word), std::string::npos) << word << " is not in the header";
    }
  }
  EXPECT_GT(words, 90u);
}

TEST_F(ScenarioWords, AllThatIsWrongIsToldAtOnce) {
  const auto file = yaml::parse("scenari: s\ngiven: {cas: c.json}\nwhen:\n  - pas: 1d\n", "s.yaml");
  ASSERT_TRUE(file);
  const auto checked = check_scenario_words(*file);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::schema);
  EXPECT_EQ(checked.error().where, "s.yaml:1:1");
  for (const auto* words : {"did you mean 'scenario'?", "s.yaml:2:9: unknown key 'cas'", "s.yaml:4:5: unknown key 'pas' in an act; did you mean 'pass'?"})
    EXPECT_NE(checked.error().message.find(words), std::string::npos) << words << "\nin: " << checked.error().message;
}

}  // namespace
}  // namespace amends::runtime::testing

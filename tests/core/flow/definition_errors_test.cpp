// Every error of a workflow file names its place and what to do. One row a bad file; the steps begin on line 4 (kit::kHead).
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "flow_kit.hpp"

namespace amends::flow {
namespace {

using kit::kHead;

struct BadFile {
  const char* name;
  std::string text;
  const char* place;  ///< of the first error
  std::vector<std::string> sentences;
};

void PrintTo(const BadFile& bad, std::ostream* out) { *out << bad.name; }

class BadFiles : public testing::TestWithParam<BadFile> {};

TEST_P(BadFiles, NamePlaceAndRemedy) {
  const auto& bad = GetParam();
  const auto read = Definition::from_yaml(bad.text, "w.yaml");
  ASSERT_FALSE(read) << "the file was accepted:\n" << bad.text;
  EXPECT_EQ(read.error().code, ErrorCode::schema);
  EXPECT_EQ(read.error().where, bad.place) << read.error().text();
  for (const auto& sentence : bad.sentences) EXPECT_NE(read.error().message.find(sentence), std::string::npos) << "wanted: " << sentence << "\ngot: " << read.error().text();
}

std::string steps(const std::string& body) { return kHead + "steps:\n" + body; }

std::string many(std::size_t count, const std::string& before, const std::string& after) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += before + std::to_string(i) + after;
  return out;
}

const std::string kOk = "steps:\n  - a: {stage: x.a}\n";

const BadFile kFiles[] = {
    // the head
    {"no_map", "- a\n", "w.yaml:1:1", {"a workflow file is a map with the keys workflow, version"}},
    {"unknown_top_key", kHead + "stpes: []\n" + kOk, "w.yaml:4:1", {"unknown key 'stpes' in a workflow file; did you mean 'steps'?"}},
    {"no_name", "version: 1.0.0\ntitle: {zh: a, en: b}\n" + kOk, "w.yaml:1:1", {"the workflow's name (`workflow`) is missing"}},
    {"bad_name", "workflow: First-Line\nversion: 1.0.0\ntitle: {zh: a, en: b}\n" + kOk, "w.yaml:1:1", {"'First-Line' is no name"}},
    {"bad_version", "workflow: t\nversion: 1.0\ntitle: {zh: a, en: b}\n" + kOk, "w.yaml:2:1", {"write for example `version: 1.0.0`"}},
    {"one_language", "workflow: t\nversion: 1.0.0\ntitle: {zh: a}\n" + kOk, "w.yaml:3:1", {"the English title (en) is missing"}},
    {"bad_commit", kHead + "commit: always\n" + kOk, "w.yaml:4:1", {"`commit` is turn"}},
    {"packs_as_list", kHead + "packs: [a, b]\n" + kOk, "w.yaml:4:1", {"the name of a pack set (`packs`) is a text"}},
    {"no_steps", kHead, "w.yaml:1:1", {"has no `steps`"}},
    {"empty_steps", kHead + "steps: []\n", "w.yaml:4:1", {"list at least one"}},
    {"steps_as_map", kHead + "steps: {a: {stage: x.a}}\n", "w.yaml:4:1", {"a sequence of steps is a list"}},
    {"not_yaml", kHead + "steps:\n  - a: {stage: x.a\n", "w.yaml:6:1", {"this is not YAML"}},
    {"twice_the_same_key", steps("  - a: {stage: x.a, go: end, go: end}\n"), "w.yaml:5:30", {"stands twice"}},

    // the shape of a step
    {"two_names_in_one_step", steps("  - a: {stage: x.a}\n    b: {stage: x.b}\n"), "w.yaml:5:5", {"a step is one name with its body", "begin each step with `- `"}},
    {"body_is_text", steps("  - a: x.a\n"), "w.yaml:5:5", {"the body of step 'a' is a map with one of: stage, decide"}},
    {"no_kind", steps("  - a: {go: end}\n"), "w.yaml:5:5", {"does not say what it does"}},
    {"kind_misspelt", steps("  - a: {stge: x.a}\n"), "w.yaml:5:9", {"unknown key 'stge' in a step; did you mean 'stage'?"}},
    {"two_kinds", steps("  - a: {stage: x.a, wait: 1d}\n"), "w.yaml:5:5", {"a step does one thing, and this one has stage, wait"}},
    {"unknown_key", steps("  - a: {stage: x.a, retyr: {max: 2}}\n"), "w.yaml:5:21", {"unknown key 'retyr' in a stage step; did you mean 'retry'?"}},
    {"key_of_another_kind", steps("  - a: {wait: 1d, retry: {max: 2}}\n"), "w.yaml:5:19", {"`retry` does not belong to a wait step"}},
    {"choose_with_go", steps("  - a:\n      choose: [{when: x, go: end}]\n      go: end\n"), "w.yaml:7:7", {"each of its branches has its own `go`"}},
    {"go_without_target", steps("  - a: {stage: x.a, go: }\n"), "w.yaml:5:21", {"the target (`go`: a step, a path or end) is missing"}},
    {"meets_as_text", steps("  - a: {stage: x.a, meets: decide}\n"), "w.yaml:5:21", {"`meets` (clock kinds) is a list"}},

    {"empty_key", steps("  - '': {stage: x.a}\n"), "w.yaml:5:5", {"'' is no name of a step"}},
    {"merge_key", steps("  - a: {stage: x.a, <<: {go: end}}\n"), "w.yaml:5:21", {"'<<' is no key of a stage step"}},
    {"empty_path", steps("  - a: {wait: 1d, go: p}\n") + "paths:\n  p: []\n", "w.yaml:7:3", {"the sequence has no step; list at least one"}},
    {"paths_of_nothing", steps("  - a: {wait: 1d}\n") + "paths:\n", "w.yaml:6:1", {"`paths` (name: [steps]) is a map"}},
    {"an_alias", steps("  - a: &x {wait: 1d}\n  - b: *x\n"), "w.yaml:5:8", {"anchors (&name) are not allowed; write the value out"}},
    {"nested_too_deep", steps("  - a: {stage: x.a, config: {k: " + std::string(70, '[') + std::string(70, ']') + "}}\n"), "w.yaml:5:92", {"nested deeper than 64 levels; flatten it"}},
    {"indented_with_a_tab", steps("  - a:\n      stage: x.a\n\tgo: end\n"), "w.yaml:7:1", {"indented with a tab"}},

    // names
    {"bad_step_name", steps("  - Intake: {stage: amends.intake}\n"), "w.yaml:5:5", {"'Intake' is no name of a step"}},
    {"duplicate_step", steps("  - a: {stage: x.a}\n  - a: {stage: x.b}\n"), "w.yaml:6:5", {"the name 'a' is taken at w.yaml:5:5"}},
    {"duplicate_in_branch", steps("  - a: {stage: x.a}\n  - p:\n      parallel:\n        a: {stage: x.b}\n        b: {stage: x.c}\n"), "w.yaml:8:9", {"the name 'a' is taken at w.yaml:5:5"}},
    {"path_named_like_a_step", steps("  - a: {stage: x.a, go: b}\n  - b: {stage: x.b}\npaths:\n  b: [{c: {stage: x.c}}]\n"), "w.yaml:8:3", {"the name 'b' is taken at w.yaml:6:5"}},
    {"step_named_like_a_fact", steps("  - money: {stage: x.a}\n"), "w.yaml:5:5", {"named like the fact 'money'"}},
    {"step_named_end", steps("  - end: {stage: x.a}\n"), "w.yaml:5:5", {"'end' is a word of the expression language or of the workflow file"}},
    {"step_named_like_a_stage", steps("  - risk: {stage: amends.intake}\n  - other: {stage: amends.risk}\n"), "w.yaml:5:5", {"named like the stage amends.risk, which it does not run"}},
    {"variable_named_like_a_fact", steps("  - d: {decide: t, with: {group: group.size}}\n"), "w.yaml:5:27", {"the variable 'group' is named like the fact 'group'"}},
    {"variable_named_like_a_stage", steps("  - a: {stage: amends.risk}\n  - d: {decide: t, with: {risk: risk.level}}\n"), "w.yaml:6:27", {"the variable 'risk' of step 'd' is named like the stage amends.risk"}},

    {"name_with_other_letters", steps("  - 登记: {stage: x.a}\n"), "w.yaml:5:5", {"'登记' is no name of a step"}},
    {"name_of_a_number", steps("  - 1: {stage: x.a}\n"), "w.yaml:5:5", {"'1' is no name of a step"}},
    {"name_one_too_long", steps("  - " + std::string(65, 'a') + ": {stage: x.a}\n"), "w.yaml:5:5", {std::string(64, 'a') + "…' is no name of a step"}},

    // targets
    {"unknown_target", steps("  - a: {stage: x.a, go: reveiw}\n  - review: {human: {role: r, form: f}}\n"), "w.yaml:5:21", {"there is no step or path 'reveiw'; did you mean 'review'?"}},
    {"unknown_choice", steps("  - a:\n      choose:\n        - {when: x, go: nowhere_near}\n"), "w.yaml:7:21", {"there is no step or path 'nowhere_near'; write the name of a step, of a path, or end"}},
    {"out_of_a_branch", steps("  - p:\n      parallel:\n        b: {stage: x.b, go: after}\n        c: {stage: x.c}\n  - after: {stage: x.d}\n"), "w.yaml:7:25",
     {"'after' stands outside the branch 'b' of the parallel step 'p'"}},
    {"into_a_branch", steps("  - a: {stage: x.a, on_error: b}\n  - p:\n      parallel:\n        b: {stage: x.b}\n        c: {stage: x.c}\n"), "w.yaml:5:21",
     {"'b' stands inside a branch of the parallel step 'p'"}},
    {"into_a_sister_branch", steps("  - p:\n      parallel:\n        b: {stage: x.b, go: c}\n        c: {stage: x.c}\n"), "w.yaml:7:25", {"'c' stands outside the branch 'b'"}},
    {"four_eyes_with_nobody", steps("  - a: {stage: x.a}\n  - h: {human: {role: r, form: f, four_eyes_with: a}}\n"), "w.yaml:6:35", {"there is no human step 'a'"}},
    {"four_eyes_with_itself", steps("  - h: {human: {role: r, form: f, four_eyes_with: h}}\n"), "w.yaml:5:35", {"names the step itself"}},

    // stages
    {"bad_stage_id", steps("  - a: {stage: Intake}\n"), "w.yaml:5:9", {"'Intake' is no stage; write its id"}},
    {"bad_stage_major", steps("  - a: {stage: x.a@0}\n"), "w.yaml:5:9", {"'x.a@0' is no stage"}},
    {"unknown_error_code", steps("  - a: {stage: x.a, on_error: {needs_persn: end}}\n"), "w.yaml:5:32", {"'needs_persn' is no error of a stage; did you mean 'needs_person'?"}},
    {"no_attempts", steps("  - a: {stage: x.a, retry: {max: 0}}\n"), "w.yaml:5:29", {"1 to 100"}},
    {"too_many_attempts", steps("  - a: {stage: x.a, retry: {max: 101}}\n"), "w.yaml:5:29", {"1 to 100"}},
    {"config_as_text", steps("  - a: {stage: x.a, config: fast}\n"), "w.yaml:5:21", {"`config` is a map"}},
    {"optional_as_text", steps("  - a: {stage: x.a, optional: maybe}\n"), "w.yaml:5:21", {"`optional` is true or false"}},

    // people and times
    {"human_without_role", steps("  - h: {human: {form: f}}\n"), "w.yaml:5:9", {"the role that does the work (`role`) is missing"}},
    {"human_without_form", steps("  - h: {human: {role: r}}\n"), "w.yaml:5:9", {"the form to fill in (`form`) is missing"}},
    {"empty_role", steps("  - h: {human: {role: '', form: f}}\n"), "w.yaml:5:17", {"the role that does the work (`role`) is empty; write it"}},
    {"role_that_nobody_can_have", steps("  - h: {human: {role: Head Office, form: f}}\n"), "w.yaml:5:17", {"the role that does the work (`role`) 'Head Office' is no name"}},
    {"negative_duration", steps("  - w: {wait: -5d}\n"), "w.yaml:5:9", {"'-5d' is no duration"}},
    {"iso_duration", steps("  - w: {wait: P1D}\n"), "w.yaml:5:9", {"'P1D' is no duration"}},
    {"duration_without_unit", steps("  - w: {wait: 5}\n"), "w.yaml:5:9", {"a duration is a number with its unit"}},
    {"zero_duration", steps("  - w: {wait: 0h}\n"), "w.yaml:5:9", {"a duration of nothing"}},
    {"duration_too_long", steps("  - h: {human: {role: r, form: f, due: 9999wd}}\n"), "w.yaml:5:35", {"9999wd is outside"}},
    {"rungs_that_do_not_add_up", steps("  - h: {human: {role: r, form: f, escalate: [{after: 4h, to: a}, {after: 1wd, to: b}]}}\n"), "w.yaml:5:67", {"4h and 1wd cannot be added up"}},
    {"rung_without_role", steps("  - h: {human: {role: r, form: f, escalate: [{after: 4h}]}}\n"), "w.yaml:5:46", {"the role or person that is told (`to`) is missing"}},
    {"reminder_without_due", steps("  - h: {human: {role: r, form: f, remind: 1d}}\n"), "w.yaml:5:35", {"a reminder `before` the due date needs `due`"}},
    {"reminder_before_the_opening", steps("  - h: {human: {role: r, form: f, due: 2d, remind: [{before: 2d}]}}\n"), "w.yaml:5:54", {"the task is due after 2d, so a reminder 2d before that would come before it opens"}},
    {"reminder_with_both", steps("  - h: {human: {role: r, form: f, due: 2d, remind: [{before: 1d, after: 1d}]}}\n"), "w.yaml:5:53", {"this one has both"}},
    {"reminder_with_none", steps("  - h: {human: {role: r, form: f, remind: [{}]}}\n"), "w.yaml:5:44", {"this one has none"}},
    {"reminders_that_do_not_add_up", steps("  - h: {human: {role: r, form: f, remind: [{after: 4h}, {after: 1wd}]}}\n"), "w.yaml:5:58", {"4h and 1wd cannot be added up; write all reminders of a task in one unit"}},
    {"too_many_reminders", steps("  - h:\n      human:\n        role: r\n        form: f\n        remind:\n" + many(kRemindersMax + 1, "          - {after: 1", "d}\n")), "w.yaml:9:9", {"at most 20 reminders"}},
    {"no_candidates", steps("  - h: {human: {role: r, form: f, candidates: []}}\n"), "w.yaml:5:35", {"`candidates` names nobody"}},
    {"candidate_of_two_kinds", steps("  - h: {human: {role: r, form: f, candidates: [{role: a, from: b}]}}\n"), "w.yaml:5:48", {"this one has both"}},
    {"candidate_of_no_kind", steps("  - h: {human: {role: r, form: f, candidates: [{}]}}\n"), "w.yaml:5:48", {"this one has neither"}},
    {"candidate_that_is_no_person", steps("  - h: {human: {role: r, form: f, candidates: [Li Na]}}\n"), "w.yaml:5:48", {"'Li Na' is no name of a person"}},
    {"too_many_candidates", steps("  - h:\n      human:\n        role: r\n        form: f\n        candidates:\n" + many(kCandidatesMax + 1, "          - p", "\n")), "w.yaml:9:9", {"at most 100 candidates"}},
    {"too_many_rungs", steps("  - h:\n      human:\n        role: r\n        form: f\n        escalate:\n" + many(kEscalationsMax + 1, "          - {after: 1d, to: p", "}\n")), "w.yaml:9:9",
     {"at most 20 rungs"}},

    // columns count code points, so that they are right behind Chinese text
    {"behind_a_chinese_title", steps("  - h: {human: {role: r, form: f, title: {zh: 查明事实, en: Establish}, due: P1D}}\n"), "w.yaml:5:69", {"'P1D' is no duration"}},
    {"behind_chinese_characters_in_a_condition", steps("  - a: {choose: [{when: 'x = \"结案\" and', go: end}]}\n"), "w.yaml:5:19", {"column 13: "}},
    {"twice_behind_chinese_text", steps("  - a: {wait: 1d, set: {case.unit: '\"投诉处\"'}, wait: 2d}\n"), "w.yaml:5:46", {"the key 'wait' stands twice"}},

    // conditions
    {"comma_in_a_bare_condition", steps("  - a:\n      choose:\n        - {when: level in (1, 2), go: end}\n"), "w.yaml:7:12", {"'2)' is no key of a branch of `choose` and looks like the rest of an unquoted text", "is written in quotes"}},
    {"brackets_in_a_bare_condition", steps("  - a: {choose: [{when: [1], go: end}]}\n"), "w.yaml:5:19", {"an expression is a text; a text with a comma, colon, brace, bracket or quote is written in quotes"}},
    {"quote_in_a_bare_condition", steps("  - a: {choose: [{when: \"I\" = level, go: end}]}\n"), "w.yaml:5:29", {"is written in quotes"}},
    {"expression_that_does_not_parse", steps("  - a:\n      choose:\n        - {when: 'level in (1', go: end}\n"), "w.yaml:7:12", {"the expression 'level in (1' cannot be read"}},
    {"missing_when", steps("  - a:\n      choose:\n        - {go: end}\n"), "w.yaml:7:11", {"the expression is missing"}},
    {"else_before_the_end", steps("  - a:\n      choose:\n        - {else: end}\n        - {when: x, go: end}\n"), "w.yaml:7:12", {"`else` is the last branch"}},
    {"else_with_go", steps("  - a:\n      choose:\n        - {when: x, go: end}\n        - {else: end, go: end}\n"), "w.yaml:8:12", {"write {else: target}"}},
    {"only_else", steps("  - a: {choose: [{else: end}]}\n"), "w.yaml:5:9", {"has no branch with `when`"}},
    {"variable_cut_by_a_comma", steps("  - d: {decide: t, with: {level: max(1, 2)}}\n"), "w.yaml:5:27", {"'2)' is no name of a variable", "in quotes"}},

    // blocks
    {"one_branch", steps("  - p: {parallel: {b: {stage: x.b}}}\n"), "w.yaml:5:9", {"at least two branches"}},
    {"empty_branch", steps("  - p: {parallel: {b: [], c: {stage: x.c}}}\n"), "w.yaml:5:20", {"the sequence has no step"}},
    {"too_many_branches", steps("  - p:\n      parallel:\n" + many(kBranchesMax + 1, "        b", ": {wait: 1d}\n")), "w.yaml:6:7", {"at most 100 branches"}},
    {"one_alternative", steps("  - f: {first_of: {a: {after: 1d, go: end}}}\n"), "w.yaml:5:9", {"at least two alternatives"}},
    {"alternative_with_two_waits", steps("  - f: {first_of: {a: {after: 1d, message: m, go: end}, b: {after: 2d, go: end}}}\n"), "w.yaml:5:20", {"exactly one of message, signal, after and human; this one has 2"}},
    {"no_alternative", steps("  - f: {first_of: {}}\n"), "w.yaml:5:9", {"at least two alternatives"}},
    {"too_many_alternatives", steps("  - f:\n      first_of:\n" + many(kBranchesMax + 1, "        a", ": {message: m, go: end}\n")), "w.yaml:6:7", {"at most 100 alternatives", "w.yaml:8:9: 'a0' waits"}},
    {"one_message_for_two_alternatives", steps("  - f: {first_of: {a: {message: m, key: case.id, go: end}, b: {message: m, key: case.id, go: end}}}\n"), "w.yaml:5:60",
     {"'a' waits for the message 'm' already", "give them keys that differ"}},
    {"alternative_without_go", steps("  - f: {first_of: {a: {after: 1d}, b: {after: 2d, go: end}}}\n"), "w.yaml:5:20", {"the target (`go`: a step, a path or end) is missing"}},
    {"key_without_message", steps("  - f: {first_of: {a: {after: 1d, key: case.id, go: end}, b: {after: 2d, go: end}}}\n"), "w.yaml:5:35", {"`key` belongs to a message"}},

    // branches that may run in any order
    {"one_stage_in_two_branches", steps("  - p: {parallel: {a: {stage: amends.risk}, b: {stage: amends.risk}}}\n"), "w.yaml:5:45",
     {"the steps 'a' and 'b' stand in two branches and may run in any order, but both write analysis.risk; put one behind the other"}},
    {"one_fact_in_two_branches", steps("  - p: {parallel: {a: {set: {money.offered.minor: 1}}, b: [{w: {wait: 1d}}, {c: {stage: x.c, set: {money.offered: 2}}}]}}\n"), "w.yaml:5:77",
     {"the steps 'a' and 'c'", "both write money.offered.minor"}},
    {"a_fact_read_beside_its_writing", steps("  - p: {parallel: {a: {set: {case.unit: 1}}, b: {choose: [{when: case.unit = 1, go: end}, {else: end}]}}}\n"), "w.yaml:5:46", {"'b' reads case.unit, which 'a' writes"}},
    {"an_answer_read_beside_its_giving", steps("  - p:\n      parallel:\n        a: {decide: t, with: {x: b.amount}}\n        b: {human: {role: r, form: f}}\n"), "w.yaml:8:9", {"'a' reads b.amount, which 'b' writes"}},
    {"a_section_read_beside_its_making", steps("  - p:\n      parallel:\n        a: {stage: amends.risk}\n        b: {decide: t, with: {x: risk.level}}\n"), "w.yaml:8:9", {"'b' reads analysis.risk.level, which 'a' writes"}},

    // facts and clocks
    {"set_of_no_fact", steps("  - s: {set: {mony.offered: 1}}\n"), "w.yaml:5:15", {"'mony.offered' is no fact of a case; did you mean 'money'?"}},
    {"set_of_a_section", steps("  - s: {set: {analysis.risk.level: 1}}\n"), "w.yaml:5:15", {"belongs to a stage"}},
    {"set_of_nothing", steps("  - s: {set: {}}\n"), "w.yaml:5:9", {"`set` sets nothing"}},
    {"fact_path_too_long", steps("  - s: {set: {case." + many(100, "unit", ".") + "x: 1}}\n"), "w.yaml:5:15", {"is no fact path"}},
    {"set_of_a_fact_and_its_part", steps("  - s: {set: {money.offered: 1, money.offered.minor: 2}}\n"), "w.yaml:5:33", {"'money.offered.minor' is a part of 'money.offered', which is set here too"}},
    {"set_to_null", steps("  - s: {set: {case.unit: }}\n"), "w.yaml:5:15", {"null as 'null' in quotes"}},
    {"clock_without_rule", kHead + "clocks:\n  c: {from: channel.received_at}\n" + kOk, "w.yaml:5:3", {"exactly one of `rule`", "and `kind`"}},
    {"clock_without_start", kHead + "clocks:\n  c: {rule: R}\n" + kOk, "w.yaml:5:3", {"says from when"}},
    {"clock_from_no_fact", kHead + "clocks:\n  c: {rule: R, from: chanel.received_at}\n" + kOk, "w.yaml:5:16", {"did you mean 'channel'?"}},
    {"clock_with_other_breach", kHead + "clocks:\n  c: {kind: decide, on_breach: close, to: r}\n" + kOk, "w.yaml:5:21", {"`on_breach` is escalate"}},
    {"clock_without_role", kHead + "clocks:\n  c: {kind: decide, on_breach: escalate}\n" + kOk, "w.yaml:5:3", {"says to whom"}},
    {"clock_key", kHead + "clocks:\n  c: {kind: decide, wran: [1d]}\n" + kOk, "w.yaml:5:21", {"did you mean 'warn'?"}},

    // the whole graph
    {"unreachable_step", steps("  - a: {stage: x.a, go: end}\n  - b: {stage: x.b}\n  - c: {stage: x.c}\n"), "w.yaml:6:5", {"no way leads to the step 'b'"}},
    {"unreachable_path", steps("  - a: {stage: x.a}\npaths:\n  late: [{b: {stage: x.b}}]\n"), "w.yaml:7:3", {"nothing goes to the path 'late'"}},
    {"endless_step", steps("  - a: {stage: x.a, go: a}\n"), "w.yaml:5:5", {"the step a goes round for ever"}},
    {"endless_cycle", steps("  - a: {stage: x.a}\n  - b: {choose: [{when: x, go: a}, {else: c}]}\n  - c: {set: {case.unit: 1}, go: a}\n"), "w.yaml:5:5", {"the steps a, b, c go round for ever"}},
    {"endless_block", steps("  - p: {parallel: {b: {stage: x.b}, c: {stage: x.c}}, go: p}\n"), "w.yaml:5:5", {"the steps p, b, c go round for ever"}},
    {"too_many_steps", steps(many(kStepsMax + 1, "  - s", ": {wait: 1d}\n")), "w.yaml:1005:5", {"more than 1000 steps"}},
};

INSTANTIATE_TEST_SUITE_P(Definition, BadFiles, testing::ValuesIn(kFiles), [](const auto& info) { return std::string(info.param.name); });

TEST(DefinitionErrors, ReportsAllErrorsOfAFileInTheirOrder) {
  const auto read = Definition::from_yaml(kHead + "steps:\n  - a: {stage: x.a, go: c}\n  - b: {wait: 5}\n  - Money: {human: {role: r}}\nclocks: {k: {kind: d, wran: []}}\n", "w.yaml");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().where, "w.yaml:5:21");
  std::vector<std::string> places;
  for (std::size_t at = 0; (at = read.error().message.find("\nw.yaml:", at)) != std::string::npos; ++at)
    places.push_back(read.error().message.substr(at + 8, read.error().message.find(": ", at) - at - 8));
  EXPECT_EQ(places, (std::vector<std::string>{"6:9", "7:5", "7:13", "8:23"})) << read.error().text();
}

TEST(DefinitionErrors, ListsAtMostTheNamedNumberOfErrorsAndCountsTheRest) {
  const auto read = Definition::from_yaml(kHead + "steps:\n" + many(kProblemsMax + 5, "  - s", ": {wait: 5}\n"), "w.yaml");
  ASSERT_FALSE(read);
  EXPECT_EQ(std::count(read.error().message.begin(), read.error().message.end(), '\n'), static_cast<std::ptrdiff_t>(kProblemsMax));
  EXPECT_NE(read.error().message.find("\nand 5 more errors"), std::string::npos);
}

// A message quotes what it is about; a word of 100,000 characters is cut.
TEST(DefinitionErrors, StayShortWhenTheFileHasLongWords) {
  const std::string word(100'000, 'W');
  const std::string long_words[] = {
      "steps:\n  - ? " + word + "\n    : {stage: x.a}\n", "steps:\n  - a: {stage: x.a, go: " + word + "}\n", "steps:\n  - a: {stage: " + word + "}\n", "? " + word + "\n: 1\nsteps:\n  - a: {stage: x.a}\n",
      "steps:\n  - a: {set: {? " + word + " : 1}}\n", "steps:\n  - a: {human: {role: r, form: f, four_eyes_with: " + word + "}}\n", "steps:\n  - a: {human: {role: " + word + ", form: f}}\n",
      "steps:\n  - a: {stage: x.a, on_error: {? " + word + " : end}}\n", "clocks: {c: {kind: " + word + "}}\nsteps:\n  - a: {stage: x.a}\n", "clocks: {c: {rule: r, from: " + word + "}}\nsteps:\n  - a: {stage: x.a}\n",
      "steps:\n  - a: {choose: [{when: '费用费用 " + word + " +', go: end}, {else: end}]}\n", "steps:\n  - a: {decide: t, with: {? " + word + " : 1}}\n", "steps:\n  - a: {stage: x.a, meets: [" + word + "]}\n",
      "? " + word + "\n: 1\n? " + word + "\n: 2\n"};
  for (const auto& text : long_words) {
    const auto read = Definition::from_yaml(kHead + text, "w.yaml");
    ASSERT_FALSE(read) << text.substr(0, 60);
    EXPECT_LT(read.error().message.size(), 2'000u) << text.substr(0, 60);
    EXPECT_TRUE(read.error().where.starts_with("w.yaml:")) << text.substr(0, 60);
  }
}

// 1 MiB in the shapes that make readers slow: one line, one list, one map, one word, nothing but brackets.
TEST(DefinitionErrors, RefusesAMebibyteOfAnything) {
  const auto repeat = [](std::string_view part) {
    std::string out;
    while (out.size() < (std::size_t{1} << 20)) out += part;
    return out;
  };
  for (const std::string_view part : {"[", "{", "- ", "? ", "{a: ", "a,", "k: 1\n", ": ", "&a ", "!", "\"", "'", "\t", "a", "\n", "---\n", "费", "*", "|\n"}) {
    const auto read = Definition::from_yaml(repeat(part), "w.yaml");
    ASSERT_FALSE(read) << part;
    EXPECT_TRUE(read.error().where.starts_with("w.yaml:")) << part << read.error().where;
    EXPECT_LT(read.error().message.size(), 50'000u) << part;
  }
  const auto list = Definition::from_yaml(kHead + "steps: [" + repeat("a, ") + "]\n", "w.yaml");
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().where, "w.yaml:4:9");
}

// Whatever an editor, a merge or a bad disk makes of a file: it is read, or refused with a place and a sentence.
TEST(DefinitionErrors, NeverBreaksOnDamagedFiles) {
  const std::string whole = kHead + R"(clocks: {c: {rule: R, from: channel.received_at, warn: [5d], on_breach: escalate, to: r}}
steps:
  - a: {stage: x.a@1, config: {k: [1, 2]}, retry: {max: 3, backoff: 2s}, on_error: {default: h}}
  - p: {parallel: {b: {decide: t, with: {v: 'x in (1, 2)'}}, c: [{d: {wait: 1d}}, {e: {message: m, key: case.id}}]}, meets: [decide]}
  - g: {choose: [{when: v > 1, go: f}, {else: h}]}
  - f: {first_of: {m: {message: n, go: h}, t: {after: 1d, go: z}}}
  - h: {human: {role: r, form: q, due: 1wd, escalate: [{after: 1d, to: x}]}, set: {case.unit: 1}, go: a}
paths: {z: [{last: {set: {money.paid_in: 1}}}]}
)";
  ASSERT_TRUE(Definition::from_yaml(whole, "w.yaml")) << Definition::from_yaml(whole, "w.yaml").error().text();
  const std::string letters = "{}[],:-'\"#&*!|>%@` \n\tabcdefg019\xe4\xbd\xa0\xff";
  int accepted = 0, refused = 0;
  for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    auto text = whole;
    for (std::uint64_t edits = 1 + random() % 4; edits > 0; --edits) {
      const auto at = random() % text.size();
      switch (random() % 4) {
        case 0: text[at] = letters[random() % letters.size()]; break;
        case 1: text.insert(at, 1, letters[random() % letters.size()]); break;
        case 2: text.erase(at, 1 + random() % 12); break;
        default: text.insert(at, text.substr(random() % text.size(), random() % 40)); break;
      }
    }
    const auto read = Definition::from_yaml(text, "w.yaml");
    if (read) {
      ++accepted;
      continue;
    }
    ++refused;
    ASSERT_FALSE(read.error().message.empty()) << text;
    ASSERT_TRUE(read.error().where.starts_with("w.yaml")) << read.error().text() << "\n" << text;
  }
  EXPECT_GT(accepted, 50);
  EXPECT_GT(refused, 1000);
}

TEST(DefinitionErrors, RefusesBytesThatAreNotUtf8) {
  const auto read = Definition::from_yaml("workflow: \xff\n", "w.yaml");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::not_utf8);
}

}  // namespace
}  // namespace amends::flow

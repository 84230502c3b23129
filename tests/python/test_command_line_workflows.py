"""Workflow files from the program: what `validate`, `test` and `run` say of a bad one, with its place."""

from __future__ import annotations

import re

import pytest

from command_line_kit import BAD_INPUT, CASES, HEAD, NOT_FOUND, OK, SET, Line, full, line, stocked  # noqa: F401  (fixtures)

WORKFLOWS: dict[str, tuple[str | bytes, int, str]] = {
    "empty": ("", BAD_INPUT, "the file is empty"),
    "cut yaml": ("a: [1\n", BAD_INPUT, r":\d+:\d+: this is not YAML"),
    "a text": ("hello", BAD_INPUT, ":1:1: a workflow file is a map"),
    "a list": ("- a\n", BAD_INPUT, ":1:1: a workflow file is a map"),
    "tabs": ("a:\n\t- b\n", BAD_INPUT, "not YAML"),
    "a key twice": (HEAD + "version: 1.0.1\nsteps:\n  - a: " + SET + "\n", BAD_INPUT, ":4:1: the key 'version' stands twice"),
    "no steps": (HEAD, BAD_INPUT, "has no `steps`"),
    "empty steps": (HEAD + "steps: []\n", BAD_INPUT, ":4:1: "),
    "unknown key": (HEAD + "bogus: 1\nsteps:\n  - a: " + SET + "\n", BAD_INPUT, ":4:1: unknown key 'bogus'"),
    "a cycle of pure steps": (HEAD + "steps:\n  - a: " + SET + "\n  - b: {set: {case.unit: '\"y\"'}, go: a}\n", BAD_INPUT, ":5:5: the steps a, b go round for ever"),
    "a step to itself": (HEAD + "steps:\n  - a: {set: {case.unit: '\"x\"'}, go: a}\n", BAD_INPUT, "goes round for ever"),
    "an unknown stage": (HEAD + "steps:\n  - a: {stage: bank.nope}\n", NOT_FOUND, r":5:5: no loaded plugin offers the stage 'bank\.nope'"),
    "an unknown form": (HEAD + "steps:\n  - a: {human: {title: {zh: 查明, en: A}, role: handler, form: offcer_decision}}\n", NOT_FOUND,
                        r":5:56: no pack has the form 'offcer_decision'; did you mean 'officer_decision'\?"),
    "an unknown table": (HEAD + "steps:\n  - a: {decide: tables/routng}\n", NOT_FOUND, r":5:9: no pack has the decision table 'tables/routng'; did you mean 'tables/routing'"),
    "a step that hides a stage": (HEAD + "steps:\n  - intake: " + SET + "\n", BAD_INPUT, ":5:5: the step 'intake' is named like the stage amends.intake"),
    "two branches in each other's way": (HEAD + "steps:\n  - p: {parallel: {a: {stage: amends.intake}, b: {stage: amends.classify}}}\n", BAD_INPUT,
                                         ":5:47: the steps 'a' and 'b' .* 'b' reads analysis.intake"),
    "an unknown step": (HEAD + "steps:\n  - a: {set: {case.unit: '\"x\"'}, go: nowhere}\n", BAD_INPUT, "no step or path 'nowhere'"),
    "a bad condition": (HEAD + "steps:\n  - a: {choose: [{when: 'case.kind = = 1', go: end}, {else: end}]}\n", BAD_INPUT, r":5:\d+: .*cannot be read"),
    "a step twice": (HEAD + "steps:\n  - a: " + SET + "\n  - a: " + SET + "\n", BAD_INPUT, ":6:5: the name 'a' is taken"),
    "a bad duration": (HEAD + "steps:\n  - a: {human: {role: handler, form: reply_sent, title: {zh: 甲, en: A}, due: 5parsecs}}\n", BAD_INPUT, "'5parsecs' is no duration"),
    "an unknown fact": (HEAD + "steps:\n  - a: {set: {nope.x: '\"x\"'}}\n", BAD_INPUT, "'nope.x' is no fact"),
    "other packs": (HEAD + "packs: catalogue\nsteps:\n  - a: " + SET + "\n", BAD_INPUT, r":4:1: .*this runtime has 'shipped'; open it with --packs catalogue"),
    "packs that are not there": (HEAD + "packs: nope\nsteps:\n  - a: " + SET + "\n", BAD_INPUT, r":4:1: .*no such set \(it has catalogue, shipped\)"),
    "a bad version": (HEAD.replace("1.0.0", "one") + "steps:\n  - a: " + SET + "\n", BAD_INPUT, ":2:1: the version"),
    "a name that is a path": (HEAD.replace("workflow: w", 'workflow: "../w"') + "steps:\n  - a: " + SET + "\n", BAD_INPUT, "is no name"),
    "no title": ("workflow: w\nversion: 1.0.0\nsteps:\n  - a: " + SET + "\n", BAD_INPUT, "title"),
    "anchors": ("a: &a [x]\nb: *a\n", BAD_INPUT, ":1:4: anchors"),
    "brackets without end": ("[" * 100_000, BAD_INPUT, ":1:1: "),
    "steps as text": (HEAD + "steps: hello\n", BAD_INPUT, ":4:1: "),
    "a step without a body": (HEAD + "steps:\n  - a:\n", BAD_INPUT, "the body of step 'a'"),
    "bytes": (b"\x00\x01\xff\xfe", BAD_INPUT, "not UTF-8"),
    "30 million bytes": ("# " + "x" * 30_000_000, BAD_INPUT, "larger than"),
}


@pytest.mark.parametrize("what", WORKFLOWS)
def test_a_bad_workflow_file_is_refused_with_its_place(line: Line, what: str) -> None:
    content, code, pattern = WORKFLOWS[what]
    line.write("w/workflow.yaml", content)
    line.fails(code, r"w/workflow\.yaml.*" + pattern, "validate", "w")


def test_a_circle_that_does_not_wait_but_can_be_left_is_a_warning(line: Line) -> None:
    line.write("w/workflow.yaml", HEAD + "steps:\n  - plan: " + SET + "\n  - good: {choose: [{when: 'case.unit = \"y\"', go: end}, {else: plan}]}\n")
    done = line("validate", "w", "--lang", "en")
    assert done.returncode == OK and "no fault, 2 steps, 1 warning" in done.stdout
    assert re.search(r"w/workflow\.yaml:5:5: warning: the steps plan, good can go round .* the way out is at the step good", done.stderr), done.stderr
    warnings = line.json("validate", "w")["warnings"]
    assert len(warnings) == 1 and warnings[0]["where"].endswith("w/workflow.yaml:5:5") and warnings[0]["message"].startswith("the steps plan, good")
    assert line.json("validate", "first_line")["warnings"] == []


def test_what_nobody_does_in_a_workflow_is_a_warning(line: Line) -> None:
    line.write("w/workflow.yaml", HEAD + "clocks: {decide: {rule: CN-NFRA-DECIDE-SIMPLE, from: channel.received_at}}\nsteps:\n  - look: {stage: amends.taboo_check}\n  - c: {choose: [{when: answers.read_back.confirmed, go: end}, {else: d}]}\n  - d: " + SET + "\n")
    done = line("validate", "w", "--lang", "en")
    assert done.returncode == OK and "2 warnings" in done.stdout, done.stdout
    assert re.search(r"w/workflow\.yaml:4:10: warning: no step meets the clock 'decide' of the rule CN-NFRA-DECIDE-SIMPLE", done.stderr), done.stderr
    assert re.search(r"w/workflow\.yaml:7:19: warning: nobody answers the form 'read_back' in this workflow", done.stderr), done.stderr
    for name in ("first_line", "standard_complaint", "crisis", "written_reply", "answered_at_once", "follow_up"):
        assert line.json("validate", name)["warnings"] == [], name


def test_two_ways_that_write_one_section_are_refused(line: Line) -> None:
    steps = "  - ask: {human: {role: handler, form: step_back}, on: {late: {after: 5d, go: beside, interrupting: false}}}\n  - first: {stage: amends.taboo_check, go: end}\n  - beside: {stage: %s, go: end}\n"
    line.write("w/workflow.yaml", HEAD + "steps:\n" + steps % "amends.risk")
    assert line("validate", "w").returncode == OK
    line.write("w/workflow.yaml", HEAD + "steps:\n" + steps % "amends.taboo_check")
    line.fails(BAD_INPUT, r"w/workflow\.yaml:5:57: the event 'late' begins a second token while the step 'ask' goes on, and 'first' .* and 'beside' .* may both write analysis\.taboo_check", "validate", "w")


def test_a_misspelt_word_of_a_scenario_is_refused_before_it_is_played(line: Line) -> None:
    line.write("w/workflow.yaml", HEAD + "steps:\n  - post: {send: {kind: order, body: {ref: channel.ref}, wait: true}}\n")
    good = "scenario: s\ngiven: {case: ../case.json}\nwhen:\n  - deliver: {kind: order}\n  - expect: {status: finished, sent: [{kind: order, words: [k-1]}]}\n"
    line.write("w/case.json", (CASES / "K01.json").read_text(encoding="utf-8"))
    line.write("w/scenarios/s.yaml", good)
    assert line("test", "w", "--update").returncode == OK
    assert line("test", "w").returncode == OK
    line.write("w/scenarios/s.yaml", good.replace("words: [k-1]", "words: [k-2]"))
    assert "s.yaml:5:61: it does not say 'k-2'; it says: k-1" in line("test", "w").stdout
    line.write("w/scenarios/s.yaml", good.replace("deliver", "delivr").replace("sent:", "snt:"))
    line.fails(BAD_INPUT, r"s\.yaml:4:5: unknown key 'delivr' in an act; did you mean 'deliver'\?[\s\S]*s\.yaml:5:32: unknown key 'snt' in an expectation; did you mean 'sent'\?", "test", "w")


def test_a_workflow_runs_with_the_packs_that_it_names(line: Line) -> None:
    line.write("w/workflow.yaml", str(WORKFLOWS["other packs"][0]))
    assert line("validate", "w", "--packs", "catalogue").returncode == OK
    assert line("run", "w", "--input", CASES / "K02.json", "--packs", "catalogue", "--now", "received").returncode == OK
    line.write("v/workflow.yaml", HEAD + "packs: shipped\nsteps:\n  - a: " + SET + "\n")
    assert line("validate", "v", "--packs", "catalogue").returncode == OK, "catalogue extends shipped"


def test_a_run_with_a_bad_workflow_stores_nothing(full: Line) -> None:
    before = full.verified()
    full.write("w/workflow.yaml", WORKFLOWS["a cycle of pure steps"][0])
    full.fails(BAD_INPUT, "go round for ever", "run", "w", "--input", CASES / "K02.json", "--db", "cases.db", "--now", "received")
    assert full.verified() == before

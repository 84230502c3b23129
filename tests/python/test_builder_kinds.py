"""Every kind of step, and what may happen meanwhile, is said in Python as in the file."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, Callable

import pytest

import amends
from amends import _core
from amends.builder import Steps, Workflow
from amends.errors import AlreadyExists, AmendsError, InvalidArgument, NotFound, SchemaError, Unsupported

SOURCE = Path(__file__).resolve().parents[2]
PATTERNS = SOURCE / "tests" / "core" / "flow" / "patterns"
FILES = sorted([*PATTERNS.glob("*.yaml"), *(SOURCE / "workflows").glob("*/workflow.yaml")])
TITLE = {"zh": "试", "en": "Try"}

# What test_builder.py's WHOLE does not say, once each.
REST = """workflow: rest
version: 1.0.0
title: {zh: 其余, en: The rest}
bounds: {rounds_max: 3, tries_max: 10000}
steps:
  - talks:
      block:
        - offer:
            stage: amends.negotiation_plan
            with: {rounds: 'answers.rounds + 1'}
            bound: {name: rounds_max, go: deadlock}
            undo:
              - withdraw: {human: {role: handler, form: reply_sent}}
              - withdrawn: {set: {flags.withdrawn: true}, go: end}
        - answer: {human: {role: handler, form: talk_result}, on: {late: {after: 5wd, go: remind, interrupting: false}}, meets: [reply]}
        - again: {choose: [{when: answer.again, go: offer}, {else: out}], bound: {name: tries_max, go: end}}
        - remind: {stage: amends.response_letter, go: end}
        - deadlock: {raise: {error: no_agreement}}
        - out: {raise: {escalation: agreed}, set: {flags.agreed: true}, go: end}
      on:
        withdrawal: {message: withdrawn, key: case.id, go: close}
        failed: {error: no_agreement, go: senior}
        any: {error: default, go: senior}
        done: {escalation: agreed, go: close, interrupting: false}
        halt: {signal: halt, go: close}
      set: {flags.talked: true}
  - checks:
      parallel:
        join: {of: 2, cancel: true}
        look: {stage: amends.risk}
        ask:
          - question: {listen: answered, on: {slow: {after: 2d, go: told}}}
          - told: {signal: told}
        tell: {message: word, while: {at: [question, told], else: end}}
  - several:
      inclusive:
        first: {when: flags.first, do: {wait: 1d}}
        second:
          when: 'risk.level in ("I", "II")'
          do:
            - one: {wait: 2d, while: {at: first}}
            - two: {terminate: several, meets: [acknowledge]}
        third: {else: [last: {cancel: [first, one]}, lost: {cancel: one}]}
      go: people
  - people:
      each:
        in: parties
        as: party
        key: party.id
        order: one_by_one
        join: {of: 1000}
        grows_by: {message: joined, key: case.id}
        do:
          - visit: {run: visiting}
          - gone: {cancel: case}
      undo:
        - forget: {run: visiting}
  - back: {compensate: talks}
  - all_back: {compensate: case, go: first_word}
  - first_word:
      first_of:
        heard: {signal: halt, go: close}
        late: {after: 9d, go: end}
      on: {word: {message: word, go: close}}
      undo: [unsay: {wait: 1d}]
  - close: {terminate: case}
paths:
  senior:
    - decide: {decide: tables/triage, on: {failed: {error: default, go: end}}, undo: [undecide: {wait: 1d}]}
  visiting:
    - seen: {wait: 1h}
"""


def draft(name: str = "draft", title: dict[str, str] = TITLE) -> Workflow:
    return Workflow(name, version="1.0.0", title=title)


# The same graph
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem if file.parent == PATTERNS else file.parent.name)
def test_a_file_goes_through_the_builder_and_stays_the_same(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    built = Workflow.from_yaml(file)
    assert built.to_value() == _core.yaml_value(text, file.name)
    assert _core.read_workflow(built.to_yaml(), str(file))["graph"] == built.graph == _core.read_workflow(text, str(file))["graph"]


def test_the_patterns_are_there() -> None:
    assert len([file for file in FILES if file.parent == PATTERNS]) >= 31


def test_the_rest_of_the_language_goes_through_the_builder() -> None:
    built = Workflow.from_yaml(REST)
    assert built.to_value() == _core.yaml_value(REST, "rest")
    assert built.graph == _core.read_workflow(REST, "rest")["graph"]
    again = Workflow.from_yaml(built.to_yaml())
    assert again.to_yaml() == built.to_yaml() and again == built


def test_a_branch_may_be_called_join() -> None:
    wf = draft()
    step = wf.parallel("a")
    step.branch("join").wait("join", "1d")
    step.branch("other").wait("b", "1d")
    assert wf.to_value()["steps"] == [{"a": {"parallel": {"join": {"wait": "1d"}, "other": [{"b": {"wait": "1d"}}]}}}]
    assert Workflow.from_yaml(wf.to_yaml()) == wf
    with pytest.raises(InvalidArgument, match="step 'c', branch: the step has a `join`, so that no branch of it may be called so"):
        wf.parallel("c", join=1).branch("join")


# Patterns written by hand
def wcp_06(wf: Workflow) -> None:
    several = wf.stage("a", "x.a").inclusive("several")
    several.when("b", "flags.b").stage("b", "x.b")
    several.when("c", "flags.c").stage("c", "x.c")
    several.otherwise("d").stage("d", "x.d")


def wcp_10(wf: Workflow) -> None:
    wf.bounds(rounds_max=2)
    wf.stage("a", "x.a").stage("b", "x.b").bound("b", "rounds_max", go="d").stage("c", "x.c")
    wf.choose("which").when("flags.again", go="a").when("flags.more", go="b").otherwise("d")
    wf.stage("d", "x.d")


def wcp_11(wf: Workflow) -> None:
    wf.stage("a", "x.a").on("a", "asked", message="question", go="c", interrupting=False)
    wf.stage("b", "x.b", go="end").stage("c", "x.c")


def wcp_13(wf: Workflow) -> None:
    wf.each("three", "[1, 2, 3]").stage("a", "x.a")
    wf.stage("b", "x.b")


def wcp_15(wf: Workflow) -> None:
    wf.each("all", "parties", as_="party", grows_by="joined").stage("a", "x.a")
    wf.stage("b", "x.b")


def wcp_18(wf: Workflow) -> None:
    two = wf.parallel("two")
    two.branch("left").stage("a", "x.a").human("open", role="handler", form="close").signal("closed", "closed").stage("b", "x.b")
    two.branch("right").human("c", role="handler", form="object").while_("c", at="open").on("c", "over", signal="closed", go="end")


def wcp_19(wf: Workflow) -> None:
    two = wf.parallel("two")
    two.branch("left").human("a", role="handler", form="write").stage("b", "x.b")
    two.branch("right").stage("c", "x.c").cancel("stop", ["a"])
    wf.stage("d", "x.d")


def wcp_21(wf: Workflow) -> None:
    wf.bounds(rounds_max=3)
    rounds = wf.block("rounds").stage("a", "x.a").bound("a", "rounds_max", go="end")
    rounds.choose("which").when("flags.again", go="a").otherwise("end")
    wf.stage("b", "x.b")


def wcp_22(wf: Workflow) -> None:
    wf.run("start", "visit").stage("d", "x.d")
    visit = wf.path("visit").stage("a", "x.a")
    visit.choose("deeper").when("flags.deeper", go="again").otherwise("c")
    visit.run("again", "visit").stage("c", "x.c")


def wcp_25(wf: Workflow) -> None:
    two = wf.parallel("two")
    two.branch("left").block("region").stage("a", "x.a").stage("b", "x.b")
    two.branch("right").stage("c", "x.c").cancel("stop", "region")
    wf.stage("d", "x.d")


def wcp_27(wf: Workflow) -> None:
    wf.each("all", "parties", as_="party").stage("a", "x.a")
    wf.on("all", "enough", message="enough", go="b").stage("b", "x.b")


def wcp_32(wf: Workflow) -> None:
    three = wf.parallel("three", join=2, cancel=True)
    for name in "abc":
        three.branch(name).stage(name, f"x.{name}")
    wf.stage("d", "x.d")


def wcp_34(wf: Workflow) -> None:
    wf.each("all", "parties", as_="party", join=2).stage("a", "x.a")
    wf.stage("b", "x.b")


def wcp_43(wf: Workflow) -> None:
    two = wf.parallel("two")
    two.branch("left").stage("a", "x.a").stage("b", "x.b")
    two.branch("right").stage("c", "x.c").terminate("stop", "case")
    wf.stage("d", "x.d")


BY_HAND = (wcp_06, wcp_10, wcp_11, wcp_13, wcp_15, wcp_18, wcp_19, wcp_21, wcp_22, wcp_25, wcp_27, wcp_32, wcp_34, wcp_43)


@pytest.mark.parametrize("write", BY_HAND, ids=lambda write: write.__name__)
def test_a_pattern_written_by_hand_is_the_file(write: Callable[[Workflow], None]) -> None:
    file = Workflow.from_yaml(PATTERNS / f"{write.__name__}.yaml")
    wf = draft(write.__name__, file.title)
    write(wf)
    assert wf.graph == file.graph


def talks_by_hand() -> Workflow:
    wf = draft("talks")
    wf.bounds(rounds_max=3)
    talks = wf.block("talks", meets=["reply"])
    talks.stage("offer", "amends.negotiation_plan", with_={"rounds": "answers.rounds + 1"}).bound("offer", "rounds_max", go="deadlock")
    talks.undo("offer").human("withdraw", role="handler", form="reply_sent")
    talks.human("answer", role="handler", form="talk_result").on("answer", "late", after="5wd", go="remind", interrupting=False)
    talks.choose("again").when("answer.again", go="offer").otherwise("end")
    talks.stage("remind", "amends.response_letter", go="end").raise_("deadlock", error="no_agreement")
    wf.on("talks", "failed", error="no_agreement", go="failed").on("talks", "halt", signal="halt", go="undo_all")
    wf.listen("word", "halt").wait("quiet", "1d").on("quiet", "word", message="word", key='"x"', go="end").terminate("over", "case")
    wf.path("failed").raise_("told", escalation="told").human("senior", role="supervisor", form="officer_decision", go="end")
    wf.path("undo_all").compensate("undone", "talks", go="end")
    return wf


def test_talks_written_by_hand_are_the_file() -> None:
    assert talks_by_hand() == Workflow.from_yaml(
        """workflow: talks
version: 1.0.0
title: {zh: 试, en: Try}
bounds: {rounds_max: 3}
steps:
  - talks:
      block:
        - offer:
            stage: amends.negotiation_plan
            with: {rounds: answers.rounds + 1}
            bound: {name: rounds_max, go: deadlock}
            undo: [withdraw: {human: {role: handler, form: reply_sent}}]
        - answer: {human: {role: handler, form: talk_result}, on: {late: {after: 5wd, go: remind, interrupting: false}}}
        - again: {choose: [{when: answer.again, go: offer}, {else: end}]}
        - remind: {stage: amends.response_letter, go: end}
        - deadlock: {raise: {error: no_agreement}}
      on:
        failed: {error: no_agreement, go: failed}
        halt: {signal: halt, go: undo_all}
      meets: [reply]
  - word: {listen: halt}
  - quiet: {wait: 1d, on: {word: {message: word, key: '"x"', go: end}}}
  - over: {terminate: case}
paths:
  failed:
    - told: {raise: {escalation: told}}
    - senior: {human: {role: supervisor, form: officer_decision}, go: end}
  undo_all:
    - undone: {compensate: talks, go: end}
"""
    )


# Which kind may have what
KINDS: dict[str, Callable[[Steps], object]] = {
    "stage": lambda steps: steps.stage("a", "x.a"), "decide": lambda steps: steps.decide("a", "tables/triage"), "human": lambda steps: steps.human("a", role="handler", form="close"),
    "choose": lambda steps: steps.choose("a").when(True, go="end"), "parallel": lambda steps: _two(steps.parallel("a").branch), "first_of": lambda steps: steps.first_of("a").after("x", "1d", go="end").signal("y", "y", go="end"),
    "message": lambda steps: steps.message("a", "m"), "wait": lambda steps: steps.wait("a", "1d"), "set": lambda steps: steps.set("a", {"flags.a": True}),
    "inclusive": lambda steps: _two_conditions(steps), "each": lambda steps: steps.each("a", "parties").wait("b", "1d"), "block": lambda steps: steps.block("a").wait("b", "1d"),
    "raise": lambda steps: steps.raise_("a", error="e"), "signal": lambda steps: steps.signal("a", "s"), "listen": lambda steps: steps.listen("a", "s"), "cancel": lambda steps: steps.cancel("a", "z"),
    "terminate": lambda steps: steps.terminate("a", "case"), "compensate": lambda steps: steps.compensate("a", "z"), "run": lambda steps: steps.run("a", "p"), "send": lambda steps: steps.send("a", "order", body={"text": 1}),
}
MEANWHILE: dict[str, Callable[[Steps], object]] = {
    "on": lambda steps: steps.on("a", "e", after="1d", go="end"), "undo": lambda steps: steps.undo("a").wait("u", "1d"), "while_": lambda steps: steps.while_("a", at="z"),
    "bound": lambda steps: steps.bound("a", "most", go="end"),
}


def _two(branch: Callable[[str], Steps]) -> None:
    branch("left").wait("b", "1d")
    branch("right").wait("c", "1d")


def _two_conditions(steps: Steps) -> None:
    inclusive = steps.inclusive("a")
    _two(lambda name: inclusive.when(name, True))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("word", MEANWHILE)
def test_what_a_kind_may_have_is_what_the_core_lets_it_have(kind: str, word: str) -> None:
    wf = draft()
    wf.bounds(most=3)
    both = wf.parallel("both")
    left = both.branch("left_side")
    both.branch("right_side").wait("z", "1d")
    wf.path("p").wait("y", "1d")
    KINDS[kind](left)
    (body,) = left._steps
    text = wf.to_yaml()
    member = {"on": {"e": {"after": "1d", "go": "end"}}, "undo": [{"u": {"wait": "1d"}}], "while_": {"at": "z"}, "bound": {"name": "most", "go": "end"}}[word]
    body[1][word.rstrip("_")] = member
    with_member = wf.to_yaml()
    del body[1][word.rstrip("_")]
    assert wf.to_yaml() == text
    try:
        _core.read_workflow(with_member, "w")
        allowed = True
    except AmendsError as error:
        allowed = "does not belong to a" not in error.message
    if allowed:
        MEANWHILE[word](left)
        assert wf.to_value() == _core.yaml_value(with_member, "w")
    else:
        with pytest.raises(InvalidArgument, match=f"step 'a', {word}: `{word}` does not belong to a {kind} step"):
            MEANWHILE[word](left)


# Errors at the line that makes them
def _written(wf: Workflow) -> Workflow:
    wf.wait("a", "1d").block("b").wait("inside", "1d")
    return wf


def _chain(*calls: Callable[[], object]) -> None:
    for call in calls:
        call()


WRONG: dict[str, tuple[Callable[[Workflow], object], type[AmendsError], str]] = {
    "an event of no step": (lambda wf: wf.on("aa", "e", after="1d", go="end"), InvalidArgument, "step 'aa', on: there is no such step in the steps so far; did you mean 'a'\\?"),
    "an event of a step to come": (lambda wf: draft().on("a", "e", after="1d", go="end"), InvalidArgument, "step 'a', on: there is no such step in the steps so far; write the step first"),
    "an event of a step elsewhere": (lambda wf: wf.on("inside", "e", after="1d", go="end"), InvalidArgument, "step 'inside', on: the step stands in another sequence; call `on` of that one"),
    "an event without what": (lambda wf: wf.on("a", "e", go="end"), InvalidArgument, "step 'a', event 'e': an event is exactly one of after, message, signal, error and escalation; this one has none"),
    "an event of two": (lambda wf: wf.on("a", "e", after="1d", signal="s", go="end"), InvalidArgument, "this one has after and signal"),
    "an event's name": (lambda wf: wf.on("a", "E", after="1d", go="end"), InvalidArgument, "event 'E': the event 'E' is no name"),
    "an event's time": (lambda wf: wf.on("a", "e", after="1 day", go="end"), InvalidArgument, "event 'e', after: .*1 day"),
    "an event's key": (lambda wf: wf.on("a", "e", signal="s", key="case.id", go="end"), InvalidArgument, "event 'e', key: it belongs to a message"),
    "an error that lets go on": (lambda wf: wf.on("b", "e", error="x", go="end", interrupting=False), InvalidArgument, "event 'e', interrupting: an error always takes the step away"),
    "an event twice": (lambda wf: wf.on("a", "e", after="1d", go="end").on("a", "e", after="2d", go="end"), InvalidArgument, "event 'e': the step has an event of this name"),
    "a field of an event": (lambda wf: wf.on("a", "e", afte="1d", go="end"), InvalidArgument, "step 'a': `on` has no field 'afte'; did you mean 'after'\\?"),  # type: ignore[call-arg]
    "a field by name": (lambda wf: wf.on(step="a", event="e", afte="1d", go="end"), InvalidArgument, "step 'a': `on` has no field 'afte'"),  # type: ignore[call-arg]
    "a bound twice": (lambda wf: wf.bound("a", "x", go="end").bound("a", "y", go="end"), InvalidArgument, "step 'a', bound: the step has the bound 'x' already"),
    "a bound that leads back": (lambda wf: wf.bound("a", "x", go="a"), InvalidArgument, "step 'a', bound, go: it leads back to the step itself"),
    "a bound below": (lambda wf: wf.bounds(x=0), InvalidArgument, "bounds, x: how often a step may be entered is a whole number from 1 to 10000; it is 0"),
    "a bound above": (lambda wf: wf.bounds(x=10_001), InvalidArgument, "it is 10001"),
    "a bound's name": (lambda wf: wf.bounds(X=1), InvalidArgument, "bounds: the bound 'X' is no name"),
    "bounds twice": (lambda wf: _chain(lambda: wf.bounds(x=1), lambda: wf.bounds(x=2)), AlreadyExists, "there is a bound 'x'"),
    "while twice": (lambda wf: wf.while_("a", at="inside").while_("a", at="inside"), InvalidArgument, "step 'a', while_: the step has a `while_` already"),
    "while at nothing": (lambda wf: wf.while_("a", at=[]), InvalidArgument, "step 'a', while_, at: it names no step"),
    "while at no name": (lambda wf: wf.while_("a", at=["A"]), InvalidArgument, "step 'a', while_, at: .*'A' is no name"),
    "while elsewhere": (lambda wf: wf.while_("a", at="inside", else_="End"), InvalidArgument, "step 'a', while_, else_: the target 'End' is no name"),
    "undo twice": (lambda wf: _chain(lambda: wf.undo("a"), lambda: wf.undo("a")), InvalidArgument, "step 'a', undo: the step has an `undo` already; add to the sequence that it answered"),
    "raise nothing": (lambda wf: wf.raise_("c"), InvalidArgument, "step 'c': a raise step raises one thing; give either error= or escalation="),
    "raise two": (lambda wf: wf.raise_("c", error="x", escalation="x"), InvalidArgument, "a raise step raises one thing"),
    "raise default": (lambda wf: wf.raise_("c", error="default"), InvalidArgument, "step 'c', error: 'default' stands for any error"),
    "a signal": (lambda wf: wf.signal("c", "S"), InvalidArgument, "step 'c', signal: the signal 'S' is no name"),
    "a listen": (lambda wf: wf.listen("c", ""), InvalidArgument, "step 'c', listen: the signal '' is no name"),
    "an alternative's signal": (lambda wf: wf.first_of("c").signal("x", "S", go="end"), InvalidArgument, "alternative 'x', signal: the signal 'S' is no name"),
    "a cancel of nothing": (lambda wf: wf.cancel("c", []), InvalidArgument, "step 'c', cancel: it names no step"),
    "a cancel": (lambda wf: wf.cancel("c", 5), InvalidArgument, "step 'c', cancel: what is cancelled 5 is no name"),  # type: ignore[arg-type]
    "a terminate that goes on": (lambda wf: wf.terminate("c", "case", go="end"), InvalidArgument, "step 'c': `terminate` has no field 'go'"),  # type: ignore[call-arg]
    "a path to run": (lambda wf: wf.run("c", "P"), InvalidArgument, "step 'c', run: the path 'P' is no name"),
    "a workflow to call": (lambda wf: wf.call("c", "other/workflow.yaml"), InvalidArgument, "step 'c', call: the workflow 'other/workflow.yaml' is no name"),
    "a join of none": (lambda wf: wf.parallel("c", join=0), InvalidArgument, "step 'c', join: how many suffice to leave the step is a whole number from 1 to 100; it is 0"),
    "a join of too many": (lambda wf: wf.each("c", "parties", join=1_001), InvalidArgument, "is a whole number from 1 to 1000; it is 1001"),
    "a cancel without a join": (lambda wf: wf.parallel("c", cancel=True), InvalidArgument, "step 'c', cancel: it needs `join`"),
    "a list": (lambda wf: wf.each("c", "parties["), InvalidArgument, "step 'c', in_: the expression 'parties\\[' cannot be read"),
    "an item": (lambda wf: wf.each("c", "parties", as_="Party"), InvalidArgument, "step 'c', as_: the variable 'Party' is no name"),
    "an order": (lambda wf: wf.each("c", "parties", order="one_by_on"), InvalidArgument, "step 'c', order: it is 'together' or 'one_by_one', not 'one_by_on'; did you mean 'one_by_one'\\?"),
    "a key to grow by": (lambda wf: wf.each("c", "parties", grows_key="case.id"), InvalidArgument, "step 'c', grows_key: it needs `grows_by`"),
    "a condition": (lambda wf: wf.inclusive("c").when("x", "flags.("), InvalidArgument, "step 'c', when: the expression"),
    "a branch twice": (lambda wf: _twice(wf), InvalidArgument, "step 'c', branch: the step has a branch 'x'"),
    "a branch behind the last": (lambda wf: _behind(wf), InvalidArgument, "step 'c', inclusive: `otherwise` is for when none of the others runs; write it last"),
    "a variable of with": (lambda wf: wf.stage("c", "x.c", with_={"A": "1"}), InvalidArgument, "step 'c', with_: the variable 'A' is no name"),
}


def _twice(wf: Workflow) -> None:
    step = wf.inclusive("c")
    step.when("x", True)
    step.when("x", True)


def _behind(wf: Workflow) -> None:
    step = wf.inclusive("c")
    step.otherwise("x")
    step.when("y", True)


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_at_its_line_with_step_and_field(name: str) -> None:
    write, kind, message = WRONG[name]
    with pytest.raises(kind, match=message):
        write(_written(draft()))


def test_what_is_refused_leaves_the_workflow_as_it_was() -> None:
    wf = _written(draft())
    before = wf.to_yaml()
    for name in ("an event's key", "a bound that leads back", "while elsewhere", "raise default", "a join of none", "an item", "a cancel of nothing", "a variable of with"):
        with pytest.raises(InvalidArgument):
            WRONG[name][0](wf)
    assert wf.to_yaml() == before


def test_a_step_has_at_most_twenty_events() -> None:
    wf = draft().wait("a", "1d")
    for number in range(20):
        wf.on("a", f"e{number}", after=f"{number + 1}d", go="end")
    assert wf.validate() == []
    with pytest.raises(InvalidArgument, match="step 'a', event 'more': a step has at most 20 events"):
        wf.on("a", "more", after="1h", go="end")


@pytest.mark.parametrize("kind", ["parallel", "inclusive"])
def test_a_step_has_at_most_a_hundred_branches(kind: str) -> None:
    wf = draft()
    step: Any = wf.parallel("a", join=100) if kind == "parallel" else wf.inclusive("a")
    words = () if kind == "parallel" else (True,)
    add = step.branch if kind == "parallel" else step.when
    for number in range(100):
        add(f"b{number}", *words).set(f"s{number}", {f"flags.f{number}": True})
    assert wf.validate() == []
    with pytest.raises(InvalidArgument, match="a step has at most 100 branches"):
        add("more", *words)


@pytest.mark.parametrize("hold", [lambda steps, name: steps.block(name), lambda steps, name: steps.wait(name, "1d").undo(name)], ids=["block", "undo"])
def test_steps_stand_inside_each_other_at_most_sixteen_deep(hold: Callable[[Steps, str], Steps]) -> None:
    wf = draft()
    steps: Steps = wf
    for level in range(16):
        steps = hold(steps, f"level_{level}")
    with pytest.raises(InvalidArgument, match="step 'deeper': steps stand inside each other at most 16 deep; make a path of the inner ones"):
        hold(steps, "deeper")
    with pytest.raises(InvalidArgument, match="step 'both': steps stand inside each other at most 16 deep"):
        steps.parallel("both").branch("left")
    whole = draft()
    steps = whole
    for level in range(16):
        steps = hold(steps, f"level_{level}")
    steps.wait("last", "1d")
    assert len(whole.graph["steps"]) == 17 and whole.validate() == []


# Errors of the whole
def test_names_that_stand_for_nothing_are_all_told_with_the_nearest() -> None:
    wf = draft()
    wf.bounds(rounds_max=3)
    block = wf.block("talks").wait("offer", "1d").on("offer", "late", after="1d", go="offr").bound("offer", "round_max", go="remnd").while_("offer", at=["watch", "wtch"], else_="endd")
    block.cancel("stop", ["offer", "ofer"]).terminate("over", "talk")
    undo = wf.undo("talks")
    undo.compensate("back", "tallks").run("again", "vsit").bound("again", "limit", go="end")
    wf.wait("watch", "1d").path("visit").wait("seen", "1d")
    with pytest.raises(SchemaError) as told:
        wf.validate()
    for part in (
        "step 'offer', event 'late', go: there is no step or path 'offr'; did you mean 'offer'?", "step 'offer', bound: there is no bound 'round_max'; did you mean 'rounds_max'?", "step 'offer', bound, go: there is no step or path 'remnd'",
        "step 'offer', while_, at: there is no step 'wtch'; did you mean 'watch'?", "step 'offer', while_, else_: there is no step or path 'endd'; did you mean 'end'?", "step 'stop', cancel: there is no step 'ofer'; did you mean 'offer'?",
        "step 'over', terminate: there is no step 'talk'; did you mean 'talks'?", "step 'back', compensate: there is no step 'tallks'; did you mean 'talks'?", "step 'again', run: there is no path 'vsit'; did you mean 'visit'?",
        "step 'again', bound: there is no bound 'limit'; write `bounds(limit=3)` of the workflow",
    ):
        assert part in str(told.value), part


def test_steps_that_were_left_open_are_told() -> None:
    wf = draft()
    wf.block("a")
    wf.each("b", "parties")
    wf.inclusive("c").otherwise("only")
    wf.parallel("d", join=1).branch("one").wait("e", "1d")
    wf.undo("a")
    with pytest.raises(SchemaError) as told:
        wf.hash
    for part in ("block 'a': it has no step", "for-each 'b': it has no step", "step 'c': the step has at least two branches; add `.when(name, FEEL)`", "branch 'only' of step 'c': it has no step", "step 'd': the step has at least two branches", "what undoes 'a': it has no step"):
        assert part in str(told.value), part


def test_what_only_the_core_sees_is_told_with_the_step_inside() -> None:
    wf = draft()
    step = wf.parallel("both")
    step.branch("left").block("talks").wait("a", "1d", go="end").wait("lost", "1d")
    step.branch("right").wait("right", "1d", go="end").wait("gone", "1d")
    wf.on("both", "late", error="never", go="end")
    with pytest.raises(SchemaError) as told:
        wf.draw()
    said = str(told.value)
    assert "step 'lost' (line 11 of to_yaml()): no way leads to the step 'lost'" in said
    assert "step 'gone' (line 14 of to_yaml()): no way leads to the step 'gone'" in said
    assert "step 'both' (line 15 of to_yaml()): nothing in 'both' raises the error 'never'" in said
    assert wf.to_yaml().splitlines()[10] == "                - lost: {wait: 1d}"


def test_a_branch_of_one_step_is_named_too() -> None:
    wf = draft()
    step = wf.parallel("both")
    step.branch("left").wait("left", "1d").on("left", "late", error="never", go="end")
    step.branch("right").wait("right", "1d")
    with pytest.raises(SchemaError, match=r"step 'left' \(line 7 of to_yaml\(\)\): nothing in 'left' raises"):
        wf.validate()


def test_a_key_that_the_core_knows_and_the_builder_does_not_is_refused_by_name() -> None:
    value = _core.yaml_value(REST, "w")
    from amends.builder.from_value import workflow_from_value

    for path, message in (
        (["steps", 0, "talks", "on", "done"], "step 'talks', event 'done'"), (["steps", 0, "talks", "block", 0, "offer", "bound"], "step 'offer', bound"), (["steps", 0, "talks", "block", 0, "offer", "undo", 0, "withdraw"], "step 'withdraw'"),
        (["steps", 0, "talks", "block", 4, "deadlock", "raise"], "step 'deadlock', raise"), (["steps", 1, "checks", "parallel", "join"], "step 'checks', join"), (["steps", 1, "checks", "parallel", "tell", "while"], "step 'tell', while"),
        (["steps", 2, "several", "inclusive", "first"], "step 'several', branch 'first'"), (["steps", 3, "people", "each"], "step 'people', each"), (["steps", 3, "people", "each", "join"], "step 'people', join"),
        (["steps", 3, "people", "each", "grows_by"], "step 'people', grows_by"), (["steps", 6, "first_word", "first_of", "heard"], "step 'first_word', alternative 'heard'"),
    ):
        changed = copy.deepcopy(value)
        at: Any = changed
        for part in path:
            at = at[part]
        at["shade"] = 1
        with pytest.raises(Unsupported, match=f"{message}: the builder has no word for `shade`"):
            workflow_from_value(Workflow, changed)


def test_a_kind_that_the_builder_does_not_know_is_refused() -> None:
    from amends.builder.from_value import workflow_from_value

    with pytest.raises(Unsupported, match="step 'a': the builder has no word for what this step does"):
        workflow_from_value(Workflow, {"workflow": "x", "version": "1.0.0", "title": TITLE, "steps": [{"a": {"dance": "waltz"}}]})


# Calling another workflow
ASKING = """workflow: asking
version: 1.0.0
title: {zh: 询问, en: Asking}
steps:
  - ask: {human: {role: handler, form: reply_sent}, on: {late: {after: 5wd, go: silent}}, go: end}
  - silent: {raise: {error: no_answer}}
"""


def calling() -> Workflow:
    wf = draft("calling")
    wf.call("talk", "asking", meets=["reply"], set={"flags.conflict_of_interest": True}, go="last").on("talk", "nobody", error="no_answer", go="last")
    wf.undo("talk").wait("unsay", "1d")
    wf.human("last", role="supervisor", form="reply_sent", four_eyes_with="talk_ask")
    return wf


def test_a_call_is_written_as_the_file_says_it() -> None:
    assert "  - talk:\n      call: asking\n      set: {flags.conflict_of_interest: true}\n      meets: [reply]\n      go: last\n      on: {nobody: {error: no_answer, go: last}}\n      undo:\n        - unsay: {wait: 1d}\n" in calling().to_yaml()
    from amends.builder.from_value import workflow_from_value

    assert workflow_from_value(Workflow, calling().to_value()).to_yaml() == calling().to_yaml()


def test_a_called_workflow_is_found_beside_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "asking.yaml").write_text(ASKING, encoding="utf-8")
    (tmp_path / "calling.yaml").write_text(calling().to_yaml(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    wf = Workflow.from_yaml("calling.yaml")
    monkeypatch.chdir("/")
    assert [step["name"] for step in wf.graph["steps"]] == ["talk", "talk_ask", "talk_silent", "unsay", "last"]
    assert wf.to_yaml() == calling().to_yaml() and wf.draw().startswith("<svg")
    with pytest.raises(NotFound, match=r"^workflow 'calling', step 'talk' \(line 6 of to_yaml\(\)\): there is no workflow 'asking' to call"):
        calling().validate()


def test_a_deployed_workflow_can_be_called(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    asking = Workflow.from_yaml(ASKING)
    with pytest.raises(NotFound, match=r"^workflow 'calling', step 'talk' \(line 6 of to_yaml\(\)\): there is no workflow 'asking' to call"):
        runtime.deploy(calling())
    runtime.deploy(asking)
    assert calling().validate(runtime) == []
    runtime.deploy(calling())
    assert runtime.case(runtime.submit("calling", record).id).waiting_at == ["talk", "talk_ask"]

"""Workflows built in Python say the same as their files, and what is wrong with them is said with step, field and nearest name."""

from __future__ import annotations

import copy
import inspect
from pathlib import Path
from typing import Any, Callable

import pytest

import amends
from amends import _core
from amends.builder import FirstOf, Steps, Workflow
from amends.builder.people import human_work
from amends.errors import AlreadyExists, AmendsError, InvalidArgument, NotFound, NotUtf8, PackMissing, SchemaError, Unsupported

SOURCE = Path(__file__).resolve().parents[2]
SHIPPED = sorted(folder.parent.name for folder in (SOURCE / "workflows").glob("*/workflow.yaml"))
TITLE = {"zh": "试", "en": "Try"}

# The whole language, once each.
WHOLE = """workflow: whole
version: 1.2.0-draft.1
title: {zh: 全部, en: 'All of it: "everything"'}
packs: shipped
commit: step
clocks:
  decision: {rule: CN-DECIDE, from: channel.received_at, warn: [5d, 2d], on_breach: escalate, to: supervisor}
  soon: {kind: acknowledge, warn: [4h]}
steps:
  - intake: {stage: amends.intake@1, config: {ack: 1wd, deep: {list: [1, two, null, true], text: "a\\nb"}}, retry: {max: 3, backoff: 2s}, on_error: {needs_person: offer, default: end}, optional: true}
  - triage: {decide: tables/triage, with: {level: intake.level, people: 3, yes_no: true, none: 'null'}}
  - side:
      parallel:
        left: {set: {flags.left: true}}
        right:
          - first: {message: letter, key: case.id, go: last}
          - last: {wait: 5wd}
        third:
          - inner:
              parallel:
                a: {wait: 1h}
                b: {wait: 2h}
      meets: [acknowledge]
      set: {money.offered.minor: 100, case.status: '"investigating"'}
  - offer:
      human: {role: handler, form: propose_offer, title: {zh: 提出方案, en: Propose}, due: 5wd, remind: [{after: 2wd}, {before: 1wd}], candidates: [li.na, {role: legal}, {from: intake.level}], escalate: [{after: 1wd, to: supervisor}, {after: 2wd, to: head_of_office}]}
      go: approve
  - approve:
      human:
        role: supervisor
        form: approve_offer
        four_eyes_with: offer
        due: 3wd
        remind: 1wd
        shows: [offer, money.entitlement]
        amount: {total: offer.total}
        limits: {supervisor: {CNY: 500000, HKD: 100}}
  - check: {stage: amends.risk, requires_approval: approve, on_error: {refused: approve}}
  - release:
      first_of:
        made: {human: {role: handler, form: offer_made, requires_approval: {step: approve, uses: 2}, releases: {offer: offer.total}}, go: way}
        late: {after: 9d, go: offer}
        word: {message: customer_reply, key: '"x"', go: way}
      meets: [reply]
  - way:
      choose:
        - {when: 'release.again and intake.level in ("I", "II")', go: offer}
        - {when: true, go: calm}
        - {else: end}
      set: {flags.chosen: true}
paths:
  calm:
    - pause: {wait: 24h, go: end}
"""


def draft(**more: Any) -> Workflow:
    return Workflow("draft", version="1.0.0", title=TITLE, **more)


def first_line() -> Workflow:
    """The shipped workflow, written by hand."""
    wf = Workflow("first_line", version="1.0.0", title={"zh": "一线投诉处理", "en": "First line of complaint handling"})
    wf.clock("acknowledge", kind="acknowledge", on_breach="escalate", to="supervisor")
    wf.clock("decide", kind="decide", warn=["5d", "2d"], on_breach="escalate", to="supervisor")
    wf.clock("regulator", kind="regulator", warn=["2wd"], on_breach="escalate", to="supervisor")
    wf.stage("intake", "amends.intake", on_error={"needs_person": "manual_intake"})
    wf.choose("sort").when("intake.is_complaint = false", go="enquiry").otherwise("accept")
    wf.set("accept", {"case.status": '"accepted"'})
    wf.stage("classify", "amends.classify").stage("routing", "amends.routing")
    wf.set("investigate", {"case.status": '"investigating"'})
    wf.human(
        "decision", role="handler", form="officer_decision", due="5wd", escalate=[("5wd", "supervisor")],
        title={"zh": "查明事实，决定如何答复或转交", "en": "Establish the facts and decide how to answer or where to hand over"},
    )
    wf.choose("next_step").when('decision.decision = "hand_over"', go="hand_over").otherwise("reply_due")
    wf.set("reply_due", {"case.status": '"proposing"'})
    wf.human(
        "reply", role="handler", form="reply_sent", title={"zh": "发出书面答复并告知救济途径", "en": "Send the written answer with the notice of rights"},
        due="2wd", escalate=[("2wd", "supervisor")], meets=["decide", "reply", "regulator"],
    )
    wf.set("replied", {"case.status": '"replied"'}, go="end")
    enquiry = wf.path("enquiry")
    enquiry.human("answer_enquiry", role="handler", form="reply_sent", title={"zh": "答复咨询", "en": "Answer the enquiry"}, due="2wd")
    enquiry.set("close_enquiry", {"case.kind": '"enquiry"', "case.status": '"closed"'}, go="end")
    hand_over = wf.path("hand_over")
    hand_over.human(
        "transfer", role="handler", form="reply_sent", title={"zh": "办理转交并书面告知投诉人", "en": "Hand the case over and tell the complainant in writing"},
        due="2wd", meets=["decide", "reply", "regulator"],
    )
    hand_over.set("transferred", {"case.status": '"transferred"'}, go="end")
    wf.path("manual_intake").human("by_hand", role="handler", form="complaint_or_enquiry", title={"zh": "人工登记", "en": "Record the contact by hand"}, due="1wd", go="accept")
    return wf


# The same graph
@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_workflow_goes_through_the_builder_and_stays_the_same(name: str) -> None:
    path = SOURCE / "workflows" / name / "workflow.yaml"  # what it calls stands beside it
    text = path.read_text(encoding="utf-8")
    file = _core.read_workflow(text, str(path))
    built = Workflow.from_yaml(SOURCE / "workflows" / name)
    assert built.hash == file["hash"]
    assert _core.read_workflow(built.to_yaml(), str(path))["graph"] == file["graph"]
    assert Workflow.from_yaml(name) == built == Workflow.from_yaml(text), "by its shipped name, and by its text"


def test_the_whole_language_goes_through_the_builder() -> None:
    built = Workflow.from_yaml(WHOLE)
    assert built.to_value() == _core.yaml_value(WHOLE, "whole")
    assert built.graph == _core.read_workflow(WHOLE, "whole")["graph"]
    again = Workflow.from_yaml(built.to_yaml())
    assert again.to_yaml() == built.to_yaml() and again == built


def test_first_line_written_by_hand_is_the_file() -> None:
    assert first_line() == Workflow.from_yaml("first_line")
    assert first_line().validate() == []


def test_a_workflow_that_says_something_else_is_not_equal() -> None:
    other = first_line()
    other.path("never").human("never_asked", role="handler", form="reply_sent")
    with pytest.raises(SchemaError, match="nothing goes to the path 'never'"):
        other == first_line()
    wf = draft().stage("intake", "amends.intake")
    assert wf != draft().stage("intake", "amends.intake", optional=True)
    assert wf != "a text"


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ({"a": "true"}, "a: 'true'"), ({"a": "yes"}, "a: 'yes'"), ({"a": "12"}, "a: '12'"), ({"a": "1.5"}, "a: '1.5'"), ({"a": ""}, "a: ''"), ({"a": " x"}, "a: ' x'"), ({"a": "it's"}, "a: 'it''s'"),
        ({"a": "x: y"}, "a: 'x: y'"), ({"a": "x #y"}, "a: 'x #y'"), ({"a": "- x"}, "a: '- x'"), ({"a": "a\tb"}, r'a: "a\tb"'), ({"a": "null"}, "a: 'null'"), ({"a": "2026-03-02"}, "a: '2026-03-02'"),
        ({"a": "5wd"}, "a: 5wd"), ({"a": "人工登记，一天"}, "a: 人工登记，一天"), ({"a": "@x"}, "a: '@x'"), ({"a": "~"}, "a: '~'"), ({"a": [], "b": {}}, "a: [], b: {}"), ({"a": -5, "b": False, "c": None}, "a: -5, b: false, c: null"),
        ({"a, b": 1}, "'a, b': 1"), ({"a": "x" * 200}, "x" * 200), ({"a": ["y" * 90, {"k": "z" * 90}]}, "z" * 90),
    ],
)
def test_texts_are_quoted_so_that_they_come_back_as_they_were(config: dict[str, Any], text: str) -> None:
    wf = draft().stage("intake", "amends.intake", config=config)
    assert text in wf.to_yaml()
    assert wf.graph["steps"][0]["config"] == config


def test_a_title_that_reads_like_yaml_stays_a_title() -> None:
    title = {"zh": "是：“否”", "en": "no: 'yes' # {x}"}
    wf = Workflow("draft", version="1.0.0", title=title).stage("intake", "amends.intake")
    assert wf.graph["title"] == title


# Python stages
@amends.stage("bank.vip_check", reads=["parties"], writes="ext.bank.vip", texts={"en": "VIP check", "zh": "贵宾核查"})
def vip_check(case: dict[str, Any]) -> dict[str, Any]:
    return {"is_vip": any(party.get("ext", {}).get("tier") == "private" for party in case["parties"])}


def with_vip() -> Workflow:
    wf = draft()
    wf.stage("intake", "amends.intake").stage("vip", vip_check)
    wf.choose("who").when("ext.bank.vip.is_vip", go="senior").otherwise("decision")
    wf.human("decision", role="handler", form="officer_decision", go="end")
    wf.path("senior").human("senior_decision", role="supervisor", form="officer_decision")
    return wf


def test_a_python_stage_stands_where_a_stage_id_may(tmp_path: Path, record: dict[str, Any]) -> None:
    wf = with_vip()
    assert "vip: {stage: bank.vip_check}" in wf.to_yaml() and wf.stages == [vip_check]
    record["parties"][0]["ext"] = {"tier": "private"}
    with amends.open(tmp_path / "a.db", by="li.na", role="handler", purpose="test", plugins=wf.stages, now="2026-03-02T01:00:00Z") as rt:
        assert rt.deploy(wf) == "draft"
        case = rt.case(rt.submit("draft", record).id)
        assert case.waiting_at == ["senior_decision"] and case.sections["ext.bank.vip"]["is_vip"] is True
        assert rt.verify()["faults"] == 0
    # The definition stands in the file; the case goes on without the program that built it.
    with amends.open(tmp_path / "a.db", by="li.na", role="handler", purpose="test", plugins=[vip_check]) as rt:
        assert rt.case(case.id).workflow == "draft"


def test_a_runtime_without_the_python_stage_is_told_how_to_open_it(runtime: amends.Runtime) -> None:
    with pytest.raises(InvalidArgument, match=r"without the Python stages bank\.vip_check; open it with plugins=wf\.stages"):
        runtime.deploy(with_vip())


def test_two_python_stages_of_one_id_are_refused() -> None:
    twin = copy.copy(vip_check)
    with pytest.raises(InvalidArgument, match="step 'again', stage: another Python stage with the id 'bank.vip_check'"):
        draft().stage("vip", vip_check).stage("again", twin)


# Errors at the line that makes them
WRONG: dict[str, tuple[Callable[[Workflow], object], type[AmendsError], str]] = {
    "a name": (lambda wf: wf.stage("Intake", "amends.intake"), InvalidArgument, r"workflow 'draft', step 'Intake': the step 'Intake' is no name"),
    "a word of FEEL": (lambda wf: wf.stage("if", "amends.intake"), InvalidArgument, "step 'if': 'if' is a word of the expression language"),
    "a fact": (lambda wf: wf.stage("money", "amends.intake"), InvalidArgument, "step 'money': the step is named like the fact 'money'"),
    "a name twice": (lambda wf: wf.wait("a", "1d").wait("a", "1d"), AlreadyExists, "step 'a': the name is taken by a step"),
    "a path named like a step": (lambda wf: wf.wait("a", "1d").path("a"), AlreadyExists, "path 'a': the name is taken by a step"),
    "a stage": (lambda wf: wf.stage("a", "intake"), InvalidArgument, "step 'a', stage: 'intake' is no stage; write its id"),
    "a field": (lambda wf: wf.human("a", rol="handler", form="f"), InvalidArgument, "step 'a': `human` has no field 'rol'; did you mean 'role'\\?"),
    "an error code": (lambda wf: wf.stage("a", "amends.intake", on_error={"needs_persn": "end"}), InvalidArgument, "step 'a', on_error: 'needs_persn' is no error of a stage; did you mean 'needs_person'\\?"),
    "an expression": (lambda wf: wf.choose("a").when("intake.level in (", go="end"), InvalidArgument, "step 'a', when: the expression 'intake.level in \\(' cannot be read"),
    "None": (lambda wf: wf.set("a", {"case.kind": None}), InvalidArgument, 'null is written as the text "null"'),  # type: ignore[dict-item]
    "a fact path": (lambda wf: wf.set("a", {"monney.claimed": 1}), InvalidArgument, "step 'a', set: 'monney.claimed' is no fact of a case; did you mean 'money'\\?"),
    "a duration": (lambda wf: wf.wait("a", "5 days"), InvalidArgument, "step 'a', wait: .*5 days"),
    "a due": (lambda wf: wf.human("a", role="handler", form="f", due="P1D"), InvalidArgument, "step 'a', due: .*P1D"),
    "a reminder": (lambda wf: wf.human("a", role="handler", form="f", remind=[{"at": "1wd"}]), InvalidArgument, "step 'a', remind: a reminder is"),
    "candidates as a text": (lambda wf: wf.human("a", role="handler", form="f", candidates="li.na"), InvalidArgument, "step 'a', candidates: it is a list of persons"),
    "a candidate": (lambda wf: wf.human("a", role="handler", form="f", candidates=[{"person": "li.na"}]), InvalidArgument, "step 'a', candidates: a candidate is the name of a person"),
    "a rung": (lambda wf: wf.human("a", role="handler", form="f", escalate=["1wd"]), InvalidArgument, "step 'a', escalate: a rung is a pair"),  # type: ignore[list-item]
    "shows as a text": (lambda wf: wf.human("a", role="handler", form="f", shows="offer"), InvalidArgument, "step 'a', shows: it is a list of paths"),
    "a limit": (lambda wf: wf.human("a", role="handler", form="f", limits={"handler": {"CNY": 10.5}}), InvalidArgument, "step 'a', limits: the limit of handler in minor units is a whole number"),  # type: ignore[dict-item]
    "a currency": (lambda wf: wf.human("a", role="handler", form="f", limits={"handler": {"yuan": 1}}), InvalidArgument, "'yuan' is no currency"),
    "uses alone": (lambda wf: wf.human("a", role="handler", form="f", uses=2), InvalidArgument, "step 'a', uses: it needs `requires_approval`"),
    "a retry": (lambda wf: wf.stage("a", "amends.intake", retry=101), InvalidArgument, "step 'a', retry: the number of attempts is a whole number from 1 to 100"),
    "a backoff alone": (lambda wf: wf.stage("a", "amends.intake", backoff="1s"), InvalidArgument, "step 'a', backoff: it needs `retry`"),
    "a title": (lambda wf: wf.human("a", role="handler", form="f", title={"en": "x"}), InvalidArgument, "step 'a', title: a title stands in both languages"),
    "a way behind the last": (lambda wf: _behind_otherwise(wf), InvalidArgument, "step 'a', choose: behind `otherwise` no way can ever be taken"),
    "an alternative": (lambda wf: wf.first_of("a").after("x", "1d", go="end").after("x", "2d", go="end"), InvalidArgument, "step 'a', alternative 'x': the step has an alternative of this name"),
    "a field of an alternative": (lambda wf: wf.first_of("a").after("x", "1d", goo="end"), InvalidArgument, "alternative 'x': `after` has no field 'goo'; did you mean 'go'\\?"),
    "a branch": (lambda wf: _branch_twice(wf), InvalidArgument, "step 'a', branch: the step has a branch 'x'"),
    "a clock": (lambda wf: wf.clock("c"), InvalidArgument, "clock 'c': a clock names exactly one of"),
    "a field of a clock": (lambda wf: wf.clock("c", knd="decide"), InvalidArgument, "clock 'c': `clock` has no field 'knd'; did you mean 'kind'\\?"),
    "a clock without a start": (lambda wf: wf.clock("c", rule="CN-DECIDE"), InvalidArgument, "clock 'c', start: a clock that starts by a rule says from when"),
    "a clock's role": (lambda wf: wf.clock("c", kind="decide", on_breach="escalate"), InvalidArgument, "clock 'c', to: .*belong together"),
    "a clock twice": (lambda wf: (wf.clock("c", kind="decide"), wf.clock("c", kind="decide")), AlreadyExists, "clock 'c': there is a clock of this name"),
    "meets as a text": (lambda wf: wf.wait("a", "1d", meets="reply"), InvalidArgument, "step 'a', meets: it is a list of clock kinds"),
}


def _behind_otherwise(wf: Workflow) -> None:
    choose = wf.choose("a").when(True, go="end")
    choose.otherwise("end")
    choose.when(True, go="end")


def _branch_twice(wf: Workflow) -> None:
    parallel = wf.parallel("a")
    parallel.branch("x")
    parallel.branch("x")


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_at_its_line_with_step_and_field(name: str) -> None:
    write, kind, message = WRONG[name]
    with pytest.raises(kind, match=message):
        write(draft())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"name": "Draft"}, "the workflow 'Draft' is no name"), ({"version": "1.0"}, "version: '1.0' is no version"), ({"title": "x"}, "a title stands in both languages"), ({"packs": ""}, "packs"),
        ({"commit": "steps"}, "it is 'turn' or 'step', not 'steps'; did you mean 'step'\\?"),
    ],
)
def test_the_head_is_checked_at_once(words: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        Workflow(**{"name": "draft", "version": "1.0.0", "title": TITLE, **words})


# Each of the two says every field itself, so that an editor completes it on its line; neither may have one that the other lacks.
def test_a_human_step_and_a_human_alternative_take_the_same_work() -> None:
    step, alternative, work = ({name: (one.annotation, one.default) for name, one in inspect.signature(method).parameters.items()} for method in (Steps.human, FirstOf.human, human_work))
    own = {"self", "name", "go", "meets", "set", "place"}
    assert {name: said for name, said in step.items() if name not in own} == {name: said for name, said in alternative.items() if name not in own}
    assert step.keys() - own == work.keys() - own and {name: said[0] for name, said in step.items() if name not in own} == {name: said[0] for name, said in work.items() if name not in own}


# Errors of the whole
def test_names_that_stand_for_nothing_are_all_told_with_the_nearest() -> None:
    wf = draft()
    wf.stage("intake", "amends.intake", on_error={"needs_person": "by_hnd"})
    wf.choose("sort").when(True, go="reviw").otherwise("endd")
    wf.human("review", role="handler", form="qc_review", four_eyes_with="by_hand_", requires_approval="sort", go="intak")
    wf.path("by_hand").human("hand", role="handler", form="reply_sent")
    with pytest.raises(SchemaError) as told:
        wf.validate()
    for part in (
        "step 'intake', on_error['needs_person']: there is no step or path 'by_hnd'; did you mean 'by_hand'?", "step 'sort', when(..., go): there is no step or path 'reviw'; did you mean 'review'?",
        "step 'sort', otherwise: there is no step or path 'endd'; did you mean 'end'?", "step 'review', go: there is no step or path 'intak'; did you mean 'intake'?",
        "step 'review', four_eyes_with: there is no human step 'by_hand_'", "step 'review', requires_approval: there is no human step 'sort'",
    ):
        assert part in str(told.value)


def test_steps_that_were_left_open_are_told() -> None:
    wf = draft()
    wf.choose("a")
    wf.first_of("b").after("x", "1d", go="end")
    wf.parallel("c").branch("y")
    wf.path("d")
    with pytest.raises(SchemaError) as told:
        wf.hash
    for part in ("step 'a': the step has no way on", "step 'b': the step waits for the first of at least two", "step 'c': the step has at least two branches", "branch 'y' of step 'c': it has no step", "path 'd': it has no step"):
        assert part in str(told.value)


def test_what_only_the_core_sees_is_told_with_the_step_and_not_with_a_line_alone() -> None:
    wf = draft()
    wf.wait("a", "1d", go="end")
    wf.wait("lost", "1d")
    with pytest.raises(SchemaError, match=r"^workflow 'draft', step 'lost' \(line 6 of to_yaml\(\)\): no way leads to the step 'lost'"):
        wf.draw()


def test_a_warning_names_its_step() -> None:
    wf = draft()
    wf.stage("intake", "amends.intake")
    wf.choose("again").when("intake.is_complaint", go="intake").otherwise("end")
    (warning,) = wf.validate()
    assert warning.startswith("workflow 'draft', step 'intake' (line 5 of to_yaml()): the steps intake, again can go round")


def test_an_empty_workflow_is_no_workflow() -> None:
    with pytest.raises(SchemaError, match="the sequence has no step"):
        draft().validate()


def test_a_runtime_knows_stages_forms_and_packs_and_the_nearest_name(runtime: amends.Runtime) -> None:
    assert first_line().validate(runtime) == []
    with pytest.raises(NotFound, match=r"^workflow 'draft', step 'a' \(line 5 of to_yaml\(\)\): no loaded plugin offers the stage 'amends.intak'; did you mean 'amends.intake'\?"):
        draft().stage("a", "amends.intak").validate(runtime)
    with pytest.raises(NotFound, match="step 'a'.*reply_snt.*did you mean 'reply_sent'"):
        runtime.deploy(draft().human("a", role="handler", form="reply_snt"))
    with pytest.raises(PackMissing, match="written for the pack set 'elsewhere'"):
        runtime.deploy(draft(packs="elsewhere").stage("intake", "amends.intake"))
    with pytest.raises(NotFound, match="there is no workflow 'draft'"):
        runtime.submit("draft", {"channel": "email", "at": "2026-03-01T00:00:00Z", "body": "The fee was charged twice.", "institution": "TESTBANK"})


# Files
def test_a_file_that_says_more_than_the_language_is_refused_by_the_key() -> None:
    with pytest.raises(SchemaError, match=r"workflow\.yaml:5:31: unknown key 'colour' in a stage step"):
        Workflow.from_yaml("workflow: x\nversion: 1.0.0\ntitle: {zh: a, en: b}\nsteps:\n  - a: {stage: amends.intake, colour: red}\n")


def test_a_key_that_the_core_knows_and_the_builder_does_not_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    value = _core.yaml_value(WHOLE, "w")
    from amends.builder.from_value import workflow_from_value

    for path, message in (
        (["steps", 0, "intake"], "workflow 'whole', step 'intake'"), (["steps", 3, "offer", "human"], "step 'offer'"), (["steps", 3, "offer", "human", "escalate", 0], "step 'offer', escalate"),
        (["steps", 6, "release", "first_of", "late"], "step 'release', alternative 'late'"), (["steps", 7, "way", "choose", 0], "step 'way', choose"), (["steps", 0, "intake", "retry"], "step 'intake', retry"),
        (["steps", 4, "approve", "human", "amount"], "step 'approve', amount"), (["clocks", "soon"], "clock 'soon'"), (["steps", 2, "side", "parallel", "right", 0, "first"], "step 'first'"), ([], "workflow 'whole'"),
    ):
        changed = copy.deepcopy(value)
        at: Any = changed
        for part in path:
            at = at[part]
        at["shade"] = 1
        with pytest.raises(Unsupported, match=f"{message}: the builder has no word for `shade`"):
            workflow_from_value(Workflow, changed)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no workflow 'frist_line'; did you mean 'first_line'\\?"):
        Workflow.from_yaml("frist_line")
    (tmp_path / "w.yaml").write_bytes(b"workflow: \xff\n")
    with pytest.raises(NotUtf8, match="w.yaml: the file is not UTF-8"):
        Workflow.from_yaml(tmp_path / "w.yaml")


def test_a_configuration_that_yaml_cannot_hold_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="a set cannot stand in a workflow"):
        draft().stage("a", "amends.intake", config={"x": {1}}).to_yaml()


# Pictures
def test_a_workflow_is_drawn_by_the_core_and_shown_by_a_notebook(runtime: amends.Runtime) -> None:
    wf = first_line()
    drawing = wf.draw(language="en")
    assert drawing.startswith("<svg") and drawing == drawing._repr_html_() == wf._repr_html_() and "First line of complaint handling" in drawing
    assert "一线投诉处理" in wf.draw(language="zh-CN")
    assert "decision" in wf.to_mermaid() and wf.to_mermaid().lstrip().startswith(("flowchart", "---"))
    assert wf.draw(runtime) != drawing, "with the titles of stages and forms"
    unfinished = draft()
    unfinished.choose("a")
    assert unfinished._repr_html_() is None and repr(unfinished) == "<Workflow draft 1.0.0: 1 steps>"

"""The shipped workflows from end to end: what must hold whatever the case. Their scenarios (workflows/*/scenarios) run under ctest; here are kill, replay and what all cases share."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import amends
from amends.errors import Refused

from conftest import CASES, SOURCE

MONDAY = "2026-03-02T01:00:00Z"
WORKFLOWS = ("first_line", "standard_complaint", "crisis")
ALWAYS = ["intake", "classify", "dimensions", "psychology", "portrait", "risk", "verify", "solution", "routing", "response_letter"]
SOMETIMES = {"crisis", "negotiation_plan"}  # where the risk reading shows a crisis; where there is something to talk over

# An apology for the counter (K09), answer by answer: task, person, role, answer.
APOLOGY: list[tuple[str, str, str, dict[str, Any]]] = [
    ("take_on#1", "li.na", "handler", {"accepted": True}),
    ("read_back#1", "li.na", "handler", {"summary_shown": "柜员让您来回跑，您要一个道歉。", "confirmed": True}),
    ("verify.verify_states", "li.na", "handler", {"states": "e1：属实", "supporting": "e1：D-1", "root_cause": "people", "breach": "none"}),
    ("approve_options#1", "wang.yi", "supervisor", {"decision": "approved"}),
    ("offer_choice#1", "li.na", "handler", {"option": "A", "told_how": "phone"}),
    ("signatory#1", "li.na", "handler", {"name": "王怡", "position": "投诉管理负责人"}),
    ("sign#1", "wang.yi", "supervisor", {"decision": "signed", "name": "王怡"}),
    ("send#1:out", "li.na", "handler", {"sent_at": MONDAY, "how": "letter", "rights_included": True, "final": True}),
]

CHILD = """
import json, sys
sys.path.insert(0, sys.argv[1])
import test_workflows as t
rt = t.opened(sys.argv[2])
t.give(rt, *json.loads(sys.argv[3]))
print(json.dumps(t.seen(rt)), flush=True)
sys.stdin.read()  # waits with the database open until it is killed
"""


def shared(case_id: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((CASES / f"{case_id}.json").read_text(encoding="utf-8"))["case"]
    return record


def opened(database: str | Path) -> amends.Runtime:
    return amends.open(database, by="li.na", role="handler", purpose="test", now=MONDAY)


def give(rt: amends.Runtime, task: str, by: str, role: str, answer: dict[str, Any]) -> str:
    case = rt.cases()[0]["id"]
    answer = {**answer, "reason": "scripted"}
    if task == "send#1:out":
        answer["text_sent"] = rt.case(case).sections["response_letter"]["letter"]["text"]
    shown = rt.shown(case, task)
    return rt.answer(case, task, answer, by=by, role=role, seen=shown.digest if shown else "")


def seen(rt: amends.Runtime) -> dict[str, Any]:
    """Where the case stands and what is asked: all that an officer sees of it."""
    case = rt.case(rt.cases()[0]["id"])
    tasks = [[task.id, task.role, task.form, task.title, task.due_at, task.blocking] for task in rt.tasks(case=case.id)]
    return {"status": case.status, "at": case.waiting_at, "tasks": sorted(tasks, key=lambda row: str(row[0])), "sections": case.sections}


def apology_case() -> dict[str, Any]:
    record = shared("K09")
    record["documents"] = [{"id": "D-1", "kind": "video", "received_at": MONDAY, "provided_by": "institution"}]
    return record


def test_a_killed_process_goes_on_at_the_same_step_with_the_same_questions(database: Path) -> None:
    with opened(database) as rt:
        rt.deploy("standard_complaint")
        rt.submit("standard_complaint", apology_case())
    steps = []
    for answer in APOLOGY:
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(Path(__file__).parent), str(database), json.dumps(answer)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None and child.stdin is not None
        before = json.loads(child.stdout.readline() or "null")
        child.kill()
        assert child.wait(60) == -signal.SIGKILL
        child.stdout.close()
        child.stdin.close()
        with opened(database) as rt:
            assert json.loads(json.dumps(seen(rt))) == before, answer[0]
        steps += before["at"]
    assert [step for step in steps if step != "handled"] == ["read_back", "verify", "approve_options", "offer_choice", "signatory", "sign", "send"]
    with opened(database) as rt:
        assert rt.case("CASE-K09").status == "finished"
        assert rt.verify()["faults"] == 0


def test_a_replay_of_the_journal_gives_the_same_results(tmp_path: Path) -> None:
    results = []
    for name in ("first.db", "second.db"):
        with opened(tmp_path / name) as rt:
            rt.deploy("standard_complaint")
            rt.submit("standard_complaint", apology_case())
            for answer in APOLOGY:
                give(rt, *answer)
            live = (seen(rt), rt.case("CASE-K09").record)
        with opened(tmp_path / name) as rt:
            assert (seen(rt), rt.case("CASE-K09").record) == live, "what the journal says is what was there"
            assert rt.verify()["faults"] == 0
        results.append(live)
    assert results[0] == results[1], "the same answers to the same case give the same results"


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_words_of_self_harm_raise_the_protocol_in_the_first_stage_of_every_workflow(database: Path, workflow: str) -> None:
    with opened(database) as rt:
        rt.deploy(workflow)
        case = rt.submit(workflow, shared("K08"))
        assert rt.case(case.id).waiting_at == ["intake"]
        assert [(task.id, task.role, task.form) for task in rt.tasks(case=case.id)] == [("intake.safety", "crisis_trained", "safety_protocol")]
        assert sorted(rt.case(case.id).sections) == ["intake"], "no other stage ran before a trained person answered"
        with pytest.raises(Refused):
            rt.answer(case.id, "intake.safety", {"person_contacted": True, "emergency_called": True, "present_danger": "none", "signs": "none", "dispute_may_continue": True, "reason": "r"})


# One process for everybody: the journals of K01 to K12 (ctest compares them with what runs) hold the same stages in the same order, whoever complains about what.
@pytest.mark.parametrize("pack_set", ["catalogue", "shipped"])
def test_trace_C10_every_case_goes_through_the_same_stages(pack_set: str) -> None:
    folder = SOURCE / "workflows" / "standard_complaint"
    names = {path.stem[:3]: next(line.split()[1] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("scenario:")) for path in folder.glob("scenarios/K*.yaml")}
    assert sorted(names) == [f"K{number:02}" for number in range(1, 13)]
    for case_id, name in names.items():
        journal = json.loads((folder / "expected" / f"{name}.{pack_set}.json").read_text(encoding="utf-8"))
        ran = dict.fromkeys(event["actor"].removeprefix("stage:amends.") for event in journal if event["kind"] == "stage_done")
        assert [stage for stage in ran if stage not in SOMETIMES] == ALWAYS, case_id
        assert journal[-1]["kind"] == "finished", case_id

"""A workflow as one step of another, from the files to the finished case."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

import amends

PROGRAM = Path(amends.installation()) / "bin" / "amends"

ASKING = """
workflow: asking
version: 1.0.0
title: {zh: 询问, en: Ask}
steps:
  - ask: {human: {role: handler, form: officer_decision, title: {zh: 查清, en: Look into it}}}
  - look: {choose: [{when: 'ask.decision = "upheld"', go: end}, {else: senior}]}
paths:
  senior:
    - second: {human: {role: supervisor, form: officer_decision, four_eyes_with: ask, title: {zh: 复核, en: Look again}}}
"""

CALLER = """
workflow: caller
version: 1.0.0
title: {zh: 主流程, en: Caller}
steps:
  - intake: {stage: amends.intake}
  - talk: {call: asking}
  - note: {set: {case.note_decision: talk_ask.decision}}
"""

ROW = {"channel": "email", "body": "You charged the annual fee twice. Please refund 300 yuan.", "ref": "m1", "sender": "a@example.org", "institution": "TESTBANK"}
ANSWER = {"decision": "upheld", "findings": "Charged twice.", "basis": "Fee table, item 3", "reason": "Our mistake."}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"caller": CALLER, "asking": ASKING}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "workflow.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def program(*words: str, cwd: Path, code: int = 0) -> str:
    done = subprocess.run([str(PROGRAM), *words, "--lang", "en"], cwd=cwd, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, text=True, encoding="utf-8", timeout=240)
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def open_tasks(rt: amends.Runtime, case: str) -> list[amends.Task]:
    return [task for task in rt.tasks(case=case) if task.id.startswith("talk_")]


@pytest.mark.parametrize("second", [False, True])
def test_a_case_goes_through_the_called_steps_and_comes_back(folder: Path, second: bool) -> None:
    with amends.open(folder / "cases.db", by="li.na", role="handler", purpose="test") as rt:
        rt.deploy(folder / "caller")
        case = rt.submit("caller", ROW).id
        (task,) = open_tasks(rt, case)
        assert task.id == "talk_ask#1" and task.title["en"] == "Look into it"
        task.answer({**ANSWER, **({"decision": "not_upheld"} if second else {})}, by="li.na", role="handler")
        if second:
            (task,) = open_tasks(rt, case)
            with pytest.raises(amends.errors.Refused, match="li.na"):
                task.answer(ANSWER, by="li.na", role="supervisor")
            task.answer(ANSWER, by="wang.yi", role="supervisor")
        assert rt.case(case).status == "finished"
        assert rt.case(case).record["case"]["note_decision"] == ("not_upheld" if second else "upheld")
    # The file alone carries the case on: it is pinned to the whole.
    for name in ("caller", "asking"):
        (folder / name / "workflow.yaml").unlink()
    with amends.open(folder / "cases.db", by="li.na", role="handler", purpose="test") as rt:
        assert rt.verify()["faults"] == 0 and "talk_ask" in rt.case(case).html("en")


def test_the_command_line_validates_and_draws_it(folder: Path) -> None:
    assert "caller" in program("validate", "caller", cwd=folder)
    program("draw", "caller", "--out", "caller.svg", cwd=folder)
    drawn = (folder / "caller.svg").read_text(encoding="utf-8")
    assert "talk" in drawn and "Look again" in drawn
    (folder / "asking" / "workflow.yaml").write_text(ASKING.replace("go: end}", "go: nd}"), encoding="utf-8")
    assert "asking/workflow.yaml:7:" in program("validate", "caller", cwd=folder, code=5)
    (folder / "caller" / "workflow.yaml").write_text(CALLER.replace("asking", "askin"), encoding="utf-8")
    assert "did you mean 'asking'" in program("validate", "caller", cwd=folder, code=3)


def test_a_workflow_that_was_deployed_before_can_be_called(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "caller.yaml").write_text(CALLER, encoding="utf-8")
    inner = amends.Workflow("asking", version="1.0.0", title={"zh": "询问", "en": "Ask"})
    inner.human("ask", role="handler", form="officer_decision")
    with amends.open(tmp_path / "cases.db", by="li.na", role="handler", purpose="test") as rt:
        with pytest.raises(amends.errors.NotFound, match="there is no workflow 'asking' to call"):
            rt.deploy(tmp_path / "files" / "caller.yaml")
        rt.deploy(inner)
        rt.deploy(tmp_path / "files" / "caller.yaml")
        case = rt.submit("caller", ROW).id
        assert [task.id for task in open_tasks(rt, case)] == ["talk_ask#1"]


def test_the_shipped_crisis_can_be_called_beside_a_complaint(folder: Path) -> None:
    (folder / "caller" / "workflow.yaml").write_text("workflow: caller\nversion: 1.0.0\ntitle: {zh: 主, en: Main}\nsteps:\n  - watch: {call: crisis}\n", encoding="utf-8")
    told = json.loads(program("validate", "caller", "--json", cwd=folder))
    assert told["workflow"] == "caller" and told["steps"] > 40, told

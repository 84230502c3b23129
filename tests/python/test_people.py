"""Who has a task, in Python and on the command line: claim, release, delegate, substitutes, recusal, drafts, and answers that come too late or from the wrong person."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

import amends
from amends.errors import Conflict, MissingField, NotFound, RangeError, Refused, SchemaError, StateError

PROGRAM = Path(amends.installation()) / "bin" / "amends"
MONDAY = "2026-03-02T01:00:00Z"
FOUND = {"decision": "upheld", "findings": "charged twice", "basis": "fee schedule 3", "reason": "clear"}
WORKFLOW = """
workflow: hands
version: 1.0.0
title: {zh: 分工, en: Hands}
steps:
  - look: {human: {role: handler, form: officer_decision, due: 24h, remind: [{before: 4h}], escalate: [{after: 48h, to: head_of_office}]}}
  - check: {human: {role: handler, form: officer_decision, candidates: [sun.hao, qian.er, {role: legal}], four_eyes_with: look}}
"""
NOT_FOUND, REFUSED, BAD_INPUT, CONFLICT = 3, 4, 5, 6


def complaint(ref: str = "a1") -> dict[str, Any]:
    return {
        "case": {"institution": "TESTBANK"},
        "channel": {"kind": "phone", "ref": ref, "received_at": MONDAY},
        "text": {"docs": [{"id": "t1", "kind": "complaint", "body": "年费多扣了300元，请退还。"}]},
        "parties": [{"id": "p1", "role": "complainant", "anonymous": True}],
    }


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs") / "own"
    folder.mkdir()
    text = (Path(amends.installation()) / "packs" / "shipped" / "org.yaml").read_text(encoding="utf-8")
    row = "    substitutes: [{person: li.na, by: wang.yi, from: 2026-03-03, until: 2026-03-04}]\n"
    (folder / "org.yaml").write_text(text.replace("    units:", row + "    units:", 1), encoding="utf-8")
    (folder / "pack.yaml").write_text("pack: own\nversion: 1.0.0\ntitle: {zh: 自有, en: Own}\n", encoding="utf-8")
    return folder


Open = Callable[..., amends.Runtime]


@pytest.fixture
def opened(tmp_path: Path, overlay: Path) -> Iterator[Open]:
    """Opens the database of the test; the workflow stands in it with one case."""
    opened: list[amends.Runtime] = []

    def again(**more: Any) -> amends.Runtime:
        for runtime in opened:
            runtime.close()
        opened.append(amends.open(tmp_path / "cases.db", **{"by": "li.na", "role": "handler", "purpose": "test", "now": MONDAY, "overlays": [overlay], "language": "en", **more}))
        return opened[-1]

    yield again
    for runtime in opened:
        runtime.close()


@pytest.fixture
def desk(opened: Open, tmp_path: Path) -> tuple[amends.Runtime, str]:
    (tmp_path / "workflow.yaml").write_text(WORKFLOW, encoding="utf-8")
    runtime = opened()
    runtime.deploy(tmp_path / "workflow.yaml")
    return runtime, runtime.submit("hands", complaint()).id


def by(name: str, role: str = "handler") -> dict[str, str]:
    return {"by": name, "role": role}


def test_the_table_of_tasks_says_of_a_suspended_case_what_the_lists_say(desk: tuple[amends.Runtime, str]) -> None:
    rt, case = desk
    assert [row["status"] for row in rt.table("tasks").rows()] == ["open"]
    rt.suspend(case, "the ombudsman looks at it")
    assert [row["status"] for row in rt.table("tasks").rows()] == ["withheld"]
    rt.resume(case, "it is back")
    assert [row["status"] for row in rt.table("tasks").rows()] == ["open"]


def test_a_task_is_claimed_given_back_and_handed_on(desk: tuple[amends.Runtime, str]) -> None:
    rt, case = desk
    task = rt.tasks(case=case).first()
    assert task.held_by is None and task.passed_by == [] and task.candidates == {"people": [], "roles": []} and not task.late
    task.claim()
    task.claim()
    assert rt.tasks(case=case).first().held_by == "li.na"
    assert [one.id for one in rt.tasks(mine=True)] == ["look#1"] and not rt.tasks(mine=True, by="sun.hao")
    with pytest.raises(Conflict, match="the task is held by li.na since"):
        task.answer(FOUND, **by("wang.yi"))
    with pytest.raises(Conflict, match="the task is held by li.na since"):
        task.claim(**by("wang.yi"))
    task.release()
    task.claim(**by("wang.yi"))
    with pytest.raises(MissingField, match="says why"):
        task.release(**by("zhou.min", "supervisor"))
    task.claim(take_over="wang.yi is ill", **by("zhou.min", "supervisor"))
    task.delegate("sun.hao", reason="knows the branch", **by("zhou.min", "supervisor"))
    held = rt.tasks(case=case).first()
    assert (held.held_by, held.passed_by) == ("sun.hao", ["zhou.min"])
    with pytest.raises(MissingField, match="needs a reason"):
        task.delegate("qian.er", reason="", **by("sun.hao"))
    held.answer(FOUND, **by("sun.hao"))
    answered = rt.case(case).events[-2]
    assert answered["kind"] == "task_answered" and answered["payload"]["for"] == "zhou.min"
    with pytest.raises(Refused, match="another person must answer this one"):
        rt.answer(case, "check#1", FOUND, **by("sun.hao"))
    assert rt.verify()["faults"] == 0


def test_candidates_alone_take_a_task(desk: tuple[amends.Runtime, str]) -> None:
    rt, case = desk
    rt.answer(case, "look#1", FOUND)
    task = rt.tasks(case=case).first()
    assert task.candidates == {"people": ["sun.hao", "qian.er"], "roles": ["legal"]}
    assert [one.id for one in rt.tasks(mine=True, by="qian.er")] == ["check#1"]
    with pytest.raises(Refused, match="the task is for sun.hao, qian.er, or who acts in the role legal, not for wang.yi"):
        task.answer(FOUND, **by("wang.yi"))
    task.answer(FOUND, **by("wu.di", "legal"))


def test_a_substitute_answers_while_it_holds(desk: tuple[amends.Runtime, str]) -> None:
    rt, case = desk
    rt.claim(case, "look#1")
    with pytest.raises(Conflict, match="the task is held by li.na"):
        rt.answer(case, "look#1", FOUND, **by("wang.yi"))
    rt.now = "2026-03-03T01:00:00Z"
    assert [one.id for one in rt.tasks(mine=True, by="wang.yi")] == ["look#1"]
    rt.answer(case, "look#1", FOUND, **by("wang.yi"))
    assert [event["payload"]["for"] for event in rt.case(case).events if event["kind"] == "task_answered"] == ["li.na"]


def test_who_declares_a_tie_takes_no_task_of_the_case(desk: tuple[amends.Runtime, str]) -> None:
    rt, case = desk
    rt.claim(case, "look#1")
    rt.save_draft(case, "look#1", {"reason": "r"})
    assert rt.recuse(case, "look#1", reason="my cousin works there") == ["look#1"]
    with pytest.raises(Refused, match="li.na declared a tie to the matter at"):
        rt.answer(case, "look#1", FOUND)
    with pytest.raises(StateError, match="already"):
        rt.tasks(case=case).first().recuse(reason="again")
    assert rt.drafts(case, "look#1") == []
    review = rt.case(case).review("en")
    assert [one["by"] for one in review["recusals"]] == ["li.na"]
    assert "declared a tie to the matter and takes no task of this case: my cousin works there" in " ".join(rt.case(case).text("en").split())
    assert "已声明回避" in rt.case(case).text("zh") and "declared a tie" in rt.case(case).html("en")
    rt.answer(case, "look#1", FOUND, **by("sun.hao"))


def test_a_draft_is_its_authors_and_goes_with_the_task(opened: Open, desk: tuple[amends.Runtime, str]) -> None:
    rt, case = desk
    task = rt.tasks(case=case).first()
    assert task.save_draft({"reason": "a first thought"}) == ["reason"]
    assert sorted(task.save_draft({"decision": "upheld", "reason": "a second"})) == ["decision", "reason"]
    with pytest.raises(RangeError, match="the form knows only"):
        task.save_draft({"decision": "perhaps"})
    with pytest.raises(SchemaError, match="has no field 'dicision'"):
        task.save_draft({"dicision": "upheld"})
    rt.save_draft(case, "look#1", {"reason": "another's"}, **by("sun.hao"))
    own = task.drafts()
    assert [(one["by"], one["own"], one["stale"], one["answer"]) for one in own] == [("li.na", True, False, {"reason": "a second", "decision": "upheld"})]
    assert own[0]["form_digest"] == task.form_digest
    before = len(rt.case(case).events)
    supervisor = opened(by="zhou.min", role="supervisor")
    assert [one["by"] for one in supervisor.drafts(case, "look#1")] == ["li.na", "sun.hao"]
    assert "draft" in str(list(supervisor.reads(case=case)))
    analyst = opened(role="analyst")
    with pytest.raises(Refused, match="is of class P3"):
        analyst.drafts(case, "look#1")
    rt = opened()
    assert len(rt.case(case).events) == before, "a draft is no event"
    assert rt.drop_draft(case, "look#1", by="sun.hao") and not rt.drop_draft(case, "look#1", by="sun.hao")
    rt.answer(case, "look#1", FOUND, form=own[0]["form_digest"])
    assert rt.drafts(case, "look#1") == []


# --- the table of core/flow/grammar.md ---


def test_twice(desk: tuple[amends.Runtime, str]) -> None:
    rt, case = desk
    rt.answer(case, "look#1", FOUND)
    with pytest.raises(StateError, match=r"the task was answered by li.na at 2026-03-02T09:00:00\+08:00"):
        rt.answer(case, "look#1", FOUND)


def test_late_after_reminder_and_escalation(desk: tuple[amends.Runtime, str]) -> None:
    rt, case = desk
    rt.now = "2026-03-02T22:00:00Z"
    rt.fire_timers()
    assert rt.tasks(case=case).first().reminders == 1
    rt.now = "2026-03-05T01:00:00Z"
    rt.fire_timers()
    assert rt.tasks(case=case).first().reminders == 1, "each comes once"
    rt.answer(case, "look#1", FOUND, **by("sun.hao", "head_of_office"))
    look = next(task for task in rt.tasks(case=case, status="answered"))
    assert look.late
    kinds = [event["kind"] for event in rt.case(case).events]
    assert kinds.count("task_reminded") == 1 and kinds.count("task_escalated") == 1
    assert "answered late" in rt.case(case).text("en") and "已答复（逾期）" in rt.case(case).text("zh")


def test_the_wrong_person(desk: tuple[amends.Runtime, str]) -> None:
    rt, case = desk
    for role, pattern in (("legal", "the task is for the role handler, not for legal"), ("analyst", "an analyst reads and changes no case")):
        with pytest.raises(Refused, match=pattern):
            rt.answer(case, "look#1", FOUND, **by("wu.di", role))
    with pytest.raises(NotFound, match="has no task 'nothing#1'"):
        rt.claim(case, "nothing#1")


def test_a_stale_form(opened: Open, desk: tuple[amends.Runtime, str], overlay: Path, tmp_path: Path) -> None:
    rt, case = desk
    digest = rt.tasks(case=case).first().form_digest
    newer = tmp_path / "newer"
    (newer / "forms").mkdir(parents=True)
    (newer / "pack.yaml").write_text("pack: newer\nversion: 1.0.0\ntitle: {zh: 新, en: Newer}\n", encoding="utf-8")
    text = (Path(amends.installation()) / "packs" / "shipped" / "forms" / "officer_decision.yaml").read_text(encoding="utf-8")
    more = "  - {field: lesson, type: string, required: false, label: {zh: 教训, en: Lesson}, help: {zh: 填写, en: Fill in}}\n"
    (newer / "forms" / "officer_decision.yaml").write_text(text.rstrip("\n") + "\n" + more, encoding="utf-8")
    rt = opened(overlays=[overlay, newer])
    with pytest.raises(Conflict, match=r"the form officer_decision is another one than when it was filled in \(added lesson\); read it again"):
        rt.answer(case, "look#1", FOUND, form=digest)
    rt.tasks(case=case).first().answer(FOUND)


# --- the command line ---


class Shell:
    def __init__(self, folder: Path, overlay: Path) -> None:
        self.folder, self.overlay = folder, overlay

    def __call__(self, *words: str, code: int = 0, who: str = "li.na", role: str = "handler", now: str = MONDAY, lang: str = "en") -> str:
        command = [str(PROGRAM), *words, "--db", "cases.db", "--by", who, "--role", role, "--now", now, "--overlay", str(self.overlay), "--lang", lang]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, encoding="utf-8", timeout=120, env={**os.environ, "NO_COLOR": "1"})
        assert done.returncode == code, (words, done.returncode, done.stderr, done.stdout)
        return done.stdout + done.stderr


@pytest.fixture
def shell(desk: tuple[amends.Runtime, str], tmp_path: Path, overlay: Path) -> tuple[Shell, str]:
    rt, case = desk
    rt.close()
    return Shell(tmp_path, overlay), case


def test_the_command_line_claims_hands_on_and_lists(shell: tuple[Shell, str]) -> None:
    run, case = shell
    assert "held by" not in run("task", "list")
    assert "The task is yours" in run("task", "claim", case, "look#1")
    listed = run("task", "list")
    assert "held by" in listed and "li.na" in listed
    assert "look#1" in run("task", "list", "--mine") and "No open task" in run("task", "list", "--mine", who="sun.hao")
    assert "the task is held by li.na since" in run("task", "claim", case, "look#1", who="wang.yi", code=CONFLICT)
    assert "the task is held by li.na since" in run("task", "answer", case, "look#1", *[f"{name}={value}" for name, value in FOUND.items()], who="wang.yi", code=CONFLICT)
    assert "look#1" in run("task", "list", "--mine", who="wang.yi", now="2026-03-03T01:00:00Z"), "a substitute"
    assert "handed on to sun.hao" in run("task", "delegate", case, "look#1", "--to", "sun.hao", "--reason", "knows the branch")
    shown = run("task", "show", case, "look#1")
    assert "held by: sun.hao, handed on by li.na" in shown and "Task handed on: li.na (handler) → sun.hao: knows the branch" in shown
    assert "办理人：sun.hao，转交人 li.na" in run("task", "show", case, "look#1", lang="zh")
    assert "says why" in run("task", "claim", case, "look#1", "--take-over", who="zhou.min", role="supervisor", code=BAD_INPUT)
    run("task", "claim", case, "look#1", "--take-over", "--reason", "away", who="zhou.min", role="supervisor")
    assert "back with its role" in run("task", "release", case, "look#1", who="zhou.min", role="supervisor")
    shown = json.loads(run("task", "show", case, "look#1", "--json"))
    assert [act["kind"] for act in shown["acts"]] == ["task_claimed", "task_delegated", "task_claimed", "task_released"] and shown["held_by"] is None
    assert "Task handed on: Officer's decision · handler → sun.hao: knows the branch" in run("history", case) and "转交待办" in run("history", case, lang="zh")
    assert "Back with their roles" not in run("task", "recuse", case, "look#1", "--reason", "a cousin", who="wang.yi")
    assert "declared a tie to the matter: wang.yi (handler)" in run("task", "show", case, "look#1")
    assert "declared a tie to the matter at" in run("task", "claim", case, "look#1", who="wang.yi", code=REFUSED)


def test_the_command_line_keeps_a_draft_and_answers_with_it(shell: tuple[Shell, str]) -> None:
    run, case = shell
    assert "you have no draft" in run("task", "answer", case, "look#1", "--draft", code=NOT_FOUND)
    assert "Kept as a draft: decision, findings" in run("task", "draft", case, "look#1", "decision=upheld", "findings=charged twice")
    assert "You had no draft" in run("task", "draft", case, "look#1", "--drop", who="sun.hao")
    shown = run("task", "show", case, "look#1")
    assert "Your draft (" in shown and "findings: charged twice" in shown and "form: " in shown
    assert "charged twice" not in run("task", "show", case, "look#1", who="sun.hao")
    assert "Draft of li.na" in run("task", "show", case, "look#1", who="zhou.min", role="supervisor")
    assert "草稿" in run("task", "show", case, "look#1", lang="zh")
    assert "basis" in run("task", "answer", case, "look#1", "--draft", code=BAD_INPUT), "what is missing is asked for"
    assert "the form officer_decision is another one" in run("task", "answer", case, "look#1", "--draft", "--form", "0123456789abcdef", "basis=fee schedule 3", "reason=clear", code=CONFLICT)
    run("task", "answer", case, "look#1", "--draft", "basis=fee schedule 3", "reason=clear")
    journal = json.loads(run("case", "journal", case, "--json"))
    answered = next(event for event in journal if event["kind"] == "task_answered")
    assert answered["payload"]["answer"] == FOUND
    assert "Your draft" not in run("task", "show", case, "look#1")
    reads = json.loads(run("reads", "--case", case, "--json"))
    assert any("draft" in row["what"] for row in (reads if isinstance(reads, list) else reads["reads"]))

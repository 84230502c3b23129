"""Who may read what: purposes, the record of reads, masked copies, and twenty planted values that no analyst meets."""

from __future__ import annotations

import copy
import html
import inspect
import json
import logging
import os
import re
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

import amends
from amends import errors

NOW = "2026-03-02T01:00:00Z"
PROGRAM = amends.installation() / "bin" / "amends"
TEXT_ROLES = ("handler", "supervisor", "legal", "consumer_protection", "crisis_trained")

PLANTED = [
    "11010519491231002X", "110105194912310020", "6222020200112233445", "13812345678", "E12345678", "H1234567890", "DE89370400440532013000", "li.na@example.com", "王小明测试", "Margaret Oldfield",
    "蓝色大象在窗台上跳舞", "purple otters juggle teacups nightly", "悄悄话不能外传给别人", "the neighbour saw him weep yesterday", "备注里写着秘密的内容", "vendor secret remark seven words long here",
    "北京市海淀区牡丹园路12号", "HT-2026-00012345", "quietword", "地下室的保险柜密码",
]


def amends_program(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(PROGRAM), *words, "--lang", "en"], cwd=cwd, capture_output=True, text=True, env={**os.environ, "COLUMNS": "200"})


def planted_record(record: dict[str, Any]) -> dict[str, Any]:
    """K1 with a planted value in every place where a value can stand."""
    out = copy.deepcopy(record)
    out["text"]["docs"][0]["body"] += f"。{PLANTED[10]}。{PLANTED[11]}。本人{PLANTED[8]}，身份证{PLANTED[0]}，卡号{PLANTED[2]}，电话{PLANTED[3]}，邮箱{PLANTED[7]}。"
    out["text"]["docs"].append({"id": "t2", "kind": "note", "body": PLANTED[14]})
    out["parties"] = [
        {
            "id": "p1", "role": "complainant", "name": PLANTED[8], "id_doc": PLANTED[0], "occupation": PLANTED[18],
            "contacts": [{"kind": "phone", "value": "+86" + PLANTED[3]}, {"kind": "email", "value": PLANTED[7]}, {"kind": "address", "value": PLANTED[16]}],
        },
        {"id": "p2", "role": "employee", "name": PLANTED[9], "org": PLANTED[5]},
    ]
    out["contract"] = {"no": PLANTED[17], "seller": PLANTED[4]}
    out["events"] = [{"id": "e1", "what": PLANTED[12], "place": PLANTED[19]}]
    out["demand"] = [{"id": "d1", "kind": "refund", "text": PLANTED[13]}]
    out["ext"] = {"bank": {"remark": PLANTED[15], "iban": PLANTED[6], "old_id": PLANTED[1], "word": PLANTED[18]}}
    return out


@pytest.fixture
def planted(database: Path, record: dict[str, Any]) -> tuple[Path, str]:
    with amends.open(database, by="li.na", role="handler", now=NOW) as rt:
        rt.deploy("standard_complaint")
        case_id = rt.submit("standard_complaint", planted_record(record)).id
        for task in rt.tasks(case=case_id):
            if task.form == "ack_sent":
                task.answer({"sent_at": NOW, "how": "phone", "reason": PLANTED[12]})
        rt.correct(case_id, "classify.complexity", "complex", reason=PLANTED[13])
    return database, case_id


def meets(text: str) -> list[str]:
    return [value for value in PLANTED if value in text]


def rows(database: Path) -> list[tuple[Any, ...]]:
    if not Path(f"{database}.reads").exists():
        return []
    with sqlite3.connect(f"{database}.reads") as db:
        return list(db.execute("SELECT no, by, role, purpose, case_id, what, level FROM read ORDER BY no"))


# --- the record of reads ---


def test_a_case_is_recorded_once_whatever_is_looked_at(runtime: amends.Runtime, database: Path, record: dict[str, Any]) -> None:
    runtime.deploy("first_line")
    case = runtime.case(runtime.submit("first_line", record).id)
    runtime.cases(), runtime.tasks(), case.status, case.waiting_at, case.approvals, repr(case)
    assert rows(database) == [], "lists need no record"
    case.record, case.envelopes, case.sections, case.events, case.review(), case.text(), case.html(), case._repr_html_(), case.history(), case.why("classify"), case.section_history("classify")
    assert rows(database) == [(1, "li.na", "handler", "test", case.id, "record,texts,journal", "P4")]
    runtime.case(case.id).text()
    assert len(rows(database)) == 2, "another object is another act"


def test_what_says_which_restricted_sections_were_before_the_reader(planted: tuple[Path, str]) -> None:
    database, case_id = planted
    for role, what, level in (("supervisor", "record,texts,journal", "P4"), ("crisis_trained", "record,texts", "P3")):
        with amends.open(database, by="wu", role=role, purpose="审计", read_only=True) as rt:
            rt.case(case_id).text()
        got = rows(database)[-1]
        assert ("portrait" in got[5] and "psychology" in got[5]) == (role == "supervisor")
        assert got[2:4] == (role, "审计") and got[5].startswith(what) and got[6] == level, got


@pytest.mark.parametrize("role", TEXT_ROLES)
def test_who_reads_texts_says_why(database: Path, record: dict[str, Any], role: str) -> None:
    with amends.open(database, by="li.na", role=role, now=NOW) as rt:
        rt.deploy("first_line")
        case = rt.case(rt.submit("first_line", record).id)
        for look in (lambda: case.record, case.text, case.html, case.review, case.history, lambda: case.sections, lambda: case.why("classify"), lambda: rt.reads()):
            with pytest.raises(errors.Refused, match="purpose is empty"):
                look()
    assert rows(database) == []


def test_an_analyst_needs_no_purpose_and_leaves_no_record(database: Path, record: dict[str, Any]) -> None:
    with amends.open(database, now=NOW) as rt:
        assert rt.role == "analyst"
        rt.deploy("first_line")
        case = rt.case(rt.submit("first_line", record).id)
        case.text(), case.sections, case.history(), case.why("classify"), case.section_history("classify")
        for look in (lambda: case.record, lambda: case.envelopes, lambda: case.events, lambda: rt.reads(), lambda: rt.snapshot(database.with_name("copy.db"))):
            with pytest.raises(errors.Refused):
                look()
        assert rows(database) == []
        rt.export_masked(case)
    assert [(row[2], row[5], row[6]) for row in rows(database)] == [("analyst", "masked_copy", "P1")]


@pytest.mark.parametrize("role", ["trainer", "compliance", "admin", "Handler", "unheard_of"])
def test_an_unknown_role_sees_the_least(database: Path, record: dict[str, Any], role: str) -> None:
    with amends.open(database, role=role, purpose="test", now=NOW) as rt:
        rt.deploy("first_line")
        case = rt.case(rt.submit("first_line", record).id)
        assert not rt.sees_texts and not rt.sees_restricted
        with pytest.raises(errors.Refused):
            case.record


def test_a_read_that_cannot_be_recorded_shows_nothing(database: Path, record: dict[str, Any]) -> None:
    with amends.open(database, by="li.na", role="handler", purpose="test", now=NOW) as rt:
        rt.deploy("first_line")
        case_id = rt.submit("first_line", record).id
        Path(f"{database}.reads").write_bytes(b"x" * 8192)
        for look in (lambda: rt.case(case_id).record, rt.case(case_id).text, rt.case(case_id).html, lambda: rt.case(case_id).events):
            with pytest.raises(errors.AmendsError, match="nothing is shown"):
                look()
        assert rt.verify()["faults"] == 1
    shown = amends_program("case", "show", case_id, "--db", str(database), cwd=database.parent)
    assert shown.returncode == 7 and not shown.stdout and "nothing is shown" in shown.stderr
    Path(f"{database}.reads").unlink()
    Path(f"{database}.reads").mkdir()
    assert amends_program("case", "journal", case_id, "--db", str(database), cwd=database.parent).returncode == 4


def test_a_reader_records_while_another_process_writes(database: Path, record: dict[str, Any]) -> None:
    with amends.open(database, by="li.na", role="handler", purpose="test", now=NOW) as rt:
        rt.deploy("first_line")
        case_id = rt.submit("first_line", record).id
        head = rt.case(case_id)._state["seq"]
        assert amends_program("case", "show", case_id, "--db", str(database), "--by", "wu", "--purpose", "second look", cwd=database.parent).returncode == 0
        rt.submit("first_line", {**record, "case": {**record["case"], "id": "CASE-OTHER"}, "channel": {**record["channel"], "ref": "other"}})
        rt.case(case_id).text()
        assert rt.case(case_id)._state["seq"] == head, "a read moves no case"
        assert [(row[1], row[3]) for row in rows(database)] == [("wu", "second look"), ("li.na", "test")]
        listed = rt.reads(case=case_id)
        assert [one.by for one in listed] == ["wu", "li.na", "li.na"] and listed[-1].what == "reads" and "second look" in str(listed) and "second look" in listed._repr_html_()
        report = rt.verify()
        assert report["reads"] == 3 and len(report["reads_head"]) == 64 and report["faults"] == 0


def test_the_command_line_records_and_lists(planted: tuple[Path, str]) -> None:
    database, case_id = planted
    folder = database.parent
    db = ("--db", str(database), "--by", "li.na")
    assert amends_program("case", "show", case_id, *db, cwd=folder).returncode == 0
    assert rows(database)[-1][3] == "daily work (not stated)"
    assert amends_program("case", "show", case_id, *db, "--role", "supervisor", "--purpose", "weekly review", cwd=folder).returncode == 0
    assert rows(database)[-1][2:4] == ("supervisor", "weekly review")
    listed = amends_program("reads", *db, "--case", case_id, cwd=folder)
    assert listed.returncode == 0 and "weekly review" in listed.stdout and "daily work (not stated)" in listed.stdout
    assert rows(database)[-1][5] == "reads"
    as_json = json.loads(amends_program("reads", *db, "--json", cwd=folder).stdout)
    assert [one["no"] for one in as_json] == list(range(1, len(as_json) + 1))
    assert amends_program("reads", *db, "--role", "analyst", cwd=folder).returncode == 4
    assert amends_program("reads", *db, "--case", "CASE-NONE", cwd=folder).returncode == 3
    whole = amends_program("verify", *db, cwd=folder)
    assert whole.returncode == 0 and f"record of reads: {len(rows(database))} rows" in whole.stdout
    with sqlite3.connect(f"{database}.reads") as tampered:
        tampered.execute("UPDATE read SET by = 'nobody' WHERE no = 2")
    found = amends_program("verify", *db, cwd=folder)
    assert found.returncode == 1 and "record of reads: read 2 was changed" in found.stdout


# --- every path is classified: what is new fails until somebody decides ---

CASE = {  # public members of Case -> what the first look leaves: "read" (a row), "free" (nothing restricted in it)
    "id": "free", "workflow": "free", "status": "free", "waiting_at": "free", "approvals": "free",
    "record": "read", "sections": "read", "envelopes": "read", "events": "read", "why": "read", "history": "read", "section_history": "read", "review": "read", "text": "read", "html": "read",
    "view": "read", "charts": "read", "findings": "read", "said": "read", "timeline": "read", "clocks": "read", "graph": "read", "ladder": "read", "dimensions": "read", "risk": "read", "decisions": "read", "emotion": "read", "tasks": "read",
    "_repr_html_": "read",
}
RUNTIME = {  # the same, and "act": changes something and shows no text of a case; "own": shows only what the caller brought, or the program itself
    "case": "free", "cases": "free", "tasks": "free", "now": "free", "sees_texts": "free", "sees_restricted": "free", "pseudonym": "free", "follow": "free", "table": "free", "tables": "free", "events": "free", "cases_table": "free", "clocks": "free",
    "findings": "free", "open_daily": "free", "export": "free", "by": "free", "role": "free", "purpose": "free",
    "shown": "read", "drafts": "read", "reads": "read", "export_masked": "read", "snapshot": "read", "backup": "read", "failures": "read",
    "deploy": "act", "submit": "act", "submit_many": "act", "answer": "act", "message": "act", "signal": "act", "correct": "act", "add_document": "act", "resume": "act", "suspend": "act", "cancel": "act", "retry": "act", "work": "act", "outbox": "leaves",  # leaves: hands out what a workflow lets leave, each message recorded as a read; test_outbox.py
    "fire_timers": "act", "recover": "act", "close": "act",
    "claim": "act", "release": "act", "delegate": "act", "recuse": "act", "save_draft": "act", "drop_draft": "act",
    "extend_clock": "act", "suspend_clock": "act", "resume_clock": "act", "restart_clock": "act", "rebase_clocks": "act",
    "workflow": "own", "_repr_html_": "free", "run_stage": "own", "decide": "own", "stages": "own", "plugins": "own", "verify": "own",
}
COMMANDS = {
    "case show": "read", "case journal": "read", "case sheet": "read", "case letter": "read", "case checklist": "read", "case situation": "read", "case export-masked": "read", "task show": "read", "report": "read",
    "reads": "read", "snapshot": "read", "backup": "read", "export": "tables",  # tables: pseudonymised whatever the role; tests/python/test_exports.py
    "case list": "free", "task list": "free", "draw": "free", "doctor": "free", "stats": "free",
    "history": "read", "clock explain": "read",  # "export --case" too: test_bundles.py
    "run": "act", "case correct": "act", "case add": "act", "case resume": "act", "case suspend": "act", "case cancel": "act", "case retry": "act", "outbox pull": "leaves", "outbox ack": "act", "outbox retry": "act", "outbox drop": "act", "outbox list": "free", "task answer": "act", "task claim": "act", "task release": "act", "task delegate": "act", "task recuse": "act", "task draft": "act", "message": "act", "signal": "act", "work": "act", "import": "act", "restore": "act",
    "clock extend": "act", "clock suspend": "act", "clock resume": "act", "clock restart": "act", "clock rebase": "act", "clock compute": "own", "rules list": "own", "rules show": "own", "checkpoint": "own",
    "stage run": "own", "stage list": "own", "verify": "own", "validate": "own", "test": "own", "trace": "own", "decide": "own", "packs": "own", "plugin list": "own", "plugin inspect": "own", "plugin trust": "own", "plugin new": "own",
    "bench eight": "own", "bench submit": "own", "bench wake": "own", "bench age": "own",
}


def public(cls: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(cls) if not name.startswith("_") or name == "_repr_html_"}


def commands(cwd: Path, *words: str) -> set[str]:
    """The commands that the program's own help names, down to the last word."""
    text = amends_program(*words, "--help", cwd=cwd).stdout if words else subprocess.run([str(PROGRAM), "--help"], cwd=cwd, capture_output=True, text=True).stdout
    block = re.split(r"(?im)^(?:sub)?commands:.*$", text)
    if len(block) < 2:
        return {" ".join(words)}
    names = re.findall(r"(?m)^  ([a-z][a-z-]*)\b", block[1])
    return set().union(*(commands(cwd, *words, name) for name in names))


def test_every_way_to_read_is_classified(tmp_path: Path) -> None:
    instance = {"id", "workflow", "status"}
    assert public(amends.Case) | instance == set(CASE), "a new member of Case: decide whether it needs a record of reads"
    assert public(amends.Runtime) - {"__enter__"} | {"by", "role", "purpose"} == set(RUNTIME), "a new member of Runtime: decide whether it needs a record of reads"
    assert commands(tmp_path) == set(COMMANDS), "a new command: decide whether it needs a record of reads"


def test_every_path_that_reads_leaves_a_row(planted: tuple[Path, str]) -> None:
    database, case_id = planted
    with amends.open(database, by="li.na", role="supervisor", purpose="test", read_only=True) as rt:
        call: dict[str, Any] = {"why": ("classify",), "section_history": ("classify",), "view": ("summary",)}
        for name, kind in CASE.items():
            before = len(rows(database))
            member = getattr(rt.case(case_id), name)
            shown = member(*call.get(name, ())) if callable(member) else member
            if hasattr(shown, "_repr_html_"):  # a piece of the review is made when it is displayed
                shown._repr_html_()
            assert len(rows(database)) - before == (1 if kind == "read" else 0), name
        task = rt.tasks(case=case_id).first()
        acts = {"shown": lambda: rt.shown(case_id, task.id), "drafts": lambda: rt.drafts(case_id, task.id), "reads": rt.reads, "export_masked": lambda: rt.export_masked(case_id), "snapshot": lambda: rt.snapshot(database.with_name("copy.db")), "backup": lambda: rt.backup(database.with_name("backup")), "failures": lambda: rt.failures(case_id)}
        free = {"case": lambda: rt.case(case_id), "cases": rt.cases, "tasks": rt.tasks, "events": rt.events, "findings": rt.findings, "cases_table": rt.cases_table, "clocks": rt.clocks, "open_daily": rt.open_daily, "follow": lambda: list(rt.follow(0, timeout=0)), "now": lambda: rt.now, "verify": rt.verify, "stages": rt.stages, "plugins": rt.plugins}
        assert set(acts) == {name for name, kind in RUNTIME.items() if kind == "read"}
        for name, act in {**acts, **free}.items():
            before = len(rows(database))
            act()
            assert len(rows(database)) - before == (1 if name in acts else 0), name
    for name, kind in COMMANDS.items():
        if kind not in ("read", "free"):
            continue
        words = {
            "reads": ["reads"], "snapshot": ["snapshot", "second.db"], "backup": ["backup", "second.backup"], "report": ["report", case_id, "--html", "--out", "page.html"], "case list": ["case", "list"], "task list": ["task", "list"], "draw": ["draw", "--case", case_id, "--out", "x.svg"],
            "task show": ["task", "show", case_id, task.id], "doctor": ["doctor", "--now", "2026-03-02T02:00:00Z"], "stats": ["stats"], "outbox list": ["outbox", "list"],
        }.get(name, [*name.split(), case_id])
        before = len(rows(database))
        ran = amends_program(*words, "--db", str(database), "--by", "li.na", "--role", "supervisor", cwd=database.parent)
        there = ran.returncode == 0 or (name == "doctor" and ran.returncode == 1)  # 1: something is in need of care
        # A case without a letter, plan or crisis has no such sheet: nothing is shown, nothing recorded.
        assert there or "has no" in ran.stderr, (name, ran.stderr)
        assert len(rows(database)) - before == (1 if kind == "read" and there else 0), name


# --- what an analyst meets ---


def test_no_planted_value_in_any_view_of_an_analyst(planted: tuple[Path, str], caplog: pytest.LogCaptureFixture) -> None:
    database, case_id = planted
    seen: dict[str, str] = {}
    with caplog.at_level(logging.DEBUG, logger="amends"), amends.open(database, now="2026-03-05T01:00:00Z") as rt:
        case = rt.case(case_id)
        for language in ("zh", "en"):
            seen[f"text {language}"] = case.text(language)
            seen[f"html {language}"] = case.html(language)
            seen[f"review {language}"] = json.dumps(case.review(language, full_ledger=True), ensure_ascii=False)
        seen["sections"] = json.dumps(case.sections, ensure_ascii=False)
        seen["state"] = json.dumps({k: v for k, v in case._state.items()}, ensure_ascii=False)
        seen["approvals"] = json.dumps(case.approvals, ensure_ascii=False)
        seen["history"] = str(case.history()) + case.history()._repr_html_() + repr(list(case.history()))
        for name in case.sections:
            seen[f"why {name}"] = str(case.why(name)) + repr(case.why(name))
            seen[f"runs {name}"] = str(case.section_history(name)) + repr(list(case.section_history(name)))
        for table in (rt.events, rt.cases_table, rt.clocks, rt.findings, rt.open_daily):
            seen[f"table {table.__name__}"] = repr(table().to_pylist())
        seen["events"] = repr(list(rt.follow(0, timeout=0)))
        seen["cases"] = json.dumps(rt.cases(), ensure_ascii=False)
        seen["tasks"] = repr(list(rt.tasks(status="")))
        seen["masked"] = json.dumps(rt.export_masked(case), ensure_ascii=False)
        failing = [lambda: case.record, lambda: case.events, lambda: rt.shown(case_id, "x"), lambda: rt.correct(case_id, "parties.0.name", "x", reason="x"), lambda: rt.reads(), lambda: case.why("portrait"),
                   lambda: rt.answer(case_id, rt.tasks(case=case_id).first().id, {}), lambda: case.section_history("portrait"), lambda: rt.add_document(case_id, "x")]
        for index, act in enumerate(failing):
            with pytest.raises(errors.AmendsError) as refused:
                act()
            seen[f"error {index}"] = repr(refused.value)
    seen["log"] = caplog.text
    page = database.with_name("masked.html")
    with amends.open(database, read_only=True) as rt:
        rt.export_masked(case_id, page)
    seen["masked page"] = page.read_text(encoding="utf-8")
    common = ("--db", str(database), "--role", "analyst", "-v")
    for words in (["case", "show", case_id], ["case", "show", case_id, "--json"], ["case", "list"], ["case", "list", "--json"], ["task", "list", "--all"], ["task", "list", "--json"], ["report", case_id, "--html", "--out", "p.html"],
                  ["draw", "--case", case_id], ["case", "journal", case_id], ["case", "letter", case_id], ["case", "sheet", case_id], ["case", "situation", case_id], ["task", "show", case_id, "x"], ["reads"],
                  ["case", "export-masked", case_id], ["case", "export-masked", case_id, "--html"], ["verify"]):
        for lang in ("zh", "en") if words[:2] == ["case", "show"] or words[0] == "report" else ("zh",):
            ran = subprocess.run([str(PROGRAM), *words, *common, "--lang", lang], cwd=database.parent, capture_output=True, text=True)
            seen[" ".join(words) + lang] = ran.stdout + ran.stderr
            if words[0] == "report":
                seen["page " + lang] = (database.parent / "p.html").read_text(encoding="utf-8")
    leaks = {place: meets(text) for place, text in seen.items() if meets(text)}
    assert leaks == {}
    # The values are there for who may see them: the test looks at the right case.
    with amends.open(database, by="li.na", role="handler", purpose="test", read_only=True) as rt:
        assert set(meets(json.dumps(rt.case(case_id).record, ensure_ascii=False))) == set(PLANTED)


def test_no_planted_value_in_a_log_line_while_the_case_runs(database: Path, record: dict[str, Any], caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    with caplog.at_level(logging.DEBUG, logger="amends"), amends.open(database, now=NOW) as rt:
        rt.deploy("standard_complaint")
        rt.submit("standard_complaint", planted_record(record))
    assert meets(caplog.text) == []
    (tmp_path / "one.json").write_text(json.dumps(planted_record(record), ensure_ascii=False), encoding="utf-8")
    ran = amends_program("run", "standard_complaint", "--input", "one.json", "--db", "b.db", "--now", "received", "-v", cwd=tmp_path)
    assert ran.returncode == 0 and meets(ran.stdout + ran.stderr) == []


def test_what_a_failing_stage_says_is_not_told_to_an_analyst(database: Path, record: dict[str, Any]) -> None:
    @amends.stage("bank.careless", reads=["parties"], writes="ext.bank.careless", texts={"en": "Careless", "zh": "粗心"})
    def careless(case: Any, ctx: Any) -> dict[str, Any]:
        raise errors.NeedsPerson(f"cannot read {PLANTED[8]} {PLANTED[0]}")

    folder = database.parent / "flow"
    folder.mkdir()
    (folder / "workflow.yaml").write_text("workflow: careless\nversion: 1.0.0\ntitle: {zh: 粗心, en: Careless}\nsteps:\n  - s: {stage: bank.careless}\n", encoding="utf-8")
    with amends.open(database, now=NOW, plugins=[careless]) as rt:
        rt.deploy(folder)
        case = rt.case(rt.submit("careless", planted_record(record)).id)
        assert case.status == "parked"
        seen = json.dumps([rt.cases(), case._state, case.review()], ensure_ascii=False) + case.text() + str(case.history())
    assert meets(seen) == []
    listed = amends_program("case", "list", "--json", "--role", "analyst", "--db", str(database), cwd=database.parent)
    assert listed.returncode == 0 and meets(listed.stdout + listed.stderr) == []


def test_a_masked_copy_says_what_was_taken_out_and_keeps_the_rest(planted: tuple[Path, str]) -> None:
    database, case_id = planted
    with amends.open(database, by="li.na", role="handler", purpose="fault report", read_only=True) as rt:
        path = database.with_name("masked.json")
        one, two = rt.export_masked(case_id, path), rt.export_masked(case_id)
        assert json.loads(path.read_text(encoding="utf-8")) == one
        with pytest.raises(errors.AlreadyExists):
            rt.export_masked(case_id, path)
    assert one["case"]["id"] == case_id and one["facts"]["money"]["claimed"]["currency"] == "CNY" and one["facts"]["channel"]["kind"]
    assert one["clocks"] and all(clock["due_at"].endswith("Z") for clock in one["clocks"])
    assert one["sections"]["analysis.classify"]["result"]["nature"]["primary"] == "fee_interest"
    assert any(finding["code"] for section in one["sections"].values() for finding in section["findings"])
    assert [event["seq"] for event in one["history"]] == list(range(1, len(one["history"]) + 1))
    taken = {row["path"]: row["class"] for row in one["taken_out"]}
    assert taken["parties.id_doc"] == "P3" and taken["text.docs.body"] == "P2" and taken["ext"] == "unknown"
    assert not any("portrait" in path or "negotiation" in path for path in one["sections"])
    names = [[party.get("name") for party in out["facts"]["parties"]] for out in (one, two)]
    assert all(re.fullmatch(r"person-[0-9a-f]{8}", name) for name in names[0]) and len(set(names[0])) == 2 and not set(names[0]) & set(names[1])


# --- why, history ---


def test_why_this_route(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    runtime.deploy("first_line")
    case = runtime.case(runtime.submit("first_line", record).id)
    why = case.why("route")
    assert why.section == "routing" and why.stage == "amends.routing" and why.matched
    page = html.unescape(why._repr_html_())
    assert why.reasons and all(reason.text["en"] in page and all(str(item) in page for item in reason.evidence) for reason in why.reasons)
    assert why.explain["en"] in page and ", ".join(why.matched) in page


def test_why_gives_findings_with_their_evidence(planted: tuple[Path, str]) -> None:
    database, case_id = planted
    with amends.open(database, by="li.na", role="handler", purpose="test", read_only=True) as rt:
        classify = rt.case(case_id).why("classify")
        assert any(item.kind == "span" and item.quote for reason in classify.reasons for item in reason.evidence)
        assert classify.computations and "computed:" in str(classify)
        with pytest.raises(errors.NotFound, match="there are "):
            rt.case(case_id).why("no_such_section")
    with amends.open(database, read_only=True) as rt:
        classify = rt.case(case_id).why("classify")
        assert classify.reasons and not any(item.quote for reason in classify.reasons for item in reason.evidence)
        for restricted in ("portrait", "psychology", "plan"):
            with pytest.raises(errors.NotFound):
                rt.case(case_id).why(restricted)


def test_history_tells_both_languages(planted: tuple[Path, str]) -> None:
    database, case_id = planted
    with amends.open(database, by="li.na", role="handler", purpose="test", read_only=True) as rt:
        history = rt.case(case_id).history()
        assert [one.seq for one in history] == list(range(1, len(history) + 1))
        assert history[0].kind == "case_opened" and history[0].title["zh"] and history[0].title["en"] and history[0].at == NOW
        corrected = next(one for one in history if one.kind == "corrected")
        assert corrected.by == "user:li.na" and PLANTED[13] in str(corrected)
    with amends.open(database, read_only=True) as rt:
        masked = rt.case(case_id).history()
        assert len(masked) == len(history) and not meets(str(masked))


def test_section_history_compares_each_run_with_the_one_before(planted: tuple[Path, str]) -> None:
    database, case_id = planted
    with amends.open(database, by="li.na", role="handler", purpose="test", now="2026-03-03T01:00:00Z") as rt:
        runs = rt.case(case_id).section_history("classify")
        assert len(runs) >= 1 and runs[0].new_inputs == () and runs[0].changes == () and re.fullmatch(r"[0-9a-f]{16}", runs[0].inputs)
    rows_of = [{"run": 1, "seq": 3, "at": NOW, "stage": "s", "version": "1", "status": "ok", "reads": {"text": "a", "money": "b"}, "result": {"x": 1, "y": [1, 2]}},
               {"run": 2, "seq": 9, "at": NOW, "stage": "s", "version": "1", "status": "ok", "reads": {"text": "c", "money": "b"}, "result": {"x": 2, "y": [1]}}]
    from amends.reasons import section_history

    second = section_history("verify", rows_of)[1]
    assert second.new_inputs == ("text",) and [str(change) for change in second.changes] == ["x: 1 -> 2", "y[1]: 2 -> None"]
    with amends.open(database, read_only=True) as rt:
        masked = rt.case(case_id).section_history("classify")
        assert [one.seq for one in masked] == [one.seq for one in runs] and masked[0].inputs != runs[0].inputs, "digests of an analyst are salted"
        with pytest.raises(errors.Refused):
            rt.case(case_id).section_history("portrait")


def test_a_number_or_a_name_in_an_odd_place_is_in_no_masked_copy(runtime: amends.Runtime, record: dict[str, Any]) -> None:
    numbers = ["138.1234.5678", "138/1234/5678", "１３８１２３４５６７８", "138\u00a01234\u00a05678", "138–1234–5678", "138\u200b1234\u200b5678", "(138)1234(5678)", "62345678", "+44 7700 900123", "078-05-1120", "一三八一二三四五六七八", "110105_19491231_002X"]
    runtime.deploy("first_line")
    for number, text in enumerate(numbers):
        row = json.loads(json.dumps(record))
        row["case"]["id"], row["channel"]["ref"] = f"CASE-ODD-{number}", f"odd-{number}"
        row.setdefault("product", {})["name"] = row["product"]["code"] = row["case"]["unit"] = text
        row["group"] = {"size": 13_812_345_678}
        row["parties"][0]["id"] = "gao-shengli"
        copy = json.dumps(runtime.export_masked(runtime.submit("first_line", row).id), ensure_ascii=False)
        assert text not in copy and "13812345678" not in copy and "gao-shengli" not in copy, text
        assert text not in repr(runtime.cases_table().to_pylist()) and text not in repr(runtime.table("objects").to_pylist()), text
    # What looks a little like them and says nothing of a person stays.
    kept = runtime.export_masked(runtime.submit("first_line", {**record, "product": {"kind": "credit_card", "name": "Card 360 Plus"}, "group": {"size": 999_999}}).id)
    assert "Card 360 Plus" in json.dumps(kept) and "999999" in json.dumps(kept) and record["channel"]["received_at"] in json.dumps(kept)


def test_reasons_and_history_read_in_the_language_that_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with amends.open(tmp_path / "a.db", by="li.na", role="supervisor", purpose="test", now="2026-03-02T04:00:00Z") as rt:
        rt.deploy("first_line")
        case = rt.case(rt.submit("first_line", amends.samples()["K02"].record).id)
        why, history = case.why("classify"), case.history()
    assert "[说明] severity.level" in why.lines("zh") and "[info] severity.level" in why.lines("en")
    assert "命中的行与规则" in why.lines("zh") and "rows and rules" in why.lines("en")
    assert "立案" in history.lines("zh") and "Case opened" in history.lines("en")
    monkeypatch.setenv("AMENDS_LANG", "zh_CN.UTF-8")
    assert str(why) == why.lines("zh") and str(history) == history.lines("zh")

"""Stages written in Python: bare, inside the engine, and when they go wrong."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

import amends
from stage_kit import deploy

@amends.stage("bank.vip_check", reads=["parties"], writes="ext.bank.vip", texts={"en": "VIP check", "zh": "贵宾核查"})
def vip_check(case: Any, ctx: amends.Context) -> dict[str, Any]:
    """Whether a party has a private banking tier."""
    hits = [p for p in case["parties"] if p.get("ext", {}).get("tier") == "private"]
    return {"is_vip": bool(hits), "evidence": [ctx.fact("/parties")]}


def test_a_stage_is_callable_bare() -> None:
    assert vip_check({"parties": [{"ext": {"tier": "private"}}]})["is_vip"] is True
    assert vip_check.__doc__ == "Whether a party has a private banking tier."


def test_a_stage_sees_only_what_it_reads_and_its_result_is_stored(database: Path, record: dict[str, Any], tmp_path: Path) -> None:
    seen: list[dict[str, Any]] = []

    @amends.stage("bank.look", reads=["parties", "money.claimed"], writes="ext.bank.look")
    def look(case: Any) -> dict[str, Any]:
        seen.append(case)
        return {"parties": len(case["parties"])}

    with amends.open(database, by="li.na", role="handler", purpose="test", now="2026-03-02T01:00:00Z", plugins=[look]) as rt:
        name = deploy(rt, tmp_path, "bank.look")
        case = rt.submit(name, record)
        assert case.status == "finished"
        assert rt.case(case.id).record["ext"]["bank"]["look"] == {"parties": 1}
    assert set(seen[0]) == {"parties", "money"} and seen[0]["money"] == {"claimed": {"minor": 30000, "currency": "CNY"}}


def test_an_exception_becomes_a_stage_error_with_the_real_traceback(database: Path, record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.broken", reads=["parties"], writes="ext.bank.broken")
    def broken(case: Any) -> dict[str, Any]:
        raise ValueError("the tier table is empty")

    with amends.open(database, by="li.na", role="handler", purpose="test", now="2026-03-02T01:00:00Z", plugins=[broken], language="en") as rt:
        case = rt.submit(deploy(rt, tmp_path, "bank.broken"), record)
        assert case.status == "parked"
        failed = next(event for event in rt.case(case.id).events if event["kind"] == "stage_failed")
        assert failed["payload"]["message"] == "bank.broken: ValueError: the tier table is empty"
        assert "test_stage.py" in failed["payload"]["diagnostic"]["path"] and "in broken" in failed["payload"]["diagnostic"]["traceback"]
        assert rt.verify()["faults"] == 0


def test_needs_person_takes_the_on_error_route_or_parks(database: Path, record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.unsure", reads=["parties"], writes="ext.bank.unsure")
    def unsure(case: Any) -> dict[str, Any]:
        raise amends.errors.NeedsPerson("two persons share this name; compare the documents")

    with amends.open(database, by="li.na", role="handler", purpose="test", now="2026-03-02T01:00:00Z", plugins=[unsure]) as rt:
        case = rt.submit(deploy(rt, tmp_path, "bank.unsure"), record)
        failed = next(event for event in rt.case(case.id).events if event["kind"] == "stage_failed")
        assert failed["payload"]["code"] == "needs_person" and case.status == "parked"


@pytest.mark.parametrize("answer", [{"x": {1, 2}}, {"x": float("nan")}, 17, {"x": 2**60}])
def test_what_is_not_json_is_a_stage_error(answer: Any, database: Path, record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.odd", reads=["parties"], writes="ext.bank.odd")
    def odd(case: Any) -> Any:
        return answer

    with amends.open(database, by="li.na", role="handler", purpose="test", now="2026-03-02T01:00:00Z", plugins=[odd]) as rt:
        assert rt.submit(deploy(rt, tmp_path, "bank.odd"), record).status == "parked"


def test_a_finding_without_evidence_is_refused_by_the_engine(database: Path, record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.claim", reads=["parties"], writes="ext.bank.claim")
    def claim(case: Any) -> dict[str, Any]:
        return {"findings": [{"id": "f1", "code": "x", "severity": "info", "confidence": 1, "text": {"zh": "无", "en": "none"}, "evidence": []}]}

    with amends.open(database, by="li.na", role="handler", purpose="test", now="2026-03-02T01:00:00Z", plugins=[claim]) as rt:
        case = rt.submit(deploy(rt, tmp_path, "bank.claim"), record)
        failed = next(event for event in rt.case(case.id).events if event["kind"] == "stage_failed")
        assert "a finding without evidence" in failed["payload"]["message"]


def test_keyboard_interrupt_in_a_stage_is_no_case_failure(database: Path, record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.stop", reads=["parties"], writes="ext.bank.stop")
    def stop(case: Any) -> dict[str, Any]:
        raise KeyboardInterrupt

    with amends.open(database, by="li.na", role="handler", purpose="test", now="2026-03-02T01:00:00Z", plugins=[stop]) as rt:
        name = deploy(rt, tmp_path, "bank.stop")
        with pytest.raises(KeyboardInterrupt):
            rt.submit(name, record)
        with pytest.raises(KeyboardInterrupt):
            rt.submit_many(name, [record])
        assert rt.verify() ["cases"] == 0  # nothing was acknowledged, nothing is there


def test_an_interrupted_group_begins_no_further_case(database: Path, record: dict[str, Any], tmp_path: Path) -> None:
    seen: list[str] = []

    @amends.stage("bank.stop", reads=["channel.ref"], writes="ext.bank.stop")
    def stop(case: Any) -> dict[str, Any]:
        seen.append(case["channel"]["ref"])
        if len(seen) == 4:
            raise SystemExit(3)
        return {}

    rows = [{**record, "case": {**record["case"], "id": f"CASE-{n}"}, "channel": {**record["channel"], "ref": f"row-{n}"}} for n in range(50)]
    with amends.open(database, by="li.na", role="handler", now="2026-03-02T01:00:00Z", plugins=[stop]) as rt:
        name = deploy(rt, tmp_path, "bank.stop")
        with pytest.raises(SystemExit):
            rt.submit_many(name, rows)
        assert seen == ["row-0", "row-1", "row-2", "row-3"] and rt.verify()["faults"] == 0
        assert rt.verify()["cases"] <= 3
        assert rt.submit_many(name, rows).added + rt.verify()["cases"] >= 50 and rt.verify()["cases"] == 50


def test_the_engine_keeps_a_stage_that_python_dropped(database: Path, record: dict[str, Any], tmp_path: Path) -> None:
    def make() -> amends.Stage:
        @amends.stage("bank.temporary", reads=["parties"], writes="ext.bank.temporary")
        def temporary(case: Any) -> dict[str, Any]:
            return {"ok": True}

        return temporary

    with amends.open(database, by="li.na", role="handler", purpose="test", now="2026-03-02T01:00:00Z", plugins=[make()]) as rt:
        gc.collect()
        assert rt.submit(deploy(rt, tmp_path, "bank.temporary"), record).status == "finished"


def test_ctrl_c_stops_a_long_run_cleanly_and_loses_nothing(tmp_path: Path) -> None:
    database = tmp_path / "long.db"
    code = textwrap.dedent(f"""
        import signal
        import amends
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background hands its children an ignored SIGINT
        rt = amends.open({str(database)!r}, by="li.na", role="handler", purpose="test", now="2026-03-02T01:00:00Z")
        def rows():
            for i in range(10**9):
                if i == 300: print("going", flush=True)
                yield {{"channel": "web", "at": "2026-03-01T00:00:00Z", "body": "I was charged a fee twice.", "ref": f"r{{i}}", "institution": "TESTBANK"}}
        try:
            rt.submit_many("first_line", rows())
        except KeyboardInterrupt:
            print("stopped", flush=True)
    """)
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "going"
        os.kill(child.pid, signal.SIGINT)
        out, _ = child.communicate(timeout=60)
    finally:
        child.kill()
    assert "stopped" in out and child.returncode == 0
    with amends.open(database, read_only=True) as rt:
        report = rt.verify()
        assert report["faults"] == 0 and report["cases"] > 0


def test_the_interpreter_ends_cleanly_with_an_open_runtime(tmp_path: Path) -> None:
    code = f"import amends\nrt = amends.open({str(tmp_path / 'open.db')!r}, role='handler', purpose='test')\nrt.deploy('first_line')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stderr == ""

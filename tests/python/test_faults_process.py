"""Processes that die, fork, meet on one file, or end in the middle of work: nothing is lost, and nothing crashes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

import amends

from stage_kit import NOW, opened, rows

PREPARE = """
import os, signal, sys, threading, time
import amends
NOW = "2026-03-02T01:00:00Z"
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background gets an ignored one from its shell
def row(i): return {"channel": "web", "at": "2026-03-01T00:00:00Z", "body": "I was charged a fee twice.", "ref": f"r{i}", "institution": "TESTBANK"}
def endless():
    for i in range(10**9):
        if i == 250: print("going", flush=True)
        yield row(i)
"""


def start(code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", PREPARE + textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(code: str) -> str:
    """Runs code to its end, which must be a clean one. Returns what it printed."""
    child = start(code)
    try:
        out, err = child.communicate(timeout=120)
    finally:
        child.kill()
    assert child.returncode == 0, f"exit code {child.returncode}: {err}"
    assert "Traceback" not in err and "Fatal" not in err and "terminate" not in err, err
    return out


def whole(database: Path) -> dict[str, Any]:
    with amends.open(database, read_only=True) as rt:
        report = rt.verify()
    assert report["faults"] == 0
    return report


def test_a_kernel_that_is_killed_in_the_middle_loses_nothing_acknowledged(tmp_path: Path) -> None:
    database = tmp_path / "killed.db"
    child = start(
        f"""
        rt = amends.open({str(database)!r}, by="a", role="handler", purpose="test", now=NOW)
        for i in range(10**9):
            print(rt.submit("first_line", row(i)).id, flush=True)
        """
    )
    assert child.stdout is not None
    acknowledged = [child.stdout.readline().strip() for _ in range(5)]
    child.kill()
    acknowledged += child.stdout.read().split()
    child.wait(timeout=60)
    whole(database)
    with amends.open(database, by="a", role="handler", purpose="test", now=NOW) as rt:  # the lock went with the process
        rt.recover()
        assert all(rt.case(one).status == "waiting" for one in acknowledged)
        assert rt.submit("first_line", {"channel": "web", "at": "2026-03-01T00:00:00Z", "body": "I was charged a fee twice.", "ref": "r0", "institution": "TESTBANK"}).existed
        assert rt.verify()["faults"] == 0


def test_two_kernels_on_one_file_one_writes_and_one_reads(tmp_path: Path) -> None:
    database = tmp_path / "two.db"
    child = start(f"rt = amends.open({str(database)!r}, by='first', role='handler', purpose='test', now=NOW)\nrt.submit('first_line', row(1))\nprint('ready', flush=True)\nsys.stdin = None\ntime.sleep(600)")
    try:
        assert child.stdout is not None and child.stdout.readline().strip() == "ready"
        with pytest.raises(amends.errors.Busy, match=f"python.*pid {child.pid}|{child.pid}"):
            amends.open(database, by="second", role="handler", purpose="test")
        assert whole(database)["cases"] == 1
    finally:
        child.kill()
        child.wait(timeout=60)
    with amends.open(database, by="second", role="handler", purpose="test", now=NOW) as rt:
        assert rt.verify()["cases"] == 1


def test_a_forked_child_is_told_and_the_parent_goes_on(tmp_path: Path, record: dict[str, Any]) -> None:
    database = tmp_path / "fork.db"
    out = finish(
        f"""
        rt = amends.open({str(database)!r}, by="a", role="handler", purpose="test", now=NOW)
        rt.submit("first_line", row(1))
        child = os.fork()
        if child == 0:
            try:
                rt.submit("first_line", row(2))
            except amends.errors.StateError as error:
                print("child:", error, flush=True)
            rt.close()
            sys.exit(7)  # by way of atexit
        _, status = os.waitpid(child, 0)
        print("exit", os.waitstatus_to_exitcode(status))
        print(rt.submit("first_line", row(3)).status, rt.verify()["faults"], rt.verify()["cases"])
        """
    )
    assert "cannot be used after a fork; open the database in the process that works with it" in out
    assert "exit 7" in out and "waiting 0 2" in out
    assert whole(database)["cases"] == 2


def test_multiprocessing_workers_open_their_own(tmp_path: Path) -> None:
    out = finish(
        f"""
        import multiprocessing
        rt = amends.open({str(tmp_path / "own.db")!r}, by="a", role="handler", purpose="test", now=NOW)
        rt.submit("first_line", row(1))
        def work(n):
            with amends.open({str(tmp_path)!r} + f"/child{{n}}.db", by="a", role="handler", purpose="test", now=NOW) as own:
                return own.submit("first_line", row(n)).status
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(pool.map(work, [1, 2]))
        print(rt.verify()["faults"])
        """
    )
    assert "['waiting', 'waiting']\n0" in out


@pytest.mark.parametrize("how", ["submit_many", "submit", "stage"])
def test_the_interpreter_ends_with_work_under_way(how: str, tmp_path: Path) -> None:
    database = tmp_path / "exit.db"
    work = {
        "submit_many": 'rt.submit_many("first_line", endless())',
        "submit": 'for i in range(10**9): rt.submit("first_line", row(i))',
        "stage": 'rt.submit_many(slow_workflow, endless())',
    }[how]
    out = finish(
        f"""
        @amends.stage("bank.slow", reads=["text"], writes="ext.bank.slow")
        def slow(case):
            time.sleep(0.002)
            return {{}}
        rt = amends.open({str(database)!r}, by="a", role="handler", purpose="test", now=NOW, plugins=[slow])
        os.makedirs({str(tmp_path / "slow")!r})
        with open({str(tmp_path / "slow" / "workflow.yaml")!r}, "w") as file:
            file.write("workflow: slow\\nversion: 1.0.0\\ntitle: {{zh: 慢, en: Slow}}\\nsteps:\\n  - slow: {{stage: bank.slow}}\\n")
        slow_workflow = rt.deploy({str(tmp_path / "slow")!r})
        def work():
            try:
                {work}
            except amends.AmendsError:
                pass
        threading.Thread(target=work, daemon=True).start()
        time.sleep(1.0)
        print("over", flush=True)
        """
    )
    assert "over" in out
    assert whole(database)["cases"] > 0


def test_sys_exit_in_a_stage_ends_the_program_with_its_code_and_writes_nothing_of_the_case(tmp_path: Path) -> None:
    database = tmp_path / "sysexit.db"
    (tmp_path / "leave").mkdir()
    (tmp_path / "leave" / "workflow.yaml").write_text("workflow: leave\nversion: 1.0.0\ntitle: {zh: 走, en: Leave}\nsteps:\n  - leave: {stage: bank.leave}\n", encoding="utf-8")
    for call in ('rt.submit(name, row(1))', 'rt.submit_many(name, [row(1)])', 'rt.run_stage("bank.leave", {"text": {"docs": [{"id": "t1", "kind": "complaint", "body": "x"}]}})'):
        child = start(
            f"""
            @amends.stage("bank.leave", reads=["text"], writes="ext.bank.leave")
            def leave(case): sys.exit(5)
            rt = amends.open({str(database)!r}, by="a", role="handler", purpose="test", now=NOW, plugins=[leave])
            name = rt.deploy({str(tmp_path / "leave")!r})
            {call}
            print("not reached")
            """
        )
        out, err = child.communicate(timeout=120)
        assert (child.returncode, out, err) == (5, "", "")
    assert whole(database)["cases"] == 0


def test_ctrl_c_while_a_stage_runs_stops_at_once_and_loses_nothing(tmp_path: Path) -> None:
    database = tmp_path / "ctrlc.db"
    (tmp_path / "long").mkdir()
    (tmp_path / "long" / "workflow.yaml").write_text("workflow: long\nversion: 1.0.0\ntitle: {zh: 长, en: Long}\nsteps:\n  - long: {stage: bank.long}\n", encoding="utf-8")
    child = start(
        f"""
        @amends.stage("bank.long", reads=["channel.ref"], writes="ext.bank.long")
        def long(case):
            if case["channel"]["ref"] == "r2":
                print("going", flush=True)
                time.sleep(600)
            return {{}}
        rt = amends.open({str(database)!r}, by="a", role="handler", purpose="test", now=NOW, plugins=[long])
        name = rt.deploy({str(tmp_path / "long")!r})
        try:
            for i in range(10): rt.submit(name, row(i))
        except KeyboardInterrupt:
            print("stopped", rt.verify()["cases"], rt.verify()["faults"], flush=True)
        """
    )
    try:
        assert child.stdout is not None and child.stdout.readline().strip() == "going"
        begun = time.monotonic()
        os.kill(child.pid, signal.SIGINT)
        out, _ = child.communicate(timeout=60)
        assert time.monotonic() - begun < 30
    finally:
        child.kill()
    assert out.strip() == "stopped 2 0" and child.returncode == 0
    assert whole(database)["cases"] == 2


def test_ctrl_c_in_a_file_of_slow_cases_does_not_wait_for_the_group(tmp_path: Path) -> None:
    database = tmp_path / "slowfile.db"
    (tmp_path / "slow").mkdir()
    (tmp_path / "slow" / "workflow.yaml").write_text("workflow: slow\nversion: 1.0.0\ntitle: {zh: 慢, en: Slow}\nsteps:\n  - slow: {stage: bank.slow}\n", encoding="utf-8")
    child = start(
        f"""
        calls = []
        @amends.stage("bank.slow", reads=["text"], writes="ext.bank.slow")
        def slow(case):
            calls.append(1)
            if len(calls) == 2: print("working", flush=True)
            time.sleep(1)  # a group of a hundred takes more than a minute
            return {{}}
        rt = amends.open({str(database)!r}, by="a", role="handler", purpose="test", now=NOW, plugins=[slow])
        name = rt.deploy({str(tmp_path / "slow")!r})
        try:
            rt.submit_many(name, (row(i) for i in range(10**9)))
        except KeyboardInterrupt:
            print("stopped", len(calls) < 50, rt.verify()["cases"] <= len(calls), rt.verify()["faults"], flush=True)
        """
    )
    try:
        assert child.stdout is not None and child.stdout.readline().strip() == "working"
        os.kill(child.pid, signal.SIGINT)
        out, _ = child.communicate(timeout=100)
    finally:
        child.kill()
    assert out.strip() == "stopped True True 0" and child.returncode == 0


def test_what_one_process_wrote_the_next_reads_with_other_stages(record: dict[str, Any], tmp_path: Path) -> None:
    @amends.stage("bank.first", reads=["parties"], writes="ext.bank.first")
    def first(case: Any) -> dict[str, Any]:
        return {"n": len(case["parties"])}

    with opened(tmp_path, first) as (rt, name):
        batch = rt.submit_many(name, rows(record, 3))
    out = finish(f"with amends.open({str(tmp_path / 'cases.db')!r}, by='b', role='handler', purpose='test', now=NOW) as rt:\n    print(rt.case({batch[0].id!r}).record['ext']['bank']['first']['n'], rt.verify()['faults'])")
    assert out.split() == [str(len(record["parties"])), "0"] and NOW

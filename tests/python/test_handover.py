"""Several processes on one file: one works on it, the others hand their acts over and read for themselves."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any, Iterator

import pytest

import amends
from amends import errors

from test_faults_process import PREPARE, whole

PROGRAM = amends.installation() / "bin" / "amends"
GUARD_S = 120


def listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as one:
        return one.connect_ex(str(path)) == 0


class Worker:
    """`amends work` on a file, from the moment that it takes acts."""

    def __init__(self, database: Path, *words: str) -> None:
        self.database = database
        self.socket = database.with_name(database.name + ".sock")
        self.process = subprocess.Popen([str(PROGRAM), "work", "--db", str(database), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + GUARD_S
        while not self.listens():  # a socket that a killed one left behind takes nobody
            assert self.process.poll() is None and time.monotonic() < end, self.process.stderr.read() if self.process.stderr else ""
            time.sleep(0.005)

    def listens(self) -> bool:
        return listens(self.socket)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            _, err = self.process.communicate(timeout=GUARD_S)
        finally:
            self.process.kill()
        return self.process.returncode, err


@pytest.fixture
def worker(database: Path) -> Iterator[Worker]:
    with amends.open(database, by="a", role="handler", purpose="test") as rt:
        rt.deploy("first_line")
    one = Worker(database)
    yield one
    one.stop()


def message(number: int) -> dict[str, Any]:
    return {"channel": "web", "at": "2026-03-01T00:00:00Z", "body": "I was charged a fee twice.", "ref": f"r{number}", "institution": "TESTBANK"}


def command(*words: str, database: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(PROGRAM), *words, "--db", str(database), "--json"], capture_output=True, text=True, timeout=GUARD_S)


def test_the_socket_is_this_users_alone_and_goes_with_the_worker(worker: Worker) -> None:
    mode = worker.socket.lstat().st_mode
    assert stat.S_ISSOCK(mode) and stat.S_IMODE(mode) == 0o600
    code, _ = worker.stop(signal.SIGINT)
    assert code == 0 and not worker.socket.exists()


def test_python_opens_reads_and_acts_while_another_process_works(worker: Worker, database: Path, record: dict[str, Any]) -> None:
    with amends.open(database, by="li.na", role="handler", purpose="test") as rt:
        one = rt.submit("first_line", record)
        assert one.status == "waiting" and rt.submit("first_line", record).existed
        assert rt.case(one.id).events[0]["actor"] == "user:li.na"
        rt.add_document(one.id, "The card was lent to nobody.", kind="note", by="wang.wu", role="handler")
        rt.correct(one.id, "classify.severity.level", "S1", reason="read again", by="zhao.liu", role="supervisor")
        assert rt.case(one.id).record["analysis"]["classify"]["severity"]["level"] == "S1"
        task = rt.tasks(case=one.id).first()
        with pytest.raises(errors.Refused, match="for the role"):
            rt.answer(one.id, task.id, {}, by="x", role="teller")
        with pytest.raises(errors.NotFound, match="no case waits for the message"):
            rt.message("nobody", "k")
        batch = rt.submit_many("first_line", [message(i) for i in range(30)] + [{"channel": "web"}], progress=False)
        assert batch.added == 30 and [bad.row for bad in batch.rejected] == [30]
        assert rt.fire_timers() == 0 and rt.recover() == 0
        assert rt.verify()["faults"] == 0
    assert worker.process.poll() is None


def test_a_python_process_at_work_does_the_acts_of_others_with_its_own_stages(database: Path) -> None:
    """As `amends work` does: an institution's service is often a Python program, with stages and handlers of its own."""
    code = textwrap.dedent(
        f"""
        import amends, sys

        @amends.stage("bank.echo", reads=["text"], writes="ext.bank.echo", texts={{"zh": "回声", "en": "Echo"}})
        def echo(case, ctx):
            return {{"size": len(case["text"]["docs"][0]["body"])}}

        wf = amends.Workflow("echoes", version="1.0.0", title={{"zh": "回声", "en": "Echoes"}}).stage("echo", "bank.echo")
        with amends.open({str(database)!r}, by="service", role="handler", purpose="test", plugins=echo) as rt:
            rt.deploy(wf)
            print("ready", flush=True)
            rt.work(stop=lambda: sys.stdin.closed or bool(__import__("select").select([sys.stdin], [], [], 0)[0]))
        print("over", flush=True)
        """
    )
    service = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert service.stdout is not None
        assert service.stdout.readline().strip() == "ready", service.stderr.read() if service.stderr else ""
        deadline = time.monotonic() + GUARD_S
        while not listens(database.with_name(database.name + ".sock")):
            assert service.poll() is None and time.monotonic() < deadline
            time.sleep(0.005)
        with amends.open(database, by="li.na", role="handler", purpose="test") as rt:
            case = rt.submit("echoes", message(1))
            assert case.status == "finished", "the stage that only the service has was run there"
            assert rt.case(case.id).record["ext"]["bank"]["echo"]["size"] == len(message(1)["body"])
            assert rt.submit_many("echoes", (message(i) for i in range(2, 12)), progress=False).added == 10
            with pytest.raises(errors.NotFound, match="there is no workflow 'echos'"):
                rt.submit("echos", message(20))
        out, err = service.communicate("stop\n", timeout=GUARD_S)
        assert service.returncode == 0 and out.strip() == "over", err
    finally:
        service.kill()
    assert not database.with_name(database.name + ".sock").exists()
    assert whole(database)["cases"] == 11


def test_the_command_line_acts_while_another_process_works(worker: Worker, database: Path, tmp_path: Path, record: dict[str, Any]) -> None:
    source = tmp_path / "one.json"
    source.write_text(json.dumps(record), encoding="utf-8")
    ran = command("run", "first_line", "--input", str(source), database=database)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["added"] == 1
    case_id = json.loads(command("case", "list", database=database).stdout)[0]["id"]
    corrected = command("case", "correct", case_id, "classify.severity.level", "S1", "--reason", "read again", "--by", "li.na", "--role", "supervisor", database=database)
    assert corrected.returncode == 0, corrected.stderr
    assert any(event["actor"] == "user:li.na" for event in json.loads(command("case", "journal", case_id, database=database).stdout))
    refused = command("case", "correct", case_id, "classify.severity.level", "S9", "--reason", "x", "--by", "li.na", "--role", "supervisor", database=database)
    assert refused.returncode == 5 and "S9" in refused.stderr
    second = command("work", database=database)
    assert second.returncode == 6 and "amends work" in second.stderr
    clock = command("case", "resume", case_id, "--now", "2026-03-02T01:00:00Z", database=database)
    assert clock.returncode == 6 and "leave the virtual clock" in clock.stderr


def test_four_processes_on_one_file_all_acts_are_taken(worker: Worker, database: Path) -> None:
    """Two write, one reads and adds, one works; nobody meets a busy file, and nothing is lost."""
    writer = textwrap.dedent(
        """
        with amends.open({database!r}, by="writer{name}", role="handler", purpose="test") as rt:
            for i in range(40):
                one = rt.submit("first_line", dict(row(i), ref="{name}-%d" % i))
                rt.add_document(one.id, "a further word", kind="note")
                assert rt.case(one.id).status, one
            batch = rt.submit_many("first_line", (dict(row(i), ref="{name}-many-%d" % i) for i in range(60)), progress=False)
            assert batch.added == 60 and not batch.rejected, batch.rejected
        print("done")
        """
    )
    reader = textwrap.dedent(
        """
        with amends.open({database!r}, by="reader", role="supervisor", purpose="test") as rt:
            added = 0
            while added < 40:
                for case in rt.cases(status="waiting", limit=20):  # not one whose opening is under way
                    rt.tasks(case=case["id"])
                    rt.add_document(case["id"], "round %d" % added, kind="note")
                    assert rt.case(case["id"]).record["text"]["docs"]
                    added += 1
                rt.events()
            assert rt.verify()["faults"] == 0
        print("done")
        """
    )
    codes = [writer.format(database=str(database), name="a"), writer.format(database=str(database), name="b"), reader.format(database=str(database))]
    others = [subprocess.Popen([sys.executable, "-c", PREPARE + code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for code in codes]
    try:
        for one in others:
            out, err = one.communicate(timeout=GUARD_S * 2)
            assert one.returncode == 0 and out.strip() == "done", err
    finally:
        for one in others:
            one.kill()
    code, err = worker.stop()
    assert code == 0 and "busy" not in err.lower(), err
    assert whole(database)["cases"] == 200


def test_a_worker_that_is_killed_is_named_and_its_socket_makes_room(worker: Worker, database: Path) -> None:
    with amends.open(database, by="li.na", role="handler", purpose="test") as rt:
        one = rt.submit("first_line", message(1))
        worker.process.kill()
        worker.process.wait(timeout=GUARD_S)
        assert worker.socket.exists(), "nobody took it away"
        with pytest.raises(errors.Unavailable, match="takes no acts any more, and nothing of this one was taken"):
            rt.submit("first_line", message(2))
        assert rt.case(one.id).status == "waiting", "reading goes on"
    with amends.open(database, by="li.na", role="handler", purpose="test") as rt:  # the lock went with the process: this one writes itself
        assert rt.submit("first_line", message(2)).status == "waiting"
    again = Worker(database)
    try:
        with amends.open(database, by="li.na", role="handler", purpose="test") as rt:
            assert rt.submit("first_line", message(2)).existed
    finally:
        assert again.stop()[0] == 0
    assert whole(database)["cases"] == 2


def test_acts_that_were_acknowledged_are_there_after_the_worker_was_killed(worker: Worker, database: Path) -> None:
    acknowledged: list[str] = []
    with amends.open(database, by="li.na", role="handler", purpose="test") as rt:
        for number in range(1_000):
            if number == 15:
                worker.process.send_signal(signal.SIGKILL)
            try:
                acknowledged.append(rt.submit("first_line", message(number)).id)
            except errors.Unavailable as error:
                assert "nothing of it was taken" in str(error) or "may or may not" in str(error) or "nothing of this one was taken" in str(error)
                break
        else:
            pytest.fail("the worker was killed, and nobody noticed")
    assert len(acknowledged) >= 15
    with amends.open(database, by="li.na", role="handler", purpose="test") as rt:
        rt.recover()
        assert all(rt.case(one).status == "waiting" for one in acknowledged)
        assert rt.verify()["faults"] == 0


def test_a_path_that_is_too_long_for_a_socket_works_alone(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    database = folder / "cases.db"
    with amends.open(database, by="a", role="handler", purpose="test") as rt:
        rt.deploy("first_line")
    process = subprocess.Popen([str(PROGRAM), "work", "--db", str(database)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        heard = ""
        while "shorter path" not in heard:
            line = process.stderr.readline()
            assert line, heard
            heard += line
        with pytest.raises(errors.Busy, match=str(process.pid)):
            amends.open(database, by="b", role="handler", purpose="test")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=GUARD_S)
        assert process.returncode == 0
    finally:
        process.kill()


def test_the_worker_stops_at_once_when_it_is_told(worker: Worker) -> None:
    """It waits for no round of a second: ten stops one after the other stay far under ten seconds. The figure is printed."""
    begun = time.monotonic()
    assert worker.stop()[0] == 0
    print(f"stopped after {(time.monotonic() - begun) * 1000:.0f} ms")


def test_a_stopped_worker_holds_its_file_and_says_who_it_is(worker: Worker, database: Path) -> None:
    with amends.open(database, by="li.na", role="handler", purpose="test") as rt:
        rt.submit("first_line", message(1))
    os.kill(worker.process.pid, signal.SIGSTOP)
    try:
        with amends.open(database, read_only=True, by="x") as rt:
            assert len(rt.cases()) == 1
    finally:
        os.kill(worker.process.pid, signal.SIGCONT)

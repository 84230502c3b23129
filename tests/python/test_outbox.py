"""What leaves, by hand on the command line and by handlers in Python; stopping, resuming and taking back cases; and a runner that is told to stop."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import amends
from amends.errors import InvalidArgument, MissingField, NotFound, RangeError, Refused, StateError
from command_line_kit import BAD_INPUT, CASES, NOT_FOUND, OK, PROGRAM, REFUSED, USAGE, Line, full, line, lines, stocked  # noqa: F401  (fixtures)

NOW = "2026-03-02T01:00:00Z"
HEAD = "workflow: ordering\nversion: 1.0.0\ntitle: {zh: 发出指令, en: Ordering}\n"
ORDERING = HEAD + """notices: [task_opened]
steps:
  - order: {send: {kind: order, to: '"bank"', body: {ref: channel.ref, why: '"the fee is paid back"'}, wait: true}, on: {lost: {error: unavailable, go: by_hand}}, go: told}
  - by_hand: {human: {role: handler, form: supervisor_review, title: {zh: 人工办理, en: Do it by hand}}, go: end}
  - told: {set: {flags.receipt: order.receipt.no}}
"""


def message(number: int) -> dict[str, Any]:
    return {"channel": "email", "at": "2026-03-01T10:00:00+08:00", "sender": f"{number}@example.org", "body": "The annual fee was charged twice.", "ref": f"m{number}", "institution": "TESTBANK"}


@pytest.fixture
def ordering(runtime: amends.Runtime, tmp_path: Path) -> amends.Runtime:
    folder = tmp_path / "ordering"
    folder.mkdir()
    (folder / "workflow.yaml").write_text(ORDERING, encoding="utf-8")
    runtime.deploy(folder)
    return runtime


def submit(rt: amends.Runtime, number: int = 1) -> str:
    return rt.submit("ordering", message(number)).id


def status(rt: amends.Runtime, case_id: str) -> str:
    return str(rt.cases(limit=1000)[[one["id"] for one in rt.cases(limit=1000)].index(case_id)]["status"])


# Python: by hand


def test_a_message_is_pulled_and_acknowledged_once(ordering: amends.Runtime) -> None:
    case_id = submit(ordering)
    (got,) = ordering.outbox.pull(kind="order")
    assert (got.case_id, got.kind, got.to, got.handed_out, got.failures) == (case_id, "order", "bank", 1, 0)
    assert got.body == {"ref": "m1", "why": "the fee is paid back"} and got.key.startswith(case_id + "/")
    assert [(read.case_id, read.what) for read in ordering.reads() if read.case_id] == [(case_id, "letter")]
    assert ordering.outbox.pull(kind="order") == []
    (row,) = ordering.outbox.list(kind="order")
    assert row["key"] == got.key and row["handed_out"] == 1 and "body" not in row
    assert ordering.outbox.ack(got, {"no": 7}) is True
    assert ordering.outbox.ack(got.key) is False
    assert status(ordering, case_id) == "finished"
    assert ordering.case(case_id).record["flags"]["receipt"] == 7
    assert ordering.verify()["faults"] == 0


def test_what_nobody_acknowledges_comes_again_with_its_key(ordering: amends.Runtime) -> None:
    submit(ordering)
    (first,) = ordering.outbox.pull(lease_s=60, kind="order")
    ordering.now = "2026-03-02T01:00:59Z"
    assert ordering.outbox.pull(kind="order") == []
    ordering.now = "2026-03-02T01:01:00Z"
    (again,) = ordering.outbox.pull(kind="order")
    assert again.key == first.key and again.handed_out == 2


def test_a_failure_waits_and_a_person_retries_or_drops(ordering: amends.Runtime) -> None:
    case_id = submit(ordering)
    (got,) = ordering.outbox.pull(kind="order")
    with pytest.raises(MissingField):
        ordering.outbox.fail(got, " ")
    ordering.outbox.fail(got, "no answer")
    assert ordering.outbox.pull(kind="order") == []
    ordering.now = "2026-03-02T01:01:00Z"
    (again,) = ordering.outbox.pull(kind="order")
    assert again.failures == 1
    ordering.outbox.fail(again, "no such account", for_good=True)
    assert [row["status"] for row in ordering.outbox.list(kind="order")] == ["parked"]
    ordering.outbox.retry(again, "opened now")
    (third,) = ordering.outbox.pull(kind="order")
    ordering.outbox.drop(third, "done by phone")
    assert status(ordering, case_id) == "waiting"
    assert [task.id for task in ordering.tasks(case=case_id)] == ["by_hand#1"]
    with pytest.raises(StateError, match="given up"):
        ordering.outbox.ack(third)
    with pytest.raises(NotFound):
        ordering.outbox.ack("nobody/1")
    for bad in ({"most": 0}, {"most": 1001}, {"lease_s": 0.5}, {"lease_s": 86_401}):
        with pytest.raises(RangeError):
            ordering.outbox.pull(**bad)
    assert ordering.verify()["faults"] == 0


def test_who_sees_no_texts_delivers_nothing(ordering: amends.Runtime, database: Path) -> None:
    submit(ordering)
    ordering.close()
    with amends.open(database, by="an", now=NOW) as rt:
        with pytest.raises(Refused):
            rt.outbox.pull()
        with pytest.raises(Refused):
            rt.work(print, once=True)
        assert len(rt.outbox.list(kind="order")) == 1


# Python: handlers


def test_handlers_deliver_what_is_theirs_and_returning_acknowledges(ordering: amends.Runtime) -> None:
    cases = [submit(ordering, n) for n in range(5)]
    seen: list[str] = []

    @amends.outbox_handler("order")
    def order(message: amends.Message) -> dict[str, int]:
        seen.append(message.key)
        return {"no": len(seen)}

    assert ordering.work(order, once=True) == amends.Delivered(acknowledged=5)
    assert len(set(seen)) == 5
    assert {status(ordering, one) for one in cases} == {"finished"}
    assert ordering.work(order, once=True) == amends.Delivered()


def test_an_exception_is_a_failure_and_the_message_comes_again(ordering: amends.Runtime) -> None:
    case_id = submit(ordering)
    fails = [True]

    @amends.outbox_handler("order")
    def order(message: amends.Message) -> None:
        if fails[0]:
            raise ConnectionError("the bank does not answer")

    assert ordering.work(order, once=True) == amends.Delivered(failed=1)
    events = [event for event in ordering.case(case_id).events if event["kind"] == "outbox_failed"]
    assert events[0]["payload"]["reason"] == "ConnectionError: the bank does not answer" and events[0]["payload"]["again_at"] == "2026-03-02T01:01:00Z"
    fails[0] = False
    assert ordering.work(order, once=True) == amends.Delivered()
    ordering.now = "2026-03-02T01:01:00Z"
    assert ordering.work(order, once=True) == amends.Delivered(acknowledged=1)


def test_a_handler_that_refuses_ends_the_tries(ordering: amends.Runtime) -> None:
    submit(ordering)

    @amends.outbox_handler()
    def any_kind(message: amends.Message) -> None:
        if message.kind == "order":
            raise amends.DeliveryRefused("the account is closed")

    assert ordering.outbox.deliver(any_kind) == amends.Delivered(refused=1)
    assert [row["status"] for row in ordering.outbox.list(kind="order")] == ["parked"]


def test_notices_tell_of_tasks_and_hold_no_word_of_the_case(ordering: amends.Runtime) -> None:
    case_id = submit(ordering)
    (got,) = ordering.outbox.pull(kind="order")
    ordering.outbox.drop(got, "by hand")
    before = len(ordering.reads())
    (notice,) = ordering.outbox.pull(kind="task_opened")
    assert notice.to == "handler" and notice.step == "" and notice.body["case"] == case_id and notice.body["task"] == "by_hand#1"
    assert len(ordering.reads()) == before + 1, "only the listing itself"
    assert ordering.outbox.ack(notice)


def test_handlers_that_do_not_fit_together_are_refused(ordering: amends.Runtime) -> None:
    one, other, rest = amends.outbox_handler("order")(print), amends.outbox_handler("order", "letter")(print), amends.outbox_handler()(print)
    for bad in ([one, other], [one, rest], [print, print], 5):
        with pytest.raises(InvalidArgument):
            ordering.work(bad, once=True)  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument):
        amends.outbox_handler(print)  # type: ignore[arg-type]


def test_work_ends_when_it_is_told_and_says_what_it_delivered(ordering: amends.Runtime) -> None:
    submit(ordering)
    rounds = iter([False, False, True])
    assert ordering.work(amends.outbox_handler("order")(lambda message: None), stop=lambda: next(rounds)).acknowledged == 1


KILLED = """
import os, signal, sys
import amends

def order(message):
    with open("delivered.txt", "a") as out:
        out.write(message.key + "\\n")
    if os.environ.get("KILL"):
        os.kill(os.getpid(), signal.SIGKILL)
    return {"no": 1}

with amends.open("cases.db", by="post.room", role="handler", purpose="delivery", now=sys.argv[1]) as rt:
    rt.work(amends.outbox_handler("order")(order), once=True)
"""


def test_killed_between_delivery_and_acknowledgement_nothing_is_lost(ordering: amends.Runtime, tmp_path: Path) -> None:
    cases = [submit(ordering, n) for n in range(3)]
    ordering.close()
    (tmp_path / "deliver.py").write_text(KILLED, encoding="utf-8")

    def deliver(minute: int, **env: str) -> int:
        return subprocess.run([sys.executable, "deliver.py", f"2026-03-02T01:{minute:02}:00Z"], cwd=tmp_path, env={**os.environ, **env}, timeout=240).returncode

    assert deliver(0, KILL="1") == -signal.SIGKILL
    delivered = (tmp_path / "delivered.txt").read_text().split()
    assert len(delivered) == 1
    assert deliver(1) == 0, "the three are leased"
    assert (tmp_path / "delivered.txt").read_text().split() == delivered
    assert deliver(5) == 0
    delivered = (tmp_path / "delivered.txt").read_text().split()
    assert len(delivered) == 4 and delivered[1:].count(delivered[0]) == 1, "again, with the same key"
    with amends.open(tmp_path / "cases.db", by="li.na", role="handler", purpose="test", now="2026-03-02T02:00:00Z") as rt:
        assert {status(rt, one) for one in cases} == {"finished"}
        assert rt.verify()["faults"] == 0


# Python: the work on a case as a whole


def test_a_case_is_suspended_resumed_taken_back_and_cancelled(ordering: amends.Runtime) -> None:
    case_id = submit(ordering)
    with pytest.raises(MissingField):
        ordering.suspend(case_id, "")
    assert ordering.suspend(case_id, "the ombudsman looks at it") == "suspended"
    assert ordering.outbox.pull(kind="order") == []
    assert "suspended until it is resumed" in ordering.case(case_id).text("en") and "已中止" in ordering.case(case_id).text("zh")
    assert [one["id"] for one in ordering.cases(status="suspended")] == [case_id]
    assert ordering.resume(case_id, "it is back") == "waiting"
    assert ordering.retry(case_id, "order", reason="the order named the wrong card") == "waiting"
    assert len(ordering.outbox.pull(kind="order")) == 2, "what stood in the outbox leaves"
    with pytest.raises(StateError, match="not forward"):
        ordering.retry(case_id, "told", reason="r")
    with pytest.raises(NotFound, match="did you mean 'order'"):
        ordering.retry(case_id, "orderr", reason="r")
    ordering.cancel(case_id, "withdrawn")
    assert status(ordering, case_id) == "cancelled"
    assert ordering.verify()["faults"] == 0


# The command line


def test_pull_prints_a_line_each_and_ack_takes_keys(line: Line) -> None:  # noqa: F811
    line.write("ordering/workflow.yaml", ORDERING)
    line.write("rows.jsonl", "".join(json.dumps(message(n)) + "\n" for n in range(3)))
    assert line("run", "ordering", "--input", "rows.jsonl", "--db", "cases.db", "--now", NOW).returncode == OK
    db = ("--db", "cases.db", "--by", "post.room")
    pulled = line("outbox", "pull", "--kind", "order", "--max", "2", "--lease", "2m", *db, "--now", NOW)
    rows = [json.loads(one) for one in pulled.stdout.splitlines()]
    assert pulled.returncode == OK and len(rows) == 2
    assert rows[0]["body"]["why"] == "the fee is paid back" and rows[0]["lease_until"] == "2026-03-02T01:02:00Z"
    keys = [row["key"] for row in rows]
    assert line.json("outbox", "ack", *keys, "--receipt", '{"no": 5}', *db, "--now", NOW) == {"done": keys}
    assert line.json("outbox", "ack", *keys, *db, "--now", NOW) == {"done": keys}, "twice changes nothing"
    assert [row["kind"] for row in line.json("outbox", "list", "--status", "open", *db)] == ["order"]
    (last,) = [json.loads(one) for one in line("outbox", "pull", *db, "--now", NOW).stdout.splitlines()]
    line.fails(BAD_INPUT, "say why the delivery failed", "outbox", "ack", last["key"], "--failed", *db, "--now", NOW)
    assert line("outbox", "ack", last["key"], "--for-good", "--reason", "no such account", *db, "--now", NOW).returncode == OK
    faults = {fault["kind"]: fault for fault in line.json("doctor", "--db", "cases.db", "--now", NOW)["faults"]}
    row = faults["undelivered"]["rows"][0]
    assert row["where"] == last["key"] and row["remedy"].startswith(f"amends outbox retry {last['key']} --db cases.db; or give it up: amends outbox drop")
    assert line("outbox", "retry", last["key"], *db, "--now", NOW).returncode == OK
    assert len(line("outbox", "pull", *db, "--now", NOW).stdout.splitlines()) == 1
    assert line("outbox", "drop", last["key"], "--reason", "by hand", *db, "--now", NOW).returncode == OK
    line.fails(NOT_FOUND, "no case has a message", "outbox", "ack", "nobody/1", *db)
    line.fails(USAGE, "no length of a lease", "outbox", "pull", "--lease", "2wd", *db)
    line.fails(REFUSED, "sees none", "outbox", "pull", *db, "--role", "trainer")
    assert line.verified()[0] == 3
    late = {fault["kind"] for fault in line.json("doctor", "--db", "cases.db", "--now", "2026-03-04T01:00:00Z")["faults"]}
    assert "unfetched" in late, "the notice of the task"


def test_cases_are_stopped_and_taken_back_by_commands(line: Line) -> None:  # noqa: F811
    line.write("ordering/workflow.yaml", ORDERING)
    assert line("run", "ordering", "--input", CASES / "K09.json", "--db", "cases.db", "--now", NOW).returncode == OK
    act = ("--db", "cases.db", "--by", "li.na", "--now", NOW)
    assert "suspended" in line("case", "suspend", "CASE-K09", "--reason", "asked to", *act).stdout
    assert [row["id"] for row in line.json("case", "list", "--status", "suspended", "--db", "cases.db")] == ["CASE-K09"]
    line.fails(REFUSED, "resume it first", "case", "retry", "CASE-K09", "order", "--reason", "r", *act)
    assert line.json("case", "resume", "CASE-K09", *act) == {"case": "CASE-K09", "status": "waiting"}
    assert line.json("case", "retry", "CASE-K09", "order", "--reason", "r", *act) == {"case": "CASE-K09", "status": "waiting"}
    line.fails(NOT_FOUND, "did you mean 'order'", "case", "retry", "CASE-K09", "ordr", "--reason", "r", *act)
    line.fails(USAGE, "--reason is required", "case", "suspend", "CASE-K09", *act)
    assert line.json("case", "cancel", "CASE-K09", "--reason", "withdrawn", *act) == {"case": "CASE-K09", "status": "cancelled"}
    shown = line("history", "CASE-K09", *act).stdout
    assert all(word in shown for word in ("Suspended", "Work goes on", "Taken back to a step", "Put into the outbox")), shown


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["terminate", "Ctrl-C"])
def test_a_runner_that_is_told_to_stop_ends_after_its_turn(line: Line, number: signal.Signals) -> None:  # noqa: F811
    cases = 400
    line.write("waiting/workflow.yaml", "workflow: waiting\nversion: 1.0.0\ntitle: {zh: 等, en: Waiting}\nsteps:\n  - w: {wait: 1s}\n  - s: {set: {flags.done: true}}\n")
    line.write("rows.jsonl", lines(cases))
    assert line("run", "waiting", "--input", "rows.jsonl", "--db", "cases.db", "--now", NOW).returncode == OK

    def fired() -> int:
        with amends.open(line.folder / "cases.db", by="li.na", role="handler", purpose="test", read_only=True) as rt:
            return sum(event.kind == "timer_fired" for event in rt.follow(0, timeout=0))

    until = time.monotonic() + 240
    with subprocess.Popen([str(PROGRAM), "work", "--db", "cases.db", "--by", "li.na"], cwd=line.folder, env=line.env, stderr=subprocess.PIPE, text=True) as runner:
        try:
            while fired() == 0 and time.monotonic() < until:
                pass
            runner.send_signal(number)
            _, said = runner.communicate(timeout=240)
        finally:
            runner.kill()
    assert runner.returncode == OK, said
    before = fired()
    assert 0 < before <= cases
    print(f"{before} of {cases} timers had fired when it was told to stop")
    assert line.verified()[0] == cases
    assert line.json("work", "--once", "--db", "cases.db", "--by", "li.na") == {"recovered": 0, "fired": cases - before}
    assert {row["status"] for row in line.json("case", "list", "--limit", "1000", "--db", "cases.db")} == {"finished"}
